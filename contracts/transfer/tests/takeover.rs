//! Migrations: from cw20-ics20 in place, on raw storage that was recorded from a real chain, and from earlier states of
//! this contract.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;

use causeway_transfer::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use causeway_transfer::state::{ChannelState, CHANNEL_STATE, SCHEMA, SETTLED};
use causeway_transfer::ContractError;
use common::{addr, call_of, cw20, never, ours, theirs, transfer_msg, Suite, FAILURE};
use cosmwasm_std::{coin, coins, Binary, HexBinary, IbcPacket, Uint256};
use serde_json::{json, Value};

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

const STATES: [&str; 3] = [
    include_str!("../../../tests/vectors/recorded/state/fresh-ics20.json"),
    include_str!("../../../tests/vectors/recorded/state/history-ics20.json"),
    include_str!("../../../tests/vectors/recorded/state/settled-ics20.json"),
];
const HISTORY: &str = STATES[1];

/// Raw storage of a cw20-ics20, as a real chain had it.
fn recorded(state: &str) -> Entries {
    let state: Value = serde_json::from_str(state).unwrap();
    let entries = state["storage"].as_array().unwrap().iter();
    let entry = |entry: &Value| {
        let key = HexBinary::from_hex(entry["key_hex"].as_str().unwrap()).unwrap();
        let value = Binary::from_base64(entry["value_base64"].as_str().unwrap()).unwrap();
        (key.to_vec(), value.to_vec())
    };
    entries.map(entry).collect()
}

fn suite_of(entries: Entries) -> Suite {
    let mut suite = Suite::bare();
    suite.deps.storage.entries = entries;
    suite
}

fn with_version(state: &str, contract: &str, version: &str) -> Suite {
    let mut suite = suite_of(recorded(state));
    cw2::set_contract_version(&mut suite.deps.storage, contract, version).unwrap();
    suite
}

/// A contract after a takeover of the recorded state `history`.
fn taken_over() -> Suite {
    let mut suite = suite_of(recorded(HISTORY));
    suite.migrate(json!({})).unwrap();
    suite
}

/// Packet data as cw20-ics20 wrote it.
fn data(denom: &str, amount: u128) -> Value {
    json!({"amount": amount.to_string(), "denom": denom, "receiver": "r", "sender": addr("alice")})
}

fn packet(sequence: u64, data: &Value) -> IbcPacket {
    let (src, dest) = (ours("channel-5"), theirs("channel-5"));
    IbcPacket::new(data.to_string().as_bytes(), src, dest, sequence, never())
}

fn base64(data: &Value) -> Binary {
    data.to_string().as_bytes().into()
}

fn claims(suite: &Suite) -> Value {
    suite.ask(json!({"list_claims": {}})).unwrap()["claims"].clone()
}

fn text(refused: Result<cosmwasm_std::Response, ContractError>) -> String {
    refused.unwrap_err().to_string()
}

#[test]
fn takeover_moves_no_entry_and_writes_three() {
    for state in STATES {
        for version in ["0.13.1", "0.13.4", "0.14.0", "0.16.0", "1.0.0", "1.1.2", "2.0.0"] {
            let mut suite = with_version(state, "crates.io:cw20-ics20", version);
            let mut expected = suite.deps.storage.entries.clone();
            suite.migrate(json!({})).unwrap();
            let own = json!({"contract": CONTRACT_NAME, "version": CONTRACT_VERSION});
            let before = json!({"contract": "crates.io:cw20-ics20", "version": version});
            for (key, value) in [
                ("contract_info", own),
                ("predecessor", before),
                ("schema", json!(1)),
            ] {
                expected.insert(key.into(), serde_json::to_vec(&value).unwrap());
            }
            assert_eq!(suite.deps.storage.entries, expected, "{version}");
        }
    }
}

/// The gas is the same for one entry and for ten thousand.
#[test]
fn takeover_reads_and_writes_the_same_whatever_is_stored() {
    let accesses = |more: u64| {
        let mut suite = suite_of(recorded(HISTORY));
        for i in 0..more {
            let channel = format!("channel-{}", 100 + i);
            let books = ChannelState {
                outstanding: Uint256::from(i),
                total_sent: Uint256::from(i),
                ..ChannelState::default()
            };
            CHANNEL_STATE
                .save(&mut suite.deps.storage, (&channel, "uatom"), &books)
                .unwrap();
        }
        suite
            .migrate(json!({"voucher_code_id": common::CODE_ID}))
            .unwrap();
        suite.accesses()
    };
    let few = accesses(0);
    assert!(few.len() < 15, "{few:?}");
    // a range over more than one key is a loop, however often its entries are read
    assert!(few.iter().all(|access| !access.starts_with("range ")), "{few:?}");
    assert_eq!(accesses(1_000), few);
}

