//! The data that core and ports exchange about packets.
use crate::proto::Height;
use cosmwasm_std::Event;

/// A packet that a port sends. Core adds the sequence and both ends.
pub(crate) struct Outgoing {
    pub data: Vec<u8>,
    pub timeout_height: Height,
    pub timeout_timestamp: u64,
}

/// The response of a port to a packet.
pub(super) struct Received {
    pub events: Vec<Event>,
    /// Bytes of the acknowledgement; `None` if the contract writes it later.
    pub ack: Option<Vec<u8>>,
}

/// Marks an event of a rejected receive as ibc-go does (`core/keeper/events.go`, ConvertToErrorEvents).
pub(super) fn as_error_event(mut event: Event) -> Event {
    const MARK: &str = "ibccallbackerror-";
    event.ty.insert_str(0, MARK);
    event
        .attributes
        .iter_mut()
        .for_each(|a| a.key.insert_str(0, MARK));
    event
}
