//! One test for each known defect of cw20-ics20 2.0.0. Each shows that Causeway does not have the defect.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_multi_test::{Asset, Send, Setup};
use causeway_tests::cases::ran;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{install_token, packet_data, puppet, Scene};
use causeway_transfer::msg::{
    AdminResponse, ChannelResponse, ClaimsResponse, ExecuteMsg, InFlightResponse, ListAllowedResponse,
    ListChannelsResponse, QueryMsg,
};
use causeway_transfer::state::{ALLOW_LIST, CHANNEL_INFO, CHANNEL_STATE, CLAIMS, CONFIG};
use cosmwasm_std::{coin, Addr, Uint256};
use ibc_multi_test::ChannelState;
use serde::de::DeserializeOwned;

fn ask<T: DeserializeOwned>(scene: &Scene, question: &QueryMsg) -> T {
    let transfer = &scene.world.deployment(scene.home).transfer;
    scene.world.net[scene.home].query(transfer, question).unwrap()
}

fn execute(scene: &mut Scene, who: &Addr, message: &ExecuteMsg) -> Result<(), String> {
    let transfer = scene.world.deployment(scene.home).transfer.clone();
    let result = scene.world.net[scene.home].execute(who, &transfer, message, &[]);
    result.map(|_| ()).map_err(|error| error.text)
}

fn write(scene: &mut Scene, key: &[u8], value: &str) {
    let transfer = scene.world.deployment(scene.home).transfer.clone();
    scene.world.net[scene.home].set_contract_key(&transfer, key, value.as_bytes());
}

/// ACK-34
#[test]
fn defect_01_a_failed_refund_is_not_swallowed() {
    let mut scene = Scene::new();
    let cw20 = scene.cw20();
    let packet = scene.send_in_vain(cw20.clone(), 700);
    scene.arm("transfer", Deed::Fail("paused".into()));
    scene.world.deliver(packet).unwrap();
    scene.check();
    scene.assert_claimed(packet, &cw20, 700, 0);
    assert_eq!(scene.escrow(&cw20), 0);

    let mallory = scene.world.net[scene.home].addr("mallory");
    let alice = scene.alice.clone();
    scene.claim(&mallory, &cw20, Some(&alice), None).unwrap_err();
    scene.check();
    scene.assert_claimed(packet, &cw20, 700, 0);

    scene.disarm("transfer");
    scene.claim(&mallory, &cw20, Some(&alice), None).unwrap();
    scene.check();
    assert!(scene.claims().is_empty());
    assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
    ran("OLD-13");
}

#[test]
fn defect_02_amounts_above_64_bits_go_out_and_come_home() {
    let mut scene = Scene::new();
    // cw20: as much as there can be
    let rest = u128::MAX - 3 * Scene::WEALTH;
    let alice = scene.alice.clone();
    let token = install_token(&mut scene.world, scene.home, &[(&alice, rest)]);
    scene.world.allow(scene.home, &token, None).unwrap();
    let cw20 = Asset::Cw20(token);
    let packet = scene.send(cw20.clone(), rest);
    scene.world.deliver(packet).unwrap();
    scene.check();
    let back = scene.send_back(&cw20.to_string(), rest);
    scene.world.deliver(back).unwrap();
    scene.check();
    assert_eq!(scene.alice_holds(&cw20), rest);

    // a bank coin above 128 bits, for which only the native module has room: another refuses, and it is refunded
    let huge = Uint256::MAX - Uint256::from(Scene::WEALTH);
    let coins = [cosmwasm_std::Coin::new(huge, "uhuge")];
    scene.world.net[scene.home].fund(&alice, &coins).unwrap();
    let native = scene.world.open_to_native(scene.home, scene.away).unwrap();
    let asset = Asset::Native("uhuge".into());
    let bob = scene.bob.clone();
    let send = Send::new(&native.a, &alice, asset.clone(), huge, &bob);
    let packet = scene.world.send(send).unwrap();
    scene.world.deliver(packet).unwrap();
    scene.check();
    let voucher = scene.world.voucher_at(&native.b, "uhuge").unwrap();
    assert_eq!(scene.world.balance(scene.away, &bob, &voucher), huge);
    let send = Send::new(&native.b, &bob, voucher, huge, &alice);
    let back = scene.world.send(send).unwrap();
    scene.world.deliver(back).unwrap();
    scene.check();
    assert_eq!(scene.world.balance(scene.home, &alice, &asset), huge);

    let send = Send::new(&scene.channel.a, &alice, asset.clone(), huge, &bob);
    let refused = scene.world.send(send).unwrap();
    scene.world.deliver(refused).unwrap();
    scene.check();
    assert!(scene
        .ack_text(refused)
        .contains("amount is too large for a cw20 token"));
    assert_eq!(scene.world.balance(scene.home, &alice, &asset), huge);
    ran("OLD-11");
}

