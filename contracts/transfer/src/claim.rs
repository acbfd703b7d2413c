//! Refunds that could not be paid: kept for their owner, and paid on request.

use cosmwasm_std::{CanonicalAddr, DepsMut, Env, MessageInfo, Response};

use crate::asset::Asset;
use crate::bytes;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, Movement};
use crate::ledger;
use crate::state::CLAIMS;

/// Books a refund that failed. `reason` may be a token's own text: it goes into the event, cut, and nowhere else.
pub fn book(deps: DepsMut, payload: &[u8], reason: &str) -> Result<Response, ContractError> {
    let [burned, owner, amount, asset] = bytes::split(payload)?;
    let owner = deps.api.addr_humanize(&CanonicalAddr::from(owner))?;
    let amount = bytes::to_amount(amount)?;
    let asset = Asset::from_bytes(deps.api, asset)?;
    let denom = asset.to_string();
    let key = CLAIMS.key((&owner, &denom));
    let mut claim = key.may_load(deps.storage)?.unwrap_or_default();
    if burned == [1] {
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
    deps: DepsMut,
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
    let key = CLAIMS.key((&owner, &denom));
    let Some(claim) = key.may_load(deps.storage)? else {
        return Err(ContractError::NoClaim {
            owner: owner.into(),
            denom,
        });
    };
    key.remove(deps.storage);
    let mut response = Response::new();
    if !claim.held.is_zero() {
        ledger::uncount(deps.storage, &asset, claim.held)?;
        response = response.add_message(ledger::pay(&asset, &recipient, claim.held)?);
    }
    if let (Asset::Cw20(voucher), false) = (&asset, claim.to_mint.is_zero()) {
        response = response.add_message(ledger::mint(voucher, &recipient, claim.to_mint)?);
    }
    let amount = ledger::sum(claim.held, claim.to_mint)?;
    let movement = Movement {
        sender: owner.as_str(),
        receiver: recipient.as_str(),
        denom: &denom,
        amount,
    };
    Ok(response.add_attributes(
        Attributes::action("claim")
            .with_movement(&movement)
            .with_effect(Effect::Claim),
    ))
}
