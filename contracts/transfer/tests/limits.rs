//! Limits, denials and wind-downs: what they refuse or hold, what gives back, and who may set them.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::state::{LIMITED, MINT_POLICY};
use causeway_transfer::ContractError;
use common::{addr, cw20, our_port, transfer_msg, Suite, FAILURE, SUCCESS};
use cosmwasm_std::{coin, from_json, to_json_binary, Addr, ContractInfoResponse, Order, WasmQuery};
use cosmwasm_std::{ContractResult, SystemError, SystemResult};
use serde_json::{json, Value};

const DAY: u64 = 86_400;
const ABOVE: &str =
    "the amount is above what the limit of this token on this channel has left: send less or later";
const DENIED: &str = "this token is denied on this channel: it can only go back to its source chain over it";
const WOUND_DOWN: &str = "this channel is wound down: tokens can only go back to their source chain over it";

fn act(suite: &mut Suite, who: &str, message: Value) -> Result<(), String> {
    let done = suite.execute(&addr(who), &[], message);
    done.map(|_| ()).map_err(|error| error.to_string())
}

fn set(suite: &mut Suite, denom: &str, direction: &str, amount: Option<u64>) {
    let message = json!({"set_limit": {
        "channel": "channel-0", "denom": denom, "direction": direction, "amount": amount.map(|amount| amount.to_string()),
    }});
    act(suite, "admin", message).unwrap();
}

fn deny(suite: &mut Suite, denom: &str, denied: bool) {
    let message = json!({"deny": {"channel": "channel-0", "denom": denom, "denied": denied}});
    act(suite, "admin", message).unwrap();
}

fn send(suite: &mut Suite, amount: u128) -> Result<(), String> {
    let sent = suite.send_coin("alice", coin(amount, "uatom"), transfer_msg("channel-0"));
    sent.map(|_| ()).map_err(|error| error.to_string())
}

/// uatom comes home: whether it was paid at once.
fn arrives(suite: &mut Suite, sequence: u64, amount: u128) -> bool {
    let data = json!({
        "denom": "transfer/channel-10/uatom", "amount": amount.to_string(), "sender": "osmo1sender",
        "receiver": addr("bob"),
    });
    let answer = suite.receive_numbered("channel-0", sequence, data.to_string().as_bytes());
    answer.unwrap().acknowledgement.is_some()
}

fn mint(suite: &mut Suite, amount: u128) -> Result<(), String> {
    let minted = suite.receive("channel-0", "uosmo", amount, addr("alice").as_str());
    minted.map(|_| ()).map_err(|error| error.to_string())
}

/// What each limit of the channel has left: denom, direction, left.
fn left(suite: &Suite) -> Vec<(String, String, u128)> {
    let limits = suite.ask(json!({"limits": {"channel": "channel-0"}})).unwrap();
    let limits = limits["limits"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    limits
        .iter()
        .map(|limit| {
            let left = text(&limit["left"]).parse().unwrap();
            (text(&limit["denom"]), text(&limit["direction"]), left)
        })
        .collect()
}

/// What the one limit of uatom in a direction has left.
fn left_of(suite: &Suite, direction: &str) -> u128 {
    let found: Vec<_> = left(suite)
        .into_iter()
        .filter(|(_, of, _)| of == direction)
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].2
}

fn records(suite: &Suite) -> Vec<(u64, u128)> {
    let all = LIMITED.range(&suite.deps.storage, None, None, Order::Ascending);
    all.map(|entry| {
        let ((channel, sequence), taken) = entry.unwrap();
        assert_eq!(channel, "channel-0");
        (sequence, taken.to_string().parse().unwrap())
    })
    .collect()
}

#[test]
fn only_the_admin_sets_limits_denies_and_winds_down() {
    let mut suite = Suite::new();
    for message in [
        json!({"set_limit": {"channel": "channel-0", "denom": "uatom", "direction": "outward", "amount": "1"}}),
        json!({"deny": {"channel": "channel-0", "denom": "uatom", "denied": true}}),
        json!({"wind_down": {"channel": "channel-0", "on": true}}),
    ] {
        for who in ["alice", "guardian"] {
            let refused = act(&mut suite, who, message.clone()).unwrap_err();
            assert_eq!(refused, "only the admin may do this");
        }
        act(&mut suite, "admin", message).unwrap();
    }
}

