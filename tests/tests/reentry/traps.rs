//! The exception to I5: a token can make the host abort by relaying, from inside its own call, a packet to a contract
//! that traps.

use causeway_multi_test::Asset;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{install_token, install_trap, Scene};
use ibc_multi_test::{ErrorKind, PacketId};

/// A scene whose token relays the packet that traps whenever it is asked to transfer.
fn with_armed_trap() -> Scene {
    let mut scene = Scene::with_room_for_reentry();
    let (home, away, token) = (scene.home, scene.away, scene.token.clone());
    let trap = install_trap(&mut scene.world, home, away);
    let message = scene.world.net.recv_msg(trap, &token);
    scene.arm("transfer", Deed::Emit(vec![message]));
    scene
}

/// Settles a packet with the simulator's own relayer, so that the world does not count a failure as a violation of I5.
fn settle(scene: &mut Scene, packet: PacketId) -> Result<(), causeway_multi_test::Error> {
    let relay = scene.world.net.due(packet).unwrap();
    scene.world.net.relay(packet, relay).map(drop)
}

/// The exception to I5.
#[test]
fn a_token_that_relays_a_trap_inside_its_refund_holds_up_its_own_packets_and_no_others() {
    for by_timeout in [false, true] {
        let mut scene = with_armed_trap();
        let (home, alice) = (scene.home, scene.alice.clone());
        let honest = install_token(&mut scene.world, home, &[(&alice, Scene::WEALTH)]);
        scene.world.allow(home, &honest, Some(2_000_000)).unwrap();
        let assets = [scene.cw20(), Asset::Cw20(honest), scene.coin()];
        let [own, token, coin] = assets.clone().map(|asset| scene.send_in_vain(asset, 100));
        for packet in [own, token, coin] {
            match by_timeout {
                true => scene.world.advance_past_timeout(packet).unwrap(),
                false => drop(scene.world.recv(packet).unwrap()),
            }
        }
        for _ in 0..3 {
            let error = settle(&mut scene, own).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Trap);
            assert!(scene.world.net.packet(own).is_pending());
            assert!(scene.claims().is_empty(), "nothing is settled half-way");
            assert_eq!(scene.escrow(&assets[0]), 100);
            scene.check();
        }
        for packet in [token, coin] {
            settle(&mut scene, packet).unwrap();
            scene.check();
        }
        for asset in &assets[1..] {
            assert_eq!(scene.alice_holds(asset), Scene::WEALTH);
        }
        // The packets that were blocked are settled later.
        scene.disarm("transfer");
        settle(&mut scene, own).unwrap();
        scene.check();
        assert_eq!(scene.alice_holds(&assets[0]), Scene::WEALTH);
        assert!(scene.claims().is_empty());
    }
}

#[test]
fn a_success_acknowledgement_passes_although_the_token_would_trap_in_a_refund() {
    let mut scene = with_armed_trap();
    let cw20 = scene.cw20();
    let packet = scene.send(cw20.clone(), 100);
    scene.world.deliver(packet).unwrap();
    scene.check();
    assert!(!scene.world.net.packet(packet).is_pending());
    assert_eq!(scene.escrow(&cw20), 100);
}

#[test]
fn a_payout_that_relays_a_trap_leaves_the_packet_undelivered_until_its_timeout() {
    let mut scene = with_armed_trap();
    let cw20 = scene.cw20();
    let out = scene.send(cw20.clone(), 100);
    scene.world.deliver(out).unwrap();
    let back = scene.send_back(&cw20.to_string(), 40);
    let error = scene.world.recv(back).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Trap);
    assert_eq!(scene.world.net.packet(back).received, 0);
    assert_eq!(scene.escrow(&cw20), 100);
    scene.check();
    scene.world.expire(back).unwrap();
    scene.check();
    let voucher = scene.world.voucher_at(&scene.channel.b, &cw20.to_string());
    let held = scene.holds(scene.away, &scene.bob, &voucher.unwrap());
    assert_eq!(held, 100u128);
}
