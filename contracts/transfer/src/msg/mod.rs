//! Messages and answers: a superset of cw20-ics20 2.0.0's JSON.

mod response;

pub use response::*;

use std::fmt;

use causeway_cw20::Cw20ReceiveMsg;
use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Uint256};

/// Sets up one end of a pair.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct InstantiateMsg {
    /// How long a packet lives when its sender does not say, in seconds; 600 to 86400 (ten minutes to one day).
    pub default_timeout: u64,
    /// The admin (operator): may allow tokens and change settings.
    pub gov_contract: String,
    /// cw20 tokens that may be sent from the start.
    pub allowlist: Vec<AllowMsg>,
    /// SDK gas for refunds in cw20 tokens without a limit of their own, clamped to 100000..=2000000 when used. A refund that
    /// needs more becomes a claim. Unset: tokens off the allow list are refused.
    pub default_gas_limit: Option<u64>,
    /// Code of the vouchers to mint, a cw20-base compatible one. Unset: tokens of other chains are refused.
    pub voucher_code_id: Option<u64>,
    /// Shortest timeout that a send outward may ask for, in seconds; at most 600. Unset: 60.
    pub min_timeout: Option<u64>,
    /// Longest timeout that a send outward may ask for, in seconds; at least 86400. Unset: 2592000 (30 days).
    pub max_timeout: Option<u64>,
    /// Who may pause, beside the admin.
    pub guardian: Option<String>,
}

/// Lists a cw20 token, or changes its listing.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct AllowMsg {
    /// Address of the token.
    pub contract: String,
    /// SDK gas for a refund in it, clamped to 100000..=2000000 when used; a refund that needs more becomes a claim. Unset:
    /// the default. Tokens that come home are always paid with 2000000.
    pub gas_limit: Option<u64>,
    /// Track the token: check each deposit against what the token says it holds for this contract. Unset: tracked if it
    /// was tracked before, as a token is that came in while it was off the list.
    pub verify: Option<bool>,
}

/// What anyone, and what the admin may ask for.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum ExecuteMsg {
    /// Sent by a cw20 token: its `send` to this contract, with a [`TransferMsg`] inside.
    Receive(Cw20ReceiveMsg),
    /// Sends exactly one attached bank coin to another chain.
    Transfer(TransferMsg),
    /// Pays a refund that could not be paid before. Anyone may do this for its owner.
    Claim {
        /// Local denom of the asset: a bank denom, or `cw20:<address>`.
        denom: String,
        /// Whose claim; unset: the caller's.
        owner: Option<String>,
        /// Whom to pay; unset: the owner. Only the owner may say this.
        recipient: Option<String>,
    },
    /// Admin: lists a cw20 token.
    Allow(AllowMsg),
    /// Admin: proposes another admin, who has to accept.
    UpdateAdmin {
        /// The proposed admin.
        admin: String,
    },
    /// The proposed admin takes over.
    AcceptAdmin {},
    /// Admin: gives the role up for good, and removes the guardian.
    RenounceAdmin {},
    /// Admin: changes what is given.
    UpdateConfig {
        /// How long a packet lives when its sender does not say, in seconds; 600 to 86400 (ten minutes to one day).
        default_timeout: Option<u64>,
        /// SDK gas for refunds in cw20 tokens without a limit of their own. While it is set, every cw20 token may be sent,
        /// on the allow list or not; 0 removes it, so that tokens off the list are refused.
        default_gas_limit: Option<u64>,
        /// Shortest timeout of a send outward, in seconds; at most 600.
        min_timeout: Option<u64>,
        /// Longest timeout of a send outward, in seconds; at least 86400.
        max_timeout: Option<u64>,
        /// Who may pause; the empty text: nobody but the admin.
        guardian: Option<String>,
    },
    /// Admin or guardian: pauses the whole contract in one direction or both. What cannot be paused refuses the call.
    Pause {
        /// Unset: both.
        direction: Option<Direction>,
        /// How long, in seconds, at least 1. Unset: 604800 (seven days), which is the most for a homeward pause and for a
        /// guardian.
        seconds: Option<u64>,
    },
    /// Pays a return that is held, and acknowledges it; or answers one that was refused. Anyone may do this, from one day after
    /// its arrival on, while homeward is not paused.
    Release {
        /// Channel id at our end.
        channel: String,
        /// The packet's sequence on it.
        sequence: u64,
    },
    /// Admin: limits what moves in one direction.
    SetLimit(SetLimitMsg),
    /// Admin: refuses a token outward on a channel, or admits it again.
    Deny {
        /// Channel id at our end.
        channel: String,
        /// Local denom: a bank denom, or `cw20:<address>`.
        denom: String,
        /// True: refused.
        denied: bool,
    },
    /// Admin: refuses everything outward on a channel, or admits it again.
    WindDown {
        /// Channel id at our end.
        channel: String,
        /// True: refused.
        on: bool,
    },
    /// Admin or guardian: ends pauses that the caller may end. Anyone: clears one that has ended by itself.
    Unpause {
        /// Unset: both.
        direction: Option<Direction>,
    },
}

