//! The relayer does what the test asks for, and the packet log records what happened.
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;
use std::time::Instant;

#[test]
fn two_packets_of_one_transaction_can_be_relayed_in_any_order() {
    let mut w = world();
    let msgs = vec![w.packet_msg("1"), w.packet_msg("2")];
    let res = w.do_a(msgs).unwrap();
    let [first, second] = res.packets[..] else {
        panic!("{:?}", res.packets)
    };
    assert_eq!(res.packet(), None);
    assert_eq!(w.net.packet(second).packet.sequence, 2);
    // in any order
    w.net.recv(second).unwrap();
    w.net.recv(first).unwrap();
    w.net.ack(first).unwrap();
    w.net.ack(second).unwrap();
    assert_eq!(w.log_b(), ["receive 2", "receive 1"]);
}

#[test]
fn replays_are_no_ops_even_after_the_end() {
    let mut w = world();
    let id = w.send("x");
    w.net.recv(id).unwrap();
    assert!(w.net.recv(id).unwrap().is_noop());
    w.net.ack(id).unwrap();
    let before = (w.net[w.a].dump(), w.net[w.b].dump());
    let (again, twice) = (w.net.recv(id).unwrap(), w.net.ack(id).unwrap());
    assert!(again.is_noop() && twice.is_noop());
    assert!(again.events.is_empty() && twice.events.is_empty());
    assert_eq!((w.net[w.a].dump(), w.net[w.b].dump()), before);
    let record = w.net.packet(id).clone();
    assert_eq!((record.received, record.endings), (1, vec![Ending::Acknowledged]));
}

#[test]
fn a_timed_out_packet_has_no_second_ending() {
    let mut w = world();
    let id = w.send("x");
    w.net.expire(id).unwrap();
    w.net.timeout(id).unwrap();
    assert!(w.net.timeout(id).unwrap().is_noop());
    assert_eq!(w.net.recv(id).unwrap_err().code, 40);
    assert_eq!(w.net.ack(id).unwrap_err().kind, ErrorKind::Relayer);
    assert_eq!(w.net.packet(id).endings, [Ending::TimedOut]);
}

#[test]
fn relay_all_follows_what_comes_of_it_and_leaves_the_withheld() {
    let mut w = world();
    // b sends a packet of its own for each packet that it receives.
    let back = send_packet(
        &w.channel.b.channel,
        b"back",
        w.net[w.a].block().time.plus_seconds(60).into(),
    );
    w.b_on("receive", sending(vec![SubMsg::new(back)]).and_ack(OK));
    w.a_on("receive", acking(OK));
    let (kept, relayed) = (w.send("1"), w.send("2"));
    w.net.withhold(kept);
    let steps = w.net.relay_all();
    let kinds: Vec<_> = steps.iter().map(|s| s.relay).collect();
    assert_eq!(kinds, [Relay::Recv, Relay::Ack, Relay::Recv, Relay::Ack]);
    assert!(!w.is_pending(relayed));
    assert_eq!(w.net.pending(), [kept]);
    w.net.release(kept);
    w.net.relay_all();
    assert_eq!(w.net.pending(), []);
    assert_eq!(w.net.packets().len(), 4);
}

#[test]
fn relay_all_tries_what_fails_once_and_goes_on() {
    let mut w = world();
    w.b_on("receive", failing(crate::actor::Fail::Trap).once());
    let (bad, good) = (w.send("1"), w.send("2"));
    w.net.withhold(good);
    let steps = w.net.relay_all();
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].result.as_ref().unwrap_err().kind, ErrorKind::Trap);
    w.net.release(good);
    w.b_on("receive", acking(OK));
    w.net.relay_all();
    assert!(!w.is_pending(bad) && !w.is_pending(good));
}

#[test]
fn a_sequence_advanced_from_outside_is_what_the_contract_gets() {
    let mut w = world();
    w.send("1");
    let (port, channel) = (w.channel.a.port.clone(), w.channel.a.channel.clone());
    w.net[w.a].set_next_sequence(&port, &channel, 40);
    let id = w.send("2");
    assert_eq!(w.net.packet(id).packet.sequence, 40);
    assert_eq!(w.net.find_packet(&w.channel.a, 40), Some(id));
    assert_eq!(w.net.find_packet(&w.channel.a, 2), None);
    w.net.deliver(id).unwrap();
    assert_eq!(w.net[w.a].next_sequence(&port, &channel), 41);
}

fn write_ack(w: &World, sequence: u64) -> SubMsg {
    SubMsg::new(IbcMsg::WriteAcknowledgement {
        channel_id: w.channel.b.channel.clone(),
        packet_sequence: sequence,
        ack: IbcAcknowledgement::new(OK),
    })
}

