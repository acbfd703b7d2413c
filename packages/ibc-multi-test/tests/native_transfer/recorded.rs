//! The record of two real chains, replayed on two keepers: every packet with a native end, in order.

use std::collections::BTreeMap;

use base64::{engine::general_purpose::STANDARD, Engine};
use cosmwasm_std::{Coin, Event};
use ibc_multi_test::transfer::{denom::Hop, store, Denom, MsgTransfer, Route, Sent};
use serde_json::Value;

use crate::chain::{ack_of, Chain, ALICE, BOB};

/// Events of a step, by packet and step.
type Seen = BTreeMap<(String, &'static str), Vec<Event>>;

fn recorded(file: &str) -> Vec<Value> {
    let path = format!(
        "{}/../../tests/vectors/recorded/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{pointer} in {value}"))
}

fn msg_transfer(packet: &Value) -> MsgTransfer {
    let msg = packet.pointer("/sent_with/msg_transfer").unwrap();
    MsgTransfer {
        source_port: text(msg, "/source_port").to_string(),
        source_channel: text(msg, "/source_channel").to_string(),
        token: Coin {
            denom: text(msg, "/token/denom").to_string(),
            amount: text(msg, "/token/amount").parse().unwrap(),
        },
        sender: text(msg, "/sender").to_string(),
        receiver: text(msg, "/receiver").to_string(),
        memo: text(msg, "/memo").to_string(),
    }
}

struct Replay {
    chains: BTreeMap<String, Chain>,
    seen: Seen,
    sends: usize,
    receives: usize,
    refunds: usize,
}

impl Replay {
    /// The balances of the recorded genesis that native transfers use.
    fn genesis() -> Self {
        let plenty = "1000000000000000000000000000000";
        let (sub_a, sub_b) = (format!("factory/{ALICE}/sub"), format!("factory/{BOB}/sub"));
        let a = Chain::new()
            .with_coins(
                ALICE,
                plenty,
                &[
                    "usrc",
                    &sub_a,
                    "transfer/channel-1/udst",
                    "transfer/channel-99/fake",
                ],
            )
            .with_coins(ALICE, &cosmwasm_std::Uint256::MAX.to_string(), &["uhuge"]);
        let b = Chain::new().with_coins(BOB, plenty, &["udst", &sub_b]);
        let chains = BTreeMap::from([("A".to_string(), a), ("B".to_string(), b)]);
        Self {
            chains,
            seen: Seen::new(),
            sends: 0,
            receives: 0,
            refunds: 0,
        }
    }

    fn chain(&mut self, end: &Value) -> &mut Chain {
        self.chains.get_mut(text(end, "/chain")).unwrap()
    }

    /// Mints what the recorded chain B had minted for itself right before.
    fn conjure(&mut self, name: &str) {
        let (amount, base) = match name {
            "nc-overdraw" => (
                "57896044618658097711785492504343953926634992332820282019728792003956564819968",
                "usrc",
            ),
            "nc-never-sent-cw20" => (
                "50",
                "cw20:cosmos1yyca08xqdgvjz0psg56z67ejh9xms6l436u8y58m82npdqqhmmtq8xrd4s",
            ),
            _ => return,
        };
        let denom = Denom::native(base).with_hop(Hop::new("transfer", "channel-10"));
        let b = self.chains.get_mut("B").unwrap();
        b.print(BOB, amount, &denom.ibc_denom());
        store::set_denom(&mut b.storage, &denom).unwrap();
    }

    fn packet(&mut self, packet: &Value) {
        let name = text(packet, "/name");
        let bytes = STANDARD.decode(text(packet, "/data_base64")).unwrap();
        let (from, to) = (&packet["from"], &packet["to"]);
        self.conjure(name);
        if from["kind"] == "native" {
            self.send(name, packet, &bytes);
        }
        let Some(ack) = packet["ack_base64"].as_str() else {
            return self.settle(name, packet, &bytes, None);
        };
        let ack = STANDARD.decode(ack).unwrap();
        if to["kind"] == "native" {
            let route = Route {
                source_port: text(from, "/port"),
                source_channel: text(from, "/channel"),
                dest_port: text(to, "/port"),
                dest_channel: text(to, "/channel"),
            };
            let received = self.chain(to).receive(route, &bytes);
            let written = ack_of(&received).unwrap();
            assert_eq!(
                String::from_utf8_lossy(&written),
                String::from_utf8_lossy(&ack),
                "{name}: acknowledgement"
            );
            let events = received.unwrap_or_else(|refusal| refusal.events);
            self.seen.insert((name.to_string(), "recv"), events);
            self.receives += 1;
        }
        self.settle(name, packet, &bytes, Some(&ack));
    }

