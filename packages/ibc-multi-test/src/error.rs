//! Errors of transactions. cw-multi-test formats every error into a string (with Display in
//! `WasmKeeper::execute`, with Debug for the reply), so nothing typed survives it: an error travels
//! as a mark in the text, its own text in hex.
use crate::codes::{sdk, Registered, RELAYER};
use crate::go;
use cosmwasm_std::StdError;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// Who failed, and who may catch it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The chain refused: redacted in replies and acknowledgements, as on wasmd.
    Host,
    /// A contract returned `Err` from instantiate, execute, query or migrate: its direct caller sees the text.
    Contract,
    /// A contract returned `Err` from `ibc_packet_receive`: the text becomes the acknowledgement.
    Refused,
    /// Out of gas: caught only by a gas limit below what was left.
    OutOfGas,
    /// A trap in `ibc_packet_receive`: nothing catches it, the transaction is aborted.
    Trap,
    /// No transaction was made: there is nothing to prove, or the chain is not simulated.
    Relayer,
}

/// A failed transaction. Its state is reverted as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TxError {
    /// Who failed, and so who may catch it.
    pub kind: ErrorKind,
    /// Codespace of the Cosmos SDK (`sdk`, `wasm`, `channel`, ...); `undefined` where the SDK has none either.
    pub codespace: String,
    /// Code within the codespace.
    pub code: u32,
    /// The text, un-redacted.
    pub text: String,
}

/// Result of what reads or changes a chain.
pub type TxResult<T> = Result<T, TxError>;

impl fmt::Display for TxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}: {}", self.codespace, self.code, self.text)
    }
}
impl std::error::Error for TxError {}

/// With a nonce that no contract sees: cw-multi-test prints the failed message into the error, so a
/// contract can put any text (as `contract_addr`, say) before our mark.
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
    /// The chain's error without a context, ready to travel.
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
    /// The error inside `e`.
    pub(crate) fn of(e: &StdError) -> Self {
        Self::find(&e.to_string()).0
    }
    /// Nobody below the transaction may catch it (for `OutOfGas`: but a gas limit).
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
    /// The first mark in an error text, and how many `WasmMsg`s stand above it. A contract's own
    /// text is hex inside a mark, and its messages cannot contain the nonce.
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

    /// What wasmd tells the caller's reply: the direct callee's own `Err` in full, all else redacted.
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
