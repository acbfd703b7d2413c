//! Helpers for contracts that send tokens through this contract.

use cosmwasm_std::{to_json_binary, Addr, Coin, StdResult, WasmMsg};

use crate::msg::{ExecuteMsg, TransferMsg};

/// The transfer contract, as another contract calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferContract(pub Addr);

impl TransferContract {
    /// The message that sends a bank coin.
    pub fn transfer(&self, msg: TransferMsg, coin: Coin) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::Transfer(msg), vec![coin])
    }

    /// The message that pays the caller's own claim; `denom` is a bank denom or `cw20:<address>`.
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
