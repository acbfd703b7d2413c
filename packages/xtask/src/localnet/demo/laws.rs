//! I1 to I4 between two chains: each returns what is wrong, in words. The other two cannot be seen from queries.

use std::collections::{BTreeMap, BTreeSet};

use causeway::live::{Ended, Ending, PacketLog};
use cosmwasm_std::Uint256;

use super::books::{Books, CONTRACT};

/// What the logs of both chains say about one asset on one channel of its home.
#[derive(Default)]
struct Flow {
    /// Into escrow.
    escrowed: Uint256,
    /// Out of escrow: returned, or refunded.
    released: Uint256,
    /// Sent either way and not received, or refused and not yet refunded.
    in_flight: Uint256,
}

/// All that is wrong on either chain.
pub fn broken(a: &Books, b: &Books) -> Vec<(&'static str, Vec<String>)> {
    let both = |law: fn(&Books, &Books) -> Vec<String>| [law(a, b), law(b, a)].concat();
    vec![
        ("I1", both(conservation)),
        ("I2", both(|home, _| solvency(home))),
        ("I3", both(isolation)),
        ("I4", both(one_ending)),
    ]
}

/// Channels of `home` whose other end is the contract of `away`.
fn channels<'a>(home: &'a Books, away: &'a Books) -> impl Iterator<Item = (&'a str, &'a str)> {
    let ends = home.channels.iter().filter(|(_, (port, _))| *port == away.port);
    ends.map(|(channel, (_, other))| (channel.as_str(), other.as_str()))
}

/// By local denom of `home`, on one of its channels.
fn flows(home: &Books, away: &Books, channel: &str, other: &str) -> BTreeMap<String, Flow> {
    let mut flows: BTreeMap<String, Flow> = BTreeMap::new();
    let back = format!("{}/{other}/", away.port);
    let foreign = format!("{}/{channel}/", home.port);
    for packet in home.log.sent.iter().filter(|packet| packet.channel == channel) {
        if packet.denom.starts_with(&foreign) {
            continue; // a voucher of theirs: their escrow, not ours
        }
        let flow = flows.entry(home.denom(&packet.denom)).or_default();
        let amount = packet.amount.parse().unwrap_or_default();
        let state = State::of(&home.log, &away.log, channel, other, packet.sequence);
        add(&mut flow.escrowed, amount, true);
        add(&mut flow.released, amount, state == State::Refunded);
        add(&mut flow.in_flight, amount, state == State::InFlight);
    }
    for packet in away.log.sent.iter().filter(|packet| packet.channel == other) {
        let Some(path) = packet.denom.strip_prefix(&back) else {
            continue;
        };
        let flow = flows.entry(home.denom(path)).or_default();
        let amount = packet.amount.parse().unwrap_or_default();
        let state = State::of(&away.log, &home.log, other, channel, packet.sequence);
        add(&mut flow.released, amount, state == State::Delivered);
        add(&mut flow.in_flight, amount, state == State::InFlight);
    }
    flows
}

fn add(sum: &mut Uint256, amount: Uint256, when: bool) {
    if when {
        *sum = sum.saturating_add(amount);
    }
}

#[derive(PartialEq)]
enum State {
    Delivered,
    Refunded,
    InFlight,
}

impl State {
    fn of(from: &PacketLog, to: &PacketLog, source: &str, dest: &str, sequence: u64) -> Self {
        let mut received = to.received.iter();
        let delivered = received.any(|one| one.channel == dest && one.sequence == sequence && one.success);
        match (delivered, from.ending(source, sequence)) {
            (true, _) => Self::Delivered,
            (false, None) => Self::InFlight,
            (false, Some(_)) => Self::Refunded,
        }
    }
}

