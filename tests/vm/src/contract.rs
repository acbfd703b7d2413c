//! Runs a Wasm file as a contract of the chain simulator.

use std::sync::Arc;

use cosmwasm_std::{
    from_json, to_json_vec, Binary, Checksum, ContractResult, Deps, DepsMut, Empty, Env,
    Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg,
    IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse, MessageInfo, MigrateInfo,
    Reply, Response, StdError, StdResult,
};
use cosmwasm_vm::{
    call_execute_raw, call_ibc_channel_close_raw, call_ibc_channel_connect_raw, call_ibc_channel_open_raw,
    call_ibc_packet_ack_raw, call_ibc_packet_receive_raw, call_ibc_packet_timeout_raw, call_instantiate_raw,
    call_migrate_raw, call_query_raw, call_reply_raw, call_sudo_raw, Instance, VmError, VmResult,
};
use cw_multi_test::Contract;
use ibc_multi_test::{gas, trap, Code, IbcEntryPoints};
use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::artifact::Artifact;
use crate::host::{Call, Host, Store};
use crate::meter::{note, ran_dry, Cost};

/// The contract in `artifacts/<name>.wasm`, for [`ibc_multi_test::Chain::store_code`].
pub fn code(name: &'static str) -> Code {
    let wasm = Wasm(Artifact::of(name));
    let code = Code::new(Box::new(wasm.clone()));
    match wasm.0.has_ibc {
        true => code.with_ibc(wasm),
        false => code,
    }
}

#[derive(Clone)]
struct Wasm(Arc<Artifact>);

type Vm = Instance<Host, Host, Host>;
/// An entry point with information about the caller: environment, info, message.
type WithInfo = fn(&mut Vm, &[u8], &[u8], &[u8]) -> VmResult<Vec<u8>>;
/// Any other entry point: environment, message.
type Plain = fn(&mut Vm, &[u8], &[u8]) -> VmResult<Vec<u8>>;

impl Wasm {
    /// Runs one call as wasmvm does, in a new instance, and charges its gas. `Err` is an error that the contract returned.
    fn run<T: DeserializeOwned>(
        &self,
        call: &Call,
        entry: &'static str,
        f: impl FnOnce(&mut Vm) -> VmResult<Vec<u8>>,
    ) -> Result<T, String> {
        let (answer, report) = Host::lend(call, |host| {
            let instance = self.0.instance(host, call.meter.limit());
            let mut instance = instance.unwrap_or_else(|error| trap(error.to_string()));
            let answer = f(&mut instance);
            (answer, instance.create_gas_report())
        });
        note(Cost {
            contract: self.0.name,
            entry,
            vm: report.used_internally,
        });
        call.meter.close(&report, answer.as_ref().map_or(0, Vec::len));
        let answer = answer.unwrap_or_else(|error| stop(&error));
        let answer: ContractResult<T> = from_json(answer).unwrap_or_else(|error| trap(error.to_string()));
        answer.into_result()
    }

    fn with_info(
        &self,
        deps: DepsMut,
        (entry, f): (&'static str, WithInfo),
        env: &Env,
        info: &MessageInfo,
        msg: &[u8],
    ) -> StdResult<Response> {
        let call = Call::new(Store::Whole(deps.storage), deps.api, &*deps.querier);
        let (env, info) = (to_json_vec(env)?, to_json_vec(info)?);
        let response = self.run(&call, entry, |vm| f(vm, &env, &info, msg));
        response.map_err(StdError::msg)
    }

    fn plain<T: DeserializeOwned>(
        &self,
        deps: DepsMut,
        (entry, f): (&'static str, Plain),
        env: &Env,
        msg: &[u8],
    ) -> Result<T, String> {
        let call = Call::new(Store::Whole(deps.storage), deps.api, &*deps.querier);
        let env = to_json_vec(env).map_err(|error| error.to_string())?;
        self.run(&call, entry, |vm| f(vm, &env, msg))
    }

    fn typed<T: DeserializeOwned>(
        &self,
        deps: DepsMut,
        entry: (&'static str, Plain),
        env: &Env,
        msg: &impl Serialize,
    ) -> Result<T, String> {
        let msg = to_json_vec(msg).map_err(|error| error.to_string())?;
        self.plain(deps, entry, env, &msg)
    }
}

/// Ends the call in the way in which the VM ended it. For the VM, running out of gas in a query is an ordinary error, but
/// for the chain it is not.
fn stop(error: &VmError) -> ! {
    if matches!(error, VmError::GasDepletion { .. }) || gas::remaining() == 0 {
        ran_dry();
    }
    trap(error.to_string())
}

impl Contract<Empty> for Wasm {
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        self.with_info(deps, ("instantiate", call_instantiate_raw), &env, &info, &msg)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        self.with_info(deps, ("execute", call_execute_raw), &env, &info, &msg)
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        let call = Call::new(Store::View(deps.storage), deps.api, &*deps.querier);
        let env = to_json_vec(&env)?;
        let answer = self.run(&call, "query", |vm| call_query_raw(vm, &env, &msg));
        answer.map_err(StdError::msg)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        let response = self.plain(deps, ("sudo", call_sudo_raw), &env, &msg);
        response.map_err(StdError::msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, msg: Reply) -> StdResult<Response> {
        let response = self.typed(deps, ("reply", call_reply_raw), &env, &msg);
        response.map_err(StdError::msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: Vec<u8>, _: MigrateInfo) -> StdResult<Response> {
        let response = self.plain(deps, ("migrate", call_migrate_raw), &env, &msg);
        response.map_err(StdError::msg)
    }

    fn checksum(&self) -> Option<Checksum> {
        Some(self.0.checksum)
    }
}

/// Implements an IBC entry point: its name, its message, its response, and the VM's function for it.
macro_rules! ibc_entry {
    ($entry:ident, $message:ty, $answer:ty, $call:ident) => {
        fn $entry(&self, deps: DepsMut, env: Env, msg: $message) -> Result<$answer, String> {
            self.typed(deps, (stringify!($entry), $call), &env, &msg)
        }
    };
}

#[rustfmt::skip]
impl IbcEntryPoints for Wasm {
    ibc_entry!(ibc_channel_open, IbcChannelOpenMsg, Option<Ibc3ChannelOpenResponse>, call_ibc_channel_open_raw);
    ibc_entry!(ibc_channel_connect, IbcChannelConnectMsg, IbcBasicResponse, call_ibc_channel_connect_raw);
    ibc_entry!(ibc_channel_close, IbcChannelCloseMsg, IbcBasicResponse, call_ibc_channel_close_raw);
    ibc_entry!(ibc_packet_receive, IbcPacketReceiveMsg, IbcReceiveResponse, call_ibc_packet_receive_raw);
    ibc_entry!(ibc_packet_ack, IbcPacketAckMsg, IbcBasicResponse, call_ibc_packet_ack_raw);
    ibc_entry!(ibc_packet_timeout, IbcPacketTimeoutMsg, IbcBasicResponse, call_ibc_packet_timeout_raw);
}
