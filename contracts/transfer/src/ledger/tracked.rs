//! Tracked tokens, which are not trusted to follow the CW20 standard (no transfer fee, no rebasing). For each the contract
//! stores the amount that the token must hold for it. A deposit is rejected if the token reports a lower balance; a payment
//! is never rejected.

use causeway_cw20::{BalanceResponse, Cw20QueryMsg};
use cosmwasm_std::{Addr, Deps, DepsMut, Env, Storage, Uint256};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::state::{get_by_range, get_json_by_range, TRACKED};
use crate::takeover;

/// Adds a deposit that the contract has received already to the tracked amount. Tracking begins here for a token that is not
/// `trusted`. A token that is trusted and not tracked does not change.
///
/// # Errors
/// `TokenInsolvent` when the token reports a lower balance than the new tracked amount; `BalanceUnknown` when it reports
/// none.
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
        // the balance before this deposit includes a predecessor's escrow, whose amount is not stored
        None if takeover::has_predecessor(deps.storage) => held.saturating_sub(amount),
        None => Uint256::zero(),
    };
    let after = before.saturating_add(amount);
    if held < after {
        return Err(ContractError::TokenInsolvent(token.to_string()));
    }
    Ok(key.save(deps.storage, &after)?)
}

/// Begins to track a token with the balance that it reports now. A token that is tracked already does not change.
///
/// # Errors
/// `BalanceUnknown` when the token does not report its balance.
pub fn begin(deps: &mut DepsMut, env: &Env, token: &Addr) -> Result<(), ContractError> {
    let key = TRACKED.key(token);
    if get_by_range(deps.storage, &key).is_some() {
        return Ok(());
    }
    let held = balance(deps.as_ref(), env, token)?;
    Ok(key.save(deps.storage, &held)?)
}

/// Subtracts a payment from the tracked amount, but not below zero. Returns how much was subtracted, so that [`put_back`]
/// can restore it if the payment fails.
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

/// Adds back the amount that [`take_off`] subtracted for a payment that failed.
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

/// The balance of this contract that the token reports, in base units.
///
/// # Errors
/// `BalanceUnknown` when the token does not report its balance.
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
