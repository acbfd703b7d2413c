//! Settings, and who may change them.

use cosmwasm_std::{Addr, Deps, DepsMut, HexBinary, MessageInfo, Response};

use crate::error::ContractError;
use crate::event::Attributes;
use crate::flight;
use crate::ledger;
use crate::msg::{AllowMsg, InstantiateMsg};
use crate::state::{
    AllowInfo, Config, VoucherCode, ADMIN, ALLOW_LIST, ASSET_TOTALS, CONFIG, GUARDIAN, PENDING_ADMIN,
    VOUCHER_CODE,
};

/// Timeouts that any bounds must admit, in seconds: ten minutes to one day.
const ALWAYS_ADMITTED: (u64, u64) = (600, 86_400);
/// Bounds of a new contract that is given none, in seconds: one minute to thirty days.
const DEFAULT_BOUNDS: (u64, u64) = (60, 2_592_000);

/// Changes of the settings that are given.
#[derive(Default)]
pub struct Changes {
    /// Seconds.
    pub default_timeout: Option<u64>,
    /// SDK gas.
    pub default_gas_limit: Option<u64>,
    /// Seconds.
    pub min_timeout: Option<u64>,
    /// Seconds.
    pub max_timeout: Option<u64>,
    /// Address; the empty text removes the guardian.
    pub guardian: Option<String>,
}

/// Writes the first settings.
pub fn set_up(deps: &mut DepsMut, msg: InstantiateMsg) -> Result<(), ContractError> {
    let (min, max) = DEFAULT_BOUNDS;
    let config = Config {
        default_timeout: msg.default_timeout,
        default_gas_limit: msg.default_gas_limit,
        min_timeout: Some(msg.min_timeout.unwrap_or_else(|| min.min(msg.default_timeout))),
        max_timeout: Some(msg.max_timeout.unwrap_or_else(|| max.max(msg.default_timeout))),
    };
    save_config(deps, &config)?;
    let admin = deps.api.addr_validate(&msg.gov_contract)?;
    ADMIN.save(deps.storage, &Some(admin))?;
    if let Some(guardian) = msg.guardian {
        set_guardian(deps, &guardian)?;
    }
    if let Some(code_id) = msg.voucher_code_id {
        set_voucher_code(deps, code_id)?;
    }
    for token in msg.allowlist {
        list(deps, &token)?;
    }
    Ok(())
}

/// Names the code of vouchers to come, with its checksum, which their addresses follow from.
pub fn set_voucher_code(deps: &mut DepsMut, code_id: u64) -> Result<(), ContractError> {
    let info = deps.querier.query_wasm_code_info(code_id)?;
    let checksum = HexBinary::from(info.checksum.as_slice());
    Ok(VOUCHER_CODE.save(deps.storage, &VoucherCode { code_id, checksum })?)
}

/// `allow`.
pub fn allow(mut deps: DepsMut, info: MessageInfo, msg: AllowMsg) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    list(&mut deps, &msg)?;
    let gas = msg.gas_limit.map_or("None".to_string(), |gas| gas.to_string());
    let attributes = Attributes::action("allow")
        .with("contract", msg.contract)
        .with("gas_limit", gas);
    Ok(Response::new().add_attributes(attributes))
}

fn list(deps: &mut DepsMut, msg: &AllowMsg) -> Result<(), ContractError> {
    let token = deps.api.addr_validate(&msg.contract)?;
    let old = ALLOW_LIST.may_load(deps.storage, &token)?;
    let default = CONFIG.load(deps.storage)?.default_gas_limit;
    let counted = ASSET_TOTALS.has(deps.storage, &token);
    // with a default limit it may have come in from off the list; its deposits were counted, but for a predecessor's
    let deposited = counted || flight::has_predecessor(deps.storage);
    if old.is_some() || (default.is_some() && deposited) {
        let own = old.as_ref().and_then(|old| old.gas_limit);
        refuse_lower_gas(own.or(default), msg.gas_limit.or(default))?;
    }
    let verify = msg
        .verify
        .unwrap_or_else(|| old.as_ref().is_some_and(|old| old.verify));
    if !verify {
        ASSET_TOTALS.remove(deps.storage, &token);
    } else if !counted {
        let total = ledger::walk_total(deps.as_ref(), &token)?;
        ASSET_TOTALS.save(deps.storage, &token, &total)?;
    }
    Ok(ALLOW_LIST.save(
        deps.storage,
        &token,
        &AllowInfo {
            gas_limit: msg.gas_limit,
            verify,
        },
    )?)
}

