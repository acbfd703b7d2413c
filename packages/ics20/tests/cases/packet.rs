//! Cases of packets: decoding, validation, amounts.

use causeway_ics20::Error::*;
use causeway_ics20::{check_version, Denom, PacketData, SentPacketData, MAX_SENDER_LEN, VERSION};
use cosmwasm_std::Uint256;

use crate::{accepts, outgoing, receive, refuses, with, Case};

const TWO_HOPS: &str = "transfer/channel-0/transfer/channel-1/atom";
const POW_64: &str = "18446744073709551616";
const POW_128: &str = "340282366920938463463374607431768211456";
const POW_256: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";

pub const CASES: &[Case] = &[
    // ibc-go types/packet_test.go, TestFungibleTokenPacketDataValidateBasic
    ("PKT-01", || {
        assert_eq!(
            accepts(&with("denom", "transfer/gaiachannel/atom")).amount,
            Uint256::from(100u128)
        )
    }),
    ("PKT-02", || {
        assert_eq!(accepts(&with("memo", "memo")).memo, "memo")
    }),
    ("PKT-03", || {
        assert_eq!(
            accepts(&with("amount", POW_64)).amount,
            Uint256::from(1u128 << 64)
        )
    }),
    ("PKT-04", || {
        refuses(&with("denom", ""), BlankDenom);
        assert_eq!(PacketData::decode(&with("denom", "")), Err(BlankDenom));
    }),
    ("PKT-05", || {
        refuses(&with("denom", "(transfer)/channel-1/uatom"), InvalidHop)
    }),
    ("PKT-06", || refuses(&with("amount", ""), InvalidAmount)),
    ("PKT-07", || {
        refuses(&with("amount", "0"), InvalidAmount);
        let zero = PacketData {
            amount: Uint256::zero(),
            ..outgoing("uatom")
        };
        assert_eq!(zero.validate(), Err(InvalidAmount));
    }),
    ("PKT-08", || refuses(&with("amount", "-1"), InvalidAmount)),
    ("PKT-09", || refuses(&with("amount", POW_256), InvalidAmount)),
    ("PKT-10", || refuses(&with("sender", ""), BlankSender)),
    ("PKT-11", || refuses(&with("receiver", ""), BlankReceiver)),
    ("PKT-12", || {
        for blank in ["   ", "\t\r\n", "\u{a0}\u{2003}"] {
            refuses(&with("sender", blank), BlankSender);
            refuses(&with("receiver", blank), BlankReceiver);
            refuses(&with("denom", blank), BlankDenom);
        }
    }),
    // TestInternalTransferRepresentationValidateBasic
    ("PKT-20", || {
        assert_eq!(accepts(&with("denom", TWO_HOPS)).denom, TWO_HOPS)
    }),
    ("PKT-21", || {
        let packet = PacketData {
            memo: "memo".into(),
            ..outgoing(TWO_HOPS)
        };
        assert_eq!(accepts(&packet.encode().unwrap()), packet);
    }),
    ("PKT-22", || {
        let packet = PacketData {
            memo: "memo".into(),
            amount: (1u128 << 64).into(),
            ..outgoing(TWO_HOPS)
        };
        assert_eq!(accepts(&packet.encode().unwrap()), packet);
    }),
    ("PKT-23", || {
        refuses(
            &with("denom", "transfer/channel-0/transfer/channel-1/"),
            BlankDenom,
        );
        refuses(
            &with("denom", "transfer/channel-0/transfer/channel-1/ "),
            BlankDenom,
        );
    }),
    ("PKT-24", || refuses(&amount_of_two_hops(""), InvalidAmount)),
    ("PKT-25", || refuses(&amount_of_two_hops("0"), InvalidAmount)),
    ("PKT-26", || refuses(&amount_of_two_hops("-100"), InvalidAmount)),
    ("PKT-27", || refuses(&amount_of_two_hops(POW_256), InvalidAmount)),
    ("PKT-28", || {
        assert_eq!(
            PacketData {
                sender: "".into(),
                ..outgoing(TWO_HOPS)
            }
            .validate(),
            Err(BlankSender)
        )
    }),
    ("PKT-29", || {
        assert_eq!(
            PacketData {
                receiver: "".into(),
                ..outgoing(TWO_HOPS)
            }
            .validate(),
            Err(BlankReceiver)
        )
    }),
    ("PKT-30", || {
        accepts(&with("memo", &"m".repeat(32768)));
        refuses(&with("memo", &"m".repeat(32769)), MemoTooLong);
        // bytes, not characters
        refuses(&with("memo", &"é".repeat(16385)), MemoTooLong);
    }),
    ("own: a sender of 2048 bytes", || {
        accepts(&with("sender", &"s".repeat(MAX_SENDER_LEN)));
        refuses(&with("sender", &"s".repeat(MAX_SENDER_LEN + 1)), SenderTooLong);
    }),
    // TestFungibleTokenPacketDataOmitEmpty and on
    ("PKT-40", || assert!(!contains_memo_key(&outgoing("uatom")))),
    ("PKT-41", || {
        assert!(contains_memo_key(&PacketData {
            memo: "abc".into(),
            ..outgoing("uatom")
        }))
    }),
    ("PKT-42", || {
        assert_eq!(accepts(&with("sender", " Sender/1 ")).sender, " Sender/1 ")
    }),
    ("PKT-48", || {
        assert_eq!(accepts(&with("memo", "invalid")).memo, "invalid")
    }),
    ("PKT-51", || drop(accepts(&with("denom", "uatom")))),
    ("PKT-54", || {
        assert_eq!(check_version("ics20-100"), Err(InvalidVersion))
    }),
    ("PKT-57", || {
        let sent = br#"{"denom":"uatom","amount":"100","sender":"s","receiver":"r","memo":"some memo"}"#;
        assert_eq!(accepts(sent).memo, "some memo");
        assert_eq!(accepts(&with("denom", "transfer/channel-0/atom")).memo, "");
        refuses(b"invalid packet data", UndecodablePacket);
    }),
    // TestPacketForwardsCompatibility
    ("PKT-60", || {
        let bytes =
            br#"{"denom":"denom","amount":"100","sender":"sender","receiver":"receiver","memo":"memo"}"#;
        assert_eq!(
            accepts(bytes),
            PacketData {
                memo: "memo".into(),
                ..outgoing("denom")
            }
        );
    }),
    ("PKT-61", || {
        let bytes = br#"{"denom":"denom","amount":"100","sender":"sender","receiver":"receiver"}"#;
        assert_eq!(accepts(bytes), outgoing("denom"));
    }),
    ("PKT-62", || {
        refuses(b"invalid packet data", UndecodablePacket);
        assert_eq!(
            SentPacketData::decode(b"invalid packet data"),
            Err(UndecodablePacket)
        );
    }),
    ("PKT-63", || {
        refuses(&with("new_field", "value"), UndecodablePacket)
    }),
    ("PKT-64", || {
        refuses(
            br#"{"amount":"100","sender":"sender","receiver":"receiver"}"#,
            UndecodablePacket,
        );
        refuses(
            br#"{"amount":"100","sender":"sender","receiver":"receiver"#,
            UndecodablePacket,
        );
        refuses(
            br#"{"denom":"denom,"amount":"100","sender":"sender","receiver":"receiver"}"#,
            UndecodablePacket,
        );
    }),
    ("PKT-65", || {
        assert_eq!(check_version(VERSION), Ok(()));
        assert_eq!(check_version("ics20-2"), Err(InvalidVersion));
        assert_eq!(check_version(""), Err(InvalidVersion));
        assert_eq!(
            PacketData {
                sender: "".into(),
                ..outgoing("uatom")
            }
            .validate(),
            Err(BlankSender)
        );
    }),
    // TestPacketV1ToPacketV2
    ("PKT-70", || {
        splits(
            &with("denom", "transfer/channel-0/atom"),
            &["transfer/channel-0"],
            "atom",
        )
    }),
    ("PKT-71", || splits(&with("denom", "atom"), &[], "atom")),
    ("PKT-72", || {
        splits(
            &with("denom", "transfer/channel-0/atom/withslash"),
            &["transfer/channel-0"],
            "atom/withslash",
        )
    }),
    ("PKT-77", || {
        assert_eq!(Denom::parse("").validate(), Err(BlankDenom))
    }),
    // amounts on which parsers differ
    ("PKT-80", || refuses(&with("amount", "010"), InvalidAmount)),
    ("PKT-81", || refuses(&with("amount", "0x10"), InvalidAmount)),
    ("PKT-82", || refuses(&with("amount", "1_000"), InvalidAmount)),
    ("PKT-83", || refuses(&with("amount", "+5"), InvalidAmount)),
    ("PKT-84", || {
        for amount in [" 5", "5 ", "5\n", "5\u{0}", "٥", "5.0", "1e3"] {
            refuses(&with("amount", amount), InvalidAmount);
        }
    }),
    ("PKT-85", || {
        let max = Uint256::MAX.to_string();
        assert_eq!(accepts(&with("amount", &max)).amount, Uint256::MAX);
        refuses(&with("amount", &format!("{max}0")), InvalidAmount);
        refuses(&with("amount", &"9".repeat(78)), InvalidAmount);
        refuses(&with("amount", &"1".repeat(200_000)), InvalidAmount);
    }),
    ("PKT-86", || {
        assert_eq!(accepts(&with("amount", POW_128)).amount.to_string(), POW_128)
    }),
    ("PKT-87", || {
        refuses(
            br#"{"denom":"uatom","amount":100,"sender":"s","receiver":"r"}"#,
            UndecodablePacket,
        );
    }),
    // what JSON decoders differ on
    ("PKT-90", || {
        refuses(
            br#"{"denom":"u","amount":"1","amount":"2","sender":"s","receiver":"r"}"#,
            UndecodablePacket,
        );
    }),
    ("PKT-91", || {
        refuses(
            br#"{"Denom":"u","amount":"1","sender":"s","receiver":"r"}"#,
            UndecodablePacket,
        );
    }),
    ("PKT-92", || {
        let bytes = br#"{"denom":"u","amount":"1","sender":"s","receiver":"r","memo":null}"#;
        assert_eq!(accepts(bytes).memo, "");
        refuses(
            br#"{"denom":"u","amount":"1","sender":null,"receiver":"r"}"#,
            UndecodablePacket,
        );
    }),
    ("PKT-93", || {
        for garbage in ["x", "{}", "}", "\0"] {
            let bytes = [with("denom", "uatom"), garbage.into()].concat();
            refuses(&bytes, UndecodablePacket);
        }
    }),
    ("PKT-94", || {
        let spaced = [b" \t\r\n".as_slice(), &with("denom", "uatom"), b" \t\r\n"].concat();
        assert_eq!(accepts(&spaced), outgoing("uatom"));
    }),
    ("PKT-95", || refuses(b"", UndecodablePacket)),
    ("PKT-97", || {
        let memo = "<>& \u{2028} 🌉 \0 \" \\ \u{7f}";
        let packet = accepts(&with("memo", memo));
        assert_eq!(packet.memo, memo);
        assert_eq!(accepts(&packet.encode().unwrap()).memo, memo);
        // as Go writes it
        let escaped =
            br#"{"denom":"u","amount":"1","sender":"s","receiver":"r","memo":"\u003c\u003e\u0026 \u2028"}"#;
        assert_eq!(accepts(escaped).memo, "<>& \u{2028}");
    }),
    ("PKT-98", || {
        accepts(&with("memo", &"[".repeat(32768)));
        refuses(&with("memo", &"[".repeat(100_000)), MemoTooLong);
        for deep in ["[", "{\"memo\":", "{\"a\":[", "\""] {
            refuses(deep.repeat(100_000).as_bytes(), UndecodablePacket);
        }
        let nested = format!(
            r#"{{"denom":"u","amount":"1","sender":"s","receiver":"r","memo":{}{}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        refuses(nested.as_bytes(), UndecodablePacket);
    }),
    ("own: an array is no packet", || {
        refuses(br#"["uatom","1","sender","receiver","memo"]"#, UndecodablePacket);
        assert_eq!(
            SentPacketData::decode(br#"["uatom","1","sender"]"#),
            Err(UndecodablePacket)
        );
    }),
    ("own: a settlement reads denom, amount and sender alone", || {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let memo = "m".repeat(40_000);
        let bytes = format!(
            r#"{{"receiver":"","memo":"{memo}","memo":null,"extra":{deep},"amount":"7","denom":"lp/pool-1/x","sender":"s"}}"#
        );
        let settlement = SentPacketData {
            denom: "lp/pool-1/x".into(),
            amount: 7u128.into(),
            sender: "s".into(),
            receiver: "".into(),
        };
        assert_eq!(SentPacketData::decode(bytes.as_bytes()), Ok(settlement));
    }),
    ("own: a settlement refuses what could not be a key", || {
        assert_eq!(
            SentPacketData::decode(&with("denom", &"d".repeat(1025))),
            Err(DenomTooLong)
        );
        assert_eq!(
            SentPacketData::decode(&with("sender", &"s".repeat(2049))),
            Err(SenderTooLong)
        );
        assert!(SentPacketData::decode(&with("denom", &"d".repeat(1024))).is_ok());
        assert!(SentPacketData::decode(&with("sender", &"s".repeat(2048))).is_ok());
        assert_eq!(SentPacketData::decode(&with("amount", "0")), Err(InvalidAmount));
    }),
];

fn amount_of_two_hops(amount: &str) -> Vec<u8> {
    format!(r#"{{"denom":"{TWO_HOPS}","amount":"{amount}","sender":"s","receiver":"r"}}"#).into_bytes()
}

fn contains_memo_key(packet: &PacketData) -> bool {
    packet.encode().unwrap().windows(4).any(|bytes| bytes == b"memo")
}

fn splits(bytes: &[u8], trace: &[&str], base: &str) {
    let (packet, _) = receive(bytes).unwrap();
    let denom = Denom::parse(&packet.denom);
    let hops: Vec<_> = denom.trace().iter().map(ToString::to_string).collect();
    assert_eq!(hops, trace);
    assert_eq!(denom.base(), base);
}
