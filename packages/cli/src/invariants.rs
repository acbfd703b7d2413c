//! The promise, computed from outside: from the chains' banks and tokens, the simulator's packet log and raw bytes,
//! and compared with the contracts' books.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{StdError, StdResult, Uint256};
use ibc_multi_test::{ChainKey, End, Ending, PacketRecord, TRANSFER_PORT};
use serde::Serialize;
use serde_json::Value;

use crate::books::{self, Books};
use crate::world::{Asset, World};

/// Which of the six hold, and what is wrong where one does not.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Invariants {
    /// I1: per channel and asset, escrow = vouchers + in flight + claims to be minted.
    pub conservation: bool,
    /// I2: the contract holds at least its escrow and claims.
    pub solvency: bool,
    /// I3: a channel releases at most what came in through it.
    pub isolation: bool,
    /// I4: every packet ends at most once, and its record exists until then and not after.
    pub one_ending: bool,
    /// I5: no acknowledgement or timeout of a packet of ours failed.
    pub never_stuck: bool,
    /// I6: a receive that was refused changed nothing.
    pub no_trace: bool,
    /// What is wrong, in words.
    #[serde(skip)]
    pub broken: Vec<String>,
}

impl Invariants {
    /// All hold.
    pub fn ok(&self) -> bool {
        self.by_name().iter().all(|(_, holds)| *holds)
    }

    /// Name and state of each, I1 to I6.
    pub fn by_name(&self) -> [(&'static str, bool); 6] {
        [
            ("I1 conservation", self.conservation),
            ("I2 solvency", self.solvency),
            ("I3 isolation", self.isolation),
            ("I4 one ending", self.one_ending),
            ("I5 never stuck", self.never_stuck),
            ("I6 no trace", self.no_trace),
        ]
    }

    /// Those of both.
    pub fn and(mut self, other: &Invariants) -> Self {
        self.conservation &= other.conservation;
        self.solvency &= other.solvency;
        self.isolation &= other.isolation;
        self.one_ending &= other.one_ending;
        self.never_stuck &= other.never_stuck;
        self.no_trace &= other.no_trace;
        self.broken.extend(other.broken.iter().cloned());
        self
    }
}

/// Computes all six.
pub fn check(world: &World) -> Invariants {
    let flows = Flows::of(world);
    let mut broken = vec![];
    let mut hold = |found: StdResult<Vec<String>>| {
        let found = found.unwrap_or_else(|error| vec![format!("unreadable state: {error}")]);
        let holds = found.is_empty();
        broken.extend(found);
        holds
    };
    let conservation = hold(conservation(world, &flows));
    let solvency = hold(solvency(world));
    let isolation = hold(isolation(world, &flows));
    let one_ending = hold(one_ending(world));
    let never_stuck = hold(Ok(world.stuck.clone()));
    let no_trace = hold(Ok(world.traces.clone()));
    Invariants {
        conservation,
        solvency,
        isolation,
        one_ending,
        never_stuck,
        no_trace,
        broken,
    }
}

/// What the packet log says about one asset of one end, its home on that channel. Base units.
#[derive(Default)]
struct Flow {
    /// Into escrow.
    escrowed: Uint256,
    /// Out of escrow: returned, or refunded.
    released: Uint256,
    /// Sent either way and not received, or refused and not yet refunded.
    in_flight: Uint256,
}

/// By the end where an asset is at home, its path there, and the other end.
struct Flows(BTreeMap<(ChainKey, String, String, String), (Flow, End)>);

impl Flows {
    fn of(world: &World) -> Self {
        let mut flows = Self(BTreeMap::new());
        for (_, record) in world.net.packets() {
            flows.add(world, &record);
        }
        flows
    }

    fn add(&mut self, world: &World, record: &PacketRecord) {
        let ends = world.net.by_id(&record.from).zip(world.net.by_id(&record.to));
        let Some(((from, to), (denom, amount))) = ends.zip(denom_and_amount(&record.packet.data)) else {
            return;
        };
        let packet = &record.packet;
        let source = End {
            chain: from,
            port: packet.source_port.clone(),
            channel: packet.source_channel.clone(),
        };
        let dest = End {
            chain: to,
            port: packet.destination_port.clone(),
            channel: packet.destination_channel.clone(),
        };
        let delivered = record.received > 0 && record.ack.as_deref().is_some_and(books::is_success);
        let refunded = !record.is_pending() && !delivered;
        let in_flight = record.is_pending() && !delivered;
        let prefix = format!("{}/{}/", source.port, source.channel);
        match denom.strip_prefix(&prefix) {
            Some(home) => {
                let flow = self.entry(&dest, home, &source);
                add(&mut flow.released, amount, delivered);
                add(&mut flow.in_flight, amount, in_flight);
            }
            None => {
                let flow = self.entry(&source, &denom, &dest);
                add(&mut flow.escrowed, amount, true);
                add(&mut flow.released, amount, refunded);
                add(&mut flow.in_flight, amount, in_flight);
            }
        }
    }

    fn entry(&mut self, home: &End, path: &str, away: &End) -> &mut Flow {
        let key = (
            home.chain,
            home.port.clone(),
            home.channel.clone(),
            path.to_string(),
        );
        &mut self
            .0
            .entry(key)
            .or_insert_with(|| (Flow::default(), away.clone()))
            .0
    }

