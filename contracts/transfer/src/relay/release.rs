//! Releases of held packets: the payment and the acknowledgement that their receive left open.

use causeway_ics20::{PacketData, ReceiveAction, SUCCESS_ACK};
use cosmwasm_std::{
    to_json_binary, Binary, DepsMut, Env, IbcAcknowledgement, IbcMsg, MessageInfo, Response, Storage, SubMsg,
    Uint256, WasmMsg,
};

use super::held::{self, Held};
use super::{pay_return, read, resolve_return, End, Incoming, Packet};
use crate::error::ContractError;
use crate::event::{Attributes, Effect, TransferAttributes};
use crate::handshake;
use crate::ledger;
use crate::msg::{Direction, ExecuteMsg};
use crate::payload::{HeldPacket, RELEASE_REPLY};
use crate::policy::pause;
use crate::state::CHANNEL_INFO;
use crate::voucher;

/// The acknowledgement of a held packet that a migration has refused.
pub const REFUSED_ACK: &[u8] = br#"{"error":"return was refused by migration"}"#;
/// The acknowledgement of a held packet that could not be paid.
pub const UNPAID_ACK: &[u8] = br#"{"error":"return could not be paid"}"#;

/// Carries out `release`. It answers what was refused or paid already, and else pays a packet that is due, in the same way
/// as on its arrival.
///
/// A release that cannot pay changes nothing, because whoever calls may have made it fail. Only late (see
/// `may_answer_late`) it answers with an error: the contract then calls itself, and the reply to a call that has failed
/// writes the error. Called by itself, it never does so.
///
/// # Errors
/// `NotHeld`; `NotDue`; `HomewardPaused`; `ChannelClosed` when there is nothing to do but to answer; the errors of a receive.
pub fn release(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    channel: &str,
    sequence: u64,
) -> Result<Response, ContractError> {
    let held = held::load(deps.storage, channel, sequence)?;
    let packet = packet_of(deps.storage, env, channel, sequence, &held)?;
    let is_open = handshake::is_open(deps.as_ref(), channel)?;
    if held.is_paid {
        return answer_paid(deps.storage, &packet, is_open);
    }
    if held::is_refused(deps.storage, channel, sequence, &held)? {
        return refuse(deps.storage, &packet, is_open, REFUSED_ACK);
    }
    let now = env.block.time.seconds();
    if now < held.due {
        return Err(ContractError::NotDue(held.due));
    }
    if pause::is_paused(deps.storage, env, Direction::Homeward)? {
        return Err(ContractError::HomewardPaused);
    }
    let calls_itself = info.sender == env.contract.address;
    if is_open && !calls_itself && may_answer_late(deps.storage, &held, now)? {
        return try_to_pay(env, channel, sequence);
    }
    pay(deps, env, &packet, held.due, is_open)
}

/// Handles the reply to a call of itself that could not pay: answers with an error.
pub fn on_unpaid(deps: DepsMut, env: &Env, payload: &[u8]) -> Result<Response, ContractError> {
    let HeldPacket { channel, sequence } = HeldPacket::decode(payload)?;
    let held = held::load(deps.storage, channel, sequence)?;
    let packet = packet_of(deps.storage, env, channel, sequence, &held)?;
    refuse(deps.storage, &packet, true, UNPAID_ACK)
}

/// Whether a release that cannot pay may answer with an error: when the packet has been due for seven days, and homeward
/// is in the last day of its rest, or has rested.
fn may_answer_late(storage: &dyn Storage, held: &Held, now: u64) -> Result<bool, ContractError> {
    Ok(held.is_long_due(now) && pause::has_nearly_rested(storage, now)?)
}

fn try_to_pay(env: &Env, channel: &str, sequence: u64) -> Result<Response, ContractError> {
    let message = ExecuteMsg::Release {
        channel: channel.to_string(),
        sequence,
    };
    let call = WasmMsg::Execute {
        contract_addr: env.contract.address.to_string(),
        msg: to_json_binary(&message)?,
        funds: vec![],
    };
    let payload = HeldPacket { channel, sequence }.encode();
    Ok(Response::new().add_submessage(SubMsg::reply_on_error(call, RELEASE_REPLY).with_payload(payload)))
}

