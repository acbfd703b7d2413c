//! The errors that the simulator returns, as the Cosmos SDK, wasmd and ibc-go register them: codespace, code and text.
//! Contracts and acknowledgements see the code, so it must be that of the chain.
/// A registered error.
#[derive(Clone, Copy)]
pub(crate) struct Registered {
    pub codespace: &'static str,
    pub code: u32,
    pub text: &'static str,
}

impl Registered {
    const fn new(codespace: &'static str, code: u32, text: &'static str) -> Self {
        Self {
            codespace,
            code,
            text,
        }
    }
    pub fn is(self, codespace: &str, code: u32) -> bool {
        self.codespace == codespace && self.code == code
    }
}

/// The simulator's relayer could not make a transaction. It is not an error of a chain.
pub(crate) const RELAYER: Registered = Registered::new("relayer", 1, "relayer");

/// Errors of the Cosmos SDK, `types/errors/errors.go`.
pub(crate) mod sdk {
    use super::Registered;
    const fn sdk(code: u32, text: &'static str) -> Registered {
        Registered::new("sdk", code, text)
    }
    pub(crate) const TX_DECODE: Registered = sdk(2, "tx parse error");
    pub(crate) const UNAUTHORIZED: Registered = sdk(4, "unauthorized");
    pub(crate) const INSUFFICIENT_FUNDS: Registered = sdk(5, "insufficient funds");
    pub(crate) const UNKNOWN_REQUEST: Registered = sdk(6, "unknown request");
    pub(crate) const INVALID_ADDRESS: Registered = sdk(7, "invalid address");
    pub(crate) const INVALID_COINS: Registered = sdk(10, "invalid coins");
    pub(crate) const OUT_OF_GAS: Registered = sdk(11, "out of gas");
    pub(crate) const NOT_FOUND: Registered = sdk(38, "not found");
    /// An error that has no code of its own.
    pub(crate) const INTERNAL: Registered = Registered::new("undefined", 1, "internal error");
    /// An error of the bank module, cosmos-sdk `x/bank/types/errors.go`.
    pub(crate) const SEND_DISABLED: Registered = Registered::new("bank", 5, "send transactions are disabled");
}

/// Errors of wasmd, `x/wasm/types/errors.go`.
pub(crate) mod wasm {
    use super::Registered;
    const fn wasm(code: u32, text: &'static str) -> Registered {
        Registered::new("wasm", code, text)
    }
    pub(crate) const INSTANTIATE_FAILED: Registered = wasm(4, "instantiate wasm contract failed");
    pub(crate) const EXECUTE_FAILED: Registered = wasm(5, "execute wasm contract failed");
    pub(crate) const QUERY_FAILED: Registered = wasm(9, "query wasm contract failed");
    pub(crate) const MIGRATION_FAILED: Registered = wasm(11, "migrate wasm contract failed");
    pub(crate) const EMPTY: Registered = wasm(12, "empty");
    pub(crate) const INVALID: Registered = wasm(14, "invalid");
    pub(crate) const UNKNOWN_MSG: Registered = wasm(20, "unknown message from the contract");
    pub(crate) const NO_SUCH_CONTRACT: Registered = wasm(22, "no such contract");
    pub(crate) const VM_ERROR: Registered = wasm(29, "wasmvm error");
    pub(crate) const EXCEED_MAX_CALL_DEPTH: Registered = wasm(30, "max call depth exceeded");
}

/// Errors of ibc-go, `core/04-channel`, `core/03-connection`, `core/05-port` and `core/23-commitment`, each in
/// `types/errors.go`.
pub(crate) mod ibc {
    use super::Registered;
    const fn channel(code: u32, text: &'static str) -> Registered {
        Registered::new("channel", code, text)
    }
    pub(crate) const CHANNEL_NOT_FOUND: Registered = channel(3, "channel not found");
    pub(crate) const INVALID_CHANNEL_STATE: Registered = channel(5, "invalid channel state");
    pub(crate) const INVALID_CHANNEL_ORDERING: Registered = channel(6, "invalid channel ordering");
    pub(crate) const INVALID_PACKET: Registered = channel(13, "invalid packet");
    pub(crate) const TOO_MANY_CONNECTION_HOPS: Registered = channel(15, "too many connection hops");
    pub(crate) const INVALID_ACKNOWLEDGEMENT: Registered = channel(16, "invalid acknowledgement");
    pub(crate) const ACKNOWLEDGEMENT_EXISTS: Registered =
        channel(17, "acknowledgement for packet already exists");
    pub(crate) const PACKET_RECEIVED: Registered = channel(19, "packet already received");
    pub(crate) const PACKET_SEQUENCE_OUT_OF_ORDER: Registered =
        channel(21, "packet sequence is out of order");
    pub(crate) const TIMEOUT_NOT_REACHED: Registered = channel(39, "timeout not reached");
    pub(crate) const TIMEOUT_ELAPSED: Registered = channel(40, "timeout elapsed");
    pub(crate) const CONNECTION_NOT_FOUND: Registered =
        Registered::new("connection", 3, "connection not found");
    pub(crate) const INVALID_PORT: Registered = Registered::new("port", 4, "invalid port");
    pub(crate) const INVALID_PROOF: Registered = Registered::new("commitment", 2, "invalid proof");
    /// An error of ibc-go, `core/errors/errors.go`.
    pub(crate) const INVALID_COINS: Registered = Registered::new("ibc", 6, "invalid coins");
}
