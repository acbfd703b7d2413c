//! The only code that moves tokens. It first changes the books with checked arithmetic that never saturates, and then makes
//! the message.

pub mod books;
pub mod payout;
pub mod tracked;

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Storage, SubMsg, Uint256};

use crate::asset::{Asset, Leg};
use crate::error::ContractError;
use crate::msg::Direction;
use crate::payload::{FailedRefund, REFUND_REPLY};
use crate::policy::pause;
use crate::state::Claim;
use books::Entry;
use payout::Payout;

/// Adds a deposit that the contract has received already to the channel's books. For `trusted` see [`tracked::deposit`].
/// Returns what it took from a limit, see [`Entry::admit_outward`].
///
/// # Errors
/// `UnknownChannel`, `Overflow`, `TokenDenied`, `AboveLimit`; for a cw20 token also the errors of [`tracked::deposit`].
pub fn escrow(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    leg: &Leg,
    trusted: bool,
) -> Result<Option<Uint256>, ContractError> {
    if let Asset::Cw20(token) = &leg.asset {
        tracked::deposit(deps, env, token, leg.amount, trusted)?;
    }
    let mut entry = Entry::of_deposit(deps.storage, channel, &leg.asset)?;
    let taken = entry.admit_outward(deps.storage, env, leg.amount)?;
    entry.add(leg.amount)?;
    entry.save(deps.storage)?;
    Ok(taken)
}

/// Takes a return that arrives off its channel's books, unless it has to wait. Returns false when it has to: nothing is
/// changed then.
///
/// # Errors
/// `InsufficientEscrow` for more than was escrowed through this channel.
pub fn unescrow_on_arrival(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
) -> Result<bool, ContractError> {
    let mut entry = Entry::of_payment(deps.storage, channel, asset)?;
    entry.subtract(amount)?;
    let is_paused = pause::is_paused(deps.storage, env, Direction::Homeward)?;
    if is_paused || !entry.fits_homeward(deps.storage, env, amount)? {
        return Ok(false);
    }
    entry.save(deps.storage)?;
    tracked::take_off(deps.storage, asset, amount)?;
    Ok(true)
}

/// Takes a payment off a channel's books, whatever limits there are. `taken` is what its send took from a limit, and is put
/// back there. Returns how much was taken off the token's tracked amount.
///
/// # Errors
/// `InsufficientEscrow` for more than was escrowed through this channel.
pub fn unescrow(
    storage: &mut dyn Storage,
    env: &Env,
    channel: &str,
    asset: &Asset,
    amount: Uint256,
    taken: Uint256,
) -> Result<Uint256, ContractError> {
    let mut entry = Entry::of_payment(storage, channel, asset)?;
    entry.subtract(amount)?;
    entry.put_back_outward(env, taken);
    entry.save(storage)?;
    tracked::take_off(storage, asset, amount)
}

/// A refund of one packet.
pub struct Refund {
    /// The sender, as written in the packet.
    pub owner: Addr,
    /// Amount in base units.
    pub amount: Uint256,
    /// What the send took from a limit, in base units.
    pub taken: Uint256,
}

/// Undoes a send: it changes the books and returns one message that pays the refund. If that message fails, the settlement
/// still succeeds, and its reply calls [`record_failed_refund`](crate::claim::record_failed_refund).
///
/// # Errors
/// `RefundNotCovered` when a hostile counterparty has taken this channel's escrow already: the packet stays pending.
pub fn refund(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    payout: &Payout,
    refund: Refund,
) -> Result<SubMsg, ContractError> {
    let Refund { owner, amount, taken } = refund;
    let asset = payout.asset();
    let (message, untracked) = match payout {
        Payout::Remint(voucher) => (payout::mint(voucher, &owner, amount)?, Uint256::zero()),
        Payout::FromBalance(_) | Payout::VoucherFromBalance(_) => {
            let untracked = unescrow(deps.storage, env, channel, &asset, amount, taken);
            let untracked = untracked.map_err(|error| match error {
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
