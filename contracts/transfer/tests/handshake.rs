//! Opening and closing of channels: the cases CH-.. that the contract decides.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::contract::{ibc_channel_close, ibc_channel_open};
use causeway_transfer::ContractError;
use common::cases::ran;
use common::{addr, attribute, cw20, ibc_channel, settings, theirs, transfer_msg, Suite, FAILURE};
use cosmwasm_std::IbcOrder::{Ordered, Unordered};
use cosmwasm_std::{coin, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg, IbcOrder};
use serde_json::json;

fn unconnected() -> Suite {
    Suite::unconnected(settings()).unwrap()
}

fn opened(msg: IbcChannelOpenMsg) -> Result<String, String> {
    let mut suite = unconnected();
    let answer = ibc_channel_open(suite.deps.as_mut(), suite.env.clone(), msg);
    answer
        .map(|response| response.unwrap().version)
        .map_err(|error| error.to_string())
}

const VERSION: &str = "channel version must be ics20-1";
const ORDER: &str = "channel must be unordered";

#[test]
fn open_init_takes_our_version_or_none() {
    for (id, order, version, expected) in [
        ("CH-01, CH-04", Unordered, "ics20-1", Ok("ics20-1")),
        ("CH-03", Unordered, "", Ok("ics20-1")),
        ("CH-06", Ordered, "ics20-1", Err(ORDER)),
        ("CH-06", Ordered, "", Err(ORDER)),
        ("CH-08", Unordered, "version", Err(VERSION)),
        ("CH-08", Unordered, "ics20-2", Err(VERSION)),
        ("CH-08", Unordered, "ICS20-1", Err(VERSION)),
        ("CH-08", Unordered, " ics20-1", Err(VERSION)),
    ] {
        let init = IbcChannelOpenMsg::new_init(ibc_channel("channel-0", order, version));
        let expected = expected.map(String::from).map_err(String::from);
        assert_eq!(opened(init), expected, "{id} {version}");
        ran(id);
    }
}

/// CH-31: an answer without a version would accept any.
#[test]
fn open_try_answers_with_our_version_whatever_is_proposed() {
    for (id, order, theirs, expected) in [
        ("CH-10", Unordered, "", Ok("ics20-1")),
        ("CH-11", Unordered, "ics20-1", Ok("ics20-1")),
        ("CH-12", Unordered, "version", Ok("ics20-1")),
        ("CH-14", Ordered, "ics20-1", Err(ORDER)),
        (
            "CH-21",
            Unordered,
            r#"{"fee_version":"ics29-1","app_version":"ics20-1"}"#,
            Ok("ics20-1"),
        ),
    ] {
        // wasmd gives the contract no version of its own in this step.
        let open_try = IbcChannelOpenMsg::new_try(ibc_channel("channel-0", order, ""), theirs);
        let expected = expected.map(String::from).map_err(String::from);
        assert_eq!(opened(open_try), expected, "{id} {theirs}");
        ran(id);
    }
    ran("CH-31");
}

#[test]
fn ch_02_the_connection_is_not_looked_at() {
    for connection in ["", "connection-99", "07-tendermint-0", "no connection"] {
        let mut channel = ibc_channel("channel-0", Unordered, "ics20-1");
        channel.connection_id = connection.into();
        let init = IbcChannelOpenMsg::new_init(channel);
        assert_eq!(opened(init), Ok("ics20-1".into()), "{connection}");
    }
    ran("CH-02");
}

#[test]
fn open_init_and_open_try_store_nothing() {
    let mut suite = unconnected();
    let before = suite.deps.storage.entries.clone();
    let init = IbcChannelOpenMsg::new_init(ibc_channel("channel-0", Unordered, "ics20-1"));
    ibc_channel_open(suite.deps.as_mut(), suite.env.clone(), init).unwrap();
    assert_eq!(suite.deps.storage.entries, before);
    let sent = suite.send_coin("alice", coin(1, "uatom"), transfer_msg("channel-0"));
    assert!(matches!(sent, Err(ContractError::UnknownChannel(id)) if id == "channel-0"));
}

