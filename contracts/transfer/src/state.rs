//! Storage: a superset of cw20-ics20 2.0.0's keys and JSON fields, so that its state reads as it stands.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{from_json, Addr, Empty, HexBinary, IbcEndpoint, Order, StdResult, Storage, Uint256};
use cw_storage_plus::{Item, Map};
use serde::de::DeserializeOwned;

/// The operator, as cw-controllers writes it.
pub const ADMIN: Item<Option<Addr>> = Item::new("admin");
/// The operator to be, once it accepts.
pub const PENDING_ADMIN: Item<Addr> = Item::new("pending_admin");
/// May pause; absent when there is none.
pub const GUARDIAN: Item<Addr> = Item::new("guardian");
/// Read on every send, so it is short.
pub const CONFIG: Item<Config> = Item::new("ics20_config");
/// Read when a voucher is created.
pub const VOUCHER_CODE: Item<VoucherCode> = Item::new("voucher_code");
/// Channel id to channel; written only after version and order have passed. Whether it is open is for IBC core to say.
pub const CHANNEL_INFO: Map<&str, ChannelInfo> = Map::new("channel_info");
/// The escrow ledger: (channel id, local denom).
pub const CHANNEL_STATE: Map<(&str, &str), ChannelState> = Map::new("channel_state");
/// cw20 tokens that may be sent.
pub const ALLOW_LIST: Map<&Addr, AllowInfo> = Map::new("allow_list");
/// Denom path to voucher.
pub const VOUCHERS: Map<&str, Addr> = Map::new("vouchers");
/// Voucher to denom path.
pub const VOUCHER_DENOMS: Map<&Addr, String> = Map::new("voucher_denoms");
/// (canonical sender, channel id, sequence); the value is bytes, see [`crate::in_flight`].
pub const IN_FLIGHT: Map<(&[u8], &str, u64), Empty> = Map::new("in_flight");
/// (owner, local denom): refunds that could not be paid.
pub const CLAIMS: Map<(&Addr, &str), Claim> = Map::new("claims");
/// cw20 token to what it must hold for this contract, in base units. A token is tracked exactly while it has an entry.
pub const TRACKED: Map<&Addr, Uint256> = Map::new("tracked");
/// Version of the state, see [`crate::migrate`].
pub const SCHEMA: Item<u64> = Item::new("schema");
/// The contract whose state was taken over; absent in one that was born as Causeway.
pub const PREDECESSOR: Item<Predecessor> = Item::new("predecessor");
/// Channel id to the first sequence of our own, on channels of a predecessor.
pub const FIRST_OWN: Map<&str, u64> = Map::new("first_own");
/// (channel id, sequence) of a predecessor's packets that are settled.
pub const SETTLED: Map<(&str, u64), Empty> = Map::new("settled");

/// Settings of a send.
#[cw_serde]
pub struct Config {
    /// How long a packet lives when its sender does not say, in seconds.
    pub default_timeout: u64,
    /// SDK gas for refunds in cw20 tokens without a limit of their own; unset: tokens off the allow list are refused.
    pub default_gas_limit: Option<u64>,
    /// Seconds; absent: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_timeout: Option<u64>,
    /// Seconds; absent: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_timeout: Option<u64>,
}

/// The code that vouchers are made of.
#[cw_serde]
pub struct VoucherCode {
    /// As the chain numbers it.
    pub code_id: u64,
    /// Of the code's bytes, sha256: part of every voucher's address.
    pub checksum: HexBinary,
}

/// A channel that was opened to this contract.
#[cw_serde]
pub struct ChannelInfo {
    /// Our channel id.
    pub id: String,
    /// The other end.
    pub counterparty_endpoint: IbcEndpoint,
    /// The connection it runs on.
    pub connection_id: String,
}

/// Books of one asset on one channel, in base units.
#[cw_serde]
#[derive(Default)]
pub struct ChannelState {
    /// In escrow now.
    pub outstanding: Uint256,
    /// Ever put into escrow.
    pub total_sent: Uint256,
}

/// A listed cw20 token.
#[cw_serde]
pub struct AllowInfo {
    /// SDK gas for a refund in this token; unset: the default.
    pub gas_limit: Option<u64>,
}

/// Refunds that could not be paid to one owner in one asset, in base units.
#[cw_serde]
#[derive(Default)]
pub struct Claim {
    /// Held by this contract.
    pub held: Uint256,
    /// Vouchers that were burned and are to be minted again.
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
