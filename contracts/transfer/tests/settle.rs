//! Settlement of packets: the cases ACK-.. and TMO-.. that the contract alone decides, and claims.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::ledger::payout;
use causeway_transfer::state::{Claim, ALLOW_LIST, CHANNEL_STATE, CLAIMS, TRACKED};
use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, attribute, call_of, cw20, settings, theirs, Suite, FAILURE, SUCCESS};
use cosmwasm_std::{coins, BankMsg, CosmosMsg, IbcBasicResponse, IbcPacket, ReplyOn, Storage, SubMsg};
use serde_json::json;

/// An acknowledgement of a chain with ibc-hooks (VEC-23).
const HOOKS: &[u8] = br#"{"result":"eyJjb250cmFjdF9yZXN1bHQiOiJkR2hwY3lCemFHOTFiR1FnWldOb2J3PT0iLCJpYmNfYWNrIjoiZXlKeVpYTjFiSFFpT2lKQlVUMDlJbjA9In0="}"#;

fn pay(to: &str, amount: u128, denom: &str) -> CosmosMsg {
    let send = BankMsg::Send {
        to_address: addr(to).to_string(),
        amount: coins(amount, denom),
    };
    send.into()
}

/// The ways in which a packet that was not delivered can be settled.
const ENDS: [&str; 2] = ["error", "timeout"];

fn end(suite: &mut Suite, how: &str, packet: &IbcPacket) -> Result<IbcBasicResponse, ContractError> {
    match how {
        "error" => suite.ack(packet, FAILURE),
        _ => suite.timeout(packet),
    }
}

fn pending(suite: &Suite) -> usize {
    let listed = suite.ask(json!({"list_in_flight": {}})).unwrap();
    listed["packets"].as_array().unwrap().len()
}