#[test]
fn a_setting_is_refused_for_an_unknown_channel_a_bad_denom_and_a_limit_above_192_bits() {
    let mut suite = Suite::new();
    let two_to_192 = "6277101735386680763835789423207666416102355444464034512896";
    let limit = |channel: &str, denom: &str, amount: &str| json!({"set_limit": {"channel": channel, "denom": denom, "direction": "homeward", "amount": amount}});
    for (message, text) in [
        (
            limit("channel-9", "uatom", "1"),
            "there is no channel channel-9 here",
        ),
        (
            json!({"wind_down": {"channel": "channel-9", "on": true}}),
            "there is no channel channel-9 here",
        ),
        (
            limit("channel-0", "", "1"),
            "denom has 0 bytes: give a local denom of 1 to 1024 bytes",
        ),
        (
            limit("channel-0", &"u".repeat(1_025), "1"),
            "denom has 1025 bytes",
        ),
        (
            limit("channel-0", "cw20:nobody", "1"),
            "denom nobody is no address of this chain",
        ),
        (
            limit(
                "channel-0",
                "uatom",
                "6277101735386680763835789423207666416102355444464034512897",
            ),
            "a limit may be at most 2^192 base units a day",
        ),
    ] {
        let refused = act(&mut suite, "admin", message).unwrap_err();
        assert!(refused.starts_with(text), "{refused}");
    }
    act(&mut suite, "admin", limit("channel-0", "uatom", two_to_192)).unwrap();
}

#[test]
fn outward_what_does_not_fit_is_refused_and_the_bucket_refills_over_a_day() {
    let mut suite = Suite::new();
    set(&mut suite, "uatom", "outward", Some(100));
    send(&mut suite, 60).unwrap();
    assert_eq!(send(&mut suite, 41).unwrap_err(), ABOVE);
    send(&mut suite, 40).unwrap();
    assert_eq!(send(&mut suite, 1).unwrap_err(), ABOVE);
    suite.wait(DAY / 4);
    assert_eq!(send(&mut suite, 26).unwrap_err(), ABOVE);
    send(&mut suite, 25).unwrap();
    set(&mut suite, "uatom", "outward", None);
    send(&mut suite, 1_000).unwrap();
    assert_eq!(left(&suite), []);
}

#[test]
fn homeward_what_does_not_fit_is_held_takes_nothing_and_lets_smaller_ones_pass() {
    let mut suite = Suite::new();
    suite.sent_coin(1_000, "uatom", "channel-0");
    set(&mut suite, "uatom", "homeward", Some(100));
    assert!(!arrives(&mut suite, 1, 101));
    assert_eq!(left_of(&suite, "homeward"), 100);
    assert!(arrives(&mut suite, 2, 60));
    assert!(!arrives(&mut suite, 3, 41));
    assert!(arrives(&mut suite, 4, 40));
    assert!(!arrives(&mut suite, 5, 1));
    assert_eq!(suite.books("channel-0", "uatom"), (900, 1_000));

    // a release is paid whatever the limit says, and moves no bucket
    set(&mut suite, "uatom", "homeward", Some(0));
    suite.wait(DAY);
    let release = json!({"release": {"channel": "channel-0", "sequence": 1}});
    act(&mut suite, "stranger", release).unwrap();
    assert_eq!(suite.books("channel-0", "uatom"), (799, 1_000));
    set(&mut suite, "uatom", "homeward", Some(300));
    assert_eq!(
        left_of(&suite, "homeward"),
        200,
        "the 100 that were paid are still used: 0 refilled nothing"
    );
}

