//! The state of chains, read from raw bytes: banks, token contracts, and the books of the transfer contract. No query of
//! the transfer contract is used.

use causeway_audit as audit;
use causeway_audit::Snapshot;
use causeway_transfer::asset::Asset;
use causeway_transfer::in_flight;
use causeway_transfer::state::{CHANNEL_STATE, CLAIMS, IN_FLIGHT, VOUCHERS};
use cosmwasm_std::{Addr, Api, CanonicalAddr, Order, StdError, StdResult, Storage, Uint128, Uint256};
use ibc_multi_test::Chain;
use serde_json::Value;

/// An entry of a contract's escrow ledger.
pub struct Escrow {
    /// Id of the channel at this chain's end.
    pub channel: String,
    /// Local denom, as the contract of this chain names the asset.
    pub denom: String,
    /// Amount in escrow, in base units.
    pub outstanding: Uint256,
}

/// A claim: refunds of one owner in one asset that could not be paid.
pub struct Claim {
    /// Address that owns the claim.
    pub owner: Addr,
    /// Local denom, as the contract of this chain names the asset.
    pub denom: String,
    /// Amount in base units that the contract holds for the owner.
    pub held: Uint256,
    /// Amount in base units of vouchers to be minted again.
    pub to_mint: Uint256,
}

/// An in-flight record: a packet that was sent and is not settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InFlight {
    /// Id of the channel at this chain's end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Address that sent the packet.
    pub sender: String,
    /// Local denom, as the contract of this chain names the asset.
    pub denom: String,
    /// Amount in base units.
    pub amount: Uint256,
}

/// The books, claims and in-flight records of a transfer contract.
pub struct Books {
    /// The escrow ledger.
    pub escrow: Vec<Escrow>,
    /// The open claims.
    pub claims: Vec<Claim>,
    /// The in-flight records.
    pub in_flight: Vec<InFlight>,
    /// The vouchers, each with its denom path.
    pub vouchers: Vec<(String, Addr)>,
}

impl Books {
    /// Reads the state of a transfer contract from its raw storage.
    ///
    /// # Errors
    /// When raw bytes do not have the documented layout.
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

    /// The parts of a snapshot that are read here: escrow, claims and packets in flight.
    pub fn snapshot(&self) -> Snapshot {
        let escrow = self.escrow.iter().map(|line| audit::Escrow {
            channel: line.channel.clone(),
            denom: line.denom.clone(),
            outstanding: line.outstanding,
        });
        let claims = self.claims.iter().map(|claim| audit::Claim {
            owner: claim.owner.to_string(),
            denom: claim.denom.clone(),
            held: claim.held,
            to_mint: claim.to_mint,
        });
        let in_flight = self.in_flight.iter().map(|record| audit::InFlight {
            channel: record.channel.clone(),
            sequence: record.sequence,
            sender: record.sender.clone(),
            denom: record.denom.clone(),
            amount: record.amount,
            destination: None,
            sent_at: None,
        });
        Snapshot {
            escrow: escrow.collect(),
            claims: claims.collect(),
            in_flight: in_flight.collect(),
            ..Snapshot::default()
        }
    }

    /// The amount in escrow on a channel.
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
    let (asset, amount) = in_flight::decode(api, &value)
        .map_err(|error| StdError::msg(format!("record of {channel} {sequence}: {error}")))?;
    Ok(InFlight {
        sender: api.addr_humanize(&CanonicalAddr::from(sender))?.into(),
        channel,
        sequence,
        denom: asset.to_string(),
        amount,
    })
}

/// The supply of an asset.
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

/// The balance of an account, for a token with the storage layout of cw20-base.
pub fn token_balance(chain: &Chain, token: &Addr, account: &Addr) -> Uint256 {
    let mut key = b"\x00\x07balance".to_vec();
    key.extend_from_slice(account.as_bytes());
    chain.read_json::<Uint128>(token, &key).unwrap_or_default().into()
}

/// Whether an acknowledgement is a success: it has a result (ICS-4).
pub fn is_success(ack: &[u8]) -> bool {
    serde_json::from_slice::<Value>(ack).is_ok_and(|ack| ack.get("result").is_some())
}