#[test]
fn takeover_is_refused_with_what_to_do_for_every_other_state() {
    for (contract, version, reason) in [
        (
            "crates.io:cw20-ics20",
            "0.13.0",
            "older than 0.13.1: migrate it to cw20-ics20 2.0.0 first",
        ),
        ("crates.io:cw20-ics20", "0.12.1", "older than 0.13.1"),
        ("crates.io:cw20-ics20", "0.13.1-rc1", "older than 0.13.1"),
        ("crates.io:cw20-ics20", "2.0.1", "newer than 2.0.0"),
        ("crates.io:cw20-ics20", "3.0.0", "newer than 2.0.0"),
        ("crates.io:cw20-ics20", "two", "not of the form 1.2.3"),
        (
            "crates.io:cw20-base",
            "2.0.0",
            "Cannot migrate from crates.io:cw20-base to crates.io:causeway-transfer",
        ),
        (
            CONTRACT_NAME,
            "9.0.0",
            "Cannot migrate from newer version (9.0.0)",
        ),
        (CONTRACT_NAME, "0.1.0", "schema version is none of 1 to 1"),
    ] {
        let mut suite = with_version(HISTORY, contract, version);
        let before = suite.deps.storage.entries.clone();
        let refused = text(suite.migrate(json!({})));
        assert!(refused.contains(reason), "{contract} {version}: {refused}");
        assert_eq!(suite.deps.storage.entries, before);
    }
    let mut empty = Suite::bare();
    assert!(empty.migrate(json!({})).is_err());
}

