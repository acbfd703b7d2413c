//! Integration tests of Causeway: the parts that the files in `tests/tests` share.

pub mod cases;
pub mod code;
pub mod golden;
pub mod hostile;
pub mod random;
mod std2;

/// Number of random histories with which the takeover is tested on native code.
pub const HISTORIES: u64 = 1_000;
