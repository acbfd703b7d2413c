//! Sends of users.

use causeway_cw20::Cw20ReceiveMsg;
use causeway_ics20::{on_send, PacketData, SendAction};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Coin, DepsMut, Env, IbcMsg, MessageInfo, Response, Storage, SubMsg,
    SubMsgResponse, Timestamp,
};

use crate::address::validate;
use crate::asset::{Asset, Leg, CW20_PREFIX};
use crate::error::ContractError;
use crate::event::{Attributes, Effect, TransferAttributes};
use crate::in_flight;
use crate::ledger::{self, payout};
use crate::msg::{TransferMsg, TransferResponse};
use crate::payload::{SentPacket, SENT_REPLY};
use crate::policy::{self, limits};
use crate::state::{get_json_by_range, AllowInfo, Config, ALLOW_LIST, CONFIG, LIMITED};
use crate::takeover;
use crate::voucher;

/// Longest channel id that any chain has, in bytes (ibc-go `modules/core/24-host/validate.go`).
const MAX_CHANNEL: usize = 64;
/// Longest address that a token may report as sender, in characters. cosmwasm-std cannot convert the canonical bytes of a
/// longer address back (`addr_humanize` in `packages/std/src/imports.rs`).
const MAX_SENDER: usize = 90;
const NANOS: u64 = 1_000_000_000;

/// A transfer that is to be sent, with its sender.
struct OutgoingTransfer {
    sender: Addr,
    leg: Leg,
    /// True if the token is accepted without tracking.
    trusted: bool,
}

/// Carries out `transfer`: sends the one attached coin.
pub fn send_coin(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: TransferMsg,
) -> Result<Response, ContractError> {
    let coin = match info.funds.as_slice() {
        [coin] => coin.clone(),
        [] => return Err(ContractError::NoFunds),
        coins => return Err(ContractError::ManyCoins(coins.len())),
    };
    let Coin { denom, amount } = coin;
    if denom.starts_with(CW20_PREFIX) {
        return Err(ContractError::LooksLikeCw20(denom));
    }
    if voucher::is_ours(&voucher::our_port(&env), &denom) {
        return Err(ContractError::LooksLikeVoucher(denom));
    }
    let transfer = OutgoingTransfer {
        sender: info.sender,
        leg: Leg {
            asset: Asset::Native(denom.clone()),
            amount,
            path: denom,
        },
        trusted: true,
    };
    let config = load_config(deps.storage)?;
    send(deps, env, &config, transfer, msg)
}

/// Carries out `receive`, by which a cw20 token reports a deposit. The token is always the caller of the message; its content
/// cannot name another one.
pub fn send_token(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    wrapper: Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let msg: TransferMsg = from_json(&wrapper.msg).map_err(ContractError::InvalidSendMessage)?;
    if wrapper.sender.len() > MAX_SENDER {
        return Err(ContractError::SenderTooLong(wrapper.sender.len()));
    }
    let sender = validate(deps.api, "sender", &wrapper.sender)?;
    let config = load_config(deps.storage)?;
    let (path, trusted) = admit(deps.storage, &config, &info.sender)?;
    let transfer = OutgoingTransfer {
        sender,
        leg: Leg {
            asset: Asset::Cw20(info.sender),
            amount: wrapper.amount.into(),
            path,
        },
        trusted,
    };
    send(deps, env, &config, transfer, msg)
}

/// The denom path of a token in a packet, and whether the token is accepted without tracking, as vouchers of this contract and
/// tokens on the allow list are.
fn admit(storage: &dyn Storage, config: &Config, token: &Addr) -> Result<(String, bool), ContractError> {
    if let Some(path) = voucher::path_of(storage, token)? {
        return Ok((path, true));
    }
    let listed = get_json_by_range::<AllowInfo>(storage, &ALLOW_LIST.key(token))?;
    if listed.is_none() && config.default_gas_limit.is_none() {
        return Err(ContractError::NotAllowed(token.to_string()));
    }
    let path = Asset::Cw20(token.clone()).to_string();
    Ok((path, listed.is_some()))
}

fn send(
    mut deps: DepsMut,
    env: Env,
    config: &Config,
    transfer: OutgoingTransfer,
    msg: TransferMsg,
) -> Result<Response, ContractError> {
    let OutgoingTransfer { sender, leg, trusted } = transfer;
    if leg.amount.is_zero() {
        return Err(ContractError::NoFunds);
    }
    let (channel, seconds) = (msg.channel, msg.timeout.unwrap_or(config.default_timeout));
    let packet = PacketData {
        denom: leg.path.clone(),
        amount: leg.amount,
        sender: sender.to_string(),
        receiver: msg.remote_address,
        memo: msg.memo.unwrap_or_default(),
    };
    packet.validate()?;
    let (burn, taken, effect) = match on_send(&leg.path, &voucher::our_port(&env), &channel) {
        SendAction::Burn => {
            policy::check_burn(deps.storage, &env)?;
            let voucher = burned_voucher(&leg)?;
            let taken = limits::of_burn(deps.storage, &channel, voucher)?;
            (Some(payout::burn(voucher, leg.amount)?), taken, Effect::Burn)
        }
        SendAction::Escrow => {
            check_channel(&channel)?;
            check_bounds(config, seconds)?;
            policy::check_outward(deps.storage, &env, &channel)?;
            let taken = ledger::escrow(&mut deps, &env, &channel, &leg, trusted)?;
            (None, taken, Effect::Escrow)
        }
    };
    let facts = SentPacket {
        sender: &deps.api.addr_canonicalize(sender.as_str())?,
        channel: &channel,
        record: &in_flight::encode(deps.api, &leg)?,
        taken,
    };
    let facts = facts.encode();
    let timeout = expiry(env.block.time, seconds)?;
    let message = IbcMsg::SendPacket {
        channel_id: channel,
        data: packet.encode()?,
        timeout: timeout.into(),
    };
    Ok(Response::new()
        .add_submessage(SubMsg::reply_on_success(message, SENT_REPLY).with_payload(facts))
        .add_messages(burn)
        .add_attributes(transfer_attributes(&packet, effect)))
}

