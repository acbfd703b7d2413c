//! One chain: its App, accounts, contracts and transactions.
use crate::bank::{self, HostBank};
use crate::clock::Clocks;
use crate::contract::{Code, HostContract};
use crate::error::{TxError, TxResult};
use crate::gas;
use crate::ibc::{self, height_of, ChannelEnd, Core, Counter};
use crate::log::{Log, PacketId};
use crate::packet::attribute;
use crate::proto::{self, MsgRelayResponse, Packet, NOOP};
use crate::transfer;
use cosmwasm_std::testing::{mock_env, MockStorage};
use cosmwasm_std::{
    from_json, wasm_execute, Addr, Api, BlockInfo, Coin, CosmosMsg, DenomMetadata, Empty, Event, Order,
    QuerierWrapper, Record, StdError, StdResult, Storage, Uint256, WasmMsg,
};
use cw_multi_test::{
    no_init, AddressGenerator, App, AppBuilder, AppResponse, DistributionKeeper, FailingModule,
    GovFailingModule, MockApiBech32, SimpleAddressGenerator, StakeKeeper, WasmKeeper,
};
use prost::Message;
use serde::de::DeserializeOwned;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Deref;
use std::rc::Rc;

type SimApp = App<
    HostBank,
    MockApiBech32,
    MockStorage,
    FailingModule<Empty, Empty, Empty>,
    WasmKeeper<Empty, Empty>,
    StakeKeeper,
    DistributionKeeper,
    Core,
    GovFailingModule,
    Core,
>;

/// Hands out the addresses that were asked for, then cw-multi-test's own.
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

/// A transaction that went through. Derefs to cw-multi-test's `AppResponse`: the events of all its
/// messages in order, and the data of the last.
#[derive(Clone, Debug, Default)]
pub struct TxResponse {
    app: AppResponse,
    /// Packets that it sent, in order.
    pub packets: Vec<PacketId>,
}

impl TxResponse {
    /// True for a relayed message that changed nothing, since it was relayed before.
    pub fn is_noop(&self) -> bool {
        let data = self.app.data.as_deref().unwrap_or_default();
        self.app.events.is_empty() && MsgRelayResponse::decode(data).is_ok_and(|m| m.result == NOOP)
    }
    /// The only packet that it sent; `None` for none or several.
    pub fn packet(&self) -> Option<PacketId> {
        match self.packets.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
    /// The value of an attribute, in the first event of that type that has it.
    pub fn attribute(&self, event: &str, key: &str) -> Option<&str> {
        let events = self.app.events.iter().filter(|e| e.ty == event);
        events.filter_map(|e| attribute(e, key)).next()
    }
}

impl Deref for TxResponse {
    type Target = AppResponse;
    fn deref(&self) -> &AppResponse {
        &self.app
    }
}

/// A chain of a [`crate::Network`].
pub struct Chain {
    app: SimApp,
    id: Rc<str>,
    prefix: &'static str,
    relayer: Addr,
    tx_gas: u64,
    addresses: Addresses,
    clocks: Rc<Clocks>,
    log: Rc<RefCell<Log>>,
}

impl Chain {
    pub(crate) fn new(id: &str, prefix: &'static str, clocks: Rc<Clocks>, log: Rc<RefCell<Log>>) -> Self {
        let mut block = mock_env().block;
        block.chain_id = id.to_string();
        clocks.set(&block);
        let core = Core {
            clocks: Rc::clone(&clocks),
        };
        let addresses = Addresses::default();
        let app = AppBuilder::new()
            .with_api(MockApiBech32::new(prefix))
            .with_bank(HostBank)
            .with_wasm(WasmKeeper::new().with_address_generator(addresses.clone()))
            .with_ibc(core.clone())
            .with_stargate(core)
            .with_block(block)
            .build(no_init);
        Self {
            relayer: app.api().addr_make("relayer"),
            app,
            id: id.into(),
            prefix,
            tx_gas: gas::DEFAULT_TX_GAS,
            addresses,
            clocks,
            log,
        }
    }

