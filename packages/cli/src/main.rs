//! The command `causeway`.

mod commands;

use std::process::ExitCode;

use causeway::demo::{self, Arrow, Demo, Report};
use causeway::diagram;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

/// Token transfers between chains over IBC, all or nothing.
#[derive(Parser)]
#[command(name = "causeway", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Moves tokens between three simulated chains and back, refunds what fails, and checks the invariants (the default).
    Demo(DemoArgs),
    /// Explains a denom path: trace, hops, base, `ibc/HASH`, and the voucher's address before it exists.
    Denom(commands::explain::DenomArgs),
    /// Decodes a packet's data and says what becomes of it.
    Packet(commands::explain::PacketArgs),
    /// Decodes an acknowledgement and says what the sender's chain makes of it.
    Ack(commands::explain::AckArgs),
}

#[derive(Args, Default)]
struct DemoArgs {
    /// Prints one JSON document instead of text.
    #[arg(long)]
    json: bool,
    /// How to draw what went between the chains.
    #[arg(long, value_enum, default_value_t)]
    diagram: Diagram,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Diagram {
    /// Lanes of text.
    #[default]
    Text,
    /// Source for mermaid.
    Mermaid,
}

const CHAINS: [&str; 3] = ["hub", "zone", "isle"];

fn main() -> ExitCode {
    let command = Cli::command().subcommand(commands::msg::command());
    let matches = command.get_matches();
    if let Some(("msg", matches)) = matches.subcommand() {
        return commands::msg::run(matches).unwrap_or_else(|failure| failure.tell());
    }
    let Cli { command } = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let outcome = match command.unwrap_or_else(|| Command::Demo(DemoArgs::default())) {
        Command::Demo(args) => Ok(demo(&args)),
        Command::Denom(args) => commands::explain::denom(&args),
        Command::Packet(args) => commands::explain::packet(&args),
        Command::Ack(args) => commands::explain::ack(&args),
    };
    outcome.unwrap_or_else(|failure| failure.tell())
}

fn demo(args: &DemoArgs) -> ExitCode {
    match Demo::new().and_then(Demo::run) {
        Ok(report) => {
            print!("{}", show(&report, args));
            report.exit_code()
        }
        Err(error) => {
            eprintln!("causeway: the simulation stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

fn show(report: &Report, args: &DemoArgs) -> String {
    if args.json {
        return format!("{:#}\n", serde_json::json!(report));
    }
    let arrows: Vec<Arrow> = report.steps.iter().flat_map(|step| step.arrows.clone()).collect();
    let drawn = match args.diagram {
        Diagram::Text => diagram::text(&CHAINS, &arrows),
        Diagram::Mermaid => diagram::mermaid(&CHAINS, &arrows),
    };
    format!("{}{drawn}\n{}", demo::render(report), demo::verdict(report))
}
