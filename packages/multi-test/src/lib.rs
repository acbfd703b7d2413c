//! Causeway's contracts on simulated chains, for tests of any contract that sends tokens through them.
//!
//! A [`World`] has any number of chains in one process, each with a transfer contract. The test opens channels, makes
//! accounts and tokens, sends, and decides what the relayer does with each packet: deliver it, withhold it, or let it time
//! out. [`World::check`] then computes six invariants from the chains' raw state.
//!
//! ```
//! use causeway_multi_test::{Asset, Send, World};
//!
//! let mut world = World::new();
//! let (hub, zone) = (world.add_chain("hub")?, world.add_chain("zone")?);
//! let channel = world.open(hub, zone)?;
//! let alice = world.account(hub, "alice", &[(1_000, "uhub")])?;
//! let bob = world.net[zone].addr("bob");
//!
//! let packet = world.send(Send::new(&channel.a, &alice, Asset::Native("uhub".into()), 400u128, &bob))?;
//! world.deliver(packet)?;
//!
//! let voucher = world.voucher_at(&channel.b, "uhub").unwrap();
//! assert_eq!(world.balance(zone, &bob, &voucher).to_string(), "400");
//! assert!(world.check().ok());
//! # Ok::<(), causeway_multi_test::Error>(())
//! ```

pub mod books;
mod code;
mod invariants;
mod snapshot;
mod world;

pub use causeway_transfer::asset::Asset;
pub use cw_multi_test::ContractWrapper;
pub use ibc_multi_test::{self, ChainKey, Channel, Code, End, PacketId, TxResponse};

pub use self::code::ContractCode;
pub use self::invariants::Invariants;
pub use self::world::{Deployment, Send, Setup, Vouchers, World, VERSION};

/// An error of a chain of a world: it rejects a transaction, or a query has no answer.
pub type Error = ibc_multi_test::TxError;
