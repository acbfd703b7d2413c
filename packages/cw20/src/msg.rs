use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, Uint128};
use cw_utils::Expiration;

use crate::Logo;

/// What a token can be told. Amounts are base units.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Cw20ExecuteMsg {
    /// Moves the caller's tokens; the recipient is not called.
    Transfer {
        /// Who gets the tokens.
        recipient: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Destroys the caller's tokens.
    Burn {
        /// Amount in base units.
        amount: Uint128,
    },
    /// Moves the caller's tokens to a contract and calls it with [`Cw20ReceiveMsg`](crate::Cw20ReceiveMsg).
    Send {
        /// Who gets the tokens and is called.
        contract: String,
        /// Amount in base units.
        amount: Uint128,
        /// base64; handed on to the contract.
        msg: Binary,
    },
    /// Lets `spender` use more of the caller's tokens.
    IncreaseAllowance {
        /// Who may spend.
        spender: String,
        /// Base units, added to the present allowance.
        amount: Uint128,
        /// The new end of the whole allowance; absent: as it was, or never for a new one.
        expires: Option<Expiration>,
    },
    /// Lets `spender` use less of the caller's tokens; nothing left removes the allowance.
    DecreaseAllowance {
        /// Who may spend.
        spender: String,
        /// Base units, taken from the present allowance.
        amount: Uint128,
        /// The new end of what is left; absent: as it was.
        expires: Option<Expiration>,
    },
    /// [`Transfer`](Self::Transfer) of another's tokens, within the allowance given to the caller.
    TransferFrom {
        /// Address of the account whose tokens they are.
        owner: String,
        /// Who gets them.
        recipient: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// [`Send`](Self::Send) of another's tokens, within the allowance given to the caller.
    SendFrom {
        /// Address of the account whose tokens they are.
        owner: String,
        /// Who gets them and is called.
        contract: String,
        /// Amount in base units.
        amount: Uint128,
        /// base64; handed on to the contract.
        msg: Binary,
    },
    /// [`Burn`](Self::Burn) of another's tokens, within the allowance given to the caller.
    BurnFrom {
        /// Address of the account whose tokens they are.
        owner: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Creates tokens. The minter only.
    Mint {
        /// Who gets them.
        recipient: String,
        /// Amount in base units.
        amount: Uint128,
    },
    /// Hands the right to mint on, cap included. The minter only.
    UpdateMinter {
        /// Absent: nobody can mint, for ever.
        new_minter: Option<String>,
    },
    /// Changes what the token says about itself. The marketing account only. An absent field stays as it is, a blank one is
    /// cleared.
    UpdateMarketing {
        /// URL of the project behind the token.
        project: Option<String>,
        /// A longer text about the token.
        description: Option<String>,
        /// The next marketing account.
        marketing: Option<String>,
    },
    /// Sets the logo. The marketing account only.
    UploadLogo(Logo),
}
