//! Payloads of sub-messages, which carry what the reply needs to know. They are bytes, because each byte costs gas.

use cosmwasm_std::{Addr, Api, Binary, Uint256};

use crate::asset::Asset;
use crate::bytes;
use crate::error::ContractError;

/// Id of the reply to `SendPacket`.
pub const SENT_REPLY: u64 = 1;
/// Id of the reply to a refund that could not be paid.
pub const REFUND_REPLY: u64 = 2;

/// A packet that is being sent.
pub struct SentPacket<'a> {
    /// Canonical address of the sender.
    pub sender: &'a [u8],
    /// Channel id at our end.
    pub channel: &'a str,
    /// The in-flight record, see [`crate::in_flight`].
    pub record: &'a [u8],
}

impl<'a> SentPacket<'a> {
    /// Writes the payload.
    pub fn encode(&self) -> Binary {
        bytes::join(&[self.sender, self.channel.as_bytes(), self.record]).into()
    }

    /// Reads bytes that [`SentPacket::encode`] wrote.
    pub fn decode(payload: &'a [u8]) -> Result<Self, ContractError> {
        let [sender, channel, record] = bytes::split(payload)?;
        Ok(Self {
            sender,
            channel: text(channel)?,
            record,
        })
    }
}

/// A refund that is being paid, for the case that it fails.
pub struct FailedRefund {
    /// True if the refund mints vouchers, false if it pays tokens that this contract holds.
    pub burned: bool,
    /// The sender, as written in the packet.
    pub owner: Addr,
    /// The asset that the refund pays.
    pub asset: Asset,
    /// Amount in base units.
    pub amount: Uint256,
    /// How much the refund has taken off the token's tracked amount, in base units; zero when the token is not tracked.
    pub untracked: Uint256,
}

impl FailedRefund {
    /// Writes the payload.
    pub fn encode(&self, api: &dyn Api) -> Result<Binary, ContractError> {
        let joined = bytes::join(&[
            &[u8::from(self.burned)],
            self.owner.as_bytes(),
            &self.asset.to_bytes(api)?,
            &bytes::from_amount(self.amount),
            &bytes::from_amount(self.untracked),
        ]);
        Ok(joined.into())
    }

    /// Reads bytes that [`FailedRefund::encode`] wrote.
    pub fn decode(api: &dyn Api, payload: &[u8]) -> Result<Self, ContractError> {
        let [burned, owner, asset, amount, untracked] = bytes::split(payload)?;
        Ok(Self {
            burned: burned == [1],
            owner: Addr::unchecked(text(owner)?),
            asset: Asset::from_bytes(api, asset)?,
            amount: bytes::to_amount(amount)?,
            untracked: bytes::to_amount(untracked)?,
        })
    }
}

fn text(bytes: &[u8]) -> Result<&str, ContractError> {
    std::str::from_utf8(bytes).map_err(|_| ContractError::Corrupt)
}
