//! ibc-go's messages, encoded as on a chain: type URLs, and protobuf with ibc-go's field numbers
//! (`proto/ibc/core/channel/v1/{channel,tx}.proto`, `proto/ibc/core/client/v1/client.proto`).
//!
//! It is public because a test may read a packet of the log, send the native module's message with a height as timeout, or
//! alter a relayed message before it is submitted. It has no services or queries of ibc-go.
mod handshake;

pub use handshake::*;

use crate::TRANSFER_PORT;
use cosmwasm_std::{Addr, AnyMsg, CosmosMsg};
use prost::Message;

/// The message as `CosmosMsg::Any`, the form in which contracts and transactions contain it.
pub fn to_any(type_url: &str, msg: &impl Message) -> CosmosMsg {
    CosmosMsg::Any(AnyMsg {
        type_url: type_url.into(),
        value: msg.encode_to_vec().into(),
    })
}

/// Type URL of [`MsgChannelOpenInit`], the first step of a channel handshake.
pub const OPEN_INIT: &str = "/ibc.core.channel.v1.MsgChannelOpenInit";
/// Type URL of [`MsgChannelOpenTry`], the second step of a channel handshake.
pub const OPEN_TRY: &str = "/ibc.core.channel.v1.MsgChannelOpenTry";
/// Type URL of [`MsgChannelOpenAck`], the third step of a channel handshake.
pub const OPEN_ACK: &str = "/ibc.core.channel.v1.MsgChannelOpenAck";
/// Type URL of [`MsgChannelOpenConfirm`], the fourth step of a channel handshake.
pub const OPEN_CONFIRM: &str = "/ibc.core.channel.v1.MsgChannelOpenConfirm";
/// Type URL of [`MsgChannelCloseInit`], the message that closes one end of a channel.
pub const CLOSE_INIT: &str = "/ibc.core.channel.v1.MsgChannelCloseInit";
/// Type URL of [`MsgChannelCloseConfirm`], the message that closes the other end of a channel.
pub const CLOSE_CONFIRM: &str = "/ibc.core.channel.v1.MsgChannelCloseConfirm";
/// Type URL of [`MsgRecvPacket`], the message that delivers a packet.
pub const RECV: &str = "/ibc.core.channel.v1.MsgRecvPacket";
/// Type URL of [`MsgAcknowledgement`], the message that delivers an acknowledgement.
pub const ACK: &str = "/ibc.core.channel.v1.MsgAcknowledgement";
/// Type URL of [`MsgTimeout`], the message that times out a packet.
pub const TIMEOUT: &str = "/ibc.core.channel.v1.MsgTimeout";
/// Type URL of [`MsgTimeoutOnClose`], the message that times out a packet on a closed channel.
pub const TIMEOUT_ON_CLOSE: &str = "/ibc.core.channel.v1.MsgTimeoutOnClose";

/// Type URL of [`MsgTransfer`], the message that sends coins with the native module.
pub const TRANSFER: &str = "/ibc.applications.transfer.v1.MsgTransfer";

/// A height of a chain; the revision comes from the chain id (`name-3` has revision 3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Message)]
pub struct Height {
    /// Revision of the chain id.
    #[prost(uint64, tag = "1")]
    pub revision_number: u64,
    /// Height within the revision.
    #[prost(uint64, tag = "2")]
    pub revision_height: u64,
}

/// An IBC packet.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
pub struct Packet {
    /// Number of the packet on its source channel.
    #[prost(uint64, tag = "1")]
    pub sequence: u64,
    /// Port that sent the packet.
    #[prost(string, tag = "2")]
    pub source_port: String,
    /// Channel on the sending chain.
    #[prost(string, tag = "3")]
    pub source_channel: String,
    /// Port that receives the packet.
    #[prost(string, tag = "4")]
    pub destination_port: String,
    /// Channel on the receiving chain.
    #[prost(string, tag = "5")]
    pub destination_channel: String,
    /// Data of the packet, written by the application that sends it.
    #[prost(bytes = "vec", tag = "6")]
    pub data: Vec<u8>,
    /// Height of the receiving chain from which on the packet cannot be received; zero: none.
    #[prost(message, required, tag = "7")]
    pub timeout_height: Height,
    /// Time (nanoseconds) of the receiving chain from which on the packet cannot be received; zero: none.
    #[prost(uint64, tag = "8")]
    pub timeout_timestamp: u64,
}

/// Delivers a packet.
#[derive(Clone, PartialEq, Message)]
pub struct MsgRecvPacket {
    /// The packet as its sender committed to it.
    #[prost(message, required, tag = "1")]
    pub packet: Packet,
    /// Proof that the sending chain committed to the packet.
    #[prost(bytes = "vec", tag = "2")]
    pub proof_commitment: Vec<u8>,
    /// Height of the sending chain at which the proof holds.
    #[prost(message, required, tag = "3")]
    pub proof_height: Height,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "4")]
    pub signer: String,
}

/// Delivers an acknowledgement to the sending chain.
#[derive(Clone, PartialEq, Message)]
pub struct MsgAcknowledgement {
    /// The packet that was received.
    #[prost(message, required, tag = "1")]
    pub packet: Packet,
    /// Bytes of the acknowledgement.
    #[prost(bytes = "vec", tag = "2")]
    pub acknowledgement: Vec<u8>,
    /// Proof that the receiving chain stored the hash of the acknowledgement.
    #[prost(bytes = "vec", tag = "3")]
    pub proof_acked: Vec<u8>,
    /// Height of the receiving chain at which the proof holds.
    #[prost(message, required, tag = "4")]
    pub proof_height: Height,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "5")]
    pub signer: String,
}

