//! Cases E2E-..: they follow `e2e/tests/transfer` of ibc-go and the relay tests of wasmd.

use causeway_multi_test::{Asset, Send};
use causeway_tests::cases::ran;
use causeway_tests::code;
use causeway_tests::hostile::{packet_data, puppet, Scene};
use cosmwasm_std::{IbcMsg, Timestamp, Uint256};
use ibc_multi_test::Channel;

use crate::{carry, escrow, holds};

#[test]
fn tokens_go_out_and_come_back_with_all_balances_restored() {
    let mut scene = Scene::new();
    for asset in [scene.coin(), scene.cw20()] {
        let (alice, bob, home) = (scene.alice.clone(), scene.bob.clone(), scene.home);
        let send = Send::new(&scene.channel.a, &alice, asset.clone(), 100u128, &bob);
        let sent = scene.world.try_send(send).unwrap();
        assert_eq!(sent.attribute("wasm", "effect"), Some("escrow"));
        let id = sent.packet().unwrap();
        assert_eq!(scene.escrow(&asset), 100);
        scene.world.deliver(id).unwrap();
        scene.check();
        let arrived = scene
            .world
            .voucher_at(&scene.channel.b, &asset.to_string())
            .unwrap();
        assert_eq!(holds(&scene.world, scene.away, &bob, &arrived), 100);
        assert_eq!(scene.escrow(&asset), 100, "a success releases nothing");
        let back = scene.channel.b.clone();
        carry(&mut scene.world, &back, &bob, &arrived, 100, &alice);
        assert_eq!(scene.escrow(&asset), 0);
        assert_eq!(holds(&scene.world, home, &alice, &asset), Scene::WEALTH);
    }
    ran("E2E-01, SND-30, ACK-10");
}

#[test]
fn an_invalid_receiver_is_refunded() {
    let mut scene = Scene::new();
    for asset in [scene.coin(), scene.cw20()] {
        let id = scene.send_in_vain(asset.clone(), 100);
        assert_eq!(
            (scene.alice_holds(&asset), scene.escrow(&asset)),
            (Scene::WEALTH - 100, 100)
        );
        scene.world.deliver(id).unwrap();
        scene.check();
        assert_eq!(
            (scene.alice_holds(&asset), scene.escrow(&asset)),
            (Scene::WEALTH, 0)
        );
    }
    ran("E2E-02, ACK-11");
}

#[test]
fn a_timeout_is_refunded() {
    let mut scene = Scene::new();
    let voucher = scene.voucher_for_alice(500);
    for asset in [scene.coin(), scene.cw20(), voucher] {
        let before = scene.alice_holds(&asset);
        let id = scene.send(asset.clone(), 100);
        assert!(scene.world.net.timeout(id).is_err(), "its time has not come");
        scene.world.expire(id).unwrap();
        scene.check();
        assert_eq!((scene.alice_holds(&asset), scene.escrow(&asset)), (before, 0));
    }
    ran("E2E-03, TMO-10");
}

#[test]
fn a_memo_travels_along() {
    let mut scene = Scene::new();
    let memo = r#"{"forward":{"receiver":"<&> \u2028"}}"#;
    let (coin, alice, bob) = (scene.coin(), scene.alice.clone(), scene.bob.clone());
    let mut send = Send::new(&scene.channel.a, &alice, coin, 100u128, &bob);
    send.memo = Some(memo.into());
    let id = scene.world.send(send).unwrap();
    let data = scene.world.net.packet(id).packet.data.clone();
    let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
    assert_eq!(data["memo"], memo);
    scene.world.deliver(id).unwrap();
    assert!(!scene.world.is_refused(id));
    scene.check();
    ran("E2E-04");
}

#[test]
fn the_whole_balance_goes_out_and_comes_back() {
    let mut scene = Scene::new();
    for asset in [scene.coin(), scene.cw20()] {
        let (alice, bob) = (scene.alice.clone(), scene.bob.clone());
        let Channel { a, b } = scene.channel.clone();
        // The puppet holds the other half of the token.
        let all = scene.alice_holds(&asset);
        carry(&mut scene.world, &a, &alice, &asset, all, &bob);
        assert_eq!(scene.alice_holds(&asset), 0);
        let arrived = scene.world.voucher_at(&b, &asset.to_string()).unwrap();
        carry(&mut scene.world, &b, &bob, &arrived, all, &alice);
        assert_eq!((scene.alice_holds(&asset), scene.escrow(&asset)), (all, 0));
    }
    ran("E2E-05");
}

#[test]
fn a_contract_sends_over_a_channel_to_itself() {
    let mut scene = Scene::new();
    let home = scene.home;
    let Channel { a, b } = scene.world.open(home, home).unwrap();
    assert_eq!(a.port, b.port);
    let (alice, carol) = (scene.alice.clone(), scene.world.net[home].addr("carol"));
    for asset in [scene.coin(), scene.cw20()] {
        carry(&mut scene.world, &a, &alice, &asset, 100, &carol);
        let voucher = scene.world.voucher_at(&b, &asset.to_string()).unwrap();
        assert_eq!(holds(&scene.world, home, &carol, &voucher), 100);
        // The source chain of the voucher is the other end.
        carry(&mut scene.world, &a, &carol, &voucher, 40, &alice);
        assert_eq!(escrow(&scene.world, &a, &voucher), Uint256::from(40u128));
        carry(&mut scene.world, &b, &carol, &voucher, 60, &alice);
        assert_eq!(escrow(&scene.world, &a, &asset), Uint256::from(40u128));
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH - 40);
    }
    ran("E2E-08");
}

