//! The ICS-20 token transfer protocol as pure functions: denom traces, amounts, packets, acknowledgements,
//! and the decision whether a token is escrowed, minted, burned or unescrowed.
//!
//! The crate has no storage, knows no addresses and calls no contracts, and nothing in it panics, whatever the
//! input. The rules are those of ibc-go's `modules/apps/transfer`, over an IBC v1 channel of version
//! [`VERSION`]; where this crate is stricter, the documentation of the item says so.
//!
//! This example decodes a received packet and decides what to do with its tokens:
//!
//! ```
//! use causeway_ics20::{on_receive, PacketData, ReceiveAction, SUCCESS_ACK};
//!
//! # fn main() -> Result<(), causeway_ics20::Error> {
//! let bytes = br#"{"denom":"uatom","amount":"1000000","sender":"cosmos1..","receiver":"osmo1.."}"#;
//! let packet = PacketData::decode(bytes)?;
//!
//! // sent from transfer/channel-0 on the other chain to transfer/channel-7 on ours
//! let decision = on_receive(&packet.denom, "transfer", "channel-0", "transfer", "channel-7")?;
//! assert_eq!(decision, ReceiveAction::Mint("transfer/channel-7/uatom".into()));
//! assert_eq!(SUCCESS_ACK, br#"{"result":"AQ=="}"#);
//! # Ok(())
//! # }
//! ```
//!
//! This example decides on the refund of a packet, on the chain that sent it:
//!
//! ```
//! use causeway_ics20::{on_refund, Acknowledgement, RefundAction, SentPacketData};
//!
//! # fn main() -> Result<(), causeway_ics20::Error> {
//! # let bytes = br#"{"denom":"uatom","amount":"1000000","sender":"cosmos1..","receiver":"osmo1.."}"#;
//! if let Acknowledgement::Error(_) = Acknowledgement::parse(br#"{"error":"channel is closed"}"#)? {
//!     let settlement = SentPacketData::decode(bytes)?;
//!     assert_eq!(on_refund(&settlement.denom, "transfer", "channel-0"), RefundAction::Unescrow);
//! }
//! # Ok(())
//! # }
//! ```

mod ack;
mod amount;
mod channel;
mod denom;
mod error;
mod packet;
#[cfg(feature = "schema")]
pub mod schema;
pub mod zone;

pub use ack::{Acknowledgement, SUCCESS_ACK};
pub use amount::parse_amount;
pub use channel::{check_order, check_version, propose_version, VERSION};
pub use denom::{push_prefix, strip_prefix, Denom, Hop, MAX_DENOM_LEN, MAX_WIRE_DENOM_LEN};
pub use error::Error;
pub use packet::{PacketData, SentPacketData, MAX_MEMO_LEN, MAX_RECEIVER_LEN, MAX_SENDER_LEN};
pub use zone::{on_receive, on_refund, on_send, ReceiveAction, RefundAction, SendAction};
