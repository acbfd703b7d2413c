//! The comparisons after each step: the chains with the model, and the invariants I1 to I4, which are computed without
//! the model.

use std::collections::{BTreeMap, BTreeSet};

use causeway_transfer::state::{CHANNEL_STATE, CLAIMS, FIRST_OWN, IN_FLIGHT, SETTLED, TRACKED};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Order, Storage, Uint256};
use ibc_multi_test::Channel;

use crate::history::History;
use crate::model::{Books, Claim, State};
use crate::stage::COINS;

fn small(amount: Uint256) -> u128 {
    amount.to_string().parse().unwrap()
}

impl History {
    pub fn check(&mut self) {
        let mut storage = MockStorage::new();
        for (key, value) in self.stage.storage() {
            storage.set(&key, &value);
        }
        self.compare_balances();
        self.compare_books(&storage);
        self.compare_packets(&storage);
        self.require_conservation(&storage);
        self.require_solvency(&storage);
        self.require_one_ending(&storage);
    }

    fn compare_balances(&self) {
        for ((chain, account, path), expected) in &self.model.balances {
            let held = self.stage.balance(*chain, account, path);
            assert_eq!(held, *expected, "{}: {path} of {account}", self.at);
        }
    }

    fn denom(&self, path: &str) -> String {
        let asset = self.stage.asset(self.stage.hub, path);
        asset
            .unwrap_or_else(|| panic!("{}: no voucher of {path}", self.at))
            .to_string()
    }

    fn compare_books(&self, storage: &dyn Storage) {
        let books = CHANNEL_STATE.range(storage, None, None, Order::Ascending);
        let books: BTreeMap<(String, String), Books> = books
            .map(|entry| {
                let (key, state) = entry.unwrap();
                let (outstanding, total_sent) = (small(state.outstanding), small(state.total_sent));
                (
                    key,
                    Books {
                        outstanding,
                        total_sent,
                    },
                )
            })
            .collect();
        let expected = self.model.books.iter();
        let expected: BTreeMap<_, _> = expected
            .map(|((channel, path), books)| ((channel.clone(), self.denom(path)), *books))
            .collect();
        assert_eq!(books, expected, "{}: books", self.at);
        let claims = CLAIMS.range(storage, None, None, Order::Ascending);
        let claims: BTreeMap<_, _> = claims
            .map(|entry| {
                let (key, claim) = entry.unwrap();
                let (held, to_mint) = (small(claim.held), small(claim.to_mint));
                (key, Claim { held, to_mint })
            })
            .collect();
        let expected = self.model.claims.iter();
        let expected: BTreeMap<_, _> = expected
            .map(|((owner, path), claim)| ((owner.clone(), self.denom(path)), *claim))
            .collect();
        assert_eq!(claims, expected, "{}: claims", self.at);
        let tracked = TRACKED.range(storage, None, None, Order::Ascending);
        let tracked: BTreeMap<_, _> = tracked
            .map(|entry| entry.unwrap())
            .map(|(token, amount)| (token, small(amount)))
            .collect();
        assert_eq!(tracked, self.model.tracked, "{}: tracked", self.at);
    }

    fn compare_packets(&self, storage: &dyn Storage) {
        let settled = SETTLED.keys(storage, None, None, Order::Ascending);
        let settled: BTreeSet<_> = settled.map(|key| key.unwrap()).collect();
        assert_eq!(settled, self.model.settled, "{}: SETTLED", self.at);
        let first_own = FIRST_OWN.range(storage, None, None, Order::Ascending);
        let first_own: BTreeMap<_, _> = first_own.map(|entry| entry.unwrap()).collect();
        assert_eq!(first_own, self.model.first_own, "{}: FIRST_OWN", self.at);
    }

