//! The packet log. It is read from the events of committed transactions. A contract cannot forge an entry, because its
//! events are named `wasm-...`, and core emits such events for each packet that it handles.
use crate::packet::attribute;
use crate::proto::{Height, Packet};
use cosmwasm_std::Event;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Identifies a packet in the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PacketId(pub(crate) usize);

/// How a packet was settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// By a MsgAcknowledgement.
    Acknowledged,
    /// By a MsgTimeout or MsgTimeoutOnClose.
    TimedOut,
}

/// What has happened to one packet so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PacketRecord {
    /// The packet as its sender committed to it.
    pub packet: Packet,
    /// Chain id of the sender.
    pub from: Rc<str>,
    /// Chain id of the receiver.
    pub to: Rc<str>,
    /// How often the packet was received. More than once is an error of the simulator.
    pub received: u32,
    /// The acknowledgement, once it is written.
    pub ack: Option<Vec<u8>>,
    /// The settlements of the packet, in order. More than one is an error of the simulator.
    pub endings: Vec<Ending>,
    /// Height and time (nanoseconds) of the sending chain when the packet was sent.
    pub(crate) committed: (Height, u64),
}

impl PacketRecord {
    /// Whether the packet was sent and is not settled yet.
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

/// The end of a packet at which an event was emitted.
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

    /// Records an event of a committed transaction of `chain`, if it is about a packet in the log.
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
