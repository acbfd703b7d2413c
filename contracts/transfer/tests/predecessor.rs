//! Packets that a predecessor sent. They have no in-flight record and were made under other rules, and they must be
//! refunded all the same.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::state::{ChannelState, ALLOW_LIST, CHANNEL_STATE, FIRST_OWN, SETTLED};
use causeway_transfer::ContractError;
use common::{addr, call_of, cw20, never, our_port, ours, theirs, Suite, FAILURE, SUCCESS};
use cosmwasm_std::{coins, BankMsg, IbcPacket, Uint256};
use serde_json::{json, Value};

/// A contract after a takeover, with `amount` in escrow on `channel-0`.
fn taken_over(denom: &str, amount: u128) -> Suite {
    let mut suite = Suite::new();
    suite.had_predecessor();
    let books = ChannelState {
        outstanding: Uint256::from(amount),
        total_sent: Uint256::from(amount),
        ..ChannelState::default()
    };
    CHANNEL_STATE
        .save(&mut suite.deps.storage, ("channel-0", denom), &books)
        .unwrap();
    suite
}

/// Packet data as cw20-ics20 wrote it.
fn data(denom: &str) -> Value {
    json!({"amount": "5", "denom": denom, "receiver": "r", "sender": addr("alice")})
}

fn packet(sequence: u64, data: &Value) -> IbcPacket {
    let (src, dest) = (ours("channel-0"), theirs("channel-0"));
    IbcPacket::new(data.to_string().as_bytes(), src, dest, sequence, never())
}

fn is_settled<T>(result: Result<T, ContractError>) -> bool {
    matches!(result, Err(ContractError::AlreadySettled))
}

#[test]
fn an_old_packet_is_refunded_once() {
    for closed in [false, true] {
        let mut suite = taken_over("uatom", 100);
        if closed {
            suite.close("channel-0");
        }
        let old = packet(3, &data("uatom"));
        let refund = suite.ack(&old, FAILURE).unwrap();
        let pay = BankMsg::Send {
            to_address: addr("alice").into(),
            amount: coins(5, "uatom"),
        };
        assert_eq!(refund.messages[0].msg, pay.into());
        assert_eq!(refund.messages[0].gas_limit, Some(300_000));
        assert!(SETTLED.has(&suite.deps.storage, ("channel-0", 3)));
        assert!(is_settled(suite.ack(&old, FAILURE)));
        assert!(is_settled(suite.timeout(&old)));
        assert_eq!(suite.books("channel-0", "uatom"), (95, 100), "closed: {closed}");
        // Another packet is not affected, and may become a claim.
        let refund = suite.timeout(&packet(4, &data("uatom"))).unwrap();
        suite.refund_fails(&refund.messages[0], "blocked").unwrap();
        let claims = suite.ask(json!({"list_claims": {}})).unwrap();
        assert_eq!(claims["claims"][0]["held"], json!("5"));
    }
}

#[test]
fn an_old_packet_that_was_delivered_changes_nothing() {
    let mut suite = taken_over("uatom", 100);
    let before = suite.deps.storage.entries.clone();
    let settled = suite.ack(&packet(3, &data("uatom")), SUCCESS).unwrap();
    assert!(settled.messages.is_empty());
    assert_eq!(suite.deps.storage.entries, before);
}

#[test]
fn the_first_packet_of_our_own_ends_the_old_ones() {
    let mut suite = taken_over("uatom", 100);
    suite.sequence = 10;
    let own = suite.sent_coin(5, "uatom", "channel-0");
    suite.sent_coin(5, "uatom", "channel-0");
    suite.sent_coin(5, "uatom", "channel-1");
    let first = |suite: &Suite, channel| FIRST_OWN.may_load(&suite.deps.storage, channel).unwrap();
    assert_eq!(first(&suite, "channel-0"), Some(10), "later sends leave it");
    assert_eq!(first(&suite, "channel-1"), Some(12));

    for sequence in [12, 13, u64::MAX] {
        let unknown = packet(sequence, &data("uatom"));
        assert!(
            is_settled(suite.timeout(&unknown)),
            "{sequence} is not old and has no record"
        );
    }
    suite.timeout(&own).unwrap();
    assert!(
        is_settled(suite.timeout(&own)),
        "a record of our own, and once only"
    );
    suite.timeout(&packet(9, &data("uatom"))).unwrap();
    assert!(is_settled(suite.timeout(&packet(9, &data("uatom")))));
}

#[test]
fn without_a_predecessor_there_are_no_old_packets() {
    let mut suite = Suite::new();
    suite.sent_coin(100, "uatom", "channel-0");
    assert!(is_settled(suite.timeout(&packet(3, &data("uatom")))));
}

