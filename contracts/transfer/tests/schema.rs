//! Migrations between versions of this contract, from the raw storage that a chain had under each schema version.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;

use causeway_transfer::migrate::SCHEMA_VERSION;
use causeway_transfer::state::SCHEMA;
use causeway_transfer::ContractError;
use common::{call_of, never, Suite, FAILURE};
use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{coins, Addr, BankMsg, Binary, HexBinary, IbcEndpoint, IbcPacket};
use serde_json::{json, Value};

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// One for each schema version, from the first on.
const FIXTURES: [&str; 1] = [include_str!("../../../tests/vectors/state/schema-1.json")];

fn fixture(state: &str) -> Suite {
    let state: Value = serde_json::from_str(state).unwrap();
    let mut suite = Suite::bare();
    suite.deps.api = MockApi::default().with_prefix("hub");
    suite.env.contract.address = Addr::unchecked(state["contract"]["address"].as_str().unwrap());
    let entries = state["storage"].as_array().unwrap().iter().map(|entry| {
        let key = HexBinary::from_hex(entry["key_hex"].as_str().unwrap()).unwrap();
        let value = Binary::from_base64(entry["value_base64"].as_str().unwrap()).unwrap();
        (key.to_vec(), value.to_vec())
    });
    suite.deps.storage.entries = entries.collect();
    suite
}

fn changed(before: &Entries, after: &Entries) -> Vec<String> {
    let keys = before.keys().chain(after.keys());
    let mut keys: Vec<_> = keys.filter(|key| before.get(*key) != after.get(*key)).collect();
    keys.dedup();
    keys.into_iter()
        .map(|key| String::from_utf8_lossy(key).into_owned())
        .collect()
}

const QUERIES: [&str; 10] = [
    r#"{"port":{}}"#,
    r#"{"config":{}}"#,
    r#"{"settings":{}}"#,
    r#"{"admin":{}}"#,
    r#"{"list_allowed":{}}"#,
    r#"{"list_channels":{}}"#,
    r#"{"channel":{"id":"channel-1"}}"#,
    r#"{"list_in_flight":{}}"#,
    r#"{"list_claims":{}}"#,
    r#"{"list_vouchers":{}}"#,
];

fn answers(suite: &Suite) -> Vec<Value> {
    let ask = |query: &&str| suite.ask(serde_json::from_str(query).unwrap()).unwrap();
    QUERIES.iter().map(ask).collect()
}

#[test]
fn each_schema_version_has_a_fixture() {
    assert_eq!(u64::try_from(FIXTURES.len()).unwrap(), SCHEMA_VERSION);
    for (version, state) in (1..).zip(FIXTURES) {
        assert_eq!(SCHEMA.load(&fixture(state).deps.storage).unwrap(), version);
    }
}

/// Through all steps. A step that changes more than the version has its entries named here.
#[test]
fn a_migration_from_each_schema_version_to_the_newest_changes_only_what_its_steps_name() {
    for state in FIXTURES {
        let mut suite = fixture(state);
        let (before, told) = (suite.deps.storage.entries.clone(), answers(&suite));
        suite.migrate(json!({})).unwrap();
        let mut names = changed(&before, &suite.deps.storage.entries);
        // when the version is a later one
        names.retain(|name| name != "contract_info");
        assert_eq!(names, [""; 0]);
        assert_eq!(SCHEMA.load(&suite.deps.storage).unwrap(), SCHEMA_VERSION);
        assert_eq!(answers(&suite), told);
        let after = suite.deps.storage.entries.clone();
        suite.migrate(json!({})).unwrap();
        assert_eq!(suite.deps.storage.entries, after, "once more changes nothing");
    }
}

#[test]
fn a_migration_that_fails_at_any_point_leaves_the_state_as_it_was() {
    for state in FIXTURES {
        for message in [
            json!({"dry_run": true}),
            json!({"admin": ALICE, "dry_run": true}),
            json!({"voucher_code_id": 99}),
            json!({"vouchers": ["nobody"]}),
            json!({"settle": [{"sender": "nobody", "channel": "channel-1", "sequence": 1}]}),
            json!({"assign": [{"channel": "channel-1", "sequence": 1, "data": "e30="}]}),
            json!({"admin": "nobody"}),
            json!({"unknown": 1}),
        ] {
            let mut suite = fixture(state);
            let before = suite.deps.storage.entries.clone();
            suite.migrate(message.clone()).unwrap_err();
            assert_eq!(suite.deps.storage.entries, before, "{message}");
        }
    }
}

