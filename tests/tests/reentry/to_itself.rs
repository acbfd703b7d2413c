//! A channel that connects a contract with itself.

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::Scene;

/// RCV-70
#[test]
fn a_contract_that_talks_to_itself_keeps_the_invariants() {
    let mut scene = Scene::new();
    let home = scene.home;
    let loop_back = scene.world.open(home, home).unwrap();
    let (alice, carol) = (scene.alice.clone(), scene.world.net[home].addr("carol"));
    let (one, other) = (loop_back.a.clone(), loop_back.b.clone());
    assert_eq!(one.port, other.port);
    assert_ne!(one.channel, other.channel);

    for (from, to) in [(&one, &other), (&other, &one)] {
        for asset in [scene.coin(), scene.cw20()] {
            let path = asset.to_string();
            let send = |scene: &mut Scene, from, who, asset: &Asset, amount: u128, receiver: &str| {
                let send = Send::new(from, who, asset.clone(), amount, receiver);
                let id = scene.world.send(send).unwrap();
                scene.check();
                id
            };
            // An asset is sent out.
            let id = send(&mut scene, from, &alice, &asset, 1_000, carol.as_str());
            scene.world.recv(id).unwrap();
            scene.check();
            scene.world.ack(id).unwrap();
            scene.check();
            let voucher = scene.world.voucher_at(to, &path).unwrap();
            assert_eq!(scene.holds(home, &carol, &voucher), 1_000u128);
            // A part of it comes home.
            let id = send(&mut scene, to, &carol, &voucher, 400, alice.as_str());
            scene.world.deliver(id).unwrap();
            scene.check();
            assert_eq!(scene.alice_holds(&asset), Scene::WEALTH - 600);
            // Errors and timeouts, of the asset and of its voucher.
            for (end, who, what) in [(from, &alice, &asset), (to, &carol, &voucher)] {
                let before = scene.holds(home, who, what);
                let id = send(&mut scene, end, who, what, 50, "nobody");
                scene.world.deliver(id).unwrap();
                scene.check();
                let id = send(&mut scene, end, who, what, 50, carol.as_str());
                scene.world.expire(id).unwrap();
                scene.check();
                assert_eq!(scene.holds(home, who, what), before);
            }
            // The voucher goes on over the end that it did not come through: it becomes a voucher of a voucher, and comes
            // back.
            let id = send(&mut scene, from, &carol, &voucher, 100, alice.as_str());
            scene.world.deliver(id).unwrap();
            scene.check();
            let deeper = format!("{}/{}/{path}", to.port, to.channel);
            let twice = scene.world.voucher_at(to, &deeper).unwrap();
            assert_eq!(scene.alice_holds(&twice), 100);
            let id = send(&mut scene, to, &alice, &twice, 100, carol.as_str());
            scene.world.deliver(id).unwrap();
            scene.check();
            // All of it comes home.
            let id = send(&mut scene, to, &carol, &voucher, 600, alice.as_str());
            scene.world.deliver(id).unwrap();
            scene.check();
            assert_eq!(scene.alice_holds(&asset), Scene::WEALTH);
        }
    }
}
