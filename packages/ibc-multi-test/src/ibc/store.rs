//! The state that core stores, and its keys in the App's storage.
use crate::codes::ibc;
use crate::proto::Packet;
use cosmwasm_std::{from_json, to_json_vec, Event, IbcChannel, IbcOrder, StdResult, Storage};
use serde::{Deserialize, Serialize};

/// State of a channel end.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChannelState {
    /// Opened on this chain; the other end does not exist yet.
    Init,
    /// Accepted on this chain, and not yet confirmed.
    TryOpen,
    /// Open on both ends: packets can be sent and received.
    Open,
    /// Closed: packets that are in flight can only time out.
    Closed,
}

/// One end of a channel as its chain stores it.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct ChannelEnd {
    /// The step of the handshake that was reached, or closed.
    pub state: ChannelState,
    /// Endpoints, order, version and connection.
    pub channel: IbcChannel,
    /// Chain id of the other end.
    pub counterparty_chain: String,
}

impl ChannelEnd {
    pub(crate) fn is_ordered(&self) -> bool {
        self.channel.order == IbcOrder::Ordered
    }
    /// The bytes that a proof of this end covers: ibc-go's Channel without the end's own port and channel id.
    pub(crate) fn proof_value(&self) -> Vec<u8> {
        let c = &self.channel;
        let cp = &c.counterparty_endpoint;
        let state = self.state;
        format!(
            "{state:?}/{:?}/{}/{}/{}/{}",
            c.order, cp.port_id, cp.channel_id, c.connection_id, c.version
        )
        .into_bytes()
    }
    /// An event `channel_open_*` or `channel_close*` (`04-channel/keeper/events.go`).
    pub(crate) fn event(&self, ty: &str) -> Event {
        let c = &self.channel;
        let mut event = Event::new(ty)
            .add_attribute("port_id", &c.endpoint.port_id)
            .add_attribute("channel_id", &c.endpoint.channel_id)
            .add_attribute("counterparty_port_id", &c.counterparty_endpoint.port_id);
        if ty != "channel_open_init" {
            event = event.add_attribute("counterparty_channel_id", &c.counterparty_endpoint.channel_id);
        }
        event = event.add_attribute("connection_id", &c.connection_id);
        match ty {
            "channel_open_init" | "channel_open_try" => event.add_attribute("version", &c.version),
            "channel_close" => event.add_attribute("channel_ordering", ordering(&c.order)),
            _ => event,
        }
    }
}

pub(crate) fn ordering(order: &IbcOrder) -> &'static str {
    match order {
        IbcOrder::Ordered => "ORDER_ORDERED",
        IbcOrder::Unordered => "ORDER_UNORDERED",
    }
}

/// One end of a connection, with the chain at the other end.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub(crate) struct ConnectionEnd {
    pub chain: String,
    pub counterparty_connection: String,
}

fn key(tag: &str, port: &str, channel: &str, sequence: u64) -> Vec<u8> {
    let mut key = format!("ibc/{tag}/{port}/{channel}/").into_bytes();
    key.extend_from_slice(&sequence.to_be_bytes());
    key
}
pub(crate) fn commitment_key(p: &Packet) -> Vec<u8> {
    key("commitment", &p.source_port, &p.source_channel, p.sequence)
}
pub(crate) fn receipt_key(p: &Packet) -> Vec<u8> {
    key("receipt", &p.destination_port, &p.destination_channel, p.sequence)
}
pub(crate) fn ack_key(p: &Packet) -> Vec<u8> {
    key("ack", &p.destination_port, &p.destination_channel, p.sequence)
}
/// Key of a packet whose acknowledgement its contract has not written yet.
pub(crate) fn async_key(port: &str, channel: &str, sequence: u64) -> Vec<u8> {
    key("async", port, channel, sequence)
}

/// The three counters of a channel end.
#[derive(Clone, Copy)]
pub(crate) enum Counter {
    Send,
    Recv,
    Ack,
}

