//! Snapshots of two chains that each prove what they say to the other's light client.

use std::collections::BTreeMap;

use causeway_audit::{Destination, Snapshot};
use causeway_transfer::asset::CW20_PREFIX;
use causeway_voucher::state::{BALANCES, TOKEN_INFO};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{from_json, Addr, Api, StdError, Storage, Uint128, Uint256};
use ibc_multi_test::Bech32Api;
use ibc_proto::ibc::core::channel::v1::Channel;
use ibc_proto::ibc::lightclients::tendermint::v1::ConsensusState;
use serde::Serialize;

use super::client::LightClient;
use super::node::OPEN;
use super::proto::{self, Message};
use super::snapshot::{read, with_destinations, Reading};
use super::source::{Issued, Source};
use super::{Live, Node};
use crate::message::prefix_of;
use crate::proof::{Anchor, State};
use crate::Error;

/// How often the light clients are asked until they stand still.
const ATTEMPTS: usize = 5;
/// The store of wasmd, and the prefix of what contracts have stored.
const WASM: (&str, u8) = ("wasm", 0x03);
/// The store of the bank, and the prefix of balances.
const BANK: (&str, u8) = ("bank", 0x02);
/// The store of IBC core.
const IBC: &str = "ibc";

/// What a snapshot was proved with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Id of the chain.
    pub chain: String,
    /// Height of the block whose state was proved.
    pub height: u64,
    /// The light client whose newest header has the app hash.
    pub client: String,
    /// Id of the chain that the light client is on.
    pub client_chain: String,
    /// The app hash that all proofs lead to, in hexadecimal.
    pub app_hash: String,
    /// Number of proofs.
    pub proofs: u64,
    /// Local denoms of which the contract's balance is the token's own word: it is not proved.
    pub not_proved: Vec<String>,
}

/// Both ends' state, each proved to the other's light client, and what it was proved with.
///
/// Each chain is read at the newest header that the other's light client has of it. Core on each chain takes no packet, acknowledgement or
/// timeout but by such a header or an older one; so neither state can be the consequence of something that the other does not have.
///
/// # Errors
/// A node does not answer or does not prove what it answers, a light client takes no header, or the ends are not at one channel.
pub fn proved_snapshots(ends: &[Live], reading: Reading) -> Result<Vec<(Snapshot, Provenance)>, Error> {
    let [a, b] = ends else {
        return Err(
            Error::usage("proofs need two chains, each with a light client of the other")
                .with_hint("give --node and --contract twice, and audit other pairs by themselves"),
        );
    };
    let [anchor_a, anchor_b] = anchors(a, b)?;
    let states = [State::new(&a.node, anchor_a), State::new(&b.node, anchor_b)];
    let mut all = vec![];
    for (live, state) in ends.iter().zip(states) {
        let height = state.anchor().height();
        // what cannot be proved is asked of the same block
        let live = Live {
            node: live.node.at(height),
            ..live.clone()
        };
        let mut snapshot = read(&live, &state)?;
        snapshot.height = Some(height);
        reading.add_times(&live, &mut snapshot)?;
        all.push((state, snapshot));
    }
    let proved = with_destinations(all)?;
    Ok(proved
        .into_iter()
        .map(|(state, snapshot)| {
            let provenance = provenance(&state, &snapshot);
            (snapshot, provenance)
        })
        .collect())
}

fn provenance(state: &State, snapshot: &Snapshot) -> Provenance {
    let anchor = state.anchor();
    let is_ours = |denom: &str| snapshot.vouchers.iter().any(|voucher| voucher.denom == denom);
    let holdings = snapshot.holdings.iter().map(|holding| holding.denom.as_str());
    let foreign = holdings.filter(|denom| denom.starts_with(CW20_PREFIX) && !is_ours(denom));
    Provenance {
        chain: snapshot.chain.clone(),
        height: anchor.height(),
        client: anchor.client.id.clone(),
        client_chain: anchor.chain.clone(),
        app_hash: cosmwasm_std::HexBinary::from(anchor.app_hash.as_slice()).to_hex(),
        proofs: state.proofs(),
        not_proved: foreign.map(String::from).collect(),
    }
}

