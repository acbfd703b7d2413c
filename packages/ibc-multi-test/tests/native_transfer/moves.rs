//! Handshake, sending, receiving, acknowledging and timing out, according to the test tables of ibc-go.

use cosmwasm_std::{Coin, IbcOrder, Uint256};
use ibc_multi_test::transfer::error::Kind;
use ibc_multi_test::transfer::store::{self, Params};
use ibc_multi_test::transfer::{handshake, Ack, Denom, Hop, MsgTransfer, PacketData, TransferError};

use crate::chain::{ack_of, transfer, Chain, ALICE, BLOCKED, BOB, FROZEN};

const ERROR_ACK: &[u8] = br#"{"error":"ABCI code: 5: error handling packet: see events for details"}"#;

fn code(kind: Kind) -> (&'static str, u32) {
    (kind.codespace, kind.code)
}

fn failure<T>(result: Result<T, TransferError>) -> Option<(&'static str, u32)> {
    result.err().map(|e| code(e.kind))
}

fn voucher(channel: &str) -> Denom {
    Denom::native("stake").with_hop(Hop::new("transfer", channel))
}

/// A chain on which Alice has 100 stake, and 100 of a disabled denom.
fn rich() -> Chain {
    Chain::new().with_coins(ALICE, "100", &["stake", FROZEN])
}

fn with_voucher(channel: &str) -> Chain {
    let mut chain = rich().with_coins(ALICE, "100", &[&voucher(channel).ibc_denom()]);
    store::set_denom(&mut chain.storage, &voucher(channel)).unwrap();
    chain
}

#[test]
fn handshake_follows_upstream() {
    use IbcOrder::{Ordered, Unordered};
    let (port, ok) = ("transfer", Ok("ics20-1".to_string()));
    assert_eq!(
        handshake::open_init(&Unordered, port, "channel-0", ""),
        ok,
        "CH-03"
    );
    assert_eq!(
        handshake::open_init(&Unordered, port, "channel-4294967295", "ics20-1"),
        ok,
        "CH-04"
    );
    let init = |order, port, channel, version| failure(handshake::open_init(&order, port, channel, version));
    assert_eq!(
        init(Unordered, port, "channel-4294967296", ""),
        Some(("transfer", 9)),
        "CH-05"
    );
    assert_eq!(
        init(Ordered, port, "channel-0", ""),
        Some(("channel", 6)),
        "CH-06"
    );
    assert_eq!(
        init(Unordered, "other", "channel-0", ""),
        Some(("port", 4)),
        "CH-07"
    );
    assert_eq!(
        init(Unordered, port, "channel-0", "version"),
        Some(("transfer", 4)),
        "CH-08"
    );
    assert_eq!(
        handshake::open_try(&Unordered, port, "channel-0", "ics20-1"),
        ok,
        "CH-11"
    );
    assert_eq!(
        handshake::open_try(&Unordered, port, "channel-0", "version"),
        ok,
        "CH-12"
    );
    assert_eq!(
        failure(handshake::open_try(&Ordered, port, "channel-0", "")),
        Some(("channel", 6)),
        "CH-14"
    );
    assert_eq!(failure(handshake::open_ack("ics20-1")), None, "CH-16");
    assert_eq!(
        failure(handshake::open_ack("version")),
        Some(("transfer", 4)),
        "CH-17"
    );
    let closing = handshake::close_init().unwrap_err().to_string();
    assert_eq!(closing, "user cannot close channel: invalid request", "CH-19");
}

