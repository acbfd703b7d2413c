use cosmwasm_std::IbcOrder;

use crate::Error;

/// The version of an ICS-20 channel. Whatever the other side proposes in OpenTry, this is the answer.
pub const VERSION: &str = "ics20-1";

/// Transfers do not wait for each other: the channel must be unordered.
///
/// # Errors
/// [`Error::InvalidOrder`]
pub fn check_order(order: &IbcOrder) -> Result<(), Error> {
    match order {
        IbcOrder::Unordered => Ok(()),
        IbcOrder::Ordered => Err(Error::InvalidOrder),
    }
}

/// Checks the version that a channel ends up with, and the counterparty's in OpenAck.
///
/// # Errors
/// [`Error::InvalidVersion`]
pub fn check_version(version: &str) -> Result<(), Error> {
    if version == VERSION {
        return Ok(());
    }
    Err(Error::InvalidVersion)
}

/// The version to answer in OpenInit: an opener who names none gets [`VERSION`].
///
/// # Errors
/// [`Error::InvalidVersion`]
pub fn propose_version(proposed: &str) -> Result<&'static str, Error> {
    if !proposed.is_empty() {
        check_version(proposed)?;
    }
    Ok(VERSION)
}
