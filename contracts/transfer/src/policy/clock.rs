//! When a direction may be paused, and for how long. All times are whole seconds of block time.

use std::fmt;

use cosmwasm_schema::cw_serde;

use crate::msg::Direction;

/// The longest pause, from its first beginning to its last end, where a clock bounds it.
pub const WEEK: u64 = 604_800;
/// The shortest rest between two pauses.
const LEAST_REST: u64 = 172_800;
/// How long before the end of a rest a release that cannot pay may answer with an error.
const LAST_DAY: u64 = 86_400;

/// Who set a pause.
#[cw_serde]
#[derive(Copy)]
pub enum Setter {
    /// The guardian.
    Guardian,
    /// The admin.
    Operator,
    /// A migration.
    Migration,
}

impl fmt::Display for Setter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Setter::Guardian => "guardian",
            Setter::Operator => "operator",
            Setter::Migration => "migration",
        })
    }
}

/// A pause of one direction. It ends by itself.
#[cw_serde]
pub struct Pause {
    /// Its end; from this second on the direction is no longer paused.
    pub until: u64,
    /// Who set it.
    pub by: Setter,
}

/// The pause of each direction, standing or ended.
#[cw_serde]
#[derive(Default)]
pub struct Pauses {
    /// Of transfers outward.
    pub outward: Option<Pause>,
    /// Of transfers homeward.
    pub homeward: Option<Pause>,
}

impl Pauses {
    /// The pause of a direction that stands now.
    pub fn standing(&self, direction: Direction, now: u64) -> Option<&Pause> {
        let pause = match direction {
            Direction::Outward => &self.outward,
            Direction::Homeward => &self.homeward,
        };
        pause.as_ref().filter(|pause| now < pause.until)
    }

    fn set(&mut self, direction: Direction, pause: Option<Pause>) {
        match direction {
            Direction::Outward => self.outward = pause,
            Direction::Homeward => self.homeward = pause,
        }
    }
}

/// The last pause that a clock counts. What is begun before it has rested is the same pause.
#[cw_serde]
#[derive(Copy)]
pub struct Span {
    /// When it first began.
    pub begin: u64,
    /// Its last end, which can lie ahead.
    pub end: u64,
}

impl Span {
    /// When the next pause may begin: after a rest as long as this pause, and of at least two days.
    fn rested_at(self) -> u64 {
        let rest = self.end.saturating_sub(self.begin).max(LEAST_REST);
        self.end.saturating_add(rest)
    }

    /// The longest that a pause may last from now on, in seconds.
    fn longest(self, now: u64) -> u64 {
        if now >= self.rested_at() {
            return WEEK;
        }
        self.begin.saturating_add(WEEK).saturating_sub(now)
    }
}

/// The span of a pause that lasts from now until `end`: the next one, or more of the last one.
fn counted(last: Option<Span>, now: u64, end: u64) -> Option<Span> {
    let unrested = last.filter(|last| now < last.rested_at());
    let begin = unrested.map_or(now, |last| last.begin);
    Some(Span { begin, end })
}

fn ended(last: Option<Span>, now: u64) -> Option<Span> {
    last.map(|last| Span {
        end: last.end.min(now),
        ..last
    })
}

/// The last pauses that are bounded. They outlive every change of guardian and operator.
#[cw_serde]
#[derive(Default)]
pub struct PauseClock {
    /// The last homeward pause, whoever set it.
    pub homeward: Option<Span>,
    /// The last outward pause of the guardian.
    pub guardian_outward: Option<Span>,
}

impl PauseClock {
    /// Whether homeward is in the last day of its rest, or has rested.
    pub fn has_nearly_rested(&self, now: u64) -> bool {
        self.homeward
            .is_none_or(|last| now >= last.rested_at().saturating_sub(LAST_DAY))
    }
}

