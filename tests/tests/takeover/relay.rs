//! What the relayer does with each packet, and what the model expects of it.

use causeway_transfer::asset::Asset;
use cosmwasm_std::Addr;
use ibc_multi_test::{Channel, End, Relay};

use crate::history::History;
use crate::model::{Sent, State};
use crate::stage::ODD;

/// Less gas than this does not even enter a contract.
const LEAST_GAS: u64 = 60_000;

impl History {
    pub fn pending(&self) -> Vec<usize> {
        let is_pending = |index: &usize| !matches!(self.packets[*index].state, State::Ended);
        (0..self.packets.len()).filter(is_pending).collect()
    }

    pub fn pass(&mut self) {
        if let Some(index) = self.random.pick(&self.pending()) {
            self.stage.pass(self.packets[index].id);
        }
    }

    pub fn relay_any(&mut self) {
        let again = usize::from(self.random.percent(60));
        for _ in 0..=again {
            self.relay_one();
        }
    }

    fn relay_one(&mut self) {
        if let Some(index) = self.random.pick(&self.pending()) {
            self.relay(index);
        }
    }

    /// Relays what the packet waits for.
    pub fn relay(&mut self, index: usize) {
        let id = self.packets[index].id;
        match self.stage.net.due(id) {
            None => {}
            Some(Relay::Recv) => self.receive(index),
            Some(relay) => self.end(index, relay),
        }
    }

    fn receive(&mut self, index: usize) {
        let sent = self.packets[index].clone();
        let Channel { a, b } = self.stage.channels[sent.channel].clone();
        let (from, to) = if sent.from_hub { (a, b) } else { (b, a) };
        let home = sent
            .path
            .strip_prefix(&format!("{}/{}/", from.port, from.channel));
        let here = home.map_or_else(
            || format!("{}/{}/{}", to.port, to.channel, sent.path),
            String::from,
        );
        let taken = match &sent.receiver {
            None => false,
            Some(_) if sent.from_hub => true,
            Some(_) if home.is_none() => self.model.mints,
            Some(receiver) => self.can_pay(&here, receiver),
        };
        let received = self.stage.net.recv(sent.id);
        received.unwrap_or_else(|error| panic!("{}: {sent:?}: {error}", self.at));
        let ack = self.stage.net.packet(sent.id).ack.clone().unwrap_or_default();
        let text = String::from_utf8_lossy(&ack).into_owned();
        assert_eq!(
            ack.starts_with(b"{\"result\""),
            taken,
            "{}: {sent:?}: {text}",
            self.at
        );
        self.packets[index].state = State::Received { taken };
        let Some(receiver) = sent.receiver.filter(|_| taken) else {
            return;
        };
        match home.is_some() && !sent.from_hub {
            true => {
                self.model.books(&to.channel, &here).outstanding -= sent.amount;
                self.pay_out(&here, &receiver, sent.amount);
            }
            false => *self.model.balance(to.chain, &receiver, &here) += sent.amount,
        }
    }

    /// Whether the hub's contract can pay this account.
    pub fn can_pay(&self, path: &str, to: &Addr) -> bool {
        match self.stage.asset(self.stage.hub, path) {
            Some(Asset::Native(_)) => !self.model.blocked.contains(to),
            Some(Asset::Cw20(address)) => {
                let Some(token) = self.stage.tokens.iter().find(|token| token.address == address) else {
                    return true; // a voucher of ours
                };
                let limit = token.listed.unwrap_or(self.stage.default_gas_limit);
                let has_gas = self.model.is_new || limit.is_none_or(|limit| limit > LEAST_GAS);
                has_gas && !self.model.armed.contains(&token.address)
            }
            None => panic!("{}: nothing is known of {path}", self.at),
        }
    }

    /// The hub's contract pays from what it holds.
    pub fn pay_out(&mut self, path: &str, to: &Addr, amount: u128) {
        let (hub, contract) = (self.stage.hub, self.stage.contract.clone());
        *self.model.balance(hub, &contract, path) -= amount;
        *self.model.balance(hub, to, path) += amount;
        if let Some(Asset::Cw20(token)) = self.stage.asset(hub, path) {
            self.model.untrack(Some(&token), amount);
        }
    }

    /// An acknowledgement, or a timeout.
    fn end(&mut self, index: usize, relay: Relay) {
        let sent = self.packets[index].clone();
        let success = sent.state == State::Received { taken: true };
        let is_late = relay == Relay::Ack && !self.stage.is_open(sent.channel);
        let is_stuck = !self.model.is_new && sent.from_hub && sent.path == ODD && !success;
        if is_late || is_stuck || sent.state == State::Settled {
            let text = self.refused(|stage| stage.net.relay(sent.id, relay));
            if !is_late && sent.state == State::Settled {
                assert!(text.contains("already settled"), "{}: {text}", self.at);
                self.count("settled by migration: ack refused");
            }
            return;
        }
        let ended = self.stage.net.relay(sent.id, relay);
        ended.unwrap_or_else(|error| panic!("{}: I5: {sent:?}: {error}", self.at));
        self.packets[index].state = State::Ended;
        let channel = self.stage.channels[sent.channel].a.channel.clone();
        if sent.from_hub {
            self.model
                .records
                .remove(&(sent.sender.clone(), channel, sent.sequence));
        }
        let how = match (success, sent.from_hub) {
            (true, _) => "delivered",
            (false, true) => self.refund(index),
            (false, false) => {
                let chain = self.stage.channels[sent.channel].b.chain;
                *self.model.balance(chain, &sent.sender, &sent.path) += sent.amount;
                "refunded"
            }
        };
        self.count(format!("settled: {}, {relay:?}, {how}", self.origin(&sent)));
    }

    fn origin(&self, sent: &Sent) -> &'static str {
        match (sent.from_hub, sent.is_old, self.model.is_new) {
            (false, _, false) => "to cw20-ics20",
            (false, _, true) => "to Causeway",
            (true, true, false) => "by and under cw20-ics20",
            (true, true, true) => "by cw20-ics20, after the takeover",
            (true, false, _) => "by Causeway",
        }
    }

    /// The hub refunds a packet: paid, claimed, or lost by cw20-ics20.
    fn refund(&mut self, index: usize) -> &'static str {
        let sent = self.packets[index].clone();
        let End { chain, port, channel } = self.stage.channels[sent.channel].a.clone();
        if sent.is_old && self.model.is_new {
            self.model.settled.insert((channel.clone(), sent.sequence));
        }
        if sent.path.starts_with(&format!("{port}/{channel}/")) {
            *self.model.balance(chain, &sent.sender, &sent.path) += sent.amount;
            return "minted again";
        }
        self.model.books(&channel, &sent.path).outstanding -= sent.amount;
        if self.can_pay(&sent.path, &sent.sender) {
            self.pay_out(&sent.path, &sent.sender, sent.amount);
            return "refunded";
        }
        if self.model.is_new {
            self.model.owe(&sent.sender, &sent.path, sent.amount, false);
            return "claimed";
        }
        self.model.lost.push(index);
        "lost"
    }
}
