//! The story that `causeway demo` tells: every way that a transfer can go, on three chains. It is a scenario like any
//! other: `packages/cli/scenarios/demo.toml`.

pub use crate::report::{render, verdict, Arrow, Outcome, Report, Step};

use crate::scenario::{Player, Scenario};
use crate::Error;
use causeway_multi_test::{ContractCode, World};

/// The scenario's text, in TOML.
pub const SCENARIO: &str = include_str!("../scenarios/demo.toml");

/// The story's stage.
pub struct Demo {
    /// The chains; open, so that a test can break something.
    pub world: World,
    player: Player,
}

impl Demo {
    /// Three chains, two channels between contracts, and one to the native `transfer` module of `zone`.
    ///
    /// # Errors
    /// When a chain refuses something of this.
    pub fn new() -> Result<Self, Error> {
        Self::with_code(ContractCode::NATIVE)
    }

    /// [`Demo::new`], whose chains run this code.
    ///
    /// # Errors
    /// When a chain refuses something of this.
    pub fn with_code(code: ContractCode) -> Result<Self, Error> {
        let staged = Scenario::parse(SCENARIO).and_then(|scenario| scenario.stage_with(code));
        let (player, world) = staged.map_err(|error| error.in_file("demo.toml", SCENARIO))?;
        Ok(Self { world, player })
    }

    /// Plays all steps.
    ///
    /// # Errors
    /// When a chain refuses what the story needs.
    pub fn run(mut self) -> Result<Report, Error> {
        self.tell(usize::MAX)?;
        Ok(self.report())
    }

    /// The first steps.
    ///
    /// # Errors
    /// When a chain refuses what the story needs.
    pub fn tell(&mut self, steps: usize) -> Result<(), Error> {
        for _ in 0..steps {
            let more = self.player.step(&mut self.world, &mut || {});
            if !more.map_err(|error| error.in_file("demo.toml", SCENARIO))? {
                break;
            }
        }
        Ok(())
    }

    /// What was told so far; the world is checked once more.
    pub fn report(self) -> Report {
        self.player.report(&self.world)
    }
}
