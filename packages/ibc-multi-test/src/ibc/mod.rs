//! Core IBC as a module of the App: connections, channels, commitments, receipts and acknowledgements
//! are App storage, so they branch, commit and revert with the message that touched them.
mod core;
mod exchange;
mod handshake;
mod module;
mod native;
mod packets;
mod ports;
mod settle;
pub(crate) mod store;
mod sub;

pub(crate) use core::Core;
pub(crate) use handshake::order_number;
pub(crate) use native::native_error;
pub use ports::{contract_port, TRANSFER_PORT};
pub use store::{ChannelEnd, ChannelState};
pub(crate) use sub::{SubMessage, SUB};
