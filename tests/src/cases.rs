//! The ids of the conformance cases, as the tests print them.

use std::panic::Location;
use std::thread;

/// Prints that cases of `tests/CASES.md` hold, and which test shows it: `case E2E-01 tests/tests/flows/end_to_end.rs::<test>`.
/// Call it in the test itself, after its assertions; `ids` are separated by a comma and a space. The name of the test is that
/// of its thread, and is missing if the tests run in one thread.
#[track_caller]
pub fn ran(ids: &str) {
    let file = Location::caller().file();
    let thread = thread::current();
    let test = thread.name().and_then(|name| name.rsplit("::").next());
    for id in ids.split(", ") {
        println!("case {id} {file}::{}", test.unwrap_or_default());
    }
}
