use cosmwasm_std::StdError;
use cw_utils::PaymentError;
use thiserror::Error;

/// Why the token refused. The host reverts whatever the call has written.
#[derive(Error, Debug)]
pub enum ContractError {
    /// Storage, JSON, or an address that the chain does not accept.
    #[error(transparent)]
    Std(#[from] StdError),

    /// Bank coins came along.
    #[error("{0}: send no coins to this token, it could not give them back")]
    Payment(#[from] PaymentError),

    /// The name's length is out of bounds.
    #[error("name must have 3 to 50 bytes")]
    InvalidName,

    /// The symbol's length is out of bounds, or it has other characters.
    #[error("symbol must be 3 to 12 letters or hyphens")]
    InvalidSymbol,

    /// More decimal places than any wallet shows.
    #[error("decimals must not exceed 18")]
    InvalidDecimals,

    /// An account stands twice among the initial balances.
    #[error("duplicate initial balance: name each account once")]
    DuplicateAccount,

    /// The caller has not the role for this, or nobody has.
    #[error("unauthorized")]
    Unauthorized,

    /// The account holds less than the amount.
    #[error("insufficient funds: lower the amount")]
    InsufficientFunds,

    /// A transfer to the minter, which would not notice it.
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

    /// The owner allowed this spender nothing.
    #[error("no allowance: ask the owner for one")]
    NoAllowance,

    /// The allowance is smaller than the amount.
    #[error("insufficient allowance: lower the amount or ask the owner for more")]
    InsufficientAllowance,

    /// The allowance has ended.
    #[error("allowance expired: ask the owner for a new one")]
    Expired,

    /// The allowance would have ended already.
    #[error("expiration lies in the past")]
    InvalidExpiration,

    /// The file is larger than 5 KiB.
    #[error("logo exceeds 5 KiB: host it elsewhere and give its URL")]
    LogoTooBig,

    /// The SVG does not begin with an XML declaration.
    #[error("logo is no SVG with an XML declaration")]
    InvalidSvg,

    /// The file does not begin as PNG files do.
    #[error("logo is no PNG")]
    InvalidPng,

    /// No logo is kept on chain.
    #[error("no logo on chain: see marketing_info for a URL")]
    NoLogo,

    /// A cw20-base before 0.14.0, which kept no allowances by spender.
    #[error("this cw20-base is older than 0.14.0: migrate it to 2.0.0 first")]
    PredecessorTooOld,
}
