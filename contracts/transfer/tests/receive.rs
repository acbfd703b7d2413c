//! Received packets: the cases RCV-.. and DEN-9x that the contract alone decides.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_ics20::Error as Fault;
use causeway_transfer::ledger::payout;
use causeway_transfer::msg::Direction;
use causeway_transfer::policy::clock::Setter;
use causeway_transfer::state::{VOUCHERS, VOUCHER_CODE, VOUCHER_DENOMS};
use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, attribute, call_of, cw20, our_port, settings, theirs, Suite, SUCCESS};
use cosmwasm_std::{coins, Addr, BankMsg, CosmosMsg, IbcReceiveResponse, ReplyOn, StdError, SubMsg};
use serde_json::json;

/// The denom path of `denom` on the other end of `channel`.
fn abroad(channel: &str, denom: &str) -> String {
    let end = theirs(channel);
    format!("{}/{}/{denom}", end.port_id, end.channel_id)
}

fn refusal(result: Result<IbcReceiveResponse, ContractError>) -> String {
    result.unwrap_err().to_string()
}

fn with_default_gas() -> Suite {
    let mut settings = settings();
    settings["default_gas_limit"] = json!(500_000);
    Suite::with(settings)
}

#[test]
fn a_received_packet_is_acknowledged_with_the_success_bytes_of_ics20() {
    let mut suite = Suite::new();
    let response = suite
        .receive("channel-0", "uosmo", 5, addr("bob").as_str())
        .unwrap();
    assert_eq!(response.acknowledgement.unwrap().as_slice(), SUCCESS, "RCV-20");
    let path = format!("{}/channel-0/uosmo", our_port());
    for (key, value) in [
        ("action", "receive"),
        ("sender", "osmo1sender"),
        ("receiver", addr("bob").as_str()),
        ("denom", &path),
        ("amount", "5"),
        ("success", "true"),
        ("channel", "channel-0"),
        ("sequence", "1"),
        ("effect", "mint"),
    ] {
        assert_eq!(attribute(&response.attributes, key), Some(value), "RCV-20");
    }
    ran("RCV-20");
}

/// RCV-66: there is no reply on receive.
#[test]
fn a_foreign_token_is_minted_and_nobody_waits_for_a_reply() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    for (id, memo) in [("RCV-01", json!(null)), ("RCV-02", json!("memo"))] {
        let denom = format!("u{}", id.to_lowercase());
        let data = json!({
            "denom": denom, "amount": "5", "sender": "s", "receiver": bob, "memo": memo,
        });
        let first = suite
            .receive_bytes("channel-0", data.to_string().as_bytes())
            .unwrap();
        assert!(
            matches!(first.messages[0].msg, CosmosMsg::Wasm(_)),
            "{id} instantiates"
        );
        let later = suite
            .receive_bytes("channel-0", data.to_string().as_bytes())
            .unwrap();
        let voucher = suite.ask(json!({"voucher": {"denom": format!("{}/channel-0/{denom}", our_port())}}));
        let voucher = voucher.unwrap()["address"].as_str().unwrap().to_string();
        let mint = json!({"mint": {"recipient": bob, "amount": "5"}});
        assert_eq!(call_of(&later.messages[0]), (voucher, mint), "{id}");
        for message in first.messages.iter().chain(&later.messages) {
            assert_eq!(
                (message.reply_on.clone(), message.gas_limit),
                (ReplyOn::Never, None),
                "{id}"
            );
        }
        ran(id);
    }
    ran("RCV-66");
}

