//! The operator's settings for one asset on one channel: limits and denials; and the winding down of a channel.
//!
//! While there is no operator, they count as absent.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Deps, DepsMut, Empty, Env, MessageInfo, Response, Storage, Uint256};

use super::bucket::Bucket;
use super::has_operator;
use crate::address::validate;
use crate::admin;
use crate::asset::{Asset, CW20_PREFIX};
use crate::error::ContractError;
use crate::event::Attributes;
use crate::handshake;
use crate::ledger::books::Entry;
use crate::ledger::payout::Payout;
use crate::msg::{Direction, SetLimitMsg};
use crate::relay::End;
use crate::state::{get_json_by_range, LIMITED, MINT_POLICY, WIND_DOWN};
use crate::voucher;
use causeway_ics20::MAX_DENOM_LEN;

/// Limit and denial of the vouchers that a channel mints. It is stored only while one of them is set.
#[cw_serde]
#[derive(Default)]
pub struct MintPolicy {
    /// The limit, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Bucket>,
    /// Whether no more may be minted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
}

/// Checks a mint, and takes it from its limit.
///
/// # Errors
/// `TokenDenied`, `AboveLimit`.
pub fn admit_mint(
    storage: &mut dyn Storage,
    env: &Env,
    channel: &str,
    voucher: &Addr,
    amount: Uint256,
) -> Result<(), ContractError> {
    let key = MINT_POLICY.key((channel, &local_denom(voucher)));
    let Some(mut policy) = get_json_by_range::<MintPolicy>(storage, &key)? else {
        return Ok(());
    };
    if !has_operator(storage)? {
        return Ok(());
    }
    if policy.denied {
        return Err(ContractError::TokenDenied);
    }
    let Some(limit) = &mut policy.limit else {
        return Ok(());
    };
    if !limit.take(amount, env.block.time.seconds()) {
        return Err(ContractError::AboveLimit);
    }
    Ok(key.save(storage, &policy)?)
}

/// What a burn takes from limits, which is nothing: `Some` when its success gives back to the limit of its mint.
pub fn of_burn(
    storage: &dyn Storage,
    channel: &str,
    voucher: &Addr,
) -> Result<Option<Uint256>, ContractError> {
    let policy =
        get_json_by_range::<MintPolicy>(storage, &MINT_POLICY.key((channel, &local_denom(voucher))))?;
    let is_limited = policy.is_some_and(|policy| policy.limit.is_some()) && has_operator(storage)?;
    Ok(is_limited.then(Uint256::zero))
}

/// Deletes the record of what a packet took from a limit when it was sent, and returns it. `None`: no limit stood.
pub fn forget_taken(
    storage: &mut dyn Storage,
    channel: &str,
    sequence: u64,
) -> Result<Option<Uint256>, ContractError> {
    let key = LIMITED.key((channel, sequence));
    let taken = get_json_by_range(storage, &key)?;
    if taken.is_some() {
        key.remove(storage);
    }
    Ok(taken)
}

/// Gives a packet that was delivered back to the limit of the other direction, if one stands now.
pub fn give_back(
    storage: &mut dyn Storage,
    env: &Env,
    our: &End,
    payout: &Payout,
    amount: Uint256,
) -> Result<(), ContractError> {
    if !has_operator(storage)? {
        return Ok(());
    }
    let now = env.block.time.seconds();
    if let Payout::Remint(voucher) = payout {
        let key = MINT_POLICY.key((&our.channel, &local_denom(voucher)));
        let mut policy = get_json_by_range::<MintPolicy>(storage, &key)?.unwrap_or_default();
        if let Some(limit) = &mut policy.limit {
            limit.give_back(amount, now);
            key.save(storage, &policy)?;
        }
        return Ok(());
    }
    let mut entry = Entry::of_settings(storage, &our.channel, &payout.asset())?;
    if let Some(limit) = entry.limit_mut(Direction::Homeward) {
        limit.give_back(amount, now);
        entry.save(storage)?;
    }
    Ok(())
}

