//! A packet's life after it was sent: receive, acknowledgement, timeout.

use causeway_ics20::{on_receive, on_refund, Receive, Refund};
use causeway_ics20::{Acknowledgement, PacketData, Settlement, SUCCESS_ACK};
use cosmwasm_std::{
    Addr, Binary, DepsMut, Env, IbcBasicResponse, IbcPacket, IbcReceiveResponse, SubMsg, Uint256,
};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, Movement};
use crate::flight::{self, Origin};
use crate::ledger::{self, Holding};
use crate::state::{peek, VOUCHERS};
use crate::voucher;

/// Takes a packet in: what comes home is unescrowed, what is foreign is minted.
///
/// # Errors
/// Any, and the host then reverts everything and writes the text as error acknowledgement.
pub fn receive(mut deps: DepsMut, env: Env, packet: IbcPacket) -> Result<IbcReceiveResponse, ContractError> {
    let data = PacketData::decode(&packet.data)?;
    let receiver = deps
        .api
        .addr_validate(&data.receiver)
        .map_err(|_| ContractError::InvalidReceiver)?;
    if receiver == env.contract.address {
        return Err(ContractError::ReceiverIsContract);
    }
    let (source, dest) = (&packet.src, &packet.dest);
    let place = on_receive(
        &data.denom,
        &source.port_id,
        &source.channel_id,
        &dest.port_id,
        &dest.channel_id,
    )?;
    let (message, effect) = match &place {
        Receive::Unescrow(path) => (
            release(&mut deps, &packet, path, &receiver, data.amount)?,
            Effect::Unescrow,
        ),
        Receive::Mint(path) => {
            let minted = voucher::mint(&mut deps, &env, &dest.channel_id, path, &receiver, data.amount)?;
            (SubMsg::new(minted), Effect::Mint)
        }
    };
    let (Receive::Unescrow(denom) | Receive::Mint(denom)) = &place;
    let movement = Movement {
        sender: &data.sender,
        receiver: &data.receiver,
        denom,
        amount: data.amount,
    };
    let attributes = Attributes::action("receive")
        .with_movement(&movement)
        .with("success", true)
        .with_packet(&dest.channel_id, packet.sequence)
        .with_effect(effect);
    Ok(IbcReceiveResponse::new(Binary::from(SUCCESS_ACK))
        .add_submessage(message)
        .add_attributes(attributes))
}

/// No setting can keep a token from coming home: whatever is set, it is paid with the highest gas limit. Our own voucher
/// code needs none.
fn release(
    deps: &mut DepsMut,
    packet: &IbcPacket,
    path: &str,
    receiver: &Addr,
    amount: Uint256,
) -> Result<SubMsg, ContractError> {
    let holding = voucher::resolve(deps.as_ref(), &packet.dest.port_id, path)?;
    if let Holding::Held(Asset::Cw20(token)) = &holding {
        if voucher::path_of(deps.storage, token)?.is_some() {
            return Err(ContractError::VoucherAsToken);
        }
    }
    let asset = holding.asset();
    ledger::unescrow(deps.storage, &packet.dest.channel_id, &asset, amount)?;
    let message = SubMsg::new(ledger::pay(&asset, receiver, amount)?);
    Ok(match holding {
        Holding::Held(_) => message.with_gas_limit(ledger::MOST_GAS),
        Holding::HeldVoucher(_) | Holding::Burned(_) => message,
    })
}

/// Ends a packet by its acknowledgement.
///
/// # Errors
/// When it is no ICS-4 envelope, so that nothing is refunded on a guess; and as [`timeout`].
pub fn acknowledge(deps: DepsMut, packet: IbcPacket, ack: &[u8]) -> Result<IbcBasicResponse, ContractError> {
    match Acknowledgement::parse(ack)? {
        Acknowledgement::Success => deliver(deps, &packet),
        Acknowledgement::Error(text) => refund(deps, &packet, &text),
    }
}

/// Ends a packet that was not received in time, or on a closed channel: a refund.
///
/// # Errors
/// `AlreadySettled`, or `RefundNotCovered` when a hostile counterparty took the channel's escrow: then it stays pending.
pub fn timeout(deps: DepsMut, packet: IbcPacket) -> Result<IbcBasicResponse, ContractError> {
    refund(deps, &packet, "timeout")
}

fn deliver(deps: DepsMut, packet: &IbcPacket) -> Result<IbcBasicResponse, ContractError> {
    let data = Settlement::decode(&packet.data)?;
    let channel = &packet.src.channel_id;
    let sender = deps.api.addr_canonicalize(&data.sender)?;
    flight::forget(deps.storage, &sender, channel, packet.sequence);
    Ok(IbcBasicResponse::new().add_attributes(settled(&data, packet, true)))
}

fn refund(mut deps: DepsMut, packet: &IbcPacket, reason: &str) -> Result<IbcBasicResponse, ContractError> {
    let data = Settlement::decode(&packet.data)?;
    let channel = &packet.src.channel_id;
    let canonical = deps.api.addr_canonicalize(&data.sender)?;
    let origin = flight::close(deps.storage, &canonical, channel, packet.sequence)?;
    let holding = match origin {
        Origin::Own => kept_as(&deps, packet, &data.denom)?,
        Origin::Predecessor => Holding::Held(Asset::parse(deps.api, &data.denom)),
    };
    let owner = Addr::unchecked(&data.sender);
    let message = ledger::refund(&mut deps, channel, &holding, owner, data.amount)?;
    let attributes = settled(&data, packet, false)
        .with_error(reason)
        .with_effect(Effect::Refund);
    Ok(IbcBasicResponse::new()
        .add_submessage(message)
        .add_attributes(attributes))
}

/// What a send of ours has made of the value.
fn kept_as(deps: &DepsMut, packet: &IbcPacket, path: &str) -> Result<Holding, ContractError> {
    let our = &packet.src;
    match on_refund(path, &our.port_id, &our.channel_id) {
        Refund::Unescrow => voucher::resolve(deps.as_ref(), &our.port_id, path),
        Refund::Mint => {
            let voucher = peek::<Addr>(deps.storage, &VOUCHERS.key(path))?;
            voucher.map(Holding::Burned).ok_or(ContractError::Corrupt)
        }
    }
}

fn settled(data: &Settlement, packet: &IbcPacket, success: bool) -> Attributes {
    let movement = Movement {
        sender: &data.sender,
        receiver: &data.receiver,
        denom: &data.denom,
        amount: data.amount,
    };
    Attributes::action("acknowledge")
        .with_movement(&movement)
        .with("success", success)
        .with_packet(&packet.src.channel_id, packet.sequence)
}
