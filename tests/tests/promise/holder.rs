//! A holder who wants home, tries once a day, and releases what is held when it is due.

use ibc_multi_test::{PacketId, Relay};

use crate::orders::Side;
use crate::tricks::Step;
use crate::year::{Year, DAY, WEALTH};

/// What a holder brings home at once.
const PIECE: u128 = 1_000;
/// What a holder sends to nobody, to have it refunded.
const LOST: u128 = 10;

/// A holder of one asset.
pub struct Holder {
    /// Index of the asset.
    pub asset: usize,
    /// When the way home began; `None`: none is under way.
    pub begun: Option<u64>,
    /// When the holder acts next.
    pub next: u64,
    /// The packet that is held.
    held: Option<PacketId>,
    /// A packet to nobody that nobody relays, and that will time out.
    unrelayed: Option<PacketId>,
    /// What is on its way, and what the holder has at home when it is there.
    amount: u128,
    goal: u128,
}

impl Holder {
    pub fn new(asset: usize) -> Self {
        Self {
            asset,
            begun: None,
            next: 0,
            held: None,
            unrelayed: None,
            amount: 0,
            goal: 0,
        }
    }
}

impl Year {
    /// A holder begins a way home or goes on with it, and then waits for a day, or for a while when at home.
    pub fn act_of(&mut self, who: usize) {
        if self.holders[who].begun.is_none() && self.may_begin() {
            self.collect(who);
            self.send_in_vain(who);
            self.begin(who, PIECE);
        }
        self.try_home(who);
        let wait = match self.holders[who].begun {
            Some(_) => DAY,
            None => self.random.below(15 * DAY),
        };
        self.holders[who].next = self.now() + wait;
    }

    /// Brings home all that is left, and requires that the holder has what he had at the beginning.
    pub fn bring_all_home(&mut self, who: usize) {
        self.advance(DAY);
        self.collect(who);
        let left = self.vouchers_of(who);
        self.begin(who, left);
        self.try_home(who);
        while self.holders[who].begun.is_some() {
            self.idle_move();
            self.advance(DAY);
            self.try_home(who);
        }
        let (wealth, left) = (self.wealth_of(who), self.vouchers_of(who));
        if wealth != WEALTH || left != 0 {
            self.fail(&format!(
                "a holder had {WEALTH} and has {wealth} and {left} vouchers"
            ));
        }
    }

    /// Goes home once, with one attempt a day. Returns how long it took, in seconds.
    pub fn one_way_home(&mut self, who: usize) -> u64 {
        let begun = self.now();
        self.begin(who, PIECE);
        self.try_home(who);
        while self.holders[who].begun.is_some() {
            self.advance(DAY);
            self.try_home(who);
        }
        self.now() - begun
    }

    /// Begins a way home.
    fn begin(&mut self, who: usize, amount: u128) {
        self.begin_log();
        self.choose_plan();
        let (begun, goal) = (self.now(), self.wealth_of(who) + amount);
        let holder = &mut self.holders[who];
        holder.begun = Some(begun);
        holder.amount = amount;
        holder.goal = goal;
        self.note(format!("holder {who} begins"));
    }

    /// One day's attempt. What is refunded is sent again at once.
    fn try_home(&mut self, who: usize) {
        let Some(begun) = self.holders[who].begun else {
            return;
        };
        for _ in 0..3 {
            let has_moved = match self.holders[who].held {
                None => self.try_burn(who),
                Some(packet) => self.try_release(who, packet),
            };
            if self.wealth_of(who) == self.holders[who].goal {
                self.holders[who].begun = None;
                self.came_home(begun);
                return;
            }
            if !has_moved {
                break;
            }
        }
        self.check_time(begun);
    }

