//! Relayed messages are messages of the App, so a contract can emit them from inside a call.
use crate::actor::Exec;
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

/// A token that is called to pay a refund settles the same packet again.
#[test]
fn a_refund_that_settles_its_own_packet_again_is_not_paid_twice() {
    for by_ack in [false, true] {
        let mut w = world();
        let refund = SubMsg::new(call(&w.ta));
        w.a_on("timeout", sending(vec![refund.clone()]));
        w.a_on("ack", sending(vec![refund]));
        let id = w.send("x");
        let (settle, again) = if by_ack {
            w.net.recv(id).unwrap();
            let relayer = w.net[w.a].relayer();
            (w.net.ack_msg(id, &relayer), w.net.ack_msg(id, &w.ta))
        } else {
            w.net.expire(id).unwrap();
            let relayer = w.net[w.a].relayer();
            (w.net.timeout_msg(id, &relayer), w.net.timeout_msg(id, &w.ta))
        };
        let again = SubMsg::reply_always(again.unwrap(), 9);
        w.ta_on("call", sending(vec![again]).once());
        let settle = settle.unwrap();
        assert!(!w.net.submit(w.a, settle.clone()).unwrap().is_noop());
        assert!(!w.is_pending(id));
        assert_eq!(w.calls(&w.ta), 1);
        // The second settlement succeeded as a no-op.
        assert_eq!(w.log(w.a, &w.ta), ["call", "reply/9 ok"]);
        let reply: serde_json::Value = w.net[w.a].read_json(&w.ta, b"last-reply").unwrap();
        assert_eq!(reply["result"]["ok"]["msg_responses"][0]["value"], "CAE=");
        assert!(w.net.submit(w.a, settle).unwrap().is_noop());
        assert_eq!(w.net.packet(id).endings.len(), 1);
    }
}

#[test]
fn a_payout_that_delivers_its_own_packet_again_finds_the_receipt() {
    let mut w = world();
    w.b_on("receive", sending(vec![SubMsg::new(call(&w.tb))]).and_ack(OK));
    let id = w.send("x");
    let again = SubMsg::reply_always(w.net.recv_msg(id, &w.tb), 9);
    w.tb_on("call", sending(vec![again]).once());
    w.net.deliver(id).unwrap();
    assert_eq!(w.log_b(), ["receive 1"]);
    let reply: serde_json::Value = w.net[w.b].read_json(&w.tb, b"last-reply").unwrap();
    assert_eq!(reply["result"]["ok"]["msg_responses"][0]["value"], "CAE=");
    assert_eq!(w.net.packet(id).received, 1);
}

#[test]
fn a_contract_receives_a_packet_inside_its_own_call_and_a_revert_takes_the_receipt_along() {
    let mut w = world();
    let id = w.send("x");
    let msg = w.net.recv_msg(id, &w.cb);
    let fail = SubMsg::new(pay("nobody", 1));
    w.do_b(vec![SubMsg::new(msg.clone()), fail]).unwrap_err();
    assert!(!w.is_received(id));
    w.do_b(vec![SubMsg::reply_always(msg, 3)]).unwrap();
    assert!(w.is_received(id));
    assert_eq!(w.log_b(), ["receive 1", "reply/3 ok"]);
    assert!(w.net.recv(id).unwrap().is_noop());
    assert_eq!(w.net.packet(id).received, 1);
}

#[test]
fn a_reverted_sub_message_takes_its_packet_with_it() {
    let mut w = world();
    let (port, channel) = (w.channel.a.port.clone(), w.channel.a.channel.clone());
    let send_and_fail = Exec::Do(sending(vec![w.packet_msg("x"), SubMsg::new(pay("nobody", 1))]));
    let inner = wasm_execute(&w.ca, &send_and_fail, vec![]).unwrap();
    let res = w.do_a(vec![SubMsg::reply_on_error(inner, 1)]).unwrap();
    assert!(res.packets.is_empty() && w.net.pending().is_empty());
    assert_eq!(w.net[w.a].next_sequence(&port, &channel), 1);
    assert!(!w.net[w.a]
        .dump()
        .iter()
        .any(|(key, _)| key.starts_with(b"ibc/commitment")));
}

#[test]
fn endless_calls_end_in_an_error_not_in_a_stack_overflow() {
    let mut w = world();
    w.net[w.a].set_tx_gas(u64::MAX / 2);
    w.run_a(&Exec::Nest { depth: 1_000 }).unwrap();
    assert_eq!(w.log_a(), ["reply/9 codespace: wasm, code: 30"]);
}

