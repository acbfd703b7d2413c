//! Runs the commands on the documentation pages, as they are written there.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{bail, Context, Result};
use clap::Args;
use fs_err as fs;

use super::binaries;
use super::chain::included;
use super::complaint::complaint;
use super::net::Net;
use crate::{program, progress, root};

/// The pages with commands; each is run on a net of its own.
pub const PAGES: [&str; 2] = ["docs/operations.md", "docs/upgrade.md"];

/// A command on a page, and the output that is shown after it. Empty output is not compared.
#[derive(Debug, PartialEq)]
struct Shown {
    command: String,
    output: String,
}

/// Which commands are run, and what is done with their output.
#[derive(Args, Clone, Copy)]
pub struct Options {
    /// Writes the output into the pages instead of comparing it
    #[arg(long)]
    bless: bool,
    /// Also runs the commands for Hermes, which takes ten minutes to build the first time
    #[arg(long)]
    hermes: bool,
    /// Runs only the commands of docs/upgrade.md
    #[arg(long)]
    upgrade: bool,
}

impl Options {
    /// Runs all commands and compares their output.
    pub const ALL: Self = Self {
        bless: false,
        hermes: true,
        upgrade: false,
    };

    /// Whether the commands of a page are not run.
    pub fn leaves_out(self, page: &str) -> bool {
        self.upgrade && !page.ends_with("upgrade.md")
    }

    /// Folder of Hermes, if its commands are to be run. Call it before a net is started, because the net would have to
    /// wait for the build.
    pub fn hermes(self) -> Result<Option<PathBuf>> {
        self.hermes.then(binaries::hermes).transpose()
    }
}

/// Runs the commands of a page in order, in one shell environment. `hermes` is the result of [`Options::hermes`].
pub fn run(net: &Net, page: &str, options: Options, hermes: Option<&PathBuf>) -> Result<()> {
    let folders: Vec<_> = [Some(net.home.join("bin")), hermes.cloned()]
        .into_iter()
        .flatten()
        .collect();
    program::run(
        Command::new("cargo")
            .args(["build", "--quiet", "--package", "causeway"])
            .current_dir(root()),
    )?;
    let path = root().join(page);
    let text = fs::read_to_string(&path)?;
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
            bail!("{page} shows\n{}but `{command}` prints\n{out}", shown.output);
        }
        printed.push(out);
    }
    if options.bless {
        fs::write(&path, blessed(&text, &printed, options.hermes))?;
    }
    let compared = commands.iter().filter(|shown| !shown.output.is_empty()).count();
    progress(format!(
        "{page}: {} commands ran, and {compared} printed what is shown",
        commands.len()
    ));
    Ok(())
}

fn execute(net: &Net, folders: &[PathBuf], script: &str, command: &str) -> Result<String> {
    let own = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(PathBuf::from));
    let folders = folders.iter().chain(&own);
    let folders: Vec<_> = folders.map(|folder| folder.display().to_string()).collect();
    let rest = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("bash");
    shell
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(root())
        .env("PATH", format!("{}:{rest}", folders.join(":")));
    let ended = program::capture(&mut shell)?;
    if !ended.status.success() {
        let errors = String::from_utf8_lossy(&ended.stderr);
        bail!("`{command}` ended with {}: {}", ended.status, complaint(&errors));
    }
    let printed = String::from_utf8_lossy(&ended.stdout).into_owned();
    // People look at the result of a transaction before they type the next command.
    if let Some(hash) = printed.lines().find_map(|line| line.strip_prefix("txhash: ")) {
        included(&net.chains(), hash).with_context(|| format!("`{command}`"))?;
    }
    Ok(printed)
}

fn is_assignment(command: &str) -> bool {
    let name = command.split_once('=').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Whether a line opens a block of commands. Blocks for Hermes count only if it is available.
fn opens(line: &str, hermes: bool) -> bool {
    line == "```console" || (hermes && line == "```console hermes")
}

/// The lines of these blocks that begin with `$ `, each with the output after it.
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

/// The page with the printed output in place of the shown output, where some is shown.
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
    fn every_page_has_commands() {
        for page in PAGES {
            let text = fs::read_to_string(root().join(page)).unwrap();
            assert!(commands(&text, false).len() > 20, "{page}");
        }
    }
}
