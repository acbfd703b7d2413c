//! A hostile token relays a packet from inside the call that settles or delivers a packet.

use causeway_multi_test::{Asset, Send, Setup, Vouchers};
use causeway_tests::code;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{install_token, packet_data, puppet, Counterparty, Scene};
use cosmwasm_std::{Addr, CosmosMsg, Record};
use ibc_multi_test::PacketId;

const WAYS: [fn(Vec<CosmosMsg>) -> Deed; 2] = [Deed::Emit, Deed::EmitFirst];

/// The ways in which a packet of Alice can fail.
#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    Timeout,
    ErrorAck,
}

impl By {
    const BOTH: [By; 2] = [By::Timeout, By::ErrorAck];

    fn prepare(self, scene: &mut Scene, packet: PacketId) {
        match self {
            By::Timeout => scene.world.advance_past_timeout(packet).unwrap(),
            By::ErrorAck => drop(scene.world.recv(packet).unwrap()),
        }
    }

    fn message(self, scene: &Scene, packet: PacketId, signer: &Addr) -> CosmosMsg {
        match self {
            By::Timeout => scene.world.net.timeout_msg(packet, signer).unwrap(),
            By::ErrorAck => scene.world.net.ack_msg(packet, signer).unwrap(),
        }
    }

    fn settle(self, scene: &mut Scene, packet: PacketId) {
        match self {
            By::Timeout => scene.world.timeout(packet).unwrap(),
            By::ErrorAck => scene.world.ack(packet).unwrap(),
        };
    }
}

/// A scene in which the vouchers on `home` are hostile.
fn hostile_vouchers() -> Scene {
    Scene::with_vouchers_at_home(Setup {
        vouchers: Vouchers::Custom(code::hostile_token()),
        ..Setup::default()
    })
}

fn address(asset: &Asset) -> Addr {
    match asset {
        Asset::Cw20(token) => token.clone(),
        Asset::Native(denom) => panic!("{denom} is no token"),
    }
}

/// RPL-01, RPL-02, ACK-36
#[test]
fn a_refund_that_settles_its_own_packet_again_is_paid_once() {
    let mut combinations = 0;
    for by in By::BOTH {
        for way in WAYS {
            let mut scene = Scene::with_room_for_reentry();
            let (cw20, token, alice) = (scene.cw20(), scene.token.clone(), scene.alice.clone());
            let other = scene.send(cw20.clone(), 1_000); // so that there is more to take
            scene.world.deliver(other).unwrap();
            let packet = scene.send_in_vain(cw20.clone(), 100);
            by.prepare(&mut scene, packet);
            let again = by.message(&scene, packet, &token);
            let claim = scene.claim_message(&cw20, Some(&alice), None);
            scene.arm("transfer", way(vec![again.clone(), again, claim]));
            by.settle(&mut scene, packet);
            scene.check();
            let log = scene.reentries();
            assert_eq!(log[..2], ["ok", "ok"], "no-ops");
            assert_eq!(log.len(), 3);
            assert_ne!(log[2], "ok", "there is no claim");
            assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH - 1_000);
            assert_eq!(scene.escrow(&cw20), 1_000);
            assert!(scene.claims().is_empty());
            combinations += 1;
        }
    }
    println!("{combinations} combinations");
}

#[test]
fn a_mint_that_settles_its_own_packet_again_mints_once() {
    for by in By::BOTH {
        for way in WAYS {
            let mut scene = hostile_vouchers();
            let voucher = scene.voucher_for_alice(500);
            let token = address(&voucher);
            let packet = scene.send_in_vain(voucher.clone(), 200);
            assert_eq!(scene.alice_holds(&voucher), 300);
            by.prepare(&mut scene, packet);
            let again = by.message(&scene, packet, &token);
            scene.arm_at(&token, "mint", way(vec![again]));
            by.settle(&mut scene, packet);
            scene.check();
            assert_eq!(scene.reentries_of(&token), ["ok"]);
            assert_eq!(scene.alice_holds(&voucher), 500);
        }
    }
}

