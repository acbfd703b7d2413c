//! `cargo xtask wasmd`: tests on two wasmd chains in one process, see tests/wasmd.

use crate::run::{program, root, run as run_program, Outcome};
use crate::wasm;

/// What `cargo xtask wasmd` can be asked for.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Write docs/gas.md instead of comparing with it
    #[arg(long)]
    bless: bool,
    /// Only tests whose name matches
    #[arg(long, value_name = "PATTERN")]
    run: Option<String>,
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
    run_program(
        go.arg("./...")
            .current_dir(root().join("tests/wasmd"))
            .env("CGO_ENABLED", "1"),
    )
}
