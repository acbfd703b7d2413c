//! The sizes of the contracts, which are committed in docs/wasm-size.txt, and a limit for each.

use std::fmt::Write;

use anyhow::{bail, Result};
use fs_err as fs;

use crate::{progress, root};

/// For each contract, the highest size in bytes and the size to aim for.
const CEILINGS: [(&str, usize, usize); 2] = [
    ("causeway_transfer", 640_000, 400_000),
    ("causeway_voucher", 310_000, 300_000),
];
/// A size may differ by one part in this many, because another release of the compiler changes a few bytes.
const TOLERANCE: usize = 100;

/// Compares the sizes with the committed file, or writes it.
pub fn compare(sizes: &[(&str, usize)], bless: bool) -> Result<()> {
    let path = root().join("docs/wasm-size.txt");
    let mut text = String::from(
        "# contract, bytes, most it may have, goal; written by `cargo xtask wasm --bless`, compared in CI\n",
    );
    let mut faults = Vec::new();
    let before = fs::read_to_string(&path).unwrap_or_default();
    for (name, size) in sizes {
        let known = CEILINGS.iter().find(|(known, ..)| known == name);
        let (ceiling, goal) = known.map_or((0, 0), |(_, ceiling, goal)| (*ceiling, *goal));
        let _ = writeln!(text, "{name} {size} {ceiling} {goal}");
        if *size > ceiling {
            faults.push(format!(
                "{name} has {size} bytes, more than {ceiling}: see `cargo xtask wasm --sizes`"
            ));
        }
        let recorded = recorded(&before, name).unwrap_or_default();
        if !bless && recorded.abs_diff(*size) > recorded.div_ceil(TOLERANCE) {
            faults.push(format!(
                "{name} has {size} bytes, not {recorded}: if that is meant, `cargo xtask wasm --bless`"
            ));
        }
    }
    if bless {
        progress(format!("writing {}", path.display()));
        fs::create_dir_all(root().join("docs"))?;
        fs::write(&path, text)?;
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!(faults.join("\n"))
}

fn recorded(text: &str, name: &str) -> Option<usize> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.split(' ').next()?.parse().ok()
}
