//! Cases RCV-..: payouts that fail, use all gas or re-enter, and vouchers that cannot be created. A rejected receive must
//! leave nothing but its acknowledgement: `World::recv` compares the whole state of the chain.

use causeway_multi_test::{Asset, Send, Setup, Vouchers};
use causeway_tests::cases::ran;
use causeway_tests::code;
use causeway_tests::hostile::token::{self, Deed};
use causeway_tests::hostile::Scene;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdError, StdResult};
use cw_multi_test::ContractWrapper;
use ibc_multi_test::{Code, PacketId};

use crate::{close, holds, token_of, with_room_for_reentry};

/// Alice has sent 1,000 of the hostile token, and 100 of them are on their way home.
fn coming_home(scene: &mut Scene) -> PacketId {
    let cw20 = scene.cw20();
    let out = scene.send(cw20.clone(), 1_000);
    scene.world.deliver(out).unwrap();
    scene.send_back(&cw20.to_string(), 100)
}

/// Requires that the packet was rejected, and that bob has his vouchers again.
#[track_caller]
fn refused(scene: &mut Scene, id: PacketId, asset: &Asset) {
    assert!(scene.world.is_refused(id));
    scene.check();
    scene.world.ack(id).unwrap();
    scene.check();
    let voucher = scene
        .world
        .voucher_at(&scene.channel.b, &asset.to_string())
        .unwrap();
    assert_eq!(holds(&scene.world, scene.away, &scene.bob, &voucher), 1_000);
    assert_eq!(scene.escrow(asset), 1_000);
}

#[test]
fn a_payout_that_fails_is_refused_and_the_escrow_stays() {
    for deed in [
        Deed::Fail("<paused> & \"\u{2028}".into()),
        Deed::Trap,
        Deed::BurnGas,
    ] {
        let mut scene = Scene::new();
        let cw20 = scene.cw20();
        let home = coming_home(&mut scene);
        scene.arm("transfer", deed);
        scene.world.recv(home).unwrap();
        let text = scene.ack_text(home);
        let start = r#"{"error":"ABCI error: "#;
        assert!(text.starts_with(start) && text.is_ascii(), "{text}");
        refused(&mut scene, home, &cw20);
    }
    ran("RCV-08, RCV-60, RCV-64, RCV-67");
}

/// A voucher runs this project's own code without a gas limit. If it is out of gas, the relayer provided too little and
/// may try again.
#[test]
fn rcv_67_without_a_limit_the_packet_stays_pending() {
    let mut scene = Scene::with_vouchers_at_home(Setup {
        vouchers: Vouchers::Custom(code::hostile_token()),
        ..Setup::default()
    });
    let voucher = scene.voucher_for_alice(500);
    let (bob, alice, theirs) = (scene.bob.clone(), scene.alice.clone(), scene.channel.b.clone());
    let send = Send::new(&theirs, &bob, Asset::Native("uaway".into()), 7u128, &alice);
    let packet = scene.world.send(send).unwrap();
    scene.arm_at(&token_of(&voucher), "mint", Deed::BurnGas);
    assert!(scene.world.recv(packet).is_err());
    assert_eq!(scene.world.net.packet(packet).ack, None);
    let honest = token::Order::Arm {
        call: "mint".into(),
        deed: None,
    };
    scene.order(&token_of(&voucher), &honest).unwrap();
    scene.world.deliver(packet).unwrap();
    scene.check();
    assert_eq!(scene.alice_holds(&voucher), 507);
    ran("RCV-67");
}

#[test]
fn a_payout_that_re_enters_is_paid_once() {
    for first in [false, true] {
        let mut scene = with_room_for_reentry();
        let (cw20, token) = (scene.cw20(), scene.token.clone());
        let home = coming_home(&mut scene);
        let second = scene.send_back(&cw20.to_string(), 200);
        let again = [home, second, second].map(|id| scene.world.net.recv_msg(id, &token));
        let deed = match first {
            true => Deed::EmitFirst(again.to_vec()),
            false => Deed::Emit(again.to_vec()),
        };
        scene.arm("transfer", deed);
        scene.world.recv(home).unwrap();
        scene.check();
        assert_eq!(scene.reentries(), ["ok"; 3], "no-ops, and the other one");
        assert_eq!(
            (scene.alice_holds(&cw20), scene.escrow(&cw20)),
            (Scene::WEALTH - 700, 700)
        );
        for id in [home, second] {
            assert_eq!(scene.world.net.packet(id).received, 1);
        }
    }
    ran("RCV-65, RPL-04");
}

