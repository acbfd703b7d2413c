use cosmwasm_schema::cw_serde;
use cosmwasm_std::{to_json_binary, Binary, CosmosMsg, StdResult, Uint128, WasmMsg};

/// The content of the execute message `receive`, with which a token calls the contract that tokens were sent to.
#[cw_serde]
pub struct Cw20ReceiveMsg {
    /// Address of the account that called the token: the owner of the tokens, or for `send_from` the spender.
    pub sender: String,
    /// Amount in base units.
    pub amount: Uint128,
    /// Message of the sender for the contract, as base64.
    pub msg: Binary,
}

impl Cw20ReceiveMsg {
    /// Serialises the message as the JSON `{"receive": ..}`.
    ///
    /// # Errors
    /// When the message cannot be serialised.
    pub fn into_json_binary(self) -> StdResult<Binary> {
        to_json_binary(&ReceiverMsg::Receive(self))
    }

    /// Makes the message that calls the contract, without funds.
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

/// The variant that the execute message of every receiving contract has.
#[cw_serde]
enum ReceiverMsg {
    Receive(Cw20ReceiveMsg),
}
