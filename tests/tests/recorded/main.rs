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

use causeway_transfer::state::ChannelState;
use cosmwasm_std::Uint256;

use record::{escrow, recorded_storage, records, Record, HISTORY, SETTLED};
use stage::{Replay, Stage, T2, WITH_HISTORY};
use table::{Differences, Row, OF_CAUSEWAY, OF_PREDECESSOR, OF_SUCCESSOR};

/// Compares what differed with what should have.
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

/// The gas limit of T2 lets its return h-15 through here, so that 100 less are in escrow.
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
fn causeway_in_its_place() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Causeway);
    stage.play(&records, |_| {});
    assert_eq!(escrow(&stage.storage(WITH_HISTORY)), escrow_with_h_15());
    check(Replay::Causeway, OF_CAUSEWAY, &records, &stage, all);
    assert_eq!((all, records.len()), (110, 81));
}

#[test]
fn causeway_settles_what_the_predecessor_sent() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Successor);
    stage.play(&records, |_| {});
    assert_eq!(escrow(&stage.storage(WITH_HISTORY)), escrow_with_h_15());
    check(Replay::Successor, OF_SUCCESSOR, &records, &stage, all);
}
