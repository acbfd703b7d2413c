//! The bank of a chain. Its keys are (account, denom), so an operation costs the same however many balances there are
//! (cw-multi-test stores the coins of an account as one list, and adds up all accounts for a supply).
mod module;

pub(crate) use module::HostBank;

use crate::codes::sdk;
use crate::packet::attribute;
use cosmwasm_std::{
    to_json_vec, Addr, Coin, CosmosMsg, DenomMetadata, Event, Order, StdResult, Storage, Uint256, WasmMsg,
};
use cw_multi_test::AppResponse;
use std::collections::BTreeMap;

const BALANCE: &str = "bank/balance/";
const SUPPLY: &str = "bank/supply/";
const BLOCKED: &str = "bank/blocked/";
const SEND_DISABLED: &str = "bank/send-disabled/";
const METADATA: &str = "bank/metadata/";
/// The range of storage keys of the bank.
pub(crate) const RANGE: (&[u8], &[u8]) = (b"bank/", b"bank0");

/// An address contains no slash; a denom may contain slashes.
fn balance_key(account: &str, denom: &str) -> Vec<u8> {
    format!("{BALANCE}{account}/{denom}").into_bytes()
}
fn key(prefix: &str, name: &str) -> Vec<u8> {
    format!("{prefix}{name}").into_bytes()
}

fn get(s: &dyn Storage, key: &[u8]) -> Uint256 {
    let raw = s.get(key).and_then(|b| b.try_into().ok());
    raw.map(Uint256::from_be_bytes).unwrap_or_default()
}
fn put(s: &mut dyn Storage, key: &[u8], amount: Uint256) {
    match amount.is_zero() {
        true => s.remove(key),
        false => s.set(key, &amount.to_be_bytes()),
    }
}
fn add(s: &mut dyn Storage, key: &[u8], amount: Uint256) -> StdResult<()> {
    let sum = get(s, key).checked_add(amount);
    put(s, key, sum.map_err(|e| sdk::INTERNAL.with_text(e.to_string()))?);
    Ok(())
}
fn subtract(s: &mut dyn Storage, key: &[u8], coin: &Coin) -> StdResult<()> {
    let held = get(s, key);
    let rest = held.checked_sub(coin.amount).map_err(|_| {
        let text = format!("spendable balance {held}{} is smaller than {coin}", coin.denom);
        sdk::INSUFFICIENT_FUNDS.wrap(text)
    })?;
    put(s, key, rest);
    Ok(())
}

pub(crate) fn balance(s: &dyn Storage, account: &str, denom: &str) -> Uint256 {
    get(s, &balance_key(account, denom))
}
pub(crate) fn supply(s: &dyn Storage, denom: &str) -> Uint256 {
    get(s, &key(SUPPLY, denom))
}

/// All balances, or those of one account, as account and coin in order.
pub(crate) fn balances(s: &dyn Storage, account: Option<&str>) -> Vec<(Addr, Coin)> {
    let prefix = match account {
        Some(account) => balance_key(account, ""),
        None => BALANCE.into(),
    };
    let mut end = prefix.clone();
    end.pop();
    end.push(b'0'); // follows the slash
    let records = s.range(Some(&prefix), Some(&end), Order::Ascending);
    let parsed = records.filter_map(|(key, value)| {
        let name = String::from_utf8(key.get(BALANCE.len()..)?.to_vec()).ok()?;
        let (account, denom) = name.split_once('/')?;
        let amount = Uint256::from_be_bytes(value.try_into().ok()?);
        Some((Addr::unchecked(account), Coin::new(amount, denom)))
    });
    parsed.collect()
}

pub(crate) fn set_blocked(s: &mut dyn Storage, account: &str, blocked: bool) {
    set_flag(s, &key(BLOCKED, account), blocked);
}
pub(crate) fn is_blocked(s: &dyn Storage, account: &str) -> bool {
    s.get(&key(BLOCKED, account)).is_some()
}
pub(crate) fn set_send_enabled(s: &mut dyn Storage, denom: &str, enabled: bool) {
    set_flag(s, &key(SEND_DISABLED, denom), !enabled);
}
pub(crate) fn is_send_enabled(s: &dyn Storage, denom: &str) -> bool {
    s.get(&key(SEND_DISABLED, denom)).is_none()
}
fn set_flag(s: &mut dyn Storage, key: &[u8], on: bool) {
    match on {
        true => s.set(key, b"\x01"),
        false => s.remove(key),
    }
}
pub(crate) fn set_metadata(s: &mut dyn Storage, metadata: &DenomMetadata) -> StdResult<()> {
    s.set(&key(METADATA, &metadata.base), &to_json_vec(metadata)?);
    Ok(())
}

