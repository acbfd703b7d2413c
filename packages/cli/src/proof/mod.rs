//! Reading a chain's state by ICS-23 proofs, up to an app hash that another chain's light client holds.
//!
//! Whoever wants to lie about such a state must control nodes of both chains. [`verify`] checks one proof; [`State`] reads values and
//! whole ranges of keys, and believes nothing that is not proved.

mod state;
mod verify;

pub use self::state::{Anchor, State};
pub use self::verify::{verify, Entry, Found, Refused};
