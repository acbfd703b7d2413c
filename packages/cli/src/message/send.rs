//! Sends of a bank coin or of a cw20 token.

use causeway_cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use causeway_transfer::msg::{AllowMsg, ExecuteMsg, TransferMsg};
use cosmwasm_std::{to_json_binary, Addr, Binary, Coin, Uint128, Uint256};
use serde_json::json;

use super::check::DryRun;
use super::{canonical, check_address, Contract, Kind};
use crate::Error;

/// The asset that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asset {
    /// A bank coin, by its denom.
    Coin(String),
    /// A cw20 token, by its address.
    Token(String),
}

/// A send over one channel, as a user would make it.
#[derive(Clone, Debug)]
pub struct UserSend {
    /// Address of the transfer contract on this chain.
    pub contract: String,
    /// The coin or token that is sent.
    pub asset: Asset,
    /// Amount in base units.
    pub amount: Uint256,
    /// Channel, receiver, timeout and memo.
    pub transfer: TransferMsg,
    /// Timeouts that the contract's settings allow when tokens are escrowed, in seconds.
    pub bounds: (u64, u64),
}

impl UserSend {
    /// Checks the send with the contract's own code.
    ///
    /// # Errors
    /// When the contract would reject the send.
    pub fn check(&self) -> Result<(), Error> {
        check_address("contract", &self.contract)?;
        let mut run = DryRun::new(&self.contract, Some(self.bounds), Some(&self.transfer.channel))?;
        match &self.asset {
            Asset::Coin(denom) => {
                check_coin(denom)?;
                let coin = Coin::new(self.amount, denom.clone());
                let sender = run.sender();
                run.execute(&sender, &[coin], ExecuteMsg::Transfer(self.transfer.clone()))
            }
            Asset::Token(token) => {
                check_address("token", token)?;
                let sender = run.sender();
                let listed = AllowMsg {
                    contract: token.clone(),
                    gas_limit: None,
                    verify: None,
                };
                run.execute(&sender, &[], ExecuteMsg::Allow(listed))?;
                let hook = Cw20ReceiveMsg {
                    sender: sender.into(),
                    amount: self.to_uint128()?,
                    msg: self.hook()?,
                };
                run.execute(&Addr::unchecked(token), &[], ExecuteMsg::Receive(hook))
            }
        }
    }

    /// Address of the contract that is called: the transfer contract, or the token.
    pub fn called(&self) -> &str {
        match &self.asset {
            Asset::Coin(_) => &self.contract,
            Asset::Token(token) => token,
        }
    }

    /// The coins to attach to the message.
    pub fn funds(&self) -> Vec<Coin> {
        match &self.asset {
            Asset::Coin(denom) => vec![Coin::new(self.amount, denom.clone())],
            Asset::Token(_) => vec![],
        }
    }

    /// The message for the contract that is called.
    ///
    /// # Errors
    /// When the amount is larger than a cw20 token can hold.
    pub fn message(&self) -> Result<String, Error> {
        match &self.asset {
            Asset::Coin(_) => canonical(
                Contract::Transfer,
                Kind::Execute,
                &json!(ExecuteMsg::Transfer(self.transfer.clone())),
            ),
            Asset::Token(_) => {
                let send = Cw20ExecuteMsg::Send {
                    contract: self.contract.clone(),
                    amount: self.to_uint128()?,
                    msg: self.hook()?,
                };
                canonical(Contract::Voucher, Kind::Execute, &json!(send))
            }
        }
    }

    /// The message that a cw20 token passes to the transfer contract: JSON, which is base64 in the field `msg` of `send`.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn hook(&self) -> Result<Binary, Error> {
        let whole = canonical(
            Contract::Transfer,
            Kind::Execute,
            &json!(ExecuteMsg::Transfer(self.transfer.clone())),
        )?;
        let inner = whole
            .strip_prefix("{\"transfer\":")
            .and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(inner) => Ok(Binary::from(inner.as_bytes())),
            None => to_json_binary(&self.transfer).map_err(|error| Error::argument("", error)),
        }
    }

    fn to_uint128(&self) -> Result<Uint128, Error> {
        let narrow = Uint128::try_from(self.amount);
        narrow.map_err(|_| Error::argument("amount", "a cw20 token holds at most 2^128-1 base units"))
    }
}

/// Checks a denom by the rule of the bank module (Cosmos SDK `types/coin.go`: `[a-zA-Z][a-zA-Z0-9/:._-]{2,127}`).
fn check_coin(denom: &str) -> Result<(), Error> {
    let symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"/:._-".contains(&byte);
    let first = denom
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic());
    if first && (3..=128).contains(&denom.len()) && denom.bytes().all(symbol) {
        return Ok(());
    }
    Err(Error::argument(
        "amount",
        format!(
            "no bank can hold the denom `{denom}`: 3 to 128 letters, digits and / : . _ -, a letter first"
        ),
    ))
}
