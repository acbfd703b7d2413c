//! Cases in which isolation (I3) and liveness (I5) conflict, and isolation is kept. They also show that nothing is
//! refunded when it is unknown whether the packet was delivered.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::{packet_data, Scene};
use causeway_transfer::state::CHANNEL_STATE;
use cosmwasm_std::{coin, Addr};
use ibc_multi_test::{ChannelState, End, Ending, PacketId};

const ERROR: &[u8] = br#"{"error":"ABCI code: 1: error handling packet: see events for details"}"#;
const FAR: u64 = u64::MAX;

/// The chain of `from` forges the return of an asset of the other chain.
fn forge_return(scene: &mut Scene, from: &End, path: &str, amount: u128, receiver: &Addr) -> PacketId {
    let path = format!("{}/{}/{path}", from.port, from.channel);
    let data = packet_data(&path, &amount.to_string(), receiver.as_str());
    scene.world.net.forge_packet(from, &data, FAR).unwrap()
}

fn close_from_away(scene: &mut Scene) {
    let (ours, theirs) = (scene.channel.a.clone(), scene.channel.b.clone());
    let mut end = scene.world.net.channel_end(&theirs).unwrap();
    end.state = ChannelState::Closed;
    scene.world.net[scene.away].place_channel(&end).unwrap();
    scene.world.net.close_confirm(&ours).unwrap();
}

/// ACK-04
#[test]
fn a_forged_return_and_an_error_ack_of_the_original_take_nothing_from_another_channel() {
    for asset in [|scene: &Scene| scene.coin(), |scene: &Scene| scene.cw20()] {
        let mut scene = Scene::new();
        let asset = asset(&scene);
        let path = asset.to_string();
        let (alice, bob) = (scene.alice.clone(), scene.bob.clone());
        let mallory = scene.world.net[scene.home].addr("mallory");
        // There are 1,000 in escrow on the second channel and 100 on the first, whose other end is hostile.
        let second = scene.second.a.clone();
        let send = Send::new(&second, &alice, asset.clone(), 1_000u128, &bob);
        let honest = scene.world.send(send).unwrap();
        scene.world.deliver(honest).unwrap();
        let original = scene.send(asset.clone(), 100);
        scene.check();

        scene.world.hostile_chains.push(scene.away);
        let theirs = scene.channel.b.clone();
        let forged = forge_return(&mut scene, &theirs, &path, 100, &mallory);
        scene.world.recv(forged).unwrap();
        assert!(!scene.world.is_refused(forged));
        assert_eq!((scene.escrow(&asset), scene.escrow_of_second(&asset)), (0, 1_000));

        // The books of this channel no longer cover the original packet.
        for _ in 0..2 {
            let before = scene.world.net[scene.home].dump();
            let error = scene.world.net.forge_ack(original, ERROR).unwrap_err();
            assert!(error.text.contains("do not cover the refund"), "{error}");
            assert!(scene.world.net[scene.home].dump() == before);
        }
        assert!(scene.world.net.packet(original).is_pending());
        let open: Vec<_> = scene
            .books()
            .in_flight
            .into_iter()
            .map(|record| (record.channel, record.sequence))
            .collect();
        assert_eq!(open, [(scene.channel.a.channel.clone(), 1)]);
        assert_eq!(scene.escrow_of_second(&asset), 1_000);
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH - 1_100);
        scene.check();

        // Half of the amount is not enough, because no subtraction saturates.
        let next = scene.send(asset.clone(), 60);
        scene.world.net.forge_ack(original, ERROR).unwrap_err();
        assert_eq!(scene.escrow(&asset), 60);
        // With more in the books the packet is settled.
        scene.send(asset.clone(), 40);
        scene.world.net.forge_ack(original, ERROR).unwrap();
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH - 1_100);
        assert_eq!((scene.escrow(&asset), scene.escrow_of_second(&asset)), (0, 1_000));
        assert!(!scene.world.net.packet(original).is_pending());
        assert!(scene.world.net.packet(next).is_pending());
        assert!(scene.claims().is_empty());
        scene.check();
    }
}

/// TMO-03, TMO-04
#[test]
fn a_forged_return_and_a_timeout_of_the_original_take_nothing_from_another_channel() {
    let mut scene = Scene::new();
    let coin = scene.coin();
    let mallory = scene.world.net[scene.home].addr("mallory");
    let original = scene.send(coin.clone(), 100);
    scene.world.hostile_chains.push(scene.away);
    let theirs = scene.channel.b.clone();
    let forged = forge_return(&mut scene, &theirs, "uhome", 1, &mallory);
    scene.world.recv(forged).unwrap();
    scene.world.advance_past_timeout(original).unwrap();
    scene.world.net.timeout(original).unwrap_err();
    assert!(scene.world.net.packet(original).is_pending());
    scene.check();
    scene.send(coin.clone(), 1);
    scene.world.net.timeout(original).unwrap();
    assert_eq!(scene.world.net.packet(original).endings, [Ending::TimedOut]);
    assert_eq!(scene.escrow(&coin), 0);
    scene.check();
}