    /// The chain id.
    pub fn id(&self) -> &str {
        &self.id
    }
    pub(crate) fn shared_id(&self) -> Rc<str> {
        Rc::clone(&self.id)
    }
    /// Prefix of the chain's bech32 addresses.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }
    /// The chain's address functions.
    pub fn api(&self) -> &dyn Api {
        self.app.api()
    }
    /// The same address for the same name, with this chain's prefix.
    pub fn addr(&self, name: &str) -> Addr {
        self.app.api().addr_make(name)
    }
    /// Who signs what [`crate::Network`] relays.
    pub fn relayer(&self) -> Addr {
        self.relayer.clone()
    }

    // ---- time ----

    /// The current block. It changes only when told to, never by itself.
    pub fn block(&self) -> BlockInfo {
        self.app.block_info()
    }
    /// Sets height and time; the chain id stays.
    pub fn set_block(&mut self, mut block: BlockInfo) {
        block.chain_id = self.id.to_string();
        self.clocks.set(&block);
        self.app.set_block(block);
    }
    /// Lets blocks and seconds pass.
    pub fn advance(&mut self, blocks: u64, seconds: u64) {
        let mut block = self.block();
        block.height = block.height.saturating_add(blocks);
        block.time = block.time.plus_seconds(seconds);
        self.set_block(block);
    }

    // ---- transactions ----

    /// Gas of each transaction from now on.
    pub fn set_tx_gas(&mut self, gas: u64) {
        self.tx_gas = gas;
    }

    /// One transaction: all messages or none.
    pub fn tx(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> TxResult<TxResponse> {
        let sent = msgs.clone();
        let _frame = gas::push(self.tx_gas);
        let res = self.app.execute_multi(sender.clone(), msgs);
        let responses = res.map_err(|e| TxError::of(&e))?;
        let mut app = AppResponse::default();
        for (mut res, msg) in responses.into_iter().zip(&sent) {
            bank::add_funds_events(&mut res, sender, msg);
            app.events.append(&mut res.events);
            app.data = res.data;
        }
        app.events.iter_mut().for_each(drop_mode);
        let packets = self.note(&app.events);
        Ok(TxResponse { app, packets })
    }

    /// Writes a committed transaction into the packet log.
    fn note(&self, events: &[Event]) -> Vec<PacketId> {
        let mut log = self.log.borrow_mut();
        let mut packets = vec![];
        for event in events {
            match event.ty.as_str() {
                "send_packet" => packets.extend(self.sent(&mut log, event)),
                _ => log.note(&self.id, event),
            }
        }
        packets
    }
    fn sent(&self, log: &mut Log, event: &Event) -> Option<PacketId> {
        let packet = Packet::from_event(event)?;
        let end = self.channel(&packet.source_port, &packet.source_channel)?;
        let block = self.block();
        let now = (height_of(&block), block.time.nanos());
        Some(log.sent(&self.id, &end.counterparty_chain, packet, now))
    }

    /// Calls a contract.
    pub fn execute(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &impl Serialize,
        funds: &[Coin],
    ) -> TxResult<TxResponse> {
        let msg = wasm_execute(contract, msg, funds.to_vec()).map_err(|e| TxError::of(&e))?;
        self.tx(sender, vec![msg.into()])
    }

    /// Stores a contract; every one runs in the wrapper that meters it and catches its traps.
    pub fn store_code(&mut self, code: Code) -> u64 {
        self.app.store_code(Box::new(HostContract(code)))
    }

    /// Instantiates a contract without funds; `admin` may migrate it.
    pub fn instantiate(
        &mut self,
        code_id: u64,
        sender: &Addr,
        msg: &impl Serialize,
        label: &str,
        admin: Option<&Addr>,
    ) -> TxResult<Addr> {
        let msg = WasmMsg::Instantiate {
            admin: admin.map(Addr::to_string),
            code_id,
            msg: cosmwasm_std::to_json_binary(msg).map_err(|e| TxError::of(&e))?,
            funds: vec![],
            label: label.into(),
        };
        let res = self.tx(sender, vec![msg.into()])?;
        let address = res
            .attribute("instantiate", "_contract_address")
            .unwrap_or_default();
        Ok(Addr::unchecked(address))
    }

    /// The next instantiated contracts get these addresses (Instantiate2 has its own).
    pub fn plan_addresses(&mut self, addresses: impl IntoIterator<Item = Addr>) {
        self.addresses.0.borrow_mut().extend(addresses);
    }

    /// Asks a contract.
    pub fn query<T: DeserializeOwned>(&self, contract: &Addr, msg: &impl Serialize) -> TxResult<T> {
        let answer = self.app.wrap().query_wasm_smart(contract, msg);
        answer.map_err(|e: StdError| TxError::of(&e))
    }
    /// Any other query.
    pub fn querier(&self) -> QuerierWrapper<'_> {
        self.app.wrap()
    }

