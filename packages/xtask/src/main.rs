//! Chores of the Causeway repository.

fn main() {}
