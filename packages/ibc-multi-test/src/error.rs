//! Errors of transactions. cw-multi-test formats every error into a string (with Display in `WasmKeeper::execute`, with
//! Debug for the reply), so no type survives. An error is therefore encoded as a mark in the text, with its own text in
//! hex.
use crate::codes::{sdk, Registered, RELAYER};
use crate::go;
use cosmwasm_std::StdError;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// Which part failed, and which callers may catch the error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The chain rejected a message. The error is redacted in replies and acknowledgements, as on wasmd.
    Host,
    /// A contract returned `Err` from instantiate, execute, query or migrate. Its direct caller sees the text.
    Contract,
    /// A contract returned `Err` from `ibc_packet_receive`. The text becomes the acknowledgement.
    Refused,
    /// A call ran out of gas. Only a sub-message with a gas limit below the remaining gas catches this.
    OutOfGas,
    /// A trap in `ibc_packet_receive`. Nothing catches it, and the transaction is aborted.
    Trap,
    /// No transaction was made, because there is nothing to prove or the chain is not simulated.
    Relayer,
}

/// The error of a failed transaction. The state of the transaction is reverted as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TxError {
    /// Which part failed, and so which callers may catch the error.
    pub kind: ErrorKind,
    /// Codespace of the Cosmos SDK (`sdk`, `wasm`, `channel`, ...); `undefined` for an error without a code of its own.
    pub codespace: String,
    /// Code within the codespace.
    pub code: u32,
    /// Text of the error, not redacted.
    pub text: String,
}

/// Result of functions that read or change a chain.
pub type TxResult<T> = Result<T, TxError>;

impl fmt::Display for TxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}: {}", self.codespace, self.code, self.text)
    }
}
impl std::error::Error for TxError {}

/// The beginning of a mark. It contains a nonce that contracts cannot see: cw-multi-test prints the failed message into
/// the error, so a contract can put any text before the mark (as `contract_addr`, for example).
fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| format!("<<fault{:016x}:", RandomState::new().hash_one(0u8)))
}
const END: &str = ">>";
const KINDS: [ErrorKind; 6] = [
    ErrorKind::Host,
    ErrorKind::Contract,
    ErrorKind::Refused,
    ErrorKind::OutOfGas,
    ErrorKind::Trap,
    ErrorKind::Relayer,
];

impl Registered {
    /// The chain's error without a context, encoded.
    pub fn error(self) -> StdError {
        self.with_text(self.text)
    }
    /// The chain's error as `context: text`, as `errorsmod.Wrap` writes it.
    pub fn wrap(self, context: impl fmt::Display) -> StdError {
        self.with_text(format!("{context}: {}", self.text))
    }
    /// The chain's error with a text that does not end in the registered one.
    pub fn with_text(self, text: impl Into<String>) -> StdError {
        TxError::new(ErrorKind::Host, self, text).into_std()
    }
}

pub(crate) fn out_of_gas() -> StdError {
    let code = sdk::OUT_OF_GAS;
    TxError::new(ErrorKind::OutOfGas, code, code.text).into_std()
}

impl TxError {
    pub(crate) fn new(kind: ErrorKind, of: Registered, text: impl Into<String>) -> Self {
        Self {
            kind,
            codespace: of.codespace.into(),
            code: of.code,
            text: text.into(),
        }
    }
    pub(crate) fn relayer(text: impl Into<String>) -> Self {
        Self::new(ErrorKind::Relayer, RELAYER, text)
    }
    /// The error that is encoded in `e`.
    pub(crate) fn of(e: &StdError) -> Self {
        Self::find(&e.to_string()).0
    }
    /// Whether no caller within the transaction may catch the error. A gas limit still catches `OutOfGas`.
    pub(crate) fn is_fatal(&self) -> bool {
        matches!(self.kind, ErrorKind::OutOfGas | ErrorKind::Trap)
    }

    pub(crate) fn into_std(self) -> StdError {
        let kind = KINDS.iter().position(|k| *k == self.kind).unwrap_or(0);
        let text = hex::encode(self.text.as_bytes());
        StdError::msg(format!(
            "{}{kind},{},{},{text}{END}",
            mark(),
            self.codespace,
            self.code
        ))
    }
    /// The first mark in an error text, and how many `WasmMsg`s are nested around it. A contract's own text is hex inside
    /// a mark, and its messages cannot contain the nonce.
    pub(crate) fn find(text: &str) -> (TxError, usize) {
        let unknown = || TxError::new(ErrorKind::Host, sdk::INTERNAL, text);
        let Some((before, rest)) = text.split_once(mark()) else {
            return (unknown(), 0);
        };
        let depth = before.matches("Error executing WasmMsg:").count();
        let parsed = rest.split_once(END).and_then(|(mark, _)| {
            let mut part = mark.splitn(4, ',');
            let kind = *KINDS.get(part.next()?.parse::<usize>().ok()?)?;
            let (codespace, code) = (part.next()?, part.next()?.parse().ok()?);
            let text = String::from_utf8(hex::decode(part.next()?).ok()?).ok()?;
            let codespace = codespace.into();
            Some(TxError {
                kind,
                codespace,
                code,
                text,
            })
        });
        (parsed.unwrap_or_else(unknown), depth)
    }

    /// The text that wasmd passes to the caller's reply: the direct callee's own `Err` in full, and all other errors
    /// redacted.
    pub(crate) fn reply_text(&self, depth: usize) -> String {
        match self.kind {
            ErrorKind::Contract if depth == 1 => self.text.clone(),
            _ => format!("codespace: {}, code: {}", self.codespace, self.code),
        }
    }
    /// The acknowledgement that wasmd writes for a failed receive (`x/wasm/ibc.go`, OnRecvPacket).
    pub(crate) fn ack(&self) -> Vec<u8> {
        match self.kind {
            ErrorKind::Refused => go::ack::error_ack(&self.text),
            _ => go::ack::error_ack(&format!(
                "ABCI error: {}/{}: error handling packet: see events for details",
                self.codespace, self.code
            )),
        }
    }
}
