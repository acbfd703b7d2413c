//! Who may change what.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::contract::{migrate, CONTRACT_NAME, CONTRACT_VERSION};
use causeway_transfer::msg::MigrateMsg;
use causeway_transfer::state::{Claim, ALLOW_LIST, ASSET_TOTALS, CLAIMS};
use causeway_transfer::{ledger, ContractError};
use common::cases::ran;
use common::{addr, attribute, cw20, settings, transfer_msg, Suite};
use cosmwasm_std::{Addr, Uint256};
use serde_json::{json, Value};

fn as_admin(suite: &mut Suite, message: Value) -> Result<cosmwasm_std::Response, ContractError> {
    suite.execute(&addr("admin"), &[], message)
}

fn ask(suite: &Suite, message: Value) -> Value {
    suite.ask(message).unwrap()
}

#[test]
fn the_predecessors_instantiate_message_gives_an_escrow_only_contract() {
    let message = json!({
        "default_timeout": 3600, "gov_contract": addr("admin"),
        "allowlist": [{"contract": addr("token"), "gas_limit": 200_000}], "default_gas_limit": null,
    });
    let suite = Suite::unconnected(message).unwrap();
    let config = json!({"default_timeout": 3600, "default_gas_limit": null, "gov_contract": addr("admin")});
    assert_eq!(ask(&suite, json!({"config": {}})), config);
    let expected = json!({
        "voucher_code_id": null, "voucher_checksum": null, "min_timeout": 60, "max_timeout": 2_592_000,
        "guardian": null, "pending_admin": null,
    });
    assert_eq!(ask(&suite, json!({"settings": {}})), expected);
    let version = cw2::get_contract_version(&suite.deps.storage).unwrap();
    assert_eq!(
        (version.contract.as_str(), version.version.as_str()),
        (CONTRACT_NAME, CONTRACT_VERSION)
    );
    let port = json!({"port_id": common::our_port()});
    assert_eq!(ask(&suite, json!({"port": {}})), port);
}

#[test]
fn first_settings_are_checked() {
    for (field, value, text) in [
        (
            "default_timeout",
            json!(0),
            "default timeout of 0 s is outside the bounds",
        ),
        (
            "min_timeout",
            json!(601),
            "bounds must admit timeouts of 600 to 86400 seconds",
        ),
        (
            "max_timeout",
            json!(86_399),
            "bounds must admit timeouts of 600 to 86400 seconds",
        ),
        (
            "max_timeout",
            json!(0),
            "bounds must admit timeouts of 600 to 86400 seconds",
        ),
        ("max_timeout", json!(u64::MAX), ""),
        ("default_timeout", json!(5), ""),
        ("default_timeout", json!(u64::MAX), ""),
    ] {
        let mut message = settings();
        message[field] = value.clone();
        let refused = Suite::unconnected(message).err();
        let refused = refused.map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(refused, text, "{field} {value}");
    }
    let mut narrow = settings();
    narrow["default_timeout"] = json!(100_000);
    narrow["max_timeout"] = json!(90_000);
    let refused = Suite::unconnected(narrow).err().unwrap().to_string();
    assert_eq!(refused, "default timeout of 100000 s is outside the bounds");
    for (field, value) in [
        ("gov_contract", json!("nobody")),
        ("guardian", json!("nobody")),
        ("allowlist", json!([{"contract": "nobody"}])),
        ("voucher_code_id", json!(99)),
        ("unknown", json!(1)),
    ] {
        let mut message = settings();
        message[field] = value;
        assert!(Suite::unconnected(message).is_err(), "{field}");
    }
}

/// SND-52
#[test]
fn only_the_admin_changes_settings() {
    let mut suite = Suite::new();
    for message in [
        json!({"allow": {"contract": addr("other")}}),
        json!({"update_admin": {"admin": addr("bob")}}),
        json!({"renounce_admin": {}}),
        json!({"update_config": {}}),
    ] {
        for sender in ["bob", "creator", "chain", "guardian", "us"] {
            let refused = suite.execute(&addr(sender), &[], message.clone());
            assert!(
                matches!(refused, Err(ContractError::NotAdmin)),
                "{sender} {message}"
            );
        }
    }
    ran("SND-52");
}

