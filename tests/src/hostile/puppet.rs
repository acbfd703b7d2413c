//! What the account that is a contract can be told, see the crate `puppet`. Its code: `code::puppet`.

pub use puppet::Order;
