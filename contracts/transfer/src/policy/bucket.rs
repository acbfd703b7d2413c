//! The limit of one direction: a bucket that a move takes from, and that refills evenly over a day.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Uint256, Uint64};

use crate::error::ContractError;

/// Seconds in which an empty bucket is full again.
const DAY: u64 = 86_400;
/// Bits of the highest amount. An amount times the seconds of any block time then fits into 256 bits, so the refill is exact.
const MAX_BITS: u32 = 192;

/// What may move in one direction. It starts full.
#[cw_serde]
pub struct Bucket {
    /// What it holds when it is full, and what refills in a day, in base units.
    pub amount: Uint256,
    /// What was taken and has not refilled, in base units times 86,400, so that no fraction is lost.
    pub used: Uint256,
    /// When `used` was true, in seconds of block time.
    pub at: Uint64,
}

impl Bucket {
    /// A full bucket; with `before`, what is used of it stays used.
    ///
    /// # Errors
    /// `LimitTooLarge` above 2^192.
    pub fn new(amount: Uint256, before: Option<&Bucket>, now: u64) -> Result<Self, ContractError> {
        let most = Uint256::one().checked_shl(MAX_BITS).unwrap_or_default();
        if amount > most {
            return Err(ContractError::LimitTooLarge);
        }
        Ok(Self {
            amount,
            used: before.map_or(Uint256::zero(), |before| before.used_at(now)),
            at: now.into(),
        })
    }

    /// Takes an amount. Returns false, and takes nothing, if less is left.
    #[must_use]
    pub fn take(&mut self, amount: Uint256, now: u64) -> bool {
        let used = amount
            .checked_mul(DAY.into())
            .and_then(|units| units.checked_add(self.used_at(now)));
        match used {
            Ok(used) if used <= self.full() => {
                self.used = used;
                self.at = now.into();
                true
            }
            _ => false,
        }
    }

    /// Gives an amount back, to no more than a full bucket.
    pub fn give_back(&mut self, amount: Uint256, now: u64) {
        let units = amount.saturating_mul(DAY.into());
        self.used = self.used_at(now).saturating_sub(units);
        self.at = now.into();
    }

    /// What may be taken now, in base units, rounded down.
    pub fn left(&self, now: u64) -> Uint256 {
        let units = self.full().saturating_sub(self.used_at(now));
        units.checked_div(DAY.into()).unwrap_or_default()
    }

    fn full(&self) -> Uint256 {
        self.amount.saturating_mul(DAY.into())
    }

    fn used_at(&self, now: u64) -> Uint256 {
        let seconds = now.saturating_sub(self.at.u64());
        let refilled = self.amount.saturating_mul(seconds.into());
        self.used.saturating_sub(refilled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600;

    fn bucket(amount: u128) -> Bucket {
        Bucket::new(amount.into(), None, 0).unwrap()
    }

    /// What is done at a second, and what is left after it.
    enum Step {
        Take(u128, bool),
        Give(u128),
        Resize(u128),
    }
    use Step::{Give, Resize, Take};

    fn play(mut bucket: Bucket, rows: &[(u64, Step, u128)]) {
        for (row, (now, step, left)) in rows.iter().enumerate() {
            match step {
                Take(amount, fits) => assert_eq!(bucket.take((*amount).into(), *now), *fits, "row {row}"),
                Give(amount) => bucket.give_back((*amount).into(), *now),
                Resize(amount) => bucket = Bucket::new((*amount).into(), Some(&bucket), *now).unwrap(),
            }
            assert_eq!(bucket.left(*now), Uint256::from(*left), "row {row}");
        }
    }

    #[test]
    fn a_bucket_starts_full_and_refills_evenly_over_a_day() {
        play(
            bucket(240),
            &[
                (0, Take(240, true), 0),
                (0, Take(1, false), 0),
                (HOUR, Take(11, false), 10), // what does not fit takes nothing
                (HOUR, Take(10, true), 0),
                (13 * HOUR, Take(20, true), 100),
                (DAY + 13 * HOUR, Take(0, true), 240), // never more than its amount
            ],
        );
    }

    #[test]
    fn up_to_twice_the_amount_passes_in_the_first_day_and_the_amount_in_each_later_one() {
        let mut bucket = bucket(1_000);
        let mut passed = Uint256::zero();
        for now in 0..=DAY {
            let left = bucket.left(now);
            assert!(bucket.take(left, now));
            passed = passed.saturating_add(left);
        }
        assert_eq!(passed, Uint256::from(2_000_u128));
    }

    #[test]
    fn no_dust_stops_the_refill() {
        // 1 a day: a take of nothing at every second would round the refill away if fractions were lost
        let mut bucket = bucket(1);
        assert!(bucket.take(Uint256::one(), 0));
        for now in 1..DAY {
            assert!(bucket.take(Uint256::zero(), now));
            assert_eq!(bucket.left(now), Uint256::zero());
        }
        assert_eq!(bucket.left(DAY), Uint256::one());
    }

    #[test]
    fn what_is_given_back_never_passes_the_amount() {
        play(
            bucket(100),
            &[
                (0, Take(60, true), 40),
                (0, Give(50), 90),
                (0, Give(50), 100),
                (0, Take(101, false), 100),
            ],
        );
        let mut bucket = bucket(100);
        assert!(bucket.take(100_u128.into(), 0));
        bucket.give_back(Uint256::MAX, 0);
        assert_eq!(bucket.left(0), Uint256::from(100_u128));
    }

    #[test]
    fn a_changed_amount_keeps_what_is_used() {
        play(
            bucket(100),
            &[
                (0, Take(80, true), 20),
                (0, Resize(50), 0),
                (DAY, Take(0, true), 20), // 80 used, less 50 a day
                (DAY, Resize(200), 170),
                (DAY, Resize(0), 0),
                (9 * DAY, Take(1, false), 0), // nothing refills
                (9 * DAY, Resize(100), 70),
            ],
        );
    }

    #[test]
    fn a_bucket_of_zero_lets_nothing_through() {
        play(bucket(0), &[(0, Take(1, false), 0), (9 * DAY, Take(1, false), 0)]);
    }

    #[test]
    fn the_largest_amounts_neither_wrap_nor_saturate() {
        let most = Uint256::one() << MAX_BITS;
        let mut bucket = Bucket::new(most, None, 0).unwrap();
        assert!(!bucket.take(Uint256::MAX, 0));
        assert!(bucket.take(most, 0));
        assert_eq!(bucket.left(DAY / 2), most >> 1);
        assert_eq!(bucket.left(u64::MAX), most);
        assert!(Bucket::new(most.strict_add(Uint256::one()), None, 0).is_err());
    }
}
