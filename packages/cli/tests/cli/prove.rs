//! `causeway audit --prove`, with real proofs that two nodes gave, and with each of them forged.

use std::sync::atomic::{AtomicU64, Ordering};

use causeway::live::Proven;
use causeway::proof::{verify, Found, Refused};
use cosmos_sdk_proto::prost::Message;
use cosmwasm_std::{Binary, HexBinary};
use ibc_proto::ibc::core::client::v1::{
    QueryClientStateResponse, QueryClientStatusResponse, QueryConsensusStateResponse,
};
use ibc_proto::ibc::lightclients::tendermint::v1::{ClientState, ConsensusState};
use serde_json::{json, Value};

use crate::live::{CONTRACT, HUB, ZONE};
use crate::node::Recorded;
use crate::{causeway, Ran};

const PROVED: &str = "proved.jsonl";
const LATER: &str = "proved-later.jsonl";
const CONSENSUS_STATE: &str = "/ibc.core.client.v1.Query/ConsensusState";
const CLIENT_STATE: &str = "/ibc.core.client.v1.Query/ClientState";
const CLIENT_STATUS: &str = "/ibc.core.client.v1.Query/ClientStatus";
const GOLD: &str = "cw20:hub1suhgf5svhu4usrurvxzlgn54ksxmn8gljarjtxqnapv8kjnp4nrs99yen6";

fn audit(hub: &str, zone: &str, more: &[&str]) -> Ran {
    crate::audit::between(hub, zone, &[&["--prove"], more].concat())
}

fn between(answers: &Recorded, more: &[&str]) -> Ran {
    audit(&answers.serve(HUB), &answers.serve(ZONE), more)
}

/// The audit has no result, because of this.
fn refused(ran: &Ran, why: Refused) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(
        ran.err.contains(" does not prove what it answers for "),
        "{}",
        ran.err
    );
    assert!(ran.err.contains(&format!(": {why}\n")), "{}", ran.err);
    assert!(
        ran.err
            .ends_with("hint: do not believe this node; ask another one of its chain\n"),
        "{}",
        ran.err
    );
}

/// A question for a value with its proof, and the answer.
struct Asked {
    store: String,
    key: Vec<u8>,
    params: Value,
    answer: Proven,
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    Some(Binary::from_base64(value.as_str()?).unwrap().to_vec())
}

/// All that a node was asked to prove.
fn all_asked(answers: &Recorded, node: &str) -> Vec<Asked> {
    let asked = answers.asked(node, "abci_query").into_iter();
    let proofs = asked.filter(|(params, _)| params["prove"] == true);
    proofs
        .map(|(params, result)| {
            let store = params["path"].as_str().unwrap();
            let store = store
                .strip_prefix("/store/")
                .unwrap()
                .strip_suffix("/key")
                .unwrap();
            let response = &result["response"];
            let steps = response["proofOps"]["ops"].as_array().unwrap().iter();
            Asked {
                store: store.into(),
                key: HexBinary::from_hex(params["data"].as_str().unwrap())
                    .unwrap()
                    .to_vec(),
                answer: Proven {
                    value: bytes(&response["value"]),
                    steps: steps.map(|step| bytes(&step["data"]).unwrap()).collect(),
                },
                params,
            }
        })
        .collect()
}

/// The app hash that the light client on the other chain has.
fn app_hash(answers: &Recorded, other: &str) -> Vec<u8> {
    let asked = answers.asked(other, "abci_query").into_iter();
    let mut states = asked.filter(|(params, _)| params["path"] == CONSENSUS_STATE);
    let (_, result) = states.next().unwrap();
    let answer = bytes(&result["response"]["value"]).unwrap();
    let answer = QueryConsensusStateResponse::decode(answer.as_slice()).unwrap();
    let state = ConsensusState::decode(answer.consensus_state.unwrap().value.as_slice()).unwrap();
    state.root.unwrap().hash
}