#[test]
fn a_refund_that_settles_other_packets_pays_each_once() {
    for by in By::BOTH {
        for way in WAYS {
            let mut scene = Scene::with_room_for_reentry();
            let (cw20, coin, token) = (scene.cw20(), scene.coin(), scene.token.clone());
            let first = scene.send_in_vain(cw20.clone(), 100);
            let second = scene.send_in_vain(cw20.clone(), 200);
            let third = scene.send_in_vain(coin.clone(), 300);
            for packet in [first, second, third] {
                by.prepare(&mut scene, packet);
            }
            let others = [second, third, second].map(|packet| by.message(&scene, packet, &token));
            scene.arm("transfer", way(others.to_vec()));
            by.settle(&mut scene, first);
            scene.check();
            assert_eq!(scene.reentries(), ["ok", "ok", "ok"]);
            assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
            assert_eq!(scene.alice_holds(&coin), Scene::WEALTH);
            assert!(scene.claims().is_empty() && scene.world.net.pending().is_empty());
        }
    }
}

#[test]
fn a_refund_that_fails_takes_back_what_it_settled_on_the_way() {
    for by in By::BOTH {
        let mut scene = Scene::with_room_for_reentry();
        let (cw20, token) = (scene.cw20(), scene.token.clone());
        let first = scene.send_in_vain(cw20.clone(), 100);
        let second = scene.send_in_vain(cw20.clone(), 200);
        for packet in [first, second] {
            by.prepare(&mut scene, packet);
        }
        let fail = cosmwasm_std::wasm_execute(&scene.puppet, &puppet::Order::Fail {}, vec![]).unwrap();
        let other = by.message(&scene, second, &token);
        scene.arm("transfer", Deed::EmitOrFail(vec![other, fail.into()]));
        by.settle(&mut scene, first);
        scene.check();
        scene.assert_claimed(first, &cw20, 100, 0);
        assert!(scene.world.net.packet(second).is_pending());
        assert_eq!(scene.escrow(&cw20), 200);

        scene.disarm("transfer");
        by.settle(&mut scene, second);
        scene.check();
        assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH - 100);
    }
}

/// RPL-04, RCV-65
#[test]
fn a_payout_that_delivers_its_own_packet_again_is_paid_once() {
    for way in WAYS {
        let mut scene = Scene::with_room_for_reentry();
        let (cw20, token) = (scene.cw20(), scene.token.clone());
        let out = scene.send(cw20.clone(), 1_000);
        scene.world.deliver(out).unwrap();
        let first = scene.send_back(&cw20.to_string(), 100);
        let second = scene.send_back(&cw20.to_string(), 200);
        let again = [first, second, second].map(|packet| scene.world.net.recv_msg(packet, &token));
        scene.arm("transfer", way(again.to_vec()));
        scene.world.recv(first).unwrap();
        scene.check();
        assert_eq!(scene.reentries(), ["ok", "ok", "ok"]);
        assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH - 700);
        assert_eq!(scene.escrow(&cw20), 700);
        for packet in [first, second] {
            assert_eq!(scene.world.net.packet(packet).received, 1);
            scene.world.ack(packet).unwrap();
        }
        scene.check();
    }
}

#[test]
fn a_payout_that_fails_takes_back_what_it_delivered_on_the_way() {
    let mut scene = Scene::with_room_for_reentry();
    let (cw20, token) = (scene.cw20(), scene.token.clone());
    let out = scene.send(cw20.clone(), 1_000);
    scene.world.deliver(out).unwrap();
    let first = scene.send_back(&cw20.to_string(), 100);
    let second = scene.send_back(&cw20.to_string(), 200);
    let fail = cosmwasm_std::wasm_execute(&scene.puppet, &puppet::Order::Fail {}, vec![]).unwrap();
    let other = scene.world.net.recv_msg(second, &token);
    scene.arm("transfer", Deed::EmitOrFail(vec![other, fail.into()]));
    scene.world.recv(first).unwrap(); // compares the whole state of the chain
    assert!(scene.world.is_refused(first));
    assert_eq!(scene.world.net.packet(second).received, 0);
    scene.world.ack(first).unwrap();
    scene.check();
    scene.disarm("transfer");
    scene.world.deliver(second).unwrap();
    scene.check();
    assert_eq!(scene.escrow(&cw20), 800);
}

/// RPL-04
#[test]
fn a_mint_that_delivers_its_own_packet_again_mints_once() {
    for way in WAYS {
        let mut scene = hostile_vouchers();
        let voucher = scene.voucher_for_alice(500);
        let token = address(&voucher);
        let (bob, alice, theirs) = (scene.bob.clone(), scene.alice.clone(), scene.channel.b.clone());
        let sent = [1u128, 2].map(|amount| {
            let asset = Asset::Native("uaway".into());
            let send = causeway_multi_test::Send::new(&theirs, &bob, asset, amount, &alice);
            scene.world.send(send).unwrap()
        });
        let again = sent.map(|packet| scene.world.net.recv_msg(packet, &token));
        scene.arm_at(&token, "mint", way(again.to_vec()));
        scene.world.recv(sent[0]).unwrap();
        scene.check();
        assert_eq!(scene.reentries_of(&token), ["ok", "ok"]);
        assert_eq!(scene.alice_holds(&voucher), 503);
    }
}