/// OLD-04
#[test]
fn what_comes_home_is_paid_from_this_channels_escrow() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    suite.sent_coin(100, "uatom", "channel-0");
    suite.sent_coin(100, "uatom", "channel-1");
    let path = abroad("channel-0", "uatom");
    let mut books = vec![];
    for (id, amount, refused) in [
        ("RCV-14", 101, Some("insufficient escrow on this channel")),
        ("RCV-14", 1_000_000, Some("insufficient escrow on this channel")),
        ("RCV-12", 50, None),
        ("RCV-14", 51, Some("insufficient escrow on this channel")),
        ("RCV-10", 50, None),
        ("RCV-14", 1, Some("insufficient escrow on this channel")),
    ] {
        let result = suite.receive("channel-0", &path, amount, bob.as_str());
        match refused {
            Some(text) => assert_eq!(refusal(result), text, "{id}"),
            None => {
                let pay = BankMsg::Send {
                    to_address: bob.to_string(),
                    amount: coins(amount, "uatom"),
                };
                let message = SubMsg::new(pay).with_gas_limit(payout::MOST_GAS);
                assert_eq!(result.unwrap().messages, [message], "{id}");
            }
        }
        books.push(suite.books("channel-0", "uatom").0);
        ran(id);
    }
    assert_eq!(books, [100, 100, 50, 50, 0, 0]);
    assert_eq!(suite.books("channel-0", "uatom").1, 100, "ever sent stays");
    assert_eq!(suite.books("channel-1", "uatom"), (100, 100), "INV-4");
    ran("OLD-04");
}

/// OLD-03
#[test]
fn tokens_and_vouchers_come_home_to_who_is_named() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    let transfer = json!({"transfer": {"recipient": bob, "amount": "5"}});
    suite.sent_token(&addr("token"), 5, "channel-0");
    let path = abroad("channel-0", &cw20(&addr("token")));
    let home = suite.receive("channel-0", &path, 5, bob.as_str()).unwrap();
    assert_eq!(
        call_of(&home.messages[0]),
        (addr("token").to_string(), transfer.clone())
    );
    assert_eq!(home.messages[0].gas_limit, Some(payout::MOST_GAS));

    let voucher = suite.voucher("channel-0", "uosmo");
    suite.sent_token(&voucher, 5, "channel-1");
    let path = abroad("channel-1", &format!("{}/channel-0/uosmo", our_port()));
    let home = suite.receive("channel-1", &path, 5, bob.as_str()).unwrap();
    assert_eq!(
        call_of(&home.messages[0]),
        (voucher.to_string(), transfer),
        "DEN-94"
    );
    assert_eq!(home.messages[0].gas_limit, None, "our own code");
    assert_eq!(suite.books("channel-1", &cw20(&voucher)), (0, 5));
    ran("OLD-03");
}

#[test]
fn escrow_that_is_not_this_channels_and_assets_is_out_of_reach() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    suite.sent_coin(100, "uatom", "channel-0");
    suite.sent_token(&addr("token"), 100, "channel-0");
    let voucher = suite.voucher("channel-0", "uosmo");
    suite.sent_token(&voucher, 100, "channel-1");
    let token = cw20(&addr("token"));
    let insufficient = "insufficient escrow on this channel";
    let as_token = "a voucher cannot be named as a cw20 token of this chain";
    let voucher_path = format!("{}/channel-0/uosmo", our_port());
    for (id, channel, home, refused) in [
        ("INV-4", "channel-1", "uatom", insufficient),
        ("INV-4", "channel-1", token.as_str(), insufficient),
        ("INV-4", "channel-0", &voucher_path, insufficient),
        ("DEN-92", "channel-0", "stake", insufficient),
        ("DEN-92", "channel-0", "uatom/", insufficient),
        ("DEN-92", "channel-0", "uatom ", insufficient),
        ("DEN-92", "channel-0", &token.to_uppercase(), insufficient),
        ("DEN-92", "channel-0", addr("token").as_str(), insufficient),
        (
            "DEN-92",
            "channel-1",
            &format!("{}/channel-1/uosmo", our_port()),
            insufficient,
        ),
        ("VoucherAsToken", "channel-1", &cw20(&voucher), as_token),
        ("VoucherAsToken", "channel-0", &cw20(&voucher), as_token),
    ] {
        let result = suite.receive(channel, &abroad(channel, home), 1, bob.as_str());
        assert_eq!(refusal(result), refused, "{id} {channel} {home}");
    }
}