#[test]
fn a_return_that_is_paid_on_arrival_gives_back_outward() {
    let mut suite = Suite::new();
    set(&mut suite, "uatom", "outward", Some(100));
    suite.sent_coin(100, "uatom", "channel-0");
    assert!(arrives(&mut suite, 1, 30));
    assert_eq!(left_of(&suite, "outward"), 30);
    // one that is held gives nothing back, nor does its release
    set(&mut suite, "uatom", "homeward", Some(0));
    assert!(!arrives(&mut suite, 2, 30));
    assert_eq!(left_of(&suite, "outward"), 30);
    suite.wait(DAY);
    set(&mut suite, "uatom", "outward", Some(100));
    suite.sent_coin(100, "uatom", "channel-0");
    let release = json!({"release": {"channel": "channel-0", "sequence": 2}});
    act(&mut suite, "stranger", release).unwrap();
    assert_eq!(left_of(&suite, "outward"), 0);
}

#[test]
fn a_send_gives_back_homeward_only_when_its_success_is_acknowledged() {
    let mut suite = Suite::new();
    suite.sent_coin(1_000, "uatom", "channel-0");
    set(&mut suite, "uatom", "homeward", Some(100));
    assert!(arrives(&mut suite, 1, 100));
    let sent = suite.sent_coin(70, "uatom", "channel-0");
    assert_eq!(
        records(&suite),
        [(sent.sequence, 0)],
        "it took nothing, and leaves a record"
    );
    assert_eq!(left_of(&suite, "homeward"), 0);
    suite.ack(&sent, SUCCESS).unwrap();
    assert_eq!(left_of(&suite, "homeward"), 70);
    assert_eq!(records(&suite), []);
    // never above its amount
    let sent = suite.sent_coin(500, "uatom", "channel-0");
    suite.ack(&sent, SUCCESS).unwrap();
    assert_eq!(left_of(&suite, "homeward"), 100);
}

#[test]
fn a_refund_puts_back_what_its_send_took_and_gives_nothing_homeward() {
    let mut suite = Suite::new();
    set(&mut suite, "uatom", "outward", Some(100));
    set(&mut suite, "uatom", "homeward", Some(10));
    let [refused, late] = [60, 40].map(|amount| suite.sent_coin(amount, "uatom", "channel-0"));
    assert_eq!(records(&suite), [(refused.sequence, 60), (late.sequence, 40)]);
    assert!(arrives(&mut suite, 1, 10));
    assert_eq!(left_of(&suite, "outward"), 10);
    suite.ack(&late, FAILURE).unwrap();
    assert_eq!((left_of(&suite, "outward"), left_of(&suite, "homeward")), (50, 0));
    suite.timeout(&refused).unwrap_err(); // the books do not cover it: it stays pending, with its record
    assert_eq!(records(&suite), [(refused.sequence, 60)]);
}

#[test]
fn a_packet_that_was_sent_without_a_limit_gives_nothing_and_puts_nothing_back() {
    let mut suite = Suite::new();
    let before = [1, 2].map(|_| suite.sent_coin(50, "uatom", "channel-0"));
    set(&mut suite, "uatom", "outward", Some(100));
    set(&mut suite, "uatom", "homeward", Some(30));
    assert_eq!(records(&suite), []);
    send(&mut suite, 100).unwrap();
    assert!(arrives(&mut suite, 1, 30));
    assert_eq!((left_of(&suite, "outward"), left_of(&suite, "homeward")), (30, 0));
    suite.ack(&before[0], SUCCESS).unwrap();
    suite.ack(&before[1], FAILURE).unwrap();
    assert_eq!((left_of(&suite, "outward"), left_of(&suite, "homeward")), (30, 0));
}

/// A lying chain forges a return of the whole limit, sends it out again, n times, and refuses all its sends at the end.
#[test]
fn forged_returns_that_are_cycled_and_refunded_take_no_more_than_the_limit_home() {
    let mut suite = Suite::new();
    suite.sent_coin(1_000, "uatom", "channel-0"); // of honest people
    set(&mut suite, "uatom", "homeward", Some(100));
    let (mut home, mut sent) = (0, vec![]);
    for sequence in 1..20 {
        if arrives(&mut suite, sequence, 100) {
            home += 100;
        }
        if home > 0 {
            sent.push(suite.sent_coin(home, "uatom", "channel-0"));
            home = 0;
        }
    }
    for packet in &sent {
        suite.ack(packet, FAILURE).unwrap();
    }
    assert_eq!(
        suite.books("channel-0", "uatom").0,
        900,
        "100 are home, and no more"
    );
}