#[test]
fn a_downgrade_and_a_state_of_an_unknown_schema_version_are_refused() {
    for state in FIXTURES {
        let mut suite = fixture(state);
        cw2::set_contract_version(&mut suite.deps.storage, "crates.io:causeway-transfer", "99.0.0").unwrap();
        let refused = suite.migrate(json!({})).unwrap_err().to_string();
        assert!(refused.contains("Cannot migrate from newer version"), "{refused}");
        // a later code's state, and one of a commit before the state had a version
        for version in [Some(SCHEMA_VERSION + 1), None] {
            let mut suite = fixture(state);
            match version {
                Some(version) => SCHEMA.save(&mut suite.deps.storage, &version).unwrap(),
                None => SCHEMA.remove(&mut suite.deps.storage),
            }
            let before = suite.deps.storage.entries.clone();
            let refused = suite.migrate(json!({}));
            assert!(
                matches!(refused, Err(ContractError::UnknownSchema { .. })),
                "{version:?}"
            );
            assert_eq!(suite.deps.storage.entries, before);
        }
    }
}

const ALICE: &str = "hub1uknksegvstqxdyhyca7zk5mkwyzjlj2j7jjy4y";
const GOLD: &str = "hub1yyca08xqdgvjz0psg56z67ejh9xms6l436u8y58m82npdqqhmmtqgpsu3q";

fn packet(suite: &Suite, sequence: u64, denom: &str, amount: u64) -> IbcPacket {
    let data = json!({"amount": amount.to_string(), "denom": denom, "receiver": "r", "sender": ALICE});
    let src = IbcEndpoint {
        port_id: format!("wasm.{}", suite.env.contract.address),
        channel_id: "channel-1".into(),
    };
    let dest = IbcEndpoint {
        port_id: "wasm.zone".into(),
        channel_id: "channel-1".into(),
    };
    IbcPacket::new(data.to_string().as_bytes(), src, dest, sequence, never())
}

/// Packets 3 to 5 were cw20-ics20's, and two of them were refunded; 7 was settled into a claim, and 8 and 9 are in flight.
#[test]
fn after_all_steps_what_was_in_flight_is_settled_and_what_was_settled_is_not_settled_again() {
    let mut suite = fixture(FIXTURES[0]);
    suite.migrate(json!({})).unwrap();
    let refunded = [(4, "uhub", 70), (5, &format!("cw20:{GOLD}"), 40), (7, "uhub", 44)];
    for (sequence, denom, amount) in refunded {
        let packet = packet(&suite, sequence, denom, amount);
        let again = suite.ack(&packet, FAILURE);
        assert!(matches!(again, Err(ContractError::AlreadySettled)), "{sequence}");
    }
    let gold = packet(&suite, 8, &format!("cw20:{GOLD}"), 33);
    let refund = suite.ack(&gold, FAILURE).unwrap();
    let transfer = json!({"transfer": {"recipient": ALICE, "amount": "33"}});
    assert_eq!(call_of(&refund.messages[0]), (GOLD.to_string(), transfer));
    assert_eq!(refund.messages[0].gas_limit, Some(250_000));
    let coin = packet(&suite, 9, "uhub", 11);
    let refund = suite.timeout(&coin).unwrap();
    let pay = |amount| BankMsg::Send {
        to_address: ALICE.into(),
        amount: coins(amount, "uhub"),
    };
    assert_eq!(refund.messages[0].msg, pay(11).into());
    let claim = json!({"claim": {"denom": "uhub", "owner": ALICE}});
    let paid = suite.execute(&Addr::unchecked(ALICE), &[], claim).unwrap();
    assert_eq!(paid.messages[0].msg, pay(44).into());
    let (coins, tokens) = (
        suite.books("channel-1", "uhub"),
        suite.books("channel-1", &format!("cw20:{GOLD}")),
    );
    assert_eq!(
        (coins.0, tokens.0),
        (1255, 500),
        "1000 and 250 from before, and 5 after; and 500 GOLD"
    );
    assert_eq!(
        suite.ask(json!({"list_in_flight": {}})).unwrap(),
        json!({"packets": []})
    );
}