    /// I1, per channel: escrow = vouchers on the other side + what is in flight, in either direction and with either token.
    fn require_conservation(&self, storage: &dyn Storage) {
        for (index, Channel { a, b }) in self.stage.channels.iter().enumerate() {
            let (ours, theirs) = (
                format!("{}/{}/", a.port, a.channel),
                format!("{}/{}/", b.port, b.channel),
            );
            let mut out: BTreeMap<String, u128> = BTreeMap::new();
            let mut back: BTreeMap<String, u128> = BTreeMap::new();
            for sent in self.packets.iter().filter(|sent| sent.channel == index) {
                let is_open = match sent.state {
                    State::Sent | State::Received { taken: false } => true,
                    State::Received { taken: true } | State::Ended | State::Settled => false,
                };
                if !is_open {
                    continue;
                }
                let hop = if sent.from_hub { &ours } else { &theirs };
                let home = sent.path.strip_prefix(hop);
                let is_ours = sent.from_hub == home.is_none();
                let in_flight = if is_ours { &mut out } else { &mut back };
                *in_flight.entry(home.unwrap_or(&sent.path).into()).or_default() += sent.amount;
            }
            let books = CHANNEL_STATE.prefix(&a.channel);
            for entry in books.range(storage, None, None, Order::Ascending) {
                let (denom, state) = entry.unwrap();
                let path = self.path(&denom);
                let abroad = self.stage.supply(b.chain, &format!("{theirs}{path}"));
                let in_flight = out.get(&path).copied().unwrap_or_default();
                assert_eq!(
                    small(state.outstanding),
                    abroad + in_flight,
                    "{}: I1: {path} on {}",
                    self.at,
                    a.channel
                );
            }
            let coin = if b.chain == self.stage.zone {
                "uzone"
            } else {
                "umoon"
            };
            let path = format!("{ours}{coin}");
            let claims = self.model.claims.iter().filter(|((_, of), _)| *of == path);
            let to_mint: u128 = claims.map(|(_, claim)| claim.to_mint).sum();
            let here = self.stage.supply(a.chain, &path);
            let in_flight = back.get(coin).copied().unwrap_or_default();
            let escrow = self.stage.escrowed_abroad(b, coin);
            assert_eq!(
                escrow,
                here + in_flight + to_mint,
                "{}: I1: {coin} on {}",
                self.at,
                b.channel
            );
        }
    }

    /// The path of a local denom of the hub.
    fn path(&self, denom: &str) -> String {
        let claimed = self.model.claims.keys().map(|(_, path)| path);
        let paths = self.model.books.keys().map(|(_, path)| path).chain(claimed);
        let found = paths.into_iter().find(|path| self.denom(path) == denom);
        found.unwrap_or_else(|| panic!("{}: {denom}", self.at)).clone()
    }

    /// I2: what is held covers books and claims; what is above was lost by cw20-ics20.
    fn require_solvency(&self, storage: &dyn Storage) {
        let mut owed: BTreeMap<String, u128> = BTreeMap::new();
        for entry in CHANNEL_STATE.range(storage, None, None, Order::Ascending) {
            let ((_, denom), state) = entry.unwrap();
            *owed.entry(denom).or_default() += small(state.outstanding);
        }
        for entry in CLAIMS.range(storage, None, None, Order::Ascending) {
            let ((_, denom), claim) = entry.unwrap();
            *owed.entry(denom).or_default() += small(claim.held);
        }
        for (denom, owed) in owed {
            let path = self.path(&denom);
            let held = self.stage.balance(self.stage.hub, &self.stage.contract, &path);
            let lost = self.model.lost.iter().map(|index| &self.packets[*index]);
            let lost: u128 = lost
                .filter(|sent| sent.path == path)
                .map(|sent| sent.amount)
                .sum();
            assert_eq!(held, owed + lost, "{}: I2: {denom}", self.at);
        }
    }

    /// I4: one ending at most, one receipt at most; a record for exactly the packets of our own that have not ended.
    fn require_one_ending(&self, storage: &dyn Storage) {
        let mut open = BTreeSet::new();
        for sent in &self.packets {
            let logged = self.stage.net.packet(sent.id);
            assert!(
                logged.endings.len() <= 1 && logged.received <= 1,
                "{}: I4: {sent:?}",
                self.at
            );
            if sent.from_hub && !sent.is_old && logged.is_pending() && sent.state != State::Settled {
                let sender = self.stage.net[self.stage.hub]
                    .api()
                    .addr_canonicalize(sent.sender.as_str());
                let channel = self.stage.channels[sent.channel].a.channel.clone();
                open.insert((sender.unwrap().to_vec(), channel, sent.sequence));
            }
        }
        let records = IN_FLIGHT.keys(storage, None, None, Order::Ascending);
        let records: BTreeSet<_> = records.map(|key| key.unwrap()).collect();
        assert_eq!(records, open, "{}: I4: records", self.at);
    }

    /// At the end of it all nothing is owed to anybody, and nothing is held that is not in escrow.
    pub fn require_even(&self) {
        let claims = &self.model.claims;
        assert!(
            claims.is_empty() && self.model.lost.is_empty(),
            "{}: {claims:?}",
            self.at
        );
        let tokens = self
            .stage
            .tokens
            .iter()
            .map(|token| format!("cw20:{}", token.address));
        for path in tokens.chain(COINS.map(String::from)) {
            let held = self.stage.balance(self.stage.hub, &self.stage.contract, &path);
            assert_eq!(held, self.model.owed(&path), "{}: {path}", self.at);
        }
    }
}
