//! Opening and closing of channels: unordered, version `ics20-1`.

use causeway_ics20::{check_order, check_version, propose_version};
use cosmwasm_std::{
    ChannelResponse, Deps, DepsMut, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcQuery, Storage,
};

use crate::error::ContractError;
use crate::event::Attributes;
use crate::state::{get_by_range, ChannelInfo, CHANNEL_INFO};
use crate::takeover;

/// First and second step (OpenInit, OpenTry). As in ibc-go, OpenTry answers with our version whatever the counterparty
/// proposed; the counterparty then accepts or rejects it at the third step.
///
/// # Errors
/// Those of the ICS-20 crate for an ordered channel, and at the first step for a version that is neither empty nor
/// `ics20-1`.
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

/// Third and fourth step (OpenAck, OpenConfirm). Order and version are checked again, because some hosts ignored errors of
/// the first two steps (CWA-2025-006). Then the channel is recorded. There is no event, because IBC core emits one.
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
    takeover::mark_channel_as_new(deps.storage, &info.id)?;
    Ok(IbcBasicResponse::new())
}

/// CloseInit is rejected, because packets in flight on a closed channel could not be acknowledged. CloseConfirm is accepted,
/// because the counterparty has closed its end already. Nothing is stored: IBC core rejects new sends while the channel is
/// closed, timeouts still refund, and a chain may reopen the channel.
pub fn close(msg: IbcChannelCloseMsg) -> Result<IbcBasicResponse, ContractError> {
    let IbcChannelCloseMsg::CloseConfirm { channel } = msg else {
        return Err(ContractError::CloseRefused);
    };
    let attributes = Attributes::action("close").with("channel", channel.endpoint.channel_id);
    Ok(IbcBasicResponse::new().add_attributes(attributes))
}

/// Whether a channel takes new packets and acknowledgements, as IBC core says now.
pub fn is_open(deps: Deps, channel: &str) -> Result<bool, ContractError> {
    let query = IbcQuery::Channel {
        channel_id: channel.to_string(),
        port_id: None,
    };
    let core: ChannelResponse = deps.querier.query(&query.into())?;
    Ok(core.channel.is_some())
}

/// Whether a completed handshake has recorded this channel.
pub fn is_recorded(storage: &dyn Storage, channel: &str) -> bool {
    get_by_range(storage, &CHANNEL_INFO.key(channel)).is_some()
}
