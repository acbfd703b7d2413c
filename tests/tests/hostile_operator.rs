//! What the README promises about operators: whatever settings an operator chooses, and whenever it renounces the role,
//! tokens can always come home.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use causeway_multi_test::Asset;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{install_token, Scene};
use causeway_transfer::msg::{AllowMsg, ExecuteMsg};
use cosmwasm_std::Addr;

/// SDK gas that an expensive token uses in one `transfer`, besides the call itself.
const DEAR: u64 = 1_500_000;

fn as_operator(scene: &mut Scene, message: &ExecuteMsg) {
    let home = scene.home;
    let (owner, transfer) = (
        scene.world.net[home].addr("owner"),
        scene.world.deployment(home).transfer.clone(),
    );
    scene.world.net[home]
        .execute(&owner, &transfer, message, &[])
        .unwrap();
}

fn settings(default_gas_limit: Option<u64>) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig {
        default_timeout: None,
        default_gas_limit,
        min_timeout: None,
        max_timeout: None,
        guardian: None,
    }
}

fn listing(token: &Addr, gas_limit: Option<u64>) -> ExecuteMsg {
    ExecuteMsg::Allow(AllowMsg {
        contract: token.to_string(),
        gas_limit,
        verify: None,
    })
}

/// The operator allows a token with the lowest gas limit, and then renounces, so that nobody can raise it.
#[test]
fn no_gas_limit_keeps_a_token_from_coming_home_and_refunds_become_claims() {
    for is_listed in [true, false] {
        let mut scene = Scene::with_room_for_reentry();
        let (home, alice) = (scene.home, scene.alice.clone());
        let token = install_token(&mut scene.world, home, &[(&alice, Scene::WEALTH)]);
        if is_listed {
            as_operator(&mut scene, &listing(&token, Some(1)));
        } else {
            as_operator(&mut scene, &settings(Some(1)));
        }
        scene.arm_at(&token, "transfer", Deed::Spend(DEAR));
        let cw20 = Asset::Cw20(token.clone());
        let out = scene.send(cw20.clone(), 100);
        scene.world.deliver(out).unwrap();
        let never = scene.send_in_vain(cw20.clone(), 7);
        as_operator(&mut scene, &ExecuteMsg::RenounceAdmin {});

        let back = scene.send_back(&cw20.to_string(), 100);
        scene.world.deliver(back).unwrap();
        assert!(!scene.world.is_refused(back), "{}", scene.ack_text(back));
        assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH - 7);
        scene.check();

        // A setting only decides whether a refund is paid or becomes a claim.
        scene.world.deliver(never).unwrap();
        assert_eq!(scene.claims().len(), 1);
        scene.check();
        scene.claim(&alice, &cw20, None, None).unwrap();
        assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
        scene.check();
    }
}

/// Nobody can set a limit for a bank coin. A coin that comes home is paid with the highest limit too.
#[test]
fn a_coin_comes_home_under_the_lowest_default_limit() {
    let mut scene = Scene::new();
    as_operator(&mut scene, &settings(Some(1)));
    let coin = scene.coin();
    let before = scene.alice_holds(&coin);
    let out = scene.send(coin.clone(), 100);
    scene.world.deliver(out).unwrap();
    as_operator(&mut scene, &ExecuteMsg::RenounceAdmin {});
    let back = scene.send_back(&coin.to_string(), 100);
    scene.world.deliver(back).unwrap();
    assert_eq!(scene.alice_holds(&coin), before);
    scene.check();
}

/// The operator removes the default limit, so that a token can no longer be sent. It still comes home.
#[test]
fn removing_the_default_limit_stops_the_way_out_only() {
    let mut scene = Scene::new();
    let (home, alice) = (scene.home, scene.alice.clone());
    let token = install_token(&mut scene.world, home, &[(&alice, Scene::WEALTH)]);
    as_operator(&mut scene, &settings(Some(300_000)));
    let cw20 = Asset::Cw20(token);
    let out = scene.send(cw20.clone(), 100);
    scene.world.deliver(out).unwrap();
    as_operator(&mut scene, &settings(Some(0)));
    let back = scene.send_back(&cw20.to_string(), 100);
    scene.world.deliver(back).unwrap();
    assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
    scene.check();
}
