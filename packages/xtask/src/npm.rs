//! Packages from npm, installed once for each lock file.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use fs_err as fs;

use crate::{cache, program, progress};

/// The files that determine what is installed.
const FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Installs the packages of the lock file in `source` into the cache, without running install scripts. Returns the folder
/// `node_modules`. `name` is the name of the folder in the cache.
///
/// # Errors
/// When a file or npm is missing, or npm fails.
pub fn modules(source: &Path, name: &str) -> Result<PathBuf> {
    let texts: Vec<_> = FILES
        .iter()
        .map(|file| fs::read_to_string(source.join(file)))
        .collect::<Result<_, _>>()?;
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let folder = cache::folder(&format!("{name}-{}", cache::key(&texts)))?;
    let (modules, done) = (folder.join("node_modules"), folder.join("installed"));
    if done.is_file() {
        return Ok(modules);
    }
    progress(format!("installing {name} by npm"));
    for file in FILES {
        fs::copy(source.join(file), folder.join(file))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
    program::run(npm.current_dir(&folder))?;
    // An interrupted installation leaves no mark, and is repeated.
    fs::write(&done, "")?;
    Ok(modules)
}
