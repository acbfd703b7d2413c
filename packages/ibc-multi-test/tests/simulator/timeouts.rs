//! Timeouts by time and by height, and sends whose timeout has already passed.
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

fn block(revision: u64, height: u64) -> IbcTimeout {
    IbcTimeout::with_block(IbcTimeoutBlock { revision, height })
}

fn send(w: &mut World, timeout: IbcTimeout) -> TxResult<PacketId> {
    let msg = send_packet(&w.channel.a.channel, b"x", timeout);
    w.do_a(vec![SubMsg::new(msg)]).map(|res| res.packet().unwrap())
}

#[test]
fn a_packet_times_out_at_the_exact_nanosecond_of_its_timeout() {
    let mut w = world();
    let mut at = w.net[w.b].block();
    let id = send(&mut w, at.time.plus_nanos(10).into()).unwrap();
    at.time = at.time.plus_nanos(9);
    w.net[w.b].set_block(at.clone());
    assert_eq!(w.net.timeout(id).unwrap_err().code, 39);
    at.time = at.time.plus_nanos(1);
    w.net[w.b].set_block(at);
    assert_eq!(w.net.recv(id).unwrap_err().code, 40);
    w.net.timeout(id).unwrap();
    assert_eq!(w.log_a(), ["timeout 1"]);
}

#[test]
fn a_packet_times_out_at_the_exact_block_of_its_timeout() {
    let mut w = world();
    let height = w.net[w.b].block().height;
    let id = send(&mut w, block(0, height + 2)).unwrap();
    w.net[w.b].advance(1, 0);
    assert_eq!(w.net.timeout(id).unwrap_err().code, 39);
    w.net[w.b].advance(1, 0);
    assert_eq!(w.net.recv(id).unwrap_err().code, 40);
    w.net.timeout(id).unwrap();
    assert!(!w.is_pending(id));
}

#[test]
fn the_revision_of_the_chain_id_counts_before_the_height() {
    let mut net = Network::new();
    let (a, b) = (net.add_chain("left-1", "left"), net.add_chain("right-3", "right"));
    let (ca, cb) = (
        install(&mut net, a, crate::actor::actor()),
        install(&mut net, b, crate::actor::actor()),
    );
    let channel = net.open_channel((a, &ca), (b, &cb), "v1").unwrap();
    let user = net[a].addr("user");
    let mut send = |timeout| {
        let msg = SubMsg::new(send_packet(&channel.a.channel, b"x", timeout));
        let msg = crate::actor::Exec::Do(sending(vec![msg]));
        net[a].execute(&user, &ca, &msg, &[]).map(|_| ())
    };
    let far = 1_000_000;
    assert_eq!(send(block(2, far)).unwrap_err().code, 40); // of an earlier revision
    send(block(3, far)).unwrap();
    send(block(4, 1)).unwrap();
}

#[test]
fn a_send_whose_timeout_has_passed_over_there_fails() {
    let mut w = world();
    w.net[w.b].advance(1_000, 1_000); // b's clock is ahead of a's
    let (here, there) = (w.net[w.a].block(), w.net[w.b].block());
    let cases = [
        IbcTimeout::with_timestamp(here.time.plus_seconds(500)),
        IbcTimeout::with_timestamp(there.time),
        block(0, here.height + 500),
        block(0, there.height),
        IbcTimeout::with_both(
            IbcTimeoutBlock {
                revision: 0,
                height: there.height + 1,
            },
            there.time,
        ),
    ];
    for timeout in cases {
        let e = send(&mut w, timeout).unwrap_err();
        assert_eq!((e.codespace.as_str(), e.code), ("channel", 40));
    }
    send(&mut w, block(0, there.height + 1)).unwrap();
    send(&mut w, there.time.plus_nanos(1).into()).unwrap();
}

#[test]
fn a_send_without_timeout_or_data_is_no_packet() {
    let mut w = world();
    let e = send(&mut w, Timestamp::from_nanos(0).into()).unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("channel", 13));
    let empty = send_packet(&w.channel.a.channel, b"", w.in_seconds(60));
    assert_eq!(w.do_a(vec![SubMsg::new(empty)]).unwrap_err().code, 13);
    let unknown = send_packet("channel-9", b"x", w.in_seconds(60));
    assert_eq!(w.do_a(vec![SubMsg::new(unknown)]).unwrap_err().code, 3);
}

#[test]
fn an_error_of_the_contract_leaves_the_packet_pending() {
    let mut w = world();
    w.a_on("timeout", err("no"));
    w.a_on("ack", err("no"));
    let (timed_out, acked) = (w.send("1"), w.send("2"));
    w.net.recv(acked).unwrap();
    w.net.expire(timed_out).unwrap();
    assert_eq!(w.net.timeout(timed_out).unwrap_err().text, "no");
    assert_eq!(w.net.ack(acked).unwrap_err().text, "no");
    assert!(w.is_pending(timed_out) && w.is_pending(acked) && w.log_a().is_empty());
    // an uncaught failure of a sub-message, too
    w.a_on("timeout", sending(vec![SubMsg::new(pay("nobody", 1))]));
    w.net.timeout(timed_out).unwrap_err();
    assert!(w.is_pending(timed_out));
    w.a_on("timeout", answer());
    w.a_on("ack", answer());
    w.net.relay_all();
    assert_eq!(w.net.pending(), []);
}