/// The newest headers that the two chains' light clients have of each other, at one moment.
fn anchors(a: &Live, b: &Live) -> Result<[Anchor; 2], Error> {
    let chains = [a.node.chain_id()?, b.node.chain_id()?];
    let [id_a, id_b] = &chains;
    let mut of_b = client_of(a, id_a, id_b)?;
    for _ in 0..ATTEMPTS {
        let of_a = client_of(b, id_b, id_a)?;
        let again = client_of(a, id_a, id_b)?;
        if again == of_b {
            return Ok([anchor(&b.node, id_b, of_a)?, anchor(&a.node, id_a, of_b)?]);
        }
        of_b = again;
    }
    Err(Error::Moving(format!(
        "the light clients of {} and {}",
        a.node.url, b.node.url
    )))
}

/// Of the light clients behind the contract's channels to a chain, the one with the newest header.
fn client_of(end: &Live, here: &str, there: &str) -> Result<LightClient, Error> {
    let mut newest: Option<LightClient> = None;
    for channel in end.channels()?.keys() {
        let client = end.node.light_client(&end.port(), channel)?;
        let height = |client: &LightClient| client.latest.revision_height;
        let is_newer = newest
            .as_ref()
            .is_none_or(|known| height(known) < height(&client));
        if client.chain == there && is_newer {
            newest = Some(client);
        }
    }
    let client = newest.ok_or_else(|| {
        Error::usage(format!("{} on {here} has no channel to {there}", end.contract)).with_hint(
            "proofs need a light client of each chain on the other; audit other pairs by themselves",
        )
    })?;
    crate::bring::check_client(&end.node, &client)?;
    Ok(client)
}

/// The app hash in a light client's newest header, as the chain has it that the client is on.
fn anchor(node: &Node, chain: &str, client: LightClient) -> Result<Anchor, Error> {
    let request = proto::ConsensusStateRequest {
        client_id: client.id.clone(),
        revision_number: client.latest.revision_number,
        revision_height: client.latest.revision_height,
        latest_height: false,
    };
    let answer: proto::ConsensusStateResponse = node.query(proto::CONSENSUS_STATE, &request)?;
    let state = answer.consensus_state.unwrap_or_default();
    let state = ConsensusState::decode(state.value.as_slice()).ok();
    let root = state.and_then(|state| state.root).map(|root| root.hash);
    let app_hash = root.ok_or_else(|| Error::NoAnswer {
        question: format!("newest header of {} at {}", client.id, node.url),
        why: "it has no app hash".into(),
    })?;
    Ok(Anchor {
        client,
        chain: chain.into(),
        app_hash,
    })
}

/// What is proved, but not in a form that is known.
fn unreadable(what: &str, why: impl ToString) -> Error {
    Error::NoAnswer {
        question: what.into(),
        why: why.to_string(),
    }
}

/// Bytes of an address.
fn canonical(address: &str) -> Result<Vec<u8>, Error> {
    let wrong = |why: StdError| unreadable(address, why);
    let api = Bech32Api::new(prefix_of(address).unwrap_or_default()).map_err(wrong)?;
    Ok(api.addr_canonicalize(address).map_err(wrong)?.to_vec())
}

/// Where wasmd has a contract's storage.
fn contract_prefix(contract: &str) -> Result<Vec<u8>, Error> {
    Ok([&[WASM.1], canonical(contract)?.as_slice()].concat())
}

impl State {
    /// One value of a contract's storage.
    fn stored(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let key = [contract_prefix(contract)?.as_slice(), key].concat();
        self.value(WASM.0, &key)
    }

