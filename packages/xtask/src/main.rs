//! Chores of the Causeway repository: `cargo xtask --help`.

mod cache;
mod localnet;
mod run;
mod schema;
mod vm;
mod wasm;
mod wasmd;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the Causeway repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes the JSON schemas of messages, packet and acknowledgement into schema/
    Schema(schema::Options),
    /// Builds, optimises and checks the contracts that go on a chain, into artifacts/
    Wasm(wasm::Options),
    /// Runs the tests of `tests` on the Wasm files, in the VM that chains have
    Vm(vm::Options),
    /// Runs the tests on two wasmd chains in one process
    Wasmd(wasmd::Options),
    /// Two wasmd chains and a relayer on this machine, with the pair on them
    Localnet(localnet::Options),
    /// Runs all that needs real chains
    E2e,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Schema(options) => schema::run(&options),
        Task::Wasm(options) => wasm::run(&options),
        Task::Vm(options) => vm::run(&options),
        Task::Wasmd(options) => wasmd::run(&options),
        Task::Localnet(options) => localnet::run(&options),
        Task::E2e => e2e(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// As CI does. Each part also runs alone.
fn e2e() -> run::Outcome {
    vm::run(&vm::Options::default())?;
    wasmd::run(&wasmd::Options::default())?;
    localnet::demo(&localnet::DemoOptions::default())?;
    localnet::takeover(&localnet::DemoOptions::default())?;
    localnet::docs(&localnet::Wishes::default(), localnet::DocsOptions::ALL)
}
