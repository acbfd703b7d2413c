//! What a reply is told: facts that travel in the sub-message's payload, where each byte costs gas.

use cosmwasm_std::{Addr, Api, Binary, Uint256};

use crate::asset::Asset;
use crate::bytes;
use crate::error::ContractError;

/// Id of the reply to `SendPacket`.
pub const SENT_REPLY: u64 = 1;
/// Id of the reply to a refund that could not be paid.
pub const REFUND_REPLY: u64 = 2;

/// A packet that is being sent.
pub struct Sent<'a> {
    /// Canonical.
    pub sender: &'a [u8],
    /// Ours.
    pub channel: &'a str,
    /// The in-flight record, see [`crate::flight`].
    pub record: &'a [u8],
}

impl<'a> Sent<'a> {
    /// As it travels.
    pub fn encode(&self) -> Result<Binary, ContractError> {
        bytes::join(&[self.sender, self.channel.as_bytes(), self.record]).map(Binary::from)
    }

    /// Reads what [`Sent::encode`] wrote.
    pub fn decode(payload: &'a [u8]) -> Result<Self, ContractError> {
        let [sender, channel, record] = bytes::split(payload)?;
        Ok(Self {
            sender,
            channel: std::str::from_utf8(channel).map_err(|_| ContractError::Corrupt)?,
            record,
        })
    }
}

/// A refund that is being paid.
pub struct Refund {
    /// To be minted, not taken from what this contract holds.
    pub burned: bool,
    /// Who sent the packet, as the packet says it.
    pub owner: Addr,
    /// What is paid.
    pub asset: Asset,
    /// Base units.
    pub amount: Uint256,
    /// What the payment took off the token's tracked amount, in base units; zero when it is not tracked.
    pub untracked: Uint256,
}

impl Refund {
    /// As it travels.
    pub fn encode(&self, api: &dyn Api) -> Result<Binary, ContractError> {
        let joined = bytes::join(&[
            &[u8::from(self.burned)],
            &bytes::from_amount(self.amount),
            &bytes::from_amount(self.untracked),
            &self.asset.to_bytes(api)?,
            self.owner.as_bytes(),
        ])?;
        Ok(joined.into())
    }

    /// Reads what [`Refund::encode`] wrote.
    pub fn decode(api: &dyn Api, payload: &[u8]) -> Result<Self, ContractError> {
        let [burned, amount, untracked, asset, owner] = bytes::split(payload)?;
        let owner = std::str::from_utf8(owner).map_err(|_| ContractError::Corrupt)?;
        Ok(Self {
            burned: burned == [1],
            owner: Addr::unchecked(owner),
            asset: Asset::from_bytes(api, asset)?,
            amount: bytes::to_amount(amount)?,
            untracked: bytes::to_amount(untracked)?,
        })
    }
}
