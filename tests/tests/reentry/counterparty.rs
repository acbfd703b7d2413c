//! A counterparty that sends whatever it likes: never more than this channel's escrow.

use causeway::books::Books;
use causeway::world::{Asset, Send};
use causeway_tests::hostile::{packet_data, Scene};
use causeway_transfer::msg::{QueryMsg, VoucherResponse};
use cosmwasm_std::{coin, Uint256};
use ibc_multi_test::{End, PacketId};

const FAR: u64 = u64::MAX;

/// The first channel's other end is hostile: 100 of the coin and 100 of the token are in escrow there, 1,000 of each on the
/// second, and 500 of a voucher of the first on the second.
fn under_attack() -> (Scene, Asset) {
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
    scene.world.hostile.push(scene.away);
    (scene, voucher)
}

fn forge(scene: &mut Scene, data: &[u8]) -> PacketId {
    let from = scene.channel.b.clone();
    let id = scene.world.net.forge_packet(&from, data, FAR).unwrap();
    scene.world.recv(id).unwrap(); // never a trap, and a refusal leaves no trace
    id
}

/// What is in escrow on each channel, of the coin, the token and the voucher.
fn escrows(scene: &Scene, voucher: &Asset) -> [[u128; 3]; 2] {
    let assets = [&scene.coin(), &scene.cw20(), voucher];
    [
        assets.map(|asset| scene.escrow(asset)),
        assets.map(|asset| scene.escrow_of_second(asset)),
    ]
}

fn hop(end: &End) -> String {
    format!("{}/{}/", end.port, end.channel)
}

/// RCV-13, RCV-14, RCV-15
#[test]
fn forged_returns_release_at_most_what_is_in_escrow_on_this_channel() {
    let (mut scene, voucher) = under_attack();
    let mallory = scene.world.net[scene.home].addr("mallory");
    let (theirs, ours) = (hop(&scene.channel.b), hop(&scene.channel.a));
    let before = escrows(&scene, &voucher);
    assert_eq!(before, [[100, 100, 0], [1_000, 1_000, 500]]);
    let Asset::Cw20(voucher_address) = &voucher else {
        panic!("a voucher is a token")
    };
    let cw20 = scene.cw20().to_string();
    let refused = [
        (format!("{theirs}uhome"), "101"),
        (format!("{theirs}uhome"), "1000"),
        (format!("{theirs}{cw20}"), "101"),
        (format!("{theirs}{}", cw20.to_uppercase()), "1"),
        (format!("{theirs}uhom"), "1"),
        (format!("{theirs}uhome/"), "1"),
        (format!("{theirs}/uhome"), "1"),
        (format!("{theirs} uhome"), "1"),
        (format!("{theirs} "), "1"),
        (theirs.clone(), "1"),
        (format!("{theirs}cw20:"), "1"),
        (format!("{theirs}cw20:{voucher_address}"), "1"),
        (format!("{theirs}{ours}uaway"), "1"),
        (format!("{theirs}{ours}uhome"), "1"),
        (format!("{theirs}{theirs}uhome"), "1"),
        (format!("{theirs}{}", "x/".repeat(400)), "1"),
        (format!("{theirs}{}", "x".repeat(100_000)), "1"),
        ("x".repeat(100_000), "1"),
        (format!("{theirs}uhome"), "0"),
        (format!("{theirs}uhome"), "-1"),
        (format!("{theirs}uhome"), "01"),
        (format!("{theirs}uhome"), "1e2"),
        (format!("{theirs}uhome"), ""),
        (format!("{theirs}uhome"), &Uint256::MAX.to_string()),
        (format!("{theirs}uhome"), &format!("{}0", Uint256::MAX)),
        (
            format!("{theirs}{cw20}"),
            "340282366920938463463374607431768211456",
        ),
        ("ufake".to_string(), "340282366920938463463374607431768211456"),
        ("transfer/channel-0/".to_string(), "1"),
        (String::new(), "1"),
        (" \u{2003}".to_string(), "1"),
    ];
    for (denom, amount) in &refused {
        let id = forge(&mut scene, &packet_data(denom, amount, mallory.as_str()));
        let short: String = denom.chars().take(80).collect();
        assert!(scene.world.is_refused(id), "{short} {amount}");
        assert_eq!(escrows(&scene, &voucher), before, "{short}");
        scene.check();
    }
    println!("{} forged returns refused", refused.len());
    // to the last unit, and no further
    for (denom, amount, fits) in [
        ("uhome", "60", true),
        ("uhome", "41", false),
        ("uhome", "40", true),
        ("uhome", "1", false),
        (&cw20, "100", true),
        (&cw20, "1", false),
    ] {
        let data = packet_data(&format!("{theirs}{denom}"), amount, mallory.as_str());
        let id = forge(&mut scene, &data);
        assert_eq!(!scene.world.is_refused(id), fits, "{denom} {amount}");
        scene.check();
    }
    assert_eq!(escrows(&scene, &voucher)[1], before[1]);
}

