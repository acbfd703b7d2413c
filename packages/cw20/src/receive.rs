use cosmwasm_schema::cw_serde;
use cosmwasm_std::{to_json_binary, Binary, CosmosMsg, StdResult, Uint128, WasmMsg};

/// What a contract is told when it was sent tokens: the content of its execute message `receive`.
#[cw_serde]
pub struct Cw20ReceiveMsg {
    /// Who called the token: the owner, or the spender of an allowance.
    pub sender: String,
    /// Amount in base units.
    pub amount: Uint128,
    /// base64; from the sender, for the contract.
    pub msg: Binary,
}

impl Cw20ReceiveMsg {
    /// The JSON `{"receive": ..}`.
    ///
    /// # Errors
    /// When the message cannot be serialised.
    pub fn into_json_binary(self) -> StdResult<Binary> {
        to_json_binary(&ReceiverMsg::Receive(self))
    }

    /// The call of the contract, without funds.
    ///
    /// # Errors
    /// When the message cannot be serialised.
    pub fn into_cosmos_msg<T: Into<String>>(self, contract_addr: T) -> StdResult<CosmosMsg> {
        Ok(CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr: contract_addr.into(),
            msg: self.into_json_binary()?,
            funds: vec![],
        }))
    }
}

/// The one variant that every receiver has.
#[cw_serde]
enum ReceiverMsg {
    Receive(Cw20ReceiveMsg),
}