/// Carries out `set_limit`.
///
/// # Errors
/// `NotAdmin`, `UnknownChannel`, `LimitTooLarge`; `BurnsHaveNoLimit` for the homeward direction of a voucher of the channel.
pub fn set_limit(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    msg: &SetLimitMsg,
) -> Result<Response, ContractError> {
    admin::require_admin(deps.as_ref(), &info.sender)?;
    let target = Target::find(deps.as_ref(), env, &msg.channel, &msg.denom)?;
    let now = env.block.time.seconds();
    let change = |limit: &mut Option<Bucket>| -> Result<(), ContractError> {
        let changed = msg
            .amount
            .map(|amount| Bucket::new(amount, limit.as_ref(), now))
            .transpose()?;
        *limit = changed;
        Ok(())
    };
    match (target, msg.direction) {
        (Target::Mint(_), Direction::Homeward) => {
            return Err(ContractError::BurnsHaveNoLimit(msg.denom.clone()));
        }
        (Target::Mint(voucher), Direction::Outward) => {
            change_mint(deps.storage, &msg.channel, &voucher, |policy| {
                change(&mut policy.limit)
            })?;
        }
        (Target::Escrow(asset), direction) => {
            let mut entry = Entry::of_settings(deps.storage, &msg.channel, &asset)?;
            change(entry.limit_mut(direction))?;
            entry.save(deps.storage)?;
        }
    }
    let mut attributes = Attributes::action("set_limit")
        .with("channel", &msg.channel)
        .with("denom", &msg.denom)
        .with("direction", msg.direction);
    if let Some(amount) = msg.amount {
        attributes = attributes.with("amount", amount);
    }
    Ok(Response::new().add_attributes(attributes))
}

/// Carries out `deny`: refuses an asset outward on a channel, or admits it again.
///
/// # Errors
/// `NotAdmin`, `UnknownChannel`.
pub fn deny(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    channel: &str,
    denom: &str,
    denied: bool,
) -> Result<Response, ContractError> {
    admin::require_admin(deps.as_ref(), &info.sender)?;
    match Target::find(deps.as_ref(), env, channel, denom)? {
        Target::Mint(voucher) => change_mint(deps.storage, channel, &voucher, |policy| {
            policy.denied = denied;
            Ok(())
        })?,
        Target::Escrow(asset) => {
            let mut entry = Entry::of_settings(deps.storage, channel, &asset)?;
            entry.deny(denied);
            entry.save(deps.storage)?;
        }
    }
    let attributes = Attributes::action("deny")
        .with("channel", channel)
        .with("denom", denom)
        .with("denied", denied);
    Ok(Response::new().add_attributes(attributes))
}

/// Carries out `wind_down`: refuses everything outward on a channel, or admits it again.
///
/// # Errors
/// `NotAdmin`, `UnknownChannel`.
pub fn wind_down(
    deps: DepsMut,
    info: &MessageInfo,
    channel: &str,
    on: bool,
) -> Result<Response, ContractError> {
    admin::require_admin(deps.as_ref(), &info.sender)?;
    check_channel(deps.storage, channel)?;
    if on {
        WIND_DOWN.save(deps.storage, channel, &Empty {})?;
    } else {
        WIND_DOWN.remove(deps.storage, channel);
    }
    let attributes = Attributes::action("wind_down")
        .with("channel", channel)
        .with("on", on);
    Ok(Response::new().add_attributes(attributes))
}

/// What a local denom names on a channel.
enum Target {
    /// The mint of a voucher.
    Mint(Addr),
    /// The escrow of an asset.
    Escrow(Asset),
}

impl Target {
    /// A `cw20:` denom is a voucher of the channel if it is registered as one, or if no contract exists at the address yet.
    fn find(deps: Deps, env: &Env, channel: &str, denom: &str) -> Result<Self, ContractError> {
        check_channel(deps.storage, channel)?;
        if denom.is_empty() || denom.len() > MAX_DENOM_LEN {
            return Err(ContractError::DenomLength(denom.len()));
        }
        let Some(token) = denom.strip_prefix(CW20_PREFIX) else {
            return Ok(Target::Escrow(Asset::Native(denom.to_string())));
        };
        let token = validate(deps.api, "denom", token)?;
        let is_minted = match voucher::path_of(deps.storage, &token)? {
            Some(path) => path
                .strip_prefix(&voucher::our_port(env))
                .and_then(|rest| rest.strip_prefix('/'))
                .and_then(|rest| rest.strip_prefix(channel))
                .is_some_and(|rest| rest.starts_with('/')),
            None => deps.querier.query_wasm_contract_info(&token).is_err(),
        };
        Ok(match is_minted {
            true => Target::Mint(token),
            false => Target::Escrow(Asset::Cw20(token)),
        })
    }
}

fn check_channel(storage: &dyn Storage, channel: &str) -> Result<(), ContractError> {
    if handshake::is_recorded(storage, channel) {
        return Ok(());
    }
    Err(ContractError::UnknownChannel(channel.to_string()))
}

fn change_mint(
    storage: &mut dyn Storage,
    channel: &str,
    voucher: &Addr,
    change: impl FnOnce(&mut MintPolicy) -> Result<(), ContractError>,
) -> Result<(), ContractError> {
    let key = MINT_POLICY.key((channel, &local_denom(voucher)));
    let mut policy = key.may_load(storage)?.unwrap_or_default();
    change(&mut policy)?;
    if policy == MintPolicy::default() {
        key.remove(storage);
        return Ok(());
    }
    Ok(key.save(storage, &policy)?)
}

fn local_denom(token: &Addr) -> String {
    format!("{CW20_PREFIX}{token}")
}
