//! `causeway release`, with a node that has three packets held, and a chain's own command line that is a script.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use cosmos_sdk_proto::cosmwasm::wasm::v1::{QuerySmartContractStateRequest, QuerySmartContractStateResponse};
use cosmos_sdk_proto::prost::Message;
use cosmwasm_std::{Binary, HexBinary};
use ibc_proto::ibc::core::channel::v1::QueryChannelResponse;
use serde_json::{json, Value};

use crate::live::{CONTRACT, HUB};
use crate::node::Recorded;
use crate::{causeway, Ran};

const SMART: &str = "/cosmwasm.wasm.v1.Query/SmartContractState";
const CHANNEL: &str = "/ibc.core.channel.v1.Query/Channel";
/// The hub's time when it is asked first: 2027-01-15T08:00:00Z.
const NOW: u64 = 1_800_000_000;

/// What the node says. Each look at its time takes ten seconds.
#[derive(Clone, Default)]
struct Hub {
    looks: Arc<AtomicU64>,
    paused_until: Option<u64>,
    is_closed: bool,
    /// What was sent to the chain: who released a packet is in it, and the packet is gone.
    sent: PathBuf,
    /// Whether the node stops answering once the third packet was released.
    ends: bool,
}

impl Hub {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("causeway-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self {
            sent: folder.join("sent"),
            ..Self::default()
        }
    }

    fn lines(&self) -> Vec<String> {
        let sent = fs::read_to_string(&self.sent).unwrap_or_default();
        sent.lines().map(String::from).collect()
    }

    fn is_gone(&self, sequence: u64) -> bool {
        let message = message(sequence);
        self.lines().iter().any(|line| line.contains(&message))
    }

    fn held(&self) -> Vec<Value> {
        let packet = |sequence: u64, due: u64, state: &str| {
            json!({
                "channel": "channel-0", "sequence": sequence, "sender": "zone1sender", "receiver": "hub1receiver",
                "denom": "uhub", "amount": "300", "due": due.to_string(), "state": state,
            })
        };
        let all = [
            packet(5, NOW, "held"),
            packet(6, NOW + 15, "held"),
            packet(7, NOW + 86_400, "refused"),
        ];
        let left = all
            .into_iter()
            .filter(|packet| !self.is_gone(packet["sequence"].as_u64().unwrap()));
        left.collect()
    }

    fn answer(&self, query: &Value) -> Value {
        let Some(asked) = query.get("delayed") else {
            let until = self
                .paused_until
                .map(|until| json!({ "until": until.to_string() }));
            return json!({ "outward": null, "homeward": until });
        };
        let after = asked["start_after"]["sequence"].as_u64();
        let packets = self.held().into_iter().filter(|packet| {
            let sequence = packet["sequence"].as_u64();
            sequence > after && (asked["sequence"].is_null() || asked["sequence"].as_u64() == sequence)
        });
        json!({ "packets": packets.collect::<Vec<_>>() })
    }

    fn reply(&self, recorded: &Recorded, question: &Value) -> Option<Value> {
        if self.ends && self.is_gone(6) {
            return Some(json!({ "error": { "code": -32603, "message": "the node shuts down" } }));
        }
        let params = &question["params"];
        let value = if question["method"] == "commit" {
            let seconds = self.looks.fetch_add(1, Ordering::Relaxed) * 10;
            let mut reply = recorded.reply(HUB, question);
            let time = format!("2027-01-15T08:00:{seconds:02}Z");
            reply["result"]["signed_header"]["header"]["time"] = time.into();
            return Some(reply);
        } else if params["path"] == SMART {
            let data = HexBinary::from_hex(params["data"].as_str().unwrap()).unwrap();
            let asked = QuerySmartContractStateRequest::decode(data.as_slice()).unwrap();
            let answer = self.answer(&serde_json::from_slice(&asked.query_data).unwrap());
            let data = answer.to_string().into_bytes();
            QuerySmartContractStateResponse { data }.encode_to_vec()
        } else if params["path"] == CHANNEL && self.is_closed {
            let open = recorded.reply(HUB, question)["result"]["response"]["value"].clone();
            let open = Binary::from_base64(open.as_str().unwrap()).unwrap();
            let mut answer = QueryChannelResponse::decode(open.as_slice()).unwrap();
            answer.channel.as_mut().unwrap().state = 4;
            answer.encode_to_vec()
        } else {
            return None;
        };
        let value = Binary::from(value).to_base64();
        Some(json!({ "result": { "response": { "code": 0, "value": value } } }))
    }

    fn serve(&self) -> String {
        let (hub, recorded) = (self.clone(), Recorded::read(&["bring-packet.jsonl"]));
        let answers = recorded.clone();
        recorded.serve_with(HUB, move |question| hub.reply(&answers, question))
    }

    /// The chain's own command line: it writes down what it gets, unless it is a release of this packet.
    fn program(&self, refuses: u64) -> String {
        let program = self.sent.with_file_name("hubd");
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in\n*'\"sequence\":{refuses}}}'*) echo 'out of coins' >&2; exit 1;;\nesac\necho \"$*\" >> {}\n",
            self.sent.display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program.display().to_string()
    }
}

