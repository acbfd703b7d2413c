//! Random sequences of sends, deliveries, settlements and hostile actions on two and three chains, one of which lies. The
//! invariants are checked after every step.
//!
//! Each run uses the same fixed seeds and a fresh one. `CAUSEWAY_SEED=<number>` repeats one walk, and
//! `CAUSEWAY_STEPS=<number>` sets its length.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod moves;
mod place;
mod settling;

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use place::Place;

const STEPS: u64 = 200;

/// Events that must happen in every run: moves, and results for packets and tokens.
const MUST_OCCUR: [&str; 36] = [
    "move: send",
    "move: forge",
    "move: receive",
    "move: acknowledge",
    "move: time passes",
    "move: time out",
    "move: replay",
    "move: block",
    "move: arm",
    "move: disarm",
    "move: claim",
    "move: trap",
    "sent: coin",
    "sent: cw20",
    "sent: voucher",
    "sent: by the native module",
    "sent: refused",
    "sent: look-alike coin refused",
    "replay: no-op",
    "re-entry: went through",
    "re-entry: failed",
    "held up by its own token: delivery",
    "held up by its own token: settlement",
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
    "forged: taken",
    "forged: refused",
];

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

/// A new seed.
fn fresh() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap()
}

#[test]
fn invariants_hold_after_every_step_between_three_chains() {
    walk(3, 0..12);
}

#[test]
fn invariants_hold_after_every_step_between_two_chains() {
    walk(2, 0..6);
}

fn walk(chains: usize, fixed: Range<u64>) {
    let steps = number("CAUSEWAY_STEPS").unwrap_or(STEPS);
    let one = number("CAUSEWAY_SEED");
    let seeds: Vec<u64> = one.map_or(fixed.chain([fresh()]).collect(), |seed| vec![seed]);
    let mut total: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in seeds {
        println!("CAUSEWAY_SEED={seed} CAUSEWAY_STEPS={steps}");
        let mut place = Place::new(seed, chains);
        for step in 0..steps {
            moves::step(&mut place, &format!("{chains} chains, seed {seed}, step {step}"));
            place.require();
        }
        place.at = format!("{chains} chains, seed {seed}, at the end");
        settling::finish(&mut place);
        place.require();
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
