//! The messages of the voucher. Their JSON is that of cw20-base 2.0.0.

use causeway_cw20::{Cw20Coin, Logo, MinterResponse};
use cosmwasm_schema::{cw_serde, QueryResponses};

pub use causeway_cw20::Cw20ExecuteMsg as ExecuteMsg;

/// Message of `instantiate`: creates a token.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct InstantiateMsg {
    /// Name of the token, 3 to 50 bytes.
    pub name: String,
    /// Ticker symbol, 3 to 12 of the characters `A-Z`, `a-z` and `-`.
    pub symbol: String,
    /// Number of decimal places, at most 18: one token is 10^decimals base units.
    pub decimals: u8,
    /// Accounts that hold tokens from the start, each listed once; may be empty.
    pub initial_balances: Vec<Cw20Coin>,
    /// The minter, and the highest supply. Absent: nobody can ever mint.
    pub mint: Option<MinterResponse>,
    /// Marketing information. Absent: none, and nobody can add it.
    pub marketing: Option<InstantiateMarketingInfo>,
}

/// Marketing information of a new token.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct InstantiateMarketingInfo {
    /// URL of the project behind the token. Absent: none.
    pub project: Option<String>,
    /// Text that describes the token. Absent: none.
    pub description: Option<String>,
    /// Address of the account that may change the marketing information. Absent: nobody can.
    pub marketing: Option<String>,
    /// The logo, as a URL or as a file that is stored on chain. Absent: none.
    pub logo: Option<Logo>,
}

/// Queries: those of [`causeway_cw20::Cw20QueryMsg`] and, as in cw20-base, the allowances of a spender.
#[cw_serde]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum QueryMsg {
    /// The balance of an account.
    #[returns(causeway_cw20::BalanceResponse)]
    Balance {
        /// Address of the account.
        address: String,
    },
    /// Name, symbol, decimals and supply.
    #[returns(causeway_cw20::TokenInfoResponse)]
    TokenInfo {},
    /// The minter and the highest supply; null when nobody can mint.
    #[returns(Option<MinterResponse>)]
    Minter {},
    /// The allowance that `owner` gave to `spender`.
    #[returns(causeway_cw20::AllowanceResponse)]
    Allowance {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Address of the account that may spend the tokens.
        spender: String,
    },
    /// The allowances that `owner` gave, in the order of their spenders.
    #[returns(causeway_cw20::AllAllowancesResponse)]
    AllAllowances {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Address of the last spender of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The allowances that were given to `spender`, in the order of their owners.
    #[returns(causeway_cw20::AllSpenderAllowancesResponse)]
    AllSpenderAllowances {
        /// Address of the account that may spend the tokens.
        spender: String,
        /// Address of the last owner of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The accounts that hold tokens or have held them, in the order of their addresses.
    #[returns(causeway_cw20::AllAccountsResponse)]
    AllAccounts {
        /// Address of the last account of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The marketing information of the token.
    #[returns(causeway_cw20::MarketingInfoResponse)]
    MarketingInfo {},
    /// The file of the logo. The query fails if the logo is not stored on chain.
    #[returns(causeway_cw20::DownloadLogoResponse)]
    DownloadLogo {},
}

/// Message of `migrate`, from an earlier version of this contract or from cw20-base 0.14.0 to 2.0.0. It has no fields.
#[cw_serde]
pub struct MigrateMsg {}