#[test]
fn a_channel_is_recorded_only_when_version_and_order_have_passed() {
    let ack = |order: IbcOrder, ours: &str, theirs: &str| {
        IbcChannelConnectMsg::new_ack(ibc_channel("channel-0", order, ours), theirs)
    };
    let confirm = |order: IbcOrder, ours: &str| {
        IbcChannelConnectMsg::new_confirm(ibc_channel("channel-0", order, ours))
    };
    for (id, connect, refusal) in [
        ("CH-16", ack(Unordered, "ics20-1", "ics20-1"), None),
        ("CH-17", ack(Unordered, "ics20-1", "version"), Some(VERSION)),
        ("CH-17", ack(Unordered, "ics20-1", ""), Some(VERSION)),
        ("CH-18", confirm(Unordered, "ics20-1"), None),
        // CWA-2025-006: hosts that ignored the error of the first two steps.
        ("CH-24", ack(Ordered, "ics20-1", "ics20-1"), Some(ORDER)),
        ("CH-24", ack(Unordered, "version", "ics20-1"), Some(VERSION)),
        ("CH-24", confirm(Unordered, "version"), Some(VERSION)),
        ("CH-24", confirm(Unordered, ""), Some(VERSION)),
        ("CH-24", confirm(Ordered, "ics20-1"), Some(ORDER)),
    ] {
        let mut suite = unconnected();
        let connected = suite.connect_with(connect).map_err(|error| error.to_string());
        assert_eq!(connected.err().as_deref(), refusal, "{id}");

        let listed = suite.ask(json!({"list_channels": {}})).unwrap();
        let arrived = suite.receive("channel-0", "uosmo", 1, addr("bob").as_str());
        if refusal.is_none() {
            let end = theirs("channel-0");
            let info =
                json!({"id": "channel-0", "counterparty_endpoint": end, "connection_id": "connection-0"});
            assert_eq!(listed, json!({"channels": [info]}), "{id}");
            assert!(arrived.is_ok(), "{id}");
        } else {
            assert_eq!(listed, json!({"channels": []}), "{id}");
            assert!(
                matches!(arrived, Err(ContractError::NoSuchChannel)),
                "{id} RCV-68"
            );
        }
        ran(id);
    }
}

#[test]
fn ch_19_nobody_closes_a_channel_from_here() {
    let mut suite = Suite::new();
    let msg = IbcChannelCloseMsg::new_init(ibc_channel("channel-0", Unordered, "ics20-1"));
    let refused = ibc_channel_close(suite.deps.as_mut(), suite.env.clone(), msg).unwrap_err();
    assert_eq!(refused.to_string(), "user cannot close channel");
    ran("CH-19");
}

/// The contract contains no message that closes a channel.
#[test]
fn ch_25_the_contract_closes_no_channel() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("CloseChannel"), "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 10, "{read} files");
    ran("CH-25");
}

#[test]
fn ch_20_a_close_by_the_counterparty_is_accepted_and_nothing_of_it_is_stored() {
    let mut suite = Suite::new();
    let before = suite.deps.storage.entries.clone();
    for channel in ["channel-0", "channel-9"] {
        let closed = suite.close(channel);
        assert_eq!(attribute(&closed.attributes, "action"), Some("close"));
        assert_eq!(attribute(&closed.attributes, "channel"), Some(channel));
    }
    assert_eq!(suite.deps.storage.entries, before);
    ran("CH-20");
}

/// A chain may open a channel again that was closed by force, as Terra did in 2022.
#[test]
fn whether_a_channel_is_open_is_what_core_says_now() {
    let mut suite = Suite::new();
    let status = |suite: &Suite, id: &str| suite.ask(json!({"channel_status": {"id": id}})).unwrap();
    for open in [true, false, true] {
        suite.core_says("channel-0", open);
        let expected = if open { "open" } else { "closed" };
        assert_eq!(
            status(&suite, "channel-0"),
            json!({"id": "channel-0", "status": expected})
        );
        assert_eq!(status(&suite, "channel-1")["status"], json!("open"));
    }
    let unknown = suite.ask(json!({"channel_status": {"id": "channel-9"}}));
    assert!(matches!(unknown, Err(ContractError::UnknownChannel(_))));
}

/// Core rejects sends on a closed channel. The contract treats every denom alike, also one that was never sent before.
#[test]
fn ch_26_a_closed_channel_refunds_and_sends_are_for_core_to_refuse() {
    let mut suite = Suite::new();
    let coins = suite.sent_coin(5, "uatom", "channel-0");
    let tokens = suite.sent_token(&addr("token"), 5, "channel-0");
    suite.core_says("channel-0", false);
    suite.close("channel-0");
    for denom in ["unew", "uatom"] {
        let sent = suite.send_coin("alice", coin(1, denom), transfer_msg("channel-0"));
        assert_eq!(sent.unwrap().messages.len(), 1, "{denom}");
    }

    assert_eq!(suite.timeout(&coins).unwrap().messages.len(), 1);
    assert_eq!(suite.ack(&tokens, FAILURE).unwrap().messages.len(), 1);
    assert_eq!(suite.books("channel-0", &cw20(&addr("token"))), (0, 5));
    ran("CH-26");
}

#[test]
fn a_channel_that_opens_after_a_migration_has_no_old_packets() {
    let mut suite = unconnected();
    suite.had_predecessor();
    suite.connect("channel-0").unwrap();
    suite.sequence = 5; // IBC v2 packets may have taken the first ones
    suite.sent_coin(100, "uatom", "channel-0");
    let mut packet = suite.sent_coin(5, "uatom", "channel-0");
    for sequence in 1..5 {
        packet.sequence = sequence;
        let refused = suite.ack(&packet, FAILURE);
        assert!(
            matches!(refused, Err(ContractError::AlreadySettled)),
            "{sequence}"
        );
    }
    packet.sequence = 6;
    suite.ack(&packet, FAILURE).unwrap();
    let again = suite.ack(&packet, FAILURE);
    assert!(matches!(again, Err(ContractError::AlreadySettled)));
}
