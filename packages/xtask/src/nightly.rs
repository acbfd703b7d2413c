//! `cargo xtask nightly`: what CI leaves out because it takes too long.

use std::process::Command;

use anyhow::{bail, Result};

use crate::{program, progress, root, wasmd};

/// Options of `cargo xtask nightly`.
#[derive(clap::Args)]
pub struct Options {
    /// Print what would run, and run nothing
    #[arg(long)]
    list: bool,
}

/// A part of the nightly run.
struct Step {
    what: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: [Step; 5] = [
    Step {
        what: "the tests on the versions of wasmd that CI does not run: 0.54.9, 0.60.8, 0.70.3",
        run: other_hosts,
    },
    Step {
        what: "the random walks of tests/tests/random_walk with 2,000 steps for each seed in place of 200",
        run: long_walks,
    },
    Step {
        what: "the random walks on the Wasm files, with 400 steps for each seed",
        run: long_walks_in_the_vm,
    },
    Step {
        what: "the search for a way home that takes longer than promised, over 40 years for each set of hostile operators in place of 2",
        run: many_hostile_years,
    },
    Step {
        what: "the benchmarks of the simulator (docs/benchmarks.md); their figures are printed, not compared",
        run: benchmarks,
    },
];

/// Runs every step, also after one has failed, and reports at the end which steps failed.
///
/// # Errors
/// When a step failed; the error names them.
pub fn run(options: &Options) -> Result<()> {
    for step in &STEPS {
        println!("{}", step.what);
    }
    if options.list {
        return Ok(());
    }
    let mut failures = vec![];
    for step in &STEPS {
        progress(step.what);
        if let Err(error) = (step.run)() {
            failures.push(format!("{}: {error:#}", step.what));
        }
    }
    match failures.is_empty() {
        true => Ok(()),
        false => bail!(failures.join("\n")),
    }
}

fn other_hosts() -> Result<()> {
    wasmd::run(&wasmd::Options::on(&wasmd::not_in_ci()))
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root());
    cargo
}

/// Runs one test file of tests/tests, with a setting in its environment.
fn test_with(file: &str, variable: &str, value: &str) -> Result<()> {
    let test = [
        "test",
        "--locked",
        "-p",
        "causeway-tests",
        "--test",
        file,
        "--",
        "--nocapture",
    ];
    program::run(cargo().args(test).env(variable, value))
}

fn long_walks() -> Result<()> {
    test_with("random_walk", "CAUSEWAY_STEPS", "2000")
}

fn long_walks_in_the_vm() -> Result<()> {
    let xtask = ["xtask", "test-vm", "--test", "random_walk"];
    program::run(cargo().args(xtask).env("CAUSEWAY_STEPS", "400"))
}

fn many_hostile_years() -> Result<()> {
    test_with("hostile_years", "CAUSEWAY_YEARS", "40")
}

fn benchmarks() -> Result<()> {
    let bench = ["bench", "--locked", "-p", "causeway-tests"];
    program::run(cargo().args(bench).env("RUST_BACKTRACE", "0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_wasmd_that_ci_leaves_out() {
        let text: String = STEPS.iter().map(|step| step.what).collect();
        for host in wasmd::not_in_ci() {
            assert!(text.contains(host), "{host}");
        }
    }
}
