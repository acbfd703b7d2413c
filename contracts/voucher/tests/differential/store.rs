//! A storage for contracts of both cosmwasm-std versions, whose bytes can be compared.

use std::collections::BTreeMap;
use std::ops::Bound;

type Record = (Vec<u8>, Vec<u8>);

#[derive(Clone, Default, PartialEq, Debug)]
pub struct Store(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl Store {
    fn ascending(&self, start: Option<&[u8]>, end: Option<&[u8]>) -> Vec<Record> {
        if let (Some(start), Some(end)) = (start, end) {
            if start >= end {
                return vec![];
            }
        }
        let from = start.map_or(Bound::Unbounded, Bound::Included);
        let to = end.map_or(Bound::Unbounded, Bound::Excluded);
        self.0
            .range::<[u8], _>((from, to))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }
}

/// The trait and its types have the same shape in both versions.
macro_rules! impl_storage {
    ($std:ident) => {
        impl $std::Storage for Store {
            fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
                self.0.get(key).cloned()
            }

            fn range<'a>(
                &'a self,
                start: Option<&[u8]>,
                end: Option<&[u8]>,
                order: $std::Order,
            ) -> Box<dyn Iterator<Item = Record> + 'a> {
                let records = self.ascending(start, end).into_iter();
                match order {
                    $std::Order::Ascending => Box::new(records),
                    $std::Order::Descending => Box::new(records.rev()),
                }
            }

            fn set(&mut self, key: &[u8], value: &[u8]) {
                assert!(!value.is_empty(), "chains refuse empty values");
                self.0.insert(key.to_vec(), value.to_vec());
            }

            fn remove(&mut self, key: &[u8]) {
                self.0.remove(key);
            }
        }
    };
}

impl_storage!(cosmwasm_std);
impl_storage!(cosmwasm_std_2);