/// Why a direction cannot be paused by a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// A pause stands that this one would not replace.
    Stands(Pause),
    /// It may last at most so many seconds.
    TooLong(u64),
    /// It may begin again at this time, in seconds.
    Rests(u64),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::Stands(Pause { until, by }) => {
                write!(
                    f,
                    "a pause by the {by} stands until {until}, and this one would not replace it"
                )
            }
            Obstacle::TooLong(most) => write!(f, "give at most {most} seconds"),
            Obstacle::Rests(until) => write!(f, "it rests after its last pause until {until}"),
        }
    }
}

/// Pauses and clock, as they are loaded and changed together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Switch {
    /// The pauses.
    pub pauses: Pauses,
    /// The clock.
    pub clock: PauseClock,
}

impl Switch {
    /// Whether a message of `by` may pause a direction for so many seconds.
    pub fn check(&self, by: Setter, direction: Direction, seconds: u64, now: u64) -> Result<(), Obstacle> {
        if let Some(standing) = self.pauses.standing(direction, now) {
            let outranks = match standing.by {
                Setter::Guardian => true,
                Setter::Operator => by == Setter::Operator,
                Setter::Migration => false,
            };
            if !outranks || now.saturating_add(seconds) <= standing.until {
                return Err(Obstacle::Stands(standing.clone()));
            }
        }
        let last = match (direction, by) {
            (Direction::Homeward, _) => self.clock.homeward,
            (Direction::Outward, Setter::Guardian) => self.clock.guardian_outward,
            (Direction::Outward, Setter::Operator | Setter::Migration) => return Ok(()),
        };
        match last.map_or(WEEK, |last| last.longest(now)) {
            0 => Err(Obstacle::Rests(last.map_or(now, Span::rested_at))),
            most if seconds > most => Err(Obstacle::TooLong(most)),
            _ => Ok(()),
        }
    }

    /// Pauses a direction for so many seconds, whatever stands. Returns when the pause ends.
    pub fn pause(&mut self, by: Setter, direction: Direction, seconds: u64, now: u64) -> u64 {
        let until = now.saturating_add(seconds);
        match (direction, by) {
            (Direction::Homeward, _) => self.clock.homeward = counted(self.clock.homeward, now, until),
            (Direction::Outward, Setter::Guardian) => {
                self.clock.guardian_outward = counted(self.clock.guardian_outward, now, until);
            }
            (Direction::Outward, Setter::Operator | Setter::Migration) => self.end_guardians_outward(now),
        }
        self.pauses.set(direction, Some(Pause { until, by }));
        until
    }

    /// Removes the pause of a direction. One that stands counts as if it had lasted until now.
    pub fn end(&mut self, direction: Direction, now: u64) {
        match direction {
            Direction::Homeward => self.clock.homeward = ended(self.clock.homeward, now),
            Direction::Outward => self.end_guardians_outward(now),
        }
        self.pauses.set(direction, None);
    }