/// Moves coins as the bank keeper does, without regard to blocked addresses and disabled denoms.
pub(crate) fn transfer(s: &mut dyn Storage, from: &str, to: &str, coins: &[Coin]) -> StdResult<Vec<Event>> {
    for coin in coins {
        subtract(s, &balance_key(from, &coin.denom), coin)?;
        add(s, &balance_key(to, &coin.denom), coin.amount)?;
    }
    Ok(transfer_events(from, to, &text(coins)).to_vec())
}
pub(crate) fn mint(s: &mut dyn Storage, to: &str, coins: &[Coin]) -> StdResult<Vec<Event>> {
    for coin in coins {
        add(s, &balance_key(to, &coin.denom), coin.amount)?;
        add(s, &key(SUPPLY, &coin.denom), coin.amount)?;
    }
    let amount = text(coins);
    Ok(vec![
        event("coin_received", "receiver", to, &amount),
        event("coinbase", "minter", to, &amount),
    ])
}
pub(crate) fn burn(s: &mut dyn Storage, from: &str, coins: &[Coin]) -> StdResult<Vec<Event>> {
    for coin in coins {
        subtract(s, &balance_key(from, &coin.denom), coin)?;
        subtract(s, &key(SUPPLY, &coin.denom), coin)?;
    }
    let amount = text(coins);
    Ok(vec![
        event("coin_spent", "spender", from, &amount),
        event("burn", "burner", from, &amount),
    ])
}

fn event(ty: &str, role: &str, account: &str, amount: &str) -> Event {
    Event::new(ty)
        .add_attribute(role, account)
        .add_attribute("amount", amount)
}
/// The events of a transfer, in the order of the SDK's `x/bank/keeper/send.go`.
fn transfer_events(from: &str, to: &str, amount: &str) -> [Event; 4] {
    [
        event("coin_spent", "spender", from, amount),
        event("coin_received", "receiver", to, amount),
        Event::new("transfer")
            .add_attribute("recipient", to)
            .add_attribute("sender", from)
            .add_attribute("amount", amount),
        Event::new("message").add_attribute("sender", from),
    ]
}
fn text(coins: &[Coin]) -> String {
    let coins: Vec<_> = coins.iter().map(ToString::to_string).collect();
    coins.join(",")
}

/// Adds the bank's events for the funds of a Wasm message, which come before the message's own events. cw-multi-test drops
/// them.
pub(crate) fn add_funds_events(res: &mut AppResponse, sender: &Addr, msg: &CosmosMsg) {
    let (CosmosMsg::Wasm(WasmMsg::Execute { funds, .. })
    | CosmosMsg::Wasm(WasmMsg::Instantiate { funds, .. })
    | CosmosMsg::Wasm(WasmMsg::Instantiate2 { funds, .. })) = msg
    else {
        return;
    };
    let own = res.events.first().and_then(|e| attribute(e, "_contract_address"));
    let (Some(contract), Ok(funds)) = (own, normalized(funds)) else {
        return;
    };
    let [spent, received, transferred, _] = transfer_events(sender.as_str(), contract, &text(&funds));
    res.events.splice(0..0, [spent, received, transferred]);
}

/// The coins sorted, added up by denom, and without zeros, as wasmd converts a contract's coins. It fails if none is left.
fn normalized(coins: &[Coin]) -> StdResult<Vec<Coin>> {
    let mut sums = BTreeMap::<&str, Uint256>::new();
    for coin in coins.iter().filter(|c| !c.amount.is_zero()) {
        let sum = sums.entry(&coin.denom).or_default();
        *sum = sum.checked_add(coin.amount)?;
    }
    if sums.is_empty() {
        return Err(sdk::INVALID_COINS.error());
    }
    Ok(sums
        .into_iter()
        .map(|(denom, amount)| Coin::new(amount, denom))
        .collect())
}
