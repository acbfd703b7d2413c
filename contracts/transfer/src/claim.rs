//! Refunds that could not be paid: kept for their owner, and paid on request.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, MessageInfo, Response};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, Movement};
use crate::ledger;
use crate::payload::Refund;
use crate::state::{Claim, CLAIMS};

/// Books a refund that failed. `reason` may be a token's own text: it goes into the event, cut, and nowhere else.
pub fn book(deps: DepsMut, payload: &[u8], reason: &str) -> Result<Response, ContractError> {
    let Refund {
        burned,
        owner,
        asset,
        amount,
    } = Refund::decode(deps.api, payload)?;
    let owner = deps.api.addr_humanize(&owner)?;
    let denom = asset.to_string();
    let key = CLAIMS.key((&owner, &denom));
    let mut claim = key.may_load(deps.storage)?.unwrap_or_default();
    if burned {
        claim.to_mint = ledger::sum(claim.to_mint, amount)?;
    } else {
        claim.held = ledger::sum(claim.held, amount)?;
        ledger::recount(deps.storage, &asset, amount)?;
    }
    key.save(deps.storage, &claim)?;
    let attributes = Attributes::action("refund_failed")
        .with("owner", &owner)
        .with("denom", denom)
        .with("amount", amount)
        .with_error(reason)
        .with_effect(Effect::Claim);
    Ok(Response::new().add_attributes(attributes))
}

/// Pays a claim to its owner, or wherever the owner says. It is deleted first; if the payment fails, all of this is undone.
pub fn pay(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    denom: &str,
    owner: Option<String>,
    recipient: Option<String>,
) -> Result<Response, ContractError> {
    let owner = owner.map_or(Ok(info.sender.clone()), |owner| deps.api.addr_validate(&owner))?;
    let recipient = recipient.map_or(Ok(owner.clone()), |recipient| deps.api.addr_validate(&recipient))?;
    if recipient != owner && info.sender != owner {
        return Err(ContractError::NotOwner);
    }
    if recipient == env.contract.address {
        return Err(ContractError::ReceiverIsContract);
    }
    let asset = Asset::parse(deps.api, denom);
    let denom = asset.to_string();
    let claim = take(&mut deps, &owner, &denom)?;
    let messages = payments(&mut deps, &asset, &claim, &recipient)?;
    let movement = Movement {
        sender: owner.as_str(),
        receiver: recipient.as_str(),
        denom: &denom,
        amount: ledger::sum(claim.held, claim.to_mint)?,
    };
    let attributes = Attributes::action("claim")
        .with_movement(&movement)
        .with_effect(Effect::Claim);
    Ok(Response::new().add_messages(messages).add_attributes(attributes))
}

fn take(deps: &mut DepsMut, owner: &Addr, denom: &str) -> Result<Claim, ContractError> {
    let key = CLAIMS.key((owner, denom));
    let claim = key
        .may_load(deps.storage)?
        .ok_or_else(|| ContractError::NoClaim {
            owner: owner.to_string(),
            denom: denom.to_string(),
        })?;
    key.remove(deps.storage);
    Ok(claim)
}

fn payments(
    deps: &mut DepsMut,
    asset: &Asset,
    claim: &Claim,
    recipient: &Addr,
) -> Result<Vec<CosmosMsg>, ContractError> {
    let mut messages = vec![];
    if !claim.held.is_zero() {
        ledger::uncount(deps.storage, asset, claim.held)?;
        messages.push(ledger::pay(asset, recipient, claim.held)?);
    }
    if let (Asset::Cw20(voucher), false) = (asset, claim.to_mint.is_zero()) {
        messages.push(ledger::mint(voucher, recipient, claim.to_mint)?);
    }
    Ok(messages)
}
