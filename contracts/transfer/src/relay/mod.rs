//! Receive, acknowledgement and timeout of packets.

pub mod held;
pub mod release;
pub mod v1;

use causeway_ics20::{on_receive, Acknowledgement, PacketData, ReceiveAction, SentPacketData, SUCCESS_ACK};
use cosmwasm_std::{Addr, Binary, Deps, DepsMut, Env, IbcBasicResponse, IbcReceiveResponse, SubMsg, Uint256};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, TransferAttributes};
use crate::in_flight;
use crate::ledger::payout::{self, Payout};
use crate::ledger::{self, Refund};
use crate::policy::{self, limits};
use crate::takeover::{self, Origin};
use crate::voucher;

/// One end of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// `wasm.<address>` at our end.
    pub port: String,
    /// The channel's id at this end.
    pub channel: String,
}

/// A packet, with its two ends named from the view of this chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The end that is on this chain.
    pub ours: End,
    /// The end that is on the other chain.
    pub theirs: End,
    /// The packet's sequence, assigned by the chain that sent it.
    pub sequence: u64,
    /// ICS-20 packet data.
    pub data: Binary,
}

/// A packet that was read and checked as far as its data goes.
struct Incoming {
    data: PacketData,
    receiver: Addr,
    action: ReceiveAction,
}

/// Receives a packet: tokens of this chain are unescrowed, tokens of other chains are minted as vouchers. A return is held
/// instead while homeward is paused, and when it does not fit a limit.
///
/// # Errors
/// Whatever is wrong with the packet. The host then reverts all changes and writes the text as an error acknowledgement.
pub fn on_packet_receive(
    mut deps: DepsMut,
    env: Env,
    packet: Packet,
) -> Result<IbcReceiveResponse, ContractError> {
    let incoming = read(deps.as_ref(), &env, &packet)?;
    let Incoming {
        data,
        receiver,
        action,
    } = &incoming;
    let ours = &packet.ours;
    let (message, effect) = match action {
        ReceiveAction::Unescrow(path) => {
            let payout = resolve_return(deps.as_ref(), ours, path)?;
            let is_paid =
                ledger::unescrow_on_arrival(&mut deps, &env, &ours.channel, &payout.asset(), data.amount)?;
            let message = pay_return(&payout, receiver, data.amount)?;
            if !is_paid {
                return hold(deps, &env, &packet, data, path);
            }
            (message, Effect::Unescrow)
        }
        ReceiveAction::Mint(path) => {
            policy::check_outward(deps.storage, &env, &ours.channel)?;
            let minted = voucher::mint(&mut deps, &env, &ours.channel, path, receiver, data.amount)?;
            (SubMsg::new(minted), Effect::Mint)
        }
    };
    let (ReceiveAction::Unescrow(path) | ReceiveAction::Mint(path)) = action;
    let attributes = Attributes::action("receive")
        .with_transfer(&received(data, path))
        .with("success", true)
        .with_packet(&ours.channel, packet.sequence)
        .with_effect(effect);
    Ok(IbcReceiveResponse::new(Binary::from(SUCCESS_ACK))
        .add_submessage(message)
        .add_attributes(attributes))
}

/// Answers without an acknowledgement: the packet waits for [`release::release`].
fn hold(
    deps: DepsMut,
    env: &Env,
    packet: &Packet,
    data: &PacketData,
    path: &str,
) -> Result<IbcReceiveResponse, ContractError> {
    let due = held::hold(deps.storage, env, packet)?;
    let attributes = Attributes::action("receive")
        .with_transfer(&received(data, path))
        .with_packet(&packet.ours.channel, packet.sequence)
        .with_effect(Effect::Hold)
        .with("due", due);
    Ok(IbcReceiveResponse::without_ack().add_attributes(attributes))
}

fn read(deps: Deps, env: &Env, packet: &Packet) -> Result<Incoming, ContractError> {
    let data = PacketData::decode(&packet.data)?;
    let receiver = deps
        .api
        .addr_validate(&data.receiver)
        .map_err(|_| ContractError::InvalidReceiver)?;
    if receiver == env.contract.address {
        return Err(ContractError::ReceiverIsContract);
    }
    Ok(Incoming {
        action: action_of(&data, packet)?,
        data,
        receiver,
    })
}

pub(crate) fn action_of(data: &PacketData, packet: &Packet) -> Result<ReceiveAction, ContractError> {
    let Packet { ours, theirs, .. } = packet;
    Ok(on_receive(
        &data.denom,
        &theirs.port,
        &theirs.channel,
        &ours.port,
        &ours.channel,
    )?)
}

fn received<'a>(data: &'a PacketData, path: &'a str) -> TransferAttributes<'a> {
    TransferAttributes {
        sender: &data.sender,
        receiver: &data.receiver,
        denom: path,
        amount: data.amount,
    }
}

