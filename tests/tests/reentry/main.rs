//! Hostile tokens, relayers and counterparties: every packet is paid once, other tokens and channels are not affected,
//! and no packet stays pending because of them.
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
