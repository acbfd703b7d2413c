//! Random calls have the same effect on the voucher and on cw20-base 2.0.0: results, answers and stored bytes are equal.
//!
//! `VOUCHER_SEED=<n> cargo test -p causeway-voucher --test differential` repeats a run.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod calls;
mod pair;
#[path = "../../../../tests/src/random.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod random;
mod store;

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use calls::Cast;
use causeway_voucher::ContractError;
use pair::{Outcome, Pair};
use random::Random;
use serde_json::json;

const SEQUENCES: u64 = 60;
const INSTANTIATIONS: u64 = 8;
const CALLS: u64 = 240;
const QUERIES_PER_CALL: u64 = 4;

/// How often each outcome, and each error of the voucher, was seen.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<&'static str, [u64; 4]>,
    reasons: BTreeMap<String, u64>,
}

impl Tally {
    fn count(&mut self, what: &'static str, outcome: Outcome, pair: &Pair) {
        self.outcomes.entry(what).or_default()[outcome as usize] += 1;
        if outcome != Outcome::Accepted {
            *self.reasons.entry(pair.refusal.clone()).or_default() += 1;
        }
    }

    fn of(&self, what: &str, outcome: Outcome) -> u64 {
        self.outcomes
            .get(what)
            .map_or(0, |counts| counts[outcome as usize])
    }

    fn print(&self) {
        println!(
            "{:24} accepted  refused  refused where cw20-base panics, or accepts",
            ""
        );
        for (what, [accepted, refused, panicked, here]) in &self.outcomes {
            println!("{what:24} {accepted:8} {refused:8} {panicked:8} {here:8}");
        }
    }
}

fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = std::env::var("VOUCHER_SEED").map_or_else(|_| now(), |text| text.parse().unwrap());
    println!("VOUCHER_SEED={seed}");
    seed
}

#[test]
fn random_calls_give_the_same_as_on_cw20_base() {
    let seed = seed();
    let cast = Cast::new();
    let mut tally = Tally::default();
    for sequence in 0..SEQUENCES {
        let mut random = Random(seed.wrapping_add(sequence));
        let mut pair = instantiated(&mut random, &cast, &mut tally);
        if random.once_in(4) {
            allow_crowd(&mut pair, &cast, &mut tally);
        }
        let migration = random.below(2 * CALLS);
        for call in 0..CALLS {
            if call == migration {
                pair.migrate();
            }
            pair.height += random.below(3);
            pair.nanos += random.below(10_000_000_000);
            one_call(&mut random, &cast, &mut pair, &mut tally);
            for _ in 0..QUERIES_PER_CALL {
                let name = *random.one_of(&calls::QUERY);
                let outcome = pair.query(&calls::query(&mut random, &cast, name).to_string());
                tally.count(name, outcome, &pair);
            }
        }
    }
    tally.print();
    check(&tally);
}

/// Tries random messages until one creates a token.
fn instantiated(random: &mut Random, cast: &Cast, tally: &mut Tally) -> Pair {
    let mut drawn = 0;
    loop {
        let mut pair = Pair::new(
            1_000 + random.below(10),
            1_600_000_000_000_000_000 + random.below(10),
        );
        let outcome = pair.instantiate(&cast.actors[0], &calls::instantiate(random, cast).to_string());
        tally.count("instantiate", outcome, &pair);
        drawn += 1;
        if outcome == Outcome::Accepted && drawn >= INSTANTIATIONS {
            return pair;
        }
    }
}

/// Makes more allowances of one owner, and to one spender, than fit on a page.
fn allow_crowd(pair: &mut Pair, cast: &Cast, tally: &mut Tally) {
    let actor = &cast.actors[0];
    for member in &cast.crowd {
        for (owner, spender) in [(actor, member), (member, actor)] {
            let call = json!({"increase_allowance": {"spender": spender, "amount": "1000"}});
            let outcome = pair.execute(owner, &call.to_string());
            tally.count("increase_allowance", outcome, pair);
        }
    }
}

fn one_call(random: &mut Random, cast: &Cast, pair: &mut Pair, tally: &mut Tally) {
    let name = *random.one_of(&calls::EXECUTE);
    let (sender, call) = calls::execute(random, cast, pair, name);
    let (what, call) = match random.once_in(50) {
        true => ("(malformed)", calls::malformed(random, call)),
        false => (name, call),
    };
    let outcome = pair.execute(&sender, &call.to_string());
    tally.count(what, outcome, pair);
}

fn check(tally: &Tally) {
    let calls: u64 = tally
        .outcomes
        .iter()
        .filter(|(what, _)| !calls::QUERY.contains(what))
        .map(|(_, counts)| counts.iter().sum::<u64>())
        .sum();
    println!("{calls} calls");
    assert!(calls >= 10_000);
    for what in calls::EXECUTE.iter().chain(&["instantiate"]) {
        assert!(tally.of(what, Outcome::Accepted) > 0, "{what} was never accepted");
        assert!(tally.of(what, Outcome::Refused) > 0, "{what} was never refused");
    }
    for what in ["instantiate", "mint", "increase_allowance"] {
        assert!(
            tally.of(what, Outcome::PeerPanicked) > 0,
            "{what} never exceeded 128 bits"
        );
    }
    for (what, outcomes) in &tally.outcomes {
        let is_transfer = ["transfer", "transfer_from"].contains(what);
        assert_eq!(outcomes[Outcome::OnlyHere as usize] > 0, is_transfer, "{what}");
    }
    for what in calls::QUERY {
        assert!(tally.of(what, Outcome::Accepted) > 0, "{what} was never answered");
    }
    for what in [
        "balance",
        "allowance",
        "all_allowances",
        "all_spender_allowances",
        "download_logo",
    ] {
        assert!(tally.of(what, Outcome::Refused) > 0, "{what} was never refused");
    }
    for reason in reasons() {
        let count = tally
            .reasons
            .get(&reason.to_string())
            .copied()
            .unwrap_or_default();
        println!("{count:8} times {reason}");
        assert!(count > 0, "never refused with: {reason}");
    }
    assert_eq!(
        tally.of("(malformed)", Outcome::Accepted),
        0,
        "a malformed message was accepted"
    );
}

/// All errors of the voucher, except those that cw20-base does not have and those of other crates.
fn reasons() -> [ContractError; 19] {
    use ContractError::*;
    [
        InvalidName,
        InvalidSymbol,
        InvalidDecimals,
        DuplicateAccount,
        Unauthorized,
        InsufficientFunds,
        Overflow,
        CapExceeded,
        RecipientIsMinter,
        RecipientIsToken,
        OwnAccount,
        NoAllowance,
        InsufficientAllowance,
        Expired,
        InvalidExpiration,
        LogoTooBig,
        InvalidSvg,
        InvalidPng,
        NoLogo,
    ]
}
