//! Tokens that do not follow the CW20 standard affect no other token and no other channel.

use causeway_multi_test::{Asset, Send, Setup};
use causeway_tests::hostile::token::{Deed, Order};
use causeway_tests::hostile::{install_token, Scene};
use causeway_transfer::msg::{ExecuteMsg, TransferMsg};
use cosmwasm_std::{to_json_binary, Addr, Uint128};

/// A token that is not on the allow list, so the contract tracks it.
fn untrusted() -> (Scene, Addr, Asset) {
    let mut scene = Scene::with_vouchers_at_home(Setup {
        default_gas_limit: Some(200_000),
        ..Setup::default()
    });
    let alice = scene.alice.clone();
    let token = install_token(&mut scene.world, scene.home, &[(&alice, Scene::WEALTH)]);
    (scene, token.clone(), Asset::Cw20(token))
}

fn confiscate(scene: &mut Scene, token: &Addr, amount: u128) {
    let from = scene.world.deployment(scene.home).transfer.clone();
    let amount = Uint128::new(amount);
    scene.order(token, &Order::Confiscate { from, amount }).unwrap();
    let home = scene.home;
    scene.world.nonstandard_tokens.push((home, token.clone()));
}

fn attempt(scene: &mut Scene, asset: &Asset, amount: u128) -> Result<(), String> {
    let (end, alice, bob) = (scene.channel.a.clone(), scene.alice.clone(), scene.bob.clone());
    let send = Send::new(&end, &alice, asset.clone(), amount, &bob);
    scene.world.send(send).map(|_| ()).map_err(|error| error.text)
}

#[test]
fn a_token_that_burns_from_its_holders_hurts_only_itself() {
    let mut scene = Scene::new();
    let (token, alice) = (scene.token.clone(), scene.alice.clone());
    let other = install_token(&mut scene.world, scene.home, &[(&alice, Scene::WEALTH)]);
    scene.world.allow(scene.home, &other, None).unwrap();
    let assets = [scene.cw20(), Asset::Cw20(other), scene.coin()];
    let packets = assets.clone().map(|asset| scene.send_in_vain(asset, 100));
    confiscate(&mut scene, &token, 1);
    for packet in packets {
        scene.world.deliver(packet).unwrap();
        scene.check();
    }
    scene.assert_claimed(packets[0], &assets[0], 100, 0);
    for asset in &assets[1..] {
        assert_eq!(scene.alice_holds(asset), Scene::WEALTH);
    }
}

#[test]
fn deposits_of_an_untrusted_token_are_refused_when_it_holds_less_than_the_books_say() {
    let (mut scene, token, asset) = untrusted();
    attempt(&mut scene, &asset, 100).unwrap();
    scene.check();
    confiscate(&mut scene, &token, 1);
    for amount in [1, 100, 500_000] {
        let error = attempt(&mut scene, &asset, amount).unwrap_err();
        assert!(error.contains("deposits are refused"), "{error}");
    }
    // Claims are tracked as well as escrow.
    let (mut scene, token, asset) = untrusted();
    let packet = scene.send_in_vain(asset.clone(), 100);
    scene.arm_at(&token, "transfer", Deed::Fail("no".into()));
    scene.world.deliver(packet).unwrap();
    scene.assert_claimed(packet, &asset, 100, 0);
    attempt(&mut scene, &asset, 10).unwrap();
    scene.check();
    confiscate(&mut scene, &token, 1);
    attempt(&mut scene, &asset, 10).unwrap_err();
    // Amounts that were paid out are no longer tracked.
    let order = Order::Arm {
        call: "transfer".into(),
        deed: None,
    };
    scene.order(&token, &order).unwrap();
    let alice = scene.alice.clone();
    scene.claim(&alice, &asset, None, None).unwrap();
    attempt(&mut scene, &asset, 10).unwrap_err();
    let transfer = scene.world.deployment(scene.home).transfer.clone();
    let gift = causeway_cw20::Cw20ExecuteMsg::Transfer {
        recipient: transfer.to_string(),
        amount: 1u128.into(),
    };
    let home = scene.home;
    scene.world.net[home].execute(&alice, &token, &gift, &[]).unwrap();
    attempt(&mut scene, &asset, 10).unwrap();
}

/// SND-81
#[test]
fn a_token_that_lies_about_balances_hurts_only_itself() {
    let (mut scene, token, asset) = untrusted();
    let (coin, listed) = (scene.coin(), scene.cw20());
    for asset in [&coin, &listed] {
        let packet = scene.send(asset.clone(), 1_000);
        scene.world.deliver(packet).unwrap();
    }
    let lie = |balance: u128| Order::Lie {
        balance: Some(balance.into()),
    };
    scene.order(&token, &lie(99)).unwrap();
    attempt(&mut scene, &asset, 100).unwrap_err();
    // The token pretends that tokens were sent.
    let transfer = scene.world.deployment(scene.home).transfer.clone();
    let inner = TransferMsg {
        channel: scene.channel.a.channel.clone(),
        remote_address: scene.bob.to_string(),
        timeout: None,
        memo: None,
    };
    let hook = ExecuteMsg::Receive(causeway_cw20::Cw20ReceiveMsg {
        sender: scene.alice.to_string(),
        amount: 5_000u128.into(),
        msg: to_json_binary(&inner).unwrap(),
    });
    let pretend = Order::Pretend {
        to: transfer,
        message: to_json_binary(&hook).unwrap(),
    };
    scene.order(&token, &pretend).unwrap_err();
    let home = scene.home;
    scene.world.nonstandard_tokens.push((home, token.clone()));
    scene.order(&token, &lie(u128::MAX)).unwrap();
    let sent = scene.order(&token, &pretend).unwrap().packet().unwrap();
    scene.check();
    // The asset is the contract that calls, so the books of the other tokens are unchanged, and the refund of nothing is a
    // claim on nothing.
    assert_eq!((scene.escrow(&coin), scene.escrow(&listed)), (1_000, 1_000));
    scene.world.expire(sent).unwrap();
    scene.check();
    scene.assert_claimed(sent, &asset, 5_000, 0);
}

#[test]
fn a_token_that_pays_nothing_and_says_it_did_hurts_only_its_holders() {
    let mut scene = Scene::new();
    let (cw20, coin) = (scene.cw20(), scene.coin());
    let packets = [&cw20, &coin].map(|asset| scene.send_in_vain(asset.clone(), 100));
    scene.arm("transfer", Deed::Keep);
    scene
        .world
        .nonstandard_tokens
        .push((scene.home, scene.token.clone()));
    for packet in packets {
        scene.world.deliver(packet).unwrap();
        scene.check();
    }
    assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH - 100);
    assert_eq!(scene.alice_holds(&coin), Scene::WEALTH);
}
