//! `causeway preflight`, on the state of a real cw20-ics20, as a dump and from a node that answers with it.

use cosmwasm_std::{Binary, HexBinary};
use prost::Message;
use serde_json::{json, Value};

use crate::node::serve;
use crate::{causeway, recorded, Ran, Scratch};

const CONTRACT: &str = "cosmos1aakfpghcanxtc45gpqlx8j3rq0zcpyf49qmhm9mdjrfx036h4z5sremuew";
const ADMIN: &str = "cosmos12q0mc65j2m93vze7lv9f83qtds6ynw9n76x0r5";
/// Token T of the recorded history.
const TOKEN: &str = "cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr";
const CHECKSUMS: &str = include_str!("../../../../docs/checksums.txt");

fn history() -> Value {
    recorded("state/history-ics20.json")
}

fn of_dump(name: &str, state: &Value) -> Ran {
    let file = Scratch::new(name, &state.to_string());
    causeway(&["preflight", "--state", file.path()])
}

/// The value of a storage entry, as JSON; a key that is not there is added.
fn store(state: &mut Value, key: &str, value: &str) {
    let key = HexBinary::from(key.as_bytes()).to_hex();
    let entries = state["storage"].as_array_mut().unwrap();
    entries.retain(|entry| entry["key_hex"] != key);
    let value = Binary::from(value.as_bytes()).to_base64();
    entries.push(json!({"key_hex": key, "value_base64": value}));
}

fn map_key(map: &str, parts: &[&str], last: &str) -> String {
    let prefixed = |part: &str| format!("\0{}{part}", char::from(u8::try_from(part.len()).unwrap()));
    let parts: String = parts.iter().map(|part| prefixed(part)).collect();
    format!("{}{parts}{last}", prefixed(map))
}

#[test]
fn the_recorded_history_is_told_line_by_line() {
    let ran = of_dump("preflight-history", &history()).ok();
    let release = CHECKSUMS
        .lines()
        .find(|line| line.starts_with("causeway_transfer"))
        .unwrap();
    let told = ran
        .out
        .replace(release.trim_start_matches("causeway_transfer "), "0.1.0 SHA256");
    assert_eq!(told, include_str!("preflight.txt"));
}

type Mutation = fn(&mut Value);