#[test]
fn any_result_is_success() {
    for (id, ack) in [
        ("ACK-01, ACK-10", SUCCESS),
        ("ACK-30", HOOKS),
        ("ACK-31", br#"{"result":"MQ=="}"#),
        ("ACK-25, ACK-31", br#"{"result":""}"#),
        ("ACK-31", br#"{"result":null}"#),
        ("ACK-16", br#"{ "result":"AQ=="}"#),
        ("ACK-31", br#"{"result":"not base64 <&>"}"#),
    ] {
        let mut suite = Suite::new();
        let packet = suite.sent_coin(100, "uatom", "channel-0");
        assert_eq!(pending(&suite), 1, "{id}");
        let settled = suite.ack(&packet, ack).unwrap();
        assert!(settled.messages.is_empty(), "{id}");
        assert_eq!(attribute(&settled.attributes, "success"), Some("true"), "{id}");
        assert_eq!(suite.books("channel-0", "uatom"), (100, 100), "{id}");
        assert_eq!(pending(&suite), 0, "{id}");
        ran(id);
    }
}

#[test]
fn an_acknowledgement_that_is_no_envelope_is_an_error_and_changes_nothing() {
    for (id, ack) in [
        ("ACK-14", b"invalid ack".as_slice()),
        ("ACK-32", b""),
        ("ACK-32", b"{}"),
        ("ACK-32", br#"{"somethingelse":"anything"}"#),
        ("ACK-32", br#"{"result":"AQ==","error":"no"}"#),
        ("ACK-32", br#"{"error":"no","result":"AQ=="}"#),
        ("ACK-32", br#"{"Error":"no"}"#),
        ("ACK-32", br#"{"error":null}"#),
        ("ACK-32", br#"{"error":{"code":1}}"#),
        ("ACK-32", br#"{"error":"no"}{}"#),
        ("ACK-32", br#"["error","no"]"#),
        ("ACK-32", b"\xff"),
    ] {
        let mut suite = Suite::new();
        let packet = suite.sent_coin(100, "uatom", "channel-0");
        let before = suite.deps.storage.entries.clone();
        let refused = suite.ack(&packet, ack).unwrap_err().to_string();
        let expected = "acknowledgement is neither a result nor an error";
        assert_eq!(refused, expected, "{id}");
        assert_eq!(suite.deps.storage.entries, before, "{id}");
        // The packet can still be settled.
        assert_eq!(suite.timeout(&packet).unwrap().messages.len(), 1, "{id}");
        ran(id);
    }
}

#[test]
fn coins_come_back_to_who_sent_them() {
    for (id, how) in [("ACK-02, ACK-11", "error"), ("TMO-01, TMO-10", "timeout")] {
        let mut suite = Suite::new();
        let packet = suite.sent_coin(100, "uatom", "channel-0");
        let refund = end(&mut suite, how, &packet).unwrap();
        let [message] = refund.messages.as_slice() else {
            panic!("{id}: one message");
        };
        assert_eq!(message.msg, pay("alice", 100, "uatom"), "{id}");
        assert_eq!(message.reply_on, ReplyOn::Error, "{id}");
        assert_eq!(message.gas_limit, Some(300_000), "{id}");
        assert_eq!(suite.books("channel-0", "uatom"), (0, 100), "{id}");
        assert_eq!(pending(&suite), 0, "{id}");
        for (key, value) in [
            ("action", "acknowledge"),
            ("success", "false"),
            ("effect", "refund"),
        ] {
            assert_eq!(attribute(&refund.attributes, key), Some(value), "{id}");
        }
        ran(id);
    }
}

#[test]
fn tokens_and_vouchers_come_back_to_who_sent_them() {
    for (ids, how) in [(["ACK-03", "ACK-05"], "error"), (["TMO-02", "TMO-08"], "timeout")] {
        let mut suite = Suite::new();
        let alice = addr("alice");
        let packet = suite.sent_token(&addr("token"), 5, "channel-0");
        let refund = end(&mut suite, how, &packet).unwrap();
        let transfer = json!({"transfer": {"recipient": alice, "amount": "5"}});
        let called = call_of(&refund.messages[0]);
        assert_eq!(called, (addr("token").to_string(), transfer.clone()), "SND-82");

        let voucher = suite.voucher("channel-0", "uosmo");
        let packet = suite.sent_token(&voucher, 5, "channel-0");
        let refund = end(&mut suite, how, &packet).unwrap();
        let mint = json!({"mint": {"recipient": alice, "amount": "5"}});
        assert_eq!(
            call_of(&refund.messages[0]),
            (voucher.to_string(), mint),
            "{}",
            ids[0]
        );
        assert_eq!(suite.books("channel-0", &cw20(&voucher)), (0, 0), "{}", ids[0]);

        let packet = suite.sent_token(&voucher, 5, "channel-1");
        let refund = end(&mut suite, how, &packet).unwrap();
        assert_eq!(
            call_of(&refund.messages[0]),
            (voucher.to_string(), transfer),
            "{}",
            ids[1]
        );
        assert_eq!(suite.books("channel-1", &cw20(&voucher)), (0, 5), "{}", ids[1]);
        for message in &refund.messages {
            let kept = (message.reply_on.clone(), message.gas_limit);
            assert_eq!(kept, (ReplyOn::Error, Some(300_000)));
        }
        ran(&ids.join(", "));
    }
    ran("SND-82");
}

#[test]
fn nothing_is_refunded_twice() {
    for first in ENDS {
        for second in ENDS {
            let mut suite = Suite::new();
            suite.sent_coin(100, "uatom", "channel-0"); // books that would cover it
            let packet = suite.sent_coin(100, "uatom", "channel-0");
            end(&mut suite, first, &packet).unwrap();
            let before = suite.deps.storage.entries.clone();
            let again = end(&mut suite, second, &packet);
            assert!(
                matches!(again, Err(ContractError::AlreadySettled)),
                "ACK-15, TMO-13, TMO-40"
            );
            assert_eq!(suite.deps.storage.entries, before);
        }
    }
    let mut suite = Suite::new();
    suite.sent_coin(100, "uatom", "channel-0");
    let packet = suite.sent_coin(100, "uatom", "channel-0");
    suite.ack(&packet, SUCCESS).unwrap();
    suite.ack(&packet, SUCCESS).unwrap(); // releases nothing
    assert!(
        matches!(suite.ack(&packet, FAILURE), Err(ContractError::AlreadySettled)),
        "RPL-03"
    );
    ran("ACK-15, TMO-13, TMO-40, RPL-03");
}

#[test]
fn a_packet_that_we_did_not_send_is_refused() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(100, "uatom", "channel-0");
    suite.sent_coin(100, "uatom", "channel-1");
    let other_sequence = IbcPacket::new(
        packet.data.clone(),
        packet.src.clone(),
        packet.dest.clone(),
        7,
        packet.timeout.clone(),
    );
    let mut other_channel = packet.clone();
    other_channel.src.channel_id = "channel-1".into();
    let mut no_channel = packet.clone();
    no_channel.src.channel_id = "channel-9".into();
    let mut other_sender = packet.clone();
    let text = String::from_utf8(packet.data.to_vec()).unwrap();
    other_sender.data = text
        .replace(addr("alice").as_str(), addr("bob").as_str())
        .into_bytes()
        .into();
    for (id, packet) in [
        ("sequence", other_sequence),
        ("RCV-70", other_channel),
        ("ACK-12, TMO-11", no_channel),
        ("sender", other_sender),
    ] {
        for how in ENDS {
            let refused = end(&mut suite, how, &packet);
            assert!(matches!(refused, Err(ContractError::AlreadySettled)), "{id}");
        }
        ran(id);
    }
    for bytes in [b"".as_slice(), b"{}", b"not json"] {
        let mut bad = packet.clone();
        bad.data = bytes.into();
        for ack in [SUCCESS, FAILURE] {
            assert!(
                matches!(suite.ack(&bad, ack), Err(ContractError::Protocol(_))),
                "ACK-13, TMO-12"
            );
        }
    }
    assert_eq!(end(&mut suite, "error", &packet).unwrap().messages.len(), 1);
    ran("ACK-13, TMO-12");
}

#[test]
fn what_the_other_chain_says_is_cut_and_kept_nowhere() {
    let text = "é".repeat(50_000);
    for (id, said, shown) in [
        ("ACK-39", text.as_str(), Some("é".repeat(128))),
        ("ACK-33", "", None),
        ("ACK-33", " \n", None),
        ("ACK-39", "\u{0} <&>\u{2028}", Some("\u{0} <&>\u{2028}".into())),
    ] {
        let mut suite = Suite::new();
        let packet = suite.sent_coin(100, "uatom", "channel-0");
        let ack = json!({"error": said}).to_string();
        let refund = suite.ack(&packet, ack.as_bytes()).unwrap();
        assert_eq!(refund.messages.len(), 1, "{id}");
        assert_eq!(attribute(&refund.attributes, "error"), shown.as_deref(), "{id}");

        let booked = suite.refund_fails(&refund.messages[0], said).unwrap();
        assert_eq!(attribute(&booked.attributes, "error"), shown.as_deref(), "{id}");
        let mut stored = suite.deps.storage.entries.values();
        assert!(stored.all(|value| value.len() < 300), "{id}");
        ran(id);
    }
    let mut suite = Suite::new();
    let packet = suite.sent_coin(100, "uatom", "channel-0");
    let refund = suite.ack(&packet, b"{\"error\":\"\xff\xed\xa0\x80\"}").unwrap();
    assert_eq!(refund.messages.len(), 1, "ACK-39: bytes that are not UTF-8");
}

#[test]
fn a_refund_has_its_gas_limit_whatever_is_stored() {
    for (default, own, limit) in [
        (None, None, 300_000),
        (Some(500_000), None, 500_000),
        (Some(500_000), Some(700_000), 700_000),
        (Some(0), None, 100_000),
        (Some(u64::MAX), None, 2_000_000),
        (None, Some(1), 100_000),
        (None, Some(u64::MAX), 2_000_000),
    ] {
        let mut list = settings();
        list["default_gas_limit"] = json!(default);
        list["allowlist"][0]["gas_limit"] = json!(own);
        let mut suite = Suite::with(list);
        let packet = suite.sent_token(&addr("token"), 5, "channel-0");
        let refund = suite.timeout(&packet).unwrap();
        assert_eq!(
            refund.messages[0].gas_limit,
            Some(limit),
            "ACK-35 {default:?} {own:?}"
        );
        // Bank coins have the built-in limit, for which nothing is read.
        let packet = suite.sent_coin(5, "uatom", "channel-0");
        let refund = suite.timeout(&packet).unwrap();
        assert_eq!(refund.messages[0].gas_limit, Some(300_000), "ACK-35");
    }
    ran("ACK-35");
}

#[test]
fn settings_that_cannot_be_read_do_not_stop_a_refund() {
    for corrupt in ["allow_list", "ics20_config", "gone"] {
        let mut suite = Suite::new();
        let packet = suite.sent_token(&addr("token"), 5, "channel-0");
        let key = ALLOW_LIST.key(&addr("token")).to_vec();
        match corrupt {
            "allow_list" => suite.deps.storage.set(&key, b"{\"gas_limit\":\"much\"}"),
            "ics20_config" => suite.deps.storage.set(b"ics20_config", b"?"),
            _ => suite.deps.storage.remove(&key),
        }
        let refund = suite.ack(&packet, FAILURE).unwrap();
        assert_eq!(refund.messages[0].gas_limit, Some(300_000), "{corrupt}");
    }
}

#[test]
fn ack_34_a_refund_that_cannot_be_paid_becomes_a_claim_of_its_owner() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let (alice, token) = (addr("alice"), addr("token"));
    let mut refunds: Vec<SubMsg> = vec![];
    for packet in [
        suite.sent_coin(1, "uatom", "channel-0"),
        suite.sent_coin(2, "uatom", "channel-1"),
        suite.sent_token(&token, 3, "channel-0"),
        suite.sent_token(&voucher, 4, "channel-0"),
        suite.sent_token(&voucher, 5, "channel-1"),
    ] {
        refunds.extend(suite.timeout(&packet).unwrap().messages);
    }
    for refund in &refunds {
        let booked = suite.refund_fails(refund, "paused").unwrap();
        assert!(booked.messages.is_empty());
        assert_eq!(attribute(&booked.attributes, "action"), Some("refund_failed"));
        assert_eq!(attribute(&booked.attributes, "owner"), Some(alice.as_str()));
    }
    let claims = suite.ask(json!({"claims": {"owner": alice}})).unwrap();
    let claim = |denom: &str, held: &str, to_mint: &str| json!({"owner": alice, "denom": denom, "held": held, "to_mint": to_mint});
    let mut expected = vec![
        claim("uatom", "3", "0"),
        claim(&cw20(&token), "3", "0"),
        claim(&cw20(&voucher), "5", "4"),
    ];
    expected.sort_by_key(|claim| claim["denom"].as_str().unwrap().to_string());
    assert_eq!(claims, json!({"claims": expected}));

    // Anyone may retry it for the owner, and the owner may redirect it.
    let retried = json!({"claim": {"denom": cw20(&voucher), "owner": alice}});
    let paid = suite.execute(&addr("bob"), &[], retried.clone()).unwrap();
    let calls: Vec<_> = paid.messages.iter().map(call_of).collect();
    let transfer = json!({"transfer": {"recipient": alice, "amount": "5"}});
    let mint = json!({"mint": {"recipient": alice, "amount": "4"}});
    let address = voucher.to_string();
    assert_eq!(calls, [(address.clone(), transfer), (address, mint)]);
    for message in &paid.messages {
        let kept = (message.reply_on.clone(), message.gas_limit);
        assert_eq!(kept, (ReplyOn::Never, None), "whoever claims pays");
    }
    let again = suite.execute(&addr("bob"), &[], retried);
    assert!(matches!(again, Err(ContractError::NoClaim { .. })));

    let redirected = json!({"claim": {"denom": "uatom", "recipient": addr("bob")}});
    let paid = suite.execute(&alice, &[], redirected).unwrap();
    assert_eq!(paid.messages[0].msg, pay("bob", 3, "uatom"));
    let again = suite.execute(&alice, &[], json!({"claim": {"denom": "uatom"}}));
    let expected = format!("{alice} has no claim on uatom");
    assert_eq!(again.unwrap_err().to_string(), expected);
    ran("ACK-34");
}

#[test]
fn nobody_else_may_redirect_a_claim() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(5, "uatom", "channel-0");
    let refund = suite.timeout(&packet).unwrap();
    suite.refund_fails(&refund.messages[0], "blocked").unwrap();
    let (alice, bob, us) = (addr("alice"), addr("bob"), addr("us"));
    let claim = |owner: &str, recipient: &str| json!({"claim": {"denom": "uatom", "owner": owner, "recipient": recipient}});
    for (sender, owner, recipient, text) in [
        (
            &bob,
            &alice,
            bob.as_str(),
            "only the owner of a claim may name another recipient",
        ),
        (
            &bob,
            &alice,
            us.as_str(),
            "only the owner of a claim may name another recipient",
        ),
        (&alice, &alice, us.as_str(), "receiver is the transfer contract"),
    ] {
        let refused = suite.execute(sender, &[], claim(owner.as_str(), recipient));
        assert_eq!(refused.unwrap_err().to_string(), text);
    }
    assert!(suite
        .execute(&alice, &[], claim(alice.as_str(), "nobody"))
        .is_err());
    assert!(suite.execute(&bob, &[], claim("ALICE", bob.as_str())).is_err());
    let retried = suite
        .execute(&bob, &[], claim(alice.as_str(), alice.as_str()))
        .unwrap();
    assert_eq!(retried.messages[0].msg, pay("alice", 5, "uatom"));
}

/// The counterparty forges a return, takes the escrow, and then claims that the original packet was not received.
#[test]
fn a_refund_that_the_books_do_not_cover_stays_pending_until_they_do() {
    for (id, how) in [("ACK-04", "error"), ("TMO-04", "timeout")] {
        let mut suite = Suite::new();
        let packet = suite.sent_coin(100, "uatom", "channel-0");
        suite.sent_coin(100, "uatom", "channel-1");
        let path = "transfer/channel-10/uatom";
        assert_eq!(theirs("channel-0").channel_id, "channel-10");
        suite.receive("channel-0", path, 1, addr("bob").as_str()).unwrap();

        let before = suite.deps.storage.entries.clone();
        let refused = end(&mut suite, how, &packet);
        assert!(matches!(refused, Err(ContractError::RefundNotCovered)), "{id}");
        assert_eq!(
            suite.deps.storage.entries, before,
            "{id}: pending, books untouched"
        );

        suite.sent_coin(1, "uatom", "channel-0");
        let refund = end(&mut suite, how, &packet).unwrap();
        assert_eq!(refund.messages[0].msg, pay("alice", 100, "uatom"), "{id}");
        assert_eq!(suite.books("channel-0", "uatom"), (0, 101), "{id}");
        assert_eq!(suite.books("channel-1", "uatom"), (100, 100), "{id}");
        ran(id);
    }
    let mut suite = Suite::new();
    let packet = suite.sent_coin(100, "uatom", "channel-0");
    CHANNEL_STATE.remove(&mut suite.deps.storage, ("channel-0", "uatom"));
    assert!(
        matches!(suite.timeout(&packet), Err(ContractError::RefundNotCovered)),
        "TMO-03"
    );
    ran("TMO-03");
}

#[test]
fn a_tracked_amount_follows_refund_claim_and_payment() {
    let mut list = settings();
    list["default_gas_limit"] = json!(300_000);
    let mut suite = Suite::with(list);
    let token = addr("other");
    let total = |suite: &Suite| {
        let total = TRACKED.load(&suite.deps.storage, &token).unwrap();
        payout::to_uint128(total).unwrap().u128()
    };
    suite.holds(&token, 15);
    let first = suite.sent_token(&token, 5, "channel-0");
    suite.sent_token(&token, 10, "channel-1");
    assert_eq!(total(&suite), 15);
    let refund = suite.timeout(&first).unwrap();
    assert_eq!(total(&suite), 10);
    suite.refund_fails(&refund.messages[0], "paused").unwrap();
    assert_eq!(total(&suite), 15, "a claim is owed as well");
    let deposit = suite.send_token(&token, "bob", 1, common::transfer_msg("channel-0"));
    assert!(matches!(deposit, Err(ContractError::TokenInsolvent(_))));
    let claim = json!({"claim": {"denom": cw20(&token)}});
    suite.execute(&addr("alice"), &[], claim).unwrap();
    assert_eq!(total(&suite), 10);
}

/// The voucher has amounts of 128 bits. The part of the claim that is held must not be locked by that.
#[test]
fn a_claim_to_more_vouchers_than_can_be_minted_is_paid_in_parts() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    for _ in 0..2 {
        let packet = suite.sent_token(&voucher, u128::MAX, "channel-0");
        let refund = suite.timeout(&packet).unwrap();
        suite.refund_fails(&refund.messages[0], "supply").unwrap();
    }
    let packet = suite.sent_token(&voucher, 5, "channel-1");
    let refund = suite.timeout(&packet).unwrap();
    suite.refund_fails(&refund.messages[0], "gas").unwrap();

    let claim = json!({"claim": {"denom": cw20(&voucher)}});
    let transfer = json!({"transfer": {"recipient": addr("alice"), "amount": "5"}});
    let mint = |amount: u128| json!({"mint": {"recipient": addr("alice"), "amount": amount.to_string()}});
    let paid = |suite: &mut Suite, supply: u128| -> Vec<serde_json::Value> {
        suite.supply(&voucher, supply);
        let paid = suite.execute(&addr("alice"), &[], claim.clone());
        let paid = paid.map(|paid| paid.messages).unwrap_or_default();
        paid.iter().map(|message| call_of(message).1).collect()
    };
    assert_eq!(paid(&mut suite, 7), [transfer, mint(u128::MAX - 7)]);
    assert!(paid(&mut suite, u128::MAX).is_empty(), "there is room for none");
    assert_eq!(paid(&mut suite, 0), [mint(u128::MAX)]);
    assert_eq!(paid(&mut suite, u128::MAX - 4), [mint(4)]);
    assert_eq!(paid(&mut suite, 0), [mint(3)]);
    assert!(paid(&mut suite, 0).is_empty(), "nothing is left");
    let claims = suite.ask(json!({"list_claims": {}})).unwrap();
    assert_eq!(claims, json!({"claims": []}));
}

#[test]
fn a_claim_that_cannot_be_taken_in_part_says_why() {
    let mut suite = Suite::new();
    let voucher = suite.voucher("channel-0", "uosmo");
    let packet = suite.sent_token(&voucher, 5, "channel-0");
    let refund = suite.timeout(&packet).unwrap();
    suite.refund_fails(&refund.messages[0], "supply").unwrap();
    suite.supply(&voucher, u128::MAX);
    let before = suite.deps.storage.entries.clone();
    let claim = json!({"claim": {"denom": cw20(&voucher)}});
    let refused = suite.execute(&addr("alice"), &[], claim);
    assert!(matches!(refused, Err(ContractError::VoucherSupplyFull)));
    assert_eq!(suite.deps.storage.entries, before);
}

/// This cannot happen, because only burned vouchers are to be minted. If it did, the claim must not be deleted without
/// payment.
#[test]
fn vouchers_to_be_minted_in_an_asset_that_is_no_token_are_an_error_and_stay_a_claim() {
    let mut suite = Suite::new();
    let claim = Claim {
        held: 5_u128.into(),
        to_mint: 1_u128.into(),
    };
    CLAIMS
        .save(&mut suite.deps.storage, (&addr("alice"), "uatom"), &claim)
        .unwrap();
    let before = suite.deps.storage.entries.clone();
    let refused = suite.execute(&addr("alice"), &[], json!({"claim": {"denom": "uatom"}}));
    assert!(matches!(refused, Err(ContractError::Corrupt)));
    assert_eq!(suite.deps.storage.entries, before);
}

/// The tracked amount is compared only at deposits. A payment reduces it, down to zero, and a failed payment adds back
/// exactly what it subtracted.
#[test]
fn a_payment_above_the_tracked_amount_is_paid() {
    for fails in [false, true] {
        let mut suite = Suite::new();
        let token = addr("token");
        let tracked = |suite: &Suite| {
            let amount = TRACKED.load(&suite.deps.storage, &addr("token")).unwrap();
            payout::to_uint128(amount).unwrap().u128()
        };
        let packet = suite.sent_token(&token, 10, "channel-0");
        suite.holds(&token, 3); // it lost the rest before tracking began
        let track = json!({"allow": {"contract": token, "verify": true}});
        suite.execute(&addr("admin"), &[], track).unwrap();
        let refund = suite.timeout(&packet).unwrap();
        assert_eq!(refund.messages.len(), 1);
        assert_eq!(tracked(&suite), 0);
        if fails {
            suite.refund_fails(&refund.messages[0], "paused").unwrap();
            assert_eq!(tracked(&suite), 3);
            let claim = json!({"claim": {"denom": cw20(&token)}});
            let paid = suite.execute(&addr("alice"), &[], claim).unwrap();
            assert_eq!(paid.messages.len(), 1);
            assert_eq!(tracked(&suite), 0);
        }
    }
}

/// They are paid to the address in the packet, which is not converted to canonical bytes and back.
#[test]
fn a_refund_and_its_claim_are_the_packets_own_senders() {
    let mut suite = Suite::new();
    let packet = suite.sent_coin(5, "uatom", "channel-0");
    let refund = suite.timeout(&packet).unwrap();
    suite.refund_fails(&refund.messages[0], "blocked").unwrap();
    let keys: Vec<_> = CLAIMS
        .keys(&suite.deps.storage, None, None, cosmwasm_std::Order::Ascending)
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(keys, [(addr("alice"), "uatom".to_string())]);
}
