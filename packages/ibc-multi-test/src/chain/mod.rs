//! A chain: its App, its clock and its raw state.
mod accounts;
mod ibc;
mod tx;

pub use tx::TxResponse;

use crate::address::Bech32Api;
use crate::bank::{self, HostBank};
use crate::clock::Clocks;
use crate::depth::CallDepth;
use crate::error::{TxError, TxResult};
use crate::gas;
use crate::ibc::Core;
use crate::log::Log;
use cosmwasm_std::testing::{mock_env, MockStorage};
use cosmwasm_std::{from_json, Addr, Api, BlockInfo, Empty, Order, Record, StdResult, Storage};
use cw_multi_test::{
    no_init, AddressGenerator, App, AppBuilder, DistributionKeeper, FailingModule, GovFailingModule,
    SimpleAddressGenerator, StakeKeeper, WasmKeeper,
};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

type SimApp = App<
    HostBank,
    Bech32Api,
    MockStorage,
    FailingModule<Empty, Empty, Empty>,
    WasmKeeper<Empty, Empty>,
    StakeKeeper,
    DistributionKeeper,
    Core,
    GovFailingModule,
    Core,
>;

/// Gives new contracts the addresses that a test has planned, and then those of cw-multi-test.
#[derive(Clone, Default)]
struct Addresses(Rc<RefCell<VecDeque<Addr>>>);

impl AddressGenerator for Addresses {
    fn contract_address(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        code: u64,
        instance: u64,
    ) -> StdResult<Addr> {
        let chosen = self.0.borrow_mut().pop_front();
        chosen.map_or_else(
            || SimpleAddressGenerator.contract_address(api, s, code, instance),
            Ok,
        )
    }
}

/// A chain of a [`crate::Network`].
pub struct Chain {
    app: SimApp,
    id: Rc<str>,
    prefix: Rc<str>,
    relayer: Addr,
    tx_gas: u64,
    call_depth: CallDepth,
    addresses: Addresses,
    clocks: Rc<Clocks>,
    log: Rc<RefCell<Log>>,
}

impl Chain {
    #[allow(
        clippy::expect_used,
        reason = "a prefix that no chain can have is the caller's mistake"
    )]
    pub(crate) fn new(id: &str, prefix: &str, clocks: Rc<Clocks>, log: Rc<RefCell<Log>>) -> Self {
        let mut block = mock_env().block;
        block.chain_id = id.to_string();
        clocks.set(&block);
        let core = Core {
            clocks: Rc::clone(&clocks),
        };
        let addresses = Addresses::default();
        let api = Bech32Api::new(prefix).expect("a prefix that bech32 allows");
        let app = AppBuilder::new()
            .with_api(api)
            .with_bank(HostBank)
            .with_wasm(WasmKeeper::new().with_address_generator(addresses.clone()))
            .with_ibc(core.clone())
            .with_stargate(core)
            .with_block(block)
            .build(no_init);
        Self {
            relayer: api.addr_make("relayer"),
            app,
            id: id.into(),
            prefix: prefix.into(),
            tx_gas: gas::DEFAULT_TX_GAS,
            call_depth: CallDepth::default(),
            addresses,
            clocks,
            log,
        }
    }

    /// Chain id of the chain.
    pub fn id(&self) -> &str {
        &self.id
    }
    pub(crate) fn shared_id(&self) -> Rc<str> {
        Rc::clone(&self.id)
    }
    /// Prefix of the chain's bech32 addresses.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
    /// The chain's address functions, without the limits that a contract's VM has.
    pub fn api(&self) -> &dyn Api {
        self.app.api()
    }
    /// The address for a name: always the same for the same name, with this chain's prefix.
    pub fn addr(&self, name: &str) -> Addr {
        self.app.api().addr_make(name)
    }
    /// The account that signs what [`crate::Network`] relays.
    pub fn relayer(&self) -> Addr {
        self.relayer.clone()
    }

    /// The current block. It changes only by [`Chain::set_block`] and [`Chain::advance`].
    pub fn block(&self) -> BlockInfo {
        self.app.block_info()
    }
    /// Sets the height and the time of the block. The chain id does not change.
    pub fn set_block(&mut self, mut block: BlockInfo) {
        block.chain_id = self.id.to_string();
        self.clocks.set(&block);
        self.app.set_block(block);
    }
    /// Adds to the height and the time (in seconds) of the block.
    pub fn advance(&mut self, blocks: u64, seconds: u64) {
        let mut block = self.block();
        block.height = block.height.saturating_add(blocks);
        block.time = block.time.plus_seconds(seconds);
        self.set_block(block);
    }

    /// Every key and value of the chain, in order.
    pub fn dump(&self) -> Vec<Record> {
        self.read(|s| s.range(None, None, Order::Ascending).collect())
    }
    /// Every key and value of the bank.
    pub fn dump_bank(&self) -> Vec<Record> {
        let (start, end) = bank::RANGE;
        self.read(|s| s.range(Some(start), Some(end), Order::Ascending).collect())
    }
    /// Every key and value of one contract. The keys are as the contract itself sees them.
    pub fn dump_contract(&self, contract: &Addr) -> Vec<Record> {
        self.app.dump_wasm_raw(contract)
    }
    /// The value of one key of a contract, parsed from JSON.
    pub fn read_json<T: DeserializeOwned>(&self, contract: &Addr, key: &[u8]) -> Option<T> {
        let raw = self.app.contract_storage(contract).get(key)?;
        from_json(raw).ok()
    }
    /// Writes one key of a contract's storage, outside any transaction.
    pub fn set_contract_key(&mut self, contract: &Addr, key: &[u8], value: &[u8]) {
        self.app.contract_storage_mut(contract).set(key, value);
    }
    /// Removes one key of a contract's storage, outside any transaction.
    pub fn remove_contract_key(&mut self, contract: &Addr, key: &[u8]) {
        self.app.contract_storage_mut(contract).remove(key);
    }

    pub(crate) fn read<T>(&self, f: impl FnOnce(&dyn Storage) -> T) -> T {
        self.app.read_module(|_, _, s| f(s))
    }
    pub(crate) fn write<T>(&mut self, f: impl FnOnce(&mut dyn Storage) -> StdResult<T>) -> TxResult<T> {
        self.app.init_modules(|_, _, s| f(s)).map_err(|e| TxError::of(&e))
    }
}
