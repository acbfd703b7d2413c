//! The commands of docs/operations.md, run as they stand.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::binaries;
use super::complaint::complaint;
use super::net::Net;
use super::process::{self, wait_for};
use crate::run::{at, fail, program, root, say, Failure, Outcome};

/// Until a transaction must be in a block.
const INCLUSION: Duration = Duration::from_secs(60);

/// A command, and what the text says that it prints; nothing: that is not compared.
#[derive(Debug, PartialEq)]
struct Shown {
    command: String,
    output: String,
}

/// Which commands are run, and what becomes of what they print.
#[derive(Args, Clone, Copy)]
pub struct Options {
    /// Write what they print into the text
    #[arg(long)]
    bless: bool,
    /// Also those for Hermes, which takes ten minutes to build the first time
    #[arg(long)]
    hermes: bool,
}

impl Options {
    /// All of them are run, and compared.
    pub const ALL: Self = Self {
        bless: false,
        hermes: true,
    };

    /// Folder of Hermes, where that is asked for: to be called before there is a net that would wait for its build.
    pub fn hermes(self) -> Outcome<Option<PathBuf>> {
        self.hermes.then(binaries::hermes).transpose()
    }
}

/// Runs them in order, in one shell's worth of variables. `hermes` as of [`Options::hermes`].
pub fn run(net: &Net, options: Options, hermes: Option<PathBuf>) -> Outcome {
    let folders: Vec<_> = [Some(net.home.join("bin")), hermes]
        .into_iter()
        .flatten()
        .collect();
    process::run(
        program("cargo")
            .args(["build", "--quiet", "--package", "causeway"])
            .current_dir(root()),
    )?;
    let path = root().join("docs/operations.md");
    let text = at(&path, fs::read_to_string(&path))?;
    let (mut variables, mut printed) = (String::new(), vec![]);
    let commands = commands(&text, options.hermes);
    for shown in &commands {
        println!("$ {}", shown.command);
        let script = format!("{variables}{}", shown.command);
        let out = execute(net, &folders, &script, &shown.command)?;
        if is_assignment(&shown.command) {
            variables.push_str(&format!("{}\n", shown.command));
        }
        if !options.bless && !shown.output.is_empty() && out != shown.output {
            let command = &shown.command;
            return fail(format!(
                "docs/operations.md shows\n{}but `{command}` prints\n{out}",
                shown.output
            ));
        }
        printed.push(out);
    }
    if options.bless {
        at(&path, fs::write(&path, blessed(&text, &printed, options.hermes)))?;
    }
    let compared = commands.iter().filter(|shown| !shown.output.is_empty()).count();
    say(format!(
        "{} commands ran, and {compared} printed what is shown",
        commands.len()
    ));
    Ok(())
}

fn execute(net: &Net, folders: &[PathBuf], script: &str, command: &str) -> Outcome<String> {
    let own = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(PathBuf::from));
    let folders = folders.iter().chain(&own);
    let folders: Vec<_> = folders.map(|folder| folder.display().to_string()).collect();
    let rest = std::env::var("PATH").unwrap_or_default();
    let mut shell = program("bash");
    shell
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(root())
        .env("PATH", format!("{}:{rest}", folders.join(":")))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let ended =
        process::output(&mut shell).map_err(|error| Failure(format!("cannot run `bash`: {error}")))?;
    let errors = String::from_utf8_lossy(&ended.stderr);
    if !ended.status.success() {
        return fail(format!(
            "`{command}` ended with {}: {}",
            ended.status,
            complaint(&errors)
        ));
    }
    let printed = String::from_utf8_lossy(&ended.stdout).into_owned();
    await_inclusion(net, command, &printed)?;
    Ok(printed)
}

/// People look at what a transaction did before they type the next command.
fn await_inclusion(net: &Net, command: &str, printed: &str) -> Outcome {
    let Some(hash) = printed.lines().find_map(|line| line.strip_prefix("txhash: ")) else {
        return Ok(());
    };
    let find = || {
        net.chains()
            .into_iter()
            .find_map(|chain| chain.ask(&["query", "tx", hash]).ok())
    };
    let included = wait_for(INCLUSION, find);
    match included
        .as_ref()
        .and_then(|tx| tx.get("code"))
        .and_then(Value::as_u64)
    {
        Some(0) => Ok(()),
        Some(_) => fail(format!("`{command}`: {}", included.unwrap_or_default())),
        None => fail(format!("`{command}`: {hash} is in no block")),
    }
}

fn is_assignment(command: &str) -> bool {
    let name = command.split_once('=').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// A fence behind which commands stand: all of them, but those for Hermes only where that is there.
fn opens(line: &str, hermes: bool) -> bool {
    line == "```console" || (hermes && line == "```console hermes")
}

/// Lines of those blocks that begin with `$ `, and what follows each.
fn commands(text: &str, hermes: bool) -> Vec<Shown> {
    let (mut all, mut inside): (Vec<Shown>, bool) = (vec![], false);
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside && opens(line, hermes);
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            all.push(Shown {
                command: command.into(),
                output: String::new(),
            });
        } else if let (true, Some(last)) = (inside, all.last_mut()) {
            last.output.push_str(&format!("{line}\n"));
        }
    }
    all
}

/// The text with what was printed in the place of what is shown, where something is shown.
fn blessed(text: &str, printed: &[String], hermes: bool) -> String {
    let (mut out, mut inside, mut printed) = (String::new(), false, printed.iter());
    let mut pending: Option<&String> = None;
    for line in text.lines() {
        let shows = inside && !line.starts_with("$ ") && line != "```";
        if let (true, Some(now)) = (shows, pending.take()) {
            out.push_str(now);
        }
        if !shows {
            out.push_str(&format!("{line}\n"));
        }
        if inside && line.starts_with("$ ") {
            pending = printed.next();
        }
        inside = opens(line, hermes) || (inside && line != "```");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_taken_with_what_they_print() {
        let text =
            "a\n```console\n$ ls a\n$ ls b\none\ntwo\n```\n```sh\n$ not this\n```\n```console\n$ X=1\n```\n\
             ```console hermes\n$ hermes\n```\n";
        let shown = |command: &str, output: &str| Shown {
            command: command.into(),
            output: output.into(),
        };
        let all = [
            shown("ls a", ""),
            shown("ls b", "one\ntwo\n"),
            shown("X=1", ""),
            shown("hermes", ""),
        ];
        assert_eq!(commands(text, false), all[..3]);
        assert_eq!(commands(text, true), all);
        assert!(
            is_assignment("X=1") && !is_assignment("x=1") && !is_assignment("ls a=b") && !is_assignment("=1")
        );
    }

    #[test]
    fn only_what_is_shown_is_written_anew() {
        let text = "a\n```console\n$ ls a\n$ ls b\none\ntwo\n$ ls c\nold\n```\n```console hermes\n$ hermes\nold\n```\nb\n";
        let printed = ["A\n", "B\n", "C\nD\n", "E\n"].map(String::from);
        let shown = "a\n```console\n$ ls a\n$ ls b\nB\n$ ls c\nC\nD\n```\n```console hermes\n$ hermes\n";
        assert_eq!(
            blessed(text, &printed[..3], false),
            format!("{shown}old\n```\nb\n")
        );
        assert_eq!(blessed(text, &printed, true), format!("{shown}E\n```\nb\n"));
    }

    #[test]
    fn the_operations_have_commands() {
        let text = fs::read_to_string(root().join("docs/operations.md")).unwrap();
        assert!(commands(&text, false).len() > 20);
    }
}
