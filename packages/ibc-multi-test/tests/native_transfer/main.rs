//! ibc-go's native transfer module against what real chains wrote and against upstream's tables.
#![allow(clippy::arithmetic_side_effects, missing_docs, reason = "tests")]

mod chain;
mod formats;
mod moves;
mod recorded;
