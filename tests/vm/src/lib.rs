//! The tests of `tests`, run a second time on the Wasm files that go on a chain: one list of scenarios, two back ends.
//!
//! `cargo xtask test-vm` builds what is missing in `artifacts/` and runs everything here.
//!
//! This crate stands in the place of the library that the tests know as `causeway_tests`, so `Cargo.toml` names their
//! files as they are. It adds the back end:
//!
//! | module | what |
//! |---|---|
//! | [`artifact`] | a Wasm file of `artifacts/`, compiled once in a process |
//! | [`code`] | the files that the tests run, by the names that the tests have for them |
//! | [`contract`] | such a file as a contract of the chain simulator |
//! | [`host`] | what the VM asks of the chain: storage, addresses, queries, each at its price |
//! | [`meter`] | what calls cost: charged to the simulator's gas meter, and noted for those who ask |

pub mod artifact;
pub mod code;
pub mod contract;
// compiled once more, so that it takes the code from this crate
#[path = "../../src/hostile/mod.rs"]
pub mod hostile;
pub mod host;
pub mod meter;

pub use native_tests::{cases, golden, random};

/// How many random histories a takeover is tested with in the VM.
pub const HISTORIES: u64 = 20;
