//! The core as modules of cw-multi-test's App.
use super::core::{Call, Core, Host, Router};
use super::exchange::Outgoing;
use super::packets::decode;
use super::ports::contract_port;
use super::store::open_channel;
use super::sub::SUB;
use crate::codes::{sdk, wasm};
use crate::proto::{self, Height};
use cosmwasm_std::{
    to_json_binary, Addr, AnyMsg, Api, Binary, BlockInfo, ChannelResponse, CustomMsg, CustomQuery, Empty,
    IbcMsg, IbcQuery, IbcTimeout, Querier, StdError, StdResult, Storage,
};
use cw_multi_test::{AppResponse, Ibc, Module, Stargate};
use serde::de::DeserializeOwned;

/// Decodes a message and checks that its signer is the sender of the transaction.
fn signed<M: proto::Signed>(bytes: &[u8], sender: &Addr) -> StdResult<M> {
    let m = decode::<M>(bytes)?;
    if m.signer() != sender.as_str() {
        return Err(sdk::UNAUTHORIZED.wrap("contract doesn't have permission"));
    }
    Ok(m)
}

impl Core {
    fn any_message(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        by: &Addr,
        msg: AnyMsg,
    ) -> StdResult<AppResponse> {
        let v = msg.value.as_slice();
        match msg.type_url.as_str() {
            SUB => self.sub_message(h, s, by, v),
            proto::RECV => self.recv(h, s, signed(v, by)?),
            proto::ACK => self.acknowledge(h, s, signed(v, by)?),
            proto::TIMEOUT => self.time_out(h, s, signed(v, by)?),
            proto::TIMEOUT_ON_CLOSE => self.time_out_on_close(h, s, signed(v, by)?),
            proto::OPEN_INIT => self.open_init(h, s, signed(v, by)?),
            proto::OPEN_TRY => self.open_try(h, s, signed(v, by)?),
            proto::OPEN_ACK => self.open_ack(h, s, signed(v, by)?),
            proto::OPEN_CONFIRM => self.open_confirm(h, s, signed(v, by)?),
            proto::CLOSE_INIT => {
                let m: proto::MsgChannelCloseInit = signed(v, by)?;
                self.close_init(h, s, &m.port_id, &m.channel_id)
            }
            proto::CLOSE_CONFIRM => self.close_confirm(h, s, signed(v, by)?),
            proto::TRANSFER => self.native_transfer(h, s, signed(v, by)?),
            other => Err(sdk::UNKNOWN_REQUEST.wrap(format!("no message handler found for {other}"))),
        }
    }

    fn ibc_message(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        sender: &Addr,
        msg: IbcMsg,
    ) -> StdResult<AppResponse> {
        let port = contract_port(sender);
        match msg {
            IbcMsg::SendPacket {
                channel_id,
                data,
                timeout,
            } => self
                .send(s, &port, &channel_id, outgoing(data, &timeout))
                .map(|(_, res)| res),
            IbcMsg::WriteAcknowledgement {
                channel_id,
                packet_sequence,
                ack,
            } => self.write_async_ack(s, &port, &channel_id, packet_sequence, &ack.data),
            IbcMsg::CloseChannel { channel_id } => self.close_init(h, s, &port, &channel_id),
            IbcMsg::Transfer {
                channel_id,
                to_address,
                amount,
                timeout,
                memo,
            } => {
                let out = outgoing(Binary::default(), &timeout);
                let mut msg = proto::MsgTransfer::new(sender, &channel_id, &amount, &to_address);
                msg.timeout_height = out.timeout_height;
                msg.timeout_timestamp = out.timeout_timestamp;
                msg.memo = memo.unwrap_or_default();
                self.native_transfer(h, s, msg)
            }
            other => Err(wasm::UNKNOWN_MSG.wrap(format!("unknown variant of IBC: {other:?}"))),
        }
    }
}

fn outgoing(data: Binary, timeout: &IbcTimeout) -> Outgoing {
    let height = timeout.block().map(|b| Height {
        revision_number: b.revision,
        revision_height: b.height,
    });
    Outgoing {
        data: data.into(),
        timeout_height: height.unwrap_or_default(),
        timeout_timestamp: timeout.timestamp().map(|t| t.nanos()).unwrap_or_default(),
    }
}

impl Stargate for Core {
    fn execute_any<E, Q>(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        router: Router<E, Q>,
        block: &BlockInfo,
        sender: Addr,
        msg: AnyMsg,
    ) -> StdResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        self.any_message(&Call { api, router, block }, s, &sender, msg)
    }
}

impl Module for Core {
    type ExecT = IbcMsg;
    type QueryT = IbcQuery;
    type SudoT = Empty;

    fn execute<E, Q>(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        router: Router<E, Q>,
        block: &BlockInfo,
        sender: Addr,
        msg: IbcMsg,
    ) -> StdResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        self.ibc_message(&Call { api, router, block }, s, &sender, msg)
    }

    /// Only channel queries are answered here. The contract wrapper answers PortId, and adds the port to a query that
    /// names none.
    fn query(
        &self,
        _: &dyn Api,
        s: &dyn Storage,
        _: &dyn Querier,
        _: &BlockInfo,
        q: IbcQuery,
    ) -> StdResult<Binary> {
        match q {
            IbcQuery::Channel {
                channel_id,
                port_id: Some(port),
            } => {
                let end = open_channel(s, &port, &channel_id).ok();
                to_json_binary(&ChannelResponse::new(end.map(|e| e.channel)))
            }
            other => Err(StdError::msg(format!("unsupported {other:?}"))),
        }
    }

    fn sudo<E, Q>(
        &self,
        _: &dyn Api,
        _: &mut dyn Storage,
        _: Router<E, Q>,
        _: &BlockInfo,
        _: Empty,
    ) -> StdResult<AppResponse> {
        Err(StdError::msg("unsupported"))
    }
}

impl Ibc for Core {}
