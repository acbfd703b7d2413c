//! Claims: who may be paid, to which address, and how often.

use causeway_multi_test::{Asset, Send, Setup, Vouchers};
use causeway_tests::code;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{puppet, Scene};

/// Alice has a claim of 100 on the hostile token, and one of 50 on the bank coin.
fn with_claims() -> (Scene, [Asset; 2]) {
    let mut scene = Scene::new();
    let (home, alice) = (scene.home, scene.alice.clone());
    let assets = [scene.cw20(), scene.coin()];
    let first = scene.send_in_vain(assets[0].clone(), 100);
    let second = scene.send_in_vain(assets[1].clone(), 50);
    scene.arm("transfer", Deed::Fail("paused".into()));
    scene.world.net[home].set_blocked(&alice, true);
    scene.world.deliver(first).unwrap();
    scene.world.deliver(second).unwrap();
    scene.check();
    assert_eq!(scene.claims().len(), 2);
    (scene, assets)
}

fn reopen(scene: &mut Scene) {
    let (home, alice) = (scene.home, scene.alice.clone());
    scene.disarm("transfer");
    scene.world.net[home].set_blocked(&alice, false);
}

/// ACK-34, TMO-05
#[test]
fn anybody_may_claim_for_the_owner_and_only_once() {
    let (mut scene, assets) = with_claims();
    reopen(&mut scene);
    let (alice, mallory) = (scene.alice.clone(), scene.world.net[scene.home].addr("mallory"));
    for asset in &assets {
        scene.claim(&mallory, asset, Some(&alice), None).unwrap();
        assert_eq!(scene.alice_holds(asset), Scene::WEALTH);
        for caller in [&mallory, &alice] {
            let error = scene.claim(caller, asset, Some(&alice), None).unwrap_err();
            assert!(error.text.contains("has no claim"), "{error}");
        }
        scene.check();
    }
    assert!(scene.claims().is_empty());
}

#[test]
fn the_owner_alone_may_redirect() {
    let (mut scene, assets) = with_claims();
    scene.disarm("transfer");
    let alice = scene.alice.clone();
    let chain = &scene.world.net[scene.home];
    let (mallory, carol) = (chain.addr("mallory"), chain.addr("carol"));
    let transfer = scene.world.deployment(scene.home).transfer.clone();
    for asset in &assets {
        for owner in [Some(&alice), None] {
            scene.claim(&mallory, asset, owner, Some(&mallory)).unwrap_err();
        }
        // Tokens paid to the contract's own address would be lost.
        scene.claim(&alice, asset, None, Some(&transfer)).unwrap_err();
        scene.claim(&alice, asset, None, Some(&carol)).unwrap();
        scene.check();
    }
    assert_eq!(scene.holds(scene.home, &carol, &assets[0]), 100u128);
    assert_eq!(scene.holds(scene.home, &carol, &assets[1]), 50u128);
    assert!(scene.claims().is_empty());
}

#[test]
fn a_claim_that_fails_leaves_the_claim() {
    let (mut scene, assets) = with_claims();
    let alice = scene.alice.clone();
    let before = scene.world.net[scene.home].dump();
    for asset in &assets {
        scene.claim(&alice, asset, None, None).unwrap_err();
        // If a contract catches the failure, nothing changes either.
        let claim = scene.claim_message(asset, Some(&alice), None);
        scene.pull(&puppet::Order::Try(vec![claim])).unwrap();
    }
    assert!(scene.world.net[scene.home].dump() == before);
    scene.check();
    reopen(&mut scene);
    for asset in &assets {
        scene.claim(&alice, asset, None, None).unwrap();
    }
    scene.check();
}

#[test]
fn claims_add_up_and_both_kinds_are_paid_together() {
    let mut scene = Scene::with_vouchers_at_home(Setup {
        vouchers: Vouchers::Custom(code::hostile_token()),
        ..Default::default()
    });
    let voucher = scene.voucher_for_alice(1_000);
    let Asset::Cw20(address) = voucher.clone() else {
        panic!("a voucher is a token")
    };
    let (alice, second) = (scene.alice.clone(), scene.second.a.clone());
    // One is burned on its own channel, the other is escrowed on the other channel.
    let burned = [100, 200].map(|amount| scene.send_in_vain(voucher.clone(), amount));
    let escrowed = [30u128, 40].map(|amount| {
        let send = Send::new(&second, &alice, voucher.clone(), amount, "nobody");
        scene.world.send(send).unwrap()
    });
    for call in ["mint", "transfer"] {
        scene.arm_at(&address, call, Deed::Fail("no".into()));
    }
    for packet in burned.into_iter().chain(escrowed) {
        scene.world.deliver(packet).unwrap();
        scene.check();
    }
    let claim = (alice.clone(), voucher.to_string(), 70, 300);
    assert_eq!(scene.claims(), std::slice::from_ref(&claim));
    // One of the two payments fails, so neither is made.
    let honest = |call: &str| causeway_tests::hostile::token::Order::Arm {
        call: call.into(),
        deed: None,
    };
    scene.order(&address, &honest("transfer")).unwrap();
    scene.claim(&alice, &voucher, None, None).unwrap_err();
    assert_eq!(scene.claims(), [claim]);
    scene.order(&address, &honest("mint")).unwrap();
    scene.claim(&alice, &voucher, None, None).unwrap();
    scene.check();
    assert_eq!(scene.alice_holds(&voucher), 1_000);
}
