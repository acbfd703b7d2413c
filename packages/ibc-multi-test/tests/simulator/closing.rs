//! Closing of channels, and packets that are in flight on them.
use crate::actor::Fail;
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

impl World {
    fn states(&self) -> [ChannelState; 2] {
        [&self.channel.a, &self.channel.b].map(|end| self.net.channel_end(end).unwrap().state)
    }
    fn close_a_from_inside(&mut self) -> TxResult<TxResponse> {
        let close = IbcMsg::CloseChannel {
            channel_id: self.channel.a.channel.clone(),
        };
        self.do_a(vec![SubMsg::new(close)])
    }
}
use ChannelState::{Closed, Open};

#[test]
fn a_contract_closes_its_end_and_a_relayer_confirms() {
    let mut w = world();
    let b = w.channel.b.clone();
    // nothing to confirm yet
    let e = w.net.close_confirm(&b).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("commitment", 2));
    let res = w.close_a_from_inside().unwrap();
    assert_eq!(
        res.attribute("channel_close_init", "counterparty_channel_id"),
        Some("channel-0")
    );
    assert_eq!(w.states(), [Closed, Open]);
    w.net.close_confirm(&b).unwrap();
    assert_eq!(w.states(), [Closed, Closed]);
    assert_eq!(
        (w.log_a(), w.log_b()),
        (vec!["close init".into()], vec!["close confirm".into()])
    );
    assert_eq!(w.close_a_from_inside().unwrap_err().code, 5); // already closed
    assert_eq!(w.net.close_confirm(&b).unwrap_err().code, 5);
}

#[test]
fn a_contract_may_refuse_a_close_that_somebody_else_asks_for() {
    let mut w = world();
    let a = w.channel.a.clone();
    w.a_on("close-init", err("not by you"));
    let e = w.net.close_init(&a).unwrap_err();
    assert_eq!((e.code, e.text.as_str()), (5, "not by you"));
    assert_eq!(w.close_a_from_inside().unwrap_err().text, "not by you"); // wasmd asks then, too
    w.a_on("close-init", failing(Fail::Panic));
    w.net.close_init(&a).unwrap_err();
    assert_eq!(w.states(), [Open, Open]);
    w.a_on("close-init", answer());
    w.net.close_init(&a).unwrap();
    assert_eq!(w.states(), [Closed, Open]);
}

#[test]
fn on_a_closed_channel_nothing_is_sent_received_or_acknowledged() {
    let mut w = world();
    let (delivered, open) = (w.send("1"), w.send("2"));
    w.net.recv(delivered).unwrap();
    w.close_a_from_inside().unwrap();
    assert_eq!(w.net.ack(delivered).unwrap_err().code, 5);
    let msg = w.packet_msg("3");
    assert_eq!(w.do_a(vec![msg]).unwrap_err().code, 5);
    // the other end still receives
    w.net.recv(open).unwrap();
    w.net.close_confirm(&w.channel.b.clone()).unwrap();
    assert_eq!(w.net.recv(open).unwrap_err().code, 5);
}

#[test]
fn an_unreceived_packet_times_out_on_close_before_its_time() {
    let mut w = world();
    let (received, lost) = (w.send("1"), w.send("2"));
    w.net.recv(received).unwrap();
    // the other end must be closed
    assert_eq!(w.net.timeout_on_close(lost).unwrap_err().codespace, "commitment");
    let close = IbcMsg::CloseChannel {
        channel_id: w.channel.b.channel.clone(),
    };
    w.do_b(vec![SubMsg::new(close)]).unwrap();
    assert_eq!(w.net.timeout(lost).unwrap_err().code, 39); // its time has not come
    w.a_on("timeout", err("not now"));
    w.net.timeout_on_close(lost).unwrap_err();
    assert!(w.is_pending(lost));
    w.a_on("timeout", answer());
    w.net.timeout_on_close(lost).unwrap();
    assert!(w.net.timeout_on_close(lost).unwrap().is_noop());
    assert_eq!(w.net.packet(lost).endings, [Ending::TimedOut]);
    // no such proof for a received one, but its ack still comes: this end is open
    assert_eq!(
        w.net.timeout_on_close(received).unwrap_err().kind,
        ErrorKind::Relayer
    );
    w.net.ack(received).unwrap();
    assert_eq!(w.log_a(), ["timeout 2", "ack 1 {\"result\":\"MQ==\"}"]);
}

#[test]
fn old_packets_of_a_closed_channel_still_time_out() {
    let mut w = world();
    let id = w.send("x");
    w.close_a_from_inside().unwrap();
    w.net.expire(id).unwrap();
    w.net.timeout(id).unwrap();
    assert_eq!(w.net.packet(id).endings, [Ending::TimedOut]);
}

#[test]
fn relay_all_times_out_what_a_closed_end_cannot_receive() {
    let mut w = world();
    let id = w.send("x");
    w.net.close_init(&w.channel.b.clone()).unwrap();
    let steps = w.net.relay_all();
    assert_eq!(steps.len(), 1);
    assert_eq!((steps[0].packet, steps[0].relay), (id, Relay::TimeoutOnClose));
    assert!(!w.is_pending(id));
}

#[test]
fn a_channel_closed_while_it_receives_takes_no_acknowledgement() {
    let mut w = world();
    let close = IbcMsg::CloseChannel {
        channel_id: w.channel.b.channel.clone(),
    };
    w.b_on("receive", sending(vec![SubMsg::new(close)]).and_ack(OK));
    let id = w.send("x");
    assert_eq!(w.net.recv(id).unwrap_err().code, 5);
    assert_eq!(w.states(), [Open, Open]);
}
