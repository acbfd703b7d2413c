//! What a snapshot is read from: a node that is believed, or one that must prove what it says.

use std::collections::BTreeMap;

use causeway_audit::Destination;
use causeway_cw20::{BalanceResponse, Cw20QueryMsg, MinterResponse, TokenInfoResponse};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::Uint256;

use super::rpc::Node;
use crate::Error;

/// A voucher's supply, and who may mint it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// All that exists of it; `None`: the token does not tell.
    pub supply: Option<Uint256>,
    /// Who may mint it; `None`: nobody, or the token does not tell.
    pub minter: Option<String>,
}

/// One chain after one block.
pub trait Source {
    /// All that a contract has stored.
    ///
    /// # Errors
    /// The node does not answer, or not with what is proved.
    fn storage(&self, contract: &str) -> Result<MockStorage, Error>;
    /// Bank coins of an account, by denom, in base units.
    ///
    /// # Errors
    /// As above.
    fn balances(&self, account: &str) -> Result<BTreeMap<String, Uint256>, Error>;
    /// Whether IBC core has this channel as open.
    ///
    /// # Errors
    /// As above.
    fn is_open(&self, port: &str, channel: &str) -> Result<bool, Error>;
    /// Sequences, in order, that IBC core has a commitment for.
    ///
    /// # Errors
    /// As above.
    fn commitments(&self, port: &str, channel: &str) -> Result<Vec<u64>, Error>;
    /// What this chain has done with packets that it was to receive over this port and channel, by sequence.
    ///
    /// # Errors
    /// As above.
    fn destinations(
        &self,
        port: &str,
        channel: &str,
        sequences: &[u64],
    ) -> Result<BTreeMap<u64, Destination>, Error>;
    /// What there is of a voucher of the contract's own.
    ///
    /// # Errors
    /// As above.
    fn issued(&self, voucher: &str) -> Result<Issued, Error>;
    /// What an account holds of a voucher of the contract's own; `None`: the token does not tell.
    ///
    /// # Errors
    /// As above.
    fn voucher_balance(&self, voucher: &str, account: &str) -> Result<Option<Uint256>, Error>;
}

impl Source for Node {
    fn storage(&self, contract: &str) -> Result<MockStorage, Error> {
        Node::storage(self, contract)
    }

    fn balances(&self, account: &str) -> Result<BTreeMap<String, Uint256>, Error> {
        Node::balances(self, account)
    }

    fn is_open(&self, port: &str, channel: &str) -> Result<bool, Error> {
        Node::is_open(self, port, channel)
    }

    fn commitments(&self, port: &str, channel: &str) -> Result<Vec<u64>, Error> {
        Node::commitments(self, port, channel)
    }

    fn destinations(
        &self,
        port: &str,
        channel: &str,
        sequences: &[u64],
    ) -> Result<BTreeMap<u64, Destination>, Error> {
        Node::destinations(self, port, channel, sequences)
    }

    fn issued(&self, voucher: &str) -> Result<Issued, Error> {
        let info: Option<TokenInfoResponse> = self.try_smart(voucher, &Cw20QueryMsg::TokenInfo {})?;
        let minter: Option<Option<MinterResponse>> = self.try_smart(voucher, &Cw20QueryMsg::Minter {})?;
        Ok(Issued {
            supply: info.map(|info| info.total_supply.into()),
            minter: minter.flatten().map(|minter| minter.minter),
        })
    }

    fn voucher_balance(&self, voucher: &str, account: &str) -> Result<Option<Uint256>, Error> {
        self.token_balance(voucher, account)
    }
}

impl Node {
    /// What a cw20 token says that an account holds; `None`: it does not tell.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn token_balance(&self, token: &str, account: &str) -> Result<Option<Uint256>, Error> {
        let address = account.to_string();
        let answer: Option<BalanceResponse> = self.try_smart(token, &Cw20QueryMsg::Balance { address })?;
        Ok(answer.map(|answer| answer.balance.into()))
    }
}
