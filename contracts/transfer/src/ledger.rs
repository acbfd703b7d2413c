//! The only code that moves value. Books change first, checked and never saturating; then a message is made.

use causeway_cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20QueryMsg};
use cosmwasm_std::{
    to_json_binary, Addr, BankMsg, CanonicalAddr, Coin, CosmosMsg, Deps, DepsMut, Env, Order, StdResult,
    Storage, SubMsg, Uint128, Uint256, WasmMsg,
};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::flight;
use crate::handshake;
use crate::payload::{self, REFUND_REPLY};
use crate::state::{
    peek, AllowInfo, ChannelState, Config, ALLOW_LIST, ASSET_TOTALS, CHANNEL_INFO, CHANNEL_STATE, CLAIMS,
    CONFIG,
};

/// SDK gas for a call to a token when nothing else is set, and for bank coins.
pub const DEFAULT_GAS: u64 = 300_000;
/// Bounds of any gas limit, whatever is stored: neither can it trap a refund, nor stall a relayer.
pub const GAS_BOUNDS: (u64, u64) = (100_000, 2_000_000);

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
/// Unknown or closed channel; an untrusted token that holds less for us than our books then say.
pub fn escrow(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
    trusted: bool,
) -> Result<(), ContractError> {
    if let Asset::Cw20(token) = asset {
        count_deposit(deps, env, token, amount, trusted)?;
    }
    let denom = asset.to_string();
    let key = CHANNEL_STATE.key((channel, &denom));
    let mut state = match peek::<ChannelState>(deps.storage, &key)? {
        Some(state) => state, // proves the channel; core refuses a send on a closed one
        None => {
            handshake::require_open(deps.storage, channel)?;
            ChannelState::default()
        }
    };
    state.outstanding = sum(state.outstanding, amount)?;
    state.total_sent = sum(state.total_sent, amount)?;
    Ok(key.save(deps.storage, &state)?)
}

/// Takes an amount off a channel's books: never more than came in through this very channel.
///
/// # Errors
/// `InsufficientEscrow`.
pub fn unescrow(
    storage: &mut dyn Storage,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
) -> Result<(), ContractError> {
    let denom = asset.to_string();
    let key = CHANNEL_STATE.key((channel, &denom));
    let mut state = peek::<ChannelState>(storage, &key)?.ok_or(ContractError::InsufficientEscrow)?;
    state.outstanding = state
        .outstanding
        .checked_sub(amount)
        .map_err(|_| ContractError::InsufficientEscrow)?;
    key.save(storage, &state)?;
    uncount(storage, asset, amount)
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
    owner: CanonicalAddr,
    amount: Uint256,
) -> Result<SubMsg, ContractError> {
    let asset = holding.asset();
    let recipient = deps.api.addr_humanize(&owner)?;
    let (message, limit) = match holding {
        Holding::Burned(voucher) => (mint(voucher, &recipient, amount)?, DEFAULT_GAS),
        Holding::Held(_) | Holding::HeldVoucher(_) => {
            unescrow(deps.storage, channel, &asset, amount).map_err(|error| match error {
                ContractError::InsufficientEscrow => ContractError::RefundNotCovered,
                other => other,
            })?;
            (pay(&asset, &recipient, amount)?, gas_limit(deps.storage, holding))
        }
    };
    let facts = payload::Refund {
        burned: matches!(holding, Holding::Burned(_)),
        owner,
        asset,
        amount,
    };
    Ok(SubMsg::reply_on_error(message, REFUND_REPLY)
        .with_gas_limit(limit)
        .with_payload(facts.encode(deps.api)?))
}

/// SDK gas for a payment: the token's, else the default, else the built-in; always within [`GAS_BOUNDS`].
/// Total, for a refund must not fail on it.
pub fn gas_limit(storage: &dyn Storage, holding: &Holding) -> u64 {
    let stored = match holding {
        Holding::Held(Asset::Cw20(token)) => token_gas(storage, token),
        _ => None,
    };
    clamp_gas(stored)
}

/// What a stored limit amounts to.
pub fn clamp_gas(stored: Option<u64>) -> u64 {
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

/// Adds to an untrusted token's total, if it holds as much for us.
fn count_deposit(
    deps: &mut DepsMut,
    env: &Env,
    token: &Addr,
    amount: Uint256,
    trusted: bool,
) -> Result<(), ContractError> {
    let key = ASSET_TOTALS.key(token);
    let total = match peek::<Uint256>(deps.storage, &key)? {
        Some(total) => total,
        None if trusted => return Ok(()),
        None if flight::has_predecessor(deps.storage) => walk_total(deps.as_ref(), token)?,
        None => Uint256::zero(), // in a contract born as Causeway every untrusted deposit is counted
    };
    let total = sum(total, amount)?;
    let balance = Cw20QueryMsg::Balance {
        address: env.contract.address.to_string(),
    };
    let held: BalanceResponse = deps.querier.query_wasm_smart(token, &balance)?;
    if Uint256::from(held.balance) < total {
        return Err(ContractError::TokenInsolvent(token.to_string()));
    }
    Ok(key.save(deps.storage, &total)?)
}

/// Takes off a counted token's total.
pub fn uncount(storage: &mut dyn Storage, asset: &Asset, amount: Uint256) -> Result<(), ContractError> {
    let Asset::Cw20(token) = asset else { return Ok(()) };
    let key = ASSET_TOTALS.key(token);
    let Some(total) = peek::<Uint256>(storage, &key)? else {
        return Ok(());
    };
    let total = total.checked_sub(amount).map_err(|_| ContractError::Overflow)?;
    Ok(key.save(storage, &total)?)
}

/// Puts back on a counted token's total what became a claim.
pub fn recount(storage: &mut dyn Storage, asset: &Asset, amount: Uint256) -> Result<(), ContractError> {
    let Asset::Cw20(token) = asset else { return Ok(()) };
    let key = ASSET_TOTALS.key(token);
    let Some(total) = peek::<Uint256>(storage, &key)? else {
        return Ok(());
    };
    Ok(key.save(storage, &sum(total, amount)?)?)
}

/// A token's escrow over all channels and open claims, read one by one: for tokens that were not counted until now.
pub fn walk_total(deps: Deps, token: &Addr) -> Result<Uint256, ContractError> {
    let denom = Asset::Cw20(token.clone()).to_string();
    let channels = CHANNEL_INFO
        .keys(deps.storage, None, None, Order::Ascending)
        .collect::<StdResult<Vec<_>>>()?;
    let mut total = Uint256::zero();
    for channel in channels {
        if let Some(state) = CHANNEL_STATE.may_load(deps.storage, (&channel, &denom))? {
            total = sum(total, state.outstanding)?;
        }
    }
    for entry in CLAIMS.range(deps.storage, None, None, Order::Ascending) {
        let ((_, asset), claim) = entry?;
        if asset == denom {
            total = sum(total, claim.held)?;
        }
    }
    Ok(total)
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