/// A limit of what moves in one direction. It is full at first and refills evenly over a day, so in the first 24 hours up to
/// twice its amount can pass. Outward, what does not fit is refused; homeward, it is held.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SetLimitMsg {
    /// Channel id at our end.
    pub channel: String,
    /// Local denom: a bank denom, or `cw20:<address>`. A voucher of the channel may be named before it exists.
    pub denom: String,
    /// For a voucher of the channel only `outward`, which is its mint.
    pub direction: Direction,
    /// Base units a day, at most 2^192; what is used of the limit before stays used. Unset: no limit.
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

/// A send, in `transfer` and inside the message of a cw20 `send`.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct TransferMsg {
    /// Our channel to send over.
    pub channel: String,
    /// Receiver on the other chain, at most 2048 bytes.
    pub remote_address: String,
    /// How long the packet lives, in seconds. Unset: the default.
    pub timeout: Option<u64>,
    /// Carried verbatim to the other chain, at most 32768 bytes. Unset: none.
    pub memo: Option<String>,
}

/// Message of `migrate`, from cw20-ics20 0.13.1 to 2.0.0 or an earlier version of this contract. What is given is done in the
/// order of the fields, and what cannot be done refuses all.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Default)]
pub struct MigrateMsg {
    /// Code of the vouchers to mint from now on. Unset: as before.
    pub voucher_code_id: Option<u64>,
    /// Vouchers of this contract that are migrated to the voucher code, which is the one given beside it, if any. Unset: none.
    pub vouchers: Option<Vec<String>>,
    /// Pauses, and replaces what stands. Unset: as before.
    pub pause: Option<PauseMsg>,
    /// Ranges of held packets to refuse: each of them that has arrived by now is answered with an error when somebody releases
    /// it. Unset: none.
    pub refuse: Option<Vec<RefuseMsg>>,
    /// Packets that the protocol stranded: each becomes a claim of its own sender, within its channel's books. Unset: none.
    pub settle: Option<Vec<SettleMsg>>,
    /// Refunds that cw20-ics20 lost: each becomes a claim of its packet's sender, within the asset's surplus. Reads every
    /// channel and claim, so it stands in a migration of its own. Unset: none.
    pub assign: Option<Vec<AssignMsg>>,
    /// Address of a new admin (operator), when the key is lost or was renounced. Unset: as before.
    pub admin: Option<String>,
    /// Fail on purpose, with the text `dry run: ` and JSON of what would change. Unset: no.
    pub dry_run: Option<bool>,
}

impl MigrateMsg {
    /// Whether it assigns lost refunds.
    pub(crate) fn assigns(&self) -> bool {
        self.assign.as_ref().is_some_and(|assign| !assign.is_empty())
    }

    /// Whether it changes anything but what it assigns.
    pub(crate) fn does_more_than_assign(&self) -> bool {
        self.voucher_code_id.is_some()
            || self.vouchers.is_some()
            || self.pause.is_some()
            || self.refuse.is_some()
            || self.settle.is_some()
            || self.admin.is_some()
    }
}

/// A pause by a migration, of any length.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct PauseMsg {
    /// Unset: both.
    pub direction: Option<Direction>,
    /// How long from now, in seconds; 0 ends what stands.
    pub seconds: u64,
}

/// A range of packets that were received and are held.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct RefuseMsg {
    /// Channel id at our end.
    pub channel: String,
    /// The first sequence that is refused.
    pub first: u64,
    /// The last sequence that is refused.
    pub last: u64,
}

/// A packet that was sent and cannot end any more.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SettleMsg {
    /// Address of its sender, who gets the claim.
    pub sender: String,
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
    /// The packet's data, as base64, for one from before a takeover, which has no in-flight record. Unset: there is a record.
    pub data: Option<Binary>,
}

