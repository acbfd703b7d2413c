//! Cases RPL-..: they follow `callbacks/replay_test.go` of ibc-go (ASA-2024-007). A contract that is called while a
//! packet is settled relays the same message again.

use causeway_tests::cases::ran;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{puppet, Scene};
use cosmwasm_std::CosmosMsg;
use ibc_multi_test::Ending;

use crate::with_room_for_reentry;

fn ways() -> [fn(Vec<CosmosMsg>) -> Deed; 2] {
    [Deed::Emit, Deed::EmitFirst]
}

#[test]
fn a_timeout_inside_its_own_refund_is_a_no_op() {
    for way in ways() {
        let mut scene = with_room_for_reentry();
        let (cw20, token) = (scene.cw20(), scene.token.clone());
        let other = scene.send(cw20.clone(), 1_000); // so that there is more to take
        scene.world.deliver(other).unwrap();
        let id = scene.send_in_vain(cw20.clone(), 100);
        scene.world.advance_past_timeout(id).unwrap();
        let again = scene.world.net.timeout_msg(id, &token).unwrap();
        scene.arm("transfer", way(vec![again.clone(), again]));
        scene.world.timeout(id).unwrap();
        scene.check();
        assert_eq!(scene.reentries(), ["ok", "ok"]);
        assert_eq!(scene.world.net.packet(id).endings, [Ending::TimedOut]);
        assert_eq!(
            (scene.alice_holds(&cw20), scene.escrow(&cw20)),
            (Scene::WEALTH - 1_000, 1_000)
        );
    }
    ran("RPL-01, ACK-36");
}

#[test]
fn an_error_inside_its_own_refund_is_a_no_op() {
    for way in ways() {
        let mut scene = with_room_for_reentry();
        let (cw20, token) = (scene.cw20(), scene.token.clone());
        let other = scene.send(cw20.clone(), 1_000);
        scene.world.deliver(other).unwrap();
        let id = scene.send_in_vain(cw20.clone(), 100);
        scene.world.recv(id).unwrap();
        let again = scene.world.net.ack_msg(id, &token).unwrap();
        scene.arm("transfer", way(vec![again.clone(), again]));
        scene.world.ack(id).unwrap();
        scene.check();
        assert_eq!(scene.reentries(), ["ok", "ok"]);
        assert_eq!(scene.world.net.packet(id).endings, [Ending::Acknowledged]);
        assert_eq!(
            (scene.alice_holds(&cw20), scene.escrow(&cw20)),
            (Scene::WEALTH - 1_000, 1_000)
        );
    }
    ran("RPL-02, ACK-36");
}

/// A success acknowledgement calls no other contract, so the same message is put twice into one transaction.
#[test]
fn a_success_that_comes_twice_is_taken_once() {
    let mut scene = Scene::new();
    let coin = scene.coin();
    let id = scene.send(coin.clone(), 100);
    scene.world.recv(id).unwrap();
    let again = scene.world.net.ack_msg(id, &scene.puppet).unwrap();
    scene
        .pull(&puppet::Order::Emit(vec![again.clone(), again]))
        .unwrap();
    scene.check();
    assert_eq!(scene.world.net.packet(id).endings, [Ending::Acknowledged]);
    assert_eq!(
        (scene.alice_holds(&coin), scene.escrow(&coin)),
        (Scene::WEALTH - 100, 100)
    );
    ran("RPL-03");
}
