//! Plays the steps of a scenario.

use ibc_multi_test::proto::Packet;
use ibc_multi_test::{Ending, PacketId};
use serde_json::Value;

use super::plan::{self, Plan};
use super::stage::Stage;
use crate::holdings::{self, Line};
use crate::report::{Arrow, Outcome, Report, Scene, Step};
use crate::Error;
use causeway_multi_test::Invariants;
use causeway_multi_test::World;

/// Plays a scenario step by step.
pub struct Player {
    plan: Plan,
    pub(super) stage: Stage,
    next: usize,
    /// The packets that were sent so far, by the index of their name.
    pub(super) packets: Vec<Option<PacketId>>,
    begin: Option<Scene>,
    steps: Vec<Step>,
    pub(super) now: Now,
}

/// What has happened so far in the current step.
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
    pub(super) fn new(plan: Plan, stage: Stage, world: &World) -> Result<Self, Error> {
        let mut player = Self {
            begin: None,
            packets: vec![None; plan.packets],
            plan,
            stage,
            next: 0,
            steps: vec![],
            now: Now::default(),
        };
        player.look(world, "at first")?;
        player.begin = player.now.scenes.pop();
        Ok(player)
    }

    /// Number of rounds of all steps: a step counts as often as it is repeated.
    pub fn rounds(&self) -> u64 {
        self.plan.steps.iter().map(|step| u64::from(step.rounds)).sum()
    }

    /// Plays the next step, and returns `false` if there is none. `tick` is called after each round of the step.
    ///
    /// # Errors
    /// When a chain rejects something, or the step has another result than expected; the error has the position.
    pub fn step(&mut self, world: &mut World, tick: &mut dyn FnMut()) -> Result<bool, Error> {
        let Some(step) = self.plan.steps.get(self.next).cloned() else {
            return Ok(false);
        };
        self.next = self.next.saturating_add(1);
        let mut shown = 0;
        for round in 0..step.rounds {
            for action in &step.actions {
                self.act(world, action)?;
            }
            // The first round is enough to show which packets go where.
            match round {
                0 => shown = self.now.arrows.len(),
                _ => self.now.arrows.truncate(shown),
            }
            tick();
        }
        self.finish(world, &step)?;
        Ok(true)
    }

    fn finish(&mut self, world: &World, step: &plan::Step) -> Result<(), Error> {
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
            title: match step.rounds {
                1 => step.title.clone(),
                rounds => format!("{} ({rounds} times)", step.title),
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

    /// The report of the steps that were played. The invariants are checked once more.
    pub fn report(self, world: &World) -> Report {
        let now = world.check();
        let invariants = self.steps.iter().fold(now, |all, step| all.and(&step.invariants));
        let ok = invariants.ok();
        Report {
            steps: self.steps,
            invariants,
            ok,
            begin: self.begin,
            chains: self.plan.chains.into_iter().map(|chain| chain.name).collect(),
            title: self.plan.title,
        }
    }

    pub(super) fn look(&mut self, world: &World, title: &str) -> Result<(Vec<Line>, Invariants), Error> {
        let unreadable = |error: cosmwasm_std::StdError| Error::whole(error);
        let lines = holdings::lines(world).map_err(unreadable)?;
        self.now.scenes.push(Scene {
            title: title.into(),
            lines: lines.clone(),
            vouchers: holdings::vouchers(world).map_err(unreadable)?,
        });
        Ok((lines, world.check()))
    }

    /// The result of the step: that of its last packet, from the simulator's packet log.
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
        match record.endings.first() {
            None => Outcome::InFlight,
            Some(_) if self.now.claim_booked => Outcome::ClaimOpen,
            Some(Ending::TimedOut) => Outcome::RefundedOnTimeout,
            Some(Ending::Acknowledged) if world.is_refused(id) => Outcome::RefundedOnError,
            Some(Ending::Acknowledged) if goes_home(&record.packet) => Outcome::Returned,
            Some(Ending::Acknowledged) => Outcome::Delivered,
        }
    }
}

/// Whether the denom path begins with the sending end, so that the tokens return to the chain that they came from
/// (ICS-20).
fn goes_home(packet: &Packet) -> bool {
    let data: Option<Value> = serde_json::from_slice(&packet.data).ok();
    let denom = data.as_ref().and_then(|data| data.get("denom")?.as_str());
    let prefix = format!("{}/{}/", packet.source_port, packet.source_channel);
    denom.is_some_and(|denom| denom.starts_with(&prefix))
}
