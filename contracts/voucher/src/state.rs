//! Storage. Namespaces, keys and values are those of cw20-base 2.0.0, byte for byte.

use causeway_cw20::{AllowanceResponse, Logo, MarketingInfoResponse};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Uint128};
use cw_storage_plus::{Item, Map};

/// Name, symbol, decimals and supply of the token, and its minter.
#[cw_serde]
pub struct TokenInfo {
    /// Name of the token, 3 to 50 bytes.
    pub name: String,
    /// Ticker symbol, 3 to 12 letters or hyphens.
    pub symbol: String,
    /// Number of decimal places: one token is 10^decimals base units.
    pub decimals: u8,
    /// Sum of all balances, in base units.
    pub total_supply: Uint128,
    /// The minter; absent: nobody can mint.
    pub mint: Option<MinterData>,
}

/// The minter and the highest supply.
#[cw_serde]
pub struct MinterData {
    /// The account that can mint.
    pub minter: Addr,
    /// The supply above which nothing can be minted; absent: none.
    pub cap: Option<Uint128>,
}

/// The token's properties and its minter.
pub const TOKEN_INFO: Item<TokenInfo> = Item::new("token_info");
/// Marketing information of the token; absent when it has none.
pub const MARKETING_INFO: Item<MarketingInfoResponse> = Item::new("marketing_info");
/// The logo as it was uploaded; absent when there is none.
pub const LOGO: Item<Logo> = Item::new("logo");
/// Account -> base units. An entry stays when it falls to zero.
pub const BALANCES: Map<&Addr, Uint128> = Map::new("balance");
/// (owner, spender) -> allowance.
pub const ALLOWANCES: Map<(&Addr, &Addr), AllowanceResponse> = Map::new("allowance");
/// (spender, owner) -> the same allowance, for enumeration by spender.
pub const ALLOWANCES_SPENDER: Map<(&Addr, &Addr), AllowanceResponse> = Map::new("allowance_spender");