#[test]
fn den_93_a_path_that_begins_with_our_own_end_gets_one_more_hop() {
    let mut suite = Suite::new();
    suite.sent_coin(100, "uatom", "channel-0");
    let ours = format!("{}/channel-0/uatom", our_port());
    let minted = suite
        .receive("channel-0", &ours, 5, addr("bob").as_str())
        .unwrap();
    let path = format!("{}/channel-0/{ours}", our_port());
    assert_eq!(attribute(&minted.attributes, "denom"), Some(path.as_str()));
    assert_eq!(attribute(&minted.attributes, "effect"), Some("mint"));
    assert_eq!(suite.books("channel-0", "uatom"), (100, 100));
}

#[test]
fn only_an_address_of_this_chain_other_than_the_contract_can_receive() {
    let bob = addr("bob");
    let upper = bob.as_str().to_uppercase();
    let no_address = "receiver is not an address of this chain";
    for (id, receiver, refused) in [
        ("RCV-06", "invalid-address", no_address),
        ("RCV-06", bob.as_str().split_at(20).0, no_address),
        ("RCV-06", &format!(" {bob}"), no_address),
        (
            "RCV-16",
            "gaia1scqhwpgsmr6vmztaa7suurfl52my6nd2kmrudl",
            no_address,
        ),
        ("RCV-69", &upper, no_address),
        ("SND-47", "", "receiver is blank"),
        ("SND-47", " \t", "receiver is blank"),
        ("SND-48", &"x".repeat(2_049), "receiver is longer than 2048 bytes"),
        ("SND-48", &"x".repeat(2_048), no_address),
        ("SND-87", addr("us").as_str(), "receiver is the transfer contract"),
    ] {
        let mut suite = Suite::new();
        suite.sent_coin(5, "uatom", "channel-0");
        for denom in ["uosmo".to_string(), abroad("channel-0", "uatom")] {
            let result = suite.receive("channel-0", &denom, 5, receiver);
            assert_eq!(refusal(result), refused, "{id} {denom}");
            assert!(
                suite.accesses().is_empty(),
                "{id}: refused before storage is touched"
            );
        }
        ran(id);
    }
}

#[test]
fn packet_data_that_is_no_valid_transfer_is_refused() {
    let mut suite = Suite::new();
    suite.sent_coin(100, "uatom", "channel-0");
    let bob = addr("bob");
    let no_amount = "amount must be a positive decimal integer of at most 256 bits";
    for (id, denom, amount, refused) in [
        ("RCV-04", "uosmo", "0", no_amount),
        ("RCV-13", &abroad("channel-0", "uatom"), "0", no_amount),
        ("RCV-15", "", "1", "base denom is blank"),
        ("RCV-15", &abroad("channel-0", " "), "1", "base denom is blank"),
    ] {
        let result = suite.receive("channel-0", denom, amount, bob.as_str());
        assert_eq!(refusal(result), refused, "{id}");
        assert!(suite.accesses().is_empty(), "{id}");
        ran(id);
    }
    for bytes in [
        b"".as_slice(),
        b"{}",
        b"not json",
        b"[]",
        b"\xff\xfe",
        &[b'{'; 100_000],
    ] {
        let text = refusal(suite.receive_bytes("channel-0", bytes));
        assert_eq!(text, "packet data is not an ICS-20 JSON object", "RCV-21");
        assert!(suite.accesses().is_empty(), "RCV-21");
    }
    assert_eq!(suite.books("channel-0", "uatom"), (100, 100));
    ran("RCV-21");
}

#[test]
fn amounts_wider_than_a_token_has_are_refused() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    let wide = "340282366920938463463374607431768211456";
    let too_large = "amount is too large for a cw20 token: at most 2^128-1";
    assert_eq!(
        refusal(suite.receive("channel-0", "uosmo", wide, bob.as_str())),
        too_large
    );
    suite
        .receive("channel-0", "uosmo", u128::MAX, bob.as_str())
        .unwrap();
    assert_eq!(
        refusal(suite.receive("channel-0", "uosmo", wide, bob.as_str())),
        too_large
    );

    suite.sent_token(&addr("token"), u128::MAX, "channel-0");
    let path = abroad("channel-0", &cw20(&addr("token")));
    let result = suite.receive("channel-0", &path, wide, bob.as_str());
    assert_eq!(refusal(result), "insufficient escrow on this channel");
    suite
        .receive("channel-0", &path, u128::MAX, bob.as_str())
        .unwrap();
}

