//! Developer tasks of the Causeway repository: `cargo xtask --help`.

mod cache;
mod localnet;
mod nightly;
mod npm;
mod program;
mod schema;
mod vm;
mod wasm;
mod wasmd;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer tasks of the Causeway repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes the JSON schemas of messages, packet, acknowledgement and events into schema/
    Schema(schema::Options),
    /// Builds and optimises the contracts that go on a chain, into artifacts/
    Wasm(wasm::Options),
    /// Runs the tests of `tests` on the Wasm files, in the VM of real chains
    #[command(alias = "vm")]
    TestVm(vm::Options),
    /// Runs the tests on two wasmd chains in one process
    #[command(alias = "wasmd")]
    TestWasmd(wasmd::Options),
    /// Runs all tests that need the VM or real chains: test-vm, test-wasmd, localnet demo and localnet docs
    #[command(alias = "e2e")]
    TestAll,
    /// Runs what CI leaves out because it takes too long
    Nightly(nightly::Options),
    /// Runs two wasmd chains and a relayer on this machine, with the contracts on them
    Localnet(localnet::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    program::stop_on_interrupt(localnet::stop_started)?;
    match task {
        Task::Schema(options) => schema::run(&options),
        Task::Wasm(options) => wasm::run(&options),
        Task::TestVm(options) => vm::run(&options),
        Task::TestWasmd(options) => wasmd::run(&options),
        Task::TestAll => test_all(),
        Task::Nightly(options) => nightly::run(&options),
        Task::Localnet(options) => localnet::run(&options),
    }
}

/// Runs these tests as CI does. Each part is also a command of its own.
fn test_all() -> Result<()> {
    vm::run(&vm::Options::default())?;
    wasmd::run(&wasmd::Options::default())?;
    localnet::demo(&localnet::DemoOptions::default())?;
    localnet::takeover(&localnet::DemoOptions::default())?;
    localnet::bring(&localnet::DemoOptions::default())?;
    localnet::docs(&localnet::NetOptions::default(), localnet::DocsOptions::ALL)
}

/// Root folder of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Prints what is being done, on standard error.
fn progress(text: impl Display) {
    eprintln!("xtask: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_contributing_names_as_a_proof_is_there() {
        let text = fs_err::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
        let files = text
            .split('`')
            .filter(|word| word.ends_with(".rs"))
            .collect::<Vec<_>>();
        assert!(files.len() > 30, "{}", files.len());
        for file in files {
            assert!(root().join(file).is_file(), "{file}");
        }
    }
}
