//! Held packets: returns that have arrived, and are neither paid nor acknowledged yet.
//!
//! A return is held when it arrives during a homeward pause, or does not fit a homeward limit. Its books and tokens are
//! untouched, and the in-flight record of its sender stays open.

use cosmwasm_std::{Binary, Env, Order, Storage};
use cw_storage_plus::Bound;

use super::Packet;
use crate::error::ContractError;
use crate::handshake;
use crate::msg::RefuseMsg;
use crate::state::{get_by_range, DELAYED, REFUSED};

/// How long after its arrival a held packet may be released, in seconds.
const DAY: u64 = 86_400;
/// How long after it may be released a release that cannot pay may answer with an error, in seconds.
const WEEK: u64 = 604_800;
/// Longest packet data that is held, in bytes.
const MAX_DATA: usize = 65_536;
/// The first byte of an entry: a state, the due time and the packet's data follow.
const FORM: u8 = 1;
const WAITING: u8 = 0;
const PAID: u8 = 1;

/// A held packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// From when on it may be released, in seconds of block time.
    pub due: u64,
    /// Whether it was paid while its channel was closed, so that only the acknowledgement is missing.
    pub is_paid: bool,
    /// The packet's data, as it came.
    pub data: Binary,
}

impl Held {
    /// Whether it has been due for so long that a release which cannot pay may answer with an error.
    pub fn is_long_due(&self, now: u64) -> bool {
        now >= self.due.saturating_add(WEEK)
    }

    /// When it arrived, in seconds of block time.
    fn arrived(&self) -> u64 {
        self.due.saturating_sub(DAY)
    }

    /// The data stays as raw bytes, because each byte of it is paid for when it is stored.
    fn encode(&self) -> Vec<u8> {
        let state = if self.is_paid { PAID } else { WAITING };
        let mut bytes = vec![FORM, state];
        bytes.extend(self.due.to_be_bytes());
        bytes.extend_from_slice(&self.data);
        bytes
    }

    /// Reads an entry's bytes.
    ///
    /// # Errors
    /// `Corrupt` for bytes that this contract did not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, ContractError> {
        let Some((&[FORM, state], rest)) = bytes.split_first_chunk() else {
            return Err(ContractError::Corrupt);
        };
        let (due, data) = rest.split_first_chunk().ok_or(ContractError::Corrupt)?;
        Ok(Self {
            due: u64::from_be_bytes(*due),
            is_paid: state == PAID,
            data: data.into(),
        })
    }
}

/// Holds a packet that arrives now. Returns from when on it may be released.
///
/// # Errors
/// `TooLongToHold` for data above 64 KiB: the packet is then refused.
pub fn hold(storage: &mut dyn Storage, env: &Env, packet: &Packet) -> Result<u64, ContractError> {
    if packet.data.len() > MAX_DATA {
        return Err(ContractError::TooLongToHold);
    }
    let held = Held {
        due: env.block.time.seconds().saturating_add(DAY),
        is_paid: false,
        data: packet.data.clone(),
    };
    save(storage, &packet.ours.channel, packet.sequence, &held);
    Ok(held.due)
}

/// Loads a held packet.
///
/// # Errors
/// `NotHeld` when there is no such packet.
pub fn load(storage: &dyn Storage, channel: &str, sequence: u64) -> Result<Held, ContractError> {
    let bytes = get_by_range(storage, &DELAYED.key((channel, sequence)));
    let bytes = bytes.ok_or_else(|| ContractError::NotHeld {
        channel: channel.to_string(),
        sequence,
    })?;
    Held::decode(&bytes)
}

/// Marks a held packet as paid without an acknowledgement.
pub fn mark_paid(storage: &mut dyn Storage, packet: &Packet, due: u64) {
    let paid = Held {
        due,
        is_paid: true,
        data: packet.data.clone(),
    };
    save(storage, &packet.ours.channel, packet.sequence, &paid);
}

/// Deletes a held packet that is answered now.
pub fn remove(storage: &mut dyn Storage, packet: &Packet) {
    storage.remove(&DELAYED.key((&packet.ours.channel, packet.sequence)));
}

fn save(storage: &mut dyn Storage, channel: &str, sequence: u64, held: &Held) {
    storage.set(&DELAYED.key((channel, sequence)), &held.encode());
}

/// Refuses ranges of held packets, as a migration does: one mark for each range. It counts for what has arrived by now.
///
/// # Errors
/// `EmptyRange`, `UnknownChannel`.
pub fn refuse(storage: &mut dyn Storage, env: &Env, ranges: &[RefuseMsg]) -> Result<(), ContractError> {
    for range in ranges {
        let RefuseMsg { channel, first, last } = range;
        if first > last {
            return Err(ContractError::EmptyRange {
                first: *first,
                last: *last,
            });
        }
        if !handshake::is_recorded(storage, channel) {
            return Err(ContractError::UnknownChannel(channel.clone()));
        }
        REFUSED.save(storage, (channel, *last, *first), &env.block.time.seconds())?;
    }
    Ok(())
}

/// Whether a migration has refused a held packet: any mark whose range covers it, and which is not older than its arrival.
pub fn is_refused(
    storage: &dyn Storage,
    channel: &str,
    sequence: u64,
    held: &Held,
) -> Result<bool, ContractError> {
    if held.is_paid {
        return Ok(false);
    }
    let from = Bound::inclusive((sequence, 0));
    let marks = REFUSED
        .sub_prefix(channel)
        .range(storage, Some(from), None, Order::Ascending);
    for mark in marks {
        let ((_, first), at) = mark?;
        if first <= sequence && held.arrived() <= at {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back_as_it_was_written() {
        for (is_paid, data) in [(false, b"{}".as_slice()), (true, b""), (false, &[0xff; 300])] {
            let held = Held {
                due: 1_800_000_000,
                is_paid,
                data: data.into(),
            };
            assert_eq!(Held::decode(&held.encode()).unwrap(), held);
        }
    }

    #[test]
    fn bytes_of_another_form_are_refused() {
        for bytes in [
            b"".as_slice(),
            b"\x01",
            b"\x01\x00\x00",
            b"\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00{}",
        ] {
            assert!(Held::decode(bytes).is_err(), "{bytes:?}");
        }
    }
}