/// This follows ibc-go's TestHandleMsgTransfer.
#[test]
fn a_voucher_goes_out_over_two_hops_and_comes_one_hop_back() {
    let all = 1u128 << 64;
    for amount in [100, 1 << 63, all] {
        let mut world = code::world();
        let [first, second, third] = ["first", "second", "third"].map(|name| world.add_chain(name).unwrap());
        let (ab, bc) = (
            world.open(first, second).unwrap(),
            world.open(second, third).unwrap(),
        );
        let alice = world.account(first, "alice", &[(all, "ucoin")]).unwrap();
        let bob = world.account(second, "bob", &[]).unwrap();
        let carol = world.account(third, "carol", &[]).unwrap();
        let coin = Asset::Native("ucoin".into());

        carry(&mut world, &ab.a, &alice, &coin, amount, &bob);
        let voucher = world.voucher_at(&ab.b, "ucoin").unwrap();
        let path = format!("{}/{}/ucoin", ab.b.port, ab.b.channel);
        carry(&mut world, &bc.a, &bob, &voucher, amount, &carol);
        let deeper = world.voucher_at(&bc.b, &path).unwrap();
        assert_eq!(holds(&world, third, &carol, &deeper), amount);
        assert_eq!(escrow(&world, &bc.a, &voucher), Uint256::from(amount));

        carry(&mut world, &bc.b, &carol, &deeper, amount, &bob);
        assert_eq!(holds(&world, second, &bob, &voucher), amount);
        assert_eq!(escrow(&world, &bc.a, &voucher), Uint256::zero());
        assert_eq!(escrow(&world, &ab.a, &coin), Uint256::from(amount));
    }
    ran("E2E-11");
}

/// This follows wasmd's TestContractCanEmulateIBCTransferMessage and TestFromIBCTransferToContract.
#[test]
fn a_contract_and_the_native_module_understand_each_other() {
    let mut scene = Scene::new();
    let Channel { a, b } = scene.world.open_to_native(scene.home, scene.away).unwrap();
    let (alice, bob, away) = (scene.alice.clone(), scene.bob.clone(), scene.away);
    for asset in [scene.coin(), scene.cw20()] {
        carry(&mut scene.world, &a, &alice, &asset, 100, &bob);
        let arrived = scene.world.voucher_at(&b, &asset.to_string()).unwrap();
        assert!(arrived.to_string().starts_with("ibc/"), "{arrived}");
        assert_eq!(holds(&scene.world, away, &bob, &arrived), 100);
        carry(&mut scene.world, &b, &bob, &arrived, 100, &alice);
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH);
    }
    let theirs = Asset::Native("uaway".into());
    carry(&mut scene.world, &b, &bob, &theirs, 70, &alice);
    let voucher = scene.world.voucher_at(&a, "uaway").unwrap();
    assert_eq!(scene.alice_holds(&voucher), 70);
    ran("E2E-12, E2E-15");
}

#[test]
fn a_timeout_towards_the_native_module_restores_all_balances() {
    let mut scene = Scene::new();
    let Channel { a, .. } = scene.world.open_to_native(scene.home, scene.away).unwrap();
    let (alice, bob, home) = (scene.alice.clone(), scene.bob.clone(), scene.home);
    for asset in [scene.coin(), scene.cw20()] {
        let bank = scene.world.net[home].dump_bank();
        let send = Send::new(&a, &alice, asset.clone(), 100u128, &bob);
        let id = scene.world.send(send).unwrap();
        let contract = scene.world.deployment(home).transfer.clone();
        assert_eq!(
            holds(&scene.world, home, &contract, &asset),
            100,
            "held by the contract"
        );
        scene.world.expire(id).unwrap();
        scene.check();
        assert!(scene.world.net[home].dump_bank() == bank);
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH);
        assert_eq!(holds(&scene.world, home, &contract, &asset), 0);
    }
    ran("E2E-13, TMO-30");
}

#[test]
fn another_contract_cannot_use_the_channel() {
    let mut scene = Scene::new();
    let before = scene.world.net.packets().len();
    let bob = scene.bob.to_string();
    let packet = IbcMsg::SendPacket {
        channel_id: scene.channel.a.channel.clone(),
        data: packet_data(Scene::COIN, "100", &bob),
        timeout: Timestamp::from_nanos(u64::MAX).into(),
    };
    let refused = scene.pull(&puppet::Order::Emit(vec![packet.into()])).unwrap_err();
    assert!(refused.text.contains("channel not found"), "{refused}");
    assert_eq!(scene.world.net.packets().len(), before);
    scene.check();
    ran("E2E-14, SND-62");
}
