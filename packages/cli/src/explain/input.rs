//! Reads bytes from the forms in which logs and tools show them.

use cosmwasm_std::{Binary, HexBinary};

/// Reads bytes in any of these forms:
/// * JSON that begins with a brace: the text unchanged, including white space
/// * the same with its quotes escaped (`{\"denom\":..}`), as in logs
/// * a JSON string: what it contains, in any of these forms
/// * a list of numbers from 0 to 255, with commas (JSON) or blanks (Go's logs)
/// * hex, with or without `0x` or `0X`
/// * base64
///
/// # Errors
/// When it is none of them, with the reason for each form.
pub fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let trimmed = text.trim();
    match trimmed.chars().next() {
        Some('{') => Ok(unescaped(trimmed).unwrap_or_else(|| text.into()).into()),
        Some('"') => {
            let inner: String = serde_json::from_str(trimmed)
                .map_err(|error| format!("begins with a quote, but is no JSON string: {error}"))?;
            bytes(&inner)
        }
        Some('[') => numbers(trimmed),
        _ => hex_or_base64(trimmed),
    }
}

/// Unescapes `{\"denom\":..}`, the inside of a JSON string without its quotes. No JSON object begins like this.
fn unescaped(text: &str) -> Option<String> {
    let begins_escaped = text.trim_start_matches('{').trim_start().starts_with('\\');
    begins_escaped
        .then(|| serde_json::from_str(&format!("\"{text}\"")).ok())
        .flatten()
}

fn numbers(text: &str) -> Result<Vec<u8>, String> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = inner.ok_or("begins with a bracket, but does not end with one")?;
    let between = |symbol: char| symbol == ',' || symbol.is_whitespace();
    let items = inner.split(between).filter(|item| !item.is_empty());
    items
        .map(|item| {
            let byte: Result<u8, _> = item.parse();
            byte.map_err(|_| format!("a list of bytes has numbers from 0 to 255, but this one has `{item}`"))
        })
        .collect()
}

fn hex_or_base64(text: &str) -> Result<Vec<u8>, String> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    if let Ok(bytes) = HexBinary::from_hex(digits) {
        return Ok(bytes.into());
    }
    Binary::from_base64(text).map(Into::into).map_err(|_| {
        let odd = digits
            .chars()
            .zip(1u32..)
            .find(|(digit, _)| !digit.is_ascii_hexdigit());
        let hex = match odd {
            Some((found, place)) => format!("hex stops at character {place} (`{found}`)"),
            None => "an odd number of hex digits".into(),
        };
        format!("neither JSON (it does not begin with a brace), nor hex ({hex}), nor base64")
    })
}