#[test]
fn the_admin_changes_in_two_steps() {
    let mut suite = Suite::new();
    let propose = |name: &str| json!({"update_admin": {"admin": addr(name)}});
    let accept = json!({"accept_admin": {}});
    let admin = |suite: &Suite| ask(suite, json!({"admin": {}}))["admin"].clone();

    let early = suite.execute(&addr("bob"), &[], accept.clone());
    assert!(matches!(early, Err(ContractError::NotPendingAdmin)));
    as_admin(&mut suite, propose("other")).unwrap();
    as_admin(&mut suite, propose("bob")).unwrap();
    assert_eq!(admin(&suite), json!(addr("admin")), "nothing changes yet");
    assert_eq!(
        ask(&suite, json!({"settings": {}}))["pending_admin"],
        json!(addr("bob"))
    );
    for other in ["other", "admin"] {
        let refused = suite.execute(&addr(other), &[], accept.clone());
        assert!(matches!(refused, Err(ContractError::NotPendingAdmin)), "{other}");
    }
    suite.execute(&addr("bob"), &[], accept.clone()).unwrap();
    assert_eq!(admin(&suite), json!(addr("bob")));
    assert_eq!(ask(&suite, json!({"settings": {}}))["pending_admin"], json!(null));
    let again = suite.execute(&addr("bob"), &[], accept);
    assert!(matches!(again, Err(ContractError::NotPendingAdmin)));
    assert!(matches!(
        as_admin(&mut suite, propose("admin")),
        Err(ContractError::NotAdmin)
    ));
    assert!(suite
        .execute(&addr("bob"), &[], json!({"update_admin": {"admin": "nobody"}}))
        .is_err());
}

#[test]
fn who_renounces_leaves_nobody() {
    let mut message = settings();
    message["guardian"] = json!(addr("guardian"));
    let mut suite = Suite::with(message);
    as_admin(&mut suite, json!({"update_admin": {"admin": addr("bob")}})).unwrap();
    as_admin(&mut suite, json!({"renounce_admin": {}})).unwrap();
    assert_eq!(ask(&suite, json!({"admin": {}})), json!({"admin": null}));
    assert_eq!(ask(&suite, json!({"config": {}}))["gov_contract"], json!(""));
    let left = ask(&suite, json!({"settings": {}}));
    assert_eq!(
        (&left["guardian"], &left["pending_admin"]),
        (&json!(null), &json!(null))
    );
    let refused = suite.execute(&addr("bob"), &[], json!({"accept_admin": {}}));
    assert!(matches!(refused, Err(ContractError::NotPendingAdmin)));
    let refused = as_admin(&mut suite, json!({"update_config": {}}));
    assert!(matches!(refused, Err(ContractError::NotAdmin)));
    suite.sent_coin(5, "uatom", "channel-0");
}

#[test]
fn a_change_of_settings_is_checked_as_a_whole() {
    let mut suite = Suite::new();
    for (changes, text) in [
        (
            json!({"min_timeout": 601}),
            "bounds must admit timeouts of 600 to 86400 seconds",
        ),
        (
            json!({"max_timeout": 86_399}),
            "bounds must admit timeouts of 600 to 86400 seconds",
        ),
        (
            json!({"default_timeout": 59}),
            "default timeout of 59 s is outside the bounds",
        ),
        (
            json!({"default_timeout": 2_592_001}),
            "default timeout of 2592001 s is outside the bounds",
        ),
        (
            json!({"min_timeout": 0, "default_timeout": 0}),
            "default timeout of 0 s is outside the bounds",
        ),
        (
            json!({"default_gas_limit": 299_999}),
            "gas limit cannot be lowered: 300000 is in force",
        ),
    ] {
        let before = suite.deps.storage.entries.clone();
        let refused = as_admin(&mut suite, json!({"update_config": changes}));
        assert_eq!(refused.unwrap_err().to_string(), text);
        assert_eq!(suite.deps.storage.entries, before);
    }
    let changes = json!({
        "default_timeout": 30, "min_timeout": 10, "max_timeout": 86_400, "default_gas_limit": 400_000,
        "guardian": addr("guardian"),
    });
    as_admin(&mut suite, json!({"update_config": changes})).unwrap();
    as_admin(&mut suite, json!({"update_config": {}})).unwrap();
    let config = ask(&suite, json!({"config": {}}));
    assert_eq!(
        (&config["default_timeout"], &config["default_gas_limit"]),
        (&json!(30), &json!(400_000))
    );
    let now = ask(&suite, json!({"settings": {}}));
    assert_eq!(
        (&now["min_timeout"], &now["max_timeout"]),
        (&json!(10), &json!(86_400))
    );
    assert_eq!(now["guardian"], json!(addr("guardian")));

    assert!(as_admin(&mut suite, json!({"update_config": {"guardian": "nobody"}})).is_err());
    as_admin(&mut suite, json!({"update_config": {"guardian": ""}})).unwrap();
    assert_eq!(ask(&suite, json!({"settings": {}}))["guardian"], json!(null));
}

