//! The command `causeway`: scenarios on simulated chains and their reports, the demo, where transfers are on running chains,
//! messages for the contracts, and explanations of denom paths, packets and acknowledgements.

pub mod bring;
pub mod demo;
pub mod diagram;
mod error;
pub mod explain;
pub mod holdings;
pub mod live;
pub mod message;
pub mod page;
pub mod preflight;
pub mod proof;
pub mod release;
pub mod report;
pub mod scenario;
pub mod status;

pub use self::error::Error;
