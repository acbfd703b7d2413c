//! `causeway status --node`, with nodes that repeat recorded answers of real nodes.

use crate::node::{serve, Recorded};
use crate::{causeway, Ran};

pub const HUB: &str = "http://127.0.0.1:26601";
pub const ZONE: &str = "http://127.0.0.1:26701";
pub const CONTRACT: &str = "hub1wug8sewp6cedgkmrmvhl3lf3tulagm9hnvy8p0rppz9yjw0g4wtqzp6nde";
pub const ZONE_CONTRACT: &str = "zone1wug8sewp6cedgkmrmvhl3lf3tulagm9hnvy8p0rppz9yjw0g4wtq475e9w";
const ALICE: &str = "hub1uknksegvstqxdyhyca7zk5mkwyzjlj2j7jjy4y";
const MOODY: &str = "cw20:hub1qg5ega6dykkxc307y25pecuufrjkxkaggkkxh7nad0vhyhtuhw3s4m6ul9";

fn status(node: &str, contract: &str, more: &[&str]) -> Ran {
    let args = [
        "status",
        "--node",
        node,
        "--contract",
        contract,
        "--sender",
        ALICE,
    ];
    causeway(&[&args, more].concat())
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
    let hub = Recorded::read(&["under-way.jsonl"]).serve(HUB);
    let places = places(status(&hub, CONTRACT, &["--json"]));
    assert_eq!(places[..3], SETTLED);
    assert_eq!(places[3..], ["4 claimable", "5 unsettled", "6 unsettled"]);
}

#[test]
fn the_other_chain_tells_what_waits_for_the_relayer() {
    for (files, expected) in [
        (
            &["under-way.jsonl"][..],
            ["4 claimable", "5 in_flight", "6 in_flight"],
        ),
        (
            &["under-way.jsonl", "received.jsonl"],
            ["4 claimable", "5 answered", "6 answered"],
        ),
    ] {
        let answers = Recorded::read(files);
        let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
        let ran = status(&hub, CONTRACT, &["--counterparty-node", &zone, "--json"]);
        assert_eq!(places(ran)[3..], expected);
    }
}

