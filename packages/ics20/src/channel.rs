use cosmwasm_std::IbcOrder;

use crate::Error;

/// The version of an ICS-20 channel. It is also the answer in OpenTry, whatever the counterparty proposes.
pub const VERSION: &str = "ics20-1";

/// Checks that a channel is unordered, so that no transfer has to wait for another.
///
/// # Errors
/// [`Error::InvalidOrder`]
pub fn check_order(order: &IbcOrder) -> Result<(), Error> {
    match order {
        IbcOrder::Unordered => Ok(()),
        IbcOrder::Ordered => Err(Error::InvalidOrder),
    }
}

/// Checks the final version of a channel, and the counterparty's version in OpenAck.
///
/// # Errors
/// [`Error::InvalidVersion`]
pub fn check_version(version: &str) -> Result<(), Error> {
    if version == VERSION {
        return Ok(());
    }
    Err(Error::InvalidVersion)
}

/// The version to answer in OpenInit: [`VERSION`], if the proposed version is that or empty.
///
/// # Errors
/// [`Error::InvalidVersion`]
pub fn propose_version(proposed: &str) -> Result<&'static str, Error> {
    if !proposed.is_empty() {
        check_version(proposed)?;
    }
    Ok(VERSION)
}
