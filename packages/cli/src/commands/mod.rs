//! What each command takes and prints.

pub mod audit;
pub mod bring;
pub mod explain;
mod live;
pub mod msg;
pub mod options;
pub mod run;
pub mod status;

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use causeway::Error;

/// What a command ends with. An error ends with exit code 2, as arguments do that are not understood; 1 is for invariants
/// that are broken.
pub type Outcome = Result<ExitCode, Error>;

/// Tells an error on standard error; colours only on a terminal.
pub fn tell(error: &Error) -> ExitCode {
    anstream::eprintln!("{}", error.render());
    if let Some(hint) = error.hint() {
        let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
        anstream::eprintln!("{cyan}hint:{cyan:#} {hint}");
    }
    ExitCode::from(2)
}

/// A remark beside the result, on standard error.
pub fn note(text: &str) {
    let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    anstream::eprintln!("{cyan}note:{cyan:#} {text}");
}

/// Names the option that an argument was given with, instead of the message's field.
pub fn blame(error: Error) -> Error {
    match error {
        Error::Argument { field, text } if !field.is_empty() => Error::Argument {
            field: format!("--{}", options::kebab(&field)),
            text,
        },
        other => other,
    }
}