/// The entry is deleted before anything is paid. On a closed channel no acknowledgement can be written: the entry stays,
/// marked as paid.
fn pay(
    deps: DepsMut,
    env: &Env,
    packet: &Packet,
    due: u64,
    is_open: bool,
) -> Result<Response, ContractError> {
    let Incoming {
        data,
        receiver,
        action: ReceiveAction::Unescrow(path),
    } = read(deps.as_ref(), env, packet)?
    else {
        return Err(ContractError::Corrupt);
    };
    let payout = resolve_return(deps.as_ref(), &packet.ours, &path)?;
    if is_open {
        held::remove(deps.storage, packet);
    } else {
        held::mark_paid(deps.storage, packet, due);
    }
    let nothing_taken = Uint256::zero();
    ledger::unescrow(
        deps.storage,
        env,
        &packet.ours.channel,
        &payout.asset(),
        data.amount,
        nothing_taken,
    )?;
    let message = pay_return(&payout, &receiver, data.amount)?;
    let answer = is_open.then(|| acknowledge(packet, SUCCESS_ACK));
    let attributes = attributes(&data, &path, packet).with_effect(Effect::Unescrow);
    Ok(Response::new()
        .add_submessage(message)
        .add_messages(answer)
        .add_attributes(attributes))
}

/// Answers a packet that was paid while its channel was closed.
fn answer_paid(storage: &mut dyn Storage, packet: &Packet, is_open: bool) -> Result<Response, ContractError> {
    if !is_open {
        return Err(ContractError::ChannelClosed(packet.ours.channel.clone()));
    }
    held::remove(storage, packet);
    let attributes = Attributes::action("release").with_packet(&packet.ours.channel, packet.sequence);
    Ok(Response::new()
        .add_message(acknowledge(packet, SUCCESS_ACK))
        .add_attributes(attributes))
}

/// Answers with an error, which refunds the sender. Neither books nor tokens move here.
fn refuse(
    storage: &mut dyn Storage,
    packet: &Packet,
    is_open: bool,
    acknowledgement: &[u8],
) -> Result<Response, ContractError> {
    if !is_open {
        return Err(ContractError::ChannelClosed(packet.ours.channel.clone()));
    }
    held::remove(storage, packet);
    let data = PacketData::decode(&packet.data)?;
    let path = match super::action_of(&data, packet)? {
        ReceiveAction::Unescrow(path) | ReceiveAction::Mint(path) => path,
    };
    let attributes = attributes(&data, &path, packet).with_effect(Effect::Refuse);
    Ok(Response::new()
        .add_message(acknowledge(packet, acknowledgement))
        .add_attributes(attributes))
}

fn acknowledge(packet: &Packet, acknowledgement: &[u8]) -> IbcMsg {
    IbcMsg::WriteAcknowledgement {
        channel_id: packet.ours.channel.clone(),
        packet_sequence: packet.sequence,
        ack: IbcAcknowledgement::new(Binary::from(acknowledgement)),
    }
}

fn attributes(data: &PacketData, path: &str, packet: &Packet) -> Attributes {
    let transfer = TransferAttributes {
        sender: &data.sender,
        receiver: &data.receiver,
        denom: path,
        amount: data.amount,
    };
    Attributes::action("release")
        .with_transfer(&transfer)
        .with_packet(&packet.ours.channel, packet.sequence)
}

/// The packet as it arrived. The counterparty of a channel never changes.
pub(crate) fn packet_of(
    storage: &dyn Storage,
    env: &Env,
    channel: &str,
    sequence: u64,
    held: &Held,
) -> Result<Packet, ContractError> {
    let info = CHANNEL_INFO.load(storage, channel)?;
    Ok(Packet {
        ours: End {
            port: voucher::our_port(env),
            channel: channel.to_string(),
        },
        theirs: info.counterparty_endpoint.into(),
        sequence,
        data: held.data.clone(),
    })
}
