//! An account that is a contract, see the crate `puppet`.

use cw_multi_test::ContractWrapper;
use ibc_multi_test::Code;

pub use puppet::Order;
use puppet::{execute, instantiate, query, reply};

/// The puppet, for [`ibc_multi_test::Chain::store_code`].
pub fn code() -> Code {
    Code::new(Box::new(
        ContractWrapper::new(execute, instantiate, query).with_reply(reply),
    ))
}
