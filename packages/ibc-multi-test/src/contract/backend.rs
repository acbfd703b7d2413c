//! The host as a contract sees it: storage, addresses and queries. The limits are those of cosmwasm-vm (`src/imports.rs`,
//! with the buffers of cosmwasm-std's `src/exports/imports.rs`). Exceeding one stops the VM, so it is a trap here.
use super::trap;
use crate::address::{cryptography_of, Bech32Api};
use crate::error::TxError;
use crate::ibc::contract_port;
use cosmwasm_std::{
    from_json, to_json_binary, to_json_vec, Addr, Api, CanonicalAddr, ContractResult, Deps, DepsMut, Empty,
    Env, HashFunction, IbcQuery, Order, PortIdResponse, Querier, QuerierResult, QuerierWrapper, QueryRequest,
    Record, RecoverPubkeyError, StdError, StdResult, Storage, SystemResult, VerificationError,
};
use std::ops::Deref;

const KIB: usize = 1024;
/// Longest key, in bytes. It also applies to `start` and `end` of a range.
const MAX_KEY: usize = 64 * KIB;
/// Longest value, in bytes.
const MAX_VALUE: usize = 128 * KIB;
/// Longest query, in bytes.
const MAX_QUERY: usize = 64 * KIB;
/// Longest text of an address that a contract may pass to the host, in bytes. cosmwasm-std returns an error above it.
const MAX_HUMAN: usize = 256;
/// Longest canonical address, in bytes, in both directions.
const MAX_CANONICAL: usize = 64;
/// Longest text of an address that `addr_humanize` has room for, in bytes.
const MAX_HUMANIZED: usize = 90;

fn at_most(most: usize, what: &str, bytes: &[u8]) {
    if bytes.len() > most {
        trap(format!("{what} of {} bytes, the limit is {most}", bytes.len()));
    }
}

/// The storage of one contract; `S` is `&mut dyn Storage`, or `&dyn Storage` in a query.
struct VmStorage<S>(S);

fn read(s: &dyn Storage, key: &[u8]) -> Option<Vec<u8>> {
    at_most(MAX_KEY, "a key", key);
    s.get(key)
}

fn scan<'a>(
    s: &'a dyn Storage,
    start: Option<&[u8]>,
    end: Option<&[u8]>,
    order: Order,
) -> Box<dyn Iterator<Item = Record> + 'a> {
    for bound in [start, end].into_iter().flatten() {
        at_most(MAX_KEY, "a key", bound);
    }
    s.range(start, end, order)
}

impl Storage for VmStorage<&mut dyn Storage> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        read(self.0, key)
    }
    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        scan(self.0, start, end, order)
    }
    fn set(&mut self, key: &[u8], value: &[u8]) {
        at_most(MAX_KEY, "a key", key);
        at_most(MAX_VALUE, "a value", value);
        if value.is_empty() {
            trap("a value must not be empty"); // cosmwasm-std panics
        }
        self.0.set(key, value);
    }
    fn remove(&mut self, key: &[u8]) {
        at_most(MAX_KEY, "a key", key);
        self.0.remove(key);
    }
}

impl Storage for VmStorage<&dyn Storage> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        read(self.0, key)
    }
    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        scan(self.0, start, end, order)
    }
    fn set(&mut self, _: &[u8], _: &[u8]) {
        trap("a query may not write");
    }
    fn remove(&mut self, _: &[u8]) {
        trap("a query may not write");
    }
}

/// The address functions of one chain, as a contract can call them.
pub(super) struct VmApi(Bech32Api);

impl VmApi {
    pub fn new(api: Bech32Api) -> Self {
        Self(api)
    }

    /// Bech32 allows addresses that are all in upper case; [`Bech32Api`] rejects them.
    fn decode(&self, human: &str) -> StdResult<CanonicalAddr> {
        match human.bytes().any(|b| b.is_ascii_lowercase()) {
            true => self.0.addr_canonicalize(human),
            false => self.0.addr_canonicalize(&human.to_ascii_lowercase()),
        }
    }
}

