//! What the hostile cw20 can be told, see the crate `hostile-token`. Its code: `code::hostile_token`.

pub use hostile_token::{armed_key, Answer, Breach, Deed, Order, LOG_KEY};
