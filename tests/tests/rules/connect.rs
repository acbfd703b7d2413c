//! A channel handshake on a host that ignores the contract's answer when a channel opens (CWA-2025-006), or with a
//! counterparty chain that lies. A wrong order or version is rejected at the latest when the channel connects.

use cosmwasm_std::IbcOrder;
use ibc_multi_test::{Channel, ChannelState, End, Handshake, TRANSFER_PORT};
use serde_json::json;

use crate::place::{Origin, Place};

const OTHERS: [(IbcOrder, &str); 4] = [
    (IbcOrder::Unordered, "ics20-2"),
    (IbcOrder::Unordered, "ics20-1 "),
    (IbcOrder::Unordered, ""),
    (IbcOrder::Ordered, "ics20-1"),
];

/// Stores a channel end that a host would have if it ignored the contract's error in the first two steps.
fn tamper(place: &mut Place, end: &End, order: &IbcOrder, version: &str) {
    let mut stored = place.net.channel_end(end).unwrap();
    stored.channel.order = order.clone();
    stored.channel.version = version.into();
    place.net[end.chain].place_channel(&stored).unwrap();
}

fn require_unknown(place: &mut Place, channel: &Channel) {
    let listed = place.query(&json!({"list_channels": {}}))["channels"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    let end = place.net.channel_end(&channel.a).unwrap();
    assert_ne!(end.state, ChannelState::Open);
    let bob = place.bob.to_string();
    let refused = place.try_send("uhub", &channel.a.channel, 600, &bob).unwrap_err();
    assert!(refused.text.contains("there is no channel"), "{refused}");
}

#[test]
fn a_version_or_order_that_an_old_host_let_through_is_refused_when_the_contract_connects_last() {
    for origin in [Origin::Born, Origin::TakenOver] {
        for (order, version) in &OTHERS {
            let mut place = Place::new(origin);
            place.take_over();
            let (hub, zone) = (place.hub, place.zone);
            let mut steps = Handshake::new((zone, TRANSFER_PORT), (hub, &place.contract), "ics20-1")
                .false_end_in_confirm(order.clone(), version);
            steps.open_init(&mut place.net).unwrap();
            steps.open_try(&mut place.net).unwrap();
            steps.open_ack(&mut place.net).unwrap();
            let Channel { a, b } = steps.channel();
            tamper(&mut place, &b, order, version);
            let refused = steps.open_confirm(&mut place.net).unwrap_err();
            let text = &refused.text;
            assert!(
                text.contains("version") || text.contains("order"),
                "{version}: {text}"
            );
            require_unknown(&mut place, &Channel { a: b, b: a });
        }
    }
}

#[test]
fn a_version_that_the_other_end_names_last_is_refused_when_the_contract_connects_first() {
    for origin in [Origin::Born, Origin::TakenOver] {
        for version in ["ics20-2", "ics20-1 "] {
            let mut place = Place::new(origin);
            place.take_over();
            let (hub, zone) = (place.hub, place.zone);
            let mut steps = Handshake::new((hub, &place.contract), (zone, TRANSFER_PORT), "ics20-1")
                .false_end_in_ack(IbcOrder::Unordered, version);
            steps.open_init(&mut place.net).unwrap();
            steps.open_try(&mut place.net).unwrap();
            let refused = steps.open_ack(&mut place.net).unwrap_err();
            assert!(refused.text.contains("version"), "{version}: {refused}");
            let channel = steps.channel();
            require_unknown(&mut place, &channel);
        }
    }
}
