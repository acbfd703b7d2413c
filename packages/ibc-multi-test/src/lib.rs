//! IBC for cw-multi-test: several chains in one process, relayed inside the App.

pub mod transfer;
