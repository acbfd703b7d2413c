//! Sends of users: the cases SND-.. that the contract alone decides.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::msg::{ExecuteMsg, TransferMsg};
use causeway_transfer::payload::{REFUND_REPLY, RELEASE_REPLY, SENT_REPLY};
use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, attribute, call_of, cw20, ok_with, our_port, packet_json, settings, transfer_msg, Suite};
use cosmwasm_std::{
    coin, coins, from_json, Binary, Coin, CosmosMsg, IbcMsg, Reply, ReplyOn, SubMsgResult, Timestamp, Uint256,
};
use serde_json::{json, Value};

const REPLIES: &str = include_str!("../../../tests/vectors/recorded/replies.json");

fn refused(suite: &mut Suite, funds: &[Coin], msg: &TransferMsg) -> String {
    let before = suite.deps.storage.entries.clone();
    let message = json!({"transfer": msg});
    let text = suite
        .execute(&addr("alice"), funds, message)
        .unwrap_err()
        .to_string();
    assert_eq!(suite.deps.storage.entries, before);
    text
}

/// OLD-09: with a memo and without.
#[test]
fn a_coin_is_escrowed_and_its_packet_is_the_first_message() {
    let mut suite = Suite::new();
    for (id, memo) in [("SND-01", None), ("SND-02", Some("memo"))] {
        let msg = TransferMsg {
            memo: memo.map(String::from),
            ..transfer_msg("channel-0")
        };
        let sent = suite.send_coin("alice", coin(100, "uatom"), msg).unwrap();
        let mut packet = json!({
            "denom": "uatom", "amount": "100", "sender": addr("alice"), "receiver": "osmo1receiver",
        });
        if let Some(memo) = memo {
            packet["memo"] = json!(memo);
        }
        assert_eq!(packet_json(&sent), packet, "{id}");
        assert_eq!(sent.messages.len(), 1, "{id}");
        assert_eq!(sent.messages[0].reply_on, ReplyOn::Success, "{id}");
        assert_eq!(attribute(&sent.attributes, "action"), Some("transfer"), "{id}");
        assert_eq!(attribute(&sent.attributes, "effect"), Some("escrow"), "{id}");
        ran(id);
    }
    assert_eq!(suite.books("channel-0", "uatom"), (200, 200));
    assert_eq!(suite.books("channel-1", "uatom"), (0, 0));
    ran("OLD-09");
}

/// OLD-06
#[test]
fn a_transfer_of_no_coin_of_several_or_of_a_look_alike_denom_is_refused() {
    let mut suite = Suite::new();
    let two = [coin(1, "uatom"), coin(1, "uosmo")];
    let voucher_like = format!("{}/channel-0/uatom", our_port());
    let other_channel = format!("{}/channel-1/uatom", our_port());
    let cases: [(&str, &[Coin], String); 7] = [
        ("SND-80", &[], "send some tokens: the amount is zero".into()),
        ("SND-80", &two, "send exactly one coin: 2 were attached".into()),
        (
            "SND-33",
            &coins(0, "uatom"),
            "send some tokens: the amount is zero".into(),
        ),
        (
            "DEN-95",
            &coins(1, cw20(&addr("token"))),
            format!(
                "bank denom cw20:{} reads like a cw20 token and is refused",
                addr("token")
            ),
        ),
        (
            "DEN-95",
            &coins(1, "cw20:"),
            "bank denom cw20: reads like a cw20 token and is refused".into(),
        ),
        (
            "DEN-95",
            &coins(1, &other_channel),
            format!("bank denom {other_channel} reads like a voucher of this contract and is refused"),
        ),
        (
            "DEN-95",
            &coins(1, &voucher_like),
            format!("bank denom {voucher_like} reads like a voucher of this contract and is refused"),
        ),
    ];
    for (id, funds, text) in cases {
        assert_eq!(
            refused(&mut suite, funds, &transfer_msg("channel-0")),
            text,
            "{id}"
        );
        ran(id);
    }
    ran("OLD-06");
}

