//! Tokens that use all gas or trap, and relayers that provide too little gas.

use causeway_multi_test::{Asset, Setup, Vouchers};
use causeway_tests::code;
use causeway_tests::hostile::token::{self, Deed};
use causeway_tests::hostile::{puppet, Scene};
use ibc_multi_test::{ErrorKind, PacketId};

/// Without the gas limit of the refund's sub-message, nothing would catch the used gas: the settlement would run out of
/// gas, its transaction would fail, the packet would stay pending, and I5 would be violated. ACK-35
#[test]
fn a_refund_to_a_token_that_burns_all_gas_becomes_a_claim() {
    let mut scene = Scene::new();
    let cw20 = scene.cw20();
    for by_timeout in [false, true] {
        let packet = scene.send_in_vain(cw20.clone(), 100);
        scene.arm("transfer", Deed::BurnGas);
        let settled = match by_timeout {
            true => scene.world.expire(packet),
            false => scene.world.deliver(packet),
        };
        settled.unwrap();
        scene.check();
        scene.assert_claimed(packet, &cw20, 100, 0);
        // The caller of a claim pays its gas, and a failure changes nothing.
        let alice = scene.alice.clone();
        let error = scene.claim(&alice, &cw20, None, None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::OutOfGas);
        scene.assert_claimed(packet, &cw20, 100, 0);
        scene.disarm("transfer");
        scene.claim(&alice, &cw20, None, None).unwrap();
        scene.check();
    }
}

/// The same as the test before, with a refund that is a mint.
#[test]
fn a_refund_by_a_voucher_that_burns_all_gas_becomes_a_claim() {
    for deed in [Deed::BurnGas, Deed::Trap, Deed::Fail("no".into())] {
        let mut scene = Scene::with_vouchers_at_home(Setup {
            vouchers: Vouchers::Custom(code::hostile_token()),
            ..Setup::default()
        });
        let voucher = scene.voucher_for_alice(500);
        let packet = scene.send_in_vain(voucher.clone(), 100);
        let Asset::Cw20(address) = &voucher else {
            panic!("a voucher is a token")
        };
        scene.arm_at(address, "mint", deed);
        scene.world.deliver(packet).unwrap();
        scene.check();
        scene.assert_claimed(packet, &voucher, 0, 100);
        let order = token::Order::Arm {
            call: "mint".into(),
            deed: None,
        };
        scene.order(address, &order).unwrap();
        let alice = scene.alice.clone();
        scene.claim(&alice, &voucher, None, None).unwrap();
        scene.check();
        assert_eq!(scene.alice_holds(&voucher), 500);
    }
}

#[test]
fn a_refund_to_a_token_that_traps_becomes_a_claim() {
    let mut scene = Scene::new();
    let cw20 = scene.cw20();
    let packet = scene.send_in_vain(cw20.clone(), 100);
    scene.arm("transfer", Deed::Trap);
    scene.world.deliver(packet).unwrap();
    scene.check();
    scene.assert_claimed(packet, &cw20, 100, 0);
}

/// RCV-67
#[test]
fn a_payout_by_a_token_that_burns_all_gas_is_refused_and_changes_nothing() {
    for deed in [Deed::BurnGas, Deed::Trap, Deed::Fail("<&>".into())] {
        let mut scene = Scene::new();
        let cw20 = scene.cw20();
        let out = scene.send(cw20.clone(), 100);
        scene.world.deliver(out).unwrap();
        let back = scene.send_back(&cw20.to_string(), 40);
        scene.arm("transfer", deed);
        scene.world.recv(back).unwrap(); // compares the whole state of the chain
        assert!(scene.world.is_refused(back), "and not left to the timeout");
        assert_eq!(scene.escrow(&cw20), 100);
        scene.check();
        scene.world.ack(back).unwrap();
        scene.check();
        let voucher = scene.world.voucher_at(&scene.channel.b, &cw20.to_string());
        let held = scene.holds(scene.away, &scene.bob, &voucher.unwrap());
        assert_eq!(held, 100u128);
    }
}

/// The result of a settlement.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Went {
    Paid,
    Aborted,
}

/// The result of a settlement with too little gas. The refund may be paid, or nothing happens, but the relayer must not be
/// able to cause a claim.
fn went(scene: &Scene, packet: PacketId, asset: &Asset) -> Went {
    assert!(scene.claims().is_empty(), "forced a claim");
    let pending = scene.world.net.packet(packet).is_pending();
    let paid = scene.alice_holds(asset) == Scene::WEALTH;
    assert_eq!(pending, !paid);
    match paid {
        true => Went::Paid,
        false => Went::Aborted,
    }
}

/// SDK gas of a token that is expensive, but within its limit of 300,000.
const COST: u64 = 200_000;

#[test]
fn a_starved_relayer_aborts_and_cannot_force_a_claim() {
    let mut outcomes = vec![];
    for gas in (50_000..=700_000).step_by(10_000) {
        let mut scene = Scene::new();
        let cw20 = scene.cw20();
        let packet = scene.send_in_vain(cw20.clone(), 100);
        scene.arm("transfer", Deed::Spend(COST));
        scene.world.recv(packet).unwrap();
        let home = scene.home;
        scene.world.net[home].set_tx_gas(gas);
        let result = scene.world.net.ack(packet);
        let went = went(&scene, packet, &cw20);
        assert_eq!(result.is_ok(), went == Went::Paid);
        outcomes.push(went);
        scene.check();
    }
    let first_paid = outcomes.iter().position(|went| *went == Went::Paid).unwrap();
    assert!(first_paid > 0);
    assert!(outcomes[first_paid..].iter().all(|went| *went == Went::Paid));
    println!("{} amounts of gas", outcomes.len());
}

#[test]
fn a_contract_that_relays_under_a_gas_limit_cannot_force_a_claim() {
    let mut paid = 0;
    for gas in (50_000..=700_000).step_by(10_000) {
        let mut scene = Scene::new();
        let cw20 = scene.cw20();
        let packet = scene.send_in_vain(cw20.clone(), 100);
        scene.arm("transfer", Deed::Spend(COST));
        scene.world.recv(packet).unwrap();
        let message = scene.world.net.ack_msg(packet, &scene.puppet).unwrap();
        let messages = vec![message];
        scene.pull(&puppet::Order::Starve { gas, messages }).unwrap();
        paid += usize::from(went(&scene, packet, &cw20) == Went::Paid);
        scene.check();
    }
    assert!((1..65).contains(&paid), "{paid}");
}

#[test]
fn a_token_with_a_limit_of_its_own_gets_it() {
    for (limit, cost, is_paid) in [
        (None, 200_000, true),
        (None, 400_000, false),
        (Some(1_000_000), 900_000, true),
        (Some(1_000_000), 1_000_000, false),
        (Some(u64::MAX), 1_900_000, true),
        (Some(u64::MAX), 2_000_000, false),
    ] {
        let mut scene = Scene::new();
        let (cw20, token) = (scene.cw20(), scene.token.clone());
        if limit.is_some() {
            scene.world.allow(scene.home, &token, limit).unwrap();
        }
        let packet = scene.send_in_vain(cw20.clone(), 100);
        scene.arm("transfer", Deed::Spend(cost));
        scene.world.deliver(packet).unwrap();
        scene.check();
        assert_eq!(scene.claims().is_empty(), is_paid, "{limit:?} {cost}");
    }
}
