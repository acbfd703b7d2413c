//! Tokens, relayers and counterparties that mean harm: paid once, isolated, and never stuck.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod again;
mod claims;
mod counterparty;
mod depth;
mod gas;
mod long_senders;
mod nonstandard_tokens;
mod sequences;
mod to_itself;
mod traps;