#[test]
fn a_transfer_with_an_invalid_field_is_refused_with_the_reason() {
    let long = |len: usize| "x".repeat(len);
    let to = |receiver: &str| TransferMsg {
        remote_address: receiver.into(),
        ..transfer_msg("channel-0")
    };
    let memo = |len: usize| TransferMsg {
        memo: Some(long(len)),
        ..transfer_msg("channel-0")
    };
    let unknown = "there is no channel channel-9 here: the query list_channels shows those that are open";
    for (id, msg, text) in [
        (
            "SND-20, SND-37",
            transfer_msg("channel-9"),
            Some(unknown.to_string()),
        ),
        (
            "SND-43",
            transfer_msg(""),
            Some(unknown.replace("channel-9 ", " ")),
        ),
        (
            "SND-43",
            transfer_msg(&long(100_000)),
            Some(unknown.replace("channel-9", &long(64))),
        ),
        (
            "SND-44",
            memo(32_769),
            Some("memo is longer than 32768 bytes".into()),
        ),
        ("SND-44", memo(32_768), None),
        ("SND-47", to(""), Some("receiver is blank".into())),
        ("SND-47", to(" \t\n"), Some("receiver is blank".into())),
        (
            "SND-48",
            to(&long(2_049)),
            Some("receiver is longer than 2048 bytes".into()),
        ),
        ("SND-48", to(&long(2_048)), None),
        (
            "SND-48",
            to(&"é".repeat(1_025)),
            Some("receiver is longer than 2048 bytes".into()),
        ),
    ] {
        let mut suite = Suite::new();
        match text {
            Some(text) => assert_eq!(refused(&mut suite, &coins(1, "uatom"), &msg), text, "{id}"),
            None => assert!(suite.send_coin("alice", coin(1, "uatom"), msg).is_ok(), "{id}"),
        }
        ran(id);
    }
}

#[test]
fn denoms_that_could_never_come_home_are_refused() {
    for (id, denom, text) in [
        (
            "DEN-91",
            "lp/pool-1/x",
            Some("denom trace has an invalid port or channel identifier"),
        ),
        ("DEN-90", "factory/pool-1234/x", None),
        (
            "SND-40",
            "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2",
            None,
        ),
        ("DEN-95", "transfer/channel-0/x", None),
        ("DEN-95", "transfer/channel-0", Some("base denom is blank")),
    ] {
        let mut suite = Suite::new();
        match text {
            Some(text) => {
                let refused = refused(&mut suite, &coins(1, denom), &transfer_msg("channel-0"));
                assert_eq!(refused, text, "{id}");
            }
            None => {
                let sent = suite
                    .send_coin("alice", coin(1, denom), transfer_msg("channel-0"))
                    .unwrap();
                assert_eq!(packet_json(&sent)["denom"], json!(denom), "{id}");
                assert_eq!(attribute(&sent.attributes, "effect"), Some("escrow"), "{id}");
            }
        }
        ran(id);
    }
}

fn timeout_of(response: &cosmwasm_std::Response) -> Timestamp {
    let CosmosMsg::Ibc(IbcMsg::SendPacket { timeout, .. }) = &response.messages[0].msg else {
        panic!("no packet");
    };
    assert_eq!(timeout.block(), None);
    timeout.timestamp().unwrap()
}

#[test]
fn timeouts_are_bounded_outward() {
    let mut bounded = settings();
    bounded["min_timeout"] = json!(600);
    bounded["max_timeout"] = json!(86_400);
    let within = |seconds: u64| TransferMsg {
        timeout: Some(seconds),
        ..transfer_msg("channel-0")
    };
    let mut suite = Suite::with(bounded);
    for (id, seconds) in [
        ("TMO-43", 0),
        ("TMO-43", 599),
        ("TMO-43", 86_401),
        ("TMO-43", u64::MAX),
    ] {
        let text = refused(&mut suite, &coins(1, "uatom"), &within(seconds));
        let expected = format!("timeout of {seconds} s is out of bounds: give 600 to 86400 seconds");
        assert_eq!(text, expected, "{id}");
        ran(id);
    }
    let now = suite.env.block.time;
    for (timeout, seconds) in [(None, 3_600), (Some(600), 600), (Some(86_400), 86_400)] {
        let msg = TransferMsg {
            timeout,
            ..transfer_msg("channel-0")
        };
        let sent = suite.send_coin("alice", coin(1, "uatom"), msg).unwrap();
        assert_eq!(timeout_of(&sent), now.plus_seconds(seconds), "TMO-41, TMO-42");
    }
    ran("TMO-41, TMO-42");
}

/// SND-21, TMO-43: neither the bounds nor their absence let a sum wrap around, and no packet is without a timeout.
#[test]
fn timeouts_that_cannot_be_are_refused_homeward_too() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let now = suite.env.block.time;
    let last = (u64::MAX - now.nanos()) / 1_000_000_000;
    for seconds in [0, last + 1, u64::MAX / 1_000_000_000 + 1, u64::MAX] {
        let msg = TransferMsg {
            timeout: Some(seconds),
            ..transfer_msg("channel-0")
        };
        let refused = suite.send_token(&voucher, "alice", 1, msg).unwrap_err();
        assert!(matches!(refused, ContractError::InvalidTimeout), "{seconds}");
    }
    for seconds in [1, 59, 2_592_001, last] {
        let msg = TransferMsg {
            timeout: Some(seconds),
            ..transfer_msg("channel-0")
        };
        let sent = suite.send_token(&voucher, "alice", 1, msg).unwrap();
        assert_eq!(timeout_of(&sent), now.plus_seconds(seconds));
    }
    ran("SND-21, TMO-43");
}

