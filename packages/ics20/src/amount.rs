use std::str::FromStr;

use cosmwasm_std::Uint256;

use crate::Error;

/// Decimal digits of 2^256-1, the largest amount.
const MAX_DIGITS: usize = 78;

/// Reads the amount of a packet, in base units: `^[1-9][0-9]*$`, at most 2^256-1.
///
/// ibc-go accepts more forms (`010`, which is octal 8 there, `0x10`, `1_000`, `+5`), and [`Uint256::from_str`]
/// reads `010` as ten. A text that two chains could read as different amounts is rejected.
///
/// # Errors
/// [`Error::InvalidAmount`] for any other text
pub fn parse_amount(text: &str) -> Result<Uint256, Error> {
    let canonical =
        text.len() <= MAX_DIGITS && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    if !canonical {
        return Err(Error::InvalidAmount);
    }
    // this rejects the empty text and amounts above 2^256-1
    Uint256::from_str(text).map_err(|_| Error::InvalidAmount)
}
