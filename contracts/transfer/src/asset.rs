//! The assets that the contract moves, under their names on this chain.

use std::fmt;

use cosmwasm_std::{Addr, Api, CanonicalAddr, Uint256};

use crate::error::ContractError;

/// Prefix of a cw20 token's local denom and of its name on the wire (a convention of cw20-ics20).
pub const CW20_PREFIX: &str = "cw20:";
/// No bank denom begins with this byte, so it marks an address in [`Asset::to_bytes`].
const CW20_TAG: u8 = 0;

/// A bank coin or a cw20 token on this chain. Its `Display` is the *local denom*: the bank denom, or `cw20:<address>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asset {
    /// A bank denom, without a prefix.
    Native(String),
    /// Address of a cw20 token, either a voucher of this contract or any other token.
    Cw20(Addr),
}

impl Asset {
    /// Reads a local denom. If `cw20:` is not followed by a valid address, the whole text is a bank denom.
    pub fn parse(api: &dyn Api, denom: &str) -> Self {
        match denom
            .strip_prefix(CW20_PREFIX)
            .map(|token| api.addr_validate(token))
        {
            Some(Ok(token)) => Asset::Cw20(token),
            _ => Asset::Native(denom.to_string()),
        }
    }

    /// A short form for storage and payloads: the bank denom, or a zero byte and the canonical address.
    pub fn to_bytes(&self, api: &dyn Api) -> Result<Vec<u8>, ContractError> {
        match self {
            Asset::Native(denom) => Ok(denom.clone().into_bytes()),
            Asset::Cw20(token) => {
                let mut bytes = vec![CW20_TAG];
                bytes.extend_from_slice(api.addr_canonicalize(token.as_str())?.as_slice());
                Ok(bytes)
            }
        }
    }

    /// Reads bytes that [`Asset::to_bytes`] wrote.
    pub fn from_bytes(api: &dyn Api, bytes: &[u8]) -> Result<Self, ContractError> {
        match bytes.split_first() {
            Some((&CW20_TAG, address)) => Ok(Asset::Cw20(api.addr_humanize(&CanonicalAddr::from(address))?)),
            _ => String::from_utf8(bytes.to_vec())
                .map(Asset::Native)
                .map_err(|_| ContractError::Corrupt),
        }
    }
}

/// One asset of a transfer, with its amount and its denom path in the packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The asset on this chain.
    pub asset: Asset,
    /// Amount in base units.
    pub amount: Uint256,
    /// The denom path in the packet.
    pub path: String,
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Asset::Native(denom) => f.write_str(denom),
            Asset::Cw20(token) => write!(f, "{CW20_PREFIX}{token}"),
        }
    }
}
