#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
//! Every kind of asset, every way that a transfer can go, to a contract and to a native module, from either side.
//! The invariants hold after every step, and all balances are exact at the end.

use causeway_multi_test::books;
use causeway_multi_test::{Asset, Error, Send, Setup, Vouchers, World};
use causeway_tests::code;
use cosmwasm_std::{Addr, Uint256};
use ibc_multi_test::{ChainKey, Channel, End, PacketId, TRANSFER_PORT};

/// The asset that the sender holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    NativeCoin,
    Cw20,
    StockCw20,
    Voucher,
    VoucherOfVoucher,
    VoucherOverSecondChannel,
    StockVoucher,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Delivered,
    ErrorAck,
    Timeout,
    Returned,
}

/// The kind of the channel's other end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Counterparty {
    Contract,
    NativeModule,
}

/// The end that sends: the one that opened the channel, which is always a contract, or the other.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Opener,
    Counterparty,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    what: What,
    outcome: Outcome,
    counterparty: Counterparty,
    side: Side,
}

const WHATS: [What; 7] = [
    What::NativeCoin,
    What::Cw20,
    What::StockCw20,
    What::Voucher,
    What::VoucherOfVoucher,
    What::VoucherOverSecondChannel,
    What::StockVoucher,
];
const OUTCOMES: [Outcome; 4] = [
    Outcome::Delivered,
    Outcome::ErrorAck,
    Outcome::Timeout,
    Outcome::Returned,
];

/// Amounts in base units: held at the beginning, sent, and sent back.
const HELD: u128 = 1_000;
const SENT: u128 = 400;
const BACK: u128 = 150;
const HOME: &str = "uhome";

impl Case {
    fn all(what: What) -> Vec<Self> {
        let mut cases = vec![];
        for outcome in OUTCOMES {
            for counterparty in [Counterparty::Contract, Counterparty::NativeModule] {
                for side in [Side::Opener, Side::Counterparty] {
                    cases.push(Self {
                        what,
                        outcome,
                        counterparty,
                        side,
                    });
                }
            }
        }
        cases
    }

    /// Why a case is impossible; `None` if it is possible.
    fn gap(&self) -> Option<&'static str> {
        let from_native = (self.counterparty, self.side) == (Counterparty::NativeModule, Side::Counterparty);
        match self.what {
            What::Cw20 | What::StockCw20 if from_native => Some("a native module cannot send cw20 tokens"),
            What::StockVoucher if from_native => {
                Some("a native module's vouchers are bank coins, of no code")
            }
            _ => None,
        }
    }

    /// Whether the asset goes one hop further from its source chain.
    fn is_outward(&self) -> bool {
        matches!(
            self.what,
            What::NativeCoin | What::Cw20 | What::StockCw20 | What::VoucherOverSecondChannel
        )
    }

    /// The amount on the receiver's side at the end.
    fn moved(&self) -> u128 {
        match self.outcome {
            Outcome::Delivered => SENT,
            Outcome::ErrorAck | Outcome::Timeout => 0,
            Outcome::Returned => SENT - BACK,
        }
    }
}

/// Two chains with a channel, and a sender who holds [`HELD`] of an asset.
struct Stage {
    world: World,
    from: End,
    to: End,
    alice: Addr,
    bob: Addr,
    asset: Asset,
    /// The denom path of the asset on the sender's chain.
    path: String,
}

impl Stage {
    fn new(case: &Case) -> Result<Self, Error> {
        let mut world = code::world();
        let (here, there) = (add(&mut world, "here", case)?, add(&mut world, "there", case)?);
        let (from, to) = open(&mut world, here, there, case)?;
        let (alice, bob) = (
            world.account(here, "alice", &[])?,
            world.account(there, "bob", &[])?,
        );
        let (asset, path) = (Asset::Native(HOME.into()), HOME.into());
        let mut stage = Self {
            world,
            from,
            to,
            alice,
            bob,
            asset,
            path,
        };
        stage.endow(case)?;
        let held = stage.world.balance(here, &stage.alice, &stage.asset);
        assert_eq!(held, Uint256::from(HELD), "{case:?}: endowed");
        Ok(stage)
    }

