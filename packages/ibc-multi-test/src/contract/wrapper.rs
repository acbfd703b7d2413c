//! The wrapper around every contract: its six IBC entry points, traps, gas, and replies as in wasmd.
use super::backend::{with_backend, with_view, VmApi};
use super::replies::{incoming, outgoing};
use super::{Code, Envelope, IbcEntry, IbcEntryPoints};
use crate::address::Bech32Api;
use crate::codes::{wasm, Registered};
use crate::depth;
use crate::error::{out_of_gas, ErrorKind, TxError};
use crate::gas::{self, OutOfGas};
use cosmwasm_std::{
    from_json, to_json_binary, Binary, Checksum, Deps, DepsMut, Empty, Env, IbcBasicResponse, MessageInfo,
    MigrateInfo, Reply, Response, StdError, StdErrorKind, StdResult,
};
use cw_multi_test::Contract;
use std::any::Any;
use std::panic::{catch_unwind, AssertUnwindSafe};

pub(crate) struct HostContract {
    code: Code,
    api: VmApi,
}

impl HostContract {
    /// Wraps code for a chain with these addresses.
    pub fn new(code: Code, api: Bech32Api) -> Self {
        let api = VmApi::new(api);
        Self { code, api }
    }
}

/// The errors that wasmd returns when an entry point fails.
struct EntryPointErrors {
    kind: ErrorKind,
    error: Registered,
    /// Error of a trap: `wasmvm error`, or in the IBC entry points "execute failed".
    trap: Registered,
    what: &'static str,
}

impl EntryPointErrors {
    /// The error of an entry point whose own error text is passed to the caller's reply.
    const fn with_own_text(error: Registered) -> Self {
        Self {
            kind: ErrorKind::Contract,
            error,
            trap: wasm::VM_ERROR,
            what: error.text,
        }
    }
    const INSTANTIATE: EntryPointErrors = EntryPointErrors::with_own_text(wasm::INSTANTIATE_FAILED);
    const EXECUTE: EntryPointErrors = EntryPointErrors::with_own_text(wasm::EXECUTE_FAILED);
    const QUERY: EntryPointErrors = EntryPointErrors::with_own_text(wasm::QUERY_FAILED);
    const MIGRATE: EntryPointErrors = EntryPointErrors::with_own_text(wasm::MIGRATION_FAILED);
    const REPLY: EntryPointErrors = EntryPointErrors {
        kind: ErrorKind::Host,
        error: wasm::EXECUTE_FAILED,
        trap: wasm::VM_ERROR,
        what: "reply",
    };
    const SUDO: EntryPointErrors = EntryPointErrors {
        what: "sudo",
        ..EntryPointErrors::REPLY
    };
    const IBC: EntryPointErrors = EntryPointErrors {
        trap: wasm::EXECUTE_FAILED,
        what: "ibc entry point",
        ..EntryPointErrors::REPLY
    };
    const RECEIVE: EntryPointErrors = EntryPointErrors {
        kind: ErrorKind::Refused,
        ..EntryPointErrors::IBC
    };

    /// Charges the gas of a call, runs it, catches traps, and converts errors.
    fn run<T>(&self, f: impl FnOnce() -> Result<T, String>) -> StdResult<T> {
        if gas::charge(gas::ENTRY).is_err() {
            return Err(out_of_gas());
        }
        match catch_unwind(AssertUnwindSafe(f)) {
            Err(unwound) => Err(self.trapped(unwound)),
            // The contract continued after it ran out of gas, for example in a query. On a chain the whole call stack is
            // aborted.
            Ok(_) if gas::exhausted() => Err(out_of_gas()),
            Ok(Ok(value)) => Ok(value),
            Ok(Err(text)) => {
                let text = match self.kind {
                    ErrorKind::Contract => format!("{text}: {}", self.what),
                    _ => text,
                };
                Err(TxError::new(self.kind, self.error, text).into_std())
            }
        }
    }

