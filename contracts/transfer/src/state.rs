//! Storage. The keys and JSON fields are a superset of those of cw20-ics20 2.0.0, so that its state is read unchanged.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{from_json, Addr, Empty, HexBinary, IbcEndpoint, Order, StdResult, Storage, Uint256};
use cw_storage_plus::{Item, Map};
use serde::de::DeserializeOwned;

use crate::policy::bucket::Bucket;
use crate::policy::clock::{PauseClock, Pauses};
use crate::policy::limits::MintPolicy;

/// The admin, stored as cw-controllers stores it.
pub const ADMIN: Item<Option<Addr>> = Item::new("admin");
/// The proposed admin, which becomes the admin when it accepts; absent when there is no proposal.
pub const PENDING_ADMIN: Item<Addr> = Item::new("pending_admin");
/// May pause; absent when there is none.
pub const GUARDIAN: Item<Addr> = Item::new("guardian");
/// Pauses, see [`crate::policy::pause`]; absent until somebody pauses, and after `unpause`.
pub const PAUSE: Item<Pauses> = Item::new("pause");
/// The last bounded pauses; never removed.
pub const PAUSE_CLOCK: Item<PauseClock> = Item::new("pause_clock");
/// Settings of a send. Every send reads this item, so it is kept short.
pub const CONFIG: Item<Config> = Item::new("ics20_config");
/// The code of new vouchers; absent when tokens of other chains are rejected. It is read when a voucher is created.
pub const VOUCHER_CODE: Item<VoucherCode> = Item::new("voucher_code");
/// Held packets by (channel id, sequence). The value is bytes, see [`crate::relay::held`].
pub const DELAYED: Map<(&str, u64), Empty> = Map::new("delayed");
/// Ranges of held packets that a migration has refused, by (channel id, last, first): when, in seconds of block time.
pub const REFUSED: Map<(&str, u64, u64), u64> = Map::new("refused");
/// Channels that are wound down.
pub const WIND_DOWN: Map<&str, Empty> = Map::new("wind_down");
/// Limits and denials of mints, by (channel id, local denom of the voucher).
pub const MINT_POLICY: Map<(&str, &str), MintPolicy> = Map::new("mint_policy");
/// What packets in flight took from a limit when they were sent, by (channel id, sequence), in base units.
pub const LIMITED: Map<(&str, u64), Uint256> = Map::new("limited");
/// Channel id to channel. An entry is written only after version and order were checked. Whether the channel is open is
/// not stored; IBC core knows it.
pub const CHANNEL_INFO: Map<&str, ChannelInfo> = Map::new("channel_info");
/// The escrow ledger: (channel id, local denom).
pub const CHANNEL_STATE: Map<(&str, &str), ChannelState> = Map::new("channel_state");
/// The allow list: address of a cw20 token to its gas limit.
pub const ALLOW_LIST: Map<&Addr, AllowInfo> = Map::new("allow_list");
/// Denom path to the address of its voucher.
pub const VOUCHERS: Map<&str, Addr> = Map::new("vouchers");
/// Address of a voucher to its denom path.
pub const VOUCHER_DENOMS: Map<&Addr, String> = Map::new("voucher_denoms");
/// In-flight records by (canonical sender, channel id, sequence). The value is bytes, see [`crate::in_flight`].
pub const IN_FLIGHT: Map<(&[u8], &str, u64), Empty> = Map::new("in_flight");
/// Claims, the refunds that could not be paid, by (owner, local denom).
pub const CLAIMS: Map<(&Addr, &str), Claim> = Map::new("claims");
/// cw20 token to the amount that it must hold for this contract, in base units. A token is tracked exactly while it has an
/// entry.
pub const TRACKED: Map<&Addr, Uint256> = Map::new("tracked");
/// Version of the state, see [`crate::migrate`].
pub const SCHEMA: Item<u64> = Item::new("schema");
/// The contract whose state was taken over; absent when the contract was instantiated as Causeway.
pub const PREDECESSOR: Item<Predecessor> = Item::new("predecessor");
/// Channel id to the first sequence that this contract sent, on channels of a predecessor.
pub const FIRST_OWN: Map<&str, u64> = Map::new("first_own");
/// The settled packets of a predecessor, by (channel id, sequence).
pub const SETTLED: Map<(&str, u64), Empty> = Map::new("settled");

/// Settings of a send.
#[cw_serde]
pub struct Config {
    /// How long a packet lives when its sender does not say, in seconds.
    pub default_timeout: u64,
    /// SDK gas for refunds in cw20 tokens without a limit of their own; unset: tokens off the allow list are rejected.
    pub default_gas_limit: Option<u64>,
    /// Shortest timeout when tokens are escrowed, in seconds; absent: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_timeout: Option<u64>,
    /// Longest timeout when tokens are escrowed, in seconds; absent: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_timeout: Option<u64>,
}

/// The code that vouchers are instantiated from.
#[cw_serde]
pub struct VoucherCode {
    /// Id of the code on this chain.
    pub code_id: u64,
    /// sha256 of the code's bytes; part of every voucher's address.
    pub checksum: HexBinary,
}

/// A channel that was opened to this contract.
#[cw_serde]
pub struct ChannelInfo {
    /// Channel id at our end.
    pub id: String,
    /// Port and channel id of the counterparty.
    pub counterparty_endpoint: IbcEndpoint,
    /// Id of the connection under the channel, on this chain.
    pub connection_id: String,
}

/// Books of one asset on one channel, in base units.
#[cw_serde]
#[derive(Default)]
pub struct ChannelState {
    /// Amount that is in escrow now.
    pub outstanding: Uint256,
    /// Sum of all amounts that were ever escrowed.
    pub total_sent: Uint256,
    /// The limit of what is put into escrow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outward: Option<Bucket>,
    /// The limit of what is released from escrow on arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homeward: Option<Bucket>,
    /// Whether no more may be put into escrow.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
}

/// A listed cw20 token.
#[cw_serde]
pub struct AllowInfo {
    /// SDK gas for a refund in this token; unset: the default.
    pub gas_limit: Option<u64>,
}

/// The refunds of one owner in one asset that could not be paid, in base units.
#[cw_serde]
#[derive(Default)]
pub struct Claim {
    /// Amount that this contract holds for the owner.
    pub held: Uint256,
    /// Amount of vouchers that were burned and are to be minted again.
    pub to_mint: Uint256,
}

/// Name and version of the contract whose state was taken over, as cw2 had it.
#[cw_serde]
pub struct Predecessor {
    /// Name under which cw2 keeps it.
    pub contract: String,
    /// Version as cw2 keeps it, `major.minor.patch`.
    pub version: String,
}

/// Reads one key as a range over just that key, which costs about a third of the gas of a `get` for short values, and almost
/// none for absent keys.
pub fn get_by_range(storage: &dyn Storage, key: &[u8]) -> Option<Vec<u8>> {
    let mut end = key.to_vec();
    end.push(0);
    let mut found = storage.range(Some(key), Some(&end), Order::Ascending);
    found.next().map(|(_, value)| value)
}

/// [`get_by_range`] for an item that is stored as JSON.
pub fn get_json_by_range<T: DeserializeOwned>(storage: &dyn Storage, key: &[u8]) -> StdResult<Option<T>> {
    get_by_range(storage, key).map(from_json).transpose()
}