#[test]
fn native_coins_are_escrowed_and_vouchers_burned() {
    let mut chain = rich();
    let sent = chain
        .send(&MsgTransfer {
            memo: "memo".into(),
            ..transfer("100", "stake", "channel-0")
        })
        .unwrap();
    assert_eq!(chain.escrowed("stake"), 100, "SND-01");
    assert_eq!(
        PacketData::unmarshal(&sent.packet).unwrap().memo,
        "memo",
        "SND-02"
    );

    let mut chain = with_voucher("channel-0");
    let denom = voucher("channel-0").ibc_denom();
    let sent = chain.send(&transfer("60", &denom, "channel-0")).unwrap();
    assert_eq!(
        PacketData::unmarshal(&sent.packet).unwrap().denom,
        "transfer/channel-0/stake",
        "SND-03"
    );
    assert_eq!(
        (chain.escrowed(&denom), chain.supply(&denom).as_str()),
        (0, "40"),
        "SND-03"
    );

    let mut chain = with_voucher("channel-0");
    chain.send(&transfer("100", &denom, "channel-1")).unwrap();
    assert_eq!(
        (chain.escrowed(&denom), chain.supply(&denom).as_str()),
        (100, "100"),
        "SND-12, DEN-94"
    );

    let mut chain = rich();
    chain
        .send(&transfer(&Uint256::MAX.to_string(), "stake", "channel-0"))
        .unwrap();
    assert_eq!(
        (chain.escrowed("stake"), chain.balance(ALICE, "stake")),
        (100, 0),
        "SND-05"
    );
}

#[test]
fn sends_are_refused_as_upstream() {
    let good = || transfer("100", "stake", "channel-0");
    let of = |denom: &str| transfer("1", denom, "channel-0");
    let hash = format!("ibc/{}", "AB".repeat(32));
    let voucher = voucher("channel-0").ibc_denom();
    let long = |n: usize| "x".repeat(n);
    let cases = [
        (
            "SND-07",
            transfer(&Uint256::MAX.to_string(), "empty", "channel-0"),
            ("transfer", 5),
        ),
        (
            "SND-08, SND-35",
            MsgTransfer {
                sender: BLOCKED.into(),
                ..good()
            },
            ("ibc", 2),
        ),
        ("SND-09", of("randomdenom"), ("sdk", 5)),
        ("SND-10", of(&hash), ("transfer", 6)),
        ("SND-11", transfer("101", &voucher, "channel-0"), ("sdk", 5)),
        ("SND-33, SND-46", transfer("0", "stake", "channel-0"), ("ibc", 6)),
        (
            "SND-34",
            MsgTransfer {
                sender: "alice".into(),
                ..good()
            },
            ("ibc", 5),
        ),
        ("SND-36", of(FROZEN), ("transfer", 7)),
        ("SND-41", of("ibc/7F1D3FCF4AE79E1554"), ("ibc", 6)),
        (
            "SND-42",
            MsgTransfer {
                source_port: "p".into(),
                ..good()
            },
            ("host", 2),
        ),
        (
            "SND-42",
            MsgTransfer {
                source_port: long(129),
                ..good()
            },
            ("host", 2),
        ),
        (
            "SND-42",
            MsgTransfer {
                source_port: "(port)".into(),
                ..good()
            },
            ("host", 2),
        ),
        (
            "SND-43",
            MsgTransfer {
                source_channel: "chan".into(),
                ..good()
            },
            ("host", 2),
        ),
        (
            "SND-43",
            MsgTransfer {
                source_channel: long(65),
                ..good()
            },
            ("host", 2),
        ),
        (
            "SND-43",
            MsgTransfer {
                source_channel: "(channel)".into(),
                ..good()
            },
            ("host", 2),
        ),
        (
            "SND-44",
            MsgTransfer {
                memo: long(32_769),
                ..good()
            },
            ("transfer", 11),
        ),
        ("SND-45", of("0atom"), ("ibc", 6)),
        (
            "SND-47",
            MsgTransfer {
                sender: String::new(),
                ..good()
            },
            ("ibc", 5),
        ),
        (
            "SND-47",
            MsgTransfer {
                receiver: " ".into(),
                ..good()
            },
            ("ibc", 5),
        ),
        (
            "SND-48",
            MsgTransfer {
                receiver: long(2_049),
                ..good()
            },
            ("ibc", 5),
        ),
        ("SND-49", of(""), ("ibc", 6)),
        ("DEN-91", of("lp/pool-1/x"), ("host", 2)),
    ];
    for (id, msg, expected) in cases {
        let mut chain = with_voucher("channel-0").with_coins(ALICE, "1", &["lp/pool-1/x"]);
        assert_eq!(failure(chain.send(&msg)), Some(expected), "{id}");
        assert_eq!(chain.balance(ALICE, "stake"), 100, "{id}");
    }
    let full = MsgTransfer {
        memo: long(32_768),
        receiver: long(2_048),
        ..good()
    };
    assert_eq!(failure(rich().send(&full)), None, "SND-44, SND-48");
    let mut chain = rich();
    store::set_params(
        &mut chain.storage,
        Params {
            send_enabled: false,
            receive_enabled: true,
        },
    );
    assert_eq!(
        failure(chain.send(&good())),
        Some(("transfer", 7)),
        "SND-32, E2E-06"
    );
}

