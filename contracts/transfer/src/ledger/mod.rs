//! The only code that moves tokens. It first changes the books with checked arithmetic that never saturates, and then makes
//! the message.

pub mod books;
pub mod payout;
pub mod tracked;

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Storage, SubMsg, Uint256};

use crate::asset::{Asset, Leg};
use crate::error::ContractError;
use crate::payload::{FailedRefund, REFUND_REPLY};
use crate::state::Claim;
use books::Entry;
use payout::Payout;

/// Adds a deposit that the contract has received already to the channel's books. For `trusted` see [`tracked::deposit`].
///
/// # Errors
/// `UnknownChannel`, `Overflow`; for a cw20 token also the errors of [`tracked::deposit`].
pub fn escrow(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    leg: &Leg,
    trusted: bool,
) -> Result<(), ContractError> {
    if let Asset::Cw20(token) = &leg.asset {
        tracked::deposit(deps, env, token, leg.amount, trusted)?;
    }
    let mut entry = Entry::of_deposit(deps.storage, channel, &leg.asset)?;
    entry.add(leg.amount)?;
    entry.save(deps.storage)
}

/// Takes a payment off a channel's books. Returns how much was taken off the token's tracked amount.
///
/// # Errors
/// `InsufficientEscrow` for more than was escrowed through this channel.
pub fn unescrow(
    storage: &mut dyn Storage,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
) -> Result<Uint256, ContractError> {
    let mut entry = Entry::of_payment(storage, channel, asset)?;
    entry.subtract(amount)?;
    entry.save(storage)?;
    tracked::take_off(storage, asset, amount)
}

/// Undoes a send: it changes the books and returns one message that pays the refund. If that message fails, the settlement
/// still succeeds, and its reply calls [`record_failed_refund`](crate::claim::record_failed_refund).
///
/// # Errors
/// `RefundNotCovered` when a hostile counterparty has taken this channel's escrow already: the packet stays pending.
pub fn refund(
    deps: &mut DepsMut,
    channel: &str,
    payout: &Payout,
    owner: Addr,
    amount: Uint256,
) -> Result<SubMsg, ContractError> {
    let asset = payout.asset();
    let (message, untracked) = match payout {
        Payout::Remint(voucher) => (payout::mint(voucher, &owner, amount)?, Uint256::zero()),
        Payout::FromBalance(_) | Payout::VoucherFromBalance(_) => {
            let untracked = unescrow(deps.storage, channel, &asset, amount).map_err(|error| match error {
                ContractError::InsufficientEscrow => ContractError::RefundNotCovered,
                other => other,
            })?;
            (payout::pay(&asset, &owner, amount)?, untracked)
        }
    };
    let facts = FailedRefund {
        burned: matches!(payout, Payout::Remint(_)),
        owner,
        asset,
        amount,
        untracked,
    };
    Ok(SubMsg::reply_on_error(message, REFUND_REPLY)
        .with_gas_limit(payout::refund_gas(deps.storage, payout))
        .with_payload(facts.encode(deps.api)?))
}

/// Messages that pay a claim: a transfer of the amount that this contract holds, and a mint of the rest.
///
/// # Errors
/// `Corrupt` when vouchers are to be minted and the asset is not a cw20 token.
pub fn pay_claim(
    storage: &mut dyn Storage,
    asset: &Asset,
    paid: &Claim,
    recipient: &Addr,
) -> Result<Vec<CosmosMsg>, ContractError> {
    let mut messages = vec![];
    if !paid.held.is_zero() {
        tracked::take_off(storage, asset, paid.held)?;
        messages.push(payout::pay(asset, recipient, paid.held)?);
    }
    if !paid.to_mint.is_zero() {
        let Asset::Cw20(voucher) = asset else {
            return Err(ContractError::Corrupt);
        };
        messages.push(payout::mint(voucher, recipient, paid.to_mint)?);
    }
    Ok(messages)
}

/// Adds two amounts.
///
/// # Errors
/// `Overflow` above 2^256-1.
pub fn sum(a: Uint256, b: Uint256) -> Result<Uint256, ContractError> {
    a.checked_add(b).map_err(|_| ContractError::Overflow)
}
