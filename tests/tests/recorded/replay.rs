//! Replays each recorded packet and compares the result with the record.

use std::collections::BTreeMap;

use causeway_multi_test::books::token_balance;
use causeway_multi_test::Asset;
use causeway_transfer::state::{ChannelState, CHANNEL_STATE, VOUCHERS};
use cosmwasm_std::{Addr, Coin, HexBinary, Uint256};
use ibc_multi_test::proto::Packet;
use ibc_multi_test::{foreign_recv_msg, ChainKey, ErrorKind, PacketId};
use serde_json::Value;

use crate::record::{is_success, End, Parcel, Record};
use crate::stage::{Replay, Stage, CHAINS, SECOND};
use crate::table::Difference::*;

impl Stage {
    /// Sends the recorded message at the recorded time.
    fn send(&mut self, record: &Record) {
        let (from, to) = (self.chain(&record.from), self.chain(&record.to));
        self.set_time(from, record.sent_at());
        self.set_time(to, record.sent_at() - 10 * SECOND);
        self.net[from].set_next_sequence(&record.from.port, &record.from.channel, record.sequence);
        let with = &record.sent_with;
        let text = |key: &str| Addr::unchecked(with[key].as_str().unwrap());
        let (sender, called) = (text("sender"), text("execute"));
        let funds: Vec<Coin> = serde_json::from_value(with["funds"].clone()).unwrap();
        self.net[from].fund(&sender, &funds).unwrap();
        match self.net[from].execute(&sender, &called, &with["msg"], &funds) {
            Ok(response) => {
                let id = response.packet().unwrap();
                self.compare_sent(record, id);
                self.sent.insert(record.name.clone(), id);
            }
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::Contract, "{}: {error}", record.name);
                self.differs(record, SendRefused, &error.text);
            }
        }
    }

    fn compare_sent(&mut self, record: &Record, id: PacketId) {
        let packet = self.net.packet(id).packet.clone();
        if self.replay != Replay::Causeway {
            assert_eq!(packet, record.packet(), "{}", record.name);
            return;
        }
        let mut there: Value = serde_json::from_slice(&record.data()).unwrap();
        let here: Value = serde_json::from_slice(&packet.data).unwrap();
        if here != there && there["memo"] == "" {
            there.as_object_mut().unwrap().remove("memo");
            self.differs(record, EmptyMemoOmitted, "");
        }
        assert_eq!(here, there, "{}", record.name);
        let data = record.data();
        assert_eq!(Packet { data, ..packet }, record.packet(), "{}", record.name);
    }

    /// Delivers the recorded acknowledgement or timeout, and compares what it pays, and to whom.
    fn settle(&mut self, record: &Record) {
        let Some(id) = self.sent.get(&record.name).copied() else {
            return;
        };
        let chain = self.chain(&record.from);
        let Parcel {
            denom,
            amount,
            sender,
            ..
        } = record.parcel();
        let asset = Asset::parse(self.net[chain].api(), &denom);
        let before = self.holdings(&record.from, &denom, &asset, &sender);
        match record.ack() {
            Some(ack) => self.net.forge_ack(id, &ack),
            None => self.net.expire(id).and_then(|()| self.net.timeout(id)),
        }
        .unwrap_or_else(|error| panic!("{}: {error}", record.name));
        let after = self.holdings(&record.from, &denom, &asset, &sender);
        let (paid, released) = (after.0 - before.0, before.1 - after.1);
        let refund = match record.ack() {
            Some(ack) if is_success(&ack) => Uint256::zero(),
            _ => amount,
        };
        assert_eq!(released, refund, "{}: released", record.name);
        let is_lost = record.note.as_ref().is_some_and(|note| note.contains("lost"));
        if is_lost && paid.is_zero() {
            return;
        }
        assert_eq!(paid, refund, "{}: paid", record.name);
        if is_lost {
            self.differs(record, RefundPaid, "");
        }
    }

    /// Delivers the recorded packet, and compares its acknowledgement, what it pays, and to whom.
    fn receive(&mut self, record: &Record) {
        let chain = self.chain(&record.to);
        let Parcel {
            denom,
            amount,
            receiver,
            ..
        } = record.parcel();
        let prefix = format!("{}/{}/", record.from.port, record.from.channel);
        let home = denom.strip_prefix(&prefix);
        let local = home.map_or_else(
            || format!("{}/{}/{denom}", record.to.port, record.to.channel),
            String::from,
        );
        let before = self.paid_and_booked(&record.to, &local, home.is_some(), &receiver);
        let state = self.state(chain);
        let here = self.relay(record);
        let after = self.paid_and_booked(&record.to, &local, home.is_some(), &receiver);
        let (paid, released) = (after.0 - before.0, before.1 - after.1);
        let there = record.ack();
        let taken = |ack: &Option<Vec<u8>>| ack.as_ref().map(|ack| is_success(ack));
        if taken(&here) == Some(true) {
            assert_eq!(paid, amount, "{}: paid", record.name);
            let owed = if home.is_some() { amount } else { Uint256::zero() };
            assert_eq!(released, owed, "{}: released", record.name);
        } else if self.replay == Replay::Predecessor {
            assert_eq!((paid, released), Default::default(), "{}", record.name);
        } else {
            assert!(self.state(chain) == state, "{}: left a trace", record.name);
        }
        let how = match (taken(&there), taken(&here)) {
            _ if here == there => return,
            (Some(true), Some(true)) => SuccessBytes,
            (Some(false), Some(false)) => ErrorText,
            (Some(false), Some(true)) => Taken,
            (Some(true), Some(false)) => Refused,
            _ => panic!("{}: {there:?} there, {here:?} here", record.name),
        };
        self.differs(record, how, &String::from_utf8(here.unwrap_or_default()).unwrap());
    }

    /// Relays in time, if it was in time in the record. Returns the acknowledgement; `None` if core rejects the packet as
    /// too late.
    fn relay(&mut self, record: &Record) -> Option<Vec<u8>> {
        let (chain, packet) = (self.chain(&record.to), record.packet());
        assert_eq!(packet.commitment(), record.commitment_hex, "{}", record.name);
        let late = record.ack().is_none();
        if packet.timeout_timestamp > 0 {
            self.set_time(chain, packet.timeout_timestamp - if late { 0 } else { SECOND });
        }
        let mut block = self.net[chain].block();
        block.height = packet.timeout_height.revision_height.max(1);
        self.net[chain].set_block(block);
        let from = CHAINS[usize::from(record.from.chain == "B")];
        let message = foreign_recv_msg(from, &packet, &self.net[chain].relayer());
        match self.net.submit(chain, message) {
            Ok(response) => {
                let ack = response.attribute("write_acknowledgement", "packet_ack_hex");
                Some(HexBinary::from_hex(ack.unwrap()).unwrap().into())
            }
            Err(error) => {
                assert_eq!((error.codespace.as_str(), error.code), ("channel", 40), "{error}");
                assert!(late, "{}: {error}", record.name);
                None
            }
        }
    }

    /// The result of [`Stage::holdings`] for the received asset: the asset that came home, or its voucher if there is one.
    fn paid_and_booked(&self, end: &End, local: &str, home: bool, receiver: &str) -> (Uint256, Uint256) {
        let chain = &self.net[self.chain(end)];
        let asset = match home {
            true => Some(Asset::parse(chain.api(), local)),
            false => chain
                .read_json(&end.contract(), &VOUCHERS.key(local))
                .map(Asset::Cw20),
        };
        asset.map_or(Default::default(), |asset| {
            self.holdings(end, local, &asset, receiver)
        })
    }

    /// The balance of an account, and the amount in escrow in the contract's books.
    fn holdings(&self, end: &End, denom: &str, asset: &Asset, account: &str) -> (Uint256, Uint256) {
        let chain = &self.net[self.chain(end)];
        let account = Addr::unchecked(account);
        let held = match asset {
            Asset::Native(denom) => chain.balance(&account, denom),
            Asset::Cw20(token) => token_balance(chain, token, &account),
        };
        let key = CHANNEL_STATE.key((&end.channel, denom));
        let books: Option<ChannelState> = chain.read_json(&end.contract(), &key);
        (held, books.unwrap_or_default().outstanding)
    }

    /// The state that a rejected packet must not change.
    fn state(&self, chain: ChainKey) -> Vec<(Vec<u8>, Vec<u8>)> {
        let dump = self.net[chain].dump().into_iter();
        dump.filter(|(key, _)| !key.starts_with(b"ibc/")).collect()
    }

    /// Does everything after a send, unless the record leaves the packet in flight.
    fn end(&mut self, record: &Record) {
        if record.is_left() {
            return;
        }
        if record.to.is_contract() {
            self.receive(record);
        }
        if record.from.is_contract() {
            self.settle(record);
        }
    }

    /// Plays the whole record in order. `at_dump` is called at the moment of the record named "history".
    pub fn play(&mut self, records: &[Record], at_dump: impl FnOnce(&Self)) {
        let sent = |record: &&Record| record.from.is_contract();
        if self.replay == Replay::Successor {
            records.iter().filter(sent).for_each(|record| self.send(record));
            at_dump(self);
            self.take_over();
            records.iter().for_each(|record| self.end(record));
            return;
        }
        let (in_flight, settled): (Vec<_>, Vec<_>) =
            records.iter().partition(|record| record.is_in_flight_at_dump());
        for record in settled {
            if record.from.is_contract() {
                self.send(record);
            }
            self.end(record);
        }
        for record in in_flight.iter().filter(|record| record.from.is_contract()) {
            self.send(record);
        }
        at_dump(self);
        in_flight.iter().for_each(|record| self.end(record));
    }

    /// The storage of a contract of chain A.
    pub fn storage(&self, contract: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let records = self.net[self.chains[0]].dump_contract(&Addr::unchecked(contract));
        records.into_iter().collect()
    }
}
