//! A storage that records each access.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cosmwasm_std::{Api, Order, Record, Storage};

use super::{addr, api, our_port};

/// Addresses that are shown by name.
const NAMES: [&str; 9] = [
    "us", "alice", "bob", "token", "other", "admin", "creator", "chain", "guardian",
];

#[derive(Default)]
pub struct Noted {
    pub entries: BTreeMap<Vec<u8>, Vec<u8>>,
    pub accesses: RefCell<Vec<String>>,
}

impl Noted {
    fn note(&self, how: &str, key: &[u8]) {
        self.accesses
            .borrow_mut()
            .push(format!("{how} {}", readable(key)));
    }
}

impl Storage for Noted {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.note("get", key);
        self.entries.get(key).cloned()
    }

    /// A range over exactly one key is recorded as `peek`.
    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let (start, end) = (start.unwrap_or_default(), end.unwrap_or(&[0xff; 9]));
        let peek = end.split_last() == Some((&0, start));
        self.note(if peek { "peek" } else { "range" }, start);
        let found = self.entries.range(start.to_vec()..end.to_vec());
        let found = found.map(|(key, value)| (key.clone(), value.clone()));
        match order {
            Order::Ascending => Box::new(found),
            Order::Descending => Box::new(found.rev()),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        assert!(!value.is_empty(), "hosts refuse empty values");
        self.note("set", key);
        self.entries.insert(key.to_vec(), value.to_vec());
    }

    fn remove(&mut self, key: &[u8]) {
        self.note("remove", key);
        self.entries.remove(key);
    }
}

/// A key as `namespace[part, part]`, with names for addresses.
fn readable(key: &[u8]) -> String {
    let (namespace, rest) = match cut(key) {
        Some(cut) if key[0] == 0 => cut,
        _ => return text(key),
    };
    let namespace = text(namespace);
    let (cuts, numbered) = match namespace.as_str() {
        "in_flight" => (2, true),
        "settled" | "delayed" | "limited" => (1, true),
        "channel_state" | "claims" | "mint_policy" => (1, false),
        _ => (0, false),
    };
    let (mut parts, mut rest) = (vec![], rest);
    for _ in 0..cuts {
        let Some((part, after)) = cut(rest) else { break };
        parts.push(text(part));
        rest = after;
    }
    parts.push(match <[u8; 8]>::try_from(rest) {
        Ok(number) if numbered => u64::from_be_bytes(number).to_string(),
        _ => text(rest),
    });
    format!("{namespace}[{}]", parts.join(", "))
}

/// A part with its length before it, and the rest.
fn cut(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = key.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))
}

fn text(bytes: &[u8]) -> String {
    for name in NAMES {
        let canonical = api().addr_canonicalize(addr(name).as_str()).unwrap();
        if canonical.as_slice() == bytes {
            return name.to_string();
        }
    }
    let mut text = String::from_utf8_lossy(bytes).replace(&our_port(), "port");
    for name in NAMES {
        text = text.replace(addr(name).as_str(), name);
    }
    text
}
