//! VM gas of every entry point in each of its cases, with few and with many stored entries, next to cw20-ics20 2.0.0. The
//! exact figures are compared with `docs/gas-vm.md`.
//!
//! `cargo xtask test-vm --bless` writes that file anew.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod operations;
mod stage;
mod table;

use std::thread;

use causeway_tests::{code, golden};
use stage::{Stage, Who};
use table::{Column, Table};

/// Number of stored packets in flight, denoms, vouchers and claims.
const FEW: u64 = 1;
const MANY: u64 = 10_000;
/// Highest allowed growth, in percent.
const MOST_GROWTH: f64 = 1.0;

fn measure(who: Who, items: u64) -> Column {
    let code = match who {
        Who::Causeway => (code::CAUSEWAY.transfer)(),
        Who::Predecessor => code::cw20_ics20(),
    };
    let mut stage = Stage::new(who, code);
    stage.fill(items);
    stage.every_operation();
    Column::of(stage.costs)
}

#[test]
fn vm_gas_is_as_written_and_does_not_grow_with_the_books() {
    let columns = [
        (Who::Causeway, FEW),
        (Who::Causeway, MANY),
        (Who::Predecessor, FEW),
        (Who::Predecessor, MANY),
    ];
    let columns = columns.map(|(who, items)| thread::spawn(move || measure(who, items)));
    let [few, many, predecessor, predecessor_many] = columns.map(|column| column.join().unwrap());
    let table = Table {
        few,
        many,
        predecessor,
        predecessor_many,
    };
    golden::check_at("docs/gas-vm.md", &table.page());
    let grown: Vec<_> = table
        .growth()
        .filter(|(_, percent)| percent.abs() > MOST_GROWTH)
        .collect();
    assert!(grown.is_empty(), "grows with the books: {grown:?}");
    println!("{}", table.summary());
}
