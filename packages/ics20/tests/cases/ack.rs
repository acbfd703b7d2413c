//! Cases of acknowledgements.

use causeway_ics20::{on_refund, Acknowledgement, Error, PacketData, RefundAction, SUCCESS_ACK};

use crate::{outgoing, Case, DEST};

pub const CASES: &[Case] = &[
    // ibc-go keeper TestOnAcknowledgementPacket
    ("ACK-01", || success(SUCCESS_ACK)),
    ("ACK-02", || {
        error(br#"{"error":"failed packet transfer"}"#, "failed packet transfer");
        assert_eq!(on_refund("uatom", DEST.0, DEST.1), RefundAction::Unescrow);
    }),
    ("ACK-03", || {
        assert_eq!(
            on_refund("wasm.cosmos1contract/channel-9/uatom", DEST.0, DEST.1),
            RefundAction::Mint
        );
    }),
    // ibc_module TestOnAcknowledgePacket
    ("ACK-10", || success(br#"{"result":"AQ=="}"#)),
    ("ACK-11", || {
        error(br#"{"error":"ABCI code: 1: error"}"#, "ABCI code: 1: error")
    }),
    ("ACK-13", || {
        assert_eq!(
            PacketData::decode(b"invalid packet data"),
            Err(Error::UndecodablePacket)
        )
    }),
    ("ACK-14", || undecodable(b"invalid ack")),
    ("ACK-16", || success(br#"{ "result":"AQ=="}"#)),
    // types/acknowledgement_test.go
    ("ACK-24: result", || success(br#"{"result":"c3VjY2Vzcw=="}"#)),
    ("ACK-24: error", || {
        let text = "ABCI code: 1: error handling packet: see events for details";
        error(
            br#"{"error":"ABCI code: 1: error handling packet: see events for details"}"#,
            text,
        );
    }),
    ("ACK-24: codespace", || {
        let text = "ABCI error: ibc/3: error handling packet: see events for details";
        error(
            br#"{"error":"ABCI error: ibc/3: error handling packet: see events for details"}"#,
            text,
        );
    }),
    ("ACK-24: nil", || undecodable(b"null")),
    // own
    ("ACK-30", || {
        success(br#"{"result":"eyJjb250cmFjdF9yZXN1bHQiOiJkR2hwY3lCemFHOTFiR1FnWldOb2J3PT0ifQ=="}"#)
    }),
    // cw20-ics20, check_ack_json: its own form
    ("OLD-01", || success(br#"{"result":"MQ=="}"#)),
    ("ACK-31", || {
        success(br#"{"result":""}"#);
        success(br#"{"result":null}"#);
        success(br#"{"result":"not base64"}"#);
        success(b"{\"result\":\"\xff\"}");
    }),
    ("ACK-32", || {
        for bytes in [
            r#"{}"#,
            r#"{"somethingelse":"anything"}"#,
            r#"{"result":"AQ==","error":"e"}"#,
            r#"{"error":"e","result":"AQ=="}"#,
            r#"{"result":"AQ==","result":"AQ=="}"#,
            r#"{"error":"e","error":"e"}"#,
            r#"{"error":"e","memo":"m"}"#,
            r#"{"error":null}"#,
            r#"{"error":1}"#,
            r#"{"error":[101]}"#,
            r#"{"error":{}}"#,
            r#"{"result":1}"#,
            r#"{"result":[1]}"#,
            r#"{"result":{}}"#,
            r#"{"result":true}"#,
            r#"{"Result":"AQ=="}"#,
            r#"{"result":"AQ=="}{}"#,
            r#"{"error":"e"} x"#,
            r#"{"error":"e""#,
            r#"{"error":"\x"}"#,
            r#"[{"error":"e"}]"#,
            r#"["error","e"]"#,
            r#""result""#,
            r#""error""#,
            "",
            " ",
            "\0",
            "AQ==",
        ] {
            undecodable(bytes.as_bytes());
        }
        for deep in ["[", "{\"error\":", "{\"result\":", "{\"a\":["] {
            undecodable(deep.repeat(100_000).as_bytes());
        }
    }),
    ("ACK-33", || error(br#"{"error":""}"#, "")),
    ("ACK-39", || {
        let long = "x".repeat(100_000);
        error(format!(r#"{{"error":"{long}"}}"#).as_bytes(), &long);
        error(b"{\"error\":\"a\xffb\"}", "a\u{fffd}b");
        for broken in [r#"{"error":"\ud800"}"#, r#"{"error":"\udc00\ud800"}"#] {
            let parsed = Acknowledgement::parse(broken.as_bytes());
            assert!(matches!(parsed, Ok(Acknowledgement::Error(text)) if text.starts_with('\u{fffd}')));
        }
        error(r#"{"error":"\ud83c\udf09 🌉"}"#.as_bytes(), "🌉 🌉");
    }),
    // what we write
    ("RCV-20", || assert_eq!(SUCCESS_ACK, br#"{"result":"AQ=="}"#)),
    ("RCV-21", || {
        assert_eq!(
            PacketData::decode(b"invalid packet data")
                .unwrap_err()
                .to_string(),
            "packet data is not an ICS-20 JSON object"
        );
    }),
    ("RCV-61", || {
        for error in Error::ALL {
            let text = error.to_string();
            let plain = |c: char| c.is_ascii_alphanumeric() || " :._/-".contains(c);
            assert!(!text.is_empty() && text.chars().all(plain), "{error:?}: {text}");
        }
    }),
    // letters and digits alone are written alike by all
    ("RCV-62", || {
        for e in Error::ALL {
            let bytes = format!(r#"{{"error":"{e}"}}"#);
            assert_eq!(serde_json::json!({ "error": e.to_string() }).to_string(), bytes);
            error(bytes.as_bytes(), &e.to_string());
        }
    }),
    ("RCV-63", || {
        let (first, second) = ("0x10", "twenty");
        let refused = |amount: &str| {
            let bytes = outgoing("uatom").encode().unwrap();
            let text = String::from_utf8(bytes.into()).unwrap().replace("100", amount);
            PacketData::decode(text.as_bytes()).unwrap_err().to_string()
        };
        assert_eq!(refused(first), refused(second));
        assert!(!refused(first).contains(first));
    }),
    ("own: limits in texts are the limits", || {
        use causeway_ics20::{MAX_DENOM_LEN, MAX_MEMO_LEN, MAX_RECEIVER_LEN, MAX_SENDER_LEN, VERSION};
        assert!(Error::DenomTooLong
            .to_string()
            .contains(&MAX_DENOM_LEN.to_string()));
        assert!(Error::SenderTooLong
            .to_string()
            .contains(&MAX_SENDER_LEN.to_string()));
        assert!(Error::ReceiverTooLong
            .to_string()
            .contains(&MAX_RECEIVER_LEN.to_string()));
        assert!(Error::MemoTooLong.to_string().contains(&MAX_MEMO_LEN.to_string()));
        assert!(Error::InvalidVersion.to_string().contains(VERSION));
    }),
];

fn success(bytes: &[u8]) {
    assert_eq!(Acknowledgement::parse(bytes), Ok(Acknowledgement::Success));
}

fn error(bytes: &[u8], text: &str) {
    assert_eq!(
        Acknowledgement::parse(bytes),
        Ok(Acknowledgement::Error(text.into()))
    );
}

fn undecodable(bytes: &[u8]) {
    let parsed = Acknowledgement::parse(bytes);
    assert_eq!(
        parsed,
        Err(Error::UndecodableAcknowledgement),
        "{}",
        String::from_utf8_lossy(&bytes[..bytes.len().min(60)])
    );
}
