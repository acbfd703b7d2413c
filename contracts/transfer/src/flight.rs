//! In-flight records: the proof that a packet is ours and still open.
//!
//! A record is written when the host reports the packet's sequence, and deleted before anything is paid, so that
//! whoever re-enters finds nothing to settle twice. Its value (asset and amount) is for people's eyes: what is paid
//! stands in the packet's own data, which core has matched with its commitment.
//!
//! Packets that a predecessor sent have no record. They are known by a sequence below the first of our own, and are
//! marked when they are settled.

use cosmwasm_std::{Api, Empty, Storage, Uint256};

use crate::asset::Asset;
use crate::bytes;
use crate::error::ContractError;
use crate::state::{peek, peek_bytes, FIRST_OWN, IN_FLIGHT, PREDECESSOR, SETTLED};

/// Who sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This contract, as it is now.
    Own,
    /// The contract whose state was taken over.
    Predecessor,
}

/// A record's value.
pub fn encode(api: &dyn Api, asset: &Asset, amount: Uint256) -> Result<Vec<u8>, ContractError> {
    bytes::join(&[&bytes::from_amount(amount), &asset.to_bytes(api)?])
}

/// Reads what [`encode`] wrote.
pub fn decode(api: &dyn Api, record: &[u8]) -> Result<(Asset, Uint256), ContractError> {
    let [amount, asset] = bytes::split(record)?;
    Ok((Asset::from_bytes(api, asset)?, bytes::to_amount(amount)?))
}

/// Writes a packet's record. On a channel that a predecessor used, the first one ends its packets' sequences.
pub fn open(
    storage: &mut dyn Storage,
    sender: &[u8],
    channel: &str,
    sequence: u64,
    record: &[u8],
) -> Result<(), ContractError> {
    storage.set(&IN_FLIGHT.key((sender, channel, sequence)), record);
    if has_predecessor(storage) && peek_bytes(storage, &FIRST_OWN.key(channel)).is_none() {
        FIRST_OWN.save(storage, channel, &sequence)?;
    }
    Ok(())
}

/// On a channel that opens now, no packet is a predecessor's.
pub fn own_from_the_start(storage: &mut dyn Storage, channel: &str) -> Result<(), ContractError> {
    if has_predecessor(storage) {
        FIRST_OWN.save(storage, channel, &1)?;
    }
    Ok(())
}

/// Ends a packet that is to be refunded.
///
/// # Errors
/// `AlreadySettled` when there is nothing open under that name.
pub fn close(
    storage: &mut dyn Storage,
    sender: &[u8],
    channel: &str,
    sequence: u64,
) -> Result<Origin, ContractError> {
    let key = IN_FLIGHT.key((sender, channel, sequence));
    if peek_bytes(storage, &key).is_some() {
        storage.remove(&key);
        return Ok(Origin::Own);
    }
    let first_own = peek::<u64>(storage, &FIRST_OWN.key(channel))?;
    let settled = SETTLED.key((channel, sequence));
    let before = has_predecessor(storage) && first_own.is_none_or(|first| sequence < first);
    if !before || peek_bytes(storage, &settled).is_some() {
        return Err(ContractError::AlreadySettled);
    }
    settled.save(storage, &Empty {})?;
    Ok(Origin::Predecessor)
}

/// Ends a packet that was delivered. Nothing is released, so there is nothing to guard: the record is not looked for.
pub fn forget(storage: &mut dyn Storage, sender: &[u8], channel: &str, sequence: u64) {
    storage.remove(&IN_FLIGHT.key((sender, channel, sequence)));
}

/// The state was taken over from another contract.
pub fn has_predecessor(storage: &dyn Storage) -> bool {
    peek_bytes(storage, PREDECESSOR.as_slice()).is_some()
}
