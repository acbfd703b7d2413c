//! A cw20 that follows the standard until a test arms it with an order. It has the storage of cw20-base, so that balances
//! can be read from raw bytes.

mod breach;
mod means;

use causeway_cw20::{BalanceResponse, Cw20ExecuteMsg};
use causeway_voucher::contract as honest;
use causeway_voucher::msg::{InstantiateMsg, QueryMsg};
#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    to_json_binary, Addr, Binary, CosmosMsg, Deps, DepsMut, Env, MessageInfo, Reply, Response, StdError,
    StdResult, SubMsg, SubMsgResult, Uint128,
};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::breach::BREACH;
pub use self::breach::{Answer, Breach};

/// The deeds, by the name of the call in JSON (`transfer`, `mint`, `burn`, `send`).
const ARMED: Map<&str, Deed> = Map::new("armed");
/// The balance that the token falsely reports for every account.
const LIE: Item<Uint128> = Item::new("lie");
/// The results of the messages of [`Deed::Emit`].
const LOG: Item<Vec<String>> = Item::new("log");

/// What the token does in a call that it is armed for.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// The token returns an error.
    Fail(String),
    /// The token traps, as a contract that panics.
    Trap,
    /// The token uses all the gas.
    BurnGas,
    /// The token reports success and moves nothing.
    Keep,
    /// The token does what was asked, and also emits these messages, whose failure is ignored. This is how it re-enters.
    /// It does so once.
    Emit(Vec<CosmosMsg>),
    /// The same, but the messages are emitted first, and the token does what was asked after them.
    EmitFirst(Vec<CosmosMsg>),
    /// The token does what was asked, and also emits these messages. If one of them fails, the call fails. It does so
    /// once.
    EmitOrFail(Vec<CosmosMsg>),
    /// The token does what was asked, and also uses this much SDK gas.
    Spend(u64),
}

/// An order of the test. Any account may give it, because the token is hostile.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// From now on the token answers `call` with this deed; with `None` it follows the standard again.
    Arm {
        /// Name of the call in JSON.
        call: String,
        /// The deed; `None`: follow the standard.
        deed: Option<Deed>,
    },
    /// Burns tokens of a holder without its consent.
    Confiscate {
        /// The holder whose tokens are burned.
        from: Addr,
        /// How much is burned, in base units.
        amount: Uint128,
    },
    /// Breaks the rules in this way from now on; with `None` in no way. A deed for a call takes precedence.
    Breach(Option<Breach>),
    /// Multiplies all balances by a percentage, once.
    Rebase {
        /// The percentage: 100 changes nothing.
        percent: u64,
    },
    /// Reports this as the balance of every account; with `None` the true balances.
    Lie {
        /// The balance that is reported, in base units.
        balance: Option<Uint128>,
    },
    /// Changes nothing. The token calls itself with it to get a reply.
    Rest {},
    /// Calls the `receive` of another contract as if tokens had been sent to it.
    Pretend {
        /// The contract whose `receive` is called.
        to: Addr,
        /// The message, which is passed on unchanged.
        message: Binary,
    },
}

/// Executes an order of the test. Any other call is answered with its deed if it is armed, or else as cw20-base does.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, message: Value) -> StdResult<Response> {
    if let Ok(order) = serde_json::from_value::<Order>(message.clone()) {
        return obey(deps, order);
    }
    let call = message
        .as_object()
        .and_then(|object| object.keys().next().cloned());
    let call = call.unwrap_or_default();
    let message: Cw20ExecuteMsg = serde_json::from_value(message).map_err(msg)?;
    match ARMED.may_load(deps.storage, &call)? {
        None => match BREACH.may_load(deps.storage)? {
            Some(breach) => breach::execute(deps, env, info, message, &breach),
            None => honest::execute(deps, env, info, message).map_err(msg),
        },
        Some(Deed::Fail(text)) => Err(StdError::msg(text)),
        Some(Deed::Trap) => means::trap(),
        Some(Deed::BurnGas) => means::burn_all(),
        Some(Deed::Keep) => Ok(Response::new()),
        Some(Deed::Emit(messages)) => {
            ARMED.remove(deps.storage, &call);
            let response = honest::execute(deps, env, info, message).map_err(msg)?;
            Ok(response.add_submessages(caught(messages)))
        }
        Some(Deed::EmitOrFail(messages)) => {
            ARMED.remove(deps.storage, &call);
            let response = honest::execute(deps, env, info, message).map_err(msg)?;
            Ok(response.add_messages(messages))
        }
        Some(Deed::Spend(amount)) => {
            means::spend(deps.storage, amount);
            honest::execute(deps, env, info, message).map_err(msg)
        }
        Some(Deed::EmitFirst(messages)) => {
            ARMED.remove(deps.storage, &call);
            let mut later = LATER.may_load(deps.storage)?.unwrap_or_default();
            later.push((info.sender, message));
            LATER.save(deps.storage, &later)?;
            let last = SubMsg::reply_always(own_call(&env)?, LATER_REPLY);
            Ok(Response::new()
                .add_submessages(caught(messages))
                .add_submessage(last))
        }
    }
}

