//! Answers. Those to cw20-ics20's queries have exactly its fields.

use super::Direction;
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Coin, HexBinary, IbcEndpoint, Int512, Uint256, Uint64};

/// Data of a transfer's response.
#[cw_serde]
pub struct TransferResponse {
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
}

/// Answer to `port`.
#[cw_serde]
pub struct PortResponse {
    /// IBC port of the contract, `wasm.<address>`.
    pub port_id: String,
}

/// A channel, as cw20-ics20 shows it.
#[cw_serde]
pub struct ChannelInfo {
    /// Our channel id.
    pub id: String,
    /// The other end.
    pub counterparty_endpoint: IbcEndpoint,
    /// The connection it runs on.
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
    /// Base units; above 2^128-1 it is printed as it is.
    pub amount: Uint256,
}

/// Answer to `channel`.
#[cw_serde]
pub struct ChannelResponse {
    /// The channel that was asked for.
    pub info: ChannelInfo,
    /// In escrow now, by local denom, in base units.
    pub balances: Vec<Amount>,
    /// Ever put into escrow, by local denom, in base units.
    pub total_sent: Vec<Amount>,
}

/// Answer to `config`.
#[cw_serde]
pub struct ConfigResponse {
    /// How long a packet lives when its sender does not say, in seconds.
    pub default_timeout: u64,
    /// SDK gas for refunds in cw20 tokens without a limit of their own; null: tokens off the allow list are refused.
    pub default_gas_limit: Option<u64>,
    /// The admin; empty when there is none.
    pub gov_contract: String,
}

/// Answer to `admin`.
#[cw_serde]
pub struct AdminResponse {
    /// The admin; null when the role was given up.
    pub admin: Option<String>,
}

/// Answer to `allowed`.
#[cw_serde]
pub struct AllowedResponse {
    /// On the list.
    pub is_allowed: bool,
    /// SDK gas for a refund in it, as stored; null: the default.
    pub gas_limit: Option<u64>,
}

/// A listed token.
#[cw_serde]
pub struct AllowedInfo {
    /// Address of the cw20 token.
    pub contract: String,
    /// SDK gas for a refund in it, as stored; null: the default.
    pub gas_limit: Option<u64>,
}

/// Answer to `list_allowed`.
#[cw_serde]
pub struct ListAllowedResponse {
    /// Listed tokens in the order of their addresses.
    pub allow: Vec<AllowedInfo>,
}

/// Answer to `settings`.
#[cw_serde]
pub struct SettingsResponse {
    /// Code of new vouchers.
    pub voucher_code_id: Option<u64>,
    /// sha256 of that code, in hex.
    pub voucher_checksum: Option<HexBinary>,
    /// Shortest timeout of a send outward, in seconds; null: no bound.
    pub min_timeout: Option<u64>,
    /// Longest timeout of a send outward, in seconds; null: no bound.
    pub max_timeout: Option<u64>,
    /// Who may pause, beside the admin.
    pub guardian: Option<String>,
    /// Who may accept the role of admin.
    pub pending_admin: Option<String>,
}

/// Whether a channel takes new sends.
#[cw_serde]
pub enum Status {
    /// It takes new sends.
    Open,
    /// It takes none; refunds go on.
    Closed,
}

/// Answer to `channel_status`.
#[cw_serde]
pub struct ChannelStatusResponse {
    /// Id of the channel at our end.
    pub id: String,
    /// Open or closed.
    pub status: Status,
}

/// Answer to `tracked`.
#[cw_serde]
pub struct TrackedResponse {
    /// Base units that the token must hold for this contract before another deposit is taken; null: it is not tracked.
    pub tracked: Option<Uint256>,
}

/// Answer to `voucher`.
#[cw_serde]
pub struct VoucherResponse {
    /// Where the voucher is, or will be.
    pub address: String,
    /// It has been created.
    pub exists: bool,
}

/// Answer to `denom`.
#[cw_serde]
pub struct DenomResponse {
    /// The denom path.
    pub denom: String,
}

/// A voucher and the denom path that it stands for.
#[cw_serde]
pub struct VoucherInfo {
    /// The denom path.
    pub denom: String,
    /// Address of the voucher.
    pub address: String,
}

/// Answer to `list_vouchers`.
#[cw_serde]
pub struct ListVouchersResponse {
    /// By denom path.
    pub vouchers: Vec<VoucherInfo>,
}

/// A packet that is not settled.
#[cw_serde]
pub struct PacketInfo {
    /// Who sent it, and gets it back if it fails.
    pub sender: String,
    /// Channel id at our end.
    pub channel: String,
    /// The packet's sequence on it.
    pub sequence: u64,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Amount in base units.
    pub amount: Uint256,
}

/// Answer to `in_flight` and `list_in_flight`.
#[cw_serde]
pub struct InFlightResponse {
    /// By sender (canonical address), channel and sequence.
    pub packets: Vec<PacketInfo>,
}

/// Refunds of one owner in one asset that could not be paid.
#[cw_serde]
pub struct ClaimInfo {
    /// Address of the owner of the claims.
    pub owner: String,
    /// Local denom: a bank denom, or `cw20:<address>`.
    pub denom: String,
    /// Base units that this contract holds.
    pub held: Uint256,
    /// Base units of vouchers to be minted again.
    pub to_mint: Uint256,
}

/// Answer to `claims` and `list_claims`.
#[cw_serde]
pub struct ClaimsResponse {
    /// By owner and denom.
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
