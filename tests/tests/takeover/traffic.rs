//! Sends, and what the relayer does with each packet.

use cosmwasm_std::{coin, Addr, Binary};
use ibc_multi_test::{ChainKey, Channel, End, PacketId, Relay, TxResponse, TxResult, TRANSFER_PORT};
use serde_json::json;

use causeway_transfer::asset::Asset;

use crate::history::History;
use crate::model::{Sent, State};
use crate::stage::ODD;

/// Less gas than this does not even enter a contract.
const LEAST_GAS: u64 = 60_000;

/// What a user asks for.
struct Wish {
    channel: usize,
    from: End,
    sender: Addr,
    path: String,
    amount: u128,
    receiver: Option<Addr>,
    /// What stands in the message if there is no receiver.
    receiver_text: String,
    memo: Option<String>,
}

impl History {
    /// Somebody on the hub sends what he has.
    pub fn send_out(&mut self) {
        let channel = self.random.below(self.stage.channels.len());
        let Channel { a, b } = self.stage.channels[channel].clone();
        let sender = self.user(a.chain);
        let held = self.model.holdings(a.chain, &sender);
        let Some((path, most)) = self.random.pick(&held) else {
            return;
        };
        let amount = self.amount(most);
        let mut wish = self.wish(channel, a.clone(), sender, path, amount, b.chain);
        if !self.model.is_new && wish.receiver.is_none() && self.random.percent(50) {
            wish.receiver_text = self.random.pick(&["", " ", "\u{2003}"]).unwrap().to_string();
        }
        if !self.model.is_new && self.random.percent(2) {
            // a receiver that is one all the same; every other chain refuses the memo
            wish.receiver = None;
            wish.memo = Some("m".repeat(33_000));
        }
        if self.is_refused(&wish) {
            self.refused(|stage| send(stage, &wish));
            self.count("send: refused");
            return;
        }
        let response = send(&mut self.stage, &wish);
        let response = response.unwrap_or_else(|error| panic!("{}: {} {error}", self.at, wish.path));
        let id = response.packet().unwrap();
        self.book_send(&wish, id);
        self.note_sent(wish, id, true);
    }

    fn wish(
        &mut self,
        channel: usize,
        from: End,
        sender: Addr,
        path: String,
        amount: u128,
        to: ChainKey,
    ) -> Wish {
        let receiver = Some(self.user(to)).filter(|_| self.random.percent(75));
        let receiver_text = receiver.as_ref().map_or("nobody".to_string(), Addr::to_string);
        Wish {
            channel,
            from,
            sender,
            path,
            amount,
            receiver,
            receiver_text,
            memo: None,
        }
    }

    fn amount(&mut self, most: u128) -> u128 {
        match self.random.below(4) {
            0 => most,
            _ => 1 + u128::from(self.random.next()) % most,
        }
    }

    fn is_refused(&self, wish: &Wish) -> bool {
        !self.stage.is_open(wish.channel) || (self.model.is_new && wish.path == ODD)
    }

    fn book_send(&mut self, wish: &Wish, id: PacketId) {
        let End { chain, port, channel } = &wish.from;
        let sequence = self.stage.net.packet(id).packet.sequence;
        *self.model.balance(*chain, &wish.sender, &wish.path) -= wish.amount;
        if self.model.is_new {
            self.model.first_own.entry(channel.clone()).or_insert(sequence);
            let record = (wish.sender.clone(), channel.clone(), sequence);
            self.model.records.insert(record);
        }
        if wish.path.starts_with(&format!("{port}/{channel}/")) {
            return; // burned
        }
        let contract = self.stage.contract.clone();
        let held = self.model.balance(*chain, &contract, &wish.path);
        *held += wish.amount;
        let held = *held;
        let books = self.model.books(channel, &wish.path);
        books.outstanding += wish.amount;
        books.total_sent += wish.amount;
        let token = self
            .stage
            .tokens
            .iter()
            .find(|token| wish.path == format!("cw20:{}", token.address));
        if let Some(token) = token.filter(|_| self.model.is_new) {
            match self.model.tracked.get_mut(&token.address) {
                Some(tracked) => *tracked += wish.amount,
                // what was there before, and this deposit
                None if token.listed.is_none() => {
                    self.model.tracked.insert(token.address.clone(), held);
                }
                None => {}
            }
        }
    }

