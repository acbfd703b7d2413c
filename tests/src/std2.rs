//! Runs unmodified contracts that are built on cosmwasm-std 2 in the simulator. Storage, addresses and queries are passed
//! through; all messages and responses are converted through JSON, as between a contract and its chain.

use std::fmt::Display;

use cosmwasm_std as std3;
use cosmwasm_std_2 as std2;
use cw_multi_test::Contract;
use ibc_multi_test::{Code, IbcEntryPoints};
use serde::{de::DeserializeOwned, Serialize};

/// The published code of cw20-base 2.0.0.
pub fn cw20_base() -> Code {
    use cw20_base_peer::contract;
    Code::new(Box::new(Std2 {
        instantiate: call(contract::instantiate),
        execute: call(contract::execute),
        query: ask(contract::query),
        reply: None,
    }))
}

/// The published code of cw20-ics20 2.0.0.
pub fn cw20_ics20() -> Code {
    use cw20_ics20_peer::{contract, ibc};
    let base = Std2 {
        instantiate: call(contract::instantiate),
        execute: call(contract::execute),
        query: ask(contract::query),
        reply: Some(|deps, env, reply| ibc::reply(deps, env, reply).map_err(text)),
    };
    Code::new(Box::new(base)).with_ibc(Cw20Ics20)
}

type Outcome = Result<std2::Response, String>;
type Call = Box<dyn Fn(std2::DepsMut, std2::Env, std2::MessageInfo, &[u8]) -> Outcome>;
type Ask = Box<dyn Fn(std2::Deps, std2::Env, &[u8]) -> Result<std2::Binary, String>>;
type Answer = fn(std2::DepsMut, std2::Env, std2::Reply) -> Outcome;

struct Std2 {
    instantiate: Call,
    execute: Call,
    query: Ask,
    reply: Option<Answer>,
}

fn call<M: DeserializeOwned + 'static, E: Display + 'static>(
    entry: fn(std2::DepsMut, std2::Env, std2::MessageInfo, M) -> Result<std2::Response, E>,
) -> Call {
    Box::new(move |deps, env, info, msg| {
        let msg = std2::from_json(msg).map_err(text)?;
        entry(deps, env, info, msg).map_err(text)
    })
}

fn ask<M: DeserializeOwned + 'static, E: Display + 'static>(
    entry: fn(std2::Deps, std2::Env, M) -> Result<std2::Binary, E>,
) -> Ask {
    Box::new(move |deps, env, msg| {
        let msg = std2::from_json(msg).map_err(text)?;
        entry(deps, env, msg).map_err(text)
    })
}

fn text(error: impl Display) -> String {
    error.to_string()
}

/// Converts a value to a type of the other version by its JSON.
fn carry<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, String> {
    let json = std3::to_json_vec(value).map_err(text)?;
    std3::from_json(json).map_err(text)
}

/// Runs an entry point that may write, and converts its response.
fn run<A: Serialize, B: DeserializeOwned>(
    deps: std3::DepsMut,
    env: &std3::Env,
    entry: impl FnOnce(std2::DepsMut, std2::Env) -> Result<A, String>,
) -> Result<B, String> {
    let (api, querier) = (Api(deps.api), Querier(&*deps.querier));
    let mut storage = Store(deps.storage);
    let deps = std2::DepsMut {
        storage: &mut storage,
        api: &api,
        querier: std2::QuerierWrapper::new(&querier),
    };
    carry(&entry(deps, carry(env)?)?)
}

impl Contract<std3::Empty> for Std2 {
    fn instantiate(
        &self,
        deps: std3::DepsMut,
        env: std3::Env,
        info: std3::MessageInfo,
        msg: Vec<u8>,
    ) -> std3::StdResult<std3::Response> {
        run(deps, &env, |deps, env| {
            (self.instantiate)(deps, env, carry(&info)?, &msg)
        })
        .map_err(std3::StdError::msg)
    }

    fn execute(
        &self,
        deps: std3::DepsMut,
        env: std3::Env,
        info: std3::MessageInfo,
        msg: Vec<u8>,
    ) -> std3::StdResult<std3::Response> {
        run(deps, &env, |deps, env| {
            (self.execute)(deps, env, carry(&info)?, &msg)
        })
        .map_err(std3::StdError::msg)
    }

    fn query(&self, deps: std3::Deps, env: std3::Env, msg: Vec<u8>) -> std3::StdResult<std3::Binary> {
        let (storage, api, querier) = (View(deps.storage), Api(deps.api), Querier(&*deps.querier));
        let deps = std2::Deps {
            storage: &storage,
            api: &api,
            querier: std2::QuerierWrapper::new(&querier),
        };
        let answer = carry(&env).and_then(|env| (self.query)(deps, env, &msg));
        answer
            .map(|answer| answer.to_vec().into())
            .map_err(std3::StdError::msg)
    }

    fn reply(
        &self,
        deps: std3::DepsMut,
        env: std3::Env,
        msg: std3::Reply,
    ) -> std3::StdResult<std3::Response> {
        let reply = self.reply.ok_or(std3::StdError::msg("no reply entry point"))?;
        run(deps, &env, |deps, env| reply(deps, env, carry(&msg)?)).map_err(std3::StdError::msg)
    }

    fn sudo(&self, _: std3::DepsMut, _: std3::Env, _: Vec<u8>) -> std3::StdResult<std3::Response> {
        Err(std3::StdError::msg("no sudo entry point"))
    }

    fn migrate(
        &self,
        _: std3::DepsMut,
        _: std3::Env,
        _: Vec<u8>,
        _: std3::MigrateInfo,
    ) -> std3::StdResult<std3::Response> {
        Err(std3::StdError::msg("no migrate entry point"))
    }
}

