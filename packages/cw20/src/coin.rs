use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

/// An account and the balance that it gets when a token is created.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct Cw20Coin {
    /// Address of the account. The token validates it.
    pub address: String,
    /// Amount in base units.
    pub amount: Uint128,
}
