//! The check that a chain runs when a code is stored, by the VM's own function.

use std::collections::HashSet;
use std::path::Path;

use causeway_tests::artifact::CAPABILITIES;
use cosmwasm_vm::internals::{check_wasm, Logger};
use cosmwasm_vm::{capabilities_from_csv, VmResult, WasmLimits};

/// The capabilities of wasmd 0.53.3, the oldest supported version (`x/wasm/keeper/capabilities.go`).
const OLDEST: &str =
    "iterator,staking,stargate,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0,cosmwasm_2_1";

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../artifacts")
        .join(format!("{name}.wasm"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn check(wasm: &[u8], capabilities: &HashSet<String>) -> VmResult<()> {
    check_wasm(wasm, capabilities, &WasmLimits::default(), Logger::Off)
}

#[test]
fn the_oldest_supported_wasmd_stores_both_contracts() {
    let offered = capabilities_from_csv(OLDEST);
    for name in ["causeway_transfer", "causeway_voucher"] {
        check(&file(name), &offered).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn the_wasmd_of_the_gas_tables_stores_every_contract_of_the_tests() {
    let offered = capabilities_from_csv(CAPABILITIES);
    let names = [
        "causeway_transfer",
        "causeway_voucher",
        "peers/cw20_ics20",
        "peers/cw20_ics20-0.13.4",
        "peers/cw20_base",
        "test/hostile_token",
        "test/puppet",
    ];
    for name in names {
        check(&file(name), &offered).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn a_chain_without_ibc_does_not_store_the_transfer_contract() {
    let offered = capabilities_from_csv(&OLDEST.replace("stargate,", ""));
    let error = check(&file("causeway_transfer"), &offered)
        .unwrap_err()
        .to_string();
    assert!(error.contains("stargate"), "{error}");
    check(&file("causeway_voucher"), &offered).unwrap();
}
