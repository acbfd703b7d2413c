//! The heights and times of all chains. Light clients read them here, so in this simulator a client always knows the
//! current block of its counterparty.
use crate::proto::Height;
use cosmwasm_std::BlockInfo;
use std::cell::RefCell;
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct Clocks(RefCell<HashMap<String, (Height, u64)>>);

impl Clocks {
    pub fn set(&self, block: &BlockInfo) {
        let now = (height_of(block), block.time.nanos());
        let mut clocks = self.0.borrow_mut();
        match clocks.get_mut(&block.chain_id) {
            Some(known) => *known = now,
            None => drop(clocks.insert(block.chain_id.clone(), now)),
        }
    }
    /// Height and time (nanoseconds) of a chain; `None` if the chain is not simulated.
    pub fn get(&self, chain_id: &str) -> Option<(Height, u64)> {
        self.0.borrow().get(chain_id).copied()
    }
}

/// The revision of a chain id: `name-3` has revision 3, and an id without a number at the end has 0
/// (`02-client/types/height.go`).
pub(crate) fn revision_of(chain_id: &str) -> u64 {
    let tail = chain_id
        .rsplit_once('-')
        .filter(|(name, _)| !name.is_empty() && !name.ends_with('-'));
    tail.map(|(_, n)| n)
        .filter(|n| !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

pub(crate) fn height_of(block: &BlockInfo) -> Height {
    Height {
        revision_number: revision_of(&block.chain_id),
        revision_height: block.height,
    }
}
