//! Types that are only used to write JSON schemas, where the JSON differs from the Rust types of this crate.

use cosmwasm_std::Binary;
use schemars::JsonSchema;

/// The acknowledgement of a packet, in the envelope of ICS-4.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", deny_unknown_fields)]
pub enum AcknowledgementEnvelope {
    /// The packet was received. The value is base64: `AQ==` from this contract; other receivers may write other bytes.
    Result(Binary),
    /// The packet was rejected, and the receiving chain kept no change. The text says why.
    Error(String),
}
