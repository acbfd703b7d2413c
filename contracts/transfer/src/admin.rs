//! The settings, and the admin who may change them.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, HexBinary, MessageInfo, Response};

use crate::address::validate;
use crate::error::ContractError;
use crate::event::Attributes;
use crate::ledger::tracked;
use crate::msg::{AllowMsg, InstantiateMsg};
use crate::policy::pause;
use crate::state::{
    AllowInfo, Config, VoucherCode, ADMIN, ALLOW_LIST, CONFIG, GUARDIAN, PENDING_ADMIN, TRACKED, VOUCHER_CODE,
};

/// Timeouts in seconds that any bounds must admit: ten minutes to one day. A default timeout must also be within them.
const ALWAYS_ADMITTED: (u64, u64) = (600, 86_400);
/// Bounds of a new contract that is given none, in seconds: one minute to thirty days.
const DEFAULT_BOUNDS: (u64, u64) = (60, 2_592_000);

/// New values of settings; an absent value leaves the setting unchanged.
#[derive(Default)]
pub struct Changes {
    /// How long a packet lives when its sender does not say, in seconds.
    pub default_timeout: Option<u64>,
    /// SDK gas; 0 removes it.
    pub default_gas_limit: Option<u64>,
    /// Shortest timeout of a send outward, in seconds.
    pub min_timeout: Option<u64>,
    /// Longest timeout of a send outward, in seconds.
    pub max_timeout: Option<u64>,
    /// Address of the guardian; the empty text removes the guardian.
    pub guardian: Option<String>,
}

/// Writes the first settings.
pub fn set_up(deps: &mut DepsMut, env: &Env, msg: InstantiateMsg) -> Result<(), ContractError> {
    let (min, max) = DEFAULT_BOUNDS;
    let config = Config {
        default_timeout: checked_timeout(msg.default_timeout)?,
        default_gas_limit: msg.default_gas_limit,
        min_timeout: Some(msg.min_timeout.unwrap_or(min)),
        max_timeout: Some(msg.max_timeout.unwrap_or(max)),
    };
    save_config(deps, &config)?;
    let admin = validate(deps.api, "gov_contract", &msg.gov_contract)?;
    ADMIN.save(deps.storage, &Some(admin))?;
    if let Some(guardian) = msg.guardian {
        set_guardian(deps, &guardian)?;
    }
    if let Some(code_id) = msg.voucher_code_id {
        set_voucher_code(deps, code_id)?;
    }
    for token in msg.allowlist {
        set_allowed(deps, env, &token)?;
    }
    Ok(())
}

/// Sets the code of new vouchers, with its checksum, from which their addresses are derived.
pub fn set_voucher_code(deps: &mut DepsMut, code_id: u64) -> Result<(), ContractError> {
    let info = deps.querier.query_wasm_code_info(code_id)?;
    let checksum = HexBinary::from(info.checksum.as_slice());
    Ok(VOUCHER_CODE.save(deps.storage, &VoucherCode { code_id, checksum })?)
}

/// Carries out `allow`: lists a cw20 token, or changes its listing.
pub fn allow(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: AllowMsg,
) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    set_allowed(&mut deps, &env, &msg)?;
    let gas = msg.gas_limit.map_or("None".to_string(), |gas| gas.to_string());
    let attributes = Attributes::action("allow")
        .with("contract", msg.contract)
        .with("gas_limit", gas);
    Ok(Response::new().add_attributes(attributes))
}

fn set_allowed(deps: &mut DepsMut, env: &Env, msg: &AllowMsg) -> Result<(), ContractError> {
    let token = validate(deps.api, "contract", &msg.contract)?;
    match msg.verify {
        Some(true) => tracked::begin(deps, env, &token)?,
        Some(false) => TRACKED.remove(deps.storage, &token),
        None => (),
    }
    let info = AllowInfo {
        gas_limit: msg.gas_limit,
    };
    Ok(ALLOW_LIST.save(deps.storage, &token, &info)?)
}