#[test]
fn an_acknowledgement_can_be_written_later_but_once() {
    let mut w = world();
    w.b_on("receive", answer());
    let id = w.send("x");
    w.net.recv(id).unwrap();
    assert_eq!(w.ack(id), None);
    assert_eq!(w.net.due(id), None);
    assert_eq!(w.net.ack(id).unwrap_err().kind, ErrorKind::Relayer);
    assert!(w.net.relay_all().is_empty());
    let (late, other) = (write_ack(&w, 1), write_ack(&w, 2));
    assert_eq!(w.do_b(vec![other]).unwrap_err().code, 14);
    w.do_b(vec![late.clone()]).unwrap();
    assert_eq!(w.do_b(vec![late]).unwrap_err().code, 14);
    assert_eq!(w.ack(id).unwrap().as_bytes(), OK);
    w.net.ack(id).unwrap();
}

#[test]
fn an_acknowledgement_is_not_written_twice_nor_by_another() {
    let mut w = world();
    let id = w.send("x");
    w.net.recv(id).unwrap();
    let late = write_ack(&w, 1);
    assert_eq!(w.do_b(vec![late]).unwrap_err().code, 14); // acknowledged at once
    w.b_on("receive", answer());
    let id = w.send("y");
    w.net.recv(id).unwrap();
    let other = install(&mut w.net, w.b, crate::actor::actor());
    let msg = crate::actor::Exec::Do(sending(vec![write_ack(&w, 2)]));
    let user = w.user_b.clone();
    let e = w.net[w.b].execute(&user, &other, &msg, &[]).unwrap_err();
    assert_eq!(e.code, 14); // its own port, not ours
}

#[test]
fn whatever_bytes_a_contract_answers_are_the_acknowledgement() {
    for ack in [b"{\"error\":\"no\"}".as_slice(), b"\x00\xff", b"anything"] {
        let mut w = world();
        w.b_on(
            "receive",
            sending(vec![SubMsg::new(pay(w.user_b.as_str(), 5))]).and_ack(ack),
        );
        let id = w.send("x");
        w.net.recv(id).unwrap();
        assert_eq!(w.net.packet(id).ack.as_deref(), Some(ack));
        // The state is committed, whatever the bytes say.
        assert_eq!(w.log_b(), ["receive 1"]);
        assert_eq!(w.net[w.b].balance(&w.user_b, "usrc"), Uint256::from(5u128));
        w.net.ack(id).unwrap();
    }
    let mut w = world();
    w.b_on("receive", acking(b""));
    let id = w.send("x");
    assert_eq!(w.net.recv(id).unwrap_err().code, 16); // but not none at all
}

#[test]
fn a_reply_may_replace_the_acknowledgement() {
    let mut w = world();
    let pays = SubMsg::reply_always(pay(w.user_b.as_str(), 5), 2);
    w.b_on("receive", sending(vec![pays]).and_ack(OK));
    w.b_on("reply/2", acking(b"replaced"));
    let id = w.send("x");
    w.net.recv(id).unwrap();
    assert_eq!(w.ack(id).as_deref(), Some("replaced"));
    w.b_on("reply/2", answer());
    let id = w.send("y");
    w.net.recv(id).unwrap();
    assert_eq!(w.ack(id).unwrap().as_bytes(), OK);
}

#[test]
fn a_chain_that_is_not_simulated_is_a_relayers_error() {
    let mut w = world();
    let mut end = w.net.channel_end(&w.channel.a).unwrap();
    end.counterparty_chain = "elsewhere-1".into();
    w.net[w.a].place_channel(&end).unwrap();
    let id = w.send("x");
    assert_eq!(w.net.recv(id).unwrap_err().kind, ErrorKind::Relayer);
    assert_eq!(w.net.timeout(id).unwrap_err().kind, ErrorKind::Relayer);
    assert_eq!(w.net.due(id), None);
}

/// The limit is coarse, because the machine is shared. If all packets in flight were read, it would take a hundred times
/// as long.
#[test]
fn a_packet_lifecycle_takes_the_same_time_however_many_packets_are_in_flight() {
    let mut w = world();
    let lives = |w: &mut World, in_flight: u32| {
        for _ in 0..in_flight {
            w.send("x");
        }
        let best = (0..5).map(|_| {
            let start = Instant::now();
            for _ in 0..10 {
                let id = w.send("x");
                w.net.deliver(id).unwrap();
                w.net[w.b].set_contract_key(&w.cb.clone(), b"log", b"[]"); // the example's log does grow
                w.net[w.a].set_contract_key(&w.ca.clone(), b"log", b"[]");
            }
            start.elapsed()
        });
        best.min().unwrap()
    };
    let few = lives(&mut w, 10);
    let many = lives(&mut w, 2_000);
    println!("ten lives: {few:?} with 10 in flight, {many:?} with 2,010");
    assert!(many < few * 4, "{few:?} -> {many:?}");
}
