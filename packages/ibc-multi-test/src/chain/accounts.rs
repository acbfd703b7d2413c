//! The functions of a chain that read and set its bank.
use super::Chain;
use crate::bank;
use crate::error::TxResult;
use cosmwasm_std::{Addr, Coin, DenomMetadata, Uint256};

impl Chain {
    /// Mints coins to an account, outside any transaction.
    pub fn fund(&mut self, account: &Addr, coins: &[Coin]) -> TxResult<()> {
        self.write(|s| bank::mint(s, account.as_str(), coins)).map(|_| ())
    }
    /// Burns coins of an account, outside any transaction, for example to make an escrow account hold less than it should.
    pub fn burn(&mut self, account: &Addr, coins: &[Coin]) -> TxResult<()> {
        self.write(|s| bank::burn(s, account.as_str(), coins)).map(|_| ())
    }
    /// The balance of an account in one denom.
    pub fn balance(&self, account: &Addr, denom: &str) -> Uint256 {
        self.read(|s| bank::balance(s, account.as_str(), denom))
    }
    /// All balances of an account, by denom.
    pub fn balances(&self, account: &Addr) -> Vec<Coin> {
        let held = self.read(|s| bank::balances(s, Some(account.as_str())));
        held.into_iter().map(|(_, coin)| coin).collect()
    }
    /// All balances of all accounts.
    pub fn all_balances(&self) -> Vec<(Addr, Coin)> {
        self.read(|s| bank::balances(s, None))
    }
    /// The supply of a denom: the sum over all accounts.
    pub fn supply(&self, denom: &str) -> Uint256 {
        self.read(|s| bank::supply(s, denom))
    }
    /// Blocks or unblocks an address. A blocked address cannot be paid by bank messages, like a module account on many
    /// chains.
    pub fn set_blocked(&mut self, account: &Addr, blocked: bool) {
        self.app
            .init_modules(|_, _, s| bank::set_blocked(s, account.as_str(), blocked));
    }
    /// Enables or disables a denom. A disabled denom cannot be sent by bank messages.
    pub fn set_send_enabled(&mut self, denom: &str, enabled: bool) {
        self.app
            .init_modules(|_, _, s| bank::set_send_enabled(s, denom, enabled));
    }
    /// Sets the bank's metadata of a denom.
    pub fn set_denom_metadata(&mut self, metadata: &DenomMetadata) -> TxResult<()> {
        self.write(|s| bank::set_metadata(s, metadata))
    }
}
