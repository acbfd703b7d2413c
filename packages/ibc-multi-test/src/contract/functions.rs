//! IBC entry points that are plain functions.
use super::{Code, IbcEntryPoints};
use cosmwasm_std::{
    DepsMut, Empty, Env, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
};
use cw_multi_test::Contract;
use std::fmt::Display;

type EntryPoint<M, R> = Box<dyn Fn(DepsMut, Env, M) -> Result<R, String>>;

struct Functions {
    open: EntryPoint<IbcChannelOpenMsg, Option<Ibc3ChannelOpenResponse>>,
    connect: EntryPoint<IbcChannelConnectMsg, IbcBasicResponse>,
    close: EntryPoint<IbcChannelCloseMsg, IbcBasicResponse>,
    receive: EntryPoint<IbcPacketReceiveMsg, IbcReceiveResponse>,
    ack: EntryPoint<IbcPacketAckMsg, IbcBasicResponse>,
    timeout: EntryPoint<IbcPacketTimeoutMsg, IbcBasicResponse>,
}

fn boxed<M: 'static, R: 'static, E: Display>(
    f: impl Fn(DepsMut, Env, M) -> Result<R, E> + 'static,
) -> EntryPoint<M, R> {
    Box::new(move |deps, env, msg| f(deps, env, msg).map_err(|e| e.to_string()))
}

/// Makes code from an unmodified contract: its wrapper, and its functions `ibc_channel_open`, `ibc_channel_connect`,
/// `ibc_channel_close`, `ibc_packet_receive`, `ibc_packet_ack` and `ibc_packet_timeout`.
///
/// ```
/// # use cosmwasm_std::*;
/// # use cw_multi_test::ContractWrapper;
/// # use ibc_multi_test::{ibc_contract, Network, TRANSFER_PORT};
/// # fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> { Ok(Response::new()) }
/// # fn execute(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> { Ok(Response::new()) }
/// # fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> { Ok(Binary::default()) }
/// # fn open(_: DepsMut, _: Env, _: IbcChannelOpenMsg) -> StdResult<Option<Ibc3ChannelOpenResponse>> { Ok(None) }
/// # fn connect(_: DepsMut, _: Env, _: IbcChannelConnectMsg) -> StdResult<IbcBasicResponse> { Ok(IbcBasicResponse::new()) }
/// # fn close(_: DepsMut, _: Env, _: IbcChannelCloseMsg) -> StdResult<IbcBasicResponse> { Ok(IbcBasicResponse::new()) }
/// # fn receive(_: DepsMut, _: Env, _: IbcPacketReceiveMsg) -> Result<IbcReceiveResponse, String> {
/// #     Ok(IbcReceiveResponse::new(br#"{"result":"AQ=="}"#))
/// # }
/// # fn ack(_: DepsMut, _: Env, _: IbcPacketAckMsg) -> StdResult<IbcBasicResponse> { Ok(IbcBasicResponse::new()) }
/// # fn timeout(_: DepsMut, _: Env, _: IbcPacketTimeoutMsg) -> StdResult<IbcBasicResponse> { Ok(IbcBasicResponse::new()) }
/// # fn main() -> ibc_multi_test::TxResult<()> {
/// let base = ContractWrapper::new(execute, instantiate, query); // with_reply, with_migrate, ...
/// let code = ibc_contract(Box::new(base), open, connect, close, receive, ack, timeout);
///
/// let mut net = Network::new();
/// let (a, b) = (net.add_chain("alpha-1", "alpha"), net.add_chain("beta-1", "beta"));
/// let owner = net[a].addr("owner");
/// let code_id = net[a].store_code(code);
/// let contract = net[a].instantiate(code_id, &owner, &Empty {}, "mine", None)?;
/// net.open_channel((a, &contract), (b, TRANSFER_PORT), "ics20-1")?;
/// # Ok(())
/// # }
/// ```
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
