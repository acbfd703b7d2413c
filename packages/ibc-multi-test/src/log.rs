//! The packet log: the simulator's own truth about every packet, read from the events of committed
//! transactions. No contract can forge it (a contract's events are named `wasm-...`), and each packet that core handles has such events.
use crate::packet::attribute;
use crate::proto::{Height, Packet};
use cosmwasm_std::Event;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// A packet in the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PacketId(pub(crate) usize);

/// How a packet ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// MsgAcknowledgement took effect.
    Acknowledged,
    /// MsgTimeout or MsgTimeoutOnClose took effect.
    TimedOut,
}

/// What has become of one packet so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PacketRecord {
    /// The packet as its sender committed to it.
    pub packet: Packet,
    /// Chain id of the sender.
    pub from: Rc<str>,
    /// Chain id of the receiver.
    pub to: Rc<str>,
    /// How often it was received: more than once is a broken simulator.
    pub received: u32,
    /// The acknowledgement, once written.
    pub ack: Option<Vec<u8>>,
    /// The endings, in order: more than one is a broken simulator.
    pub endings: Vec<Ending>,
    /// When the sender committed to it: height and nanoseconds.
    pub(crate) committed: (Height, u64),
}

impl PacketRecord {
    /// Sent and not yet ended.
    pub fn is_pending(&self) -> bool {
        self.endings.is_empty()
    }
}

#[derive(Default)]
pub(crate) struct Log {
    records: Vec<PacketRecord>,
    by_source: HashMap<String, PacketId>,
    by_destination: HashMap<String, PacketId>,
    pub pending: BTreeSet<PacketId>,
    pub withheld: BTreeSet<PacketId>,
}

/// Which end of a packet an event was seen at.
enum Side {
    Source,
    Destination,
}

fn name(chain: &str, port: &str, channel: &str, sequence: &str) -> String {
    [chain, port, channel, sequence].join("/")
}

impl Log {
    pub fn get(&self, id: PacketId) -> Option<&PacketRecord> {
        self.records.get(id.0)
    }
    pub fn all(&self) -> impl Iterator<Item = (PacketId, &PacketRecord)> {
        self.records.iter().enumerate().map(|(i, r)| (PacketId(i), r))
    }
    pub fn find(&self, chain: &str, port: &str, channel: &str, sequence: u64) -> Option<PacketId> {
        let name = name(chain, port, channel, &sequence.to_string());
        self.by_source.get(&name).copied()
    }

    pub fn sent(&mut self, from: &str, to: &str, packet: Packet, committed: (Height, u64)) -> PacketId {
        let id = PacketId(self.records.len());
        let sequence = packet.sequence.to_string();
        let source = name(from, &packet.source_port, &packet.source_channel, &sequence);
        let destination = name(
            to,
            &packet.destination_port,
            &packet.destination_channel,
            &sequence,
        );
        self.by_source.insert(source, id);
        self.by_destination.insert(destination, id);
        self.pending.insert(id);
        self.records.push(PacketRecord {
            packet,
            from: from.into(),
            to: to.into(),
            received: 0,
            ack: None,
            endings: vec![],
            committed,
        });
        id
    }

    /// Notes what a committed transaction of `chain` did to packets that are known.
    pub fn record_event(&mut self, chain: &str, event: &Event) {
        match event.ty.as_str() {
            "recv_packet" => self.update(chain, event, Side::Destination, |r| {
                r.received = r.received.saturating_add(1);
            }),
            "write_acknowledgement" => {
                let ack = attribute(event, "packet_ack_hex").and_then(|hex| hex::decode(hex).ok());
                self.update(chain, event, Side::Destination, |r| r.ack = ack);
            }
            "acknowledge_packet" => self.end(chain, event, Ending::Acknowledged),
            "timeout_packet" => self.end(chain, event, Ending::TimedOut),
            _ => {}
        }
    }

    fn end(&mut self, chain: &str, event: &Event, ending: Ending) {
        if let Some(id) = self.lookup(chain, event, &Side::Source) {
            self.pending.remove(&id);
            self.withheld.remove(&id);
        }
        self.update(chain, event, Side::Source, |r| r.endings.push(ending));
    }

    fn lookup(&self, chain: &str, event: &Event, side: &Side) -> Option<PacketId> {
        let (port, channel, names) = match side {
            Side::Source => ("packet_src_port", "packet_src_channel", &self.by_source),
            Side::Destination => ("packet_dst_port", "packet_dst_channel", &self.by_destination),
        };
        let get = |key| attribute(event, key);
        names
            .get(&name(chain, get(port)?, get(channel)?, get("packet_sequence")?))
            .copied()
    }

    fn update(&mut self, chain: &str, event: &Event, side: Side, change: impl FnOnce(&mut PacketRecord)) {
        let id = self.lookup(chain, event, &side);
        if let Some(record) = id.and_then(|id| self.records.get_mut(id.0)) {
            change(record);
        }
    }
}
