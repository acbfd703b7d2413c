//! Properties that hold for every input.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_ics20::{
    on_receive, on_refund, on_send, parse_amount, push_prefix, strip_prefix, Acknowledgement, Denom, Error,
    Hop, PacketData, ReceiveAction, RefundAction, SendAction, SentPacketData, MAX_DENOM_LEN,
};
use cosmwasm_std::Uint256;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence::Direct;

/// Two ends of a channel.
const HOME: (&str, &str) = ("transfer", "channel-0");
const AWAY: (&str, &str) = ("wasm.cosmos1contract", "channel-9");

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: Some(Box::new(Direct("proptest-regressions/properties.txt"))),
        ..ProptestConfig::default()
    }
}

/// Paths made of parts that parsers treat differently.
fn paths() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        8 => select(vec!["transfer", "channel-0", "wasm.cosmos1contract", "channel-9"]),
        4 => select(vec!["channel-10", "uatom", "07-tendermint-3", "09-localhost", "pool-1", "factory", "lp"]),
        2 => select(vec!["", " ", "é", "-", "channel-", "p", "(x)", "a--b-1", "channel-18446744073709551616"]),
    ];
    prop_oneof![
        9 => vec(segment, 1..8).prop_map(|segments| segments.join("/")),
        1 => any::<String>(),
    ]
}

/// JSON that is almost a packet or an acknowledgement: a valid one with some bytes changed.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let good = select(vec![
        r#"{"denom":"uatom","amount":"1000000","sender":"s\u003c","receiver":"r","memo":"\ud83c\udf09"}"#,
        r#"{"result":"AQ=="}"#,
        r#"{"error":"ABCI code: 5"}"#,
    ]);
    (good, vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)).prop_map(|(good, changes)| {
        let mut bytes = good.as_bytes().to_vec();
        for (index, byte) in changes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        bytes
    })
}

fn packets() -> impl Strategy<Value = PacketData> {
    let amount = any::<[u8; 32]>().prop_map(Uint256::from_be_bytes);
    (paths(), amount, any::<String>(), any::<String>(), any::<String>()).prop_map(
        |(denom, amount, sender, receiver, memo)| PacketData {
            denom,
            amount,
            sender,
            receiver,
            memo,
        },
    )
}

/// ibc-go's ExtractDenomFromPath, segment by segment, as ibc-go implements it.
fn extract_denom_from_path(path: &str) -> Denom {
    let split: Vec<&str> = path.split('/').collect();
    let (mut trace, mut base) = (vec![], vec![]);
    for i in (0..split.len()).step_by(2) {
        if i + 1 < split.len() && split.len() > 2 && is_client_id(split[i + 1]) {
            trace.push(Hop {
                port: split[i].into(),
                channel: split[i + 1].into(),
            });
        } else {
            base = split[i..].to_vec();
            break;
        }
    }
    Denom::new(trace, base.join("/"))
}

