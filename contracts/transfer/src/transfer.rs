//! A user's send.

use causeway_cw20::Cw20ReceiveMsg;
use causeway_ics20::zone::{on_send, Send};
use causeway_ics20::PacketData;
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Coin, CosmosMsg, DepsMut, Env, IbcMsg, MessageInfo, Response, Storage,
    SubMsg, SubMsgResponse, Timestamp, Uint256,
};

use crate::address::validate;
use crate::asset::{Asset, CW20_PREFIX};
use crate::error::ContractError;
use crate::event::{Attributes, Effect, Movement};
use crate::flight;
use crate::ledger;
use crate::msg::{TransferMsg, TransferResponse};
use crate::payload::{self, Sent, SENT_REPLY};
use crate::state::{peek, AllowInfo, Config, ALLOW_LIST, CONFIG};
use crate::voucher;

/// Longest channel id that any chain has, in bytes (ibc-go `modules/core/24-host/validate.go`).
const MAX_CHANNEL: usize = 64;
/// Longest address that a token may report as sender: more than that cosmwasm-std does not give back from canonical bytes
/// (`addr_humanize` in `packages/std/src/imports.rs`).
const MAX_SENDER: usize = 90;
const NANOS: u64 = 1_000_000_000;

/// What is sent by whom, and under which name it travels.
struct Parcel {
    sender: Addr,
    asset: Asset,
    amount: Uint256,
    path: String,
    trusted: bool,
}

/// `transfer`: the one attached coin.
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
    let parcel = Parcel {
        sender: info.sender,
        asset: Asset::Native(denom.clone()),
        amount,
        path: denom,
        trusted: true,
    };
    let config = config(deps.storage)?;
    send(deps, env, &config, parcel, msg)
}

/// `receive`: a cw20 token reports that it was sent here. The token is who calls, never what a message says.
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
    let config = config(deps.storage)?;
    let (path, trusted) = admit(deps.storage, &config, &info.sender)?;
    let parcel = Parcel {
        sender,
        asset: Asset::Cw20(info.sender),
        amount: wrapper.amount.into(),
        path,
        trusted,
    };
    send(deps, env, &config, parcel, msg)
}

/// A token's name on the wire, and whether it is taken without tracking: our own vouchers, and tokens on the allow list.
fn admit(storage: &dyn Storage, config: &Config, token: &Addr) -> Result<(String, bool), ContractError> {
    if let Some(path) = voucher::path_of(storage, token)? {
        return Ok((path, true));
    }
    let listed = peek::<AllowInfo>(storage, &ALLOW_LIST.key(token))?;
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
    parcel: Parcel,
    msg: TransferMsg,
) -> Result<Response, ContractError> {
    if parcel.amount.is_zero() {
        return Err(ContractError::NoFunds);
    }
    let (channel, seconds) = (msg.channel, msg.timeout.unwrap_or(config.default_timeout));
    let packet = PacketData {
        denom: parcel.path,
        amount: parcel.amount,
        sender: parcel.sender.to_string(),
        receiver: msg.remote_address,
        memo: msg.memo.unwrap_or_default(),
    };
    packet.validate()?;
    let (burn, effect) = match on_send(&packet.denom, &voucher::our_port(&env), &channel) {
        Send::Burn => (Some(burn(&parcel.asset, parcel.amount)?), Effect::Burn),
        Send::Escrow => {
            check_channel(&channel)?;
            check_bounds(config, seconds)?;
            if let Asset::Cw20(token) = &parcel.asset {
                ledger::track_deposit(&mut deps, &env, token, parcel.amount, parcel.trusted)?;
            }
            ledger::escrow(deps.storage, &channel, &parcel.asset, parcel.amount)?;
            (None, Effect::Escrow)
        }
    };
    let facts = payload::Sent {
        sender: &deps.api.addr_canonicalize(parcel.sender.as_str())?,
        channel: &channel,
        record: &flight::encode(deps.api, &parcel.asset, parcel.amount)?,
    };
    let facts = facts.encode()?;
    let packet_message = IbcMsg::SendPacket {
        channel_id: channel,
        data: packet.encode()?,
        timeout: expiry(env.block.time, seconds)?.into(),
    };
    let attributes = Attributes::action("transfer")
        .with_movement(&movement(&packet))
        .with_effect(effect);
    Ok(Response::new()
        .add_submessage(SubMsg::reply_on_success(packet_message, SENT_REPLY).with_payload(facts))
        .add_messages(burn)
        .add_attributes(attributes))
}

fn movement(packet: &PacketData) -> Movement<'_> {
    Movement {
        sender: &packet.sender,
        receiver: &packet.receiver,
        denom: &packet.denom,
        amount: packet.amount,
    }
}

/// Writes the in-flight record under the sequence that the host reports, and tells it.
pub fn sent(deps: DepsMut, payload: &[u8], result: &SubMsgResponse) -> Result<Response, ContractError> {
    let Sent {
        sender,
        channel,
        record,
    } = Sent::decode(payload)?;
    let sequence = sequence_of(result).ok_or(ContractError::NoSequence)?;
    flight::open(deps.storage, sender, channel, sequence, record)?;
    let data = TransferResponse {
        channel: channel.to_string(),
        sequence,
    };
    Ok(Response::new()
        .set_data(to_json_binary(&data)?)
        .add_attributes(Attributes::action("sent").with_packet(channel, sequence)))
}

/// A bank voucher of the chain's own `transfer` module is a bank coin; only our own tokens can be burned.
fn burn(asset: &Asset, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    match asset {
        Asset::Cw20(voucher) => ledger::burn(voucher, amount),
        Asset::Native(denom) => Err(ContractError::LooksLikeVoucher(denom.clone())),
    }
}

fn config(storage: &dyn Storage) -> Result<Config, ContractError> {
    peek(storage, CONFIG.as_slice())?.ok_or(ContractError::Corrupt)
}

/// A channel id goes into a storage key: no longer than any chain has them. That of a burn is in the voucher's path.
fn check_channel(channel: &str) -> Result<(), ContractError> {
    if channel.len() > MAX_CHANNEL {
        let begin = channel.chars().take(MAX_CHANNEL).collect();
        return Err(ContractError::UnknownChannel(begin));
    }
    Ok(())
}

/// Bounds hold on the way out only; the way home is the user's to judge.
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
