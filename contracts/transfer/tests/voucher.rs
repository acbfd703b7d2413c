//! Vouchers are created at their predicted addresses, with the documented name, symbol and label.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, api, call_of, hex, our_port, settings, Suite, CHECKSUM, CODE_ID};
use cosmwasm_std::{Api, Binary, CosmosMsg, WasmMsg};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Of wasmd (`x/wasm/keeper/addresses.go`), without a message: ADR-028's module address over
/// `wasm\0` and checksum, creator, salt and message, each behind its length in eight bytes.
fn instantiate2(checksum: &[u8], creator: &[u8], salt: &[u8]) -> Vec<u8> {
    let mut key = b"wasm\0".to_vec();
    for part in [checksum, creator, salt, b""] {
        key.extend((part.len() as u64).to_be_bytes());
        key.extend(part);
    }
    let module = Sha256::digest(b"module");
    Sha256::digest([&module[..], &key[..]].concat()).to_vec()
}

#[test]
fn voucher_addresses_match_the_published_vectors() {
    // cosmjs `packages/cosmwasm-stargate/src/testdata/instantiate2_addresses.json`, the first without a message
    let creator = hex("9999999999aaaaaaaaaabbbbbbbbbbcccccccccc");
    let address = hex("5e865d3e45ad3e961f77fd77d46543417ced44d924dc3e079b5415ff6775f847");
    assert_eq!(
        instantiate2(&hex(CHECKSUM), &creator, &hex("61")),
        address.as_slice()
    );
}

fn predicted(path: &str) -> String {
    let creator = api().addr_canonicalize(addr("us").as_str()).unwrap();
    let salt = Sha256::digest(path);
    let address = instantiate2(&hex(CHECKSUM), &creator, &salt);
    api().addr_humanize(&address.into()).unwrap().into()
}

fn ask_voucher(suite: &Suite, path: &str) -> Value {
    suite.ask(json!({"voucher": {"denom": path}})).unwrap()
}

/// QRY-03
#[test]
fn a_voucher_is_created_where_anyone_can_predict_it() {
    let mut suite = Suite::new();
    let path = format!("{}/channel-0/uosmo", our_port());
    let address = predicted(&path);
    assert_eq!(
        ask_voucher(&suite, &path),
        json!({"address": address, "exists": false})
    );

    let bob = addr("bob");
    let first = suite.receive("channel-0", "uosmo", 5, bob.as_str()).unwrap();
    let CosmosMsg::Wasm(WasmMsg::Instantiate2 {
        admin,
        code_id,
        label,
        msg,
        funds,
        salt,
    }) = first.messages[0].msg.clone()
    else {
        panic!("{:?}", first.messages);
    };
    assert_eq!(
        admin,
        Some(addr("us").to_string()),
        "the transfer contract, for good: no key that ever deployed it"
    );
    assert_eq!((code_id, funds), (CODE_ID, vec![]));
    assert_eq!(salt, Binary::from(Sha256::digest(&path).to_vec()));
    assert_eq!(
        label,
        format!("causeway/{:x}", Sha256::digest(&path)).split_at(41).0
    );
    let token: Value = serde_json::from_slice(&msg).unwrap();
    let expected = json!({
        "name": "uosmo (channel-0)", "symbol": "UOSMO", "decimals": 0,
        "initial_balances": [{"address": bob, "amount": "5"}],
        "mint": {"minter": addr("us"), "cap": null},
        "marketing": null,
    });
    assert_eq!(token, expected);

    assert_eq!(
        ask_voucher(&suite, &path),
        json!({"address": address, "exists": true})
    );
    let denom = suite.ask(json!({"denom": {"voucher": address}})).unwrap();
    assert_eq!(denom, json!({"denom": path}));
    let later = suite.receive("channel-0", "uosmo", 5, bob.as_str()).unwrap();
    assert_eq!(call_of(&later.messages[0]).0, address);
    ran("QRY-03");
}

#[test]
fn a_new_voucher_code_is_for_vouchers_to_come() {
    let mut suite = Suite::new();
    let old = suite.voucher("channel-0", "uosmo");
    let mut escrow_only = settings();
    escrow_only.as_object_mut().unwrap().remove("voucher_code_id");
    let mut without = Suite::unconnected(escrow_only).unwrap();
    let foreign = format!("{}/channel-0/x", our_port());
    let unknown = without.ask(json!({"voucher": {"denom": foreign}}));
    assert!(matches!(unknown, Err(ContractError::ForeignTokensRefused)));
    let too_long = format!("{}/channel-0/{}", our_port(), "x".repeat(1_000));
    for path in ["uosmo", "transfer/channel-0/uosmo", &our_port(), "", &too_long] {
        let nowhere = suite.ask(json!({"voucher": {"denom": path}}));
        assert!(
            matches!(nowhere, Err(ContractError::NotAVoucherPath(_))),
            "{path}"
        );
    }

    for suite in [&mut suite, &mut without] {
        let path = format!("{}/channel-1/uosmo", our_port());
        suite.migrate(json!({"voucher_code_id": CODE_ID})).unwrap();
        assert_eq!(ask_voucher(suite, &path)["address"], json!(predicted(&path)));
        assert!(suite.migrate(json!({"voucher_code_id": 99})).is_err());
    }
    let path = format!("{}/channel-0/uosmo", our_port());
    assert_eq!(
        ask_voucher(&suite, &path),
        json!({"address": old, "exists": true})
    );
}
