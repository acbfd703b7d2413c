//! Deliveries and settlements during a walk, and the end of a walk, at which every packet is settled.

use causeway_multi_test::books::is_success;
use causeway_multi_test::Asset;
use causeway_multi_test::Error;
use causeway_tests::hostile::token::LOG_KEY;
use cosmwasm_std::Addr;
use ibc_multi_test::{ChainKey, End, Ending, ErrorKind, PacketId, Relay, TRANSFER_PORT};

use crate::moves::{claim_message, disarm_token};
use crate::place::Place;

/// Packets that wait for this message.
fn due(place: &Place, relay: Relay) -> Vec<PacketId> {
    let pending = place.world.net.pending().into_iter();
    pending
        .filter(|id| relay == Relay::Recv || !place.is_forged(*id))
        .filter(|id| !place.traps.values().any(|trap| trap == id))
        .filter(|id| place.world.net.due(*id) == Some(relay))
        .collect()
}

pub fn receive(place: &mut Place) {
    let Some(id) = place.random.pick(&due(place, Relay::Recv)) else {
        return;
    };
    match place.world.recv(id) {
        Ok(response) => place.count_effects(&response),
        Err(error) => {
            let (chain, asset) = paid_on_receipt(place, id);
            require_own_trap(place, id, chain, asset.as_ref(), &error);
            place.count("held up by its own token: delivery");
        }
    }
}

/// Relays the packet that traps, in a transaction of its own. The transaction is aborted, and the packet stays pending.
pub fn spring_trap(place: &mut Place) {
    let chain = place.random.pick(&place.chains).unwrap();
    let trap = place.traps[&chain];
    let error = place.world.recv(trap).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Trap, "{}: {error}", place.at);
    assert!(place.world.net.packet(trap).is_pending(), "{}", place.at);
}

pub fn acknowledge(place: &mut Place) {
    let waiting = due(place, Relay::Ack);
    if let Some(id) = place.random.pick(&waiting) {
        settle(place, id);
    }
}

pub fn time_out(place: &mut Place) {
    let waiting = due(place, Relay::Timeout);
    if let Some(id) = place.random.pick(&waiting) {
        settle(place, id);
    }
}

/// Settles a packet. It may fail for two reasons only: the packet's own token traps (I5), or ibc-go's module is the sender
/// and cannot refund to a blocked account.
fn settle(place: &mut Place, id: PacketId) {
    let result = match place.world.net.due(id) {
        Some(Relay::Ack) => place.world.net.ack(id),
        _ => place.world.net.timeout(id),
    };
    match result {
        Ok(response) => place.count_effects(&response),
        Err(error) if place.world.net.packet(id).packet.source_port == TRANSFER_PORT => {
            let (chain, sender) = sender_of(place, id);
            let blocked = place.blocked.contains(&(chain, sender));
            assert!(blocked, "{}: packet {id:?}: {error}", place.at);
        }
        Err(error) => {
            let (chain, asset) = paid_at_refund(place, id);
            require_own_trap(place, id, chain, asset.as_ref(), &error);
            place.count("held up by its own token: settlement");
        }
    }
}

/// I5: only a trap that the packet's own token causes may block the packet.
fn require_own_trap(place: &Place, id: PacketId, chain: ChainKey, asset: Option<&Asset>, error: &Error) {
    let is_own = asset.is_some_and(|asset| place.emits(chain, asset));
    assert!(
        error.kind == ErrorKind::Trap && is_own,
        "{}: I5: packet {id:?} of {asset:?} failed: {error}",
        place.at
    );
}

fn text_field(place: &Place, id: PacketId, key: &str) -> String {
    let packet = &place.world.net.packet(id).packet;
    let data: serde_json::Value = serde_json::from_slice(&packet.data).unwrap();
    data[key].as_str().unwrap().to_string()
}

fn sender_of(place: &Place, id: PacketId) -> (ChainKey, Addr) {
    let from = place.world.net.by_id(&place.world.net.packet(id).from).unwrap();
    (from, Addr::unchecked(text_field(place, id, "sender")))
}

/// The asset that a refund pays out or mints, and its chain.
fn paid_at_refund(place: &Place, id: PacketId) -> (ChainKey, Option<Asset>) {
    let record = place.world.net.packet(id);
    let chain = place.world.net.by_id(&record.from).unwrap();
    let source = End {
        chain,
        port: record.packet.source_port.clone(),
        channel: record.packet.source_channel.clone(),
    };
    (
        chain,
        place.world.asset_of(&source, &text_field(place, id, "denom")),
    )
}

