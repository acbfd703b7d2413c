//! The commands: their arguments and their output.

pub mod audit;
pub mod bring;
pub mod explain;
mod live;
pub mod msg;
pub mod options;
pub mod preflight;
pub mod release;
pub mod run;
pub mod status;

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use causeway::Error;

/// Result of a command. An error ends the program with exit code 2, as invalid arguments do; exit code 1 means that an
/// invariant is violated.
pub type Outcome = Result<ExitCode, Error>;

/// Prints an error on standard error, with colours only if that is a terminal.
pub fn tell(error: &Error) -> ExitCode {
    anstream::eprintln!("{}", error.render());
    if let Some(hint) = error.hint() {
        let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
        anstream::eprintln!("{cyan}hint:{cyan:#} {hint}");
    }
    ExitCode::from(2)
}

/// Prints a note on standard error.
pub fn note(text: &str) {
    let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    anstream::eprintln!("{cyan}note:{cyan:#} {text}");
}

/// Replaces the name of the message's field in an error by the option that the argument was given with.
pub fn blame(error: Error) -> Error {
    match error {
        Error::Argument { field, text } if !field.is_empty() => Error::Argument {
            field: format!("--{}", options::kebab(&field)),
            text,
        },
        other => other,
    }
}
