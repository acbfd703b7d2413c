//! An account that is a contract. It emits the messages that a test orders, and may catch those that fail. Its port is
//! for packets that trap.

pub mod port;

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    wasm_execute, Binary, CosmosMsg, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response, StdError,
    StdResult, SubMsg,
};
use cw_storage_plus::Item;
use serde::{Deserialize, Serialize};

/// What [`Order::Expect`] told, and whether failures are caught.
const EXPECTED: Item<(Vec<CosmosMsg>, bool)> = Item::new("expected");

/// What it is told. Anybody may.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Emits these in order; if one fails, so does the whole.
    Emit(Vec<CosmosMsg>),
    /// Emits these in order, and goes on whatever becomes of them.
    Try(Vec<CosmosMsg>),
    /// Emits these under a limit of SDK gas, and goes on whatever becomes of them.
    Starve {
        /// SDK gas for each.
        gas: u64,
        /// What it emits.
        messages: Vec<CosmosMsg>,
    },
    /// Emits these from inside calls of itself, this many levels deeper.
    Nest {
        /// How many calls of itself lie between this one and the messages.
        depth: u32,
        /// What it emits.
        messages: Vec<CosmosMsg>,
    },
    /// Returns an error.
    Fail {},
    /// Emits these each time a token calls its `receive`.
    Expect {
        /// What it emits.
        messages: Vec<CosmosMsg>,
        /// Whether it goes on when one of them fails; if not, `receive` fails.
        caught: bool,
    },
    /// A token says that it has paid; what it says is not read.
    Receive(Empty),
}

/// Does what it is told.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, _: MessageInfo, order: Order) -> StdResult<Response> {
    let (messages, gas, caught) = match order {
        Order::Emit(messages) | Order::Nest { depth: 0, messages } => (messages, None, false),
        Order::Nest { depth, messages } => {
            let depth = depth.saturating_sub(1);
            let deeper = wasm_execute(env.contract.address, &Order::Nest { depth, messages }, vec![])?;
            (vec![deeper.into()], None, false)
        }
        Order::Try(messages) => (messages, None, true),
        Order::Starve { gas, messages } => (messages, Some(gas), true),
        Order::Fail {} => return Err(StdError::msg("told to fail")),
        Order::Expect { messages, caught } => {
            EXPECTED.save(deps.storage, &(messages, caught))?;
            (vec![], None, false)
        }
        Order::Receive(_) => {
            let (messages, caught) = EXPECTED.may_load(deps.storage)?.unwrap_or_default();
            (messages, None, caught)
        }
    };
    let messages = messages.into_iter().map(|message| {
        let mut message = match caught {
            true => SubMsg::reply_on_error(message, 1),
            false => SubMsg::new(message),
        };
        message.gas_limit = gas;
        message
    });
    Ok(Response::new().add_submessages(messages))
}

/// Goes on, whatever failed.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(_: DepsMut, _: Env, _: Reply) -> StdResult<Response> {
    Ok(Response::new())
}

/// Nothing to keep.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

/// Always an error.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("it answers nothing"))
}
