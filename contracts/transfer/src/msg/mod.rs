//! The messages and query answers of the contract. Their JSON is a superset of that of cw20-ics20 2.0.0.

mod migrate;
mod query;
mod response;

pub use migrate::*;
pub use query::*;
pub use response::*;

use std::fmt;

use causeway_cw20::Cw20ReceiveMsg;
use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint256;

/// Message of `instantiate`: sets up the contract on one chain. Its counterparty on the other chain is set up separately.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct InstantiateMsg {
    /// Timeout of a send that names none, in seconds after the block of the send; 600 to 86400 (ten minutes to one day).
    pub default_timeout: u64,
    /// Address of the admin (operator), who may allow tokens and change settings.
    pub gov_contract: String,
    /// cw20 tokens to put on the allow list; may be empty.
    pub allowlist: Vec<AllowMsg>,
    /// Limit in SDK gas of a refund in a cw20 token that has no limit of its own; clamped to 100000..=2000000 when used. A
    /// refund that needs more becomes a claim. While it is set, every cw20 token may be sent. Absent: cw20 tokens that are
    /// not on the allow list are rejected.
    pub default_gas_limit: Option<u64>,
    /// Id of the code that vouchers are instantiated from; it must be compatible with cw20-base. Absent: tokens of other
    /// chains are rejected.
    pub voucher_code_id: Option<u64>,
    /// Shortest timeout that a send may ask for when tokens are escrowed, in seconds; at most 600. Absent: 60. A voucher
    /// that is sent home may use any timeout.
    pub min_timeout: Option<u64>,
    /// Longest timeout that a send may ask for when tokens are escrowed, in seconds; at least 86400. Absent: 2592000 (30
    /// days).
    pub max_timeout: Option<u64>,
    /// Address of the guardian, an account that may pause besides the admin. Absent: there is none.
    pub guardian: Option<String>,
}

/// Puts a cw20 token on the allow list, or replaces its entry. Nothing removes an entry.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct AllowMsg {
    /// Address of the cw20 token.
    pub contract: String,
    /// Limit in SDK gas of a refund in this token; clamped to 100000..=2000000 when used. A refund that needs more becomes a
    /// claim. Absent: the default limit. It does not apply to tokens that come home, which are paid with 2000000.
    pub gas_limit: Option<u64>,
    /// Whether to track the token: to reject a deposit after which the token reports a lower balance for this contract than
    /// the contract has recorded. False ends the tracking. Absent: as before; a token that was deposited while it was not on
    /// the list is tracked.
    pub verify: Option<bool>,
}