#[test]
fn an_old_packet_that_would_be_refused_today_is_refunded() {
    let lacking = |key: &str| {
        let mut data = data("uatom");
        data.as_object_mut().unwrap().remove(key);
        data
    };
    let with = |key: &str, value: Value| {
        let mut data = data("uatom");
        data[key] = value;
        data
    };
    for (what, data) in [
        ("blank receiver", with("receiver", json!(" "))),
        ("no receiver", lacking("receiver")),
        ("long receiver", with("receiver", json!("x".repeat(5_000)))),
        ("long memo", with("memo", json!("x".repeat(40_000)))),
        ("null memo", with("memo", json!(null))),
        ("another key", with("note", json!([1, {}]))),
    ] {
        let mut suite = taken_over("uatom", 100);
        let refund = suite.ack(&packet(3, &data), FAILURE).unwrap();
        assert_eq!(refund.messages.len(), 1, "{what}");
        assert_eq!(suite.books("channel-0", "uatom").0, 95, "{what}");
    }
}

#[test]
fn a_token_that_is_no_longer_allowed_comes_home() {
    let token = addr("other");
    let mut suite = taken_over(&cw20(&token), 100);
    assert!(!ALLOW_LIST.has(&suite.deps.storage, &token));
    let refund = suite.timeout(&packet(3, &data(&cw20(&token)))).unwrap();
    let transfer = json!({"transfer": {"recipient": addr("alice"), "amount": "5"}});
    assert_eq!(call_of(&refund.messages[0]), (token.to_string(), transfer));
    assert_eq!(refund.messages[0].gas_limit, Some(300_000));
}

#[test]
fn a_cw20_prefix_that_no_address_follows_is_a_bank_denom() {
    for denom in [
        "cw20:",
        "cw20:abc",
        &cw20(&addr("token")).replace("cosmos1", "osmo1"),
    ] {
        let mut suite = taken_over(denom, 100);
        let refund = suite.timeout(&packet(3, &data(denom))).unwrap();
        let pay = BankMsg::Send {
            to_address: addr("alice").into(),
            amount: coins(5, denom),
        };
        assert_eq!(refund.messages[0].msg, pay.into(), "{denom}");
    }
}

/// cw20-ics20 had no vouchers, so what it sent under such a name was a coin.
#[test]
fn an_old_coin_that_is_named_like_a_voucher_is_not_minted() {
    let path = format!("{}/channel-0/uosmo", our_port());
    let mut suite = taken_over(&path, 100);
    suite.voucher("channel-0", "uosmo");
    let refund = suite.timeout(&packet(3, &data(&path))).unwrap();
    let pay = BankMsg::Send {
        to_address: addr("alice").into(),
        amount: coins(5, path),
    };
    assert_eq!(refund.messages[0].msg, pay.into());
}

#[test]
fn an_old_packet_that_the_books_do_not_cover_stays_pending() {
    let mut suite = taken_over("uatom", 4);
    let before = suite.deps.storage.entries.clone();
    let old = packet(3, &data("uatom"));
    let refused = suite.timeout(&old);
    assert!(matches!(refused, Err(ContractError::RefundNotCovered)));
    assert_eq!(suite.deps.storage.entries, before, "not marked as settled");
    suite.sequence = 10;
    suite.sent_coin(1, "uatom", "channel-0");
    assert_eq!(suite.timeout(&old).unwrap().messages.len(), 1);
}

/// The balance before the deposit is the predecessor's escrow, and perhaps a gift; nothing tells how much is which.
#[test]
fn tracking_after_a_takeover_begins_with_what_the_token_holds_less_the_deposit() {
    let token = addr("other");
    let mut suite = taken_over(&cw20(&token), 100);
    let unlisted = json!({"update_config": {"default_gas_limit": 500_000}});
    suite.execute(&addr("admin"), &[], unlisted).unwrap();
    let msg = common::transfer_msg("channel-1");
    suite.holds(&token, 4);
    let sent = suite.send_token(&token, "alice", 5, msg.clone());
    assert!(matches!(sent, Err(ContractError::TokenInsolvent(_))));
    suite.holds(&token, 105);
    suite.send_token(&token, "alice", 5, msg.clone()).unwrap();
    suite.timeout(&packet(3, &data(&cw20(&token)))).unwrap();
    // 100 + 5 - 5 + 5
    suite.holds(&token, 104);
    let sent = suite.send_token(&token, "alice", 5, msg.clone());
    assert!(matches!(sent, Err(ContractError::TokenInsolvent(_))));
    suite.holds(&token, 105);
    suite.send_token(&token, "alice", 5, msg).unwrap();
}