fn allow(token: &Addr, gas_limit: Option<u64>) -> Value {
    json!({"allow": {"contract": token, "gas_limit": gas_limit}})
}

#[test]
fn a_gas_limit_in_force_is_never_lowered() {
    let token = addr("token");
    for (default, old, new, refused) in [
        (None, None, Some(299_999), Some(300_000)),
        (None, None, Some(300_000), None),
        (None, Some(500_000), None, Some(500_000)),
        (None, Some(200_000), None, None),
        (Some(700_000), Some(500_000), None, None),
        (Some(400_000), Some(500_000), None, Some(500_000)),
        (Some(700_000), None, Some(600_000), Some(700_000)),
        (None, Some(1), Some(0), None),
        (None, Some(u64::MAX), Some(2_000_000), None),
        (None, Some(u64::MAX), Some(1_999_999), Some(2_000_000)),
    ] {
        let mut message = settings();
        message["default_gas_limit"] = json!(default);
        message["allowlist"][0]["gas_limit"] = json!(old);
        let mut suite = Suite::unconnected(message).unwrap();
        let listed = as_admin(&mut suite, allow(&token, new));
        let text = refused.map(|old| format!("gas limit cannot be lowered: {old} is in force"));
        assert_eq!(
            listed.map_err(|error| error.to_string()).err(),
            text,
            "{default:?} {old:?} {new:?}"
        );
    }
}

/// What came in under the default limit may need as much to get out again.
#[test]
fn nor_is_that_of_a_token_that_came_in_off_the_list() {
    let mut message = settings();
    message["default_gas_limit"] = json!(800_000);
    let mut suite = Suite::with(message);
    let (used, unused) = (addr("other"), addr("bob"));
    suite.holds(&used, 5);
    suite.sent_token(&used, 5, "channel-0");
    let lower = as_admin(&mut suite, allow(&used, Some(100_000)));
    assert!(matches!(
        lower,
        Err(ContractError::CannotLowerGas { old: 800_000 })
    ));
    as_admin(&mut suite, allow(&used, Some(800_000))).unwrap();
    as_admin(&mut suite, allow(&unused, Some(100_000))).unwrap();
    suite.had_predecessor(); // whose deposits were not counted
    let lower = as_admin(&mut suite, allow(&addr("alice"), Some(100_000)));
    assert!(matches!(
        lower,
        Err(ContractError::CannotLowerGas { old: 800_000 })
    ));
    let lower = as_admin(
        &mut suite,
        json!({"update_config": {"default_gas_limit": 799_999}}),
    );
    assert!(matches!(
        lower,
        Err(ContractError::CannotLowerGas { old: 800_000 })
    ));
}

#[test]
fn a_token_that_could_not_come_in_yet_is_listed_with_any_limit() {
    let mut suite = Suite::new();
    suite.had_predecessor();
    as_admin(&mut suite, allow(&addr("other"), Some(200_000))).unwrap();
}

#[test]
fn listing_answers_as_it_did() {
    let mut suite = Suite::new();
    let other = addr("other");
    for (gas, shown) in [(None, "None"), (Some(500_000), "500000")] {
        let listed = as_admin(&mut suite, allow(&other, gas)).unwrap();
        assert_eq!(attribute(&listed.attributes, "action"), Some("allow"));
        assert_eq!(attribute(&listed.attributes, "contract"), Some(other.as_str()));
        assert_eq!(attribute(&listed.attributes, "gas_limit"), Some(shown));
        let allowed = ask(&suite, json!({"allowed": {"contract": other}}));
        assert_eq!(allowed, json!({"is_allowed": true, "gas_limit": gas}));
    }
    let allowed = ask(&suite, json!({"allowed": {"contract": addr("bob")}}));
    assert_eq!(allowed, json!({"is_allowed": false, "gas_limit": null}));
    suite.sent_token(&other, 5, "channel-0");
}

