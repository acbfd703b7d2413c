//! Encodings: packet data, amounts, denoms, acknowledgements, addresses.

use cosmwasm_std::testing::MockApi;
use cosmwasm_std::HexBinary;
use ibc_multi_test::transfer::amount::positive_amount;
use ibc_multi_test::transfer::denom::{validate_ibc_denom, Hop};
use ibc_multi_test::transfer::error::{INSUFFICIENT_FUNDS, INVALID_ADDRESS};
use ibc_multi_test::transfer::{store, Ack, Denom, PacketData};
use sha2::{Digest, Sha256};

const TWO_256: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

fn packet(denom: &str, amount: &str, sender: &str, receiver: &str, memo: &str) -> PacketData {
    let [denom, amount, sender, receiver, memo] = [denom, amount, sender, receiver, memo].map(String::from);
    PacketData {
        denom,
        amount,
        sender,
        receiver,
        memo,
    }
}

#[test]
fn packet_data_matches_the_golden_vectors() {
    let vector = packet("uatom", "1000000", "sender", "receiver", "memo");
    let v1 = r#"{"denom":"uatom","amount":"1000000","sender":"sender","receiver":"receiver","memo":"memo"}"#;
    assert_eq!(vector.to_bytes(), v1.as_bytes(), "VEC-01");
    let bare = PacketData {
        memo: String::new(),
        ..vector.clone()
    };
    let v2 = r#"{"denom":"uatom","amount":"1000000","sender":"sender","receiver":"receiver"}"#;
    assert_eq!(bare.to_bytes(), v2.as_bytes(), "VEC-02, PKT-40");
    let v3 = r#"{"amount":"1000000","denom":"uatom","memo":"memo","receiver":"receiver","sender":"sender"}"#;
    assert_eq!(PacketData::unmarshal(v3.as_bytes()).unwrap(), vector, "VEC-03");
    let v4 = br#"{"denom":"uatom","amount":"10","sender":"s","receiver":"r","memo":""}"#;
    assert_eq!(
        PacketData::unmarshal(v4).unwrap(),
        packet("uatom", "10", "s", "r", ""),
        "VEC-04"
    );

    let mut commitment = Sha256::new();
    for number in [0u64, 1, 100] {
        commitment.update(number.to_be_bytes());
    }
    commitment.update(Sha256::digest(vector.to_bytes()));
    let expected = "6cdf9c3d679942bcc03a11e7deddb20f4e850e85f8e075835023cde84ec14955";
    assert_eq!(
        HexBinary::from(commitment.finalize().to_vec()).to_hex(),
        expected,
        "VEC-12"
    );
}

