//! Chains that run, asked over their nodes' JSON-RPC: where a sender's transfers are, with the same answers as
//! [`crate::status`], and the snapshots that an audit compares.

mod client;
mod headers;
mod index;
mod migration;
mod node;
mod packets;
mod proof;
pub(crate) mod proto;
mod proved;
mod rpc;
mod snapshot;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use causeway_transfer::contract::CONTRACT_NAME;
use causeway_transfer::msg::{
    ChannelInfo, ClaimInfo, ClaimsResponse, InFlightResponse, ListChannelsResponse, PacketId, PacketInfo,
    QueryMsg,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::client::LightClient;
pub(crate) use self::headers::seconds;
pub use self::migration::{AccountKind, ContractInfo};
pub use self::packets::{Ended, Ending, PacketLog, SentPacket};
pub use self::proof::Proven;
pub use self::proved::{proved_snapshots, Provenance};
pub use self::rpc::Node;
pub use self::snapshot::{snapshots, Reading};
use crate::status::{pages, Place, Sent, Status, Transfer};
use crate::Error;

/// Storage key of cw2's contract info.
const CONTRACT_INFO: &[u8] = b"contract_info";

/// A transfer contract on a chain that runs.
#[derive(Clone, Debug)]
pub struct Live {
    /// A node of its chain.
    pub node: Node,
    /// Address of the transfer contract.
    pub contract: String,
    /// A node of the chain at the other end.
    pub counterparty: Option<Node>,
}

impl Live {
    /// After a look at what the contract is.
    ///
    /// # Errors
    /// The node does not answer, or the address is not a Causeway's.
    pub fn new(node: Node, contract: &str, counterparty: Option<Node>) -> Result<Self, Error> {
        let info = node.raw(contract, CONTRACT_INFO)?;
        let found = info
            .and_then(|info| name_of(&info))
            .unwrap_or_else(|| "something without a name".into());
        if found != CONTRACT_NAME {
            return Err(Error::NotCauseway {
                contract: contract.into(),
                found,
            });
        }
        Ok(Self {
            node,
            contract: contract.into(),
            counterparty,
        })
    }

    /// Its IBC port.
    pub fn port(&self) -> String {
        format!("wasm.{}", self.contract)
    }

    /// The contract's own queries.
    ///
    /// # Errors
    /// No answer, or one of another contract.
    pub fn query<T: DeserializeOwned>(&self, query: &QueryMsg) -> Result<T, Error> {
        self.node.smart(&self.contract, query)
    }

    /// All that a sender has on the way, can claim, and ever sent, as far as the node's index of transactions goes.
    ///
    /// # Errors
    /// A query without an answer.
    pub fn of_sender(&self, sender: &str) -> Result<Status, Error> {
        let records = self.in_flight(sender)?;
        let claims = self.claims(sender)?;
        let unreceived = self.unreceived(&records)?;
        let log = PacketLog::of_sender(&self.node, &self.contract, sender)?;
        Ok(compose(records, claims, unreceived.as_ref(), &log))
    }

    /// A sender's packets that are not settled.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn in_flight(&self, sender: &str) -> Result<Vec<PacketInfo>, Error> {
        pages(|last: Option<&PacketInfo>, limit| {
            let page: InFlightResponse = self.query(&QueryMsg::InFlight {
                sender: sender.into(),
                channel: None,
                sequence: None,
                start_after: last.map(|last| PacketId {
                    channel: last.channel.clone(),
                    sequence: last.sequence,
                }),
                limit,
            })?;
            Ok(page.packets)
        })
    }

    /// An owner's claims.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn claims(&self, owner: &str) -> Result<Vec<ClaimInfo>, Error> {
        pages(|last: Option<&ClaimInfo>, limit| {
            let page: ClaimsResponse = self.query(&QueryMsg::Claims {
                owner: owner.into(),
                start_after: last.map(|last| last.denom.clone()),
                limit,
            })?;
            Ok(page.claims)
        })
    }

    /// All channels, by id.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn channels(&self) -> Result<BTreeMap<String, ChannelInfo>, Error> {
        let all = pages(|last: Option<&ChannelInfo>, limit| {
            let start_after = last.map(|last| last.id.clone());
            let page: ListChannelsResponse = self.query(&QueryMsg::ListChannels { start_after, limit })?;
            Ok::<_, Error>(page.channels)
        })?;
        Ok(all
            .into_iter()
            .map(|channel| (channel.id.clone(), channel))
            .collect())
    }

    /// Of these packets those that the other chain has not received; `None` if there is no node to ask.
    fn unreceived(&self, records: &[PacketInfo]) -> Result<Option<BTreeSet<(String, u64)>>, Error> {
        let Some(there) = &self.counterparty else {
            return Ok(None);
        };
        let mut sequences: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for record in records {
            sequences
                .entry(&record.channel)
                .or_default()
                .push(record.sequence);
        }
        if sequences.is_empty() {
            return Ok(Some(BTreeSet::new()));
        }
        let (channels, mut unreceived) = (self.channels()?, BTreeSet::new());
        for (channel, sequences) in sequences {
            let Some(info) = channels.get(channel) else {
                continue;
            };
            let end = &info.counterparty_endpoint;
            for sequence in there.unreceived(&end.port_id, &end.channel_id, &sequences)? {
                unreceived.insert((channel.to_string(), sequence));
            }
        }
        Ok(Some(unreceived))
    }
}

