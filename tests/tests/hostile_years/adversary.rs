//! What the hostile operators, their guardians and the accomplice do: before each step of a holder, and in between.

use causeway_multi_test::Asset;
use causeway_transfer::msg::{Direction, ExecuteMsg};
use ibc_multi_test::PacketId;

use crate::orders::Side;
use crate::tricks::Step;
use crate::year::{Year, DAY, WEEK};

/// How long the pauses are that the adversary wants.
#[derive(Clone, Copy, Debug)]
pub enum Lengths {
    /// As long as is allowed.
    Longest,
    /// One second: in front of each attempt of a holder, and over when the next pause may begin.
    Shortest,
    /// Any length up to a week.
    Any,
}

/// How likely, in percent, the adversary does something before a step of a holder.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    lengths: Lengths,
    pause_before_burn: u64,
    pause_before_arrival: u64,
    pause_before_release: u64,
    limit_before_arrival: u64,
    pause_before_due: u64,
    fail_release: u64,
    renounce: u64,
    idle_pause: u64,
}

impl Default for Plan {
    fn default() -> Self {
        LONGEST
    }
}

const LONGEST: Plan = Plan {
    lengths: Lengths::Longest,
    pause_before_burn: 100,
    pause_before_arrival: 3,
    pause_before_release: 100,
    limit_before_arrival: 97,
    pause_before_due: 2,
    fail_release: 50,
    renounce: 0,
    idle_pause: 3,
};
const SHORTEST: Plan = Plan {
    lengths: Lengths::Shortest,
    pause_before_arrival: 50,
    limit_before_arrival: 80,
    ..LONGEST
};
const ANY: Plan = Plan {
    lengths: Lengths::Any,
    pause_before_burn: 50,
    pause_before_arrival: 40,
    pause_before_release: 70,
    limit_before_arrival: 60,
    pause_before_due: 40,
    fail_release: 40,
    renounce: 4,
    idle_pause: 40,
};

impl Year {
    /// Decides what to prefer from now on.
    pub fn choose_plan(&mut self) {
        self.plan = *self.random.one_of(&[LONGEST, LONGEST, LONGEST, SHORTEST, ANY]);
    }

    /// Moves before a step of a holder.
    pub fn before(&mut self, step: Step) {
        match (self.trick, step) {
            (Some(trick), step) => trick(self, step),
            (None, Step::Burn) => self.before_burn(),
            (None, Step::Arrival(asset)) => self.before_arrival(asset),
            (None, Step::Release(packet)) => self.before_release(packet),
        }
    }

    fn before_burn(&mut self) {
        let plan = self.plan;
        if self.random.percent(plan.pause_before_burn) {
            self.pause_homeward(Side::Away);
        }
    }

    fn before_arrival(&mut self, asset: usize) {
        let (plan, asset) = (self.plan, self.assets[asset].clone());
        if self.is_hostile(Side::Home) && self.random.percent(plan.limit_before_arrival) {
            let amount = *self.random.one_of(&[0, 0, 999, 100_000]);
            self.limit(Side::Home, Direction::Homeward, &asset, Some(amount));
        }
        if self.random.percent(90) {
            self.accomplice_home(&asset);
        }
        if self.random.percent(plan.pause_before_arrival) {
            self.pause_homeward(Side::Home);
        }
        if self.random.percent(plan.renounce) {
            self.renounce_if_hostile(Side::Home);
        }
    }

    fn before_release(&mut self, packet: PacketId) {
        let plan = self.plan;
        if self.random.percent(plan.fail_release) {
            self.fail_release(packet);
        }
        if self.is_answered(packet) {
            return;
        }
        let is_due = self.due_for(packet).is_some();
        if self.random.percent(if is_due {
            plan.pause_before_release
        } else {
            plan.pause_before_due
        }) {
            self.pause_homeward(Side::Home);
        }
        if self.random.percent(plan.renounce) {
            self.renounce_if_hostile(Side::Home);
        }
    }

    /// Something that the adversary does while nobody else acts.
    pub fn idle_move(&mut self) {
        if self.trick.is_some() {
            return;
        }
        let side = *self.random.one_of(&[Side::Home, Side::Away]);
        let asset = self.assets[self.random.index(self.assets.len())].clone();
        if self.random.percent(25) {
            return self.move_of_accomplice(side, &asset);
        }
        if !self.is_hostile(side) {
            return;
        }
        if self.crew(side).operator.is_none() && self.random.percent(30) {
            return self.name_operator(side);
        }
        match self.random.below(12) {
            0 | 1 => self.idle_pause(side),
            2 => {
                let direction = self.any_direction();
                self.unpause(side, direction);
            }
            3 => {
                let amount = *self
                    .random
                    .one_of(&[None, Some(0), Some(1), Some(100_000), Some(u128::MAX)]);
                self.limit(Side::Home, Direction::Homeward, &asset, amount);
            }
            4 => {
                let amount = *self.random.one_of(&[None, Some(0), Some(100_000)]);
                self.limit(side, Direction::Outward, &asset, amount);
            }
            5 => {
                let denied = self.random.percent(50);
                self.deny(side, &asset, denied);
            }
            6 => {
                let on = self.random.percent(50);
                self.wind_down(side, on);
            }
            7 => {
                let gas = *self.random.one_of(&[None, Some(0), Some(1), Some(u64::MAX)]);
                let timeout = *self.random.one_of(&[None, Some(600), Some(DAY)]);
                self.configure(side, gas, timeout);
            }
            8 => {
                let gas = *self.random.one_of(&[None, Some(1), Some(1), Some(u64::MAX)]);
                self.starve(gas);
            }
            9 => self.hand_over(side),
            10 => {
                let name =
                    *self
                        .random
                        .one_of(&[None, Some("guardian"), Some("other guardian"), Some("owner")]);
                self.change_guardian(side, name);
            }
            _ => {
                if self.random.once_in(20) {
                    self.renounce(side);
                }
            }
        }
    }

    fn move_of_accomplice(&mut self, side: Side, asset: &Asset) {
        match self.random.below(3) {
            0 => self.accomplice_home(asset),
            1 => self.go_out_again(asset),
            _ => {
                // clears a pause that has ended by itself, as anyone may
                let stranger = self.accomplice[0].clone();
                let message = ExecuteMsg::Unpause { direction: None };
                self.execute(side, &stranger, &message);
            }
        }
    }

    fn idle_pause(&mut self, side: Side) {
        let plan = self.plan;
        if !self.random.percent(plan.idle_pause) {
            return;
        }
        let direction = self.any_direction();
        let length = self.length();
        self.pause(side, direction, length);
    }

    fn pause_homeward(&mut self, side: Side) {
        if self.is_hostile(side) {
            let length = self.length();
            self.pause(side, Some(Direction::Homeward), length);
        }
    }

    fn renounce_if_hostile(&mut self, side: Side) {
        if self.is_hostile(side) {
            self.renounce(side);
        }
    }

    fn is_hostile(&self, side: Side) -> bool {
        self.crew(side).is_hostile
    }

    fn any_direction(&mut self) -> Option<Direction> {
        let directions = [None, Some(Direction::Homeward), Some(Direction::Outward)];
        *self.random.one_of(&directions)
    }

    fn length(&mut self) -> u64 {
        match self.plan.lengths {
            Lengths::Longest => WEEK,
            Lengths::Shortest => 1,
            Lengths::Any => 1 + self.random.below(WEEK),
        }
    }
}