/// Proves to the sending chain that a packet can no longer be received, because its timeout has passed.
#[derive(Clone, PartialEq, Message)]
pub struct MsgTimeout {
    /// The packet that was not received.
    #[prost(message, required, tag = "1")]
    pub packet: Packet,
    /// Proof that the receiving chain has no receipt (ordered: of its next sequence).
    #[prost(bytes = "vec", tag = "2")]
    pub proof_unreceived: Vec<u8>,
    /// Height of the receiving chain at which the proof holds.
    #[prost(message, required, tag = "3")]
    pub proof_height: Height,
    /// Next sequence that the receiving chain expects (ordered channels).
    #[prost(uint64, tag = "4")]
    pub next_sequence_recv: u64,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "5")]
    pub signer: String,
}

/// Proves to the sending chain that a packet can no longer be received, because the other end of the channel is closed.
#[derive(Clone, PartialEq, Message)]
pub struct MsgTimeoutOnClose {
    /// The packet that was not received.
    #[prost(message, required, tag = "1")]
    pub packet: Packet,
    /// Proof that the receiving chain has no receipt (ordered: of its next sequence).
    #[prost(bytes = "vec", tag = "2")]
    pub proof_unreceived: Vec<u8>,
    /// Proof that the other end is closed.
    #[prost(bytes = "vec", tag = "3")]
    pub proof_close: Vec<u8>,
    /// Height of the receiving chain at which the proofs hold.
    #[prost(message, required, tag = "4")]
    pub proof_height: Height,
    /// Next sequence that the receiving chain expects (ordered channels).
    #[prost(uint64, tag = "5")]
    pub next_sequence_recv: u64,
    /// Account that signs the transaction; any account may relay.
    #[prost(string, tag = "6")]
    pub signer: String,
}

/// A coin of the Cosmos SDK.
#[derive(Clone, PartialEq, Message)]
pub struct Coin {
    /// Name of the coin in the bank.
    #[prost(string, tag = "1")]
    pub denom: String,
    /// Amount, in decimal.
    #[prost(string, tag = "2")]
    pub amount: String,
}

/// Sends coins over IBC by the native module (`proto/ibc/applications/transfer/v1/tx.proto`).
#[derive(Clone, PartialEq, Message)]
pub struct MsgTransfer {
    /// Port of the native module, always `transfer`.
    #[prost(string, tag = "1")]
    pub source_port: String,
    /// Channel on the sending chain.
    #[prost(string, tag = "2")]
    pub source_channel: String,
    /// The coin that is sent.
    #[prost(message, required, tag = "3")]
    pub token: Coin,
    /// Account that pays, and that signs the transaction.
    #[prost(string, tag = "4")]
    pub sender: String,
    /// Address of the receiver on the other chain.
    #[prost(string, tag = "5")]
    pub receiver: String,
    /// Timeout by height of the other chain; zero: none.
    #[prost(message, required, tag = "6")]
    pub timeout_height: Height,
    /// Timeout by time (nanoseconds) of the other chain; zero: none.
    #[prost(uint64, tag = "7")]
    pub timeout_timestamp: u64,
    /// Memo for the other chain; empty: none.
    #[prost(string, tag = "8")]
    pub memo: String,
}

impl MsgTransfer {
    /// A transfer without timeout and memo. The caller must set at least one timeout.
    pub fn new(sender: &Addr, channel: &str, coin: &cosmwasm_std::Coin, receiver: &str) -> Self {
        Self {
            source_port: TRANSFER_PORT.into(),
            source_channel: channel.into(),
            token: Coin {
                denom: coin.denom.clone(),
                amount: coin.amount.to_string(),
            },
            sender: sender.to_string(),
            receiver: receiver.into(),
            ..Self::default()
        }
    }
}

/// Response to [`MsgTransfer`].
#[derive(Clone, PartialEq, Message)]
pub struct MsgTransferResponse {
    /// Sequence of the packet that was sent.
    #[prost(uint64, tag = "1")]
    pub sequence: u64,
}

/// Response to `IbcMsg::SendPacket`: wasmd's `MsgIBCSendResponse`.
#[derive(Clone, PartialEq, Message)]
pub struct MsgIbcSendResponse {
    /// Sequence of the packet that was sent.
    #[prost(uint64, tag = "1")]
    pub sequence: u64,
}

/// Response to MsgRecvPacket, MsgAcknowledgement, MsgTimeout and MsgTimeoutOnClose.
#[derive(Clone, PartialEq, Message)]
pub struct MsgRelayResponse {
    /// ibc-go's ResponseResultType: [`NOOP`] or [`DONE`].
    #[prost(int32, tag = "1")]
    pub result: i32,
}

/// The message changed nothing: it was relayed before.
pub const NOOP: i32 = 1;
/// The message took effect.
pub const DONE: i32 = 2;

/// A message with a signer, who must be the sender of the transaction.
pub(crate) trait Signed: Message + Default {
    fn signer(&self) -> &str;
}

macro_rules! signed_by {
    ($field:ident: $($message:ty),+) => {
        $(impl Signed for $message {
            fn signer(&self) -> &str {
                &self.$field
            }
        })+
    };
}
signed_by!(signer: MsgRecvPacket, MsgAcknowledgement, MsgTimeout, MsgTimeoutOnClose);
signed_by!(signer: MsgChannelOpenInit, MsgChannelOpenTry, MsgChannelOpenAck, MsgChannelOpenConfirm);
signed_by!(signer: MsgChannelCloseInit, MsgChannelCloseConfirm);
signed_by!(sender: MsgTransfer);
