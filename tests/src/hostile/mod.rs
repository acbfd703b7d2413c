//! Contracts that mean harm, and a place to meet them.
//!
//! | name | what |
//! |---|---|
//! | [`token`] | a cw20 that fails, traps, burns all gas, lies, takes from holders, or re-enters with any message |
//! | [`puppet`] | an account that is a contract: it emits what it is told, and may catch what fails |
//! | [`trapper`] | a contract that traps on every packet |
//! | [`counterparty`] | a chain that forges packets and acknowledgements |
//! | [`Scene`] | two chains with two channels, and such contracts on one of them |

pub mod counterparty;
pub mod puppet;
mod scene;
pub mod token;
pub mod trapper;

pub use counterparty::{packet_data, Counterparty};
pub use scene::{install_puppet, install_token, Scene};
pub use trapper::install_trap;
