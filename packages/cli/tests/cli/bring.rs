//! `causeway bring`, with nodes that repeat what real ones answered; `cargo xtask localnet bring` signs and sends what it writes.

use cosmos_sdk_proto::prost::Message;
use cosmwasm_std::Binary;
use ibc_proto::ibc::core::client::v1::{QueryClientStateResponse, QueryClientStatusResponse};
use ibc_proto::ibc::core::connection::v1::QueryConnectionResponse;
use ibc_proto::ibc::lightclients::tendermint::v1::ClientState;
use serde_json::{json, Value};

use crate::live::{CONTRACT, HUB, ZONE};
use crate::node::{no_index, Recorded};
use crate::{causeway, Ran, Scratch};

const ALICE: &str = "hub1uknksegvstqxdyhyca7zk5mkwyzjlj2j7jjy4y";
const BOB: &str = "zone1e75p6tg3l6w8e39judaprlg07tew99uhzsejdm";
const PACKET: &str = "bring-packet.jsonl";
const ACKNOWLEDGEMENT: &str = "bring-acknowledgement.jsonl";
const TIMEOUT: &str = "bring-timeout.jsonl";
const CLIENT_STATUS: &str = "/ibc.core.client.v1.Query/ClientStatus";
const CLIENT_STATE: &str = "/ibc.core.client.v1.Query/ClientState";
const ACKNOWLEDGEMENTS: &str = "/ibc.core.channel.v1.Query/PacketAcknowledgements";
const ACCOUNT_INFO: &str = "/cosmos.auth.v1beta1.Query/AccountInfo";
const SIMULATE: &str = "/cosmos.tx.v1beta1.Service/Simulate";

fn between(source: &str, destination: &str, more: &[&str]) -> Ran {
    let args = [
        "bring",
        "--node",
        source,
        "--node",
        destination,
        "--contract",
        CONTRACT,
        "--sender",
        ALICE,
    ];
    causeway(&[&args, more].concat())
}

fn bring(answers: &Recorded, more: &[&str]) -> Ran {
    between(&answers.serve(HUB), &answers.serve(ZONE), more)
}

/// It is refused with this sentence, and this advice.
fn refused(ran: &Ran, sentence: &str, advice: &str) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert_eq!(ran.err, format!("error: {sentence}\nhint: {advice}\n"));
}

fn messages(ran: &Ran) -> [Value; 2] {
    let messages = ran.json()["body"]["messages"].clone();
    serde_json::from_value(messages).unwrap()
}

#[test]
fn a_packet_that_nobody_relays_is_brought_to_its_receiver() {
    let ran = bring(&Recorded::read(&[PACKET]), &["--gas-prices", "0.01stake"]).ok();
    let note = format!("note: the packet of channel-0 #4, for zone-1, to be signed by {BOB}; gas 389769\n");
    assert_eq!(ran.err, note);
    let [update, receive] = messages(&ran);
    assert_eq!(update["@type"], "/ibc.core.client.v1.MsgUpdateClient");
    assert_eq!(update["client_id"], "07-tendermint-0");
    let header = &update["client_message"];
    assert_eq!(header["@type"], "/ibc.lightclients.tendermint.v1.Header");
    assert_eq!(header["signed_header"]["header"]["chain_id"], "hub-1");
    assert_eq!(receive["@type"], "/ibc.core.channel.v1.MsgRecvPacket");
    assert_eq!(receive["signer"], BOB);
    assert_eq!(receive["packet"]["sequence"], "4");
    assert_eq!(receive["packet"]["source_port"], format!("wasm.{CONTRACT}"));
    // the header has the app hash of what is proved
    let height = &header["signed_header"]["header"]["height"];
    assert_eq!(receive["proof_height"]["revision_height"], *height);
    let fee = &ran.json()["auth_info"]["fee"];
    assert_eq!(fee["gas_limit"], "389769");
    assert_eq!(fee["amount"], json!([{ "denom": "stake", "amount": "3898" }]));
}

