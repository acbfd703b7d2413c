//! Cases ACK-.. and TMO-..: refunds that cannot be paid, and changes that happen between a send and its settlement.

use causeway_tests::cases::ran;
use causeway_tests::code;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::Scene;
use causeway_transfer::msg::MigrateMsg;
use cosmwasm_std::{to_json_binary, WasmMsg};

#[test]
fn a_blocked_sender_may_send_and_keeps_a_claim() {
    for by_timeout in [false, true] {
        let mut scene = Scene::new();
        let (home, alice, coin) = (scene.home, scene.alice.clone(), scene.coin());
        scene.world.net[home].set_blocked(&alice, true);
        let id = scene.send_in_vain(coin.clone(), 100);
        match by_timeout {
            true => scene.world.expire(id),
            false => scene.world.deliver(id),
        }
        .unwrap();
        scene.check();
        scene.assert_claimed(id, &coin, 100, 0);
        assert!(scene.claim(&alice, &coin, None, None).is_err());
        scene.assert_claimed(id, &coin, 100, 0);
        scene.world.net[home].set_blocked(&alice, false);
        scene.claim(&alice, &coin, None, None).unwrap();
        scene.check();
        assert_eq!(
            (scene.alice_holds(&coin), scene.claims().len()),
            (Scene::WEALTH, 0)
        );
    }
    ran("SND-08, ACK-34, TMO-05");
}

#[test]
fn a_refund_that_its_token_refuses_becomes_a_claim() {
    for deed in [Deed::Fail("paused".into()), Deed::Trap, Deed::BurnGas] {
        for by_timeout in [false, true] {
            let mut scene = Scene::new();
            let (alice, cw20) = (scene.alice.clone(), scene.cw20());
            let id = scene.send_in_vain(cw20.clone(), 100);
            scene.arm("transfer", deed.clone());
            match by_timeout {
                true => scene.world.expire(id),
                false => scene.world.deliver(id),
            }
            .unwrap();
            scene.check();
            scene.assert_claimed(id, &cw20, 100, 0);
            scene.disarm("transfer");
            scene.claim(&alice, &cw20, None, None).unwrap();
            scene.check();
            assert_eq!(scene.alice_holds(&cw20), Scene::WEALTH);
        }
    }
    ran("ACK-34, ACK-35");
}

#[test]
fn a_migration_between_send_and_end_loses_nothing() {
    for by_timeout in [false, true] {
        let mut scene = Scene::new();
        let voucher = scene.voucher_for_alice(500);
        let home = scene.home;
        let assets = [scene.coin(), scene.cw20(), voucher];
        let held = assets.clone().map(|asset| scene.alice_holds(&asset));
        let sent = assets.clone().map(|asset| scene.send_in_vain(asset, 100));
        let code = scene.world.net[home].store_code((code::CAUSEWAY.transfer)());
        let migrate = WasmMsg::Migrate {
            contract_addr: scene.world.deployment(home).transfer.to_string(),
            new_code_id: code,
            msg: to_json_binary(&MigrateMsg::default()).unwrap(),
        };
        let owner = scene.world.net[home].addr("owner");
        scene.world.net[home].tx(&owner, vec![migrate.into()]).unwrap();
        scene.check();
        for id in sent {
            match by_timeout {
                true => scene.world.expire(id),
                false => scene.world.deliver(id),
            }
            .unwrap();
            scene.check();
        }
        assert_eq!(assets.map(|asset| scene.alice_holds(&asset)), held);
    }
    ran("ACK-37");
}