    /// Home end, path there, flow, other end.
    fn each(&self) -> impl Iterator<Item = (End, &str, &Flow, &End)> {
        self.0.iter().map(|((chain, port, channel, path), (flow, away))| {
            let home = End {
                chain: *chain,
                port: port.clone(),
                channel: channel.clone(),
            };
            (home, path.as_str(), flow, away)
        })
    }
}

fn add(sum: &mut Uint256, amount: Uint256, when: bool) {
    if when {
        *sum = sum.saturating_add(amount);
    }
}

/// A decoder of its own, so that the contract's is not taken at its word.
fn denom_and_amount(data: &[u8]) -> Option<(String, Uint256)> {
    let packet: Value = serde_json::from_slice(data).ok()?;
    let denom = packet.get("denom")?.as_str()?.to_string();
    Some((denom, packet.get("amount")?.as_str()?.parse().ok()?))
}

fn conservation(world: &World, flows: &Flows) -> StdResult<Vec<String>> {
    let mut broken = vec![];
    for (home, path, flow, away) in flows.each() {
        if world.hostile.contains(&away.chain) || world.hostile.contains(&home.chain) {
            continue;
        }
        let Some(asset) = books::asset_of(world, &home, path) else {
            continue;
        };
        let escrow = books::escrowed(world, &home, &asset)?;
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

fn to_mint(world: &World, end: &End, voucher: &Asset) -> StdResult<Uint256> {
    if end.port == TRANSFER_PORT {
        return Ok(Uint256::zero());
    }
    let denom = voucher.to_string();
    let claims = Books::of(world, end.chain)?.claims;
    let sums = claims
        .iter()
        .filter(|claim| claim.denom == denom)
        .map(|claim| claim.to_mint);
    sums.into_iter()
        .try_fold(Uint256::zero(), |sum, amount| Ok(sum.checked_add(amount)?))
}

fn solvency(world: &World) -> StdResult<Vec<String>> {
    let mut broken = vec![];
    for (chain, site) in &world.sites {
        let books = Books::of(world, *chain)?;
        let mut owed: BTreeMap<&str, Uint256> = BTreeMap::new();
        let lines = books
            .escrow
            .iter()
            .map(|line| (line.denom.as_str(), line.outstanding));
        for (denom, amount) in lines.chain(
            books
                .claims
                .iter()
                .map(|claim| (claim.denom.as_str(), claim.held)),
        ) {
            let sum = owed.entry(denom).or_default();
            *sum = sum.checked_add(amount)?;
        }
        for (denom, owed) in owed {
            let asset = Asset::parse(world.net[*chain].api(), denom);
            if is_faithless(world, *chain, &asset) {
                continue;
            }
            let held = world.balance(*chain, &site.transfer, &asset);
            if held < owed {
                broken.push(format!("I2: {} holds {held} {denom}, but owes {owed}", site.name));
            }
        }
    }
    Ok(broken)
}

fn is_faithless(world: &World, chain: ChainKey, asset: &Asset) -> bool {
    world
        .faithless
        .iter()
        .any(|(at, token)| *at == chain && *asset == Asset::Cw20(token.clone()))
}

fn isolation(world: &World, flows: &Flows) -> StdResult<Vec<String>> {
    let mut broken = vec![];
    for (home, path, flow, _) in flows.each() {
        if world.hostile.contains(&home.chain) {
            continue;
        }
        let Some(asset) = books::asset_of(world, &home, path) else {
            continue;
        };
        let at = format!("{} {} {path}", world.name(home.chain), home.channel);
        let Ok(left) = flow.escrowed.checked_sub(flow.released) else {
            broken.push(format!(
                "I3: {at}: {} came in, but {} went out",
                flow.escrowed, flow.released
            ));
            continue;
        };
        let escrow = books::escrowed(world, &home, &asset)?;
        if escrow != left {
            broken.push(format!(
                "I3: {at}: the packet log leaves {left}, but the books say {escrow}"
            ));
        }
    }
    Ok(broken)
}

fn one_ending(world: &World) -> StdResult<Vec<String>> {
    let mut broken = vec![];
    let mut open: BTreeMap<ChainKey, BTreeSet<(String, u64)>> = BTreeMap::new();
    for (id, record) in world.net.packets() {
        if record.endings.len() > 1 || record.received > 1 {
            broken.push(format!(
                "I4: packet {id:?} was received {} times and ended {:?}",
                record.received, record.endings
            ));
        }
        if record.received > 0 && record.endings.contains(&Ending::TimedOut) {
            broken.push(format!("I4: packet {id:?} was received and timed out"));
        }
        let from = world
            .net
            .by_id(&record.from)
            .filter(|from| !world.hostile.contains(from));
        if let (Some(from), true) = (from, record.is_pending()) {
            if record.packet.source_port != TRANSFER_PORT {
                let name = (record.packet.source_channel.clone(), record.packet.sequence);
                open.entry(from).or_default().insert(name);
            }
        }
    }
    for (chain, site) in world
        .sites
        .iter()
        .filter(|(chain, _)| !world.hostile.contains(chain))
    {
        let records: BTreeSet<_> = Books::of(world, *chain)?.in_flight.into_iter().collect();
        let pending = open.remove(chain).unwrap_or_default();
        if records != pending {
            broken.push(format!(
                "I4: {}: records {records:?}, but {pending:?} are in flight",
                site.name
            ));
        }
    }
    Ok(broken)
}

impl Invariants {
    /// An error with all that is wrong.
    ///
    /// # Errors
    /// When one is broken.
    pub fn require(&self) -> StdResult<()> {
        if self.ok() {
            return Ok(());
        }
        Err(StdError::msg(self.broken.join("; ")))
    }
}
