//! What each command takes and prints.

pub mod explain;
mod live;
pub mod msg;
pub mod options;
pub mod run;
pub mod status;

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use causeway::message::Refusal;

/// Why a command gave up. Exit code 2, as for arguments that are not understood; 1 is for invariants that broke.
pub struct Failure {
    what: String,
    hint: Option<String>,
}

/// What a command ends with.
pub type Outcome = Result<ExitCode, Failure>;

impl Failure {
    /// What was wrong and where.
    pub fn new(what: impl ToString) -> Self {
        Self {
            what: what.to_string(),
            hint: None,
        }
    }

    /// What to do about it.
    pub fn hint(mut self, hint: impl ToString) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// Tells it on standard error; colours only on a terminal.
    pub fn tell(&self) -> ExitCode {
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        anstream::eprintln!("{red}error:{red:#} {}", self.what);
        if let Some(hint) = &self.hint {
            let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
            anstream::eprintln!("{cyan}hint:{cyan:#} {hint}");
        }
        ExitCode::from(2)
    }
}

/// A remark beside the result, on standard error.
pub fn note(text: &str) {
    let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    anstream::eprintln!("{cyan}note:{cyan:#} {text}");
}

/// A refusal, with the option that it is about.
pub fn blame(refusal: Refusal) -> Failure {
    let Refusal { field, text } = refusal;
    match field.as_str() {
        "" => Failure::new(format!("the message is refused: {text}")),
        field => Failure::new(format!("--{}: {text}", options::kebab(field))),
    }
}
