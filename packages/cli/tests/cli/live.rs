//! `causeway status --node`, with a `wasmd` that repeats what a real one answered.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{causeway, Ran};

const NODE: &str = "http://127.0.0.1:26601";
const THERE: &str = "http://127.0.0.1:26701";
const CONTRACT: &str = "hub1wug8sewp6cedgkmrmvhl3lf3tulagm9hnvy8p0rppz9yjw0g4wtqzp6nde";
const ALICE: &str = "hub1uknksegvstqxdyhyca7zk5mkwyzjlj2j7jjy4y";
const MOODY: &str = "cw20:hub1qg5ega6dykkxc307y25pecuufrjkxkaggkkxh7nad0vhyhtuhw3s4m6ul9";

/// Looks up its arguments; what was never asked of the real one is an error.
const SCRIPT: &str = r#"#!/bin/sh
answer=$(dirname "$0")/$(printf '%s\n' "$@" | sha256sum | cut -c1-64)
[ -f "$answer.code" ] || { echo "this was not recorded: $*" >&2; exit 9; }
cat "$answer.out"
cat "$answer.err" >&2
exit "$(cat "$answer.code")"
"#;

/// A program in a folder of its own; both go away with their owner.
struct Wasmd(PathBuf);

impl Wasmd {
    /// With the answers of these files; of two to the same question, the last one.
    fn of(name: &str, files: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("causeway-wasmd-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for file in files {
            let path = format!(
                "{}/../../tests/vectors/wasmd-cli/{file}",
                env!("CARGO_MANIFEST_DIR")
            );
            let calls: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            calls.iter().for_each(|call| keep(&folder, call));
        }
        let wasmd = Self(folder);
        fs::write(wasmd.path(), SCRIPT).unwrap();
        fs::set_permissions(wasmd.path(), fs::Permissions::from_mode(0o755)).unwrap();
        wasmd
    }

    fn path(&self) -> PathBuf {
        self.0.join("wasmd")
    }

    fn status(&self, contract: &str, more: &[&str]) -> Ran {
        let path = self.path();
        let args = [
            "status",
            "--binary",
            path.to_str().unwrap(),
            "--contract",
            contract,
            "--sender",
            ALICE,
        ];
        causeway(&[&args, more].concat())
    }
}

