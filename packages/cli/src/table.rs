//! Who holds what, as text.

use std::collections::BTreeMap;

use causeway_transfer::asset::Asset;
use cosmwasm_std::{Addr, StdResult, Uint256};
use ibc_multi_test::{ChainKey, TRANSFER_PORT};
use serde::Serialize;
use serde_json::Value;

use causeway_multi_test::books::{self, Books, Claim};
use causeway_multi_test::World;

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
    for (chain, deployment) in &world.deployments {
        let books = world.books(*chain)?;
        let mut of_chain = of_accounts(world, *chain, &books);
        of_chain.extend(of_escrow(world, *chain, &books));
        of_chain.push(("in flight".into(), in_flight(world, *chain)));
        of_chain.extend(of_claims(world, *chain, &books));
        let some = of_chain.into_iter().filter(|(_, holdings)| !holdings.is_empty());
        lines.extend(some.map(|(holder, holdings)| Line {
            chain: deployment.name.clone(),
            holder,
            holdings,
        }));
    }
    Ok(lines)
}

/// A holder and what is held.
type Held = (String, Vec<String>);

fn of_accounts(world: &World, chain: ChainKey, books: &Books) -> Vec<Held> {
    let accounts = world.accounts.iter();
    let users =
        accounts.filter(|((at, account), _)| *at == chain && *account != world.deployment(chain).transfer);
    users
        .map(|((_, account), name)| (name.clone(), holdings(world, chain, account, books)))
        .collect()
}

fn of_escrow(world: &World, chain: ChainKey, books: &Books) -> Vec<Held> {
    let mut channels: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for escrow in &books.escrow {
        let amounts = channels.entry(&escrow.channel).or_default();
        amounts.extend(named(world, chain, &escrow.denom, escrow.outstanding));
    }
    channels
        .into_iter()
        .map(|(channel, amounts)| (format!("escrow {channel}"), amounts))
        .collect()
}

fn of_claims(world: &World, chain: ChainKey, books: &Books) -> Vec<Held> {
    let of_claim = |claim: &Claim| {
        let owner = world.accounts.get(&(chain, claim.owner.clone()));
        let holder = format!("claim of {}", owner.map_or(claim.owner.as_str(), String::as_str));
        let amounts = [claim.held, claim.to_mint];
        let named = amounts.map(|amount| named(world, chain, &claim.denom, amount));
        (holder, named.into_iter().flatten().collect())
    };
    books.claims.iter().map(of_claim).collect()
}

/// All vouchers that exist of each path, by chain.
///
/// # Errors
/// Raw bytes that are not as the layout says.
pub fn vouchers(world: &World) -> StdResult<Vec<Line>> {
    let mut lines = vec![];
    for (chain, deployment) in &world.deployments {
        let vouchers = world.books(*chain)?.vouchers;
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
            chain: deployment.name.clone(),
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
