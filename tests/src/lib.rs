//! Integration tests of Causeway: what the files in `tests/tests` share.

pub mod cases;
pub mod code;
pub mod golden;
pub mod hostile;
mod std2;
