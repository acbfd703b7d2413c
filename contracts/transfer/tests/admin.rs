//! Settings and administration: who may change what.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use causeway_transfer::state::TRACKED;
use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, attribute, cw20, settings, transfer_msg, Suite};
use cosmwasm_std::{Addr, WasmMsg};
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
fn settings_are_checked_at_instantiation() {
    for (field, value, text) in [
        (
            "default_timeout",
            json!(0),
            "default timeout of 0 s is out of bounds: give 600 to 86400 seconds",
        ),
        (
            "default_timeout",
            json!(599),
            "default timeout of 599 s is out of bounds: give 600 to 86400 seconds",
        ),
        (
            "default_timeout",
            json!(86_401),
            "default timeout of 86401 s is out of bounds: give 600 to 86400 seconds",
        ),
        ("default_timeout", json!(600), ""),
        ("default_timeout", json!(86_400), ""),
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
    ] {
        let mut message = settings();
        message[field] = value.clone();
        let refused = Suite::unconnected(message).err();
        let refused = refused.map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(refused, text, "{field} {value}");
    }
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
fn after_renounce_admin_there_is_no_admin() {
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
            json!({"default_timeout": 599}),
            "default timeout of 599 s is out of bounds: give 600 to 86400 seconds",
        ),
        (
            json!({"default_timeout": 86_401}),
            "default timeout of 86401 s is out of bounds: give 600 to 86400 seconds",
        ),
        (
            json!({"min_timeout": 0, "default_timeout": 0}),
            "default timeout of 0 s is out of bounds: give 600 to 86400 seconds",
        ),
    ] {
        let before = suite.deps.storage.entries.clone();
        let refused = as_admin(&mut suite, json!({"update_config": changes}));
        assert_eq!(refused.unwrap_err().to_string(), text);
        assert_eq!(suite.deps.storage.entries, before);
    }
    let changes = json!({
        "default_timeout": 900, "min_timeout": 10, "max_timeout": 86_400, "default_gas_limit": 400_000,
        "guardian": addr("guardian"),
    });
    as_admin(&mut suite, json!({"update_config": changes})).unwrap();
    as_admin(&mut suite, json!({"update_config": {}})).unwrap();
    let config = ask(&suite, json!({"config": {}}));
    assert_eq!(
        (&config["default_timeout"], &config["default_gas_limit"]),
        (&json!(900), &json!(400_000))
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
fn gas_limits_are_raised_and_lowered_as_the_admin_likes() {
    let token = addr("token");
    let mut suite = Suite::new();
    for gas in [Some(2_000_000), Some(1), Some(u64::MAX), None] {
        as_admin(&mut suite, allow(&token, gas)).unwrap();
        let allowed = ask(&suite, json!({"allowed": {"contract": token}}));
        assert_eq!(allowed["gas_limit"], json!(gas));
    }
    for gas in [800_000, 1] {
        as_admin(&mut suite, json!({"update_config": {"default_gas_limit": gas}})).unwrap();
        assert_eq!(
            ask(&suite, json!({"config": {}}))["default_gas_limit"],
            json!(gas)
        );
    }
}

#[test]
fn without_a_default_gas_limit_tokens_off_the_list_are_refused_again_and_still_come_home() {
    let mut suite = Suite::new();
    let token = addr("other");
    as_admin(&mut suite, json!({"update_config": {"default_gas_limit": 1}})).unwrap();
    suite.holds(&token, 5);
    suite.sent_token(&token, 5, "channel-0");
    as_admin(&mut suite, json!({"update_config": {"default_gas_limit": 0}})).unwrap();
    assert_eq!(
        ask(&suite, json!({"config": {}}))["default_gas_limit"],
        json!(null)
    );
    let refused = suite.send_token(&token, "alice", 5, transfer_msg("channel-0"));
    assert!(matches!(refused, Err(ContractError::NotAllowed(_))));
    let path = format!("transfer/channel-10/{}", cw20(&token));
    let home = suite
        .receive("channel-0", &path, 5, addr("bob").as_str())
        .unwrap();
    assert_eq!(home.messages[0].gas_limit, Some(2_000_000));
}

#[test]
fn allow_has_the_event_and_the_query_answer_of_the_predecessor() {
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

fn tracked(suite: &Suite, token: &Addr) -> Value {
    let answer = ask(suite, json!({"tracked": {"contract": token}}));
    let stored = TRACKED.may_load(&suite.deps.storage, token).unwrap();
    assert_eq!(answer, json!({"tracked": stored}));
    answer["tracked"].clone()
}

#[test]
fn tracking_begins_with_what_the_token_holds_and_ends_with_trust() {
    let mut suite = Suite::new();
    let token = addr("token");
    let verify = |on: Value| json!({"allow": {"contract": addr("token"), "verify": on}});
    suite.sent_token(&token, 5, "channel-0");
    assert_eq!(tracked(&suite, &token), json!(null), "a listed token is trusted");
    suite.holds(&token, 18);
    as_admin(&mut suite, verify(json!(true))).unwrap();
    assert_eq!(tracked(&suite, &token), json!("18"));

    let deposit = |suite: &mut Suite| suite.send_token(&token, "alice", 2, transfer_msg("channel-0"));
    suite.holds(&token, 19);
    assert!(matches!(
        deposit(&mut suite),
        Err(ContractError::TokenInsolvent(_))
    ));
    suite.holds(&token, 20);
    deposit(&mut suite).unwrap();
    assert_eq!(tracked(&suite, &token), json!("20"));
    suite.holds(&token, 1000);
    for unchanged in [json!(null), json!(true)] {
        as_admin(&mut suite, verify(unchanged)).unwrap();
        assert_eq!(tracked(&suite, &token), json!("20"));
    }
    as_admin(&mut suite, verify(json!(false))).unwrap();
    assert_eq!(tracked(&suite, &token), json!(null));
    deposit(&mut suite).unwrap();
    assert_eq!(tracked(&suite, &token), json!(null));
}

#[test]
fn a_token_whose_balance_is_not_to_be_had_is_not_tracked() {
    let mut suite = Suite::new();
    let before = suite.deps.storage.entries.clone();
    let track = json!({"allow": {"contract": addr("other"), "verify": true}});
    let refused = as_admin(&mut suite, track).unwrap_err().to_string();
    let text = format!("cw20 token {} does not tell what it holds", addr("other"));
    assert!(refused.starts_with(&text), "{refused}");
    assert_eq!(suite.deps.storage.entries, before);
}

/// Setting the gas limit of a tracked token must not end its tracking.
#[test]
fn a_token_that_came_in_off_the_list_stays_tracked_when_it_is_listed() {
    let mut message = settings();
    message["default_gas_limit"] = json!(300_000);
    let mut suite = Suite::with(message);
    let token = addr("fee_on_transfer");
    suite.holds(&token, 5);
    suite.sent_token(&token, 5, "channel-0");
    assert_eq!(tracked(&suite, &token), json!("5"));
    as_admin(&mut suite, allow(&token, Some(400_000))).unwrap();
    assert_eq!(tracked(&suite, &token), json!("5"));
    suite.holds(&token, 9); // 5 more were sent, 4 arrived
    let refused = suite.send_token(&token, "alice", 5, transfer_msg("channel-0"));
    assert!(matches!(refused, Err(ContractError::TokenInsolvent(_))));
}

/// Anyone can open channels and cause claims, so their number must not matter.
#[test]
fn what_allow_and_a_first_deposit_read_does_not_grow() {
    let reads = |strangers: usize| {
        let mut suite = Suite::new();
        suite.had_predecessor();
        for i in 0..strangers {
            suite.connect(&format!("channel-{}", 100 + i)).unwrap();
            let packet = suite.sent_coin(1, &format!("u{i}"), "channel-0");
            let refund = suite.timeout(&packet).unwrap();
            suite.refund_fails(&refund.messages[0], "blocked").unwrap();
        }
        let token = addr("other");
        suite.holds(&token, 7);
        let track = json!({"allow": {"contract": token, "verify": true}});
        as_admin(&mut suite, track).unwrap();
        let allow = suite.accesses().len();
        suite.holds(&token, 12);
        suite
            .send_token(&token, "alice", 5, transfer_msg("channel-0"))
            .unwrap();
        (allow, suite.accesses().len())
    };
    assert_eq!(reads(0), reads(30));
}

/// A voucher of the first code is moved to another code by the account that may migrate the contract.
#[test]
fn vouchers_are_migrated_to_the_present_voucher_code() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let moved = suite.migrate(json!({"vouchers": [voucher]})).unwrap();
    let [message] = moved.messages.as_slice() else {
        panic!("one message: {moved:?}");
    };
    let WasmMsg::Migrate {
        contract_addr,
        new_code_id,
        msg,
    } = wasm(message)
    else {
        panic!("no migration: {message:?}");
    };
    assert_eq!(
        (contract_addr.as_str(), *new_code_id, msg.as_slice()),
        (voucher.as_str(), common::CODE_ID, b"{}".as_slice())
    );
    for (unknown, text) in [
        (addr("token").to_string(), "is no voucher of this contract"),
        (voucher.as_str().to_uppercase(), "is written in upper case"),
        ("nobody".into(), "is no address of this chain"),
    ] {
        let refused = suite.migrate(json!({"vouchers": [voucher, unknown]}));
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(text), "{refused}");
    }
    let mut message = settings();
    message["voucher_code_id"] = json!(null);
    let mut suite = Suite::with(message);
    let refused = suite.migrate(json!({"vouchers": [voucher]}));
    assert!(matches!(refused, Err(ContractError::NoVoucherCode)));
}

fn wasm(message: &cosmwasm_std::SubMsg) -> &WasmMsg {
    match &message.msg {
        cosmwasm_std::CosmosMsg::Wasm(message) => message,
        other => panic!("no call of a contract: {other:?}"),
    }
}
