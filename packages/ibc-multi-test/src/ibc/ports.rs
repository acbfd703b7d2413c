//! Ports and their owners: a contract, or the native transfer module.
use super::core::{Core, Host};
use super::native;
use crate::codes::ibc;
use crate::contract::{Envelope, IbcEntry};
use cosmwasm_std::{Addr, StdResult, Storage};
use cw_multi_test::{AppResponse, WasmSudo};

/// Port of the native ICS-20 module.
pub const TRANSFER_PORT: &str = crate::transfer::PORT;

/// The port that wasmd gives to a contract: `wasm.` and its address.
pub fn contract_port(contract: &Addr) -> String {
    format!("wasm.{contract}")
}

pub(super) enum PortOwner<'a> {
    Contract(&'a str),
    Transfer,
}

impl<'a> PortOwner<'a> {
    pub fn of(port_id: &'a str) -> StdResult<Self> {
        match (port_id.strip_prefix("wasm."), port_id) {
            (Some(contract), _) => Ok(PortOwner::Contract(contract)),
            (None, TRANSFER_PORT) => Ok(PortOwner::Transfer),
            _ => Err(ibc::INVALID_PORT.wrap(format!("{port_id}: route not found to module"))),
        }
    }
}

impl Core {
    /// Calls an entry point of the contract or module that owns the port, in the running transaction.
    pub(super) fn call_port(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        port_id: &str,
        entry: IbcEntry,
    ) -> StdResult<AppResponse> {
        match PortOwner::of(port_id)? {
            PortOwner::Contract(contract) => {
                let sudo = WasmSudo::new(&Addr::unchecked(contract), &Envelope { entry })?;
                let mut res = h.sudo(s, sudo)?;
                if res.events.first().is_some_and(|e| e.ty == "sudo") {
                    res.events.remove(0); // the call of sudo adds this event, which no chain emits
                }
                Ok(res)
            }
            PortOwner::Transfer => native::call(h, s, entry),
        }
    }
}