    fn trapped(&self, unwound: Box<dyn Any + Send>) -> StdError {
        if unwound.is::<OutOfGas>() {
            return out_of_gas();
        }
        let why = unwound.downcast_ref::<&str>().map(|s| (*s).to_string());
        let why = why
            .or_else(|| unwound.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let kind = match self.kind {
            ErrorKind::Refused => ErrorKind::Trap,
            _ => ErrorKind::Host,
        };
        TxError::new(kind, self.trap, format!("{} trapped: {why}", self.what)).into_std()
    }
}

/// The text of a contract's error. cw-multi-test's `ContractWrapper` puts it into `StdError::msg`.
fn text_of(e: StdError) -> String {
    match e.kind() {
        StdErrorKind::Other => e.as_ref().to_string(),
        _ => e.to_string(),
    }
}

fn response(r: IbcBasicResponse) -> Response {
    Response::new()
        .add_submessages(r.messages)
        .add_attributes(r.attributes)
        .add_events(r.events)
}

fn call(ibc: &dyn IbcEntryPoints, deps: DepsMut, env: Env, entry: IbcEntry) -> Result<Response, String> {
    match entry {
        IbcEntry::ChannelOpen(m) => {
            let answer = ibc.ibc_channel_open(deps, env, m)?;
            let mut res = Response::new();
            res.data = answer.and_then(|a| to_json_binary(&a).ok());
            Ok(res)
        }
        IbcEntry::ChannelConnect(m) => ibc.ibc_channel_connect(deps, env, m).map(response),
        IbcEntry::ChannelClose(m) => ibc.ibc_channel_close(deps, env, m).map(response),
        IbcEntry::PacketReceive(m) => {
            let r = ibc.ibc_packet_receive(deps, env, m)?;
            let mut res = Response::new()
                .add_submessages(r.messages)
                .add_attributes(r.attributes)
                .add_events(r.events);
            res.data = r.acknowledgement; // a reply's data may replace it
            Ok(res)
        }
        IbcEntry::PacketAck(m) => ibc.ibc_packet_ack(deps, env, m).map(response),
        IbcEntry::PacketTimeout(m) => ibc.ibc_packet_timeout(deps, env, m).map(response),
    }
}

/// Converts the response to a call that is not a reply.
fn called(res: Response) -> StdResult<Response> {
    outgoing(res, depth::current())
}

impl Contract<Empty> for HostContract {
    fn checksum(&self) -> Option<Checksum> {
        self.code.base.checksum()
    }

    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        let f = |d: DepsMut, e| self.code.base.instantiate(d, e, info, msg).map_err(text_of);
        EntryPointErrors::INSTANTIATE
            .run(|| with_backend(&self.api, deps, env, f))
            .and_then(called)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        let f = |d: DepsMut, e| self.code.base.execute(d, e, info, msg).map_err(text_of);
        EntryPointErrors::EXECUTE
            .run(|| with_backend(&self.api, deps, env, f))
            .and_then(called)
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        let f = |d: Deps, e| self.code.base.query(d, e, msg).map_err(text_of);
        EntryPointErrors::QUERY.run(|| with_view(&self.api, deps, env, f))
    }

    fn reply(&self, deps: DepsMut, env: Env, msg: Reply) -> StdResult<Response> {
        let (msg, depth) = incoming(msg).map_err(TxError::into_std)?;
        let f = |d: DepsMut, e| self.code.base.reply(d, e, msg).map_err(text_of);
        EntryPointErrors::REPLY
            .run(|| with_backend(&self.api, deps, env, f))
            .and_then(|res| outgoing(res, depth))
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: Vec<u8>, info: MigrateInfo) -> StdResult<Response> {
        let f = |d: DepsMut, e| self.code.base.migrate(d, e, msg, info).map_err(text_of);
        EntryPointErrors::MIGRATE
            .run(|| with_backend(&self.api, deps, env, f))
            .and_then(called)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        let Ok(Envelope { entry }) = from_json::<Envelope>(&msg) else {
            let f = |d: DepsMut, e| self.code.base.sudo(d, e, msg).map_err(text_of);
            return EntryPointErrors::SUDO
                .run(|| with_backend(&self.api, deps, env, f))
                .and_then(called);
        };
        let kind = match entry {
            IbcEntry::PacketReceive(_) => EntryPointErrors::RECEIVE,
            _ => EntryPointErrors::IBC,
        };
        let ibc = self.code.ibc.as_deref();
        let f = |d: DepsMut, e| call(ibc.ok_or("no IBC entry points")?, d, e, entry);
        kind.run(|| with_backend(&self.api, deps, env, f))
            .and_then(called)
    }
}
