//! Compares the docs with the code: shown output with what the commands print, and shown JSON with what the contracts
//! accept and answer.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests"
)]

mod examples;
mod markdown;
mod output;
mod powers;
mod schemas;
mod texts;
