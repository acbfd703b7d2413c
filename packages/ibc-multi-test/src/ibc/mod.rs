//! Core IBC as a module of the App: connections, channels, commitments, receipts and acknowledgements
//! are App storage, so they branch, commit and revert with the message that touched them.
//!
//! # The trip of a packet
//!
//! cw-multi-test has no place for IBC entry points, drops what wasmd honours (gas limits, events, error codes), and this crate
//! does not fork it. So a packet is encoded anew wherever it passes through code of cw-multi-test. From
//! [`Network::recv`](crate::Network::recv) to the packet log:
//!
//! | step | file | what is encoded or decoded, and why |
//! |---|---|---|
//! | 1 | `network/messages.rs` | `MsgRecvPacket` with a proof, in protobuf, as `CosmosMsg::Any`. It is what a relayer submits on a chain, so a contract can emit the same message from inside a call. |
//! | 2 | `chain/tx.rs` | One transaction with a gas meter and a call depth. The App routes `Any` to its `Stargate` module, which is [`Core`]. |
//! | 3 | `ibc/module.rs` | The protobuf is decoded by its type URL; the signer has to be the sender. |
//! | 4 | `ibc/packets.rs` | The checks of ibc-go, with the proof last (`proof.rs`). The receipt is written before the contract is called. The call runs on a branch of the store (`overlay.rs`, cw-multi-test keeps its own to itself), so that a refusal can be dropped. |
//! | 5 | `ibc/ports.rs` | For a contract, the entry point and its message as JSON in `sudo`: the only call that the App passes on without a sender, and that no contract can make. The native module (`ibc/native.rs`) is called as it is. |
//! | 6 | `contract/wrapper.rs` | The JSON is decoded and the contract's function called, on the storage, addresses and queries of `contract/backend.rs`. The entry is charged; a trap is caught. An error becomes a mark in the text of a `StdError` (`error.rs`): cw-multi-test formats errors into strings, so nothing typed survives. The text is hex, and the mark has a nonce, so that no contract can forge one. |
//! | 7 | `contract/replies.rs` | Each sub-message as JSON in an `Any` of this crate's own type, with its gas limit and depth; what the reply needs to know rides in front of the payload. |
//! | 8 | `ibc/sub.rs` | Such an `Any` is unpacked: depth and gas limit are applied, the message is run by the App, and its events are made what wasmd's dispatcher would pass on. Then the reply, again by `contract/replies.rs`. |
//! | 9 | `ibc/packets.rs` | The response's data is the acknowledgement, a refusal's error is one too (`go/ack.rs`). Its hash is stored; its bytes, in hex, go into the event `write_acknowledgement`, where relayers read them. |
//! | 10 | `log.rs` | The packet log reads the events of the committed transaction, as a relayer does. What was reverted has no events, so it is not in the log. |
//!
//! An acknowledgement and a timeout go the same way, by `ibc/settle.rs` in place of `ibc/packets.rs`, and without a branch: an
//! error reverts the whole transaction.
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
