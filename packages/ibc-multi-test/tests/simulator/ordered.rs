//! Ordered channels: the order of packets, and the closing of the channel by a timeout.
use crate::world::*;
use ibc_multi_test::*;

fn codes(e: TxError) -> (String, u32) {
    (e.codespace, e.code)
}

#[test]
fn packets_are_received_and_acknowledged_in_order_only() {
    let mut w = World::new(true);
    let (first, second) = (w.send("1"), w.send("2"));
    assert_eq!(codes(w.net.recv(second).unwrap_err()), ("channel".into(), 21));
    w.net.recv(first).unwrap();
    w.net.recv(second).unwrap();
    assert!(w.net.recv(first).unwrap().is_noop());
    assert_eq!(w.log_b(), ["receive 1", "receive 2"]);
    assert_eq!(codes(w.net.ack(second).unwrap_err()), ("channel".into(), 21));
    w.net.ack(first).unwrap();
    w.net.ack(second).unwrap();
    assert!(w.net.ack(first).unwrap().is_noop());
    assert_eq!(w.net.pending(), []);
}

#[test]
fn a_timeout_closes_the_sending_end() {
    let mut w = World::new(true);
    let (first, second) = (w.send("1"), w.send("2"));
    w.net.recv(first).unwrap();
    w.net.expire(second).unwrap();
    assert_eq!(w.net.timeout(first).unwrap_err().kind, ErrorKind::Relayer); // it was received
    let res = w.net.timeout(second).unwrap();
    let types: Vec<_> = res.events.iter().map(|e| e.ty.as_str()).collect();
    assert_eq!(types, ["channel_close", "message", "timeout_packet", "message"]);
    assert_eq!(
        w.net.channel_end(&w.channel.a).unwrap().state,
        ChannelState::Closed
    );
    assert_eq!(codes(w.net.ack(first).unwrap_err()), ("channel".into(), 5)); // ibc-go: only on open channels
    w.net.close_confirm(&w.channel.b.clone()).unwrap();
    assert_eq!(w.log_b(), ["receive 1", "close confirm"]);
}

#[test]
fn a_false_next_sequence_does_not_prove_a_timeout() {
    let mut w = World::new(true);
    let (first, _) = (w.send("1"), w.send("2"));
    w.net.expire(first).unwrap();
    let relayer = w.net[w.a].relayer();
    let cosmwasm_std::CosmosMsg::Any(any) = w.net.timeout_msg(first, &relayer).unwrap() else {
        panic!("not an Any")
    };
    let mut msg: proto::MsgTimeout = prost::Message::decode(any.value.as_slice()).unwrap();
    assert_eq!(msg.next_sequence_recv, 1);
    for (claimed, code) in [(0, ("commitment", 2)), (2, ("channel", 19))] {
        msg.next_sequence_recv = claimed;
        let any = proto::to_any(proto::TIMEOUT, &msg);
        let e = w.net.submit(w.a, any).unwrap_err();
        assert_eq!((e.codespace.as_str(), e.code), code);
    }
}

#[test]
fn relay_all_keeps_the_order() {
    let mut w = World::new(true);
    for i in 0..5 {
        w.send(&i.to_string());
    }
    let steps = w.net.relay_all();
    assert!(steps.iter().all(|s| s.result.is_ok()));
    assert_eq!(steps.len(), 10);
    assert_eq!(w.net.pending(), []);
}
