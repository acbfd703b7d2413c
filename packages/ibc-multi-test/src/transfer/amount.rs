//! Reads amounts as `math.NewIntFromString` does: with Go's `big.Int.SetString` and base 0, at most 256 bits.

use cosmwasm_std::Uint256;

use super::error::{TransferError, INVALID_AMOUNT};

/// Reads a packet's amount, in the token's smallest unit. Go's integer literals are accepted:
/// `0x10`, `0b1`, `0o7`, octal `010`, `1_000`, `+5`.
///
/// # Errors
/// `transfer/5` if it is not such a number, has more than 256 bits, or is zero or negative.
pub fn positive_amount(text: &str) -> Result<Uint256, TransferError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let amount = magnitude(digits).ok_or_else(|| {
        INVALID_AMOUNT.wrap(format!("unable to parse transfer amount ({text}) into math.Int"))
    })?;
    if negative || amount.is_zero() {
        return Err(INVALID_AMOUNT.wrap(format!("amount must be strictly positive: got {text}")));
    }
    Ok(amount)
}

fn magnitude(text: &str) -> Option<Uint256> {
    let (base, digits, prefixed) = base_of(text);
    let separators_fit =
        !digits.ends_with('_') && !digits.contains("__") && (prefixed || !digits.starts_with('_'));
    if digits.is_empty() || !separators_fit {
        return None;
    }
    digits
        .chars()
        .filter(|c| *c != '_')
        .try_fold(Uint256::zero(), |sum, c| {
            let digit = Uint256::from(c.to_digit(base)?);
            sum.checked_mul(Uint256::from(base)).ok()?.checked_add(digit).ok()
        })
}

/// The base, the digits after the prefix, and whether there was a prefix (a separator may follow it).
fn base_of(text: &str) -> (u32, &str, bool) {
    let Some(rest) = text.strip_prefix('0').filter(|rest| !rest.is_empty()) else {
        return (10, text, false);
    };
    let mut chars = rest.chars();
    let base = match chars.next() {
        Some('b' | 'B') => 2,
        Some('o' | 'O') => 8,
        Some('x' | 'X') => 16,
        _ => return (8, rest, true),
    };
    (base, chars.as_str(), true)
}
