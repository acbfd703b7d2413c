//! Types for the JSON schemas where the JSON of a packet differs from the Rust types.

use cosmwasm_std::Binary;
use schemars::JsonSchema;

/// The acknowledgement of a packet (ICS-4's envelope).
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", deny_unknown_fields)]
pub enum AcknowledgementEnvelope {
    /// The packet was received. base64; ours is `AQ==`; other receivers may put other bytes here.
    Result(Binary),
    /// The packet was refused, and nothing was kept.
    Error(String),
}
