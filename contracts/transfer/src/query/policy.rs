//! Queries of pauses.

use cosmwasm_std::{Deps, Env};

use super::Answer;
use crate::msg::{Direction, PauseInfo, PausesResponse};
use crate::state::PAUSE;

pub(super) fn pauses(deps: Deps, env: &Env) -> Answer<PausesResponse> {
    let pauses = PAUSE.may_load(deps.storage)?.unwrap_or_default();
    let standing = |direction| {
        let pause = pauses.standing(direction, env.block.time.seconds())?;
        Some(PauseInfo {
            until: pause.until.into(),
        })
    };
    Ok(PausesResponse {
        outward: standing(Direction::Outward),
        homeward: standing(Direction::Homeward),
    })
}
