//! Processes that outlive a command, each in a group of its own, and that none outlives a command that was interrupted.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{kill_process_group, Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::run::{at, cannot_run, fail, Failure, Outcome};

/// Between two looks at something that is waited for.
const PAUSE: Duration = Duration::from_millis(50);
/// Until something that was started must be there.
pub const READY: Duration = Duration::from_secs(60);
/// Until a process that was told to end is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was started in the background and is not yet left to itself.
static STARTED: Mutex<Vec<Child>> = Mutex::new(Vec::new());
/// What is waited for.
static AWAITED: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn started() -> MutexGuard<'static, Vec<Child>> {
    STARTED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn awaited() -> MutexGuard<'static, Vec<u32>> {
    AWAITED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a signal ends this program, and what it has started goes first.
pub fn end_together() -> Outcome {
    let signals = Signals::new([SIGINT, SIGTERM, SIGHUP]);
    let mut signals = signals.map_err(|error| Failure(format!("cannot watch for Ctrl-C: {error}")))?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            eprintln!("xtask: interrupted; stopping what was started");
            let awaited = awaited(); // held until the end: nothing else is started
            awaited.iter().for_each(|id| end(*id, Signal::KILL));
            stop_started();
            std::process::exit(signal.saturating_add(128));
        }
    });
    Ok(())
}

/// Ends all that this program started and has not left to itself.
pub fn stop_started() {
    let mut children = started();
    for child in children.iter() {
        end(child.id(), Signal::TERM);
    }
    for child in children.iter_mut() {
        let ended = wait_for(PATIENCE, || child.try_wait().ok().flatten());
        if ended.is_none() {
            end(child.id(), Signal::KILL);
            let _ = child.wait();
        }
    }
    children.clear();
}

/// Leaves what was started to itself: it is a net that is up.
pub fn leave_running() {
    started().clear();
}

/// Runs to the end; what it prints is seen. It ends when this program does.
pub fn run(command: &mut Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    let ended = at(
        Path::new(&name),
        output(command.stdout(Stdio::inherit()).stderr(Stdio::inherit())),
    )?;
    match (ended.status.success(), ended.status.signal()) {
        (true, _) => Ok(()),
        (false, Some(signal)) => fail(format!("`{name}` was ended by signal {signal}")),
        (false, None) => fail(format!("`{name}` ended with {}", ended.status)),
    }
}

/// Runs to the end and takes what it prints, where that is piped. It ends when this program does.
pub fn output(command: &mut Command) -> io::Result<Output> {
    let child = {
        let mut awaited = awaited();
        let child = command.process_group(0).stdin(Stdio::null()).spawn()?;
        awaited.push(child.id());
        child
    };
    let id = child.id();
    let output = child.wait_with_output();
    awaited().retain(|awaited| *awaited != id);
    output
}

/// A process in the background, known by the file with its number.
pub struct Background {
    /// What it is, for texts: `a`, `b`, `relayer`.
    pub name: &'static str,
    folder: PathBuf,
}

impl Background {
    /// One whose files are in this folder.
    pub fn new(name: &'static str, folder: &Path) -> Self {
        Self {
            name,
            folder: folder.to_path_buf(),
        }
    }