#[test]
fn a_payout_to_a_blocked_account_is_refused() {
    let mut scene = Scene::new();
    let coin = scene.coin();
    let out = scene.send(coin.clone(), 1_000);
    scene.world.deliver(out).unwrap();
    let home = scene.send_back(Scene::COIN, 100);
    let (chain, alice) = (scene.home, scene.alice.clone());
    scene.world.net[chain].set_blocked(&alice, true);
    scene.world.recv(home).unwrap();
    refused(&mut scene, home, &coin);
    assert_eq!(scene.alice_holds(&coin), Scene::WEALTH - 1_000);
    ran("RCV-17, RCV-71");
}

fn fails<M>(_: DepsMut, _: Env, _: MessageInfo, _: M) -> StdResult<Response> {
    Err(StdError::msg("never made"))
}

fn answers_nothing<M>(_: Deps, _: Env, _: M) -> StdResult<Binary> {
    Err(StdError::msg("never made"))
}

/// Voucher code that cannot be instantiated.
fn stillborn() -> Code {
    type Json = serde_json::Value;
    Code::new(Box::new(ContractWrapper::new(
        fails::<Json>,
        fails::<Json>,
        answers_nothing::<Json>,
    )))
}

#[test]
fn one_packet_makes_one_voucher_or_none() {
    for made in [true, false] {
        let mut scene = match made {
            true => Scene::new(),
            false => Scene::with_vouchers_at_home(Setup {
                vouchers: Vouchers::Custom(stillborn()),
                ..Setup::default()
            }),
        };
        let (bob, alice, theirs) = (scene.bob.clone(), scene.alice.clone(), scene.channel.b.clone());
        let sent = [5u128, 6].map(|amount| {
            let send = Send::new(&theirs, &bob, Asset::Native("uaway".into()), amount, &alice);
            scene.world.send(send).unwrap()
        });
        for id in sent {
            assert_eq!(scene.world.net.packet(id).ack, None);
            scene.world.deliver(id).unwrap();
            scene.check();
            assert_eq!(scene.world.is_refused(id), !made);
            assert_eq!(scene.books().vouchers.len(), usize::from(made));
        }
        let held = holds(&scene.world, scene.away, &bob, &Asset::Native("uaway".into()));
        assert_eq!(held, Scene::WEALTH - if made { 11 } else { 0 });
    }
    ran("RCV-73");
}

#[test]
fn equal_sequences_of_two_channels_are_two_packets() {
    let mut scene = Scene::new();
    let (bob, alice) = (scene.bob.clone(), scene.alice.clone());
    let ends = [scene.channel.b.clone(), scene.second.b.clone()];
    for end in &ends {
        let send = Send::new(end, &bob, Asset::Native("uaway".into()), 5u128, &alice);
        let id = scene.world.send(send).unwrap();
        assert_eq!(scene.world.net.packet(id).packet.sequence, 1);
        scene.world.deliver(id).unwrap();
        assert!(!scene.world.is_refused(id));
        scene.check();
    }
    for end in [&scene.channel.a, &scene.second.a] {
        let voucher = scene.world.voucher_at(end, "uaway").unwrap();
        assert_eq!(scene.alice_holds(&voucher), 5);
    }
    ran("RCV-70");
}

#[test]
fn a_closed_channel_takes_no_packet() {
    let mut scene = Scene::new();
    let coin = scene.coin();
    let id = scene.send(coin.clone(), 100);
    let theirs = scene.channel.b.clone();
    close(&mut scene.world, &theirs);
    assert!(scene.world.recv(id).is_err());
    assert!(scene.world.net.packet(id).is_pending());
    scene.world.net.timeout_on_close(id).unwrap();
    scene.check();
    assert_eq!(scene.alice_holds(&coin), Scene::WEALTH);
    ran("RCV-30");
}
