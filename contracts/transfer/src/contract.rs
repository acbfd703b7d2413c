//! The entry points of the contract, which only parse their input and call the other modules.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    Binary, Deps, DepsMut, Env, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg,
    IbcReceiveResponse, MessageInfo, Reply, Response, SubMsgResult,
};

use crate::admin::{self, Changes};
use crate::claim;
use crate::error::ContractError;
use crate::handshake;
use crate::migrate;
use crate::msg::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use crate::payload::{REFUND_REPLY, RELEASE_REPLY, SENT_REPLY};
use crate::policy::{limits, pause};
use crate::query;
use crate::relay::{self, release, v1};
use crate::send;

/// Name under which cw2 keeps it.
pub const CONTRACT_NAME: &str = "crates.io:causeway-transfer";
/// Version as cw2 keeps it, `major.minor.patch`.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets up a new contract; see [`InstantiateMsg`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    migrate::begin(deps.storage)?;
    admin::set_up(&mut deps, &env, msg)?;
    Ok(Response::new())
}

/// Carries out one message; see [`ExecuteMsg`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    if !matches!(msg, ExecuteMsg::Transfer(_)) {
        refuse_funds(&info)?;
    }
    match msg {
        ExecuteMsg::Transfer(msg) => send::send_coin(deps, env, info, msg),
        ExecuteMsg::Receive(msg) => send::send_token(deps, env, info, msg),
        ExecuteMsg::Claim {
            denom,
            owner,
            recipient,
        } => claim::pay(deps, env, info, &denom, owner, recipient),
        ExecuteMsg::Allow(msg) => admin::allow(deps, env, info, msg),
        ExecuteMsg::UpdateAdmin { admin } => admin::propose_admin(deps, info, &admin),
        ExecuteMsg::AcceptAdmin {} => admin::accept_admin(deps, info),
        ExecuteMsg::RenounceAdmin {} => admin::renounce_admin(deps, env, info),
        ExecuteMsg::UpdateConfig {
            default_timeout,
            default_gas_limit,
            min_timeout,
            max_timeout,
            guardian,
        } => {
            let changes = Changes {
                default_timeout,
                default_gas_limit,
                min_timeout,
                max_timeout,
                guardian,
            };
            admin::update_config(deps, info, changes)
        }
        ExecuteMsg::Pause { direction, seconds } => pause::pause(deps, &env, &info, direction, seconds),
        ExecuteMsg::SetLimit(msg) => limits::set_limit(deps, &env, &info, &msg),
        ExecuteMsg::Deny {
            channel,
            denom,
            denied,
        } => limits::deny(deps, &env, &info, &channel, &denom, denied),
        ExecuteMsg::WindDown { channel, on } => limits::wind_down(deps, &info, &channel, on),
        ExecuteMsg::Release { channel, sequence } => release::release(deps, &env, &info, &channel, sequence),
        ExecuteMsg::Unpause { direction } => pause::unpause(deps, &env, &info, direction),
    }
}

/// Answers one question; see [`QueryMsg`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::answer(deps, &env, msg)
}

/// Migrates the contract; see [`migrate::migrate`]. There is no `#[migrate_version]`, because hosts
/// would then skip this entry point between equal versions, and a `settle` with the same code would have no effect.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate::migrate(deps, &env, msg)
}

/// Handles the reply to `SendPacket`, or to a refund or a release that failed.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, env: Env, reply: Reply) -> Result<Response, ContractError> {
    match (reply.id, reply.result) {
        (SENT_REPLY, SubMsgResult::Ok(result)) => send::on_packet_sent(deps, &reply.payload, &result),
        (REFUND_REPLY, SubMsgResult::Err(reason)) => {
            claim::record_failed_refund(deps, &reply.payload, &reason)
        }
        // the reason can be a text of the token, and is not kept
        (RELEASE_REPLY, SubMsgResult::Err(_)) => release::on_unpaid(deps, &env, &reply.payload),
        (id, _) => Err(ContractError::UnknownReply(id)),
    }
}

/// First or second step of a handshake; see [`handshake::open`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_open(
    _deps: DepsMut,
    _env: Env,
    msg: IbcChannelOpenMsg,
) -> Result<Option<Ibc3ChannelOpenResponse>, ContractError> {
    handshake::open(&msg).map(Some)
}

/// Third or fourth step of a handshake; see [`handshake::connect`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_connect(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelConnectMsg,
) -> Result<IbcBasicResponse, ContractError> {
    handshake::connect(deps, msg)
}

/// Closing of a channel; see [`handshake::close`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_close(
    _deps: DepsMut,
    _env: Env,
    msg: IbcChannelCloseMsg,
) -> Result<IbcBasicResponse, ContractError> {
    handshake::close(msg)
}

/// A packet was received; see [`relay::on_packet_receive`]. On `Err` the host reverts all changes and writes the error
/// acknowledgement.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_receive(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketReceiveMsg,
) -> Result<IbcReceiveResponse, ContractError> {
    relay::on_packet_receive(deps, env, v1::arriving(msg.packet)).map_err(ContractError::for_acknowledgement)
}

/// A packet of ours was acknowledged; see [`relay::on_packet_acknowledgement`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_ack(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketAckMsg,
) -> Result<IbcBasicResponse, ContractError> {
    relay::on_packet_acknowledgement(
        deps,
        &env,
        v1::ending(msg.original_packet),
        &msg.acknowledgement.data,
    )
}

/// A packet of ours timed out; see [`relay::on_packet_timeout`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_timeout(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketTimeoutMsg,
) -> Result<IbcBasicResponse, ContractError> {
    relay::on_packet_timeout(deps, &env, v1::ending(msg.packet))
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    if info.funds.is_empty() {
        return Ok(());
    }
    Err(ContractError::UnexpectedFunds)
}
