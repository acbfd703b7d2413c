//! Rules that guard money, each shown a second time and in another way than in the tests of the contract's entry points:
//! end to end on simulated chains, or against a model.
//!
//! | rule | here |
//! |---|---|
//! | after `accept_admin` or `renounce_admin` no proposal is left; every other admin message | [`admin`]: random messages against a model |
//! | a channel id of any length, and a timeout of zero or beyond all bounds, is refused before anything happens | [`door`] |
//! | order and version of a channel are checked again when it connects | [`connect`] |
//! | a channel that its chain closed and opened again takes every denom alike | [`reopened`] |
//!
//! Others have theirs elsewhere: how tracking begins after a takeover in `takeover` (random histories), gas of payouts on
//! receipt in `hostile_operator`, bank denoms that look like a token or a voucher in `walk`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod admin;
mod connect;
mod door;
mod place;
mod reopened;
