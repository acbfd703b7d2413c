//! Queries, and the lengths of their answers.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::state::{Claim, CLAIMS, IN_FLIGHT};
use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, theirs, transfer_msg, Suite};
use cosmwasm_std::{coin, Storage, Uint256};
use serde_json::{json, Value};

fn ask(suite: &Suite, message: Value) -> Value {
    suite.ask(message).unwrap()
}

/// Reads all pages with this `limit`. Returns the items, and the number of items in each page.
fn pages(
    suite: &Suite,
    query: &str,
    list: &str,
    more: Value,
    limit: u32,
    cursor: impl Fn(&Value) -> Value,
) -> (Vec<Value>, Vec<usize>) {
    let (mut items, mut sizes) = (vec![], vec![]);
    loop {
        let mut arguments = more.clone();
        arguments["limit"] = json!(limit);
        if let Some(last) = items.last() {
            arguments["start_after"] = cursor(last);
        }
        let page = ask(suite, json!({query: arguments}))[list]
            .as_array()
            .unwrap()
            .clone();
        if page.is_empty() {
            return (items, sizes);
        }
        sizes.push(page.len());
        assert!(sizes.len() < 10, "{query} does not end");
        items.extend(page);
    }
}

/// The default number of entries and the cap, for a list with more than a hundred entries.
fn lengths(suite: &Suite, query: &str, list: &str, more: &Value) -> [usize; 3] {
    [json!(null), json!(u32::MAX), json!(0)].map(|limit| {
        let mut arguments = more.clone();
        arguments["limit"] = limit;
        ask(suite, json!({query: arguments}))[list]
            .as_array()
            .unwrap()
            .len()
    })
}

/// QRY-05, QRY-07
#[test]
fn channels_and_their_books_are_listed_in_pages() {
    let mut suite = Suite::new();
    for number in 2..105 {
        suite.connect(&format!("channel-{number}")).unwrap();
    }
    assert_eq!(
        lengths(&suite, "list_channels", "channels", &json!({})),
        [100, 100, 0]
    );
    let (channels, sizes) = pages(&suite, "list_channels", "channels", json!({}), 50, |last| {
        last["id"].clone()
    });
    assert_eq!(sizes, [50, 50, 5]);
    let end = theirs("channel-104");
    assert!(channels.contains(
        &json!({"id": "channel-104", "counterparty_endpoint": end, "connection_id": "connection-0"})
    ));

    for number in 0..103 {
        let denom = format!("u{number:03}");
        suite
            .send_coin("alice", coin(number + 1, denom), transfer_msg("channel-0"))
            .unwrap();
    }
    let of = json!({"id": "channel-0"});
    for list in ["balances", "total_sent"] {
        assert_eq!(lengths(&suite, "channel", list, &of), [100, 100, 0]);
        let (books, sizes) = pages(&suite, "channel", list, of.clone(), 60, |last| {
            last["native"]["denom"].clone()
        });
        assert_eq!(sizes, [60, 43]);
        assert_eq!(books[102], json!({"native": {"denom": "u102", "amount": "103"}}));
    }
    let unknown = suite.ask(json!({"channel": {"id": "channel-999"}}));
    assert!(matches!(unknown, Err(ContractError::UnknownChannel(_))));
    assert!(suite
        .ask(json!({"channel_status": {"id": "channel-999"}}))
        .is_err());
    ran("QRY-05, QRY-07");
}

#[test]
fn books_of_tokens_are_shown_by_address() {
    let mut suite = Suite::new();
    suite.sent_token(&addr("token"), 5, "channel-0");
    suite.sent_coin(7, "cw-like", "channel-0");
    let books = ask(&suite, json!({"channel": {"id": "channel-0"}}));
    let expected = json!([
        {"native": {"denom": "cw-like", "amount": "7"}},
        {"cw20": {"address": addr("token"), "amount": "5"}},
    ]);
    assert_eq!(books["balances"], expected);
    assert_eq!(books["total_sent"], expected);
}

/// QRY-01, QRY-02
#[test]
fn the_allow_list_and_vouchers_are_listed_in_pages() {
    let mut suite = Suite::new();
    for number in 0..40 {
        let allow = json!({"allow": {"contract": addr(&format!("token{number}"))}});
        suite.execute(&addr("admin"), &[], allow).unwrap();
    }
    assert_eq!(lengths(&suite, "list_allowed", "allow", &json!({})), [10, 30, 0]);
    let (allowed, sizes) = pages(&suite, "list_allowed", "allow", json!({}), 30, |last| {
        last["contract"].clone()
    });
    assert_eq!(sizes, [30, 11]);
    assert!(allowed.contains(&json!({"contract": addr("token7"), "gas_limit": null})));

    for number in 0..101 {
        suite.voucher("channel-0", &format!("u{number:03}"));
    }
    assert_eq!(
        lengths(&suite, "list_vouchers", "vouchers", &json!({})),
        [30, 100, 0]
    );
    let (vouchers, sizes) = pages(&suite, "list_vouchers", "vouchers", json!({}), 60, |last| {
        last["denom"].clone()
    });
    assert_eq!(sizes, [60, 41]);
    for voucher in vouchers {
        let known = ask(&suite, json!({"denom": {"voucher": voucher["address"]}}));
        assert_eq!(known["denom"], voucher["denom"]);
    }
    assert!(suite.ask(json!({"denom": {"voucher": addr("token")}})).is_err());
    ran("QRY-01, QRY-02");
}