    /// Gives the asset to the sender, by transfers if it comes from another chain.
    fn endow(&mut self, case: &Case) -> Result<(), Error> {
        let (here, there) = (self.from.chain, self.to.chain);
        match case.what {
            What::NativeCoin => {
                self.world.account(here, "alice", &[(HELD, HOME)])?;
            }
            What::Cw20 | What::StockCw20 => {
                let token = self.world.token(here, "GOLD", &[(&self.alice, HELD)])?;
                self.world.allow(here, &token, None)?;
                self.asset = Asset::Cw20(token);
                self.path = self.asset.to_string();
            }
            What::Voucher | What::StockVoucher => {
                let carol = self.world.account(there, "carol", &[(HELD, HOME)])?;
                let (end, other) = (self.to.clone(), self.from.clone());
                self.import(&carol, &end, &other, self.asset.clone(), HOME)?;
            }
            What::VoucherOverSecondChannel => {
                let carol = self.world.account(there, "carol", &[(HELD, HOME)])?;
                let (other, end) = open(&mut self.world, here, there, case)?;
                self.import(&carol, &end, &other, self.asset.clone(), HOME)?;
            }
            What::VoucherOfVoucher => {
                let (carol, voucher, path) = self.of_third_chain()?;
                let (end, other) = (self.to.clone(), self.from.clone());
                self.import(&carol, &end, &other, voucher, &path)?;
            }
        }
        Ok(())
    }

    /// A coin of a third chain on the receiver's chain: its holder, the asset, and its path there.
    fn of_third_chain(&mut self) -> Result<(Addr, Asset, String), Error> {
        let there = self.to.chain;
        let far = self.world.add_chain("far")?;
        let dave = self.world.account(far, "dave", &[(HELD, HOME)])?;
        let carol = self.world.account(there, "carol", &[])?;
        let Channel { a, b } = match self.to.port == TRANSFER_PORT {
            true => self.world.open_to_native(far, there)?,
            false => self.world.open(far, there)?,
        };
        let id = step(&mut self.world, |world| {
            world.send(Send::new(&a, &dave, Asset::Native(HOME.into()), HELD, &carol))
        })?;
        self.deliver(id, true)?;
        let voucher = self.world.voucher_at(&b, HOME).unwrap();
        Ok((carol, voucher, format!("{}/{}/{HOME}", b.port, b.channel)))
    }

    /// Sends all of an asset to alice, from `end`, where it has this path.
    fn import(
        &mut self,
        holder: &Addr,
        end: &End,
        other: &End,
        asset: Asset,
        path: &str,
    ) -> Result<(), Error> {
        let send = Send::new(end, holder, asset, HELD, &self.alice);
        let id = step(&mut self.world, |world| world.send(send))?;
        self.deliver(id, true)?;
        self.asset = self.world.voucher_at(other, path).unwrap();
        self.path = format!("{}/{}/{path}", other.port, other.channel);
        Ok(())
    }

    fn play(&mut self, outcome: Outcome) -> Result<(), Error> {
        let receiver = match outcome {
            Outcome::ErrorAck => "nobody".to_string(),
            _ => self.bob.to_string(),
        };
        let send = Send::new(&self.from, &self.alice, self.asset.clone(), SENT, receiver);
        let id = step(&mut self.world, |world| world.send(send))?;
        match outcome {
            Outcome::Delivered => self.deliver(id, true),
            Outcome::ErrorAck => self.deliver(id, false),
            Outcome::Timeout => step(&mut self.world, |world| world.expire(id)).map(|_| ()),
            Outcome::Returned => {
                self.deliver(id, true)?;
                let arrived = self.arrived().unwrap();
                let send = Send::new(&self.to, &self.bob, arrived, BACK, &self.alice);
                let id = step(&mut self.world, |world| world.send(send))?;
                self.deliver(id, true)
            }
        }
    }

    fn deliver(&mut self, id: PacketId, taken: bool) -> Result<(), Error> {
        step(&mut self.world, |world| world.recv(id))?;
        let refused = self.world.is_refused(id);
        assert_eq!(refused, !taken, "{:?}", self.world.net.packet(id).ack);
        step(&mut self.world, |world| world.ack(id)).map(|_| ())
    }

    /// The asset on the receiver's chain.
    fn arrived(&self) -> Option<Asset> {
        let prefix = format!("{}/{}/", self.from.port, self.from.channel);
        match self.path.strip_prefix(&prefix) {
            Some(home) => self.world.asset_of(&self.to, home),
            None => self.world.voucher_at(&self.to, &self.path),
        }
    }

