//! Scenarios of one's own: chains, tokens, accounts and channels, then sends and what the relayer does with each packet.
//! Written in TOML; `packages/cli/scenarios/` has commented examples.
//!
//! ```
//! use causeway::scenario::Scenario;
//!
//! let scenario = Scenario::parse(r#"
//!     chain = [{ name = "hub" }, { name = "zone" }]
//!     account = [{ name = "alice", chain = "hub", holds = ["1000 uhub"] }, { name = "bob", chain = "zone" }]
//!     channel = [{ name = "near", from = "hub", to = "zone" }]
//!
//!     [[step]]
//!     title = "a coin goes out"
//!     outcome = "delivered"
//!     do = [{ send = { coin = "400 uhub", from = "alice", to = "bob", over = "near" } }]
//! "#).unwrap();
//! let report = scenario.play().unwrap();
//! assert!(report.ok);
//! ```

mod act;
mod amount;
pub mod file;
mod names;
pub mod plan;
mod play;
mod resolve;
mod stage;

pub use self::play::Player;

use self::file::File;
use self::plan::Plan;
use crate::report::Report;
use crate::Error;
use causeway_multi_test::{ContractCode, World};

/// A scenario whose names, amounts and ends are resolved.
#[derive(Clone, Debug)]
pub struct Scenario {
    plan: Plan,
}

impl Scenario {
    /// Reads TOML.
    ///
    /// # Errors
    /// What is wrong, and where in the text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|error| match error.span() {
            Some(span) => Error::at(span, error.message()),
            None => Error::whole(error.message()),
        })?;
        let plan = resolve::resolve(&file)?;
        Ok(Self { plan })
    }

    /// Sets everything up.
    ///
    /// # Errors
    /// What a chain refuses, and where it is declared.
    pub fn stage(self) -> Result<(Player, World), Error> {
        self.stage_with(ContractCode::NATIVE)
    }

    /// [`Scenario::stage`], on chains that run this code.
    ///
    /// # Errors
    /// What a chain refuses, and where it is declared.
    pub fn stage_with(self, code: ContractCode) -> Result<(Player, World), Error> {
        let (stage, world) = stage::build(&self.plan, code)?;
        Ok((Player::new(self.plan, stage, &world)?, world))
    }

    /// Runs all steps.
    ///
    /// # Errors
    /// What a chain refuses, or a step that ended otherwise than it says; and where.
    pub fn play(self) -> Result<Report, Error> {
        let (mut player, mut world) = self.stage()?;
        while player.step(&mut world, &mut || {})? {}
        Ok(player.report(&world))
    }
}
