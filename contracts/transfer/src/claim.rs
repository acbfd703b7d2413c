//! Claims: refunds that could not be paid. The contract keeps them for their owner and pays them on request.

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response, Storage, Uint256};

use crate::address::validate;
use crate::asset::Asset;
use crate::error::ContractError;
use crate::event::{Attributes, Effect, TransferAttributes};
use crate::ledger::{self, payout, tracked};
use crate::payload::FailedRefund;
use crate::state::{Claim, CLAIMS};

/// Records a failed refund as a claim. `reason` can be a text of the token, so it is cut and appears only in the event.
pub fn record_failed_refund(deps: DepsMut, payload: &[u8], reason: &str) -> Result<Response, ContractError> {
    let FailedRefund {
        burned,
        owner,
        asset,
        amount,
        untracked,
    } = FailedRefund::decode(deps.api, payload)?;
    tracked::put_back(deps.storage, &asset, untracked)?;
    add(deps.storage, &owner, &asset, amount, burned)?;
    let attributes = Attributes::action("refund_failed")
        .with("owner", &owner)
        .with("denom", asset)
        .with("amount", amount)
        .with_error(reason)
        .with_effect(Effect::Claim);
    Ok(Response::new().add_attributes(attributes))
}

/// Adds to an owner's claim on an asset, either to the amount that is held or to the amount that is to be minted.
///
/// # Errors
/// `Overflow` above 2^256-1.
pub fn add(
    storage: &mut dyn Storage,
    owner: &Addr,
    asset: &Asset,
    amount: Uint256,
    burned: bool,
) -> Result<(), ContractError> {
    let key = CLAIMS.key((owner, &asset.to_string()));
    let mut claim = key.may_load(storage)?.unwrap_or_default();
    let part = match burned {
        true => &mut claim.to_mint,
        false => &mut claim.held,
    };
    *part = ledger::sum(*part, amount)?;
    Ok(key.save(storage, &claim)?)
}

/// Pays a claim to its owner, or to the recipient that the owner names. The claim is deducted before it is paid; if the
/// payment fails, the transaction reverts this. Of vouchers to be minted, as many are paid as fit into the voucher's supply,
/// and the rest stays a claim.
///
/// # Errors
/// `NoClaim`; `NotOwner` when a caller who is not the owner names another recipient; `ReceiverIsContract`;
/// `VoucherSupplyFull` when none of the vouchers fit into the supply.
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
    let messages = ledger::pay_claim(deps.storage, &asset, &paid, &recipient)?;
    let transfer = TransferAttributes {
        sender: owner.as_str(),
        receiver: recipient.as_str(),
        denom: &denom,
        amount: ledger::sum(paid.held, paid.to_mint)?,
    };
    let attributes = Attributes::action("claim")
        .with_transfer(&transfer)
        .with_effect(Effect::Claim);
    Ok(Response::new().add_messages(messages).add_attributes(attributes))
}

/// Deducts the part of a claim that can be paid now, and returns it.
fn take(deps: &mut DepsMut, owner: &Addr, asset: &Asset, denom: &str) -> Result<Claim, ContractError> {
    let key = CLAIMS.key((owner, denom));
    let claim = key
        .may_load(deps.storage)?
        .ok_or_else(|| ContractError::NoClaim {
            owner: owner.to_string(),
            denom: denom.to_string(),
        })?;
    let paid = Claim {
        held: claim.held,
        to_mint: mintable(deps, asset, claim.to_mint)?,
    };
    if paid.held.is_zero() && paid.to_mint.is_zero() {
        return Err(ContractError::VoucherSupplyFull);
    }
    let rest = claim.to_mint.saturating_sub(paid.to_mint);
    if rest.is_zero() {
        key.remove(deps.storage);
    } else {
        let held = Uint256::zero();
        key.save(deps.storage, &Claim { held, to_mint: rest })?;
    }
    Ok(paid)
}

/// How much of `to_mint` can be minted now.
fn mintable(deps: &DepsMut, asset: &Asset, to_mint: Uint256) -> Result<Uint256, ContractError> {
    match asset {
        _ if to_mint.is_zero() => Ok(Uint256::zero()),
        Asset::Cw20(voucher) => Ok(to_mint.min(payout::mintable(deps.as_ref(), voucher)?)),
        Asset::Native(_) => Err(ContractError::Corrupt),
    }
}
