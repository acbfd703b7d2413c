//! The types of a scenario file. `packages/cli/scenarios/` has examples with comments.

use serde::de::{Deserializer, Visitor};
use serde::Deserialize;
use toml::Spanned;

use crate::report::Outcome;

/// Text with its position in the file.
pub type Text = Spanned<String>;

/// A whole scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Title of the scenario.
    #[serde(default)]
    pub title: String,
    /// Chains, each with the transfer contract on it.
    #[serde(default)]
    pub chain: Vec<Chain>,
    /// The cw20 tokens, each on its own chain.
    #[serde(default)]
    pub token: Vec<Token>,
    /// The accounts, with what they hold at the beginning.
    #[serde(default)]
    pub account: Vec<Account>,
    /// The channels, opened in this order.
    #[serde(default)]
    pub channel: Vec<Channel>,
    /// The steps, in the order in which they are played.
    #[serde(default)]
    pub step: Vec<Step>,
}

/// A chain. Its chain id is `<name>-1`, and its name is the prefix of its addresses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Name of the chain: lower-case letters and digits.
    pub name: Text,
    /// Whether the contract mints vouchers for tokens of other chains.
    #[serde(default = "yes")]
    pub vouchers: bool,
    /// SDK gas for cw20 tokens that are not on the allow list; absent: they are rejected.
    pub default_gas_limit: Option<u64>,
}

/// A cw20 token.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Name of the chain that the token is on.
    pub chain: Text,
    /// Symbol of the token, 3 to 12 letters and hyphens. The scenario names the token by it.
    pub symbol: Text,
    /// Whether it is on the contract's allow list.
    #[serde(default = "yes")]
    pub allowed: bool,
}

/// An account on one chain, and what it holds at the beginning.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Name of the account in the scenario.
    pub name: Text,
    /// Name of the chain that the account is on.
    pub chain: Text,
    /// Amounts in base units: `1000 uhub`, `50 GOLD`.
    #[serde(default)]
    pub holds: Vec<Text>,
}

/// A channel between the transfer contracts of two chains.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Name of the channel in the scenario.
    pub name: Text,
    /// Name of the chain that opens the channel.
    pub from: Text,
    /// Name of the other chain.
    pub to: Text,
    /// Whether the other end is the chain's own `transfer` module.
    #[serde(default)]
    pub native: bool,
}

/// One step: the actions, and the expected result.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Description of the step.
    pub title: String,
    /// Expected result; absent: any result is accepted.
    pub outcome: Option<Spanned<Outcome>>,
    /// Number of times that the actions are repeated; absent: once.
    pub repeat: Option<Spanned<u32>>,
    /// The actions, in order.
    #[serde(rename = "do")]
    pub actions: Vec<Spanned<Action>>,
}

/// One action of a step.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// A user sends tokens.
    Send(Box<Send>),
    /// The relayer delivers a packet and its acknowledgement.
    Deliver(Text),
    /// The relayer delivers a packet.
    Receive(Text),
    /// The relayer delivers the acknowledgement of a packet that was received.
    Acknowledge(Text),
    /// Time passes until the packet can only time out, and the relayer delivers the timeout.
    Expire(Text),
    /// This number of seconds passes on all chains.
    Wait(u64),
    /// A claim is paid.
    Claim(Claim),
    /// The chain's bank rejects payments to this account, as it does for module accounts.
    Block(Text),
    /// The chain's bank accepts payments to this account again.
    Unblock(Text),
    /// Shows the holdings at this moment.
    Look,
}

/// A send of a user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// Amount and asset: `400 uhub`; `400 near/uhub` is the voucher that came over the channel `near`.
    pub coin: Text,
    /// Name of the account that sends.
    pub from: Text,
    /// Name of the account on the other chain that receives.
    pub to: Option<Text>,
    /// Any text as the receiver, instead of an account.
    pub to_address: Option<Text>,
    /// Name of the channel to send over.
    pub over: Text,
    /// What the relayer does with the packet.
    #[serde(default)]
    pub relay: Relay,
    /// Timeout in seconds; absent: ten minutes.
    pub timeout: Option<u64>,
    /// Memo of the packet; absent: none.
    pub memo: Option<String>,
    /// Name by which later actions refer to the packet.
    #[serde(rename = "as")]
    pub name: Option<Text>,
    /// Whether the contract must reject the send: `true`, or a text that the error must contain. `false` is the same as
    /// absent.
    pub fails: Option<Spanned<Fails>>,
}

/// The expected error of a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fails {
    /// Any error (`true`), or none (`false`).
    Any(bool),
    /// An error whose text contains this.
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

/// What the relayer does with a packet right after the send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relay {
    /// Delivers the packet and its acknowledgement.
    #[default]
    Deliver,
    /// Delivers the packet and withholds the acknowledgement.
    Receive,
    /// Withholds the packet.
    Withhold,
    /// Withholds the packet until it has timed out, and then delivers the timeout.
    Expire,
}

/// A payment of a claim.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The asset, named as in a send.
    pub asset: Text,
    /// Name of the account that owns the claim.
    pub owner: Text,
    /// Name of the account that calls `claim`, on the same chain; absent: an account that owns no claim.
    pub by: Option<Text>,
}

fn yes() -> bool {
    true
}
