//! What each action does.

use ibc_multi_test::{ChainKey, PacketId, TxResponse};
use toml::Spanned;

use super::file::{self, Action, Claim, Fails, Relay, Text};
use super::names;
use super::play::Player;
use super::stage::at;
use crate::report::Arrow;
use crate::table;
use crate::Error;
use causeway_multi_test::{Send, World};

impl Player {
    pub(super) fn act(&mut self, world: &mut World, action: &Spanned<Action>) -> Result<(), Error> {
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

    fn send(&mut self, world: &mut World, send: &file::Send) -> Result<(), Error> {
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
            return Err(Error::at(send.over.span(), "this channel is not open"));
        };
        let label = format!("{amount} {}", table::name(world, ours.chain, &asset.to_string()));
        let mut parcel = Send::new(&ours, &sender, asset, amount, receiver);
        parcel.timeout = send.timeout.unwrap_or(parcel.timeout);
        parcel.memo.clone_from(&send.memo);
        let sent = world.send(parcel);
        let expected = send.fails.as_ref();
        if let Some(expected) = expected.filter(|expected| *expected.get_ref() != Fails::Any(false)) {
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
    fn refused(
        &mut self,
        sent: &Result<PacketId, causeway_multi_test::Error>,
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

    fn relay(&mut self, world: &mut World, id: PacketId, relay: Relay, place: &Text) -> Result<(), Error> {
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

    fn acknowledge(&mut self, world: &mut World, id: PacketId, place: &Text) -> Result<(), Error> {
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
        result: Result<TxResponse, causeway_multi_test::Error>,
        place: &Text,
    ) -> Result<(), Error> {
        match result {
            Ok(response) => self.now.claim_booked |= books_claim(&response),
            Err(_) if !world.failed_settlements().is_empty() => {}
            Err(error) => return Err(at(place, &error)),
        }
        let record = world.net.packet(id);
        if let Some((from, to)) = world.net.by_id(&record.from).zip(world.net.by_id(&record.to)) {
            self.arrow(world, to, from, label);
        }
        Ok(())
    }

    fn claim(&mut self, world: &mut World, claim: &Claim) -> Result<(), Error> {
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

    fn block(&mut self, world: &mut World, name: &Text, blocked: bool) -> Result<(), Error> {
        let (chain, account) = self.stage.account(&self.file, world, name)?;
        world.net[chain].set_blocked(&account, blocked);
        Ok(())
    }

    fn packet(&self, name: &Text) -> Result<PacketId, Error> {
        let id = self.packets.get(name.get_ref()).copied();
        id.ok_or_else(|| Error::at(name.span(), format!("`{}` was not sent", name.get_ref())))
    }

    fn arrow(&mut self, world: &World, from: ChainKey, to: ChainKey, label: &str) {
        self.now.arrows.push(Arrow {
            from: world.name(from).into(),
            to: world.name(to).into(),
            label: label.into(),
        });
    }
}

/// The contract says so in an event of its own.
fn books_claim(response: &TxResponse) -> bool {
    let attributes = response.events.iter().flat_map(|event| &event.attributes);
    attributes
        .into_iter()
        .any(|attribute| attribute.key == "action" && attribute.value == "refund_failed")
}