/// ACK-14, ACK-32
#[test]
fn an_acknowledgement_that_is_no_envelope_changes_nothing() {
    let no_envelopes: [&[u8]; 12] = [
        b"{}",
        b"",
        b"null",
        b"invalid ack",
        br#"{"somethingelse":"anything"}"#,
        br#"{"result":"AQ==","error":"no"}"#,
        br#"{"error":"no","result":"AQ=="}"#,
        br#"{"error":1}"#,
        br#"{"error":null}"#,
        br#"{"result":1}"#,
        br#"["error","no"]"#,
        &[0xff, 0xfe],
    ];
    let mut scene = Scene::new();
    let voucher = scene.voucher_for_alice(500);
    let mut away = vec![];
    for asset in [scene.coin(), scene.cw20(), voucher] {
        let packet = scene.send_in_vain(asset.clone(), 100);
        for ack in no_envelopes {
            let before = scene.world.net[scene.home].dump();
            let text = String::from_utf8_lossy(ack);
            let error = scene.world.net.forge_ack(packet, ack);
            assert!(error.is_err(), "{text}");
            assert!(scene.world.net[scene.home].dump() == before, "{text}");
            assert!(scene.world.net.packet(packet).is_pending());
        }
        scene.check();
        away.push((asset, packet));
    }
    // The true acknowledgement settles the packet.
    for (asset, packet) in away {
        let before = scene.alice_holds(&asset);
        scene.world.deliver(packet).unwrap();
        assert_eq!(scene.alice_holds(&asset), before + 100);
        scene.check();
    }
}

