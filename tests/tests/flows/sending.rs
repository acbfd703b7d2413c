//! Cases SND-..: what state a send leaves, and that a send that fails leaves none.

use causeway_multi_test::{Asset, Send};
use causeway_tests::cases::ran;
use causeway_tests::hostile::{puppet, Scene};
use causeway_transfer::msg::{ExecuteMsg, TransferMsg};
use cosmwasm_std::{coin, CosmosMsg};

use crate::{carry, close};

/// Sends, and requires that it fails without any change.
#[track_caller]
fn refused(scene: &mut Scene, asset: &Asset, amount: u128) {
    let before = scene.world.net[scene.home].dump();
    let (alice, bob) = (scene.alice.clone(), scene.bob.clone());
    let send = Send::new(&scene.channel.a, &alice, asset.clone(), amount, &bob);
    assert!(scene.world.try_send(send).is_err());
    assert!(scene.world.net[scene.home].dump() == before);
}

#[test]
fn more_than_is_held_is_not_sent() {
    let mut scene = Scene::new();
    let voucher = scene.voucher_for_alice(500);
    refused(&mut scene, &Asset::Native("randomdenom".into()), 1);
    let (coin, cw20) = (scene.coin(), scene.cw20());
    refused(&mut scene, &coin, Scene::WEALTH + 1);
    refused(&mut scene, &cw20, Scene::WEALTH + 1);
    refused(&mut scene, &voucher, 501);
    let all = scene.send(voucher.clone(), 500);
    scene.world.deliver(all).unwrap();
    scene.check();
    refused(&mut scene, &voucher, 1);
    ran("SND-09, SND-11");
}

#[test]
fn a_voucher_that_leaves_over_another_channel_is_in_escrow_there() {
    let mut scene = Scene::new();
    let voucher = scene.voucher_for_alice(100);
    let (alice, bob, second) = (scene.alice.clone(), scene.bob.clone(), scene.second.a.clone());
    carry(&mut scene.world, &second, &alice, &voucher, 100, &bob);
    assert_eq!(
        (scene.escrow(&voucher), scene.escrow_of_second(&voucher)),
        (0, 100)
    );
    ran("SND-12");
}

fn transfer(scene: &Scene, amount: u128) -> CosmosMsg {
    let message = ExecuteMsg::Transfer(TransferMsg {
        channel: scene.channel.a.channel.clone(),
        remote_address: "nobody".into(),
        timeout: None,
        memo: None,
    });
    let contract = &scene.world.deployment(scene.home).transfer;
    let call = cosmwasm_std::wasm_execute(contract, &message, vec![coin(amount, Scene::COIN)]);
    call.unwrap().into()
}

#[test]
fn two_sends_of_one_transaction_have_two_sequences_and_two_endings() {
    let mut scene = Scene::new();
    let (home, puppet, coin) = (scene.home, scene.puppet.clone(), scene.coin());
    let end = scene.channel.a.clone();
    // Another application has used sequences of this channel.
    scene.world.net[home].set_next_sequence(&end.port, &end.channel, 300);
    let messages = vec![transfer(&scene, 10), transfer(&scene, 20)];
    let sent = scene.pull(&puppet::Order::Emit(messages)).unwrap();
    scene.check();
    let events = sent.events.iter().filter(|event| event.ty == "send_packet");
    let on_the_wire: Vec<u64> = events
        .filter_map(|event| event.attributes.iter().find(|a| a.key == "packet_sequence"))
        .map(|attribute| attribute.value.parse().unwrap())
        .collect();
    let recorded: Vec<u64> = scene
        .books()
        .in_flight
        .iter()
        .map(|record| record.sequence)
        .collect();
    assert_eq!((on_the_wire, recorded), (vec![300, 301], vec![300, 301]));

    let held = |scene: &Scene| crate::holds(&scene.world, home, &puppet, &coin);
    scene.world.deliver(sent.packets[1]).unwrap();
    scene.check();
    assert_eq!(held(&scene), Scene::WEALTH - 10);
    scene.world.expire(sent.packets[0]).unwrap();
    scene.check();
    assert_eq!(held(&scene), Scene::WEALTH);
    ran("SND-84, SND-86");
}

#[test]
fn a_packet_that_core_refuses_takes_the_send_along() {
    let mut scene = Scene::new();
    let voucher = scene.voucher_for_alice(100);
    let assets = [scene.coin(), scene.cw20(), voucher];
    // There are books on this channel, so the contract makes no query before the host rejects the packet.
    for asset in &assets {
        let id = scene.send(asset.clone(), 10);
        scene.world.deliver(id).unwrap();
    }
    let end = scene.channel.a.clone();
    close(&mut scene.world, &end);
    for asset in &assets {
        refused(&mut scene, asset, 10);
    }
    assert!(scene.books().in_flight.is_empty());
    scene.check();
    ran("SND-85");
}
