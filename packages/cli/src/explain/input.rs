//! Bytes as people have them at hand.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmwasm_std::HexBinary;

/// Reads JSON as it is, hex (with or without 0x), or base64.
///
/// # Errors
/// When it is none of them, with what each reading met.
pub fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let text = text.trim();
    if text.starts_with(['{', '[', '"']) {
        return Ok(text.into());
    }
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if let Ok(bytes) = HexBinary::from_hex(digits) {
        return Ok(bytes.into());
    }
    BASE64_STANDARD.decode(text).map_err(|error| {
        let odd = digits.bytes().position(|byte| !byte.is_ascii_hexdigit());
        let hex = match odd.and_then(|at| Some((at, digits.get(at..)?.chars().next()?))) {
            Some((at, found)) => format!("hex stops at character {} (`{found}`)", at.saturating_add(1)),
            None => "an odd number of hex digits".into(),
        };
        format!("neither JSON (it does not begin with a brace), nor hex ({hex}), nor base64 ({error})")
    })
}