#[test]
fn den_96_long_denoms_are_refused_before_storage_is_touched() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    let too_long = "denom path is longer than 1024 bytes";
    let hops = |count: usize| "transfer/channel-7/".repeat(count) + "uosmo";
    for denom in [
        "x".repeat(100_000),
        abroad("channel-0", &"x".repeat(100_000)),
        abroad("channel-0", &"x".repeat(1_025)),
        hops(200),
    ] {
        let result = suite.receive("channel-0", &denom, 5, bob.as_str());
        assert_eq!(refusal(result), too_long);
        assert!(suite.accesses().is_empty());
    }
    let prefix = our_port().len() + "/channel-0/".len();
    let fits = "x".repeat(1_024 - prefix);
    suite.receive("channel-0", &fits, 5, bob.as_str()).unwrap();
    let result = suite.receive("channel-0", &format!("{fits}x"), 5, bob.as_str());
    assert_eq!(refusal(result), too_long);
    suite.receive("channel-0", &hops(40), 5, bob.as_str()).unwrap();
}

#[test]
fn without_a_voucher_code_foreign_tokens_are_refused_and_ours_come_home() {
    let mut escrow_only = settings();
    escrow_only.as_object_mut().unwrap().remove("voucher_code_id");
    let mut suite = Suite::with(escrow_only);
    let bob = addr("bob");
    let result = suite.receive("channel-0", "uosmo", 5, bob.as_str());
    assert_eq!(
        refusal(result),
        "foreign tokens are refused: this contract has no voucher code"
    );
    suite.sent_coin(5, "uatom", "channel-0");
    suite
        .receive("channel-0", &abroad("channel-0", "uatom"), 5, bob.as_str())
        .unwrap();
}

#[test]
fn rcv_68_a_channel_that_our_handshake_did_not_record_mints_nothing() {
    let mut suite = Suite::new();
    let bob = addr("bob");
    let text = refusal(suite.receive("channel-9", "uosmo", 5, bob.as_str()));
    assert_eq!(text, "no such channel: it was not opened to this contract");
    let text = refusal(suite.receive("channel-9", &abroad("channel-9", "uatom"), 5, bob.as_str()));
    assert_eq!(text, "insufficient escrow on this channel");
    ran("RCV-68");
}

/// OLD-05
#[test]
fn no_setting_keeps_a_token_from_coming_home() {
    for stored in [
        None,
        Some(0),
        Some(99_999),
        Some(750_000),
        Some(2_000_001),
        Some(u64::MAX),
    ] {
        let mut list = settings();
        list["default_gas_limit"] = json!(1);
        list["allowlist"][0]["gas_limit"] = json!(stored);
        let mut suite = Suite::with(list);
        suite.sent_token(&addr("token"), 5, "channel-0");
        let path = abroad("channel-0", &cw20(&addr("token")));
        let home = suite
            .receive("channel-0", &path, 5, addr("bob").as_str())
            .unwrap();
        assert_eq!(home.messages[0].gas_limit, Some(2_000_000), "{stored:?}");
    }
    let mut suite = with_default_gas();
    suite.holds(&addr("other"), 5);
    suite.sent_token(&addr("other"), 5, "channel-0");
    let path = abroad("channel-0", &cw20(&addr("other")));
    let home = suite
        .receive("channel-0", &path, 5, addr("bob").as_str())
        .unwrap();
    assert_eq!(home.messages[0].gas_limit, Some(2_000_000), "off the list");
    ran("OLD-05");
}

const DIRT: &str = "<script> & \"quoted\" \\ \u{2028} cosmos1abc";

