//! `MsgTransfer`. Source: `modules/apps/transfer/types/msgs.go`.

use cosmwasm_std::Coin;

use super::denom::{is_sdk_denom, validate_ibc_denom};
use super::error::{TransferError, INVALID_ADDRESS, INVALID_AMOUNT, INVALID_COINS, INVALID_MEMO};
use super::host;
use super::packet::MAX_MEMO_LENGTH;

/// Longest receiver, in bytes.
pub const MAX_RECEIVER_LENGTH: usize = 2_048;

/// A transfer to send. Timeouts are not included, because core checks them when the packet is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MsgTransfer {
    /// Port that sends the packet, `transfer`.
    pub source_port: String,
    /// Channel that the packet is sent over.
    pub source_channel: String,
    /// The coin that is sent; `ibc/<hash>` for a voucher. An amount of 2^256-1 means the whole balance.
    pub token: Coin,
    /// Account that pays, and that signs the transaction.
    pub sender: String,
    /// Address of the receiver on the other chain. Only its length is checked.
    pub receiver: String,
    /// Memo for the other chain; empty: none.
    pub memo: String,
}

impl MsgTransfer {
    /// Checks the message as ibc-go's `ValidateBasic` does, without the chain's state.
    ///
    /// # Errors
    /// `host/2`, `ibc/6`, `ibc/5` or `transfer/11`, in this order.
    pub fn validate(&self) -> Result<(), TransferError> {
        host::validate_port(&self.source_port).map_err(|e| e.wrap("invalid source port ID"))?;
        host::validate_channel(&self.source_channel).map_err(|e| e.wrap("invalid source channel ID"))?;
        self.validate_token()
            .map_err(|e| INVALID_COINS.wrap(format!("{e}: {}", self.token)))?;
        if self.sender.trim().is_empty() {
            return Err(INVALID_ADDRESS.wrap("missing sender address"));
        }
        if self.receiver.trim().is_empty() {
            return Err(INVALID_ADDRESS.wrap("missing recipient address"));
        }
        if self.receiver.len() > MAX_RECEIVER_LENGTH {
            let length = format!("recipient address must not exceed {MAX_RECEIVER_LENGTH} bytes");
            return Err(INVALID_ADDRESS.wrap(length));
        }
        if self.memo.len() > MAX_MEMO_LENGTH {
            return Err(INVALID_MEMO.wrap(format!("memo must not exceed {MAX_MEMO_LENGTH} bytes")));
        }
        Ok(())
    }

    fn validate_token(&self) -> Result<(), TransferError> {
        if !is_sdk_denom(&self.token.denom) {
            return Err(INVALID_COINS.wrap(format!("invalid denom: {}", self.token.denom)));
        }
        if self.token.amount.is_zero() {
            return Err(INVALID_AMOUNT.wrap("amount must be positive"));
        }
        validate_ibc_denom(&self.token.denom)
    }
}
