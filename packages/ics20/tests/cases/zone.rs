//! Cases that decide whether tokens are escrowed, minted, burned or unescrowed.

use causeway_ics20::Error::*;
use causeway_ics20::{
    on_receive, on_refund, on_send, push_prefix, Denom, Error, PacketData, ReceiveAction, RefundAction,
    SendAction, SentPacketData, MAX_DENOM_LEN, MAX_WIRE_DENOM_LEN,
};
use cosmwasm_std::Uint256;

use crate::{accepts, outgoing, receive, refuses, with, Case, DEST, SOURCE};

pub const CASES: &[Case] = &[
    // ibc-go keeper/relay_test.go, TestSendTransfer
    ("SND-01", || assert_eq!(send("uatom"), SendAction::Escrow)),
    ("SND-02", || {
        let packet = PacketData {
            memo: "memo".into(),
            ..outgoing("uatom")
        };
        assert_eq!(
            PacketData::decode(&packet.encode().unwrap()).unwrap().memo,
            "memo"
        );
    }),
    ("SND-03", || {
        assert_eq!(send("wasm.cosmos1contract/channel-9/uatom"), SendAction::Burn)
    }),
    ("SND-04", || {
        let packet = PacketData {
            memo: "memo".into(),
            ..outgoing("wasm.cosmos1contract/channel-9/uatom")
        };
        assert_eq!(
            (packet.validate(), send(&packet.denom)),
            (Ok(()), SendAction::Burn)
        );
    }),
    ("SND-12", || {
        assert_eq!(send("wasm.cosmos1contract/channel-8/uatom"), SendAction::Escrow)
    }),
    // TestMsgTransfer, TestMsgTransferValidation
    ("SND-33", || {
        let packet = PacketData {
            amount: Uint256::zero(),
            ..outgoing("uatom")
        };
        assert_eq!(packet.validate(), Err(InvalidAmount));
    }),
    ("SND-44", || {
        let memo = |length| PacketData {
            memo: "m".repeat(length),
            ..outgoing("uatom")
        };
        assert_eq!(memo(32768).validate(), Ok(()));
        assert_eq!(memo(32769).validate(), Err(MemoTooLong));
    }),
    ("SND-46", || {
        let packet = PacketData {
            amount: Uint256::zero(),
            ..outgoing("transfer/channel-0/uatom")
        };
        assert_eq!(packet.validate(), Err(InvalidAmount));
    }),
    ("SND-47", || {
        assert_eq!(
            PacketData {
                sender: "".into(),
                ..outgoing("uatom")
            }
            .validate(),
            Err(BlankSender)
        );
        assert_eq!(
            PacketData {
                receiver: "".into(),
                ..outgoing("uatom")
            }
            .validate(),
            Err(BlankReceiver)
        );
    }),
    ("SND-48", || {
        let receiver = |length| PacketData {
            receiver: "r".repeat(length),
            ..outgoing("uatom")
        };
        assert_eq!(receiver(2048).validate(), Ok(()));
        assert_eq!(receiver(2049).validate(), Err(ReceiverTooLong));
        refuses(&with("receiver", &"r".repeat(2049)), ReceiverTooLong);
        accepts(&with("receiver", &"r".repeat(2048)));
    }),
    ("SND-49", || assert_eq!(outgoing("").validate(), Err(BlankDenom))),
    // TestOnRecvPacket_ReceiverIsNotSource
    ("RCV-01", || {
        mints("uatom", "wasm.cosmos1contract/channel-9/uatom")
    }),
    ("RCV-02", || {
        let (packet, decision) = receive(&with("memo", "memo")).unwrap();
        assert_eq!(packet.memo, "memo");
        let path = "wasm.cosmos1contract/channel-9/transfer/gaiachannel/atom";
        assert_eq!(decision, ReceiveAction::Mint(path.into()));
    }),
    ("RCV-04", || refuses(&with("amount", "0"), InvalidAmount)),
    // TestOnRecvPacket_ReceiverIsSource
    ("RCV-10", || releases("transfer/channel-100/uatom", "uatom")),
    ("RCV-11", || {
        let packet = PacketData {
            memo: "memo".into(),
            ..outgoing("transfer/channel-100/uatom")
        };
        let (_, decision) = receive(&packet.encode().unwrap()).unwrap();
        assert_eq!(decision, ReceiveAction::Unescrow("uatom".into()));
    }),
    ("RCV-13", || {
        let zero = br#"{"denom":"transfer/channel-100/u","amount":"0","sender":"s","receiver":"r"}"#;
        refuses(zero, InvalidAmount);
    }),
    ("RCV-15", || {
        refuses(&with("denom", ""), BlankDenom);
        refuses(&with("denom", "transfer/channel-100/"), BlankDenom);
        assert_eq!(
            receive(&with("denom", "transfer/channel-100/ ")).unwrap_err(),
            BlankDenom
        );
    }),
    // TestOnTimeoutPacket
    ("TMO-01", || assert_eq!(refund("uatom"), RefundAction::Unescrow)),
    ("TMO-02", || {
        assert_eq!(refund("wasm.cosmos1contract/channel-9/uatom"), RefundAction::Mint)
    }),
    ("TMO-07", || {
        assert_eq!(
            SentPacketData::decode(&with("amount", "invalid")),
            Err(InvalidAmount)
        )
    }),
    ("TMO-12", || {
        assert_eq!(
            SentPacketData::decode(b"invalid packet data"),
            Err(UndecodablePacket)
        )
    }),
    // denoms that look like what they are not
    ("DEN-90", || {
        releases("transfer/channel-100/factory/pool-1234/x", "factory/pool-1234/x");
        assert_eq!(send("factory/pool-1234/x"), SendAction::Escrow);
        assert_eq!(refund("factory/pool-1234/x"), RefundAction::Unescrow);
        assert_eq!(outgoing("factory/pool-1234/x").validate(), Ok(()));
    }),
    ("DEN-91", || {
        assert_eq!(outgoing("lp/pool-1/x").validate(), Err(InvalidHop));
        assert_eq!(receive(&with("denom", "lp/pool-1/x")).unwrap_err(), InvalidHop);
        // what a predecessor let out comes home
        releases("transfer/channel-100/lp/pool-1/x", "lp/pool-1/x");
        assert_eq!(refund("lp/pool-1/x"), RefundAction::Unescrow);
    }),
    ("own: nothing leaves or enters that could not go home", || {
        // two segments are a base denom, three are a hop with nothing behind it
        for denom in [
            "transfer/channel-1",
            "factory/pool-1234",
            "transfer/channel-0/transfer/channel-1",
        ] {
            refuses(&with("denom", denom), BlankDenom);
        }
        accepts(&with("denom", "transfer/"));
        accepts(&with("denom", "transfer/channel"));
    }),
    ("DEN-92", || {
        releases("transfer/channel-100/never-sent", "never-sent")
    }),
    ("DEN-93", || {
        let denom = "wasm.cosmos1contract/channel-9/uatom";
        mints(denom, &push_prefix(denom, DEST.0, DEST.1));
    }),
    ("DEN-94", || {
        let voucher = "wasm.cosmos1contract/channel-8/uatom";
        assert_eq!(
            (send(voucher), refund(voucher)),
            (SendAction::Escrow, RefundAction::Unescrow)
        );
        releases(&push_prefix(voucher, SOURCE.0, SOURCE.1), voucher);
    }),
    ("DEN-96", || {
        let long_base = "b".repeat(500);
        mints(&long_base, &format!("wasm.cosmos1contract/channel-9/{long_base}"));
        let hops = |count| "transfer/channel-0/".repeat(count) + "uatom";
        accepts(&with("denom", &hops(50)));
        refuses(&with("denom", &hops(200)), DenomTooLong);
        assert_eq!(Denom::parse(&hops(13_000)).trace().len(), 13_000);
    }),
    ("own: a path fits into 1024 bytes on this chain", || {
        let own_hop = push_prefix("", DEST.0, DEST.1).len();
        receive_length(MAX_DENOM_LEN - own_hop, Ok(MAX_DENOM_LEN));
        receive_length(MAX_DENOM_LEN - own_hop + 1, Err(DenomTooLong));
        let homeward = |length| push_prefix(&"d".repeat(length), SOURCE.0, SOURCE.1);
        releases(&homeward(MAX_DENOM_LEN), &"d".repeat(MAX_DENOM_LEN));
        assert_eq!(
            receive(&with("denom", &homeward(MAX_DENOM_LEN + 1))).unwrap_err(),
            DenomTooLong
        );
        assert_eq!(outgoing(&"d".repeat(MAX_DENOM_LEN)).validate(), Ok(()));
        assert_eq!(
            outgoing(&"d".repeat(MAX_DENOM_LEN + 1)).validate(),
            Err(DenomTooLong)
        );
    }),
    ("own: the longest hop leaves room for the longest path", || {
        let (port, channel) = ("p".repeat(128), "c".repeat(64));
        let path = push_prefix(&"d".repeat(MAX_DENOM_LEN), &port, &channel);
        assert_eq!(path.len(), MAX_WIRE_DENOM_LEN);
        let packet = PacketData::decode(&with("denom", &path)).unwrap();
        let decision = on_receive(&packet.denom, &port, &channel, DEST.0, DEST.1);
        assert_eq!(decision, Ok(ReceiveAction::Unescrow("d".repeat(MAX_DENOM_LEN))));
        assert_eq!(
            PacketData::decode(&with("denom", &format!("{path}d"))),
            Err(DenomTooLong)
        );
    }),
    // ibc-go rate-limiting, keeper/packet_test.go
    ("RATE-01", || {
        assert_eq!(Denom::parse("ujuno").ibc_denom(), "ujuno")
    }),
    ("RATE-02", || {
        let denom = "ibc/ED07A3391A112B175915CD8FAF43A2DA8E4790EDE12566649D0C2F97716B8518";
        assert_eq!(Denom::parse("transfer/channel-0/uosmo").ibc_denom(), denom);
    }),
    ("RATE-03", || {
        let denom = "ibc/2083E885876084C7440C1783347514628F7C235E76F59449938F7B6E93021849";
        let path = "transfer/channel-2/transfer/channel-1/uosmo";
        assert_eq!(Denom::parse(path).ibc_denom(), denom);
    }),
    ("RATE-04", || {
        let denom = "ibc/ED07A3391A112B175915CD8FAF43A2DA8E4790EDE12566649D0C2F97716B8518";
        assert_eq!(Denom::parse(denom).ibc_denom(), denom);
        assert_eq!(send(denom), SendAction::Escrow);
    }),
    ("RATE-05", || {
        mints("uosmo", "wasm.cosmos1contract/channel-9/uosmo")
    }),
    ("RATE-06", || {
        let path = "wasm.cosmos1contract/channel-9/transfer/channel-200/ujuno";
        mints("transfer/channel-200/ujuno", path);
    }),
    ("RATE-07", || releases("transfer/channel-100/ustrd", "ustrd")),
    ("RATE-08", || {
        releases(
            "transfer/channel-100/transfer/channel-300/ujuno",
            "transfer/channel-300/ujuno",
        );
    }),
];

fn send(path: &str) -> SendAction {
    on_send(path, DEST.0, DEST.1)
}

fn refund(path: &str) -> RefundAction {
    on_refund(path, DEST.0, DEST.1)
}

fn mints(denom: &str, path: &str) {
    let (_, decision) = receive(&with("denom", denom)).unwrap();
    assert_eq!(decision, ReceiveAction::Mint(path.into()));
}

fn releases(denom: &str, path: &str) {
    let (_, decision) = receive(&with("denom", denom)).unwrap();
    assert_eq!(decision, ReceiveAction::Unescrow(path.into()));
}

fn receive_length(length: usize, expected: Result<usize, Error>) {
    let path = receive(&with("denom", &"d".repeat(length))).map(|(_, decision)| match decision {
        ReceiveAction::Mint(path) | ReceiveAction::Unescrow(path) => path.len(),
    });
    assert_eq!(path, expected);
}
