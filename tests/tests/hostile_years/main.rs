//! The promise of the README: an operator who may not migrate the contract delays the way home by eight days at the worst,
//! the operators of both chains together by fifteen, and none of them takes or traps anything.
//!
//! Two holders send vouchers of a coin and of an expensive cw20 token home, again and again for a simulated year, and try
//! once a day. The hostile operators and guardians, and a rich accomplice, see each step of theirs before it happens and move
//! first. What they do is random, and biased towards the tricks in [`adversary`]; [`tricks`] plays single tricks to their end.
//!
//! Each run uses the same fixed seeds. `CAUSEWAY_SEED=<number>` adds a seed, and `CAUSEWAY_YEARS=<number>` simulates so many
//! years instead, one for each seed.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod accomplice;
mod adversary;
mod holder;
mod orders;
mod tricks;
mod year;

use std::collections::BTreeMap;

use year::{Hostile, Year, DAY};

/// Years that are simulated for each set of hostile operators, unless the environment says otherwise.
const YEARS: u64 = 2;
/// The longest way home under the operator of one chain, in seconds.
const ALONE: u64 = 8 * DAY;
/// The longest way home under the operators of both chains, in seconds.
const TOGETHER: u64 = 15 * DAY;

/// What must succeed at least once in the years of both operators together.
const MUST_OCCUR: [&str; 26] = [
    "pause: operator",
    "pause: guardian",
    "pause: refused",
    "unpause: hostile",
    "limit: 0",
    "limit: above 0",
    "limit: none",
    "deny",
    "wind down",
    "settings",
    "lowest gas limit for the token",
    "hand-over of the admin",
    "change of the guardian",
    "renounced",
    "operator named by governance",
    "accomplice: home",
    "accomplice: out",
    "release from deep: failed",
    "holder: burn refused",
    "holder: held",
    "holder: release refused",
    "holder: released",
    "holder: paid on arrival",
    "holder: refunded",
    "holder: refund became a claim",
    "holder: claim paid",
];

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

fn days(seconds: u64) -> f64 {
    seconds as f64 / DAY as f64
}

/// Simulates the years. Returns the longest way home, in seconds, and how often each thing happened.
fn search(hostile: Hostile, bound: u64) -> (u64, BTreeMap<&'static str, u64>) {
    let years = number("CAUSEWAY_YEARS").unwrap_or(YEARS);
    let seeds = (0..years).chain(number("CAUSEWAY_SEED"));
    let (mut longest, mut counts) = (0, BTreeMap::new());
    for seed in seeds {
        let mut year = Year::new(hostile, seed, bound);
        year.run();
        println!(
            "{hostile:?}, seed {seed}: {} ways home in a year, the longest took {:.3} days",
            year.ways,
            days(year.longest)
        );
        longest = longest.max(year.longest);
        for (what, count) in year.counts {
            *counts.entry(what).or_default() += count;
        }
    }
    println!(
        "{hostile:?}: the longest way home took {:.3} days, and at most {:.0} are promised",
        days(longest),
        days(bound)
    );
    (longest, counts)
}

#[test]
fn the_way_home_takes_at_most_eight_days_when_the_operator_of_the_source_chain_is_hostile() {
    let (longest, _) = search(Hostile::Home, ALONE);
    assert_eq!(longest, ALONE, "the search no longer finds the worst");
}

#[test]
fn the_way_home_takes_at_most_eight_days_when_the_operator_of_the_vouchers_chain_is_hostile() {
    let (longest, _) = search(Hostile::Away, ALONE);
    assert_eq!(longest, ALONE, "the search no longer finds the worst");
}

#[test]
fn the_way_home_takes_at_most_fifteen_days_when_both_operators_are_hostile_and_in_league() {
    let (longest, counts) = search(Hostile::Both, TOGETHER);
    for (what, count) in &counts {
        println!("{count:6} {what}");
    }
    assert_eq!(longest, TOGETHER, "the search no longer finds the worst");
    let missing: Vec<_> = MUST_OCCUR
        .iter()
        .filter(|what| !counts.contains_key(*what))
        .collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}
