//! Reads amounts as people write them.

use cosmwasm_std::Uint256;

use super::Asset;
use crate::Error;

/// Reads what is sent: `1000uatom`, or only the number for a cw20 token.
///
/// # Errors
/// When the text has another form; the error says how to write it.
pub fn read_amount(amount: &str, token: Option<String>) -> Result<(Uint256, Asset), Error> {
    let refuse = |why: String| Err(Error::argument("amount", format!("`{amount}` {why}")));
    if let Some(address) = token.as_deref().and_then(|token| token.strip_prefix("cw20:")) {
        let why = format!("`cw20:{address}` is a denom; give the token's address alone: --token {address}");
        return Err(Error::argument("token", why));
    }
    let end = amount.find(|symbol: char| !symbol.is_ascii_digit());
    let (digits, denom) = amount.split_at(end.unwrap_or(amount.len()));
    if let Some(why) = misspelt_number(amount, denom) {
        return refuse(why);
    }
    let Ok(parsed) = digits.parse::<Uint256>() else {
        return refuse("does not begin with a whole number up to 2^256-1".into());
    };
    match (token, denom) {
        (None, "") => refuse(format!("names no denom: write {amount}uatom, or give --token")),
        (None, denom) => {
            check_denom(digits, denom).map_err(|why| Error::argument("amount", why))?;
            Ok((parsed, Asset::Coin(denom.into())))
        }
        (Some(token), "") => Ok((parsed, Asset::Token(token))),
        (Some(_), _) => refuse("is not a number: with --token it stands alone".into()),
    }
}

/// Why a number is not whole, or has something after it. `rest` is the text after its first digits.
fn misspelt_number(amount: &str, rest: &str) -> Option<String> {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let trimmed = amount.trim();
    if let Some((first, _)) = amount.split_once(',') {
        return Some(match first.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            true => "is more than one coin: a transfer takes exactly one".into(),
            false => format!("has a comma: write {}", amount.replace([',', ' '], "")),
        });
    }
    if trimmed != amount || rest.starts_with(char::is_whitespace) {
        return Some(format!(
            "has a blank: write {}",
            amount.replace(char::is_whitespace, "")
        ));
    }
    let after = rest.get(1..).unwrap_or_default();
    let followed = after.starts_with(|next: char| next.is_ascii_digit());
    match rest.chars().next() {
        Some('.') => Some(
            "has a decimal point: amounts are whole base units, as 1500000 for 1.5 of a token with six decimals".into(),
        ),
        Some('_') if followed => Some(format!("has an underscore: write {}", amount.replace('_', ""))),
        Some('e' | 'E') if followed && !number(amount) => {
            Some("has an exponent: write all digits of the number".into())
        }
        _ => None,
    }
}

/// Rejects denoms that the contract would reject or that no bank can hold, if the reason can be explained.
fn check_denom(digits: &str, denom: &str) -> Result<(), String> {
    if let Some(address) = denom.strip_prefix("cw20:") {
        return Err(format!(
            "`{denom}` is a cw20 token, not a bank coin: write --amount {digits} --token {address}"
        ));
    }
    let hash = match denom.split_at_checked(4) {
        Some((prefix, hash)) if prefix.eq_ignore_ascii_case("ibc/") => hash,
        _ => return Ok(()),
    };
    let capitals = format!("ibc/{}", hash.to_ascii_uppercase());
    match (is_ibc_denom(denom), is_ibc_denom(&capitals)) {
        (true, _) => Ok(()),
        (false, true) => Err(format!(
            "`{denom}` is spelt with `ibc/` in small letters and its hash in capital ones: write {digits}{capitals}"
        )),
        (false, false) => Err(format!(
            "`{denom}` reads like ibc/HASH, but a hash is 64 hex digits"
        )),
    }
}

/// Whether a denom is `ibc/` and the hash of a path, as a bank holds it: 64 hex digits in upper case.
pub fn is_ibc_denom(denom: &str) -> bool {
    let hash = denom.strip_prefix("ibc/").unwrap_or_default();
    let digit = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
    hash.len() == 64 && hash.bytes().all(digit)
}