    /// The amounts of alice, of bob, in escrow at the end closer to the asset's source chain, and of all vouchers at the
    /// other end.
    fn totals(&self, outward: bool) -> [Uint256; 4] {
        let (here, there) = (self.from.chain, self.to.chain);
        let world = &self.world;
        let arrived = self.arrived();
        let over_there = |count: &dyn Fn(&Asset) -> Uint256| arrived.as_ref().map(count).unwrap_or_default();
        let held = world.balance(here, &self.alice, &self.asset);
        let received = over_there(&|asset| world.balance(there, &self.bob, asset));
        let (escrow, supply) = match outward {
            true => (
                world.escrowed(&self.from, &self.asset).unwrap(),
                over_there(&|asset| books::supply(&world.net[there], asset)),
            ),
            false => (
                over_there(&|asset| world.escrowed(&self.to, asset).unwrap()),
                books::supply(&world.net[here], &self.asset),
            ),
        };
        [held, received, escrow, supply]
    }
}

/// Does a step, and then checks the invariants.
fn step<T>(world: &mut World, play: impl FnOnce(&mut World) -> Result<T, Error>) -> Result<T, Error> {
    let result = play(world)?;
    world.check().require().unwrap();
    Ok(result)
}

fn add(world: &mut World, name: &'static str, case: &Case) -> Result<ChainKey, Error> {
    let mut setup = Setup::default();
    if case.what == What::StockVoucher {
        setup.vouchers = Vouchers::Custom(code::cw20_base());
    }
    let chain = world.add_chain_with(name, setup)?;
    if case.what == What::StockCw20 {
        let code = world.net[chain].store_code(code::cw20_base());
        world.deployments.get_mut(&chain).unwrap().token_code = code;
    }
    Ok(chain)
}

/// A channel of the case's kind: the end on `here`, which will send, and the other.
fn open(world: &mut World, here: ChainKey, there: ChainKey, case: &Case) -> Result<(End, End), Error> {
    let (opener, other) = match case.side {
        Side::Opener => (here, there),
        Side::Counterparty => (there, here),
    };
    let Channel { a, b } = match case.counterparty {
        Counterparty::Contract => world.open(opener, other)?,
        Counterparty::NativeModule => world.open_to_native(opener, other)?,
    };
    Ok(match case.side {
        Side::Opener => (a, b),
        Side::Counterparty => (b, a),
    })
}

fn run(case: &Case) {
    let mut stage = Stage::new(case).unwrap_or_else(|error| panic!("{case:?}: {error}"));
    stage
        .play(case.outcome)
        .unwrap_or_else(|error| panic!("{case:?}: {error}"));
    let moved = case.moved();
    let expected = match case.is_outward() {
        true => [HELD - moved, moved, moved, moved],
        false => [HELD - moved, moved, HELD - moved, HELD - moved],
    };
    assert_eq!(
        stage.totals(case.is_outward()),
        expected.map(Uint256::from),
        "{case:?}: held, received, escrow, vouchers"
    );
}

/// Runs all possible cases of an asset.
fn run_all(what: What) {
    let (gaps, cases): (Vec<_>, Vec<_>) = Case::all(what).into_iter().partition(|case| case.gap().is_some());
    cases.iter().for_each(run);
    println!("{what:?}: {} run, {} left out", cases.len(), gaps.len());
    assert_eq!(cases.len() + gaps.len(), 16);
}

#[test]
fn a_native_coin_moves() {
    run_all(What::NativeCoin);
}

#[test]
fn a_cw20_token_moves() {
    run_all(What::Cw20);
}

#[test]
fn a_stock_cw20_base_token_moves() {
    run_all(What::StockCw20);
}

#[test]
fn a_voucher_moves() {
    run_all(What::Voucher);
}

#[test]
fn a_voucher_of_a_voucher_moves() {
    run_all(What::VoucherOfVoucher);
}

#[test]
fn a_voucher_moves_over_a_second_channel() {
    run_all(What::VoucherOverSecondChannel);
}

#[test]
fn a_stock_cw20_base_voucher_moves() {
    run_all(What::StockVoucher);
}

#[test]
fn every_gap_has_its_reason() {
    let cases: Vec<_> = WHATS.into_iter().flat_map(Case::all).collect();
    let mut reasons: Vec<(&str, usize)> = vec![];
    for reason in cases.iter().filter_map(Case::gap) {
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => reasons.push((reason, 1)),
        }
    }
    let left_out: usize = reasons.iter().map(|(_, count)| count).sum();
    let run = cases.len() - left_out;
    println!("{run} run, {left_out} left out for these reasons: {reasons:?}");
    assert_eq!((run, left_out), (100, 12));
}
