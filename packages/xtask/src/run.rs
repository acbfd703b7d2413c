//! Other programs, and faults that say how to go on.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::{fmt, io};

/// A chore failed; the text is for the person who called it.
#[derive(Debug)]
pub struct Failure(pub String);

/// What a chore comes to.
pub type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<wasmparser::BinaryReaderError> for Failure {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Failure(format!("not a Wasm module that the VM reads: {error}"))
    }
}

/// Fails with a text.
pub fn fail<T>(text: impl Into<String>) -> Outcome<T> {
    Err(Failure(text.into()))
}

/// Says what was tried when the operating system refuses.
pub fn at<T>(path: &Path, result: io::Result<T>) -> Outcome<T> {
    result.map_err(|error| Failure(format!("{}: {error}", path.display())))
}

/// Tells what happens.
pub fn say(text: impl fmt::Display) {
    eprintln!("xtask: {text}");
}

/// Root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program to run, with its name kept for texts.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    Command::new(name)
}

/// A program that the operating system does not start.
pub fn cannot_run(command: &Command, error: io::Error) -> Failure {
    let name = command.get_program().to_string_lossy();
    Failure(format!("cannot run `{name}`: {error}; is it installed?"))
}

/// Runs to the end; its output is seen.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_run(command, error))?;
    ended(command, status)
}

fn ended(command: &Command, status: ExitStatus) -> Outcome {
    match status.success() {
        true => Ok(()),
        false => fail(format!("`{}` ended with {status}", line(command))),
    }
}

/// Runs to the end, and hands on each line that it prints.
pub fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> Outcome {
    let spawned = command.stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| cannot_run(command, error))?;
    let printed = child.stdout.take().into_iter();
    for line in printed.flat_map(|out| BufReader::new(out).lines()) {
        each(&line.map_err(|error| cannot_run(command, error))?);
    }
    let status = child.wait().map_err(|error| cannot_run(command, error))?;
    ended(command, status)
}

/// Runs to the end and takes what it prints.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| cannot_run(command, error))?;
    ended(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Runs to the end unseen: whether it went well.
pub fn succeeds(command: &mut Command) -> bool {
    let silent = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
