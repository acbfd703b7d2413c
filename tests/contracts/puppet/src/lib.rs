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

/// The messages of [`Order::Expect`], and whether failures are caught.
const EXPECTED: Item<(Vec<CosmosMsg>, bool)> = Item::new("expected");

/// An order of the test. Any account may give it.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Emits these messages in order. If one fails, the whole call fails.
    Emit(Vec<CosmosMsg>),
    /// Emits these messages in order, and ignores failures.
    Try(Vec<CosmosMsg>),
    /// Emits these messages with a limit of SDK gas, and ignores failures.
    Starve {
        /// Gas limit of each message, in SDK gas.
        gas: u64,
        /// The messages to emit.
        messages: Vec<CosmosMsg>,
    },
    /// Emits these messages from inside this number of nested calls of itself.
    Nest {
        /// Number of nested calls.
        depth: u32,
        /// The messages to emit.
        messages: Vec<CosmosMsg>,
    },
    /// Returns an error.
    Fail {},
    /// Emits these messages each time a token calls `receive`.
    Expect {
        /// The messages.
        messages: Vec<CosmosMsg>,
        /// True if the puppet continues when one of them fails; otherwise `receive` fails.
        caught: bool,
    },
    /// The call of a token that has paid the puppet; its content is not read.
    Receive(Empty),
}

/// Executes an order.
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

/// Ignores the failure of a message.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(_: DepsMut, _: Env, _: Reply) -> StdResult<Response> {
    Ok(Response::new())
}

/// Instantiates the puppet, which stores nothing.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

/// Returns an error, because there are no queries.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("it answers nothing"))
}
