//! Reads the record of two real chains: packets, acknowledgements and stored bytes.

use std::collections::BTreeMap;

use base64::{engine::general_purpose::STANDARD, Engine};
use causeway_transfer::state::ChannelState;
use cosmwasm_std::{from_json, Addr, HexBinary, Uint256};
use ibc_multi_test::proto::{Height, Packet};
use serde::Deserialize;
use serde_json::Value;

use crate::stage::{DEFAULT_TIMEOUT, SECOND};

const PACKETS: &str = include_str!("../../vectors/recorded/packets.json");
/// The contract's storage after h-01 to h-18, with h-f1 to h-f8 in flight.
pub const HISTORY: &str = include_str!("../../vectors/recorded/state/history-ics20.json");
/// The contract's storage when all of these but h-f4 are settled.
pub const SETTLED: &str = include_str!("../../vectors/recorded/state/settled-ics20.json");

#[derive(Deserialize)]
pub struct End {
    pub kind: String,
    pub chain: String,
    pub port: String,
    pub channel: String,
}

#[derive(Deserialize)]
pub struct Record {
    pub name: String,
    pub from: End,
    pub to: End,
    pub sequence: u64,
    pub sent_with: Value,
    pub data_base64: String,
    pub timeout_height: Option<RecordedHeight>,
    pub timeout_timestamp: String,
    pub commitment_hex: HexBinary,
    pub ack_base64: Option<String>,
    pub after_dump: Option<String>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
pub struct RecordedHeight {
    pub revision_number: u64,
    pub revision_height: u64,
}

/// The fields that both kinds of packets have.
#[derive(Deserialize)]
pub struct Parcel {
    pub denom: String,
    pub amount: Uint256,
    pub sender: String,
    pub receiver: String,
}

impl End {
    pub fn is_contract(&self) -> bool {
        self.kind == "cw20-ics20"
    }
    pub fn contract(&self) -> Addr {
        Addr::unchecked(self.port.strip_prefix("wasm.").unwrap())
    }
}

impl Record {
    pub fn data(&self) -> Vec<u8> {
        STANDARD.decode(&self.data_base64).unwrap()
    }
    pub fn parcel(&self) -> Parcel {
        serde_json::from_slice(&self.data()).unwrap()
    }
    pub fn ack(&self) -> Option<Vec<u8>> {
        self.ack_base64.as_ref().map(|ack| STANDARD.decode(ack).unwrap())
    }
    pub fn is_left(&self) -> bool {
        self.after_dump.as_deref() == Some("left")
    }
    pub fn is_in_flight_at_dump(&self) -> bool {
        self.after_dump.is_some()
    }
    /// Timeout in nanoseconds; zero: none.
    pub fn timeout(&self) -> u64 {
        self.timeout_timestamp.parse().unwrap()
    }
    /// Time of the send, in nanoseconds.
    pub fn sent_at(&self) -> u64 {
        let transfer = match self.sent_with["msg"].as_object().unwrap().iter().next().unwrap() {
            (kind, message) if kind == "transfer" => message.clone(),
            (_, message) => from_json(STANDARD.decode(message["msg"].as_str().unwrap()).unwrap()).unwrap(),
        };
        self.timeout() - transfer["timeout"].as_u64().unwrap_or(DEFAULT_TIMEOUT) * SECOND
    }
    pub fn packet(&self) -> Packet {
        let height = self.timeout_height.as_ref();
        Packet {
            sequence: self.sequence,
            source_port: self.from.port.clone(),
            source_channel: self.from.channel.clone(),
            destination_port: self.to.port.clone(),
            destination_channel: self.to.channel.clone(),
            data: self.data(),
            timeout_height: height.map_or(Height::default(), |height| Height {
                revision_number: height.revision_number,
                revision_height: height.revision_height,
            }),
            timeout_timestamp: self.timeout(),
        }
    }
}

pub fn is_success(ack: &[u8]) -> bool {
    let ack: Value = serde_json::from_slice(ack).unwrap();
    ack.get("result").is_some()
}

/// All packets, and those with a contract end.
pub fn records() -> (usize, Vec<Record>) {
    let all: Vec<Record> = serde_json::from_str(PACKETS).unwrap();
    let count = all.len();
    let touching = all
        .into_iter()
        .filter(|record| record.from.is_contract() || record.to.is_contract());
    (count, touching.collect())
}

/// The storage of a state file.
pub fn recorded_storage(file: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let file: Value = serde_json::from_str(file).unwrap();
    let entries = file["storage"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let key = HexBinary::from_hex(entry["key_hex"].as_str().unwrap()).unwrap();
            let value = STANDARD.decode(entry["value_base64"].as_str().unwrap()).unwrap();
            (key.into(), value)
        })
        .collect()
}

/// Escrow by channel and denom: the part of a storage key behind the map's name.
pub fn escrow(storage: &BTreeMap<Vec<u8>, Vec<u8>>) -> BTreeMap<String, ChannelState> {
    let entries = storage.iter().filter_map(|(key, value)| {
        let name = key.strip_prefix(b"\x00\x0dchannel_state\x00\x09")?;
        Some((
            String::from_utf8(name.to_vec()).unwrap(),
            from_json(value).unwrap(),
        ))
    });
    entries.collect()
}
