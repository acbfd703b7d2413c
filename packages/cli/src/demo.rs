//! The scenario of `causeway demo`: every way in which a transfer can end, on three chains. It is an ordinary scenario:
//! `packages/cli/scenarios/demo.toml`.

pub use crate::report::{render, verdict, Arrow, Outcome, Report, Step};

use crate::scenario::{Player, Scenario};
use crate::Error;
use causeway_multi_test::{ContractCode, World};

/// The scenario's text, in TOML.
pub const SCENARIO: &str = include_str!("../scenarios/demo.toml");

/// The demo, ready to be played.
pub struct Demo {
    /// The simulated chains; public so that a test can break an invariant.
    pub world: World,
    player: Player,
}

impl Demo {
    /// Three chains, two channels between contracts, and one to the native `transfer` module of `zone`.
    ///
    /// # Errors
    /// When a chain rejects a part of the set-up.
    pub fn new() -> Result<Self, Error> {
        Self::with_code(ContractCode::NATIVE)
    }

    /// Like [`Demo::new`], with other code on the chains.
    ///
    /// # Errors
    /// When a chain rejects a part of the set-up.
    pub fn with_code(code: ContractCode) -> Result<Self, Error> {
        let staged = Scenario::parse(SCENARIO).and_then(|scenario| scenario.stage_with(code));
        let (player, world) = staged.map_err(|error| error.in_file("demo.toml", SCENARIO))?;
        Ok(Self { world, player })
    }

    /// Plays all steps and returns the report.
    ///
    /// # Errors
    /// When a chain rejects what the scenario needs.
    pub fn run(mut self) -> Result<Report, Error> {
        self.tell(usize::MAX)?;
        Ok(self.report())
    }

    /// Plays the first `steps` steps.
    ///
    /// # Errors
    /// When a chain rejects what the scenario needs.
    pub fn tell(&mut self, steps: usize) -> Result<(), Error> {
        for _ in 0..steps {
            let more = self.player.step(&mut self.world, &mut || {});
            if !more.map_err(|error| error.in_file("demo.toml", SCENARIO))? {
                break;
            }
        }
        Ok(())
    }

    /// The report of the steps that were played. The invariants are checked once more.
    pub fn report(self) -> Report {
        self.player.report(&self.world)
    }
}