/// RCV-72
#[test]
fn forged_vouchers_release_nothing_whatever_their_path() {
    let (mut scene, voucher) = under_attack();
    let mallory = scene.world.net[scene.home].addr("mallory");
    let (ours, second) = (hop(&scene.channel.a), hop(&scene.second.a));
    let their_second = hop(&scene.second.b);
    let before = escrows(&scene, &voucher);
    let mut minted = 0;
    for denom in [
        "uhome".to_string(),
        scene.cw20().to_string(),
        voucher.to_string(),
        format!("{ours}uaway"),
        format!("{second}uhome"),
        format!("{their_second}uhome"),
        "transfer/channel-0/".repeat(40) + "uatom",
        "transfer/channel-0/".repeat(200) + "uatom",
        "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2".into(),
        "<script>\"&\\".into(),
        "\u{1f980}".into(),
        "a b".into(),
    ] {
        let id = forge(&mut scene, &packet_data(&denom, "77", mallory.as_str()));
        minted += usize::from(!scene.world.is_refused(id));
        assert_eq!(escrows(&scene, &voucher), before, "{denom}");
        scene.check();
        if let Some(Asset::Cw20(minted)) = scene.world.voucher_at(&scene.channel.a, &denom) {
            assert_ne!(minted, scene.token);
            assert_ne!(Asset::Cw20(minted), voucher, "{denom}");
        }
    }
    assert!(minted > 5, "{minted}");
    // and none of them pays for another: a voucher of the forged path of ours does not stand for ours
    let paths: Vec<String> = Books::of(&scene.world, scene.home)
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
    scene.world.hostile.push(scene.away);
    let theirs = hop(&scene.channel.b);
    let by_address = packet_data(&format!("{theirs}{voucher}"), "1", alice.as_str());
    let id = forge(&mut scene, &by_address);
    assert_eq!(
        scene.ack_text(id),
        r#"{"error":"a voucher cannot be named as a cw20 token of this chain"}"#
    );
    assert_eq!(scene.escrow(&voucher), 300);
    // by its path it comes home
    let path = format!("{theirs}{}uaway", hop(&second.a));
    let id = forge(&mut scene, &packet_data(&path, "1", alice.as_str()));
    assert!(!scene.world.is_refused(id));
    assert_eq!(scene.escrow(&voucher), 299);
    scene.check();
}

#[test]
fn garbage_is_refused_without_a_trace() {
    let (mut scene, voucher) = under_attack();
    let mallory = scene.world.net[scene.home].addr("mallory").to_string();
    let before = escrows(&scene, &voucher);
    let theirs = hop(&scene.channel.b);
    let good = packet_data(&format!("{theirs}uhome"), "1", &mallory).to_vec();
    let text = String::from_utf8(good.clone()).unwrap();
    let garbage: Vec<Vec<u8>> = vec![
        vec![0],
        vec![0xff; 1_000],
        b"{}".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        "[".repeat(50_000).into_bytes(),
        "{\"denom\":".repeat(10_000).into_bytes(),
        good[..good.len() - 1].to_vec(),
        [good.as_slice(), b"x"].concat(),
        [good.as_slice(), good.as_slice()].concat(),
        text.replace("\"1\"", "1").into_bytes(),
        text.replace("denom", "denom\\u0000").into_bytes(),
        text.replace("}", ",\"denom\":\"uhome\"}").into_bytes(),
        text.replace("}", ",\"extra\":1}").into_bytes(),
        text.replace("}", &format!(",\"memo\":\"{}\"}}", "m".repeat(32_769)))
            .into_bytes(),
        text.replace("mallory\"", &format!("{}\"", "s".repeat(2_049)))
            .into_bytes(),
        text.replace(&mallory, "").into_bytes(),
        text.replace(&mallory, &mallory.to_uppercase()).into_bytes(),
        text.replace(&mallory, scene.bob.as_str()).into_bytes(),
        text.replace(&mallory, scene.world.site(scene.home).transfer.as_str())
            .into_bytes(),
        text.replace(&mallory, &"r".repeat(100_000)).into_bytes(),
    ];
    for data in &garbage {
        let id = forge(&mut scene, data);
        let short = String::from_utf8_lossy(&data[..data.len().min(80)]);
        assert!(scene.world.is_refused(id), "{short}");
        assert!(scene.ack_text(id).len() < 200, "{short}");
        assert_eq!(escrows(&scene, &voucher), before);
        scene.check();
    }
    println!("{} pieces of garbage refused", garbage.len());
    let id = forge(&mut scene, &good);
    assert!(!scene.world.is_refused(id));
}

/// ACK-33, ACK-39
#[test]
fn acknowledgements_that_are_forged_settle_once_and_pay_only_from_this_channel() {
    let (mut scene, voucher) = under_attack();
    let coin = scene.coin();
    let before = escrows(&scene, &voucher);
    let held = scene.alice_holds(&coin);
    let id = scene.send(coin.clone(), 10);
    let long = format!(r#"{{"error":"{}"}}"#, "e".repeat(100_000));
    scene.world.net.forge_ack(id, long.as_bytes()).unwrap();
    assert_eq!(scene.alice_holds(&coin), held);
    assert_eq!(escrows(&scene, &voucher), before);
    assert!(scene
        .world
        .net
        .forge_ack(id, br#"{"error":""}"#)
        .unwrap()
        .is_noop());
    scene.check();
}

/// RCV-73
#[test]
fn a_voucher_is_made_at_its_predicted_address_whatever_lies_there() {
    let mut scene = Scene::new();
    let (home, transfer, token) = (
        scene.home,
        scene.world.site(scene.home).transfer.clone(),
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
    // it can receive itself, and goes home from there as from anywhere
    let back = scene.send(voucher.clone(), 500);
    scene.world.deliver(back).unwrap();
    scene.check();
}