/// OLD-07
#[test]
fn a_token_is_who_calls_and_its_sender_is_who_it_reports() {
    let mut suite = Suite::new();
    let sent = suite
        .send_token(&addr("token"), "alice", 7, transfer_msg("channel-0"))
        .unwrap();
    let packet = packet_json(&sent);
    assert_eq!(packet["denom"], json!(cw20(&addr("token"))), "SND-81");
    assert_eq!(packet["sender"], json!(addr("alice")), "SND-82");
    assert_eq!(suite.books("channel-0", &cw20(&addr("token"))), (7, 7));

    for caller in ["other", "alice"] {
        let sent = suite.send_token(&addr(caller), "alice", 7, transfer_msg("channel-0"));
        let text = sent.unwrap_err().to_string();
        let expected = format!(
            "cw20 token {} is not on the allow list: ask the contract's admin to allow it",
            addr(caller)
        );
        assert_eq!(text, expected, "SND-10, SND-81");
    }
    ran("SND-10, SND-81, SND-82, OLD-07");
}

#[test]
fn token_amounts_are_exact_up_to_their_last() {
    let mut suite = Suite::new();
    let token = addr("token");
    let sent = suite
        .send_token(&token, "alice", u128::MAX, transfer_msg("channel-0"))
        .unwrap();
    assert_eq!(packet_json(&sent)["amount"], json!(u128::MAX.to_string()));
    let zero = suite.send_token(&token, "alice", 0, transfer_msg("channel-0"));
    assert!(matches!(zero, Err(ContractError::NoFunds)), "SND-46");

    let most = Coin::new(Uint256::MAX, "uatom");
    let sent = suite.send_coin("alice", most, transfer_msg("channel-0")).unwrap();
    assert_eq!(
        packet_json(&sent)["amount"],
        json!(Uint256::MAX.to_string()),
        "SND-05"
    );
    let more = refused(&mut suite, &coins(1, "uatom"), &transfer_msg("channel-0"));
    assert_eq!(more, "a sum of amounts is too large");
    ran("SND-05, SND-46");
}

/// OLD-08
#[test]
fn a_token_off_the_list_must_hold_what_the_books_say() {
    let mut settings = settings();
    settings["default_gas_limit"] = json!(500_000);
    let mut suite = Suite::with(settings);
    let (token, nobody) = (addr("other"), addr("bob"));
    let sent = suite.send_token(&nobody, "alice", 5, transfer_msg("channel-0"));
    assert!(
        matches!(sent, Err(ContractError::BalanceUnknown { .. })),
        "SND-81: no token is there"
    );

    suite.holds(&token, 5);
    suite.sent_token(&token, 5, "channel-0");
    // SND-83: it took a fee
    suite.holds(&token, 9);
    let sent = suite.send_token(&token, "alice", 5, transfer_msg("channel-1"));
    let text = sent.unwrap_err().to_string();
    let expected =
        format!("cw20 token {token} holds less for this contract than its books say: deposits are refused");
    assert_eq!(text, expected);
    suite.holds(&token, 10);
    suite.sent_token(&token, 5, "channel-1");
    ran("SND-81, SND-83, OLD-08");
}

#[test]
fn a_voucher_is_burned_on_the_way_home_and_escrowed_on_the_way_out() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let path = format!("{}/channel-0/uosmo", our_port());
    let home = suite
        .send_token(&voucher, "alice", 7, transfer_msg("channel-0"))
        .unwrap();
    assert_eq!(packet_json(&home)["denom"], json!(path), "SND-03");
    assert_eq!(attribute(&home.attributes, "effect"), Some("burn"));
    let burn = json!({"burn": {"amount": "7"}});
    assert_eq!(call_of(&home.messages[1]), (voucher.to_string(), burn));
    assert_eq!(home.messages[1].reply_on, ReplyOn::Never);
    assert_eq!(suite.books("channel-0", &cw20(&voucher)), (0, 0));

    let onward = suite
        .send_token(&voucher, "alice", 7, transfer_msg("channel-1"))
        .unwrap();
    assert_eq!(packet_json(&onward)["denom"], json!(path), "SND-12");
    assert_eq!(attribute(&onward.attributes, "effect"), Some("escrow"));
    assert_eq!(suite.books("channel-1", &cw20(&voucher)), (7, 7));
    ran("SND-03, SND-12");
}

