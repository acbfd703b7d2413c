//! JSON as Go writes it, and ibc-go's acknowledgement envelope.
use cosmwasm_std::{from_json, Binary};
use serde::Deserialize;
use std::fmt::Write;

/// String escapes of Go's `encoding/json` (1.22 and later: `\b` and `\f` have short forms).
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

pub(crate) fn error_ack(text: &str) -> Vec<u8> {
    format!("{{\"error\":\"{}\"}}", escape(text)).into_bytes()
}

/// False for an acknowledgement that reads as ibc-go's envelope but does not marshal to the same
/// bytes: ibc-go's core refuses those (`04-channel/keeper/packet.go`, AcknowledgePacket).
pub(crate) fn is_canonical(ack: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "snake_case")]
    enum Envelope {
        Result(Binary),
        Error(String),
    }
    match from_json::<Envelope>(ack) {
        Ok(Envelope::Result(bytes)) => ack == format!("{{\"result\":\"{}\"}}", bytes.to_base64()).as_bytes(),
        Ok(Envelope::Error(text)) => ack == error_ack(&text),
        Err(_) => true,
    }
}
