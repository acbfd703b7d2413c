//! Refunds that could not be paid: kept for their owner, and paid on request.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, MessageInfo, Response, Uint256};

use crate::address::validate;
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
        untracked,
    } = Refund::decode(deps.api, payload)?;
    let denom = asset.to_string();
    let key = CLAIMS.key((&owner, &denom));
    let mut claim = key.may_load(deps.storage)?.unwrap_or_default();
    if burned {
        claim.to_mint = ledger::sum(claim.to_mint, amount)?;
    } else {
        claim.held = ledger::sum(claim.held, amount)?;
        if !untracked.is_zero() {
            ledger::track_again(deps.storage, &asset, untracked)?;
        }
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

/// Pays a claim to its owner, or wherever the owner says. It is taken off first; if the payment fails, all of this is
/// undone. Of vouchers to be minted again, as many as the voucher's supply has room for: the rest stays a claim.
pub fn pay(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    denom: &str,
    owner: Option<String>,
    recipient: Option<String>,
) -> Result<Response, ContractError> {
    let owner = owner.map_or(Ok(info.sender.clone()), |owner| {
        validate(deps.api, "owner", &owner)
    })?;
    let recipient = recipient.map_or(Ok(owner.clone()), |recipient| {
        validate(deps.api, "recipient", &recipient)
    })?;
    if recipient != owner && info.sender != owner {
        return Err(ContractError::NotOwner);
    }
    if recipient == env.contract.address {
        return Err(ContractError::ReceiverIsContract);
    }
    let asset = Asset::parse(deps.api, denom);
    let denom = asset.to_string();
    let paid = take(&mut deps, &owner, &asset, &denom)?;
    let messages = payments(&mut deps, &asset, &paid, &recipient)?;
    let movement = Movement {
        sender: owner.as_str(),
        receiver: recipient.as_str(),
        denom: &denom,
        amount: ledger::sum(paid.held, paid.to_mint)?,
    };
    let attributes = Attributes::action("claim")
        .with_movement(&movement)
        .with_effect(Effect::Claim);
    Ok(Response::new().add_messages(messages).add_attributes(attributes))
}

/// Takes off a claim what can be paid of it now.
fn take(deps: &mut DepsMut, owner: &Addr, asset: &Asset, denom: &str) -> Result<Claim, ContractError> {
    let key = CLAIMS.key((owner, denom));
    let claim = key
        .may_load(deps.storage)?
        .ok_or_else(|| ContractError::NoClaim {
            owner: owner.to_string(),
            denom: denom.to_string(),
        })?;
    let to_mint = match asset {
        _ if claim.to_mint.is_zero() => Uint256::zero(),
        Asset::Cw20(voucher) => claim.to_mint.min(ledger::mintable(deps.as_ref(), voucher)?),
        Asset::Native(_) => return Err(ContractError::Corrupt),
    };
    let held = claim.held;
    if held.is_zero() && to_mint.is_zero() {
        return Err(ContractError::VoucherSupplyFull);
    }
    let rest = Claim {
        held: Uint256::zero(),
        to_mint: claim.to_mint.saturating_sub(to_mint),
    };
    if rest.to_mint.is_zero() {
        key.remove(deps.storage);
    } else {
        key.save(deps.storage, &rest)?;
    }
    Ok(Claim { held, to_mint })
}

fn payments(
    deps: &mut DepsMut,
    asset: &Asset,
    paid: &Claim,
    recipient: &Addr,
) -> Result<Vec<CosmosMsg>, ContractError> {
    let mut messages = vec![];
    if !paid.held.is_zero() {
        ledger::untrack(deps.storage, asset, paid.held)?;
        messages.push(ledger::pay(asset, recipient, paid.held)?);
    }
    if !paid.to_mint.is_zero() {
        let Asset::Cw20(voucher) = asset else {
            return Err(ContractError::Corrupt);
        };
        messages.push(ledger::mint(voucher, recipient, paid.to_mint)?);
    }
    Ok(messages)
}