fn is_client_id(id: &str) -> bool {
    let parts: Vec<&str> = id.split('-').collect();
    let (number, kind) = parts.split_last().unwrap();
    let word = |part: &&str| part.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    let ends =
        kind.first().is_some_and(|part| !part.is_empty()) && kind.last().is_some_and(|part| !part.is_empty());
    let digits = number.len() <= 20 && !number.starts_with('+');
    id == "09-localhost" || (kind.iter().all(word) && ends && digits && number.parse::<u64>().is_ok())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parsers_never_panic(bytes: Vec<u8>, text: String, path in paths(), json in nearly_json()) {
        for bytes in [&bytes, &json, &text.into_bytes(), &path.clone().into_bytes()] {
            let _ = PacketData::decode(bytes);
            let _ = SentPacketData::decode(bytes);
            let _ = Acknowledgement::parse(bytes);
            let text = String::from_utf8_lossy(bytes);
            let _ = parse_amount(&text);
            let _ = Denom::parse(&text).validate();
            let _ = on_receive(&text, HOME.0, HOME.1, AWAY.0, AWAY.1);
        }
    }

    #[test]
    fn an_amount_prints_and_parses(bytes: [u8; 32], zeroes in 0..32usize) {
        let mut bytes = bytes;
        bytes[..zeroes].fill(0);
        let amount = Uint256::from_be_bytes(bytes);
        let expected = if amount.is_zero() { Err(Error::InvalidAmount) } else { Ok(amount) };
        prop_assert_eq!(parse_amount(&amount.to_string()), expected);
    }

    #[test]
    fn an_accepted_amount_prints_back_identically(text in "[0-9]{0,80}|[ +_x0-9a-f-]{0,6}|.*") {
        if let Ok(amount) = parse_amount(&text) {
            prop_assert_eq!(amount.to_string(), text);
        }
    }

    #[test]
    fn a_denom_splits_as_in_ibc_go(path in paths()) {
        prop_assert_eq!(Denom::parse(&path), extract_denom_from_path(&path));
    }

    #[test]
    fn a_path_parses_and_prints_back(path in paths()) {
        let denom = Denom::parse(&path);
        // a path of hops alone gets the slash before its empty base
        let expected = if denom.base().is_empty() && !path.ends_with('/') && !path.is_empty() {
            format!("{path}/")
        } else {
            path
        };
        prop_assert_eq!(denom.path(), expected);
        prop_assert_eq!(Denom::parse(&denom.path()), denom);
    }

    #[test]
    fn push_then_strip_is_identity(path in paths(), port in "[a-z./]{0,5}", channel in "[a-z0-9/-]{0,5}") {
        let pushed = push_prefix(&path, &port, &channel);
        let expected = Some(path.as_str()).filter(|path| !path.is_empty());
        prop_assert_eq!(strip_prefix(&pushed, &port, &channel), expected);
    }

    #[test]
    fn strip_then_push_is_identity(path in paths()) {
        for (port, channel) in [HOME, AWAY, ("transfer", "channel-1")] {
            if let Some(rest) = strip_prefix(&path, port, channel) {
                prop_assert_eq!(push_prefix(rest, port, channel), path.clone());
            }
        }
    }

    #[test]
    fn a_prefix_is_the_same_as_text_and_as_a_hop(path in paths()) {
        for (port, channel) in [HOME, AWAY] {
            let denom = Denom::parse(&path);
            if !denom.base().is_empty() {
                let hop = denom.trace().first();
                let is_latest = hop.is_some_and(|hop| hop.port == port && hop.channel == channel);
                prop_assert_eq!(strip_prefix(&path, port, channel).is_some(), is_latest);
            }
        }
    }

    #[test]
    fn a_packet_encodes_and_decodes(packet in packets()) {
        let decoded = PacketData::decode(&packet.encode().unwrap());
        if packet.validate().is_ok() {
            prop_assert_eq!(decoded, Ok(packet));
        } else if let Ok(decoded) = decoded {
            // on its way home a denom may be what it likes
            prop_assert!(matches!(packet.validate(), Err(Error::BlankDenom | Error::InvalidHop)));
            prop_assert_eq!(decoded, packet);
        }
    }

    #[test]
    fn a_packet_that_decodes_on_receipt_decodes_for_a_refund(json in nearly_json()) {
        if let Ok(packet) = PacketData::decode(&json) {
            let settlement = SentPacketData::decode(&json).unwrap();
            prop_assert_eq!(packet.denom, settlement.denom);
            prop_assert_eq!(packet.amount, settlement.amount);
            prop_assert_eq!(packet.sender, settlement.sender);
        }
    }

    #[test]
    fn what_leaves_home_can_come_home(path in paths()) {
        let leaves = PacketData {
            denom: path.clone(),
            amount: Uint256::one(),
            sender: "s".into(),
            receiver: "r".into(),
            memo: String::new(),
        };
        let outward = on_send(&path, HOME.0, HOME.1) == SendAction::Escrow;
        if leaves.validate().is_ok() && outward && path.len() < MAX_DENOM_LEN / 2 {
            let Ok(ReceiveAction::Mint(voucher)) = on_receive(&path, HOME.0, HOME.1, AWAY.0, AWAY.1) else {
                return Err(TestCaseError::fail("a voucher is minted"));
            };
            prop_assert_eq!(on_send(&voucher, AWAY.0, AWAY.1), SendAction::Burn);
            let returns = PacketData { denom: voucher, ..leaves };
            prop_assert_eq!(returns.validate(), Ok(()));
            let back = on_receive(&returns.denom, AWAY.0, AWAY.1, HOME.0, HOME.1);
            prop_assert_eq!(back, Ok(ReceiveAction::Unescrow(path)));
        }
    }

    #[test]
    fn a_refund_undoes_the_send(path in paths()) {
        let burned = path.starts_with("transfer/channel-0/") && path != "transfer/channel-0/";
        let (sent, undone) = if burned { (SendAction::Burn, RefundAction::Mint) } else { (SendAction::Escrow, RefundAction::Unescrow) };
        prop_assert_eq!(on_send(&path, HOME.0, HOME.1), sent);
        prop_assert_eq!(on_refund(&path, HOME.0, HOME.1), undone);
    }

    #[test]
    fn a_path_on_this_chain_is_within_the_length_limit(length in 900..1300usize, home: bool) {
        let base = "d".repeat(length);
        let path = if home { push_prefix(&base, HOME.0, HOME.1) } else { base };
        let pushed = if home { 0 } else { AWAY.0.len() + AWAY.1.len() + 2 };
        match on_receive(&path, HOME.0, HOME.1, AWAY.0, AWAY.1) {
            Ok(ReceiveAction::Unescrow(local) | ReceiveAction::Mint(local)) => prop_assert_eq!(local.len(), length + pushed),
            Err(error) => {
                prop_assert_eq!(error, Error::DenomTooLong);
                prop_assert!(length + pushed > MAX_DENOM_LEN);
            }
        }
    }
}
