//! What a user does most: a send, of a bank coin or of a cw20 token.

use causeway_cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use causeway_transfer::msg::{AllowMsg, ExecuteMsg, TransferMsg};
use cosmwasm_std::{to_json_binary, Addr, Binary, Coin, Uint128, Uint256};
use serde_json::json;

use super::check::DryRun;
use super::{canonical, check_address, Contract, Kind, Refusal};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asset {
    /// A bank coin.
    Coin(String),
    /// A cw20 token, by its address.
    Token(String),
}

/// A send over one channel.
#[derive(Clone, Debug)]
pub struct UserSend {
    /// The transfer contract of this chain.
    pub contract: String,
    /// What.
    pub asset: Asset,
    /// Base units.
    pub amount: Uint256,
    /// Channel, receiver, timeout, memo.
    pub transfer: TransferMsg,
    /// Timeouts that the contract's settings admit, in seconds.
    pub bounds: (u64, u64),
}

impl UserSend {
    /// Asks the contract's own code.
    ///
    /// # Errors
    /// What the contract would refuse.
    pub fn check(&self) -> Result<(), Refusal> {
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
                    amount: self.narrow()?,
                    msg: self.hook()?,
                };
                run.execute(&Addr::unchecked(token), &[], ExecuteMsg::Receive(hook))
            }
        }
    }

    /// Who is called: the transfer contract, or the token.
    pub fn called(&self) -> &str {
        match &self.asset {
            Asset::Coin(_) => &self.contract,
            Asset::Token(token) => token,
        }
    }

    /// The coin that goes along.
    pub fn funds(&self) -> Vec<Coin> {
        match &self.asset {
            Asset::Coin(denom) => vec![Coin::new(self.amount, denom.clone())],
            Asset::Token(_) => vec![],
        }
    }

    /// The message to the one who is called.
    ///
    /// # Errors
    /// An amount that no cw20 token can hold.
    pub fn message(&self) -> Result<String, Refusal> {
        match &self.asset {
            Asset::Coin(_) => canonical(
                Contract::Transfer,
                Kind::Execute,
                &json!(ExecuteMsg::Transfer(self.transfer.clone())),
            ),
            Asset::Token(_) => {
                let send = Cw20ExecuteMsg::Send {
                    contract: self.contract.clone(),
                    amount: self.narrow()?,
                    msg: self.hook()?,
                };
                canonical(Contract::Voucher, Kind::Execute, &json!(send))
            }
        }
    }

    /// What a cw20 token hands on to the transfer contract: JSON, which stands in `send` as base64.
    ///
    /// # Errors
    /// None for a message that can be written as JSON.
    pub fn hook(&self) -> Result<Binary, Refusal> {
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
            None => to_json_binary(&self.transfer).map_err(|error| Refusal::of("", error)),
        }
    }

    fn narrow(&self) -> Result<Uint128, Refusal> {
        let narrow = Uint128::try_from(self.amount);
        narrow.map_err(|_| Refusal::of("amount", "a cw20 token holds at most 2^128-1 base units"))
    }
}

/// Denoms that a bank can hold (Cosmos SDK `types/coin.go`: `[a-zA-Z][a-zA-Z0-9/:._-]{2,127}`).
fn check_coin(denom: &str) -> Result<(), Refusal> {
    let symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"/:._-".contains(&byte);
    let first = denom
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic());
    if first && (3..=128).contains(&denom.len()) && denom.bytes().all(symbol) {
        return Ok(());
    }
    Err(Refusal::of(
        "amount",
        format!(
            "no bank can hold the denom `{denom}`: 3 to 128 letters, digits and / : . _ -, a letter first"
        ),
    ))
}
