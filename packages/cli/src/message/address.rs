//! Addresses in messages.

use cosmwasm_std::Api;
use cw_multi_test::MockApiBech32;
use serde_json::Value;

use super::Refusal;

/// Fields that hold an address of this chain.
const ADDRESSES: &[&str] = &[
    "admin",
    "address",
    "contract",
    "gov_contract",
    "new_minter",
    "owner",
    "recipient",
    "sender",
    "spender",
    "voucher",
];
/// Fields that hold an address of this chain, or nothing.
const OPTIONAL_ADDRESSES: &[&str] = &["guardian", "marketing"];

/// The simulator's addresses live as long as the program, so a prefix does too; it is a few bytes, once or twice.
pub(crate) fn api(prefix: &str) -> MockApiBech32 {
    MockApiBech32::new(prefix.to_string().leak())
}

/// Prefix of the first address of this chain that a message holds.
pub fn local_prefix(message: &Value) -> Option<String> {
    let mut found = None;
    each_address(message, &mut |_, address| {
        let prefix = address.rsplit_once('1').map(|(prefix, _)| prefix.to_string());
        found = found.take().or(prefix);
        Ok(())
    })
    .ok();
    found
}

/// Checks that a message's addresses are addresses, and of this chain.
pub(super) fn check_addresses(message: &Value, prefix: &str) -> Result<(), Refusal> {
    each_address(message, &mut |field, address| {
        check_address(field, address)?;
        match address
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('1'))
        {
            true => Ok(()),
            false => Err(Refusal::of(
                field,
                format!("{address} is not of this chain, whose addresses begin with {prefix}1"),
            )),
        }
    })
}

type Visit<'a> = dyn FnMut(&str, &str) -> Result<(), Refusal> + 'a;

fn each_address(message: &Value, visit: &mut Visit) -> Result<(), Refusal> {
    match message {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| match value {
            Value::String(text) if ADDRESSES.contains(&name.as_str()) => visit(name, text),
            Value::String(text) if OPTIONAL_ADDRESSES.contains(&name.as_str()) && !text.is_empty() => {
                visit(name, text)
            }
            inner => each_address(inner, visit),
        }),
        Value::Array(items) => items.iter().try_for_each(|item| each_address(item, visit)),
        _ => Ok(()),
    }
}

/// Checks that a text is a bech32 address of some chain.
///
/// # Errors
/// When it is not, with the field's name.
pub fn check_address(field: &str, address: &str) -> Result<(), Refusal> {
    let prefix = address
        .rsplit_once('1')
        .map(|(prefix, _)| prefix)
        .unwrap_or_default();
    let valid = !prefix.is_empty()
        && api(prefix)
            .addr_validate(address)
            .is_ok_and(|read| read.as_str() == address);
    match valid {
        true => Ok(()),
        false => Err(Refusal::of(
            field,
            format!(
                "`{address}` is not a bech32 address (prefix, 1, data, checksum): look for a typing error"
            ),
        )),
    }
}