#[test]
fn a_claim_is_shown_with_the_line_that_pays_it() {
    let hub = Recorded::read(&["under-way.jsonl"]).serve(HUB);
    let told = status(&hub, CONTRACT, &["--chain-id", "hub-1", "--binary", "hubd"])
        .ok()
        .out;
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(
        lines[0],
        "channel-0 #1 (1000 uhub to zone1e75p6tg3l6w8e39judaprlg07tew99uhzsejdm): settled: the receiver has it"
    );
    let claim = format!("claim: 75 {MOODY}; anyone may pay it:");
    let claim = lines.iter().position(|line| **line == claim).unwrap();
    let message = format!(r#"'{{"claim":{{"denom":"{MOODY}","owner":"{ALICE}"}}}}'"#);
    let line = format!(
        "  hubd tx wasm execute {CONTRACT} {message} --from KEY --chain-id hub-1 --node {hub} --gas auto --gas-adjustment 1.4"
    );
    assert_eq!(lines[claim + 1..], [line]);
}

#[test]
fn a_packet_that_is_overdue_is_shown_with_the_command_that_brings_it() {
    let answers = Recorded::read(&["under-way.jsonl"]);
    let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
    let told = |more: &[&str]| {
        let args = ["--channel", "channel-0", "--sequence", "5"];
        let told = status(&hub, CONTRACT, &[&args, more].concat()).ok().out;
        told.lines().skip(1).map(String::from).collect::<Vec<_>>()
    };
    let bring = |zone: &str| {
        let line = format!(
            "  causeway bring --node {hub} --node {zone} --contract {CONTRACT} --sender {ALICE} --channel channel-0 --sequence 5"
        );
        let overdue = "  overdue: nobody relays it; anyone can bring it:".to_string();
        [overdue, line]
    };
    assert_eq!(told(&["--counterparty-node", &zone]), bring(&zone));
    assert_eq!(told(&[]), bring("URL_OF_THE_OTHER_CHAIN"));
}

#[test]
fn a_claim_that_was_paid_is_no_more_than_history() {
    let answers = Recorded::read(&["claimed.jsonl"]);
    let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
    let args = ["--counterparty-node", &zone];
    let told = status(&hub, CONTRACT, &args).ok().out;
    assert!(!told.contains("\nclaim: "), "{told}");
    let json = [&args[..], &["--json"]].concat();
    let places = places(status(&hub, CONTRACT, &json));
    assert_eq!(places[..3], SETTLED);
    assert_eq!(places[3..], ["4 claimed", "5 delivered", "6 delivered"]);
}

#[test]
fn one_transfer_is_picked_by_channel_and_sequence() {
    let hub = Recorded::read(&["under-way.jsonl"]).serve(HUB);
    let one = |sequence: &str| {
        let args = ["--channel", "channel-0", "--sequence", sequence];
        status(&hub, CONTRACT, &args).ok().out
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
    let hub = Recorded::read(&["under-way.jsonl"]).serve(HUB);
    let out = status(&hub, CONTRACT, &["--json"]).ok().json();
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

/// The error of a query that has no answer; `NODE` stands for the node's address.
fn fault(node: &str, contract: &str, more: &[&str]) -> String {
    let ran = status(node, contract, more);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    ran.err.replace(node, "NODE")
}

#[test]
fn a_contract_or_chain_that_is_another_one_is_told_with_what_to_do() {
    let hub = Recorded::read(&["faults.jsonl"]).serve(HUB);
    assert_eq!(
        fault(&hub, CONTRACT, &["--chain-id", "zone-1"]),
        "error: NODE is a node of hub-1, not of zone-1\n\
         hint: --chain-id names another chain than --node is of\n"
    );
    let token = MOODY.strip_prefix("cw20:").unwrap();
    assert_eq!(
        fault(&hub, token, &[]),
        format!(
            "error: {token} is crates.io:causeway-voucher, not crates.io:causeway-transfer\n\
             hint: --contract takes the transfer contract; of its kind only Causeway keeps records to ask for\n"
        )
    );
    // an account, and an address of the other chain
    for address in [ALICE, ZONE_CONTRACT] {
        assert_eq!(
            fault(&hub, address, &[]),
            format!(
                "error: there is no contract {address} on this chain\n\
                 hint: --contract takes the transfer contract of the chain of --node\n"
            )
        );
    }
}

const NO_NODE: &str = "hint: give the RPC address of a node, as http://127.0.0.1:26657\n";

#[test]
fn an_address_where_nobody_listens_is_told() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    assert_eq!(
        fault(&url, CONTRACT, &[]),
        format!("error: NODE does not answer: io: Connection refused (os error 111)\n{NO_NODE}")
    );
}

#[test]
fn a_server_that_is_no_node_is_told_by_its_status() {
    for (status, code) in [("200 OK", 200), ("500 Internal Server Error", 500)] {
        let url = serve(move |_| (status, "<html>".into()));
        assert_eq!(
            fault(&url, CONTRACT, &[]),
            format!(
                "error: NODE does not answer as a node does: HTTP status {code}, and no JSON-RPC\n{NO_NODE}"
            )
        );
    }
}

#[test]
fn an_error_of_the_node_is_told_in_its_own_words() {
    let url = serve(|_| {
        let error = r#"{"error":{"code":-32603,"message":"Internal error","data":"the store is broken"}}"#;
        ("500 Internal Server Error", error.into())
    });
    assert_eq!(
        fault(&url, CONTRACT, &[]),
        "error: abci_query at NODE: the store is broken\n"
    );
}

#[test]
fn an_error_of_the_contract_is_told_in_its_own_words() {
    let mut answers = Recorded::read(&["under-way.jsonl"]);
    answers.change(HUB, "/cosmwasm.wasm.v1.Query/SmartContractState", |response| {
        response["code"] = 5.into();
        response["log"] = "query wasm contract failed".into();
    });
    assert_eq!(
        fault(&answers.serve(HUB), CONTRACT, &[]),
        "error: /cosmwasm.wasm.v1.Query/SmartContractState at NODE: query wasm contract failed\n"
    );
}

#[test]
fn an_answer_that_is_no_protobuf_is_not_taken() {
    let mut answers = Recorded::read(&["under-way.jsonl"]);
    answers.change(HUB, "/cosmwasm.wasm.v1.Query/RawContractState", |response| {
        response["value"] = "/w==".into();
    });
    let told = fault(&answers.serve(HUB), CONTRACT, &[]);
    assert!(
        told.starts_with("error: /cosmwasm.wasm.v1.Query/RawContractState at NODE: failed to decode"),
        "{told}"
    );
}

#[test]
fn a_node_without_an_index_of_transactions_is_told() {
    let answers = Recorded::read(&["under-way.jsonl"]).serve(HUB);
    let url = serve(move |question| match question["method"].as_str() {
        Some("tx_search") => {
            let error = r#"{"error":{"code":-32603,"message":"Internal error","data":"transaction indexing is disabled"}}"#;
            ("500 Internal Server Error", error.into())
        }
        _ => {
            let mut answer = ureq::post(&answers).send(question.to_string()).unwrap();
            ("200 OK", answer.body_mut().read_to_string().unwrap())
        }
    });
    assert_eq!(
        fault(&url, CONTRACT, &[]),
        "error: NODE keeps no index of transactions\n\
         hint: ask a node with `indexer = \"kv\"` in its config.toml\n"
    );
}

#[test]
fn a_chain_and_a_scenario_are_not_asked_at_once() {
    let scenario = crate::scenario("pending.toml");
    let alone = ["status", "--node", HUB];
    let both = [
        "status",
        &scenario,
        "--node",
        HUB,
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
