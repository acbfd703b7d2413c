//! What the operator, the guardian and a migration may refuse or delay.
//!
//! Outward (escrow, mint) a transfer may be refused. Homeward (burn, unescrow) it may only be delayed: a burn is refused
//! during a pause, and a return that has arrived is held, see [`crate::relay::held`]. Acknowledgements, timeouts and claims
//! never ask this module for permission.

pub mod clock;
pub mod pause;

use cosmwasm_std::{Env, Storage};

use crate::error::ContractError;
use crate::msg::Direction;

/// Checks that tokens may leave their home now.
///
/// # Errors
/// `OutwardPaused`.
pub fn check_outward(storage: &dyn Storage, env: &Env) -> Result<(), ContractError> {
    if pause::is_paused(storage, env, Direction::Outward)? {
        return Err(ContractError::OutwardPaused);
    }
    Ok(())
}

/// Checks that vouchers may be burned now.
///
/// # Errors
/// `HomewardPaused`.
pub fn check_burn(storage: &dyn Storage, env: &Env) -> Result<(), ContractError> {
    if pause::is_paused(storage, env, Direction::Homeward)? {
        return Err(ContractError::HomewardPaused);
    }
    Ok(())
}