    /// Sends the vouchers home, and relays the packet. Returns whether the holder has the vouchers again.
    fn try_burn(&mut self, who: usize) -> bool {
        let asset = self.assets[self.holders[who].asset].clone();
        let (amount, alice, bob) = (
            self.holders[who].amount,
            self.scene.alice.clone(),
            self.scene.bob.clone(),
        );
        self.before(Step::Burn);
        let voucher = self.voucher(&asset);
        let Some(packet) = self.send(Side::Away, voucher, amount, &bob, &alice) else {
            self.happened("holder: burn refused");
            return false;
        };
        self.before(Step::Arrival(self.holders[who].asset));
        self.scene.world.net.recv(packet).unwrap();
        if !self.is_answered(packet) {
            self.holders[who].held = Some(packet);
            self.happened("holder: held");
            return false;
        }
        self.settle(who, packet, "holder: paid on arrival")
    }

    /// Releases the held packet, unless somebody did. Returns whether the holder has the vouchers again.
    fn try_release(&mut self, who: usize, packet: PacketId) -> bool {
        self.before(Step::Release(packet));
        if !self.is_answered(packet) {
            let keeper = self.scene.world.net[self.scene.home].addr("keeper");
            let message = self.release_of(packet);
            if !self.execute(Side::Home, &keeper, &message) {
                self.happened("holder: release refused");
                return false;
            }
        }
        self.settle(who, packet, "holder: released")
    }

    /// Relays the answer, and compares what the holder has with it.
    fn settle(&mut self, who: usize, packet: PacketId, paid: &'static str) -> bool {
        self.holders[who].held = None;
        self.scene.world.ack(packet).unwrap();
        let is_refused = self.scene.world.is_refused(packet);
        let is_home = self.wealth_of(who) == self.holders[who].goal;
        if is_refused == is_home {
            self.fail("an answer and what was paid do not agree");
        }
        if is_refused {
            let why = self.scene.ack_text(packet);
            self.note(format!("holder {who} is refunded: {why}"));
        } else {
            self.happened(paid);
        }
        is_refused
    }

    /// Sends a little to nobody. It comes back, at once or as a claim.
    fn send_in_vain(&mut self, who: usize) {
        let asset = self.assets[self.holders[who].asset].clone();
        if self.wealth_of(who) < LOST || self.holders[who].unrelayed.is_some() {
            return;
        }
        let alice = self.scene.alice.clone();
        let nobody = self.scene.world.net[self.scene.home].addr("nobody"); // an address of the wrong chain
        let before = self.wealth_of(who);
        let Some(packet) = self.send(Side::Home, asset, LOST, &alice, &nobody) else {
            return;
        };
        if self.random.percent(50) {
            self.holders[who].unrelayed = Some(packet);
            return;
        }
        self.scene.world.net.recv(packet).unwrap();
        self.scene.world.ack(packet).unwrap();
        self.was_refunded(self.wealth_of(who) == before);
    }

    fn was_refunded(&mut self, is_paid: bool) {
        self.happened(match is_paid {
            true => "holder: refunded",
            false => "holder: refund became a claim",
        });
    }

    /// Has the packet that nobody relayed time out, and every claim on the asset paid.
    fn collect(&mut self, who: usize) {
        let unrelayed = self.holders[who].unrelayed;
        if let Some(packet) = unrelayed
            && self.scene.world.net.due(packet) == Some(Relay::Timeout)
        {
            let before = self.wealth_of(who);
            self.holders[who].unrelayed = None;
            self.scene.world.timeout(packet).unwrap();
            self.was_refunded(self.wealth_of(who) == before + LOST);
        }
        let asset = self.assets[self.holders[who].asset].clone();
        let (alice, denom) = (self.scene.alice.clone(), asset.to_string());
        let claims = self.scene.claims();
        if claims.iter().any(|claim| claim.0 == alice && claim.1 == denom) {
            match self.scene.claim(&alice, &asset, None, None) {
                Ok(_) => self.happened("holder: claim paid"),
                Err(error) => self.fail(&format!("a claim was not paid: {}", error.text)),
            }
        }
    }

    fn wealth_of(&self, who: usize) -> u128 {
        self.scene.alice_holds(&self.assets[self.holders[who].asset])
    }

    fn vouchers_of(&self, who: usize) -> u128 {
        let voucher = self.voucher(&self.assets[self.holders[who].asset]);
        self.scene.holds(self.scene.away, &self.scene.bob, &voucher)
    }
}