    /// One value of core's store.
    fn of_core(
        &self,
        kind: &str,
        port: &str,
        channel: &str,
        sequence: Option<u64>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let sequence = sequence.map(|sequence| format!("/sequences/{sequence}"));
        let path = format!(
            "{kind}/ports/{port}/channels/{channel}{}",
            sequence.unwrap_or_default()
        );
        self.value(IBC, path.as_bytes())
    }
}

impl Source for State {
    fn storage(&self, contract: &str) -> Result<MockStorage, Error> {
        let mut storage = MockStorage::new();
        for (key, value) in self.range(WASM.0, &contract_prefix(contract)?)? {
            storage.set(&key, &value);
        }
        Ok(storage)
    }

    fn balances(&self, account: &str) -> Result<BTreeMap<String, Uint256>, Error> {
        let address = canonical(account)?;
        let length = u8::try_from(address.len()).map_err(|why| unreadable(account, why))?;
        let prefix = [&[BANK.1, length], address.as_slice()].concat();
        let entries = self.range(BANK.0, &prefix)?.into_iter().map(|(denom, amount)| {
            let denom = String::from_utf8(denom).map_err(|why| unreadable("a denom", why))?;
            let amount = String::from_utf8(amount).map_err(|why| unreadable(&denom, why))?;
            let amount = amount.parse().map_err(|why| unreadable(&denom, why))?;
            Ok((denom, amount))
        });
        entries.collect()
    }

    fn is_open(&self, port: &str, channel: &str) -> Result<bool, Error> {
        let stored = self
            .of_core("channelEnds", port, channel, None)?
            .unwrap_or_default();
        let stored = Channel::decode(stored.as_slice()).map_err(|why| unreadable(channel, why))?;
        Ok(stored.state == OPEN)
    }

    fn commitments(&self, port: &str, channel: &str) -> Result<Vec<u64>, Error> {
        let prefix = format!("commitments/ports/{port}/channels/{channel}/sequences/");
        let entries = self.range(IBC, prefix.as_bytes())?.into_iter();
        let sequences = entries.map(|(sequence, _)| {
            let sequence = String::from_utf8(sequence).map_err(|why| unreadable(channel, why))?;
            sequence.parse().map_err(|why| unreadable(&sequence, why))
        });
        let mut sequences = sequences.collect::<Result<Vec<u64>, _>>()?;
        sequences.sort_unstable();
        Ok(sequences)
    }

    fn destinations(
        &self,
        port: &str,
        channel: &str,
        sequences: &[u64],
    ) -> Result<BTreeMap<u64, Destination>, Error> {
        let destination = |sequence: &u64| {
            let ack = self.of_core("acks", port, channel, Some(*sequence))?;
            let found = match ack {
                Some(hash) => self.node().acknowledged(port, channel, *sequence, &hash)?,
                None => match self.of_core("receipts", port, channel, Some(*sequence))? {
                    Some(_) => Destination::Held,
                    None => Destination::NotReceived,
                },
            };
            Ok((*sequence, found))
        };
        sequences.iter().map(destination).collect()
    }

    fn issued(&self, voucher: &str) -> Result<Issued, Error> {
        let Some(stored) = self.stored(voucher, TOKEN_INFO.as_slice())? else {
            return Ok(Issued::default());
        };
        let info: causeway_voucher::state::TokenInfo =
            from_json(stored).map_err(|why| unreadable(voucher, why))?;
        Ok(Issued {
            supply: Some(info.total_supply.into()),
            minter: info.mint.map(|mint| mint.minter.into()),
        })
    }

    fn voucher_balance(&self, voucher: &str, account: &str) -> Result<Option<Uint256>, Error> {
        let key = BALANCES.key(&Addr::unchecked(account));
        let balance: Uint128 = match self.stored(voucher, &key)? {
            Some(stored) => from_json(stored).map_err(|why| unreadable(voucher, why))?,
            None => Uint128::zero(),
        };
        Ok(Some(balance.into()))
    }
}
