//! Checksums of the releases, committed in docs/checksums.txt: whoever votes on a migration compares them with a chain's.

use std::path::PathBuf;

use anyhow::{bail, Result};
use fs_err as fs;

use crate::{progress, root};

const HEADING: &str =
    "# contract, version, sha256 of its Wasm file; written by `cargo xtask wasm --bless`, compared in CI\n";
/// Version of the contracts, which have that of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn path() -> PathBuf {
    root().join("docs/checksums.txt")
}

/// Compares the checksums of the files built with the lines of this version, or writes these. Takes lines as sha256sum
/// writes them.
pub fn compare(sums: &str, bless: bool) -> Result<()> {
    let before = fs::read_to_string(path()).unwrap_or_default();
    let after = with_version(&before, VERSION, sums);
    if before == after {
        return Ok(());
    }
    if !bless {
        bail!(
            "docs/checksums.txt does not have the files that were built as {VERSION}: if that is meant, \
             `cargo xtask wasm --bless`. They are\n{sums}"
        );
    }
    progress(format!("writing {}", path().display()));
    Ok(fs::write(path(), after)?)
}

/// The text with the lines of this version in place of those that it had; other versions stay.
fn with_version(text: &str, version: &str, sums: &str) -> String {
    let others = text.lines().filter(|line| {
        let of = line.split(' ').nth(1);
        !line.starts_with('#') && of != Some(version)
    });
    let mut after = String::from(HEADING);
    for line in others {
        after.push_str(&format!("{line}\n"));
    }
    for (sum, file) in sums.lines().filter_map(|line| line.split_once("  ")) {
        let name = file.trim_end_matches(".wasm");
        after.push_str(&format!("{name} {version} {sum}\n"));
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_version_are_replaced_and_those_of_others_stay() {
        let old = with_version("", "0.1.0", "aa  a.wasm\nbb  b.wasm\n");
        assert_eq!(old, format!("{HEADING}a 0.1.0 aa\nb 0.1.0 bb\n"));
        assert_eq!(with_version(&old, "0.1.0", "aa  a.wasm\nbb  b.wasm\n"), old);
        let new = with_version(&old, "0.2.0", "cc  a.wasm\nbb  b.wasm\n");
        assert_eq!(new, format!("{old}a 0.2.0 cc\nb 0.2.0 bb\n"));
        let again = with_version(&new, "0.2.0", "dd  a.wasm\nbb  b.wasm\n");
        assert_eq!(again, format!("{old}a 0.2.0 dd\nb 0.2.0 bb\n"));
    }
}