/// Carries out `update_admin`: stores a proposal, which the proposed admin has to accept, so that a mistyped address cannot
/// lose the role.
pub fn propose_admin(deps: DepsMut, info: MessageInfo, admin: &str) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    let proposed = validate(deps.api, "admin", admin)?;
    PENDING_ADMIN.save(deps.storage, &proposed)?;
    Ok(Response::new().add_attributes(Attributes::action("propose_admin").with("proposed", proposed)))
}

/// Carries out `accept_admin`: the proposed admin takes the role.
pub fn accept_admin(deps: DepsMut, info: MessageInfo) -> Result<Response, ContractError> {
    if PENDING_ADMIN.may_load(deps.storage)?.as_ref() != Some(&info.sender) {
        return Err(ContractError::NotPendingAdmin);
    }
    PENDING_ADMIN.remove(deps.storage);
    ADMIN.save(deps.storage, &Some(info.sender.clone()))?;
    Ok(Response::new().add_attributes(Attributes::action("accept_admin").with("admin", info.sender)))
}

/// Carries out `renounce_admin`: removes the admin, the guardian and a proposal, so that nobody can change settings any more.
///
/// # Errors
/// `NotAdmin`; `PauseStands`, because nobody could end the pause afterwards.
pub fn renounce_admin(deps: DepsMut, env: Env, info: MessageInfo) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    pause::check_nothing_stands(deps.storage, &env)?;
    ADMIN.save(deps.storage, &None)?;
    PENDING_ADMIN.remove(deps.storage);
    GUARDIAN.remove(deps.storage);
    Ok(Response::new().add_attributes(Attributes::action("renounce_admin")))
}

/// Carries out `update_config`: changes the settings that are given.
pub fn update_config(
    mut deps: DepsMut,
    info: MessageInfo,
    changes: Changes,
) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    if let Some(seconds) = changes.default_timeout {
        config.default_timeout = checked_timeout(seconds)?;
    }
    if let Some(gas) = changes.default_gas_limit {
        config.default_gas_limit = Some(gas).filter(|gas| *gas > 0);
    }
    config.min_timeout = changes.min_timeout.or(config.min_timeout);
    config.max_timeout = changes.max_timeout.or(config.max_timeout);
    save_config(&mut deps, &config)?;
    if let Some(guardian) = changes.guardian {
        set_guardian(&mut deps, &guardian)?;
    }
    Ok(Response::new().add_attributes(Attributes::action("update_config")))
}

/// Checks a new default timeout. With less than ten minutes a send that names no timeout would always expire. With more than
/// a day a burned voucher could be refunded only after that time, or could not be sent at all.
fn checked_timeout(seconds: u64) -> Result<u64, ContractError> {
    let (min, max) = ALWAYS_ADMITTED;
    if seconds < min || seconds > max {
        return Err(ContractError::DefaultTimeoutOutOfBounds { seconds, min, max });
    }
    Ok(seconds)
}

fn save_config(deps: &mut DepsMut, config: &Config) -> Result<(), ContractError> {
    let (min, max) = (
        config.min_timeout.unwrap_or(0),
        config.max_timeout.unwrap_or(u64::MAX),
    );
    let (least, most) = ALWAYS_ADMITTED;
    if min > least || max < most {
        return Err(ContractError::BoundsTooNarrow {
            min: least,
            max: most,
        });
    }
    Ok(CONFIG.save(deps.storage, config)?)
}

fn set_guardian(deps: &mut DepsMut, guardian: &str) -> Result<(), ContractError> {
    if guardian.is_empty() {
        GUARDIAN.remove(deps.storage);
        return Ok(());
    }
    let guardian = validate(deps.api, "guardian", guardian)?;
    Ok(GUARDIAN.save(deps.storage, &guardian)?)
}

/// Checks that the caller is the admin.
///
/// # Errors
/// `NotAdmin`.
pub fn require_admin(deps: Deps, sender: &Addr) -> Result<(), ContractError> {
    if ADMIN.load(deps.storage)?.as_ref() != Some(sender) {
        return Err(ContractError::NotAdmin);
    }
    Ok(())
}
