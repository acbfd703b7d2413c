//! A branch of the store whose changes can be dropped. cw-multi-test's own is not public.
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
    /// Merges the changes into the range lazily, one step of either side at a time.
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

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::MockStorage;

    /// Writes and removes every key of one byte, in a fixed but irregular order.
    fn scribble(s: &mut dyn Storage, seed: u8) {
        for i in 0..=255u8 {
            let key = i.wrapping_mul(seed).wrapping_add(seed);
            match key % 3 {
                0 => s.set(&[key], &[seed, i]),
                1 => s.remove(&[key]),
                _ => {}
            }
        }
    }

    #[test]
    fn reads_and_ranges_are_those_of_the_store_after_the_commit() {
        let (mut base, mut plain) = (MockStorage::new(), MockStorage::new());
        for s in [&mut base, &mut plain] {
            scribble(s, 7);
            (0..=255u8)
                .filter(|k| k % 5 == 0)
                .for_each(|k| s.set(&[k], b"base"));
        }
        let before: Vec<_> = base.range(None, None, Order::Ascending).collect();
        let mut branch = Overlay::new(&base);
        scribble(&mut branch, 3);
        scribble(&mut plain, 3);
        let bounds: [Option<&[u8]>; 4] = [None, Some(&[10]), Some(&[200]), Some(&[255])];
        for (start, end) in bounds.iter().flat_map(|s| bounds.iter().map(move |e| (*s, *e))) {
            for order in [Order::Ascending, Order::Descending] {
                let got: Vec<_> = branch.range(start, end, order).collect();
                let want: Vec<_> = plain.range(start, end, order).collect();
                assert_eq!(got, want, "{start:?}..{end:?}");
            }
        }
        (0..=255u8).for_each(|k| assert_eq!(branch.get(&[k]), plain.get(&[k])));
        let changes = branch.into_changes();
        assert_eq!(
            base.range(None, None, Order::Ascending).collect::<Vec<_>>(),
            before
        );
        commit(changes, &mut base);
        let after: Vec<_> = base.range(None, None, Order::Ascending).collect();
        assert_eq!(
            after,
            plain.range(None, None, Order::Ascending).collect::<Vec<_>>()
        );
        assert_ne!(after, before);
    }
}
