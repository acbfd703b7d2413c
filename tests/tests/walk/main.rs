//! Random walks over three chains; the invariants hold after every step.
//!
//! `CAUSEWAY_SEED=<number>` replays one walk, `CAUSEWAY_STEPS=<number>` sets its length.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod moves;
mod place;
mod random;

use std::collections::BTreeMap;

use place::Place;

/// Seeds of a run without `CAUSEWAY_SEED`.
const SEEDS: std::ops::Range<u64> = 0..12;
const STEPS: u64 = 200;

/// What every run has seen: moves, and what became of packets and value.
const MUST_OCCUR: [&str; 29] = [
    "move: send",
    "move: receive",
    "move: acknowledge",
    "move: time passes",
    "move: time out",
    "move: replay",
    "move: block",
    "move: arm",
    "move: disarm",
    "move: claim",
    "sent: coin",
    "sent: cw20",
    "sent: voucher",
    "sent: by the native module",
    "sent: refused",
    "replay: no-op",
    "re-entry: went through",
    "re-entry: failed",
    "effect: escrow",
    "effect: unescrow",
    "effect: mint",
    "effect: burn",
    "effect: refund",
    "effect: claim",
    "ending: delivered",
    "ending: returned",
    "ending: refunded on error",
    "ending: refunded on timeout",
    "ending: claimed",
];

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

#[test]
fn invariants_hold_after_every_step_of_random_walks() {
    let steps = number("CAUSEWAY_STEPS").unwrap_or(STEPS);
    let one = number("CAUSEWAY_SEED");
    let seeds = one.map_or(SEEDS, |seed| seed..seed + 1);
    let mut total: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in seeds {
        println!("CAUSEWAY_SEED={seed} CAUSEWAY_STEPS={steps}");
        let mut place = Place::new(seed);
        for step in 0..steps {
            let what = moves::step(&mut place);
            place.require(&format!("seed {seed}, step {step}, {what}"));
        }
        moves::finish(&mut place);
        place.require(&format!("seed {seed}, at the end"));
        for (kind, count) in place.counts {
            *total.entry(kind).or_default() += count;
        }
    }
    for (kind, count) in &total {
        println!("{count:6} {kind}");
    }
    if one.is_none() && steps >= STEPS {
        let missing: Vec<_> = MUST_OCCUR
            .iter()
            .filter(|kind| !total.contains_key(*kind))
            .collect();
        assert!(missing.is_empty(), "never happened: {missing:?}");
    }
}
