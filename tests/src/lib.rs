//! Integration tests of Causeway.

pub mod std2;
