//! The cache that clones of the repository share: tools and builds that only depend on lock files, in
//! `$HOME/.cache/causeway`.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{bail, Result};
use fs_err as fs;
use sha2::{Digest, Sha256};

/// A folder in the cache; it is made if it does not exist. The environment variable `CAUSEWAY_CACHE` names another cache.
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

/// The sha256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A short name that is derived from the contents of some texts.
pub fn key(texts: &[&str]) -> String {
    let mut digits = sha256(texts.join("\0").as_bytes());
    digits.truncate(16);
    digits
}
