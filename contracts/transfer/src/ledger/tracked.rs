//! Tokens that are not trusted to follow the CW20 standard: what each must hold for this contract, from when tracking
//! began. The amount judges deposits; it never stops a payment.

use causeway_cw20::{BalanceResponse, Cw20QueryMsg};
use cosmwasm_std::{Addr, Deps, DepsMut, Env, Storage, Uint256};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::state::{get_by_range, get_json_by_range, TRACKED};
use crate::takeover;

/// Adds a deposit that has arrived already, and begins to track a token that is not `trusted`. A token that is trusted and
/// not tracked is left alone.
///
/// # Errors
/// `TokenInsolvent` when the token then holds less for this contract than it must, `BalanceUnknown`.
pub fn deposit(
    deps: &mut DepsMut,
    env: &Env,
    token: &Addr,
    amount: Uint256,
    trusted: bool,
) -> Result<(), ContractError> {
    let key = TRACKED.key(token);
    let tracked = get_json_by_range::<Uint256>(deps.storage, &key)?;
    if tracked.is_none() && trusted {
        return Ok(());
    }
    let held = balance(deps.as_ref(), env, token)?;
    let before = match tracked {
        Some(tracked) => tracked,
        // what was there before is a predecessor's escrow, and nothing says how much of it
        None if takeover::has_predecessor(deps.storage) => held.saturating_sub(amount),
        None => Uint256::zero(),
    };
    let after = before.saturating_add(amount);
    if held < after {
        return Err(ContractError::TokenInsolvent(token.to_string()));
    }
    Ok(key.save(deps.storage, &after)?)
}

/// Begins to track a token with what it holds for this contract now. A token that is tracked already is left alone.
///
/// # Errors
/// `BalanceUnknown`.
pub fn begin(deps: &mut DepsMut, env: &Env, token: &Addr) -> Result<(), ContractError> {
    let key = TRACKED.key(token);
    if get_by_range(deps.storage, &key).is_some() {
        return Ok(());
    }
    let held = balance(deps.as_ref(), env, token)?;
    Ok(key.save(deps.storage, &held)?)
}

/// Takes off a payment, down to zero and never below. Returns what was taken off, which [`put_back`] restores when the
/// payment fails.
pub fn take_off(storage: &mut dyn Storage, asset: &Asset, amount: Uint256) -> Result<Uint256, ContractError> {
    let Asset::Cw20(token) = asset else {
        return Ok(Uint256::zero());
    };
    let key = TRACKED.key(token);
    let Some(tracked) = get_json_by_range::<Uint256>(storage, &key)? else {
        return Ok(Uint256::zero());
    };
    let taken = amount.min(tracked);
    key.save(storage, &tracked.saturating_sub(taken))?;
    Ok(taken)
}

/// Puts back what the payment that failed took off.
pub fn put_back(storage: &mut dyn Storage, asset: &Asset, taken: Uint256) -> Result<(), ContractError> {
    let Asset::Cw20(token) = asset else { return Ok(()) };
    if taken.is_zero() {
        return Ok(());
    }
    let key = TRACKED.key(token);
    let Some(tracked) = get_json_by_range::<Uint256>(storage, &key)? else {
        return Ok(());
    };
    Ok(key.save(storage, &tracked.saturating_add(taken))?)
}

/// What a token says that it holds for this contract, in base units.
///
/// # Errors
/// `BalanceUnknown`.
pub fn balance(deps: Deps, env: &Env, token: &Addr) -> Result<Uint256, ContractError> {
    let query = Cw20QueryMsg::Balance {
        address: env.contract.address.to_string(),
    };
    let answer = deps.querier.query_wasm_smart::<BalanceResponse>(token, &query);
    let held = answer.map_err(|reason| ContractError::BalanceUnknown {
        token: token.to_string(),
        reason,
    })?;
    Ok(held.balance.into())
}
