//! Messages: the JSON of cw20-base 2.0.0.

use causeway_cw20::{Cw20Coin, Logo, MinterResponse};
use cosmwasm_schema::{cw_serde, QueryResponses};

pub use causeway_cw20::Cw20ExecuteMsg as ExecuteMsg;

/// Creates a token.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct InstantiateMsg {
    /// 3 to 50 bytes.
    pub name: String,
    /// 3 to 12 of `A-Z`, `a-z` and `-`.
    pub symbol: String,
    /// Decimal places of one token in base units, at most 18.
    pub decimals: u8,
    /// Who holds what at first; each account once.
    pub initial_balances: Vec<Cw20Coin>,
    /// Who can mint; absent: nobody, for ever.
    pub mint: Option<MinterResponse>,
    /// What the token says about itself.
    pub marketing: Option<InstantiateMarketingInfo>,
}

/// What a new token says about itself.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct InstantiateMarketingInfo {
    /// URL of the project behind the token.
    pub project: Option<String>,
    /// A longer text about the token.
    pub description: Option<String>,
    /// Who may change all this; absent: nobody.
    pub marketing: Option<String>,
    /// Logo as a URL or as a file kept on chain; absent: none.
    pub logo: Option<Logo>,
}

/// What the token can be asked: [`causeway_cw20::Cw20QueryMsg`] and, as in cw20-base, the allowances of a spender.
#[cw_serde]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum QueryMsg {
    /// What an account holds.
    #[returns(causeway_cw20::BalanceResponse)]
    Balance {
        /// Address of the account that holds tokens.
        address: String,
    },
    /// Name, symbol, decimals and supply.
    #[returns(causeway_cw20::TokenInfoResponse)]
    TokenInfo {},
    /// Who can mint, and up to which supply; null when nobody can.
    #[returns(Option<MinterResponse>)]
    Minter {},
    /// What `spender` may use of the tokens of `owner`.
    #[returns(causeway_cw20::AllowanceResponse)]
    Allowance {
        /// Address of the account whose tokens they are.
        owner: String,
        /// Who may spend.
        spender: String,
    },
    /// The allowances that `owner` gave, by spender.
    #[returns(causeway_cw20::AllAllowancesResponse)]
    AllAllowances {
        /// Address of the account whose tokens they are.
        owner: String,
        /// The last spender seen.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The allowances that `spender` was given, by owner.
    #[returns(causeway_cw20::AllSpenderAllowancesResponse)]
    AllSpenderAllowances {
        /// Who may spend.
        spender: String,
        /// The last owner seen.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The accounts that hold or held tokens.
    #[returns(causeway_cw20::AllAccountsResponse)]
    AllAccounts {
        /// The last account seen.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// What the token says about itself.
    #[returns(causeway_cw20::MarketingInfoResponse)]
    MarketingInfo {},
    /// The logo, if it is kept on chain.
    #[returns(causeway_cw20::DownloadLogoResponse)]
    DownloadLogo {},
}

/// Takes over a token of an older version, or of cw20-base.
#[cw_serde]
pub struct MigrateMsg {}
