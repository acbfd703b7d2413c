//! Opening and closing of channels: unordered, version `ics20-1`.

use causeway_ics20::{check_order, check_version, propose_version};
use cosmwasm_std::{
    DepsMut, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, Storage,
};

use crate::error::ContractError;
use crate::event::Attributes;
use crate::flight;
use crate::state::{peek_bytes, ChannelInfo, CHANNEL_INFO};

/// First and second step. As ibc-go does, a try answers with our version whatever the counterparty proposed:
/// it then decides at the third step.
///
/// # Errors
/// An ordered channel; at the first step a version that is neither empty nor `ics20-1`.
pub fn open(msg: &IbcChannelOpenMsg) -> Result<Ibc3ChannelOpenResponse, ContractError> {
    check_order(&msg.channel().order)?;
    let proposed = match msg {
        IbcChannelOpenMsg::OpenInit { channel } => channel.version.as_str(),
        IbcChannelOpenMsg::OpenTry { .. } => "",
    };
    Ok(Ibc3ChannelOpenResponse {
        version: propose_version(proposed)?.to_string(),
    })
}

/// Third and fourth step. Order and version are checked again, for some hosts ignored errors of the first two
/// (CWA-2025-006); only then is the channel recorded. No event of ours: core's has all there is to say.
pub fn connect(deps: DepsMut, msg: IbcChannelConnectMsg) -> Result<IbcBasicResponse, ContractError> {
    check_order(&msg.channel().order)?;
    check_version(&msg.channel().version)?;
    if let Some(version) = msg.counterparty_version() {
        check_version(version)?;
    }
    let channel = msg.channel().clone();
    let info = ChannelInfo {
        id: channel.endpoint.channel_id,
        counterparty_endpoint: channel.counterparty_endpoint,
        connection_id: channel.connection_id,
    };
    CHANNEL_INFO.save(deps.storage, &info.id, &info)?;
    flight::own_from_the_start(deps.storage, &info.id)?;
    Ok(IbcBasicResponse::new())
}

/// Nobody here may close a channel, for its packets in flight could then not be acknowledged. When the other end has
/// closed, refusing would change nothing. Nothing is stored: IBC core refuses new sends for as long as the channel is
/// closed, refunds go on by timeout, and a chain may open the channel again.
pub fn close(msg: IbcChannelCloseMsg) -> Result<IbcBasicResponse, ContractError> {
    let IbcChannelCloseMsg::CloseConfirm { channel } = msg else {
        return Err(ContractError::CloseRefused);
    };
    let attributes = Attributes::action("close").with("channel", channel.endpoint.channel_id);
    Ok(IbcBasicResponse::new().add_attributes(attributes))
}

/// Whether our handshake recorded this channel.
pub fn is_recorded(storage: &dyn Storage, channel: &str) -> bool {
    peek_bytes(storage, &CHANNEL_INFO.key(channel)).is_some()
}
