//! The orders that the hostile cw20 executes, see the crate `hostile-token`. Its code is `code::hostile_token`.

pub use hostile_token::{armed_key, Answer, Breach, Deed, Order, LOG_KEY};
