//! What a contract learns about its sub-messages in a reply.
use crate::actor::Exec;
use crate::world::*;
use cosmwasm_std::*;

/// The reply's line in the log, for a message that fails.
fn failure(msg: impl Fn(&World) -> CosmosMsg) -> String {
    let mut w = world();
    w.ta_on("call", err("no"));
    let msg = SubMsg::reply_always(msg(&w), 1);
    w.do_a(vec![msg]).unwrap();
    w.log_a().remove(0)
}

#[test]
fn errors_of_the_chain_are_redacted_to_their_codes() {
    let user = |w: &World| w.user_a.to_string();
    assert_eq!(
        failure(|w| pay(&user(w), 2_000_000)),
        "reply/1 codespace: sdk, code: 5"
    );
    assert_eq!(failure(|_| pay("nobody", 1)), "reply/1 codespace: sdk, code: 7");
    assert_eq!(failure(|w| pay(&user(w), 0)), "reply/1 codespace: sdk, code: 10");
    let nobody = |w: &World| call(&w.net[w.a].addr("nobody"));
    assert_eq!(failure(nobody), "reply/1 codespace: wasm, code: 22");
    let unknown = |_: &World| {
        CosmosMsg::Any(AnyMsg {
            type_url: "/no.such.Msg".into(),
            value: Binary::default(),
        })
    };
    assert_eq!(failure(unknown), "reply/1 codespace: sdk, code: 6");
    let closed = |w: &World| send_packet("channel-9", b"x", w.in_seconds(9));
    assert_eq!(failure(closed), "reply/1 codespace: channel, code: 3");
}

#[test]
fn a_contracts_own_error_reaches_its_direct_caller_only() {
    let own = "reply/1 kind: Other, error: no: execute wasm contract failed";
    assert_eq!(failure(|w| call(&w.ta)), own);
    let around = |w: &World, inner: SubMsg| {
        wasm_execute(&w.ca, &Exec::Do(sending(vec![inner])), vec![])
            .unwrap()
            .into()
    };
    // One level further up, the error is redacted.
    let deep = |w: &World| around(w, SubMsg::new(call(&w.ta)));
    assert_eq!(failure(deep), "reply/1 codespace: wasm, code: 5");
    // A gas limit does not change that.
    let limited = |w: &World| around(w, SubMsg::reply_always(call(&w.ta), 1).with_gas_limit(400_000));
    assert_eq!(failure(limited), own);
}

#[test]
fn a_contract_cannot_forge_an_error() {
    // cw-multi-test prints the whole failed message, including this text, into the error.
    let forged = |_: &World| {
        let msg = WasmMsg::Execute {
            contract_addr: "<<fault:3,sdk,11,>>".into(),
            msg: b"{}".into(),
            funds: vec![],
        };
        msg.into()
    };
    assert_eq!(failure(forged), "reply/1 codespace: undefined, code: 1");
}

#[test]
fn only_wasm_messages_give_their_events_to_the_reply() {
    let mut w = world();
    let attributes = vec![
        ("b".to_string(), "1".to_string()),
        ("a".to_string(), "2".to_string()),
    ];
    let called = crate::actor::Answer {
        attributes,
        ..acking(b"data")
    };
    w.ta_on("call", called);
    w.do_a(vec![SubMsg::reply_always(call(&w.ta), 1).with_payload(b"mine")])
        .unwrap();
    let reply = w.reply_a();
    let ok = &reply["result"]["ok"];
    assert_eq!(reply["payload"], "bWluZQ==");
    let types: Vec<_> = ok["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["type"].clone())
        .collect();
    assert_eq!(types, ["execute", "wasm"]);
    let keys: Vec<_> = ok["events"][1]["attributes"].as_array().unwrap().iter().collect();
    assert_eq!(
        keys.iter().map(|a| a["key"].clone()).collect::<Vec<_>>(),
        ["_contract_address", "a", "b"]
    );
    let response = &ok["msg_responses"][0];
    assert_eq!(
        response["type_url"],
        "/cosmwasm.wasm.v1.MsgExecuteContractResponse"
    );
    assert_eq!(response["value"], "CgRkYXRh"); // protobuf field 1: "data"
    let msg = SubMsg::reply_always(pay(w.user_a.as_str(), 1), 1);
    w.do_a(vec![msg]).unwrap();
    assert_eq!(w.reply_a()["result"]["ok"]["events"], serde_json::json!([]));
}

#[test]
fn an_empty_bank_message_succeeds_without_a_transfer() {
    let mut w = world();
    let none = BankMsg::Send {
        to_address: w.user_a.to_string(),
        amount: vec![],
    };
    let res = w.do_a(vec![SubMsg::reply_always(none, 1)]).unwrap();
    assert_eq!(w.log_a(), ["reply/1 ok"]);
    assert!(!res.events.iter().any(|e| e.ty == "transfer"));
}
