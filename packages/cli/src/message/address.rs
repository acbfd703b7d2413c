//! Checks addresses in messages.

use cosmwasm_std::Api;
use ibc_multi_test::Bech32Api;
use serde_json::Value;

use crate::Error;

/// Fields that hold an address of this chain, or a list of addresses. The schemas describe them as text, so they are
/// listed by name. A test checks that every text field of a message is in one of these lists.
const ADDRESSES: &[&str] = &[
    "admin",
    "address",
    "contract",
    "gov_contract",
    "minter",
    "new_minter",
    "owner",
    "recipient",
    "sender",
    "spender",
    "voucher",
    "vouchers",
];
/// Fields that hold an address of this chain or an empty text.
const OPTIONAL_ADDRESSES: &[&str] = &["guardian", "marketing"];

/// The prefix of a bech32 address, which identifies its chain: the part before the last `1`. `None` if there is no such
/// part.
pub fn prefix_of(address: &str) -> Option<&str> {
    let (prefix, _) = address.rsplit_once('1')?;
    Some(prefix).filter(|prefix| !prefix.is_empty())
}

/// The prefix of the first address of this chain in a message.
pub fn local_prefix(message: &Value) -> Option<String> {
    let mut found = None;
    each_address(message, &mut |_, address| {
        found = found.take().or(prefix_of(address).map(String::from));
        Ok(())
    })
    .ok();
    found
}

/// Checks that the addresses in a message are valid and have the prefix of this chain.
pub(super) fn check_addresses(message: &Value, prefix: &str) -> Result<(), Error> {
    each_address(message, &mut |field, address| {
        check_address(field, address)?;
        match address
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('1'))
        {
            true => Ok(()),
            false => Err(Error::argument(
                field,
                format!("{address} is not of this chain, whose addresses begin with {prefix}1"),
            )),
        }
    })
}

type Visit<'a> = dyn FnMut(&str, &str) -> Result<(), Error> + 'a;

fn each_address(message: &Value, visit: &mut Visit) -> Result<(), Error> {
    match message {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| match value {
            Value::String(text) if ADDRESSES.contains(&name.as_str()) => visit(name, text),
            Value::String(text) if OPTIONAL_ADDRESSES.contains(&name.as_str()) && !text.is_empty() => {
                visit(name, text)
            }
            Value::Array(items) if ADDRESSES.contains(&name.as_str()) => items
                .iter()
                .filter_map(Value::as_str)
                .try_for_each(|text| visit(name, text)),
            inner => each_address(inner, visit),
        }),
        Value::Array(items) => items.iter().try_for_each(|item| each_address(item, visit)),
        _ => Ok(()),
    }
}

fn is_address(text: &str) -> bool {
    prefix_of(text).is_some_and(|prefix| {
        let read = Bech32Api::new(prefix).and_then(|api| api.addr_validate(text));
        read.is_ok_and(|read| read.as_str() == text)
    })
}

/// Checks that a text is a bech32 address of any chain.
///
/// # Errors
/// When it is not; the error names the field.
pub fn check_address(field: &str, address: &str) -> Result<(), Error> {
    match is_address(address) {
        true => Ok(()),
        false => Err(Error::argument(
            field,
            format!(
                "`{address}` is not a bech32 address (prefix, 1, data, checksum): look for a typing error"
            ),
        )),
    }
}

/// Notes on an unusual receiver. Only the other chain can decide which receivers are valid, so none of them is rejected
/// here.
///
/// `contract` is the transfer contract of this chain.
pub fn receiver_notes(receiver: &str, contract: &str) -> Vec<String> {
    let mut notes = vec![];
    if receiver.contains(char::is_whitespace) {
        notes.push(format!(
            "the receiver `{receiver}` has a blank in it, and goes into the packet with it"
        ));
    }
    let bare = receiver.trim();
    if !reads_like_bech32(bare) {
        return notes;
    }
    let (small, capital) = (bare.to_ascii_lowercase(), bare.to_ascii_uppercase());
    if bare == capital {
        notes.push(format!(
            "the receiver is in capital letters: chains write their addresses in small ones, {small}"
        ));
    } else if bare != small {
        notes.push("the receiver mixes capital and small letters: no bech32 address does".into());
    }
    if !is_address(&small) {
        notes.push(format!(
            "the receiver {bare} reads like a bech32 address, but its checksum is wrong: look for a typing error"
        ));
    }
    let prefix = prefix_of(&small);
    if prefix.is_some() && prefix == prefix_of(contract) {
        notes.push(format!(
            "the receiver is an address of this chain (prefix {}); tokens are received on the other chain",
            prefix.unwrap_or_default()
        ));
    }
    notes
}

/// Whether a text has the form of a bech32 address: a prefix that begins with a letter, then `1`, then at least as many
/// letters and digits as a checksum has.
fn reads_like_bech32(text: &str) -> bool {
    let Some(prefix) = prefix_of(text) else {
        return false;
    };
    let data = text.rsplit('1').next().unwrap_or_default();
    prefix.starts_with(|first: char| first.is_ascii_alphabetic())
        && data.len() >= 6
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{schema, Contract, Kind};
    use super::*;

    /// Text fields that hold other things than an address of this chain.
    const OTHERS: &[&str] = &[
        "channel",
        "denom",
        "description",
        "id",
        "memo",
        "name",
        "project",
        "remote_address", // of the other chain
        "start_after",    // an address in some queries, an id or a path in others
        "symbol",
        "url",
    ];

    fn text_fields(schema: &Value, found: &mut BTreeSet<String>) {
        let Some(object) = schema.as_object() else {
            return schema
                .as_array()
                .into_iter()
                .flatten()
                .for_each(|item| text_fields(item, found));
        };
        for (name, property) in object
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let types = property.pointer("/items/type").or_else(|| property.get("type"));
            let is_text = |one: &Value| one == "string";
            let text =
                types.is_some_and(|of| is_text(of) || of.as_array().is_some_and(|of| of.iter().any(is_text)));
            // A type with a name, such as Uint128, is no address.
            if text {
                found.insert(name.clone());
            }
        }
        object.values().for_each(|value| text_fields(value, found));
    }

    #[test]
    fn each_text_field_of_a_message_is_known_to_be_an_address_or_not() {
        let mut found = BTreeSet::new();
        for contract in [Contract::Transfer, Contract::Voucher] {
            for kind in [Kind::Execute, Kind::Query, Kind::Instantiate, Kind::Migrate] {
                text_fields(&serde_json::json!(schema(contract, kind)), &mut found);
            }
        }
        let known = |name: &String| {
            [ADDRESSES, OPTIONAL_ADDRESSES, OTHERS]
                .iter()
                .any(|list| list.contains(&name.as_str()))
        };
        let unknown: Vec<_> = found.iter().filter(|name| !known(name)).collect();
        assert!(unknown.is_empty(), "is this an address? {unknown:?}");
        assert!(found.len() > 10, "{found:?}");
    }
}