/// The same with mints and burns: a lying chain whose token is limited here mints, has it burned, and refuses the burns.
#[test]
fn mints_and_burns_that_are_cycled_and_refunded_never_exceed_the_limit() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    set(&mut suite, &cw20(&voucher), "outward", Some(100));
    let mut burned = vec![];
    let mut minted = 0;
    for _ in 0..20 {
        if mint(&mut suite, 100).is_ok() {
            minted += 100;
            burned.push(suite.sent_token(&voucher, 100, "channel-0"));
        }
    }
    for packet in &burned {
        suite.ack(packet, FAILURE).unwrap();
    }
    assert_eq!(minted, 100);
    assert_eq!(mint(&mut suite, 1).unwrap_err(), ABOVE);
}

#[test]
fn a_burn_is_never_limited_and_gives_back_to_its_mint_when_its_success_is_acknowledged() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let unlimited = suite.sent_token(&voucher, 10, "channel-0");
    assert_eq!(records(&suite), []);
    set(&mut suite, &cw20(&voucher), "outward", Some(100));
    mint(&mut suite, 100).unwrap();
    assert_eq!(mint(&mut suite, 1).unwrap_err(), ABOVE);
    suite.ack(&unlimited, SUCCESS).unwrap();
    assert_eq!(left_of(&suite, "outward"), 0);

    let burned = suite.sent_token(&voucher, 800, "channel-0");
    assert_eq!(records(&suite), [(burned.sequence, 0)]);
    suite.ack(&burned, SUCCESS).unwrap();
    assert_eq!(left_of(&suite, "outward"), 100);
    mint(&mut suite, 100).unwrap();
    let refused = suite.sent_token(&voucher, 50, "channel-0");
    suite.ack(&refused, FAILURE).unwrap();
    assert_eq!((left_of(&suite, "outward"), records(&suite)), (0, vec![]));

    let homeward = json!({"set_limit": {
        "channel": "channel-0", "denom": cw20(&voucher), "direction": "homeward", "amount": "1",
    }});
    let refused = act(&mut suite, "admin", homeward).unwrap_err();
    assert!(refused.ends_with("a burn is never limited"), "{refused}");
}

#[test]
fn a_mint_may_be_limited_and_denied_before_its_voucher_exists() {
    let mut suite = Suite::new();
    let path = format!("{}/channel-0/uosmo", our_port());
    let predicted = suite.ask(json!({"voucher": {"denom": path}})).unwrap()["address"].clone();
    let denom = format!("cw20:{}", predicted.as_str().unwrap());
    set(&mut suite, &denom, "outward", Some(50));
    assert_eq!(mint(&mut suite, 51).unwrap_err(), ABOVE);
    mint(&mut suite, 50).unwrap();
    deny(&mut suite, &denom, true);
    assert_eq!(mint(&mut suite, 1).unwrap_err(), DENIED);
    set(&mut suite, &denom, "outward", None);
    assert_eq!(mint(&mut suite, 1).unwrap_err(), DENIED);
    deny(&mut suite, &denom, false);
    mint(&mut suite, 1).unwrap();
    assert!(
        MINT_POLICY.is_empty(&suite.deps.storage),
        "only while something is set"
    );
}

