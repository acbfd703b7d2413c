//! A counterparty that forges packets and acknowledgements can take at most the escrow of its own channel.

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::counterparty::{garbage, hop};
use causeway_tests::hostile::{packet_data, Counterparty, Scene};
use causeway_transfer::msg::{QueryMsg, VoucherResponse};
use cosmwasm_std::coin;

/// The other end of the first channel is hostile. 100 of the coin and 100 of the token are in escrow on it, 1,000 of each
/// on the second channel, and 500 of a voucher of the first on the second.
fn under_attack() -> (Scene, Counterparty, Asset) {
    let mut scene = Scene::new();
    let (alice, bob, second) = (scene.alice.clone(), scene.bob.clone(), scene.second.a.clone());
    let voucher = scene.voucher_for_alice(500);
    for asset in [scene.coin(), scene.cw20()] {
        let id = scene.send(asset.clone(), 100);
        scene.world.deliver(id).unwrap();
        let send = Send::new(&second, &alice, asset, 1_000u128, &bob);
        let id = scene.world.send(send).unwrap();
        scene.world.deliver(id).unwrap();
    }
    let send = Send::new(&second, &alice, voucher.clone(), 500u128, &bob);
    let id = scene.world.send(send).unwrap();
    scene.world.deliver(id).unwrap();
    scene.check();
    let liar = Counterparty::seize(&mut scene.world, &scene.channel);
    (scene, liar, voucher)
}

/// The amounts in escrow on each channel, of the coin, the token and the voucher.
fn escrows(scene: &Scene, voucher: &Asset) -> [[u128; 3]; 2] {
    let assets = [&scene.coin(), &scene.cw20(), voucher];
    [
        assets.map(|asset| scene.escrow(asset)),
        assets.map(|asset| scene.escrow_of_second(asset)),
    ]
}

/// RCV-13, RCV-14, RCV-15
#[test]
fn forged_returns_release_at_most_what_is_in_escrow_on_this_channel() {
    let (mut scene, liar, voucher) = under_attack();
    let mallory = scene.world.net[scene.home].addr("mallory");
    let before = escrows(&scene, &voucher);
    assert_eq!(before, [[100, 100, 0], [1_000, 1_000, 500]]);
    let cw20 = scene.cw20().to_string();
    let refused = liar.false_returns("uhome", &cw20, &voucher.to_string(), 100);
    for (denom, amount) in &refused {
        let id = liar.send(&mut scene.world, &packet_data(denom, amount, mallory.as_str()));
        let short: String = denom.chars().take(80).collect();
        assert!(scene.world.is_refused(id), "{short} {amount}");
        assert_eq!(escrows(&scene, &voucher), before, "{short}");
        scene.check();
    }
    println!("{} forged returns refused", refused.len());
    // The whole escrow can be released, and not more.
    for (denom, amount, fits) in [
        ("uhome", "60", true),
        ("uhome", "41", false),
        ("uhome", "40", true),
        ("uhome", "1", false),
        (&cw20, "100", true),
        (&cw20, "1", false),
    ] {
        let data = packet_data(&liar.abroad(denom), amount, mallory.as_str());
        let id = liar.send(&mut scene.world, &data);
        assert_eq!(!scene.world.is_refused(id), fits, "{denom} {amount}");
        scene.check();
    }
    assert_eq!(escrows(&scene, &voucher)[1], before[1]);
}

/// RCV-72
#[test]
fn forged_vouchers_release_nothing_whatever_their_path() {
    let (mut scene, liar, voucher) = under_attack();
    let mallory = scene.world.net[scene.home].addr("mallory");
    let (ours, second) = (hop(&scene.channel.a), hop(&scene.second.a));
    let their_second = hop(&scene.second.b);
    let before = escrows(&scene, &voucher);
    let mut minted = 0;
    let own = [
        "uhome".to_string(),
        scene.cw20().to_string(),
        voucher.to_string(),
        format!("{ours}uaway"),
        format!("{second}uhome"),
        format!("{their_second}uhome"),
    ];
    for denom in liar.false_originals(&own) {
        let id = liar.send(&mut scene.world, &packet_data(&denom, "77", mallory.as_str()));
        minted += usize::from(!scene.world.is_refused(id));
        assert_eq!(escrows(&scene, &voucher), before, "{denom}");
        scene.check();
        if let Some(Asset::Cw20(minted)) = scene.world.voucher_at(&scene.channel.a, &denom) {
            assert_ne!(minted, scene.token);
            assert_ne!(Asset::Cw20(minted), voucher, "{denom}");
        }
    }
    assert!(minted > 5, "{minted}");
    // None of them pays for another: a voucher with a forged path does not represent the contract's own token.
    let paths: Vec<String> = scene
        .world
        .books(scene.home)
        .unwrap()
        .vouchers
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert!(paths.iter().all(|path| path.starts_with(&ours)), "{paths:?}");
}