    /// Somebody on the other chain sends a voucher home, or his chain's own coin.
    pub fn send_in(&mut self) {
        let channel = self.random.below(self.stage.channels.len());
        let Channel { a, b } = self.stage.channels[channel].clone();
        let sender = self.user(b.chain);
        let home = format!("{}/{}/", b.port, b.channel);
        let mut held = self.model.holdings(b.chain, &sender);
        held.retain(|(path, _)| {
            let is_ours = path.starts_with(&home) || !path.contains('/');
            // cw20-ics20 answers its return with an error and takes it off the books all the same
            is_ours && (self.model.is_new || !path.ends_with(ODD))
        });
        if held.iter().any(|(path, _)| path.starts_with(&home)) && self.random.percent(70) {
            held.retain(|(path, _)| path.starts_with(&home));
        }
        let Some((path, most)) = self.random.pick(&held) else {
            return;
        };
        let amount = self.amount(most);
        let wish = self.wish(channel, b, sender, path, amount, a.chain);
        if !self.stage.is_open(channel) {
            self.refused(|stage| send(stage, &wish));
            self.count("send: refused");
            return;
        }
        let response = send(&mut self.stage, &wish);
        let response = response.unwrap_or_else(|error| panic!("{}: {} {error}", self.at, wish.path));
        *self.model.balance(wish.from.chain, &wish.sender, &wish.path) -= wish.amount;
        self.note_sent(wish, response.packet().unwrap(), false);
    }

    fn note_sent(&mut self, wish: Wish, id: PacketId, from_hub: bool) {
        let sequence = self.stage.net.packet(id).packet.sequence;
        self.packets.push(Sent {
            id,
            channel: wish.channel,
            from_hub,
            is_old: from_hub && !self.model.is_new,
            sequence,
            path: wish.path,
            amount: wish.amount,
            sender: wish.sender,
            receiver: wish.receiver,
            state: State::Sent,
        });
        self.count(match from_hub {
            true => "send: from the hub",
            false => "send: to the hub",
        });
    }

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

/// Sends, as a user does: `transfer` with a coin, a cw20 `send`, or the native module's MsgTransfer.
fn send(stage: &mut crate::stage::Stage, wish: &Wish) -> TxResult<TxResponse> {
    let End { chain, port, channel } = &wish.from;
    let asset = stage.asset(*chain, &wish.path).unwrap();
    let block = stage.net[*chain].block();
    if port == TRANSFER_PORT {
        let coin = coin(wish.amount, asset.to_string());
        let timeout = block.time.plus_seconds(900).nanos();
        return stage.net[*chain].transfer(&wish.sender, channel, &coin, &wish.receiver_text, timeout, "");
    }
    let contract = Addr::unchecked(port.trim_start_matches("wasm."));
    let message = json!({
        "channel": channel, "remote_address": wish.receiver_text, "timeout": 900, "memo": wish.memo,
    });
    match asset {
        Asset::Native(denom) => {
            let coins = [coin(wish.amount, denom)];
            let message = json!({"transfer": message});
            stage.net[*chain].execute(&wish.sender, &contract, &message, &coins)
        }
        Asset::Cw20(token) => {
            let inner = Binary::from(message.to_string().into_bytes());
            let message =
                json!({"send": {"contract": contract, "amount": wish.amount.to_string(), "msg": inner}});
            stage.net[*chain].execute(&wish.sender, &token, &message, &[])
        }
    }
}
