//! JSON and base64 as Go reads and writes them. Both sides of a channel decide by these bytes, and Go takes what Rust's
//! libraries refuse: a line break in base64, a doubled key, bytes after an acknowledgement.
pub(crate) mod ack;
pub(crate) mod base64;
pub(crate) mod json;
