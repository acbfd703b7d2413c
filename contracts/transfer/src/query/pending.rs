//! Queries of packets in flight and of claims.

use cosmwasm_std::{CanonicalAddr, Deps, Order, StdResult};
use cw_storage_plus::Bound;

use super::{take, Answer, LISTS};
use crate::address::validate;
use crate::error::ContractError;
use crate::in_flight;
use crate::msg::{
    ClaimId, ClaimInfo, ClaimsResponse, InFlightResponse, PacketId, PacketInfo, SenderPacketId,
};
use crate::state::{CLAIMS, IN_FLIGHT};

pub(super) fn packets_of(
    deps: Deps,
    sender: &str,
    channel: Option<String>,
    sequence: Option<u64>,
    start_after: Option<PacketId>,
    limit: Option<u32>,
) -> Answer<InFlightResponse> {
    let sender = canonical(deps, sender)?;
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
            let sequences =
                IN_FLIGHT
                    .prefix((&sender, &channel))
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
            let keys = IN_FLIGHT
                .sub_prefix(&sender)
                .keys(deps.storage, start, None, Order::Ascending);
            keys.take(take(limit, LISTS)).collect::<StdResult<_>>()?
        }
    };
    let found = names
        .into_iter()
        .filter_map(|(channel, sequence)| packet_info(deps, &sender, channel, sequence));
    Ok(InFlightResponse {
        packets: found.collect(),
    })
}

pub(super) fn list_in_flight(
    deps: Deps,
    start_after: Option<SenderPacketId>,
    limit: Option<u32>,
) -> Answer<InFlightResponse> {
    let after = start_after
        .map(|id| canonical(deps, &id.sender).map(|sender| (sender, id.channel, id.sequence)))
        .transpose()?;
    let start = after.as_ref().map(|(sender, channel, sequence)| {
        Bound::exclusive((sender.as_slice(), channel.as_str(), *sequence))
    });
    let keys = IN_FLIGHT.keys(deps.storage, start, None, Order::Ascending);
    let found = keys.filter_map(|key| {
        let (sender, channel, sequence) = key.ok()?;
        packet_info(deps, &sender, channel, sequence)
    });
    Ok(InFlightResponse {
        packets: found.take(take(limit, LISTS)).collect(),
    })
}

fn canonical(deps: Deps, sender: &str) -> Answer<CanonicalAddr> {
    let sender = validate(deps.api, "sender", sender)?;
    Ok(deps.api.addr_canonicalize(sender.as_str())?)
}

/// `None` when there is no such record, or when its bytes cannot be read, so that one entry cannot fail a whole list.
fn packet_info(deps: Deps, sender: &[u8], channel: String, sequence: u64) -> Option<PacketInfo> {
    let record = deps.storage.get(&IN_FLIGHT.key((sender, &channel, sequence)))?;
    let (asset, amount) = in_flight::decode(deps.api, &record).ok()?;
    let sender = deps.api.addr_humanize(&CanonicalAddr::from(sender)).ok()?;
    Some(PacketInfo {
        sender: sender.into(),
        channel,
        sequence,
        denom: asset.to_string(),
        amount,
    })
}

pub(super) fn claims(
    deps: Deps,
    owner: &str,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Answer<ClaimsResponse> {
    let owner = validate(deps.api, "owner", owner)?;
    let start = start_after.as_deref().map(Bound::exclusive);
    let stored = CLAIMS
        .prefix(&owner)
        .range(deps.storage, start, None, Order::Ascending);
    let claims = stored.take(take(limit, LISTS)).map(|entry| {
        let (denom, claim) = entry?;
        Ok(ClaimInfo {
            owner: owner.to_string(),
            denom,
            held: claim.held,
            to_mint: claim.to_mint,
        })
    });
    Ok(ClaimsResponse {
        claims: claims.collect::<Answer<_>>()?,
    })
}

pub(super) fn list_claims(
    deps: Deps,
    start_after: Option<ClaimId>,
    limit: Option<u32>,
) -> Answer<ClaimsResponse> {
    let after = start_after
        .map(|id| validate(deps.api, "owner", &id.owner).map(|owner| (owner, id.denom)))
        .transpose()?;
    let start = after
        .as_ref()
        .map(|(owner, denom)| Bound::exclusive((owner, denom.as_str())));
    let stored = CLAIMS
        .range(deps.storage, start, None, Order::Ascending)
        .take(take(limit, LISTS));
    let claims = stored.map(|entry| {
        let ((owner, denom), claim) = entry?;
        Ok(ClaimInfo {
            owner: owner.into(),
            denom,
            held: claim.held,
            to_mint: claim.to_mint,
        })
    });
    Ok(ClaimsResponse {
        claims: claims.collect::<Answer<_>>()?,
    })
}