#[test]
fn only_the_simulators_proof_counts_and_only_for_its_packet_and_signer() {
    let mut w = world();
    let id = w.send("x");
    let (relayer_a, user_a) = (w.net[w.a].relayer(), w.user_a.clone());
    let for_another = w.net.recv_msg(id, &w.user_b);
    let e = w.net.submit(w.b, for_another).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("sdk", 4));
    // another packet under the same proof
    let relayer_b = w.net[w.b].relayer();
    let mut msg = decoded::<proto::MsgRecvPacket>(w.net.recv_msg(id, &relayer_b));
    msg.packet.data = b"y".to_vec();
    let e = w.net.submit(w.b, encoded(proto::RECV, &msg)).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("commitment", 2));
    // too early: the time in the proof is the receiving chain's
    let early = w.net.timeout_msg(id, &relayer_a).unwrap();
    let e = w.net.submit(w.a, early.clone()).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("channel", 39));
    w.net.expire(id).unwrap();
    assert_eq!(w.net.submit(w.a, early.clone()).unwrap_err().code, 39);
    // the time is part of the proof
    let mut msg = decoded::<proto::MsgTimeout>(early);
    let late = w.net[w.b].block().time.nanos().to_be_bytes();
    msg.proof_unreceived.splice(32.., late);
    let e = w.net.submit(w.a, encoded(proto::TIMEOUT, &msg)).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("commitment", 2));
    assert_eq!(w.net.recv(id).unwrap_err().code, 40); // too late to receive
    let not_mine = w.net.timeout_msg(id, &user_a).unwrap();
    w.net.submit(w.a, not_mine).unwrap_err();
    assert!(w.is_pending(id));
    w.net.timeout(id).unwrap();
    assert!(!w.is_pending(id));
}

fn decoded<M: prost::Message + Default>(msg: CosmosMsg) -> M {
    let CosmosMsg::Any(any) = msg else {
        panic!("{msg:?}")
    };
    M::decode(any.value.as_slice()).unwrap()
}
fn encoded(url: &str, msg: &impl prost::Message) -> CosmosMsg {
    CosmosMsg::Any(AnyMsg {
        type_url: url.into(),
        value: msg.encode_to_vec().into(),
    })
}

#[test]
fn a_packet_that_is_not_the_channels_is_refused() {
    let mut w = world();
    let id = w.send("x");
    let relayer_b = w.net[w.b].relayer();
    let mut msg = decoded::<proto::MsgRecvPacket>(w.net.recv_msg(id, &relayer_b));
    let honest = msg.clone();
    let change: [fn(&mut proto::Packet); 2] = [
        |p| p.source_port = "wasm.other".into(),
        |p| p.source_channel = "channel-7".into(),
    ];
    for change in change {
        msg = honest.clone();
        change(&mut msg.packet);
        let e = w.net.submit(w.b, encoded(proto::RECV, &msg)).unwrap_err();
        assert_eq!((e.codespace.as_str(), e.code), ("channel", 13));
    }
    msg.packet.destination_channel = "channel-7".into();
    assert_eq!(w.net.submit(w.b, encoded(proto::RECV, &msg)).unwrap_err().code, 3);

    w.net.recv(id).unwrap();
    let relayer_a = w.net[w.a].relayer();
    let honest = decoded::<proto::MsgAcknowledgement>(w.net.ack_msg(id, &relayer_a).unwrap());
    let change: [fn(&mut proto::MsgAcknowledgement); 3] = [
        |m| m.packet.destination_channel = "channel-7".into(),
        |m| m.packet.destination_port = "wasm.other".into(),
        |m| m.packet.data = b"y".to_vec(), // not what was committed
    ];
    for change in change {
        let mut msg = honest.clone();
        change(&mut msg);
        let e = w.net.submit(w.a, encoded(proto::ACK, &msg)).unwrap_err();
        assert_eq!((e.codespace.as_str(), e.code), ("channel", 13));
    }
    // another acknowledgement under the same proof
    let mut msg = honest;
    msg.acknowledgement = br#"{"error":"no"}"#.to_vec();
    let e = w.net.submit(w.a, encoded(proto::ACK, &msg)).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("commitment", 2));
    assert!(w.is_pending(id));
}
