//! The story that `causeway demo` tells: every way that a transfer can go, on three chains.

use std::process::ExitCode;

use cosmwasm_std::Addr;
use ibc_multi_test::{ChainKey, Channel, End, PacketId};
use serde::Serialize;

use crate::invariants::Invariants;
use crate::table::{self, Line};
use crate::world::{refused, Asset, Send, World};
use crate::Error;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The receiver has it.
    Delivered,
    /// It is where it came from.
    Returned,
    /// The other chain refused it, and the sender has it back.
    RefundedOnError,
    /// Its time passed, and the sender has it back.
    RefundedOnTimeout,
    /// The refund could not be paid at first, and was claimed later.
    Claimed,
}

/// Something that went from one chain to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// Name of a chain.
    pub from: String,
    /// Name of a chain.
    pub to: String,
    /// What.
    pub label: String,
}

/// One step of the story.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What happens.
    pub title: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What went between the chains.
    pub arrows: Vec<Arrow>,
    /// Who holds what while it is under way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub midway: Vec<Line>,
    /// Who holds what afterwards.
    pub holdings: Vec<Line>,
    /// What holds midway and afterwards.
    pub invariants: Invariants,
}

/// The whole story.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// In order.
    pub steps: Vec<Step>,
    /// Those that held after every step.
    pub invariants: Invariants,
    /// All held, always.
    pub ok: bool,
}

/// The story's stage.
pub struct Demo {
    /// The chains; open, so that a test can break something.
    pub world: World,
    hub: ChainKey,
    zone: ChainKey,
    isle: ChainKey,
    hub_zone: Channel,
    zone_isle: Channel,
    hub_native: Channel,
    alice: Addr,
    bob: Addr,
    gold: Addr,
    arrows: Vec<Arrow>,
    midway: Option<(Vec<Line>, Invariants)>,
    steps: Vec<Step>,
}

const UHUB: &str = "uhub";

impl Demo {
    /// Three chains, two channels between contracts, and one to the native `transfer` module of `zone`.
    pub fn new() -> Result<Self, Error> {
        let mut world = World::new();
        let (hub, zone, isle) = (
            world.add_chain("hub")?,
            world.add_chain("zone")?,
            world.add_chain("isle")?,
        );
        let hub_zone = world.open(hub, zone)?;
        let zone_isle = world.open(zone, isle)?;
        let hub_native = world.open_to_native(hub, zone)?;
        let alice = world.account(hub, "alice", &[(10_000, UHUB)])?;
        let bob = world.account(zone, "bob", &[])?;
        world.account(isle, "carol", &[])?;
        let gold = world.token(hub, "GOLD", &[(&alice, 5_000)])?;
        world.allow(hub, &gold, None)?;
        Ok(Self {
            world,
            hub,
            zone,
            isle,
            hub_zone,
            zone_isle,
            hub_native,
            alice,
            bob,
            gold,
            arrows: vec![],
            midway: None,
            steps: vec![],
        })
    }

    /// All steps.
    pub fn run(mut self) -> Result<Report, Error> {
        self.tell(usize::MAX)?;
        Ok(self.report())
    }