#[test]
fn packets_in_flight_are_found_by_sender_and_in_pages() {
    let mut suite = Suite::new();
    suite.sequence = 200; // bytes, not digits, order them
    let send = |suite: &mut Suite, sender: &str, channel: &str| {
        let sent = suite
            .send_coin(sender, coin(5, "uatom"), transfer_msg(channel))
            .unwrap();
        suite.report(&sent, channel);
    };
    for _ in 0..60 {
        send(&mut suite, "alice", "channel-0");
        send(&mut suite, "alice", "channel-1");
        send(&mut suite, "bob", "channel-0");
    }
    let by = |more: Value| {
        let mut arguments = more;
        arguments["sender"] = json!(addr("alice"));
        arguments
    };
    let name = |packet: &Value| json!({"channel": packet["channel"], "sequence": packet["sequence"]});
    let full = |packet: &Value| {
        let mut name = name(packet);
        name["sender"] = packet["sender"].clone();
        name
    };
    assert_eq!(
        lengths(&suite, "in_flight", "packets", &by(json!({}))),
        [30, 100, 0]
    );
    assert_eq!(
        lengths(&suite, "list_in_flight", "packets", &json!({})),
        [30, 100, 0]
    );
    for (query, more, expected) in [
        ("in_flight", by(json!({})), vec![50, 50, 20]),
        ("in_flight", by(json!({"channel": "channel-1"})), vec![50, 10]),
        ("list_in_flight", json!({}), vec![50, 50, 50, 30]),
    ] {
        let cursor = |last: &Value| {
            if query == "in_flight" {
                name(last)
            } else {
                full(last)
            }
        };
        let (packets, sizes) = pages(&suite, query, "packets", more.clone(), 50, cursor);
        assert_eq!(sizes, expected, "{query} {more}");
        let mut names: Vec<String> = packets.iter().map(|packet| full(packet).to_string()).collect();
        names.sort();
        names.dedup();
        assert_eq!(
            names.len(),
            expected.iter().sum::<usize>(),
            "{query}: none twice, none lost"
        );
        if query == "in_flight" {
            assert!(packets
                .iter()
                .all(|packet| packet["sender"] == json!(addr("alice"))));
        }
    }
    let one = json!({"channel": "channel-1", "sequence": 201});
    let found = ask(&suite, json!({"in_flight": by(one)}));
    let packet = json!({
        "sender": addr("alice"), "channel": "channel-1", "sequence": 201, "denom": "uatom", "amount": "5",
    });
    assert_eq!(found, json!({"packets": [packet]}));
    for nothing in [
        json!({"channel": "channel-1", "sequence": 200}),
        json!({"channel": "channel-9"}),
    ] {
        assert_eq!(
            ask(&suite, json!({"in_flight": by(nothing)})),
            json!({"packets": []})
        );
    }
    let refused = suite.ask(json!({"in_flight": by(json!({"sequence": 201}))}));
    assert!(matches!(refused, Err(ContractError::SequenceWithoutChannel)));
    let elsewhere = json!({"channel": "channel-1", "start_after": {"channel": "channel-0", "sequence": 1}});
    let refused = suite.ask(json!({"in_flight": by(elsewhere)}));
    assert!(matches!(refused, Err(ContractError::StartsElsewhere)));
    assert!(suite.ask(json!({"in_flight": {"sender": "nobody"}})).is_err());
}

#[test]
fn claims_are_listed_by_owner_and_in_pages() {
    let mut suite = Suite::new();
    for number in 0..104_u32 {
        let owner = addr(if number % 4 == 0 { "bob" } else { "alice" });
        let denom = format!("u{number:03}");
        let claim = Claim {
            held: Uint256::from(number + 1),
            to_mint: Uint256::zero(),
        };
        CLAIMS
            .save(&mut suite.deps.storage, (&owner, denom.as_str()), &claim)
            .unwrap();
    }
    let of = json!({"owner": addr("alice")});
    assert_eq!(lengths(&suite, "claims", "claims", &of), [30, 78, 0]);
    assert_eq!(lengths(&suite, "list_claims", "claims", &json!({})), [30, 100, 0]);
    let (own, sizes) = pages(&suite, "claims", "claims", of, 40, |last| last["denom"].clone());
    assert_eq!(sizes, [40, 38]);
    assert_eq!(
        own[0],
        json!({"owner": addr("alice"), "denom": "u001", "held": "2", "to_mint": "0"})
    );
    let cursor = |last: &Value| json!({"owner": last["owner"], "denom": last["denom"]});
    let (all, sizes) = pages(&suite, "list_claims", "claims", json!({}), 60, cursor);
    assert_eq!(sizes, [60, 44]);
    assert_eq!(
        all.iter()
            .filter(|claim| claim["owner"] == json!(addr("bob")))
            .count(),
        26
    );
}

/// Records that this contract cannot write, but that a host or a fork may have written.
#[test]
fn one_record_that_cannot_be_read_does_not_fail_the_list_for_others() {
    let mut suite = Suite::new();
    for _ in 0..3 {
        suite.sent_coin(5, "uatom", "channel-0");
    }
    for (sender, record) in [([1; 20], b"\x01\x05\xff".as_slice()), ([2; 20], b"\xff")] {
        let key = IN_FLIGHT.key((sender.as_slice(), "channel-0", 9));
        suite.deps.storage.set(&key, record);
    }
    let all = suite.ask(json!({"list_in_flight": {}})).unwrap();
    let sequences: Vec<_> = all["packets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|packet| &packet["sequence"])
        .collect();
    assert_eq!(sequences, [&json!(1), &json!(2), &json!(3)]);
    // They do not shorten a page either.
    let page = suite.ask(json!({"list_in_flight": {"limit": 3}})).unwrap();
    assert_eq!(page, all);
}
