//! Receive, acknowledgement and timeout of packets.

pub mod v1;

use causeway_ics20::{on_receive, Acknowledgement, PacketData, ReceiveAction, SentPacketData, SUCCESS_ACK};
use cosmwasm_std::{Addr, Binary, DepsMut, Env, IbcBasicResponse, IbcReceiveResponse, SubMsg, Uint256};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, TransferAttributes};
use crate::in_flight;
use crate::ledger;
use crate::ledger::payout::{self, Payout};
use crate::policy;
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

/// Receives a packet: tokens of this chain are unescrowed, tokens of other chains are minted as vouchers.
///
/// # Errors
/// Whatever is wrong with the packet. The host then reverts all changes and writes the text as an error acknowledgement.
pub fn on_packet_receive(
    mut deps: DepsMut,
    env: Env,
    packet: Packet,
) -> Result<IbcReceiveResponse, ContractError> {
    let data = PacketData::decode(&packet.data)?;
    let receiver = deps
        .api
        .addr_validate(&data.receiver)
        .map_err(|_| ContractError::InvalidReceiver)?;
    if receiver == env.contract.address {
        return Err(ContractError::ReceiverIsContract);
    }
    let Packet { ours, theirs, .. } = &packet;
    let action = on_receive(
        &data.denom,
        &theirs.port,
        &theirs.channel,
        &ours.port,
        &ours.channel,
    )?;
    let (message, effect) = match &action {
        ReceiveAction::Unescrow(path) => (
            unescrow(&mut deps, ours, path, &receiver, data.amount)?,
            Effect::Unescrow,
        ),
        ReceiveAction::Mint(path) => {
            policy::check_outward(deps.storage, &env)?;
            let minted = voucher::mint(&mut deps, &env, &ours.channel, path, &receiver, data.amount)?;
            (SubMsg::new(minted), Effect::Mint)
        }
    };
    let (ReceiveAction::Unescrow(denom) | ReceiveAction::Mint(denom)) = &action;
    let transfer = TransferAttributes {
        sender: &data.sender,
        receiver: &data.receiver,
        denom,
        amount: data.amount,
    };
    let attributes = Attributes::action("receive")
        .with_transfer(&transfer)
        .with("success", true)
        .with_packet(&ours.channel, packet.sequence)
        .with_effect(effect);
    Ok(IbcReceiveResponse::new(Binary::from(SUCCESS_ACK))
        .add_submessage(message)
        .add_attributes(attributes))
}

/// Releases tokens that come home. The payment always has the highest gas limit, so that no setting can prevent it. A
/// payment of vouchers has no limit, because their code is our own.
fn unescrow(
    deps: &mut DepsMut,
    ours: &End,
    path: &str,
    receiver: &Addr,
    amount: Uint256,
) -> Result<SubMsg, ContractError> {
    let payout = voucher::resolve(deps.as_ref(), &ours.port, path)?;
    if let Payout::FromBalance(Asset::Cw20(token)) = &payout {
        if voucher::path_of(deps.storage, token)?.is_some() {
            return Err(ContractError::VoucherAsToken);
        }
    }
    let asset = payout.asset();
    ledger::unescrow(deps.storage, &ours.channel, &asset, amount)?;
    let message = SubMsg::new(payout::pay(&asset, receiver, amount)?);
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
    packet: Packet,
    acknowledgement: &[u8],
) -> Result<IbcBasicResponse, ContractError> {
    match Acknowledgement::parse(acknowledgement)? {
        Acknowledgement::Success => on_success_acknowledgement(deps, &packet),
        Acknowledgement::Error(text) => refund(deps, &packet, &text),
    }
}

/// Refunds the sender of a packet that was not received before its timeout or before the channel closed.
///
/// # Errors
/// `AlreadySettled` when the packet is not pending; `RefundNotCovered` when a hostile counterparty has taken the channel's
/// escrow: the packet then stays pending.
pub fn on_packet_timeout(deps: DepsMut, packet: Packet) -> Result<IbcBasicResponse, ContractError> {
    refund(deps, &packet, "timeout")
}

fn on_success_acknowledgement(deps: DepsMut, packet: &Packet) -> Result<IbcBasicResponse, ContractError> {
    let data = SentPacketData::decode(&packet.data)?;
    let sender = deps.api.addr_canonicalize(&data.sender)?;
    in_flight::forget(deps.storage, &sender, &packet.ours.channel, packet.sequence);
    Ok(IbcBasicResponse::new().add_attributes(settlement_attributes(&data, packet, true)))
}

fn refund(mut deps: DepsMut, packet: &Packet, reason: &str) -> Result<IbcBasicResponse, ContractError> {
    let data = SentPacketData::decode(&packet.data)?;
    let channel = &packet.ours.channel;
    let canonical = deps.api.addr_canonicalize(&data.sender)?;
    let payout = match takeover::close_packet(deps.storage, &canonical, channel, packet.sequence)? {
        Origin::Own => payout::of_refund(deps.as_ref(), &packet.ours, &data.denom)?,
        Origin::Predecessor => Payout::FromBalance(Asset::parse(deps.api, &data.denom)),
    };
    // the address as written in the packet, because converting it to canonical bytes and back could fail
    let owner = Addr::unchecked(&data.sender);
    let message = ledger::refund(&mut deps, channel, &payout, owner, data.amount)?;
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