fn counter_key(which: Counter, port: &str, channel: &str) -> Vec<u8> {
    let tag = match which {
        Counter::Send => "next-send",
        Counter::Recv => "next-recv",
        Counter::Ack => "next-ack",
    };
    key(tag, port, channel, 0)
}
/// The next sequence of a counter. All counters of a channel begin at 1.
pub(crate) fn next(s: &dyn Storage, which: Counter, port: &str, channel: &str) -> u64 {
    read_u64(s, &counter_key(which, port, channel)).unwrap_or(1)
}
pub(crate) fn set_next(s: &mut dyn Storage, which: Counter, port: &str, channel: &str, sequence: u64) {
    s.set(&counter_key(which, port, channel), &sequence.to_be_bytes());
}

fn read_u64(s: &dyn Storage, key: &[u8]) -> Option<u64> {
    s.get(key).and_then(|b| b.try_into().ok()).map(u64::from_be_bytes)
}

const NEXT_CHANNEL: &[u8] = b"ibc/next-channel";
const NEXT_CONNECTION: &[u8] = b"ibc/next-connection";

pub(crate) fn set_next_channel_id(s: &mut dyn Storage, number: u64) {
    s.set(NEXT_CHANNEL, &number.to_be_bytes());
}
pub(crate) fn new_channel_id(s: &mut dyn Storage) -> String {
    format!("channel-{}", count_up(s, NEXT_CHANNEL))
}
pub(crate) fn new_connection_id(s: &mut dyn Storage) -> String {
    format!("connection-{}", count_up(s, NEXT_CONNECTION))
}
fn count_up(s: &mut dyn Storage, key: &[u8]) -> u64 {
    let number = read_u64(s, key).unwrap_or(0);
    s.set(key, &number.saturating_add(1).to_be_bytes());
    number
}

pub(crate) fn set_connection(s: &mut dyn Storage, id: &str, end: &ConnectionEnd) -> StdResult<()> {
    s.set(format!("ibc/connection/{id}").as_bytes(), &to_json_vec(end)?);
    Ok(())
}
pub(crate) fn connection(s: &dyn Storage, id: &str) -> StdResult<ConnectionEnd> {
    let raw = s.get(format!("ibc/connection/{id}").as_bytes());
    from_json(raw.ok_or_else(|| ibc::CONNECTION_NOT_FOUND.wrap(id))?)
}

pub(crate) fn set_channel(s: &mut dyn Storage, end: &ChannelEnd) -> StdResult<()> {
    let e = &end.channel.endpoint;
    let key = format!("ibc/channel/{}/{}", e.port_id, e.channel_id);
    s.set(key.as_bytes(), &to_json_vec(end)?);
    Ok(())
}
pub(crate) fn channel(s: &dyn Storage, port: &str, channel: &str) -> StdResult<ChannelEnd> {
    let raw = s.get(format!("ibc/channel/{port}/{channel}").as_bytes());
    from_json(
        raw.ok_or_else(|| ibc::CHANNEL_NOT_FOUND.wrap(format!("port ID ({port}) channel ID ({channel})")))?,
    )
}
pub(crate) fn open_channel(s: &dyn Storage, port: &str, id: &str) -> StdResult<ChannelEnd> {
    let end = channel(s, port, id)?;
    expect_state(&end, ChannelState::Open)?;
    Ok(end)
}
pub(crate) fn expect_state(end: &ChannelEnd, want: ChannelState) -> StdResult<()> {
    if end.state != want {
        let text = format!("channel state is not {want:?} (got {:?})", end.state);
        return Err(ibc::INVALID_CHANNEL_STATE.wrap(text));
    }
    Ok(())
}

pub(crate) fn is_received(s: &dyn Storage, end: &ChannelEnd, p: &Packet) -> bool {
    if end.is_ordered() {
        return p.sequence < next(s, Counter::Recv, &p.destination_port, &p.destination_channel);
    }
    s.get(&receipt_key(p)).is_some()
}