#[test]
fn a_cw20_denom_means_the_mint_for_a_voucher_of_the_channel_and_else_the_escrow() {
    let mut suite = Suite::new();
    let (ours, elsewhere) = (
        suite.voucher("channel-0", "uosmo"),
        suite.voucher("channel-1", "uosmo"),
    );
    exists(&mut suite, &addr("token"));
    for (token, is_mint) in [
        (ours, true),
        (elsewhere, false),
        (addr("token"), false),
        (addr("nothing yet"), true),
    ] {
        deny(&mut suite, &cw20(&token), true);
        let stored = MINT_POLICY.has(&suite.deps.storage, ("channel-0", &cw20(&token)));
        assert_eq!(stored, is_mint, "{token}");
    }
    let refused = suite.send_token(&addr("token"), "alice", 1, transfer_msg("channel-0"));
    assert_eq!(refused.unwrap_err().to_string(), DENIED);
    let elsewhere = suite.voucher("channel-1", "uosmo");
    let refused = suite.send_token(&elsewhere, "alice", 1, transfer_msg("channel-0"));
    assert_eq!(refused.unwrap_err().to_string(), DENIED);
}

/// A contract stands at this address.
fn exists(suite: &mut Suite, contract: &Addr) {
    let contract = contract.to_string();
    suite.deps.querier.update_wasm(move |query| match query {
        WasmQuery::ContractInfo { contract_addr } if *contract_addr == contract => {
            let info: ContractInfoResponse = from_json(
                json!({"code_id": 1, "creator": addr("creator"), "admin": null, "pinned": false, "ibc_port": null})
                    .to_string(),
            )
            .unwrap();
            SystemResult::Ok(ContractResult::from(to_json_binary(&info)))
        }
        _ => SystemResult::Err(SystemError::NoSuchContract { addr: "other".into() }),
    });
}

#[test]
fn a_denied_token_only_goes_home() {
    let mut suite = Suite::new();
    let sent = [100, 20, 10].map(|amount| suite.sent_coin(amount, "uatom", "channel-0"));
    deny(&mut suite, "uatom", true);
    assert_eq!(send(&mut suite, 1).unwrap_err(), DENIED);
    suite.sent_coin(5, "uatom", "channel-1"); // denied on one channel alone
    suite.sent_coin(5, "uother", "channel-0");
    assert!(arrives(&mut suite, 1, 60));
    suite.ack(&sent[0], SUCCESS).unwrap();
    suite.ack(&sent[1], FAILURE).unwrap();
    suite.timeout(&sent[2]).unwrap();
    deny(&mut suite, "uatom", false);
    send(&mut suite, 1).unwrap();
}

#[test]
fn over_a_channel_that_is_wound_down_tokens_only_go_home() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let sent = [100, 20].map(|amount| suite.sent_coin(amount, "uatom", "channel-0"));
    act(
        &mut suite,
        "admin",
        json!({"wind_down": {"channel": "channel-0", "on": true}}),
    )
    .unwrap();
    assert_eq!(send(&mut suite, 1).unwrap_err(), WOUND_DOWN);
    assert_eq!(mint(&mut suite, 1).unwrap_err(), WOUND_DOWN);
    suite.sent_coin(5, "uatom", "channel-1");
    suite.sent_token(&voucher, 5, "channel-0");
    assert!(arrives(&mut suite, 1, 60));
    suite.ack(&sent[0], SUCCESS).unwrap();
    suite.ack(&sent[1], FAILURE).unwrap();
    act(
        &mut suite,
        "admin",
        json!({"wind_down": {"channel": "channel-0", "on": false}}),
    )
    .unwrap();
    send(&mut suite, 1).unwrap();
    mint(&mut suite, 1).unwrap();
}

