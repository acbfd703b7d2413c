//! A simulated year on two chains, with its clock, its log and what must hold in it.

use std::collections::BTreeMap;

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{install_token, Scene};
use causeway_tests::random::Random;
use cosmwasm_std::{coin, Addr};
use ibc_multi_test::PacketId;

use crate::adversary::Plan;
use crate::holder::Holder;
use crate::orders::{Crew, Side};
use crate::tricks::Trick;

pub const DAY: u64 = 86_400;
pub const WEEK: u64 = 7 * DAY;
const YEAR: u64 = 365 * DAY;

/// What each holder has at the beginning.
pub const WEALTH: u128 = 1_000_000;
/// What the accomplice has of each asset.
pub const RICHES: u128 = 1_000_000_000_000_000;
/// SDK gas that the expensive token uses in one `transfer`.
const EXPENSIVE: u64 = 1_500_000;
/// What an honest operator of the source chain lets home in a day.
const HONEST_LIMIT: u128 = 100_000;

/// The chains whose operator and guardian are hostile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hostile {
    Home,
    Away,
    Both,
}

/// A year in which somebody tries to break the promise.
pub struct Year {
    pub scene: Scene,
    pub random: Random,
    /// The operators and guardians of the source chain and of the vouchers' chain.
    pub crews: [Crew; 2],
    /// The rich accomplice on each chain.
    pub accomplice: [Addr; 2],
    /// The assets of the holders, and the number of each in these lists.
    pub assets: [Asset; 2],
    pub holders: Vec<Holder>,
    /// What the adversary prefers at present.
    pub plan: Plan,
    /// What the adversary does instead of moving at random.
    pub trick: Option<Trick>,
    /// How often each thing happened.
    pub counts: BTreeMap<&'static str, u64>,
    /// Ways home that were completed.
    pub ways: u64,
    /// The longest of them, in seconds.
    pub longest: u64,
    bound: u64,
    name: String,
    now: u64,
    log: Vec<String>,
}

impl Year {
    /// Vouchers of the whole wealth of both holders, and of the accomplice's riches, are on the other chain.
    pub fn new(hostile: Hostile, seed: u64, bound: u64) -> Self {
        let mut scene = Scene::new();
        let (home, away) = (scene.home, scene.away);
        let rich = scene.world.net[home].addr("accomplice");
        let funds = [coin(RICHES, Scene::COIN)];
        scene.world.net[home].fund(&rich, &funds).unwrap();
        let holders = [(&scene.alice.clone(), WEALTH), (&rich, RICHES)];
        let token = install_token(&mut scene.world, home, &holders);
        scene.world.allow(home, &token, None).unwrap();
        scene.arm_at(&token, "transfer", Deed::Spend(EXPENSIVE));
        let crews = [Side::Home, Side::Away].map(|side| Crew::of(&scene, side, hostile));
        let assets = [scene.coin(), Asset::Cw20(token)];
        let accomplice = [rich, scene.world.net[away].addr("accomplice")];
        let mut year = Self {
            scene,
            random: Random(seed),
            crews,
            accomplice,
            holders: (0..assets.len()).map(Holder::new).collect(),
            assets,
            plan: Plan::default(),
            trick: None,
            counts: BTreeMap::new(),
            ways: 0,
            longest: 0,
            bound,
            name: format!("{hostile:?} hostile, seed {seed}"),
            now: 0,
            log: vec![],
        };
        for asset in year.assets.clone() {
            let sent = year.scene.send(asset.clone(), WEALTH);
            year.scene.world.deliver(sent).unwrap();
            year.accomplice_out(&asset, RICHES);
            if hostile == Hostile::Away {
                year.honest_limit(&asset, HONEST_LIMIT);
            }
        }
        year
    }

    /// Lets the year pass: whoever is next acts, and the adversary before him. At the end everybody brings home what is left.
    pub fn run(&mut self) {
        while self.may_begin() || self.holders.iter().any(|holder| holder.begun.is_some()) {
            let next = (0..self.holders.len()).min_by_key(|one| self.holders[*one].next);
            let next = next.unwrap();
            self.wait_for(next);
            self.act_of(next);
            if self.random.once_in(20) {
                self.check();
            }
        }
        for holder in 0..self.holders.len() {
            self.bring_all_home(holder);
        }
        self.check();
    }

    /// Whether the year is not over, so that a holder begins another way home.
    pub fn may_begin(&self) -> bool {
        self.now < YEAR
    }

    /// Time passes until a holder acts, and the adversary uses it.
    fn wait_for(&mut self, holder: usize) {
        let until = self.holders[holder].next;
        while self.now < until && self.random.percent(60) {
            let seconds = self.random.below(until - self.now);
            self.advance(seconds);
            self.idle_move();
        }
        self.advance(until.saturating_sub(self.now));
    }

    /// Lets time pass on both chains.
    pub fn advance(&mut self, seconds: u64) {
        self.now += seconds;
        for chain in [self.scene.home, self.scene.away] {
            self.scene.world.net[chain].advance(1, seconds);
        }
    }

    /// Seconds since the year began.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Counts that something happened, and logs it for the text of a failure.
    pub fn happened(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
        self.note(what.to_string());
    }

    /// Logs something for the text of a failure.
    pub fn note(&mut self, what: String) {
        let day = crate::days(self.now);
        self.log.push(format!("day {day:.5}: {what}"));
    }

    /// Forgets the log when a way home begins and no other is under way.
    pub fn begin_log(&mut self) {
        if self.holders.iter().all(|holder| holder.begun.is_none()) {
            self.log.clear();
        }
    }

    /// A way home is over.
    pub fn came_home(&mut self, begun: u64) {
        self.check_time(begun);
        self.ways += 1;
        self.longest = self.longest.max(self.now - begun);
    }

    /// Fails when a way home takes longer than was promised.
    pub fn check_time(&self, begun: u64) {
        let taken = self.now - begun;
        if taken > self.bound {
            let (taken, bound) = (crate::days(taken), crate::days(self.bound));
            self.fail(&format!(
                "a way home takes more than {taken:.3} days, and {bound:.0} are promised"
            ));
        }
    }

    /// Fails with the log since the way home began.
    pub fn fail(&self, why: &str) -> ! {
        let log = self.log.join("\n  ");
        panic!("{}, day {:.3}: {why}\n  {log}", self.name, crate::days(self.now));
    }

    /// Checks all six invariants.
    pub fn check(&self) {
        if let Err(error) = self.scene.world.check().require() {
            self.fail(&error.to_string());
        }
    }

    /// An account sends on a chain. `None`: the chain refuses it, for the reason that is logged.
    pub fn send(
        &mut self,
        side: Side,
        asset: Asset,
        amount: u128,
        who: &Addr,
        to: &Addr,
    ) -> Option<PacketId> {
        let channel = self.scene.channel.clone();
        let end = match side {
            Side::Home => channel.a,
            Side::Away => channel.b,
        };
        match self.scene.world.send(Send::new(&end, who, asset, amount, to)) {
            Ok(packet) => Some(packet),
            Err(error) => {
                self.note(format!("send refused: {}", error.text));
                None
            }
        }
    }

    /// The vouchers of an asset on the other chain.
    pub fn voucher(&self, asset: &Asset) -> Asset {
        let voucher = self
            .scene
            .world
            .voucher_at(&self.scene.channel.b, &asset.to_string());
        voucher.unwrap()
    }

    /// Whether a packet that has arrived was answered.
    pub fn is_answered(&self, packet: PacketId) -> bool {
        self.scene.world.net.packet(packet).ack.is_some()
    }
}
