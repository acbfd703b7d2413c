//! Background processes: kept after the command ends, stopped if it is interrupted.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{bail, Result};
use fs_err as fs;
use rustix::process::Signal;

use crate::program::{cannot_run, signal_group};

/// Time between two checks of something that is waited for.
const PAUSE: Duration = Duration::from_millis(50);
/// How long to wait for something that was started.
pub const READY: Duration = Duration::from_secs(60);
/// How long to wait before a process that was asked to end is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Processes that were started in the background and will be stopped if this program is interrupted.
static STARTED: Mutex<Vec<Child>> = Mutex::new(Vec::new());

fn started() -> MutexGuard<'static, Vec<Child>> {
    STARTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stops all processes that were started and are not left running.
pub fn stop_started() {
    let mut children = started();
    for child in children.iter() {
        signal_group(child.id(), Signal::TERM);
    }
    for child in children.iter_mut() {
        let ended = wait_for(PATIENCE, || child.try_wait().ok().flatten());
        if ended.is_none() {
            signal_group(child.id(), Signal::KILL);
            let _ = child.wait();
        }
    }
    children.clear();
}

/// Leaves the started processes running, because the net is up.
pub fn leave_running() {
    started().clear();
}

/// A background process, which is found again by a file with its process id.
pub struct Background {
    /// Name of the process in texts: `a`, `b`, `relayer`.
    pub name: &'static str,
    folder: PathBuf,
}

impl Background {
    /// A process whose files are in this folder.
    pub fn new(name: &'static str, folder: &Path) -> Self {
        Self {
            name,
            folder: folder.to_path_buf(),
        }
    }

    /// File with the output of the process.
    pub fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.log", self.name))
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join(format!("{}.pid", self.name))
    }

    /// Starts the process. Its output is appended to its log.
    pub fn start(&self, command: &mut Command) -> Result<()> {
        let log = self.log();
        let out = fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let errors = out.try_clone()?;
        command
            .stdout(out.into_file())
            .stderr(errors.into_file())
            .stdin(Stdio::null());
        // The lock is held from before the start, so that an interruption does not miss the child.
        let mut started = started();
        let child = command.process_group(0).spawn();
        let child = child.map_err(|error| cannot_run(command, error))?;
        let id = child.id();
        started.push(child);
        Ok(fs::write(self.pid_file(), id.to_string())?)
    }

    /// Process id, while the process runs. An id that belongs to another program by now is ignored.
    pub fn pid(&self) -> Option<u32> {
        let id: u32 = fs::read_to_string(self.pid_file()).ok()?.parse().ok()?;
        // A child of this program is asked directly: right after its start, and as a zombie, it has no command line.
        if let Some(child) = started().iter_mut().find(|child| child.id() == id) {
            return matches!(child.try_wait(), Ok(None)).then_some(id);
        }
        let line = command_line(id)?;
        line.contains(&*self.folder.to_string_lossy()).then_some(id)
    }

    /// Stops the process and all processes that it started.
    pub fn stop(&self) -> Result<()> {
        if let Some(id) = self.pid() {
            signal_group(id, Signal::TERM);
            let gone = || self.pid().is_none().then_some(());
            if wait_for(PATIENCE, gone).is_none() {
                signal_group(id, Signal::KILL);
                if wait_for(PATIENCE, gone).is_none() {
                    bail!("process {id} ({}) does not end", self.name);
                }
            }
        }
        match fs::remove_file(self.pid_file()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Waits until `ready` returns a value, while the process runs.
    pub fn await_ready<T>(&self, patience: Duration, ready: impl FnMut() -> Option<T>) -> Result<T> {
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
        bail!(
            "{} {how}; the end of {}:\n{tail}",
            self.name,
            self.log().display()
        )
    }
}

/// The last lines of a text.
pub fn tail(text: &str, lines: usize) -> String {
    let skip = text.lines().count().saturating_sub(lines);
    text.lines().skip(skip).collect::<Vec<_>>().join("\n")
}

/// Calls `ask` until it returns a value or the time is over.
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

/// The command line of a process; empty for a zombie.
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

    /// A shell with a child process. The folder is in its command line.
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
        // the shell prints the number before its child has become `sleep`
        let is_sleep = || command_line(grandchild)?.contains("sleep").then_some(());
        assert!(wait_for(PATIENCE, is_sleep).is_some());

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
        let text = error.unwrap_err().to_string();
        assert!(
            text.starts_with("a has ended") && text.ends_with("no such port"),
            "{text}"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