/// `update_admin`: a proposal, so that a mistyped address cannot lose the office.
pub fn propose_admin(deps: DepsMut, info: MessageInfo, admin: &str) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    let proposed = deps.api.addr_validate(admin)?;
    PENDING_ADMIN.save(deps.storage, &proposed)?;
    Ok(Response::new().add_attributes(Attributes::action("propose_admin").with("proposed", proposed)))
}

/// `accept_admin`.
pub fn accept_admin(deps: DepsMut, info: MessageInfo) -> Result<Response, ContractError> {
    if PENDING_ADMIN.may_load(deps.storage)?.as_ref() != Some(&info.sender) {
        return Err(ContractError::NotPendingAdmin);
    }
    PENDING_ADMIN.remove(deps.storage);
    ADMIN.save(deps.storage, &Some(info.sender.clone()))?;
    Ok(Response::new().add_attributes(Attributes::action("accept_admin").with("admin", info.sender)))
}

/// `renounce_admin`: for good, and nobody is left who could stop anything.
pub fn renounce_admin(deps: DepsMut, info: MessageInfo) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    ADMIN.save(deps.storage, &None)?;
    PENDING_ADMIN.remove(deps.storage);
    GUARDIAN.remove(deps.storage);
    Ok(Response::new().add_attributes(Attributes::action("renounce_admin")))
}

/// `update_config`.
pub fn update_config(
    mut deps: DepsMut,
    info: MessageInfo,
    changes: Changes,
) -> Result<Response, ContractError> {
    require_admin(deps.as_ref(), &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    refuse_lower_gas(
        config.default_gas_limit,
        changes.default_gas_limit.or(config.default_gas_limit),
    )?;
    config.default_timeout = changes.default_timeout.unwrap_or(config.default_timeout);
    config.default_gas_limit = changes.default_gas_limit.or(config.default_gas_limit);
    config.min_timeout = changes.min_timeout.or(config.min_timeout);
    config.max_timeout = changes.max_timeout.or(config.max_timeout);
    save_config(&mut deps, &config)?;
    if let Some(guardian) = changes.guardian {
        set_guardian(&mut deps, &guardian)?;
    }
    Ok(Response::new().add_attributes(Attributes::action("update_config")))
}

/// A limit that sinks below what a token needs would keep its escrow from coming home.
fn refuse_lower_gas(old: Option<u64>, new: Option<u64>) -> Result<(), ContractError> {
    let old = ledger::clamp_gas(old);
    if ledger::clamp_gas(new) < old {
        return Err(ContractError::CannotLowerGas { old });
    }
    Ok(())
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
    if config.default_timeout == 0 || config.default_timeout < min || config.default_timeout > max {
        return Err(ContractError::DefaultTimeoutOutOfBounds(config.default_timeout));
    }
    Ok(CONFIG.save(deps.storage, config)?)
}

fn set_guardian(deps: &mut DepsMut, guardian: &str) -> Result<(), ContractError> {
    if guardian.is_empty() {
        GUARDIAN.remove(deps.storage);
        return Ok(());
    }
    let guardian = deps.api.addr_validate(guardian)?;
    Ok(GUARDIAN.save(deps.storage, &guardian)?)
}

fn require_admin(deps: Deps, sender: &Addr) -> Result<(), ContractError> {
    if ADMIN.load(deps.storage)?.as_ref() != Some(sender) {
        return Err(ContractError::NotAdmin);
    }
    Ok(())
}
