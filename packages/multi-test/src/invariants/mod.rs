//! The promise, computed from outside: from the chains' banks and tokens, the simulator's packet log and raw bytes,
//! and compared with the contracts' books.

mod checks;
mod flows;

use cosmwasm_std::{StdError, StdResult};
use serde::Serialize;

use self::flows::Flows;
use crate::World;

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
    /// Whether all six hold.
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

impl World {
    /// Computes all six.
    pub fn check(&self) -> Invariants {
        let flows = Flows::of(self);
        let mut broken = vec![];
        let mut hold = |found: StdResult<Vec<String>>| {
            let found = found.unwrap_or_else(|error| vec![format!("unreadable state: {error}")]);
            let holds = found.is_empty();
            broken.extend(found);
            holds
        };
        let conservation = hold(checks::conservation(self, &flows));
        let solvency = hold(checks::solvency(self));
        let isolation = hold(checks::isolation(self, &flows));
        let one_ending = hold(checks::one_ending(self));
        let never_stuck = hold(Ok(self.failed_settlements().to_vec()));
        let no_trace = hold(Ok(self.refusal_side_effects().to_vec()));
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
}
