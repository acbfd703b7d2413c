//! Runs the steps of a scenario.

use std::collections::BTreeMap;

use ibc_multi_test::{ChainKey, Ending, PacketId, TxResponse};
use toml::Spanned;

use super::diagnostic::Diagnostic;
use super::file::{self, Action, Claim, File, Relay, Text};
use super::names;
use super::stage::{at, Stage};
use crate::invariants::Invariants;
use crate::report::{Arrow, Outcome, Report, Scene, Step};
use crate::table::{self, Line};
use crate::world::{Send, World};
use crate::Error;

/// Plays a scenario, step by step.
pub struct Player {
    file: File,
    stage: Stage,
    next: usize,
    packets: BTreeMap<String, PacketId>,
    steps: Vec<Step>,
    now: Now,
}

/// What happened in the step that is being played.
#[derive(Default)]
struct Now {
    arrows: Vec<Arrow>,
    scenes: Vec<Scene>,
    midway: Option<(Vec<Line>, Invariants)>,
    last: Option<PacketId>,
    claim_booked: bool,
    claimed: bool,
    not_sent: bool,
}

impl Player {
    pub(super) fn new(file: File, stage: Stage) -> Self {
        Self {
            file,
            stage,
            next: 0,
            packets: BTreeMap::new(),
            steps: vec![],
            now: Now::default(),
        }
    }

    /// Rounds of all steps: each counts as often as it is repeated.
    pub fn rounds(&self) -> u64 {
        self.file.step.iter().map(|step| u64::from(repeats(step))).sum()
    }

    /// Plays the next step; `false` when there is none. `tick` is called after each round of it.
    ///
    /// # Errors
    /// What a chain refuses, or an outcome other than the step's own; with its place.
    pub fn step(&mut self, world: &mut World, tick: &mut dyn FnMut()) -> Result<bool, Diagnostic> {
        let Some(step) = self.file.step.get(self.next).cloned() else {
            return Ok(false);
        };
        self.next = self.next.saturating_add(1);
        let rounds = repeats(&step);
        for round in 0..rounds {
            for action in &step.actions {
                self.act(world, action)?;
            }
            if round == 0 {
                // one round shows what goes where
                self.now.arrows.shrink_to_fit();
            }
            tick();
        }
        self.finish(world, &step, rounds)?;
        Ok(true)
    }

    fn finish(&mut self, world: &World, step: &file::Step, rounds: u32) -> Result<(), Diagnostic> {
        let outcome = self.outcome(world);
        if let Some(expected) = step
            .outcome
            .as_ref()
            .filter(|expected| *expected.get_ref() != outcome)
        {
            let what = format!("the step ended as `{outcome}`, not as `{}`", expected.get_ref());
            return Err(Diagnostic::at(expected.span(), what));
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
            chains: self
                .file
                .chain
                .into_iter()
                .map(|chain| chain.name.into_inner())
                .collect(),
            title: self.file.title,
        }
    }

    fn look(&mut self, world: &World, title: &str) -> Result<(Vec<Line>, Invariants), Diagnostic> {
        let unreadable = |error: cosmwasm_std::StdError| Diagnostic::whole(error);
        let lines = table::lines(world).map_err(unreadable)?;
        self.now.scenes.push(Scene {
            title: title.into(),
            lines: lines.clone(),
            vouchers: table::vouchers(world).map_err(unreadable)?,
        });
        Ok((lines, world.check()))
    }

    fn act(&mut self, world: &mut World, action: &Spanned<Action>) -> Result<(), Diagnostic> {
        match action.get_ref() {
            Action::Send(send) => self.send(world, send),
            Action::Deliver(name) => self.relay(world, self.packet(name)?, Relay::Deliver, name),
            Action::Receive(name) => self.relay(world, self.packet(name)?, Relay::Receive, name),
            Action::Expire(name) => self.relay(world, self.packet(name)?, Relay::Expire, name),
            Action::Acknowledge(name) => self.acknowledge(world, self.packet(name)?, name),
            Action::Wait(seconds) => {
                for chain in &self.stage.chains {
                    world.net[*chain].advance(1, *seconds);
                }
                Ok(())
            }
            Action::Claim(claim) => self.claim(world, claim),
            Action::Block(name) => self.block(world, name, true),
            Action::Unblock(name) => self.block(world, name, false),
            Action::Look => {
                let seen = self.look(world, "under way")?;
                self.now.midway = Some(seen);
                Ok(())
            }
        }
    }

