//! Single tricks, each played to its end against the coin and against the token, by the operator of either chain and by both.
//! The table of each test has the days that the way home takes then.

use causeway_transfer::msg::Direction::{Homeward, Outward};
use ibc_multi_test::PacketId;

use crate::orders::Side;
use crate::year::{Hostile, Year, DAY, WEEK};
use crate::{ALONE, TOGETHER};

/// What a holder is about to do.
#[derive(Clone, Copy)]
pub enum Step {
    Burn,
    Arrival(usize),
    Release(PacketId),
}

/// What is done before each step of a holder.
pub type Trick = fn(&mut Year, Step);

/// Plays a trick. `days`: how long the way home then takes under the operator of the source chain, under that of the
/// vouchers' chain, and under both.
fn play(trick: Trick, days: [u64; 3]) {
    let games = [
        (Hostile::Home, ALONE),
        (Hostile::Away, ALONE),
        (Hostile::Both, TOGETHER),
    ];
    for ((hostile, bound), days) in games.into_iter().zip(days) {
        for holder in 0..2 {
            let mut year = Year::new(hostile, 0, bound);
            year.trick = Some(trick);
            let taken = year.one_way_home(holder);
            assert_eq!(
                taken,
                days * DAY,
                "{hostile:?}, holder {holder}: {:.3} days",
                crate::days(taken)
            );
            year.bring_all_home(0);
            year.bring_all_home(1);
            year.check();
        }
    }
}

fn pause(year: &mut Year, side: Side, seconds: u64) {
    if year.crew(side).is_hostile {
        year.pause(side, Some(Homeward), seconds);
    }
}

/// Makes the next return too large for the limit of the source chain.
fn fill_limit(year: &mut Year, asset: usize) {
    let asset = year.assets[asset].clone();
    if year.crew(Side::Home).is_hostile {
        year.limit(Side::Home, Homeward, &asset, Some(0));
    }
    year.accomplice_home(&asset);
}

#[test]
fn the_longest_pauses_and_a_limit_of_0_in_between_are_the_worst() {
    let trick: Trick = |year, step| match step {
        Step::Burn => pause(year, Side::Away, WEEK),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(_) => pause(year, Side::Home, WEEK),
    };
    play(trick, [8, 8, 15]);
}

#[test]
fn a_pause_of_a_second_before_each_attempt_is_no_worse() {
    let trick: Trick = |year, step| match step {
        Step::Burn => pause(year, Side::Away, 1),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(_) => pause(year, Side::Home, 1),
    };
    play(trick, [8, 8, 15]);
}

#[test]
fn ending_and_beginning_pauses_again_before_each_attempt_is_no_worse() {
    fn again(year: &mut Year, side: Side) {
        if year.crew(side).is_hostile {
            year.unpause(side, Some(Homeward));
            year.pause(side, Some(Homeward), WEEK);
        }
    }
    let trick: Trick = |year, step| match step {
        Step::Burn => again(year, Side::Away),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(_) => again(year, Side::Home),
    };
    play(trick, [8, 8, 15]);
}

#[test]
fn handing_both_admins_over_and_naming_new_guardians_gives_no_new_pause() {
    fn again(year: &mut Year, side: Side) {
        pause(year, side, WEEK);
        if year.crew(side).is_hostile {
            year.hand_over(side);
            pause(year, side, WEEK);
            let names = ["guardian", "other guardian"];
            let name = names[usize::from(year.crew(side).guardian.is_none())];
            year.change_guardian(side, Some(name));
            pause(year, side, WEEK);
            pause(year, side, 1);
        }
    }
    let trick: Trick = |year, step| match step {
        Step::Burn => again(year, Side::Away),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(_) => again(year, Side::Home),
    };
    play(trick, [8, 8, 15]);
}

#[test]
fn renouncing_when_no_more_pause_is_allowed_traps_nothing() {
    fn last(year: &mut Year, side: Side) {
        if year.crew(side).is_hostile && !year.pause(side, Some(Homeward), WEEK) {
            year.renounce(side);
        }
    }
    let trick: Trick = |year, step| match step {
        Step::Burn => last(year, Side::Away),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(_) => last(year, Side::Home),
    };
    play(trick, [8, 8, 15]);
}

#[test]
fn renouncing_behind_a_limit_of_0_traps_nothing() {
    let trick: Trick = |year, step| match step {
        Step::Burn => (),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(_) => {
            if year.crew(Side::Home).is_hostile {
                year.renounce(Side::Home);
            }
        }
    };
    play(trick, [1, 1, 1]);
}

#[test]
fn what_stops_the_way_out_and_the_lowest_gas_limits_do_not_lengthen_the_way_home() {
    fn stop(year: &mut Year, side: Side) {
        if !year.crew(side).is_hostile {
            return;
        }
        year.pause(side, Some(Outward), 520 * WEEK);
        for asset in year.assets.clone() {
            year.deny(side, &asset, true);
            year.limit(side, Outward, &asset, Some(0));
        }
        year.wind_down(side, true);
        year.configure(side, Some(1), Some(600));
        if side == Side::Home {
            year.starve(Some(1));
        }
    }
    let trick: Trick = |year, step| match step {
        Step::Burn | Step::Release(_) => {
            stop(year, Side::Away);
            stop(year, Side::Home);
        }
        Step::Arrival(_) => (),
    };
    play(trick, [0, 0, 0]);
}

#[test]
fn a_release_that_an_outsider_makes_fail_at_the_end_of_a_pause_sends_nobody_back() {
    let trick: Trick = |year, step| match step {
        Step::Burn => pause(year, Side::Away, WEEK),
        Step::Arrival(asset) => fill_limit(year, asset),
        Step::Release(packet) => {
            year.fail_release(packet);
            pause(year, Side::Home, WEEK);
            if !year.is_answered(packet) {
                year.fail_release(packet);
            }
        }
    };
    play(trick, [8, 8, 15]);
}
