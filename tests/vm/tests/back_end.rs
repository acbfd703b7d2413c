//! Tests of the VM back end itself: which code it runs, how that code traps, what a call costs, and which test files run
//! on it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::Path;

use causeway_multi_test::Send;
use causeway_tests::code;
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{puppet, Scene};
use causeway_tests::meter::{costs_of, VM_GAS};
use causeway_transfer::msg::{AllowMsg, ExecuteMsg};
use causeway_transfer::state::VoucherCode;
use cosmwasm_std::Checksum;
use ibc_multi_test::{gas, ChannelState, ErrorKind, Network, TRANSFER_PORT};
use serde_json::json;

/// Test files that do not run here, each with the reason.
const NATIVE_ONLY: [(&str, &str); 4] = [
    ("cases", "compares lists of case ids, and runs no contract"),
    ("hostile_years", "searches settings and times in thousands of transactions a year; hostile_operator plays settings here"),
    ("promise", "searches a model of the clocks; only a comparison with the contract's clock runs its code"),
    ("docs", "runs the examples of the README, as `causeway` does"),
];

#[test]
fn every_file_of_tests_runs_here_or_has_its_reason() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(here.join("Cargo.toml")).unwrap();
    let entries = std::fs::read_dir(here.join("../tests")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let all: BTreeSet<_> = names.map(|name| name.replace(".rs", "")).collect();
    let native: BTreeSet<_> = NATIVE_ONLY.iter().map(|(name, _)| name.to_string()).collect();
    let run = all.iter().filter(|name| {
        let paths = [
            format!("\"../tests/{name}.rs\""),
            format!("\"../tests/{name}/main.rs\""),
        ];
        paths.iter().any(|path| manifest.contains(path))
    });
    let run: BTreeSet<_> = run.cloned().collect();
    assert_eq!(&run | &native, all);
    assert!(run.is_disjoint(&native));
    println!(
        "{} files of tests run on the Wasm files; {} do not: {NATIVE_ONLY:?}",
        run.len(),
        native.len()
    );
}

#[test]
fn the_bytes_of_artifacts_run() {
    let (scene, costs) = costs_of(|| {
        let mut scene = Scene::new();
        let cw20 = scene.cw20();
        let id = scene.send(cw20, 100);
        scene.world.deliver(id).unwrap();
        scene
    });
    let run: BTreeSet<_> = costs.iter().map(|cost| cost.contract).collect();
    assert_eq!(
        Vec::from_iter(run),
        [
            "causeway_transfer",
            "causeway_voucher",
            "test/hostile_token",
            "test/puppet"
        ]
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts/causeway_voucher.wasm");
    let transfer = &scene.world.deployment(scene.away).transfer;
    let code: VoucherCode = scene.world.net[scene.away]
        .read_json(transfer, b"voucher_code")
        .unwrap();
    let checksum = Checksum::generate(&std::fs::read(file).unwrap());
    assert_eq!(code.checksum.as_slice(), checksum.as_slice());
}

/// cw20-ics20 2.0.0 panics when its channel closes.
#[test]
fn a_trap_of_an_ibc_entry_point_is_the_hosts_error() {
    let mut net = Network::new();
    let (here, there) = (net.add_chain("here-1", "here"), net.add_chain("there-1", "there"));
    let owner = net[here].addr("owner");
    let code = net[here].store_code(code::cw20_ics20());
    let message =
        json!({"default_timeout": 600, "gov_contract": owner, "allowlist": [], "default_gas_limit": null});
    let contract = net[here]
        .instantiate(code, &owner, &message, "old", None)
        .unwrap();
    let channel = net
        .open_channel((here, &contract), (there, TRANSFER_PORT), "ics20-1")
        .unwrap();
    let mut end = net.channel_end(&channel.b).unwrap();
    end.state = ChannelState::Closed;
    net[there].place_channel(&end).unwrap();
    let error = net.close_confirm(&channel.a).unwrap_err();
    assert_eq!(
        (error.kind, error.codespace.as_str(), error.code),
        (ErrorKind::Host, "wasm", 5)
    );
    assert!(
        error.text.contains("Aborted: panicked") && error.text.contains("not implemented"),
        "{error}"
    );
}

#[test]
fn a_trap_of_a_message_is_caught_as_an_error_of_the_vm() {
    let mut scene = Scene::new();
    scene.arm("transfer", Deed::Trap);
    let transfer = json!({"transfer": {"recipient": scene.world.net[scene.home].addr("bob"), "amount": "1"}});
    let error = scene.order(&scene.token.clone(), &transfer).unwrap_err();
    assert_eq!((error.codespace.as_str(), error.code), ("wasm", 29));
    let call = cosmwasm_std::wasm_execute(&scene.token, &transfer, vec![]).unwrap();
    scene.pull(&puppet::Order::Try(vec![call.into()])).unwrap();
}

/// The least SDK gas with which `f` succeeds. With less, it must run out of gas at any point, and nothing else may happen.
fn least_gas(
    scene: &mut Scene,
    most: u64,
    f: impl Fn(&mut Scene) -> Result<(), causeway_multi_test::Error>,
) -> u64 {
    let home = scene.home;
    let (mut dry, mut enough) = (0, most);
    while dry + 1 < enough {
        let gas = (dry + enough) / 2;
        scene.world.net[home].set_tx_gas(gas);
        let before = scene.world.net[home].dump();
        match f(scene) {
            Ok(()) => enough = gas,
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::OutOfGas, "with {gas}: {error}");
                assert!(scene.world.net[home].dump() == before);
                dry = gas;
            }
        }
    }
    scene.world.net[home].set_tx_gas(gas::DEFAULT_TX_GAS);
    enough
}

