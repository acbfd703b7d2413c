//! Reads amounts as a scenario writes them: `1000 uhub`.

use cosmwasm_std::{Uint128, Uint256};

use super::file::Text;
use crate::Error;

/// Reads `1000 uhub`: the amount in base units, and the name of the asset.
pub fn coin(text: &Text) -> Result<(Uint256, &str), Error> {
    let parts = text.get_ref().split_once(' ');
    let parsed = parts.and_then(|(amount, what)| Some((amount.parse().ok()?, what.trim())));
    parsed.filter(|(_, what)| !what.is_empty()).ok_or_else(|| {
        Error::at(text.span(), format!("`{}` is no amount", text.get_ref()))
            .with_hint("a whole number, a space, a denom or symbol: \"1000 uhub\"")
    })
}

/// Like [`coin`], for the amounts that an account holds at the beginning.
pub fn initial_coin(held: &Text) -> Result<(u128, String), Error> {
    let (amount, what) = coin(held)?;
    let amount = Uint128::try_from(amount)
        .map_err(|_| Error::at(held.span(), "an account begins with at most 2^128-1"))?;
    Ok((amount.u128(), what.into()))
}
