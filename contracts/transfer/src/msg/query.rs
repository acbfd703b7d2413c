//! Queries.

use cosmwasm_schema::{cw_serde, QueryResponses};

use super::*;

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
