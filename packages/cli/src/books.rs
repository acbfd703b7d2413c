//! What chains really hold, read from raw bytes: banks, token contracts, and the contract's own records.
//! Nothing here asks the transfer contract anything.

use causeway_transfer::asset::Asset;
use causeway_transfer::flight;
use causeway_transfer::state::{CHANNEL_STATE, CLAIMS, IN_FLIGHT, VOUCHERS};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Api, CanonicalAddr, Order, StdError, StdResult, Storage, Uint128, Uint256};
use ibc_multi_test::{Chain, ChainKey, End, TRANSFER_PORT};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::world::World;

/// One line of a contract's escrow ledger.
pub struct Escrow {
    /// Our channel.
    pub channel: String,
    /// Local denom.
    pub denom: String,
    /// Base units.
    pub outstanding: Uint256,
}

/// One claim.
pub struct Claim {
    /// Whose.
    pub owner: Addr,
    /// Local denom.
    pub denom: String,
    /// Base units that the contract holds.
    pub held: Uint256,
    /// Base units to be minted again.
    pub to_mint: Uint256,
}

/// A packet that is not settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InFlight {
    /// Our channel.
    pub channel: String,
    /// The packet's sequence there.
    pub sequence: u64,
    /// Who sent it.
    pub sender: String,
    /// Local denom.
    pub denom: String,
    /// Base units.
    pub amount: Uint256,
}

/// A transfer contract's records.
pub struct Books {
    /// The escrow ledger.
    pub escrow: Vec<Escrow>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Packets that are not settled.
    pub in_flight: Vec<InFlight>,
    /// Denom path and voucher.
    pub vouchers: Vec<(String, Addr)>,
}

impl Books {
    /// Reads the records of a chain's transfer contract.
    ///
    /// # Errors
    /// Bytes that are not as the layout says.
    pub fn of(world: &World, chain: ChainKey) -> StdResult<Self> {
        let chain_of = &world.net[chain];
        Self::from_storage(
            chain_of.api(),
            &raw_storage(chain_of, &world.site(chain).transfer),
        )
    }

    /// Reads the records of a transfer contract from its raw storage.
    ///
    /// # Errors
    /// Bytes that are not as the layout says.
    pub fn from_storage(api: &dyn Api, storage: &dyn Storage) -> StdResult<Self> {
        let escrow = CHANNEL_STATE
            .range(storage, None, None, Order::Ascending)
            .map(|entry| {
                let ((channel, denom), state) = entry?;
                Ok(Escrow {
                    channel,
                    denom,
                    outstanding: state.outstanding,
                })
            });
        let claims = CLAIMS.range(storage, None, None, Order::Ascending).map(|entry| {
            let ((owner, denom), claim) = entry?;
            Ok(Claim {
                owner,
                denom,
                held: claim.held,
                to_mint: claim.to_mint,
            })
        });
        let in_flight = IN_FLIGHT.keys(storage, None, None, Order::Ascending);
        Ok(Self {
            escrow: escrow.collect::<StdResult<_>>()?,
            claims: claims.collect::<StdResult<_>>()?,
            in_flight: in_flight
                .map(|key| in_flight_of(api, storage, key?))
                .collect::<StdResult<_>>()?,
            vouchers: VOUCHERS
                .range(storage, None, None, Order::Ascending)
                .collect::<StdResult<_>>()?,
        })
    }

    /// In escrow on a channel.
    pub fn outstanding(&self, channel: &str, denom: &str) -> Uint256 {
        let line = self
            .escrow
            .iter()
            .find(|line| line.channel == channel && line.denom == denom);
        line.map(|line| line.outstanding).unwrap_or_default()
    }
}

fn in_flight_of(
    api: &dyn Api,
    storage: &dyn Storage,
    (sender, channel, sequence): (Vec<u8>, String, u64),
) -> StdResult<InFlight> {
    let key = IN_FLIGHT.key((&sender, &channel, sequence));
    let value = storage.get(&key).unwrap_or_default();
    let (asset, amount) = flight::decode(api, &value)
        .map_err(|error| StdError::msg(format!("{channel} {sequence}: {error}")))?;
    Ok(InFlight {
        sender: api.addr_humanize(&CanonicalAddr::from(sender))?.into(),
        channel,
        sequence,
        denom: asset.to_string(),
        amount,
    })
}

/// The local asset that a denom path stands for at an end.
pub fn asset_of(world: &World, end: &End, path: &str) -> Option<Asset> {
    if end.port == TRANSFER_PORT {
        return Some(Asset::Native(native_denom(path)));
    }
    let chain = &world.net[end.chain];
    if path
        .strip_prefix(&end.port)
        .is_some_and(|rest| rest.starts_with('/'))
    {
        let storage = raw_storage(chain, &world.site(end.chain).transfer);
        return VOUCHERS.may_load(&storage, path).ok().flatten().map(Asset::Cw20);
    }
    Some(Asset::parse(chain.api(), path))
}

/// `ibc/HASH` of a path with hops (ICS-20, "ibc/" and the SHA-256 of the path); other names stay.
fn native_denom(path: &str) -> String {
    let mut parts = path.split('/');
    let has_hop = parts.next().is_some() && parts.next().is_some_and(|id| id.starts_with("channel-"));
    match has_hop && parts.next().is_some() {
        true => format!("ibc/{:X}", Sha256::digest(path.as_bytes())),
        false => path.into(),
    }
}

/// Held by the end's escrow: the contract's books for a channel, or the escrow account of the native module.
pub fn escrowed(world: &World, end: &End, asset: &Asset) -> StdResult<Uint256> {
    if end.port != TRANSFER_PORT {
        return Ok(Books::of(world, end.chain)?.outstanding(&end.channel, &asset.to_string()));
    }
    let chain = &world.net[end.chain];
    let account = ibc_multi_test::transfer::store::escrow_address(chain.api(), &end.port, &end.channel);
    Ok(account
        .map(|account| world.balance(end.chain, &account, asset))
        .unwrap_or_default())
}

/// All that exists of an asset.
pub fn supply(chain: &Chain, asset: &Asset) -> Uint256 {
    match asset {
        Asset::Native(denom) => chain.supply(denom),
        Asset::Cw20(token) => {
            let info: Option<Value> = chain.read_json(token, b"token_info");
            let total = info.and_then(|info| info.get("total_supply")?.as_str()?.parse().ok());
            total.unwrap_or_default()
        }
    }
}

/// What an account holds of a token with cw20-base's storage layout.
pub fn token_balance(chain: &Chain, token: &Addr, account: &Addr) -> Uint256 {
    let mut key = b"\x00\x07balance".to_vec();
    key.extend_from_slice(account.as_bytes());
    chain.read_json::<Uint128>(token, &key).unwrap_or_default().into()
}

/// An acknowledgement with a result; anything else is none (ICS-4).
pub fn is_success(ack: &[u8]) -> bool {
    serde_json::from_slice::<Value>(ack).is_ok_and(|ack| ack.get("result").is_some())
}

fn raw_storage(chain: &Chain, contract: &Addr) -> MockStorage {
    let mut storage = MockStorage::new();
    for (key, value) in chain.dump_contract(contract) {
        storage.set(&key, &value);
    }
    storage
}
