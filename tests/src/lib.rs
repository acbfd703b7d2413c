//! Integration tests of Causeway.

pub mod hostile;
