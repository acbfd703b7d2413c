//! The storage entries that each flow reads and writes, because accesses are most of what a call costs. `peek` in the
//! lists is a range over exactly one key; it costs about a third of a `get` for short values, and almost nothing for
//! absent keys.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;

use common::{addr, cw20, our_port, settings, theirs, transfer_msg, Suite, FAILURE, SUCCESS};
use cosmwasm_std::{coin, Addr};
use serde_json::json;

/// The accesses of the last call, with a name for the voucher. Each item must be read at most once and written at most
/// once.
fn noted(suite: &Suite, voucher: Option<&Addr>) -> Vec<String> {
    let accesses = suite.accesses();
    let mut counts: BTreeMap<(bool, &str), u32> = BTreeMap::new();
    for access in &accesses {
        let (how, item) = access.split_once(' ').unwrap();
        let written = matches!(how, "set" | "remove");
        *counts.entry((written, item)).or_default() += 1;
    }
    for ((written, item), count) in counts {
        assert_eq!(count, 1, "{item}, written: {written}");
    }
    let shown = voucher.map(Addr::as_str).unwrap_or("no voucher");
    accesses
        .iter()
        .map(|access| access.replace(shown, "voucher"))
        .collect()
}

#[test]
fn what_a_send_of_a_coin_touches() {
    let mut suite = Suite::new();
    let sent = suite
        .send_coin("alice", coin(5, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    assert_eq!(sent.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "peek ics20_config",
            "peek pause",
            "peek wind_down[channel-0]",
            "peek channel_state[channel-0, uatom]",
            "peek channel_info[channel-0]",
            "set channel_state[channel-0, uatom]",
        ]
    );

    let later = suite
        .send_coin("alice", coin(5, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    assert_eq!(later.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "peek ics20_config",
            "peek pause",
            "peek wind_down[channel-0]",
            "peek channel_state[channel-0, uatom]",
            "set channel_state[channel-0, uatom]",
        ]
    );
}

#[test]
fn what_the_reply_to_a_send_touches() {
    let mut suite = Suite::new();
    suite.sent_coin(5, "uatom", "channel-0");
    assert_eq!(
        noted(&suite, None),
        ["set in_flight[alice, channel-0, 1]", "peek predecessor"]
    );

    suite.had_predecessor();
    suite.sent_coin(5, "uatom", "channel-0");
    assert_eq!(
        noted(&suite, None),
        [
            "set in_flight[alice, channel-0, 2]",
            "peek predecessor",
            "peek first_own[channel-0]",
            "set first_own[channel-0]",
        ]
    );
    suite.sent_coin(5, "uatom", "channel-0");
    assert_eq!(
        noted(&suite, None),
        [
            "set in_flight[alice, channel-0, 3]",
            "peek predecessor",
            "peek first_own[channel-0]",
        ]
    );
}

#[test]
fn what_a_send_of_a_listed_token_touches() {
    let mut suite = Suite::new();
    suite.sent_token(&addr("token"), 5, "channel-0");
    let sent = suite
        .send_token(&addr("token"), "alice", 5, transfer_msg("channel-0"))
        .unwrap();
    assert_eq!(sent.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "peek ics20_config",
            "peek voucher_denoms[token]",
            "peek allow_list[token]",
            "peek pause",
            "peek wind_down[channel-0]",
            "peek tracked[token]",
            "peek channel_state[channel-0, cw20:token]",
            "set channel_state[channel-0, cw20:token]",
        ]
    );
}

#[test]
fn what_a_send_of_a_tracked_token_touches() {
    let mut with_default = settings();
    with_default["default_gas_limit"] = json!(500_000);
    for (settings, token) in [(with_default, addr("other")), (settings(), addr("token"))] {
        let mut suite = Suite::with(settings);
        suite.holds(&token, 0);
        let track = json!({"allow": {"contract": addr("token"), "verify": true}});
        if token == addr("token") {
            suite.execute(&addr("admin"), &[], track).unwrap();
        }
        suite.holds(&token, 10);
        suite.sent_token(&token, 5, "channel-0");
        suite
            .send_token(&token, "alice", 5, transfer_msg("channel-0"))
            .unwrap();
        let name = if token == addr("token") { "token" } else { "other" };
        assert_eq!(
            noted(&suite, None),
            [
                "peek ics20_config".to_string(),
                format!("peek voucher_denoms[{name}]"),
                format!("peek allow_list[{name}]"),
                "peek pause".to_string(),
                "peek wind_down[channel-0]".to_string(),
                format!("peek tracked[{name}]"),
                format!("set tracked[{name}]"),
                format!("peek channel_state[channel-0, cw20:{name}]"),
                format!("set channel_state[channel-0, cw20:{name}]"),
            ]
        );
    }
}

#[test]
fn what_a_voucher_on_its_way_touches() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let home = suite
        .send_token(&voucher, "alice", 5, transfer_msg("channel-0"))
        .unwrap();
    assert_eq!(home.messages.len(), 2, "packet and burn");
    assert_eq!(
        noted(&suite, Some(&voucher)),
        [
            "peek ics20_config",
            "peek voucher_denoms[voucher]",
            "peek pause",
            "peek mint_policy[channel-0, cw20:voucher]"
        ]
    );

    let onward = suite
        .send_token(&voucher, "alice", 5, transfer_msg("channel-1"))
        .unwrap();
    assert_eq!(onward.messages.len(), 1);
    assert_eq!(
        noted(&suite, Some(&voucher)),
        [
            "peek ics20_config",
            "peek voucher_denoms[voucher]",
            "peek pause",
            "peek wind_down[channel-1]",
            "peek tracked[voucher]",
            "peek channel_state[channel-1, cw20:voucher]",
            "peek channel_info[channel-1]",
            "set channel_state[channel-1, cw20:voucher]",
        ]
    );
}