/// I1: escrow = vouchers on the other side + what is in flight + claims still to be minted.
fn conservation(home: &Books, away: &Books) -> Vec<String> {
    let mut broken = vec![];
    for (channel, other) in channels(home, away) {
        let mut flows = flows(home, away, channel, other);
        for (at, denom) in home.escrow.keys().filter(|(at, _)| at == channel) {
            let _ = (at, flows.entry(denom.clone()).or_default());
        }
        for (denom, flow) in flows {
            let escrow = escrow(home, channel, &denom);
            let path = format!("{}/{other}/{}", away.port, home.path(&denom));
            let voucher = away.vouchers.get(&path);
            let supply = voucher
                .and_then(|voucher| away.supply.get(voucher))
                .copied()
                .unwrap_or_default();
            let claims = away
                .claims
                .iter()
                .filter(|claim| claim.denom == away.denom(&path));
            let to_mint = claims.fold(Uint256::zero(), |sum, claim| sum.saturating_add(claim.to_mint));
            let owed = supply.saturating_add(flow.in_flight).saturating_add(to_mint);
            if escrow != owed {
                broken.push(format!(
                    "I1: {} {channel} {}: escrow {escrow}, but vouchers {supply} + in flight {} + claims to mint {to_mint}",
                    home.chain,
                    home.name(&denom),
                    flow.in_flight
                ));
            }
        }
    }
    broken
}

/// I2: the contract holds at least its escrow and the claims.
fn solvency(books: &Books) -> Vec<String> {
    let mut owed: BTreeMap<&str, Uint256> = BTreeMap::new();
    let escrow = books
        .escrow
        .iter()
        .map(|((_, denom), amount)| (denom.as_str(), *amount));
    let claims = books
        .claims
        .iter()
        .map(|claim| (claim.denom.as_str(), claim.held));
    for (denom, amount) in escrow.chain(claims) {
        let sum = owed.entry(denom).or_default();
        *sum = sum.saturating_add(amount);
    }
    let held = |denom: &str| {
        books
            .holdings
            .get(&(CONTRACT.into(), denom.into()))
            .copied()
            .unwrap_or_default()
    };
    let short = owed.into_iter().filter(|(denom, owed)| held(denom) < *owed);
    short
        .map(|(denom, owed)| {
            format!(
                "I2: {} holds {} {}, but owes {owed}",
                books.chain,
                held(denom),
                books.name(denom)
            )
        })
        .collect()
}

/// I3: a channel releases at most what came in through it, and the books say what is left.
fn isolation(home: &Books, away: &Books) -> Vec<String> {
    let mut broken = vec![];
    for (channel, other) in channels(home, away) {
        for (denom, flow) in flows(home, away, channel, other) {
            let at = format!("I3: {} {channel} {}", home.chain, home.name(&denom));
            let (escrowed, released) = (flow.escrowed, flow.released);
            let Ok(left) = escrowed.checked_sub(released) else {
                broken.push(format!("{at}: {escrowed} came in, but {released} went out"));
                continue;
            };
            let escrow = escrow(home, channel, &denom);
            if escrow != left {
                broken.push(format!(
                    "{at}: the packets leave {left}, but the books say {escrow}"
                ));
            }
        }
    }
    broken
}

fn escrow(home: &Books, channel: &str, denom: &str) -> Uint256 {
    let key = (channel.to_string(), denom.to_string());
    home.escrow.get(&key).copied().unwrap_or_default()
}

/// I4: every packet ends at most once; the contract's record and core's commitment exist until then and not after.
fn one_ending(home: &Books, away: &Books) -> Vec<String> {
    let mut broken = vec![];
    let mut open = BTreeSet::new();
    for packet in &home.log.sent {
        let (channel, sequence) = (&packet.channel, packet.sequence);
        let endings: Vec<&Ended> = home
            .log
            .ended
            .iter()
            .filter(|one| one.channel == *channel && one.sequence == sequence)
            .collect();
        if endings.is_empty() {
            open.insert((channel.clone(), sequence));
        }
        let other = home
            .channels
            .iter()
            .find(|(id, _)| id == channel)
            .map(|(_, (_, other))| other.as_str());
        let received: Vec<_> = away
            .log
            .received
            .iter()
            .filter(|one| Some(one.channel.as_str()) == other && one.sequence == sequence)
            .collect();
        let late = endings.iter().any(|one| one.ending == Ending::Timeout) && !received.is_empty();
        if endings.len() > 1 || received.len() > 1 || late {
            broken.push(format!(
                "I4: {} {channel} #{sequence} was received {} times and ended {endings:?}",
                home.chain,
                received.len()
            ));
        }
    }
    for (what, list) in [("records", &home.records), ("commitments", &home.commitments)] {
        let known: BTreeSet<_> = list.iter().cloned().collect();
        if known != open {
            broken.push(format!(
                "I4: {}: {what} {known:?}, but {open:?} are in flight",
                home.chain
            ));
        }
    }
    broken
}
