//! A branch of the store that can be dropped. cw-multi-test has one, but keeps it to itself.
use cosmwasm_std::{Order, Record, Storage};
use std::collections::BTreeMap;
use std::ops::Bound;

pub(crate) type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

pub(crate) struct Overlay<'a> {
    base: &'a dyn Storage,
    changes: Changes,
}

impl<'a> Overlay<'a> {
    pub fn new(base: &'a dyn Storage) -> Self {
        Self {
            base,
            changes: BTreeMap::new(),
        }
    }
    pub fn into_changes(self) -> Changes {
        self.changes
    }
}

pub(crate) fn commit(changes: Changes, base: &mut dyn Storage) {
    for (key, value) in changes {
        match value {
            Some(value) => base.set(&key, &value),
            None => base.remove(&key),
        }
    }
}

impl Storage for Overlay<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.changes
            .get(key)
            .cloned()
            .unwrap_or_else(|| self.base.get(key))
    }
    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.changes.insert(key.to_vec(), Some(value.to_vec()));
    }
    fn remove(&mut self, key: &[u8]) {
        self.changes.insert(key.to_vec(), None);
    }
    /// Merges lazily: one step of either side at a time.
    fn range<'b>(
        &'b self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'b> {
        if matches!((start, end), (Some(start), Some(end)) if start >= end) {
            return Box::new(std::iter::empty());
        }
        let low = start.map_or(Bound::Unbounded, |s| Bound::Included(s.to_vec()));
        let high = end.map_or(Bound::Unbounded, |e| Bound::Excluded(e.to_vec()));
        let own = self.changes.range((low, high));
        let own: Box<dyn Iterator<Item = _>> = match order {
            Order::Ascending => Box::new(own),
            Order::Descending => Box::new(own.rev()),
        };
        let (mut own, mut base) = (own.peekable(), self.base.range(start, end, order).peekable());
        Box::new(std::iter::from_fn(move || loop {
            let take_own = match (own.peek(), base.peek()) {
                (None, None) => return None,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some((key, _)), Some((below, _))) if *key == below => {
                    base.next();
                    true
                }
                (Some((key, _)), Some((below, _))) => (*key < below) == matches!(order, Order::Ascending),
            };
            if !take_own {
                return base.next();
            }
            if let Some((key, Some(value))) = own.next() {
                return Some((key.clone(), value.clone()));
            }
        }))
    }
}
