//! Causeway's contracts on simulated chains: a world to move tokens in, the invariants that must hold in it, and the
//! story that `causeway demo` tells.
//!
//! ```
//! use causeway::world::{Asset, Send, World};
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
//! # Ok::<(), causeway::world::Error>(())
//! ```

pub mod books;
pub mod contracts;
pub mod demo;
pub mod diagram;
mod error;
pub mod explain;
pub mod invariants;
pub mod live;
pub mod message;
pub mod page;
pub mod report;
pub mod scenario;
pub mod status;
pub mod table;
pub mod world;

pub use self::error::Error;