/// The asset that comes home under a path.
///
/// # Errors
/// `VoucherAsToken` for a voucher of this contract that is not named by its path.
fn resolve_return(deps: Deps, ours: &End, path: &str) -> Result<Payout, ContractError> {
    let payout = voucher::resolve(deps, &ours.port, path)?;
    if let Payout::FromBalance(Asset::Cw20(token)) = &payout {
        if voucher::path_of(deps.storage, token)?.is_some() {
            return Err(ContractError::VoucherAsToken);
        }
    }
    Ok(payout)
}

/// The message that pays what comes home. It always has the highest gas limit, so that no setting can prevent it. A payment
/// of vouchers has no limit, because their code is our own.
fn pay_return(payout: &Payout, receiver: &Addr, amount: Uint256) -> Result<SubMsg, ContractError> {
    let message = SubMsg::new(payout::pay(&payout.asset(), receiver, amount)?);
    Ok(match payout {
        Payout::FromBalance(_) => message.with_gas_limit(payout::MOST_GAS),
        Payout::VoucherFromBalance(_) | Payout::Remint(_) => message,
    })
}

/// Settles a packet by its acknowledgement: a result deletes the in-flight record, an error refunds the sender.
///
/// # Errors
/// `UndecodableAcknowledgement` when it is not an ICS-4 envelope: the packet stays pending, because refunding could pay
/// twice. For an error acknowledgement also the errors of [`on_packet_timeout`].
pub fn on_packet_acknowledgement(
    deps: DepsMut,
    env: &Env,
    packet: Packet,
    acknowledgement: &[u8],
) -> Result<IbcBasicResponse, ContractError> {
    match Acknowledgement::parse(acknowledgement)? {
        Acknowledgement::Success => on_success_acknowledgement(deps, env, &packet),
        Acknowledgement::Error(text) => refund(deps, env, &packet, &text),
    }
}

/// Refunds the sender of a packet that was not received before its timeout or before the channel closed.
///
/// # Errors
/// `AlreadySettled` when the packet is not pending; `RefundNotCovered` when a hostile counterparty has taken the channel's
/// escrow: the packet then stays pending.
pub fn on_packet_timeout(
    deps: DepsMut,
    env: &Env,
    packet: Packet,
) -> Result<IbcBasicResponse, ContractError> {
    refund(deps, env, &packet, "timeout")
}

fn on_success_acknowledgement(
    deps: DepsMut,
    env: &Env,
    packet: &Packet,
) -> Result<IbcBasicResponse, ContractError> {
    let data = SentPacketData::decode(&packet.data)?;
    let sender = deps.api.addr_canonicalize(&data.sender)?;
    let our = &packet.ours;
    in_flight::forget(deps.storage, &sender, &our.channel, packet.sequence);
    if limits::forget_taken(deps.storage, &our.channel, packet.sequence)?.is_some() {
        let payout = payout::of_refund(deps.as_ref(), our, &data.denom)?;
        limits::give_back(deps.storage, env, our, &payout, data.amount)?;
    }
    Ok(IbcBasicResponse::new().add_attributes(settlement_attributes(&data, packet, true)))
}

fn refund(
    mut deps: DepsMut,
    env: &Env,
    packet: &Packet,
    reason: &str,
) -> Result<IbcBasicResponse, ContractError> {
    let data = SentPacketData::decode(&packet.data)?;
    let channel = &packet.ours.channel;
    let canonical = deps.api.addr_canonicalize(&data.sender)?;
    let (payout, taken) = match takeover::close_packet(deps.storage, &canonical, channel, packet.sequence)? {
        Origin::Own => (
            payout::of_refund(deps.as_ref(), &packet.ours, &data.denom)?,
            limits::forget_taken(deps.storage, channel, packet.sequence)?,
        ),
        Origin::Predecessor => (Payout::FromBalance(Asset::parse(deps.api, &data.denom)), None),
    };
    // the address as written in the packet, because converting it to canonical bytes and back could fail
    let owner = Addr::unchecked(&data.sender);
    let refund = Refund {
        owner,
        amount: data.amount,
        taken: taken.unwrap_or_default(),
    };
    let message = ledger::refund(&mut deps, env, channel, &payout, refund)?;
    let attributes = settlement_attributes(&data, packet, false)
        .with_error(reason)
        .with_effect(Effect::Refund);
    Ok(IbcBasicResponse::new()
        .add_submessage(message)
        .add_attributes(attributes))
}

fn settlement_attributes(data: &SentPacketData, packet: &Packet, success: bool) -> Attributes {
    let transfer = TransferAttributes {
        sender: &data.sender,
        receiver: &data.receiver,
        denom: &data.denom,
        amount: data.amount,
    };
    Attributes::action("acknowledge")
        .with_transfer(&transfer)
        .with("success", success)
        .with_packet(&packet.ours.channel, packet.sequence)
}