/// CH-19, CH-20
#[test]
fn defect_03_close_confirm_is_taken_and_does_not_panic() {
    let mut scene = Scene::new();
    let (ours, theirs) = (scene.channel.a.clone(), scene.channel.b.clone());
    let mut end = scene.world.net.channel_end(&theirs).unwrap();
    end.state = ChannelState::Closed;
    scene.world.net[scene.away].place_channel(&end).unwrap();
    scene.world.net.close_confirm(&ours).unwrap();
    let stored = scene.world.net.channel_end(&ours).unwrap();
    assert_eq!(stored.state, ChannelState::Closed);
    // but nobody closes one from here
    let second = scene.second.a.clone();
    let error = scene.world.net.close_init(&second).unwrap_err();
    assert!(error.text.contains("user cannot close channel"), "{error}");
    scene.check();
    ran("OLD-12");
}

/// RCV-20
#[test]
fn defect_04_the_success_acknowledgement_is_that_of_ics20() {
    let mut scene = Scene::new();
    for asset in [scene.coin(), scene.cw20()] {
        let path = asset.to_string();
        let out = scene.send(asset, 5);
        scene.world.deliver(out).unwrap();
        let back = scene.send_back(&path, 5);
        scene.world.deliver(back).unwrap();
        for packet in [out, back] {
            assert_eq!(scene.ack_text(packet), r#"{"result":"AQ=="}"#);
        }
    }
    scene.check();
    ran("OLD-10");
}

/// RCV-60, RCV-64
#[test]
fn defect_05_a_refused_receive_commits_nothing() {
    let mut scene = Scene::new();
    let cw20 = scene.cw20();
    let path = cw20.to_string();
    let out = scene.send(cw20.clone(), 100);
    scene.world.deliver(out).unwrap();
    for deed in [Deed::Fail("no".into()), Deed::Trap, Deed::BurnGas] {
        scene.arm("transfer", deed);
        let back = scene.send_back(&path, 10);
        scene.world.recv(back).unwrap(); // compares the whole state of the chain
        assert!(scene.world.is_refused(back));
        assert_eq!(scene.escrow(&cw20), 100);
        scene.world.ack(back).unwrap();
        scene.check();
    }
    scene.disarm("transfer");
    let back = scene.send_back(&path, 10);
    scene.world.deliver(back).unwrap();
    assert_eq!(scene.escrow(&cw20), 90u128);
    // and a token that is to be minted
    let nobody = scene.send_in_vain(scene.coin(), 10);
    scene.world.recv(nobody).unwrap();
    assert!(scene.world.is_refused(nobody));
    scene.check();
    ran("OLD-14");
}

#[test]
fn defect_06_a_bank_denom_that_reads_like_a_token_is_not_the_token() {
    let mut scene = Scene::new();
    let cw20 = scene.cw20();
    let packet = scene.send(cw20.clone(), 1_000);
    scene.world.deliver(packet).unwrap();
    // a coin of that name, minted by a hostile factory
    let (home, alice) = (scene.home, scene.alice.clone());
    let fake = cw20.to_string();
    scene.world.net[home].fund(&alice, &[coin(1_000, &fake)]).unwrap();
    let transfer = scene.world.deployment(home).transfer.clone();
    let message = ExecuteMsg::Transfer(causeway_transfer::msg::TransferMsg {
        channel: scene.channel.a.channel.clone(),
        remote_address: scene.bob.to_string(),
        timeout: None,
        memo: None,
    });
    let error = scene.world.net[home]
        .execute(&alice, &transfer, &message, &[coin(1_000, &fake)])
        .unwrap_err();
    assert!(error.text.contains("reads like a cw20 token"), "{error}");
    // nor does one that arrives get out what the token put in over another channel
    let mallory = scene.world.net[home].addr("mallory");
    let end = scene.second.b.clone();
    scene.world.hostile_chains.push(scene.away);
    let path = format!("{}/{}/{fake}", end.port, end.channel);
    let forged = scene
        .world
        .net
        .forge_packet(&end, &packet_data(&path, "1000", mallory.as_str()), u64::MAX)
        .unwrap();
    scene.world.recv(forged).unwrap();
    assert_eq!(
        scene.ack_text(forged),
        r#"{"error":"insufficient escrow on this channel"}"#
    );
    assert_eq!(scene.escrow(&cw20), 1_000u128);
    scene.check();
}

/// RCV-61, RCV-62
#[test]
fn defect_07_error_acknowledgements_are_bytes_that_the_other_chain_takes() {
    let mut scene = Scene::new();
    let nasty = [
        "<b>&\"\\",
        "a\u{2028}\u{2029}",
        "\u{7f}\u{1}",
        "ünïcode",
        "home1<&>",
    ];
    for receiver in nasty {
        let packet = scene.send_to(scene.coin(), 3, receiver);
        scene.world.recv(packet).unwrap();
        assert!(scene.world.is_refused(packet));
        let ack = scene.ack_text(packet);
        let inner = ack
            .strip_prefix(r#"{"error":""#)
            .and_then(|rest| rest.strip_suffix(r#""}"#))
            .unwrap();
        let plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        assert!(inner.bytes().all(plain), "{inner}");
        assert!(!inner.contains(['<', '>', '&', '"', '\\']), "{inner}");
        scene.world.ack(packet).unwrap(); // as ibc-go, core refuses what it would have written otherwise
        assert!(!scene.world.net.packet(packet).is_pending());
    }
    assert_eq!(scene.alice_holds(&scene.coin()), Scene::WEALTH);
    scene.check();

    // what the contract cannot explain is not explained by its libraries either
    let out = scene.send(scene.coin(), 3);
    scene.world.deliver(out).unwrap();
    let books = CHANNEL_STATE.key((&scene.channel.a.channel, Scene::COIN));
    write(&mut scene, &books, "<not JSON>");
    let back = scene.send_back(Scene::COIN, 3);
    scene.world.recv(back).unwrap();
    assert_eq!(scene.ack_text(back), r#"{"error":"internal error"}"#);
}

/// RCV-66
#[test]
fn defect_08_two_failing_refunds_in_one_transaction_are_not_mixed_up() {
    let mut scene = Scene::new();
    let (alice, puppet) = (scene.alice.clone(), scene.puppet.clone());
    let other = install_token(&mut scene.world, scene.home, &[(&alice, Scene::WEALTH)]);
    scene.world.allow(scene.home, &other, None).unwrap();
    let (cw20, other) = (scene.cw20(), Asset::Cw20(other));
    let first = scene.send(cw20.clone(), 111);
    let second = scene.send(other.clone(), 222);
    let third = scene.send(cw20.clone(), 333);
    scene.world.advance_past_timeout(third).unwrap();
    scene.arm("transfer", Deed::Fail("no".into()));
    let Asset::Cw20(address) = &other else { return };
    scene.arm_at(address, "transfer", Deed::Trap);
    let messages = [first, second, third].map(|id| scene.world.net.timeout_msg(id, &puppet).unwrap());
    scene.pull(&puppet::Order::Emit(messages.to_vec())).unwrap();
    scene.check();
    let mut claims = scene.claims();
    claims.sort_by_key(|claim| claim.2);
    assert_eq!(
        claims,
        [
            (alice.clone(), other.to_string(), 222, 0),
            (alice, cw20.to_string(), 444, 0),
        ]
    );
}

#[test]
fn defect_09_a_gas_limit_that_cannot_be_read_does_not_stop_a_refund() {
    let mut scene = Scene::with_vouchers_at_home(Setup {
        default_gas_limit: Some(200_000),
        ..Setup::default()
    });
    let alice = scene.alice.clone();
    let unlisted = install_token(&mut scene.world, scene.home, &[(&alice, 100)]);
    let assets = [scene.cw20(), Asset::Cw20(unlisted)];
    let packets = assets.clone().map(|asset| scene.send_in_vain(asset, 100));
    let listed = ALLOW_LIST.key(&scene.token).to_vec();
    write(&mut scene, &listed, "not JSON");
    write(&mut scene, CONFIG.as_slice(), "{}");
    for packet in packets {
        scene.world.deliver(packet).unwrap();
    }
    assert_eq!(scene.alice_holds(&assets[0]), Scene::WEALTH);
    assert_eq!(scene.alice_holds(&assets[1]), 100u128);
    assert!(scene.claims().is_empty());
    scene.check();
}

#[test]
fn defect_10_what_is_pending_can_be_seen() {
    let mut scene = Scene::new();
    let sent = [scene.coin(), scene.cw20(), scene.coin()].map(|asset| scene.send_in_vain(asset, 50));
    let all = |scene: &Scene| -> Vec<(String, u64, String, Uint256)> {
        let question = QueryMsg::InFlight {
            sender: scene.alice.to_string(),
            channel: None,
            sequence: None,
            start_after: None,
            limit: None,
        };
        let answer: InFlightResponse = ask(scene, &question);
        let packets = answer.packets.into_iter();
        packets
            .map(|packet| (packet.channel, packet.sequence, packet.denom, packet.amount))
            .collect()
    };
    let amount = Uint256::from(50u128);
    let (channel, cw20) = (scene.channel.a.channel.clone(), scene.cw20().to_string());
    assert_eq!(
        all(&scene),
        [
            (channel.clone(), 1, "uhome".to_string(), amount),
            (channel.clone(), 2, cw20.clone(), amount),
            (channel.clone(), 3, "uhome".to_string(), amount),
        ]
    );
    scene.arm("transfer", Deed::Fail("no".into()));
    scene.world.deliver(sent[0]).unwrap();
    scene.world.deliver(sent[1]).unwrap();
    assert_eq!(all(&scene), [(channel, 3, "uhome".to_string(), amount)]);
    let question = QueryMsg::Claims {
        owner: scene.alice.to_string(),
        start_after: None,
        limit: None,
    };
    let claims = ask::<ClaimsResponse>(&scene, &question).claims;
    assert_eq!(
        (claims.len(), &claims[0].denom, claims[0].held),
        (1, &cw20, amount)
    );
    scene.check();
}

#[test]
fn defect_11_the_admin_hands_over_in_two_steps() {
    let mut scene = Scene::new();
    let chain = &scene.world.net[scene.home];
    let (owner, heir, mallory) = (chain.addr("owner"), chain.addr("heir"), chain.addr("mallory"));
    let admin = |scene: &Scene| ask::<AdminResponse>(scene, &QueryMsg::Admin {}).admin;
    let propose = ExecuteMsg::UpdateAdmin {
        admin: heir.to_string(),
    };
    execute(&mut scene, &mallory, &propose).unwrap_err();
    execute(&mut scene, &owner, &propose).unwrap();
    assert_eq!(admin(&scene), Some(owner.to_string()));
    execute(&mut scene, &mallory, &ExecuteMsg::AcceptAdmin {}).unwrap_err();
    execute(&mut scene, &heir, &ExecuteMsg::AcceptAdmin {}).unwrap();
    assert_eq!(admin(&scene), Some(heir.to_string()));
    execute(&mut scene, &owner, &propose).unwrap_err();
}

#[test]
fn defect_12_every_list_has_a_cap() {
    let mut scene = Scene::new();
    let channel = scene.channel.a.channel.clone();
    let owner = scene.alice.clone();
    let tokens: Vec<Addr> = (0..150)
        .map(|i| scene.world.net[scene.home].addr(&format!("token {i}")))
        .collect();
    for (i, token) in tokens.iter().enumerate() {
        let id = format!("channel-{}", i + 10);
        let info = format!(
            r#"{{"id":"{id}","counterparty_endpoint":{{"port_id":"transfer","channel_id":"channel-0"}},"connection_id":"connection-0"}}"#
        );
        let denom = format!("cw20:{token}");
        write(&mut scene, &CHANNEL_INFO.key(&id), &info);
        write(
            &mut scene,
            &CHANNEL_STATE.key((&channel, &denom)),
            r#"{"outstanding":"0","total_sent":"1"}"#,
        );
        write(&mut scene, &ALLOW_LIST.key(token), r#"{"gas_limit":null}"#);
        write(
            &mut scene,
            &CLAIMS.key((&owner, &denom)),
            r#"{"held":"1","to_mint":"0"}"#,
        );
    }
    let (start, over) = (None::<String>, Some(u32::MAX));
    for limit in [None, over] {
        let question = QueryMsg::ListChannels {
            start_after: start.clone(),
            limit,
        };
        assert_eq!(ask::<ListChannelsResponse>(&scene, &question).channels.len(), 100);
        let question = QueryMsg::Channel {
            id: channel.clone(),
            start_after: start.clone(),
            limit,
        };
        assert_eq!(ask::<ChannelResponse>(&scene, &question).balances.len(), 100);
        let question = QueryMsg::ListAllowed {
            start_after: start.clone(),
            limit,
        };
        let expected = if limit.is_none() { 10 } else { 30 };
        assert_eq!(
            ask::<ListAllowedResponse>(&scene, &question).allow.len(),
            expected
        );
        let question = QueryMsg::Claims {
            owner: owner.to_string(),
            start_after: start.clone(),
            limit,
        };
        let cap = if limit.is_none() { 30 } else { 100 };
        assert_eq!(ask::<ClaimsResponse>(&scene, &question).claims.len(), cap);
        let question = QueryMsg::ListClaims {
            start_after: None,
            limit,
        };
        assert_eq!(ask::<ClaimsResponse>(&scene, &question).claims.len(), cap);
    }
    // and goes on where it ended
    let mut seen = vec![];
    loop {
        let question = QueryMsg::ListChannels {
            start_after: seen.last().cloned(),
            limit: None,
        };
        let page = ask::<ListChannelsResponse>(&scene, &question).channels;
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|channel| channel.id));
    }
    assert_eq!(seen.len(), 152);
}

/// TMO-43
#[test]
fn defect_13_timeouts_have_bounds() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.alice.clone(), scene.bob.to_string());
    let end = scene.channel.a.clone();
    let mut attempt = |seconds| {
        let mut send = Send::new(&end, &alice, Asset::Native("uhome".into()), 1u128, &bob);
        send.timeout = seconds;
        scene.world.send(send).map(|_| ()).map_err(|error| error.text)
    };
    for seconds in [60, 600, 2_592_000] {
        attempt(seconds).unwrap();
    }
    for seconds in [0, 1, 59, 2_592_001, u64::MAX / 1_000_000_000, u64::MAX] {
        let error = attempt(seconds).unwrap_err();
        assert!(error.contains("give 60 to 2592000 seconds"), "{error}");
    }
    scene.check();
}
