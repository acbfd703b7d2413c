//! Integration tests of Causeway.

pub mod hostile;
pub mod std2;
