use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, Uint128};
use cw_utils::Expiration;

use crate::Logo;

/// The execute messages of a CW20 token. Amounts are in base units.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Cw20ExecuteMsg {
    /// Moves tokens of the caller to another account. A contract that is the recipient is not called.
    Transfer {
        /// Address of the account that gets the tokens.
        recipient: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Burns tokens of the caller: they are subtracted from its balance and from the supply.
    Burn {
        /// Amount in base units.
        amount: Uint128,
    },
    /// Moves tokens of the caller to a contract and calls this contract with [`Cw20ReceiveMsg`](crate::Cw20ReceiveMsg).
    Send {
        /// Address of the contract that gets the tokens and is called.
        contract: String,
        /// Amount in base units.
        amount: Uint128,
        /// Message for the contract, as base64. The token passes it on unchanged.
        msg: Binary,
    },
    /// Increases the amount of the caller's tokens that `spender` may spend.
    IncreaseAllowance {
        /// Address of the account that may spend the tokens.
        spender: String,
        /// Amount in base units to add to the allowance.
        amount: Uint128,
        /// When the whole allowance ends. Absent: as before, or never for a new allowance.
        expires: Option<Expiration>,
    },
    /// Decreases the amount of the caller's tokens that `spender` may spend. An allowance that falls to zero is removed.
    DecreaseAllowance {
        /// Address of the account that may spend the tokens.
        spender: String,
        /// Amount in base units to subtract from the allowance. If it exceeds the allowance, zero is left.
        amount: Uint128,
        /// When the rest of the allowance ends. Absent: as before.
        expires: Option<Expiration>,
    },
    /// Like [`Transfer`](Self::Transfer), with tokens of another account, which gave the caller an allowance.
    TransferFrom {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Address of the account that gets the tokens.
        recipient: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Like [`Send`](Self::Send), with tokens of another account, which gave the caller an allowance.
    SendFrom {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Address of the contract that gets the tokens and is called.
        contract: String,
        /// Amount in base units.
        amount: Uint128,
        /// Message for the contract, as base64. The token passes it on unchanged.
        msg: Binary,
    },
    /// Like [`Burn`](Self::Burn), with tokens of another account, which gave the caller an allowance.
    BurnFrom {
        /// Address of the account that gave the allowance.
        owner: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Creates tokens. Only the minter may call it.
    Mint {
        /// Address of the account that gets the tokens.
        recipient: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Makes another account the minter; the highest supply stays as it is. Only the minter may call it.
    UpdateMinter {
        /// Address of the new minter. Absent: nobody can ever mint again.
        new_minter: Option<String>,
    },
    /// Changes the marketing information. Only the marketing account may call it. A setting whose field is absent stays as it
    /// is, and a blank field clears it.
    UpdateMarketing {
        /// URL of the project behind the token.
        project: Option<String>,
        /// Text that describes the token.
        description: Option<String>,
        /// Address of the new marketing account. If it is blank, nobody can change the marketing information any more.
        marketing: Option<String>,
    },
    /// Sets the logo. Only the marketing account may call it.
    UploadLogo(Logo),
}
