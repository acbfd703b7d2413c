//! Hostile contracts, and simulated chains with these contracts on them.
//!
//! | name | content |
//! |---|---|
//! | [`token`] | a cw20 that fails, traps, uses all gas, reports false balances, takes tokens from holders, re-enters with any message, or breaks the rules of CW20 until it is switched off (fees, pauses, blacklists, hooks, false answers) |
//! | [`puppet`] | an account that is a contract: it emits the messages that a test orders, and may catch those that fail |
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
