//! Runs other programs to their end. Each has a process group of its own, which is ended when this program is interrupted.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::{anyhow, bail, Context, Error, Result};
use rustix::process::{kill_process_group, Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Process groups of the programs that are running.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interruption, such as Ctrl-C, ends the running programs, calls `then`, and ends this program.
pub fn stop_on_interrupt(then: fn()) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot watch for Ctrl-C")?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            eprintln!("xtask: interrupted; stopping what was started");
            let running = running(); // held until the end, so that no program is started any more
            running
                .iter()
                .for_each(|group| signal_group(*group, Signal::KILL));
            then();
            std::process::exit(signal.saturating_add(128));
        }
    });
    Ok(())
}

/// Sends a signal to a process group. It is not an error if the group has ended.
pub fn signal_group(id: u32, signal: Signal) {
    let group = i32::try_from(id).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        let _ = kill_process_group(group, signal); // fails only if the group has ended
    }
}

/// Runs a program and shows its output.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let (mut child, _listed) = spawn(command)?;
    let status = child.wait().map_err(|error| cannot_run(command, error))?;
    check(command, status)
}

/// Runs a program and passes each line of its standard output to `each`.
///
/// # Errors
/// Those of [`run`].
pub fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> Result<()> {
    let (mut child, _listed) = spawn(command.stdout(Stdio::piped()))?;
    let printed = child.stdout.take().into_iter();
    for line in printed.flat_map(|out| BufReader::new(out).lines()) {
        each(&line.map_err(|error| cannot_run(command, error))?);
    }
    let status = child.wait().map_err(|error| cannot_run(command, error))?;
    check(command, status)
}

/// Runs a program and returns its standard output without surrounding white space. Its standard error is shown.
///
/// # Errors
/// Those of [`run`].
pub fn output(command: &mut Command) -> Result<String> {
    let output = finish(command.stdout(Stdio::piped()).stderr(Stdio::inherit()))?;
    check(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Runs a program and returns its status and its output, whether or not it succeeds.
///
/// # Errors
/// When it cannot be started.
pub fn capture(command: &mut Command) -> Result<Output> {
    finish(command.stdout(Stdio::piped()).stderr(Stdio::piped()))
}

/// Runs a program without showing its output. Returns whether it started and succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    capture(command).is_ok_and(|output| output.status.success())
}

/// The error of a program that the operating system does not start.
pub fn cannot_run(command: &Command, error: io::Error) -> Error {
    let name = command.get_program().to_string_lossy();
    anyhow!("cannot run `{name}`: {error}; is it installed?")
}

/// The entry of a program in [`RUNNING`], until it is dropped.
struct Listed(u32);

impl Drop for Listed {
    fn drop(&mut self) {
        running().retain(|group| *group != self.0);
    }
}

fn spawn(command: &mut Command) -> Result<(Child, Listed)> {
    // The lock is held from before the start, so that an interruption does not miss the program.
    let mut running = running();
    let child = command.process_group(0).stdin(Stdio::null()).spawn();
    let child = child.map_err(|error| cannot_run(command, error))?;
    running.push(child.id());
    let listed = Listed(child.id());
    Ok((child, listed))
}

fn finish(command: &mut Command) -> Result<Output> {
    let (child, _listed) = spawn(command)?;
    child
        .wait_with_output()
        .map_err(|error| cannot_run(command, error))
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
    bail!("`{line}` ended with {status}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let error = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert_eq!(error, "`sh -c exit 3` ended with exit status: 3");
        let error = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert!(error.starts_with("cannot run `no-such-program`"), "{error}");
    }

    #[test]
    fn both_streams_are_captured_however_much_is_printed() {
        let script = "i=0; while [ $i -lt 20000 ]; do echo out; echo error >&2; i=$((i+1)); done; exit 1";
        let captured = capture(&mut shell(script)).unwrap();
        assert_eq!(captured.status.code(), Some(1));
        assert_eq!(captured.stdout, "out\n".repeat(20000).as_bytes());
        assert_eq!(captured.stderr, "error\n".repeat(20000).as_bytes());
    }

    #[test]
    fn a_program_is_on_the_list_of_running_ones_only_while_it_runs() {
        let (mut child, listed) = spawn(&mut shell("sleep 60")).unwrap();
        assert!(running().contains(&child.id()));
        signal_group(child.id(), Signal::KILL);
        assert!(!child.wait().unwrap().success());
        drop(listed);
        assert!(!running().contains(&child.id()));
    }
}
