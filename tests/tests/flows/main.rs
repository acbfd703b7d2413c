//! Conformance cases that need two chains or more, from the send of a packet to its settlement. Each test prints the ids
//! of `tests/CASES.md` that it covers.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod end_to_end;
mod receiving;
mod replay;
mod sending;
mod settling;

use causeway_multi_test::{Asset, Send, World};
use causeway_tests::hostile::Scene;
use cosmwasm_std::{Addr, Uint128, Uint256};
use ibc_multi_test::{ChainKey, ChannelState, End, PacketId};

/// The balance of an account in an asset.
fn holds(world: &World, chain: ChainKey, account: &Addr, asset: &Asset) -> u128 {
    Uint128::try_from(world.balance(chain, account, asset))
        .unwrap()
        .u128()
}

/// The amount in escrow at an end.
fn escrow(world: &World, end: &End, asset: &Asset) -> Uint256 {
    world.escrowed(end, asset).unwrap()
}

/// Sends and relays. The invariants must hold after each step.
fn carry(world: &mut World, from: &End, who: &Addr, asset: &Asset, amount: u128, to: &Addr) -> PacketId {
    let id = world
        .send(Send::new(from, who, asset.clone(), amount, to))
        .unwrap();
    world.check().require().unwrap();
    world.recv(id).unwrap();
    world.check().require().unwrap();
    assert!(!world.is_refused(id), "{:?}", world.net.packet(id).ack);
    world.ack(id).unwrap();
    world.check().require().unwrap();
    id
}

/// The address of the token of an asset.
fn token_of(asset: &Asset) -> Addr {
    match asset {
        Asset::Cw20(token) => token.clone(),
        Asset::Native(denom) => panic!("{denom} is no token"),
    }
}

/// A scene in which the hostile token may use the highest gas that any token may.
fn with_room_for_reentry() -> Scene {
    let mut scene = Scene::new();
    let (home, token) = (scene.home, scene.token.clone());
    scene.world.allow(home, &token, Some(2_000_000)).unwrap();
    scene
}

/// Closes an end in IBC core without calling the contract.
fn close(world: &mut World, end: &End) {
    let mut state = world.net.channel_end(end).unwrap();
    state.state = ChannelState::Closed;
    world.net[end.chain].place_channel(&state).unwrap();
}