#[test]
fn acknowledgements_match_the_golden_vectors() {
    let success = Ack::success().to_bytes();
    assert_eq!(success, br#"{"result":"AQ=="}"#, "VEC-05");
    let commitment = "08f7557ed51826fe18d84512bf24ec75001edbaf2123a477df72a0a9f3640a7c";
    assert_eq!(
        HexBinary::from(Sha256::digest(success).to_vec()).to_hex(),
        commitment,
        "VEC-05"
    );
    for kind in [INVALID_ADDRESS, INSUFFICIENT_FUNDS] {
        let expected = br#"{"error":"ABCI code: 5: error handling packet: see events for details"}"#;
        assert_eq!(Ack::error(&kind.into()).to_bytes(), expected, "VEC-06");
    }
    for (id, accepted) in [
        (
            "VEC-07",
            r#"{"error":"ABCI error: sdk/7: error handling packet: see events for details"}"#,
        ),
        (
            "VEC-23",
            r#"{"result":"eyJjb250cmFjdF9yZXN1bHQiOiJkR2hwY3lCemFHOTFiR1FnWldOb2J3PT0iLCJpYmNfYWNrIjoiZXlKeVpYTjFiSFFpT2lKQlVUMDlJbjA9In0="}"#,
        ),
        ("ACK-31", r#"{"result":"MQ=="}"#),
        ("ACK-31", r#"{"result":""}"#),
        ("ACK-33", r#"{"error":""}"#),
        ("6.3", r#"{"result":"c3VjY2Vzcw=="}"#),
        ("6.3", r#"{"result":null}"#),
        ("RCV-61", r#"{"error":"a \u003cb\u003e \u0026 \"c\" \\ \u2028"}"#),
    ] {
        let ack = Ack::from_bytes(accepted.as_bytes()).unwrap_or_else(|e| panic!("{id}: {e}"));
        assert_eq!(matches!(ack, Ack::Result(_)), accepted.contains("result"), "{id}");
    }
    for (id, refused, code) in [
        ("ACK-14", "invalid ack", 4),
        ("ACK-16", r#"{ "result":"AQ=="}"#, 12),
        ("ACK-32", r#"{}"#, 12),
        ("ACK-32", r#"{"somethingelse":"anything"}"#, 4),
        ("ACK-32", r#"{"result":"AQ==","error":"x"}"#, 12),
        ("ACK-32", r#"{"result":"not base64"}"#, 4),
        ("6.3", "null", 12),
        ("RCV-61", r#"{"error":"a <b>"}"#, 12),
        ("RCV-61", "{\"error\":\"a \u{2028}\"}", 12),
        ("RCV-62", r#"{"error":"\u0041"}"#, 12),
        ("6.3", "{\"result\":\"AQ==\"}\n", 12),
        ("6.3", r#"{"result":"AQ==\n"}"#, 12),
        ("6.3", r#"{"result":"AR=="}"#, 12),
        ("6.3", r#"{"result":"AQ"}"#, 4),
    ] {
        let error = Ack::from_bytes(refused.as_bytes()).expect_err(id);
        assert_eq!(error.kind.code, code, "{id}: {refused}");
    }
}

#[test]
fn addresses_and_denoms_match_the_golden_vectors() {
    for (prefix, address) in [
        ("cosmos", "cosmos1a53udazy8ayufvy0s434pfwjcedzqv34kvz9tw"),
        ("osmo", "osmo1a53udazy8ayufvy0s434pfwjcedzqv347h34au"),
    ] {
        let api = MockApi::default().with_prefix(prefix);
        assert_eq!(
            store::escrow_address(&api, "transfer", "channel-0")
                .unwrap()
                .as_str(),
            address,
            "VEC-20"
        );
    }
    let api = MockApi::default().with_prefix("cosmos");
    let module = "cosmos1yl6hdjhmkf37639730gffanpzndzdpmhwlkfhr";
    assert_eq!(
        store::module_address(&api).unwrap().as_str(),
        module,
        "as recorded"
    );
    let split = store::escrow_address(&api, "transfercha", "nnel");
    assert_ne!(store::escrow_address(&api, "transfer", "channel"), split, "2.9");
    for (id, path, denom) in [
        (
            "VEC-13",
            "transfer/channel-0/uatom",
            "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2",
        ),
        (
            "VEC-14",
            "transfer/channel-1/uatom",
            "ibc/C4CFF46FD6DE35CA4CF4CE031E643C8FDC9BA4B99AE598E9B0ED98FE3A2319F9",
        ),
        ("DEN-02", "uatom", "uatom"),
    ] {
        assert_eq!(Denom::from_path(path).ibc_denom(), denom, "{id}");
    }
}

#[test]
fn packet_data_is_validated_as_upstream() {
    let long = "x".repeat(32_769);
    let trace = "transfer/gaiachannel/atom";
    let hops = "transfer/channel-0/transfer/channel-1/atom";
    let cases: [(&str, PacketData, Option<(&str, u32)>); 26] = [
        ("PKT-01", packet(trace, "100", "s", "r", ""), None),
        ("PKT-02", packet(trace, "100", "s", "r", "memo"), None),
        (
            "PKT-03",
            packet(trace, "18446744073709551616", "s", "r", ""),
            None,
        ),
        ("PKT-04", packet("", "100", "s", "r", ""), Some(("transfer", 3))),
        (
            "PKT-05",
            packet("(transfer)/channel-1/uatom", "100", "s", "r", ""),
            Some(("host", 2)),
        ),
        ("PKT-06", packet(trace, "", "s", "r", ""), Some(("transfer", 5))),
        ("PKT-07", packet(trace, "0", "s", "r", ""), Some(("transfer", 5))),
        ("PKT-08", packet(trace, "-1", "s", "r", ""), Some(("transfer", 5))),
        (
            "PKT-09",
            packet(trace, TWO_256, "s", "r", ""),
            Some(("transfer", 5)),
        ),
        ("PKT-10", packet(trace, "100", "", "r", ""), Some(("ibc", 5))),
        ("PKT-11", packet(trace, "100", "s", "", ""), Some(("ibc", 5))),
        ("PKT-12", packet(trace, "100", "   ", "r", ""), Some(("ibc", 5))),
        (
            "PKT-12",
            packet(trace, "100", "s", " \u{a0}\t", ""),
            Some(("ibc", 5)),
        ),
        ("PKT-20", packet(hops, "100", "s", "r", ""), None),
        ("PKT-21", packet(hops, "100", "s", "r", "memo"), None),
        (
            "PKT-22",
            packet(hops, "18446744073709551616", "s", "r", "memo"),
            None,
        ),
        (
            "PKT-23",
            packet("transfer/channel-0/transfer/channel-1", "1", "s", "r", ""),
            Some(("transfer", 3)),
        ),
        ("PKT-24", packet(hops, "", "s", "r", ""), Some(("transfer", 5))),
        ("PKT-25", packet(hops, "0", "s", "r", ""), Some(("transfer", 5))),
        (
            "PKT-26",
            packet(hops, "-100", "s", "r", ""),
            Some(("transfer", 5)),
        ),
        (
            "PKT-27",
            packet(hops, TWO_256, "s", "r", ""),
            Some(("transfer", 5)),
        ),
        ("PKT-28", packet(hops, "100", "", "r", ""), Some(("ibc", 5))),
        ("PKT-29", packet(hops, "100", "s", "", ""), Some(("ibc", 5))),
        (
            "PKT-30",
            packet(hops, "100", "s", "r", &long),
            Some(("transfer", 11)),
        ),
        ("PKT-30", packet(hops, "100", "s", "r", &long[1..]), None),
        ("PKT-77", packet("", "1", "s", "r", ""), Some(("transfer", 3))),
    ];
    for (id, packet, expected) in cases {
        let result = packet.validate().and_then(|()| packet.validate_memo());
        let found = result.err().map(|e| (e.kind.codespace, e.kind.code));
        assert_eq!(found, expected, "{id}");
    }
}

#[test]
fn amounts_are_read_as_go_reads_them() {
    for (id, amount, expected) in [
        ("PKT-80", "010", "8"),
        ("PKT-81", "0x10", "16"),
        ("PKT-81", "0XfF", "255"),
        ("PKT-82", "1_000", "1000"),
        ("PKT-83", "+5", "5"),
        ("PKT-85", MAX, MAX),
        ("big.Int", "0b101", "5"),
        ("big.Int", "0o17", "15"),
        ("big.Int", "0x_1F", "31"),
        ("big.Int", "0_7", "7"),
        (
            "big.Int",
            "0000000000000000000000000000000000000000000000000000000000000000000000000000001",
            "1",
        ),
    ] {
        assert_eq!(
            positive_amount(amount).unwrap().to_string(),
            expected,
            "{id}: {amount}"
        );
    }
    let refused = [
        " 5", "5 ", "", "+", "-", "--1", "08", "0x", "0b2", "_1", "1_", "1__0", "0_", "0x1g", "1.0", "1e3",
        "0", "00", "-0", "-5", TWO_256, "٣",
    ];
    for amount in refused {
        assert_eq!(
            positive_amount(amount).expect_err(amount).kind.code,
            5,
            "PKT-84: {amount}"
        );
    }
}

#[test]
fn json_is_read_as_go_reads_it() {
    let base = packet("d", "2", "s", "r", "");
    let accepted = [
        (
            "PKT-90",
            r#"{"amount":"1","denom":"d","amount":"2","sender":"s","receiver":"r"}"#,
        ),
        (
            "PKT-91",
            r#"{"Denom":"d","AMOUNT":"2","sender":"s","\u017fender":"s","receiver":"r"}"#,
        ),
        (
            "PKT-92",
            r#"{"denom":"d","amount":"2","sender":"s","receiver":"r","memo":null}"#,
        ),
        (
            "PKT-92",
            r#"{"denom":"d","denom":null,"amount":"2","sender":"s","receiver":"r"}"#,
        ),
        (
            "PKT-94",
            " \r\n\t{ \"denom\" : \"d\" , \"amount\":\"2\",\"sender\":\"s\",\"receiver\":\"r\" } \n",
        ),
    ];
    for (id, json) in accepted {
        assert_eq!(PacketData::unmarshal(json.as_bytes()).unwrap(), base, "{id}");
    }
    let refused = [
        ("PKT-57", "invalid packet data"),
        (
            "PKT-63",
            r#"{"denom":"d","amount":"2","sender":"s","receiver":"r","new_field":"value"}"#,
        ),
        ("PKT-64", r#"{"amount":"2","sender":"s,"receiver":"r"}"#),
        (
            "PKT-87",
            r#"{"denom":"d","amount":100,"sender":"s","receiver":"r"}"#,
        ),
        (
            "PKT-93",
            r#"{"denom":"d","amount":"2","sender":"s","receiver":"r"}x"#,
        ),
        (
            "PKT-93",
            r#"{"denom":"d","amount":"2","sender":"s","receiver":"r"}{}"#,
        ),
        (
            "PKT-98",
            r#"{"denom":{"a":[]},"amount":"2","sender":"s","receiver":"r"}"#,
        ),
        ("json", "null"),
        ("json", "[]"),
        ("json", ""),
        ("json", r#"{"denom":"d",}"#),
        ("json", r#"{"denom":"\x"}"#),
        ("json", r#"{"denom":"\u00g0"}"#),
        ("json", "{\"denom\":\"line\nbreak\"}"),
        ("json", r#"{"denom"#),
    ];
    for (id, json) in refused {
        assert_eq!(
            PacketData::unmarshal(json.as_bytes()).expect_err(id).kind.code,
            12,
            "{id}: {json}"
        );
    }
}

#[test]
fn strings_survive_gos_escapes() {
    let memo = "<>& \u{2028}\u{2029} 🌉 \0 \u{1f} \u{7f} \u{8}\u{c}\n\r\t \" \\ /";
    let sent = packet("d", "1", "s", "r", memo);
    let bytes = sent.to_bytes();
    let json = String::from_utf8_lossy(&bytes);
    let escaped = "\"memo\":\"\\u003c\\u003e\\u0026 \\u2028\\u2029 🌉 \\u0000 \\u001f \u{7f} \\b\\f\\n\\r\\t \\\" \\\\ /\"}";
    assert!(json.ends_with(escaped), "PKT-97: {json}");
    assert_eq!(PacketData::unmarshal(&bytes).unwrap(), sent, "PKT-97");
    let pair = br#"{"denom":"d","amount":"1","sender":"s","receiver":"r","memo":"\ud83c\udf09 \ud83c \/"}"#;
    assert_eq!(
        PacketData::unmarshal(pair).unwrap().memo,
        "🌉 \u{fffd} /",
        "surrogates"
    );
}

#[test]
fn denom_paths_are_split_as_upstream() {
    let erc20 = "erc20/0x85bcBCd7e79Ec36f4fBBDc54F90C643d921151AA";
    let cases: [(&str, &str, &str, &[(&str, &str)]); 26] = [
        ("DEN-01", "", "", &[]),
        ("DEN-02", "atom", "atom", &[]),
        ("DEN-03", "atom/", "atom/", &[]),
        ("DEN-04", "foo///bar//baz/atom/", "foo///bar//baz/atom/", &[]),
        (
            "DEN-05",
            "transfer/channel-0/atom",
            "atom",
            &[("transfer", "channel-0")],
        ),
        (
            "DEN-06",
            "transfer/07-tendermint-0/atom",
            "atom",
            &[("transfer", "07-tendermint-0")],
        ),
        (
            "DEN-07",
            "transfer/channel-0/atom/",
            "atom/",
            &[("transfer", "channel-0")],
        ),
        (
            "DEN-08",
            "transfer/channel-0//at/om/",
            "/at/om/",
            &[("transfer", "channel-0")],
        ),
        (
            "DEN-09",
            "transfer/channel-0/transfer/channel-60/atom",
            "atom",
            &[("transfer", "channel-0"), ("transfer", "channel-60")],
        ),
        (
            "DEN-10",
            "transfer/channel-0/transfer/channel-60/atom/",
            "atom/",
            &[("transfer", "channel-0"), ("transfer", "channel-60")],
        ),
        ("DEN-11", "/uatom", "/uatom", &[]),
        ("DEN-12", "//uatom", "//uatom", &[]),
        ("DEN-13", erc20, erc20, &[]),
        ("DEN-15", "transfer/", "transfer/", &[]),
        (
            "DEN-17",
            "channel-1/transfer/uatom",
            "channel-1/transfer/uatom",
            &[],
        ),
        ("DEN-18", "transfer/channel-1", "transfer/channel-1", &[]),
        (
            "DEN-19",
            "transfer/channel-1/transfer/channel-2",
            "",
            &[("transfer", "channel-1"), ("transfer", "channel-2")],
        ),
        (
            "DEN-20",
            "transfer/channelToA/uatom",
            "transfer/channelToA/uatom",
            &[],
        ),
        (
            "PKT-72",
            "transfer/channel-0/atom/withslash",
            "atom/withslash",
            &[("transfer", "channel-0")],
        ),
        ("DEN-90", "factory/pool-1234/x", "x", &[("factory", "pool-1234")]),
        ("DEN-91", "lp/pool-1/x", "x", &[("lp", "pool-1")]),
        (
            "1.2",
            "transfer/09-localhost/x",
            "x",
            &[("transfer", "09-localhost")],
        ),
        (
            "1.2",
            "transfer/channel-18446744073709551615/x",
            "x",
            &[("transfer", "channel-18446744073709551615")],
        ),
        (
            "1.2",
            "transfer/channel-18446744073709551616/x",
            "transfer/channel-18446744073709551616/x",
            &[],
        ),
        ("1.2", "transfer/-pool-1/x", "transfer/-pool-1/x", &[]),
        ("1.2", "transfer/channel-/x", "transfer/channel-/x", &[]),
    ];
    for (id, path, base, trace) in cases {
        let denom = Denom::from_path(path);
        assert_eq!(denom.base, base, "{id}");
        let hops: Vec<_> = trace
            .iter()
            .map(|(port, channel)| Hop::new(port, channel))
            .collect();
        assert_eq!(denom.trace, hops, "{id}");
        // the path of a blank base ends in a slash, as in Go
        let joined = if id == "DEN-19" {
            format!("{path}/")
        } else {
            path.to_string()
        };
        assert_eq!(denom.path(), joined, "{id}: DEN-50..58");
    }
}

#[test]
fn source_and_sink_are_told_by_the_latest_hop() {
    for (id, path, port, channel, expected) in [
        ("DEN-60", "uatom", "transfer", "channel-0", false),
        (
            "DEN-62",
            "transfer/channel-1/ubtc",
            "transfer",
            "channel-0",
            false,
        ),
        (
            "DEN-63",
            "transfer/07-tendermint-0/ubtc",
            "transfer",
            "channel-0",
            false,
        ),
        (
            "DEN-64",
            "transfer/channel-0/uatom",
            "channel-0",
            "transfer",
            false,
        ),
        (
            "DEN-65",
            "transfer/channel-0/transfer/channel-52/uatom",
            "transfer",
            "channel-1",
            false,
        ),
        (
            "DEN-66",
            "transfer/channel-0/factory/stars16da2uus9zrsy83h23ur42v3lglg5rmyrpqnju4/dust",
            "transfer",
            "channel-0",
            true,
        ),
        (
            "DEN-67",
            "transfer/07-tendermint-0/ubtc",
            "transfer",
            "07-tendermint-0",
            true,
        ),
        (
            "DEN-68",
            "transfer/channel-0/transfer/channel-52/uatom",
            "transfer",
            "channel-0",
            true,
        ),
    ] {
        assert_eq!(Denom::from_path(path).has_prefix(port, channel), expected, "{id}");
    }
}

#[test]
fn coin_names_and_hops_are_validated_as_upstream() {
    let hash = "7F1D3FCF4AE79E1554D670D1AD949A9BA4E4A3C76C63093E17E446A46061A7A2";
    let lower = format!("ibc/{}", hash.to_lowercase());
    let accepted = [
        &format!("ibc/{hash}"),
        &lower,
        "uatom",
        "uatom/",
        "gamm/pool/1",
        "gamm//pool//1",
        &format!("notibc/{hash}"),
    ];
    for denom in accepted {
        assert!(validate_ibc_denom(denom).is_ok(), "DEN-70..75: {denom}");
    }
    for denom in [
        "",
        "ibc",
        "ibc/",
        "ibc/!@#$!@#",
        "ibc/7F1D3FCF4AE79E1554",
        "0atom",
        "ab",
    ] {
        assert_eq!(
            validate_ibc_denom(denom).expect_err(denom).kind.code,
            3,
            "DEN-76..79: {denom}"
        );
    }
    assert!(Hop::new("transfer", "channel-0").validate().is_ok(), "DEN-80");
    let (port, channel) = ("p".repeat(129), "c".repeat(65));
    for (id, port, channel) in [
        ("DEN-81", "p", "channel-0"),
        ("DEN-82", port.as_str(), "channel-0"),
        ("DEN-83", "(invalidport1)", "channel-0"),
        ("DEN-84", "transfer", channel.as_str()),
        ("DEN-85", "transfer", "invalid"),
        ("DEN-86", "transfer", "(invalidchannel1)"),
    ] {
        assert_eq!(
            Hop::new(port, channel).validate().expect_err(id).kind.codespace,
            "host",
            "{id}"
        );
    }
}