struct Cw20Ics20;

/// Implements one IBC entry point, with its message and response converted.
macro_rules! ibc_entry {
    ($entry:ident, $message:ty, $answer:ty) => {
        fn $entry(&self, deps: std3::DepsMut, env: std3::Env, msg: $message) -> Result<$answer, String> {
            run(deps, &env, |deps, env| {
                cw20_ics20_peer::ibc::$entry(deps, env, carry(&msg)?).map_err(text)
            })
        }
    };
}

impl IbcEntryPoints for Cw20Ics20 {
    ibc_entry!(
        ibc_channel_open,
        std3::IbcChannelOpenMsg,
        Option<std3::Ibc3ChannelOpenResponse>
    );
    ibc_entry!(
        ibc_channel_connect,
        std3::IbcChannelConnectMsg,
        std3::IbcBasicResponse
    );
    ibc_entry!(
        ibc_channel_close,
        std3::IbcChannelCloseMsg,
        std3::IbcBasicResponse
    );
    ibc_entry!(ibc_packet_ack, std3::IbcPacketAckMsg, std3::IbcBasicResponse);
    ibc_entry!(
        ibc_packet_timeout,
        std3::IbcPacketTimeoutMsg,
        std3::IbcBasicResponse
    );

    fn ibc_packet_receive(
        &self,
        deps: std3::DepsMut,
        env: std3::Env,
        msg: std3::IbcPacketReceiveMsg,
    ) -> Result<std3::IbcReceiveResponse, String> {
        run(deps, &env, |deps, env| {
            cw20_ics20_peer::ibc::ibc_packet_receive(deps, env, carry(&msg)?).map_err(|never| match never {})
        })
    }
}

/// The storage of a query.
struct View<'a>(&'a dyn std3::Storage);

/// The storage of any other entry point.
struct Store<'a>(&'a mut dyn std3::Storage);

fn order(order: std2::Order) -> std3::Order {
    match order {
        std2::Order::Ascending => std3::Order::Ascending,
        std2::Order::Descending => std3::Order::Descending,
    }
}

type Records<'a> = Box<dyn Iterator<Item = std2::Record> + 'a>;

impl std2::Storage for View<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.get(key)
    }
    fn range<'a>(&'a self, start: Option<&[u8]>, end: Option<&[u8]>, by: std2::Order) -> Records<'a> {
        self.0.range(start, end, order(by))
    }
    // A query gets the storage by shared reference, so it cannot call the next two functions.
    fn set(&mut self, _: &[u8], _: &[u8]) {}
    fn remove(&mut self, _: &[u8]) {}
}

impl std2::Storage for Store<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.get(key)
    }
    fn range<'a>(&'a self, start: Option<&[u8]>, end: Option<&[u8]>, by: std2::Order) -> Records<'a> {
        self.0.range(start, end, order(by))
    }
    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.0.set(key, value);
    }
    fn remove(&mut self, key: &[u8]) {
        self.0.remove(key);
    }
}

struct Querier<'a>(&'a dyn std3::Querier);

impl std2::Querier for Querier<'_> {
    fn raw_query(&self, request: &[u8]) -> std2::QuerierResult {
        carry(&self.0.raw_query(request)).unwrap_or_else(|error| {
            std2::SystemResult::Err(std2::SystemError::InvalidResponse {
                error,
                response: std2::Binary::default(),
            })
        })
    }
}

struct Api<'a>(&'a dyn std3::Api);

/// Converts an error, with the text of the VM's imports.
fn errored(call: &'static str) -> impl Fn(std3::StdError) -> std2::StdError {
    move |error| std2::StdError::generic_err(format!("{call} errored: {error}"))
}

fn no_crypto<T>() -> Result<T, std2::VerificationError> {
    Err(std2::VerificationError::unknown_err(1)) // neither contract verifies signatures
}

impl std2::Api for Api<'_> {
    fn addr_validate(&self, human: &str) -> std2::StdResult<std2::Addr> {
        let address = self.0.addr_validate(human).map_err(errored("addr_validate"))?;
        Ok(std2::Addr::unchecked(address))
    }
    fn addr_canonicalize(&self, human: &str) -> std2::StdResult<std2::CanonicalAddr> {
        let address = self
            .0
            .addr_canonicalize(human)
            .map_err(errored("addr_canonicalize"))?;
        Ok(address.as_slice().to_vec().into())
    }
    fn addr_humanize(&self, canonical: &std2::CanonicalAddr) -> std2::StdResult<std2::Addr> {
        let canonical = std3::CanonicalAddr::from(canonical.as_slice());
        let address = self
            .0
            .addr_humanize(&canonical)
            .map_err(errored("addr_humanize"))?;
        Ok(std2::Addr::unchecked(address))
    }
    fn secp256k1_verify(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, std2::VerificationError> {
        no_crypto()
    }
    fn secp256k1_recover_pubkey(
        &self,
        _: &[u8],
        _: &[u8],
        _: u8,
    ) -> Result<Vec<u8>, std2::RecoverPubkeyError> {
        Err(std2::RecoverPubkeyError::unknown_err(1))
    }
    fn ed25519_verify(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, std2::VerificationError> {
        no_crypto()
    }
    fn ed25519_batch_verify(
        &self,
        _: &[&[u8]],
        _: &[&[u8]],
        _: &[&[u8]],
    ) -> Result<bool, std2::VerificationError> {
        no_crypto()
    }
    fn debug(&self, message: &str) {
        self.0.debug(message);
    }
}