/// Execute messages. Anyone may send them, except those for which another caller is named.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum ExecuteMsg {
    /// Called by a cw20 token when a user calls its `send` with this contract and, as `msg`, a [`TransferMsg`]: sends the
    /// tokens to another chain. Users do not call this themselves.
    Receive(Cw20ReceiveMsg),
    /// Sends the attached bank coin to another chain. Exactly one coin must be attached.
    Transfer(TransferMsg),
    /// Pays out a claim: refunds of one owner in one asset that could not be paid before. Anyone may call it for the owner.
    Claim {
        /// Local denom of the asset: a bank denom, or `cw20:<address>`.
        denom: String,
        /// Address of the owner of the claim. Absent: the caller.
        owner: Option<String>,
        /// Address to pay; only the owner may name it. Absent: the owner.
        recipient: Option<String>,
    },
    /// Puts a cw20 token on the allow list, or replaces its entry. Admin only.
    Allow(AllowMsg),
    /// Proposes another admin, who becomes the admin with `accept_admin`. A later proposal replaces it. Admin only.
    UpdateAdmin {
        /// Address of the proposed admin.
        admin: String,
    },
    /// Makes the caller the admin. Only the proposed admin may call it.
    AcceptAdmin {},
    /// Gives up the role of admin and removes the guardian and a pending proposal. Only a migration can appoint an admin
    /// afterwards. Admin only.
    RenounceAdmin {},
    /// Changes settings. A setting whose field is absent stays as it is. Admin only.
    UpdateConfig {
        /// Timeout of a send that names none, in seconds after the block of the send; 600 to 86400 (ten minutes to one day).
        default_timeout: Option<u64>,
        /// Limit in SDK gas of a refund in a cw20 token that has no limit of its own. While it is set, every cw20 token may
        /// be sent, whether or not it is on the allow list. 0 removes it, and then tokens that are not on the list are
        /// rejected.
        default_gas_limit: Option<u64>,
        /// Shortest timeout that a send may ask for when tokens are escrowed, in seconds; at most 600.
        min_timeout: Option<u64>,
        /// Longest timeout that a send may ask for when tokens are escrowed, in seconds; at least 86400.
        max_timeout: Option<u64>,
        /// Address of the guardian, an account that may pause besides the admin. The empty text removes the guardian.
        guardian: Option<String>,
    },
    /// Pauses the whole contract in one direction or both. Fails if a direction cannot be paused for so long now. Admin or
    /// guardian only.
    Pause {
        /// The direction. Absent: both.
        direction: Option<Direction>,
        /// Length of the pause in seconds, at least 1. Absent: 604800 (seven days), which is the most for a homeward pause
        /// and for the guardian.
        seconds: Option<u64>,
    },
    /// Pays a return that is held and acknowledges it, from one day after its arrival on and while homeward is not paused;
    /// or writes the error acknowledgement of one that a migration has refused. Anyone may call it.
    Release {
        /// Channel id at this end.
        channel: String,
        /// The packet's sequence on it.
        sequence: u64,
    },
    /// Sets, changes or lifts a limit. Admin only.
    SetLimit(SetLimitMsg),
    /// Denies a token outward on a channel, or admits it again. Admin only.
    Deny {
        /// Channel id at this end.
        channel: String,
        /// Local denom: a bank denom, or `cw20:<address>`.
        denom: String,
        /// Whether the token is denied.
        denied: bool,
    },
    /// Winds a channel down, which refuses everything outward on it, or ends that. Admin only.
    WindDown {
        /// Channel id at this end.
        channel: String,
        /// Whether the channel is wound down.
        on: bool,
    },
    /// Ends pauses. The admin may end those of the admin and the guardian, the guardian only its own; anyone may clear a pause
    /// that has ended by itself.
    Unpause {
        /// The direction. Absent: both.
        direction: Option<Direction>,
    },
}

/// A limit of what moves in one direction. It is a bucket that is full at first and refills evenly over a day, so up to twice
/// its amount can pass in the first 24 hours. Outward, what does not fit is refused; homeward, it is held.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SetLimitMsg {
    /// Channel id at this end.
    pub channel: String,
    /// Local denom: a bank denom, or `cw20:<address>`. A voucher of the channel may be named before it exists.
    pub denom: String,
    /// For a voucher of the channel only `outward`, which is its mint.
    pub direction: Direction,
    /// Base units a day, at most 2^192. What is used of the limit before stays used. Absent: no limit.
    pub amount: Option<Uint256>,
}

/// The way that tokens move, as seen from the token's source chain.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Away from the token's source chain: escrow and mint.
    Outward,
    /// Back towards the token's source chain: burn and unescrow.
    Homeward,
}

impl Direction {
    /// The direction as it stands in messages and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Direction::Outward => "outward",
            Direction::Homeward => "homeward",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A transfer to another chain: the body of `transfer`, and the `msg` inside a cw20 token's `send`.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct TransferMsg {
    /// Id of the channel to send over, at this end.
    pub channel: String,
    /// Address of the receiver on the other chain, at most 2048 bytes. It is not checked here: if the other chain rejects
    /// it, the sender is refunded.
    pub remote_address: String,
    /// Timeout of the packet, in seconds after this block. Absent: the contract's default timeout.
    pub timeout: Option<u64>,
    /// Text that is passed on unchanged to the other chain, at most 32768 bytes. Absent: no memo.
    pub memo: Option<String>,
}
