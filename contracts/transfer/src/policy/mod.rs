//! What the operator, the guardian and a migration may refuse or delay.
//!
//! Outward (escrow, mint) a transfer may be refused. Homeward (burn, unescrow) it may only be delayed: a burn is refused
//! during a pause, and a return that has arrived is held, see [`crate::relay::held`]. Acknowledgements, timeouts and claims
//! never ask this module for permission.

pub mod bucket;
pub mod clock;
pub mod limits;
pub mod pause;

use cosmwasm_std::{Addr, Env, Storage};

use crate::error::ContractError;
use crate::msg::Direction;
use crate::state::{get_by_range, get_json_by_range, ADMIN, WIND_DOWN};

/// Checks that tokens may leave their home over a channel now.
///
/// # Errors
/// `OutwardPaused`, `ChannelWoundDown`.
pub fn check_outward(storage: &dyn Storage, env: &Env, channel: &str) -> Result<(), ContractError> {
    if pause::is_paused(storage, env, Direction::Outward)? {
        return Err(ContractError::OutwardPaused);
    }
    if get_by_range(storage, &WIND_DOWN.key(channel)).is_some() && has_operator(storage)? {
        return Err(ContractError::ChannelWoundDown);
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

/// Whether there is an operator. Without one, limits, denials and wind-downs that are stored count as absent, because nobody
/// could lift them.
pub fn has_operator(storage: &dyn Storage) -> Result<bool, ContractError> {
    let admin = get_json_by_range::<Option<Addr>>(storage, ADMIN.as_slice())?;
    Ok(admin.flatten().is_some())
}
