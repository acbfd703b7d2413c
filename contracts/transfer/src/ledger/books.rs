//! The escrow ledger: one entry per channel and local denom. An entry is loaded once, checked, changed and saved.

use cosmwasm_std::{Storage, Uint256};
use cw_storage_plus::Path;

use crate::asset::Asset;
use crate::error::ContractError;
use crate::handshake;
use crate::state::{get_json_by_range, ChannelState, CHANNEL_STATE};

/// The books of one asset on one channel.
pub struct Entry {
    key: Path<ChannelState>,
    state: ChannelState,
}

impl Entry {
    /// Loads the entry for a deposit. An entry exists only for a channel that was opened to this contract, so the channel is
    /// looked up only if there is no entry yet.
    ///
    /// # Errors
    /// `UnknownChannel` when the channel was not opened to this contract.
    pub fn of_deposit(storage: &dyn Storage, channel: &str, asset: &Asset) -> Result<Self, ContractError> {
        let key = CHANNEL_STATE.key((channel, &asset.to_string()));
        let state = match get_json_by_range(storage, &key)? {
            Some(state) => state,
            None if handshake::is_recorded(storage, channel) => ChannelState::default(),
            None => return Err(ContractError::UnknownChannel(channel.to_string())),
        };
        Ok(Self { key, state })
    }

    /// Loads the entry for a payment.
    ///
    /// # Errors
    /// `InsufficientEscrow` when this channel has no books of the asset.
    pub fn of_payment(storage: &dyn Storage, channel: &str, asset: &Asset) -> Result<Self, ContractError> {
        let key = CHANNEL_STATE.key((channel, &asset.to_string()));
        let state = get_json_by_range(storage, &key)?.ok_or(ContractError::InsufficientEscrow)?;
        Ok(Self { key, state })
    }

    /// Adds a deposit.
    ///
    /// # Errors
    /// `Overflow` above 2^256-1 in escrow.
    pub fn add(&mut self, amount: Uint256) -> Result<(), ContractError> {
        self.state.outstanding = self
            .state
            .outstanding
            .checked_add(amount)
            .map_err(|_| ContractError::Overflow)?;
        // total_sent is only a statistic, and must not prevent a send
        self.state.total_sent = self.state.total_sent.saturating_add(amount);
        Ok(())
    }

    /// Subtracts a payment.
    ///
    /// # Errors
    /// `InsufficientEscrow` for more than was escrowed through this channel.
    pub fn subtract(&mut self, amount: Uint256) -> Result<(), ContractError> {
        self.state.outstanding = self
            .state
            .outstanding
            .checked_sub(amount)
            .map_err(|_| ContractError::InsufficientEscrow)?;
        Ok(())
    }

    /// Writes the entry.
    pub fn save(self, storage: &mut dyn Storage) -> Result<(), ContractError> {
        Ok(self.key.save(storage, &self.state)?)
    }
}
