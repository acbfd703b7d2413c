//! Runs the steps of a scenario.

use std::collections::BTreeMap;

use ibc_multi_test::{Ending, PacketId};

use super::file::{self, File};
use super::stage::Stage;
use crate::report::{Arrow, Outcome, Report, Scene, Step};
use crate::table::{self, Line};
use crate::Error;
use causeway_multi_test::Invariants;
use causeway_multi_test::World;

/// Plays a scenario, step by step.
pub struct Player {
    pub(super) file: File,
    pub(super) stage: Stage,
    next: usize,
    pub(super) packets: BTreeMap<String, PacketId>,
    begin: Option<Scene>,
    steps: Vec<Step>,
    pub(super) now: Now,
}

/// What happened in the step that is being played.
#[derive(Default)]
pub(super) struct Now {
    pub(super) arrows: Vec<Arrow>,
    scenes: Vec<Scene>,
    pub(super) midway: Option<(Vec<Line>, Invariants)>,
    pub(super) last: Option<PacketId>,
    pub(super) claim_booked: bool,
    pub(super) claimed: bool,
    pub(super) not_sent: bool,
}

impl Player {
    pub(super) fn new(file: File, stage: Stage, world: &World) -> Result<Self, Error> {
        let mut player = Self {
            begin: None,
            file,
            stage,
            next: 0,
            packets: BTreeMap::new(),
            steps: vec![],
            now: Now::default(),
        };
        player.look(world, "at first")?;
        player.begin = player.now.scenes.pop();
        Ok(player)
    }

    /// Rounds of all steps: each counts as often as it is repeated.
    pub fn rounds(&self) -> u64 {
        self.file.step.iter().map(|step| u64::from(repeats(step))).sum()
    }

    /// Plays the next step; `false` when there is none. `tick` is called after each round of it.
    ///
    /// # Errors
    /// What a chain refuses, or an outcome other than the step's own; with its place.
    pub fn step(&mut self, world: &mut World, tick: &mut dyn FnMut()) -> Result<bool, Error> {
        let Some(step) = self.file.step.get(self.next).cloned() else {
            return Ok(false);
        };
        self.next = self.next.saturating_add(1);
        let rounds = repeats(&step);
        let mut shown = 0;
        for round in 0..rounds {
            for action in &step.actions {
                self.act(world, action)?;
            }
            // one round shows what goes where
            match round {
                0 => shown = self.now.arrows.len(),
                _ => self.now.arrows.truncate(shown),
            }
            tick();
        }
        self.finish(world, &step, rounds)?;
        Ok(true)
    }

    fn finish(&mut self, world: &World, step: &file::Step, rounds: u32) -> Result<(), Error> {
        let outcome = self.outcome(world);
        if let Some(expected) = step
            .outcome
            .as_ref()
            .filter(|expected| *expected.get_ref() != outcome)
        {
            let what = format!("the step ended as `{outcome}`, not as `{}`", expected.get_ref());
            return Err(Error::at(expected.span(), what));
        }
        let (holdings, after) = self.look(world, &step.title)?;
        let now = std::mem::take(&mut self.now);
        let (midway, before) = now.midway.unwrap_or_else(|| (vec![], after.clone()));
        let mut invariants = before.and(&after);
        invariants.broken.dedup();
        self.steps.push(Step {
            title: match rounds {
                1 => step.title.clone(),
                _ => format!("{} ({rounds} times)", step.title),
            },
            outcome,
            arrows: now.arrows,
            midway,
            holdings,
            invariants,
            scenes: now.scenes,
        });
        Ok(())
    }

    /// What was played so far; the world is checked once more.
    pub fn report(self, world: &World) -> Report {
        let now = world.check();
        let invariants = self.steps.iter().fold(now, |all, step| all.and(&step.invariants));
        let ok = invariants.ok();
        Report {
            steps: self.steps,
            invariants,
            ok,
            begin: self.begin,
            chains: self
                .file
                .chain
                .into_iter()
                .map(|chain| chain.name.into_inner())
                .collect(),
            title: self.file.title,
        }
    }

    pub(super) fn look(&mut self, world: &World, title: &str) -> Result<(Vec<Line>, Invariants), Error> {
        let unreadable = |error: cosmwasm_std::StdError| Error::whole(error);
        let lines = table::lines(world).map_err(unreadable)?;
        self.now.scenes.push(Scene {
            title: title.into(),
            lines: lines.clone(),
            vouchers: table::vouchers(world).map_err(unreadable)?,
        });
        Ok((lines, world.check()))
    }

    /// By the last packet of the step, from the simulator's log.
    fn outcome(&self, world: &World) -> Outcome {
        if self.now.claimed {
            return Outcome::Claimed;
        }
        let Some(id) = self.now.last else {
            return if self.now.not_sent {
                Outcome::NotSent
            } else {
                Outcome::Nothing
            };
        };
        let record = world.net.packet(id);
        let homeward = format!(
            "\"denom\":\"{}/{}/",
            record.packet.source_port, record.packet.source_channel
        );
        match record.endings.first() {
            None => Outcome::InFlight,
            Some(_) if self.now.claim_booked => Outcome::ClaimOpen,
            Some(Ending::TimedOut) => Outcome::RefundedOnTimeout,
            Some(Ending::Acknowledged) if world.is_refused(id) => Outcome::RefundedOnError,
            Some(Ending::Acknowledged) => {
                match String::from_utf8_lossy(&record.packet.data).contains(&homeward) {
                    true => Outcome::Returned,
                    false => Outcome::Delivered,
                }
            }
        }
    }
}

fn repeats(step: &file::Step) -> u32 {
    step.repeat.as_ref().map_or(1, |repeat| *repeat.get_ref())
}
