//! Migrations: from cw20-ics20 in place, and between versions of this contract. If any part of a migration fails, nothing
//! changes.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{to_json_string, CosmosMsg, DepsMut, Env, Response, Storage};
use cw2::ContractVersion;

use crate::address::validate;
use crate::admin;
use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::error::ContractError;
use crate::event::Attributes;
use crate::msg::{Direction, MigrateMsg, RefuseMsg};
use crate::policy::pause;
use crate::relay::held;
use crate::state::{ADMIN, PENDING_ADMIN, SCHEMA};
use crate::stranded::{self, Claimed};
use crate::takeover;
use crate::voucher;

/// The version of the state that this code reads and writes.
pub const SCHEMA_VERSION: u64 = 1;

/// Changes the state from one schema version to the next.
type Step = fn(&mut dyn Storage) -> Result<(), ContractError>;

/// The step at index `n` changes schema version `n + 1` to `n + 2`.
const STEPS: [Step; 0] = [];

/// What a migration changes. A dry run prints this as JSON.
#[cw_serde]
pub struct Plan {
    /// Name and version of the contract that is replaced.
    pub from: ContractVersion,
    /// Name and version of this code.
    pub to: ContractVersion,
    /// The state's schema version afterwards.
    pub schema: u64,
    /// The code of new vouchers, if it changes.
    pub voucher_code_id: Option<u64>,
    /// Vouchers that are migrated to the voucher code.
    pub vouchers: Vec<String>,
    /// When the pauses that it sets end, in seconds since 1970, by direction; now: one is ended.
    pub pauses: Vec<(Direction, u64)>,
    /// Ranges of held packets that are refused.
    pub refused: Vec<RefuseMsg>,
    /// Stranded packets that become claims of their senders.
    pub settled: Vec<Claimed>,
    /// Lost refunds of the predecessor that become claims of their senders.
    pub assigned: Vec<Claimed>,
    /// How many channels and claims were read to compute the surplus; null when nothing is assigned.
    pub read: Option<stranded::Read>,
    /// The new admin, if one is named.
    pub admin: Option<String>,
}

/// Makes the changes of a migration in the order of [`MigrateMsg`]'s fields. If one of them fails, the migration fails.
///
/// # Errors
/// `CannotTakeOver` and the errors of cw2 for a state that this code cannot migrate; `DryRun` at the end of a dry run whose
/// changes would all succeed; the errors of each change.
pub fn migrate(mut deps: DepsMut, env: &Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    let from = upgrade_state(&mut deps)?;
    if msg.assigns() && (msg.does_more_than_assign() || from.contract != CONTRACT_NAME) {
        return Err(ContractError::AssignStandsAlone);
    }
    if let Some(code_id) = msg.voucher_code_id {
        admin::set_voucher_code(&mut deps, code_id)?;
    }
    let vouchers = msg.vouchers.unwrap_or_default();
    let messages = voucher::migrations(deps.as_ref(), &vouchers)?;
    let pauses = match &msg.pause {
        Some(pause) => pause::by_migration(deps.storage, env, pause)?,
        None => vec![],
    };
    let refused = msg.refuse.unwrap_or_default();
    held::refuse(deps.storage, env, &refused)?;
    let settled = stranded::settle(&mut deps, env, msg.settle.unwrap_or_default())?;
    let (assigned, read) = stranded::assign(&mut deps, env, msg.assign.unwrap_or_default())?;
    if let Some(operator) = &msg.admin {
        let operator = validate(deps.api, "admin", operator)?;
        ADMIN.save(deps.storage, &Some(operator))?;
        PENDING_ADMIN.remove(deps.storage);
    }
    let plan = Plan {
        from,
        to: own_version(),
        schema: SCHEMA_VERSION,
        voucher_code_id: msg.voucher_code_id,
        vouchers,
        pauses,
        refused,
        settled,
        assigned,
        read,
        admin: msg.admin,
    };
    if msg.dry_run.unwrap_or_default() {
        return Err(ContractError::DryRun(to_json_string(&plan)?));
    }
    Ok(respond(&plan, messages))
}