/// A contract that was cw20-ics20 before, with one packet of each kind in flight from that time: sequences 1 and 2.
fn migrated() -> (Scene, [PacketId; 2]) {
    let mut scene = Scene::new();
    let (home, transfer) = (scene.home, scene.world.deployment(scene.home).transfer.clone());
    let (ours, alice) = (scene.channel.a.clone(), scene.alice.clone());
    let version = br#"{"contract":"crates.io:cw20-ics20","version":"2.0.0"}"#;
    scene.world.net[home].set_contract_key(&transfer, b"predecessor", version);
    let packets = [scene.coin(), scene.cw20()].map(|asset| {
        let denom = asset.to_string();
        let key = CHANNEL_STATE.key((&ours.channel, &denom)).to_vec();
        let books = br#"{"outstanding":"300","total_sent":"300"}"#;
        scene.world.net[home].set_contract_key(&transfer, &key, books);
        // The old contract sent packets under its own rules, for example with blank receivers.
        let data = format!(r#"{{"amount":"300","denom":"{denom}","receiver":"","sender":"{alice}"}}"#);
        let now = scene.world.net[scene.away].block().time;
        let timeout = now.plus_seconds(600).nanos();
        scene
            .world
            .net
            .forge_packet(&ours, data.as_bytes(), timeout)
            .unwrap()
    });
    // The contract holds what was sent.
    let coins = vec![coin(300, "uhome")];
    let pay = cosmwasm_std::BankMsg::Send {
        to_address: transfer.to_string(),
        amount: coins,
    };
    scene.world.net[home].tx(&alice, vec![pay.into()]).unwrap();
    let token = scene.token.clone();
    let pay = causeway_cw20::Cw20ExecuteMsg::Transfer {
        recipient: transfer.to_string(),
        amount: 300u128.into(),
    };
    scene.world.net[home].execute(&alice, &token, &pay, &[]).unwrap();
    (scene, packets)
}

#[test]
fn a_closed_legacy_channel_refunds_its_old_packets_once() {
    let (mut scene, packets) = migrated();
    let assets = [scene.coin(), scene.cw20()];
    close_from_away(&mut scene);
    for (packet, asset) in packets.iter().zip(&assets) {
        assert_eq!(scene.alice_holds(asset), Scene::WEALTH - 300);
        scene.world.net.timeout_on_close(*packet).unwrap();
        assert_eq!(scene.alice_holds(asset), Scene::WEALTH);
        assert_eq!(scene.escrow(asset), 0);
        assert!(scene.world.net.timeout_on_close(*packet).unwrap().is_noop());
    }
    scene.check();
    // Each packet is marked as settled, so it is not refunded again even if core forgets and the books would cover it.
    let transfer = scene.world.deployment(scene.home).transfer.clone();
    for (packet, asset) in packets.iter().zip(&assets) {
        let denom = asset.to_string();
        let key = CHANNEL_STATE.key((&scene.channel.a.channel, &denom)).to_vec();
        let books = br#"{"outstanding":"300","total_sent":"600"}"#;
        let home = scene.home;
        scene.world.net[home].set_contract_key(&transfer, &key, books);
        let again = scene.commit_again(*packet);
        let error = scene.world.net.timeout_on_close(again).unwrap_err();
        assert!(error.text.contains("already settled"), "{error}");
        assert_eq!(scene.alice_holds(asset), Scene::WEALTH);
    }
}

#[test]
fn an_open_legacy_channel_knows_its_old_packets_from_its_own() {
    let (mut scene, packets) = migrated();
    let (coin, cw20) = (scene.coin(), scene.cw20());
    // The sequences of the new contract begin at 3. Its packets have records, also those that are rejected.
    let own = scene.send_in_vain(coin.clone(), 50);
    assert_eq!(scene.world.net.packet(own).packet.sequence, 3);
    scene.world.deliver(own).unwrap();
    assert_eq!(scene.escrow(&coin), 300);
    // A settled packet of the new contract is not treated as one of the old contract.
    let again = scene.commit_again(own);
    let error = scene.world.net.forge_ack(again, ERROR).unwrap_err();
    assert!(error.text.contains("already settled"), "{error}");
    assert_eq!(scene.escrow(&coin), 300);
    // The old packets: a blank receiver is rejected on the other chain, and the sender is refunded.
    for (packet, asset) in packets.into_iter().zip([coin, cw20]) {
        scene.world.deliver(packet).unwrap();
        assert_eq!(scene.alice_holds(&asset), Scene::WEALTH);
        assert_eq!(scene.escrow(&asset), 0);
    }
}

#[test]
fn a_channel_opened_after_the_migration_has_no_old_packets() {
    let (mut scene, _) = migrated();
    scene.channel = scene.world.open(scene.home, scene.away).unwrap();
    let (ours, alice) = (scene.channel.a.clone(), scene.alice.clone());
    let (coin, home) = (scene.coin(), scene.home);
    // Sequences 1 to 4 were used by something else.
    scene.world.net[home].set_next_sequence(&ours.port, &ours.channel, 5);
    let sent = scene.send(coin.clone(), 100);
    scene.world.deliver(sent).unwrap();
    scene.world.net[home].set_next_sequence(&ours.port, &ours.channel, 1);
    let data = packet_data("uhome", "100", "").to_vec();
    let data = String::from_utf8(data)
        .unwrap()
        .replace("mallory", alice.as_str());
    let never = scene.world.net.forge_packet(&ours, data.as_bytes(), FAR).unwrap();
    let error = scene.world.net.forge_ack(never, ERROR).unwrap_err();
    assert!(
        error.text.contains("already settled or was never sent"),
        "{error}"
    );
    assert_eq!(scene.escrow(&coin), 100);
}

/// CH-26, SND-37
#[test]
fn a_closed_channel_refunds_what_is_in_flight_and_takes_no_more() {
    let mut scene = Scene::new();
    let voucher = scene.voucher_for_alice(500);
    let assets = [scene.coin(), scene.cw20(), voucher];
    let held = assets.clone().map(|asset| scene.alice_holds(&asset));
    let sent = assets.clone().map(|asset| scene.send(asset, 100));
    close_from_away(&mut scene);
    scene.check();
    let (ours, alice, bob) = (scene.channel.a.clone(), scene.alice.clone(), scene.bob.clone());
    let fresh = Asset::Native("ufresh".into());
    let home = scene.home;
    scene.world.net[home].fund(&alice, &[coin(1, "ufresh")]).unwrap();
    for asset in assets.iter().chain([&fresh]) {
        let before = scene.world.net[home].dump();
        let send = Send::new(&ours, &alice, asset.clone(), 1u128, &bob);
        let error = scene.world.send(send).unwrap_err();
        assert!(error.text.contains("channel state is not Open"), "{error}");
        assert!(scene.world.net[home].dump() == before);
    }
    for packet in sent {
        scene.world.net.timeout_on_close(packet).unwrap();
        assert_eq!(scene.world.net.packet(packet).endings, [Ending::TimedOut]);
        scene.check();
    }
    assert_eq!(assets.map(|asset| scene.alice_holds(&asset)), held);
    assert!(scene.claims().is_empty());
}
