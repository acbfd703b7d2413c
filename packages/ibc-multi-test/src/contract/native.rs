//! Entry points as plain functions.
use super::{Code, IbcEntryPoints};
use cosmwasm_std::{
    DepsMut, Empty, Env, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
};
use cw_multi_test::Contract;
use std::fmt::Display;

type Entry<M, R> = Box<dyn Fn(DepsMut, Env, M) -> Result<R, String>>;

struct Functions {
    open: Entry<IbcChannelOpenMsg, Option<Ibc3ChannelOpenResponse>>,
    connect: Entry<IbcChannelConnectMsg, IbcBasicResponse>,
    close: Entry<IbcChannelCloseMsg, IbcBasicResponse>,
    receive: Entry<IbcPacketReceiveMsg, IbcReceiveResponse>,
    ack: Entry<IbcPacketAckMsg, IbcBasicResponse>,
    timeout: Entry<IbcPacketTimeoutMsg, IbcBasicResponse>,
}

fn boxed<M: 'static, R: 'static, E: Display>(
    f: impl Fn(DepsMut, Env, M) -> Result<R, E> + 'static,
) -> Entry<M, R> {
    Box::new(move |deps, env, msg| f(deps, env, msg).map_err(|e| e.to_string()))
}

/// An unmodified contract: its wrapper, and its functions `ibc_channel_open`, `ibc_channel_connect`,
/// `ibc_channel_close`, `ibc_packet_receive`, `ibc_packet_ack` and `ibc_packet_timeout`.
pub fn ibc_contract<E1, E2, E3, E4, E5, E6>(
    base: Box<dyn Contract<Empty>>,
    open: impl Fn(DepsMut, Env, IbcChannelOpenMsg) -> Result<Option<Ibc3ChannelOpenResponse>, E1> + 'static,
    connect: impl Fn(DepsMut, Env, IbcChannelConnectMsg) -> Result<IbcBasicResponse, E2> + 'static,
    close: impl Fn(DepsMut, Env, IbcChannelCloseMsg) -> Result<IbcBasicResponse, E3> + 'static,
    receive: impl Fn(DepsMut, Env, IbcPacketReceiveMsg) -> Result<IbcReceiveResponse, E4> + 'static,
    ack: impl Fn(DepsMut, Env, IbcPacketAckMsg) -> Result<IbcBasicResponse, E5> + 'static,
    timeout: impl Fn(DepsMut, Env, IbcPacketTimeoutMsg) -> Result<IbcBasicResponse, E6> + 'static,
) -> Code
where
    E1: Display,
    E2: Display,
    E3: Display,
    E4: Display,
    E5: Display,
    E6: Display,
{
    Code::new(base).with_ibc(Functions {
        open: boxed(open),
        connect: boxed(connect),
        close: boxed(close),
        receive: boxed(receive),
        ack: boxed(ack),
        timeout: boxed(timeout),
    })
}

impl IbcEntryPoints for Functions {
    fn ibc_channel_open(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcChannelOpenMsg,
    ) -> Result<Option<Ibc3ChannelOpenResponse>, String> {
        (self.open)(deps, env, msg)
    }
    fn ibc_channel_connect(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcChannelConnectMsg,
    ) -> Result<IbcBasicResponse, String> {
        (self.connect)(deps, env, msg)
    }
    fn ibc_channel_close(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcChannelCloseMsg,
    ) -> Result<IbcBasicResponse, String> {
        (self.close)(deps, env, msg)
    }
    fn ibc_packet_receive(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcPacketReceiveMsg,
    ) -> Result<IbcReceiveResponse, String> {
        (self.receive)(deps, env, msg)
    }
    fn ibc_packet_ack(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcPacketAckMsg,
    ) -> Result<IbcBasicResponse, String> {
        (self.ack)(deps, env, msg)
    }
    fn ibc_packet_timeout(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcPacketTimeoutMsg,
    ) -> Result<IbcBasicResponse, String> {
        (self.timeout)(deps, env, msg)
    }
}
