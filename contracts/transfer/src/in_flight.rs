//! In-flight records. A record proves that this contract sent a packet which is not settled yet.
//!
//! A record is written when the host reports the packet's sequence, and deleted before anything is paid, so that a
//! re-entrant call cannot settle the packet twice. Its value (asset and amount) is only shown by queries. A refund uses
//! the packet's own data, which IBC core has compared with the packet's commitment.

use cosmwasm_std::{Api, Storage, Uint256};

use crate::asset::{Asset, Leg};
use crate::bytes;
use crate::error::ContractError;
use crate::state::{get_by_range, IN_FLIGHT};

/// The first byte of a record, which means that one asset and its amount follow.
const FORM_ONE_ASSET: u8 = 1;

/// A record's value: its form, then amount and asset, each with its length.
pub fn encode(api: &dyn Api, leg: &Leg) -> Result<Vec<u8>, ContractError> {
    let mut record = vec![FORM_ONE_ASSET];
    let parts = bytes::join(&[&bytes::from_amount(leg.amount), &leg.asset.to_bytes(api)?]);
    record.extend(parts);
    Ok(record)
}

/// Reads bytes that [`encode`] wrote.
///
/// # Errors
/// `Corrupt` for any other bytes.
pub fn decode(api: &dyn Api, record: &[u8]) -> Result<(Asset, Uint256), ContractError> {
    let Some((&FORM_ONE_ASSET, parts)) = record.split_first() else {
        return Err(ContractError::Corrupt);
    };
    let [amount, asset] = bytes::split(parts)?;
    Ok((Asset::from_bytes(api, asset)?, bytes::to_amount(amount)?))
}

/// Writes the record of a packet that was sent.
pub fn write(storage: &mut dyn Storage, sender: &[u8], channel: &str, sequence: u64, record: &[u8]) {
    storage.set(&IN_FLIGHT.key((sender, channel, sequence)), record);
}

/// Deletes the record of a packet that is to be refunded, and returns it. `None` when there is none.
pub fn take(storage: &mut dyn Storage, sender: &[u8], channel: &str, sequence: u64) -> Option<Vec<u8>> {
    let key = IN_FLIGHT.key((sender, channel, sequence));
    let record = get_by_range(storage, &key)?;
    storage.remove(&key);
    Some(record)
}

/// Deletes the record of a packet that was delivered. Success pays nothing out, so a missing record is harmless and is not
/// checked.
pub fn forget(storage: &mut dyn Storage, sender: &[u8], channel: &str, sequence: u64) {
    storage.remove(&IN_FLIGHT.key((sender, channel, sequence)));
}
