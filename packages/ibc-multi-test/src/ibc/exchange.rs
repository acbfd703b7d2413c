//! What core and a port hand to each other about packets.
use crate::proto::Height;
use cosmwasm_std::Event;

/// A packet that a port sends; core adds its sequence and both ends.
pub(crate) struct Outgoing {
    pub data: Vec<u8>,
    pub timeout_height: Height,
    pub timeout_timestamp: u64,
}

/// The response of a port to a packet.
pub(super) struct Received {
    pub events: Vec<Event>,
    /// The acknowledgement's bytes; `None` if the contract writes it later.
    pub ack: Option<Vec<u8>>,
}

/// ibc-go marks the events of a refused receive (`core/keeper/events.go`, ConvertToErrorEvents).
pub(super) fn as_error_event(mut event: Event) -> Event {
    const MARK: &str = "ibccallbackerror-";
    event.ty.insert_str(0, MARK);
    event
        .attributes
        .iter_mut()
        .for_each(|a| a.key.insert_str(0, MARK));
    event
}