#[test]
fn a_call_pays_for_its_instance_its_instructions_and_its_answer() {
    let mut scene = Scene::new();
    let nothing = puppet::Order::Emit(vec![]);
    let (_, costs) = costs_of(|| scene.pull(&nothing).unwrap());
    let least = least_gas(&mut scene, 200_000, |scene| scene.pull(&nothing).map(|_| ()));
    let answer = br#"{"ok":{"messages":[],"attributes":[],"events":[],"data":null}}"#.len() as u64;
    assert_eq!(costs.len(), 1);
    assert_eq!(least, gas::ENTRY + costs[0].vm / VM_GAS + answer);
}

/// The deposit of a token whose balance is queried: a call, a query, storage, a sub-message and its reply.
#[test]
fn out_of_gas_stops_everything_wherever_it_happens() {
    let mut scene = Scene::new();
    let verified = ExecuteMsg::Allow(AllowMsg {
        contract: scene.token.to_string(),
        gas_limit: None,
        verify: Some(true),
    });
    let (home, owner) = (scene.home, scene.world.net[scene.home].addr("owner"));
    let transfer = scene.world.deployment(home).transfer.clone();
    scene.world.net[home]
        .execute(&owner, &transfer, &verified, &[])
        .unwrap();
    let (alice, bob, end, cw20) = (
        scene.alice.clone(),
        scene.bob.clone(),
        scene.channel.a.clone(),
        scene.cw20(),
    );
    let deposit = move |scene: &mut Scene| {
        let send = Send::new(&end, &alice, cw20.clone(), 1u128, &bob);
        scene.world.try_send(send).map(|_| ())
    };
    let (done, costs) = costs_of(|| deposit(&mut scene));
    done.unwrap();
    let asked = costs.iter().filter(|cost| cost.entry == "query").count();
    assert!(asked > 0, "{costs:?}");

    let least = least_gas(&mut scene, 2_000_000, &deposit);
    assert!(
        least > gas::ENTRY * costs.len() as u64,
        "{least} for {} calls",
        costs.len()
    );
    // anywhere below
    let mut attempts = 0;
    for gas in (1..least).step_by(997) {
        scene.world.net[home].set_tx_gas(gas);
        let error = deposit(&mut scene).unwrap_err();
        assert_eq!(error.kind, ErrorKind::OutOfGas, "with {gas} of {least}: {error}");
        attempts += 1;
    }
    println!("{attempts} amounts of gas below {least}");
    scene.world.net[home].set_tx_gas(gas::DEFAULT_TX_GAS);
    scene.check();
}

/// A sub-message gets exactly its gas limit, and what it used is charged to the transaction.
#[test]
fn a_sub_message_that_reaches_its_gas_limit_is_caught() {
    let mut scene = Scene::new();
    let to = scene.world.net[scene.home].addr("bob");
    let transfer = json!({"transfer": {"recipient": to, "amount": "1"}});
    let call = cosmwasm_std::wasm_execute(&scene.token, &transfer, vec![]).unwrap();
    let paid = |scene: &Scene| scene.holds(scene.home, &to, &scene.cw20());
    let (mut low, mut high) = (0, 1_000_000);
    while low + 1 < high {
        let gas = (low + high) / 2;
        let before = paid(&scene);
        let messages = vec![call.clone().into()];
        scene.pull(&puppet::Order::Starve { gas, messages }).unwrap();
        match paid(&scene) - before {
            0 => low = gas,
            _ => high = gas,
        }
    }
    println!("a cw20 transfer takes {high} gas");
    assert!((gas::ENTRY..2 * gas::ENTRY).contains(&high), "{high}");
}
