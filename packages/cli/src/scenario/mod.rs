//! Scenarios: chains, tokens, accounts and channels, then sends and what the relayer does with each packet. They are
//! written in TOML; `packages/cli/scenarios/` has examples with comments.
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

/// A scenario in which all names, amounts and channel ends are resolved.
#[derive(Clone, Debug)]
pub struct Scenario {
    plan: Plan,
}

impl Scenario {
    /// Reads a scenario from TOML.
    ///
    /// # Errors
    /// When the scenario is not valid; the error has a position in the text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|error| match error.span() {
            Some(span) => Error::at(span, error.message()),
            None => Error::whole(error.message()),
        })?;
        let plan = resolve::resolve(&file)?;
        Ok(Self { plan })
    }

    /// Sets up the chains of the scenario.
    ///
    /// # Errors
    /// When a chain rejects a part of the set-up; the error has the position of its declaration.
    pub fn stage(self) -> Result<(Player, World), Error> {
        self.stage_with(ContractCode::NATIVE)
    }

    /// Like [`Scenario::stage`], with other code on the chains.
    ///
    /// # Errors
    /// When a chain rejects a part of the set-up; the error has the position of its declaration.
    pub fn stage_with(self, code: ContractCode) -> Result<(Player, World), Error> {
        let (stage, world) = stage::build(&self.plan, code)?;
        Ok((Player::new(self.plan, stage, &world)?, world))
    }

    /// Sets up the chains, plays all steps and returns the report.
    ///
    /// # Errors
    /// When a chain rejects something, or a step has another result than expected; the error has the position.
    pub fn play(self) -> Result<Report, Error> {
        let (mut player, mut world) = self.stage()?;
        while player.step(&mut world, &mut || {})? {}
        Ok(player.report(&world))
    }
}