/// The denom path of `denom` on the other end of `channel`.
fn abroad(channel: &str, denom: &str) -> String {
    let end = theirs(channel);
    format!("{}/{}/{denom}", end.port_id, end.channel_id)
}

#[test]
fn what_coming_home_touches() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    suite.sent_coin(5, "uatom", "channel-0");
    let home = suite
        .receive("channel-0", &abroad("channel-0", "uatom"), 5, bob.as_str())
        .unwrap();
    assert_eq!(home.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "peek channel_state[channel-0, uatom]",
            "peek pause",
            "set channel_state[channel-0, uatom]",
        ]
    );

    suite.sent_token(&addr("token"), 5, "channel-0");
    let path = abroad("channel-0", &cw20(&addr("token")));
    let home = suite.receive("channel-0", &path, 5, bob.as_str()).unwrap();
    assert_eq!(home.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "peek voucher_denoms[token]",
            "peek channel_state[channel-0, cw20:token]",
            "peek pause",
            "set channel_state[channel-0, cw20:token]",
            "peek tracked[token]",
        ]
    );

    let voucher = suite.voucher("channel-0", "uosmo");
    suite.sent_token(&voucher, 5, "channel-1");
    let path = abroad("channel-1", &format!("{}/channel-0/uosmo", our_port()));
    let home = suite.receive("channel-1", &path, 5, bob.as_str()).unwrap();
    assert_eq!(home.messages.len(), 1);
    assert_eq!(
        noted(&suite, Some(&voucher)),
        [
            "peek vouchers[port/channel-0/uosmo]",
            "peek channel_state[channel-1, cw20:voucher]",
            "peek pause",
            "set channel_state[channel-1, cw20:voucher]",
            "peek tracked[voucher]",
        ]
    );
}

#[test]
fn what_minting_touches() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    let first = suite.receive("channel-0", "uosmo", 5, bob.as_str()).unwrap();
    assert_eq!(first.messages.len(), 1);
    let mut accesses = noted(&suite, None);
    let created = accesses.pop().unwrap();
    let named = created.strip_prefix("set voucher_denoms[");
    let voucher = Addr::unchecked(named.unwrap().trim_end_matches(']'));
    let accesses: Vec<_> = accesses
        .iter()
        .map(|access| access.replace(voucher.as_str(), "voucher"))
        .collect();
    assert_eq!(
        accesses,
        [
            "peek pause",
            "peek wind_down[channel-0]",
            "peek vouchers[port/channel-0/uosmo]",
            "peek channel_info[channel-0]",
            "get voucher_code",
            "peek mint_policy[channel-0, cw20:voucher]",
            "set vouchers[port/channel-0/uosmo]",
        ]
    );

    let later = suite.receive("channel-0", "uosmo", 5, bob.as_str()).unwrap();
    assert_eq!(later.messages.len(), 1);
    assert_eq!(
        noted(&suite, Some(&voucher)),
        [
            "peek pause",
            "peek wind_down[channel-0]",
            "peek vouchers[port/channel-0/uosmo]",
            "peek mint_policy[channel-0, cw20:voucher]",
        ]
    );
}

