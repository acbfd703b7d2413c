//! What an audit says.

use std::fmt;

use cosmwasm_std::{Int512, Uint256};
use serde::{Deserialize, Serialize};

/// The six invariants, as the README states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Invariant {
    /// Escrow on the home side is vouchers on the other side, what is in flight, and claims still to be minted.
    #[serde(rename = "I1")]
    Conservation,
    /// What the contract holds covers its escrow and its claims.
    #[serde(rename = "I2")]
    Solvency,
    /// A channel releases at most what was escrowed through it.
    #[serde(rename = "I3")]
    Isolation,
    /// Every packet ends at most once, and its in-flight record exists until then and not after.
    #[serde(rename = "I4")]
    OneEnding,
    /// Acknowledgement and timeout handling does not fail for a packet of this contract.
    #[serde(rename = "I5")]
    NeverStuck,
    /// A receive that is answered with an error has changed nothing.
    #[serde(rename = "I6")]
    NoTrace,
}

impl Invariant {
    /// All six, I1 to I6.
    pub const ALL: [Self; 6] = [
        Self::Conservation,
        Self::Solvency,
        Self::Isolation,
        Self::OneEnding,
        Self::NeverStuck,
        Self::NoTrace,
    ];

    /// `I1` to `I6`.
    pub fn number(self) -> &'static str {
        match self {
            Self::Conservation => "I1",
            Self::Solvency => "I2",
            Self::Isolation => "I3",
            Self::OneEnding => "I4",
            Self::NeverStuck => "I5",
            Self::NoTrace => "I6",
        }
    }

    /// Its name in the README, as `conservation`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conservation => "conservation",
            Self::Solvency => "solvency",
            Self::Isolation => "isolation",
            Self::OneEnding => "one ending",
            Self::NeverStuck => "never stuck",
            Self::NoTrace => "no trace",
        }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.name())
    }
}

/// Whether an invariant holds. The later variant outweighs the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Held,
    /// The snapshots do not tell enough.
    Undecided,
    /// It is broken.
    Broken,
}

/// One invariant of one chain, channel or asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The invariant.
    pub invariant: Invariant,
    /// Id of the chain; for I1 and I3 the asset's home.
    pub chain: String,
    /// Channel on that chain; null: the finding is about the contract as a whole.
    pub channel: Option<String>,
    /// Local denom on that chain; null: the finding is about packets.
    pub denom: Option<String>,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The numbers, and why it is broken or cannot be decided, as a sentence for people.
    pub text: String,
    /// The numbers that were compared; null where there are none.
    pub figures: Option<Figures>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant.number(), self.chain)?;
        for part in [&self.channel, &self.denom].into_iter().flatten() {
            write!(f, " {part}")?;
        }
        write!(f, ": {}", self.text)
    }
}

/// Numbers that were compared, in base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Figures {
    /// I1, of one asset on one channel.
    Conservation {
        /// In escrow by the home chain's books.
        escrow: Uint256,
        /// Supply of the voucher on the other chain.
        vouchers: Uint256,
        /// At least this much is in flight.
        in_flight_least: Uint256,
        /// At most this much is in flight, as far as records tell.
        in_flight_most: Uint256,
        /// Claims on the other chain that are still to be minted.
        to_mint: Uint256,
        /// Escrow beyond all of these: what holders burned of their own vouchers.
        excess: Uint256,
    },
    /// I2, of one asset of one contract.
    Solvency {
        /// What the contract holds; null: the token did not tell.
        held: Option<Uint256>,
        /// Escrow over all channels.
        escrowed: Uint256,
        /// Claims that the contract holds tokens for.
        claimed: Uint256,
    },
    /// I3, of one asset on one channel, by the packet log.
    Isolation {
        /// Ever put into escrow.
        escrowed: Uint256,
        /// Ever paid out of escrow, returned or refunded.
        released: Uint256,
        /// In escrow now by the books.
        outstanding: Uint256,
    },
}

/// An invariant that the snapshot of a chain tells nothing about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotChecked {
    /// The invariant.
    pub invariant: Invariant,
    /// Id of the chain.
    pub chain: String,
    /// What the snapshot lacks.
    pub why: String,
}

/// What a contract holds of one asset beyond what it owes. Below zero it is a deficit, which breaks I2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surplus {
    /// Id of the chain.
    pub chain: String,
    /// Local denom.
    pub denom: String,
    /// What the contract holds less its escrow and claims, in base units.
    pub surplus: Int512,
}

/// A packet that the protocol may have stranded: on a closed channel, with an acknowledgement that nobody can read, or with
/// a refund that the channel's escrow does not cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stranded {
    /// Id of the chain that sent it.
    pub chain: String,
    /// Its record, with what the other chain has done with it.
    pub record: crate::InFlight,
    /// Why, and what it means for the sender, as a sentence.
    pub text: String,
}

/// The outcome of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// All that was compared, by invariant.
    pub findings: Vec<Finding>,
    /// What could not be looked at for want of a packet log.
    pub not_checked: Vec<NotChecked>,
    /// By chain and asset, where it is not zero.
    pub surplus: Vec<Surplus>,
    /// Packets that the protocol may have stranded.
    pub stranded: Vec<Stranded>,
}

impl Findings {
    /// The findings about one invariant.
    pub fn of(&self, invariant: Invariant) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.invariant == invariant)
    }

    /// The gravest verdict about one invariant. `None`: nothing broke it, and at least one chain's snapshot tells nothing
    /// about it.
    pub fn verdict(&self, invariant: Invariant) -> Option<Verdict> {
        let gravest = self.of(invariant).map(|finding| finding.verdict).max();
        let mut not_checked = self.not_checked.iter();
        match gravest {
            Some(Verdict::Broken) => Some(Verdict::Broken),
            _ if not_checked.any(|one| one.invariant == invariant) => None,
            other => Some(other.unwrap_or(Verdict::Held)),
        }
    }

    /// The gravest verdict of all that was compared.
    pub fn gravest(&self) -> Verdict {
        let verdicts = self.findings.iter().map(|finding| finding.verdict);
        verdicts.max().unwrap_or(Verdict::Held)
    }

    /// The findings that are broken.
    pub fn broken(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Broken)
    }

    /// Notes what a snapshot tells nothing about.
    pub(crate) fn skip(&mut self, invariant: Invariant, chain: &str, why: &str) {
        self.not_checked.push(NotChecked {
            invariant,
            chain: chain.into(),
            why: why.into(),
        });
    }
}
