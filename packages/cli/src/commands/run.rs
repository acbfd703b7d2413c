//! The commands `causeway run` and `causeway demo`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use causeway::demo;
use causeway::diagram;
use causeway::report::{self, Arrow, Report};
use causeway::scenario::{Player, Scenario};
use causeway::Error;
use causeway_multi_test::World;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{note, Outcome};

/// Number of rounds from which a progress bar is shown.
const LONG: u64 = 200;

/// Runs a scenario of your own on simulated chains, and checks the invariants after each step.
#[derive(Args)]
#[command(
    after_help = "The scenario names chains, tokens, accounts and channels, then what is sent and what the relayer\n\
does with each packet. `causeway run --example` prints a commented one to begin with.\n\n\
Exit code: 0 if all invariants held, 1 if one broke, 2 if the scenario is wrong."
)]
pub struct RunArgs {
    /// The scenario, as a TOML file.
    #[arg(required_unless_present = "example")]
    file: Option<PathBuf>,
    /// Prints an example of a scenario with comments, and exits.
    #[arg(long)]
    example: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Options for the output of a report.
#[derive(Args, Default)]
pub struct OutputArgs {
    /// Prints one JSON document instead of text.
    #[arg(long)]
    json: bool,
    /// The form of the sequence diagram of packets and acknowledgements.
    #[arg(long, value_enum, default_value_t)]
    diagram: Diagram,
    /// Also writes an HTML page with a sequence diagram, plots of the balances, and the invariants.
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Diagram {
    /// Text, with one vertical line for each chain.
    #[default]
    Text,
    /// Source code for mermaid.
    Mermaid,
}

/// Runs the command `run`.
pub fn run(args: &RunArgs) -> Outcome {
    let Some(path) = args.file.as_deref().filter(|_| !args.example) else {
        print!("{}", demo::SCENARIO);
        return Ok(ExitCode::SUCCESS);
    };
    let text = read(path)?;
    let name = path.display().to_string();
    play(&name, &text, &args.output)
}

/// Runs the command `demo`.
pub fn demo(args: &OutputArgs) -> Outcome {
    play("demo.toml", demo::SCENARIO, args)
}

/// Reads the text of a scenario from a file.
pub fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| {
        Error::file(path, &error).with_hint("`causeway run --example > mine.toml` writes one to begin with")
    })
}

fn play(name: &str, text: &str, output: &OutputArgs) -> Outcome {
    let staged = Scenario::parse(text).and_then(Scenario::stage);
    let (player, world) = staged.map_err(|error| error.in_file(name, text))?;
    let report = play_all(player, world).map_err(|error| error.in_file(name, text))?;
    if let Some(path) = &output.report {
        let page = causeway::page::html(&report);
        std::fs::write(path, page).map_err(|error| Error::file(path, &error))?;
        note(&format!("wrote {}", path.display()));
    }
    print!("{}", show(&report, output));
    Ok(report.exit_code())
}

/// Plays all steps, with a progress bar if there are many rounds and the output is a terminal.
fn play_all(mut player: Player, mut world: World) -> Result<Report, Error> {
    let bar = match player.rounds() {
        rounds if rounds >= LONG => ProgressBar::new(rounds),
        rounds => ProgressBar::with_draw_target(Some(rounds), ProgressDrawTarget::hidden()),
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} rounds, {eta} left") {
        bar.set_style(style);
    }
    while player.step(&mut world, &mut || bar.inc(1))? {}
    bar.finish_and_clear();
    Ok(player.report(&world))
}

fn show(report: &Report, output: &OutputArgs) -> String {
    if output.json {
        return format!("{:#}\n", serde_json::json!(report));
    }
    let arrows: Vec<Arrow> = report.steps.iter().flat_map(|step| step.arrows.clone()).collect();
    let chains: Vec<&str> = report.chains.iter().map(String::as_str).collect();
    let drawn = match output.diagram {
        Diagram::Text => diagram::text(&chains, &arrows),
        Diagram::Mermaid => diagram::mermaid(&chains, &arrows),
    };
    format!("{}{drawn}\n{}", report::render(report), report::verdict(report))
}
