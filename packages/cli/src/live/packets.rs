//! What the events of a chain's transactions say about packets.

use causeway_audit::{Received, TransferData};
use cosmwasm_std::HexBinary;
use serde::Deserialize;
use serde_json::{json, Value};

use super::rpc::Node;
use crate::Error;

/// A packet that was sent. Denom, amount, sender and receiver as on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentPacket {
    /// Source channel of the packet.
    pub channel: String,
    /// Its number there.
    pub sequence: u64,
    /// Denom path on this chain, as on the wire.
    pub denom: String,
    /// Amount in base units, as on the wire.
    pub amount: String,
    /// On this chain.
    pub sender: String,
    /// On the other chain.
    pub receiver: String,
    /// When it can no longer be received, in nanoseconds since 1970.
    pub timeout: u64,
    /// Hash of the transaction.
    pub tx: String,
}

/// How a packet of ours ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A success acknowledgement.
    Success,
    /// An error acknowledgement.
    Error,
    /// Nobody had it in time.
    Timeout,
}

/// A packet that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Source channel of the packet.
    pub channel: String,
    /// Its number there.
    pub sequence: u64,
    /// How it was settled.
    pub ending: Ending,
    /// Local denom of the claim that was booked, if the refund could not be paid.
    pub claim: Option<String>,
}

/// Packets of one port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PacketLog {
    /// Sent from it.
    pub sent: Vec<SentPacket>,
    /// Received by it.
    pub received: Vec<Received>,
    /// Sent from it, and settled.
    pub ended: Vec<Ended>,
}