    // ---- bank ----

    /// Mints coins to an account, outside any transaction.
    pub fn fund(&mut self, account: &Addr, coins: &[Coin]) -> TxResult<()> {
        self.write(|s| bank::mint(s, account.as_str(), coins)).map(|_| ())
    }
    /// What an account holds of a denom.
    pub fn balance(&self, account: &Addr, denom: &str) -> Uint256 {
        self.read(|s| bank::balance(s, account.as_str(), denom))
    }
    /// All that an account holds, by denom.
    pub fn balances(&self, account: &Addr) -> Vec<Coin> {
        let held = self.read(|s| bank::balances(s, Some(account.as_str())));
        held.into_iter().map(|(_, coin)| coin).collect()
    }
    /// All that anyone holds.
    pub fn all_balances(&self) -> Vec<(Addr, Coin)> {
        self.read(|s| bank::balances(s, None))
    }
    /// Sum over all accounts.
    pub fn supply(&self, denom: &str) -> Uint256 {
        self.read(|s| bank::supply(s, denom))
    }
    /// A blocked address takes no coins from bank messages, as a module account on many chains.
    pub fn set_blocked(&mut self, account: &Addr, blocked: bool) {
        self.app
            .init_modules(|_, _, s| bank::set_blocked(s, account.as_str(), blocked));
    }
    /// A denom that is not enabled cannot be sent by bank messages.
    pub fn set_send_enabled(&mut self, denom: &str, enabled: bool) {
        self.app
            .init_modules(|_, _, s| bank::set_send_enabled(s, denom, enabled));
    }
    /// What the bank says about a denom.
    pub fn set_denom_metadata(&mut self, metadata: &DenomMetadata) -> TxResult<()> {
        self.write(|s| bank::set_metadata(s, metadata))
    }

    // ---- IBC ----

    /// One channel end, as the chain stores it.
    pub fn channel(&self, port: &str, channel: &str) -> Option<ChannelEnd> {
        self.read(|s| ibc::channel(s, port, channel)).ok()
    }
    /// Writes a channel end without a handshake: one that leads to a chain that is not simulated, or
    /// that a contract should know from before. No port is asked.
    pub fn place_channel(&mut self, end: &ChannelEnd) -> TxResult<()> {
        self.write(|s| ibc::set_channel(s, end))
    }
    /// The next channel opened here is `channel-<number>`.
    pub fn set_next_channel_id(&mut self, number: u64) {
        self.app
            .init_modules(|_, _, s| ibc::set_next_channel_id(s, number));
    }
    /// Sequence of the next packet sent on a channel.
    pub fn next_sequence(&self, port: &str, channel: &str) -> u64 {
        self.read(|s| ibc::next(s, Counter::Send, port, channel))
    }
    /// Sets the sequence of the next packet: something other than the port sent packets on its channel.
    pub fn set_next_sequence(&mut self, port: &str, channel: &str, sequence: u64) {
        let set = |s: &mut dyn Storage| ibc::set_next(s, Counter::Send, port, channel, sequence);
        self.app.init_modules(|_, _, s| set(s));
    }
    /// The commitment stored for a packet, while it is in flight.
    pub fn commitment(&self, packet: &Packet) -> Option<Vec<u8>> {
        self.read(|s| s.get(&ibc::commitment_key(packet)))
    }
    /// The hash stored for a packet's acknowledgement.
    pub fn ack_commitment(&self, packet: &Packet) -> Option<Vec<u8>> {
        self.read(|s| s.get(&ibc::ack_key(packet)))
    }

