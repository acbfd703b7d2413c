//! Pauses of the whole contract, by direction.

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response, StdResult, Storage};

use super::clock::{Obstacle, Pauses, Setter, Switch, WEEK};
use crate::error::ContractError;
use crate::event::Attributes;
use crate::msg::{Direction, PauseMsg};
use crate::state::{get_json_by_range, ADMIN, GUARDIAN, PAUSE, PAUSE_CLOCK};

const BOTH: [Direction; 2] = [Direction::Outward, Direction::Homeward];

impl Switch {
    fn load(storage: &dyn Storage) -> StdResult<Self> {
        Ok(Self {
            pauses: PAUSE.may_load(storage)?.unwrap_or_default(),
            clock: PAUSE_CLOCK.may_load(storage)?.unwrap_or_default(),
        })
    }

    fn save(&self, storage: &mut dyn Storage) -> StdResult<()> {
        if self.pauses == Pauses::default() {
            PAUSE.remove(storage);
        } else {
            PAUSE.save(storage, &self.pauses)?;
        }
        PAUSE_CLOCK.save(storage, &self.clock)
    }
}

/// Whether a direction is paused now.
pub fn is_paused(storage: &dyn Storage, env: &Env, direction: Direction) -> Result<bool, ContractError> {
    let pauses = get_json_by_range::<Pauses>(storage, PAUSE.as_slice())?;
    let now = env.block.time.seconds();
    Ok(pauses.is_some_and(|pauses| pauses.standing(direction, now).is_some()))
}

/// Whether homeward is in the last day of the rest after its last pause, or has rested.
pub fn has_nearly_rested(storage: &dyn Storage, now: u64) -> Result<bool, ContractError> {
    let clock = PAUSE_CLOCK.may_load(storage)?.unwrap_or_default();
    Ok(clock.has_nearly_rested(now))
}

/// Checks that neither direction is paused.
///
/// # Errors
/// `PauseStands`.
pub fn check_nothing_stands(storage: &dyn Storage, env: &Env) -> Result<(), ContractError> {
    for direction in BOTH {
        if is_paused(storage, env, direction)? {
            return Err(ContractError::PauseStands(direction));
        }
    }
    Ok(())
}

/// Carries out `pause`. Without a direction it pauses both, without seconds for seven days.
///
/// # Errors
/// `NotPauser`, `NoSeconds`; `CannotPause` when one of the directions cannot be paused so.
pub fn pause(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    direction: Option<Direction>,
    seconds: Option<u64>,
) -> Result<Response, ContractError> {
    let by = role(deps.storage, &info.sender)?.ok_or(ContractError::NotPauser)?;
    let (seconds, now) = (seconds.unwrap_or(WEEK), env.block.time.seconds());
    if seconds == 0 {
        return Err(ContractError::NoSeconds);
    }
    let mut switch = Switch::load(deps.storage)?;
    let asked = asked(direction);
    for direction in asked {
        if let Err(obstacle) = switch.check(by, *direction, seconds, now) {
            let mut others = asked.iter().filter(|other| *other != direction);
            let instead = others.find(|other| switch.check(by, **other, seconds, now).is_ok());
            return Err(cannot_pause(*direction, seconds, &obstacle, instead));
        }
    }
    let mut attributes = Attributes::action("pause").with("by", by);
    for direction in asked {
        let until = switch.pause(by, *direction, seconds, now);
        attributes = attributes.with(direction.as_str(), until);
    }
    switch.save(deps.storage)?;
    Ok(Response::new().add_attributes(attributes))
}

fn cannot_pause(
    direction: Direction,
    seconds: u64,
    obstacle: &Obstacle,
    instead: Option<&Direction>,
) -> ContractError {
    let instead = instead.map_or(String::new(), |other| format!("; {other} alone can be paused"));
    ContractError::CannotPause {
        direction,
        seconds,
        why: format!("{obstacle}{instead}"),
    }
}

/// Carries out `unpause`. Without a direction it ends what the caller may end. A pause that has ended by itself is cleared,
/// whoever calls.
///
/// # Errors
/// `NotYourPause` when something stands and the caller may end nothing of it.
pub fn unpause(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    direction: Option<Direction>,
) -> Result<Response, ContractError> {
    let by = role(deps.storage, &info.sender)?;
    let now = env.block.time.seconds();
    let mut switch = Switch::load(deps.storage)?;
    let (mut refusal, mut has_ended_one) = (None, false);
    let mut attributes = Attributes::action("unpause");
    for direction in asked(direction) {
        let Some(standing) = switch.pauses.standing(*direction, now) else {
            switch.end(*direction, now);
            continue;
        };
        if may_end(by, standing.by) {
            switch.end(*direction, now);
            has_ended_one = true;
            attributes = attributes.with(direction.as_str(), now);
        } else {
            refusal = Some(ContractError::NotYourPause {
                direction: *direction,
                by: standing.by,
                until: standing.until,
            });
        }
    }
    if let Some(refusal) = refusal.filter(|_| !has_ended_one) {
        return Err(refusal);
    }
    switch.save(deps.storage)?;
    Ok(Response::new().add_attributes(attributes))
}

/// Carries out the `pause` of a migration: it replaces what stands, and 0 seconds end it. Returns each direction with the
/// end of its pause.
pub fn by_migration(
    storage: &mut dyn Storage,
    env: &Env,
    msg: &PauseMsg,
) -> Result<Vec<(Direction, u64)>, ContractError> {
    let now = env.block.time.seconds();
    let mut switch = Switch::load(storage)?;
    let set = |direction: &Direction| {
        let until = match msg.seconds {
            0 => {
                switch.end(*direction, now);
                now
            }
            seconds => switch.pause(Setter::Migration, *direction, seconds, now),
        };
        (*direction, until)
    };
    let paused = asked(msg.direction).iter().map(set).collect();
    switch.save(storage)?;
    Ok(paused)
}

fn asked(direction: Option<Direction>) -> &'static [Direction] {
    match direction {
        None => &BOTH,
        Some(Direction::Outward) => &[Direction::Outward],
        Some(Direction::Homeward) => &[Direction::Homeward],
    }
}

fn may_end(by: Option<Setter>, set_by: Setter) -> bool {
    match by {
        Some(Setter::Operator) => set_by != Setter::Migration,
        Some(Setter::Guardian) => set_by == Setter::Guardian,
        Some(Setter::Migration) | None => false,
    }
}

/// The part of a caller in pauses; an account that is admin and guardian acts as the admin.
fn role(storage: &dyn Storage, caller: &Addr) -> StdResult<Option<Setter>> {
    if ADMIN.load(storage)?.as_ref() == Some(caller) {
        return Ok(Some(Setter::Operator));
    }
    let guardian = GUARDIAN.may_load(storage)?;
    Ok((guardian.as_ref() == Some(caller)).then_some(Setter::Guardian))
}
