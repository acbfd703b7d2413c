//! An account that is a contract, see the crate `puppet`.

use cw_multi_test::ContractWrapper;
use ibc_multi_test::Code;

pub use puppet::Order;
use puppet::{execute, instantiate, query, reply};

/// The puppet, for [`ibc_multi_test::Chain::store_code`].
pub fn code() -> Code {
    causeway::contracts::code("test/puppet", || {
        let base = ContractWrapper::new(execute, instantiate, query);
        Code::new(Box::new(base.with_reply(reply)))
    })
}
