//! The state of a chain that the demo shows: balances, and the books of the contract.

use std::collections::BTreeMap;

use anyhow::Result;
use causeway::live::Live;
use causeway_audit::Snapshot;
use causeway_cw20::{BalanceResponse, Cw20QueryMsg, TokenInfoResponse};
use cosmwasm_std::Uint256;

use crate::localnet::chain::FEE_DENOM;

/// Holder and asset, with the amount in base units.
pub type Lines = BTreeMap<(String, String), Uint256>;

/// Everything on one chain that the demo shows changes of. `holders` are names and addresses; `tokens` are addresses of
/// tokens other than vouchers.
pub fn lines(
    live: &Live,
    snapshot: &Snapshot,
    holders: &[(String, String)],
    tokens: &[String],
) -> Result<Lines> {
    let vouchers = snapshot.vouchers.iter();
    let vouchers = vouchers.filter_map(|voucher| voucher.denom.strip_prefix("cw20:"));
    let tokens: Vec<&str> = vouchers.chain(tokens.iter().map(String::as_str)).collect();
    let names = names(live, &tokens)?;
    let mut lines = records(snapshot, &names);
    for (holder, address) in holders {
        for (denom, amount) in live.node.balances(address)? {
            if denom != FEE_DENOM {
                lines.insert((holder.clone(), denom), amount);
            }
        }
        for token in &tokens {
            let query = Cw20QueryMsg::Balance {
                address: address.clone(),
            };
            let held: BalanceResponse = live.node.smart(token, &query)?;
            let name = name(&names, &format!("cw20:{token}"));
            lines.insert((holder.clone(), name), held.balance.into());
        }
    }
    Ok(lines)
}

/// Names of tokens, by local denom.
fn names(live: &Live, tokens: &[&str]) -> Result<BTreeMap<String, String>> {
    let named = tokens.iter().map(|token| {
        let info: TokenInfoResponse = live.node.smart(token, &Cw20QueryMsg::TokenInfo {})?;
        Ok((format!("cw20:{token}"), info.name))
    });
    named.collect()
}

/// Name of a denom for people.
fn name(names: &BTreeMap<String, String>, denom: &str) -> String {
    names.get(denom).map_or(denom, String::as_str).to_string()
}

fn records(snapshot: &Snapshot, names: &BTreeMap<String, String>) -> Lines {
    let mut lines = Lines::new();
    for line in &snapshot.escrow {
        let key = (format!("escrow {}", line.channel), name(names, &line.denom));
        lines.insert(key, line.outstanding);
    }
    for voucher in &snapshot.vouchers {
        let key = ("all vouchers".into(), name(names, &voucher.denom));
        lines.insert(key, voucher.supply.unwrap_or_default());
    }
    for claim in &snapshot.claims {
        let key = ("claims".into(), name(names, &claim.denom));
        lines.insert(key, claim.held.saturating_add(claim.to_mint));
    }
    let pending = u64::try_from(snapshot.in_flight.len()).unwrap_or(u64::MAX);
    lines.insert(("in flight".into(), "packets".into()), pending.into());
    lines
}
