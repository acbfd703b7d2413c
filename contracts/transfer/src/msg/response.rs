//! Response data and query answers. The answers to queries that cw20-ics20 has too have exactly its fields.

use super::Direction;
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Coin, HexBinary, IbcEndpoint, Int512, Uint256, Uint64};

/// Response data of `transfer`: the packet that was sent. After a cw20 `send` the caller does not get it, because the token's
/// own response replaces it.
#[cw_serde]
pub struct TransferResponse {
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
}

/// Answer to `port`.
#[cw_serde]
pub struct PortResponse {
    /// IBC port of the contract, `wasm.<address>`.
    pub port_id: String,
}

/// A channel that was opened to this contract, with the fields of cw20-ics20.
#[cw_serde]
pub struct ChannelInfo {
    /// Id of the channel at this end.
    pub id: String,
    /// Port and channel id of the counterparty.
    pub counterparty_endpoint: IbcEndpoint,
    /// Id of the connection under the channel, on this chain.
    pub connection_id: String,
}

/// Answer to `list_channels`.
#[cw_serde]
pub struct ListChannelsResponse {
    /// Channels in the byte order of their ids.
    pub channels: Vec<ChannelInfo>,
}

/// An amount of a local asset, in base units.
#[cw_serde]
pub enum Amount {
    /// A bank coin.
    Native(Coin),
    /// A cw20 token.
    Cw20(Cw20Amount),
}

/// An amount of a cw20 token.
#[cw_serde]
pub struct Cw20Amount {
    /// Address of the cw20 token.
    pub address: String,
    /// Amount in base units, printed in full also above 2^128-1.
    pub amount: Uint256,
}

/// Answer to `channel`.
#[cw_serde]
pub struct ChannelResponse {
    /// The channel that was asked for.
    pub info: ChannelInfo,
    /// Amounts that are in escrow now, in base units, in the order of their local denoms.
    pub balances: Vec<Amount>,
    /// Sums of all amounts that were ever escrowed, in base units, in the order of their local denoms.
    pub total_sent: Vec<Amount>,
}

/// Answer to `config`.
#[cw_serde]
pub struct ConfigResponse {
    /// Timeout of a send that names none, in seconds after the block of the send.
    pub default_timeout: u64,
    /// Limit in SDK gas of a refund in a cw20 token that has no limit of its own. Null: cw20 tokens that are not on the allow
    /// list are rejected.
    pub default_gas_limit: Option<u64>,
    /// Address of the admin; empty when there is none.
    pub gov_contract: String,
}

/// Answer to `admin`.
#[cw_serde]
pub struct AdminResponse {
    /// Address of the admin; null when there is none.
    pub admin: Option<String>,
}

/// Answer to `allowed`.
#[cw_serde]
pub struct AllowedResponse {
    /// Whether the token is on the allow list.
    pub is_allowed: bool,
    /// Limit in SDK gas of a refund in this token, as it is stored. Null: the default limit.
    pub gas_limit: Option<u64>,
}

/// A cw20 token on the allow list.
#[cw_serde]
pub struct AllowedInfo {
    /// Address of the cw20 token.
    pub contract: String,
    /// Limit in SDK gas of a refund in this token, as it is stored. Null: the default limit.
    pub gas_limit: Option<u64>,
}

/// Answer to `list_allowed`.
#[cw_serde]
pub struct ListAllowedResponse {
    /// The listed tokens of this page, in the order of their addresses.
    pub allow: Vec<AllowedInfo>,
}

/// Answer to `settings`.
#[cw_serde]
pub struct SettingsResponse {
    /// Id of the code of new vouchers; null: tokens of other chains are rejected.
    pub voucher_code_id: Option<u64>,
    /// sha256 of that code, in hex; null when there is no code.
    pub voucher_checksum: Option<HexBinary>,
    /// Shortest timeout that a send may ask for when tokens are escrowed, in seconds; null: no bound.
    pub min_timeout: Option<u64>,
    /// Longest timeout that a send may ask for when tokens are escrowed, in seconds; null: no bound.
    pub max_timeout: Option<u64>,
    /// Address of the guardian, an account that may pause besides the admin; null when there is none.
    pub guardian: Option<String>,
    /// Address of the proposed admin, who may accept the role; null when there is no proposal.
    pub pending_admin: Option<String>,
}

/// Whether a channel is open for new sends.
#[cw_serde]
pub enum Status {
    /// The channel is open for new sends.
    Open,
    /// IBC core rejects new sends on the channel. Packets that were sent before can still time out and are refunded.
    Closed,
}

/// Answer to `channel_status`.
#[cw_serde]
pub struct ChannelStatusResponse {
    /// Id of the channel at this end.
    pub id: String,
    /// Whether the channel is open, as IBC core reports at this block.
    pub status: Status,
}