/// What is changed in the recorded state, and the line that tells it.
const CASES: &[(&str, Mutation, &str)] = &[
    (
        "a version that is too old",
        |state| store(state, "contract_info", r#"{"contract":"crates.io:cw20-ics20","version":"0.13.0"}"#),
        "stop migration: it would be refused: cannot take over cw20-ics20 0.13.0: it is older than 0.13.1: migrate it to cw20-ics20 2.0.0 first",
    ),
    (
        "a contract without cw2",
        |state| state["storage"].as_array_mut().unwrap().retain(|entry| entry["key_readable"] != "contract_info"),
        "stop version: code 2, and the contract does not say its name and version (cw2)",
    ),
    (
        "a fork's settings",
        |state| store(state, "ics20_config", r#"{"fee":1}"#),
        "stop timeout: the state cannot be read: ",
    ),
    (
        "no Wasm admin",
        |state| state["contract"]["wasm_admin"] = json!(""),
        "stop admin: the contract has no Wasm admin, so nobody can ever migrate it",
    ),
    (
        "governance",
        |state| state["contract"]["wasm_admin_kind"] = json!({"module": "gov"}),
        "fine admin: governance (cosmos12q0mc65j2m93vze7lv9f83qtds6ynw9n76x0r5) may migrate it, by a proposal",
    ),
    (
        "another module",
        |state| state["contract"]["wasm_admin_kind"] = json!({"module": "mint"}),
        "look admin: the chain's module mint (cosmos1",
    ),
    (
        "a key",
        |state| state["contract"]["wasm_admin_kind"] = json!("key"),
        "look admin: the key cosmos12q0mc65j2m93vze7lv9f83qtds6ynw9n76x0r5 may migrate it: whoever may migrate can take everything",
    ),
    (
        "a multisig",
        |state| state["contract"]["wasm_admin_kind"] = json!("multisig"),
        "look admin: the multisig cosmos1",
    ),
    (
        "a contract",
        |state| state["contract"]["wasm_admin_kind"] = json!("contract"),
        "look admin: the contract cosmos12q0mc65j2m93vze7lv9f83qtds6ynw9n76x0r5 may migrate it: see that it can send",
    ),
    (
        "no operator",
        |state| store(state, "admin", "null"),
        "look operator: the contract has no admin: the migration can name one with the field `admin`",
    ),
    (
        "a timeout of a second",
        |state| store(state, "ics20_config", r#"{"default_timeout":1,"default_gas_limit":null}"#),
        "look timeout: default_timeout is 1 seconds and stays so: set one from 600 to 86,400 afterwards",
    ),
    (
        "a deficit of a coin",
        |state| state["bank_balances"][1]["amount"] = json!("1244998"),
        "stop holdings: usrc: holds 1244998 and owes 1244999, a deficit of 1:",
    ),
    (
        "a coin that is gone",
        |state| state["bank_balances"] = json!([]),
        "stop holdings: usrc: holds 0 and owes 1244999, a deficit of 1244999:",
    ),
    (
        "a coin that nobody sent by a message",
        |state| state["bank_balances"].as_array_mut().unwrap().push(json!({"denom": "gift", "amount": "5"})),
        "look holdings: gift: holds 5 and owes 0, a surplus of 5:",
    ),
    (
        "a claim, which is owed too",
        |state| store(state, &map_key("claims", &["cosmos1owner"], "usrc"), r#"{"held":"2","to_mint":"9"}"#),
        "stop holdings: usrc: holds 1244999 and owes 1245001, a deficit of 2:",
    ),
    (
        "a silent token",
        |state| state["cw20_balances"][0]["amount"] = Value::Null,
        "look holdings: cw20:cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr: the token does not say",
    ),
    (
        "a coin with the name of a token of the books",
        |state| {
            let denom = format!("cw20:{TOKEN}");
            state["bank_balances"].as_array_mut().unwrap().push(json!({"denom": denom, "amount": "5"}));
        },
        "stop denoms: a bank coin is held whose denom is cw20:cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr, and 7166 are owed",
    ),
    (
        "a coin whose name only begins like that",
        |state| state["bank_balances"].as_array_mut().unwrap().push(json!({"denom": "cw20:abc", "amount": "5"})),
        "look denoms: a bank coin is held whose denom is cw20:abc: coins with such a denom cannot be sent any more",
    ),
    (
        "a token that was taken off the list",
        |state| drop(state["storage"].as_array_mut().unwrap().remove(0)),
        "look gas: cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr has books and is not on the allow list: its refunds get at most 300000 gas",
    ),
    (
        "a limit above the highest",
        |state| store(state, &map_key("allow_list", &[], TOKEN), r#"{"gas_limit":9000000}"#),
        "look gas: cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr: its limit of 9000000 gas for refunds counts as 2000000",
    ),
    (
        "a closed channel",
        |state| state["channels"][0]["state"] = json!("STATE_CLOSED"),
        "look in flight: channel-5 is closed, and 3 packets are in flight (8, 9, 10): ask the other chain.",
    ),
    (
        "a channel that core was not asked about",
        |state| state["channels"] = json!([]),
        "look in flight: channel-8: IBC core was not asked about it",
    ),
    (
        "one packet",
        |state| state["channels"][0]["packet_commitments"] = json!([{"sequence": 9}]),
        "fine in flight: channel-5 is open, and 1 packet is in flight (9): each ends",
    ),
    (
        "eleven packets",
        |state| {
            let many: Vec<Value> = (1..=11).rev().map(|sequence| json!({"sequence": sequence})).collect();
            state["channels"][0]["packet_commitments"] = json!(many);
        },
        "fine in flight: channel-5 is open, and 11 packets are in flight (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ..): each ends",
    ),
    (
        "101 channels",
        |state| {
            for n in 100..199 {
                let id = format!("channel-{n}");
                let info = r#"{"id":"channel-5","counterparty_endpoint":{"port_id":"transfer","channel_id":"channel-6"},"connection_id":"connection-0"}"#;
                store(state, &map_key("channel_info", &[], &id), info);
            }
        },
        "look lists: `list_channels` has 101 entries, and an answer at most 100",
    ),
    (
        "101 denoms on a channel",
        |state| {
            for n in 0..97 {
                let key = map_key("channel_state", &["channel-5"], &format!("coin{n}"));
                store(state, &key, r#"{"outstanding":"0","total_sent":"1"}"#);
            }
        },
        "look lists: `channel` of channel-5 has 101 entries, and an answer at most 100",
    ),
];

#[test]
fn each_thing_that_is_not_as_it_should_be_has_its_line() {
    let usual = of_dump("preflight-usual", &history()).out;
    for (name, change, line) in CASES {
        assert!(!usual.contains(line), "{name}");
        let mut state = history();
        change(&mut state);
        let ran = of_dump("preflight-case", &state);
        assert!(ran.out.contains(line), "{name}: {}{}", ran.out, ran.err);
        let stops = ran.out.lines().any(|line| line.starts_with("stop "));
        assert_eq!(ran.code, i32::from(stops), "{name}");
        assert_eq!(line.starts_with("stop "), stops, "{name}: {}", ran.out);
    }
}

#[test]
fn a_migration_of_an_own_earlier_state_is_rehearsed_too() {
    let mut state = history();
    store(
        &mut state,
        "contract_info",
        r#"{"contract":"crates.io:causeway-transfer","version":"0.0.9"}"#,
    );
    let told = of_dump("preflight-own", &state);
    assert!(
        told.out.contains("stop migration: it would be refused: "),
        "{}",
        told.out
    );
    store(&mut state, "schema", "1");
    let told = of_dump("preflight-own", &state).ok();
    let line = "fine migration: on a copy of the state it succeeds, and changes contract_info\n";
    assert!(told.out.contains(line), "{}", told.out);
}

/// A voucher of this contract that was sent on has books of its own.
#[test]
fn vouchers_are_not_listed_and_keep_their_gas_limit() {
    let mut state = history();
    let voucher = "cosmos1voucher";
    let key = map_key("channel_state", &["channel-5"], &format!("cw20:{voucher}"));
    store(&mut state, &key, r#"{"outstanding":"0","total_sent":"1"}"#);
    let line = format!("look gas: {voucher} has books");
    assert!(of_dump("preflight-voucher", &state).out.contains(&line));
    store(&mut state, &map_key("voucher_denoms", &[], voucher), r#""path""#);
    assert!(!of_dump("preflight-voucher", &state).out.contains(&line));
}

#[test]
fn what_changed_since_a_dump_is_named() {
    let before = Scratch::new("preflight-before", &history().to_string());
    let mut state = history();
    store(&mut state, "schema", "1");
    store(&mut state, "admin", "null");
    state["storage"].as_array_mut().unwrap().remove(0);
    let after = Scratch::new("preflight-after", &state.to_string());
    let args = ["preflight", "--state", after.path(), "--since", before.path()];
    let ran = causeway(&args);
    let changed: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.starts_with("changed: "))
        .collect();
    assert_eq!(
        changed,
        [
            &format!("changed: allow_list {TOKEN}: {{\"gas_limit\":200000}} -> nothing"),
            "changed: admin: \"cosmos1dfl8vkvzwpnewzct8d0dx9q488nd8e7dda6wh5\" -> null",
            "changed: schema: nothing -> 1",
        ]
    );
    let json = causeway(&[&args[..], &["--json"]].concat()).json();
    assert_eq!(
        json["changed"][2],
        json!({"entry": "schema", "before": null, "after": "1"})
    );
    let same = causeway(&["preflight", "--state", before.path(), "--since", before.path()]);
    assert!(same.out.ends_with("changed: no entry\n"), "{}", same.out);
}

#[test]
fn a_dump_that_cannot_be_read_is_an_error_and_no_verdict() {
    let ran = causeway(&["preflight", "--state", "/no/such/file"]);
    assert_eq!(ran.code, 2);
    let ran = of_dump("preflight-empty", &json!({}));
    assert_eq!(ran.code, 2);
    assert!(ran
        .err
        .contains("hint: give a document that `causeway preflight --dump FILE` wrote"));
    assert_eq!(causeway(&["preflight"]).code, 2);
    assert_eq!(causeway(&["preflight", "--node", "http://127.0.0.1:1"]).code, 2);
}

#[derive(Clone, PartialEq, Message)]
struct Text {
    #[prost(string, tag = "1")]
    text: String,
}

#[derive(Clone, PartialEq, Message)]
struct Number {
    #[prost(uint64, tag = "1")]
    number: u64,
}

/// Answers with one field of bytes, a message in most cases.
fn field(tag: u32, value: &[u8]) -> Vec<u8> {
    let mut out = vec![];
    prost::encoding::bytes::encode(tag, &value.to_vec(), &mut out);
    out
}

fn number(tag: u32, value: u64) -> Vec<u8> {
    let mut out = vec![];
    prost::encoding::uint64::encode(tag, &value, &mut out);
    out
}

/// What the chain of the recorded history would have answered. `account` is its answer on the Wasm admin.
fn answer(
    state: &Value,
    account: &Result<Vec<u8>, u32>,
    path: &str,
    data: &[u8],
) -> Result<Vec<u8>, (&'static str, u32)> {
    let text = |value: &Value| value.as_str().unwrap().as_bytes().to_vec();
    let code = |id: u64| -> Vec<u8> {
        let of = |name: &str| {
            let line = CHECKSUMS.lines().find(|line| line.starts_with(name)).unwrap();
            HexBinary::from_hex(line.rsplit(' ').next().unwrap())
                .unwrap()
                .to_vec()
        };
        let hash = match id {
            2 => HexBinary::from_hex(state["contract"]["code_hash"].as_str().unwrap())
                .unwrap()
                .to_vec(),
            3 => of("causeway_transfer"),
            4 => of("causeway_voucher"),
            _ => vec![7; 32],
        };
        field(1, &field(3, &hash))
    };
    let asked = Text::decode(data).map(|asked| asked.text);
    Ok(match path {
        "/cosmwasm.wasm.v1.Query/ContractInfo" if asked.as_deref() == Ok(CONTRACT) => field(
            2,
            &[number(1, 2), field(3, &text(&state["contract"]["wasm_admin"]))].concat(),
        ),
        "/cosmwasm.wasm.v1.Query/ContractInfo" => return Err(("wasm", 22)),
        "/cosmwasm.wasm.v1.Query/Code" => code(Number::decode(data).unwrap().number),
        "/cosmwasm.wasm.v1.Query/AllContractState" => {
            let entries = state["storage"].as_array().unwrap().iter().map(|entry| {
                let key = HexBinary::from_hex(entry["key_hex"].as_str().unwrap()).unwrap();
                let value = Binary::from_base64(entry["value_base64"].as_str().unwrap()).unwrap();
                field(1, &[field(1, &key), field(2, &value)].concat())
            });
            entries.collect::<Vec<_>>().concat()
        }
        "/cosmwasm.wasm.v1.Query/SmartContractState" => {
            let token = asked.unwrap();
            let mut balances = state["cw20_balances"].as_array().unwrap().iter();
            let amount = &balances.find(|one| one["token"] == token).unwrap()["amount"];
            field(1, json!({ "balance": amount }).to_string().as_bytes())
        }
        "/cosmos.bank.v1beta1.Query/AllBalances" => {
            let coins = state["bank_balances"].as_array().unwrap().iter();
            let coin = |coin: &Value| {
                field(
                    1,
                    &[field(1, &text(&coin["denom"])), field(2, &text(&coin["amount"]))].concat(),
                )
            };
            coins.map(coin).collect::<Vec<_>>().concat()
        }
        "/cosmos.auth.v1beta1.Query/Account" => account.clone().map_err(|code| ("sdk", code))?,
        "/ibc.core.channel.v1.Query/Channel" => field(1, &number(1, 3)),
        "/ibc.core.channel.v1.Query/PacketCommitments" => {
            let mut channels = state["channels"].as_array().unwrap().iter();
            let data = String::from_utf8_lossy(data).into_owned();
            let channel = channels
                .find(|channel| data.contains(channel["channel_id"].as_str().unwrap()))
                .unwrap();
            let sequences = channel["packet_commitments"].as_array().unwrap().iter();
            let packet = |one: &Value| field(1, &number(3, one["sequence"].as_u64().unwrap()));
            sequences.map(packet).collect::<Vec<_>>().concat()
        }
        other => panic!("{other} is not asked"),
    })
}

/// A node of the recorded chain.
fn node(account: Result<Vec<u8>, u32>) -> String {
    let state = history();
    serve(move |question| {
        let result = match question["method"].as_str().unwrap() {
            "status" => json!({"node_info": {"network": state["chain_id"]}}),
            "abci_info" => json!({"response": {"last_block_height": state["block_height"].to_string()}}),
            _ => {
                let params = &question["params"];
                let data = HexBinary::from_hex(params["data"].as_str().unwrap()).unwrap();
                // all of it at one height, but a code, which never changes
                let is_code = params["path"] == "/cosmwasm.wasm.v1.Query/Code";
                assert!(params["height"] == "422" || is_code, "{params}");
                match answer(&state, &account, params["path"].as_str().unwrap(), &data) {
                    Ok(value) => json!({"response": {"value": Binary::from(value).to_base64()}}),
                    Err((codespace, code)) => {
                        json!({"response": {"code": code, "codespace": codespace, "log": "refused"}})
                    }
                }
            }
        };
        ("200 OK", json!({ "result": result }).to_string())
    })
}

fn account(kind: &str, inner: &[u8]) -> Result<Vec<u8>, u32> {
    Ok(field(
        1,
        &[
            field(1, format!("/cosmos.auth.v1beta1.{kind}").as_bytes()),
            field(2, inner),
        ]
        .concat(),
    ))
}

fn of_node(url: &str, more: &[&str]) -> Ran {
    causeway(&[&["preflight", "--node", url, "--contract", CONTRACT], more].concat())
}

#[test]
fn a_node_tells_the_same_as_the_dump_of_its_chain() {
    let url = node(account("ModuleAccount", &field(2, b"gov")));
    let file = Scratch::new("preflight-dump", "");
    let told = of_node(&url, &["--dump", file.path(), "--binary", "hubd"])
        .ok()
        .out;
    let again = causeway(&["preflight", "--state", file.path(), "--binary", "hubd"])
        .ok()
        .out;
    assert_eq!(told, again);
    let admin = |out: &str| -> Vec<String> {
        let lines = out
            .lines()
            .filter(|line| !line.contains(" admin: ") && !line.starts_with("type: "));
        lines.map(String::from).collect()
    };
    assert_eq!(
        admin(&told),
        admin(&of_dump("preflight-recorded", &history()).out)
    );
    let since = of_node(&url, &["--since", file.path()]).out;
    assert!(since.ends_with("changed: no entry\n"), "{since}");
    let other = of_node(&url, &["--chain-id", "hub-1"]);
    assert_eq!(other.code, 2);
    let unknown = causeway(&["preflight", "--node", &url, "--contract", ADMIN]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .err
            .starts_with(&format!("error: there is no contract {ADMIN}")),
        "{}",
        unknown.err
    );
}

#[test]
fn the_codes_that_are_named_are_compared_with_the_releases() {
    let url = node(account("ModuleAccount", &field(2, b"gov")));
    for (code, voucher, stops, line) in [
        (
            "3",
            "4",
            false,
            "fine new code: code 3 is causeway_transfer 0.1.0, sha256 ",
        ),
        (
            "3",
            "4",
            false,
            "fine voucher code: code 4 is causeway_voucher 0.1.0, sha256 ",
        ),
        (
            "3",
            "4",
            false,
            "succeeds, and changes contract_info, predecessor, schema, voucher_code\n",
        ),
        (
            "4",
            "4",
            true,
            "stop new code: code 4 is causeway_voucher, not causeway_transfer\n",
        ),
        (
            "9",
            "4",
            true,
            "stop new code: code 9 is no release that this command knows, sha256 0707",
        ),
        (
            "3",
            "3",
            true,
            "stop voucher code: code 3 is causeway_transfer, not causeway_voucher\n",
        ),
        (
            "3",
            "9",
            false,
            "look voucher code: code 9 is no release of ours, sha256 0707",
        ),
    ] {
        let ran = of_node(&url, &["--code", code, "--voucher-code", voucher]);
        assert!(ran.out.contains(line), "{line}: {}{}", ran.out, ran.err);
        assert_eq!(ran.code, i32::from(stops), "{line}");
    }
}

#[test]
fn what_is_typed_depends_on_who_may_migrate() {
    let dry = r#"'{"dry_run":true,"voucher_code_id":4}'"#;
    let migrate = format!("hubd tx wasm migrate {CONTRACT} 3");
    let propose = format!("hubd tx wasm submit-proposal migrate-contract {CONTRACT} 3");
    let multisig = field(2, &field(1, b"/cosmos.crypto.multisig.LegacyAminoPubKey"));
    let signed = [
        format!("{migrate} {dry} --from {ADMIN} --dry-run"),
        format!(r#"{migrate} '{{"voucher_code_id":4}}' --from {ADMIN} --gas auto --gas-adjustment 1.4"#),
    ];
    for (kind, answer, commands) in [
        ("the key", account("BaseAccount", &[]), &signed[..]),
        ("the key", account("PeriodicVestingAccount", &[]), &signed),
        ("the key", Err(22), &signed),
        ("the multisig", account("BaseAccount", &multisig), &signed),
        (
            "the chain's module mint",
            account("ModuleAccount", &field(2, b"mint")),
            &[],
        ),
        (
            "governance",
            account("ModuleAccount", &field(2, b"gov")),
            &[
                format!("{propose} {dry} --title"),
                format!(r#"{propose} '{{"voucher_code_id":4}}' --title"#),
            ],
        ),
    ] {
        let url = node(answer);
        let more = ["--code", "3", "--voucher-code", "4", "--binary", "hubd", "--json"];
        let told = of_node(&url, &more).ok().json();
        assert_eq!(told["message"], json!({"voucher_code_id": 4}));
        let lines = told["lines"].as_array().unwrap();
        let admin = lines.iter().find(|line| line["topic"] == "admin").unwrap();
        assert!(admin["text"].as_str().unwrap().starts_with(kind), "{admin}");
        let typed: Vec<&str> = told["commands"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .collect();
        assert_eq!(typed.len(), commands.len(), "{kind}");
        for (typed, expected) in typed.iter().zip(commands) {
            assert!(typed.starts_with(expected), "{typed}");
        }
    }
    let refused = of_node(&node(Err(18)), &[]);
    assert_eq!(
        refused.code, 2,
        "an account that cannot be read is no key: {}",
        refused.out
    );
}
