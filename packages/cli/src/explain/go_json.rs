//! Reads and writes JSON as Go's `encoding/json` does, as far as packets and acknowledgements need it.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object in order, including those whose key is repeated.
pub(crate) struct Members(pub Vec<(String, Box<RawValue>)>);

/// The value of a member, for a field of type string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// `null`, which leaves a field in Go unchanged.
    Null,
    /// A string, unescaped.
    Text(String),
    /// Any other value, as it is written.
    Other(String),
}

impl Member {
    pub fn of(value: &RawValue) -> Self {
        match (value.get(), serde_json::from_str::<Text>(value.get())) {
            ("null", _) => Self::Null,
            (_, Ok(Text(text))) => Self::Text(text),
            (raw, Err(_)) => Self::Other(raw.into()),
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = vec![];
                while let Some((Text(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// A string. An unpaired surrogate becomes U+FFFD, where serde would reject the string.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Text;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Text, E> {
                let mut text = String::new();
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    // An encoded surrogate has three bytes, and the first of them is always ED.
                    if chunk.invalid().first() == Some(&0xED) {
                        text.push(char::REPLACEMENT_CHARACTER);
                    }
                }
                Ok(Text(text))
            }
        }
        deserializer.deserialize_bytes(Read)
    }
}

/// Writes a string with its quotes, as `json.Marshal` does (Go 1.22 and later).
pub(super) fn quote(text: &str) -> String {
    let plain = serde_json::Value::from(text).to_string();
    plain
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Decodes base64 as Go's `StdEncoding` does: line ends are skipped, padding is required, and the unused bits after the
/// last byte may have any value.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.bytes().filter(|byte| !b"\r\n".contains(byte)).collect();
    let padding = text
        .iter()
        .rev()
        .take(2)
        .take_while(|byte| **byte == b'=')
        .count();
    let digits = text.get(..text.len().checked_sub(padding)?)?;
    if text.len().checked_rem(4)? != 0 {
        return None;
    }
    let (mut out, mut bits, mut held) = (vec![], 0u32, 0u32);
    for digit in digits {
        (bits, held) = ((bits << 6) | sextet(*digit)?, held.checked_add(6)?);
        if held >= 8 {
            held = held.checked_sub(8)?;
            out.push(u8::try_from((bits >> held) & 0xFF).ok()?);
        }
    }
    Some(out)
}

fn sextet(digit: u8) -> Option<u32> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let place = DIGITS.iter().position(|known| *known == digit)?;
    u32::try_from(place).ok()
}
