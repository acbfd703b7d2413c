use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;
use cw_utils::Expiration;

/// What a token can be asked.
///
/// Spenders' allowances are not in the published enum either: it is a query of cw20-base.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Cw20QueryMsg {
    /// What an account holds. Answer: [`BalanceResponse`].
    Balance {
        /// Address of the account that holds tokens.
        address: String,
    },
    /// Name, symbol, decimals and supply. Answer: [`TokenInfoResponse`].
    TokenInfo {},
    /// What `spender` may use of the tokens of `owner`. Answer: [`AllowanceResponse`].
    Allowance {
        /// Address of the account whose tokens they are.
        owner: String,
        /// Who may spend.
        spender: String,
    },
    /// Who can mint, and up to which supply. Answer: [`MinterResponse`] or null.
    Minter {},
    /// What the token says about itself. Answer: [`MarketingInfoResponse`](crate::MarketingInfoResponse).
    MarketingInfo {},
    /// The logo, if it is kept on chain. Answer: [`DownloadLogoResponse`](crate::DownloadLogoResponse).
    DownloadLogo {},
    /// The allowances that `owner` gave. Answer: [`AllAllowancesResponse`].
    AllAllowances {
        /// Address of the account whose tokens they are.
        owner: String,
        /// The last spender seen.
        start_after: Option<String>,
        /// Entries in the answer; a token sets its own default and cap.
        limit: Option<u32>,
    },
    /// The accounts that hold or held tokens. Answer: [`AllAccountsResponse`].
    AllAccounts {
        /// The last account seen.
        start_after: Option<String>,
        /// Entries in the answer; a token sets its own default and cap.
        limit: Option<u32>,
    },
}

/// What an account holds.
#[cw_serde]
pub struct BalanceResponse {
    /// Base units; zero for an unknown account.
    pub balance: Uint128,
}

/// What a token is.
#[cw_serde]
pub struct TokenInfoResponse {
    /// Name of the token, 3 to 50 bytes.
    pub name: String,
    /// Its ticker symbol.
    pub symbol: String,
    /// Decimal places of one token in base units.
    pub decimals: u8,
    /// All base units there are.
    pub total_supply: Uint128,
}

/// An allowance, as it is answered and as it is stored.
#[cw_serde]
#[derive(Default)]
pub struct AllowanceResponse {
    /// Base units left; zero where there is none.
    pub allowance: Uint128,
    /// When it ends.
    pub expires: Expiration,
}

/// Who can mint. Part of cw20-base's instantiate message too, therefore strict: a misspelt `cap` would mint without one.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct MinterResponse {
    /// The account that can mint.
    pub minter: String,
    /// The supply in base units above which nothing can be minted; absent: none.
    pub cap: Option<Uint128>,
}

/// An allowance among those that an owner gave.
#[cw_serde]
pub struct AllowanceInfo {
    /// Who may spend.
    pub spender: String,
    /// Base units left.
    pub allowance: Uint128,
    /// When it ends.
    pub expires: Expiration,
}

/// The allowances that an owner gave, by spender.
#[cw_serde]
#[derive(Default)]
pub struct AllAllowancesResponse {
    /// Allowances of one page, by address.
    pub allowances: Vec<AllowanceInfo>,
}

/// An allowance among those that a spender was given.
#[cw_serde]
pub struct SpenderAllowanceInfo {
    /// Address of the account whose tokens they are.
    pub owner: String,
    /// Base units left.
    pub allowance: Uint128,
    /// When it ends.
    pub expires: Expiration,
}

/// The allowances that a spender was given, by owner.
#[cw_serde]
#[derive(Default)]
pub struct AllSpenderAllowancesResponse {
    /// Allowances of one page, by address.
    pub allowances: Vec<SpenderAllowanceInfo>,
}

/// The accounts that hold or held tokens.
#[cw_serde]
#[derive(Default)]
pub struct AllAccountsResponse {
    /// One page, in byte order.
    pub accounts: Vec<String>,
}
