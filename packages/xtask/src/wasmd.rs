//! `cargo xtask wasmd`: tests on two wasmd chains in one process, see tests/wasmd.

use std::path::{self, PathBuf};

use crate::run::{at, lines, program, root, Outcome};
use crate::wasm;

/// What `cargo xtask wasmd` can be asked for.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Write docs/gas.md and tests/golden/drop-in.txt instead of comparing with them
    #[arg(long)]
    bless: bool,
    /// Only tests whose name matches
    #[arg(long, value_name = "PATTERN")]
    run: Option<String>,
    /// Write every gas consumption of every measured transaction, with its store key, into this folder
    #[arg(long, value_name = "FOLDER")]
    trace: Option<PathBuf>,
}

/// Builds what the tests need, and runs them.
pub fn run(options: &Options) -> Outcome {
    wasm::ensure()?;
    let mut go = program("go");
    // -checklinkname: a dependency of wasmd reaches into Go's runtime
    go.args([
        "test",
        "-tags",
        "netgo",
        "-ldflags=-checklinkname=0",
        "-count=1",
        "-v",
    ]);
    if let Some(pattern) = &options.run {
        go.args(["-run", pattern]);
    }
    if options.bless {
        go.env("BLESS", "1");
    }
    if let Some(folder) = &options.trace {
        go.env("TRACE", at(folder, path::absolute(folder))?);
    }
    go.arg("./...")
        .current_dir(root().join("tests/wasmd"))
        .env("CGO_ENABLED", "1");
    lines(&mut go, |line| {
        if !is_noise(line) {
            println!("{line}");
        }
    })
}

/// Every chain prints its genesis, and every test that it begins, waits and goes on.
fn is_noise(line: &str) -> bool {
    ["{\"", "=== RUN", "=== PAUSE", "=== CONT"]
        .iter()
        .any(|start| line.starts_with(start))
}
