//! Integration tests of Causeway.

pub mod cases;
pub mod golden;
pub mod hostile;
pub mod random;
pub mod std2;

/// How many random histories a takeover is tested with here.
pub const HISTORIES: u64 = 1_000;
