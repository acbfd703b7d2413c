//! The limit of the call depth, with both rules of wasmd.
use crate::actor::Exec;
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

/// The acknowledgement of wasmd when a receive, or a sub-message of it, is too deep.
const TOO_DEEP: &str = r#"{"error":"ABCI error: wasm/30: error handling packet: see events for details"}"#;
const CAUGHT: &str = "reply/1 codespace: wasm, code: 30";

fn with(rule: CallDepth) -> World {
    let mut w = world();
    let (a, b) = (w.a, w.b);
    w.net[a].set_call_depth(rule);
    w.net[b].set_call_depth(rule);
    w
}

/// An actor calls its token, and catches the failure.
fn caught_call(rule: CallDepth) -> (TxResult<TxResponse>, Vec<String>, usize) {
    let mut w = with(rule);
    let res = w.do_a(vec![SubMsg::reply_on_error(call(&w.ta), 1)]);
    (res, w.log_a(), w.calls(&w.ta))
}

#[test]
fn a_chain_counts_a_hundred_responses_unless_told_otherwise() {
    assert_eq!(CallDepth::default(), CallDepth::Responses(100));
    assert_eq!(CallDepth::MESSAGES, CallDepth::Messages(500));
    // Nest is called `depth + 1` times, by `depth` messages
    for (rule, depth) in [(None, 99), (Some(CallDepth::MESSAGES), 500)] {
        let mut w = world();
        let a = w.a;
        w.net[a].set_tx_gas(u64::MAX / 2);
        rule.into_iter().for_each(|rule| w.net[a].set_call_depth(rule));
        w.run_a(&Exec::Nest { depth }).unwrap();
        assert!(w.log_a().is_empty(), "{rule:?}");
        w.run_a(&Exec::Nest { depth: depth + 1 }).unwrap();
        assert_eq!(w.log_a(), ["reply/9 codespace: wasm, code: 30"], "{rule:?}");
    }
}

#[test]
fn where_messages_count_a_call_that_is_too_deep_is_caught_by_its_reply() {
    let (res, log, calls) = caught_call(CallDepth::Messages(0));
    res.unwrap();
    assert_eq!((log, calls), (vec![CAUGHT.to_string()], 0));
    let (res, log, calls) = caught_call(CallDepth::Messages(1));
    res.unwrap();
    assert_eq!((log, calls), (vec![], 1));
}

#[test]
fn where_responses_count_the_reply_is_as_deep_as_the_call_and_fails_too() {
    let (res, log, calls) = caught_call(CallDepth::Responses(1));
    let e = res.unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("wasm", 30));
    assert_eq!((log, calls), (vec![], 0));
    let (res, log, calls) = caught_call(CallDepth::Responses(2));
    res.unwrap();
    assert_eq!((log, calls), (vec![], 1));
}

#[test]
fn messages_of_a_reply_are_one_response_deeper_and_no_message_deeper() {
    let run = |rule| {
        let mut w = with(CallDepth::default());
        w.a_on("reply/1", sending(vec![SubMsg::new(call(&w.ta))]));
        let a = w.a;
        w.net[a].set_call_depth(rule);
        w.do_a(vec![SubMsg::reply_on_success(call(&w.ta), 1)]).is_ok()
    };
    assert!(run(CallDepth::Responses(3)) && !run(CallDepth::Responses(2)));
    assert!(run(CallDepth::Messages(1)) && !run(CallDepth::Messages(0)));
}

#[test]
fn a_bank_message_counts_as_a_message_and_has_no_response() {
    let run = |rule| {
        let mut w = with(rule);
        w.do_a(vec![SubMsg::new(pay(w.user_a.as_str(), 1))]).is_ok()
    };
    assert!(run(CallDepth::Responses(1)) && !run(CallDepth::Responses(0)));
    assert!(run(CallDepth::Messages(1)) && !run(CallDepth::Messages(0)));
}

#[test]
fn a_receive_that_is_too_deep_is_refused_with_state_reverted() {
    for (rule, payout, accepted) in [
        (CallDepth::Responses(2), true, true),
        (CallDepth::Responses(1), true, false),
        (CallDepth::Responses(1), false, true),
        (CallDepth::Responses(0), false, false),
        (CallDepth::Messages(1), true, true),
        (CallDepth::Messages(0), true, false),
        (CallDepth::Messages(0), false, true),
    ] {
        let mut w = with(CallDepth::default());
        let payouts = payout.then(|| SubMsg::new(call(&w.tb)));
        w.b_on("receive", sending(payouts.into_iter().collect()).and_ack(OK));
        let id = w.send("x");
        let b = w.b;
        w.net[b].set_call_depth(rule);
        w.net.recv(id).unwrap();
        assert_eq!(w.log_b().is_empty(), !accepted, "{rule:?} {payout}");
        assert_eq!(w.ack(id).unwrap() == TOO_DEEP, !accepted, "{rule:?} {payout}");
    }
}

#[test]
fn a_refund_that_is_too_deep_fails_with_its_reply_running_only_where_messages_count() {
    for (rule, settled, log) in [
        (CallDepth::Messages(0), true, vec!["timeout 1", CAUGHT]),
        (CallDepth::Messages(1), true, vec!["timeout 1"]),
        (CallDepth::Responses(1), false, vec![]),
        (CallDepth::Responses(2), true, vec!["timeout 1"]),
    ] {
        let mut w = world();
        w.a_on("timeout", sending(vec![SubMsg::reply_on_error(call(&w.ta), 1)]));
        let id = w.send("x");
        w.net.expire(id).unwrap();
        let a = w.a;
        w.net[a].set_call_depth(rule);
        assert_eq!(w.net.timeout(id).is_ok(), settled, "{rule:?}");
        assert_eq!(w.is_pending(id), !settled, "{rule:?}");
        assert_eq!(w.log_a(), log, "{rule:?}");
    }
}
