//! ibc-go's native ICS-20 `transfer` module (as of v10.5), for a simulated chain.
//!
//! Written from ibc-go's rules, with Go's ways of reading JSON and integers, and sharing no code with any contract:
//! a test between a contract and this module meets two independent encoders.
//!
//! How core drives it, for each message:
//!
//! | core | module | then |
//! |---|---|---|
//! | ChanOpenInit / Try | [`handshake::open_init`], [`handshake::open_try`] | the channel's version |
//! | ChanOpenAck | [`handshake::open_ack`] | |
//! | ChanOpenConfirm, ChanCloseConfirm | nothing to call | |
//! | ChanCloseInit | [`handshake::close_init`] | always fails |
//! | `MsgTransfer` | [`Keeper::send`] | [`Sent::before`], core sends [`Sent::packet`], [`Sent::after`] |
//! | RecvPacket | [`Keeper::receive`] | `Ok`: ack [`Ack::success`]; `Err`: revert, ack [`Refusal::ack`], or fail without one |
//! | Acknowledgement | [`Keeper::acknowledge`] | `Err`: the transaction fails |
//! | Timeout, TimeoutOnClose | [`Keeper::timeout`] | `Err`: the transaction fails |
//!
//! **State changes of a failed call are the caller's to drop**: the keeper writes as it goes and returns `Err`.
//!
//! The chain lends its [`Api`](cosmwasm_std::Api) for addresses and its bank behind [`Coins`]. All of the module's
//! own state lies in the given storage under `ibc-transfer/`; [`store`] reads it. Events come back ready and in the
//! chain's order, those of the bank included; `message.action`, core's packet events and the prefix
//! `ibccallbackerror-` are core's.
//!
//! Differences from ibc-go: no bank metadata is written for vouchers; texts of JSON and bech32 errors are shorter;
//! Go replaces each invalid byte of UTF-8 by U+FFFD, this module each invalid sequence.

pub mod ack;
pub mod amount;
pub mod coins;
pub mod denom;
pub mod error;
mod events;
pub mod handshake;
pub mod host;
pub mod keeper;
pub mod msg;
pub mod packet;
pub mod store;

pub use ack::Ack;
pub use coins::Coins;
pub use denom::{Denom, Hop};
pub use error::TransferError;
pub use keeper::{Keeper, Refusal, Route, Sent};
pub use msg::MsgTransfer;
pub use packet::PacketData;

/// The port that the module binds.
pub const PORT: &str = "transfer";
/// The only version it speaks.
pub const VERSION: &str = "ics20-1";
