//! `causeway audit`, with nodes that repeat recorded answers of real nodes. The recorded state has 1000 uhub delivered,
//! 100 uhub in flight in two packets, and a claim of 75 tokens.

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

use cosmwasm_std::{Binary, HexBinary};
use prost::Message;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use crate::live::{CONTRACT, HUB, ZONE, ZONE_CONTRACT};
use crate::node::{no_index, Recorded, NEXT_KEY};
use crate::{causeway, Ran};

fn audit(answers: &Recorded, more: &[&str]) -> Ran {
    between(&answers.serve(HUB), &answers.serve(ZONE), more)
}

/// Audits the recorded pair, with these nodes.
pub fn between(hub: &str, zone: &str, more: &[&str]) -> Ran {
    let args = [
        "audit",
        "--node",
        hub,
        "--contract",
        CONTRACT,
        "--node",
        zone,
        "--contract",
        ZONE_CONTRACT,
    ];
    causeway(&[&args, more].concat())
}

fn invariants(ran: &Ran) -> Vec<&str> {
    ran.out.lines().filter(|line| line.starts_with('I')).collect()
}

const UNSEEN: [&str; 2] = [
    "I5 never stuck: not checked, the snapshot does not tell which acknowledgements and timeouts failed",
    "I6 no trace: not checked, the snapshot does not tell whether refused packets changed the state",
];

#[test]
fn two_nodes_are_audited_and_everything_holds() {
    let ran = audit(&Recorded::read(&["audit.jsonl"]), &[]).ok();
    let told = invariants(&ran);
    assert_eq!(
        told[..4],
        [
            "I1 conservation: held",
            "I2 solvency: held",
            "I3 isolation: not checked, the snapshot has no packet log",
            "I4 one ending: held",
        ]
    );
    assert_eq!(told[4..], UNSEEN);
    assert!(
        ran.out.contains(
            "  ok        hub-1 channel-0 uhub: escrow 1100 = vouchers 1000 + in flight 100 + claims to mint 0\n"
        ),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(": holds 75 and owes 75\n"), "{}", ran.out);
}