#[test]
fn both_chains_prove_their_books_to_the_light_client_of_the_other() {
    let ran = between(&Recorded::read(&[PROVED]), &[]).ok();
    for line in [
        "proved: hub-1 by 19 proofs up to the app hash that 07-tendermint-0 on zone-1 holds\n",
        "proved: zone-1 by 20 proofs up to the app hash that 07-tendermint-0 on hub-1 holds\n",
        "I1 conservation: held\n",
        "hub-1 channel-0 uhub: escrow 1220 = vouchers 1120 + in flight 100 + claims to mint 0\n",
        "I2 solvency: held\n",
        "I4 one ending: held\n",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
}

#[test]
fn what_another_token_says_is_not_proved_and_is_said_to_be_so() {
    let answers = Recorded::read(&[PROVED]);
    let ran = between(&answers, &[]).ok();
    let line = format!("not proved: hub-1 {GOLD}: what this token says that the contract holds\n");
    assert!(ran.out.contains(&line), "{}", ran.out);
    let document = between(&answers, &["--json"]).ok().json();
    assert_eq!(document["proofs"][0]["not_proved"], json!([GOLD]));
    assert_eq!(document["proofs"][1]["not_proved"], json!([]));
    let hash = HexBinary::from(app_hash(&answers, ZONE)).to_hex();
    assert_eq!(document["proofs"][0]["app_hash"], hash);
    assert_eq!(document["proofs"][0]["client_chain"], "zone-1");
}

#[test]
fn what_is_proved_is_what_the_nodes_say_of_the_same_block() {
    let answers = Recorded::read(&[PROVED]);
    let document = between(&answers, &["--json"]).ok().json();
    let hub = &document["snapshots"][0];
    assert_eq!(hub["escrow"][1]["outstanding"], "1220");
    assert_eq!(hub["channels"][0]["open"], true);
    assert_eq!(hub["channels"][0]["commitments"], json!([11, 12]));
    let records = hub["in_flight"].as_array().unwrap().iter();
    let records: Vec<_> = records.map(|one| (&one["sequence"], &one["amount"])).collect();
    assert_eq!(records, [(&json!(11), &json!("70")), (&json!(12), &json!("30"))]);
    // zone-1 is proved as of before it received packet 12
    assert_eq!(hub["in_flight"][1]["destination"], "not_received");
    let vouchers = document["snapshots"][1]["vouchers"].as_array().unwrap().iter();
    let mut supplies: Vec<_> = vouchers.map(|one| one["supply"].as_str().unwrap()).collect();
    supplies.sort_unstable();
    assert_eq!(supplies, ["1120", "500"]);
}

#[test]
fn a_proof_with_any_byte_changed_proves_nothing_else() {
    let answers = Recorded::read(&[PROVED]);
    let hash = app_hash(&answers, ZONE);
    let all = all_asked(&answers, HUB);
    let proves = |is_value: bool| {
        let mut found = all
            .iter()
            .filter(|asked| asked.answer.value.is_some() == is_value);
        found.next().unwrap()
    };
    for Asked {
        store, key, answer, ..
    } in [proves(true), proves(false)]
    {
        let honest = verify(&hash, store, key, answer).unwrap();
        let mut refused = 0;
        for (step, at) in (0..2).flat_map(|step| (0..answer.steps[step].len()).map(move |at| (step, at))) {
            let mut forged = answer.clone();
            forged.steps[step][at] ^= 1;
            match verify(&hash, store, key, &forged) {
                Ok(found) => assert_eq!(found, honest, "step {step}, byte {at}"),
                Err(_) => refused += 1,
            }
        }
        // nothing hangs on the copy of the key that a proof of absence begins with, nor on bits that no hash function has
        let bytes: usize = answer.steps.iter().map(Vec::len).sum();
        assert!(refused + key.len() + 16 > bytes, "{refused} of {bytes}");
    }
}

#[test]
fn every_recorded_proof_is_refused_with_another_value_key_store_root_or_step() {
    let answers = Recorded::read(&[PROVED, LATER]);
    for (node, other) in [(HUB, ZONE), (ZONE, HUB)] {
        let hash = app_hash(&answers, other);
        for Asked {
            store, key, answer, ..
        } in all_asked(&answers, node)
        {
            let Ok(found) = verify(&hash, &store, &key, &answer) else {
                // of the other of the two moments
                continue;
            };
            let mut other_value = answer.clone();
            other_value.value = match &found {
                Found::Value(_) => None,
                Found::Absent(_) => Some(vec![1]),
            };
            assert_eq!(
                verify(&hash, &store, &key, &other_value),
                Err(Refused::OtherValue)
            );
            let other_key = [key.as_slice(), b"x"].concat();
            if matches!(found, Found::Value(_)) {
                assert_eq!(verify(&hash, &store, &other_key, &answer), Err(Refused::OtherKey));
            }
            assert_eq!(verify(&hash, "acc", &key, &answer), Err(Refused::OtherRoot));
            assert_eq!(verify(&[0; 32], &store, &key, &answer), Err(Refused::OtherRoot));
            let mut one_step = answer.clone();
            one_step.steps.pop();
            assert_eq!(verify(&hash, &store, &key, &one_step), Err(Refused::Steps));
            let mut no_proof = answer.clone();
            no_proof.steps[0] = vec![0xff];
            assert_eq!(verify(&hash, &store, &key, &no_proof), Err(Refused::Unreadable));
        }
    }
}

/// A node that answers one question with the answer to another one.
fn swapped(answers: &Recorded, node: &'static str, asked: &Value, with: &Value) -> String {
    let question = |params: &Value| json!({ "method": "abci_query", "params": params });
    let reply = answers.reply(node, &question(with));
    let asked = asked["data"].clone();
    answers.serve_with(node, move |question| {
        let is_asked = question["params"]["data"] == asked && question["params"]["prove"] == true;
        is_asked.then(|| reply.clone())
    })
}

#[test]
fn an_entry_that_is_left_out_is_refused() {
    let answers = Recorded::read(&[PROVED]);
    let zone = answers.serve(ZONE);
    // absences within the contract's storage: each tells the entry that comes next
    let all = all_asked(&answers, HUB);
    let chain = all
        .iter()
        .filter(|asked| asked.store == "wasm" && asked.answer.value.is_none());
    let chain: Vec<_> = chain.collect();
    assert!(chain.len() > 6);
    for pair in chain.windows(2) {
        let skipping = swapped(&answers, HUB, &pair[0].params, &pair[1].params);
        refused(&audit(&skipping, &zone, &[]), Refused::OtherKey);
    }
    // the end of the list in the place of its beginning
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let empty = swapped(&answers, HUB, &first.params, &last.params);
    refused(&audit(&empty, &zone, &[]), Refused::OtherKey);
}

#[test]
fn a_value_that_was_forged_is_refused() {
    let answers = Recorded::read(&[PROVED]);
    let hub = answers.serve(HUB);
    // the supply of a voucher, and what IBC core has
    for asked in all_asked(&answers, ZONE) {
        if asked.answer.value.is_none() {
            continue;
        }
        let data = asked.params["data"].clone();
        let zone = answers.serve_changed(ZONE, move |question, result| {
            if question["params"]["data"] == data {
                result["response"]["value"] = Binary::from(b"{\"total_supply\":\"9\"}").to_base64().into();
            }
        });
        refused(&audit(&hub, &zone, &[]), Refused::OtherValue);
    }
}

#[test]
fn the_state_of_another_height_is_refused() {
    let (answers, later) = (Recorded::read(&[PROVED]), Recorded::read(&[LATER]));
    let hub = answers.serve_with(HUB, move |question| {
        let reply = later.reply(HUB, question);
        (question["params"]["prove"] == true && reply["error"].is_null()).then_some(reply)
    });
    refused(&audit(&hub, &answers.serve(ZONE), &[]), Refused::OtherRoot);
}

#[test]
fn a_header_that_the_other_node_invents_is_refused() {
    let mut answers = Recorded::read(&[PROVED]);
    let other = Recorded::read(&[LATER]);
    let state = other.asked(ZONE, "abci_query").into_iter();
    let mut state = state.filter(|(params, _)| params["path"] == CONSENSUS_STATE);
    let (_, state) = state.next().unwrap();
    answers.change(ZONE, CONSENSUS_STATE, |response| {
        *response = state["response"].clone()
    });
    refused(&between(&answers, &[]), Refused::OtherRoot);
}

#[test]
fn a_state_that_the_node_no_longer_has_is_told() {
    let answers = Recorded::read(&[PROVED]);
    let hub = answers.serve_with(HUB, |question| {
        let response = json!({ "code": 38, "log": "version does not exist" });
        (question["params"]["prove"] == true).then(|| json!({ "result": { "response": response } }))
    });
    let ran = audit(&hub, &answers.serve(ZONE), &[]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        format!(
            "error: {hub} has no proof of the state after block 6800: version does not exist\n\
             hint: ask a node that keeps its states for longer, or bring the other chain's light client up to date: anything that is \
             relayed does it\n"
        )
    );
}

#[test]
fn a_light_client_that_takes_no_header_proves_nothing() {
    let mut answers = Recorded::read(&[PROVED]);
    let status = "Frozen".to_string();
    let frozen = Binary::from(QueryClientStatusResponse { status }.encode_to_vec()).to_base64();
    answers.change(ZONE, CLIENT_STATUS, |response| {
        response["value"] = frozen.clone().into()
    });
    let ran = between(&answers, &[]);
    assert!(
        ran.err
            .starts_with("error: 07-tendermint-0 on zone-1, the light client of hub-1, is frozen: "),
        "{}",
        ran.err
    );
}

#[test]
fn light_clients_that_move_while_they_are_asked_are_not_used() {
    let answers = Recorded::read(&[PROVED]);
    let height = AtomicU64::new(10_000);
    let hub = answers.serve_changed(HUB, move |question, result| {
        if question["params"]["path"] != CLIENT_STATE {
            return;
        }
        let value = bytes(&result["response"]["value"]).unwrap();
        let mut answer = QueryClientStateResponse::decode(value.as_slice()).unwrap();
        let any = answer.client_state.as_mut().unwrap();
        let mut state = ClientState::decode(any.value.as_slice()).unwrap();
        state.latest_height.as_mut().unwrap().revision_height = height.fetch_add(1, Ordering::Relaxed);
        any.value = state.encode_to_vec();
        result["response"]["value"] = Binary::from(answer.encode_to_vec()).to_base64().into();
    });
    let ran = audit(&hub, &answers.serve(ZONE), &[]);
    assert!(
        ran.err.contains(" changed each time that they were read\n"),
        "{}",
        ran.err
    );
}

#[test]
fn proofs_need_two_ends_and_no_history() {
    let answers = Recorded::read(&[PROVED]);
    let hub = answers.serve(HUB);
    let ran = causeway(&["audit", "--prove", "--node", &hub, "--contract", CONTRACT]);
    assert_eq!(
        ran.err,
        "error: proofs need two chains, each with a light client of the other\n\
         hint: give --node and --contract twice, and audit other pairs by themselves\n"
    );
    assert_eq!(between(&answers, &["--history"]).code, 2);
}
