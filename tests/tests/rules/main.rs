//! Rules that protect tokens. Each is also tested at the contract's entry points; here it is tested in another way: end to
//! end on simulated chains, or against a model.
//!
//! | rule | test |
//! |---|---|
//! | after `accept_admin` or `renounce_admin` no proposal is left; every other admin message | [`admin`]: random messages against a model |
//! | a channel id of any length, and a timeout of zero or beyond all bounds, is rejected before anything is changed | [`door`] |
//! | order and version of a channel are checked again when it connects | [`connect`] |
//! | a channel that its chain closed and opened again treats every denom alike | [`reopened`] |
//!
//! The second tests of other rules are elsewhere: of tracking after a takeover in `takeover` (random histories), of the gas
//! of payouts on receipt in `hostile_operator`, and of bank denoms that read like a token or a voucher in `random_walk`.
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
