//! The IBC core, the transaction that it runs in, and the parts that all its responses share.
use crate::clock::Clocks;
use crate::codes::wasm;
use crate::proto::MsgRelayResponse;
use cosmwasm_std::{Addr, Api, BlockInfo, CosmosMsg, CustomMsg, CustomQuery, Event, StdResult, Storage};
use cw_multi_test::{AppResponse, CosmosRouter, SudoMsg, WasmSudo};
use prost::Message;
use serde::de::DeserializeOwned;
use std::rc::Rc;

/// The IBC core of one chain. The same type is cw-multi-test's `Ibc` module (for `IbcMsg` of contracts) and its `Stargate`
/// module (for ibc-go's messages, from relayers or from contracts).
#[derive(Clone)]
pub(crate) struct Core {
    pub clocks: Rc<Clocks>,
}

/// The functions of the running transaction that the core uses.
pub(crate) trait Host {
    fn api(&self) -> &dyn Api;
    fn block(&self) -> &BlockInfo;
    /// Runs a message in the running transaction.
    fn execute(&self, s: &mut dyn Storage, sender: Addr, msg: CosmosMsg) -> StdResult<AppResponse>;
    /// Calls `sudo` of a contract, in the running transaction.
    fn sudo(&self, s: &mut dyn Storage, msg: WasmSudo) -> StdResult<AppResponse>;
    fn has_contract(&self, s: &dyn Storage, contract: &str) -> bool;
}

pub(crate) type Router<'a, E, Q> = &'a dyn CosmosRouter<ExecC = E, QueryC = Q>;

pub(crate) struct Call<'a, E, Q> {
    pub api: &'a dyn Api,
    pub router: Router<'a, E, Q>,
    pub block: &'a BlockInfo,
}

impl<E, Q> Host for Call<'_, E, Q>
where
    E: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    fn api(&self) -> &dyn Api {
        self.api
    }
    fn block(&self) -> &BlockInfo {
        self.block
    }
    fn execute(&self, s: &mut dyn Storage, sender: Addr, msg: CosmosMsg) -> StdResult<AppResponse> {
        let msg = msg
            .change_custom()
            .ok_or_else(|| wasm::UNKNOWN_MSG.wrap("custom variant not supported"))?;
        self.router.execute(self.api, s, self.block, sender, msg)
    }
    fn sudo(&self, s: &mut dyn Storage, msg: WasmSudo) -> StdResult<AppResponse> {
        self.router.sudo(self.api, s, self.block, SudoMsg::Wasm(msg))
    }
    fn has_contract(&self, s: &dyn Storage, contract: &str) -> bool {
        let ask = cosmwasm_std::WasmQuery::ContractInfo {
            contract_addr: contract.into(),
        };
        self.router.query(self.api, s, self.block, ask.into()).is_ok()
    }
}

/// The event that ibc-go emits after each of its events.
pub(crate) fn module_event() -> Event {
    Event::new("message").add_attribute("module", "ibc_channel")
}

pub(crate) fn relay_response(events: Vec<Event>, result: i32) -> AppResponse {
    AppResponse {
        events,
        data: Some(MsgRelayResponse { result }.encode_to_vec().into()),
    }
}
