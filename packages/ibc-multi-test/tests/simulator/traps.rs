//! Traps of the VM, caused by native panics and by `trap`.
use crate::actor::{Exec, Fail};
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

#[test]
fn a_trap_in_receive_aborts_the_transaction_and_the_packet_stays_pending() {
    for fail in [Fail::Panic, Fail::Trap] {
        let mut w = world();
        w.b_on("receive", failing(fail));
        let id = w.send("x");
        let e = w.net.recv(id).unwrap_err();
        assert_eq!(
            (e.kind, e.text.as_str()),
            (ErrorKind::Trap, "ibc entry point trapped: told to")
        );
        assert!(!w.is_received(id) && w.is_pending(id) && w.log_b().is_empty());
        // It is relayed by a contract that catches errors, but a Go panic is not caught.
        let msg = w.net.recv_msg(id, &w.cb);
        let e = w.do_b(vec![SubMsg::reply_always(msg, 1)]).unwrap_err();
        assert_eq!(e.kind, ErrorKind::Trap);
        // A later attempt delivers the packet.
        w.b_on("receive", acking(OK));
        w.net.deliver(id).unwrap();
        assert!(!w.is_pending(id));
    }
}

#[test]
fn a_trap_in_a_sub_message_is_an_ordinary_failure() {
    let mut w = world();
    w.ta_on("call", failing(Fail::Panic));
    let refund = SubMsg::reply_on_error(call(&w.ta), 1);
    w.a_on("timeout", sending(vec![refund]));
    let id = w.send("x");
    w.net.expire(id).unwrap();
    w.net.timeout(id).unwrap();
    assert_eq!(w.log_a(), ["timeout 1", "reply/1 codespace: wasm, code: 29"]);
    assert_eq!(w.calls(&w.ta), 0);
}

#[test]
fn a_trap_in_ack_or_timeout_fails_the_transaction_and_the_commitment_stays() {
    let mut w = world();
    w.a_on("ack", failing(Fail::Panic));
    w.a_on("timeout", failing(Fail::Panic));
    let id = w.send("x");
    let e = w.net.deliver(id).unwrap_err();
    assert_eq!(
        (e.kind, e.codespace.as_str(), e.code),
        (ErrorKind::Host, "wasm", 5)
    );
    assert!(w.is_pending(id));
    w.a_on("ack", answer());
    w.net.ack(id).unwrap();
    assert!(!w.is_pending(id));

    let id = w.send("y");
    w.net.expire(id).unwrap();
    w.net.timeout(id).unwrap_err();
    assert!(w.is_pending(id));
    w.a_on("timeout", answer());
    w.net.timeout(id).unwrap();
    assert!(!w.is_pending(id));
}

#[test]
fn a_trap_in_a_query_is_an_error_for_the_asker() {
    let mut w = world();
    let ask = Exec::Ask {
        whom: w.ta.to_string(),
    };
    for fail in [Fail::Panic, Fail::Err("no".into())] {
        w.ta_on("query", failing(fail));
        w.run_a(&ask).unwrap();
    }
    let log = w.log_a();
    assert!(log[0].contains("codespace: wasm, code: 29"), "{log:?}");
    assert!(log[1].contains("no: query wasm contract failed"), "{log:?}");
}