#[test]
fn a_voucher_in_escrow_cannot_be_called_home_as_a_token_of_this_chain() {
    let mut scene = Scene::new();
    let (alice, bob, second) = (scene.alice.clone(), scene.bob.clone(), scene.second.clone());
    let asset = Asset::Native("uaway".into());
    let send = Send::new(&second.b, &bob, asset, 500u128, &alice);
    let id = scene.world.send(send).unwrap();
    scene.world.deliver(id).unwrap();
    let voucher = scene.world.voucher_at(&second.a, "uaway").unwrap();
    let id = scene.send(voucher.clone(), 300);
    scene.world.deliver(id).unwrap();
    let liar = Counterparty::seize(&mut scene.world, &scene.channel);
    let by_address = packet_data(&liar.abroad(&voucher.to_string()), "1", alice.as_str());
    let id = liar.send(&mut scene.world, &by_address);
    assert_eq!(
        scene.ack_text(id),
        r#"{"error":"a voucher cannot be named as a cw20 token of this chain"}"#
    );
    assert_eq!(scene.escrow(&voucher), 300);
    // Sent back under its path, it comes home.
    let path = liar.abroad(&format!("{}uaway", hop(&second.a)));
    let id = liar.send(&mut scene.world, &packet_data(&path, "1", alice.as_str()));
    assert!(!scene.world.is_refused(id));
    assert_eq!(scene.escrow(&voucher), 299);
    scene.check();
}

#[test]
fn garbage_is_refused_without_a_trace() {
    let (mut scene, liar, voucher) = under_attack();
    let mallory = scene.world.net[scene.home].addr("mallory").to_string();
    let before = escrows(&scene, &voucher);
    let good = packet_data(&liar.abroad("uhome"), "1", &mallory).to_vec();
    let others = [&scene.bob, &scene.world.deployment(scene.home).transfer].map(|it| it.to_string());
    let garbage = garbage(&good, &mallory, &others);
    for data in &garbage {
        let id = liar.send(&mut scene.world, data);
        let short = String::from_utf8_lossy(&data[..data.len().min(80)]);
        assert!(scene.world.is_refused(id), "{short}");
        assert!(scene.ack_text(id).len() < 200, "{short}");
        assert_eq!(escrows(&scene, &voucher), before);
        scene.check();
    }
    println!("{} pieces of garbage refused", garbage.len());
    let id = liar.send(&mut scene.world, &good);
    assert!(!scene.world.is_refused(id));
}

/// ACK-33, ACK-39
#[test]
fn acknowledgements_that_are_forged_settle_once_and_pay_only_from_this_channel() {
    let (mut scene, liar, voucher) = under_attack();
    let coin = scene.coin();
    let before = escrows(&scene, &voucher);
    let held = scene.alice_holds(&coin);
    let id = scene.send(coin.clone(), 10);
    let long = format!(r#"{{"error":"{}"}}"#, "e".repeat(100_000));
    liar.answer(&mut scene.world, id, long.as_bytes()).unwrap();
    assert_eq!(scene.alice_holds(&coin), held);
    assert_eq!(escrows(&scene, &voucher), before);
    let again = liar.answer(&mut scene.world, id, br#"{"error":""}"#);
    assert!(again.unwrap().is_noop());
    scene.check();
}

/// RCV-73
#[test]
fn a_voucher_is_made_at_its_predicted_address_whatever_lies_there() {
    let mut scene = Scene::new();
    let (home, transfer, token) = (
        scene.home,
        scene.world.deployment(scene.home).transfer.clone(),
        scene.token.clone(),
    );
    let path = format!("{}uaway", hop(&scene.channel.a));
    let question = QueryMsg::Voucher { denom: path };
    let predicted: VoucherResponse = scene.world.net[home].query(&transfer, &question).unwrap();
    assert!(!predicted.exists);
    let address = cosmwasm_std::Addr::unchecked(&predicted.address);
    scene.world.net[home].fund(&address, &[coin(7, "uhome")]).unwrap();
    let gift = causeway_cw20::Cw20ExecuteMsg::Transfer {
        recipient: predicted.address.clone(),
        amount: 9u128.into(),
    };
    let alice = scene.alice.clone();
    scene.world.net[home].execute(&alice, &token, &gift, &[]).unwrap();
    let voucher = scene.voucher_for_alice(500);
    scene.check();
    assert_eq!(voucher, Asset::Cw20(address.clone()));
    assert_eq!(scene.alice_holds(&voucher), 500);
    assert_eq!(scene.holds(home, &address, &scene.coin()), 7u128);
    // The voucher goes home like any other.
    let back = scene.send(voucher.clone(), 500);
    scene.world.deliver(back).unwrap();
    scene.check();
}
