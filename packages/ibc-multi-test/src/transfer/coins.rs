//! The interface to the chain's bank.

use cosmwasm_std::{Addr, Coin, Event, Storage, Uint256};

use super::error::TransferError;

/// The functions of the chain's bank that the module needs. The bank's state is in the given storage. Functions that move
/// coins return the events that the SDK's bank emits, in the same order.
pub trait Coins {
    /// Moves coins between accounts, also if the denom is disabled or the account is blocked.
    ///
    /// # Errors
    /// [`INSUFFICIENT_FUNDS`](super::error::INSUFFICIENT_FUNDS) if the sender does not have enough.
    fn send(
        &self,
        storage: &mut dyn Storage,
        from: &Addr,
        to: &Addr,
        coin: &Coin,
    ) -> Result<Vec<Event>, TransferError>;

    /// Mints coins to an account.
    ///
    /// # Errors
    /// [`PANIC`](super::error::PANIC) if the balance or the supply would exceed 2^256-1.
    fn mint(&self, storage: &mut dyn Storage, to: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError>;

    /// Burns coins of an account.
    ///
    /// # Errors
    /// [`INSUFFICIENT_FUNDS`](super::error::INSUFFICIENT_FUNDS) if the account does not have enough.
    fn burn(&self, storage: &mut dyn Storage, from: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError>;

    /// Spendable balance of one denom.
    fn balance(&self, storage: &dyn Storage, of: &Addr, denom: &str) -> Uint256;

    /// Whether the chain blocks this account from receiving, as it does most module accounts.
    fn is_blocked(&self, storage: &dyn Storage, account: &Addr) -> bool;

    /// Whether users may send this denom.
    fn is_send_enabled(&self, storage: &dyn Storage, denom: &str) -> bool;
}
