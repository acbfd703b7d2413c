//! JSON and base64 as Go reads and writes them. The chains at both ends of a channel decide by these bytes, and Go accepts
//! bytes that Rust's libraries reject: line breaks in base64, repeated keys, bytes after an acknowledgement.
pub(crate) mod ack;
pub(crate) mod base64;
pub(crate) mod json;
