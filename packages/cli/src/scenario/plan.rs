//! A scenario whose names are resolved: what the file calls by name is an index here. Spans are bytes of the file's text.

use std::ops::Range;

use cosmwasm_std::Uint256;
use toml::Spanned;

use super::file::{Fails, Relay};
use crate::report::Outcome;

/// A whole scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it tells; may be empty.
    pub title: String,
    /// The chains, in the order of the file.
    pub chains: Vec<Chain>,
    /// The channels, in the order in which they are opened.
    pub channels: Vec<Channel>,
    /// All accounts of all chains.
    pub accounts: Vec<Account>,
    /// The cw20 tokens.
    pub tokens: Vec<Token>,
    /// Number of names that the file has for packets.
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
    /// Prefix of its addresses too.
    pub name: String,
    /// Whether the contract mints vouchers.
    pub vouchers: bool,
    /// SDK gas for cw20 tokens off the allow list; `None`: they are refused.
    pub default_gas_limit: Option<u64>,
    /// Where the file names it.
    pub span: Range<usize>,
}

/// A channel between two chains.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The chain that opens it.
    pub from: ChainIndex,
    /// The other one.
    pub to: ChainIndex,
    /// Whether the other end is the chain's own `transfer` module.
    pub native: bool,
    /// Where the file names it.
    pub span: Range<usize>,
}

/// An account with its first coins.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its address is made of the name.
    pub name: String,
    /// The chain that it is on.
    pub chain: ChainIndex,
    /// Base units and bank denom.
    pub coins: Vec<(u128, String)>,
    /// Where the file names it.
    pub span: Range<usize>,
}

/// A cw20 token with its first holders.
#[derive(Clone, Debug)]
pub struct Token {
    /// The chain that it is on.
    pub chain: ChainIndex,
    /// Its symbol.
    pub symbol: String,
    /// Whether it is on the contract's allow list.
    pub allowed: bool,
    /// Accounts of the chain, and base units.
    pub holders: Vec<(AccountIndex, u128)>,
    /// Where the file names it.
    pub span: Range<usize>,
}

/// One step: what is done, and how it must end.
#[derive(Clone, Debug)]
pub struct Step {
    /// What happens, in words.
    pub title: String,
    /// How it must end; `None`: however it ends.
    pub outcome: Option<Spanned<Outcome>>,
    /// How often all of it is done, at least once.
    pub rounds: u32,
    /// What is done, in order.
    pub actions: Vec<Action>,
}

/// One action of a step.
#[derive(Clone, Debug)]
pub enum Action {
    /// A user sends.
    Send(Box<Send>),
    /// The relayer does something with a packet that was sent before.
    Relay {
        /// What it does.
        relay: Relay,
        /// The packet.
        packet: PacketRef,
    },
    /// The relayer brings the acknowledgement of a packet that was received.
    Acknowledge(PacketRef),
    /// Seconds pass on all chains.
    Wait(u64),
    /// A refund that waits is paid.
    Claim(Claim),
    /// The chain refuses coins for an account, or accepts them again.
    SetBlocked(AccountIndex, bool),
    /// Shows who holds what at this moment.
    Look,
}

/// A packet that an action names.
#[derive(Clone, Debug)]
pub struct PacketRef {
    /// The name's index.
    pub index: PacketIndex,
    /// The name, for messages.
    pub name: String,
    /// Where the action names it.
    pub span: Range<usize>,
}

/// A user's send.
#[derive(Clone, Debug)]
pub struct Send {
    /// Base units.
    pub amount: Uint256,
    /// What, on the sender's chain.
    pub asset: Asset,
    /// The account that sends.
    pub sender: AccountIndex,
    /// Who is to receive it.
    pub receiver: Receiver,
    /// The channel, from the sender's end.
    pub over: Hop,
    /// What the relayer does with the packet at once.
    pub relay: Relay,
    /// Seconds; `None`: ten minutes.
    pub timeout: Option<u64>,
    /// Free text for the receiver's chain; `None`: the packet has none.
    pub memo: Option<String>,
    /// The name that later actions have for the packet.
    pub name: Option<PacketIndex>,
    /// Which refusal is expected; `None`: the contract takes it.
    pub fails: Option<Spanned<Fails>>,
}

/// The receiver of a send.
#[derive(Clone, Debug)]
pub enum Receiver {
    /// An account of the other chain.
    Account(AccountIndex),
    /// Any text.
    Text(String),
}

/// A refund that could not be paid before.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What, on the owner's chain.
    pub asset: Asset,
    /// The account that it is paid to.
    pub owner: AccountIndex,
    /// Who asks; `None`: a stranger.
    pub caller: Option<AccountIndex>,
}

/// An asset as a chain sees it.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The chain that sees it.
    pub chain: ChainIndex,
    /// The channels that it came over, latest first.
    pub hops: Vec<Hop>,
    /// What it is at home.
    pub base: Base,
    /// As the file writes it: `near/far/uhub`.
    pub text: String,
    /// Where the file writes it.
    pub span: Range<usize>,
}

/// What an asset is at home.
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
