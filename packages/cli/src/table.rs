//! Who holds what, as text.

use std::collections::BTreeSet;

use causeway_transfer::asset::Asset;
use cosmwasm_std::{Addr, StdResult, Uint256};
use ibc_multi_test::{ChainKey, TRANSFER_PORT};
use serde::Serialize;
use serde_json::Value;

use crate::books::{self, Books};
use crate::world::World;

/// One line: a chain, whose or what, and how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Name of the chain.
    pub chain: String,
    /// An account's name, `escrow channel-0`, `in flight`, or `claim of ...`.
    pub holder: String,
    /// Amounts with names, by name.
    pub holdings: Vec<String>,
}

/// All lines of all chains.
///
/// # Errors
/// Raw bytes that are not as the layout says.
pub fn lines(world: &World) -> StdResult<Vec<Line>> {
    let mut lines = vec![];
    for (chain, site) in &world.sites {
        let mut line = |holder: String, holdings: Vec<String>| {
            if !holdings.is_empty() {
                lines.push(Line {
                    chain: site.name.into(),
                    holder,
                    holdings,
                });
            }
        };
        let books = Books::of(world, *chain)?;
        for ((_, account), name) in world.accounts.range((*chain, Addr::unchecked(""))..) {
            if *account != site.transfer && world.accounts.contains_key(&(*chain, account.clone())) {
                line(name.clone(), holdings(world, *chain, account, &books));
            }
        }
        for channel in books
            .escrow
            .iter()
            .map(|escrow| &escrow.channel)
            .collect::<BTreeSet<_>>()
        {
            let of_channel = books.escrow.iter().filter(|escrow| escrow.channel == *channel);
            let amounts = of_channel.map(|escrow| named(world, *chain, &escrow.denom, escrow.outstanding));
            line(format!("escrow {channel}"), amounts.flatten().collect());
        }
        line("in flight".into(), in_flight(world, *chain));
        for claim in &books.claims {
            let owner = world.accounts.get(&(*chain, claim.owner.clone()));
            let amounts = [claim.held, claim.to_mint];
            let holder = format!("claim of {}", owner.map_or(claim.owner.as_str(), String::as_str));
            line(
                holder,
                amounts
                    .iter()
                    .filter_map(|amount| named(world, *chain, &claim.denom, *amount))
                    .collect(),
            );
        }
    }
    Ok(lines)
}

/// All vouchers that exist of each path, by chain.
///
/// # Errors
/// Raw bytes that are not as the layout says.
pub fn vouchers(world: &World) -> StdResult<Vec<Line>> {
    let mut lines = vec![];
    for (chain, site) in &world.sites {
        let vouchers = Books::of(world, *chain)?.vouchers;
        let holdings = vouchers.into_iter().filter_map(|(_, voucher)| {
            let asset = Asset::Cw20(voucher);
            named(
                world,
                *chain,
                &asset.to_string(),
                books::supply(&world.net[*chain], &asset),
            )
        });
        lines.push(Line {
            chain: site.name.into(),
            holder: "vouchers".into(),
            holdings: holdings.collect(),
        });
    }
    Ok(lines)
}

/// The lines as a table.
pub fn render(lines: &[Line]) -> String {
    let width = |text: fn(&Line) -> &str| {
        lines
            .iter()
            .map(|line| text(line).len())
            .max()
            .unwrap_or_default()
    };
    let (chains, holders) = (width(|line| &line.chain), width(|line| &line.holder));
    let mut text = String::new();
    let mut last = "";
    for line in lines {
        let chain = if line.chain == last { "" } else { &line.chain };
        last = &line.chain;
        text.push_str(&format!(
            "    {chain:chains$}  {:holders$}  {}\n",
            line.holder,
            line.holdings.join(", ")
        ));
    }
    text
}

fn holdings(world: &World, chain: ChainKey, account: &Addr, books: &Books) -> Vec<String> {
    let coins = world.net[chain].balances(account);
    let coins = coins
        .into_iter()
        .filter_map(|coin| named(world, chain, &coin.denom, coin.amount));
    let vouchers = books.vouchers.iter().map(|(_, voucher)| voucher);
    let tokens = world
        .tokens
        .iter()
        .filter(|(at, _)| *at == chain)
        .map(|(_, token)| token);
    let held = vouchers.chain(tokens).filter_map(|token| {
        let amount = books::token_balance(&world.net[chain], token, account);
        named(world, chain, &Asset::Cw20(token.clone()).to_string(), amount)
    });
    coins.chain(held).collect()
}

/// By channel's log, since the contract's own records say the same only if all is well.
fn in_flight(world: &World, chain: ChainKey) -> Vec<String> {
    let pending = world
        .net
        .packets()
        .into_iter()
        .map(|(_, record)| record)
        .filter(|record| {
            record.is_pending()
                && *record.from == *world.net[chain].id()
                && record.packet.source_port != TRANSFER_PORT
        });
    pending
        .map(|record| format!("{} #{}", record.packet.source_channel, record.packet.sequence))
        .collect()
}

/// `400 uhub`; `None` for nothing.
fn named(world: &World, chain: ChainKey, denom: &str, amount: Uint256) -> Option<String> {
    (!amount.is_zero()).then(|| format!("{amount} {}", name(world, chain, denom)))
}

/// A bank denom, or a token's name.
pub fn name(world: &World, chain: ChainKey, denom: &str) -> String {
    match Asset::parse(world.net[chain].api(), denom) {
        Asset::Native(denom) => match denom.strip_prefix("ibc/").and_then(|hash| hash.get(..6)) {
            Some(start) => format!("ibc/{start}.."),
            None => denom,
        },
        Asset::Cw20(token) => {
            let info: Option<Value> = world.net[chain].read_json(&token, b"token_info");
            let name = info.and_then(|info| Some(info.get("name")?.as_str()?.to_string()));
            name.unwrap_or_else(|| token.to_string())
        }
    }
}
