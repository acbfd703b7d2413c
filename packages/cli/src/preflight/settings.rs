//! The operator and the default timeout.

use causeway_transfer::state::{ADMIN, CONFIG};
use cosmwasm_std::StdResult;

use super::state::State;
use super::Line;

/// Bounds of `default_timeout` wherever it is set anew, in seconds.
const TIMEOUTS: std::ops::RangeInclusive<u64> = 600..=86_400;

/// Who sets limits and timeouts.
pub fn operator(state: &State) -> StdResult<Vec<Line>> {
    let line = match ADMIN.load(&state.storage())? {
        Some(admin) => Line::fine("operator", format!("{admin} stays the contract's admin")),
        None => Line::look(
            "operator",
            "the contract has no admin: the migration can name one with the field `admin`",
        ),
    };
    Ok(vec![line])
}

/// How long a packet lives whose sender does not say.
pub fn timeout(state: &State) -> StdResult<Vec<Line>> {
    let seconds = CONFIG.load(&state.storage())?.default_timeout;
    let line = match TIMEOUTS.contains(&seconds) {
        true => Line::fine("timeout", format!("default_timeout is {seconds} seconds")),
        false => Line::look(
            "timeout",
            format!(
                "default_timeout is {seconds} seconds and stays so: set one from 600 to 86,400 afterwards, for a \
                 shorter one makes sends expire, and a longer one delays their refunds"
            ),
        ),
    };
    Ok(vec![line])
}
