//! The tests of `tests`, run a second time on the Wasm files that go on a chain: one list of scenarios, two back ends.
//!
//! `cargo xtask vm` builds what is missing in `artifacts/` and runs everything here.
//!
//! This crate stands in the place of the library that the tests know as `causeway_tests`, so `Cargo.toml` names their
//! files as they are. It adds the back end:
//!
//! | module | what |
//! |---|---|
//! | [`artifact`] | a Wasm file of `artifacts/`, compiled once in a process |
//! | [`contract`] | such a file as a contract of the chain simulator |
//! | [`host`] | what the VM asks of the chain: storage, addresses, queries, each at its price |
//! | [`meter`] | what calls cost: charged to the simulator's gas meter, and noted for those who ask |
//! | [`std2`] | the predecessor and the stock cw20 token, from their Wasm files too |
//!
//! Worlds get the contracts by [`causeway::contracts::provide`]. The hostile contracts of the tests stay native.

pub mod artifact;
pub mod contract;
pub mod host;
pub mod meter;

pub use native_tests::{cases, golden, hostile};

use causeway::contracts::{provide, Source};
use ibc_multi_test::Code;

/// The transfer contract.
pub fn transfer_code() -> Code {
    contract::code("causeway_transfer")
}

/// The voucher token.
pub fn voucher_code() -> Code {
    contract::code("causeway_voucher")
}

/// What others have published; the tests know it by this name.
pub mod std2 {
    use ibc_multi_test::Code;

    /// cw20-base 2.0.0.
    pub fn cw20_base() -> Code {
        crate::contract::code("peers/cw20_base")
    }

    /// cw20-ics20 2.0.0.
    pub fn cw20_ics20() -> Code {
        crate::contract::code("peers/cw20_ics20")
    }
}

/// Before any test begins: the harness has no other place for it, and the files of the tests say nothing of back ends.
#[ctor::ctor(unsafe)]
fn use_wasm() {
    provide(Source {
        transfer: transfer_code,
        voucher: voucher_code,
    });
}
