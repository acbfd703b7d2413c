//! A packet after it was sent: receive, acknowledgement, timeout.

pub mod v1;

use causeway_ics20::{on_receive, Acknowledgement, PacketData, ReceiveAction, SentPacketData, SUCCESS_ACK};
use cosmwasm_std::{Addr, Binary, DepsMut, Env, IbcBasicResponse, IbcReceiveResponse, SubMsg, Uint256};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, TransferAttributes};
use crate::in_flight;
use crate::ledger;
use crate::ledger::payout::{self, Payout};
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

/// A packet, seen from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The end that is on this chain.
    pub ours: End,
    /// The end that is on the other chain.
    pub theirs: End,
    /// Counted by the chain that sent it.
    pub sequence: u64,
    /// ICS-20 packet data.
    pub data: Binary,
}

/// Takes a packet in: what comes home is unescrowed, what is foreign is minted.
///
/// # Errors
/// Any, and the host then reverts everything and writes the text as error acknowledgement.
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

/// Pays what comes home. No setting can keep a token from it: whatever is set, the payment has the highest gas limit. Our
/// own voucher code needs none.
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

/// Ends a packet by its acknowledgement.
///
/// # Errors
/// When it is no ICS-4 envelope: the packet stays pending, for refunding could pay twice. Also as [`on_packet_timeout`].
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

/// Ends a packet that was not received in time, or on a closed channel: a refund.
///
/// # Errors
/// `AlreadySettled`, or `RefundNotCovered` when a hostile counterparty took the channel's escrow: then it stays pending.
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
    // the packet's own text: a way through canonical bytes and back could fail
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
