//! ibc-go's native ICS-20 `transfer` module (as of v10.5), for a simulated chain.
//!
//! It is written according to ibc-go's rules, with Go's ways of reading JSON and integers, and shares no code with any
//! contract, so a test between a contract and this module compares two independent implementations.
//!
//! This table shows what core calls for each message:
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
//! **The caller must drop the state changes of a failed call**: the keeper may have written before it returns `Err`.
//!
//! The chain provides its [`Api`](cosmwasm_std::Api) for addresses and its bank as [`Coins`]. The module's own state is in
//! the given storage under `ibc-transfer/`; [`store`] reads it. Events are returned in the chain's order, including those
//! of the bank; `message.action`, core's packet events and the prefix `ibccallbackerror-` are added by core.
//!
//! Differences from ibc-go: no bank metadata is written for vouchers; the texts of JSON and bech32 errors are shorter; Go
//! replaces each invalid byte of UTF-8 by U+FFFD, and this module each invalid sequence.

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

/// The port of the module.
pub const PORT: &str = "transfer";
/// The only version that the module supports.
pub const VERSION: &str = "ics20-1";
