//! Opening and closing of channels (ibc-go `04-channel/keeper/handshake.go`, wasmd `x/wasm/ibc.go`). As in ibc-go, the
//! port is called before the new state is written.
use super::core::{module_event, Core, Host};
use super::store::{
    channel, connection, expect_state, new_channel_id, set_channel, ChannelEnd, ChannelState, ConnectionEnd,
};
use crate::codes::{ibc, wasm};
use crate::contract::IbcEntry;
use crate::proof::{channel_path, Statement};
use crate::proto::{self, Counterparty, Height};
use cosmwasm_std::{
    from_json, Event, Ibc3ChannelOpenResponse, IbcChannel, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcEndpoint, IbcOrder, StdResult, Storage,
};
use cw_multi_test::AppResponse;

fn order_of(number: i32) -> StdResult<IbcOrder> {
    match number {
        1 => Ok(IbcOrder::Unordered),
        2 => Ok(IbcOrder::Ordered),
        _ => Err(ibc::INVALID_CHANNEL_ORDERING.error()),
    }
}
pub(crate) fn order_number(order: &IbcOrder) -> i32 {
    match order {
        IbcOrder::Unordered => 1,
        IbcOrder::Ordered => 2,
    }
}

fn endpoint(port: &str, channel: &str) -> IbcEndpoint {
    IbcEndpoint {
        port_id: port.into(),
        channel_id: channel.into(),
    }
}

/// The channel that the first or second step of a handshake will open.
fn proposed_channel(s: &mut dyn Storage, port: &str, m: proto::Channel) -> StdResult<IbcChannel> {
    let [hop] = m.connection_hops.as_slice() else {
        let text = format!("expected 1, got {}", m.connection_hops.len());
        return Err(ibc::TOO_MANY_CONNECTION_HOPS.wrap(text));
    };
    let Counterparty { port_id, channel_id } = &m.counterparty;
    let (own, other) = (endpoint(port, &new_channel_id(s)), endpoint(port_id, channel_id));
    Ok(IbcChannel::new(own, other, order_of(m.ordering)?, m.version, hop))
}

/// The other end of `end`, as its chain should have stored it.
pub(crate) fn counterparty_end(
    end: &ChannelEnd,
    state: ChannelState,
    connection: &ConnectionEnd,
) -> ChannelEnd {
    let c = &end.channel;
    ChannelEnd {
        state,
        channel: IbcChannel::new(
            c.counterparty_endpoint.clone(),
            c.endpoint.clone(),
            c.order.clone(),
            c.version.clone(),
            connection.counterparty_connection.clone(),
        ),
        counterparty_chain: String::new(), // no part of what is proven
    }
}

/// Checks the proof that the other end has the names, order and version that this end expects.
fn verify_other_end(
    s: &dyn Storage,
    end: &ChannelEnd,
    want: ChannelState,
    proof: &[u8],
    height: Height,
) -> StdResult<()> {
    let connection = connection(s, &end.channel.connection_id)?;
    let other = counterparty_end(end, want, &connection);
    let at = &other.channel.endpoint;
    Statement {
        chain: &end.counterparty_chain,
        path: &channel_path(&at.port_id, &at.channel_id),
        value: &other.proof_value(),
    }
    .verify(proof, height)
    .map(|_| ())
}

impl Core {
    pub(super) fn open_init(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: proto::MsgChannelOpenInit,
    ) -> StdResult<AppResponse> {
        let channel = proposed_channel(s, &m.port_id, m.channel)?;
        let counterparty_chain = connection(s, &channel.connection_id)?.chain;
        let proposed = channel.version.clone();
        let ask = IbcChannelOpenMsg::new_init(channel.clone());
        let (version, events) = self.ask_to_open(h, s, &m.port_id, ask)?;
        let version = Some(version.unwrap_or(proposed)).filter(|v| !v.is_empty());
        let version = version.ok_or_else(|| wasm::EMPTY.wrap("version"))?;
        write(
            s,
            ChannelState::Init,
            channel,
            version,
            counterparty_chain,
            events,
            "channel_open_init",
        )
    }

    pub(super) fn open_try(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: proto::MsgChannelOpenTry,
    ) -> StdResult<AppResponse> {
        let mut channel = proposed_channel(s, &m.port_id, m.channel)?;
        channel.version = m.counterparty_version.clone();
        let end = ChannelEnd {
            state: ChannelState::TryOpen,
            counterparty_chain: connection(s, &channel.connection_id)?.chain,
            channel: channel.clone(),
        };
        // The first end does not know this channel's id yet.
        let mut expected = end.clone();
        expected.channel.endpoint.channel_id.clear();
        verify_other_end(s, &expected, ChannelState::Init, &m.proof_init, m.proof_height)?;
        let ask = IbcChannelOpenMsg::new_try(channel.clone(), m.counterparty_version.clone());
        let (version, events) = self.ask_to_open(h, s, &m.port_id, ask)?;
        let version = version.unwrap_or(m.counterparty_version);
        let chain = end.counterparty_chain;
        write(s, end.state, channel, version, chain, events, "channel_open_try")
    }

