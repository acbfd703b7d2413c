//! Entry points: parse, dispatch; nothing else.

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
use crate::msg::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use crate::payload::{REFUND_REPLY, SENT_REPLY};
use crate::query;
use crate::relay;
use crate::transfer;
use crate::voucher;

/// cw2 name.
pub const CONTRACT_NAME: &str = "crates.io:causeway-transfer";
/// cw2 version.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// See [`InstantiateMsg`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    admin::set_up(&mut deps, &env, msg)?;
    Ok(Response::new())
}

/// See [`ExecuteMsg`].
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
        ExecuteMsg::Transfer(msg) => transfer::send_coin(deps, env, info, msg),
        ExecuteMsg::Receive(msg) => transfer::send_token(deps, env, info, msg),
        ExecuteMsg::Claim {
            denom,
            owner,
            recipient,
        } => claim::pay(deps, env, info, &denom, owner, recipient),
        ExecuteMsg::Allow(msg) => admin::allow(deps, env, info, msg),
        ExecuteMsg::UpdateAdmin { admin } => admin::propose_admin(deps, info, &admin),
        ExecuteMsg::AcceptAdmin {} => admin::accept_admin(deps, info),
        ExecuteMsg::RenounceAdmin {} => admin::renounce_admin(deps, info),
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
    }
}

/// See [`QueryMsg`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::answer(deps, &env, msg)
}

/// From an earlier version of this contract: an older code could not read what a newer one has written.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(mut deps: DepsMut, _env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    cw2::ensure_from_older_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    if let Some(code_id) = msg.voucher_code_id {
        admin::set_voucher_code(&mut deps, code_id)?;
    }
    let moved = voucher::migrations(deps.as_ref(), msg.vouchers.unwrap_or_default())?;
    Ok(Response::new().add_messages(moved))
}

/// The host's answer to `SendPacket`, or a refund that failed.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, _env: Env, reply: Reply) -> Result<Response, ContractError> {
    match (reply.id, reply.result) {
        (SENT_REPLY, SubMsgResult::Ok(result)) => transfer::sent(deps, &reply.payload, &result),
        (REFUND_REPLY, SubMsgResult::Err(reason)) => claim::book(deps, &reply.payload, &reason),
        (id, _) => Err(ContractError::UnknownReply(id)),
    }
}

/// See [`handshake::open`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_open(
    _deps: DepsMut,
    _env: Env,
    msg: IbcChannelOpenMsg,
) -> Result<Option<Ibc3ChannelOpenResponse>, ContractError> {
    handshake::open(&msg).map(Some)
}

/// See [`handshake::connect`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_connect(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelConnectMsg,
) -> Result<IbcBasicResponse, ContractError> {
    handshake::connect(deps, msg)
}

/// See [`handshake::close`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_close(
    _deps: DepsMut,
    _env: Env,
    msg: IbcChannelCloseMsg,
) -> Result<IbcBasicResponse, ContractError> {
    handshake::close(msg)
}

/// See [`relay::receive`]. An `Err` makes the host revert everything and write the error acknowledgement.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_receive(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketReceiveMsg,
) -> Result<IbcReceiveResponse, ContractError> {
    relay::receive(deps, env, msg.packet).map_err(ContractError::for_acknowledgement)
}

/// See [`relay::acknowledge`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_ack(
    deps: DepsMut,
    _env: Env,
    msg: IbcPacketAckMsg,
) -> Result<IbcBasicResponse, ContractError> {
    relay::acknowledge(deps, msg.original_packet, &msg.acknowledgement.data)
}

/// See [`relay::timeout`].
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_timeout(
    deps: DepsMut,
    _env: Env,
    msg: IbcPacketTimeoutMsg,
) -> Result<IbcBasicResponse, ContractError> {
    relay::timeout(deps, msg.packet)
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    if info.funds.is_empty() {
        return Ok(());
    }
    Err(ContractError::UnexpectedFunds)
}
