#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
//! What real chains wrote when cw20-ics20 2.0.0 ran on them: every recorded packet and acknowledgement that touches a
//! contract end, byte for byte, at the addresses and on the channels of the record. Each ends as it ended there, or
//! differs for a reason that a table names; a difference that is not in the table fails, and so does one that does not
//! occur.
//!
//! Three replays: the predecessor itself, which shows that the stage is right; Causeway in its place; Causeway after
//! the predecessor sent everything and its state was taken over.

mod record;
mod replay;
mod stage;
mod table;

use std::collections::BTreeMap;

use causeway_tests::code;
use causeway_transfer::state::ChannelState;
use cosmwasm_std::{Addr, Binary, Uint256};
use serde_json::{json, Value};

use record::{escrow, recorded_storage, records, Record, HISTORY, SETTLED};
use stage::{Replay, Stage, T2, WITH_HISTORY};
use table::{Differences, Row, OF_CAUSEWAY, OF_PREDECESSOR, OF_SUCCESSOR};

/// Compares the actual differences with the expected ones.
fn check(replay: Replay, table: &[Row], records: &[Record], stage: &Stage, all: usize) {
    let mut expected = Differences::new();
    for (how, _, said, names) in table {
        for name in *names {
            let differences = expected.entry(name.to_string()).or_default();
            differences.insert((*how, said.to_string()));
        }
    }
    assert_eq!(stage.differences, expected, "{replay:?}");
    println!(
        "{replay:?}: {} of {} packets: {} end as recorded, {} differ for these reasons; {} are native to native, replayed with the module itself",
        records.len(),
        all,
        records.len() - expected.len(),
        expected.len(),
        all - records.len(),
    );
    for (how, reason, _, names) in table {
        println!("  {how:?} ({reason}): {}", names.join(" "));
    }
}

/// The escrow after h-15: the gas limit of T2 lets it through here, so that 100 less are in escrow.
fn escrow_with_h_15() -> BTreeMap<String, ChannelState> {
    let mut escrow = escrow(&recorded_storage(SETTLED));
    let state = escrow.get_mut(&format!("channel-5cw20:{T2}")).unwrap();
    state.outstanding -= Uint256::from(100u128);
    escrow
}

#[test]
fn the_predecessor_does_here_what_it_did_there() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Predecessor);
    stage.play(&records, |stage| {
        assert_eq!(stage.storage(WITH_HISTORY), recorded_storage(HISTORY));
    });
    assert_eq!(stage.storage(WITH_HISTORY), recorded_storage(SETTLED));
    check(Replay::Predecessor, OF_PREDECESSOR, &records, &stage, all);
}

#[test]
fn causeway_in_place_of_the_predecessor_ends_each_packet_as_recorded_or_for_a_reason() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Causeway);
    stage.play(&records, |_| {});
    assert_eq!(escrow(&stage.storage(WITH_HISTORY)), escrow_with_h_15());
    check(Replay::Causeway, OF_CAUSEWAY, &records, &stage, all);
    assert_eq!((all, records.len()), (110, 81));
}

#[test]
fn takeover_of_the_recorded_history_settles_what_the_predecessor_sent() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Successor);
    stage.play(&records, |_| {});
    assert_eq!(escrow(&stage.storage(WITH_HISTORY)), escrow_with_h_15());
    check(Replay::Successor, OF_SUCCESSOR, &records, &stage, all);
}

/// cw20-ics20 lost the refunds of h-14 and h-f7: it holds 577 T2, and its books say 300.
#[test]
fn takeover_shows_lost_refunds_as_surplus_and_assigns_them_to_their_senders() {
    let (_, records) = records();
    let mut stage = Stage::new(Replay::Predecessor);
    stage.play(&records, |_| {});
    let chain = stage.chains[0];
    let code = stage.net[chain].store_code((code::CAUSEWAY.transfer)());
    stage.migrate(chain, WITH_HISTORY, code, &json!({})).unwrap();

    let lost: Vec<&Record> = ["h-14", "h-f7"]
        .iter()
        .map(|name| records.iter().find(|record| record.name == *name).unwrap())
        .collect();
    let assign = |record: &Record, amount: &str| {
        let data = String::from_utf8(record.data()).unwrap();
        let data = data.replace(r#""amount":"77""#, &format!(r#""amount":"{amount}""#));
        json!({"channel": "channel-5", "sequence": record.sequence, "data": Binary::from(data.as_bytes())})
    };
    let sender = Addr::unchecked(stage::SENDERS[0]);
    let transfer = Addr::unchecked(WITH_HISTORY);
    let more = json!({"assign": [assign(lost[0], ""), assign(lost[1], "78")]});
    let refused = stage.migrate(chain, WITH_HISTORY, code, &more).unwrap_err();
    assert!(refused.text.contains("only 77 cw20:"), "{refused}");
    let exact = json!({"assign": [assign(lost[0], ""), assign(lost[1], "77")]});
    stage.migrate(chain, WITH_HISTORY, code, &exact).unwrap();
    let again = json!({"assign": [assign(lost[1], "1")]});
    let refused = stage.migrate(chain, WITH_HISTORY, code, &again).unwrap_err();
    assert!(refused.text.contains("already settled"), "{refused}");

    let held = |stage: &Stage, account: &Addr| -> u128 {
        let query = json!({"balance": {"address": account}});
        let answer: Value = stage.net[chain].query(&Addr::unchecked(T2), &query).unwrap();
        answer["balance"].as_str().unwrap().parse().unwrap()
    };
    let before = held(&stage, &sender);
    let claim = json!({"claim": {"denom": format!("cw20:{T2}")}});
    stage.net[chain].execute(&sender, &transfer, &claim, &[]).unwrap();
    assert_eq!(held(&stage, &sender), before + 277);
    assert_eq!(held(&stage, &transfer), 300, "what the books say");
}