/// The calls that [`Deed::EmitFirst`] has postponed; the innermost is the last.
const LATER: Item<Vec<(Addr, Cw20ExecuteMsg)>> = Item::new("later");
const CAUGHT_REPLY: u64 = 1;
const LATER_REPLY: u64 = 2;

fn caught(messages: Vec<CosmosMsg>) -> impl Iterator<Item = SubMsg> {
    messages
        .into_iter()
        .map(|message| SubMsg::reply_always(message, CAUGHT_REPLY))
}

/// A call of the token to itself that changes nothing and causes a reply.
fn own_call(env: &Env) -> StdResult<CosmosMsg> {
    Ok(cosmwasm_std::wasm_execute(&env.contract.address, &Order::Rest {}, vec![])?.into())
}

fn obey(mut deps: DepsMut, order: Order) -> StdResult<Response> {
    match order {
        Order::Rest {} => {}
        Order::Arm {
            call,
            deed: Some(deed),
        } => ARMED.save(deps.storage, &call, &deed)?,
        Order::Arm { call, deed: None } => ARMED.remove(deps.storage, &call),
        Order::Lie { balance: Some(lie) } => LIE.save(deps.storage, &lie)?,
        Order::Lie { balance: None } => LIE.remove(deps.storage),
        Order::Confiscate { from, amount } => breach::burn(&mut deps, &from, amount)?,
        Order::Breach(Some(breach)) => BREACH.save(deps.storage, &breach)?,
        Order::Breach(None) => BREACH.remove(deps.storage),
        Order::Rebase { percent } => breach::rebase(deps, percent)?,
        Order::Pretend { to, message } => {
            let call = cosmwasm_std::WasmMsg::Execute {
                contract_addr: to.into(),
                msg: message,
                funds: vec![],
            };
            return Ok(Response::new().add_message(call));
        }
    }
    Ok(Response::new())
}

/// Records the result of a message, or executes a postponed call.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, env: Env, reply: Reply) -> StdResult<Response> {
    if reply.id == LATER_REPLY {
        let mut later = LATER.load(deps.storage)?;
        let (sender, message) = later.pop().ok_or_else(|| StdError::msg("nothing was put off"))?;
        LATER.save(deps.storage, &later)?;
        let info = MessageInfo {
            sender,
            funds: vec![],
        };
        return honest::execute(deps, env, info, message).map_err(msg);
    }
    let mut log = LOG.may_load(deps.storage)?.unwrap_or_default();
    log.push(match reply.result {
        SubMsgResult::Ok(_) => "ok".to_string(),
        SubMsgResult::Err(text) => text,
    });
    LOG.save(deps.storage, &log)?;
    Ok(Response::new())
}

/// Answers as cw20-base, except for balances that are falsely reported.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, question: QueryMsg) -> StdResult<Binary> {
    if let (QueryMsg::Balance { .. }, Some(balance)) = (&question, LIE.may_load(deps.storage)?) {
        return to_json_binary(&BalanceResponse { balance });
    }
    match BREACH.may_load(deps.storage)? {
        Some(breach) => breach::query(deps, env, question, &breach),
        None => honest::query(deps, env, question).map_err(msg),
    }
}

/// Instantiates the token as cw20-base does.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    message: InstantiateMsg,
) -> StdResult<Response> {
    honest::instantiate(deps, env, info, message).map_err(msg)
}

fn msg(error: impl std::fmt::Display) -> StdError {
    StdError::msg(error.to_string())
}

/// Storage key of the [`Deed`] for a call; there is one while the call is armed.
pub fn armed_key(call: &str) -> Vec<u8> {
    ARMED.key(call).to_vec()
}

/// Storage key of the results of the emitted messages: `ok`, or the error.
pub const LOG_KEY: &[u8] = b"log";
