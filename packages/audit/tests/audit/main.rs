//! The audit on snapshots written by hand.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod conservation;
mod json;
mod metrics;
mod packets;
mod pair;
mod solvency;
