//! For contracts that send through this one.

use cosmwasm_std::{to_json_binary, Addr, Coin, StdResult, WasmMsg};

use crate::msg::{ExecuteMsg, TransferMsg};

/// The transfer contract, as another contract calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferContract(pub Addr);

impl TransferContract {
    /// Sends a bank coin.
    pub fn transfer(&self, msg: TransferMsg, coin: Coin) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::Transfer(msg), vec![coin])
    }

    /// Retries an own refund that could not be paid; `denom` is a bank denom or `cw20:<address>`.
    pub fn claim(&self, denom: impl Into<String>) -> StdResult<WasmMsg> {
        self.call(
            &ExecuteMsg::Claim {
                denom: denom.into(),
                owner: None,
                recipient: None,
            },
            vec![],
        )
    }

    fn call(&self, msg: &ExecuteMsg, funds: Vec<Coin>) -> StdResult<WasmMsg> {
        Ok(WasmMsg::Execute {
            contract_addr: self.0.to_string(),
            msg: to_json_binary(msg)?,
            funds,
        })
    }
}
