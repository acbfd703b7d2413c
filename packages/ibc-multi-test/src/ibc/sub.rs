//! Sub-messages of contracts. The contract wrapper sends each sub-message of its contract, of any kind, as an `Any` of the
//! type defined here, so that gas limits, call depth and events are as in wasmd.
use super::core::{Core, Host};
use crate::codes::{sdk, wasm};
use crate::error::{ErrorKind, TxError};
use crate::{bank, depth, gas};
use cosmwasm_std::{
    from_json, Addr, BankMsg, CosmosMsg, Empty, StdError, StdResult, Storage, Uint64, WasmMsg,
};
use cw_multi_test::AppResponse;
use serde::{Deserialize, Serialize};

/// Type URL of the messages that the contract wrapper makes.
pub(crate) const SUB: &str = "/ibc-multi-test.SubMessage";

/// Value of a [`SUB`] message.
#[derive(Serialize, Deserialize)]
pub(crate) struct SubMessage {
    pub gas_limit: Option<Uint64>,
    /// Depth at which the messages of the contract run.
    pub depth: u32,
    pub msg: CosmosMsg,
}

impl Core {
    pub(super) fn sub_message(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        sender: &Addr,
        value: &[u8],
    ) -> StdResult<AppResponse> {
        let SubMessage {
            gas_limit,
            depth,
            msg,
        } = from_json(value)?;
        let _level = depth::message(depth)?;
        if matches!(&msg, CosmosMsg::Bank(BankMsg::Send { amount, .. }) if amount.is_empty()) {
            return Ok(AppResponse::default()); // wasmd's encoder makes no message of it
        }
        // as wasmd's dispatcher: a limit counts only when it is below what is left
        let limit = gas_limit.map(|l| l.u64()).filter(|l| *l < gas::remaining());
        let frame = limit.map(gas::push);
        let res = depth::on_enough_stack(|| h.execute(s, sender.clone(), msg.clone()));
        drop(frame);
        match res {
            Ok(res) => Ok(as_dispatched(res, sender, &msg)),
            Err(e) if limit.is_some() && TxError::of(&e).kind == ErrorKind::OutOfGas => {
                Err(sdk::OUT_OF_GAS.wrap("SubMsg hit gas limit"))
            }
            Err(e) => Err(name_missing_contract(h, s, &msg, e)),
        }
    }
}

/// Converts events as wasmd's dispatcher does: `message` events are dropped, and the attributes of events of Wasm messages
/// are sorted.
fn as_dispatched(mut res: AppResponse, sender: &Addr, msg: &CosmosMsg<Empty>) -> AppResponse {
    bank::add_funds_events(&mut res, sender, msg);
    res.events.retain(|e| e.ty != "message");
    if matches!(msg, CosmosMsg::Wasm(_)) {
        let attributes = res.events.iter_mut().map(|e| &mut e.attributes);
        attributes.for_each(|a| a.sort_by(|a, b| a.key.cmp(&b.key)));
    }
    res
}

/// Adds wasmd's error code for a contract that does not exist, because cw-multi-test has none.
fn name_missing_contract(h: &dyn Host, s: &dyn Storage, msg: &CosmosMsg<Empty>, e: StdError) -> StdError {
    let (CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, .. })
    | CosmosMsg::Wasm(WasmMsg::Migrate { contract_addr, .. })) = msg
    else {
        return e;
    };
    let is_named = TxError::of(&e).codespace != sdk::INTERNAL.codespace;
    if is_named || h.api().addr_validate(contract_addr).is_err() || h.has_contract(s, contract_addr) {
        return e;
    }
    wasm::NO_SUCH_CONTRACT.with_text(format!("no such contract: {contract_addr}"))
}
