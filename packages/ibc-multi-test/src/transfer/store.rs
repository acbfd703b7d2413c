//! The state of the module (denoms by hash, total escrow by denom, parameters) and the addresses of its accounts.

use cosmwasm_std::{from_json, to_json_vec, Addr, Api, CanonicalAddr, Order, Storage, Uint256};
use sha2::{Digest, Sha256};

use super::denom::Denom;
use super::error::{TransferError, PANIC, UNREGISTERED};
use super::VERSION;

const DENOMS: &str = "ibc-transfer/denom/";
/// The key that ends the range of [`DENOMS`].
const DENOMS_END: &str = "ibc-transfer/denom0";
const ESCROW: &str = "ibc-transfer/escrow/";
const PARAMS: &[u8] = b"ibc-transfer/params";

/// The parameters of the module. Both are on unless they are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Whether `MsgTransfer` is accepted.
    pub send_enabled: bool,
    /// Whether packets are accepted.
    pub receive_enabled: bool,
}

/// The current parameters.
pub fn params(storage: &dyn Storage) -> Params {
    let stored = storage.get(PARAMS).unwrap_or_default();
    let on = |i: usize| stored.get(i) != Some(&0);
    Params {
        send_enabled: on(0),
        receive_enabled: on(1),
    }
}

/// Sets the parameters.
pub fn set_params(storage: &mut dyn Storage, params: Params) {
    storage.set(
        PARAMS,
        &[u8::from(params.send_enabled), u8::from(params.receive_enabled)],
    );
}

/// The denom with this hash (upper-case hex), if a voucher of it was minted on this chain.
pub fn denom(storage: &dyn Storage, hash: &str) -> Option<Denom> {
    from_json(storage.get(format!("{DENOMS}{hash}").as_bytes())?).ok()
}

/// All denoms of vouchers that were minted on this chain, by hash.
pub fn denoms(storage: &dyn Storage) -> Vec<Denom> {
    let range = storage.range(
        Some(DENOMS.as_bytes()),
        Some(DENOMS_END.as_bytes()),
        Order::Ascending,
    );
    range.filter_map(|(_, denom)| from_json(denom).ok()).collect()
}

/// Registers a denom, as the receipt of a new voucher does. It can also be used for genesis, and for chains that invent
/// vouchers.
///
/// # Errors
/// Only when the denom cannot be serialised.
pub fn set_denom(storage: &mut dyn Storage, denom: &Denom) -> Result<(), TransferError> {
    let json = to_json_vec(denom).map_err(|e| UNREGISTERED.wrap(e))?;
    storage.set(format!("{DENOMS}{}", denom.hash()).as_bytes(), &json);
    Ok(())
}

/// The amount of this bank denom in escrow, over all channels.
pub fn total_escrow(storage: &dyn Storage, denom: &str) -> Uint256 {
    let stored = storage.get(format!("{ESCROW}{denom}").as_bytes());
    let bytes = stored.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.map(Uint256::from_be_bytes).unwrap_or_default()
}

/// Adds to the total amount in escrow.
pub(super) fn add_escrow(
    storage: &mut dyn Storage,
    denom: &str,
    amount: Uint256,
) -> Result<(), TransferError> {
    let total = total_escrow(storage, denom)
        .checked_add(amount)
        .map_err(|_| PANIC.wrap("Int overflow"))?;
    set_escrow(storage, denom, total);
    Ok(())
}

/// Subtracts from the total amount in escrow. Go panics below zero.
pub(super) fn sub_escrow(
    storage: &mut dyn Storage,
    denom: &str,
    amount: Uint256,
) -> Result<(), TransferError> {
    let total = total_escrow(storage, denom)
        .checked_sub(amount)
        .map_err(|_| PANIC.wrap("negative coin amount"))?;
    set_escrow(storage, denom, total);
    Ok(())
}

fn set_escrow(storage: &mut dyn Storage, denom: &str, total: Uint256) {
    let key = format!("{ESCROW}{denom}");
    if total.is_zero() {
        storage.remove(key.as_bytes());
    } else {
        storage.set(key.as_bytes(), &total.to_be_bytes());
    }
}

/// The escrow account of one end of a channel: 20 bytes of `sha256("ics20-1" 0x00 "port/channel")`.
///
/// # Errors
/// Errors of the chain's `Api`.
pub fn escrow_address(api: &dyn Api, port: &str, channel: &str) -> Result<Addr, TransferError> {
    account(api, format!("{VERSION}\0{port}/{channel}").as_bytes())
}

/// The module account, which mints and burns: 20 bytes of `sha256("transfer")`.
///
/// # Errors
/// Errors of the chain's `Api`.
pub fn module_address(api: &dyn Api) -> Result<Addr, TransferError> {
    account(api, b"transfer")
}

fn account(api: &dyn Api, preimage: &[u8]) -> Result<Addr, TransferError> {
    let bytes: Vec<u8> = Sha256::digest(preimage).into_iter().take(20).collect();
    api.addr_humanize(&CanonicalAddr::from(bytes))
        .map_err(|e| UNREGISTERED.wrap(e))
}
