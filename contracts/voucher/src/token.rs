//! Mint, transfer and burn of tokens.

use causeway_cw20::{Cw20Coin, Cw20ReceiveMsg};
use cosmwasm_std::{Addr, Binary, Deps, DepsMut, Env, MessageInfo, Response, Storage, Uint128};

use crate::msg::InstantiateMsg;
use crate::state::{MinterData, TokenInfo, BALANCES, TOKEN_INFO};
use crate::ContractError;

pub(crate) fn create(deps: DepsMut, msg: InstantiateMsg) -> Result<(), ContractError> {
    check_metadata(&msg)?;
    let balances = valid_balances(&deps, msg.initial_balances)?;
    let total_supply = create_balances(deps.storage, &balances)?;
    let mint = msg
        .mint
        .map(|m| {
            deps.api
                .addr_validate(&m.minter)
                .map(|minter| MinterData { minter, cap: m.cap })
        })
        .transpose()?;
    let token = TokenInfo {
        name: msg.name,
        symbol: msg.symbol,
        decimals: msg.decimals,
        total_supply,
        mint,
    };
    check_cap(&token)?;
    Ok(TOKEN_INFO.save(deps.storage, &token)?)
}

fn check_metadata(msg: &InstantiateMsg) -> Result<(), ContractError> {
    if !(3..=50).contains(&msg.name.len()) {
        return Err(ContractError::InvalidName);
    }
    let is_symbol = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
    if !(3..=12).contains(&msg.symbol.len()) || !msg.symbol.bytes().all(is_symbol) {
        return Err(ContractError::InvalidSymbol);
    }
    if msg.decimals > 18 {
        return Err(ContractError::InvalidDecimals);
    }
    Ok(())
}

fn valid_balances(deps: &DepsMut, coins: Vec<Cw20Coin>) -> Result<Vec<(Addr, Uint128)>, ContractError> {
    let mut balances = coins
        .into_iter()
        .map(|coin| Ok((deps.api.addr_validate(&coin.address)?, coin.amount)))
        .collect::<Result<Vec<_>, ContractError>>()?;
    balances.sort_unstable();
    let accounts = balances.len();
    balances.dedup_by(|a, b| a.0 == b.0);
    if balances.len() < accounts {
        return Err(ContractError::DuplicateAccount);
    }
    Ok(balances)
}

fn create_balances(
    storage: &mut dyn Storage,
    balances: &[(Addr, Uint128)],
) -> Result<Uint128, ContractError> {
    let mut supply = Uint128::zero();
    for (account, amount) in balances {
        BALANCES.save(storage, account, amount)?;
        supply = sum(supply, *amount)?;
    }
    Ok(supply)
}

pub(crate) fn transfer(
    deps: DepsMut,
    env: &Env,
    info: MessageInfo,
    recipient: String,
    amount: Uint128,
) -> Result<Response, ContractError> {
    let to = recipient_of_transfer(deps.as_ref(), env, &recipient)?;
    move_tokens(deps.storage, &info.sender, &to, amount)?;
    Ok(response(
        "transfer",
        &[("from", info.sender.as_str()), ("to", &recipient)],
        amount,
    ))
}

/// Checks the recipient of a `transfer` or `transfer_from`. The minter and the token itself are rejected, because they would
/// not be notified of the tokens, and nobody could move them again.
pub(crate) fn recipient_of_transfer(deps: Deps, env: &Env, recipient: &str) -> Result<Addr, ContractError> {
    let to = deps.api.addr_validate(recipient)?;
    if to == env.contract.address {
        return Err(ContractError::RecipientIsToken);
    }
    let mint = TOKEN_INFO.load(deps.storage)?.mint;
    if mint.is_some_and(|mint| mint.minter == to) {
        return Err(ContractError::RecipientIsMinter);
    }
    Ok(to)
}

pub(crate) fn send(
    deps: DepsMut,
    info: MessageInfo,
    contract: String,
    amount: Uint128,
    msg: Binary,
) -> Result<Response, ContractError> {
    let to = deps.api.addr_validate(&contract)?;
    move_tokens(deps.storage, &info.sender, &to, amount)?;
    let hook = Cw20ReceiveMsg {
        sender: info.sender.to_string(),
        amount,
        msg,
    };
    Ok(response(
        "send",
        &[("from", info.sender.as_str()), ("to", &contract)],
        amount,
    )
    .add_message(hook.into_cosmos_msg(contract)?))
}

