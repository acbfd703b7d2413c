//! The random generator splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), for random
//! tests that can be repeated.

/// A sequence of random numbers that is determined by its seed.
pub struct Random(pub u64);

impl Random {
    /// The next number of the sequence.
    #[allow(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not including, `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or_default()
    }

    /// A random index into a list of this length; 0 if it is empty.
    pub fn index(&mut self, len: usize) -> usize {
        let index = self.below(u64::try_from(len).unwrap_or(u64::MAX));
        usize::try_from(index).unwrap_or_default()
    }

    /// Whether an event happens that has this probability, in percent.
    pub fn percent(&mut self, cases: u64) -> bool {
        self.below(100) < cases
    }

    /// Whether an event happens whose probability is one in `cases`.
    pub fn once_in(&mut self, cases: u64) -> bool {
        self.below(cases) == 0
    }

    /// A random item of a list that is not empty.
    #[allow(clippy::indexing_slicing, reason = "the list is not empty")]
    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// A copy of a random item of the list; `None` if it is empty.
    pub fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        (!items.is_empty()).then(|| self.one_of(items).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // The first outputs for the seed 1234567, as in other implementations.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }
}
