//! A relayer that is a contract relays from deep inside calls of its own. A host limits the call depth: a call that is
//! too deep fails with `wasm/30`, which a contract may catch. wasmd has had two rules. Where contract responses are
//! counted (100), a refund is either paid, or the transaction aborts. Where messages are counted (500), there is one
//! depth at which the refund fails and its reply still runs, so that the refund becomes a claim. With both rules, a
//! delivery at the limit is answered with an error acknowledgement, and its sender is refunded.

use std::collections::BTreeSet;

use causeway_multi_test::Asset;
use causeway_tests::hostile::{puppet, Scene};
use cosmwasm_std::CosmosMsg;
use ibc_multi_test::{CallDepth, PacketId};

const GAS: u64 = 500_000_000;

/// The result of relaying a packet from inside this number of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Went {
    Paid,
    Refused,
    Claimed,
    Aborted,
}

fn scene_on(rule: CallDepth) -> Scene {
    let mut scene = Scene::new();
    let home = scene.home;
    scene.world.net[home].set_tx_gas(GAS);
    scene.world.net[home].set_call_depth(rule);
    scene
}

/// Relays from the innermost of `depth` nested calls of the puppet. Returns `false` if the transaction failed.
fn relay_from(scene: &mut Scene, depth: u32, message: CosmosMsg) -> bool {
    let messages = vec![message];
    scene.pull(&puppet::Order::Nest { depth, messages }).is_ok()
}

/// Delivers a packet that returns a token to this chain.
fn deliver(rule: CallDepth, pick: fn(&Scene) -> Asset, depth: u32) -> Went {
    let mut scene = scene_on(rule);
    let asset = pick(&scene);
    let out = scene.send(asset.clone(), 100);
    scene.world.deliver(out).unwrap();
    let back = scene.send_back(&asset.to_string(), 40);
    let message = scene.world.net.recv_msg(back, &scene.puppet);
    let went = match relay_from(&mut scene, depth, message) {
        false => Went::Aborted,
        true if scene.world.is_refused(back) => Went::Refused,
        true => Went::Paid,
    };
    scene.check();
    if went == Went::Refused {
        assert!(scene.ack_text(back).contains("ABCI error: wasm/30"));
    }
    if went == Went::Aborted {
        scene.world.recv(back).unwrap();
    }
    // The sender of a rejected packet is refunded.
    scene.world.ack(back).unwrap();
    scene.check();
    let voucher = scene.world.voucher_at(&scene.channel.b, &asset.to_string());
    let held = scene.holds(scene.away, &scene.bob, &voucher.unwrap());
    assert_eq!(held, if went == Went::Refused { 100 } else { 60 });
    went
}

/// Refunds a packet by an error acknowledgement.
fn refund(rule: CallDepth, depth: u32) -> Went {
    let mut scene = scene_on(rule);
    let (cw20, alice) = (scene.cw20(), scene.alice.clone());
    let packet: PacketId = scene.send_in_vain(cw20.clone(), 100);
    scene.world.recv(packet).unwrap();
    let message = scene.world.net.ack_msg(packet, &scene.puppet).unwrap();
    let settled = relay_from(&mut scene, depth, message);
    scene.check();
    let went = match (settled, scene.claims().is_empty()) {
        (true, true) => Went::Paid,
        (true, false) => Went::Claimed,
        (false, _) => Went::Aborted,
    };
    match went {
        Went::Claimed => {
            scene.assert_claimed(packet, &cw20, 100, 0);
            scene.claim(&alice, &cw20, None, None).unwrap();
        }
        Went::Aborted => drop(scene.world.ack(packet).unwrap()),
        _ => {}
    }
    scene.check();
    assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
    went
}

/// With 98 or 99 nested calls of the relayer, a delivery of a token is rejected, because the response of the token, or
/// that of the contract, would be the 101st.
#[test]
fn where_responses_count_a_relayer_98_calls_deep_has_a_delivery_refused() {
    let rule = CallDepth::RESPONSES;
    let cw20 = [97, 98, 99, 100].map(|depth| deliver(rule, Scene::cw20, depth));
    assert_eq!(cw20, [Went::Paid, Went::Refused, Went::Refused, Went::Aborted]);
    // A bank message has no response.
    let coin = [98, 99, 100].map(|depth| deliver(rule, Scene::coin, depth));
    assert_eq!(coin, [Went::Paid, Went::Refused, Went::Aborted]);
}

#[test]
fn where_messages_count_a_relayer_499_calls_deep_has_a_delivery_refused() {
    let rule = CallDepth::MESSAGES;
    for pick in [Scene::cw20, Scene::coin] {
        let went = [498, 499, 500].map(|depth| deliver(rule, pick, depth));
        assert_eq!(went, [Went::Paid, Went::Refused, Went::Aborted]);
    }
}

#[test]
fn where_responses_count_a_refund_is_paid_or_aborted_and_never_becomes_a_claim_by_depth() {
    let went = [0, 96, 97, 98, 99, 100].map(|depth| refund(CallDepth::RESPONSES, depth));
    let (paid, aborted) = (Went::Paid, Went::Aborted);
    assert_eq!(went, [paid, paid, paid, aborted, aborted, aborted]);
    // The same holds at every depth of a lower limit.
    let all: BTreeSet<_> = (0..30)
        .map(|depth| refund(CallDepth::Responses(25), depth))
        .collect();
    assert_eq!(all, [Went::Paid, Went::Aborted].into());
}

/// The reply that records the claim runs at the contract's own depth. If it aborted there, a token that recurses could
/// keep its packets from ever settling. Nothing is lost, because anyone may claim for the owner.
#[test]
fn where_messages_count_a_refund_becomes_a_claim_that_is_paid_at_exactly_one_depth() {
    let went = [498, 499, 500].map(|depth| refund(CallDepth::MESSAGES, depth));
    assert_eq!(went, [Went::Paid, Went::Claimed, Went::Aborted]);
    let claimed = (0..30)
        .filter(|depth| refund(CallDepth::Messages(25), *depth) == Went::Claimed)
        .collect::<Vec<_>>();
    assert_eq!(claimed, [24]);
}
