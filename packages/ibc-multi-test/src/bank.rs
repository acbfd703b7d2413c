//! The chain's bank. Its keys are (account, denom): an operation costs the same whatever is on the
//! books (cw-multi-test keeps an account's coins as one list, and sums all accounts for a supply).
use crate::error::{host, out_of_gas};
use crate::gas;
use crate::packet::attribute;
use cosmwasm_std::{
    from_json, to_json_binary, to_json_vec, Addr, AllDenomMetadataResponse, Api, BalanceResponse, BankMsg,
    BankQuery, Binary, BlockInfo, Coin, CosmosMsg, CustomMsg, CustomQuery, DenomMetadata,
    DenomMetadataResponse, Event, Order, Querier, StdError, StdResult, Storage, SupplyResponse, Uint256,
    WasmMsg,
};
use cw_multi_test::{AppResponse, Bank, BankSudo, CosmosRouter, Module};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

const BALANCE: &str = "bank/balance/";
const SUPPLY: &str = "bank/supply/";
const BLOCKED: &str = "bank/blocked/";
const SEND_DISABLED: &str = "bank/send-disabled/";
const METADATA: &str = "bank/metadata/";
/// Everything of the bank lies between these.
pub(crate) const RANGE: (&[u8], &[u8]) = (b"bank/", b"bank0");

/// An address has no slash; a denom may have any.
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
    put(s, key, sum.map_err(|e| host("undefined", 1, e.to_string()))?);
    Ok(())
}
fn subtract(s: &mut dyn Storage, key: &[u8], coin: &Coin) -> StdResult<()> {
    let held = get(s, key);
    let rest = held.checked_sub(coin.amount).map_err(|_| {
        let text = format!(
            "spendable balance {held}{} is smaller than {coin}: insufficient funds",
            coin.denom
        );
        host("sdk", 5, text)
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

/// All balances, or those of one account: account and coin, in order.
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

/// Moves coins, as the keeper does: neither blocked addresses nor disabled denoms matter here.
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
/// The order of the SDK's `x/bank/keeper/send.go`.
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

/// The funds of a Wasm message move before its own events; cw-multi-test drops the bank's.
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

/// Sorted, summed by denom, without zeros: what wasmd makes of a contract's coins. Nothing left is an error.
fn normalized(coins: &[Coin]) -> StdResult<Vec<Coin>> {
    let mut sums = BTreeMap::<&str, Uint256>::new();
    for coin in coins.iter().filter(|c| !c.amount.is_zero()) {
        let sum = sums.entry(&coin.denom).or_default();
        *sum = sum.checked_add(coin.amount)?;
    }
    if sums.is_empty() {
        return Err(host("sdk", 10, "invalid coins"));
    }
    Ok(sums
        .into_iter()
        .map(|(denom, amount)| Coin::new(amount, denom))
        .collect())
}

/// cw-multi-test's bank module over the functions above.
pub(crate) struct HostBank;

impl HostBank {
    /// MsgSend: the checks of the SDK's `x/bank/keeper/msg_server.go`, in its order.
    fn send(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        from: &Addr,
        to: &str,
        coins: &[Coin],
    ) -> StdResult<Vec<Event>> {
        if api.addr_validate(to).is_err() {
            return Err(host(
                "sdk",
                7,
                format!("invalid to address: {to}: invalid address"),
            ));
        }
        let coins = normalized(coins)?;
        if let Some(coin) = coins.iter().find(|c| !is_send_enabled(s, &c.denom)) {
            let text = format!(
                "{} transfers are currently disabled: send transactions are disabled",
                coin.denom
            );
            return Err(host("bank", 5, text));
        }
        if is_blocked(s, to) {
            return Err(host(
                "sdk",
                4,
                format!("{to} is not allowed to receive funds: unauthorized"),
            ));
        }
        transfer(s, from.as_str(), to, &coins)
    }
}

impl Module for HostBank {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<E, Q>(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        _: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> StdResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        if gas::charge(gas::BANK_SEND).is_err() {
            return Err(out_of_gas());
        }
        let events = match msg {
            BankMsg::Send { to_address, amount } => self.send(api, s, &sender, &to_address, &amount)?,
            BankMsg::Burn { amount } => burn(s, sender.as_str(), &normalized(&amount)?)?,
            other => return Err(host("wasm", 20, format!("unknown variant of Bank: {other:?}"))),
        };
        Ok(AppResponse { events, data: None })
    }

    fn query(
        &self,
        api: &dyn Api,
        s: &dyn Storage,
        _: &dyn Querier,
        _: &BlockInfo,
        q: BankQuery,
    ) -> StdResult<Binary> {
        match q {
            BankQuery::Balance { address, denom } => {
                let account = api.addr_validate(&address)?;
                let amount = balance(s, account.as_str(), &denom);
                to_json_binary(&BalanceResponse::new(Coin::new(amount, denom)))
            }
            BankQuery::Supply { denom } => {
                let amount = supply(s, &denom);
                to_json_binary(&SupplyResponse::new(Coin::new(amount, denom)))
            }
            BankQuery::DenomMetadata { denom } => {
                let raw = s.get(&key(METADATA, &denom));
                let raw = raw.ok_or_else(|| host("sdk", 38, format!("{denom}: not found")))?;
                to_json_binary(&DenomMetadataResponse::new(from_json(raw)?))
            }
            BankQuery::AllDenomMetadata { .. } => {
                let all = s.range(
                    Some(METADATA.as_bytes()),
                    Some(b"bank/metadata0"),
                    Order::Ascending,
                );
                let all: StdResult<Vec<_>> = all.map(|(_, raw)| from_json(raw)).collect();
                to_json_binary(&AllDenomMetadataResponse::new(all?, None))
            }
            other => Err(StdError::msg(format!("unsupported {other:?}"))),
        }
    }

    fn sudo<E, Q>(
        &self,
        _: &dyn Api,
        s: &mut dyn Storage,
        _: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _: &BlockInfo,
        msg: BankSudo,
    ) -> StdResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        let BankSudo::Mint { to_address, amount } = msg;
        mint(s, &to_address, &normalized(&amount)?)?;
        Ok(AppResponse::default())
    }
}

impl Bank for HostBank {}
