//! Stranded packets, which the protocol or the predecessor left without a refund. A migration gives their senders a claim.

use causeway_ics20::{on_refund, RefundAction, SentPacketData};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Deps, DepsMut, Env, Event, Order, StdResult, Uint256};

use crate::address::validate;
use crate::asset::Asset;
use crate::claim;
use crate::error::ContractError;
use crate::in_flight;
use crate::ledger::books::Entry;
use crate::ledger::{self, tracked};
use crate::msg::{AssignMsg, SettleMsg};
use crate::policy::limits;
use crate::state::{CHANNEL_INFO, CHANNEL_STATE, CLAIMS};
use crate::takeover;
use crate::voucher;

/// A claim that a migration makes.
#[cw_serde]
pub struct Claimed {
    /// The packet's own sender.
    pub owner: String,
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Amount in base units.
    pub amount: Uint256,
}

impl Claimed {
    /// The event `wasm-stranded`.
    pub fn to_event(&self) -> Event {
        Event::new("stranded")
            .add_attribute("owner", &self.owner)
            .add_attribute("channel", &self.channel)
            .add_attribute("sequence", self.sequence.to_string())
            .add_attribute("denom", &self.denom)
            .add_attribute("amount", self.amount.to_string())
            .add_attribute("effect", "claim")
    }
}

/// How many entries were read to compute a surplus.
#[cw_serde]
#[derive(Default)]
pub struct Read {
    /// Number of channels whose books were read.
    pub channels: u64,
    /// Number of claims that were read, of all assets.
    pub claims: u64,
}

/// Records a claim for the sender of each packet that the protocol left stranded. Each claim must be covered by the books
/// of the packet's channel.
///
/// # Errors
/// `NothingToSettle`, `NotTheSender`, `AlreadySettled`, `InsufficientEscrow`.
pub fn settle(deps: &mut DepsMut, env: &Env, packets: Vec<SettleMsg>) -> Result<Vec<Claimed>, ContractError> {
    let settle_one = |packet| settle_one(deps, env, packet);
    packets.into_iter().map(settle_one).collect()
}

fn settle_one(deps: &mut DepsMut, env: &Env, packet: SettleMsg) -> Result<Claimed, ContractError> {
    let sender = validate(deps.api, "sender", &packet.sender)?;
    let SettleMsg {
        channel, sequence, ..
    } = packet;
    let (asset, amount, burned) = match packet.data {
        Some(data) => {
            let data = SentPacketData::decode(&data)?;
            if data.sender != sender.as_str() {
                return Err(ContractError::NotTheSender(data.sender));
            }
            takeover::settle_old_packet(deps.storage, &channel, sequence)?;
            (Asset::parse(deps.api, &data.denom), data.amount, false)
        }
        None => recorded(deps, env, &sender, &channel, sequence)?,
    };
    limits::forget_taken(deps.storage, &channel, sequence)?;
    if !burned {
        let mut entry = Entry::of_payment(deps.storage, &channel, &asset)?;
        entry.subtract(amount)?;
        entry.save(deps.storage)?;
    }
    claim::add(deps.storage, &sender, &asset, amount, burned)?;
    Ok(Claimed {
        owner: sender.into(),
        channel,
        sequence,
        denom: asset.to_string(),
        amount,
    })
}

/// Deletes a packet's in-flight record. Returns what was sent and whether it was burned.
fn recorded(
    deps: &mut DepsMut,
    env: &Env,
    sender: &Addr,
    channel: &str,
    sequence: u64,
) -> Result<(Asset, Uint256, bool), ContractError> {
    let canonical = deps.api.addr_canonicalize(sender.as_str())?;
    let record = in_flight::take(deps.storage, &canonical, channel, sequence)
        .ok_or(ContractError::NothingToSettle { sequence })?;
    let (asset, amount) = in_flight::decode(deps.api, &record)?;
    let path = match &asset {
        Asset::Cw20(token) => voucher::path_of(deps.storage, token)?,
        Asset::Native(_) => None,
    };
    let port = voucher::our_port(env);
    let burned = path.is_some_and(|path| on_refund(&path, &port, channel) == RefundAction::Mint);
    Ok((asset, amount, burned))
}

/// Records a claim for the sender of each packet whose refund the predecessor lost. Each claim must be covered by the
/// asset's surplus, the amount that this contract holds above all books and claims.
///
/// # Errors
/// `AlreadySettled`, `AboveSurplus`.
pub fn assign(
    deps: &mut DepsMut,
    env: &Env,
    packets: Vec<AssignMsg>,
) -> Result<(Vec<Claimed>, Option<Read>), ContractError> {
    if packets.is_empty() {
        return Ok((vec![], None));
    }
    let mut read = Read::default();
    let mut assigned = vec![];
    for packet in packets {
        let AssignMsg {
            channel,
            sequence,
            data,
        } = packet;
        let data = SentPacketData::decode(&data)?;
        let owner = validate(deps.api, "sender", &data.sender)?;
        takeover::settle_old_packet(deps.storage, &channel, sequence)?;
        let asset = Asset::parse(deps.api, &data.denom);
        let surplus = surplus(deps.as_ref(), env, &asset, &mut read)?;
        if data.amount > surplus {
            return Err(ContractError::AboveSurplus {
                denom: asset.to_string(),
                surplus,
            });
        }
        claim::add(deps.storage, &owner, &asset, data.amount, false)?;
        assigned.push(Claimed {
            owner: owner.into(),
            channel,
            sequence,
            denom: asset.to_string(),
            amount: data.amount,
        });
    }
    Ok((assigned, Some(read)))
}

/// The amount of an asset that this contract holds above its escrow on all channels and all claims on it. It reads every
/// channel and claim.
fn surplus(deps: Deps, env: &Env, asset: &Asset, read: &mut Read) -> Result<Uint256, ContractError> {
    let us = &env.contract.address;
    let held = match asset {
        Asset::Native(denom) => deps.querier.query_balance(us, denom)?.amount,
        Asset::Cw20(token) => tracked::balance(deps, env, token)?,
    };
    let denom = asset.to_string();
    let channels = CHANNEL_INFO
        .keys(deps.storage, None, None, Order::Ascending)
        .collect::<StdResult<Vec<_>>>()?;
    let mut owed = Uint256::zero();
    for channel in &channels {
        read.channels = read.channels.saturating_add(1);
        if let Some(state) = CHANNEL_STATE.may_load(deps.storage, (channel, &denom))? {
            owed = ledger::sum(owed, state.outstanding)?;
        }
    }
    for entry in CLAIMS.range(deps.storage, None, None, Order::Ascending) {
        let ((_, claimed), claim) = entry?;
        read.claims = read.claims.saturating_add(1);
        if claimed == denom {
            owed = ledger::sum(owed, claim.held)?;
        }
    }
    Ok(held.saturating_sub(owed))
}
