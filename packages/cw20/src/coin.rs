use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

/// An account and what it holds, in base units.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct Cw20Coin {
    /// The holder, not yet validated.
    pub address: String,
    /// Amount in base units.
    pub amount: Uint128,
}