fn name_of(info: &[u8]) -> Option<String> {
    let info: Value = serde_json::from_slice(info).ok()?;
    Some(info.get("contract")?.as_str()?.to_string())
}

/// What the answers come to: each packet once, by channel and sequence.
fn compose(
    records: Vec<PacketInfo>,
    claims: Vec<ClaimInfo>,
    unreceived: Option<&BTreeSet<(String, u64)>>,
    log: &PacketLog,
) -> Status {
    let mut transfers: BTreeMap<(String, u64), Transfer> = BTreeMap::new();
    for packet in &log.sent {
        let transfer = sent_transfer(packet, log, &claims);
        transfers.insert((packet.channel.clone(), packet.sequence), transfer);
    }
    for record in records {
        let key = (record.channel.clone(), record.sequence);
        let place = match unreceived {
            None => Place::Unsettled,
            Some(unreceived) if unreceived.contains(&key) => Place::InFlight,
            Some(_) => Place::Answered,
        };
        let known = transfers.remove(&key);
        let transfer = Transfer {
            channel: record.channel.clone(),
            sequence: record.sequence,
            place,
            record: Some(record),
            sent: known.and_then(|known| known.sent),
        };
        transfers.insert(key, transfer);
    }
    Status {
        transfers: transfers.into_values().collect(),
        claims,
    }
}

/// A packet as the transactions tell it.
fn sent_transfer(packet: &SentPacket, log: &PacketLog, claims: &[ClaimInfo]) -> Transfer {
    let ended = log.ending(&packet.channel, packet.sequence);
    Transfer {
        channel: packet.channel.clone(),
        sequence: packet.sequence,
        place: ended.map_or(Place::Settled, |ended| place_of(ended, claims)),
        record: None,
        sent: Some(Sent {
            denom: packet.denom.clone(),
            amount: packet.amount.clone(),
            receiver: packet.receiver.clone(),
            timeout: packet.timeout,
            tx: packet.tx.clone(),
        }),
    }
}

fn place_of(ended: &Ended, claims: &[ClaimInfo]) -> Place {
    match (&ended.claim, ended.ending) {
        (Some(denom), _) if claims.iter().any(|claim| claim.denom == *denom) => Place::Claimable,
        (Some(_), _) => Place::Claimed,
        (None, Ending::Success) => Place::Delivered,
        (None, Ending::Error) => Place::RefundedOnError,
        (None, Ending::Timeout) => Place::RefundedOnTimeout,
    }
}