    /// The first steps.
    pub fn tell(&mut self, steps: usize) -> Result<(), Error> {
        type Play = fn(&mut Demo) -> Result<Outcome, Error>;
        let story: [(&'static str, Play); 8] = [
            ("a bank coin goes out", Demo::coin_out),
            ("a cw20 token goes out", Demo::token_out),
            ("a voucher goes home", Demo::voucher_home),
            (
                "the other chain refuses: an error acknowledgement refunds",
                Demo::refused,
            ),
            ("nobody relays in time: a timeout refunds", Demo::expired),
            (
                "a refund cannot be paid: it becomes a claim, and is claimed",
                Demo::claimed,
            ),
            ("three chains out, and unwound", Demo::unwound),
            ("to a chain's native transfer module, and back", Demo::native),
        ];
        for (title, play) in story.into_iter().take(steps) {
            let outcome = play(self)?;
            let arrows = std::mem::take(&mut self.arrows);
            let (midway, before) = self.midway.take().unwrap_or_else(|| (vec![], self.world.check()));
            let (holdings, after) = self.scene()?;
            let invariants = before.and(&after);
            self.steps.push(Step {
                title,
                outcome,
                arrows,
                midway,
                holdings,
                invariants,
            });
        }
        Ok(())
    }

    fn scene(&self) -> Result<(Vec<Line>, Invariants), Error> {
        let lines = table::lines(&self.world).map_err(|error| refused(&error.to_string()))?;
        Ok((lines, self.world.check()))
    }

    fn pause(&mut self) -> Result<(), Error> {
        self.midway = Some(self.scene()?);
        Ok(())
    }

    /// What was told so far; the world is checked once more.
    pub fn report(self) -> Report {
        let now = self.world.check();
        let invariants = self.steps.iter().fold(now, |all, step| all.and(&step.invariants));
        let ok = invariants.ok();
        Report {
            steps: self.steps,
            invariants,
            ok,
        }
    }

    fn arrow(&mut self, from: ChainKey, to: ChainKey, label: String) {
        let (from, to) = (self.world.name(from).into(), self.world.name(to).into());
        self.arrows.push(Arrow { from, to, label });
    }

    fn send(&mut self, send: Send, to: ChainKey) -> Result<PacketId, Error> {
        let from = send.from.chain;
        let what = format!(
            "{} {}",
            send.amount,
            table::name(&self.world, from, &send.asset.to_string())
        );
        let id = self.world.send(send)?;
        self.arrow(from, to, what);
        Ok(id)
    }

    /// Sends and relays both ways.
    fn deliver(&mut self, send: Send, to: ChainKey) -> Result<(), Error> {
        let from = send.from.chain;
        let id = self.send(send, to)?;
        self.relay(id, from, to)
    }

    fn relay(&mut self, id: PacketId, from: ChainKey, to: ChainKey) -> Result<(), Error> {
        self.world.deliver(id)?;
        let ack = if self.world.is_refused(id) {
            "error ack"
        } else {
            "ack"
        };
        self.arrow(to, from, ack.into());
        Ok(())
    }

    fn uhub(&self) -> Asset {
        Asset::Native(UHUB.into())
    }

    /// The asset that stands for a path of the other end.
    fn voucher(&self, end: &End, path: &str) -> Result<Asset, Error> {
        let voucher = self.world.voucher_at(end, path);
        voucher.ok_or_else(|| refused(&format!("there is no voucher of {path}")))
    }

    fn coin_out(&mut self) -> Result<Outcome, Error> {
        let (channel, alice, bob) = (self.hub_zone.clone(), self.alice.clone(), self.bob.clone());
        self.deliver(
            Send::new(&channel.a, &alice, self.uhub(), 1_000u128, &bob),
            self.zone,
        )?;
        Ok(Outcome::Delivered)
    }

    fn token_out(&mut self) -> Result<Outcome, Error> {
        let (channel, alice, bob) = (self.hub_zone.clone(), self.alice.clone(), self.bob.clone());
        let gold = Asset::Cw20(self.gold.clone());
        self.deliver(Send::new(&channel.a, &alice, gold, 500u128, &bob), self.zone)?;
        Ok(Outcome::Delivered)
    }

    fn voucher_home(&mut self) -> Result<Outcome, Error> {
        let (channel, alice, bob) = (self.hub_zone.clone(), self.alice.clone(), self.bob.clone());
        let voucher = self.voucher(&channel.b, UHUB)?;
        self.deliver(Send::new(&channel.b, &bob, voucher, 400u128, &alice), self.hub)?;
        Ok(Outcome::Returned)
    }

    fn refused(&mut self) -> Result<Outcome, Error> {
        let (channel, alice) = (self.hub_zone.clone(), self.alice.clone());
        let id = self.send(
            Send::new(&channel.a, &alice, self.uhub(), 250u128, "nobody"),
            self.zone,
        )?;
        self.pause()?;
        self.relay(id, self.hub, self.zone)?;
        Ok(Outcome::RefundedOnError)
    }

    fn expired(&mut self) -> Result<Outcome, Error> {
        let (channel, alice, bob) = (self.hub_zone.clone(), self.alice.clone(), self.bob.clone());
        let id = self.send(
            Send::new(&channel.a, &alice, self.uhub(), 100u128, &bob),
            self.zone,
        )?;
        self.pause()?;
        self.world.expire(id)?;
        self.arrow(self.zone, self.hub, "timeout".into());
        Ok(Outcome::RefundedOnTimeout)
    }

    /// The chain takes no coins for the sender while the refund comes, as for a module account.
    fn claimed(&mut self) -> Result<Outcome, Error> {
        let (channel, alice, bob) = (self.hub_zone.clone(), self.alice.clone(), self.bob.clone());
        let id = self.send(
            Send::new(&channel.a, &alice, self.uhub(), 75u128, &bob),
            self.zone,
        )?;
        self.world.net[self.hub].set_blocked(&alice, true);
        self.world.expire(id)?;
        self.arrow(self.zone, self.hub, "timeout".into());
        self.pause()?;
        self.world.net[self.hub].set_blocked(&alice, false);
        let anyone = self.world.net[self.hub].addr("anyone");
        self.world.claim(self.hub, &anyone, &alice, &self.uhub())?;
        Ok(Outcome::Claimed)
    }

    fn unwound(&mut self) -> Result<Outcome, Error> {
        let (near, far) = (self.hub_zone.clone(), self.zone_isle.clone());
        let (alice, bob) = (self.alice.clone(), self.bob.clone());
        let carol = self.world.net[self.isle].addr("carol");
        self.deliver(Send::new(&near.a, &alice, self.uhub(), 300u128, &bob), self.zone)?;
        let voucher = self.voucher(&near.b, UHUB)?;
        self.deliver(
            Send::new(&far.a, &bob, voucher.clone(), 300u128, &carol),
            self.isle,
        )?;
        let path = format!("{}/{}/{UHUB}", near.b.port, near.b.channel);
        let second = self.voucher(&far.b, &path)?;
        self.pause()?;
        self.deliver(Send::new(&far.b, &carol, second, 300u128, &bob), self.zone)?;
        self.deliver(Send::new(&near.b, &bob, voucher, 300u128, &alice), self.hub)?;
        Ok(Outcome::Returned)
    }

    fn native(&mut self) -> Result<Outcome, Error> {
        let (channel, alice, bob) = (self.hub_native.clone(), self.alice.clone(), self.bob.clone());
        self.deliver(
            Send::new(&channel.a, &alice, self.uhub(), 200u128, &bob),
            self.zone,
        )?;
        let voucher = self.voucher(&channel.b, UHUB)?;
        self.pause()?;
        self.deliver(Send::new(&channel.b, &bob, voucher, 200u128, &alice), self.hub)?;
        Ok(Outcome::Returned)
    }
}

/// The story as text.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    for (number, step) in (1..).zip(&report.steps) {
        let outcome = serde_json::to_value(step.outcome).unwrap_or_default();
        let outcome = outcome.as_str().unwrap_or_default().replace('_', " ");
        text.push_str(&format!("{number}. {} -> {outcome}\n", step.title));
        if !step.midway.is_empty() {
            text.push_str(&format!(
                "  under way\n{}  at the end\n",
                table::render(&step.midway)
            ));
        }
        text.push_str(&table::render(&step.holdings));
        let marks = step.invariants.by_name().map(|(name, holds)| {
            let code = name.split(' ').next().unwrap_or_default();
            format!("{code} {}", if holds { "ok" } else { "BROKEN" })
        });
        text.push_str(&format!("  {}\n\n", marks.join("  ")));
    }
    text
}

/// The last line: which invariants held throughout, and what is wrong with those that did not.
pub fn verdict(report: &Report) -> String {
    if report.ok {
        return format!(
            "All six invariants held after each of {} steps.\n",
            report.steps.len()
        );
    }
    report
        .invariants
        .broken
        .iter()
        .map(|what| format!("BROKEN {what}\n"))
        .collect()
}

impl Report {
    /// Success only if all invariants held.
    pub fn exit_code(&self) -> ExitCode {
        match self.ok {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }
    }
}
