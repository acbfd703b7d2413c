//! Tokens that break the rules of CW20: they hold up or lose their own value, and no other asset, channel or person notices.
//!
//! Each kind of token goes through the same story twice: once breaking the rules, once keeping them. All that is not
//! the token's own must then be the same, byte for byte.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod kinds;
mod others;
mod story;
mod table;