/// Every error, with values that a hostile chain could have put into it.
fn every_error() -> Vec<ContractError> {
    use ContractError::*;
    let dirt = || DIRT.to_string();
    let mut errors: Vec<_> = Fault::ALL.iter().map(|error| Protocol(*error)).collect();
    errors.extend([
        Std(StdError::msg(DIRT)),
        NoSuchChannel,
        InsufficientEscrow,
        ForeignTokensRefused,
        VoucherAsToken,
        InvalidReceiver,
        ReceiverIsContract,
        AmountTooLarge,
        Overflow,
        Internal,
        NoFunds,
        ManyCoins(77),
        UnexpectedFunds,
        UnknownChannel(dirt()),
        SenderTooLong(77),
        InvalidSendMessage(StdError::msg(DIRT)),
        LooksLikeCw20(dirt()),
        LooksLikeVoucher(dirt()),
        NotAllowed(dirt()),
        TimeoutOutOfBounds {
            seconds: 77,
            min: 77,
            max: 77,
        },
        InvalidTimeout,
        TokenInsolvent(dirt()),
        AlreadySettled,
        CannotTakeOver {
            version: dirt(),
            reason: dirt(),
        },
        UnknownSchema { known: 77 },
        AssignStandsAlone,
        NothingToSettle { sequence: 77 },
        NotTheSender(dirt()),
        AboveSurplus {
            denom: dirt(),
            surplus: 77_u128.into(),
        },
        DryRun(dirt()),
        RefundNotCovered,
        CloseRefused,
        NoClaim {
            owner: dirt(),
            denom: dirt(),
        },
        NotOwner,
        NotAdmin,
        NotPendingAdmin,
        VoucherSupplyFull,
        NoVoucherCode,
        BalanceUnknown {
            token: dirt(),
            reason: StdError::msg(DIRT),
        },
        UpperCaseAddress {
            field: "77",
            address: dirt(),
        },
        InvalidAddress {
            field: "77",
            address: dirt(),
        },
        BoundsTooNarrow { min: 77, max: 77 },
        DefaultTimeoutOutOfBounds {
            seconds: 77,
            min: 77,
            max: 77,
        },
        SequenceWithoutChannel,
        NotAVoucherPath(dirt()),
        StartsElsewhere,
        UnknownVoucher("77".into()),
        Corrupt,
        UnknownReply(77),
        NoSequence,
        Instantiate2(cosmwasm_std::Instantiate2AddressError::InvalidSaltLength),
        OutwardPaused,
        HomewardPaused,
        NotPauser,
        NoSeconds,
        CannotPause {
            direction: Direction::Outward,
            seconds: 77,
            why: dirt(),
        },
        NotYourPause {
            direction: Direction::Outward,
            by: Setter::Guardian,
            until: 77,
        },
        PauseStands(Direction::Outward),
        ChannelWoundDown,
        TokenDenied,
        AboveLimit,
        TooLongToHold,
        LimitTooLarge,
        BurnsHaveNoLimit(dirt()),
        DenomLength(77),
        NotHeld {
            channel: dirt(),
            sequence: 77,
        },
        NotDue(77),
        ChannelClosed(dirt()),
        EmptyRange { first: 77, last: 77 },
    ]);
    errors
}

