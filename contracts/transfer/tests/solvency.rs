//! The query `solvency`: what is held, escrowed and claimed of each asset, in pages.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::state::{ChannelInfo, ChannelState, Claim, CHANNEL_INFO, CHANNEL_STATE, CLAIMS};
use common::{addr, cw20, settings, theirs, Suite, FAILURE};
use cosmwasm_std::{coins, Uint256};
use serde_json::{json, Value};

fn entry(denom: &str, held: Option<i64>, escrowed: u64, claimed: u64) -> Value {
    let owed = i64::try_from(escrowed + claimed).unwrap();
    json!({
        "denom": denom, "held": held.map(|held| held.to_string()), "escrowed": escrowed.to_string(),
        "claimed": claimed.to_string(), "surplus": held.map(|held| (held - owed).to_string()),
    })
}

fn bank(suite: &mut Suite, amount: u128) {
    let us = addr("us");
    suite.deps.querier.bank.update_balance(us, coins(amount, "uatom"));
}

fn ask(suite: &Suite, message: Value) -> Value {
    suite.ask(json!({ "solvency": message })).unwrap()
}

#[test]
fn each_asset_is_summed_over_channels_and_claims_and_compared_with_what_is_held() {
    let mut suite = Suite::new();
    let token = addr("token");
    for (channel, amount) in [("channel-0", 100), ("channel-1", 50)] {
        suite.sent_coin(amount, "uatom", channel);
        suite.sent_token(&token, amount, channel);
    }
    let failed = suite.sent_token(&token, 7, "channel-0");
    let refund = suite.ack(&failed, FAILURE).unwrap();
    suite.refund_fails(&refund.messages[0], "paused").unwrap();
    for (held, bank_holds) in [(157, 150), (160, 1_000), (100, 149)] {
        suite.holds(&token, held);
        bank(&mut suite, bank_holds);
        let (held, bank_holds) = (i64::try_from(held).unwrap(), i64::try_from(bank_holds).unwrap());
        let expected = [
            entry(&cw20(&token), Some(held), 150, 7),
            entry("uatom", Some(bank_holds), 150, 0),
        ];
        assert_eq!(
            ask(&suite, json!({})),
            json!({"assets": expected, "complete": true})
        );
        for one in expected {
            let asked = ask(&suite, json!({"denom": one["denom"]}));
            assert_eq!(asked, json!({"assets": [one], "complete": true}));
        }
    }
}

#[test]
fn vouchers_that_are_to_be_minted_are_not_owed_and_those_in_escrow_are() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let burned = suite.sent_token(&voucher, 9, "channel-0");
    let refund = suite.ack(&burned, FAILURE).unwrap();
    suite.refund_fails(&refund.messages[0], "full").unwrap();
    assert_eq!(ask(&suite, json!({})), json!({"assets": [], "complete": true}));
    suite.sent_token(&voucher, 5, "channel-1");
    suite.holds(&voucher, 5);
    let expected = entry(&cw20(&voucher), Some(5), 5, 0);
    assert_eq!(
        ask(&suite, json!({})),
        json!({"assets": [expected], "complete": true})
    );
}

#[test]
fn a_list_asks_no_token_off_the_allow_list_and_the_query_for_itself_does() {
    let mut with_default = settings();
    with_default["default_gas_limit"] = json!(500_000);
    let mut suite = Suite::with(with_default);
    let other = addr("other");
    suite.holds(&other, 30);
    suite.sent_token(&other, 30, "channel-0");
    let unknown = entry(&cw20(&other), None, 30, 0);
    assert_eq!(
        ask(&suite, json!({})),
        json!({"assets": [unknown], "complete": true})
    );
    let asked = ask(&suite, json!({"denom": cw20(&other)}));
    assert_eq!(asked["assets"], json!([entry(&cw20(&other), Some(30), 30, 0)]));

    // a token whose query fails is an entry that says so
    suite.balances.borrow_mut().clear();
    let asked = ask(&suite, json!({"denom": cw20(&other)}));
    assert_eq!(asked, json!({"assets": [unknown], "complete": true}));
    suite.sent_token(&addr("token"), 1, "channel-0");
    let listed = ask(&suite, json!({}));
    assert_eq!(listed["assets"].as_array().unwrap().len(), 2);
    assert!(listed["assets"]
        .as_array()
        .unwrap()
        .iter()
        .all(|asset| asset["held"].is_null()));
}

#[test]
fn pages_follow_each_other_without_a_gap_and_only_the_last_is_complete() {
    let mut suite = Suite::new();
    let denoms: Vec<String> = (0..13).map(|number| format!("u{number:02}")).collect();
    for (index, denom) in denoms.iter().enumerate() {
        let channel = if index % 3 == 0 { "channel-1" } else { "channel-0" };
        suite.sent_coin(5, denom, channel);
        suite.sent_coin(1, denom, "channel-1");
    }
    for limit in 1..15 {
        let (mut seen, mut last) = (vec![], Value::Null);
        loop {
            let page = ask(&suite, json!({"limit": limit, "start_after": last}));
            for asset in page["assets"].as_array().unwrap() {
                assert_eq!(asset["escrowed"], json!("6"), "summed over both channels");
                last = asset["denom"].clone();
                seen.push(last.as_str().unwrap().to_string());
            }
            if page["complete"] == json!(true) {
                break;
            }
        }
        assert_eq!(seen, denoms, "pages of {limit}");
    }
    assert_eq!(ask(&suite, json!({}))["assets"].as_array().unwrap().len(), 10);
    assert_eq!(
        ask(&suite, json!({"limit": 1_000}))["assets"]
            .as_array()
            .unwrap()
            .len(),
        13
    );
}

#[test]
fn more_than_500_channels_or_1000_claims_are_never_complete() {
    let mut suite = Suite::new();
    let storage = &mut suite.deps.storage;
    for number in 2..500 {
        let channel = format!("channel-{number}");
        let info = ChannelInfo {
            id: channel.clone(),
            counterparty_endpoint: theirs(&channel),
            connection_id: "connection-0".into(),
        };
        CHANNEL_INFO.save(storage, &channel, &info).unwrap();
        let books = ChannelState {
            outstanding: Uint256::one(),
            total_sent: Uint256::one(),
            ..ChannelState::default()
        };
        CHANNEL_STATE.save(storage, (&channel, "uatom"), &books).unwrap();
    }
    let claim = Claim {
        held: Uint256::one(),
        to_mint: Uint256::zero(),
    };
    for number in 0..1_000 {
        let owner = addr(&format!("owner {number}"));
        CLAIMS.save(storage, (&owner, "uatom"), &claim).unwrap();
    }
    for message in [json!({}), json!({"denom": "uatom"})] {
        let whole = json!({"assets": [entry("uatom", Some(0), 498, 1_000)], "complete": true});
        assert_eq!(ask(&suite, message), whole);
    }
    let one_more = addr("one more");
    let mut with_claim = suite.deps.storage.entries.clone();
    CLAIMS
        .save(&mut suite.deps.storage, (&one_more, "uatom"), &claim)
        .unwrap();
    assert_eq!(ask(&suite, json!({"denom": "uatom"}))["complete"], json!(false));
    std::mem::swap(&mut with_claim, &mut suite.deps.storage.entries);
    suite.connect("channel-999").unwrap();
    for message in [json!({}), json!({"denom": "uatom"})] {
        assert_eq!(ask(&suite, message)["complete"], json!(false));
    }
}
