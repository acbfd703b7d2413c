//! The native transfer module, compared with bytes that real chains wrote and with the test tables of ibc-go.
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
