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
//!
//! Whoever asks [`causeway::contracts`] for code gets the file of that name: the pair, the hostile contracts of the tests,
//! and the predecessor and the stock token.

pub mod artifact;
pub mod contract;
pub mod host;
pub mod meter;

pub use native_tests::{cases, golden, hostile, random, std2};

/// How many random histories a takeover is tested with in the VM.
pub const HISTORIES: u64 = 20;

/// Before any test begins: the harness has no other place for it, and the files of the tests say nothing of back ends.
#[ctor::ctor(unsafe)]
fn use_wasm() {
    causeway::contracts::provide(|name| Some(contract::code(name)));
}
