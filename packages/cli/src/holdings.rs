//! The holdings in a world: balances, escrow, claims, vouchers, and packets in flight.

use std::collections::BTreeMap;
use std::fmt;

use causeway_multi_test::books::{self, Books, Claim};
use causeway_multi_test::{Asset, World};
use cosmwasm_std::{Addr, StdResult, Uint256};
use ibc_multi_test::{ChainKey, TRANSFER_PORT};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// One line of a table: a chain, a holder, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Name of the chain.
    pub chain: String,
    /// The account, or the part of a contract's books, that holds.
    pub holder: Holder,
    /// The amounts or packets that are held.
    pub holdings: Vec<Holding>,
}

/// A holder of tokens. It is serialised as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An account, by its name.
    Account(String),
    /// The contract's escrow on a channel.
    Escrow(String),
    /// Packets that were sent and are not settled.
    InFlight,
    /// A claim of an account, by the account's name.
    Claim(String),
    /// All holders of vouchers of the chain together.
    Vouchers,
}

/// Something that is held. It is serialised as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// An amount of an asset.
    Amount {
        /// Amount in base units, not zero.
        amount: Uint256,
        /// Name of the asset, see [`asset_name`].
        name: String,
    },
    /// A packet in flight, named by the channel on the sending chain.
    Packet {
        /// Id of the channel on the sending chain.
        channel: String,
        /// Sequence on the channel.
        sequence: u64,
    },
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(name) => f.write_str(name),
            Self::Escrow(channel) => write!(f, "escrow {channel}"),
            Self::InFlight => f.write_str("in flight"),
            Self::Claim(owner) => write!(f, "claim of {owner}"),
            Self::Vouchers => f.write_str("vouchers"),
        }
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount { amount, name } => write!(f, "{amount} {name}"),
            Self::Packet { channel, sequence } => write!(f, "{channel} #{sequence}"),
        }
    }
}

impl Serialize for Holder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Holding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Line {
    /// All holdings as text, separated by commas.
    pub fn holdings_text(&self) -> String {
        let texts: Vec<_> = self.holdings.iter().map(Holding::to_string).collect();
        texts.join(", ")
    }
}

/// The lines of all chains.
///
/// # Errors
/// When raw bytes do not have the documented layout.
pub fn lines(world: &World) -> StdResult<Vec<Line>> {
    let mut lines = vec![];
    for (chain, deployment) in &world.deployments {
        let books = world.books(*chain)?;
        let mut of_chain = of_accounts(world, *chain, &books);
        of_chain.extend(of_escrow(world, *chain, &books));
        of_chain.push((Holder::InFlight, in_flight(world, *chain)));
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

/// A holder and its holdings.
type Held = (Holder, Vec<Holding>);

fn of_accounts(world: &World, chain: ChainKey, books: &Books) -> Vec<Held> {
    let accounts = world.accounts.iter();
    let users =
        accounts.filter(|((at, account), _)| *at == chain && *account != world.deployment(chain).transfer);
    users
        .map(|((_, account), name)| {
            (
                Holder::Account(name.clone()),
                holdings(world, chain, account, books),
            )
        })
        .collect()
}

fn of_escrow(world: &World, chain: ChainKey, books: &Books) -> Vec<Held> {
    let mut channels: BTreeMap<&str, Vec<Holding>> = BTreeMap::new();
    for escrow in &books.escrow {
        let amounts = channels.entry(&escrow.channel).or_default();
        amounts.extend(named(world, chain, &escrow.denom, escrow.outstanding));
    }
    channels
        .into_iter()
        .map(|(channel, amounts)| (Holder::Escrow(channel.into()), amounts))
        .collect()
}

fn of_claims(world: &World, chain: ChainKey, books: &Books) -> Vec<Held> {
    let of_claim = |claim: &Claim| {
        let owner = world.accounts.get(&(chain, claim.owner.clone()));
        let holder = Holder::Claim(owner.cloned().unwrap_or_else(|| claim.owner.to_string()));
        let amounts = [claim.held, claim.to_mint];
        let named = amounts.map(|amount| named(world, chain, &claim.denom, amount));
        (holder, named.into_iter().flatten().collect())
    };
    books.claims.iter().map(of_claim).collect()
}

/// The supply of each voucher, by chain.
///
/// # Errors
/// When raw bytes do not have the documented layout.
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
            holder: Holder::Vouchers,
            holdings: holdings.collect(),
        });
    }
    Ok(lines)
}

/// Prints the lines as a table.
pub fn render(lines: &[Line]) -> String {
    let texts = lines
        .iter()
        .map(|line| (line.chain.as_str(), line.holder.to_string()));
    let (chains, holders): (Vec<_>, Vec<_>) = texts.unzip();
    let chain_width = chains.iter().map(|chain| chain.len()).max().unwrap_or_default();
    let holder_width = holders.iter().map(String::len).max().unwrap_or_default();
    let mut text = String::new();
    let mut last = "";
    for ((chain, holder), line) in chains.into_iter().zip(&holders).zip(lines) {
        let shown = if chain == last { "" } else { chain };
        last = chain;
        let held = line.holdings_text();
        text.push_str(&format!(
            "    {shown:chain_width$}  {holder:holder_width$}  {held}\n"
        ));
    }
    text
}

fn holdings(world: &World, chain: ChainKey, account: &Addr, books: &Books) -> Vec<Holding> {
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

/// Packets in flight, from the simulator's packet log, so that wrong records of the contract would show.
fn in_flight(world: &World, chain: ChainKey) -> Vec<Holding> {
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
        .map(|record| Holding::Packet {
            channel: record.packet.source_channel.clone(),
            sequence: record.packet.sequence,
        })
        .collect()
}

/// An amount of a local denom with its name; `None` for zero.
fn named(world: &World, chain: ChainKey, denom: &str, amount: Uint256) -> Option<Holding> {
    (!amount.is_zero()).then(|| Holding::Amount {
        amount,
        name: asset_name(world, chain, denom),
    })
}

/// The name of a local denom for people: a bank denom, shortened if it is `ibc/HASH`, or a token's own name.
pub fn asset_name(world: &World, chain: ChainKey, denom: &str) -> String {
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
