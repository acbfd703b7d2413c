//! Packets of a predecessor, whose state was taken over by a migration. They have no in-flight record: they are known by a
//! sequence below the first of our own on their channel, and are marked when they are settled.

use cosmwasm_std::{Empty, Storage};

use crate::error::ContractError;
use crate::in_flight;
use crate::state::{get_by_range, get_json_by_range, FIRST_OWN, PREDECESSOR, SETTLED};

/// Who sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This contract, as it is now.
    Own,
    /// The contract whose state was taken over.
    Predecessor,
}

/// Whether the state was taken over from another contract.
pub fn has_predecessor(storage: &dyn Storage) -> bool {
    get_by_range(storage, PREDECESSOR.as_slice()).is_some()
}

/// Notes a packet of our own: on a channel that a predecessor used, the first one ends its packets' sequences.
pub fn note_own_packet(storage: &mut dyn Storage, channel: &str, sequence: u64) -> Result<(), ContractError> {
    if has_predecessor(storage) && get_by_range(storage, &FIRST_OWN.key(channel)).is_none() {
        FIRST_OWN.save(storage, channel, &sequence)?;
    }
    Ok(())
}

/// Notes a channel that opens now: no packet on it is a predecessor's.
pub fn mark_channel_as_new(storage: &mut dyn Storage, channel: &str) -> Result<(), ContractError> {
    if has_predecessor(storage) {
        FIRST_OWN.save(storage, channel, &1)?;
    }
    Ok(())
}

/// Ends a packet that is to be refunded, and tells who sent it.
///
/// # Errors
/// `AlreadySettled` when no packet of that name is open.
pub fn close_packet(
    storage: &mut dyn Storage,
    sender: &[u8],
    channel: &str,
    sequence: u64,
) -> Result<Origin, ContractError> {
    if in_flight::close(storage, sender, channel, sequence) {
        return Ok(Origin::Own);
    }
    let first_own = get_json_by_range::<u64>(storage, &FIRST_OWN.key(channel))?;
    let settled = SETTLED.key((channel, sequence));
    let is_old = has_predecessor(storage) && first_own.is_none_or(|first| sequence < first);
    if !is_old || get_by_range(storage, &settled).is_some() {
        return Err(ContractError::AlreadySettled);
    }
    settled.save(storage, &Empty {})?;
    Ok(Origin::Predecessor)
}
