//! The takeover, the migrations after it, and the end of a history.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Binary};
use serde_json::{json, Value};

use crate::history::History;
use crate::model::{Sent, State};

/// What a takeover may write.
const WRITTEN: [&[u8]; 4] = [b"contract_info", b"predecessor", b"schema", b"voucher_code"];

impl History {
    /// With or without a voucher code; sometimes after a dry run; repeated without effect.
    pub fn take_over(&mut self) {
        self.at += ", takeover";
        let mut message = json!({});
        self.model.mints = self.random.percent(60);
        if self.model.mints {
            message["voucher_code_id"] = json!(self.stage.voucher_code);
        }
        if self.random.percent(30) {
            let mut dry = message.clone();
            dry["dry_run"] = json!(true);
            let text = self.refused(|stage| stage.migrate(&dry));
            assert!(text.contains("dry run: "), "{}: {text}", self.at);
        }
        let before: BTreeMap<Vec<u8>, Vec<u8>> = self.stage.storage().into_iter().collect();
        self.must_migrate(&message);
        let mut after: BTreeMap<Vec<u8>, Vec<u8>> = self.stage.storage().into_iter().collect();
        for key in WRITTEN {
            assert_eq!(
                after.contains_key(key),
                key != b"voucher_code" || self.model.mints,
                "{}",
                self.at
            );
            match before.get(key) {
                Some(value) => after.insert(key.to_vec(), value.clone()),
                None => after.remove(key),
            };
        }
        assert!(after == before, "{}: an entry moved", self.at);
        self.model.is_new = true;
        for sent in &self.packets {
            let what = match (sent.from_hub, sent.state) {
                (_, State::Ended | State::Settled) => continue,
                (true, State::Sent) => "in flight at the takeover: sent by the hub",
                (true, State::Received { taken: true }) => {
                    "in flight at the takeover: taken, ack not relayed"
                }
                (true, State::Received { taken: false }) => {
                    "in flight at the takeover: refused, ack not relayed"
                }
                (false, _) => "in flight at the takeover: to the hub",
            };
            *self.counts.entry(what.into()).or_default() += 1;
        }
        if self.random.percent(30) {
            let before = self.stage.storage();
            self.must_migrate(&json!({}));
            assert!(self.stage.storage() == before, "{}: not idempotent", self.at);
        }
        self.refuse_versions();
    }

    /// A newer version of ours, and what says that it is cw20-ics20 once more.
    fn refuse_versions(&mut self) {
        let (hub, contract) = (self.stage.hub, self.stage.contract.clone());
        let now = self
            .stage
            .storage()
            .into_iter()
            .find(|(key, _)| key == WRITTEN[0]);
        let now = now.unwrap().1;
        for (name, version) in [("causeway-transfer", "99.0.0"), ("cw20-ics20", "2.0.0")] {
            let other = json!({"contract": format!("crates.io:{name}"), "version": version}).to_string();
            self.stage.net[hub].set_contract_key(&contract, WRITTEN[0], other.as_bytes());
            self.refused(|stage| stage.migrate(&json!({})));
        }
        self.stage.net[hub].set_contract_key(&contract, WRITTEN[0], &now);
    }

    fn must_migrate(&mut self, message: &Value) {
        let migrated = self.stage.migrate(message);
        migrated.unwrap_or_else(|error| panic!("{}: {message}: {error}", self.at));
    }

    /// What is said of a packet in a migration.
    fn named(&self, sent: &Sent, sender: &Addr) -> Value {
        let channel = &self.stage.channels[sent.channel].a.channel;
        let mut packet = json!({"sender": sender, "channel": channel, "sequence": sent.sequence});
        if sent.is_old {
            packet["data"] = json!(self.data(sent));
        }
        packet
    }

    fn data(&self, sent: &Sent) -> Binary {
        self.stage.net.packet(sent.id).packet.data.clone().into()
    }

    fn is_stranded(&self, sent: &Sent) -> bool {
        sent.from_hub && sent.state == State::Received { taken: false } && !self.stage.is_open(sent.channel)
    }

    /// A packet that was refused, and whose channel closed before that was told.
    pub fn settle(&mut self) {
        let is_refused = |index: &usize| {
            let sent = &self.packets[*index];
            sent.from_hub && sent.state == State::Received { taken: false }
        };
        let refused: Vec<usize> = (0..self.packets.len()).filter(is_refused).collect();
        if let Some(index) = self.random.pick(&refused) {
            let channel = self.packets[index].channel;
            if self.stage.is_open(channel) {
                self.stage.close(channel, true);
            }
            self.settle_stranded(index);
        }
        self.settle_in_vain();
    }

