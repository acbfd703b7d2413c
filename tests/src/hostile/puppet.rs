//! The orders that a puppet executes, see the crate `puppet`. Its code is `code::puppet`.

pub use puppet::Order;
