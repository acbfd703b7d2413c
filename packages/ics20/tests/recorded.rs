//! Bytes that real chains wrote: ibc-go's transfer module, wasmd and cw20-ics20, recorded on two connected chains.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_ics20::{
    on_receive, on_send, Acknowledgement, Denom, Error, PacketData, ReceiveAction, SendAction,
    SentPacketData, SUCCESS_ACK,
};
use cosmwasm_std::Binary;
use serde_json::Value;
use sha2::{Digest, Sha256};

const PACKETS: usize = 110;
/// Bank denoms that read like a path.
const LOOKALIKES: &[&str] = &["nn-lookalike-other", "nn-lookalike-own"];

#[test]
fn every_packet_decodes_or_is_refused_as_on_chain() {
    let mut refused = vec![];
    for packet in packets() {
        let sent: Value = serde_json::from_slice(&packet.bytes()).unwrap();
        match PacketData::decode(&packet.bytes()) {
            Ok(decoded) => {
                assert_eq!(decoded.denom, sent["denom"].as_str().unwrap());
                assert_eq!(decoded.amount.to_string(), sent["amount"].as_str().unwrap());
                assert_eq!(decoded.sender, sent["sender"].as_str().unwrap());
                assert_eq!(decoded.receiver, sent["receiver"].as_str().unwrap());
                assert_eq!(decoded.memo, sent["memo"].as_str().unwrap_or(""));
            }
            Err(error) => {
                assert_eq!(packet.text("outcome"), "error-ack");
                refused.push((packet.text("name").to_string(), error));
            }
        }
    }
    // ibc-go refused it as well, with code 5, invalid address
    assert_eq!(refused, [("cn-bad-receiver-empty".into(), Error::BlankReceiver)]);
}

#[test]
fn every_recorded_packet_decodes_for_a_refund() {
    for packet in packets() {
        let sent: Value = serde_json::from_slice(&packet.bytes()).unwrap();
        let settlement = SentPacketData::decode(&packet.bytes()).unwrap();
        assert_eq!(settlement.denom, sent["denom"].as_str().unwrap());
        assert_eq!(settlement.amount.to_string(), sent["amount"].as_str().unwrap());
        assert_eq!(settlement.sender, sent["sender"].as_str().unwrap());
    }
}

#[test]
fn packets_of_ibc_go_are_encoded_alike() {
    let mut alike = 0;
    for packet in packets().filter(|packet| packet.from("kind") == "native") {
        let sent = String::from_utf8(packet.bytes()).unwrap();
        // Go escapes these, and reads them unescaped
        let unescaped = [("\\u003c", "<"), ("\\u003e", ">"), ("\\u0026", "&")]
            .iter()
            .fold(sent, |text, (escape, plain)| text.replace(escape, plain));
        let encoded = PacketData::decode(&packet.bytes()).unwrap().encode().unwrap();
        assert_eq!(String::from_utf8(encoded.into()).unwrap(), unescaped);
        alike += 1;
    }
    println!("{alike} packets of ibc-go");
    assert_eq!(alike, 62);
}

#[test]
fn commitments_are_those_of_core() {
    let mut acks = 0;
    for packet in packets() {
        let timeout = packet.0["timeout_timestamp"]
            .as_str()
            .map_or(0, |text| text.parse().unwrap());
        let height = |key: &str| match &packet.0["timeout_height"] {
            Value::Null => 0,
            height => number(&height[key]),
        };
        let words = [timeout, height("revision_number"), height("revision_height")];
        let preimage = [
            words.map(u64::to_be_bytes).concat(),
            Sha256::digest(packet.bytes()).to_vec(),
        ]
        .concat();
        assert_eq!(
            sha256(&preimage),
            packet.text("commitment_hex"),
            "{}",
            packet.text("name")
        );
        if let Some(commitment) = packet.0["ack_commitment_hex"].as_str() {
            assert_eq!(sha256(&packet.ack().unwrap()), commitment);
            acks += 1;
        }
    }
    assert_eq!(acks, 96);
}

#[test]
fn every_acknowledgement_says_how_the_packet_ended() {
    let (mut successes, mut errors) = (0, 0);
    for packet in packets() {
        let Some(ack) = packet.ack() else {
            continue;
        };
        match Acknowledgement::parse(&ack).unwrap() {
            Acknowledgement::Success => {
                assert!(["success", "in-flight-at-dump"].contains(&packet.text("outcome")));
                if packet.to("kind") == "native" {
                    assert_eq!(ack, SUCCESS_ACK);
                }
                successes += 1;
            }
            Acknowledgement::Error(text) => {
                assert!(["error-ack", "in-flight-at-dump"].contains(&packet.text("outcome")));
                let sent: Value = serde_json::from_slice(&ack).unwrap();
                assert_eq!(text, sent["error"].as_str().unwrap());
                errors += 1;
            }
        }
    }
    println!("{successes} successes, {errors} errors");
    assert_eq!((successes, errors), (61, 35));
}

#[test]
fn host_acknowledgements_carry_the_contracts_error() {
    let acks = read("host_acks.json");
    for ack in &acks {
        let bytes = Binary::from_base64(ack["ack_base64"].as_str().unwrap()).unwrap();
        let Acknowledgement::Error(text) = Acknowledgement::parse(&bytes).unwrap() else {
            panic!("{ack} is an error");
        };
        match ack["contract_error"].as_str() {
            Some(error) => assert_eq!(text, error),
            None => assert!(text.starts_with("ABCI error: "), "{text}"),
        }
        assert_eq!(sha256(&bytes), ack["ack_commitment_hex"].as_str().unwrap());
    }
    assert_eq!(acks.len(), 11);
}

