//! The actions of which one is chosen at random in each step.

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::packet_data;
use causeway_tests::hostile::token::{Deed, Order};
use cosmwasm_std::{Addr, CosmosMsg, Uint256};
use ibc_multi_test::{ChainKey, PacketId, Relay, TRANSFER_PORT};

use crate::place::Place;
use crate::settling::{acknowledge, ours, receive, spring_trap, time_out};

/// Does one step. `at` describes the position in the walk; every failure names it, with the move.
pub fn step(place: &mut Place, at: &str) {
    let (what, done): (&'static str, fn(&mut Place)) = match place.random.below(100) {
        0..25 => ("move: send", send),
        25..28 => ("move: forge", forge),
        28..50 => ("move: receive", receive),
        50..66 => ("move: acknowledge", acknowledge),
        66..68 => ("move: time passes", pass),
        68..74 => ("move: time out", time_out),
        74..78 => ("move: replay", replay),
        78..81 => ("move: block", block),
        81..93 => ("move: arm", arm),
        93..95 => ("move: disarm", disarm),
        95 => ("move: trap", spring_trap),
        _ => ("move: claim", claim),
    };
    place.at = format!("{at}, {what}");
    place.count(what);
    done(place);
}

fn send(place: &mut Place) {
    let (from, to) = place.random.pick(&place.ends).unwrap();
    let sender = place.random.pick(&place.users[&from.chain]).unwrap();
    let is_native_module = from.port == TRANSFER_PORT;
    let mut held = place.holdings(from.chain, &sender);
    // ibc-go treats a coin whose name begins like a hop as a voucher, and then cannot refund it.
    held.retain(|(asset, _)| {
        !is_native_module || matches!(asset, Asset::Native(denom) if !denom.starts_with("wasm."))
    });
    let home = place.homeward(&from);
    let homeward: Vec<_> = held
        .iter()
        .filter(|(asset, _)| home.contains(asset))
        .cloned()
        .collect();
    if !homeward.is_empty() && place.random.percent(60) {
        held = homeward;
    }
    let Some((asset, most)) = place.random.pick(&held) else {
        return;
    };
    let amount = match place.random.below(4) {
        0 => most,
        _ => Uint256::from(place.random.next()) % most,
    };
    let receiver = match place.random.below(10) {
        0 | 2 => "nobody".to_string(),
        1 if to.port != TRANSFER_PORT => place.world.deployment(to.chain).transfer.to_string(),
        _ => place.random.pick(&place.users[&to.chain]).unwrap().to_string(),
    };
    let kind = match &asset {
        _ if is_native_module => "sent: by the native module",
        Asset::Native(_) => "sent: coin",
        Asset::Cw20(token) if *token == place.tokens[&from.chain] => "sent: cw20",
        Asset::Cw20(_) => "sent: voucher",
    };
    let is_look_alike =
        matches!(&asset, Asset::Native(denom) if denom.starts_with("cw20:") || denom.starts_with("wasm."));
    let mut send = Send::new(&from, &sender, asset, amount, receiver);
    send.timeout = 60 + place.random.next() % 1_000;
    match place.world.try_send(send) {
        Ok(response) => {
            place.count_effects(&response);
            place.count(kind);
        }
        Err(_) if is_look_alike => place.count("sent: look-alike coin refused"),
        Err(_) => place.count("sent: refused"),
    }
}

/// The hostile chain returns what is in escrow or more, or sends a token of its own.
fn forge(place: &mut Place) {
    let hub = place.chains[0];
    let token = Asset::Cw20(place.tokens[&hub].clone()).to_string();
    let own = place
        .random
        .pick(&place.liar.false_originals(&[token.clone(), "uliar".into()]));
    let denom = match place.random.below(3) {
        0 => place.liar.abroad("uhub"),
        1 => place.liar.abroad(&token),
        _ => own.unwrap(),
    };
    let amount = (1 + place.random.below(3_000)).to_string();
    let receiver = place.random.pick(&place.users[&hub]).unwrap();
    let data = packet_data(&denom, &amount, receiver.as_str());
    place.liar.clone().forge(&mut place.world, &data);
}

fn pass(place: &mut Place) {
    let pending = ours(place);
    if let Some(id) = place.random.pick(&pending) {
        let passed = place.world.advance_past_timeout(id);
        place.must("time passes", passed);
    }
}

