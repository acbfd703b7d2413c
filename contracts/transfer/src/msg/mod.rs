//! The messages and query answers of the contract. Their JSON is a superset of that of cw20-ics20 2.0.0.

mod response;

pub use response::*;

use std::fmt;

use causeway_cw20::Cw20ReceiveMsg;
use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Uint256};

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

/// Message of `migrate`, from cw20-ics20 0.13.1 to 2.0.0 or from an earlier version of this contract. The given changes are
/// made in the order of the fields. If one of them cannot be made, the whole migration fails.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Default)]
pub struct MigrateMsg {
    /// Id of the code of new vouchers; existing vouchers keep theirs. Absent: as before.
    pub voucher_code_id: Option<u64>,
    /// Addresses of vouchers of this contract that are migrated to the voucher code, which is the `voucher_code_id` of this
    /// message if there is one. Absent: none.
    pub vouchers: Option<Vec<String>>,
    /// Pauses of any length, which replace what stands. Absent: as before.
    pub pause: Option<PauseMsg>,
    /// Ranges of held packets to refuse. Each of them that has arrived by now is answered with an error when it is released.
    /// Absent: none.
    pub refuse: Option<Vec<RefuseMsg>>,
    /// Packets that can neither be acknowledged nor time out any more. Each becomes a claim of its own sender, if its
    /// channel's books cover the amount. Absent: none.
    pub settle: Option<Vec<SettleMsg>>,
    /// Refunds that cw20-ics20 lost. Each becomes a claim of its packet's sender, if the contract holds that much above all
    /// books and claims of the asset. This reads every channel and claim, so no other field may be given with it, except
    /// `dry_run`. Absent: none.
    pub assign: Option<Vec<AssignMsg>>,
    /// Address of a new admin (operator), for when the key was lost or the role was renounced. Absent: as before.
    pub admin: Option<String>,
    /// Whether to fail on purpose, with the text `dry run: ` and a JSON document of what would change. Absent: no.
    pub dry_run: Option<bool>,
}

impl MigrateMsg {
    /// Whether the message assigns lost refunds.
    pub(crate) fn assigns(&self) -> bool {
        self.assign.as_ref().is_some_and(|assign| !assign.is_empty())
    }

    /// Whether the message changes anything besides the refunds that it assigns.
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
    /// The direction. Absent: both.
    pub direction: Option<Direction>,
    /// Length of the pause in seconds, from now; 0 ends what stands.
    pub seconds: u64,
}

/// A range of packets that were received and are held.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct RefuseMsg {
    /// Channel id at this end.
    pub channel: String,
    /// The first sequence that is refused.
    pub first: u64,
    /// The last sequence that is refused.
    pub last: u64,
}

/// A packet that was sent and that no acknowledgement or timeout can settle any more.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SettleMsg {
    /// Address of the packet's sender, who gets the claim.
    pub sender: String,
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Data of the packet, as base64. It is needed for a packet that cw20-ics20 sent before the takeover, because there is no
    /// in-flight record of it. Absent: there is a record.
    pub data: Option<Binary>,
}

/// A packet that cw20-ics20 sent and whose refund failed: the contract still holds the tokens, but no book counts them.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct AssignMsg {
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Data of the packet, as base64. The contract cannot check that such a packet was sent, so those who approve the
    /// migration must.
    pub data: Binary,
}