    // ---- native transfer module ----

    /// Sends a coin by the native module, over a channel of its port. `timeout`: nanoseconds.
    pub fn transfer(
        &mut self,
        sender: &Addr,
        channel: &str,
        coin: &Coin,
        receiver: &str,
        timeout: u64,
        memo: &str,
    ) -> TxResult<TxResponse> {
        let msg = proto::MsgTransfer {
            source_port: ibc::TRANSFER_PORT.into(),
            source_channel: channel.into(),
            token: proto::Coin {
                denom: coin.denom.clone(),
                amount: coin.amount.to_string(),
            },
            sender: sender.to_string(),
            receiver: receiver.into(),
            timeout_height: proto::Height::default(),
            timeout_timestamp: timeout,
            memo: memo.into(),
        };
        self.tx(sender, vec![proto::to_any(proto::TRANSFER, &msg)])
    }
    /// Where the native module keeps what went out over a channel.
    pub fn escrow_address(&self, channel: &str) -> TxResult<Addr> {
        let address = transfer::store::escrow_address(self.api(), ibc::TRANSFER_PORT, channel);
        address.map_err(|e| TxError::of(&ibc::native_error(e)))
    }
    /// Every voucher that the native module has seen.
    pub fn voucher_denoms(&self) -> Vec<transfer::Denom> {
        self.read(transfer::store::denoms)
    }

    // ---- raw state ----

    /// Every key and value of the chain, in order.
    pub fn dump(&self) -> Vec<Record> {
        self.read(|s| s.range(None, None, Order::Ascending).collect())
    }
    /// Every key and value of the bank.
    pub fn dump_bank(&self) -> Vec<Record> {
        let (start, end) = bank::RANGE;
        self.read(|s| s.range(Some(start), Some(end), Order::Ascending).collect())
    }
    /// Every key and value of one contract, with the keys that it sees itself.
    pub fn dump_contract(&self, contract: &Addr) -> Vec<Record> {
        self.app.dump_wasm_raw(contract)
    }
    /// One value of a contract, parsed from JSON.
    pub fn read_json<T: DeserializeOwned>(&self, contract: &Addr, key: &[u8]) -> Option<T> {
        let raw = self.app.contract_storage(contract).get(key)?;
        from_json(raw).ok()
    }
    /// Writes into a contract's storage from outside.
    pub fn write_contract(&mut self, contract: &Addr, key: &[u8], value: &[u8]) {
        self.app.contract_storage_mut(contract).set(key, value);
    }

    pub(crate) fn read<T>(&self, f: impl FnOnce(&dyn Storage) -> T) -> T {
        self.app.read_module(|_, _, s| f(s))
    }
    pub(crate) fn write<T>(&mut self, f: impl FnOnce(&mut dyn Storage) -> StdResult<T>) -> TxResult<T> {
        self.app.init_modules(|_, _, s| f(s)).map_err(|e| TxError::of(&e))
    }
}

/// cw-multi-test's own addition to `reply` events; a contract's own events are named `wasm-...`.
fn drop_mode(event: &mut Event) {
    if event.ty == "reply" {
        event.attributes.retain(|a| a.key != "mode");
    }
}
