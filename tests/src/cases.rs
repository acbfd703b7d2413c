//! The ids of the conformance cases, as the run prints them.

/// Prints that a case of `tests/CASES.md` ran: `case E2E-01`.
pub fn ran(ids: &[&str]) {
    for id in ids {
        println!("case {id}");
    }
}
