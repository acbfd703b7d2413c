//! The only code that moves value. Books change first, checked and never saturating; then a message is made.

use causeway_cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20QueryMsg, TokenInfoResponse};
use cosmwasm_std::{
    to_json_binary, Addr, BankMsg, Coin, CosmosMsg, Deps, DepsMut, Env, Storage, SubMsg, Uint128, Uint256,
    WasmMsg,
};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::flight;
use crate::handshake;
use crate::payload::{self, REFUND_REPLY};
use crate::state::{
    peek, peek_bytes, AllowInfo, ChannelState, Config, ALLOW_LIST, CHANNEL_STATE, CONFIG, TRACKED,
};

/// SDK gas for a call to a token when nothing else is set, and for bank coins.
pub const DEFAULT_GAS: u64 = 300_000;
/// The highest gas limit, in SDK gas: what comes home is paid with it, and no refund has more.
pub const MOST_GAS: u64 = 2_000_000;
/// Bounds of a refund's gas limit, whatever is stored, in SDK gas.
const GAS_BOUNDS: (u64, u64) = (100_000, MOST_GAS);

/// How this contract keeps a value until it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Held by this contract: bank coins and foreign tokens.
    Held(Asset),
    /// Held by this contract: a voucher of another channel.
    HeldVoucher(Addr),
    /// Burned here: a voucher to be minted again.
    Burned(Addr),
}

impl Holding {
    /// The asset that is paid.
    pub fn asset(&self) -> Asset {
        match self {
            Holding::Held(asset) => asset.clone(),
            Holding::HeldVoucher(token) | Holding::Burned(token) => Asset::Cw20(token.clone()),
        }
    }
}

/// Books a deposit that has arrived already.
///
/// # Errors
/// `UnknownChannel`, `Overflow`.
pub fn escrow(
    storage: &mut dyn Storage,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
) -> Result<(), ContractError> {
    let denom = asset.to_string();
    let key = CHANNEL_STATE.key((channel, &denom));
    let mut state = match peek::<ChannelState>(storage, &key)? {
        Some(state) => state, // an entry exists only for a channel that was opened to us
        None if handshake::is_recorded(storage, channel) => ChannelState::default(),
        None => return Err(ContractError::UnknownChannel(channel.to_string())),
    };
    state.outstanding = sum(state.outstanding, amount)?;
    // a statistic, which must not keep anybody from sending
    state.total_sent = state.total_sent.saturating_add(amount);
    Ok(key.save(storage, &state)?)
}

/// Takes an amount off a channel's books: never more than came in through this very channel.
///
/// # Errors
/// `InsufficientEscrow`. Returns what was taken off the token's tracked amount, see [`untrack`].
pub fn unescrow(
    storage: &mut dyn Storage,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
) -> Result<Uint256, ContractError> {
    let denom = asset.to_string();
    let key = CHANNEL_STATE.key((channel, &denom));
    let mut state = peek::<ChannelState>(storage, &key)?.ok_or(ContractError::InsufficientEscrow)?;
    state.outstanding = state
        .outstanding
        .checked_sub(amount)
        .map_err(|_| ContractError::InsufficientEscrow)?;
    key.save(storage, &state)?;
    untrack(storage, asset, amount)
}

/// Destroys vouchers that this contract was given.
pub fn burn(voucher: &Addr, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    call(
        voucher,
        &Cw20ExecuteMsg::Burn {
            amount: narrow(amount)?,
        },
    )
}

/// Creates vouchers.
pub fn mint(voucher: &Addr, recipient: &Addr, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    call(
        voucher,
        &Cw20ExecuteMsg::Mint {
            recipient: recipient.to_string(),
            amount: narrow(amount)?,
        },
    )
}

/// Pays from what this contract holds.
pub fn pay(asset: &Asset, recipient: &Addr, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    match asset {
        Asset::Native(denom) => Ok(BankMsg::Send {
            to_address: recipient.to_string(),
            amount: vec![Coin::new(amount, denom)],
        }
        .into()),
        Asset::Cw20(token) => call(
            token,
            &Cw20ExecuteMsg::Transfer {
                recipient: recipient.to_string(),
                amount: narrow(amount)?,
            },
        ),
    }
}

/// Undoes a send: the books first, then one message that may fail without taking the settlement down with it.
/// It then comes back to `claim::book`.
///
/// # Errors
/// `RefundNotCovered` when a hostile counterparty has taken this channel's escrow already: the packet stays pending.
pub fn refund(
    deps: &mut DepsMut,
    channel: &str,
    holding: &Holding,
    owner: Addr,
    amount: Uint256,
) -> Result<SubMsg, ContractError> {
    let asset = holding.asset();
    let (message, limit, untracked) = match holding {
        Holding::Burned(voucher) => (mint(voucher, &owner, amount)?, DEFAULT_GAS, Uint256::zero()),
        Holding::Held(_) | Holding::HeldVoucher(_) => {
            let untracked = unescrow(deps.storage, channel, &asset, amount).map_err(|error| match error {
                ContractError::InsufficientEscrow => ContractError::RefundNotCovered,
                other => other,
            })?;
            let limit = refund_gas(deps.storage, holding);
            (pay(&asset, &owner, amount)?, limit, untracked)
        }
    };
    let facts = payload::Refund {
        burned: matches!(holding, Holding::Burned(_)),
        owner,
        asset,
        amount,
        untracked,
    };
    Ok(SubMsg::reply_on_error(message, REFUND_REPLY)
        .with_gas_limit(limit)
        .with_payload(facts.encode(deps.api)?))
}