fn message(sequence: u64) -> String {
    format!(r#"{{"release":{{"channel":"channel-0","sequence":{sequence}}}}}"#)
}

fn release(node: &str, more: &[&str]) -> Ran {
    let args = ["release", "--node", node, "--contract", CONTRACT];
    causeway(&[&args, more].concat())
}

/// It is refused with this sentence, and this advice.
fn refused(ran: &Ran, sentence: &str, advice: &str) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert_eq!(ran.err, format!("error: {sentence}\nhint: {advice}\n"));
}

const LATER: &str = "release it then, or have `causeway release --due --send --watch` do it";

#[test]
fn what_can_be_released_is_printed_as_the_lines_that_release_it() {
    let node = Hub::new("due").serve();
    let ran = release(
        &node,
        &[
            "--due",
            "--from",
            "keeper",
            "--binary",
            "hubd",
            "--gas-prices",
            "0.01uhub",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = |sequence| {
        format!(
            "hubd tx wasm execute {CONTRACT} '{}' --from keeper --node {node} --gas auto --gas-adjustment 1.4 --gas-prices 0.01uhub --yes\n",
            message(sequence)
        )
    };
    assert_eq!(ran.out, [line(5), line(7)].concat());
    assert_eq!(
        ran.err,
        "note: channel-0 #5 (300 uhub to hub1receiver): a release pays it\n\
         note: channel-0 #7 (300 uhub to hub1receiver): a release refuses it, so that its sender is refunded\n"
    );
}

#[test]
fn one_packet_is_named_by_channel_and_sequence() {
    let node = Hub::new("one").serve();
    let ran = release(&node, &["channel-0", "7"]);
    let line = format!(
        "wasmd tx wasm execute {CONTRACT} '{}' --from KEY --node {node} --gas auto --gas-adjustment 1.4 --yes\n",
        message(7)
    );
    assert_eq!((ran.code, ran.out), (0, line));
}

#[test]
fn what_cannot_be_released_yet_is_refused_with_the_reason() {
    let node = Hub::new("early").serve();
    let early = format!(
        "channel-0 #6 cannot be released before {} (seconds since 1970)",
        NOW + 15
    );
    refused(&release(&node, &["channel-0", "6"]), &early, LATER);
    let advice =
        "it may have been released, or it has not arrived: `causeway status` on the chain that sent it tells";
    refused(
        &release(&node, &["channel-0", "8"]),
        "channel-0 #8 is not held",
        advice,
    );
}

#[test]
fn a_pause_delays_a_payment_but_not_the_answer_to_what_was_refused() {
    let until = NOW + 500;
    let paused = Hub {
        paused_until: Some(until),
        ..Hub::new("paused")
    };
    let node = paused.serve();
    let sentence = format!(
        "channel-0 #5 cannot be released while transfers homeward are paused, until {until} (seconds since 1970)"
    );
    refused(&release(&node, &["channel-0", "5"]), &sentence, LATER);
    assert!(release(&node, &["--due"]).out.contains(&message(7)));
}

#[test]
fn on_a_closed_channel_a_payment_can_be_released_and_an_answer_cannot() {
    let closed = Hub {
        is_closed: true,
        ..Hub::new("closed")
    };
    let node = closed.serve();
    let advice = "nothing is lost: release it when the channel is open again";
    let sentence = "channel-0 #7 cannot be answered while its channel is closed";
    refused(&release(&node, &["channel-0", "7"]), sentence, advice);
    assert!(release(&node, &["channel-0", "5"]).out.contains(&message(5)));
}

#[test]
fn with_send_the_lines_are_carried_out_and_one_that_fails_does_not_stop_the_next() {
    let hub = Hub::new("send");
    let (node, program) = (hub.serve(), hub.program(5));
    let ran = release(
        &node,
        &["--due", "--send", "--from", "keeper", "--binary", &program],
    );
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains("failed: out of coins\n"), "{}", ran.err);
    let sent = hub.lines();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains(&message(7)), "{sent:?}");
}

#[test]
fn watching_releases_each_packet_when_it_falls_due_and_ends_when_the_node_does_not_answer() {
    let hub = Hub {
        ends: true,
        ..Hub::new("watch")
    };
    let (node, program) = (hub.serve(), hub.program(99));
    let ran = release(
        &node,
        &[
            "--due", "--send", "--watch", "1", "--from", "keeper", "--binary", &program,
        ],
    );
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    let sent = hub.lines();
    let order: Vec<_> = [5, 7, 6].map(message).into();
    assert_eq!(sent.len(), order.len(), "{sent:?}");
    for (line, message) in sent.iter().zip(&order) {
        assert!(line.contains(message), "{sent:?}");
    }
    let told = |start: &str| ran.err.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(told("error: "), 1, "{}", ran.err);
}
