//! Addresses may have up to 256 characters, but `addr_humanize` of cosmwasm-std has room for only 90. A longer address
//! can be passed to a contract and cannot be returned by it.

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::{install_token, Scene};
use cosmwasm_std::{Addr, Api, CanonicalAddr};
use ibc_multi_test::ErrorKind;

/// An account whose address has this number of bytes, and which holds a token of its own.
fn holder(scene: &mut Scene, bytes: usize) -> (Addr, Asset) {
    let home = scene.home;
    let api: &dyn Api = scene.world.net[home].api();
    let holder = api.addr_humanize(&CanonicalAddr::from(vec![7; bytes])).unwrap();
    let token = install_token(&mut scene.world, home, &[(&holder, Scene::WEALTH)]);
    scene.world.allow(home, &token, None).unwrap();
    (holder, Asset::Cw20(token))
}

#[test]
fn a_sender_of_91_to_256_characters_is_refused_at_the_door() {
    // The last two do not fit into a canonical address of 64 bytes either.
    for (bytes, characters) in [(50, 91), (64, 114), (65, 115), (153, 256)] {
        let mut scene = Scene::new();
        let (sender, asset) = holder(&mut scene, bytes);
        assert_eq!(sender.as_str().len(), characters);
        let send = Send::new(&scene.channel.a, &sender, asset.clone(), 100u128, "nobody");
        let error = scene.world.try_send(send).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Contract, "{characters}: {error}");
        assert_eq!(scene.holds(scene.home, &sender, &asset), Scene::WEALTH);
        assert!(scene.books().in_flight.is_empty());
        scene.check();
    }
}

#[test]
fn a_sender_of_90_characters_is_refunded() {
    let mut scene = Scene::new();
    let (sender, asset) = holder(&mut scene, 49);
    assert_eq!(sender.as_str().len(), 90);
    let send = Send::new(&scene.channel.a, &sender, asset.clone(), 100u128, "nobody");
    let packet = scene.world.send(send).unwrap();
    scene.check();
    scene.world.deliver(packet).unwrap();
    scene.check();
    assert_eq!(scene.holds(scene.home, &sender, &asset), Scene::WEALTH);
    assert!(scene.claims().is_empty());
}
