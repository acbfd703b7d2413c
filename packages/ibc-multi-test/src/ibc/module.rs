//! The core as modules of cw-multi-test's App.
use super::packets::{decode, Outgoing};
use super::*;
use crate::proto;
use cosmwasm_std::{to_json_binary, ChannelResponse, Empty, IbcMsg, IbcQuery, IbcTimeout, Querier, StdError};
use cw_multi_test::{Ibc, Module, Stargate};

/// Decodes a message and checks that its signer is the sender.
fn signed<M: Message + Default>(bytes: &[u8], sender: &Addr, signer: impl Fn(&M) -> &str) -> StdResult<M> {
    let m = decode::<M>(bytes)?;
    if signer(&m) != sender.as_str() {
        return Err(host("sdk", 4, "contract doesn't have permission: unauthorized"));
    }
    Ok(m)
}

impl Core {
    fn any_message(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        sender: Addr,
        msg: AnyMsg,
    ) -> StdResult<AppResponse> {
        let v = msg.value.as_slice();
        let by = &sender;
        match msg.type_url.as_str() {
            SUB => self.sub_message(h, s, sender, v),
            proto::RECV => self.recv(h, s, signed(v, by, |m: &proto::MsgRecvPacket| &m.signer)?),
            proto::ACK => self.acknowledge(h, s, signed(v, by, |m: &proto::MsgAcknowledgement| &m.signer)?),
            proto::TIMEOUT => self.time_out(h, s, signed(v, by, |m: &proto::MsgTimeout| &m.signer)?),
            proto::TIMEOUT_ON_CLOSE => {
                self.time_out_on_close(h, s, signed(v, by, |m: &proto::MsgTimeoutOnClose| &m.signer)?)
            }
            proto::OPEN_INIT => {
                self.open_init(h, s, signed(v, by, |m: &proto::MsgChannelOpenInit| &m.signer)?)
            }
            proto::OPEN_TRY => self.open_try(h, s, signed(v, by, |m: &proto::MsgChannelOpenTry| &m.signer)?),
            proto::OPEN_ACK => self.open_ack(h, s, signed(v, by, |m: &proto::MsgChannelOpenAck| &m.signer)?),
            proto::OPEN_CONFIRM => {
                self.open_confirm(h, s, signed(v, by, |m: &proto::MsgChannelOpenConfirm| &m.signer)?)
            }
            proto::CLOSE_INIT => {
                let m = signed(v, by, |m: &proto::MsgChannelCloseInit| &m.signer)?;
                self.close_init(h, s, &m.port_id, &m.channel_id)
            }
            proto::CLOSE_CONFIRM => self.close_confirm(
                h,
                s,
                signed(v, by, |m: &proto::MsgChannelCloseConfirm| &m.signer)?,
            ),
            proto::TRANSFER => self.native_transfer(h, s, signed(v, by, |m: &proto::MsgTransfer| &m.sender)?),
            other => Err(host(
                "sdk",
                6,
                format!("no message handler found for {other}: unknown request"),
            )),
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
                let timeout = outgoing(Binary::default(), &timeout);
                let msg = proto::MsgTransfer {
                    source_port: TRANSFER_PORT.into(),
                    source_channel: channel_id,
                    token: proto::Coin {
                        denom: amount.denom,
                        amount: amount.amount.to_string(),
                    },
                    sender: sender.to_string(),
                    receiver: to_address,
                    timeout_height: timeout.timeout_height,
                    timeout_timestamp: timeout.timeout_timestamp,
                    memo: memo.unwrap_or_default(),
                };
                self.native_transfer(h, s, msg)
            }
            other => Err(host("wasm", 20, format!("unknown variant of IBC: {other:?}"))),
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
        self.any_message(&Call { api, router, block }, s, sender, msg)
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

    /// The contract wrapper answers PortId, and fills in the port that a query leaves out.
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
