//! `cargo xtask test-vm`: runs the tests of `tests` on the Wasm files in cosmwasm-vm, see tests/vm.

use std::process::Command;

use anyhow::Result;

use crate::program::{lines, output};
use crate::{cache, progress, root, wasm};

/// Options of `cargo xtask test-vm`.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Only measures, and writes docs/gas-vm.md instead of comparing with it
    #[arg(long)]
    bless: bool,
    /// Runs only this file of tests: `flows`, `gas`, ...
    #[arg(long, value_name = "NAME")]
    test: Option<String>,
    /// Runs only tests whose name matches
    #[arg(long, value_name = "PATTERN")]
    run: Option<String>,
}

/// Builds what the tests need, and runs them.
pub fn run(options: &Options) -> Result<()> {
    wasm::ensure()?;
    let source = root().join("tests/vm");
    // Cargo keeps clones and lock files apart by itself, and builds the VM once for all of them.
    let compiler = output(Command::new("rustc").arg("--version"))?;
    let target = cache::folder(&format!("vm-{}", cache::key(&[&compiler])))?;
    progress(format!(
        "tests/vm, built in {} (minutes the first time)",
        target.display()
    ));
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--locked"]).current_dir(&source);
    cargo.env("CARGO_TARGET_DIR", target);
    match (&options.test, options.bless) {
        // The other tests share their golden files with the native contracts.
        (_, true) => cargo.args(["--test", "gas"]).env("CAUSEWAY_BLESS", "1"),
        (Some(name), false) => cargo.args(["--test", name]),
        (None, false) => cargo.arg("--tests"),
    };
    cargo.args(["--", "--nocapture"]).args(&options.run);
    let mut ran = 0_u64;
    lines(&mut cargo, |line| {
        println!("{line}");
        ran = ran.saturating_add(passed_in(line).unwrap_or_default());
    })?;
    progress(format!("{ran} tests ran on the Wasm files"));
    Ok(())
}

/// Reads a line such as `test result: ok. 12 passed; 0 failed; ...`.
fn passed_in(line: &str) -> Option<u64> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    rest.split_once(" passed")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_tests_are_counted() {
        let line =
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.1s";
        assert_eq!(passed_in(line), Some(12));
        assert_eq!(passed_in("test a_test ... ok"), None);
    }
}
