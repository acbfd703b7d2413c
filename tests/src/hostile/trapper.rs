//! A contract with a port that traps on every packet. wasmd re-raises such a panic through `reply_on_error`, so a caller
//! that relays a packet to it from inside a call aborts the whole transaction.

#![allow(
    clippy::unwrap_used,
    reason = "scaffolding of tests: what fails here fails the test"
)]

use causeway_multi_test::World;
use cosmwasm_std::{
    DepsMut, Empty, Env, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
    StdResult,
};
use cw_multi_test::ContractWrapper;
use ibc_multi_test::{ibc_contract, trap, ChainKey, Code, PacketId, Port, TRANSFER_PORT};
use puppet::{execute, instantiate, query};

/// The code of the contract, for [`ibc_multi_test::Chain::store_code`].
pub fn code() -> Code {
    let base = ContractWrapper::new(execute, instantiate, query);
    ibc_contract(Box::new(base), open, connect, close, receive, ack, timeout)
}

/// Installs the contract on a chain, opens a channel to it from the native module of `from`, and commits to a packet for
/// it that never times out. A message that relays this packet traps the whole transaction.
pub fn install_trap(world: &mut World, chain: ChainKey, from: ChainKey) -> PacketId {
    let code = world.net[chain].store_code(code());
    let master = world.net[chain].addr("master");
    let trapper = world.net[chain]
        .instantiate(code, &master, &Empty {}, "trapper", None)
        .unwrap();
    let native = Port::from((from, TRANSFER_PORT));
    let channel = world
        .net
        .open_channel(native, (chain, &trapper), "ics20-1")
        .unwrap();
    world.net.forge_packet(&channel.a, b"trap", u64::MAX).unwrap()
}

fn open(_: DepsMut, _: Env, _: IbcChannelOpenMsg) -> StdResult<Option<Ibc3ChannelOpenResponse>> {
    Ok(None)
}

fn connect(_: DepsMut, _: Env, _: IbcChannelConnectMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

fn close(_: DepsMut, _: Env, _: IbcChannelCloseMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

fn receive(_: DepsMut, _: Env, _: IbcPacketReceiveMsg) -> StdResult<IbcReceiveResponse> {
    trap("on receipt")
}

fn ack(_: DepsMut, _: Env, _: IbcPacketAckMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

fn timeout(_: DepsMut, _: Env, _: IbcPacketTimeoutMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}
