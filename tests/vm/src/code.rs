//! The code of the contracts that the tests run, from `artifacts/`. It takes the place of the module of the same name in
//! `tests`.

use causeway_multi_test::{Code, ContractCode, World};

use crate::contract::code;

/// The two contracts of Causeway.
pub const CAUSEWAY: ContractCode = ContractCode {
    transfer: || code("causeway_transfer"),
    voucher: || code("causeway_voucher"),
};

/// A world without chains. Its chains will run this code.
pub fn world() -> World {
    World::with_code(CAUSEWAY)
}

/// The hostile cw20. It can also be used as the code of vouchers.
pub fn hostile_token() -> Code {
    code("test/hostile_token")
}

/// The puppet, an account that is a contract.
pub fn puppet() -> Code {
    code("test/puppet")
}

/// The code of cw20-base 2.0.0.
pub fn cw20_base() -> Code {
    code("peers/cw20_base")
}

/// The code of cw20-ics20 2.0.0.
pub fn cw20_ics20() -> Code {
    code("peers/cw20_ics20")
}
