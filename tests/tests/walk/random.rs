//! splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).

/// A stream of numbers that follows from its seed.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// In so many of 100 cases.
    pub fn percent(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        match from {
            [] => None,
            some => Some(some[self.below(some.len())].clone()),
        }
    }
}

#[test]
fn the_numbers_are_those_of_splitmix64() {
    // first outputs for seed 1234567, as other implementations have them
    let mut random = Random(1_234_567);
    assert_eq!(random.next(), 6_457_827_717_110_365_317);
    assert_eq!(random.next(), 3_203_168_211_198_807_973);
}
