//! The limit of the call depth. wasmd has had two rules, and a contract behaves differently under them.
use crate::codes::wasm;
use cosmwasm_std::StdResult;
use std::cell::Cell;

/// The limit of a chain on nested calls. A call beyond it fails with `wasm/30`, which the caller may catch.
///
/// The two rules differ where a sub-message has a reply. When messages are counted, a reply runs at its contract's own depth,
/// so a call can fail at the limit and its reply still succeed. When responses are counted, the reply is as deep as the call,
/// so it fails too, and with it whatever called the contract.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallDepth {
    /// The number of messages, each sent from within the one before, of any kind (wasmd 0.53.0 to 0.53.4, 0.54.0 and
    /// 0.55.1: 500; `callDepthMessageHandler` in `x/wasm/keeper/handler_plugin.go`). A transaction's own messages do not count.
    Messages(u32),
    /// The number of contract responses, each to a call from within the one before; a reply's response counts as one inside
    /// the response that asked for it (wasmd 0.54.9, 0.60.8, 0.61.14 and 0.70.3: 100; `handleContractResponse` in
    /// `x/wasm/keeper/keeper.go`). A bank message has no response.
    Responses(u32),
}

impl CallDepth {
    /// The rule of wasmd 0.53.0 to 0.53.4, 0.54.0 and 0.55.1: 500 messages.
    pub const MESSAGES: Self = Self::Messages(500);
    /// The rule of wasmd 0.54.9, 0.60.8, 0.61.14 and 0.70.3: 100 responses.
    pub const RESPONSES: Self = Self::Responses(100);
}

impl Default for CallDepth {
    /// The default rule is [`CallDepth::RESPONSES`].
    fn default() -> Self {
        Self::RESPONSES
    }
}

thread_local! {
    /// The rule of the chain whose transaction runs, and the depth of the running call.
    static RUNNING: Cell<(CallDepth, u32)> = const { Cell::new((CallDepth::RESPONSES, 0)) };
}

/// Restores the previous depth when it is dropped.
pub(crate) struct Level((CallDepth, u32));

impl Drop for Level {
    fn drop(&mut self) {
        RUNNING.set(self.0);
    }
}

fn enter(rule: CallDepth, depth: u32) -> Level {
    Level(RUNNING.replace((rule, depth)))
}

/// Begins a transaction.
pub(crate) fn begin(rule: CallDepth) -> Level {
    enter(rule, 0)
}

/// Depth of the running call. A reply has the depth of the response that asked for it instead.
pub(crate) fn current() -> u32 {
    RUNNING.get().1
}

/// A contract that was called at `depth` has returned. The result is the depth at which its messages and replies run.
pub(crate) fn after_response(depth: u32) -> StdResult<u32> {
    match RUNNING.get().0 {
        CallDepth::Messages(_) => Ok(depth),
        CallDepth::Responses(most) => one_deeper(depth, most),
    }
}

/// Begins a message of a contract whose messages run at `depth`.
pub(crate) fn message(depth: u32) -> StdResult<Level> {
    let rule = RUNNING.get().0;
    let depth = match rule {
        CallDepth::Messages(most) => one_deeper(depth, most)?,
        CallDepth::Responses(_) => depth,
    };
    Ok(enter(rule, depth))
}

fn one_deeper(depth: u32, most: u32) -> StdResult<u32> {
    let deeper = depth.checked_add(1).filter(|deeper| *deeper <= most);
    deeper.ok_or_else(|| wasm::EXCEED_MAX_CALL_DEPTH.error())
}

/// Free stack that one level of calls requires, in bytes; a debug build uses about 30 KiB.
const RED_ZONE: usize = 512 * 1024;
/// Size of the stack that is added when there is less, in bytes.
const MORE_STACK: usize = 8 * 1024 * 1024;

/// Runs one level of calls. Each level uses native stack, and the thread of a test has only 2 MiB.
pub(crate) fn on_enough_stack<T>(f: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, MORE_STACK, f)
}