/// Writes the schema version of a newly instantiated contract.
pub fn begin(storage: &mut dyn Storage) -> Result<(), ContractError> {
    cw2::set_contract_version(storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(SCHEMA.save(storage, &SCHEMA_VERSION)?)
}

/// Takes over a predecessor's state, or updates a state of this contract to the schema version of this code. Returns the
/// name and version that were stored before.
fn upgrade_state(deps: &mut DepsMut) -> Result<ContractVersion, ContractError> {
    let from = cw2::get_contract_version(deps.storage)?;
    if from.contract == takeover::CW20_ICS20 {
        takeover::take_over(deps, &from)?;
    } else {
        cw2::ensure_from_older_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
        upgrade_schema(deps.storage, &STEPS)?;
    }
    begin(deps.storage)?;
    Ok(from)
}

/// Runs the steps that the state has not had yet, in order. The last of them leads to the schema version of this code.
fn upgrade_schema(storage: &mut dyn Storage, steps: &[Step]) -> Result<(), ContractError> {
    let newest = u64::try_from(steps.len()).map_or(u64::MAX, |steps| steps.saturating_add(1));
    let found = SCHEMA
        .may_load(storage)?
        .filter(|version| (1..=newest).contains(version))
        .ok_or(ContractError::UnknownSchema { known: newest })?;
    let done = usize::try_from(found.saturating_sub(1)).unwrap_or(usize::MAX);
    steps.iter().skip(done).try_for_each(|step| step(storage))
}

fn own_version() -> ContractVersion {
    ContractVersion {
        contract: CONTRACT_NAME.into(),
        version: CONTRACT_VERSION.into(),
    }
}

fn respond(plan: &Plan, messages: Vec<CosmosMsg>) -> Response {
    let mut attributes = Attributes::action("migrate")
        .with(
            "from",
            format_args!("{} {}", plan.from.contract, plan.from.version),
        )
        .with("to", format_args!("{} {}", plan.to.contract, plan.to.version));
    for (direction, until) in &plan.pauses {
        attributes = attributes.with(direction.as_str(), until);
    }
    if !plan.refused.is_empty() {
        let ranges = plan
            .refused
            .iter()
            .map(|range| format!("{} {}-{}", range.channel, range.first, range.last));
        attributes = attributes.with("refused", ranges.collect::<Vec<_>>().join(", "));
    }
    if let Some(read) = &plan.read {
        attributes = attributes
            .with("channels_read", read.channels)
            .with("claims_read", read.claims);
    }
    let claims = plan.settled.iter().chain(&plan.assigned);
    let events = claims.map(Claimed::to_event);
    Response::new()
        .add_messages(messages)
        .add_attributes(attributes)
        .add_events(events)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "tests")]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    fn append(storage: &mut dyn Storage, letter: u8) -> Result<(), ContractError> {
        let mut letters = storage.get(b"letters").unwrap_or_default();
        letters.push(letter);
        storage.set(b"letters", &letters);
        Ok(())
    }

    const THREE: [Step; 3] = [
        |storage| append(storage, b'a'),
        |storage| append(storage, b'b'),
        |storage| append(storage, b'c'),
    ];

    #[test]
    fn a_state_has_exactly_the_steps_behind_its_schema_version_in_order() {
        for (found, letters) in [(1, &b"abc"[..]), (2, b"bc"), (3, b"c"), (4, b"")] {
            let mut storage = MockStorage::new();
            SCHEMA.save(&mut storage, &found).unwrap();
            upgrade_schema(&mut storage, &THREE).unwrap();
            assert_eq!(
                storage.get(b"letters").unwrap_or_default(),
                letters,
                "from {found}"
            );
        }
    }

    #[test]
    fn a_state_without_a_schema_version_or_with_a_later_one_has_no_step() {
        for found in [None, Some(0), Some(5)] {
            let mut storage = MockStorage::new();
            if let Some(found) = found {
                SCHEMA.save(&mut storage, &found).unwrap();
            }
            let refused = upgrade_schema(&mut storage, &THREE);
            assert!(
                matches!(refused, Err(ContractError::UnknownSchema { known: 4 })),
                "{found:?}"
            );
            assert_eq!(storage.get(b"letters"), None);
        }
    }

    #[test]
    fn the_schema_version_is_one_more_than_the_steps() {
        assert_eq!(u64::try_from(STEPS.len()).unwrap() + 1, SCHEMA_VERSION);
    }
}