/// SDK gas for a refund: the token's, else the default, else the built-in; always within [`GAS_BOUNDS`]. It decides
/// whether the refund is paid at once or becomes a claim, and nothing else. It never fails, for a refund must not fail on it.
fn refund_gas(storage: &dyn Storage, holding: &Holding) -> u64 {
    let stored = match holding {
        Holding::Held(Asset::Cw20(token)) => token_gas(storage, token),
        _ => None,
    };
    let (least, most) = GAS_BOUNDS;
    stored.unwrap_or(DEFAULT_GAS).clamp(least, most)
}

fn token_gas(storage: &dyn Storage, token: &Addr) -> Option<u64> {
    let listed = peek::<AllowInfo>(storage, &ALLOW_LIST.key(token)).ok().flatten();
    listed.and_then(|info| info.gas_limit).or_else(|| {
        let config = peek::<Config>(storage, CONFIG.as_slice()).ok().flatten();
        config.and_then(|config| config.default_gas_limit)
    })
}

/// Adds a deposit that has arrived already to a token's tracked amount; begins to track a token that is not `trusted`. A
/// token that is not tracked and trusted is left alone.
///
/// # Errors
/// `TokenInsolvent` when the token then holds less for this contract than it must, `BalanceUnknown`.
pub fn track_deposit(
    deps: &mut DepsMut,
    env: &Env,
    token: &Addr,
    amount: Uint256,
    trusted: bool,
) -> Result<(), ContractError> {
    let key = TRACKED.key(token);
    let tracked = peek::<Uint256>(deps.storage, &key)?;
    if tracked.is_none() && trusted {
        return Ok(());
    }
    let held = balance(deps.as_ref(), env, token)?;
    let before = match tracked {
        Some(tracked) => tracked,
        // what was there before is a predecessor's escrow, and nothing says how much of it
        None if flight::has_predecessor(deps.storage) => held.saturating_sub(amount),
        None => Uint256::zero(),
    };
    let after = before.saturating_add(amount);
    if held < after {
        return Err(ContractError::TokenInsolvent(token.to_string()));
    }
    Ok(key.save(deps.storage, &after)?)
}

/// Begins to track a token with what it holds for this contract now; a token that is tracked already is left alone.
///
/// # Errors
/// `BalanceUnknown`.
pub fn track(deps: &mut DepsMut, env: &Env, token: &Addr) -> Result<(), ContractError> {
    let key = TRACKED.key(token);
    if peek_bytes(deps.storage, &key).is_some() {
        return Ok(());
    }
    let held = balance(deps.as_ref(), env, token)?;
    Ok(key.save(deps.storage, &held)?)
}

/// Takes a payment off a token's tracked amount, down to zero and never below: the amount judges deposits, and must not
/// stop a payment. Returns what was taken off, which [`track_again`] puts back when the payment fails.
pub fn untrack(storage: &mut dyn Storage, asset: &Asset, amount: Uint256) -> Result<Uint256, ContractError> {
    let Asset::Cw20(token) = asset else {
        return Ok(Uint256::zero());
    };
    let key = TRACKED.key(token);
    let Some(tracked) = peek::<Uint256>(storage, &key)? else {
        return Ok(Uint256::zero());
    };
    let taken = amount.min(tracked);
    key.save(storage, &tracked.saturating_sub(taken))?;
    Ok(taken)
}

/// Puts back on a token's tracked amount what a payment that failed took off.
pub fn track_again(storage: &mut dyn Storage, asset: &Asset, taken: Uint256) -> Result<(), ContractError> {
    let Asset::Cw20(token) = asset else { return Ok(()) };
    let key = TRACKED.key(token);
    let Some(tracked) = peek::<Uint256>(storage, &key)? else {
        return Ok(());
    };
    Ok(key.save(storage, &tracked.saturating_add(taken))?)
}

fn balance(deps: Deps, env: &Env, token: &Addr) -> Result<Uint256, ContractError> {
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

/// How many vouchers can be minted before the supply reaches 2^128-1, in base units.
pub fn mintable(deps: Deps, voucher: &Addr) -> Result<Uint256, ContractError> {
    let info: TokenInfoResponse = deps
        .querier
        .query_wasm_smart(voucher, &Cw20QueryMsg::TokenInfo {})?;
    Ok(Uint128::MAX.saturating_sub(info.total_supply).into())
}

/// Adds, refusing overflow.
pub fn sum(a: Uint256, b: Uint256) -> Result<Uint256, ContractError> {
    a.checked_add(b).map_err(|_| ContractError::Overflow)
}

/// cw20 amounts are narrower than ICS-20's.
pub fn narrow(amount: Uint256) -> Result<Uint128, ContractError> {
    Uint128::try_from(amount).map_err(|_| ContractError::AmountTooLarge)
}

fn call(token: &Addr, msg: &Cw20ExecuteMsg) -> Result<CosmosMsg, ContractError> {
    let execute = WasmMsg::Execute {
        contract_addr: token.to_string(),
        msg: to_json_binary(msg)?,
        funds: vec![],
    };
    Ok(execute.into())
}