/// Forks use the same cw2 name and store something else.
#[test]
fn takeover_refuses_forks_by_reading_settings_and_admin_strictly() {
    let config = "ics20_config";
    for (key, value) in [
        (
            config,
            Some(r#"{"default_timeout":3600,"default_gas_limit":null,"fee_denom":"uatom"}"#),
        ),
        (
            config,
            Some(r#"{"default_timeout":3600,"gov_contract":"cosmos1gov"}"#),
        ),
        (
            config,
            Some(r#"{"default_timeout":"3600","default_gas_limit":null}"#),
        ),
        (config, Some(r#"{"default_gas_limit":null}"#)),
        (config, Some("{")),
        (config, None),
        ("admin", Some(r#"{"owner":"cosmos1gov"}"#)),
        ("admin", Some(r#""nobody""#)),
        ("admin", Some("")),
        ("admin", None),
    ] {
        let mut suite = suite_of(recorded(HISTORY));
        match value {
            Some(value) => suite.deps.storage.entries.insert(key.into(), value.into()),
            None => suite.deps.storage.entries.remove(key.as_bytes()),
        };
        let before = suite.deps.storage.entries.clone();
        let refused = text(suite.migrate(json!({})));
        assert!(
            refused.contains("it is a fork with another state"),
            "{key} {value:?}: {refused}"
        );
        assert_eq!(suite.deps.storage.entries, before);
    }
    // An admin that was renounced is not a reason to refuse.
    let mut suite = suite_of(recorded(HISTORY));
    suite.deps.storage.entries.insert("admin".into(), "null".into());
    suite.migrate(json!({"admin": addr("operator")})).unwrap();
    let admin = suite.ask(json!({"admin": {}})).unwrap();
    assert_eq!(admin, json!({"admin": addr("operator")}));
}

/// `FIRST_OWN` of the first takeover would be wrong for packets that the predecessor sent in between.
#[test]
fn takeover_of_a_state_that_was_taken_over_before_is_refused() {
    let mut suite = taken_over();
    cw2::set_contract_version(&mut suite.deps.storage, "crates.io:cw20-ics20", "2.0.0").unwrap();
    let refused = text(suite.migrate(json!({})));
    assert!(refused.contains("cannot be a second time"), "{refused}");
}

#[test]
fn takeover_changes_no_default_until_somebody_acts() {
    let mut suite = taken_over();
    let settings = suite.ask(json!({"settings": {}})).unwrap();
    let expected = json!({
        "voucher_code_id": null, "voucher_checksum": null, "min_timeout": null, "max_timeout": null,
        "guardian": null, "pending_admin": null,
    });
    assert_eq!(settings, expected);
    let refused = suite.receive("channel-5", "uosmo", 5, addr("bob").as_str());
    assert!(matches!(refused, Err(ContractError::ForeignTokensRefused)));
    let second = json!({"voucher_code_id": common::CODE_ID});
    suite.migrate(second).unwrap();
    suite
        .receive("channel-5", "uosmo", 5, addr("bob").as_str())
        .unwrap();
    let mut msg = transfer_msg("channel-5");
    msg.timeout = Some(1);
    suite.send_coin("alice", coin(5, "usrc"), msg).unwrap();
}

#[test]
fn repeated_and_interrupted_migrations_change_nothing() {
    let mut suite = taken_over();
    let after = suite.deps.storage.entries.clone();
    for message in [
        json!({}),
        json!({"voucher_code_id": 99}),
        json!({"admin": addr("operator"), "settle": [{"sender": addr("alice"), "channel": "channel-5", "sequence": 1}]}),
        json!({"admin": "nobody"}),
        json!({"unknown": 1}),
    ] {
        let _ = suite.migrate(message);
        assert_eq!(suite.deps.storage.entries, after);
    }
}

#[test]
fn a_dry_run_fails_with_what_would_change() {
    let mut suite = suite_of(recorded(HISTORY));
    let before = suite.deps.storage.entries.clone();
    let settle = json!([{"sender": addr("alice"), "channel": "channel-5", "sequence": 8, "data": base64(&data("usrc", 5))}]);
    let message = json!({"voucher_code_id": common::CODE_ID, "admin": addr("operator"), "settle": settle, "dry_run": true});
    let refused = text(suite.migrate(message));
    let plan: Value = serde_json::from_str(refused.strip_prefix("dry run: ").unwrap()).unwrap();
    let settled = json!({"owner": addr("alice"), "channel": "channel-5", "sequence": 8, "denom": "usrc", "amount": "5"});
    let expected = json!({
        "from": {"contract": "crates.io:cw20-ics20", "version": "2.0.0"},
        "to": {"contract": CONTRACT_NAME, "version": CONTRACT_VERSION},
        "schema": 1, "voucher_code_id": common::CODE_ID, "vouchers": [], "pauses": [], "refused": [], "settled": [settled], "assigned": [],
        "read": null, "admin": addr("operator"),
    });
    assert_eq!(plan, expected);
    assert_eq!(suite.deps.storage.entries, before);
}

#[test]
fn an_admin_named_by_migration_replaces_the_old_one_and_a_proposal() {
    let mut suite = Suite::new();
    let propose = json!({"update_admin": {"admin": addr("bob")}});
    suite.execute(&addr("admin"), &[], propose).unwrap();
    suite.migrate(json!({"admin": addr("operator")})).unwrap();
    let accept = suite.execute(&addr("bob"), &[], json!({"accept_admin": {}}));
    assert!(matches!(accept, Err(ContractError::NotPendingAdmin)));
    let old = suite.execute(&addr("admin"), &[], json!({"update_config": {}}));
    assert!(matches!(old, Err(ContractError::NotAdmin)));
    suite
        .execute(&addr("operator"), &[], json!({"update_config": {}}))
        .unwrap();
}

#[test]
fn settle_gives_a_recorded_packet_to_its_own_sender_as_a_claim() {
    let mut suite = Suite::new();
    let alice = addr("alice");
    let voucher = suite.voucher("channel-0", "uosmo");
    let packets = [
        (
            suite.sent_coin(5, "uatom", "channel-0"),
            "uatom".to_string(),
            "5",
            "0",
        ),
        (
            suite.sent_token(&addr("token"), 6, "channel-0"),
            cw20(&addr("token")),
            "6",
            "0",
        ),
        (
            suite.sent_token(&voucher, 7, "channel-0"),
            cw20(&voucher),
            "0",
            "7",
        ),
    ];
    suite.sent_coin(100, "uatom", "channel-1");
    for (packet, denom, held, to_mint) in &packets {
        let settle =
            json!({"settle": [{"sender": alice, "channel": "channel-0", "sequence": packet.sequence}]});
        suite.migrate(settle.clone()).unwrap();
        let claim = json!({"owner": alice, "denom": denom, "held": held, "to_mint": to_mint});
        assert!(
            claims(&suite).as_array().unwrap().contains(&claim),
            "{}",
            claims(&suite)
        );
        assert_eq!(suite.books("channel-0", denom).0, 0);
        // It is settled only once, whatever comes later.
        let again = suite.migrate(settle);
        assert!(matches!(again, Err(ContractError::NothingToSettle { .. })));
        assert!(matches!(
            suite.ack(packet, FAILURE),
            Err(ContractError::AlreadySettled)
        ));
        assert!(matches!(
            suite.timeout(packet),
            Err(ContractError::AlreadySettled)
        ));
    }
    assert_eq!(
        suite.books("channel-1", "uatom").0,
        100,
        "another channel's books are its own"
    );
    let paid = suite
        .execute(&alice, &[], json!({"claim": {"denom": cw20(&addr("token"))}}))
        .unwrap();
    let transfer = json!({"transfer": {"recipient": alice, "amount": "6"}});
    assert_eq!(call_of(&paid.messages[0]), (addr("token").to_string(), transfer));
}

#[test]
fn settle_refuses_what_is_not_that_senders_or_not_covered() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(5, "uatom", "channel-0");
    let settle = |sender: &str, channel: &str, sequence: u64| json!({"settle": [{"sender": sender, "channel": channel, "sequence": sequence}]});
    let before = suite.deps.storage.entries.clone();
    let alice = addr("alice");
    for (sender, channel, sequence) in [
        (addr("bob").as_str(), "channel-0", 1),
        (alice.as_str(), "channel-1", 1),
        (alice.as_str(), "channel-0", 2),
    ] {
        let refused = suite.migrate(settle(sender, channel, sequence));
        assert!(matches!(refused, Err(ContractError::NothingToSettle { .. })));
    }
    // A packet of this contract has a record, and giving its data is no way around it.
    let with_data = json!([{"sender": alice, "channel": "channel-0", "sequence": 1, "data": packet.data}]);
    let refused = suite.migrate(json!({"settle": with_data}));
    assert!(matches!(refused, Err(ContractError::AlreadySettled)));
    // If one of them cannot be settled, the whole migration fails.
    let both = json!({"settle": [
        {"sender": alice, "channel": "channel-0", "sequence": 1},
        {"sender": alice, "channel": "channel-0", "sequence": 1},
    ]});
    assert!(suite.migrate(both).is_err());
    assert_eq!(suite.deps.storage.entries, before);
    // A hostile counterparty has taken the escrow.
    let home = "transfer/channel-10/uatom";
    suite.receive("channel-0", home, 1, addr("bob").as_str()).unwrap();
    let refused = suite.migrate(settle(alice.as_str(), "channel-0", 1));
    assert!(matches!(refused, Err(ContractError::InsufficientEscrow)));
}

#[test]
fn settle_of_a_packet_from_before_takes_its_data_and_marks_it() {
    let mut suite = taken_over();
    let old = data("usrc", 5);
    let settle = |sequence: u64, sender: &str, data: &Value| json!({"settle": [{"sender": sender, "channel": "channel-5", "sequence": sequence, "data": base64(data)}]});
    let alice = addr("alice");
    let other = suite.migrate(settle(8, addr("bob").as_str(), &old));
    assert!(matches!(other, Err(ContractError::NotTheSender(sender)) if sender == alice.as_str()));
    let before = suite.books("channel-5", "usrc").0;
    suite.migrate(settle(8, alice.as_str(), &old)).unwrap();
    assert!(SETTLED.has(&suite.deps.storage, ("channel-5", 8)));
    assert_eq!(suite.books("channel-5", "usrc").0, before - 5);
    assert_eq!(claims(&suite)[0]["held"], json!("5"));
    let again = suite.migrate(settle(8, alice.as_str(), &old));
    assert!(matches!(again, Err(ContractError::AlreadySettled)));
    let late = suite.timeout(&packet(8, &old));
    assert!(matches!(late, Err(ContractError::AlreadySettled)));
    // The amount exceeds this channel's books.
    let much = suite.migrate(settle(9, alice.as_str(), &data("usrc", u128::from(u64::MAX))));
    assert!(matches!(much, Err(ContractError::InsufficientEscrow)));
    // From the first send of this contract on, sequences are its own.
    suite.sequence = 11;
    suite.sent_coin(5, "usrc", "channel-5");
    let own = suite.migrate(settle(11, alice.as_str(), &old));
    assert!(matches!(own, Err(ContractError::AlreadySettled)));
}

/// The contract holds 577 T2 and its books say 300: the refunds of h-14 and of another packet were lost.
#[test]
fn assign_gives_lost_refunds_within_the_surplus_and_says_what_it_read() {
    let mut suite = taken_over();
    let token = addr("token");
    let books = ChannelState {
        outstanding: 300_u128.into(),
        total_sent: 900_u128.into(),
        ..ChannelState::default()
    };
    let denom = cw20(&token);
    CHANNEL_STATE
        .save(&mut suite.deps.storage, ("channel-5", &denom), &books)
        .unwrap();
    suite.holds(&token, 577);
    let assign = |sequence: u64, amount: u128| json!({"assign": [{"channel": "channel-5", "sequence": sequence, "data": base64(&data(&denom, amount))}]});
    let above = text(suite.migrate(assign(3, 278)));
    let expected = format!("only 277 {denom} are held above all books and claims: assign no more than that");
    assert_eq!(above, expected);
    let assigned = suite.migrate(assign(3, 200)).unwrap();
    let read = |key: &str| common::attribute(&assigned.attributes, key).map(str::to_string);
    assert_eq!(
        (read("channels_read"), read("claims_read")),
        (Some("2".into()), Some("0".into()))
    );
    assert_eq!(assigned.events[0].ty, "stranded");
    assert_eq!(claims(&suite)[0]["held"], json!("200"));
    assert_eq!(suite.books("channel-5", &denom).0, 300, "books are untouched");
    // The claim is counted.
    assert!(text(suite.migrate(assign(4, 78))).starts_with("only 77 "));
    suite.migrate(assign(4, 77)).unwrap();
    let again = suite.migrate(assign(4, 0));
    assert!(again.is_err());
    for done in [3, 4] {
        let again = suite.migrate(assign(done, 1));
        assert!(matches!(again, Err(ContractError::AlreadySettled)));
        let late = suite.timeout(&packet(done, &data(&denom, 200)));
        assert!(matches!(late, Err(ContractError::AlreadySettled)));
    }
}

#[test]
fn assign_within_one_migration_counts_what_it_gave_before() {
    let mut suite = taken_over();
    let token = addr("token");
    let denom = cw20(&token);
    suite.holds(&token, 10);
    let one = |sequence: u64| json!({"channel": "channel-5", "sequence": sequence, "data": base64(&data(&denom, 6))});
    let refused = text(suite.migrate(json!({"assign": [one(1), one(2)]})));
    assert!(refused.starts_with("only 4 "), "{refused}");
    assert_eq!(claims(&suite), json!([]));
    suite.migrate(json!({"assign": [one(1)]})).unwrap();
}

#[test]
fn assign_stands_alone_and_comes_after_the_takeover() {
    let assign = json!([{"channel": "channel-5", "sequence": 1, "data": base64(&data("usrc", 1))}]);
    for more in ["voucher_code_id", "vouchers", "settle", "admin"] {
        let mut suite = taken_over();
        let mut message = json!({"assign": assign});
        message[more] = match more {
            "voucher_code_id" => json!(common::CODE_ID),
            "admin" => json!(addr("operator")),
            _ => json!([]),
        };
        let refused = suite.migrate(message);
        assert!(matches!(refused, Err(ContractError::AssignStandsAlone)), "{more}");
    }
    // In a contract that was instantiated as Causeway, no refund was ever lost.
    let mut suite = Suite::new();
    suite
        .deps
        .querier
        .bank
        .update_balance(addr("us"), coins(9, "usrc"));
    let refused = suite.migrate(json!({"assign": assign}));
    assert!(matches!(refused, Err(ContractError::AlreadySettled)));
    // Together with the takeover, the migration would not have constant cost.
    let mut suite = suite_of(recorded(HISTORY));
    let refused = suite.migrate(json!({"assign": assign}));
    assert!(matches!(refused, Err(ContractError::AssignStandsAlone)));
}

#[test]
fn a_state_of_an_unknown_schema_is_refused() {
    for schema in [None, Some(0), Some(2), Some(u64::MAX)] {
        let mut suite = Suite::new();
        match schema {
            None => SCHEMA.remove(&mut suite.deps.storage),
            Some(version) => SCHEMA.save(&mut suite.deps.storage, &version).unwrap(),
        }
        let before = suite.deps.storage.entries.clone();
        let refused = suite.migrate(json!({}));
        assert!(
            matches!(refused, Err(ContractError::UnknownSchema { known: 1 })),
            "{schema:?}"
        );
        assert_eq!(suite.deps.storage.entries, before);
    }
}

#[test]
fn a_migration_of_our_own_state_to_the_same_version_changes_nothing() {
    let mut suite = Suite::new();
    suite.sent_coin(5, "uatom", "channel-0");
    let before = suite.deps.storage.entries.clone();
    suite.migrate(json!({})).unwrap();
    assert_eq!(suite.deps.storage.entries, before);
}