#[test]
fn verifying_begins_with_a_walk_and_ends_with_trust() {
    let mut suite = Suite::new();
    let (token, alice) = (addr("token"), addr("alice"));
    let total = |suite: &Suite| {
        let total = ASSET_TOTALS.may_load(&suite.deps.storage, &token).unwrap();
        total.map(|total| ledger::narrow(total).unwrap().u128())
    };
    let verify = |on: Value| json!({"allow": {"contract": addr("token"), "verify": on}});
    suite.sent_token(&token, 5, "channel-0");
    suite.sent_token(&token, 6, "channel-1");
    suite.sent_coin(100, "uatom", "channel-0");
    for (denom, held) in [(cw20(&token), 7_u128), ("uatom".to_string(), 100)] {
        let claim = Claim {
            held: Uint256::from(held),
            to_mint: Uint256::from(1_000_u128),
        };
        CLAIMS
            .save(&mut suite.deps.storage, (&alice, denom.as_str()), &claim)
            .unwrap();
    }
    assert_eq!(total(&suite), None);
    as_admin(&mut suite, verify(json!(true))).unwrap();
    assert_eq!(total(&suite), Some(18), "two channels and a claim");

    let deposit = |suite: &mut Suite| suite.send_token(&token, "alice", 2, transfer_msg("channel-0"));
    suite.holds(&token, 19);
    assert!(matches!(
        deposit(&mut suite),
        Err(ContractError::TokenInsolvent(_))
    ));
    suite.holds(&token, 20);
    deposit(&mut suite).unwrap();
    assert_eq!(total(&suite), Some(20));
    for unchanged in [json!(null), json!(true)] {
        as_admin(&mut suite, verify(unchanged)).unwrap();
        assert_eq!(total(&suite), Some(20));
    }
    as_admin(&mut suite, verify(json!(false))).unwrap();
    assert_eq!(total(&suite), None);
    deposit(&mut suite).unwrap();
    assert!(!ALLOW_LIST.load(&suite.deps.storage, &token).unwrap().verify);
}

#[test]
fn a_token_that_was_counted_off_the_list_is_trusted_on_it() {
    let mut message = settings();
    message["default_gas_limit"] = json!(300_000);
    let mut suite = Suite::with(message);
    let token = addr("other");
    suite.holds(&token, 5);
    suite.sent_token(&token, 5, "channel-0");
    assert!(ASSET_TOTALS.has(&suite.deps.storage, &token));
    as_admin(&mut suite, allow(&token, None)).unwrap();
    assert!(!ASSET_TOTALS.has(&suite.deps.storage, &token));
    suite.sent_token(&token, 5, "channel-0"); // holds 5, which is not asked
}

#[test]
fn migration_is_from_an_own_version_only() {
    let mut suite = Suite::new();
    let before = suite.deps.storage.entries.clone();
    let msg = MigrateMsg {
        voucher_code_id: None,
    };
    migrate(suite.deps.as_mut(), suite.env.clone(), msg.clone()).unwrap();
    assert_eq!(suite.deps.storage.entries, before);
    for (name, version, fault) in [
        (
            "crates.io:other",
            "0.0.1",
            "Cannot migrate from crates.io:other to crates.io:causeway-transfer",
        ),
        (
            causeway_transfer::contract::CONTRACT_NAME,
            "9.0.0",
            "Cannot migrate from newer version (9.0.0)",
        ),
    ] {
        cw2::set_contract_version(&mut suite.deps.storage, name, version).unwrap();
        let before = suite.deps.storage.entries.clone();
        let refused = migrate(suite.deps.as_mut(), suite.env.clone(), msg.clone()).unwrap_err();
        assert!(refused.to_string().contains(fault), "{refused}");
        assert_eq!(suite.deps.storage.entries, before);
    }
}
