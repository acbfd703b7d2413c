//! What an operator must know before a migration, read from the contract's state: of a cw20-ics20 that shall be taken over,
//! or of an earlier version of this contract. Each line says whether it is fine, needs a look, or stops the migration.

mod assets;
mod changes;
mod code;
mod command;
mod settings;
mod state;
mod traffic;

use causeway_transfer::msg::MigrateMsg;
use cosmwasm_std::{StdError, StdResult};
use serde::Serialize;
use serde_json::Value;

pub use self::changes::{changes, Change};
pub use self::code::Code;
pub use self::state::State;

/// How grave a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing to do.
    Fine,
    /// The operator should know it, and perhaps act.
    Look,
    /// Do not migrate before this is understood or mended.
    Stop,
}

/// One thing that an operator must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// How grave it is.
    pub verdict: Verdict,
    /// What it is about, always the same words.
    pub topic: &'static str,
    /// What was found, and what to do.
    pub text: String,
}

impl Line {
    fn new(verdict: Verdict, topic: &'static str, text: impl Into<String>) -> Self {
        Self {
            verdict,
            topic,
            text: text.into(),
        }
    }

    fn fine(topic: &'static str, text: impl Into<String>) -> Self {
        Self::new(Verdict::Fine, topic, text)
    }

    fn look(topic: &'static str, text: impl Into<String>) -> Self {
        Self::new(Verdict::Look, topic, text)
    }

    fn stop(topic: &'static str, text: impl Into<String>) -> Self {
        Self::new(Verdict::Stop, topic, text)
    }
}

/// What the migration shall do.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The code to migrate to; `None`: not stored yet.
    pub code: Option<Code>,
    /// The code of vouchers to mint from now on; `None`: as before.
    pub voucher_code: Option<Code>,
    /// The chain's own command line, which the printed commands begin with.
    pub program: String,
}

/// What was found, and what to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the order in which an operator asks.
    pub lines: Vec<Line>,
    /// The migrate message, without the fields that are not given.
    pub message: Value,
    /// First the dry run, then the migration; empty where nobody may migrate, or only a contract.
    pub commands: Vec<String>,
}

impl Report {
    /// The gravest verdict of all lines.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.lines.iter().map(|line| line.verdict);
        verdicts.max().unwrap_or(Verdict::Fine)
    }
}

/// Looks at everything.
pub fn check(state: &State, wish: &Wish) -> Report {
    let message = MigrateMsg {
        voucher_code_id: wish.voucher_code.as_ref().map(|code| code.id),
        ..MigrateMsg::default()
    };
    let mut lines = vec![
        code::version(state),
        code::rehearsal(state, &message, wish),
        command::who_may_migrate(state),
        code::running(state),
        code::new(wish),
    ];
    lines.extend(wish.voucher_code.as_ref().map(code::voucher));
    lines.extend(lines_of("operator", settings::operator(state)));
    lines.extend(lines_of("timeout", settings::timeout(state)));
    lines.extend(lines_of("holdings", assets::holdings(state)));
    lines.extend(lines_of("denoms", assets::denoms(state)));
    lines.extend(lines_of("gas", assets::gas(state)));
    lines.extend(lines_of("in flight", traffic::in_flight(state)));
    lines.extend(lines_of("lists", traffic::lists(state)));
    Report {
        lines,
        commands: command::commands(state, &message, wish),
        message: command::given(&message),
    }
}

/// The lines; one that stops where the state cannot be read.
fn lines_of(topic: &'static str, lines: StdResult<Vec<Line>>) -> Vec<Line> {
    lines.unwrap_or_else(|error: StdError| {
        vec![Line::stop(
            topic,
            format!("the state cannot be read: {error}. Is it a fork with another state?"),
        )]
    })
}