    fn send(&mut self, name: &str, packet: &Value, bytes: &[u8]) {
        let sent = self.chain(&packet["from"]).send(&msg_transfer(packet));
        let Sent {
            packet,
            before,
            after,
        } = sent.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            String::from_utf8_lossy(&packet),
            String::from_utf8_lossy(bytes),
            "{name}: packet"
        );
        self.seen
            .insert((name.to_string(), "send"), [before, after].concat());
        self.sends += 1;
    }

    fn settle(&mut self, name: &str, packet: &Value, bytes: &[u8], ack: Option<&[u8]>) {
        let from = &packet["from"];
        if from["kind"] != "native" {
            return;
        }
        let channel = text(from, "/channel");
        let chain = self.chain(from);
        let (step, events) = match ack {
            Some(ack) => ("ack", chain.acknowledge(channel, bytes, ack)),
            None => ("timeout", chain.timeout(channel, bytes)),
        };
        let events = events.unwrap_or_else(|e| panic!("{name}: {e}"));
        self.refunds += usize::from(events.iter().any(|e| e.ty == "coin_spent"));
        self.seen.insert((name.to_string(), step), events);
    }
}

fn replay() -> Replay {
    let mut replay = Replay::genesis();
    recorded("packets.json")
        .iter()
        .for_each(|packet| replay.packet(packet));
    replay
}

#[test]
fn recorded_packets_and_acks_come_out_byte_for_byte() {
    let replay = replay();
    println!(
        "{} sends, {} receives, {} refunds",
        replay.sends, replay.receives, replay.refunds
    );
    let packets = recorded("packets.json");
    let native = |end: &'static str| packets.iter().filter(move |p| p[end]["kind"] == "native");
    assert_eq!(replay.sends, native("from").count());
    assert_eq!(
        replay.receives,
        native("to").filter(|p| !p["ack_base64"].is_null()).count()
    );
    let refunded = native("from").filter(|p| !p["ack_text"].as_str().is_some_and(|a| a.contains("result")));
    assert_eq!(replay.refunds, refunded.count());
    assert!(
        replay.sends >= 55 && replay.receives >= 55,
        "the recording shrank"
    );
}

#[test]
fn recorded_denoms_and_supplies_are_reached() {
    let replay = replay();
    let denoms = recorded("denoms.json");
    for (name, chain) in &replay.chains {
        let here = store::denoms(&chain.storage);
        let recorded: Vec<_> = denoms.iter().filter(|d| d["chain"] == name.as_str()).collect();
        assert_eq!(here.len(), recorded.len(), "chain {name}");
        for denom in recorded {
            let ours = Denom::from_path(text(denom, "/path"));
            let ibc_denom = text(denom, "/ibc_denom");
            let hops: Vec<_> = ours
                .trace
                .iter()
                .map(|h| (h.port_id.as_str(), h.channel_id.as_str()))
                .collect();
            let trace = denom["trace"].as_array().unwrap();
            let trace: Vec<_> = trace
                .iter()
                .map(|h| (text(h, "/port"), text(h, "/channel")))
                .collect();
            assert_eq!(hops, trace);
            assert_eq!(ours.base, text(denom, "/base"));
            assert_eq!(ours.path(), text(denom, "/path"));
            assert_eq!(ours.ibc_denom(), ibc_denom);
            assert!(here.contains(&ours), "{name} lacks {}", ours.path());
            assert_eq!(
                chain.supply(ibc_denom),
                text(denom, "/supply"),
                "{name}: {}",
                ours.path()
            );
        }
    }
    println!("{} denoms", denoms.len());
}

/// Whether an event is of the module: those of the transaction and of core are not.
fn is_of_module(event: &Value) -> bool {
    let of_core = [
        "tx",
        "send_packet",
        "recv_packet",
        "write_acknowledgement",
        "acknowledge_packet",
        "timeout_packet",
    ];
    let first = &event["attributes"][0];
    let framing = event["type"] == "message" && (first["key"] == "action" || first["value"] == "ibc_channel");
    !framing && !of_core.contains(&text(event, "/type"))
}

fn recorded_event(event: &Value) -> Event {
    let plain = |s: &str| s.trim_start_matches("ibccallbackerror-").to_string();
    let attributes = event["attributes"].as_array().unwrap().iter();
    let attributes = attributes.filter(|a| a["key"] != "msg_index");
    Event::new(plain(text(event, "/type")))
        .add_attributes(attributes.map(|a| (plain(text(a, "/key")), text(a, "/value").to_string())))
}

#[test]
fn recorded_events_come_out_in_order() {
    let replay = replay();
    let steps = recorded("events.json");
    let mut compared = 0;
    for step in &steps {
        let key = ["send", "recv", "ack", "timeout"]
            .into_iter()
            .find(|s| step["step"] == *s);
        let Some(ours) = key.and_then(|s| replay.seen.get(&(text(step, "/name").to_string(), s))) else {
            continue;
        };
        let events = step["events"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| is_of_module(e));
        let events: Vec<Event> = events.map(recorded_event).collect();
        assert_eq!(*ours, events, "{} {}", step["name"], step["step"]);
        compared += 1;
    }
    println!(
        "{compared} of {} recorded transactions have a native step",
        steps.len()
    );
    assert_eq!(
        compared, 39,
        "steps of native ends: 20 nn, 5 received from a contract, 14 sent to one"
    );
}