/// Answer to `tracked`.
#[cw_serde]
pub struct TrackedResponse {
    /// Balance in base units that the token must report for this contract; if it reports less, deposits are rejected. Null:
    /// the token is not tracked.
    pub tracked: Option<Uint256>,
}

/// Answer to `voucher`.
#[cw_serde]
pub struct VoucherResponse {
    /// Address of the voucher, or the address that it will get when it is created.
    pub address: String,
    /// Whether the voucher has been created.
    pub exists: bool,
}

/// Answer to `denom`.
#[cw_serde]
pub struct DenomResponse {
    /// The denom path that the voucher represents, as it stands on this chain.
    pub denom: String,
}

/// A voucher and the denom path that it represents.
#[cw_serde]
pub struct VoucherInfo {
    /// The denom path that the voucher represents, as it stands on this chain.
    pub denom: String,
    /// Address of the voucher.
    pub address: String,
}

/// Answer to `list_vouchers`.
#[cw_serde]
pub struct ListVouchersResponse {
    /// The vouchers of this page, in the order of their denom paths.
    pub vouchers: Vec<VoucherInfo>,
}

/// A packet that was sent and that no acknowledgement and no timeout has settled yet.
#[cw_serde]
pub struct PacketInfo {
    /// Address that sent the packet, and is refunded if the packet fails or times out.
    pub sender: String,
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Amount in base units.
    pub amount: Uint256,
}

/// Answer to `in_flight` and `list_in_flight`.
#[cw_serde]
pub struct InFlightResponse {
    /// The packets of this page, ordered by the sender's canonical address, the channel and the sequence.
    pub packets: Vec<PacketInfo>,
}

/// Refunds of one owner in one asset that could not be paid.
#[cw_serde]
pub struct ClaimInfo {
    /// Address that owns the claim.
    pub owner: String,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Amount in base units that this contract holds for the owner.
    pub held: Uint256,
    /// Amount in base units of vouchers that were burned and will be minted again for the owner.
    pub to_mint: Uint256,
}

/// Answer to `claims` and `list_claims`.
#[cw_serde]
pub struct ClaimsResponse {
    /// The claims of this page, ordered by owner and denom.
    pub claims: Vec<ClaimInfo>,
}

/// A pause that stands.
#[cw_serde]
pub struct PauseInfo {
    /// When it ends, in seconds since 1970.
    pub until: Uint64,
}

/// Answer to `pauses`.
#[cw_serde]
pub struct PausesResponse {
    /// The pause of transfers outward; null: they are not paused.
    pub outward: Option<PauseInfo>,
    /// The pause of transfers homeward; null: they are not paused.
    pub homeward: Option<PauseInfo>,
}

/// What becomes of a held packet.
#[cw_serde]
pub enum HeldState {
    /// It waits to be released.
    Held,
    /// It was paid while its channel was closed; only the acknowledgement is missing.
    Paid,
    /// A migration has refused it; only the error acknowledgement is missing.
    Refused,
}

/// A packet that was received and is not acknowledged.
#[cw_serde]
pub struct HeldInfo {
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
    /// Address on the other chain.
    pub sender: String,
    /// Address on this chain.
    pub receiver: String,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Base units.
    pub amount: Uint256,
    /// From when on it may be released, in seconds since 1970.
    pub due: Uint64,
    /// What becomes of it.
    pub state: HeldState,
}

/// Answer to `delayed`.
#[cw_serde]
pub struct DelayedResponse {
    /// By channel and sequence.
    pub packets: Vec<HeldInfo>,
}

/// A limit.
#[cw_serde]
pub struct LimitInfo {
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// The direction that is limited.
    pub direction: Direction,
    /// Base units a day.
    pub amount: Uint256,
    /// Base units that fit now, rounded down.
    pub left: Uint256,
}

/// Answer to `limits`.
#[cw_serde]
pub struct LimitsResponse {
    /// By denom, outward before homeward.
    pub limits: Vec<LimitInfo>,
}

/// What the contract holds of one asset, and what it owes.
#[cw_serde]
pub struct SolvencyInfo {
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Base units that the contract holds, as the bank or the token says; null: not asked, or no answer.
    pub held: Option<Uint256>,
    /// Base units in escrow, over all channels.
    pub escrowed: Uint256,
    /// Base units that claims hold. What is still to be minted is not part of it.
    pub claimed: Uint256,
    /// `held` without `escrowed` and `claimed`; below zero it is a deficit.
    pub surplus: Option<Int512>,
}

/// Answer to `solvency`.
#[cw_serde]
pub struct SolvencyResponse {
    /// By denom.
    pub assets: Vec<SolvencyInfo>,
    /// True: nothing after `start_after` is missing, and every entry is summed over all channels and claims.
    pub complete: bool,
}