    /// Calls the port to open, and returns the version that it names, if any.
    fn ask_to_open(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        port: &str,
        ask: IbcChannelOpenMsg,
    ) -> StdResult<(Option<String>, Vec<Event>)> {
        let res = self.call_port(h, s, port, IbcEntry::ChannelOpen(ask))?;
        let answer = res.data.map(from_json::<Ibc3ChannelOpenResponse>).transpose()?;
        let version = answer.map(|a| a.version).filter(|v| !v.is_empty());
        Ok((version, res.events))
    }

    pub(super) fn open_ack(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: proto::MsgChannelOpenAck,
    ) -> StdResult<AppResponse> {
        let mut end = channel(s, &m.port_id, &m.channel_id)?;
        expect_state(&end, ChannelState::Init)?;
        let proposed = end.channel.version.clone();
        end.channel.counterparty_endpoint.channel_id = m.counterparty_channel_id;
        end.channel.version = m.counterparty_version.clone();
        verify_other_end(s, &end, ChannelState::TryOpen, &m.proof_try, m.proof_height)?;
        // The port sees its own version as well as the counterparty's.
        let mut own = end.channel.clone();
        own.version = proposed;
        let tell = IbcChannelConnectMsg::new_ack(own, m.counterparty_version);
        let res = self.call_port(h, s, &m.port_id, IbcEntry::ChannelConnect(tell))?;
        end.state = ChannelState::Open;
        set_channel(s, &end)?;
        Ok(handshake_response(res.events, &end, "channel_open_ack"))
    }

    pub(super) fn open_confirm(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: proto::MsgChannelOpenConfirm,
    ) -> StdResult<AppResponse> {
        let mut end = channel(s, &m.port_id, &m.channel_id)?;
        expect_state(&end, ChannelState::TryOpen)?;
        verify_other_end(s, &end, ChannelState::Open, &m.proof_ack, m.proof_height)?;
        let tell = IbcChannelConnectMsg::new_confirm(end.channel.clone());
        let res = self.call_port(h, s, &m.port_id, IbcEntry::ChannelConnect(tell))?;
        end.state = ChannelState::Open;
        set_channel(s, &end)?;
        Ok(handshake_response(res.events, &end, "channel_open_confirm"))
    }

    /// Closes one end, for MsgChannelCloseInit or a contract's `IbcMsg::CloseChannel`. The port may reject it.
    pub(super) fn close_init(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        port: &str,
        id: &str,
    ) -> StdResult<AppResponse> {
        let end = channel(s, port, id)?;
        let ask = IbcChannelCloseMsg::new_init(end.channel);
        let res = self.call_port(h, s, port, IbcEntry::ChannelClose(ask))?;
        close(s, port, id, res.events, "channel_close_init")
    }

    pub(super) fn close_confirm(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: proto::MsgChannelCloseConfirm,
    ) -> StdResult<AppResponse> {
        let end = channel(s, &m.port_id, &m.channel_id)?;
        let tell = IbcChannelCloseMsg::new_confirm(end.channel.clone());
        let res = self.call_port(h, s, &m.port_id, IbcEntry::ChannelClose(tell))?;
        verify_other_end(s, &end, ChannelState::Closed, &m.proof_init, m.proof_height)?;
        close(s, &m.port_id, &m.channel_id, res.events, "channel_close_confirm")
    }
}

fn write(
    s: &mut dyn Storage,
    state: ChannelState,
    mut channel: IbcChannel,
    version: String,
    counterparty_chain: String,
    events: Vec<Event>,
    event: &str,
) -> StdResult<AppResponse> {
    channel.version = version;
    let end = ChannelEnd {
        state,
        channel,
        counterparty_chain,
    };
    set_channel(s, &end)?;
    Ok(handshake_response(events, &end, event))
}

/// Closes an end. It is read again, because the port may have closed it during the call.
fn close(
    s: &mut dyn Storage,
    port: &str,
    id: &str,
    events: Vec<Event>,
    event: &str,
) -> StdResult<AppResponse> {
    let mut end = channel(s, port, id)?;
    if end.state == ChannelState::Closed {
        return Err(ibc::INVALID_CHANNEL_STATE.wrap("channel is already CLOSED"));
    }
    end.state = ChannelState::Closed;
    set_channel(s, &end)?;
    Ok(handshake_response(events, &end, event))
}

/// The response to a step: the port's events, then those of core.
fn handshake_response(mut events: Vec<Event>, end: &ChannelEnd, event: &str) -> AppResponse {
    events.extend([end.event(event), module_event()]);
    AppResponse { events, data: None }
}
