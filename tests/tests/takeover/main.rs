//! The takeover of a running cw20-ics20, tested as a property with random histories. In each history the real code of
//! cw20-ics20 2.0.0 sends and receives coins and tokens and leaves packets in flight in every state. Then it is migrated
//! in place, and every packet is settled in every possible way, together with new transfers. A model that consists of
//! plain maps predicts each step exactly.
//!
//! Each run repeats the same histories and adds fresh ones. `CAUSEWAY_SEED=<number>` repeats one history, and
//! `CAUSEWAY_HISTORIES=<number>` sets how many there are.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod attacks;
mod constant;
mod history;
mod laws;
mod migration;
mod model;
mod relay;
mod stage;
mod traffic;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use history::History;

/// Seeds of histories that failed once.
const REGRESSIONS: [u64; 0] = [];
/// Fresh histories of each run.
const FRESH: u64 = 10;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

/// One history has failed, so the others need not go on.
static FAILED: AtomicBool = AtomicBool::new(false);

/// Says which history it was, whatever made it fail.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            FAILED.store(true, Ordering::Relaxed);
            eprintln!("repeat it with CAUSEWAY_SEED={}", self.0);
        }
    }
}

fn run(seeds: &[u64]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for seed in seeds.iter().filter(|_| !FAILED.load(Ordering::Relaxed)) {
        let named = Named(*seed);
        let mut history = History::new(*seed);
        history.run();
        drop(named);
        for (what, count) in history.counts {
            *counts.entry(what).or_default() += count;
        }
    }
    counts
}

#[test]
fn takeover_settles_every_packet_of_any_history_exactly_once_and_to_the_unit() {
    let histories = number("CAUSEWAY_HISTORIES").unwrap_or(causeway_tests::HISTORIES);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let fresh = u64::try_from(now.as_nanos() % (1 << 60)).unwrap();
    let fixed = histories.saturating_sub(FRESH);
    let seeds = REGRESSIONS.into_iter().chain(0..fixed);
    let seeds: Vec<u64> = seeds.chain((fixed..histories).map(|n| fresh + n)).collect();
    let seeds = number("CAUSEWAY_SEED").map_or(seeds, |seed| vec![seed]);
    let begun = Instant::now();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (one, other) = seeds.split_at(seeds.len() / 2);
    std::thread::scope(|scope| {
        for half in [one, other].map(|half| scope.spawn(|| run(half))) {
            let counted = half
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            for (what, count) in counted {
                *counts.entry(what).or_default() += count;
            }
        }
    });
    println!(
        "{} histories in {:.1} s, the first fresh seed is {fresh}",
        seeds.len(),
        begun.elapsed().as_secs_f64()
    );
    for (what, count) in &counts {
        println!("{count:7} {what}");
    }
}
