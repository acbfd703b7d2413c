//! The light client of a hostile chain proves packets and acknowledgements that never existed.
use crate::world::*;
use ibc_multi_test::*;

#[test]
fn a_packet_that_nobody_sent_is_received() {
    let mut w = world();
    let timeout = w.net[w.b].block().time.plus_seconds(60).nanos();
    let end = w.channel.a.clone();
    let id = w.net.forge_packet(&end, b"forged", timeout).unwrap();
    w.net.deliver(id).unwrap();
    assert_eq!(w.log_b(), ["receive 1"]);
    assert_eq!(w.log_a(), ["ack 1 {\"result\":\"MQ==\"}"]); // the port hears of a packet it never sent
    assert_eq!(w.send("x"), w.net.find_packet(&end, 2).unwrap()); // its sequence is taken
}

#[test]
fn an_acknowledgement_that_nobody_wrote_is_taken() {
    let mut w = world();
    let id = w.send("x");
    let res = w.net.forge_ack(id, br#"{"error":"no"}"#).unwrap();
    assert!(!res.is_noop());
    assert_eq!(w.log_a(), ["ack 1 {\"error\":\"no\"}"]);
    assert_eq!(w.net.packet(id).endings, [Ending::Acknowledged]);
    assert_eq!(w.net.packet(id).received, 0);
    // the true one comes too late
    w.net.recv(id).unwrap();
    assert!(w.net.ack(id).unwrap().is_noop());
}

#[test]
fn an_acknowledgement_must_be_canonical_if_it_is_an_envelope() {
    let refused = [
        r#"{ "result":"AQ=="}"#,
        r#"{"result":"AQ=="} "#,
        r#"{"error":"a<b"}"#,
        r#"{"error":"\u0061"}"#,
        r#"{"result":"AQ==\n"}"#,
        r#"{"result":"AR=="}"#,
        r#"{"result":"AQ==","error":""}"#,
        r#"{"result":"AQ=="}x"#,
        "null",
    ];
    let taken = [
        r#"{"result":"AQ=="}"#,
        r#"{"result":""}"#,
        r#"{"error":"a\u003cb"}"#,
        r#"{"error":""}"#,
        r#"{"result":null}"#,
        r#"{"result":"AQ"}"#,
        r#"{"result":"AQ==","extra":1}"#,
        "{}",
        "no envelope",
    ];
    for ack in refused {
        let mut w = world();
        let id = w.send("x");
        let e = w.net.forge_ack(id, ack.as_bytes()).unwrap_err();
        assert_eq!((e.codespace.as_str(), e.code), ("channel", 16), "{ack}");
        assert!(w.is_pending(id));
    }
    for ack in taken {
        let mut w = world();
        let id = w.send("x");
        w.net.forge_ack(id, ack.as_bytes()).unwrap();
        assert!(!w.is_pending(id), "{ack}");
    }
}
