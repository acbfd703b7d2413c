//! The simulator, compared with bytes of real chains, and each of its mechanisms by itself.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests"
)]
mod actor;
mod bank;
mod closing;
mod depth;
mod events;
mod gas;
mod handshake;
mod hostile;
mod limits;
mod native;
mod ordered;
mod recorded;
mod reentry;
mod relaying;
mod replies;
mod seam;
mod timeouts;
mod traps;
mod world;
