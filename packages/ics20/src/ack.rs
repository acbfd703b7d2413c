use std::fmt;

use cosmwasm_std::from_json;
use serde::de::{Deserialize, Deserializer, Visitor};

use crate::Error;

/// The acknowledgement of success, byte for byte.
pub const SUCCESS_ACK: &[u8] = br#"{"result":"AQ=="}"#;

/// What the other chain made of a packet.
#[derive(Debug, PartialEq, Eq, Clone)]
pub enum Acknowledgement {
    /// The receiver has the tokens.
    Success,
    /// Nothing happened there and the sender is to be refunded. The text is the other chain's: of any length,
    /// and not to be trusted.
    Error(String),
}

/// Exactly one of the two keys, by the nature of an enum in JSON.
#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Envelope {
    Result(#[serde(deserialize_with = "any_text")] ()),
    Error(Text),
}

impl Acknowledgement {
    /// Reads the envelope of ICS-4.
    ///
    /// Any `result` is success, whatever it says, also `""` and null, which ibc-go's own parser reads and
    /// writes: chains with hooks put other bytes there than `AQ==`, and a refund of what was delivered would
    /// pay twice.
    ///
    /// # Errors
    /// [`Error::UndecodableAcknowledgement`] for all that is neither (`{}`, both keys, another key, no JSON):
    /// then nobody knows what happened, and nothing may be refunded.
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

/// A JSON string, lossy: bytes that are not UTF-8 and halves of surrogate pairs become U+FFFD. A refund
/// must not hang on the other chain's spelling.
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