/// The asset that a delivery pays out or mints, and its chain; `None` before a first mint.
fn paid_on_receipt(place: &Place, id: PacketId) -> (ChainKey, Option<Asset>) {
    let record = place.world.net.packet(id);
    let chain = place.world.net.by_id(&record.to).unwrap();
    let packet = &record.packet;
    let dest = End {
        chain,
        port: packet.destination_port.clone(),
        channel: packet.destination_channel.clone(),
    };
    let denom = text_field(place, id, "denom");
    let prefix = format!("{}/{}/", packet.source_port, packet.source_channel);
    let asset = match denom.strip_prefix(&prefix) {
        Some(home) => place.world.asset_of(&dest, home),
        None => place.world.voucher_at(&dest, &denom),
    };
    (chain, asset)
}

/// Packets that must be settled: all except those of the hostile chain.
pub fn ours(place: &Place) -> Vec<PacketId> {
    let pending = place.world.net.pending().into_iter();
    pending.filter(|id| !place.is_forged(*id)).collect()
}

/// All tokens follow the standard again, and everything is settled: nothing stays in flight or unclaimed.
pub fn finish(place: &mut Place) {
    for chain in place.chains.clone() {
        for user in place.users[&chain].clone() {
            place.world.net[chain].set_blocked(&user, false);
            place.blocked.remove(&(chain, user));
        }
        for token in place.hostile_cw20s(chain) {
            disarm_token(place, chain, &token);
        }
    }
    for id in ours(place) {
        bring_to_an_end(place, id);
    }
    for chain in place.chains.clone() {
        for claim in place.world.books(chain).unwrap().claims {
            let message = claim_message(place, chain, &claim.owner, claim.denom);
            let paid = place.world.net[chain].tx(&claim.owner, vec![message]);
            place.must("a claim when all keep their word", paid);
        }
        let books = place.world.books(chain).unwrap();
        let (claims, in_flight) = (books.claims, books.in_flight);
        let claims: Vec<_> = claims.iter().map(|claim| (&claim.owner, &claim.denom)).collect();
        assert!(claims.is_empty(), "{}: left to claim: {claims:?}", place.at);
        assert!(
            in_flight.is_empty(),
            "{}: left in flight: {in_flight:?}",
            place.at
        );
        for token in place.hostile_cw20s(chain) {
            let log: Vec<String> = place.world.net[chain]
                .read_json(&token, LOG_KEY)
                .unwrap_or_default();
            for ended in log {
                place.count(match ended.as_str() {
                    "ok" => "re-entry: went through",
                    _ => "re-entry: failed",
                });
            }
        }
    }
    count_endings(place);
}

/// Relays what a packet waits for. If all tokens follow the standard, it is settled after at most one delivery and one
/// settlement.
fn bring_to_an_end(place: &mut Place, id: PacketId) {
    for _ in 0..2 {
        let result = match place.world.net.due(id) {
            None => break,
            Some(Relay::Recv) => place.world.recv(id),
            Some(relay) => place.world.net.relay(id, relay),
        };
        let response = place.must("a packet when all keep their word", result);
        place.count_effects(&response);
    }
    let is_pending = place.world.net.packet(id).is_pending();
    assert!(!is_pending, "{}: packet {id:?} has no end", place.at);
}

fn count_endings(place: &mut Place) {
    for (id, record) in place.world.net.packets() {
        if place.is_forged(id) {
            match record.ack.as_deref().map(is_success) {
                Some(true) => place.count("forged: taken"),
                Some(false) => place.count("forged: refused"),
                None => {}
            }
            continue;
        }
        let packet = &record.packet;
        let data: serde_json::Value = serde_json::from_slice(&packet.data).unwrap();
        let prefix = format!("{}/{}/", packet.source_port, packet.source_channel);
        let is_homeward = data["denom"].as_str().unwrap().starts_with(&prefix);
        let is_delivered = record.ack.as_deref().is_some_and(is_success);
        assert_eq!(record.endings.len(), 1, "{}: packet {id:?}", place.at);
        place.count(match (record.endings[0], is_delivered, is_homeward) {
            (Ending::TimedOut, ..) => "ending: refunded on timeout",
            (Ending::Acknowledged, false, _) => "ending: refunded on error",
            (Ending::Acknowledged, true, true) => "ending: returned",
            (Ending::Acknowledged, true, false) => "ending: delivered",
        });
    }
}
