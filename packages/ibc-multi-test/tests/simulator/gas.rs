//! Gas limits of sub-messages.
use crate::actor::{Exec, Fail};
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

/// A refund by a token that uses all the gas.
fn timed_out(limit: Option<u64>) -> (World, TxResult<TxResponse>, PacketId) {
    let mut w = world();
    w.ta_on("call", failing(Fail::Gas(u64::MAX)));
    let mut refund = SubMsg::reply_on_error(call(&w.ta), 1);
    refund.gas_limit = limit;
    w.a_on("timeout", sending(vec![refund]));
    let id = w.send("x");
    w.net.expire(id).unwrap();
    let res = w.net.timeout(id);
    (w, res, id)
}

#[test]
fn out_of_gas_under_a_limit_below_the_gas_left_is_caught() {
    let (w, res, id) = timed_out(Some(400_000));
    assert!(!res.unwrap().is_noop());
    assert_eq!(w.log_a(), ["timeout 1", "reply/1 codespace: sdk, code: 11"]);
    assert!(!w.is_pending(id));
}

#[test]
fn out_of_gas_without_a_limit_is_caught_by_nobody() {
    let (w, res, id) = timed_out(None);
    assert_eq!(res.unwrap_err().kind, ErrorKind::OutOfGas);
    assert!(w.log_a().is_empty() && w.is_pending(id));
}

#[test]
fn a_gas_limit_above_the_gas_left_has_no_effect() {
    let (w, res, id) = timed_out(Some(60_000_000));
    assert_eq!(res.unwrap_err().kind, ErrorKind::OutOfGas);
    assert!(w.log_a().is_empty() && w.is_pending(id));
}

#[test]
fn a_bank_message_has_its_limit_too() {
    let run = |limit| {
        let mut w = world();
        let msg = SubMsg::reply_always(pay(w.user_a.as_str(), 1), 1).with_gas_limit(limit);
        w.do_a(vec![msg]).unwrap();
        (w.log_a(), w.reply_a())
    };
    assert_eq!(run(1_000).0, ["reply/1 codespace: sdk, code: 11"]);
    let (log, reply) = run(100_000);
    assert_eq!(log, ["reply/1 ok"]);
    let response = &reply["result"]["ok"]["msg_responses"][0];
    assert_eq!(response["type_url"], "/cosmos.bank.v1beta1.MsgSendResponse");
}

#[test]
fn an_inner_catch_without_a_limit_does_not_catch_but_the_outer_limit_does() {
    let mut w = world();
    w.ta_on("call", failing(Fail::Gas(u64::MAX)));
    let inner = Exec::Do(sending(vec![SubMsg::reply_always(call(&w.ta), 1)]));
    let inner = wasm_execute(&w.ca, &inner, vec![]).unwrap();
    w.do_a(vec![
        SubMsg::reply_always(inner.clone(), 2).with_gas_limit(500_000)
    ])
    .unwrap();
    assert_eq!(w.log_a(), ["reply/2 codespace: sdk, code: 11"]);
    let e = w.do_a(vec![SubMsg::reply_always(inner, 2)]).unwrap_err();
    assert_eq!(e.kind, ErrorKind::OutOfGas);
}

#[test]
fn running_dry_inside_a_query_cannot_be_swallowed() {
    let mut w = world();
    w.ta_on("query", failing(Fail::Gas(u64::MAX)));
    let ask = Exec::Ask {
        whom: w.ta.to_string(),
    };
    assert_eq!(w.run_a(&ask).unwrap_err().kind, ErrorKind::OutOfGas);
    // A limit around the contract that queries catches it.
    let ask = wasm_execute(&w.ca, &ask, vec![]).unwrap();
    w.do_a(vec![SubMsg::reply_always(ask, 1).with_gas_limit(500_000)])
        .unwrap();
    assert_eq!(w.log_a(), ["reply/1 codespace: sdk, code: 11"]);
}

#[test]
fn a_receive_out_of_gas_aborts_and_stays_pending() {
    let mut w = world();
    w.b_on("receive", failing(Fail::Gas(u64::MAX)));
    let id = w.send("x");
    assert_eq!(w.net.recv(id).unwrap_err().kind, ErrorKind::OutOfGas);
    assert!(!w.is_received(id) && w.is_pending(id));
}

#[test]
fn what_a_sub_message_uses_is_gone_for_the_rest() {
    let mut w = world();
    w.net[w.a].set_tx_gas(1_000_000);
    w.ta_on("call", failing(Fail::Gas(300_000)));
    for limit in [None, Some(400_000)] {
        let mut msg = SubMsg::new(call(&w.ta));
        msg.gas_limit = limit;
        w.do_a(vec![msg.clone(); 2]).unwrap();
        let e = w.do_a(vec![msg; 3]).unwrap_err();
        assert_eq!(e.kind, ErrorKind::OutOfGas);
    }
}

#[test]
fn a_gas_limit_above_the_gas_left_lends_no_gas() {
    let mut w = world();
    w.ta_on("call", failing(Fail::Gas(55_000_000)));
    let msg = SubMsg::reply_on_error(call(&w.ta), 1).with_gas_limit(60_000_000);
    assert_eq!(w.do_a(vec![msg]).unwrap_err().kind, ErrorKind::OutOfGas);
}
