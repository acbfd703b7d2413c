use cosmwasm_std::StdError;
use cw_utils::PaymentError;
use thiserror::Error;

/// Why a call failed. The host reverts everything that the call has written.
#[derive(Error, Debug)]
pub enum ContractError {
    /// Storage, JSON, or an address that the chain does not accept.
    #[error(transparent)]
    Std(#[from] StdError),

    /// Bank coins were attached to the message.
    #[error("{0}: send no coins to this token, it could not give them back")]
    Payment(#[from] PaymentError),

    /// The name's length is out of bounds.
    #[error("name must have 3 to 50 bytes")]
    InvalidName,

    /// The symbol's length is out of bounds, or it has other characters.
    #[error("symbol must be 3 to 12 letters or hyphens")]
    InvalidSymbol,

    /// The number of decimal places is above 18.
    #[error("decimals must not exceed 18")]
    InvalidDecimals,

    /// An account appears twice in the initial balances.
    #[error("duplicate initial balance: name each account once")]
    DuplicateAccount,

    /// The caller does not have the role for this, or nobody has it.
    #[error("unauthorized")]
    Unauthorized,

    /// The account holds less than the amount.
    #[error("insufficient funds: lower the amount")]
    InsufficientFunds,

    /// A transfer to the minter, which would not be notified of it.
    #[error("recipient is the minter, where tokens would be lost: use send, with a transfer message inside, to take vouchers home")]
    RecipientIsMinter,

    /// A transfer to the token's own address.
    #[error("recipient is this token, where tokens would be lost: name another account")]
    RecipientIsToken,

    /// A sum does not fit 128 bits.
    #[error("amount too large: the sum would exceed 2^128-1")]
    Overflow,

    /// The supply would exceed what the minter may create.
    #[error("supply would exceed the cap: lower the amount")]
    CapExceeded,

    /// The spender would be the owner.
    #[error("spender is the owner: name another account")]
    OwnAccount,

    /// The owner gave this spender no allowance.
    #[error("no allowance: ask the owner for one")]
    NoAllowance,

    /// The allowance is smaller than the amount.
    #[error("insufficient allowance: lower the amount or ask the owner for more")]
    InsufficientAllowance,

    /// The allowance has expired.
    #[error("allowance expired: ask the owner for a new one")]
    Expired,

    /// The new expiry has passed already.
    #[error("expiration lies in the past")]
    InvalidExpiration,

    /// The file is larger than 5 KiB.
    #[error("logo exceeds 5 KiB: host it elsewhere and give its URL")]
    LogoTooBig,

    /// The SVG does not begin with an XML declaration.
    #[error("logo is no SVG with an XML declaration")]
    InvalidSvg,

    /// The file does not begin with the PNG signature.
    #[error("logo is no PNG")]
    InvalidPng,

    /// No logo is kept on chain.
    #[error("no logo on chain: see marketing_info for a URL")]
    NoLogo,

    /// A migration from a cw20-base before 0.14.0, which stored no allowances by spender.
    #[error("this cw20-base is older than 0.14.0: migrate it to 2.0.0 first")]
    PredecessorTooOld,
}
