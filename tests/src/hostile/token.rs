//! A cw20 that keeps its word until it is armed, see the crate `hostile-token`.

use cw_multi_test::ContractWrapper;
pub use hostile_token::{armed_key, Deed, Order, LOG_KEY};
use hostile_token::{execute, instantiate, query, reply};
use ibc_multi_test::Code;

/// The token, for [`ibc_multi_test::Chain::store_code`]. It serves as a voucher's code too.
pub fn code() -> Code {
    causeway::contracts::code("test/hostile_token", || {
        let base = ContractWrapper::new(execute, instantiate, query);
        Code::new(Box::new(base.with_reply(reply)))
    })
}