/// Relays any message of any packet again, or too early.
fn replay(place: &mut Place) {
    let ids: Vec<PacketId> = place.world.net.packets().into_iter().map(|(id, _)| id).collect();
    let Some(id) = place.random.pick(&ids) else { return };
    let record = place.world.net.packet(id).clone();
    let done = match place.random.below(3) {
        0 if record.received > 0 => place.world.net.recv(id),
        1 if !record.is_pending() && record.ack.is_some() => place.world.net.ack(id),
        _ if place.world.net.due(id) == Some(Relay::Timeout) => return,
        _ => place.world.net.timeout(id),
    };
    if done.is_ok_and(|response| response.is_noop()) {
        place.count("replay: no-op");
    }
}

fn block(place: &mut Place) {
    let chain = place.random.pick(&place.chains).unwrap();
    let user = place.random.pick(&place.users[&chain]).unwrap();
    let blocked = place.random.percent(50);
    place.world.net[chain].set_blocked(&user, blocked);
    match blocked {
        true => place.blocked.insert((chain, user)),
        false => place.blocked.remove(&(chain, user)),
    };
}

fn order(place: &mut Place, chain: ChainKey, token: &Addr, order: &Order) {
    let master = place.world.net[chain].addr("master");
    let obeyed = place.world.net[chain].execute(&master, token, order, &[]);
    place.must("an order to a token", obeyed);
}

fn arm(place: &mut Place) {
    let chain = place.random.pick(&place.chains).unwrap();
    let token = place.random.pick(&place.hostile_cw20s(chain)).unwrap();
    let call = place
        .random
        .pick(&["transfer", "transfer", "mint", "mint", "burn", "send"])
        .unwrap();
    let is_voucher = token != place.tokens[&chain];
    let deed = match place.random.below(10) {
        0 => Deed::Fail("<no> & \"never\"".into()),
        1 => Deed::Trap,
        2 if !is_voucher => Deed::BurnGas, // a mint on receipt has no limit: our code is trusted not to
        3 => Deed::EmitOrFail(relays(place, chain, &token)),
        4 | 5 => Deed::Emit(vec![place.world.net.recv_msg(place.traps[&chain], &token)]),
        6 | 7 => Deed::EmitFirst(relays(place, chain, &token)),
        _ => Deed::Emit(relays(place, chain, &token)),
    };
    let call = call.to_string();
    let deed = Some(deed);
    order(place, chain, &token, &Order::Arm { call, deed });
}

/// Messages for this chain: for pending packets, for settled packets, and for claims.
fn relays(place: &mut Place, chain: ChainKey, signer: &Addr) -> Vec<CosmosMsg> {
    let mut messages: Vec<CosmosMsg> = vec![];
    let name = place.world.net[chain].id().to_string();
    for (id, record) in place.world.net.packets() {
        let net = &place.world.net;
        if *record.to == *name {
            messages.push(net.recv_msg(id, signer));
        }
        if *record.from == *name {
            messages.extend(net.ack_msg(id, signer));
            messages.extend(net.timeout_msg(id, signer));
        }
    }
    for claim in place.world.books(chain).unwrap().claims {
        messages.push(claim_message(place, chain, &claim.owner, claim.denom));
    }
    let count = 1 + place.random.below(4);
    (0..count)
        .filter_map(|_| match place.random.percent(70) {
            // Recent messages are more likely.
            true => place.random.pick(&messages[messages.len().saturating_sub(12)..]),
            false => place.random.pick(&messages),
        })
        .collect()
}

pub fn claim_message(place: &Place, chain: ChainKey, owner: &Addr, denom: String) -> CosmosMsg {
    let message = causeway_transfer::msg::ExecuteMsg::Claim {
        denom,
        owner: Some(owner.to_string()),
        recipient: None,
    };
    let transfer = &place.world.deployment(chain).transfer;
    cosmwasm_std::wasm_execute(transfer, &message, vec![])
        .unwrap()
        .into()
}

fn disarm(place: &mut Place) {
    let chain = place.random.pick(&place.chains).unwrap();
    let token = place.random.pick(&place.hostile_cw20s(chain)).unwrap();
    disarm_token(place, chain, &token);
}

pub fn disarm_token(place: &mut Place, chain: ChainKey, token: &Addr) {
    for call in ["transfer", "mint", "burn", "send"] {
        let call = call.to_string();
        order(place, chain, token, &Order::Arm { call, deed: None });
    }
}

fn claim(place: &mut Place) {
    let chain = place.random.pick(&place.chains).unwrap();
    let claims = place.world.books(chain).unwrap().claims;
    let claims: Vec<_> = claims
        .into_iter()
        .map(|claim| (claim.owner, claim.denom))
        .collect();
    let Some((owner, denom)) = place.random.pick(&claims) else {
        return;
    };
    let caller = place.random.pick(&place.users[&chain]).unwrap();
    let message = claim_message(place, chain, &owner, denom);
    if let Ok(response) = place.world.net[chain].tx(&caller, vec![message]) {
        place.count_effects(&response);
    }
}