fn incoming(denom: &str, amount: &str, receiver: &str) -> Vec<u8> {
    let [denom, amount, receiver] = [denom, amount, receiver].map(String::from);
    PacketData {
        denom,
        amount,
        sender: "remote".into(),
        receiver,
        memo: String::new(),
    }
    .to_bytes()
    .into()
}

#[test]
fn foreign_tokens_are_minted() {
    let mut chain = Chain::new();
    let received = chain.receive_on_0(&incoming("stake", "100", BOB));
    assert_eq!(
        ack_of(&received),
        Some(Ack::success().to_bytes()),
        "RCV-01, RCV-20"
    );
    let denom = voucher("channel-0");
    assert_eq!(chain.balance(BOB, &denom.ibc_denom()), 100, "RCV-01");
    assert_eq!(store::denom(&chain.storage, &denom.hash()), Some(denom), "RCV-01");
    chain
        .receive_on_0(&incoming("stake", "1", &BOB.to_uppercase()))
        .unwrap();
    assert_eq!(
        chain.balance(BOB, &voucher("channel-0").ibc_denom()),
        101,
        "RCV-69: the SDK reads upper case"
    );

    let hop = incoming("transfer/channel-9/stake", "1", BOB);
    chain.receive_on_0(&hop).unwrap();
    let twice = voucher("channel-9").with_hop(Hop::new("transfer", "channel-0"));
    assert_eq!(
        chain.balance(BOB, &twice.ibc_denom()),
        1,
        "DEN-93 for another channel"
    );
    chain
        .receive_on_0(&incoming("transfer/channel-1", "1", BOB))
        .unwrap();
    let stored = Denom {
        base: "transfer/channel-1".into(),
        trace: vec![Hop::new("transfer", "channel-0")],
    };
    assert_eq!(
        store::denom(&chain.storage, &stored.hash()),
        Some(stored),
        "DEN-18: kept as split on arrival"
    );
}

#[test]
fn returning_tokens_leave_escrow() {
    for (id, amount, left) in [("RCV-10", "100", 0), ("RCV-12", "50", 50)] {
        let mut chain = rich();
        chain.send(&transfer("100", "stake", "channel-0")).unwrap();
        chain
            .receive_on_0(&incoming("transfer/channel-0/stake", amount, BOB))
            .unwrap();
        assert_eq!(
            (chain.escrowed("stake"), chain.balance(BOB, "stake")),
            (left, 100 - left),
            "{id}"
        );
    }
}