#[test]
fn a_burn_that_delivers_and_settles_others_burns_once() {
    for way in WAYS {
        let mut scene = hostile_vouchers();
        let voucher = scene.voucher_for_alice(500);
        let token = address(&voucher);
        let late = scene.send_in_vain(voucher.clone(), 50);
        scene.world.recv(late).unwrap();
        let (bob, alice, theirs) = (scene.bob.clone(), scene.alice.clone(), scene.channel.b.clone());
        let asset = Asset::Native("uaway".into());
        let send = causeway_multi_test::Send::new(&theirs, &bob, asset, 7u128, &alice);
        let coming = scene.world.send(send).unwrap();
        let messages = vec![
            scene.world.net.ack_msg(late, &token).unwrap(),
            scene.world.net.recv_msg(coming, &token),
        ];
        scene.arm_at(&token, "burn", way(messages));
        let packet = scene.send(voucher.clone(), 100);
        scene.check();
        assert_eq!(scene.reentries_of(&token), ["ok", "ok"]);
        assert_eq!(scene.alice_holds(&voucher), 500 + 7 - 100);
        scene.world.deliver(packet).unwrap();
        scene.check();
    }
}

#[test]
fn a_claim_that_claims_again_or_settles_on_the_way_is_paid_once() {
    for by in By::BOTH {
        for way in WAYS {
            let mut scene = Scene::with_room_for_reentry();
            let (cw20, token, alice) = (scene.cw20(), scene.token.clone(), scene.alice.clone());
            let first = scene.send_in_vain(cw20.clone(), 100);
            let second = scene.send_in_vain(cw20.clone(), 30);
            for packet in [first, second] {
                by.prepare(&mut scene, packet);
            }
            scene.arm("transfer", Deed::Fail("no".into()));
            by.settle(&mut scene, first);
            scene.assert_claimed(first, &cw20, 100, 0);

            let messages = vec![
                scene.claim_message(&cw20, Some(&alice), None),
                by.message(&scene, first, &token),
                by.message(&scene, second, &token),
            ];
            scene.arm("transfer", way(messages));
            scene.claim(&alice, &cw20, None, None).unwrap();
            scene.check();
            let log = scene.reentries();
            assert_ne!(log[0], "ok");
            assert_eq!(log[1..], ["ok", "ok"]);
            assert!(scene.claims().is_empty());
            assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
            scene.claim(&alice, &cw20, None, None).unwrap_err();
        }
    }
}

#[test]
fn a_failing_refund_cannot_run_off_with_an_older_claim() {
    let mut scene = Scene::with_room_for_reentry();
    let (cw20, alice) = (scene.cw20(), scene.alice.clone());
    let old = scene.send_in_vain(cw20.clone(), 100);
    let new = scene.send_in_vain(cw20.clone(), 20);
    scene.arm("transfer", Deed::Fail("no".into()));
    scene.world.deliver(old).unwrap();
    scene.world.recv(new).unwrap();
    // The token pays the older claim first, and then fails.
    let fail = cosmwasm_std::wasm_execute(&scene.puppet, &puppet::Order::Fail {}, vec![]).unwrap();
    let claim = scene.claim_message(&cw20, Some(&alice), None);
    scene.arm("transfer", Deed::EmitOrFail(vec![claim, fail.into()]));
    scene.world.ack(new).unwrap();
    scene.check();
    scene.assert_claimed(new, &cw20, 120, 0);
}

/// ACK-15, TMO-13
#[test]
fn a_core_that_forgets_a_settlement_cannot_have_it_paid_twice() {
    for (by, kind) in By::BOTH.into_iter().flat_map(|by| [(by, 0), (by, 1), (by, 2)]) {
        let mut scene = Scene::with_room_for_reentry();
        let voucher = scene.voucher_for_alice(500);
        let asset = [scene.coin(), scene.cw20(), voucher][kind].clone();
        let other = scene.send(asset.clone(), 100); // so that there is more to take
        scene.world.deliver(other).unwrap();
        let packet = scene.send_in_vain(asset.clone(), 100);
        by.prepare(&mut scene, packet);
        let relayer = scene.world.net[scene.home].relayer();
        let message = by.message(&scene, packet, &relayer);
        by.settle(&mut scene, packet);
        scene.check();
        let held = scene.alice_holds(&asset);
        scene.commit_again(packet);
        let home = scene.home;
        let error = scene.world.net.submit(home, message).unwrap_err();
        assert!(error.text.contains("already settled"), "{error}");
        assert_eq!(scene.alice_holds(&asset), held);
    }
}