#[test]
fn misspelt_fields_are_refused() {
    let good = json!({"channel": "channel-0", "remote_address": "r", "timeout": 60, "memo": "m"});
    let reads = |value: Value| from_json::<ExecuteMsg>(json!({"transfer": value}).to_string()).is_ok();
    assert!(reads(good.clone()));
    for field in ["timout", "Memo", "receiver", "amount"] {
        let mut bad = good.clone();
        bad[field] = json!(60);
        assert!(!reads(bad.clone()), "{field}");

        let mut suite = Suite::new();
        let inner = Binary::from(serde_json::to_vec(&bad).unwrap());
        let wrapper = json!({"receive": {"sender": addr("alice"), "amount": "1", "msg": inner}});
        let sent = suite.execute(&addr("token"), &[], wrapper);
        let text = sent.unwrap_err().to_string();
        let ours = "the message inside the cw20 send is not a transfer, which is {\"channel\":\"..\",\"remote_address\":\"..\"}";
        assert!(text.starts_with(ours) && text.contains(field), "{text}");
    }
}

#[test]
fn a_token_that_reports_no_address_as_sender_is_refused() {
    let mut suite = Suite::new();
    let inner = Binary::from(serde_json::to_vec(&transfer_msg("channel-0")).unwrap());
    let upper = addr("alice").as_str().to_uppercase();
    for (sender, text) in [
        (
            "",
            "is no address of this chain: check the prefix and each character",
        ),
        (
            "nobody",
            "is no address of this chain: check the prefix and each character",
        ),
        (&upper, "is written in upper case: write it in lower case"),
        (
            "osmo1sender",
            "is no address of this chain: check the prefix and each character",
        ),
    ] {
        let wrapper = json!({"receive": {"sender": sender, "amount": "1", "msg": inner}});
        let sent = suite.execute(&addr("token"), &[], wrapper);
        assert_eq!(sent.unwrap_err().to_string(), format!("sender {sender} {text}"));
    }
}

/// A refund to such a sender could not be paid, because cosmwasm-std cannot return a longer address.
#[test]
fn a_sender_of_more_than_90_characters_is_refused_at_the_door() {
    let mut suite = Suite::new();
    let inner = Binary::from(serde_json::to_vec(&transfer_msg("channel-0")).unwrap());
    for (length, is_too_long) in [(90, false), (91, true), (256, true)] {
        let sender = format!("cosmos1{}", "q".repeat(length - 7));
        let wrapper = json!({"receive": {"sender": sender, "amount": "1", "msg": inner}});
        let refused = suite.execute(&addr("token"), &[], wrapper).unwrap_err();
        let by_length = matches!(refused, ContractError::SenderTooLong(told) if told == length);
        assert_eq!(by_length, is_too_long, "{length}: {refused}");
    }
}

/// It is only a statistic, so it must not prevent a send.
#[test]
fn the_statistic_of_what_was_ever_sent_stops_at_its_highest_value() {
    let mut suite = Suite::new();
    let all = Coin::new(Uint256::MAX, "factory/a/huge");
    for _ in 0..2 {
        let sent = suite
            .send_coin("mallory", all.clone(), transfer_msg("channel-0"))
            .unwrap();
        let packet = suite.report(&sent, "channel-0");
        suite.timeout(&packet).unwrap();
    }
    suite
        .send_coin("bob", coin(1, "factory/a/huge"), transfer_msg("channel-0"))
        .unwrap();
    let channel = suite.ask(json!({"channel": {"id": "channel-0"}})).unwrap();
    assert_eq!(channel["balances"][0]["native"]["amount"], json!("1"));
    assert_eq!(
        channel["total_sent"][0]["native"]["amount"],
        json!(Uint256::MAX.to_string())
    );
}

#[test]
fn coins_are_attached_to_transfers_only() {
    let mut suite = Suite::new();
    for message in [
        json!({"claim": {"denom": "uatom"}}),
        json!({"allow": {"contract": addr("other")}}),
        json!({"accept_admin": {}}),
        json!({"receive": {"sender": addr("alice"), "amount": "1", "msg": ""}}),
    ] {
        let refused = suite.execute(&addr("admin"), &coins(1, "uatom"), message);
        assert!(matches!(refused, Err(ContractError::UnexpectedFunds)));
    }
}