impl PacketLog {
    /// All packets of a port.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn of_port(node: &Node, port: &str) -> Result<Self, Error> {
        let mut log = Self::default();
        for (event, end) in [
            ("send_packet", "src"),
            ("write_acknowledgement", "dst"),
            ("acknowledge_packet", "src"),
            ("timeout_packet", "src"),
        ] {
            log.add(node, &format!("{event}.packet_{end}_port='{port}'"), port)?;
        }
        Ok(log)
    }

    /// What one sender sent from a contract's port, and how it ended: the contract's events name the sender each time.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn of_sender(node: &Node, contract: &str, sender: &str) -> Result<Self, Error> {
        let mut log = Self::default();
        // a search finds only what one event has together
        let condition = format!("wasm._contract_address='{contract}' AND wasm.sender='{sender}'");
        log.add(node, &condition, &format!("wasm.{contract}"))?;
        log.sent.retain(|packet| packet.sender == sender);
        Ok(log)
    }

    fn add(&mut self, node: &Node, condition: &str, port: &str) -> Result<(), Error> {
        let found = search(node, condition)?;
        found.iter().for_each(|tx| self.read(tx, port));
        Ok(())
    }

    /// How a packet ended.
    pub fn ending(&self, channel: &str, sequence: u64) -> Option<&Ended> {
        self.ended
            .iter()
            .find(|ended| ended.channel == channel && ended.sequence == sequence)
    }

    /// Takes what a transaction says. One that was found twice is taken once.
    fn read(&mut self, tx: &Tx, port: &str) {
        for event in &tx.tx_result.events {
            match event.kind.as_str() {
                "send_packet" if event.is("packet_src_port", port) => add(&mut self.sent, tx.sent(event)),
                "write_acknowledgement" if event.is("packet_dst_port", port) => {
                    add(&mut self.received, event.received());
                }
                "acknowledge_packet" | "timeout_packet" if event.is("packet_src_port", port) => {
                    add(&mut self.ended, tx.ended(event, port));
                }
                _ => {}
            }
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: Option<T>) {
    list.extend(item.filter(|item| !list.contains(item)));
}

/// All transactions that meet a condition, oldest first.
pub(super) fn search(node: &Node, condition: &str) -> Result<Vec<Tx>, Error> {
    let mut all: Vec<Tx> = vec![];
    for page in 1u32.. {
        let params = json!({
            "query": condition,
            "page": page.to_string(),
            "per_page": "100",
            "order_by": "asc",
        });
        let found: Page = node.call("tx_search", &params)?;
        let is_last = found.txs.is_empty();
        all.extend(found.txs);
        let total = found.total_count.parse::<usize>();
        let total = total.map_err(|error| Error::NoAnswer {
            question: format!("search for {condition}"),
            why: error.to_string(),
        })?;
        if is_last || all.len() >= total {
            break;
        }
    }
    Ok(all)
}

#[derive(Deserialize)]
struct Page {
    total_count: String,
    txs: Vec<Tx>,
}

/// A transaction of the index.
#[derive(Deserialize)]
pub(super) struct Tx {
    hash: String,
    height: String,
    tx_result: TxResult,
}

#[derive(Deserialize)]
struct TxResult {
    events: Vec<Event>,
}

/// An event of a transaction.
#[derive(Deserialize)]
pub(super) struct Event {
    #[serde(rename = "type")]
    pub(super) kind: String,
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    key: String,
    value: String,
}

impl Tx {
    /// Height of its block.
    pub(super) fn height(&self) -> Option<u64> {
        self.height.parse().ok()
    }

    /// All its events.
    pub(super) fn events(&self) -> impl Iterator<Item = &Event> {
        self.tx_result.events.iter()
    }

    fn sent(&self, event: &Event) -> Option<SentPacket> {
        let packet: Value = serde_json::from_slice(&unhex(event.get("packet_data_hex")?)?).ok()?;
        let field = |name: &str| Some(packet.get(name)?.as_str()?.to_string());
        Some(SentPacket {
            channel: event.get("packet_src_channel")?.into(),
            sequence: event.sequence()?,
            denom: field("denom")?,
            amount: field("amount")?,
            sender: field("sender")?,
            receiver: field("receiver")?,
            timeout: event.get("packet_timeout_timestamp")?.parse().ok()?,
            tx: self.hash.clone(),
        })
    }

    /// The contract's own events stand in the same message as core's.
    fn ended(&self, event: &Event, port: &str) -> Option<Ended> {
        let contract = port.strip_prefix("wasm.")?;
        let message = event.get("msg_index")?;
        let own = |action: &str| {
            self.tx_result.events.iter().find(|one| {
                one.kind == "wasm"
                    && one.is("_contract_address", contract)
                    && one.is("action", action)
                    && one.is("msg_index", message)
            })
        };
        let success = own("acknowledge").is_some_and(|event| event.is("success", "true"));
        let ending = match event.kind.as_str() {
            "timeout_packet" => Ending::Timeout,
            _ if success => Ending::Success,
            _ => Ending::Error,
        };
        Some(Ended {
            channel: event.get("packet_src_channel")?.into(),
            sequence: event.sequence()?,
            ending,
            claim: own("refund_failed").and_then(|event| event.get("denom").map(String::from)),
        })
    }
}

impl Event {
    /// The value of an attribute.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.key == key);
        found.map(|attribute| attribute.value.as_str())
    }

    /// Whether an attribute has this value.
    pub(super) fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    /// The sequence of its packet.
    pub(super) fn sequence(&self) -> Option<u64> {
        self.get("packet_sequence")?.parse().ok()
    }

    fn received(&self) -> Option<Received> {
        Some(Received {
            channel: self.get("packet_dst_channel")?.into(),
            sequence: self.sequence()?,
            success: is_success(&unhex(self.get("packet_ack_hex")?)?),
            data: unhex(self.get("packet_data_hex")?).and_then(|data| transfer_data(&data)),
        })
    }
}

/// A decoder of its own, so that the contract's is not taken at its word.
fn transfer_data(data: &[u8]) -> Option<TransferData> {
    let packet: Value = serde_json::from_slice(data).ok()?;
    let field = |name: &str| packet.get(name)?.as_str();
    Some(TransferData {
        denom: field("denom")?.into(),
        amount: field("amount")?.parse().ok()?,
        sender: field("sender")?.into(),
    })
}

/// An acknowledgement with a result; anything else is none (ICS-4).
fn is_success(ack: &[u8]) -> bool {
    serde_json::from_slice::<Value>(ack).is_ok_and(|ack| ack.get("result").is_some())
}

pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    HexBinary::from_hex(text).ok().map(|bytes| bytes.to_vec())
}