/// Queries. Lists are in byte order of their keys, and a page continues after the entry in `start_after`.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The IBC port of this contract.
    #[returns(PortResponse)]
    Port {},
    /// All channels that were opened to this contract, also closed ones.
    #[returns(ListChannelsResponse)]
    ListChannels {
        /// Id of the last channel of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 100 if absent, at most 100.
        limit: Option<u32>,
    },
    /// A channel and its books: what is in escrow, and what was ever escrowed, for each local denom.
    #[returns(ChannelResponse)]
    Channel {
        /// Id of the channel at this end.
        id: String,
        /// Local denom of the last entry of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 100 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The settings that cw20-ics20 has too.
    #[returns(ConfigResponse)]
    Config {},
    /// The admin, if there is one.
    #[returns(AdminResponse)]
    Admin {},
    /// Whether a cw20 token is on the allow list.
    #[returns(AllowedResponse)]
    Allowed {
        /// Address of the cw20 token.
        contract: String,
    },
    /// The cw20 tokens on the allow list.
    #[returns(ListAllowedResponse)]
    ListAllowed {
        /// Address of the last token of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The settings that cw20-ics20 does not have.
    #[returns(SettingsResponse)]
    Settings {},
    /// Packets that are held, in the order of channel and sequence.
    #[returns(DelayedResponse)]
    Delayed {
        /// Id of the channel at this end. Absent: all channels.
        channel: Option<String>,
        /// The packet's sequence; needs `channel`. Absent: all sequences.
        sequence: Option<u64>,
        /// The last packet of the page before. Absent: from the first.
        start_after: Option<PacketId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The limits of a channel. They count for nothing while there is no admin, and are not shown then.
    #[returns(LimitsResponse)]
    Limits {
        /// Channel id at this end.
        channel: String,
        /// The last limit of the page before. Absent: from the first.
        start_after: Option<LimitId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// What the contract holds of each asset, and what it owes. It reads at most 500 channels and 1000 claims.
    #[returns(SolvencyResponse)]
    Solvency {
        /// The local denom of one asset, whose token is queried even if it is not on the allow list. Absent: all assets.
        denom: Option<String>,
        /// Local denom of the last entry of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 10 if absent, at most 30.
        limit: Option<u32>,
    },
    /// The pauses that stand at this block.
    #[returns(PausesResponse)]
    Pauses {},
    /// Whether a channel is open for new sends, as IBC core reports at this block.
    #[returns(ChannelStatusResponse)]
    ChannelStatus {
        /// Id of the channel at this end.
        id: String,
    },
    /// The voucher of a denom path. Its address is known before the voucher exists, if a voucher code is set.
    #[returns(VoucherResponse)]
    Voucher {
        /// The denom path on this chain: `<this contract's port>/<channel id at this end>/...`.
        denom: String,
    },
    /// The denom path that a voucher represents.
    #[returns(DenomResponse)]
    Denom {
        /// Address of a voucher of this contract.
        voucher: String,
    },
    /// The balance that a cw20 token must report for this contract, if it is tracked.
    #[returns(TrackedResponse)]
    Tracked {
        /// Address of the cw20 token.
        contract: String,
    },
    /// All vouchers of this contract, in the order of their denom paths.
    #[returns(ListVouchersResponse)]
    ListVouchers {
        /// Denom path of the last voucher of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The in-flight records of one sender: packets that no acknowledgement and no timeout has settled yet.
    #[returns(InFlightResponse)]
    InFlight {
        /// Address that sent the packets.
        sender: String,
        /// Id of a channel at this end; only packets on it are listed. Absent: packets on all channels.
        channel: Option<String>,
        /// Sequence of the only packet to list; it needs `channel`. Absent: all sequences.
        sequence: Option<u64>,
        /// The last packet of the page before. Absent: from the first.
        start_after: Option<PacketId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The in-flight records of all senders: packets that no acknowledgement and no timeout has settled yet.
    #[returns(InFlightResponse)]
    ListInFlight {
        /// The last packet of the page before. Absent: from the first.
        start_after: Option<SenderPacketId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The claims of one owner: refunds that could not be paid and can be claimed.
    #[returns(ClaimsResponse)]
    Claims {
        /// Address that owns the claims.
        owner: String,
        /// Local denom of the last entry of the page before. Absent: from the first.
        start_after: Option<String>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
    /// The claims of all owners: refunds that could not be paid and can be claimed.
    #[returns(ClaimsResponse)]
    ListClaims {
        /// The last claim of the page before. Absent: from the first.
        start_after: Option<ClaimId>,
        /// Entries in the answer: 30 if absent, at most 100.
        limit: Option<u32>,
    },
}

/// Identifies a packet of a sender who is known from the query.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct PacketId {
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
}

/// Identifies a limit on a channel.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct LimitId {
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// The direction that is limited.
    pub direction: Direction,
}

/// Identifies a packet in the list of all senders' packets.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SenderPacketId {
    /// Address that sent the packet.
    pub sender: String,
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
}

/// Identifies a claim in the list of all claims.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct ClaimId {
    /// Address that owns the claim.
    pub owner: String,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
}