#[test]
fn tokens_re_enter_each_other() {
    let mut scene = Scene::with_room_for_reentry();
    let (alice, token) = (scene.alice.clone(), scene.token.clone());
    let other = install_token(&mut scene.world, scene.home, &[(&alice, Scene::WEALTH)]);
    scene.world.allow(scene.home, &other, Some(2_000_000)).unwrap();
    let (one, two) = (scene.cw20(), Asset::Cw20(other.clone()));
    let first = scene.send_in_vain(one.clone(), 100);
    let second = scene.send_in_vain(two.clone(), 100);
    let third = scene.send_in_vain(one.clone(), 100);
    scene.world.advance_past_timeout(third).unwrap();
    let message = |id, signer: &Addr| scene.world.net.timeout_msg(id, signer).unwrap();
    let (to_second, to_third) = (message(second, &token), message(third, &other));
    let to_first = message(first, &other);
    scene.arm("transfer", Deed::EmitFirst(vec![to_second]));
    scene.arm_at(&other, "transfer", Deed::Emit(vec![to_third, to_first]));
    scene.world.timeout(first).unwrap();
    scene.check();
    for asset in [one, two] {
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH);
    }
    assert!(scene.claims().is_empty() && scene.world.net.pending().is_empty());
}

/// The message that a token relays while it is called for a refund.
#[derive(Clone, Copy, PartialEq)]
enum Relayed {
    Nothing,
    Refused,
    Accepted,
}

/// The balances and books after the refund.
fn refund_beside(way: fn(Vec<CosmosMsg>) -> Deed, relayed: Relayed) -> Vec<Record> {
    let mut scene = Scene::with_room_for_reentry();
    let (cw20, token, home) = (scene.cw20(), scene.token.clone(), scene.home);
    let out = scene.send(cw20.clone(), 1_000);
    scene.world.deliver(out).unwrap();
    let refund = scene.send_in_vain(cw20.clone(), 100);
    scene.world.recv(refund).unwrap();
    let (bob, theirs) = (scene.bob.clone(), scene.channel.b.clone());
    let voucher = scene.world.voucher_at(&theirs, &cw20.to_string()).unwrap();
    let receiver = match relayed {
        Relayed::Accepted => scene.alice.to_string(),
        _ => "nobody".into(),
    };
    // One packet that would unescrow and one that would mint.
    let mut packets = [voucher, Asset::Native("uaway".into())]
        .map(|asset| {
            scene
                .world
                .send(Send::new(&theirs, &bob, asset, 10u128, &receiver))
                .unwrap()
        })
        .to_vec();
    let liar = Counterparty::seize(&mut scene.world, &scene.channel);
    let too_much = packet_data(&liar.abroad(&cw20.to_string()), "1101", scene.alice.as_str());
    packets.extend([too_much.as_slice(), b"garbage"].map(|lie| liar.forge(&mut scene.world, lie)));
    let messages: Vec<_> = packets
        .iter()
        .map(|id| scene.world.net.recv_msg(*id, &token))
        .filter(|_| relayed != Relayed::Nothing)
        .collect();
    let count = messages.len();
    scene.arm("transfer", way(messages));
    scene.world.ack(refund).unwrap();
    scene.check();
    assert_eq!(scene.reentries(), vec!["ok"; count]);
    if relayed == Relayed::Refused {
        assert!(packets.iter().all(|id| scene.world.is_refused(*id)));
    }
    assert!(scene.claims().is_empty());
    let chain = &scene.world.net[home];
    let mut held = chain.dump_contract(&scene.world.deployment(home).transfer);
    held.extend(chain.dump_bank());
    held
}

/// `World::recv` compares the whole state of the chain. Inside another call the rest of the chain changes, so the same
/// call is also made outside. RCV-60
#[test]
fn a_receive_that_is_refused_inside_a_refund_leaves_no_trace() {
    for way in WAYS {
        let alone = refund_beside(way, Relayed::Nothing);
        assert!(refund_beside(way, Relayed::Refused) == alone);
        assert!(refund_beside(way, Relayed::Accepted) != alone);
    }
}
