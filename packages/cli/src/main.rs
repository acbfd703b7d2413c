//! The program `causeway`.

mod commands;

use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use commands::audit::AuditArgs;
use commands::bring::BringArgs;
use commands::explain::{AckArgs, DenomArgs, Explain, PacketArgs};
use commands::preflight::PreflightArgs;
use commands::release::ReleaseArgs;
use commands::run::{OutputArgs, RunArgs};
use commands::status::StatusArgs;
use commands::{audit, bring, explain, msg, preflight, release, run, status};

/// Token transfers between Cosmos chains over IBC that succeed or fail as a whole.
///
/// Without a command it runs the demo: tokens move between three simulated chains and back, transfers that fail are
/// refunded, and six invariants are checked after each step.
#[derive(Parser)]
#[command(name = "causeway", version, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Moves tokens between three simulated chains and back, refunds transfers that fail, and checks the invariants (the
    /// default).
    Demo(OutputArgs),
    Run(RunArgs),
    Status(StatusArgs),
    Audit(AuditArgs),
    Bring(BringArgs),
    Release(ReleaseArgs),
    Preflight(PreflightArgs),
    /// Explains a denom path, the data of a packet, or an acknowledgement.
    #[command(subcommand)]
    Explain(Explain),
    // The short forms of `explain denom` and so on.
    #[command(hide = true)]
    Denom(DenomArgs),
    #[command(hide = true)]
    Packet(PacketArgs),
    #[command(hide = true)]
    Ack(AckArgs),
    Completions(CompletionsArgs),
}

/// Prints the script with which a shell completes arguments.
#[derive(Args)]
#[command(
    after_help = "Example:\n  causeway completions bash > ~/.local/share/bash-completion/completions/causeway"
)]
struct CompletionsArgs {
    /// Shell that the script is for.
    shell: Shell,
}

fn whole_command() -> clap::Command {
    Cli::command()
        .mut_subcommand("status", status::refine)
        .subcommand(msg::command())
}

fn main() -> ExitCode {
    let matches = whole_command().get_matches();
    let outcome = match matches.subcommand() {
        Some(("msg", below)) => msg::run(below),
        _ => {
            let Cli { command } = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
            other(command.unwrap_or_else(|| Command::Demo(OutputArgs::default())))
        }
    };
    outcome.unwrap_or_else(|error| commands::tell(&error))
}

fn other(command: Command) -> commands::Outcome {
    match command {
        Command::Demo(args) => run::demo(&args),
        Command::Run(args) => run::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Bring(args) => bring::run(&args),
        Command::Release(args) => release::run(&args),
        Command::Preflight(args) => preflight::run(&args),
        Command::Explain(what) => explain::run(&what),
        Command::Denom(args) => explain::run(&Explain::Denom(args)),
        Command::Packet(args) => explain::run(&Explain::Packet(args)),
        Command::Ack(args) => explain::run(&Explain::Ack(args)),
        Command::Completions(CompletionsArgs { shell }) => {
            clap_complete::generate(shell, &mut whole_command(), "causeway", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn arguments_do_not_contradict_each_other() {
        super::whole_command().debug_assert();
    }
}
