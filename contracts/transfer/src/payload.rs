//! Payloads of sub-messages, which carry what the reply needs to know. They are bytes, because each byte costs gas.

use cosmwasm_std::{Addr, Api, Binary, Uint256};

use crate::asset::Asset;
use crate::bytes;
use crate::error::ContractError;

/// Id of the reply to `SendPacket`.
pub const SENT_REPLY: u64 = 1;
/// Id of the reply to a refund that could not be paid.
pub const REFUND_REPLY: u64 = 2;

/// Id of the reply to a release that could not pay.
pub const RELEASE_REPLY: u64 = 3;
/// Stands before what a send took from a limit, so that nothing taken differs from no limit.
const TAKEN: u8 = 1;

/// A packet that is being sent.
pub struct SentPacket<'a> {
    /// Canonical address of the sender.
    pub sender: &'a [u8],
    /// Channel id at our end.
    pub channel: &'a str,
    /// The in-flight record, see [`crate::in_flight`].
    pub record: &'a [u8],
    /// What the send took from a limit, in base units; `None` when no limit stands.
    pub taken: Option<Uint256>,
}

impl<'a> SentPacket<'a> {
    /// Writes the payload.
    pub fn encode(&self) -> Binary {
        let taken = self
            .taken
            .map(|taken| [&[TAKEN], bytes::from_amount(taken).as_slice()].concat());
        bytes::join(&[
            self.sender,
            self.channel.as_bytes(),
            self.record,
            &taken.unwrap_or_default(),
        ])
        .into()
    }

    /// Reads bytes that [`SentPacket::encode`] wrote.
    pub fn decode(payload: &'a [u8]) -> Result<Self, ContractError> {
        let [sender, channel, record, taken] = bytes::split(payload)?;
        let taken = taken.strip_prefix(&[TAKEN]);
        Ok(Self {
            sender,
            channel: text(channel)?,
            record,
            taken: taken.map(bytes::to_amount).transpose()?,
        })
    }
}

/// A held packet that is being released.
pub struct HeldPacket<'a> {
    /// Channel id at our end.
    pub channel: &'a str,
    /// The packet's sequence, assigned by the chain that sent it.
    pub sequence: u64,
}

impl<'a> HeldPacket<'a> {
    /// Writes the payload.
    pub fn encode(&self) -> Binary {
        bytes::join(&[self.channel.as_bytes(), &self.sequence.to_be_bytes()]).into()
    }

    /// Reads bytes that [`HeldPacket::encode`] wrote.
    pub fn decode(payload: &'a [u8]) -> Result<Self, ContractError> {
        let [channel, sequence] = bytes::split(payload)?;
        let sequence = sequence.try_into().map_err(|_| ContractError::Corrupt)?;
        Ok(Self {
            channel: text(channel)?,
            sequence: u64::from_be_bytes(sequence),
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
