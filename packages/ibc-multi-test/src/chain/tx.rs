//! Transactions, contracts and queries.
use super::Chain;
use crate::bank;
use crate::clock::height_of;
use crate::contract::{Code, HostContract};
use crate::depth::{self, CallDepth};
use crate::error::{TxError, TxResult};
use crate::gas;
use crate::log::{Log, PacketId};
use crate::packet::attribute;
use crate::proto::{MsgRelayResponse, Packet, NOOP};
use cosmwasm_std::{wasm_execute, Addr, Coin, CosmosMsg, Event, QuerierWrapper, StdError, WasmMsg};
use cw_multi_test::AppResponse;
use prost::Message;
use serde::de::DeserializeOwned;
use serde::Serialize;
use std::ops::Deref;

/// The response to a successful transaction. It dereferences to cw-multi-test's `AppResponse`, which has the events of all
/// messages in order and the data of the last message.
#[derive(Clone, Debug, Default)]
pub struct TxResponse {
    app: AppResponse,
    /// The packets that the transaction sent, in order.
    pub packets: Vec<PacketId>,
}

impl TxResponse {
    /// Whether a relayed message changed nothing because it had been relayed before.
    pub fn is_noop(&self) -> bool {
        let data = self.app.data.as_deref().unwrap_or_default();
        self.app.events.is_empty() && MsgRelayResponse::decode(data).is_ok_and(|m| m.result == NOOP)
    }
    /// The only packet that the transaction sent; `None` if it sent none or several.
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

impl Chain {
    /// Sets the gas limit of all later transactions, in SDK gas.
    pub fn set_tx_gas(&mut self, gas: u64) {
        self.tx_gas = gas;
    }

    /// Sets the limit of the call depth in all later transactions.
    pub fn set_call_depth(&mut self, call_depth: CallDepth) {
        self.call_depth = call_depth;
    }

    /// Runs one transaction. Either all messages take effect or none.
    ///
    /// # Errors
    /// The error of the first message that failed. Nothing is committed then.
    pub fn tx(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> TxResult<TxResponse> {
        let sent = msgs.clone();
        let _frame = gas::push(self.tx_gas);
        let _level = depth::begin(self.call_depth);
        let res = self.app.execute_multi(sender.clone(), msgs);
        let responses = res.map_err(|e| TxError::of(&e))?;
        let mut app = AppResponse::default();
        for (mut res, msg) in responses.into_iter().zip(&sent) {
            bank::add_funds_events(&mut res, sender, msg);
            app.events.append(&mut res.events);
            app.data = res.data;
        }
        app.events.iter_mut().for_each(drop_mode);
        let packets = self.log_packets(&app.events);
        Ok(TxResponse { app, packets })
    }

    /// Records the events of a committed transaction in the packet log.
    fn log_packets(&self, events: &[Event]) -> Vec<PacketId> {
        let mut log = self.log.borrow_mut();
        let mut packets = vec![];
        for event in events {
            match event.ty.as_str() {
                "send_packet" => packets.extend(self.log_sent(&mut log, event)),
                _ => log.record_event(&self.id, event),
            }
        }
        packets
    }
    fn log_sent(&self, log: &mut Log, event: &Event) -> Option<PacketId> {
        let packet = Packet::from_event(event)?;
        let end = self.channel(&packet.source_port, &packet.source_channel)?;
        let block = self.block();
        let now = (height_of(&block), block.time.nanos());
        Some(log.sent(&self.id, &end.counterparty_chain, packet, now))
    }

    /// Executes a contract, in a transaction of its own.
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

    /// Stores the code of a contract. It runs in a wrapper that charges gas and catches traps.
    pub fn store_code(&mut self, code: Code) -> u64 {
        let contract = HostContract::new(code, *self.app.api());
        self.app.store_code(Box::new(contract))
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

    /// Sets the addresses of the next contracts that are instantiated. Instantiate2 is not affected.
    pub fn plan_addresses(&mut self, addresses: impl IntoIterator<Item = Addr>) {
        self.addresses.0.borrow_mut().extend(addresses);
    }

    /// Sends a smart query to a contract.
    pub fn query<T: DeserializeOwned>(&self, contract: &Addr, msg: &impl Serialize) -> TxResult<T> {
        let answer = self.app.wrap().query_wasm_smart(contract, msg);
        answer.map_err(|e: StdError| TxError::of(&e))
    }
    /// A querier for all other queries of cosmwasm-std.
    pub fn querier(&self) -> QuerierWrapper<'_> {
        self.app.wrap()
    }
}

/// Removes what cw-multi-test adds to `reply` events. Events of a contract itself are named `wasm-...`.
fn drop_mode(event: &mut Event) {
    if event.ty == "reply" {
        event.attributes.retain(|a| a.key != "mode");
    }
}
