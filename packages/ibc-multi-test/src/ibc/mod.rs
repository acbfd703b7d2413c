//! Core IBC as a module of the App: connections, channels, commitments, receipts and acknowledgements
//! are App storage, so they branch, commit and revert with the message that touched them.
mod handshake;
mod module;
mod native;
mod packets;
mod ports;
mod settle;
pub(crate) mod store;
mod sub;

pub(crate) use handshake::{mirrored, order_number};
pub(crate) use native::native_error;
pub use ports::{contract_port, TRANSFER_PORT};
pub(crate) use store::*;
pub use store::{ChannelEnd, ChannelState};
pub(crate) use sub::SubMessage;
pub(crate) use sub::SUB;

use crate::clock::Clocks;
use crate::error::host;
use crate::proto::{Height, MsgRelayResponse};
use cosmwasm_std::{
    Addr, AnyMsg, Api, Binary, BlockInfo, CosmosMsg, CustomMsg, CustomQuery, Event, StdResult, Storage,
};
use cw_multi_test::{AppResponse, CosmosRouter, SudoMsg, WasmSudo};
use prost::Message;
use serde::de::DeserializeOwned;
use std::rc::Rc;

/// One chain's IBC core. One type serves as cw-multi-test's `Ibc` module (what contracts say with
/// `IbcMsg`) and as its `Stargate` module (ibc-go's messages, relayed or sent by contracts).
#[derive(Clone)]
pub(crate) struct Core {
    pub clocks: Rc<Clocks>,
}

/// The running transaction, as the core sees it.
pub(crate) trait Host {
    fn api(&self) -> &dyn Api;
    fn block(&self) -> &BlockInfo;
    /// Runs a message in the running transaction.
    fn execute(&self, s: &mut dyn Storage, sender: Addr, msg: CosmosMsg) -> StdResult<AppResponse>;
    /// Calls `sudo` of a contract, below whoever relays.
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
            .ok_or_else(|| host("wasm", 20, "unknown custom message"))?;
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

/// ibc-go's events end with this one.
pub(crate) fn module_event() -> Event {
    Event::new("message").add_attribute("module", "ibc_channel")
}

pub(crate) fn relayed(events: Vec<Event>, result: i32) -> AppResponse {
    AppResponse {
        events,
        data: Some(MsgRelayResponse { result }.encode_to_vec().into()),
    }
}

/// `name-3` has revision 3; a chain id without such a tail has 0 (`02-client/types/height.go`).
pub(crate) fn revision_of(chain_id: &str) -> u64 {
    let tail = chain_id
        .rsplit_once('-')
        .filter(|(name, _)| !name.is_empty() && !name.ends_with('-'));
    tail.map(|(_, n)| n)
        .filter(|n| !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

pub(crate) fn height_of(block: &BlockInfo) -> Height {
    Height {
        revision_number: revision_of(&block.chain_id),
        revision_height: block.height,
    }
}