    fn end_guardians_outward(&mut self, now: u64) {
        self.clock.guardian_outward = ended(self.clock.guardian_outward, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Homeward, Outward};
    use Setter::{Guardian, Migration, Operator};

    const DAY: u64 = 86_400;

    /// What is done at a time, and what comes of it.
    enum Step {
        /// A message asks for a pause of so many seconds.
        Ask(Setter, Direction, u64, Result<(), Obstacle>),
        /// A migration pauses.
        Migrate(Direction, u64),
        /// A pause is ended early.
        End(Direction),
        /// Whether a release that cannot pay may answer.
        Answers(bool),
    }
    use Step::{Answers, Ask, End, Migrate};

    fn stands(until: u64, by: Setter) -> Result<(), Obstacle> {
        Err(Obstacle::Stands(Pause { until, by }))
    }

    fn at_most(seconds: u64) -> Result<(), Obstacle> {
        Err(Obstacle::TooLong(seconds))
    }

    fn rests(until: u64) -> Result<(), Obstacle> {
        Err(Obstacle::Rests(until))
    }

    fn play(rows: &[(u64, Step)]) {
        let mut switch = Switch::default();
        for (row, (now, step)) in rows.iter().enumerate() {
            match step {
                Ask(by, direction, seconds, expected) => {
                    let answer = switch.check(*by, *direction, *seconds, *now);
                    assert_eq!(answer, *expected, "row {row}");
                    if answer.is_ok() {
                        switch.pause(*by, *direction, *seconds, *now);
                    }
                }
                Migrate(direction, seconds) => {
                    switch.pause(Migration, *direction, *seconds, *now);
                }
                End(direction) => switch.end(*direction, *now),
                Answers(may) => assert_eq!(switch.clock.has_nearly_rested(*now), *may, "row {row}"),
            }
        }
    }

    #[test]
    fn a_homeward_pause_lasts_at_most_a_week_and_rests_as_long_whoever_pauses() {
        for (first, second) in [(Operator, Guardian), (Guardian, Operator)] {
            play(&[
                (0, Ask(first, Homeward, WEEK + 1, at_most(WEEK))),
                (0, Ask(first, Homeward, WEEK, Ok(()))),
                (7 * DAY, Ask(second, Homeward, 1, rests(14 * DAY))),
                (14 * DAY - 1, Ask(first, Homeward, 1, rests(14 * DAY))),
                (14 * DAY, Ask(second, Homeward, WEEK, Ok(()))),
            ]);
        }
    }

    #[test]
    fn a_short_pause_rests_for_two_days() {
        play(&[
            (0, Ask(Guardian, Homeward, 1, Ok(()))),
            (DAY, Ask(Guardian, Homeward, 6 * DAY + 1, at_most(6 * DAY))),
            (2 * DAY, Ask(Guardian, Homeward, 5 * DAY + 1, at_most(5 * DAY))),
            (2 * DAY + 1, Ask(Guardian, Homeward, WEEK, Ok(()))), // rested: the next one, with a full week
            (9 * DAY + 1, Ask(Guardian, Homeward, 1, rests(16 * DAY + 1))),
        ]);
    }

    #[test]
    fn within_a_week_of_its_beginning_a_pause_is_prolonged_ended_and_begun_again_as_one() {
        play(&[
            (0, Ask(Operator, Homeward, DAY, Ok(()))),
            (DAY / 2, Ask(Operator, Homeward, DAY / 2, stands(DAY, Operator))), // ends no later
            (DAY / 2, Ask(Operator, Homeward, 3 * DAY, Ok(()))),
            (2 * DAY, End(Homeward)),
            (3 * DAY, Ask(Operator, Homeward, 4 * DAY + 1, at_most(4 * DAY))),
            (3 * DAY, Ask(Operator, Homeward, 4 * DAY, Ok(()))),
            (7 * DAY, Ask(Operator, Homeward, 1, rests(14 * DAY))), // from the first beginning to the last end
            (14 * DAY, Ask(Operator, Homeward, WEEK, Ok(()))),
        ]);
    }

    #[test]
    fn a_pause_that_is_ended_early_rests_only_for_what_it_lasted() {
        play(&[
            (0, Ask(Operator, Homeward, WEEK, Ok(()))),
            (3 * DAY, End(Homeward)),
            (6 * DAY - 1, Ask(Operator, Homeward, DAY + 2, at_most(DAY + 1))), // the same pause still
            (6 * DAY, Ask(Operator, Homeward, WEEK, Ok(()))),                  // rested for three days
        ]);
    }

    #[test]
    fn clearing_a_pause_that_has_ended_leaves_its_clock() {
        play(&[
            (0, Ask(Operator, Homeward, WEEK, Ok(()))),
            (10 * DAY, End(Homeward)),
            (14 * DAY - 1, Ask(Operator, Homeward, 1, rests(14 * DAY))),
        ]);
        play(&[
            (0, Ask(Guardian, Outward, WEEK, Ok(()))),
            (10 * DAY, End(Outward)),
            (14 * DAY - 1, Ask(Guardian, Outward, 1, rests(14 * DAY))),
        ]);
    }

    #[test]
    fn a_guardian_replaces_no_pause_of_an_operator_and_no_message_one_of_a_migration() {
        for direction in [Outward, Homeward] {
            play(&[
                (0, Ask(Operator, direction, DAY, Ok(()))),
                (1, Ask(Guardian, direction, 2 * DAY, stands(DAY, Operator))),
                (1, Ask(Operator, direction, 2 * DAY, Ok(()))),
                (1, Migrate(direction, DAY)), // a shorter one too
                (2, Ask(Operator, direction, 6 * DAY, stands(DAY + 1, Migration))),
                (2, Ask(Guardian, direction, 6 * DAY, stands(DAY + 1, Migration))),
                (2, End(direction)),
                (3, Ask(Guardian, direction, DAY, Ok(()))),
                (4, Ask(Operator, direction, DAY - 1, stands(DAY + 3, Guardian))),
                (4, Ask(Operator, direction, DAY, Ok(()))),
            ]);
        }
    }

    #[test]
    fn outward_the_operator_pauses_as_long_and_as_often_as_it_likes() {
        play(&[
            (0, Ask(Operator, Outward, u64::MAX, Ok(()))),
            (1, Ask(Operator, Outward, u64::MAX, stands(u64::MAX, Operator))),
            (2, End(Outward)),
            (2, Ask(Operator, Outward, 365 * DAY, Ok(()))),
            (3, Ask(Operator, Homeward, WEEK, Ok(()))), // outward counts for no clock of homeward
        ]);
    }

    #[test]
    fn outward_the_guardian_is_bounded_on_a_clock_of_its_own() {
        play(&[
            (0, Ask(Guardian, Outward, WEEK + 1, at_most(WEEK))),
            (0, Ask(Guardian, Outward, DAY, Ok(()))),
            (DAY, Ask(Guardian, Homeward, WEEK, Ok(()))),
            (DAY, Ask(Guardian, Outward, 6 * DAY, Ok(()))),
            (7 * DAY, Ask(Guardian, Outward, 1, rests(14 * DAY))),
            (7 * DAY, Ask(Operator, Outward, 30 * DAY, Ok(()))),
            (37 * DAY, Ask(Guardian, Outward, WEEK, Ok(()))), // the operator's and a migration's do not count
            (38 * DAY, Migrate(Outward, 30 * DAY)),           // and one that they replace ends then
            (68 * DAY, Ask(Guardian, Outward, WEEK, Ok(()))),
        ]);
        play(&[
            (0, Ask(Guardian, Outward, 4 * DAY, Ok(()))),
            (DAY, Ask(Operator, Outward, 5 * DAY, Ok(()))),
            (2 * DAY, End(Outward)),
            (3 * DAY - 1, Ask(Guardian, Outward, WEEK, at_most(4 * DAY + 1))),
            (3 * DAY, Ask(Guardian, Outward, WEEK, Ok(()))), // it lasted for one day, and has rested for two
        ]);
    }

    #[test]
    fn a_migrations_homeward_pause_counts_from_the_first_beginning_if_the_last_has_not_rested() {
        play(&[
            (0, Ask(Operator, Homeward, WEEK, Ok(()))),
            (8 * DAY, Migrate(Homeward, 2 * DAY)),
            (10 * DAY, Ask(Operator, Homeward, 1, rests(20 * DAY))),
            (20 * DAY, Migrate(Homeward, 30 * DAY)), // rested: from now
            (50 * DAY, Ask(Guardian, Homeward, 1, rests(80 * DAY))),
            (80 * DAY, Ask(Guardian, Homeward, WEEK, Ok(()))),
        ]);
    }

    #[test]
    fn a_release_answers_late_in_the_last_day_of_the_rest_and_when_homeward_has_rested() {
        play(&[
            (0, Answers(true)), // there never was a pause
            (0, Ask(Operator, Homeward, WEEK, Ok(()))),
            (7 * DAY, Answers(false)),
            (13 * DAY - 1, Answers(false)),
            (13 * DAY, Answers(true)),
            (15 * DAY, Answers(true)),
            (15 * DAY, Ask(Operator, Homeward, 1, Ok(()))),
            (16 * DAY, Answers(false)),
            (16 * DAY + 1, Answers(true)),
        ]);
    }
}
