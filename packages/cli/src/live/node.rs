//! What is asked of a chain: contracts' state and answers, balances, and IBC core's records of packets.

use std::collections::{BTreeMap, BTreeSet};

use causeway_audit::Destination;
use causeway_ics20::{Acknowledgement, SUCCESS_ACK};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Storage, Uint256};
use serde::de::DeserializeOwned;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::proto::{self, PageRequest, PageResponse};
use super::rpc::{Node, Refusal};
use crate::Error;

/// Entries of a page.
const PAGE: u64 = 1000;
/// `Channel.state` of ibc-go: open.
pub(super) const OPEN: i32 = 3;
/// What cw20-ics20 answers for a success.
const OLD_SUCCESS_ACK: &[u8] = br#"{"result":"MQ=="}"#;

impl Node {
    /// A value of a contract's storage; `None`: nothing has this key.
    ///
    /// # Errors
    /// `NoContract` if the address is no contract's, or no address of this chain.
    pub fn raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let request = proto::RawStateRequest {
            address: contract.into(),
            query_data: key.to_vec(),
        };
        match self.try_query::<proto::RawStateResponse>(proto::RAW_STATE, &request)? {
            Ok(answer) => Ok(Some(answer.data).filter(|data| !data.is_empty())),
            Err(refusal) if refusal.is_unknown() => Err(Error::NoContract(contract.into())),
            Err(refusal) => Err(no_answer(contract, refusal.log)),
        }
    }

    /// A contract's answer.
    ///
    /// # Errors
    /// There is none, or it is not of this type.
    pub fn smart<Q: Serialize, T: DeserializeOwned>(&self, contract: &str, query: &Q) -> Result<T, Error> {
        let refused = |why: serde_json::Error| no_answer(contract, why);
        let request = proto::SmartStateRequest {
            address: contract.into(),
            query_data: serde_json::to_vec(query).map_err(refused)?,
        };
        let answer: proto::SmartStateResponse = self.query(proto::SMART_STATE, &request)?;
        serde_json::from_slice(&answer.data).map_err(refused)
    }

    /// A contract's answer; `None` where the contract refuses or answers something else.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn try_smart<Q: Serialize, T: DeserializeOwned>(
        &self,
        contract: &str,
        query: &Q,
    ) -> Result<Option<T>, Error> {
        let request = proto::SmartStateRequest {
            address: contract.into(),
            query_data: serde_json::to_vec(query).map_err(|why| no_answer(contract, why))?,
        };
        let answer = self.try_query::<proto::SmartStateResponse>(proto::SMART_STATE, &request)?;
        Ok(answer
            .ok()
            .and_then(|answer| serde_json::from_slice(&answer.data).ok()))
    }

    /// All that a contract has stored, as raw bytes.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn storage(&self, contract: &str) -> Result<MockStorage, Error> {
        let mut storage = MockStorage::new();
        paged(|pagination| {
            let address = contract.to_string();
            let request = proto::AllStateRequest { address, pagination };
            let page: proto::AllStateResponse = self.query(proto::ALL_STATE, &request)?;
            for model in page.models {
                storage.set(&model.key, &model.value);
            }
            Ok(page.pagination)
        })?;
        Ok(storage)
    }

    /// Bank coins of an account, by denom, in base units.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn balances(&self, account: &str) -> Result<BTreeMap<String, Uint256>, Error> {
        let mut coins = BTreeMap::new();
        paged(|pagination| {
            let address = account.to_string();
            let request = proto::BalancesRequest {
                address,
                pagination,
                ..Default::default()
            };
            let page: proto::BalancesResponse = self.query(proto::ALL_BALANCES, &request)?;
            for coin in page.balances {
                let amount = coin.amount.parse().map_err(|why| no_answer(account, why))?;
                coins.insert(coin.denom, amount);
            }
            Ok(page.pagination)
        })?;
        Ok(coins)
    }

    /// Whether IBC core has this channel as open.
    ///
    /// # Errors
    /// The node does not answer, or core does not know the channel.
    pub fn is_open(&self, port: &str, channel: &str) -> Result<bool, Error> {
        let request = proto::ChannelRequest {
            port_id: port.into(),
            channel_id: channel.into(),
        };
        let answer: proto::ChannelResponse = self.query(proto::CHANNEL, &request)?;
        Ok(answer.channel.is_some_and(|channel| channel.state == OPEN))
    }

    /// Packets whose commitment this chain still holds: sent, and neither acknowledged nor timed out.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn commitments(&self, port: &str, channel: &str) -> Result<Vec<u64>, Error> {
        let mut sequences = vec![];
        paged(|pagination| {
            let request = proto::CommitmentsRequest {
                port_id: port.into(),
                channel_id: channel.into(),
                pagination,
            };
            let page: proto::CommitmentsResponse = self.query(proto::COMMITMENTS, &request)?;
            sequences.extend(page.commitments.iter().map(|packet| packet.sequence));
            Ok(page.pagination)
        })?;
        sequences.sort_unstable();
        Ok(sequences)
    }

    /// Of these packets those that this chain has not received.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn unreceived(&self, port: &str, channel: &str, sequences: &[u64]) -> Result<Vec<u64>, Error> {
        let request = proto::UnreceivedRequest {
            port_id: port.into(),
            channel_id: channel.into(),
            packet_commitment_sequences: sequences.to_vec(),
        };
        let answer: proto::UnreceivedResponse = self.query(proto::UNRECEIVED, &request)?;
        Ok(answer.sequences)
    }

    /// What this chain has done with each of these packets, by sequence. Port and channel are this chain's.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn destinations(
        &self,
        port: &str,
        channel: &str,
        sequences: &[u64],
    ) -> Result<BTreeMap<u64, Destination>, Error> {
        if sequences.is_empty() {
            // core would list all acknowledgements
            return Ok(BTreeMap::new());
        }
        let unreceived: BTreeSet<u64> = self.unreceived(port, channel, sequences)?.into_iter().collect();
        let request = proto::AcknowledgementsRequest {
            port_id: port.into(),
            channel_id: channel.into(),
            packet_commitment_sequences: sequences.to_vec(),
            pagination: None,
        };
        let answer: proto::AcknowledgementsResponse = self.query(proto::ACKNOWLEDGEMENTS, &request)?;
        let acks: BTreeMap<u64, Vec<u8>> = answer
            .acknowledgements
            .into_iter()
            .map(|ack| (ack.sequence, ack.data))
            .collect();
        let destination = |sequence: u64| match acks.get(&sequence) {
            Some(hash) => self.acknowledged(port, channel, sequence, hash),
            None if unreceived.contains(&sequence) => Ok(Destination::NotReceived),
            None => Ok(Destination::Held),
        };
        sequences
            .iter()
            .map(|sequence| Ok((*sequence, destination(*sequence)?)))
            .collect()
    }

    /// What an acknowledgement with this hash says. Core has only the hash; the index of transactions has the bytes. Without
    /// them, what is no known success is taken for an error, which nearly all others are.
    ///
    /// # Errors
    /// The node does not answer.
    pub(super) fn acknowledged(
        &self,
        port: &str,
        channel: &str,
        sequence: u64,
        hash: &[u8],
    ) -> Result<Destination, Error> {
        if is_success(hash) {
            return Ok(Destination::Accepted);
        }
        let ack = self.acknowledgement(port, channel, sequence)?;
        let ack = ack.filter(|ack| Sha256::digest(ack)[..] == *hash);
        Ok(match ack.map(|ack| Acknowledgement::parse(&ack)) {
            Some(Ok(Acknowledgement::Success)) => Destination::Accepted,
            Some(Err(_)) => Destination::Unreadable,
            Some(Ok(Acknowledgement::Error(_))) | None => Destination::Refused,
        })
    }
}

impl Refusal {
    /// The question was about an address that nothing is known of: an unknown request, a malformed one (of another
    /// chain's prefix), or wasmd's own error for it.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(
            (self.codespace.as_str(), self.code),
            ("sdk", 6 | 18) | ("wasm", 22)
        )
    }
}

/// Core keeps the hash of an acknowledgement. Only a success has known bytes, Causeway's or cw20-ics20's.
fn is_success(hash: &[u8]) -> bool {
    [SUCCESS_ACK, OLD_SUCCESS_ACK]
        .iter()
        .any(|ack| Sha256::digest(ack)[..] == *hash)
}

fn no_answer(about: &str, why: impl ToString) -> Error {
    Error::NoAnswer {
        question: format!("query of {about}"),
        why: why.to_string(),
    }
}

/// Asks for page after page.
fn paged(
    mut ask: impl FnMut(Option<PageRequest>) -> Result<Option<PageResponse>, Error>,
) -> Result<(), Error> {
    let mut key = vec![];
    loop {
        let page = ask(Some(PageRequest {
            key,
            limit: PAGE,
            ..PageRequest::default()
        }))?;
        match page.map(|page| page.next_key) {
            Some(next) if !next.is_empty() => key = next,
            _ => return Ok(()),
        }
    }
}
