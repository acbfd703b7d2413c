use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;
use cw_utils::Expiration;

/// The queries of a CW20 token.
///
/// As in the crate `cw20`, the allowances that were given to a spender are not among them: that is a query of cw20-base.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Cw20QueryMsg {
    /// The balance of an account. Answer: [`BalanceResponse`].
    Balance {
        /// Address of the account.
        address: String,
    },
    /// Name, symbol, decimals and supply. Answer: [`TokenInfoResponse`].
    TokenInfo {},
    /// The allowance that `owner` gave to `spender`. Answer: [`AllowanceResponse`].
    Allowance {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Address of the account that may spend the tokens.
        spender: String,
    },
    /// The minter and the highest supply. Answer: [`MinterResponse`], or null when nobody can mint.
    Minter {},
    /// The marketing information of the token. Answer: [`MarketingInfoResponse`](crate::MarketingInfoResponse).
    MarketingInfo {},
    /// The file of a logo that is stored on chain. Answer: [`DownloadLogoResponse`](crate::DownloadLogoResponse).
    DownloadLogo {},
    /// The allowances that `owner` gave. Answer: [`AllAllowancesResponse`].
    AllAllowances {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Address of the last spender of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer. Each token has its own default and cap.
        limit: Option<u32>,
    },
    /// The accounts that hold tokens or have held them. Answer: [`AllAccountsResponse`].
    AllAccounts {
        /// Address of the last account of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer. Each token has its own default and cap.
        limit: Option<u32>,
    },
}

/// The balance of an account.
#[cw_serde]
pub struct BalanceResponse {
    /// Amount in base units; zero for an account that never held tokens.
    pub balance: Uint128,
}

/// Name, symbol, decimals and supply of a token.
#[cw_serde]
pub struct TokenInfoResponse {
    /// Name of the token, 3 to 50 bytes.
    pub name: String,
    /// Ticker symbol of the token.
    pub symbol: String,
    /// Number of decimal places: one token is 10^decimals base units.
    pub decimals: u8,
    /// Sum of all balances, in base units.
    pub total_supply: Uint128,
}

/// An allowance. The voucher also stores it in this form.
#[cw_serde]
#[derive(Default)]
pub struct AllowanceResponse {
    /// Amount in base units that may still be spent; zero when there is no allowance.
    pub allowance: Uint128,
    /// When the allowance ends.
    pub expires: Expiration,
}

/// The minter and the highest supply. It is part of the instantiate message too, so it rejects unknown fields: without that
/// check, a misspelt `cap` would create a token without a cap.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct MinterResponse {
    /// Address of the account that can mint.
    pub minter: String,
    /// The highest supply, in base units; nothing can be minted above it. Absent: no cap.
    pub cap: Option<Uint128>,
}

/// An allowance in a list of those that one owner gave.
#[cw_serde]
pub struct AllowanceInfo {
    /// Address of the account that may spend the tokens.
    pub spender: String,
    /// Amount in base units that may still be spent.
    pub allowance: Uint128,
    /// When the allowance ends.
    pub expires: Expiration,
}

/// A page of the allowances that one owner gave.
#[cw_serde]
#[derive(Default)]
pub struct AllAllowancesResponse {
    /// The allowances of this page, in the order of their spenders.
    pub allowances: Vec<AllowanceInfo>,
}

/// An allowance in a list of those that were given to one spender.
#[cw_serde]
pub struct SpenderAllowanceInfo {
    /// Address of the account that gave the allowance.
    pub owner: String,
    /// Amount in base units that may still be spent.
    pub allowance: Uint128,
    /// When the allowance ends.
    pub expires: Expiration,
}

/// A page of the allowances that were given to one spender.
#[cw_serde]
#[derive(Default)]
pub struct AllSpenderAllowancesResponse {
    /// The allowances of this page, in the order of their owners.
    pub allowances: Vec<SpenderAllowanceInfo>,
}

/// A page of the accounts that hold tokens or have held them.
#[cw_serde]
#[derive(Default)]
pub struct AllAccountsResponse {
    /// The addresses of this page, in byte order.
    pub accounts: Vec<String>,
}
