use std::fmt;

use cosmwasm_std::from_json;
use serde::de::{Deserialize, Deserializer, Visitor};

use crate::Error;

/// The acknowledgement of success, byte for byte.
pub const SUCCESS_ACK: &[u8] = br#"{"result":"AQ=="}"#;

/// The outcome of a packet on the other chain.
#[derive(Debug, PartialEq, Eq, Clone)]
pub enum Acknowledgement {
    /// The receiver has the tokens.
    Success,
    /// The other chain kept no change, and the sender is to be refunded. The text is written by the other chain; it
    /// can have any length and must not be trusted.
    Error(String),
}

/// An enum in JSON has exactly one of the two keys.
#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Envelope {
    Result(#[serde(deserialize_with = "any_text")] ()),
    Error(Text),
}

impl Acknowledgement {
    /// Reads the acknowledgement envelope of ICS-4.
    ///
    /// Any `result` is success, whatever its value, also `""` and null, which ibc-go's own parser reads and writes.
    /// Chains with hooks put other bytes there than `AQ==`, and refunding a delivered packet would pay twice.
    ///
    /// # Errors
    /// [`Error::UndecodableAcknowledgement`] for anything else (`{}`, both keys, another key, no JSON). It is then
    /// unknown whether the packet was delivered, so nothing may be refunded.
    pub fn parse(bytes: &[u8]) -> Result<Acknowledgement, Error> {
        match from_json(bytes) {
            Ok(Envelope::Result(())) => Ok(Acknowledgement::Success),
            Ok(Envelope::Error(Text(text))) => Ok(Acknowledgement::Error(text)),
            Err(_) => Err(Error::UndecodableAcknowledgement),
        }
    }
}

fn any_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    Option::<Text>::deserialize(deserializer).map(|_| ())
}

/// A JSON string, read lossily: bytes that are not UTF-8 and unpaired surrogates become U+FFFD, so that the other
/// chain's encoding of an error text cannot prevent a refund.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Text, E> {
        Ok(Text(String::from_utf8_lossy(bytes).into_owned()))
    }
}