pub(crate) fn burn(deps: DepsMut, info: MessageInfo, amount: Uint128) -> Result<Response, ContractError> {
    destroy(deps.storage, &info.sender, amount)?;
    Ok(response("burn", &[("from", info.sender.as_str())], amount))
}

pub(crate) fn mint(
    deps: DepsMut,
    info: MessageInfo,
    recipient: String,
    amount: Uint128,
) -> Result<Response, ContractError> {
    let to = deps.api.addr_validate(&recipient)?;
    let mut token = TOKEN_INFO.load(deps.storage)?;
    minter(&token, &info)?;
    token.total_supply = sum(token.total_supply, amount)?;
    check_cap(&token)?;
    let balance = sum(balance(deps.storage, &to)?, amount)?;
    TOKEN_INFO.save(deps.storage, &token)?;
    BALANCES.save(deps.storage, &to, &balance)?;
    Ok(response("mint", &[("to", &recipient)], amount))
}

pub(crate) fn update_minter(
    deps: DepsMut,
    info: MessageInfo,
    new_minter: Option<String>,
) -> Result<Response, ContractError> {
    let mut token = TOKEN_INFO.load(deps.storage)?;
    let cap = minter(&token, &info)?.cap;
    let name = new_minter.clone().unwrap_or_else(|| "None".to_string());
    token.mint = new_minter
        .map(|address| {
            deps.api
                .addr_validate(&address)
                .map(|minter| MinterData { minter, cap })
        })
        .transpose()?;
    TOKEN_INFO.save(deps.storage, &token)?;
    Ok(Response::new()
        .add_attribute("action", "update_minter")
        .add_attribute("new_minter", name))
}

/// Moves tokens from one account to another. If both are the same account, it only checks the balance.
pub(crate) fn move_tokens(
    storage: &mut dyn Storage,
    from: &Addr,
    to: &Addr,
    amount: Uint128,
) -> Result<(), ContractError> {
    let held = balance(storage, from)?;
    let left = held
        .checked_sub(amount)
        .map_err(|_| ContractError::InsufficientFunds)?;
    if from == to {
        return Ok(BALANCES.save(storage, from, &held)?);
    }
    let gained = sum(balance(storage, to)?, amount)?;
    BALANCES.save(storage, from, &left)?;
    Ok(BALANCES.save(storage, to, &gained)?)
}

/// Subtracts tokens from an account and from the supply.
pub(crate) fn destroy(storage: &mut dyn Storage, from: &Addr, amount: Uint128) -> Result<(), ContractError> {
    let left = balance(storage, from)?
        .checked_sub(amount)
        .map_err(|_| ContractError::InsufficientFunds)?;
    let mut token = TOKEN_INFO.load(storage)?;
    token.total_supply = token
        .total_supply
        .checked_sub(amount)
        .map_err(|_| ContractError::InsufficientFunds)?;
    BALANCES.save(storage, from, &left)?;
    Ok(TOKEN_INFO.save(storage, &token)?)
}

/// Adds two amounts. It fails if the sum exceeds 2^128-1.
pub(crate) fn sum(a: Uint128, b: Uint128) -> Result<Uint128, ContractError> {
    a.checked_add(b).map_err(|_| ContractError::Overflow)
}

fn balance(storage: &dyn Storage, account: &Addr) -> Result<Uint128, ContractError> {
    Ok(BALANCES.may_load(storage, account)?.unwrap_or_default())
}

/// Returns the minter's data. It fails if the caller is not the minter.
fn minter<'a>(token: &'a TokenInfo, info: &MessageInfo) -> Result<&'a MinterData, ContractError> {
    token
        .mint
        .as_ref()
        .filter(|mint| mint.minter == info.sender)
        .ok_or(ContractError::Unauthorized)
}

fn check_cap(token: &TokenInfo) -> Result<(), ContractError> {
    match token.mint.as_ref().and_then(|mint| mint.cap) {
        Some(cap) if token.total_supply > cap => Err(ContractError::CapExceeded),
        _ => Ok(()),
    }
}

/// The response to a call that moved an amount: its action, the accounts and the amount.
pub(crate) fn response(action: &str, parties: &[(&str, &str)], amount: Uint128) -> Response {
    Response::new()
        .add_attribute("action", action)
        .add_attributes(parties.iter().copied())
        .add_attribute("amount", amount.to_string())
}
