//! In-flight records are stored under the sequence that the host reports.

use causeway_tests::hostile::{puppet, Scene};
use causeway_transfer::msg::{ExecuteMsg, TransferMsg};
use cosmwasm_std::{coin, CosmosMsg};

fn transfer(scene: &Scene, amount: u128) -> CosmosMsg {
    let message = ExecuteMsg::Transfer(TransferMsg {
        channel: scene.channel.a.channel.clone(),
        remote_address: "nobody".into(),
        timeout: None,
        memo: None,
    });
    let contract = &scene.world.deployment(scene.home).transfer;
    let funds = vec![coin(amount, Scene::COIN)];
    cosmwasm_std::wasm_execute(contract, &message, funds)
        .unwrap()
        .into()
}

fn puppet_holds(scene: &Scene) -> u128 {
    scene.holds(scene.home, &scene.puppet, &scene.coin())
}

fn records(scene: &Scene) -> Vec<u64> {
    let records = scene.books().in_flight.into_iter();
    records.map(|record| record.sequence).collect()
}

/// SND-84
#[test]
fn two_packets_of_one_transaction_are_refunded_each_on_its_own() {
    let mut scene = Scene::new();
    let messages = vec![transfer(&scene, 10), transfer(&scene, 20)];
    let sent = scene.pull(&puppet::Order::Emit(messages)).unwrap().packets;
    scene.check();
    assert_eq!((sent.len(), records(&scene)), (2, vec![1, 2]));
    scene.world.deliver(sent[1]).unwrap();
    scene.check();
    assert_eq!(puppet_holds(&scene), Scene::WEALTH - 10);
    scene.world.expire(sent[0]).unwrap();
    scene.check();
    assert_eq!(puppet_holds(&scene), Scene::WEALTH);
}

#[test]
fn two_packets_settled_in_one_transaction_are_each_paid_once() {
    let mut scene = Scene::new();
    let messages = vec![transfer(&scene, 10), transfer(&scene, 20)];
    let sent = scene.pull(&puppet::Order::Emit(messages)).unwrap().packets;
    for id in &sent {
        scene.world.recv(*id).unwrap();
    }
    let acks = sent
        .iter()
        .map(|id| scene.world.net.ack_msg(*id, &scene.puppet).unwrap());
    let acks = acks.collect();
    scene.pull(&puppet::Order::Emit(acks)).unwrap();
    scene.check();
    assert_eq!(puppet_holds(&scene), Scene::WEALTH);
    assert!(records(&scene).is_empty());
}

/// RPL-03
#[test]
fn an_acknowledgement_relayed_twice_in_one_transaction_is_taken_once() {
    let mut scene = Scene::new();
    let packet = scene.send(scene.coin(), 10);
    scene.world.recv(packet).unwrap();
    let ack = scene.world.net.ack_msg(packet, &scene.puppet).unwrap();
    scene.pull(&puppet::Order::Emit(vec![ack.clone(), ack])).unwrap();
    scene.check();
    assert_eq!(scene.world.net.packet(packet).endings.len(), 1);
    assert!(records(&scene).is_empty());
}

/// SND-86
#[test]
fn a_sequence_that_others_advanced_is_taken_as_it_is() {
    let mut scene = Scene::new();
    let (home, end) = (scene.home, scene.channel.a.clone());
    for next in [7, 300, 1 << 40, u64::MAX - 1] {
        scene.world.net[home].set_next_sequence(&end.port, &end.channel, next);
        let packet = scene.send_in_vain(scene.coin(), 10);
        scene.check();
        assert_eq!(records(&scene), [next]);
        assert_eq!(scene.world.net.packet(packet).packet.sequence, next);
        scene.world.deliver(packet).unwrap();
        scene.check();
        assert!(records(&scene).is_empty());
        assert_eq!(scene.alice_holds(&scene.coin()), Scene::WEALTH);
    }
}

/// SND-85
#[test]
fn a_reverted_send_takes_packet_record_and_escrow_along() {
    let mut scene = Scene::new();
    let fail = cosmwasm_std::wasm_execute(&scene.puppet, &puppet::Order::Fail {}, vec![]).unwrap();
    let inner = puppet::Order::Emit(vec![transfer(&scene, 10), fail.into()]);
    let inner = cosmwasm_std::wasm_execute(&scene.puppet, &inner, vec![]).unwrap();
    let messages = vec![inner.into(), transfer(&scene, 20)];
    let sent = scene.pull(&puppet::Order::Try(messages)).unwrap().packets;
    scene.check();
    assert_eq!((sent.len(), records(&scene)), (1, vec![1]));
    assert_eq!(scene.escrow(&scene.coin()), 20);
    assert_eq!(puppet_holds(&scene), Scene::WEALTH - 20);
    // A reverted settlement is reverted completely, too.
    scene.world.recv(sent[0]).unwrap();
    let ack = scene.world.net.ack_msg(sent[0], &scene.puppet).unwrap();
    let fail = cosmwasm_std::wasm_execute(&scene.puppet, &puppet::Order::Fail {}, vec![]).unwrap();
    let inner = puppet::Order::Emit(vec![ack, fail.into()]);
    let inner = cosmwasm_std::wasm_execute(&scene.puppet, &inner, vec![]).unwrap();
    scene.pull(&puppet::Order::Try(vec![inner.into()])).unwrap();
    scene.check();
    assert_eq!(records(&scene), [1]);
    scene.world.ack(sent[0]).unwrap();
    scene.check();
    assert_eq!(puppet_holds(&scene), Scene::WEALTH);
}
