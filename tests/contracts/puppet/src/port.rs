//! The port of a puppet. It accepts every channel, and traps when a packet arrives. wasmd then aborts the whole
//! transaction, because it writes an error acknowledgement only for an error, and not for a trap.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    DepsMut, Env, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
    StdResult,
};

/// Accepts the proposed version.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_open(
    _: DepsMut,
    _: Env,
    message: IbcChannelOpenMsg,
) -> StdResult<Option<Ibc3ChannelOpenResponse>> {
    let version = message.channel().version.clone();
    Ok(Some(Ibc3ChannelOpenResponse { version }))
}

/// Accepts the connection of a channel.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_connect(_: DepsMut, _: Env, _: IbcChannelConnectMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

/// Accepts the closing of a channel.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_close(_: DepsMut, _: Env, _: IbcChannelCloseMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

/// Traps, as a contract that panics.
#[cfg_attr(not(feature = "library"), entry_point)]
#[allow(clippy::panic, reason = "that is what it is for")]
pub fn ibc_packet_receive(_: DepsMut, _: Env, _: IbcPacketReceiveMsg) -> StdResult<IbcReceiveResponse> {
    panic!("a packet has arrived")
}

/// Does nothing, because the puppet sends no packets.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_ack(_: DepsMut, _: Env, _: IbcPacketAckMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

/// Does nothing, because the puppet sends no packets.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_timeout(_: DepsMut, _: Env, _: IbcPacketTimeoutMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}
