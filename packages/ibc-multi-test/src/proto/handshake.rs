//! Messages that open and close channels.
use super::Height;
use prost::Message;

/// The other end of a channel.
#[derive(Clone, PartialEq, Message)]
pub struct Counterparty {
    /// Port that the end belongs to.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// Channel id of the end; empty while it is not known.
    #[prost(string, tag = "2")]
    pub channel_id: String,
}

/// A channel end, as handshake messages contain it.
#[derive(Clone, PartialEq, Message)]
pub struct Channel {
    /// State of the end: 1 INIT, 2 TRYOPEN, 3 OPEN, 4 CLOSED.
    #[prost(int32, tag = "1")]
    pub state: i32,
    /// Order of the channel: 1 unordered, 2 ordered.
    #[prost(int32, tag = "2")]
    pub ordering: i32,
    /// The other end.
    #[prost(message, required, tag = "3")]
    pub counterparty: Counterparty,
    /// Connection under the channel; the list has exactly one entry.
    #[prost(string, repeated, tag = "4")]
    pub connection_hops: Vec<String>,
    /// Version of the application's protocol.
    #[prost(string, tag = "5")]
    pub version: String,
}

/// First step of a handshake.
#[derive(Clone, PartialEq, Message)]
pub struct MsgChannelOpenInit {
    /// Port that opens the channel.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// The channel that is to be opened.
    #[prost(message, required, tag = "2")]
    pub channel: Channel,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "3")]
    pub signer: String,
}

/// Second step, on the other chain.
#[derive(Clone, PartialEq, Message)]
pub struct MsgChannelOpenTry {
    /// Port at the second end.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// The channel that is to be opened.
    #[prost(message, required, tag = "3")]
    pub channel: Channel,
    /// Version that the first end stored.
    #[prost(string, tag = "4")]
    pub counterparty_version: String,
    /// Proof of the first end in INIT.
    #[prost(bytes = "vec", tag = "5")]
    pub proof_init: Vec<u8>,
    /// Height at which the proof holds.
    #[prost(message, required, tag = "6")]
    pub proof_height: Height,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "7")]
    pub signer: String,
}

/// Third step, on the first chain.
#[derive(Clone, PartialEq, Message)]
pub struct MsgChannelOpenAck {
    /// Port at the first end.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// Channel id of that end on the chain that gets the message.
    #[prost(string, tag = "2")]
    pub channel_id: String,
    /// Channel id of the second end.
    #[prost(string, tag = "3")]
    pub counterparty_channel_id: String,
    /// Version that the second end stored.
    #[prost(string, tag = "4")]
    pub counterparty_version: String,
    /// Proof of the second end in TRYOPEN.
    #[prost(bytes = "vec", tag = "5")]
    pub proof_try: Vec<u8>,
    /// Height at which the proof holds.
    #[prost(message, required, tag = "6")]
    pub proof_height: Height,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "7")]
    pub signer: String,
}

/// Fourth step, on the other chain.
#[derive(Clone, PartialEq, Message)]
pub struct MsgChannelOpenConfirm {
    /// Port at the second end.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// Channel id of that end on the chain that gets the message.
    #[prost(string, tag = "2")]
    pub channel_id: String,
    /// Proof of the first end in OPEN.
    #[prost(bytes = "vec", tag = "3")]
    pub proof_ack: Vec<u8>,
    /// Height at which the proof holds.
    #[prost(message, required, tag = "4")]
    pub proof_height: Height,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "5")]
    pub signer: String,
}

/// Closes one end.
#[derive(Clone, PartialEq, Message)]
pub struct MsgChannelCloseInit {
    /// Port that the end belongs to.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// Channel id of that end on the chain that gets the message.
    #[prost(string, tag = "2")]
    pub channel_id: String,
    /// Account that signs the transaction; the port may refuse it.
    #[prost(string, tag = "3")]
    pub signer: String,
}

/// Closes the other end.
#[derive(Clone, PartialEq, Message)]
pub struct MsgChannelCloseConfirm {
    /// Port that the end belongs to.
    #[prost(string, tag = "1")]
    pub port_id: String,
    /// Channel id of that end on the chain that gets the message.
    #[prost(string, tag = "2")]
    pub channel_id: String,
    /// Proof that the first end is closed.
    #[prost(bytes = "vec", tag = "3")]
    pub proof_init: Vec<u8>,
    /// Height at which the proof holds.
    #[prost(message, required, tag = "4")]
    pub proof_height: Height,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "5")]
    pub signer: String,
}
