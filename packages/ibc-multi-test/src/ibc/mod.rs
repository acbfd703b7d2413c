//! The IBC core as a module of the App. Connections, channels, commitments, receipts and acknowledgements are stored in
//! the App, so they are committed or reverted together with the message that changed them.
//!
//! # The path of a packet
//!
//! cw-multi-test has no IBC entry points and ignores things that wasmd enforces (gas limits, events, error codes), and
//! this crate does not fork it. A packet is therefore encoded again wherever it passes through code of cw-multi-test.
//! These are the steps from [`Network::recv`](crate::Network::recv) to the packet log:
//!
//! | step | file | what is encoded or decoded, and why |
//! |---|---|---|
//! | 1 | `network/messages.rs` | `MsgRecvPacket` with a proof, in protobuf, as `CosmosMsg::Any`. It is what a relayer submits on a chain, so a contract can emit the same message from inside a call. |
//! | 2 | `chain/tx.rs` | One transaction with a gas meter and a call depth. The App routes `Any` to its `Stargate` module, which is [`Core`]. |
//! | 3 | `ibc/module.rs` | The protobuf is decoded by its type URL; the signer has to be the sender. |
//! | 4 | `ibc/packets.rs` | The checks of ibc-go, with the proof last (`proof.rs`). The receipt is written before the contract is called. The call runs on a branch of the store (`overlay.rs`; cw-multi-test's own is not public), so that the changes of a rejected packet can be dropped. |
//! | 5 | `ibc/ports.rs` | For a contract, the entry point and its message are encoded as JSON in a call of `sudo`, because this is the only call that has no sender and that no contract can make. The native module (`ibc/native.rs`) is called directly. |
//! | 6 | `contract/wrapper.rs` | The JSON is decoded and the contract's function is called, with the storage, addresses and queries of `contract/backend.rs`. The gas of the call is charged, and a trap is caught. An error is encoded as a mark in the text of a `StdError` (`error.rs`), because cw-multi-test formats errors into strings. The text is hex, and the mark contains a nonce, so that no contract can forge one. |
//! | 7 | `contract/replies.rs` | Each sub-message is encoded as JSON in an `Any` of this crate's own type, with its gas limit and depth. Data that the reply needs is put in front of the payload. |
//! | 8 | `ibc/sub.rs` | This `Any` is decoded. The depth and the gas limit are applied, the App runs the message, and its events are converted as wasmd's dispatcher does. Then the reply is made, again by `contract/replies.rs`. |
//! | 9 | `ibc/packets.rs` | The data of the response is the acknowledgement; if the contract failed, an error acknowledgement is made of its error (`go/ack.rs`). Its hash is stored, and its bytes are written in hex into the event `write_acknowledgement`, where relayers read them. |
//! | 10 | `log.rs` | The packet log reads the events of the committed transaction, as a relayer does. Reverted changes have no events, so they are not in the log. |
//!
//! An acknowledgement or a timeout takes the same path, with `ibc/settle.rs` in place of `ibc/packets.rs` and without a
//! branch of the store, because an error reverts the whole transaction.
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