/// This function does not compile when an error is added, which must then be listed above.
fn kind(error: &ContractError) -> u32 {
    use ContractError::*;
    match error {
        Protocol(_) => 0,
        Std(_) => 1,
        NoSuchChannel => 2,
        InsufficientEscrow => 3,
        ForeignTokensRefused => 4,
        VoucherAsToken => 5,
        InvalidReceiver => 6,
        ReceiverIsContract => 7,
        AmountTooLarge => 8,
        Overflow => 9,
        Internal => 10,
        NoFunds => 11,
        ManyCoins(_) => 12,
        UnexpectedFunds => 13,
        UnknownChannel(_) => 14,
        SenderTooLong(_) => 15,
        LooksLikeCw20(_) => 16,
        LooksLikeVoucher(_) => 17,
        NotAllowed(_) => 18,
        TimeoutOutOfBounds { .. } => 19,
        InvalidTimeout => 20,
        TokenInsolvent(_) => 21,
        AlreadySettled => 22,
        RefundNotCovered => 23,
        CloseRefused => 24,
        NoClaim { .. } => 25,
        NotOwner => 26,
        NotAdmin => 27,
        NotPendingAdmin => 28,
        VoucherSupplyFull => 29,
        BoundsTooNarrow { .. } => 30,
        DefaultTimeoutOutOfBounds { .. } => 31,
        SequenceWithoutChannel => 32,
        NotAVoucherPath(_) => 33,
        Corrupt => 34,
        UnknownReply(_) => 35,
        NoSequence => 36,
        Instantiate2(_) => 37,
        UnknownVoucher(_) => 38,
        StartsElsewhere => 39,
        InvalidSendMessage(_) => 40,
        NoVoucherCode => 41,
        BalanceUnknown { .. } => 42,
        UpperCaseAddress { .. } => 43,
        InvalidAddress { .. } => 44,
        CannotTakeOver { .. } => 45,
        UnknownSchema { .. } => 46,
        AssignStandsAlone => 47,
        NothingToSettle { .. } => 48,
        NotTheSender(_) => 49,
        AboveSurplus { .. } => 50,
        DryRun(_) => 51,
        OutwardPaused => 52,
        HomewardPaused => 53,
        NotPauser => 54,
        NoSeconds => 55,
        CannotPause { .. } => 56,
        NotYourPause { .. } => 57,
        PauseStands(_) => 58,
        ChannelWoundDown => 59,
        TokenDenied => 60,
        AboveLimit => 61,
        TooLongToHold => 62,
        LimitTooLarge => 63,
        BurnsHaveNoLimit(_) => 64,
        DenomLength(_) => 65,
        NotHeld { .. } => 66,
        NotDue(_) => 67,
        ChannelClosed(_) => 68,
        EmptyRange { .. } => 69,
    }
}

#[test]
fn rcv_61_to_63_whatever_is_acknowledged_is_fixed_plain_text() {
    let kinds: std::collections::BTreeSet<u32> = every_error().iter().map(kind).collect();
    assert!(
        kinds.iter().copied().eq(0..70),
        "an error is not listed: {kinds:?}"
    );
    let mut texts = std::collections::BTreeSet::new();
    for error in every_error() {
        texts.insert(error.for_acknowledgement().to_string());
    }
    for text in &texts {
        assert!(!text.trim().is_empty());
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b" :._/^-".contains(&byte)),
            "{text}"
        );
        assert!(!text.contains("77") && !text.contains("cosmos1"), "{text}");
    }
    println!("{} texts can be acknowledged", texts.len());
    assert_eq!(texts.len(), Fault::ALL.len() + 14);
    ran("RCV-61, RCV-62, RCV-63");
}

#[test]
fn rcv_63_faults_of_storage_are_not_spelt_out() {
    let path = format!("{}/channel-0/uosmo", our_port());
    for key in [VOUCHER_CODE.as_slice().to_vec(), VOUCHERS.key(&path).to_vec()] {
        let mut suite = Suite::new();
        suite.deps.storage.entries.insert(key, DIRT.into());
        let text = refusal(suite.receive("channel-0", "uosmo", 5, addr("bob").as_str()));
        assert_eq!(text, "internal error");
    }
    ran("RCV-63");
}

#[test]
fn rcv_72_one_path_has_one_voucher() {
    let mut suite = Suite::new();
    let paths = ["uosmo", "uosm", "uosmo/", "transfer/channel-0/uosmo", "UOSMO"];
    let vouchers: Vec<Addr> = paths
        .iter()
        .map(|path| suite.voucher("channel-0", path))
        .collect();
    let other = suite.voucher("channel-1", "uosmo");
    for (index, voucher) in vouchers.iter().enumerate() {
        assert_ne!(*voucher, other);
        assert!(!vouchers[..index].contains(voucher));
        let path = VOUCHER_DENOMS.load(&suite.deps.storage, voucher).unwrap();
        assert_eq!(path, format!("{}/channel-0/{}", our_port(), paths[index]));
        assert_eq!(suite.voucher("channel-0", paths[index]), *voucher, "comes again");
    }
    ran("RCV-72");
}