impl Api for VmApi {
    /// wasmd rejects an address that it would write in another form, for example in upper case.
    fn addr_validate(&self, human: &str) -> StdResult<Addr> {
        if human.len() > MAX_HUMAN {
            return Err(StdError::msg("input too long for addr_validate"));
        }
        let address = self.0.addr_humanize(&self.decode(human)?)?;
        if address.as_str() != human {
            return Err(StdError::msg("addr_validate errored: address not normalized"));
        }
        Ok(address)
    }

    fn addr_canonicalize(&self, human: &str) -> StdResult<CanonicalAddr> {
        if human.len() > MAX_HUMAN {
            return Err(StdError::msg("input too long for addr_canonicalize"));
        }
        let canonical = self.decode(human)?;
        at_most(MAX_CANONICAL, "a canonical address", &canonical);
        Ok(canonical)
    }

    fn addr_humanize(&self, canonical: &CanonicalAddr) -> StdResult<Addr> {
        at_most(MAX_CANONICAL, "a canonical address", canonical);
        if canonical.is_empty() {
            let text = "addr_humanize errored: addresses cannot be empty: unknown address";
            return Err(StdError::msg(text));
        }
        let human = self.0.addr_humanize(canonical)?;
        at_most(MAX_HUMANIZED, "an address", human.as_bytes());
        Ok(human)
    }

    cryptography_of!(0);
}

/// A querier that knows the contract's own port (cw-multi-test's `Module::query` gets no sender), and returns errors as
/// wasmd does.
struct OwnQuerier<'a> {
    inner: &'a dyn Querier,
    port: String,
}

impl OwnQuerier<'_> {
    fn ibc(&self, query: IbcQuery) -> QuerierResult {
        let query = match query {
            IbcQuery::PortId {} => {
                let answer = to_json_binary(&PortIdResponse::new(self.port.clone()));
                return SystemResult::Ok(ContractResult::from(answer));
            }
            IbcQuery::Channel {
                channel_id,
                port_id: None,
            } => IbcQuery::Channel {
                channel_id,
                port_id: Some(self.port.clone()),
            },
            other => other,
        };
        let request = to_json_vec(&QueryRequest::<Empty>::Ibc(query));
        self.inner.raw_query(&request.unwrap_or_default())
    }
}

impl Querier for OwnQuerier<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        at_most(MAX_QUERY, "a query", request);
        if request.starts_with(b"{\"ibc\"")
            && let Ok(QueryRequest::<Empty>::Ibc(query)) = from_json(request)
        {
            return self.ibc(query);
        }
        match self.inner.raw_query(request) {
            SystemResult::Ok(ContractResult::Err(e)) => {
                SystemResult::Ok(ContractResult::Err(TxError::find(&e).0.reply_text(1)))
            }
            other => other,
        }
    }
}

fn own_querier<'a>(querier: &'a dyn Querier, env: &Env) -> OwnQuerier<'a> {
    OwnQuerier {
        inner: querier,
        port: contract_port(&env.contract.address),
    }
}

/// Runs an entry point that may write to the storage.
pub(super) fn with_backend<T>(api: &VmApi, deps: DepsMut, env: Env, f: impl FnOnce(DepsMut, Env) -> T) -> T {
    let querier = own_querier(deps.querier.deref(), &env);
    let deps = DepsMut {
        storage: &mut VmStorage(deps.storage),
        api,
        querier: QuerierWrapper::new(&querier),
    };
    f(deps, env)
}

/// Runs a query.
pub(super) fn with_view<T>(api: &VmApi, deps: Deps, env: Env, f: impl FnOnce(Deps, Env) -> T) -> T {
    let querier = own_querier(deps.querier.deref(), &env);
    let deps = Deps {
        storage: &VmStorage(deps.storage),
        api,
        querier: QuerierWrapper::new(&querier),
    };
    f(deps, env)
}
