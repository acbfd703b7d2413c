//! What is not settled: packets in flight, and claims.

use cosmwasm_std::{CanonicalAddr, Deps, Order, StdResult};
use cw_storage_plus::Bound;

use super::{take, Answer, LISTS};
use crate::error::ContractError;
use crate::flight;
use crate::msg::{
    ClaimId, ClaimInfo, ClaimsResponse, InFlightResponse, PacketId, PacketInfo, SenderPacketId,
};
use crate::state::{CLAIMS, IN_FLIGHT};

pub(super) fn in_flight(
    deps: Deps,
    sender: &str,
    channel: Option<String>,
    sequence: Option<u64>,
    start_after: Option<PacketId>,
    limit: Option<u32>,
) -> Answer<InFlightResponse> {
    let sender = deps.api.addr_canonicalize(sender)?;
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
        .map(|(channel, sequence)| packet_info(deps, &sender, channel, sequence));
    Ok(InFlightResponse {
        packets: found.filter_map(Result::transpose).collect::<Answer<_>>()?,
    })
}

pub(super) fn list_in_flight(
    deps: Deps,
    start_after: Option<SenderPacketId>,
    limit: Option<u32>,
) -> Answer<InFlightResponse> {
    let after = start_after
        .map(|id| {
            deps.api
                .addr_canonicalize(&id.sender)
                .map(|sender| (sender, id.channel, id.sequence))
        })
        .transpose()?;
    let start = after.as_ref().map(|(sender, channel, sequence)| {
        Bound::exclusive((sender.as_slice(), channel.as_str(), *sequence))
    });
    let keys = IN_FLIGHT
        .keys(deps.storage, start, None, Order::Ascending)
        .take(take(limit, LISTS));
    let found = keys.map(|key| {
        let (sender, channel, sequence) = key?;
        packet_info(deps, &sender, channel, sequence)
    });
    Ok(InFlightResponse {
        packets: found.filter_map(Result::transpose).collect::<Answer<_>>()?,
    })
}

fn packet_info(deps: Deps, sender: &[u8], channel: String, sequence: u64) -> Answer<Option<PacketInfo>> {
    let Some(record) = deps.storage.get(&IN_FLIGHT.key((sender, &channel, sequence))) else {
        return Ok(None);
    };
    let (asset, amount) = flight::decode(deps.api, &record)?;
    let sender = deps.api.addr_humanize(&CanonicalAddr::from(sender))?.into();
    Ok(Some(PacketInfo {
        sender,
        channel,
        sequence,
        denom: asset.to_string(),
        amount,
    }))
}

pub(super) fn claims(
    deps: Deps,
    owner: &str,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Answer<ClaimsResponse> {
    let owner = deps.api.addr_validate(owner)?;
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
        .map(|id| deps.api.addr_validate(&id.owner).map(|owner| (owner, id.denom)))
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