impl Drop for Wasmd {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn keep(folder: &std::path::Path, call: &Value) {
    let args: String = call["args"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arg| format!("{}\n", arg.as_str().unwrap()))
        .collect();
    let key: String = Sha256::digest(args)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for part in ["out", "err"] {
        fs::write(folder.join(format!("{key}.{part}")), call[part].as_str().unwrap()).unwrap();
    }
    fs::write(folder.join(format!("{key}.code")), call["code"].to_string()).unwrap();
}

fn places(ran: Ran) -> Vec<String> {
    let out = ran.ok().json();
    let transfers = out["transfers"].as_array().unwrap().iter();
    let told = transfers.map(|transfer| {
        assert_eq!(transfer["channel"], "channel-0");
        format!("{} {}", transfer["sequence"], transfer["place"].as_str().unwrap())
    });
    told.collect()
}

const SETTLED: [&str; 3] = ["1 delivered", "2 refunded_on_error", "3 refunded_on_timeout"];

#[test]
fn without_the_other_chain_a_packet_on_its_way_is_only_not_settled() {
    let wasmd = Wasmd::of("one", &["under-way.json"]);
    let places = places(wasmd.status(CONTRACT, &["--node", NODE, "--json"]));
    assert_eq!(places[..3], SETTLED);
    assert_eq!(places[3..], ["4 claimable", "5 unsettled", "6 unsettled"]);
}

#[test]
fn the_other_chain_tells_what_waits_for_the_relayer() {
    let wasmd = Wasmd::of("both", &["under-way.json"]);
    let args = ["--node", NODE, "--counterparty-node", THERE, "--json"];
    assert_eq!(
        places(wasmd.status(CONTRACT, &args))[3..],
        ["4 claimable", "5 in_flight", "6 in_flight"]
    );
    let wasmd = Wasmd::of("received", &["under-way.json", "received.json"]);
    assert_eq!(
        places(wasmd.status(CONTRACT, &args))[3..],
        ["4 claimable", "5 answered", "6 answered"]
    );
}

#[test]
fn a_claim_is_shown_with_the_line_that_pays_it() {
    // `claimed.json` has the answer about the chain id
    let wasmd = Wasmd::of("claim", &["claimed.json", "under-way.json"]);
    let told = wasmd
        .status(CONTRACT, &["--node", NODE, "--chain-id", "hub-1"])
        .ok()
        .out;
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(
        lines[0],
        "channel-0 #1 (1000 uhub to zone1e75p6tg3l6w8e39judaprlg07tew99uhzsejdm): settled: the receiver has it"
    );
    assert_eq!(lines[6], format!("claim: 75 {MOODY}; anyone may pay it:"));
    let message = format!(r#"'{{"claim":{{"denom":"{MOODY}","owner":"{ALICE}"}}}}'"#);
    let line = format!(
        "  {} tx wasm execute {CONTRACT} {message} --from KEY --chain-id hub-1 --node {NODE} --gas auto --gas-adjustment 1.4",
        wasmd.path().display()
    );
    assert_eq!(lines[7..], [line]);
}

#[test]
fn a_claim_that_was_paid_is_no_more_than_history() {
    let wasmd = Wasmd::of("claimed", &["claimed.json"]);
    let args = [
        "--node",
        NODE,
        "--counterparty-node",
        THERE,
        "--chain-id",
        "hub-1",
    ];
    let told = wasmd.status(CONTRACT, &args).ok().out;
    assert!(!told.contains("\nclaim: "), "{told}");
    let json = [&args[..], &["--json"]].concat();
    let places = places(wasmd.status(CONTRACT, &json));
    assert_eq!(places[..3], SETTLED);
    assert_eq!(places[3..], ["4 claimed", "5 delivered", "6 delivered"]);
}

#[test]
fn one_transfer_is_picked_by_channel_and_sequence() {
    let wasmd = Wasmd::of("pick", &["under-way.json"]);
    let one = |sequence: &str| {
        let args = ["--node", NODE, "--channel", "channel-0", "--sequence", sequence];
        wasmd.status(CONTRACT, &args).ok().out
    };
    assert_eq!(
        one("2"),
        "channel-0 #2 (250 uhub to nobody): settled: the other chain refused it, the sender has it back or a claim on it\n"
    );
    assert_eq!(
        one("7"),
        "channel-0 #7: not seen: this sender sent no such packet, or the node has forgotten it\n"
    );
}

#[test]
fn the_document_has_what_the_contract_and_the_transaction_say() {
    let wasmd = Wasmd::of("json", &["under-way.json"]);
    let out = wasmd.status(CONTRACT, &["--node", NODE, "--json"]).ok().json();
    let [settled, open] = [&out["transfers"][0], &out["transfers"][5]];
    assert_eq!(settled.get("record"), None);
    assert_eq!(settled["sent"]["amount"], "1000");
    assert_eq!(settled["sent"]["tx"].as_str().unwrap().len(), 64);
    assert_eq!(
        (&open["record"]["amount"], &open["sent"]["amount"]),
        (&"40".into(), &"40".into())
    );
    assert_eq!(open["record"]["sender"], ALICE);
    assert_eq!(out["claims"][0]["held"], "75");
}

#[test]
fn what_cannot_be_asked_is_said_with_what_to_do() {
    let wasmd = Wasmd::of("faults", &["faults.json"]);
    let told = |contract: &str, more: &[&str]| {
        let ran = wasmd.status(contract, more);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        ran.err.replace(wasmd.0.to_str().unwrap(), "")
    };
    let node = ["--node", NODE];
    assert_eq!(
        told(CONTRACT, &node),
        "error: `/wasmd` is not this chain's program: invalid Bech32 prefix; expected zone, got hub\n\
         hint: each chain has a program for its own address prefix: name it with --binary NAME\n"
    );
    assert_eq!(
        told(CONTRACT, &[&node[..], &["--chain-id", "zone-1"]].concat()),
        "error: http://127.0.0.1:26601 is a node of hub-1, not of zone-1\n\
         hint: --chain-id names another chain than --node is of\n"
    );
    let token = MOODY.strip_prefix("cw20:").unwrap();
    assert_eq!(
        told(token, &node),
        format!(
            "error: {token} is crates.io:causeway-voucher, not crates.io:causeway-transfer\n\
             hint: --contract takes the transfer contract; of its kind only Causeway keeps records to ask for\n"
        )
    );
    assert_eq!(
        told(ALICE, &node),
        format!(
            "error: there is no contract {ALICE} on this chain\n\
             hint: --contract takes the transfer contract of the chain of --node\n"
        )
    );
    assert_eq!(
        told(CONTRACT, &["--node", "http://127.0.0.1:9"]),
        "error: http://127.0.0.1:9 does not answer: post failed: Post \"http://127.0.0.1:9\": dial tcp 127.0.0.1:9: \
         connect: connection refused\n\
         hint: --node and --counterparty-node take RPC addresses, as http://127.0.0.1:26657\n"
    );
}

#[test]
fn a_missing_program_is_named() {
    let args = [
        "status",
        "--binary",
        "/nowhere/hubd",
        "--node",
        NODE,
        "--contract",
        CONTRACT,
        "--sender",
        ALICE,
    ];
    let ran = causeway(&args);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: cannot run `/nowhere/hubd`: No such file or directory (os error 2)\n\
             hint: name the chain's command line with --binary NAME\n"
        )
    );
}

#[test]
fn a_chain_and_a_scenario_are_not_asked_at_once() {
    let scenario = crate::scenario("pending.toml");
    let alone = ["status", "--node", NODE];
    let both = [
        "status",
        &scenario,
        "--node",
        NODE,
        "--contract",
        CONTRACT,
        "--sender",
        ALICE,
    ];
    for args in [
        &["status"][..],
        &alone,
        &both,
        &["status", &scenario, "--sender", ALICE],
        &["status", &scenario, "--chain-id", "hub-1"],
        &["status", &scenario, "--binary", "hubd"],
    ] {
        assert_eq!(causeway(args).code, 2, "{args:?}");
    }
}
