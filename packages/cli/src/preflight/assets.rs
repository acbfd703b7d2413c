//! What the contract holds and owes, and how its tokens will be treated.

use std::collections::{BTreeMap, BTreeSet};

use causeway_transfer::asset::{Asset, CW20_PREFIX};
use causeway_transfer::ledger::payout::{refund_gas, Payout, DEFAULT_GAS};
use causeway_transfer::state::{ALLOW_LIST, CHANNEL_STATE, CLAIMS, CONFIG, VOUCHER_DENOMS};
use cosmwasm_std::{Addr, Order, StdResult, Storage, Uint256};

use super::state::State;
use super::Line;

/// Holdings against books and claims, one line for each asset.
pub fn holdings(state: &State) -> StdResult<Vec<Line>> {
    let mut owed = owed(&state.storage())?;
    for coin in &state.bank_balances {
        owed.entry(coin.denom.clone()).or_default();
    }
    for token in &state.cw20_balances {
        owed.entry(format!("{CW20_PREFIX}{}", token.token)).or_default();
    }
    let lines = owed.into_iter().map(|(denom, owed)| holding(state, &denom, owed));
    Ok(lines.collect())
}

/// Books and claims, by local denom.
fn owed(storage: &dyn Storage) -> StdResult<BTreeMap<String, Uint256>> {
    let mut owed = BTreeMap::<String, Uint256>::new();
    for entry in CHANNEL_STATE.range(storage, None, None, Order::Ascending) {
        let ((_, denom), books) = entry?;
        let sum = owed.entry(denom).or_default();
        *sum = sum.checked_add(books.outstanding)?;
    }
    for entry in CLAIMS.range(storage, None, None, Order::Ascending) {
        let ((_, denom), claim) = entry?;
        let sum = owed.entry(denom).or_default();
        *sum = sum.checked_add(claim.held)?;
    }
    Ok(owed)
}

fn holding(state: &State, denom: &str, owed: Uint256) -> Line {
    let topic = "holdings";
    let Some(held) = state.held(denom) else {
        let text = format!("{denom}: the token does not say what the contract holds, and {owed} are owed");
        return Line::look(topic, text);
    };
    let figures = format!("{denom}: holds {held} and owes {owed}");
    if held < owed {
        let deficit = owed.saturating_sub(held);
        return Line::stop(
            topic,
            format!("{figures}, a deficit of {deficit}: the migration changes nothing about it, so find out first who took it"),
        );
    }
    match held.saturating_sub(owed) {
        surplus if surplus.is_zero() => Line::fine(topic, figures),
        surplus => Line::look(
            topic,
            format!(
                "{figures}, a surplus of {surplus}: refunds that cw20-ics20 lost, which `assign` can give to their \
                 senders after the takeover, or tokens that came without a message"
            ),
        ),
    }
}

/// Bank denoms that read like a cw20 token.
pub fn denoms(state: &State) -> StdResult<Vec<Line>> {
    let topic = "denoms";
    let books = owed(&state.storage())?;
    let coins = state.bank_balances.iter().map(|coin| &coin.denom);
    let named: Vec<&String> = coins.filter(|denom| denom.starts_with(CW20_PREFIX)).collect();
    if named.is_empty() {
        return Ok(vec![Line::fine(
            topic,
            "no bank coin is held whose denom reads like `cw20:`",
        )]);
    }
    let line = |denom: &String| {
        match books.get(denom) {
        Some(owed) => Line::stop(
            topic,
            format!(
                "a bank coin is held whose denom is {denom}, and {owed} are owed under that name: cw20-ics20 took \
                 one for the other, so find out whether the coin or the token is meant"
            ),
        ),
        None => Line::look(
            topic,
            format!("a bank coin is held whose denom is {denom}: coins with such a denom cannot be sent any more"),
        ),
    }
    };
    Ok(named.into_iter().map(line).collect())
}

/// The gas of refunds. cw20-ics20 has no limit where none is set; afterwards there always is one.
pub fn gas(state: &State) -> StdResult<Vec<Line>> {
    let storage = state.storage();
    let default = CONFIG.load(&storage)?.default_gas_limit;
    let mut tokens = BTreeMap::new();
    for entry in ALLOW_LIST.range(&storage, None, None, Order::Ascending) {
        let (token, listed) = entry?;
        tokens.insert(token, listed.gas_limit.or(default));
    }
    let listed: BTreeSet<String> = tokens.keys().map(ToString::to_string).collect();
    let mut lines = vec![];
    for (token, before) in tokens {
        let after = refund_gas(&storage, &Payout::FromBalance(Asset::Cw20(token.clone())));
        lines.extend(limit_of(token.as_str(), before, after));
    }
    let books = owed(&storage)?;
    let unlisted = books.keys().filter_map(|denom| denom.strip_prefix(CW20_PREFIX));
    let unlisted = unlisted.filter(|token| !listed.contains(*token));
    // vouchers have a gas limit of their own, whatever is listed
    for token in unlisted.filter(|token| !VOUCHER_DENOMS.has(&storage, &Addr::unchecked(*token))) {
        let text = format!(
            "{token} has books and is not on the allow list: its refunds get at most {} gas",
            default.unwrap_or(DEFAULT_GAS)
        );
        lines.push(Line::look("gas", text));
    }
    if lines.is_empty() {
        lines.push(Line::fine("gas", "each token keeps the gas limit that it has"));
    }
    Ok(lines)
}

/// What changes for a token, if anything does.
fn limit_of(token: &str, before: Option<u64>, after: u64) -> Option<Line> {
    let then = "a refund that needs more becomes a claim, so measure a transfer and set a limit by `allow`";
    match before {
        Some(before) if before == after => None,
        Some(before) => Some(Line::look(
            "gas",
            format!("{token}: its limit of {before} gas for refunds counts as {after}"),
        )),
        None => Some(Line::look(
            "gas",
            format!("{token} had no gas limit, and its refunds get at most {after} gas: {then}"),
        )),
    }
}
