//! The cost of calls: it is charged to the simulator's gas meter, and recorded for tests that ask for it.

use std::cell::{Cell, RefCell};

use cosmwasm_vm::GasReport;
use ibc_multi_test::gas;

/// VM gas of one SDK gas: wasmd, `DefaultGasMultiplier`.
pub const VM_GAS: u64 = 140_000;

/// The cost of a call of an entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Name of the contract's file.
    pub contract: &'static str,
    /// Name of the entry point.
    pub entry: &'static str,
    /// VM gas of the instructions and of what the VM does for them, without storage and queries.
    pub vm: u64,
}

thread_local! {
    static COSTS: RefCell<Option<Vec<Cost>>> = const { RefCell::new(None) };
}

/// The costs of the calls in this thread while `f` runs, in the order in which the calls returned.
pub fn costs_of<T>(f: impl FnOnce() -> T) -> (T, Vec<Cost>) {
    COSTS.set(Some(vec![]));
    let done = f();
    (done, COSTS.take().unwrap_or_default())
}

pub(crate) fn note(cost: Cost) {
    COSTS.with_borrow_mut(|costs| costs.iter_mut().for_each(|costs| costs.push(cost.clone())));
}

/// The meter of one call. Amounts are in SDK gas unless stated otherwise.
pub struct Meter {
    /// Gas limit of the call, in VM gas.
    limit: u64,
    /// Gas of storage, which is still to be charged.
    storage: Cell<u64>,
    /// Gas of queries, which the queried contracts have charged.
    queries: Cell<u64>,
    /// The part of the VM's own gas and of storage that is charged already.
    charged: Cell<u64>,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            limit: gas::remaining().saturating_mul(VM_GAS),
            storage: Cell::new(0),
            queries: Cell::new(0),
            charged: Cell::new(0),
        }
    }

    /// Gas limit of the call, in VM gas.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    pub(crate) fn spend(&self, gas: u64) {
        self.storage.set(self.storage.get().saturating_add(gas));
    }

    /// Gas of storage.
    #[cfg(test)]
    pub(crate) fn spent(&self) -> u64 {
        self.storage.get()
    }

    /// Charges the gas that has been used when `left` of the VM gas remains.
    pub(crate) fn settle(&self, left: u64) {
        let elsewhere = self.storage.get().saturating_add(self.queries.get());
        let used = self.limit.saturating_sub(left);
        self.charge(used.saturating_sub(elsewhere.saturating_mul(VM_GAS)) / VM_GAS);
    }

    /// Charges the gas of storage, and this much of the VM's own gas.
    fn charge(&self, vm: u64) {
        let due = self.storage.get().saturating_add(vm);
        let rest = due.saturating_sub(self.charged.get());
        self.charged.set(due);
        gas::consume(rest);
    }

    /// The gas that the simulator's meter records for `f`.
    pub(crate) fn watch<T>(&self, f: impl FnOnce() -> T) -> (T, u64) {
        let before = gas::remaining();
        let done = f();
        let spent = before.saturating_sub(gas::remaining());
        self.queries.set(self.queries.get().saturating_add(spent));
        (done, spent)
    }

    /// Charges the remaining gas of a call that has ended. wasmd charges 1 SDK gas for each byte of the response.
    pub(crate) fn close(&self, report: &GasReport, bytes: usize) {
        let vm = report.used_internally / VM_GAS;
        self.charge(vm.saturating_add(bytes as u64));
    }
}

/// Stops the running call, because it is out of gas.
pub(crate) fn ran_dry() {
    gas::consume(u64::MAX);
}