#[test]
fn what_a_success_touches() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(5, "uatom", "channel-0");
    let settled = suite.ack(&packet, SUCCESS).unwrap();
    assert_eq!(settled.messages.len(), 0);
    assert_eq!(
        noted(&suite, None),
        [
            "remove in_flight[alice, channel-0, 1]",
            "peek limited[channel-0, 1]"
        ]
    );
}

#[test]
fn what_a_refund_touches() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(5, "uatom", "channel-0");
    let refund = suite.ack(&packet, FAILURE).unwrap();
    assert_eq!(refund.messages.len(), 1);
    let native = [
        "peek in_flight[alice, channel-0, 1]",
        "remove in_flight[alice, channel-0, 1]",
        "peek limited[channel-0, 1]",
        "peek channel_state[channel-0, uatom]",
        "set channel_state[channel-0, uatom]",
    ];
    assert_eq!(noted(&suite, None), native);

    let packet = suite.sent_coin(5, "uatom", "channel-0");
    let refund = suite.timeout(&packet).unwrap();
    assert_eq!(refund.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        native.map(|line| line.replace(", 1]", ", 2]"))
    );

    let packet = suite.sent_token(&addr("token"), 5, "channel-0");
    let refund = suite.ack(&packet, FAILURE).unwrap();
    assert_eq!(refund.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "peek in_flight[alice, channel-0, 3]",
            "remove in_flight[alice, channel-0, 3]",
            "peek limited[channel-0, 3]",
            "peek channel_state[channel-0, cw20:token]",
            "set channel_state[channel-0, cw20:token]",
            "peek tracked[token]",
            "peek allow_list[token]",
            "peek ics20_config",
        ]
    );
}

#[test]
fn what_a_refund_of_a_voucher_touches() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let packet = suite.sent_token(&voucher, 5, "channel-0");
    let refund = suite.ack(&packet, FAILURE).unwrap();
    assert_eq!(refund.messages.len(), 1);
    assert_eq!(
        noted(&suite, Some(&voucher)),
        [
            "peek in_flight[alice, channel-0, 1]",
            "remove in_flight[alice, channel-0, 1]",
            "peek vouchers[port/channel-0/uosmo]",
            "peek limited[channel-0, 1]",
        ]
    );

    let packet = suite.sent_token(&voucher, 5, "channel-1");
    let refund = suite.ack(&packet, FAILURE).unwrap();
    assert_eq!(refund.messages.len(), 1);
    assert_eq!(
        noted(&suite, Some(&voucher)),
        [
            "peek in_flight[alice, channel-1, 2]",
            "remove in_flight[alice, channel-1, 2]",
            "peek vouchers[port/channel-0/uosmo]",
            "peek limited[channel-1, 2]",
            "peek channel_state[channel-1, cw20:voucher]",
            "set channel_state[channel-1, cw20:voucher]",
            "peek tracked[voucher]",
        ]
    );
}

#[test]
fn what_a_predecessors_packet_touches() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(5, "uatom", "channel-0");
    suite.ack(&packet, SUCCESS).unwrap(); // no record is left
    suite.had_predecessor();
    suite.timeout(&packet).unwrap();
    assert_eq!(
        noted(&suite, None),
        [
            "peek in_flight[alice, channel-0, 1]",
            "peek first_own[channel-0]",
            "peek predecessor",
            "peek settled[channel-0, 1]",
            "set settled[channel-0, 1]",
            "peek channel_state[channel-0, uatom]",
            "set channel_state[channel-0, uatom]",
        ]
    );
}

#[test]
fn what_a_claim_touches() {
    let mut suite = Suite::new();
    let packet = suite.sent_token(&addr("token"), 5, "channel-0");
    let refund = suite.ack(&packet, FAILURE).unwrap();
    suite.refund_fails(&refund.messages[0], "paused").unwrap();
    assert_eq!(
        noted(&suite, None),
        ["get claims[alice, cw20:token]", "set claims[alice, cw20:token]",]
    );
    let claim = json!({"claim": {"denom": cw20(&addr("token"))}});
    let paid = suite.execute(&addr("alice"), &[], claim).unwrap();
    assert_eq!(paid.messages.len(), 1);
    assert_eq!(
        noted(&suite, None),
        [
            "get claims[alice, cw20:token]",
            "remove claims[alice, cw20:token]",
            "peek tracked[token]",
        ]
    );
}
