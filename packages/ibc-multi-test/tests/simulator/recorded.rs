//! Compares bytes of the simulator with those of a real wasmd (v0.61.14, ibc-go v10.5).
use crate::world::*;
use base64::{prelude::BASE64_STANDARD, Engine};
use cosmwasm_std::*;
use ibc_multi_test::proto::{Height, Packet};
use ibc_multi_test::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub fn recorded(name: &str) -> Vec<Value> {
    let path = format!(
        "{}/../../tests/vectors/recorded/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let all: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let list = all.as_array().cloned();
    list.unwrap_or_else(|| all["replies"].as_array().unwrap().clone())
}
pub fn text(v: &Value) -> &str {
    v.as_str().unwrap_or_default()
}
pub fn bytes(v: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(text(v)).unwrap()
}
fn hex(b: &[u8]) -> String {
    b.iter().map(|b| format!("{b:02x}")).collect()
}
fn number(v: &Value) -> u64 {
    v.as_u64().unwrap_or_else(|| text(v).parse().unwrap_or(0))
}

pub fn packet(r: &Value) -> Packet {
    let height = &r["timeout_height"];
    let height = match text(height).split_once('-') {
        Some((revision, height)) => (revision.parse().unwrap(), height.parse().unwrap()),
        None => (
            number(&height["revision_number"]),
            number(&height["revision_height"]),
        ),
    };
    Packet {
        sequence: number(&r["sequence"]),
        source_port: text(&r["from"]["port"]).into(),
        source_channel: text(&r["from"]["channel"]).into(),
        destination_port: text(&r["to"]["port"]).into(),
        destination_channel: text(&r["to"]["channel"]).into(),
        data: bytes(&r["data_base64"]),
        timeout_height: Height {
            revision_number: height.0,
            revision_height: height.1,
        },
        timeout_timestamp: number(&r["timeout_timestamp"]),
    }
}

#[test]
fn replies_to_send_packet_are_those_recorded() {
    let replies = recorded("replies.json");
    for r in &replies {
        let mut w = world();
        let (port, channel) = (w.channel.a.port.clone(), w.channel.a.channel.clone());
        w.net[w.a].set_next_sequence(&port, &channel, text(&r["sequence"]).parse().unwrap());
        let want: Value = serde_json::from_str(text(&r["reply_json"])).unwrap();
        let mut msg = w.packet_msg("x").with_payload(bytes(&want["payload"]));
        msg.id = want["id"].as_u64().unwrap();
        msg.reply_on = ReplyOn::Always;
        w.do_a(vec![msg]).unwrap();
        assert_eq!(w.reply_a(), want);
    }
    assert_eq!(replies.len(), 12);
}

#[test]
fn acks_of_a_contracts_own_error_and_of_failed_sub_messages() {
    let mut seen = 0;
    for h in recorded("host_acks.json") {
        let mut w = world();
        let name = text(&h["name"]);
        let blocked = w.net[w.b].addr("module");
        w.net[w.b].set_blocked(&blocked, true);
        let fails = |msg| sending(vec![SubMsg::new(msg)]).and_ack(OK);
        let token = call(&w.tb);
        let receive = match name {
            "host-sub-bank-bad-address" => fails(pay("not-an-address", 1)),
            "host-sub-bank-blocked" => fails(pay(blocked.as_str(), 1)),
            "host-sub-cw20-bad-address" => {
                w.tb_on("call", err("addr_validate errored"));
                fails(token)
            }
            "host-sub-cw20-gas" => sending(vec![SubMsg::new(token).with_gas_limit(5_000)]).and_ack(OK),
            _ => err(text(&h["contract_error"])),
        };
        w.b_on("receive", receive);
        let id = w.send("x");
        let before = w.net[w.b].dump_contract(&w.cb);
        w.net.deliver(id).unwrap();
        let ack = w.net.packet(id).ack.clone().unwrap();
        assert_eq!(BASE64_STANDARD.encode(ack), text(&h["ack_base64"]), "{name}");
        let after = w.net[w.b].dump_contract(&w.cb);
        assert_eq!(before, after, "{name}: state of the refused receive was kept");
        seen += 1;
    }
    assert_eq!(seen, 11);
}

#[test]
fn commitments_of_packets_and_acks_are_ibc_gos() {
    let all = recorded("packets.json");
    let (mut heights, mut acks) = (0, 0);
    for r in &all {
        let p = packet(r);
        heights += u32::from(p.timeout_height.revision_height != 0);
        assert_eq!(hex(&p.commitment()), text(&r["commitment_hex"]), "{}", r["name"]);
        if !text(&r["ack_base64"]).is_empty() {
            // what the simulator stores for these bytes
            let mut w = world();
            w.b_on("receive", acking(&bytes(&r["ack_base64"])));
            let id = w.send("x");
            w.net.recv(id).unwrap();
            let stored = w.net[w.b].ack_commitment(&w.net.packet(id).packet).unwrap();
            assert_eq!(hex(&stored), text(&r["ack_commitment_hex"]), "{}", r["name"]);
            assert_eq!(stored, Sha256::digest(bytes(&r["ack_base64"])).to_vec());
            acks += 1;
        }
    }
    println!("{} packets, {heights} with a height, {acks} acks", all.len());
    assert!(all.len() == 110 && heights > 0 && acks > 80);
}

/// A chain with a contract at a recorded address, and the recorded channel to a chain that is not simulated.
pub fn stage(contract: &str, chain: (&str, &str), p: &Packet, actor: Code) -> (Network, ChainKey, Addr) {
    let mut net = Network::new();
    let here = net.add_chain(chain.0, "cosmos");
    let mut block = net[here].block();
    block.time = Timestamp::from_seconds(1_577_923_000);
    net[here].set_block(block);
    net[here].plan_addresses([Addr::unchecked(contract)]);
    let at = install(&mut net, here, actor);
    assert_eq!(at.as_str(), contract);
    let end = |port: &str, channel: &str| IbcEndpoint {
        port_id: port.into(),
        channel_id: channel.into(),
    };
    let channel = IbcChannel::new(
        end(&p.destination_port, &p.destination_channel),
        end(&p.source_port, &p.source_channel),
        IbcOrder::Unordered,
        "ics20-1",
        "connection-0",
    );
    let placed = ChannelEnd {
        state: ChannelState::Open,
        channel,
        counterparty_chain: chain.1.into(),
    };
    net[here].place_channel(&placed).unwrap();
    (net, here, at)
}

#[test]
fn recorded_packets_arrive_at_recorded_addresses() {
    let mut done = vec![];
    for r in recorded("packets.json") {
        let name = text(&r["name"]).to_string();
        let receiver = match name.as_str() {
            "nc-return-bank" | "nc-return-bank-1" => "cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4",
            "nc-bad-receiver" => "not-an-address",
            _ => continue,
        };
        let p = packet(&r);
        let contract = p.destination_port.trim_start_matches("wasm.").to_string();
        let chains = ("testchain1-1", "testchain2-1");
        let (mut net, here, at) = stage(&contract, chains, &p, crate::actor::actor());
        net[here].fund(&at, &[coin(1_000_000, "usrc")]).unwrap();
        // as cw20-ics20: pays, and makes the reply's text the acknowledgement
        let pay = SubMsg::reply_on_error(pay(receiver, 400), 2);
        let relayer = net[here].relayer();
        let failed = br#"{"error":"codespace: sdk, code: 7"}"#;
        for (entry, answer) in [
            ("receive", sending(vec![pay]).and_ack(OK)),
            ("reply/2", acking(failed)),
        ] {
            net[here].execute(&relayer, &at, &on(entry, answer), &[]).unwrap();
        }
        let msg = foreign_recv_msg("testchain2-1", &p, &relayer);
        let res = net.submit(here, msg).unwrap();
        let ack = res.attribute("write_acknowledgement", "packet_ack_hex").unwrap();
        assert_eq!(ack, hex(&bytes(&r["ack_base64"])), "{name}");
        let log: Vec<String> = net[here].read_json(&at, b"log").unwrap();
        let failed = log.contains(&"reply/2 codespace: sdk, code: 7".to_string());
        assert_eq!(failed, name == "nc-bad-receiver", "{log:?}");
        done.push(name);
    }
    assert_eq!(done.len(), 3, "{done:?}");
}
