//! The functions that the VM calls on the chain: storage, addresses and queries, each at the price that wasmd charges for
//! it.
//!
//! The VM keeps the objects that it is given as long as an instance lives, so they must be `'static`, but the simulator
//! lends them for one call only. [`Host::lend`] does the conversion, with unsafe code.

use std::cell::RefCell;
use std::vec::IntoIter;

use cosmwasm_std::{
    Addr, Api, Binary, CanonicalAddr, ContractResult, Order, Querier as StdQuerier, Record,
    Storage as StdStorage, SystemResult,
};
use cosmwasm_vm::{Backend, BackendApi, BackendError, BackendResult, GasInfo, Querier, Storage};

use crate::meter::{Meter, VM_GAS};

/// Prices of storage in SDK gas: `cosmossdk.io/store/types`, `KVGasConfig`.
mod price {
    pub const READ: u64 = 1_000;
    pub const READ_BYTE: u64 = 3;
    pub const WRITE: u64 = 2_000;
    pub const WRITE_BYTE: u64 = 30;
    pub const DELETE: u64 = 1_000;
    pub const STEP: u64 = 30;
    /// Length of the contract's prefix, which is in front of each of its keys.
    pub const PREFIX: usize = 33;
    /// Prices of address functions in SDK gas: wasmd `x/wasm/keeper/api.go`.
    pub const CANONICALIZE: u64 = 4;
    pub const HUMANIZE: u64 = 5;
}

/// The storage of a contract. A query may not write to it.
pub enum Store<'a> {
    /// The storage of a query.
    View(&'a dyn StdStorage),
    /// The storage of any other entry point.
    Whole(&'a mut dyn StdStorage),
}

/// The resources of one call.
pub struct Call<'a> {
    store: RefCell<Store<'a>>,
    api: &'a dyn Api,
    querier: &'a dyn StdQuerier,
    iterators: RefCell<Vec<IntoIter<Record>>>,
    /// The gas meter of the call.
    pub meter: Meter,
}

impl<'a> Call<'a> {
    /// A call with the gas that the simulator's meter has left.
    pub fn new(store: Store<'a>, api: &'a dyn Api, querier: &'a dyn StdQuerier) -> Self {
        Self {
            store: RefCell::new(store),
            api,
            querier,
            iterators: RefCell::default(),
            meter: Meter::new(),
        }
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        match &*self.store.borrow() {
            Store::View(store) => store.get(key),
            Store::Whole(store) => store.get(key),
        }
    }

    fn range(&self, start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> Vec<Record> {
        match &*self.store.borrow() {
            Store::View(store) => store.range(start, end, order).collect(),
            Store::Whole(store) => store.range(start, end, order).collect(),
        }
    }

    /// Charges gas for storage immediately, and reports it to the VM.
    fn pay(&self, gas: u64) -> GasInfo {
        self.meter.spend(gas);
        GasInfo::with_externally_used(gas.saturating_mul(VM_GAS))
    }

    /// Charges a step of an iterator to a record, or to the end.
    fn step(&self, record: Option<&Record>) -> GasInfo {
        let bytes = record.map_or(0, |(key, value)| {
            size(key, value).saturating_mul(price::READ_BYTE)
        });
        self.pay(bytes.saturating_add(price::STEP))
    }
}

fn size(key: &[u8], value: &[u8]) -> u64 {
    (price::PREFIX + key.len() + value.len()) as u64
}

/// A reference to a [`Call`] that is given to the VM.
#[derive(Clone, Copy)]
pub struct Host(*const Call<'static>);

// SAFETY: an instance stays on the thread of its call
unsafe impl Send for Host {}

impl Host {
    /// Lends a call to the VM while `f` runs.
    pub fn lend<T>(call: &Call<'_>, f: impl FnOnce(Host) -> T) -> T {
        f(Host(std::ptr::from_ref(call).cast()))
    }

    /// The back end in the form that the VM needs.
    pub fn backend(self) -> Backend<Host, Host, Host> {
        Backend {
            api: self,
            storage: self,
            querier: self,
        }
    }

    fn call(&self) -> &Call<'static> {
        // SAFETY: an instance is dropped before `lend` returns; see `contract::Wasm::call`, where each is made
        unsafe { &*self.0 }
    }
}

impl Storage for Host {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        let value = self.call().get(key);
        let bytes = size(key, value.as_deref().unwrap_or_default());
        let gas = price::READ + price::READ_BYTE * bytes;
        (Ok(value), self.call().pay(gas))
    }

