//! Channel handshake and close. Source: `modules/apps/transfer/ibc_module.go`.

use cosmwasm_std::IbcOrder;

use super::error::{
    TransferError, INVALID_CHANNEL_ORDERING, INVALID_ID, INVALID_PORT, INVALID_REQUEST, INVALID_VERSION,
    MAX_TRANSFER_CHANNELS,
};
use super::{host, PORT, VERSION};

/// OpenInit: returns the version of the channel. An empty proposal means `ics20-1`.
///
/// # Errors
/// For an ordered channel, another port, a channel number from 2^32 on, or another version.
pub fn open_init(
    order: &IbcOrder,
    port: &str,
    channel: &str,
    version: &str,
) -> Result<String, TransferError> {
    validate_channel_params(order, port, channel)?;
    match version.trim() {
        "" => Ok(VERSION.to_string()),
        _ => expect_version(version).map(|()| VERSION.to_string()),
    }
}

/// OpenTry: returns `ics20-1`, whatever the counterparty proposes. A counterparty that requires another version fails at
/// OpenAck.
///
/// # Errors
/// For an ordered channel, another port, or a channel number from 2^32 on.
pub fn open_try(
    order: &IbcOrder,
    port: &str,
    channel: &str,
    _counterparty: &str,
) -> Result<String, TransferError> {
    validate_channel_params(order, port, channel)?;
    Ok(VERSION.to_string())
}

/// OpenAck: the counterparty has answered with its version.
///
/// # Errors
/// `transfer/4` unless the counterparty answered `ics20-1`.
pub fn open_ack(counterparty_version: &str) -> Result<(), TransferError> {
    expect_version(counterparty_version)
}

/// CloseInit: always fails, because nobody may close a transfer channel from this end. OpenConfirm and CloseConfirm always
/// succeed and do nothing.
///
/// # Errors
/// `ibc/8`, always.
pub fn close_init() -> Result<(), TransferError> {
    Err(INVALID_REQUEST.wrap("user cannot close channel"))
}

fn expect_version(version: &str) -> Result<(), TransferError> {
    if version != VERSION {
        return Err(INVALID_VERSION.wrap(format!("expected {VERSION}, got {version}")));
    }
    Ok(())
}

fn validate_channel_params(order: &IbcOrder, port: &str, channel: &str) -> Result<(), TransferError> {
    let sequence = host::channel_sequence(channel).ok_or_else(|| {
        INVALID_ID.wrap(format!(
            "channel identifier {channel} is not in the format: `channel-{{N}}`"
        ))
    })?;
    if sequence > u64::from(u32::MAX) {
        return Err(MAX_TRANSFER_CHANNELS.wrap(format!(
            "channel sequence {sequence} is greater than max allowed transfer channels {}",
            u32::MAX
        )));
    }
    if *order != IbcOrder::Unordered {
        return Err(INVALID_CHANNEL_ORDERING.wrap("expected ORDER_UNORDERED channel, got ORDER_ORDERED "));
    }
    if port != PORT {
        return Err(INVALID_PORT.wrap(format!("invalid port: {port}, expected {PORT}")));
    }
    Ok(())
}
