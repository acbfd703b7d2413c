//! The query `solvency`: what the contract holds of each asset, and what it owes.

use std::collections::BTreeMap;

use cosmwasm_std::{Deps, Env, Int512, Order, Uint256};
use cw_storage_plus::Bound;

use super::{take, Answer, Page};
use crate::asset::Asset;
use crate::ledger::{self, tracked};
use crate::msg::{SolvencyInfo, SolvencyResponse};
use crate::state::{get_by_range, ALLOW_LIST, CHANNEL_INFO, CHANNEL_STATE, CLAIMS, VOUCHER_DENOMS};

const ASSETS: Page = (10, 30);
/// How many channels an entry sums.
const MAX_CHANNELS: usize = 500;
/// How many claims an entry sums.
const MAX_CLAIMS: usize = 1_000;

/// What the contract owes of one asset, in base units.
#[derive(Default)]
struct Owed {
    escrowed: Uint256,
    claimed: Uint256,
}

/// What the contract owes, by local denom.
struct Debts {
    owed: BTreeMap<String, Owed>,
    /// Whether all channels and claims were read.
    is_whole: bool,
}

/// Lists assets, and asks the bank, vouchers and listed tokens what the contract holds of them.
pub(super) fn page(
    deps: Deps,
    env: &Env,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Answer<SolvencyResponse> {
    let most = take(limit, ASSETS);
    // the first denoms of all channels together are among the first of each
    let wanted = most.saturating_add(1);
    let debts = debts(deps, start_after, |channel| {
        let start = start_after.map(Bound::exclusive);
        let stored = CHANNEL_STATE
            .prefix(channel)
            .range(deps.storage, start, None, Order::Ascending);
        let sent = stored.filter(|entry| !matches!(entry, Ok((_, books)) if books.total_sent.is_zero()));
        let books = sent.take(wanted).map(|entry| {
            let (denom, books) = entry?;
            Ok((denom, books.outstanding))
        });
        books.collect()
    })?;
    let complete = debts.is_whole && debts.owed.len() <= most;
    let assets = debts.owed.into_iter().take(most);
    let assets = assets.map(|(denom, owed)| {
        let asset = Asset::parse(deps.api, &denom);
        let is_asked = match &asset {
            Asset::Native(_) => true,
            Asset::Cw20(token) => {
                get_by_range(deps.storage, &VOUCHER_DENOMS.key(token)).is_some()
                    || get_by_range(deps.storage, &ALLOW_LIST.key(token)).is_some()
            }
        };
        let held = is_asked.then(|| held(deps, env, &asset)).flatten();
        info(denom, held, &owed)
    });
    Ok(SolvencyResponse {
        assets: assets.collect::<Answer<_>>()?,
        complete,
    })
}

/// One asset, whose token is asked whether it is listed or not.
pub(super) fn of_denom(deps: Deps, env: &Env, denom: &str) -> Answer<SolvencyResponse> {
    let asset = Asset::parse(deps.api, denom);
    let denom = asset.to_string();
    let mut debts = debts(deps, None, |channel| {
        let books = CHANNEL_STATE.may_load(deps.storage, (channel, &denom))?;
        Ok(books
            .map(|books| (denom.clone(), books.outstanding))
            .into_iter()
            .collect())
    })?;
    let owed = debts.owed.remove(&denom).unwrap_or_default();
    Ok(SolvencyResponse {
        assets: vec![info(denom, held(deps, env, &asset), &owed)?],
        complete: debts.is_whole,
    })
}

fn debts(
    deps: Deps,
    start_after: Option<&str>,
    escrow: impl Fn(&str) -> Answer<Vec<(String, Uint256)>>,
) -> Answer<Debts> {
    let mut owed: BTreeMap<String, Owed> = BTreeMap::new();
    let mut channels = CHANNEL_INFO.keys(deps.storage, None, None, Order::Ascending);
    for channel in channels.by_ref().take(MAX_CHANNELS) {
        for (denom, outstanding) in escrow(&channel?)? {
            let entry = owed.entry(denom).or_default();
            entry.escrowed = ledger::sum(entry.escrowed, outstanding)?;
        }
    }
    let mut claims = CLAIMS.range(deps.storage, None, None, Order::Ascending);
    for claim in claims.by_ref().take(MAX_CLAIMS) {
        let ((_, denom), claim) = claim?;
        if claim.held.is_zero() || start_after.is_some_and(|last| denom.as_str() <= last) {
            continue;
        }
        let entry = owed.entry(denom).or_default();
        entry.claimed = ledger::sum(entry.claimed, claim.held)?;
    }
    Ok(Debts {
        owed,
        is_whole: channels.next().is_none() && claims.next().is_none(),
    })
}

fn held(deps: Deps, env: &Env, asset: &Asset) -> Option<Uint256> {
    let held = match asset {
        Asset::Native(denom) => {
            let coin = deps.querier.query_balance(&env.contract.address, denom).ok()?;
            coin.amount
        }
        Asset::Cw20(token) => tracked::balance(deps, env, token).ok()?,
    };
    Some(held)
}

fn info(denom: String, held: Option<Uint256>, owed: &Owed) -> Answer<SolvencyInfo> {
    let due = ledger::sum(owed.escrowed, owed.claimed)?;
    let surplus = held.map(|held| Int512::from(held).wrapping_sub(Int512::from(due)));
    Ok(SolvencyInfo {
        denom,
        held,
        escrowed: owed.escrowed,
        claimed: owed.claimed,
        surplus,
    })
}