#[test]
fn an_acknowledgement_that_nobody_relays_is_brought_to_the_sender() {
    let ran = bring(&Recorded::read(&[ACKNOWLEDGEMENT]), &["--sequence", "4"]).ok();
    let [update, acknowledge] = messages(&ran);
    assert_eq!(
        update["client_message"]["signed_header"]["header"]["chain_id"],
        "zone-1"
    );
    assert_eq!(acknowledge["@type"], "/ibc.core.channel.v1.MsgAcknowledgement");
    assert_eq!(acknowledge["signer"], ALICE);
    let ack = Binary::from_base64(acknowledge["acknowledgement"].as_str().unwrap()).unwrap();
    assert_eq!(ack.as_slice(), br#"{"result":"AQ=="}"#);
    assert_eq!(ran.json()["auth_info"]["fee"]["amount"], json!([]));
}

#[test]
fn a_packet_whose_time_has_passed_is_refunded_by_its_timeout() {
    for more in [&["--sequence", "5"][..], &["--sequence", "5", "--refund"]] {
        let ran = bring(&Recorded::read(&[TIMEOUT]), more).ok();
        let [_, timeout] = messages(&ran);
        assert_eq!(timeout["@type"], "/ibc.core.channel.v1.MsgTimeout");
        assert_eq!(timeout["signer"], ALICE);
        assert_eq!(timeout["packet"]["sequence"], "5");
    }
}

#[test]
fn a_header_that_the_light_client_has_is_not_brought_again() {
    let mut answers = Recorded::read(&[TIMEOUT]);
    answers.change(HUB, CLIENT_STATE, |response| {
        let value = Binary::from_base64(response["value"].as_str().unwrap()).unwrap();
        let mut answer = QueryClientStateResponse::decode(value.as_slice()).unwrap();
        let any = answer.client_state.as_mut().unwrap();
        let mut state = ClientState::decode(any.value.as_slice()).unwrap();
        state.latest_height.as_mut().unwrap().revision_height = 1_000_000;
        any.value = state.encode_to_vec();
        response["value"] = Binary::from(answer.encode_to_vec()).to_base64().into();
    });
    let ran = bring(&answers, &["--sequence", "5", "--gas", "300000"]).ok();
    let messages = ran.json()["body"]["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 1);
    assert_eq!(messages[0]["proof_height"]["revision_height"], "1000000");
}

#[test]
fn the_lines_that_sign_and_send_are_for_the_chain_that_the_transaction_is_for() {
    for (file, sequence, key, chain, program, node) in [
        (PACKET, "4", BOB, "zone-1", "zoned", 1),
        (TIMEOUT, "5", ALICE, "hub-1", "hubd", 0),
    ] {
        let answers = Recorded::read(&[file]);
        let nodes = [answers.serve(HUB), answers.serve(ZONE)];
        let tx = Scratch::new(&format!("{sequence}.json"), "");
        let more = [
            "--print",
            "command",
            "--binary",
            "hubd",
            "--binary",
            "zoned",
            "--output",
            tx.path(),
            "--sequence",
            sequence,
        ];
        let ran = between(&nodes[0], &nodes[1], &more).ok();
        let (tx, node) = (tx.path(), &nodes[node]);
        let signed = tx.replace(".json", ".signed.json");
        assert_eq!(
            ran.out,
            format!(
                "{program} tx sign {tx} --from {key} --chain-id {chain} --node {node} --output-document {signed}\n\
                 {program} tx broadcast {signed} --node {node}\n"
            )
        );
        let written: Value = serde_json::from_str(&std::fs::read_to_string(tx).unwrap()).unwrap();
        assert_eq!(written["body"]["messages"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_packet_that_can_still_be_received_is_not_refunded() {
    refused(
        &bring(&Recorded::read(&[PACKET]), &["--refund"]),
        "channel-0 #4 is not due: the other chain can receive it for 598 more seconds, and it cannot be refunded before",
        "try again then, or without --refund, which brings the packet to its receiver",
    );
}

#[test]
fn a_packet_that_the_other_chain_holds_needs_a_release_and_no_relayer() {
    let mut answers = Recorded::read(&[ACKNOWLEDGEMENT]);
    answers.change(ZONE, ACKNOWLEDGEMENTS, |response| response["value"] = Value::Null);
    refused(
        &bring(&answers, &["--sequence", "4"]),
        "there is nothing to bring for channel-0 #4: the other chain has received it and not answered yet",
        "it is held there; anyone can have it paid by `release` on that chain when it is due",
    );
}

#[test]
fn several_packets_or_none_are_told() {
    let answers = Recorded::read(&[ACKNOWLEDGEMENT]);
    refused(
        &bring(&answers, &[]),
        &format!("{ALICE} has 2 packets on the way: channel-0 #4, channel-0 #5"),
        "name one with --sequence, and --channel where two channels have the same sequence",
    );
    refused(
        &bring(&answers, &["--sequence", "3", "--channel", "channel-0"]),
        &format!("{ALICE} has no packet #3 on channel-0 on the way: it is settled, or was never sent"),
        "`causeway status` says where each transfer of a sender is",
    );
}

#[test]
fn a_node_of_another_chain_is_told_with_the_chain_that_is_needed() {
    let hub = Recorded::read(&[TIMEOUT]).serve(HUB);
    refused(
        &between(&hub, &hub, &["--sequence", "5"]),
        &format!("{hub} is a node of hub-1, but channel-0 of the contract leads to zone-1"),
        "give a node of zone-1 as the second --node",
    );
    let ran = causeway(&["bring", "--node", &hub, "--contract", CONTRACT, "--sender", ALICE]);
    refused(
        &ran,
        "--node is given 1 times",
        "give it twice: a node of the contract's chain, then one of the chain at the other end",
    );
}

#[test]
fn an_expired_light_client_is_told_with_who_can_recover_it() {
    for (status, word) in [("Expired", "expired"), ("Frozen", "frozen")] {
        let mut answers = Recorded::read(&[TIMEOUT]);
        let status = status.to_string();
        let bytes = QueryClientStatusResponse { status }.encode_to_vec();
        answers.change(HUB, CLIENT_STATUS, |response| {
            response["value"] = Binary::from(bytes.clone()).to_base64().into();
        });
        refused(
            &bring(&answers, &["--sequence", "5"]),
            &format!(
                "07-tendermint-0 on hub-1, the light client of zone-1, is {word}: it takes no header, so nothing can be proved \
                 to hub-1"
            ),
            "the governance of hub-1 can recover it (`tx ibc client recover-client`); the packet keeps until then",
        );
    }
}

#[test]
fn a_light_client_is_found_by_the_connection_of_the_channel() {
    let mut answers = Recorded::read(&[TIMEOUT]);
    answers.change(HUB, "/ibc.core.connection.v1.Query/Connection", |response| {
        let value = Binary::from_base64(response["value"].as_str().unwrap()).unwrap();
        let mut answer = QueryConnectionResponse::decode(value.as_slice()).unwrap();
        answer.connection.as_mut().unwrap().client_id = "07-tendermint-9".into();
        response["value"] = Binary::from(answer.encode_to_vec()).to_base64().into();
    });
    let ran = bring(&answers, &["--sequence", "5"]);
    assert!(ran.err.contains("not recorded"), "{}", ran.err);
}

#[test]
fn a_signer_without_an_account_and_a_transaction_that_the_chain_refuses_are_told() {
    let mut answers = Recorded::read(&[PACKET]);
    answers.change(ZONE, SIMULATE, |response| {
        response["code"] = 22.into();
        response["log"] = "proof does not fit".into();
    });
    let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
    let ran = between(&hub, &zone, &[]);
    let sentence = format!("error: the chain of {zone} would refuse the transaction: proof does not fit\n");
    assert!(ran.err.starts_with(&sentence), "{}", ran.err);
    answers.change(ZONE, ACCOUNT_INFO, |response| response["code"] = 22.into());
    refused(
        &bring(&answers, &[]),
        &format!("{BOB} is no account of zone-1, where the transaction goes"),
        "name with --signer an account there that has coins for the fee",
    );
}

#[test]
fn an_index_that_forgot_the_packet_is_told() {
    let answers = Recorded::read(&[PACKET]);
    let zone = answers.serve(ZONE);
    let empty = |question: &Value| {
        let found = json!({ "result": { "total_count": "0", "txs": [] } });
        (question["method"] == "tx_search").then_some(found)
    };
    let hub = answers.serve_with(HUB, empty);
    refused(
        &between(&hub, &zone, &[]),
        &format!(
            "{hub} does not know the sending of channel-0 #4: its index of transactions does not reach back so far"
        ),
        "ask a node that keeps its index for longer",
    );
    let hub = answers.serve_with(HUB, no_index);
    refused(
        &between(&hub, &zone, &[]),
        &format!("{hub} keeps no index of transactions"),
        "ask a node with `indexer = \"kv\"` in its config.toml",
    );
}

#[test]
fn a_price_is_a_number_with_a_denom() {
    for price in ["stake", "0.01", "1.2.3stake", ""] {
        let ran = bring(&Recorded::read(&[PACKET]), &["--gas-prices", price]);
        assert_eq!(
            ran.err,
            format!("error: --gas-prices: `{price}` is no price: give a number and a denom, as 0.025uatom\n")
        );
    }
}