/// A packet of cw20-ics20 whose refund failed and was lost: the tokens are held, and the books are at zero.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct AssignMsg {
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
    /// The packet's data, as base64: whoever votes for the migration vouches for it.
    pub data: Binary,
}

/// What can be asked.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The IBC port.
    #[returns(PortResponse)]
    Port {},
    /// All channels, by id.
    #[returns(ListChannelsResponse)]
    ListChannels {
        /// Id of the last channel seen.
        start_after: Option<String>,
        /// Entries in the answer: 100 if absent, at most 100.
        limit: Option<u32>,
    },
    /// A channel and its books.
    #[returns(ChannelResponse)]
    Channel {
        /// Id of the channel at our end.
        id: String,
        /// Local denom of the last entry seen.
        start_after: Option<String>,
        /// Entries in the answer: 100 if absent, at most 100.
        limit: Option<u32>,
    },
    /// Settings, as cw20-ics20 has them.
    #[returns(ConfigResponse)]
    Config {},
    /// Who is the admin.
    #[returns(AdminResponse)]
    Admin {},
    /// Whether a cw20 token is on the allow list.
    #[returns(AllowedResponse)]
    Allowed {
        /// Address of the token.
        contract: String,
    },
    /// The allow list.
    #[returns(ListAllowedResponse)]
    ListAllowed {
        /// Address of the last token seen.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// Settings that cw20-ics20 does not have.
    #[returns(SettingsResponse)]
    Settings {},
    /// Packets that are held.
    #[returns(DelayedResponse)]
    Delayed {
        /// Only on this channel.
        channel: Option<String>,
        /// Only this one; needs `channel`.
        sequence: Option<u64>,
        /// The last one seen.
        start_after: Option<PacketId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The limits of a channel. They count for nothing while there is no admin, and are not shown then.
    #[returns(LimitsResponse)]
    Limits {
        /// Channel id at our end.
        channel: String,
        /// The last one seen.
        start_after: Option<LimitId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// What the contract holds of each asset, and what it owes. It reads at most 500 channels and 1000 claims.
    #[returns(SolvencyResponse)]
    Solvency {
        /// Only this local denom, whose token is then asked even if it is not on the allow list. Unset: all assets.
        denom: Option<String>,
        /// Local denom of the last entry seen.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// What is paused now.
    #[returns(PausesResponse)]
    Pauses {},
    /// Whether a channel takes new sends, as IBC core says now.
    #[returns(ChannelStatusResponse)]
    ChannelStatus {
        /// Id of the channel at our end.
        id: String,
    },
    /// The voucher of a denom path, also before it exists.
    #[returns(VoucherResponse)]
    Voucher {
        /// The path on this chain: `<our port>/<our channel>/...`.
        denom: String,
    },
    /// The denom path of a voucher.
    #[returns(DenomResponse)]
    Denom {
        /// Address of the voucher.
        voucher: String,
    },
    /// What a cw20 token must hold for this contract, if it is tracked.
    #[returns(TrackedResponse)]
    Tracked {
        /// Address of the token.
        contract: String,
    },
    /// All vouchers, by denom path.
    #[returns(ListVouchersResponse)]
    ListVouchers {
        /// The last denom path seen.
        start_after: Option<String>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// A sender's packets that are not settled.
    #[returns(InFlightResponse)]
    InFlight {
        /// Who sent them.
        sender: String,
        /// Only on this channel.
        channel: Option<String>,
        /// Only this one; needs `channel`.
        sequence: Option<u64>,
        /// The last one seen.
        start_after: Option<PacketId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// All packets that are not settled.
    #[returns(InFlightResponse)]
    ListInFlight {
        /// The last one seen.
        start_after: Option<SenderPacketId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// Refunds that wait for their owner.
    #[returns(ClaimsResponse)]
    Claims {
        /// Address of the owner of the claims.
        owner: String,
        /// Local denom of the last entry seen.
        start_after: Option<String>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// All refunds that wait for their owners.
    #[returns(ClaimsResponse)]
    ListClaims {
        /// The last one seen.
        start_after: Option<ClaimId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
}

/// Names a packet of a known sender.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct PacketId {
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
}

/// Names a limit on a channel.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct LimitId {
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// The direction that is limited.
    pub direction: Direction,
}

/// Names a packet.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SenderPacketId {
    /// Who sent it.
    pub sender: String,
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
}

/// Names a claim.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct ClaimId {
    /// Address of the owner of the claims.
    pub owner: String,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
}
