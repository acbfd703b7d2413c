//! The escrow ledger: one entry per channel and local denom. An entry is loaded once, checked, changed and saved.

use cosmwasm_std::{Env, Storage, Uint256};
use cw_storage_plus::Path;

use crate::asset::Asset;
use crate::error::ContractError;
use crate::handshake;
use crate::msg::Direction;
use crate::policy::bucket::Bucket;
use crate::policy::has_operator;
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

    /// Loads the entry for a setting of a channel that is recorded; it may come before the first deposit.
    pub fn of_settings(storage: &dyn Storage, channel: &str, asset: &Asset) -> Result<Self, ContractError> {
        let key = CHANNEL_STATE.key((channel, &asset.to_string()));
        let state = key.may_load(storage)?.unwrap_or_default();
        Ok(Self { key, state })
    }

    /// The limit of a direction.
    pub fn limit_mut(&mut self, direction: Direction) -> &mut Option<Bucket> {
        match direction {
            Direction::Outward => &mut self.state.outward,
            Direction::Homeward => &mut self.state.homeward,
        }
    }

    /// Denies the asset outward, or admits it again.
    pub fn deny(&mut self, denied: bool) {
        self.state.denied = denied;
    }

    /// Takes a deposit from its limit. Returns what was taken, 0 if only the other direction is limited, and `None` if
    /// neither is.
    ///
    /// # Errors
    /// `TokenDenied`, `AboveLimit`.
    pub fn admit_outward(
        &mut self,
        storage: &dyn Storage,
        env: &Env,
        amount: Uint256,
    ) -> Result<Option<Uint256>, ContractError> {
        let ChannelState {
            outward,
            homeward,
            denied,
            ..
        } = &mut self.state;
        let is_limited = outward.is_some() || homeward.is_some();
        if !(*denied || is_limited) || !has_operator(storage)? {
            return Ok(None);
        }
        if *denied {
            return Err(ContractError::TokenDenied);
        }
        let Some(limit) = outward else {
            return Ok(Some(Uint256::zero()));
        };
        if !limit.take(amount, env.block.time.seconds()) {
            return Err(ContractError::AboveLimit);
        }
        Ok(Some(amount))
    }

    /// Takes a return from its limit, and gives it back to the other direction. Returns false if it does not fit.
    pub fn fits_homeward(
        &mut self,
        storage: &dyn Storage,
        env: &Env,
        amount: Uint256,
    ) -> Result<bool, ContractError> {
        let ChannelState {
            outward, homeward, ..
        } = &mut self.state;
        if outward.is_none() && homeward.is_none() || !has_operator(storage)? {
            return Ok(true);
        }
        let now = env.block.time.seconds();
        if !homeward.as_mut().is_none_or(|limit| limit.take(amount, now)) {
            return Ok(false);
        }
        if let Some(limit) = outward {
            limit.give_back(amount, now);
        }
        Ok(true)
    }

    /// Puts back what a send took from its limit, if a limit stands still.
    pub fn put_back_outward(&mut self, env: &Env, taken: Uint256) {
        if let Some(limit) = &mut self.state.outward {
            limit.give_back(taken, env.block.time.seconds());
        }
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
