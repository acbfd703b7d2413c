//! Carries out the actions of a scenario.

use std::ops::Range;

use causeway_multi_test::{self as multi_test, Send, World};
use ibc_multi_test::{ChainKey, PacketId, TxResponse};
use toml::Spanned;

use super::file::{Fails, Relay};
use super::plan::{self, Action, Claim, PacketRef, Receiver};
use super::play::Player;
use super::stage::refused_at;
use crate::holdings;
use crate::report::{Arrow, Label};
use crate::Error;

impl Player {
    pub(super) fn act(&mut self, world: &mut World, action: &Action) -> Result<(), Error> {
        match action {
            Action::Send(send) => self.send(world, send),
            Action::Relay { relay, packet } => self.relay(world, self.packet(packet)?, *relay, &packet.span),
            Action::Acknowledge(packet) => self.acknowledge(world, self.packet(packet)?, &packet.span),
            Action::Wait(seconds) => {
                for chain in &self.stage.chains {
                    world.net[*chain].advance(1, *seconds);
                }
                Ok(())
            }
            Action::Claim(claim) => self.claim(world, claim),
            Action::SetBlocked(account, blocked) => {
                let (chain, account) = self.stage.account(*account);
                world.net[*chain].set_blocked(account, *blocked);
                Ok(())
            }
            Action::Look => {
                let seen = self.look(world, "under way")?;
                self.now.midway = Some(seen);
                Ok(())
            }
        }
    }

    fn send(&mut self, world: &mut World, send: &plan::Send) -> Result<(), Error> {
        let asset = self.stage.asset(world, &send.asset)?;
        let (_, sender) = self.stage.account(send.sender);
        let receiver = match &send.receiver {
            Receiver::Account(account) => self.stage.account(*account).1.as_str(),
            Receiver::Text(text) => text,
        };
        let (ours, theirs) = self.stage.ends(send.over);
        let (from, to) = (ours.chain, theirs.chain);
        let label = Label::Sent {
            amount: send.amount,
            name: holdings::asset_name(world, from, &asset.to_string()),
        };
        let mut outgoing = Send::new(ours, sender, asset, send.amount, receiver);
        outgoing.timeout = send.timeout.unwrap_or(outgoing.timeout);
        outgoing.memo.clone_from(&send.memo);
        let sent = world.send(outgoing);
        let expected = send.fails.as_ref();
        if let Some(expected) = expected.filter(|expected| *expected.get_ref() != Fails::Any(false)) {
            return self.refused(&sent, expected);
        }
        let id = sent.map_err(|error| refused_at(&send.asset.span, &error))?;
        self.now.last = Some(id);
        if let Some(slot) = send.name.and_then(|name| self.packets.get_mut(name.0)) {
            *slot = Some(id);
        }
        self.arrow(world, from, to, label);
        self.relay(world, id, send.relay, &send.asset.span)
    }

    /// Plays a send that the contract must reject.
    fn refused(
        &mut self,
        sent: &Result<PacketId, multi_test::Error>,
        expected: &Spanned<Fails>,
    ) -> Result<(), Error> {
        let wrong = match (sent, expected.get_ref()) {
            (Ok(_), _) => "it was not refused".into(),
            (Err(error), Fails::With(text)) if !error.text.contains(text) => {
                format!("it was refused otherwise: {}", error.text)
            }
            (Err(_), _) => {
                self.now.not_sent = true;
                return Ok(());
            }
        };
        Err(Error::at(expected.span(), wrong))
    }

    fn relay(
        &mut self,
        world: &mut World,
        id: PacketId,
        relay: Relay,
        span: &Range<usize>,
    ) -> Result<(), Error> {
        self.now.last = Some(id);
        match relay {
            Relay::Withhold => Ok(()),
            Relay::Receive => world
                .recv(id)
                .map(|_| ())
                .map_err(|error| refused_at(span, &error)),
            Relay::Deliver => {
                world.recv(id).map_err(|error| refused_at(span, &error))?;
                self.acknowledge(world, id, span)
            }
            Relay::Expire => {
                let result = world.expire(id);
                self.note_settlement(world, id, Label::Timeout, result, span)
            }
        }
    }

    fn acknowledge(&mut self, world: &mut World, id: PacketId, span: &Range<usize>) -> Result<(), Error> {
        self.now.last = Some(id);
        let result = world.ack(id);
        let label = match world.is_refused(id) {
            true => Label::ErrorAck,
            false => Label::Ack,
        };
        self.note_settlement(world, id, label, result, span)
    }

    /// If the contract fails to settle a packet, this is recorded as a violated invariant, and not returned as an error of
    /// the scenario.
    fn note_settlement(
        &mut self,
        world: &World,
        id: PacketId,
        label: Label,
        result: Result<TxResponse, multi_test::Error>,
        span: &Range<usize>,
    ) -> Result<(), Error> {
        match result {
            Ok(response) => self.now.claim_booked |= books_claim(&response),
            Err(_) if !world.failed_settlements().is_empty() => {}
            Err(error) => return Err(refused_at(span, &error)),
        }
        let record = world.net.packet(id);
        if let Some((from, to)) = world.net.by_id(&record.from).zip(world.net.by_id(&record.to)) {
            self.arrow(world, to, from, label);
        }
        Ok(())
    }

    fn claim(&mut self, world: &mut World, claim: &Claim) -> Result<(), Error> {
        let (chain, owner) = self.stage.account(claim.owner);
        let asset = self.stage.asset(world, &claim.asset)?;
        let caller = match claim.caller {
            Some(caller) => self.stage.account(caller).1.clone(),
            None => world.net[*chain].addr("anyone"),
        };
        let paid = world.claim(*chain, &caller, owner, &asset);
        paid.map_err(|error| refused_at(&claim.asset.span, &error))?;
        self.now.claimed = true;
        Ok(())
    }

    /// The packet that was sent under this name. There is none if its send was rejected.
    fn packet(&self, packet: &PacketRef) -> Result<PacketId, Error> {
        let id = self.packets.get(packet.index.0).copied().flatten();
        id.ok_or_else(|| Error::at(packet.span.clone(), format!("`{}` was not sent", packet.name)))
    }

    fn arrow(&mut self, world: &World, from: ChainKey, to: ChainKey, label: Label) {
        self.now.arrows.push(Arrow {
            from: world.name(from).into(),
            to: world.name(to).into(),
            label,
        });
    }
}

/// Whether the contract recorded a claim, which it reports in an event of its own.
fn books_claim(response: &TxResponse) -> bool {
    let attributes = response.events.iter().flat_map(|event| &event.attributes);
    attributes
        .into_iter()
        .any(|attribute| attribute.key == "action" && attribute.value == "refund_failed")
}
