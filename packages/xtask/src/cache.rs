//! What clones share: tools and builds that only depend on lock files, below `$HOME/.cache/causeway`.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{bail, Result};
use fs_err as fs;
use sha2::{Digest, Sha256};

/// The folder, made if it is not there. `CAUSEWAY_CACHE` names another one.
pub fn folder(name: &str) -> Result<PathBuf> {
    let base = match (env::var_os("CAUSEWAY_CACHE"), env::var_os("HOME")) {
        (Some(cache), _) => PathBuf::from(cache),
        (None, Some(home)) => Path::new(&home).join(".cache/causeway"),
        (None, None) => {
            bail!("neither CAUSEWAY_CACHE nor HOME is set: there is no place for the cache")
        }
    };
    let folder = base.join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Hexadecimal sha256.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A short name for the contents of some texts.
pub fn key(texts: &[&str]) -> String {
    let mut digits = sha256(texts.join("\0").as_bytes());
    digits.truncate(16);
    digits
}