    fn send(&mut self, world: &mut World, send: &file::Send) -> Result<(), Diagnostic> {
        let route = names::route(&self.file, send)?;
        let (amount, what) = names::coin(&send.coin)?;
        let asset = self
            .stage
            .asset(&self.file, world, route.from, &what, &send.coin)?;
        let (_, sender) = self.stage.account(&self.file, world, &send.from)?;
        let receiver = match (&send.to, &send.to_address) {
            (Some(account), _) => self.stage.account(&self.file, world, account)?.1.to_string(),
            (None, address) => address
                .as_ref()
                .map(|text| text.get_ref().clone())
                .unwrap_or_default(),
        };
        let Some((ours, theirs)) = self.stage.ends(route.channel, route.outward) else {
            return Err(Diagnostic::at(send.over.span(), "this channel is not open"));
        };
        let label = format!("{amount} {}", table::name(world, ours.chain, &asset.to_string()));
        let mut parcel = Send::new(&ours, &sender, asset, amount, receiver);
        parcel.timeout = send.timeout.unwrap_or(parcel.timeout);
        parcel.memo.clone_from(&send.memo);
        let sent = world.send(parcel);
        if let Some(expected) = &send.fails {
            return self.refused(&sent, expected);
        }
        let id = sent.map_err(|error| at(&send.coin, &error))?;
        self.now.last = Some(id);
        self.packets
            .extend(send.name.as_ref().map(|name| (name.get_ref().clone(), id)));
        self.arrow(world, ours.chain, theirs.chain, &label);
        self.relay(world, id, send.relay, &send.coin)
    }

    /// A send that must not go through.
    fn refused(&mut self, sent: &Result<PacketId, Error>, expected: &Text) -> Result<(), Diagnostic> {
        let text = expected.get_ref();
        match sent {
            Err(error) if error.text.contains(text) => {
                self.now.not_sent = true;
                Ok(())
            }
            Err(error) => Err(Diagnostic::at(
                expected.span(),
                format!("it was refused otherwise: {}", error.text),
            )),
            Ok(_) => Err(Diagnostic::at(expected.span(), "it was not refused")),
        }
    }

    fn relay(
        &mut self,
        world: &mut World,
        id: PacketId,
        relay: Relay,
        place: &Text,
    ) -> Result<(), Diagnostic> {
        self.now.last = Some(id);
        match relay {
            Relay::Withhold => Ok(()),
            Relay::Receive => world.recv(id).map(|_| ()).map_err(|error| at(place, &error)),
            Relay::Deliver => {
                world.recv(id).map_err(|error| at(place, &error))?;
                self.acknowledge(world, id, place)
            }
            Relay::Expire => {
                let result = world.expire(id);
                self.settled(world, id, "timeout", result, place)
            }
        }
    }

    fn acknowledge(&mut self, world: &mut World, id: PacketId, place: &Text) -> Result<(), Diagnostic> {
        self.now.last = Some(id);
        let result = world.ack(id);
        let label = if world.is_refused(id) { "error ack" } else { "ack" };
        self.settled(world, id, label, result, place)
    }

    /// A settlement that the contract could not make goes on as a broken invariant, not as an error of the scenario.
    fn settled(
        &mut self,
        world: &World,
        id: PacketId,
        label: &str,
        result: Result<TxResponse, Error>,
        place: &Text,
    ) -> Result<(), Diagnostic> {
        match result {
            Ok(response) => self.now.claim_booked |= books_claim(&response),
            Err(_) if !world.check().never_stuck => {}
            Err(error) => return Err(at(place, &error)),
        }
        let record = world.net.packet(id);
        if let Some((from, to)) = world.net.by_id(&record.from).zip(world.net.by_id(&record.to)) {
            self.arrow(world, to, from, label);
        }
        Ok(())
    }

    fn claim(&mut self, world: &mut World, claim: &Claim) -> Result<(), Diagnostic> {
        let (chain, owner) = self.stage.account(&self.file, world, &claim.owner)?;
        let home = world.name(chain);
        let asset = self
            .stage
            .asset(&self.file, world, home, claim.asset.get_ref(), &claim.asset)?;
        let caller = match &claim.by {
            Some(by) => self.stage.account(&self.file, world, by)?.1,
            None => world.net[chain].addr("anyone"),
        };
        let paid = world.claim(chain, &caller, &owner, &asset);
        paid.map_err(|error| at(&claim.asset, &error))?;
        self.now.claimed = true;
        Ok(())
    }

    fn block(&mut self, world: &mut World, name: &Text, blocked: bool) -> Result<(), Diagnostic> {
        let (chain, account) = self.stage.account(&self.file, world, name)?;
        world.net[chain].set_blocked(&account, blocked);
        Ok(())
    }

    fn packet(&self, name: &Text) -> Result<PacketId, Diagnostic> {
        let id = self.packets.get(name.get_ref()).copied();
        id.ok_or_else(|| Diagnostic::at(name.span(), format!("`{}` was not sent", name.get_ref())))
    }

    fn arrow(&mut self, world: &World, from: ChainKey, to: ChainKey, label: &str) {
        self.now.arrows.push(Arrow {
            from: world.name(from).into(),
            to: world.name(to).into(),
            label: label.into(),
        });
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

/// The contract says so in an event of its own.
fn books_claim(response: &TxResponse) -> bool {
    let attributes = response.events.iter().flat_map(|event| &event.attributes);
    attributes
        .into_iter()
        .any(|attribute| attribute.key == "action" && attribute.value == "refund_failed")
}
