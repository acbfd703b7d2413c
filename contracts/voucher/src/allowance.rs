//! Allowances: amounts that an owner lets a spender use.

use causeway_cw20::{AllowanceResponse, Cw20ReceiveMsg, Expiration};
use cosmwasm_std::{Addr, Binary, BlockInfo, DepsMut, Env, MessageInfo, Response, Storage, Uint128};

use crate::state::{ALLOWANCES, ALLOWANCES_SPENDER};
use crate::token::{destroy, move_tokens, recipient_of_transfer, response, sum};
use crate::ContractError;

pub(crate) fn increase(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    spender: String,
    amount: Uint128,
    expires: Option<Expiration>,
) -> Result<Response, ContractError> {
    let to = other_account(&deps, &info, &spender)?;
    let mut allowance = ALLOWANCES
        .may_load(deps.storage, (&info.sender, &to))?
        .unwrap_or_default();
    set_expiry(&mut allowance, expires, &env.block)?;
    allowance.allowance = sum(allowance.allowance, amount)?;
    save(deps.storage, &info.sender, &to, &allowance)?;
    Ok(changed("increase_allowance", info, spender, amount))
}

pub(crate) fn decrease(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    spender: String,
    amount: Uint128,
    expires: Option<Expiration>,
) -> Result<Response, ContractError> {
    let to = other_account(&deps, &info, &spender)?;
    let mut allowance = load(deps.storage, &info.sender, &to)?;
    match allowance.allowance.checked_sub(amount) {
        Ok(left) if !left.is_zero() => {
            set_expiry(&mut allowance, expires, &env.block)?;
            allowance.allowance = left;
            save(deps.storage, &info.sender, &to, &allowance)?;
        }
        _ => {
            ALLOWANCES.remove(deps.storage, (&info.sender, &to));
            ALLOWANCES_SPENDER.remove(deps.storage, (&to, &info.sender));
        }
    }
    Ok(changed("decrease_allowance", info, spender, amount))
}

pub(crate) fn transfer_from(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    owner: String,
    recipient: String,
    amount: Uint128,
) -> Result<Response, ContractError> {
    let to = recipient_of_transfer(deps.as_ref(), &env, &recipient)?;
    let from = deps.api.addr_validate(&owner)?;
    deduct(deps.storage, &from, &info.sender, &env.block, amount)?;
    move_tokens(deps.storage, &from, &to, amount)?;
    Ok(response(
        "transfer_from",
        &[("from", &owner), ("to", &recipient), ("by", info.sender.as_str())],
        amount,
    ))
}

pub(crate) fn burn_from(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    owner: String,
    amount: Uint128,
) -> Result<Response, ContractError> {
    let from = deps.api.addr_validate(&owner)?;
    deduct(deps.storage, &from, &info.sender, &env.block, amount)?;
    destroy(deps.storage, &from, amount)?;
    Ok(response(
        "burn_from",
        &[("from", &owner), ("by", info.sender.as_str())],
        amount,
    ))
}

pub(crate) fn send_from(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    owner: String,
    contract: String,
    amount: Uint128,
    msg: Binary,
) -> Result<Response, ContractError> {
    let to = deps.api.addr_validate(&contract)?;
    let from = deps.api.addr_validate(&owner)?;
    deduct(deps.storage, &from, &info.sender, &env.block, amount)?;
    move_tokens(deps.storage, &from, &to, amount)?;
    let hook = Cw20ReceiveMsg {
        sender: info.sender.to_string(),
        amount,
        msg,
    };
    Ok(response(
        "send_from",
        &[("from", &owner), ("to", &contract), ("by", info.sender.as_str())],
        amount,
    )
    .add_message(hook.into_cosmos_msg(contract)?))
}

fn other_account(deps: &DepsMut, info: &MessageInfo, spender: &str) -> Result<Addr, ContractError> {
    let spender = deps.api.addr_validate(spender)?;
    if spender == info.sender {
        return Err(ContractError::OwnAccount);
    }
    Ok(spender)
}

fn set_expiry(
    allowance: &mut AllowanceResponse,
    expires: Option<Expiration>,
    block: &BlockInfo,
) -> Result<(), ContractError> {
    if let Some(expires) = expires {
        if expires.is_expired(block) {
            return Err(ContractError::InvalidExpiration);
        }
        allowance.expires = expires;
    }
    Ok(())
}

/// Subtracts the amount from the allowance. An allowance that is used up stays as an entry of zero, as in cw20-base.
fn deduct(
    storage: &mut dyn Storage,
    owner: &Addr,
    spender: &Addr,
    block: &BlockInfo,
    amount: Uint128,
) -> Result<(), ContractError> {
    let mut allowance = load(storage, owner, spender)?;
    if allowance.expires.is_expired(block) {
        return Err(ContractError::Expired);
    }
    allowance.allowance = allowance
        .allowance
        .checked_sub(amount)
        .map_err(|_| ContractError::InsufficientAllowance)?;
    save(storage, owner, spender, &allowance)
}

fn load(storage: &dyn Storage, owner: &Addr, spender: &Addr) -> Result<AllowanceResponse, ContractError> {
    ALLOWANCES
        .may_load(storage, (owner, spender))?
        .ok_or(ContractError::NoAllowance)
}

fn save(
    storage: &mut dyn Storage,
    owner: &Addr,
    spender: &Addr,
    allowance: &AllowanceResponse,
) -> Result<(), ContractError> {
    ALLOWANCES.save(storage, (owner, spender), allowance)?;
    Ok(ALLOWANCES_SPENDER.save(storage, (spender, owner), allowance)?)
}

fn changed(action: &str, info: MessageInfo, spender: String, amount: Uint128) -> Response {
    response(
        action,
        &[("owner", info.sender.as_str()), ("spender", &spender)],
        amount,
    )
}
