//! Runs the tests of `tests` a second time, on the Wasm files that go on a chain: the same scenarios with another back end.
//!
//! `cargo xtask test-vm` builds what is missing in `artifacts/` and runs everything here.
//!
//! The tests import their library as `causeway_tests`. Here this crate has that name, so `Cargo.toml` can list the same test
//! files. It adds the back end:
//!
//! | module | content |
//! |---|---|
//! | [`artifact`] | a Wasm file of `artifacts/`, compiled once per process |
//! | [`code`] | the Wasm files that the tests run, under the names that the tests use |
//! | [`contract`] | a Wasm file as a contract of the chain simulator |
//! | [`host`] | the functions that the VM calls on the chain: storage, addresses, queries, each at its price |
//! | [`meter`] | the cost of calls, which is charged to the simulator's gas meter and recorded for tests |

pub mod artifact;
pub mod code;
pub mod contract;
// It is compiled again here, so that it uses the code of this crate.
pub mod host;
#[path = "../../src/hostile/mod.rs"]
pub mod hostile;
pub mod meter;

pub use native_tests::{cases, golden, random};

/// Number of random histories with which the takeover is tested in the VM.
pub const HISTORIES: u64 = 20;
