//! What differs between two moments of a contract's storage, by name.

use std::collections::BTreeSet;

use serde::Serialize;

use super::state::{by_key, Entry};

/// An entry that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The item or map, and the parts of the key.
    pub entry: String,
    /// Its value before, as text or hex; `None`: there was none.
    pub before: Option<String>,
    /// Its value after; `None`: there is none.
    pub after: Option<String>,
}

/// The entries that were added, removed or changed, in order of their keys.
pub fn changes(before: &[Entry], after: &[Entry]) -> Vec<Change> {
    let (before, after) = (by_key(before), by_key(after));
    let keys: BTreeSet<&[u8]> = before.keys().chain(after.keys()).copied().collect();
    let differ = keys.into_iter().filter(|key| before.get(key) != after.get(key));
    differ
        .map(|key| Change {
            entry: name_of(key),
            before: before.get(key).map(|value| shown(value)),
            after: after.get(key).map(|value| shown(value)),
        })
        .collect()
}

/// An item's key is its name. In a map each part but the last has its length before it, in two bytes.
fn name_of(key: &[u8]) -> String {
    let mut parts = vec![];
    let mut rest = key;
    while let Some((part, behind)) = prefixed(rest) {
        parts.push(shown(part));
        rest = behind;
    }
    let number = <[u8; 8]>::try_from(rest).ok().map(u64::from_be_bytes);
    match number.filter(|_| parts.len() > 1 && !is_text(rest)) {
        Some(number) => parts.push(number.to_string()),
        None => parts.push(shown(rest)),
    }
    parts.join(" ")
}

fn prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, behind) = bytes.split_at_checked(2)?;
    let length = u16::from_be_bytes(length.try_into().ok()?);
    // no name and no part of ours is empty, and a text does not begin with a zero byte
    let (part, rest) = behind.split_at_checked(length.into())?;
    (length > 0).then_some((part, rest))
}

fn is_text(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| (b' '..=b'~').contains(byte))
}

fn shown(bytes: &[u8]) -> String {
    match is_text(bytes) {
        true => String::from_utf8_lossy(bytes).into_owned(),
        false => cosmwasm_std::HexBinary::from(bytes).to_hex(),
    }
}

#[cfg(test)]
mod tests {
    use causeway_transfer::state::{CHANNEL_STATE, FIRST_OWN, IN_FLIGHT, PREDECESSOR, SETTLED};

    use super::name_of;

    #[test]
    fn entries_are_named_by_item_or_map_and_the_parts_of_the_key() {
        for (key, name) in [
            (PREDECESSOR.as_slice().to_vec(), "predecessor"),
            (FIRST_OWN.key("channel-5").to_vec(), "first_own channel-5"),
            (
                CHANNEL_STATE.key(("channel-5", "usrc")).to_vec(),
                "channel_state channel-5 usrc",
            ),
            (SETTLED.key(("channel-5", 7)).to_vec(), "settled channel-5 7"),
            (
                IN_FLIGHT.key((&[1, 0xff], "channel-5", 258)).to_vec(),
                "in_flight 01ff channel-5 258",
            ),
        ] {
            assert_eq!(name_of(&key), name);
        }
    }
}