#[test]
fn snd_84_two_sends_in_one_transaction_are_two_packets() {
    let mut suite = Suite::new();
    let first = suite
        .send_coin("alice", coin(1, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    let second = suite
        .send_coin("alice", coin(2, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    // The payload distinguishes them, not what was stored last.
    suite.reply_sent(&second, &[8, 2]).unwrap();
    suite.reply_sent(&first, &[8, 1]).unwrap();
    let pending = suite
        .ask(json!({"in_flight": {"sender": addr("alice")}}))
        .unwrap();
    let amounts = |index: usize| pending["packets"][index]["amount"].clone();
    assert_eq!((amounts(0), amounts(1)), (json!("1"), json!("2")));
    ran("SND-84");
}

#[test]
fn snd_86_the_sequence_is_what_the_host_reports() {
    let recorded: Value = serde_json::from_str(REPLIES).unwrap();
    let mut read = 0;
    for entry in recorded["replies"].as_array().unwrap() {
        let mut suite = Suite::new();
        let sent = suite
            .send_coin("alice", coin(5, "uatom"), transfer_msg("channel-0"))
            .unwrap();
        let answer: Reply = from_json(entry["reply_json"].as_str().unwrap()).unwrap();
        let sequence: u64 = entry["sequence"].as_str().unwrap().parse().unwrap();
        let payload = sent.messages[0].payload.clone();
        let told = suite.reply(SENT_REPLY, payload, answer.result).unwrap();
        let data: Value = serde_json::from_slice(&told.data.unwrap()).unwrap();
        assert_eq!(data, json!({"channel": "channel-0", "sequence": sequence}));
        assert_eq!(attribute(&told.attributes, "channel"), Some("channel-0"));
        assert_eq!(
            attribute(&told.attributes, "sequence"),
            Some(sequence.to_string().as_str())
        );
        assert!(told.messages.is_empty());

        let pending = suite.ask(json!({"list_in_flight": {}})).unwrap();
        let packet = json!({
            "sender": addr("alice"), "channel": "channel-0", "sequence": sequence,
            "denom": "uatom", "amount": "5",
        });
        assert_eq!(pending, json!({"packets": [packet]}));
        read += 1;
    }
    println!("{read} recorded replies read");
    assert_eq!(read, 12);
    ran("SND-86");
}

#[test]
fn a_reply_that_names_no_sequence_fails_the_send() {
    let mut suite = Suite::new();
    let sent = suite
        .send_coin("alice", coin(5, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    let too_wide = [&[0x08][..], &[0xff; 9], &[0x02]].concat();
    let too_long = [&[0x08][..], &[0xff; 10], &[0x01]].concat();
    let bad: [&[u8]; 10] = [
        b"",
        b"\x08",
        b"\x08\x00",
        b"\x08\x80",
        b"\x08\x80\x00",
        b"\x10\x01",
        b"\x08\x01\x01",
        b"\x0a\x01\x31",
        &too_wide,
        &too_long,
    ];
    for bytes in bad {
        let refused = suite.reply_sent(&sent, bytes);
        assert!(matches!(refused, Err(ContractError::NoSequence)), "{bytes:?}");
    }
    let payload = sent.messages[0].payload.clone();
    for old_place in [None, Some(Binary::from([0x08, 0xac, 0x02]))] {
        let nothing = suite.reply(SENT_REPLY, payload.clone(), ok_with(vec![], old_place));
        assert!(matches!(nothing, Err(ContractError::NoSequence)));
    }
}

#[test]
fn replies_that_were_never_asked_for_are_refused() {
    let mut suite = Suite::new();
    let sent = suite
        .send_coin("alice", coin(5, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    let payload = sent.messages[0].payload.clone();
    for (id, result) in [
        (SENT_REPLY, SubMsgResult::Err("no".into())),
        (REFUND_REPLY, ok_with(vec![], None)),
        (0, ok_with(vec![], None)),
        (RELEASE_REPLY, ok_with(vec![], None)),
        (4, SubMsgResult::Err("no".into())),
    ] {
        let refused = suite.reply(id, payload.clone(), result);
        assert!(matches!(refused, Err(ContractError::UnknownReply(unknown)) if unknown == id));
    }
    // A payload of another form is rejected, too.
    for payload in [b"".as_slice(), b"\x05ab", b"\x01a\x05b", b"\x01a\x01\xffrest"] {
        let refused = suite.reply(
            SENT_REPLY,
            payload.into(),
            ok_with(vec![], Some(Binary::from([8, 1]))),
        );
        assert!(matches!(refused, Err(ContractError::Corrupt)), "{payload:?}");
    }
}
