//! Transfers of users, in both directions.

use cosmwasm_std::{coin, Addr, Binary};
use ibc_multi_test::{ChainKey, Channel, End, PacketId, TxResponse, TxResult, TRANSFER_PORT};
use serde_json::json;

use causeway_transfer::asset::Asset;

use crate::history::History;
use crate::model::{Sent, State};
use crate::stage::ODD;

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
        let (channel, sender, held) = self.holder(true);
        let Channel { a, b } = self.stage.channels[channel].clone();
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

    /// Where to send from, who, and what he has: mostly somebody with a voucher that has its home at the other end.
    fn holder(&mut self, at_hub: bool) -> (usize, Addr, Vec<(String, u128)>) {
        let mut found = None;
        for _ in 0..8 {
            let channel = self.random.index(self.stage.channels.len());
            let Channel { a, b } = self.stage.channels[channel].clone();
            let from = if at_hub { a } else { b };
            let sender = self.user(from.chain);
            let mut held = self.model.holdings(from.chain, &sender);
            let home = format!("{}/{}/", from.port, from.channel);
            if held.iter().any(|(path, _)| path.starts_with(&home)) && self.random.percent(80) {
                held.retain(|(path, _)| path.starts_with(&home));
                return (channel, sender, held);
            }
            found = Some((channel, sender, held));
            if at_hub && self.random.percent(if self.model.is_new { 20 } else { 100 }) {
                break;
            }
        }
        found.unwrap()
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
        let (channel, sender, mut held) = self.holder(false);
        let Channel { a, b } = self.stage.channels[channel].clone();
        let home = format!("{}/{}/", b.port, b.channel);
        held.retain(|(path, _)| {
            let is_ours = path.starts_with(&home) || !path.contains('/');
            // cw20-ics20 answers its return with an error and takes it off the books all the same
            is_ours && (self.model.is_new || !path.ends_with(ODD))
        });
        let has_home = held.iter().any(|(path, _)| path.starts_with(&home));
        if !self.model.is_new && !has_home && self.random.percent(70) {
            return self.send_out(); // cw20-ics20 refuses what is foreign
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
