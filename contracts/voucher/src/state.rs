//! Storage: namespaces, keys and values of cw20-base 2.0.0, byte for byte.

use causeway_cw20::{AllowanceResponse, Logo, MarketingInfoResponse};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Uint128};
use cw_storage_plus::{Item, Map};

/// What the token is, and who can mint it.
#[cw_serde]
pub struct TokenInfo {
    /// Name of the token, 3 to 50 bytes.
    pub name: String,
    /// Its ticker symbol.
    pub symbol: String,
    /// Decimal places of one token in base units.
    pub decimals: u8,
    /// All base units there are.
    pub total_supply: Uint128,
    /// Absent: nobody can mint.
    pub mint: Option<MinterData>,
}

/// Who can mint.
#[cw_serde]
pub struct MinterData {
    /// The account that can mint.
    pub minter: Addr,
    /// The supply above which nothing can be minted; absent: none.
    pub cap: Option<Uint128>,
}

/// The token itself.
pub const TOKEN_INFO: Item<TokenInfo> = Item::new("token_info");
/// What the token says about itself; absent when it says nothing.
pub const MARKETING_INFO: Item<MarketingInfoResponse> = Item::new("marketing_info");
/// The logo, as it was uploaded.
pub const LOGO: Item<Logo> = Item::new("logo");
/// Account -> base units. An entry stays when it falls to zero.
pub const BALANCES: Map<&Addr, Uint128> = Map::new("balance");
/// (owner, spender) -> allowance.
pub const ALLOWANCES: Map<(&Addr, &Addr), AllowanceResponse> = Map::new("allowance");
/// (spender, owner) -> the same allowance, for enumeration by spender.
pub const ALLOWANCES_SPENDER: Map<(&Addr, &Addr), AllowanceResponse> = Map::new("allowance_spender");
