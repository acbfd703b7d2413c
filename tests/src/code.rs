//! The code of the contracts that the tests run, here as native code.
//!
//! The tests get their contracts from this module and do not name a back end. `tests/vm` runs the same test files on
//! Wasm: its library, which the tests also know as `causeway_tests`, has a module `code` with the same functions. The
//! back end is therefore chosen when a test is compiled, and not by a setting at run time.

use causeway_multi_test::{Code, ContractCode, ContractWrapper, World};

pub use crate::std2::{cw20_base, cw20_ics20};

/// The two contracts of Causeway.
pub const CAUSEWAY: ContractCode = ContractCode::NATIVE;

/// A world without chains. Its chains will run this code.
pub fn world() -> World {
    World::with_code(CAUSEWAY)
}

/// The hostile cw20. It can also be used as the code of vouchers.
pub fn hostile_token() -> Code {
    use hostile_token::{execute, instantiate, query, reply};
    let base = ContractWrapper::new(execute, instantiate, query);
    Code::new(Box::new(base.with_reply(reply)))
}

/// The puppet, an account that is a contract.
pub fn puppet() -> Code {
    use puppet::{execute, instantiate, query, reply};
    let base = ContractWrapper::new(execute, instantiate, query);
    Code::new(Box::new(base.with_reply(reply)))
}
