//! I1 to I4: each returns what is wrong, in words.

use std::collections::BTreeMap;

use cosmwasm_std::{StdResult, Uint256};
use ibc_multi_test::{ChainKey, End, Ending, PacketId, PacketRecord, TRANSFER_PORT};

use super::flows::{self, Flow, Flows};
use crate::books::{self, InFlight};
use crate::{Asset, World};

pub fn conservation(world: &World, flows: &Flows) -> StdResult<Vec<String>> {
    let mut broken = kept_back(world)?;
    for (home, path, flow, away) in flows.each() {
        if world.hostile_chains.contains(&away.chain) || world.hostile_chains.contains(&home.chain) {
            continue;
        }
        let Some(asset) = world.asset_of(&home, path) else {
            broken.extend(unknown("I1", world, &home, path, flow));
            continue;
        };
        let escrow = world.escrowed(&home, &asset)?;
        let (supply, to_mint) = match world.voucher_at(away, path) {
            Some(voucher) => (
                books::supply(&world.net[away.chain], &voucher),
                to_mint(world, away, &voucher)?,
            ),
            None => Default::default(),
        };
        let owed = supply.checked_add(flow.in_flight)?.checked_add(to_mint)?;
        if escrow != owed {
            let (chain, channel) = (world.name(home.chain), &home.channel);
            broken.push(format!(
                "I1: {chain} {channel} {path}: escrow {escrow}, but vouchers {supply} + in flight {} + claims to mint {to_mint}",
                flow.in_flight
            ));
        }
    }
    Ok(broken)
}

/// A path that stands for no asset here: value cannot have moved under it.
fn unknown(law: &str, world: &World, home: &End, path: &str, flow: &Flow) -> Option<String> {
    let at = format!("{} {}", world.name(home.chain), home.channel);
    (!flow.is_void()).then(|| {
        format!(
            "{law}: {at}: {path} is no asset, but {} came in and {} went out",
            flow.escrowed, flow.released
        )
    })
}

fn to_mint(world: &World, end: &End, voucher: &Asset) -> StdResult<Uint256> {
    if end.port == TRANSFER_PORT {
        return Ok(Uint256::zero());
    }
    let denom = voucher.to_string();
    let claims = world.books(end.chain)?.claims;
    let sums = claims
        .iter()
        .filter(|claim| claim.denom == denom)
        .map(|claim| claim.to_mint);
    sums.into_iter()
        .try_fold(Uint256::zero(), |sum, amount| Ok(sum.checked_add(amount)?))
}

pub fn solvency(world: &World) -> StdResult<Vec<String>> {
    let debts = debts(world)?.into_iter().filter(|debt| debt.held < debt.owed);
    let broken = debts.map(|debt| {
        format!(
            "I2: {} holds {} {}, but owes {}",
            world.name(debt.chain),
            debt.held,
            debt.asset,
            debt.owed
        )
    });
    Ok(broken.collect())
}

/// What nobody gave and nobody is owed was kept back from somebody.
fn kept_back(world: &World) -> StdResult<Vec<String>> {
    let debts = debts(world)?.into_iter();
    let kept = debts
        .filter(|debt| debt.held > debt.owed && !world.donations.contains(&(debt.chain, debt.asset.clone())));
    let broken = kept.map(|debt| {
        format!(
            "I1: {} holds {} {}, but owes only {}",
            world.name(debt.chain),
            debt.held,
            debt.asset,
            debt.owed
        )
    });
    Ok(broken.collect())
}

/// One asset of one contract, base units.
struct Debt {
    chain: ChainKey,
    asset: Asset,
    held: Uint256,
    /// Escrow over all channels, and claims.
    owed: Uint256,
}

