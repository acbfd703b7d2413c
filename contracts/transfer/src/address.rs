//! Validation of the addresses in a message.

use cosmwasm_std::{Addr, Api};

use crate::error::ContractError;

/// Checks the address in a message's `field`.
///
/// # Errors
/// `UpperCaseAddress`, `InvalidAddress`; both name the field.
pub fn validate(api: &dyn Api, field: &'static str, address: &str) -> Result<Addr, ContractError> {
    api.addr_validate(address).map_err(|_| {
        let address = address.to_string();
        match api.addr_validate(&address.to_lowercase()) {
            Ok(_) => ContractError::UpperCaseAddress { field, address },
            Err(_) => ContractError::InvalidAddress { field, address },
        }
    })
}