#[test]
fn refused_packets_get_the_code_and_leave_no_trace() {
    let back = "transfer/channel-0/stake";
    let raw = |json: &str| json.as_bytes().to_vec();
    let long_memo = PacketData {
        memo: "x".repeat(32_769),
        ..PacketData::unmarshal(&incoming("stake", "1", BOB)).unwrap()
    };
    let cases = [
        ("RCV-04", incoming("stake", "0", BOB), 5),
        ("RCV-05", incoming("stake", "1", BLOCKED), 2),
        ("RCV-06", incoming("stake", "1", "invalid-address"), 5),
        ("RCV-13", incoming(back, "0", BOB), 5),
        ("RCV-14", incoming(back, "1000000", BOB), 5),
        ("RCV-15", incoming("", "1", BOB), 3),
        (
            "RCV-16",
            incoming(back, "1", "gaia1scqhwpgsmr6vmztaa7suurfl52my6nd2kmrudl"),
            5,
        ),
        ("RCV-17", incoming(back, "1", BLOCKED), 2),
        ("RCV-21, PKT-62", raw("invalid packet data"), 12),
        (
            "PKT-63",
            raw(r#"{"denom":"d","amount":"100","sender":"s","receiver":"r","new_field":"value"}"#),
            12,
        ),
        ("PKT-30", long_memo.to_bytes().into(), 11),
        ("PKT-05", incoming("(transfer)/channel-1/uatom", "1", BOB), 2),
        (
            "DEN-19",
            incoming("transfer/channel-1/transfer/channel-2", "1", BOB),
            3,
        ),
        ("DEN-92", incoming("transfer/channel-0/never", "1", BOB), 5),
    ];
    for (id, packet, code) in cases {
        let mut chain = rich();
        chain.send(&transfer("100", "stake", "channel-0")).unwrap();
        let received = chain.receive_on_0(&packet);
        let text =
            format!("{{\"error\":\"ABCI code: {code}: error handling packet: see events for details\"}}");
        assert_eq!(ack_of(&received).unwrap(), text.as_bytes(), "{id}");
        assert_eq!(
            (chain.escrowed("stake"), store::denoms(&chain.storage).len()),
            (100, 0),
            "{id}"
        );
    }
    let mut chain = Chain::new();
    store::set_params(
        &mut chain.storage,
        Params {
            send_enabled: true,
            receive_enabled: false,
        },
    );
    let refusal = chain.receive_on_0(&incoming("stake", "1", BOB)).unwrap_err();
    assert_eq!(code(refusal.error.kind), ("transfer", 8), "RCV-07, RCV-22");
}

#[test]
fn a_denom_that_no_coin_may_have_panics_and_gets_no_acknowledgement() {
    let base = "x".repeat(129);
    let received = Chain::new().receive_on_0(&incoming(&format!("transfer/channel-0/{base}"), "1", BOB));
    assert!(received.as_ref().unwrap_err().error.is_panic(), "DEN-96");
    assert_eq!(ack_of(&received), None, "DEN-96");
    let received = Chain::new().receive_on_0(&incoming(&base, "1", BOB));
    assert!(received.is_ok(), "DEN-96: its voucher has a name");
}

#[test]
fn unreadable_packets_are_reported_without_their_fields() {
    let refusal = Chain::new().receive_on_0(b"invalid packet data").unwrap_err();
    let attributes: Vec<_> = refusal.events[0]
        .attributes
        .iter()
        .map(|a| (a.key.as_str(), a.value.as_str()))
        .collect();
    let blank = ["sender", "receiver", "denom", "amount", "memo"].map(|key| (key, ""));
    assert_eq!(attributes[..5], blank, "RCV-21");
    assert_eq!(attributes[5], ("success", "false"), "RCV-21");
    assert_eq!(attributes[6].0, "error", "RCV-21");
}

/// The result of 100 that were sent over a channel and are refunded, by an error acknowledgement or a timeout.
fn refund(chain: &mut Chain, channel: &str, packet: &[u8], by_timeout: bool) -> Result<(), TransferError> {
    let refunded = if by_timeout {
        chain.timeout(channel, packet)
    } else {
        chain.acknowledge(channel, packet, ERROR_ACK)
    };
    refunded.map(|_| ())
}

#[test]
fn error_acks_and_timeouts_refund_alike() {
    for by_timeout in [false, true] {
        let mut chain = rich();
        let sent = chain.send(&transfer("100", "stake", "channel-0")).unwrap().packet;
        refund(&mut chain, "channel-0", &sent, by_timeout).unwrap();
        assert_eq!(
            (chain.balance(ALICE, "stake"), chain.escrowed("stake")),
            (100, 0),
            "ACK-02, ACK-11, TMO-01"
        );
        let again = refund(&mut chain, "channel-0", &sent, by_timeout);
        assert_eq!(failure(again), Some(("sdk", 5)), "ACK-04, ACK-15, TMO-04, TMO-13");

        let denom = voucher("channel-0").ibc_denom();
        let mut chain = with_voucher("channel-0");
        let sent = chain.send(&transfer("100", &denom, "channel-0")).unwrap().packet;
        refund(&mut chain, "channel-0", &sent, by_timeout).unwrap();
        assert_eq!(
            (chain.balance(ALICE, &denom), chain.supply(&denom).as_str()),
            (100, "100"),
            "ACK-03, TMO-02"
        );

        let mut chain = with_voucher("channel-0");
        let sent = chain.send(&transfer("100", &denom, "channel-1")).unwrap().packet;
        refund(&mut chain, "channel-1", &sent, by_timeout).unwrap();
        assert_eq!(
            (chain.balance(ALICE, &denom), chain.escrowed(&denom)),
            (100, 0),
            "ACK-05, TMO-08"
        );
    }
}

#[test]
fn refunds_fail_where_upstream_fails() {
    for by_timeout in [false, true] {
        let mut chain = rich();
        let sent = chain.send(&transfer("100", "stake", "channel-0")).unwrap().packet;
        let other = refund(&mut chain, "channel-7", &sent, by_timeout).unwrap_err();
        assert!(
            other.message.starts_with("unable to unescrow tokens"),
            "ACK-12, TMO-11"
        );
        let garbage = refund(&mut chain, "channel-0", b"invalid packet data", by_timeout);
        assert_eq!(failure(garbage), Some(("ibc", 12)), "ACK-13, TMO-12");
        let invalid = PacketData {
            amount: "invalid".into(),
            ..PacketData::unmarshal(&sent).unwrap()
        };
        let invalid = refund(&mut chain, "channel-0", &invalid.to_bytes(), by_timeout);
        assert_eq!(failure(invalid), Some(("transfer", 5)), "TMO-07");
        let nobody = PacketData {
            sender: "nobody".into(),
            ..PacketData::unmarshal(&sent).unwrap()
        };
        assert!(
            refund(&mut chain, "channel-0", &nobody.to_bytes(), by_timeout).is_err(),
            "TMO-06"
        );
        chain.block(ALICE);
        let blocked = refund(&mut chain, "channel-0", &sent, by_timeout).unwrap_err();
        assert_eq!(
            blocked.message,
            format!("{ALICE} is not allowed to receive funds: unauthorized"),
            "TMO-05"
        );
        assert_eq!(chain.escrowed("stake"), 100);
    }
}

#[test]
fn a_native_denom_that_reads_like_a_hop_cannot_be_refunded() {
    let denom = "factory/pool-1234/x";
    let mut chain = Chain::new().with_coins(ALICE, "5", &[denom]);
    let sent = chain.send(&transfer("5", denom, "channel-0")).unwrap().packet;
    assert_eq!(
        failure(refund(&mut chain, "channel-0", &sent, true)),
        Some(("sdk", 5)),
        "DEN-90"
    );
}

#[test]
fn a_result_refunds_nothing_and_an_unreadable_acknowledgement_is_refused() {
    let mut chain = rich();
    let sent = chain.send(&transfer("100", "stake", "channel-0")).unwrap().packet;
    for ack in [r#"{"result":"AQ=="}"#, r#"{"result":"MQ=="}"#, r#"{"result":""}"#] {
        chain.acknowledge("channel-0", &sent, ack.as_bytes()).unwrap();
        assert_eq!(
            (chain.balance(ALICE, "stake"), chain.escrowed("stake")),
            (0, 100),
            "ACK-01, ACK-10, ACK-31"
        );
    }
    for ack in [
        "invalid ack",
        r#"{ "error":"x"}"#,
        r#"{}"#,
        r#"{"error":"<x>"}"#,
        r#"{"error":"x","result":"AQ=="}"#,
    ] {
        assert!(
            chain.acknowledge("channel-0", &sent, ack.as_bytes()).is_err(),
            "ACK-14, ACK-16, ACK-32: {ack}"
        );
        assert_eq!(chain.balance(ALICE, "stake"), 0, "ACK-14, ACK-16, ACK-32: {ack}");
    }
    let long = Ack::Error("x".repeat(100_000)).to_bytes();
    chain.acknowledge("channel-0", &sent, &long).unwrap();
    assert_eq!(chain.balance(ALICE, "stake"), 100, "ACK-39");
}

#[test]
fn minting_past_the_width_of_an_amount_panics() {
    let mut chain = Chain::new();
    let max = Uint256::MAX.to_string();
    chain.receive_on_0(&incoming("stake", &max, BOB)).unwrap();
    let received = chain.receive_on_0(&incoming("stake", "1", BOB));
    assert_eq!(ack_of(&received), None, "PKT-88");
    assert_eq!(chain.supply(&voucher("channel-0").ibc_denom()), max, "PKT-85");
    let coin = Coin {
        denom: "stake".into(),
        amount: Uint256::MAX,
    };
    assert_eq!(
        coin.to_string(),
        format!("{max}stake"),
        "the bank's events print it so"
    );
}