fn transfer_attributes(packet: &PacketData, effect: Effect) -> Attributes {
    let transfer = TransferAttributes {
        sender: &packet.sender,
        receiver: &packet.receiver,
        denom: &packet.denom,
        amount: packet.amount,
    };
    Attributes::action("transfer")
        .with_transfer(&transfer)
        .with_effect(effect)
}

/// Handles the reply to `SendPacket`: it writes the in-flight record under the sequence that the host reports, and returns
/// channel and sequence as data.
///
/// # Errors
/// `NoSequence` when the host reports none: the send fails.
pub fn on_packet_sent(
    deps: DepsMut,
    payload: &[u8],
    result: &SubMsgResponse,
) -> Result<Response, ContractError> {
    let SentPacket {
        sender,
        channel,
        record,
        taken,
    } = SentPacket::decode(payload)?;
    let sequence = sequence_of(result).ok_or(ContractError::NoSequence)?;
    in_flight::write(deps.storage, sender, channel, sequence, record);
    if let Some(taken) = taken {
        LIMITED.save(deps.storage, (channel, sequence), &taken)?;
    }
    takeover::note_own_packet(deps.storage, channel, sequence)?;
    let data = TransferResponse {
        channel: channel.to_string(),
        sequence,
    };
    Ok(Response::new()
        .set_data(to_json_binary(&data)?)
        .add_attributes(Attributes::action("sent").with_packet(channel, sequence)))
}

/// Only vouchers of this contract can be burned. A voucher of the chain's own `transfer` module is a bank coin, and is
/// escrowed like any other.
fn burned_voucher(leg: &Leg) -> Result<&Addr, ContractError> {
    match &leg.asset {
        Asset::Cw20(voucher) => Ok(voucher),
        Asset::Native(denom) => Err(ContractError::LooksLikeVoucher(denom.clone())),
    }
}

fn load_config(storage: &dyn Storage) -> Result<Config, ContractError> {
    get_json_by_range(storage, CONFIG.as_slice())?.ok_or(ContractError::Corrupt)
}

/// Limits the channel's id, which becomes a storage key. A burn needs no check: its channel is part of a stored path.
fn check_channel(channel: &str) -> Result<(), ContractError> {
    if channel.len() > MAX_CHANNEL {
        let begin = channel.chars().take(MAX_CHANNEL).collect();
        return Err(ContractError::UnknownChannel(begin));
    }
    Ok(())
}

/// Bounds apply when tokens are escrowed. A voucher that goes home may use any timeout.
fn check_bounds(config: &Config, seconds: u64) -> Result<(), ContractError> {
    let (min, max) = (
        config.min_timeout.unwrap_or(0),
        config.max_timeout.unwrap_or(u64::MAX),
    );
    if seconds < min || seconds > max {
        return Err(ContractError::TimeoutOutOfBounds { seconds, min, max });
    }
    Ok(())
}

fn expiry(now: Timestamp, seconds: u64) -> Result<Timestamp, ContractError> {
    let after = seconds.checked_mul(NANOS).filter(|nanos| *nanos > 0);
    let nanos = after
        .and_then(|nanos| now.nanos().checked_add(nanos))
        .ok_or(ContractError::InvalidTimeout)?;
    Ok(Timestamp::from_nanos(nanos))
}

/// Reads `MsgIBCSendResponse { uint64 sequence = 1 }` (wasmd `proto/cosmwasm/wasm/v1/ibc.proto`).
fn sequence_of(result: &SubMsgResponse) -> Option<u64> {
    let (tag, varint) = result.msg_responses.first()?.value.split_first()?;
    let (last, head) = varint.split_last()?;
    let groups = head.iter().map(|byte| (*byte, true)).chain([(*last, false)]);
    let mut sequence: u64 = 0;
    let mut shift: u32 = 0;
    for (byte, more) in groups {
        let group = u64::from(byte & 0x7f);
        if (byte & 0x80 != 0) != more || shift > 63 || (group << shift) >> shift != group {
            return None;
        }
        sequence |= group << shift;
        shift = shift.checked_add(7)?;
    }
    (*tag == 0x08 && sequence > 0).then_some(sequence)
}