    fn scan(&mut self, start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> BackendResult<u32> {
        let records = self.call().range(start, end, order).into_iter();
        let gas = self.call().step(records.as_slice().first());
        let mut iterators = self.call().iterators.borrow_mut();
        iterators.push(records);
        (Ok(iterators.len() as u32), gas)
    }

    fn next(&mut self, id: u32) -> BackendResult<Option<Record>> {
        let mut iterators = self.call().iterators.borrow_mut();
        let Some(records) = iterators.get_mut((id as usize).wrapping_sub(1)) else {
            return (Err(BackendError::iterator_does_not_exist(id)), GasInfo::free());
        };
        match records.next() {
            // wasmvm does not call an iterator that has ended
            None => (Ok(None), GasInfo::free()),
            Some(record) => {
                let gas = self.call().step(Some(&record));
                (Ok(Some(record)), gas)
            }
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> BackendResult<()> {
        let gas = self
            .call()
            .pay(price::WRITE + price::WRITE_BYTE * size(key, value));
        match &mut *self.call().store.borrow_mut() {
            Store::View(_) => (Err(BackendError::unknown("a query writes")), gas),
            Store::Whole(store) => {
                store.set(key, value);
                (Ok(()), gas)
            }
        }
    }

    fn remove(&mut self, key: &[u8]) -> BackendResult<()> {
        let gas = self.call().pay(price::DELETE);
        match &mut *self.call().store.borrow_mut() {
            Store::View(_) => (Err(BackendError::unknown("a query removes")), gas),
            Store::Whole(store) => {
                store.remove(key);
                (Ok(()), gas)
            }
        }
    }
}

/// Address functions are charged by the VM.
fn cost(gas: u64) -> GasInfo {
    GasInfo::with_cost(gas * VM_GAS)
}

fn user_error(error: impl ToString) -> BackendError {
    BackendError::user_err(error.to_string())
}

impl BackendApi for Host {
    fn addr_validate(&self, human: &str) -> BackendResult<()> {
        let valid = self.call().api.addr_validate(human).map_err(user_error);
        (
            valid.map(|_: Addr| ()),
            cost(price::CANONICALIZE + price::HUMANIZE),
        )
    }

    fn addr_canonicalize(&self, human: &str) -> BackendResult<Vec<u8>> {
        let canonical = self.call().api.addr_canonicalize(human).map_err(user_error);
        (
            canonical.map(|address| address.as_slice().to_vec()),
            cost(price::CANONICALIZE),
        )
    }

    fn addr_humanize(&self, canonical: &[u8]) -> BackendResult<String> {
        let human = self.call().api.addr_humanize(&CanonicalAddr::from(canonical));
        (
            human.map(Addr::into_string).map_err(user_error),
            cost(price::HUMANIZE),
        )
    }
}

impl Querier for Host {
    /// The contract that is queried uses the same meter, so the gas that the VM has used so far must be charged before.
    fn query_raw(&self, request: &[u8], left: u64) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let call = self.call();
        call.meter.settle(left);
        let (answer, gas) = call.meter.watch(|| call.querier.raw_query(request));
        let gas = GasInfo::with_externally_used(gas.saturating_mul(VM_GAS));
        match ibc_multi_test::gas::remaining() {
            0 => (Err(BackendError::out_of_gas()), gas),
            _ => (Ok(answer), gas),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage};

    /// SDK gas that `f` uses on a storage with one record.
    fn price(f: impl FnOnce(&mut Host)) -> u64 {
        let (mut storage, api, querier) = (
            MockStorage::new(),
            MockApi::default(),
            MockQuerier::<cosmwasm_std::Empty>::default(),
        );
        storage.set(&KEY, &[7; 40]);
        let call = Call::new(Store::Whole(&mut storage), &api, &querier);
        Host::lend(&call, |mut host| f(&mut host));
        call.meter.spent()
    }

    const KEY: [u8; 31] = [1; 31];

    /// Figures that wasmd v0.61.14 charged: `docs/gas.md`, "What our contracts read and write".
    #[test]
    fn storage_has_the_prices_of_a_real_chain() {
        let get = price(|host| {
            host.set(&[2; 12], &[0; 87]).0.unwrap();
            assert_eq!(host.get(&[2; 12]).1.externally_used, 1_396 * VM_GAS);
        });
        let set = price(|host| host.set(&[2; 12], &[0; 87]).0.unwrap());
        assert_eq!(get - set, 1_396);
        assert_eq!(price(|host| host.set(&KEY, &[0; 42]).0.unwrap()), 5_180);
        assert_eq!(price(|host| host.set(&[0; 52], &[0; 8]).0.unwrap()), 4_790);
        assert_eq!(price(|host| host.remove(&KEY).0.unwrap()), 1_000);
        let range = price(|host| {
            let id = host.scan(Some(&KEY), None, Order::Ascending).0.unwrap();
            assert_eq!(host.next(id).0.unwrap().unwrap().0, KEY);
            assert_eq!(host.next(id).0.unwrap(), None);
        });
        assert_eq!(range, 2 * (192 + 120 + 30));
        let nothing = price(|host| {
            let id = host.scan(Some(&[9]), None, Order::Ascending).0.unwrap();
            assert_eq!(host.next(id).0.unwrap(), None);
        });
        assert_eq!(nothing, 30);
    }

    #[test]
    fn a_query_does_not_write() {
        let (storage, api, querier) = (
            MockStorage::new(),
            MockApi::default(),
            MockQuerier::<cosmwasm_std::Empty>::default(),
        );
        let call = Call::new(Store::View(&storage), &api, &querier);
        Host::lend(&call, |mut host| {
            host.set(b"a", b"b").0.unwrap_err();
            host.remove(b"a").0.unwrap_err();
        });
    }
}
