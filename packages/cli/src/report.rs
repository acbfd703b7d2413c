//! What happened, step by step.

use std::fmt;
use std::process::ExitCode;

use cosmwasm_std::Uint256;
use serde::{Deserialize, Serialize, Serializer};

use crate::holdings::{self, Line};
use causeway_multi_test::Invariants;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The receiver has it.
    Delivered,
    /// It is where it came from.
    Returned,
    /// The other chain refused it, and the sender has it back.
    RefundedOnError,
    /// Its time passed, and the sender has it back.
    RefundedOnTimeout,
    /// The refund could not be paid at first, and was claimed later.
    Claimed,
    /// The refund could not be paid, and waits as a claim.
    ClaimOpen,
    /// It is still under way.
    InFlight,
    /// The contract did not take it.
    NotSent,
    /// Nothing was sent or relayed.
    Nothing,
}

/// Something that went from one chain to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// Name of a chain.
    pub from: String,
    /// Name of a chain.
    pub to: String,
    /// What went there.
    pub label: Label,
}

/// What an arrow stands for. Serialized as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A packet with tokens.
    Sent {
        /// Base units.
        amount: Uint256,
        /// Name of the asset on the sender's chain, see [`holdings::asset_name`].
        name: String,
    },
    /// A success acknowledgement.
    Ack,
    /// An error acknowledgement.
    ErrorAck,
    /// The proof that a packet timed out.
    Timeout,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent { amount, name } => write!(f, "{amount} {name}"),
            Self::Ack => f.write_str("ack"),
            Self::ErrorAck => f.write_str("error ack"),
            Self::Timeout => f.write_str("timeout"),
        }
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Who holds what at one moment, for plots.
#[derive(Clone, Debug)]
pub struct Scene {
    /// When in the scenario it is.
    pub title: String,
    /// Accounts, escrow, in flight, claims.
    pub lines: Vec<Line>,
    /// All vouchers that exist, by chain.
    pub vouchers: Vec<Line>,
}

/// One step of the story.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What happens, in words.
    pub title: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What went between the chains.
    pub arrows: Vec<Arrow>,
    /// Who holds what while it is under way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub midway: Vec<Line>,
    /// Who holds what afterwards.
    pub holdings: Vec<Line>,
    /// What holds midway and afterwards.
    pub invariants: Invariants,
    /// Each moment that was looked at.
    #[serde(skip)]
    pub scenes: Vec<Scene>,
}

/// A whole story.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The steps that were played, in order.
    pub steps: Vec<Step>,
    /// Those that held after every step.
    pub invariants: Invariants,
    /// All held, always.
    pub ok: bool,
    /// Before the first step.
    #[serde(skip)]
    pub begin: Option<Scene>,
    /// Names of the chains, in order.
    #[serde(skip)]
    pub chains: Vec<String>,
    /// What it tells.
    #[serde(skip)]
    pub title: String,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = serde_json::to_value(self).unwrap_or_default();
        f.write_str(&name.as_str().unwrap_or_default().replace('_', " "))
    }
}

/// The story as text.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    for (number, step) in (1..).zip(&report.steps) {
        text.push_str(&format!("{number}. {} -> {}\n", step.title, step.outcome));
        if !step.midway.is_empty() {
            text.push_str(&format!(
                "  under way\n{}  at the end\n",
                holdings::render(&step.midway)
            ));
        }
        text.push_str(&holdings::render(&step.holdings));
        let marks = step.invariants.by_name().map(|(name, holds)| {
            let code = name.split(' ').next().unwrap_or_default();
            format!("{code} {}", if holds { "ok" } else { "BROKEN" })
        });
        text.push_str(&format!("  {}\n\n", marks.join("  ")));
    }
    text
}

/// The last line: which invariants held throughout, and what is wrong with those that did not.
pub fn verdict(report: &Report) -> String {
    if report.ok {
        return match report.steps.len() {
            1 => "All six invariants held after the step.\n".into(),
            steps => format!("All six invariants held after each of {steps} steps.\n"),
        };
    }
    report
        .invariants
        .broken
        .iter()
        .map(|what| format!("BROKEN {what}\n"))
        .collect()
}

impl Report {
    /// Success only if all invariants held.
    pub fn exit_code(&self) -> ExitCode {
        match self.ok {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }
    }
}
