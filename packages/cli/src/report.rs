//! The report of a scenario: what happened in each step.

use std::fmt;
use std::process::ExitCode;

use cosmwasm_std::Uint256;
use serde::{Deserialize, Serialize, Serializer};

use crate::holdings::{self, Line};
use causeway_multi_test::Invariants;

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The packet was delivered, and the receiver has the tokens.
    Delivered,
    /// The tokens came back to the chain that they were sent from before.
    Returned,
    /// The other chain rejected the packet, and the sender was refunded.
    RefundedOnError,
    /// The packet timed out, and the sender was refunded.
    RefundedOnTimeout,
    /// The refund could not be paid at first, and was claimed later.
    Claimed,
    /// The refund could not be paid, and is open as a claim.
    ClaimOpen,
    /// The packet is in flight.
    InFlight,
    /// The contract rejected the send.
    NotSent,
    /// Nothing was sent or relayed.
    Nothing,
}

/// A packet, acknowledgement or timeout between two chains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// Name of the chain where the arrow begins.
    pub from: String,
    /// Name of the chain where the arrow ends.
    pub to: String,
    /// What the arrow stands for.
    pub label: Label,
}

/// What an arrow stands for. It is serialised as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A packet with tokens.
    Sent {
        /// Amount in base units.
        amount: Uint256,
        /// Name of the asset on the sender's chain, see [`holdings::asset_name`].
        name: String,
    },
    /// A success acknowledgement.
    Ack,
    /// An error acknowledgement.
    ErrorAck,
    /// The timeout of a packet.
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

/// The holdings at one moment, for the plots.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Description of the moment within the scenario.
    pub title: String,
    /// Accounts, escrow, packets in flight, and claims.
    pub lines: Vec<Line>,
    /// The supply of each voucher, by chain.
    pub vouchers: Vec<Line>,
}

/// One step of a scenario, after it was played.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Description of the step, from the scenario.
    pub title: String,
    /// Result of the step.
    pub outcome: Outcome,
    /// The packets, acknowledgements and timeouts of the step, in order.
    pub arrows: Vec<Arrow>,
    /// The holdings in the middle of the step, if the scenario asks for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub midway: Vec<Line>,
    /// The holdings at the end of the step.
    pub holdings: Vec<Line>,
    /// The invariants that held in the middle of the step and at its end.
    pub invariants: Invariants,
    /// The moments of the step, for the plots.
    #[serde(skip)]
    pub scenes: Vec<Scene>,
}

/// The report of a whole scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The steps that were played, in order.
    pub steps: Vec<Step>,
    /// The invariants that held after every step.
    pub invariants: Invariants,
    /// Whether all invariants held after every step.
    pub ok: bool,
    /// The moment before the first step, for the plots.
    #[serde(skip)]
    pub begin: Option<Scene>,
    /// Names of the chains, in the order of the scenario.
    #[serde(skip)]
    pub chains: Vec<String>,
    /// Title of the scenario.
    #[serde(skip)]
    pub title: String,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = serde_json::to_value(self).unwrap_or_default();
        f.write_str(&name.as_str().unwrap_or_default().replace('_', " "))
    }
}

/// The report as text.
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

/// The last line of the report: which invariants held throughout, and what is wrong with the others.
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
    /// Exit code 0 if all invariants held, otherwise 1.
    pub fn exit_code(&self) -> ExitCode {
        match self.ok {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }
    }
}
