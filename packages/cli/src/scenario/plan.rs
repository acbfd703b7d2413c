//! A scenario whose names are resolved: names of the file are indexes here. Spans are positions in the file's text, in
//! bytes.

use std::ops::Range;

use cosmwasm_std::Uint256;
use toml::Spanned;

use super::file::{Fails, Relay};
use crate::report::Outcome;

/// A whole scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Title of the scenario; may be empty.
    pub title: String,
    /// The chains, in the order of the file.
    pub chains: Vec<Chain>,
    /// The channels, in the order in which they are opened.
    pub channels: Vec<Channel>,
    /// All accounts of all chains.
    pub accounts: Vec<Account>,
    /// The cw20 tokens.
    pub tokens: Vec<Token>,
    /// Number of packet names in the file.
    pub packets: usize,
    /// The steps, in the order in which they are played.
    pub steps: Vec<Step>,
}

/// Index of a chain in [`Plan::chains`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainIndex(pub usize);

/// Index of an account in [`Plan::accounts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountIndex(pub usize);

/// Index of a token in [`Plan::tokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenIndex(pub usize);

/// Index of a packet's name, below [`Plan::packets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketIndex(pub usize);

/// A chain with the transfer contract.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Name of the chain, which is also the prefix of its addresses.
    pub name: String,
    /// Whether the contract mints vouchers for tokens of other chains.
    pub vouchers: bool,
    /// SDK gas for cw20 tokens that are not on the allow list; `None`: they are rejected.
    pub default_gas_limit: Option<u64>,
    /// Position in the file.
    pub span: Range<usize>,
}

/// A channel between two chains.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The chain that opens it.
    pub from: ChainIndex,
    /// The other chain.
    pub to: ChainIndex,
    /// Whether the other end is the chain's own `transfer` module.
    pub native: bool,
    /// Position in the file.
    pub span: Range<usize>,
}

/// An account, and the coins that it holds at the beginning.
#[derive(Clone, Debug)]
pub struct Account {
    /// Name of the account, from which its address is derived.
    pub name: String,
    /// The chain that it is on.
    pub chain: ChainIndex,
    /// Amounts in base units, and their bank denoms.
    pub coins: Vec<(u128, String)>,
    /// Position in the file.
    pub span: Range<usize>,
}

/// A cw20 token, and the accounts that hold it at the beginning.
#[derive(Clone, Debug)]
pub struct Token {
    /// The chain that the token is on.
    pub chain: ChainIndex,
    /// Symbol of the token.
    pub symbol: String,
    /// Whether it is on the contract's allow list.
    pub allowed: bool,
    /// Accounts of the same chain, and their amounts in base units.
    pub holders: Vec<(AccountIndex, u128)>,
    /// Position in the file.
    pub span: Range<usize>,
}

/// One step: the actions, and the expected result.
#[derive(Clone, Debug)]
pub struct Step {
    /// Description of the step.
    pub title: String,
    /// Expected result; `None`: any result is accepted.
    pub outcome: Option<Spanned<Outcome>>,
    /// Number of times that the actions are repeated, at least one.
    pub rounds: u32,
    /// The actions, in order.
    pub actions: Vec<Action>,
}

/// One action of a step.
#[derive(Clone, Debug)]
pub enum Action {
    /// A user sends tokens.
    Send(Box<Send>),
    /// The relayer acts on a packet that was sent before.
    Relay {
        /// What the relayer does.
        relay: Relay,
        /// The packet that it acts on.
        packet: PacketRef,
    },
    /// The relayer delivers the acknowledgement of a packet that was received.
    Acknowledge(PacketRef),
    /// This number of seconds passes on all chains.
    Wait(u64),
    /// A claim is paid.
    Claim(Claim),
    /// The chain's bank rejects payments to an account, or accepts them again.
    SetBlocked(AccountIndex, bool),
    /// Shows the holdings at this moment.
    Look,
}

/// A packet that an action names.
#[derive(Clone, Debug)]
pub struct PacketRef {
    /// Index of the packet's name.
    pub index: PacketIndex,
    /// Name of the packet, for error texts.
    pub name: String,
    /// Position of the action in the file.
    pub span: Range<usize>,
}

/// A send of a user.
#[derive(Clone, Debug)]
pub struct Send {
    /// Amount in base units.
    pub amount: Uint256,
    /// The asset, on the sender's chain.
    pub asset: Asset,
    /// The account that sends.
    pub sender: AccountIndex,
    /// The receiver on the other chain.
    pub receiver: Receiver,
    /// The channel, from the sender's end.
    pub over: Hop,
    /// What the relayer does with the packet right after the send.
    pub relay: Relay,
    /// Timeout in seconds; `None`: ten minutes.
    pub timeout: Option<u64>,
    /// Memo of the packet; `None`: none.
    pub memo: Option<String>,
    /// Name by which later actions refer to the packet.
    pub name: Option<PacketIndex>,
    /// The expected error; `None`: the contract accepts the send.
    pub fails: Option<Spanned<Fails>>,
}

/// The receiver of a send.
#[derive(Clone, Debug)]
pub enum Receiver {
    /// An account of the other chain.
    Account(AccountIndex),
    /// Any text instead of an account.
    Text(String),
}

/// A payment of a claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The asset, on the owner's chain.
    pub asset: Asset,
    /// The account that owns the claim and is paid.
    pub owner: AccountIndex,
    /// The account that calls `claim`; `None`: an account that owns no claim.
    pub caller: Option<AccountIndex>,
}

/// An asset on one chain.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The chain that the asset is on.
    pub chain: ChainIndex,
    /// The channels that the asset came over, latest first.
    pub hops: Vec<Hop>,
    /// The asset on its source chain.
    pub base: Base,
    /// Name of the asset as in the file: `near/far/uhub`.
    pub text: String,
    /// Position in the file.
    pub span: Range<usize>,
}

/// An asset on its source chain.
#[derive(Clone, Debug)]
pub enum Base {
    /// A bank denom.
    Native(String),
    /// A cw20 token.
    Token(TokenIndex),
}

/// A channel, seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Index in [`Plan::channels`].
    pub channel: usize,
    /// Whether this end is the one that opened it.
    pub is_opener: bool,
}