#[test]
fn denoms_split_and_hash_as_in_ibc_go() {
    let denoms = read("denoms.json");
    for known in &denoms {
        let path = known["path"].as_str().unwrap();
        let denom = Denom::parse(path);
        let trace: Vec<Value> = denom
            .trace()
            .iter()
            .map(|hop| serde_json::json!({ "port": hop.port, "channel": hop.channel }))
            .collect();
        assert_eq!(Value::Array(trace), known["trace"]);
        assert_eq!(denom.base(), known["base"].as_str().unwrap());
        assert_eq!(denom.ibc_denom(), known["ibc_denom"].as_str().unwrap());
        assert_eq!(denom.path(), path);
        assert_eq!(denom.validate(), Ok(()));
    }
    assert_eq!(denoms.len(), 20);
}

#[test]
fn vouchers_sent_are_named_by_the_hash_of_their_path() {
    let mut hashed = 0;
    for packet in packets() {
        let token = packet.0["sent_with"]["msg_transfer"]["token"]["denom"].as_str();
        let Some(token) = token.filter(|_| !LOOKALIKES.contains(&packet.text("name"))) else {
            continue;
        };
        let denom = Denom::parse(&SentPacketData::decode(&packet.bytes()).unwrap().denom);
        assert_eq!(denom.ibc_denom(), token);
        let own = (packet.from("port"), packet.from("channel"));
        let hop = denom.trace().first();
        let first_hop_is_own = hop.is_some_and(|hop| (hop.port.as_str(), hop.channel.as_str()) == own);
        let sent = on_send(&denom.path(), packet.from("port"), packet.from("channel"));
        assert_eq!(sent == SendAction::Burn, first_hop_is_own);
        hashed += usize::from(token.starts_with("ibc/"));
    }
    println!("{hashed} vouchers");
    assert_eq!(hashed, 40);
}

#[test]
fn what_the_transfer_module_received_is_minted_under_our_path() {
    let minted: Vec<(String, String)> = read("denoms.json")
        .iter()
        .map(|denom| {
            (
                denom["chain"].as_str().unwrap().into(),
                denom["path"].as_str().unwrap().into(),
            )
        })
        .collect();
    let (mut mints, mut releases) = (0, 0);
    for packet in
        packets().filter(|packet| packet.to("kind") == "native" && packet.text("outcome") == "success")
    {
        match packet.decide().unwrap() {
            ReceiveAction::Mint(path) => {
                assert!(minted.contains(&(packet.to("chain").into(), path)));
                mints += 1;
            }
            ReceiveAction::Unescrow(path) => {
                assert_eq!(
                    on_send(&path, packet.to("port"), packet.to("channel")),
                    SendAction::Escrow
                );
                releases += 1;
            }
        }
    }
    println!("{mints} mints, {releases} releases");
    assert_eq!((mints, releases), (36, 7));
}

#[test]
fn the_predecessor_accepted_tokens_that_come_home_and_refused_all_others() {
    let foreign = [
        "Only accepts tokens that originate on this chain",
        "Parsed port",
        "Parsed channel",
    ];
    let (mut mints, mut releases) = (0, 0);
    for packet in packets().filter(|packet| packet.to("kind") != "native") {
        let Some(ack) = packet.ack() else {
            continue;
        };
        let refused_as_foreign = match Acknowledgement::parse(&ack).unwrap() {
            Acknowledgement::Success => false,
            Acknowledgement::Error(text) => foreign.iter().any(|start| text.starts_with(start)),
        };
        let decision = packet.decide().unwrap();
        assert_eq!(
            matches!(decision, ReceiveAction::Mint(_)),
            refused_as_foreign,
            "{}",
            packet.text("name")
        );
        if refused_as_foreign {
            mints += 1;
        } else {
            releases += 1;
        }
    }
    println!("{mints} mints, {releases} releases");
    assert_eq!((mints, releases), (11, 25));
}

struct Packet(Value);

impl Packet {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap()
    }

    fn from(&self, key: &str) -> &str {
        self.0["from"][key].as_str().unwrap()
    }

    fn to(&self, key: &str) -> &str {
        self.0["to"][key].as_str().unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        Binary::from_base64(self.text("data_base64")).unwrap().into()
    }

    fn ack(&self) -> Option<Vec<u8>> {
        let base64 = self.0["ack_base64"].as_str()?;
        Some(Binary::from_base64(base64).unwrap().into())
    }

    fn decide(&self) -> Result<ReceiveAction, Error> {
        let denom = PacketData::decode(&self.bytes())?.denom;
        on_receive(
            &denom,
            self.from("port"),
            self.from("channel"),
            self.to("port"),
            self.to("channel"),
        )
    }
}

fn packets() -> impl Iterator<Item = Packet> {
    let packets = read("packets.json");
    assert_eq!(packets.len(), PACKETS);
    packets.into_iter().map(Packet)
}

fn read(file: &str) -> Vec<Value> {
    let path = format!(
        "{}/../../tests/vectors/recorded/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
