//! The file as it is written. `packages/cli/scenarios/` has commented examples.

use serde::de::{Deserializer, Visitor};
use serde::Deserialize;
use toml::Spanned;

use crate::report::Outcome;

/// Text with its place.
pub type Text = Spanned<String>;

/// A whole scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What it tells.
    #[serde(default)]
    pub title: String,
    /// Chains, each with the transfer contract on it.
    #[serde(default)]
    pub chain: Vec<Chain>,
    /// cw20 tokens.
    #[serde(default)]
    pub token: Vec<Token>,
    /// Who holds what at first.
    #[serde(default)]
    pub account: Vec<Account>,
    /// Channels.
    #[serde(default)]
    pub channel: Vec<Channel>,
    /// What happens.
    #[serde(default)]
    pub step: Vec<Step>,
}

/// A chain `<name>-1`, whose addresses begin with its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Lower-case letters and digits.
    pub name: Text,
    /// Whether the contract mints vouchers for tokens of other chains.
    #[serde(default = "yes")]
    pub vouchers: bool,
    /// SDK gas for cw20 tokens off the allow list; unset: they are refused.
    pub default_gas_limit: Option<u64>,
}

/// A cw20 token.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Where it is at home.
    pub chain: Text,
    /// 3 to 12 letters and hyphens; how the scenario calls it.
    pub symbol: Text,
    /// Whether it is on the contract's allow list.
    #[serde(default = "yes")]
    pub allowed: bool,
}

/// An account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// How the scenario calls it.
    pub name: Text,
    /// Where it is.
    pub chain: Text,
    /// Amounts in base units: `1000 uhub`, `50 GOLD`.
    #[serde(default)]
    pub holds: Vec<Text>,
}

/// A channel between the transfer contracts of two chains.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// How the scenario calls it.
    pub name: Text,
    /// The chain that opens it.
    pub from: Text,
    /// The other one.
    pub to: Text,
    /// The other end is the chain's own `transfer` module.
    #[serde(default)]
    pub native: bool,
}

/// One step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happens.
    pub title: String,
    /// How it must end; unset: however it ends.
    pub outcome: Option<Spanned<Outcome>>,
    /// How often all of it is done.
    pub repeat: Option<Spanned<u32>>,
    /// In order.
    #[serde(rename = "do")]
    pub actions: Vec<Spanned<Action>>,
}

/// Something done.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// A user sends.
    Send(Box<Send>),
    /// The relayer brings a packet and its acknowledgement.
    Deliver(Text),
    /// The relayer brings a packet.
    Receive(Text),
    /// The relayer brings the acknowledgement.
    Acknowledge(Text),
    /// Time passes until the packet can only time out, and the relayer proves it.
    Expire(Text),
    /// Seconds pass on all chains.
    Wait(u64),
    /// A refund that waits is paid.
    Claim(Claim),
    /// The chain takes no coins for this account, as for a module account.
    Block(Text),
    /// It takes them again.
    Unblock(Text),
    /// Shows who holds what at this moment.
    Look,
}

/// A user's send.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// Amount and what: `400 uhub`; `400 near/uhub` is the voucher that came over the channel `near`.
    pub coin: Text,
    /// An account.
    pub from: Text,
    /// An account of the other chain.
    pub to: Option<Text>,
    /// Any text instead of an account.
    pub to_address: Option<Text>,
    /// A channel.
    pub over: Text,
    /// What the relayer does with the packet.
    #[serde(default)]
    pub relay: Relay,
    /// Seconds; ten minutes if unset.
    pub timeout: Option<u64>,
    /// Carried along.
    pub memo: Option<String>,
    /// How later actions call the packet.
    #[serde(rename = "as")]
    pub name: Option<Text>,
    /// The contract refuses the send: `true`, or a text that the refusal contains. `false` is as good as nothing.
    pub fails: Option<Spanned<Fails>>,
}

/// Which refusal a send expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fails {
    /// Any (`true`), or none (`false`).
    Any(bool),
    /// One whose text contains this.
    With(String),
}

impl<'de> Deserialize<'de> for Fails {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Fails;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`true`, or a text that the refusal contains")
            }

            fn visit_bool<E>(self, any: bool) -> Result<Fails, E> {
                Ok(Fails::Any(any))
            }

            fn visit_str<E>(self, text: &str) -> Result<Fails, E> {
                Ok(Fails::With(text.into()))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// What the relayer does with a packet at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relay {
    /// Brings it and its acknowledgement.
    #[default]
    Deliver,
    /// Brings it, and keeps the acknowledgement back.
    Receive,
    /// Nothing.
    Withhold,
    /// Nothing until its time has passed; then proves that.
    Expire,
}

/// A refund that could not be paid before.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What, as in a send.
    pub asset: Text,
    /// Whose: an account.
    pub owner: Text,
    /// Who asks: an account of the same chain; unset: a stranger.
    pub by: Option<Text>,
}

fn yes() -> bool {
    true
}
