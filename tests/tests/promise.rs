//! The promise about the way home: an operator who may not migrate the contract can delay it by eight days at most, both
//! chains' operators together by fifteen.
//!
//! All moves of hostile operators and an accomplice are searched, forward over all states, in steps of a day. In each step they
//! move first on both chains: they begin a pause of any length that the rules allow, let the return fit its limit or not, and
//! make a release that is due fail. Then the holder does what is possible, and a day passes. A pause that is ended early is
//! searched as one that was begun shorter. The rules of pauses are a model here, which the first test compares with the
//! contract's own code; each broken rule shows that the search finds what it is meant to find.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use causeway_tests::random::Random;
use causeway_transfer::msg::Direction;
use causeway_transfer::policy::clock::{Setter, Switch};

const SECONDS: u64 = 86_400;
/// The longest pause, in days.
const LONGEST: u8 = 7;
/// The search ends here, in days: a way home that is not found by then has no end.
const HORIZON: usize = 40;

/// The rules of the design, each of which can be broken. All times are days.
#[derive(Clone, Copy)]
struct Rules {
    least_rest: u8,
    /// A pause rests as long as it lasted, if that is longer.
    rests_as_long: bool,
    /// How long a return is held before it may be released.
    due: u8,
    /// How much of the rest may be left when a release that cannot pay answers with an error. `None`: it need not rest.
    late_within: Option<u8>,
    /// A return that does not fit a limit is refused instead of held.
    limit_refuses: bool,
}

const DESIGN: Rules = Rules {
    least_rest: 2,
    rests_as_long: true,
    due: 1,
    late_within: Some(1),
    limit_refuses: false,
};

/// The homeward pause of a chain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Clock {
    /// It is paused for so long still.
    paused: u8,
    /// Time since the pause first began, at most the longest pause.
    age: u8,
    /// So much of the rest is left.
    rest: u8,
}

/// Never paused.
const IDLE: Clock = Clock {
    paused: 0,
    age: LONGEST,
    rest: 0,
};

impl Clock {
    /// What an operator can make of it at once, which may be nothing.
    fn moves(self, hostile: bool) -> Vec<Clock> {
        let mut all = vec![self];
        if hostile && self.paused == 0 {
            let (age, longest) = match self.rest {
                0 => (0, LONGEST),
                _ => (self.age, LONGEST - self.age),
            };
            all.extend((1..=longest).map(|paused| Clock { paused, age, rest: 0 }));
        }
        all
    }

    fn a_day_later(self, rules: &Rules) -> Clock {
        let age = (self.age + 1).min(LONGEST);
        match self.paused {
            0 => Clock {
                age,
                rest: self.rest.saturating_sub(1),
                ..self
            },
            1 if rules.rests_as_long => Clock {
                paused: 0,
                age,
                rest: age.max(rules.least_rest),
            },
            1 => Clock {
                paused: 0,
                age,
                rest: rules.least_rest,
            },
            _ => Clock {
                paused: self.paused - 1,
                age,
                rest: 0,
            },
        }
    }
}

/// Where the holder's tokens are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Tokens {
    /// Vouchers on the other chain.
    Vouchers,
    /// A return that is held at home, since so many days.
    Held(u8),
    /// Paid at home.
    Home,
}

/// The home chain, the chain of the vouchers, the tokens.
type State = (Clock, Clock, Tokens);

/// What can come of the holder's tries on one day. The accomplice chooses among it.
fn outcomes(
    rules: &Rules,
    home: Clock,
    away: Clock,
    away_is_hostile: bool,
    tokens: Tokens,
) -> Vec<(Clock, Tokens)> {
    match tokens {
        Tokens::Home => vec![],
        // the burn is refused
        Tokens::Vouchers if away.paused > 0 => vec![(away, tokens)],
        Tokens::Vouchers => {
            // a limit is never in the way of what a pause holds already
            let delayed = match rules.limit_refuses {
                true => (away, Tokens::Vouchers),
                false => (away, Tokens::Held(0)),
            };
            match home.paused {
                0 => vec![(away, Tokens::Home), delayed],
                _ => vec![(away, Tokens::Held(0))],
            }
        }
        Tokens::Held(days) if days < rules.due || home.paused > 0 => vec![(away, tokens)],
        Tokens::Held(days) => {
            let mut all = vec![(away, Tokens::Home)];
            let has_rested = rules.late_within.is_none_or(|within| home.rest <= within);
            if days >= rules.due + LONGEST && has_rested {
                // refunded; the other chain's operator moves before the holder tries again
                for away in away.moves(away_is_hostile) {
                    all.extend(outcomes(rules, home, away, away_is_hostile, Tokens::Vouchers));
                }
            }
            all
        }
    }
}

