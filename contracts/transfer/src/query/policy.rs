//! Queries of pauses, limits and held packets.

use causeway_ics20::{PacketData, ReceiveAction};
use cosmwasm_std::{Deps, Env, Order, StdResult};
use cw_storage_plus::Bound;

use super::{take, Answer, LISTS};
use crate::error::ContractError;
use crate::msg::{
    DelayedResponse, Direction, HeldInfo, HeldState, LimitId, LimitInfo, LimitsResponse, PacketId, PauseInfo,
    PausesResponse,
};
use crate::policy::bucket::Bucket;
use crate::policy::has_operator;
use crate::relay::{action_of, held, release};
use crate::state::{CHANNEL_STATE, DELAYED, MINT_POLICY, PAUSE};
use crate::voucher;

pub(super) fn pauses(deps: Deps, env: &Env) -> Answer<PausesResponse> {
    let pauses = PAUSE.may_load(deps.storage)?.unwrap_or_default();
    let standing = |direction| {
        let pause = pauses.standing(direction, env.block.time.seconds())?;
        Some(PauseInfo {
            until: pause.until.into(),
        })
    };
    Ok(PausesResponse {
        outward: standing(Direction::Outward),
        homeward: standing(Direction::Homeward),
    })
}

pub(super) fn delayed(
    deps: Deps,
    env: &Env,
    channel: Option<String>,
    sequence: Option<u64>,
    start_after: Option<PacketId>,
    limit: Option<u32>,
) -> Answer<DelayedResponse> {
    if sequence.is_some() && channel.is_none() {
        return Err(ContractError::SequenceWithoutChannel);
    }
    let after = start_after.map(|id| (id.channel, id.sequence));
    let names: Vec<(String, u64)> = match (channel, sequence) {
        (Some(channel), Some(sequence)) => vec![(channel, sequence)],
        (Some(channel), None) => {
            if after.as_ref().is_some_and(|(last, _)| *last != channel) {
                return Err(ContractError::StartsElsewhere);
            }
            let start = after.map(|(_, sequence)| Bound::exclusive(sequence));
            let sequences = DELAYED
                .prefix(&channel)
                .keys(deps.storage, start, None, Order::Ascending);
            let named = sequences
                .take(take(limit, LISTS))
                .map(|sequence| Ok((channel.clone(), sequence?)));
            named.collect::<StdResult<_>>()?
        }
        (None, _) => {
            let start = after
                .as_ref()
                .map(|(channel, sequence)| Bound::exclusive((channel.as_str(), *sequence)));
            let keys = DELAYED.keys(deps.storage, start, None, Order::Ascending);
            keys.take(take(limit, LISTS)).collect::<StdResult<_>>()?
        }
    };
    let found = names
        .into_iter()
        .filter(|(channel, sequence)| DELAYED.has(deps.storage, (channel, *sequence)));
    let packets = found.map(|(channel, sequence)| held_info(deps, env, channel, sequence));
    Ok(DelayedResponse {
        packets: packets.collect::<Answer<_>>()?,
    })
}

fn held_info(deps: Deps, env: &Env, channel: String, sequence: u64) -> Answer<HeldInfo> {
    let held = held::load(deps.storage, &channel, sequence)?;
    let packet = release::packet_of(deps.storage, env, &channel, sequence, &held)?;
    let data = PacketData::decode(&held.data)?;
    let (ReceiveAction::Unescrow(path) | ReceiveAction::Mint(path)) = action_of(&data, &packet)?;
    let state = if held.is_paid {
        HeldState::Paid
    } else if held::is_refused(deps.storage, &channel, sequence, &held)? {
        HeldState::Refused
    } else {
        HeldState::Held
    };
    let asset = voucher::resolve(deps, &packet.ours.port, &path)?.asset();
    Ok(HeldInfo {
        channel,
        sequence,
        sender: data.sender,
        receiver: data.receiver,
        denom: asset.to_string(),
        amount: data.amount,
        due: held.due.into(),
        state,
    })
}

pub(super) fn limits(
    deps: Deps,
    env: &Env,
    channel: &str,
    start_after: Option<LimitId>,
    limit: Option<u32>,
) -> Answer<LimitsResponse> {
    super::load_channel(deps, channel)?;
    if !has_operator(deps.storage)? {
        return Ok(LimitsResponse { limits: vec![] });
    }
    let most = take(limit, LISTS);
    let start = start_after.as_ref().map(|id| Bound::inclusive(id.denom.as_str()));
    let now = env.block.time.seconds();
    let is_seen = |limit: &LimitInfo| {
        let last = start_after.as_ref().map(|id| (&id.denom, id.direction));
        last.is_some_and(|last| (&limit.denom, limit.direction) <= last)
    };
    let mut limits = vec![];
    let books = CHANNEL_STATE.prefix(channel);
    for entry in books.range(deps.storage, start.clone(), None, Order::Ascending) {
        let (denom, state) = entry?;
        let both = shown(&denom, state.outward, state.homeward, now);
        limits.extend(both.filter(|limit| !is_seen(limit)));
        if limits.len() >= most {
            break;
        }
    }
    let mints = MINT_POLICY.prefix(channel);
    for entry in mints.range(deps.storage, start, None, Order::Ascending) {
        let (denom, policy) = entry?;
        limits.extend(shown(&denom, policy.limit, None, now).filter(|limit| !is_seen(limit)));
    }
    limits.sort_by(|one, other| (&one.denom, one.direction).cmp(&(&other.denom, other.direction)));
    limits.truncate(most);
    Ok(LimitsResponse { limits })
}

/// The limits of one denom as they are shown.
fn shown(
    denom: &str,
    outward: Option<Bucket>,
    homeward: Option<Bucket>,
    now: u64,
) -> impl Iterator<Item = LimitInfo> {
    let limits = [(Direction::Outward, outward), (Direction::Homeward, homeward)];
    let denom = denom.to_string();
    limits.into_iter().filter_map(move |(direction, bucket)| {
        bucket.map(|bucket| LimitInfo {
            denom: denom.clone(),
            direction,
            amount: bucket.amount,
            left: bucket.left(now),
        })
    })
}
