//! Packages from npm, installed once for each lock file.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use fs_err as fs;

use crate::{cache, program, progress};

/// The files that decide what is installed.
const FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Installs what the lock file in `source` names into the cache, without running install scripts. Returns the folder
/// `node_modules`. `name`: of the folder in the cache.
///
/// # Errors
/// A file is missing, or npm is, or it fails.
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
    // an interrupted installation leaves no mark, and is done again
    fs::write(&done, "")?;
    Ok(modules)
}
