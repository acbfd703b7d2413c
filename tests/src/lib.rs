//! Integration tests of Causeway.

pub mod cases;
pub mod golden;
pub mod hostile;
pub mod std2;