#[test]
fn the_packets_history_decides_isolation_too() {
    let ran = audit(&Recorded::read(&["history.jsonl"]), &["--history"]).ok();
    let told = invariants(&ran);
    assert_eq!(told[2..4], ["I3 isolation: held", "I4 one ending: held"]);
    assert!(
        ran.out
            .contains("hub-1 channel-0 uhub: 1450 came in, 350 went out, and the books say 1100\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_broken_invariant_is_exit_code_1_and_a_silent_token_is_exit_code_2() {
    // the bank says that the contract holds nothing
    let mut answers = Recorded::read(&["audit.jsonl"]);
    answers.change(HUB, "/cosmos.bank.v1beta1.Query/AllBalances", |response| {
        response["value"] = Value::Null;
    });
    let ran = audit(&answers, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("I2 solvency: BROKEN\n"), "{}", ran.out);
    assert!(
        ran.out
            .contains("  BROKEN    hub-1 uhub: holds 0, but owes 1100\n"),
        "{}",
        ran.out
    );
    let mut answers = Recorded::read(&["audit.jsonl"]);
    answers.change(HUB, "/cosmwasm.wasm.v1.Query/SmartContractState", |response| {
        response["code"] = 5.into();
    });
    let ran = audit(&answers, &[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.contains("I2 solvency: cannot be decided\n"),
        "{}",
        ran.out
    );
}

#[test]
fn one_end_alone_leaves_conservation_undecided() {
    let hub = Recorded::read(&["audit.jsonl"]).serve(HUB);
    let ran = causeway(&["audit", "--node", &hub, "--contract", CONTRACT]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.contains("I1 conservation: cannot be decided\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("there is no snapshot of the other end"),
        "{}",
        ran.out
    );
}

#[test]
fn the_document_can_be_audited_again() {
    let ran = audit(&Recorded::read(&["audit.jsonl"]), &["--json"]).ok();
    let document = ran.json();
    assert_eq!(document["snapshots"][1]["chain"], "zone-1");
    assert_eq!(
        document["snapshots"][0]["in_flight"][0]["destination"],
        "not_received"
    );
    assert_eq!(document["findings"]["findings"][0]["verdict"], "held");
    let file = std::env::temp_dir().join(format!("causeway-audit-{}.json", std::process::id()));
    fs::write(&file, &ran.out).unwrap();
    let again = causeway(&["audit", "--snapshots", file.to_str().unwrap(), "--json"]).ok();
    assert_eq!(again.out, ran.out);
    let broken = ran.out.replace("\"1000\"", "\"1001\"");
    fs::write(&file, broken).unwrap();
    assert_eq!(
        causeway(&["audit", "--snapshots", file.to_str().unwrap()]).code,
        1
    );
    fs::write(&file, "{}").unwrap();
    let ran = causeway(&["audit", "--snapshots", file.to_str().unwrap()]);
    fs::remove_file(&file).unwrap();
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("hint: --snapshots takes a document that `causeway audit --json` printed"),
        "{}",
        ran.err
    );
}

#[test]
fn each_contract_needs_a_node() {
    for args in [
        &["audit"][..],
        &["audit", "--node", HUB],
        &["audit", "--contract", CONTRACT],
        &["audit", "--node", HUB, "--contract", CONTRACT, "--snapshots", "x"],
    ] {
        assert_eq!(causeway(args).code, 2, "{args:?}");
    }
    let ran = causeway(&["audit", "--node", HUB, "--node", ZONE, "--contract", CONTRACT]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: 2 times --node, but 1 times --contract\n\
             hint: give each contract the node of its own chain: --node A --contract X --node B --contract Y\n"
        )
    );
}

/// An answer with a list and the key of the next page.
#[derive(Clone, PartialEq, Message)]
struct List {
    #[prost(bytes = "vec", repeated, tag = "1")]
    items: Vec<Vec<u8>>,
    #[prost(bytes = "vec", tag = "2")]
    page: Vec<u8>,
}

/// A stored entry, or a packet's state.
#[derive(Clone, PartialEq, Message)]
struct Entry {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
    #[prost(uint64, tag = "3")]
    sequence: u64,
    #[prost(bytes = "vec", tag = "4")]
    hash: Vec<u8>,
}

fn list(response: &Value) -> List {
    let value = Binary::from_base64(response["value"].as_str().unwrap_or_default()).unwrap();
    List::decode(value.as_slice()).unwrap()
}

fn base64(list: &List) -> Value {
    Binary::from(list.encode_to_vec()).to_base64().into()
}

/// The audit of these nodes, as a document.
fn of(hub: &str, zone: &str) -> Ran {
    between(hub, zone, &["--json"])
}

const STATE: &str = "/cosmwasm.wasm.v1.Query/AllContractState";

#[test]
fn a_contracts_state_is_read_to_its_last_page() {
    let answers = Recorded::read(&["audit.jsonl"]);
    let zone = answers.serve(ZONE);
    let whole = of(&answers.serve(HUB), &zone).ok().out;
    let paged = answers.serve_changed(HUB, |question, result| {
        if question["params"]["path"] != STATE {
            return;
        }
        let mut page = list(&result["response"]);
        let asked = HexBinary::from(NEXT_KEY).to_hex();
        page.page.clear();
        match question["params"]["data"].as_str().unwrap().contains(&asked) {
            true => drop(page.items.drain(..2)),
            false => {
                page.items.truncate(2);
                page.page = NEXT_KEY.to_vec();
            }
        }
        result["response"]["value"] = base64(&page);
    });
    assert_eq!(of(&paged, &zone).ok().out, whole);
}

#[test]
fn the_history_is_read_to_its_last_page() {
    let answers = Recorded::read(&["history.jsonl"]);
    let zone = answers.serve(ZONE);
    let history = |hub: &str| between(hub, &zone, &["--history"]).ok().out;
    let paged = answers.serve_changed(HUB, |question, result| {
        if let Some(txs) = result["txs"].as_array_mut() {
            let page: usize = question["params"]["page"].as_str().unwrap().parse().unwrap();
            let only = txs.get(page - 1).cloned();
            *txs = only.into_iter().collect();
        }
    });
    assert_eq!(history(&paged), history(&answers.serve(HUB)));
}

/// Has zone-1 answer that it has received all packets, and acknowledged these.
fn acknowledge(answers: &mut Recorded, acks: &[(u64, &[u8])]) {
    let acknowledgements = acks.iter().map(|(sequence, ack)| Entry {
        sequence: *sequence,
        hash: Sha256::digest(ack).to_vec(),
        ..Entry::default()
    });
    let written = List {
        items: acknowledgements.map(|ack| ack.encode_to_vec()).collect(),
        page: vec![],
    };
    answers.change(
        ZONE,
        "/ibc.core.channel.v1.Query/PacketAcknowledgements",
        |response| {
            response["value"] = base64(&written);
        },
    );
    answers.change(ZONE, "/ibc.core.channel.v1.Query/UnreceivedPackets", |response| {
        response["value"] = Value::Null;
    });
}

#[test]
fn core_tells_what_the_other_chain_has_done_with_each_packet() {
    let destinations = |acks: &[(u64, &[u8])], indexed: bool| {
        let mut answers = Recorded::read(&["audit.jsonl"]);
        acknowledge(&mut answers, acks);
        let zone = match indexed {
            true => answers.serve_with(ZONE, found(acks)),
            false => answers.serve_with(ZONE, no_index),
        };
        let document = of(&answers.serve(HUB), &zone).ok().json();
        let records = document["snapshots"][0]["in_flight"].as_array().unwrap().clone();
        let told = records
            .iter()
            .map(|record| record["destination"].as_str().unwrap().to_string());
        told.collect::<Vec<_>>()
    };
    let other_success: &[u8] = br#"{"result":"Ag=="}"#;
    let unreadable: &[u8] = br#"{"neither":"this nor that"}"#;
    for indexed in [true, false] {
        assert_eq!(destinations(&[], indexed), ["held", "held"]);
        assert_eq!(
            destinations(&[(5, br#"{"result":"AQ=="}"#), (6, REFUSED)], indexed),
            ["accepted", "refused"]
        );
        assert_eq!(
            destinations(&[(5, br#"{"result":"MQ=="}"#)], indexed),
            ["accepted", "held"]
        );
    }
    // core has hashes only: the bytes are in the index of transactions
    let acks = [(5, other_success), (6, unreadable)];
    assert_eq!(destinations(&acks, true), ["accepted", "unreadable"]);
    assert_eq!(destinations(&acks, false), ["refused", "refused"]);
}

/// An error acknowledgement.
const REFUSED: &[u8] = br#"{"error":"ABCI code: 5"}"#;

/// An index of transactions with these acknowledgements.
fn found(acks: &[(u64, &[u8])]) -> impl Fn(&Value) -> Option<Value> + Send + 'static {
    let acks: Vec<(u64, String)> = acks
        .iter()
        .map(|(sequence, ack)| (*sequence, HexBinary::from(*ack).to_hex()))
        .collect();
    move |question| {
        let query = question["params"]["query"].as_str()?;
        let is_asked = |sequence: &u64| query.contains(&format!("packet_sequence='{sequence}'"));
        let (sequence, hex) = acks.iter().find(|(sequence, _)| is_asked(sequence))?;
        let attributes = [
            ("packet_dst_port", format!("wasm.{ZONE_CONTRACT}")),
            ("packet_dst_channel", "channel-0".into()),
            ("packet_sequence", sequence.to_string()),
            ("packet_ack_hex", hex.clone()),
        ];
        let attributes = attributes.map(|(key, value)| json!({ "key": key, "value": value }));
        let event = json!({ "type": "write_acknowledgement", "attributes": attributes });
        let tx = json!({ "hash": "", "height": "1", "tx_result": { "events": [event] } });
        Some(json!({ "result": { "total_count": "1", "txs": [tx] } }))
    }
}

/// Hub's packets 5 and 6 are recorded. A channel that is closed has state 4 in ibc-go.
#[test]
fn a_record_on_a_closed_channel_says_what_the_other_chain_did_and_whether_it_may_be_settled() {
    let mut answers = Recorded::read(&["audit.jsonl"]);
    assert!(!audit(&answers, &[]).out.contains("stranded"));
    answers.change(HUB, "/ibc.core.channel.v1.Query/Channel", |response| {
        response["value"] = Binary::from(b"\x0a\x02\x08\x04").to_base64().into();
    });
    let told = |answers: &Recorded| {
        let zone = answers.serve_with(ZONE, found(&[(5, REFUSED)]));
        let ran = between(&answers.serve(HUB), &zone, &[]).ok();
        let lines = ran
            .out
            .lines()
            .filter_map(|line| line.split_once("hub-1 channel-0 #"));
        let lines = lines.filter(|(mark, _)| *mark == "stranded: ");
        let about = |line: &str| line.split_once(": ").unwrap().1.to_string();
        lines
            .map(|(_, line)| (line.split(',').next().unwrap().to_string(), about(line)))
            .collect::<Vec<_>>()
    };
    let waits = "the channel is closed: the other chain has not received it: a relayer can bring the timeout, which refunds it";
    let expected = |five: &str, six: &str| {
        [
            ("5".to_string(), five.to_string()),
            ("6".to_string(), six.to_string()),
        ]
    };
    assert_eq!(told(&answers), expected(waits, waits));

    acknowledge(&mut answers, &[(5, REFUSED)]);
    let settle =
        "the channel is closed: the other chain has refused it and its acknowledgement cannot come back: a migration may settle it";
    let held = "the channel is closed: the other chain has received it and not answered: it is held there, or was paid after the channel closed; it must not be settled";
    assert_eq!(told(&answers), expected(settle, held));
    // who audits one end alone is told to ask
    let hub = answers.serve(HUB);
    let alone = causeway(&["audit", "--node", &hub, "--contract", CONTRACT]);
    let ask = "the other chain was not asked what it has done with it: ask before it is settled";
    assert_eq!(alone.out.matches(ask).count(), 2, "{}", alone.out);
}

#[test]
fn packets_from_before_a_takeover_are_known_by_the_first_own_packet() {
    let after_takeover = |first_own: Option<&str>| {
        let first_own = first_own.map(String::from);
        let answers = Recorded::read(&["audit.jsonl"]);
        let hub = answers.serve_changed(HUB, move |question, result| {
            if question["params"]["path"] != STATE {
                return;
            }
            let mut state = list(&result["response"]);
            let mut store = |key: &[u8], value: &str| {
                let entry = Entry {
                    key: key.to_vec(),
                    value: value.into(),
                    ..Entry::default()
                };
                state.items.push(entry.encode_to_vec());
            };
            store(
                b"predecessor",
                r#"{"contract":"crates.io:cw20-ics20","version":"2.0.0"}"#,
            );
            if let Some(first_own) = &first_own {
                store(b"\x00\x09first_ownchannel-0", first_own);
            }
            result["response"]["value"] = base64(&state);
        });
        of(&hub, &answers.serve(ZONE)).json()
    };
    let records_from = |document: &Value| document["snapshots"][0]["channels"][0]["records_from"].clone();
    assert_eq!(records_from(&after_takeover(Some("5"))), 5);
    // packets 5 and 6 are in flight, and nothing was sent since
    assert_eq!(records_from(&after_takeover(None)), 7);
    let born = of(
        &Recorded::read(&["audit.jsonl"]).serve(HUB),
        &Recorded::read(&["audit.jsonl"]).serve(ZONE),
    );
    assert_eq!(records_from(&born.json()), Value::Null);
}

#[test]
fn chains_that_change_while_they_are_read_are_not_judged() {
    let answers = Recorded::read(&["audit.jsonl"]);
    let moving = |times: u64| {
        let asked = AtomicU64::new(0);
        answers.serve_changed(HUB, move |question, result| {
            if question["params"]["path"] != "/cosmos.bank.v1beta1.Query/AllBalances" {
                return;
            }
            let count = asked.fetch_add(1, Ordering::Relaxed);
            if count < times {
                let amount = format!("{}", 2000 + count);
                let coin = Entry {
                    key: b"uhub".to_vec(),
                    value: amount.into(),
                    ..Entry::default()
                };
                let items = vec![coin.encode_to_vec()];
                result["response"]["value"] = base64(&List { items, page: vec![] });
            }
        })
    };
    let zone = answers.serve(ZONE);
    let hub = moving(100);
    let ran = of(&hub, &zone);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        format!(
            "error: {hub} and {zone} changed each time that they were read\n\
             hint: try again when fewer packets are relayed\n"
        )
    );
    let ran = of(&moving(2), &zone).ok();
    assert_eq!(ran.json()["snapshots"][0]["holdings"][0]["held"], "1100");
}