/// The longest way home in days; `None`: it has no end.
fn longest_way_home(rules: &Rules, home_is_hostile: bool, away_is_hostile: bool) -> Option<usize> {
    let prepared = |hostile: bool| match hostile {
        true => reachable(rules),
        false => BTreeSet::from([IDLE]),
    };
    let mut states: BTreeSet<State> = BTreeSet::new();
    for home in prepared(home_is_hostile) {
        for away in prepared(away_is_hostile) {
            states.insert((home, away, Tokens::Vouchers));
        }
    }
    let mut longest = 0;
    for day in 0..HORIZON {
        let mut next = BTreeSet::new();
        for (home, away, tokens) in &states {
            for home in home.moves(home_is_hostile) {
                for away in away.moves(away_is_hostile) {
                    for (away, tokens) in outcomes(rules, home, away, away_is_hostile, *tokens) {
                        let tokens = match tokens {
                            Tokens::Home => {
                                longest = day;
                                continue;
                            }
                            Tokens::Held(days) => Tokens::Held((days + 1).min(rules.due + 3 * LONGEST)),
                            Tokens::Vouchers => tokens,
                        };
                        next.insert((home.a_day_later(rules), away.a_day_later(rules), tokens));
                    }
                }
            }
        }
        if next.is_empty() {
            return Some(longest);
        }
        states = next;
    }
    None
}

/// Every clock that an operator can have prepared before the holder begins.
fn reachable(rules: &Rules) -> BTreeSet<Clock> {
    let (mut found, mut open) = (BTreeSet::from([IDLE]), vec![IDLE]);
    while let Some(clock) = open.pop() {
        for next in clock.moves(true) {
            let next = next.a_day_later(rules);
            if found.insert(next) {
                open.push(next);
            }
        }
    }
    found
}

/// For many random lives of a contract, on each day: the model allows exactly the pauses that the contract allows, and says
/// the same about a late error.
#[test]
fn the_model_of_the_search_allows_the_pauses_that_the_contract_allows() {
    let mut seen = BTreeMap::new();
    for seed in 0..200 {
        let mut random = Random(seed);
        let (mut model, mut contract) = (IDLE, Switch::default());
        for day in 1..200_u64 {
            let now = day * SECONDS;
            *seen.entry(model).or_insert(0_u32) += 1;
            let standing = contract.pauses.standing(Direction::Homeward, now);
            assert_eq!(standing.is_some(), model.paused > 0, "seed {seed}, day {day}");
            let within = DESIGN.late_within.unwrap();
            if model.paused == 0 {
                let may_answer = contract.clock.has_nearly_rested(now);
                assert_eq!(
                    may_answer,
                    model.rest <= within,
                    "seed {seed}, day {day}: {model:?}"
                );
            }
            let by = *random.one_of(&[Setter::Guardian, Setter::Operator]);
            let allowed: Vec<u8> = model.moves(true)[1..].iter().map(|clock| clock.paused).collect();
            if model.paused == 0 {
                for length in 1..=LONGEST + 1 {
                    let seconds = u64::from(length) * SECONDS;
                    let answer = contract.check(by, Direction::Homeward, seconds, now);
                    let is_allowed = allowed.contains(&length);
                    assert_eq!(
                        answer.is_ok(),
                        is_allowed,
                        "seed {seed}, day {day}: {model:?} for {length}"
                    );
                }
            }
            if let (Some(length), true) = (random.pick(&allowed), random.percent(40)) {
                contract.pause(by, Direction::Homeward, u64::from(length) * SECONDS, now);
                let moved = model.moves(true).into_iter();
                model = moved.skip(1).find(|clock| clock.paused == length).unwrap();
            }
            model = model.a_day_later(&DESIGN);
        }
    }
    println!(
        "{} of {} clocks were compared",
        seen.len(),
        reachable(&DESIGN).len()
    );
    assert_eq!(seen.len(), reachable(&DESIGN).len());
}

#[test]
fn one_hostile_operator_delays_the_way_home_by_eight_days_and_both_by_fifteen() {
    for (home_is_hostile, away_is_hostile, days) in [(true, false, 8), (false, true, 8), (true, true, 15)] {
        let longest = longest_way_home(&DESIGN, home_is_hostile, away_is_hostile);
        println!("home hostile: {home_is_hostile}, away hostile: {away_is_hostile}: {longest:?} days");
        assert_eq!(longest, Some(days));
    }
}

#[test]
fn the_search_finds_the_promise_broken_when_a_rule_is_broken() {
    let broken = [
        (
            "no rest",
            true,
            Rules {
                least_rest: 0,
                rests_as_long: false,
                ..DESIGN
            },
        ),
        ("due after two days", true, Rules { due: 2, ..DESIGN }),
        (
            "the late error does not wait for the last day of the rest",
            true,
            Rules {
                late_within: None,
                ..DESIGN
            },
        ),
        (
            "a limit refuses",
            false,
            Rules {
                limit_refuses: true,
                ..DESIGN
            },
        ),
    ];
    for (rule, away_is_hostile, rules) in broken {
        let longest = longest_way_home(&rules, true, away_is_hostile);
        let promised = if away_is_hostile { 15 } else { 8 };
        println!(
            "{rule}: {}",
            longest.map_or("not within 40 days".into(), |days| format!("{days} days"))
        );
        assert!(longest.is_none_or(|days| days > promised), "{rule}: {longest:?}");
    }
}