#[test]
fn while_there_is_no_operator_limits_denials_and_wind_downs_count_as_absent() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    suite.sent_coin(1_000, "uatom", "channel-0");
    let limited = {
        set(&mut suite, "uatom", "outward", Some(50));
        suite.sent_coin(50, "uatom", "channel-0")
    };
    for direction in ["outward", "homeward"] {
        set(&mut suite, "uatom", direction, Some(0));
    }
    set(&mut suite, &cw20(&voucher), "outward", Some(0));
    deny(&mut suite, "udenied", true);
    act(
        &mut suite,
        "admin",
        json!({"wind_down": {"channel": "channel-1", "on": true}}),
    )
    .unwrap();
    act(&mut suite, "admin", json!({"renounce_admin": {}})).unwrap();

    assert_eq!(left(&suite), []);
    let unlimited = suite.sent_coin(70, "uatom", "channel-0");
    suite.sent_coin(1, "udenied", "channel-0");
    suite.sent_coin(1, "uatom", "channel-1");
    assert!(arrives(&mut suite, 1, 500));
    mint(&mut suite, 9).unwrap();
    let burned = suite.sent_token(&voucher, 5, "channel-0");
    assert_eq!(records(&suite), [(limited.sequence, 50)], "no new record");
    suite.ack(&limited, SUCCESS).unwrap();
    suite.ack(&unlimited, SUCCESS).unwrap();
    suite.ack(&burned, SUCCESS).unwrap();

    suite.migrate(json!({"admin": addr("carol")})).unwrap();
    assert_eq!(left(&suite).len(), 3, "they count again");
    assert_eq!(send(&mut suite, 1).unwrap_err(), ABOVE);
    assert_eq!(mint(&mut suite, 1).unwrap_err(), ABOVE);
}

#[test]
fn without_an_operator_a_success_gives_nothing_back_to_a_limit() {
    let mut suite = Suite::new();
    suite.sent_coin(1_000, "uatom", "channel-0");
    set(&mut suite, "uatom", "homeward", Some(100));
    assert!(arrives(&mut suite, 1, 100));
    let sent = suite.sent_coin(70, "uatom", "channel-0");
    act(&mut suite, "admin", json!({"renounce_admin": {}})).unwrap();
    suite.ack(&sent, SUCCESS).unwrap();
    assert_eq!(records(&suite), []);
    suite.migrate(json!({"admin": addr("carol")})).unwrap();
    assert_eq!(left_of(&suite, "homeward"), 0);
}

#[test]
fn a_setting_before_the_first_send_is_not_shown_as_books() {
    let mut suite = Suite::new();
    set(&mut suite, "uatom", "outward", Some(5));
    let books =
        |suite: &Suite| suite.ask(json!({"channel": {"id": "channel-0"}})).unwrap()["balances"].clone();
    assert_eq!(books(&suite), json!([]));
    send(&mut suite, 5).unwrap();
    assert_eq!(
        books(&suite),
        json!([{"native": {"denom": "uatom", "amount": "5"}}])
    );
}

#[test]
fn limits_are_listed_by_denom_and_direction() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let denoms = ["uatom", "ubtc", "uzz"];
    for denom in denoms {
        set(&mut suite, denom, "homeward", Some(3));
        set(&mut suite, denom, "outward", Some(2));
    }
    suite.sent_coin(1, "uno", "channel-0"); // without a limit
    set(&mut suite, &cw20(&voucher), "outward", Some(1));
    let ask = |message: Value| -> Vec<(String, String, String)> {
        let limits = suite.ask(json!({ "limits": message })).unwrap()["limits"].clone();
        let text = |value: &Value| value.as_str().unwrap().to_string();
        let limits = limits.as_array().unwrap().iter();
        limits
            .map(|limit| {
                (
                    text(&limit["denom"]),
                    text(&limit["direction"]),
                    text(&limit["amount"]),
                )
            })
            .collect()
    };
    let mut all = vec![(cw20(&voucher), "outward".to_string(), "1".to_string())];
    for denom in denoms {
        all.push((denom.into(), "outward".into(), "2".into()));
        all.push((denom.into(), "homeward".into(), "3".into()));
    }
    assert_eq!(ask(json!({"channel": "channel-0"})), all);
    for limit in 1..7 {
        let (mut seen, mut last) = (vec![], json!(null));
        loop {
            let page = ask(json!({"channel": "channel-0", "limit": limit, "start_after": last}));
            let Some((denom, direction, _)) = page.last() else {
                break;
            };
            last = json!({"denom": denom, "direction": direction});
            seen.extend(page);
        }
        assert_eq!(seen, all, "pages of {limit}");
    }
    assert!(ask(json!({"channel": "channel-1"})).is_empty());
    let unknown = suite
        .ask(json!({"limits": {"channel": "channel-9"}}))
        .unwrap_err();
    assert!(matches!(unknown, ContractError::UnknownChannel(_)));
}