    /// What it prints.
    pub fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.log", self.name))
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join(format!("{}.pid", self.name))
    }

    /// Starts it; what it prints is added to its log.
    pub fn start(&self, command: &mut Command) -> Outcome {
        let log = self.log();
        let out = at(&log, File::options().create(true).append(true).open(&log))?;
        let errors = at(&log, out.try_clone())?;
        command.stdout(out).stderr(errors).stdin(Stdio::null());
        // the lock is held from before the start: an interruption does not miss the child
        let mut started = started();
        let child = command.process_group(0).spawn();
        let child = child.map_err(|error| cannot_run(command, error))?;
        let id = child.id();
        started.push(child);
        at(&self.pid_file(), fs::write(self.pid_file(), id.to_string()))
    }

    /// Its number, while it lives. A number that now is another program's does not count.
    pub fn pid(&self) -> Option<u32> {
        let id: u32 = fs::read_to_string(self.pid_file()).ok()?.parse().ok()?;
        // a child of ours is asked itself: it has no command line for a moment, and none as a zombie
        if let Some(child) = started().iter_mut().find(|child| child.id() == id) {
            return matches!(child.try_wait(), Ok(None)).then_some(id);
        }
        let line = command_line(id)?;
        line.contains(&*self.folder.to_string_lossy()).then_some(id)
    }

    /// Ends it, and all that it started.
    pub fn stop(&self) -> Outcome {
        if let Some(id) = self.pid() {
            end(id, Signal::TERM);
            let gone = || self.pid().is_none().then_some(());
            if wait_for(PATIENCE, gone).is_none() {
                end(id, Signal::KILL);
                if wait_for(PATIENCE, gone).is_none() {
                    return fail(format!("process {id} ({}) does not end", self.name));
                }
            }
        }
        match fs::remove_file(self.pid_file()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => at(&self.pid_file(), Err(error)),
            _ => Ok(()),
        }
    }

    /// Waits until something is there, while the process lives.
    pub fn await_ready<T>(&self, patience: Duration, ready: impl FnMut() -> Option<T>) -> Outcome<T> {
        let mut ready = ready;
        let mut dead = false;
        let found = wait_for(patience, || match ready() {
            Some(found) => Some(Some(found)),
            None => {
                dead = self.pid().is_none() && {
                    thread::sleep(PAUSE); // a command line is blank for a moment after the start
                    self.pid().is_none()
                };
                dead.then_some(None)
            }
        });
        if let Some(Some(found)) = found {
            return Ok(found);
        }
        let how = if dead { "has ended" } else { "does not come up" };
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let tail = tail(&log, 15);
        fail(format!(
            "{} {how}; the end of {}:\n{tail}",
            self.name,
            self.log().display()
        ))
    }
}

/// The last lines of a text.
pub fn tail(text: &str, lines: usize) -> String {
    let skip = text.lines().count().saturating_sub(lines);
    text.lines().skip(skip).collect::<Vec<_>>().join("\n")
}

/// Asks until there is an answer, or the time is up.
pub fn wait_for<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || begin.elapsed() > patience {
            return answer;
        }
        thread::sleep(PAUSE);
    }
}

/// Sends a signal to a process and all that it started.
fn end(id: u32, signal: Signal) {
    let group = i32::try_from(id).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        let _ = kill_process_group(group, signal); // it may be gone already
    }
}

/// Empty for a zombie.
fn command_line(id: u32) -> Option<String> {
    let line = fs::read(format!("/proc/{id}/cmdline")).ok();
    let line = line.or_else(|| {
        let listed = Command::new("ps")
            .args(["-o", "args=", "-p", &id.to_string()])
            .output()
            .ok()?;
        Some(listed.stdout)
    });
    line.map(|line| String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("causeway-process-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// `sh` with a child of its own; the folder stands in its command line.
    fn family(folder: &Path) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $!; wait", "sh"]).arg(folder);
        command
    }

    #[test]
    fn what_is_stopped_takes_its_own_children_along() {
        let folder = folder("stop");
        let background = Background::new("a", &folder);
        background.start(&mut family(&folder)).unwrap();
        let text = || fs::read_to_string(background.log()).unwrap_or_default();
        let grandchild: u32 = wait_for(PATIENCE, || text().trim().parse().ok()).unwrap();
        assert!(command_line(grandchild).unwrap().contains("sleep"));

        background.stop().unwrap();
        assert_eq!(background.pid(), None);
        let ended = wait_for(PATIENCE, || {
            command_line(grandchild)
                .is_none_or(|line| line.is_empty())
                .then_some(())
        });
        assert!(ended.is_some());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_number_of_another_program_is_left_alone() {
        let folder = folder("stale");
        let background = Background::new("a", &folder);
        fs::write(background.pid_file(), std::process::id().to_string()).unwrap();
        assert_eq!(background.pid(), None);
        background.stop().unwrap();
        assert!(!background.pid_file().exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_process_that_ends_is_not_waited_for() {
        let folder = folder("ends");
        let background = Background::new("a", &folder);
        let mut command = Command::new("sh");
        command
            .args(["-c", "echo no such port; exit 1", "sh"])
            .arg(&folder);
        background.start(&mut command).unwrap();
        let begin = Instant::now();
        let error = background.await_ready(Duration::from_secs(30), || None::<()>);
        assert!(begin.elapsed() < Duration::from_secs(10));
        let Failure(text) = error.unwrap_err();
        assert!(
            text.starts_with("a has ended") && text.ends_with("no such port"),
            "{text}"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
