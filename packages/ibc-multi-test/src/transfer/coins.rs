//! The seam to the chain's bank.

use cosmwasm_std::{Addr, Coin, Event, Storage, Uint256};

use super::error::TransferError;

/// The chain's bank, as the module needs it. Its state lives in the storage that is handed in. What moves coins returns the
/// events that the SDK's bank emits for it, in their order.
pub trait Coins {
    /// Moves coins between accounts, whatever their send-enabled flag or blocked state.
    ///
    /// # Errors
    /// [`INSUFFICIENT_FUNDS`](super::error::INSUFFICIENT_FUNDS) if the sender has not enough.
    fn send(
        &self,
        storage: &mut dyn Storage,
        from: &Addr,
        to: &Addr,
        coin: &Coin,
    ) -> Result<Vec<Event>, TransferError>;

    /// Creates coins on an account.
    ///
    /// # Errors
    /// [`PANIC`](super::error::PANIC) if balance or supply would pass 2^256-1.
    fn mint(&self, storage: &mut dyn Storage, to: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError>;

    /// Destroys coins of an account.
    ///
    /// # Errors
    /// [`INSUFFICIENT_FUNDS`](super::error::INSUFFICIENT_FUNDS) if the account has not enough.
    fn burn(&self, storage: &mut dyn Storage, from: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError>;

    /// Spendable balance of one denom.
    fn balance(&self, storage: &dyn Storage, of: &Addr, denom: &str) -> Uint256;

    /// Whether the chain forbids this account to receive, as most module accounts.
    fn is_blocked(&self, storage: &dyn Storage, account: &Addr) -> bool;

    /// Whether users may send this denom.
    fn is_send_enabled(&self, storage: &dyn Storage, denom: &str) -> bool;
}