    fn settle_stranded(&mut self, index: usize) {
        let sent = self.packets[index].clone();
        let others = self.stage.users(self.stage.hub);
        for other in others.iter().filter(|user| **user != sent.sender) {
            let message = json!({"settle": [self.named(&sent, other)]});
            self.refused(|stage| stage.migrate(&message));
        }
        let message = json!({"settle": [self.named(&sent, &sent.sender)]});
        self.must_migrate(&message);
        self.packets[index].state = State::Settled;
        let end = self.stage.channels[sent.channel].a.clone();
        let is_burned = sent.path.starts_with(&format!("{}/{}/", end.port, end.channel));
        if !is_burned {
            self.model.books(&end.channel, &sent.path).outstanding -= sent.amount;
        }
        self.model.owe(&sent.sender, &sent.path, sent.amount, is_burned);
        match sent.is_old {
            true => self.model.settled.insert((end.channel, sent.sequence)),
            false => self
                .model
                .records
                .remove(&(sent.sender, end.channel, sent.sequence)),
        };
        self.count(match sent.is_old {
            true => "settled: by migration, an old packet",
            false => "settled: by migration, an own packet",
        });
    }

    /// One that was refunded already, or that was delivered and has its end.
    fn settle_in_vain(&mut self) {
        let is_over = |sent: &&Sent| match sent.state {
            State::Ended => sent.from_hub && (!sent.is_old || self.is_marked(sent)),
            State::Settled => true,
            _ => false,
        };
        let over: Vec<Sent> = self.packets.iter().filter(is_over).cloned().collect();
        let Some(sent) = self.random.pick(&over) else {
            return;
        };
        let mut packet = self.named(&sent, &sent.sender);
        if self.random.percent(50) {
            packet["data"] = json!(self.data(&sent));
        }
        self.refused(|stage| stage.migrate(&json!({"settle": [packet]})));
        self.count("settle: refused");
    }

    /// Old packets that ended under the predecessor are not known any more; governance must not name them.
    pub fn is_marked(&self, sent: &Sent) -> bool {
        let channel = self.stage.channels[sent.channel].a.channel.clone();
        self.model.settled.contains(&(channel, sent.sequence))
    }

    /// What cw20-ics20 lost: one unit above the surplus is refused, what was lost is not.
    pub fn assign(&mut self) {
        let Some(index) = self.random.pick(&self.model.lost) else {
            return;
        };
        let sent = self.packets[index].clone();
        let (hub, contract) = (self.stage.hub, self.stage.contract.clone());
        let held = *self.model.balance(hub, &contract, &sent.path);
        let surplus = held - self.model.owed(&sent.path);
        let data = String::from_utf8(self.data(&sent).to_vec()).unwrap();
        let amount = |amount: u128| format!(r#""amount":"{amount}""#);
        let above = data.replace(&amount(sent.amount), &amount(surplus + 1));
        assert_ne!(above, data, "{}", self.at);
        let channel = self.stage.channels[sent.channel].a.channel.clone();
        let message = |data: &str| {
            let data = Binary::from(data.as_bytes());
            json!({"assign": [{"channel": channel, "sequence": sent.sequence, "data": data}]})
        };
        let text = self.refused(|stage| stage.migrate(&message(&above)));
        assert!(text.contains(&format!("only {surplus} ")), "{}: {text}", self.at);
        self.must_migrate(&message(&data));
        self.model.lost.retain(|lost| *lost != index);
        self.model.settled.insert((channel.clone(), sent.sequence));
        self.model.owe(&sent.sender, &sent.path, sent.amount, false);
        self.refused(|stage| stage.migrate(&message(&data)));
        self.count("assigned");
    }

    /// All keep their word again, and everything comes to its end, in random order and way.
    pub fn finish(&mut self) {
        self.at += ", at the end";
        for user in self.stage.users(self.stage.hub) {
            self.block(&user, false);
        }
        self.arm(false);
        for channel in 0..self.stage.channels.len() {
            if self.stage.is_open(channel) && self.random.percent(30) {
                self.stage.close(channel, true);
            }
        }
        for index in self.shuffled(self.pending()) {
            self.relay(index);
            if self.is_stranded(&self.packets[index].clone()) && self.random.percent(50) {
                self.settle_stranded(index);
            }
        }
        self.check();
        for channel in 0..self.stage.channels.len() {
            self.stage.open_again(channel);
        }
        for index in self.shuffled(self.pending()) {
            if self.random.percent(20) {
                self.stage.pass(self.packets[index].id);
            }
            self.relay(index);
            self.relay(index);
            let state = self.packets[index].state;
            let is_over = matches!(state, State::Ended | State::Settled);
            assert!(is_over, "{}: {:?}", self.at, self.packets[index]);
        }
        self.check();
        while !self.model.lost.is_empty() {
            self.assign();
        }
        for (owner, path) in self.model.claims.keys().cloned().collect::<Vec<_>>() {
            self.claim_for(&owner, &path);
        }
        self.check();
        self.require_even();
    }

    fn shuffled(&mut self, mut indices: Vec<usize>) -> Vec<usize> {
        for at in (1..indices.len()).rev() {
            indices.swap(at, self.random.index(at + 1));
        }
        indices
    }
}
