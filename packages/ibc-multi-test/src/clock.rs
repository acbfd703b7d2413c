//! Heights and times of all chains. Each chain's light clients of the others read them here: a client
//! in this simulator always knows the counterparty's current block.
use crate::ibc::height_of;
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
    /// Height and nanoseconds; `None` for a chain that is not simulated.
    pub fn get(&self, chain_id: &str) -> Option<(Height, u64)> {
        self.0.borrow().get(chain_id).copied()
    }
}
