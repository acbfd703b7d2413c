//! Contracts that mean harm, and a place to meet them.
//!
//! | name | what |
//! |---|---|
//! | [`token`] | a cw20 that fails, traps, burns all gas, lies, takes from holders, or re-enters with any message |
//! | [`puppet`] | an account that is a contract: it emits what it is told, and may catch what fails |
//! | [`Scene`] | two chains with two channels, and such contracts on one of them |

pub mod puppet;
mod scene;
pub mod token;

pub use scene::{install_puppet, install_token, packet_data, Scene};