/// Of every asset that was ever escrowed and keeps its word.
fn debts(world: &World) -> StdResult<Vec<Debt>> {
    let mut debts = vec![];
    for (chain, deployment) in &world.deployments {
        let books = world.books(*chain)?;
        let mut owed: BTreeMap<&str, Uint256> = BTreeMap::new();
        let escrow = books
            .escrow
            .iter()
            .map(|line| (line.denom.as_str(), line.outstanding));
        let claims = books
            .claims
            .iter()
            .map(|claim| (claim.denom.as_str(), claim.held));
        for (denom, amount) in escrow.chain(claims) {
            let sum = owed.entry(denom).or_default();
            *sum = sum.checked_add(amount)?;
        }
        for (denom, owed) in owed {
            let asset = Asset::parse(world.net[*chain].api(), denom);
            if !is_nonstandard(world, *chain, &asset) {
                let held = world.balance(*chain, &deployment.transfer, &asset);
                debts.push(Debt {
                    chain: *chain,
                    asset,
                    held,
                    owed,
                });
            }
        }
    }
    Ok(debts)
}

fn is_nonstandard(world: &World, chain: ChainKey, asset: &Asset) -> bool {
    world
        .nonstandard_tokens
        .iter()
        .any(|(at, token)| *at == chain && *asset == Asset::Cw20(token.clone()))
}

/// By asset, not by path: a hostile counterparty may name one asset in two ways.
pub fn isolation(world: &World, flows: &Flows) -> StdResult<Vec<String>> {
    let mut broken = vec![];
    let mut sums: BTreeMap<_, (End, Asset, Flow)> = BTreeMap::new();
    for (home, path, flow, _) in flows.each() {
        if world.hostile_chains.contains(&home.chain) {
            continue;
        }
        let Some(asset) = world.asset_of(&home, path) else {
            broken.extend(unknown("I3", world, &home, path, flow));
            continue;
        };
        let key = (home.chain, home.channel.clone(), asset.to_string());
        let (_, _, sum) = sums.entry(key).or_insert((home, asset, Flow::default()));
        sum.escrowed = sum.escrowed.checked_add(flow.escrowed)?;
        sum.released = sum.released.checked_add(flow.released)?;
    }
    for (
        home,
        asset,
        Flow {
            escrowed, released, ..
        },
    ) in sums.values()
    {
        let at = format!("{} {} {asset}", world.name(home.chain), home.channel);
        let Ok(left) = escrowed.checked_sub(*released) else {
            broken.push(format!("I3: {at}: {escrowed} came in, but {released} went out"));
            continue;
        };
        let escrow = world.escrowed(home, asset)?;
        if escrow != left {
            broken.push(format!(
                "I3: {at}: the packet log leaves {left}, but the books say {escrow}"
            ));
        }
    }
    Ok(broken)
}

pub fn one_ending(world: &World) -> StdResult<Vec<String>> {
    let mut broken = vec![];
    let mut open: BTreeMap<ChainKey, Vec<InFlight>> = BTreeMap::new();
    for (id, record) in world.net.packets() {
        broken.extend(second_ending(id, &record));
        let from = world.net.by_id(&record.from);
        let from = from.filter(|from| !world.hostile_chains.contains(from));
        let ours = record.is_pending() && record.packet.source_port != TRANSFER_PORT;
        let Some(from) = from.filter(|_| ours) else {
            continue;
        };
        match flows::record_of(world, from, &record.packet) {
            Some(expected) => open.entry(from).or_default().push(expected),
            None => broken.push(format!("I4: packet {id:?} of ours is no transfer")),
        }
    }
    for (chain, deployment) in &world.deployments {
        if world.hostile_chains.contains(chain) {
            continue;
        }
        let mut records = world.books(*chain)?.in_flight;
        let mut pending = open.remove(chain).unwrap_or_default();
        records.sort();
        pending.sort();
        if records != pending {
            broken.push(format!(
                "I4: {}: records {records:?}, but {pending:?} are in flight",
                deployment.name
            ));
        }
    }
    Ok(broken)
}

fn second_ending(id: PacketId, record: &PacketRecord) -> Option<String> {
    let PacketRecord {
        received, endings, ..
    } = record;
    if endings.len() > 1 || *received > 1 {
        return Some(format!(
            "I4: packet {id:?} was received {received} times and ended {endings:?}"
        ));
    }
    (*received > 0 && endings.contains(&Ending::TimedOut))
        .then(|| format!("I4: packet {id:?} was received and timed out"))
}
