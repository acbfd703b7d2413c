//! ibc-go's registered errors, by codespace and code. An error acknowledgement contains only the code.
//!
//! Source: `modules/core/errors/errors.go`, `modules/apps/transfer/types/errors.go`, the SDK's `types/errors`.

use std::fmt;

/// A registered error of ibc-go or the Cosmos SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Module that registered the error.
    pub codespace: &'static str,
    /// Code within the codespace, as in `ABCI code: N`.
    pub code: u32,
    /// The registered text, which `wrap` puts after a context.
    pub text: &'static str,
}

impl Kind {
    const fn new(codespace: &'static str, code: u32, text: &'static str) -> Self {
        Self {
            codespace,
            code,
            text,
        }
    }

    /// The error with a context, as `errorsmod.Wrap` writes it: `context: text`.
    pub fn wrap(self, context: impl fmt::Display) -> TransferError {
        TransferError::from(self).wrap(context)
    }
}

/// `ibc/2`: ibc-go's `ErrUnauthorized`: an account that may not send or receive.
pub const UNAUTHORIZED: Kind = Kind::new("ibc", 2, "unauthorized");
/// `ibc/4`: ibc-go's `ErrUnknownRequest`: bytes that are not an acknowledgement.
pub const UNKNOWN_REQUEST: Kind = Kind::new("ibc", 4, "unknown request");
/// `ibc/5`: ibc-go's `ErrInvalidAddress`.
pub const INVALID_ADDRESS: Kind = Kind::new("ibc", 5, "invalid address");
/// `ibc/6`: ibc-go's `ErrInvalidCoins`.
pub const INVALID_COINS: Kind = Kind::new("ibc", 6, "invalid coins");
/// `ibc/8`: ibc-go's `ErrInvalidRequest`: for example the close of a channel that may not be closed.
pub const INVALID_REQUEST: Kind = Kind::new("ibc", 8, "invalid request");
/// `ibc/12`: ibc-go's `ErrInvalidType`: packet data or an acknowledgement that cannot be decoded.
pub const INVALID_TYPE: Kind = Kind::new("ibc", 12, "invalid type");
/// `transfer/3`: `ErrInvalidDenomForTransfer`: a denom that cannot be sent.
pub const INVALID_DENOM: Kind = Kind::new("transfer", 3, "invalid denomination for cross-chain transfer");
/// `transfer/4`: `ErrInvalidVersion`: another version than `ics20-1`.
pub const INVALID_VERSION: Kind = Kind::new("transfer", 4, "invalid ICS20 version");
/// `transfer/5`: `ErrInvalidAmount`: not a number, zero, negative or too large.
pub const INVALID_AMOUNT: Kind = Kind::new("transfer", 5, "invalid token amount");
/// `transfer/6`: `ErrDenomNotFound`: an `ibc/` denom that the chain has never seen.
pub const DENOM_NOT_FOUND: Kind = Kind::new("transfer", 6, "denomination not found");
/// `transfer/7`: `ErrSendDisabled`: sending is disabled by the module's parameters, or for this coin in the bank.
pub const SEND_DISABLED: Kind = Kind::new(
    "transfer",
    7,
    "fungible token transfers from this chain are disabled",
);
/// `transfer/8`: `ErrReceiveDisabled`: receiving is disabled by the module's parameters.
pub const RECEIVE_DISABLED: Kind = Kind::new(
    "transfer",
    8,
    "fungible token transfers to this chain are disabled",
);
/// `transfer/9`: `ErrMaxTransferChannels`: a channel number above 2^32-1.
pub const MAX_TRANSFER_CHANNELS: Kind = Kind::new("transfer", 9, "max transfer channels");
/// `transfer/11`: `ErrInvalidMemo`: a memo that is too long.
pub const INVALID_MEMO: Kind = Kind::new("transfer", 11, "invalid memo");
/// `host/2`: `ErrInvalidID`: a port or channel id that breaks ICS-24's rules.
pub const INVALID_ID: Kind = Kind::new("host", 2, "invalid identifier");
/// `channel/6`: `ErrInvalidChannelOrdering`: an ordered channel.
pub const INVALID_CHANNEL_ORDERING: Kind = Kind::new("channel", 6, "invalid channel ordering");
/// `port/4`: `ErrInvalidPort`: another port than the module's own.
pub const INVALID_PORT: Kind = Kind::new("port", 4, "invalid port");
/// `sdk/5`: the error of the bank when a balance does not suffice.
pub const INSUFFICIENT_FUNDS: Kind = Kind::new("sdk", 5, "insufficient funds");
/// `undefined/1`: an error that is not registered.
pub const UNREGISTERED: Kind = Kind::new("undefined", 1, "internal");
/// `sdk/111222`: a Go panic, recovered by the transaction's runner. No acknowledgement is written.
pub const PANIC: Kind = Kind::new("sdk", 111_222, "panic");

/// An error of the module, with the context that ibc-go writes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferError {
    /// The registered error.
    pub kind: Kind,
    /// The full text, as in events and logs.
    pub message: String,
}

impl TransferError {
    /// The same error with one more context.
    pub fn wrap(self, context: impl fmt::Display) -> Self {
        Self {
            kind: self.kind,
            message: format!("{context}: {}", self.message),
        }
    }

    /// Whether it is a panic in Go code: the whole transaction fails and the packet stays pending.
    pub fn is_panic(&self) -> bool {
        self.kind == PANIC
    }
}

impl From<Kind> for TransferError {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            message: kind.text.to_string(),
        }
    }
}

impl fmt::Display for TransferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransferError {}
