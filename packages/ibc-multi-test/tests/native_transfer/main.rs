//! ibc-go's native transfer module against what real chains wrote and against upstream's tables.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::unwrap_used,
    reason = "tests"
)]

mod chain;
mod formats;
mod moves;
mod recorded;
