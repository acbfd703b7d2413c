//! The ids of the conformance cases, as the run prints them.

use std::panic::Location;
use std::thread;

/// Prints that cases of `tests/CASES.md` held, and where: `case E2E-01 tests/tests/flows/end_to_end.rs::there_and_back`.
/// To be called in the test itself, after its assertions; several ids are parted by a comma. libtest names threads after
/// tests where it has more than one.
#[track_caller]
pub fn ran(ids: &str) {
    let file = Location::caller().file();
    let thread = thread::current();
    let test = thread.name().and_then(|name| name.rsplit("::").next());
    for id in ids.split(", ") {
        println!("case {id} {file}::{}", test.unwrap_or_default());
    }
}
