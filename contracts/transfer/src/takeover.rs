//! The takeover of a cw20-ics20 in place, and the packets that it sent. These packets have no in-flight record: they are
//! recognised by a sequence below the first that this contract sent on their channel, and are marked when they are settled.

use cosmwasm_std::{from_json, Addr, DepsMut, Empty, Storage};
use cw2::ContractVersion;
use semver::Version;
use serde::Deserialize;

use crate::error::ContractError;
use crate::in_flight;
use crate::state::{get_by_range, get_json_by_range, Predecessor, ADMIN, CONFIG};
use crate::state::{FIRST_OWN, PREDECESSOR, SETTLED};

/// cw2 name of the predecessor, which its forks share.
pub const CW20_ICS20: &str = "crates.io:cw20-ics20";
/// The versions whose state can be taken over, from the first to the last: those with state version 3.
const FIRST_VERSION: Version = Version::new(0, 13, 1);
const LAST_VERSION: Version = Version::new(2, 0, 0);

/// Who sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This contract, as it is now.
    Own,
    /// The contract whose state was taken over.
    Predecessor,
}

/// `ics20_config` as state version 3 has it, and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(rename = "default_timeout")]
    _default_timeout: u64,
    #[serde(rename = "default_gas_limit")]
    _default_gas_limit: Option<u64>,
}

/// Takes over a cw20-ics20. No entry moves, and only its settings and its admin are read. They are read strictly, because
/// forks with a different state use the same name.
///
/// # Errors
/// `CannotTakeOver`, whose text says which state is accepted and what to do.
pub fn take_over(deps: &mut DepsMut, from: &ContractVersion) -> Result<(), ContractError> {
    let refuse = |reason: &str| {
        Err(ContractError::CannotTakeOver {
            version: from.version.clone(),
            reason: reason.to_string(),
        })
    };
    if has_predecessor(deps.storage) {
        return refuse("this state was taken over before and cannot be a second time");
    }
    let Ok(version) = from.version.parse::<Version>() else {
        return refuse("its version is not of the form 1.2.3");
    };
    if version < FIRST_VERSION {
        return refuse("it is older than 0.13.1: migrate it to cw20-ics20 2.0.0 first");
    }
    if version > LAST_VERSION {
        return refuse("it is newer than 2.0.0");
    }
    let config = deps.storage.get(CONFIG.as_slice()).unwrap_or_default();
    if from_json::<Config>(config).is_err() {
        return refuse("its ics20_config is not that of cw20-ics20: it is a fork with another state");
    }
    let admin = deps.storage.get(ADMIN.as_slice()).unwrap_or_default();
    let valid = match from_json::<Option<Addr>>(admin) {
        Ok(Some(admin)) => deps.api.addr_validate(admin.as_str()).is_ok(),
        Ok(None) => true,
        Err(_) => false,
    };
    if !valid {
        return refuse("its admin is not that of cw20-ics20: it is a fork with another state");
    }
    let predecessor = Predecessor {
        contract: from.contract.clone(),
        version: from.version.clone(),
    };
    Ok(PREDECESSOR.save(deps.storage, &predecessor)?)
}

/// Whether the state was taken over from another contract.
pub fn has_predecessor(storage: &dyn Storage) -> bool {
    get_by_range(storage, PREDECESSOR.as_slice()).is_some()
}

/// Stores the sequence of the first packet that this contract sends on a channel of the predecessor. The predecessor's
/// packets have lower sequences.
pub fn note_own_packet(storage: &mut dyn Storage, channel: &str, sequence: u64) -> Result<(), ContractError> {
    if has_predecessor(storage) && get_by_range(storage, &FIRST_OWN.key(channel)).is_none() {
        FIRST_OWN.save(storage, channel, &sequence)?;
    }
    Ok(())
}

/// Marks a channel that opens now, so that no packet on it counts as the predecessor's.
pub fn mark_channel_as_new(storage: &mut dyn Storage, channel: &str) -> Result<(), ContractError> {
    if has_predecessor(storage) {
        FIRST_OWN.save(storage, channel, &1)?;
    }
    Ok(())
}

/// Marks a packet as settled before its refund, and returns which contract sent it.
///
/// # Errors
/// `AlreadySettled` when no such packet is pending.
pub fn close_packet(
    storage: &mut dyn Storage,
    sender: &[u8],
    channel: &str,
    sequence: u64,
) -> Result<Origin, ContractError> {
    if in_flight::take(storage, sender, channel, sequence).is_some() {
        return Ok(Origin::Own);
    }
    settle_old_packet(storage, channel, sequence)?;
    Ok(Origin::Predecessor)
}

/// Marks a packet of the predecessor as settled.
///
/// # Errors
/// `AlreadySettled` when it was marked before, or its sequence is not below the first that this contract sent.
pub fn settle_old_packet(
    storage: &mut dyn Storage,
    channel: &str,
    sequence: u64,
) -> Result<(), ContractError> {
    let first_own = get_json_by_range::<u64>(storage, &FIRST_OWN.key(channel))?;
    let settled = SETTLED.key((channel, sequence));
    let is_old = has_predecessor(storage) && first_own.is_none_or(|first| sequence < first);
    if !is_old || get_by_range(storage, &settled).is_some() {
        return Err(ContractError::AlreadySettled);
    }
    Ok(settled.save(storage, &Empty {})?)
}
