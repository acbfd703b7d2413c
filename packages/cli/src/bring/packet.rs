//! Which packet is meant, and what it lacks.

use causeway_audit::Destination;
use causeway_transfer::msg::PacketInfo;
use ibc_proto::ibc::core::channel::v1::Packet;
use serde_json::Value;

use super::{Bring, Choice};
use crate::live::seconds;
use crate::message::prefix_of;
use crate::Error;

/// Nanoseconds of a second.
const NANOS: u64 = 1_000_000_000;

/// What is brought for a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The packet, to its destination.
    Receive,
    /// Its acknowledgement, these bytes, to its source.
    Acknowledge(Vec<u8>),
    /// The proof that it was not received in time, to its source.
    Timeout,
}

impl Deed {
    /// Its name in ICS-4.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Receive => "packet",
            Self::Acknowledge(_) => "acknowledgement",
            Self::Timeout => "timeout",
        }
    }
}

/// A packet that waits for a relayer.
pub struct Pending {
    /// The packet as it was sent.
    pub packet: Packet,
    /// What it waits for.
    pub deed: Deed,
}

impl Bring {
    /// The record of the packet that is meant.
    pub(super) fn choose(&self, choice: &Choice) -> Result<PacketInfo, Error> {
        let mut records = self.source.in_flight(&choice.sender)?;
        let is_meant = |record: &PacketInfo| {
            choice
                .channel
                .as_ref()
                .is_none_or(|channel| record.channel == *channel)
                && choice.sequence.is_none_or(|sequence| record.sequence == sequence)
        };
        records.retain(is_meant);
        let named = |record: &PacketInfo| format!("{} #{}", record.channel, record.sequence);
        match records.as_slice() {
            [record] => Ok(record.clone()),
            [] => Err(Error::usage(format!(
                "{} has no {} on the way: it is settled, or was never sent",
                choice.sender,
                described(choice)
            ))
            .with_hint("`causeway status` says where each transfer of a sender is")),
            several => {
                let all: Vec<_> = several.iter().map(named).collect();
                Err(Error::usage(format!(
                    "{} has {} packets on the way: {}",
                    choice.sender,
                    several.len(),
                    all.join(", ")
                ))
                .with_hint(
                    "name one with --sequence, and --channel where two channels have the same sequence",
                ))
            }
        }
    }

    /// The packet of a record, and what it lacks.
    pub(super) fn pending(&self, record: &PacketInfo, choice: &Choice) -> Result<Pending, Error> {
        let (channel, sequence) = (&record.channel, record.sequence);
        let packet = self
            .source
            .node
            .sent_packet(&self.source.port(), channel, sequence)?
            .ok_or_else(|| forgotten(&self.source.node.url, "the sending", channel, sequence))?;
        let (port, end) = (&packet.destination_port, &packet.destination_channel);
        let found = self.destination.destinations(port, end, &[sequence])?;
        let deed = match found.get(&sequence) {
            Some(Destination::NotReceived) | None => self.unreceived(&packet, choice.refund)?,
            Some(Destination::Held) => return Err(held(channel, sequence)),
            Some(Destination::Unreadable) => return Err(unreadable(channel, sequence)),
            Some(Destination::Accepted | Destination::Refused) => {
                let ack = self.destination.acknowledgement(port, end, sequence)?;
                let missing = || forgotten(&self.destination.url, "the acknowledgement", channel, sequence);
                Deed::Acknowledge(ack.ok_or_else(missing)?)
            }
        };
        Ok(Pending { packet, deed })
    }

    /// A packet that was not received can still be, until the clock of its destination has passed its timeout.
    fn unreceived(&self, packet: &Packet, refund: bool) -> Result<Deed, Error> {
        let signed = self.destination.signed_header(None)?;
        let now = signed.header.as_ref().and_then(seconds).unwrap_or_default();
        let deadline = packet.timeout_timestamp.div_ceil(NANOS);
        if packet.timeout_timestamp != 0 && now >= deadline {
            return Ok(Deed::Timeout);
        }
        if !refund {
            return Ok(Deed::Receive);
        }
        let left = deadline.saturating_sub(now);
        Err(Error::usage(format!(
            "{} #{} is not due: the other chain can receive it for {left} more seconds, and it cannot be refunded before",
            packet.source_channel, packet.sequence
        ))
        .with_hint("try again then, or without --refund, which brings the packet to its receiver"))
    }
}

/// Who signs where nobody is named: the sender on the chain that the packet came from, else its receiver.
pub(super) fn default_signer(deed: &Deed, packet: &Packet, record: &PacketInfo) -> Result<String, Error> {
    if *deed != Deed::Receive {
        return Ok(record.sender.clone());
    }
    let data: Option<Value> = serde_json::from_slice(&packet.data).ok();
    let receiver = data.and_then(|data| Some(data.get("receiver")?.as_str()?.to_string()));
    let contract = packet.destination_port.strip_prefix("wasm.");
    let receiver = receiver.filter(|receiver| {
        let prefix = prefix_of(receiver);
        prefix.is_some() && contract.is_none_or(|contract| prefix_of(contract) == prefix)
    });
    receiver.ok_or_else(|| {
        Error::usage("the packet's receiver is no account of the other chain, so it cannot sign")
            .with_hint("name an account of that chain with --signer")
    })
}

fn described(choice: &Choice) -> String {
    let channel = choice.channel.as_ref().map(|channel| format!(" on {channel}"));
    let sequence = choice.sequence.map(|sequence| format!(" #{sequence}"));
    format!(
        "packet{}{}",
        sequence.unwrap_or_default(),
        channel.unwrap_or_default()
    )
}

fn forgotten(node: &str, what: &str, channel: &str, sequence: u64) -> Error {
    Error::usage(format!(
        "{node} does not know {what} of {channel} #{sequence}: its index of transactions does not reach back so far"
    ))
    .with_hint("ask a node that keeps its index for longer")
}

fn held(channel: &str, sequence: u64) -> Error {
    Error::usage(format!(
        "there is nothing to bring for {channel} #{sequence}: the other chain has received it and not answered yet"
    ))
    .with_hint("it is held there; anyone can have it paid by `release` on that chain when it is due")
}

fn unreadable(channel: &str, sequence: u64) -> Error {
    Error::usage(format!(
        "the other chain has answered {channel} #{sequence} with what is no acknowledgement by ICS-4, which the contract \
         cannot settle"
    ))
    .with_hint("a migration of the contract may settle it")
}
