//! `cargo xtask localnet`: two wasmd chains and a relayer on this machine, with the contracts on them.

mod binaries;
mod bring;
mod chain;
mod complaint;
mod demo;
mod docs;
mod net;
mod node;
mod pair;
mod process;
mod relayer;
mod summary;
mod takeover;
mod up;

use std::path::PathBuf;
use std::process::Command as Program;
use std::time::Instant;

use anyhow::{bail, Result};
use clap::{Args, Subcommand, ValueEnum};
use fs_err as fs;

pub use self::docs::Options as DocsOptions;
use self::net::Net;
pub use self::process::stop_started;
pub use self::up::NetOptions;
use crate::{program, progress, root};

/// Options of `cargo xtask localnet`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds what is missing, starts both nodes and the relayer, deploys the contracts and opens a channel
    Up {
        #[command(flatten)]
        home: Home,
        #[command(flatten)]
        net: NetOptions,
    },
    /// Stops the nodes and the relayer; `up` continues from there
    Down {
        #[command(flatten)]
        home: Home,
        /// Also removes the folder with the state
        #[arg(long)]
        clean: bool,
    },
    /// Shows heights, the relayer, the channel, and packets in flight
    Status {
        #[command(flatten)]
        home: Home,
    },
    /// Shows the output of the nodes and the relayer
    Logs {
        #[command(flatten)]
        home: Home,
        /// A node or the relayer; all three if it is not given
        of: Option<ProcessName>,
        /// Number of lines for each of them
        #[arg(long, default_value_t = 30)]
        lines: usize,
        /// Goes on to show new lines
        #[arg(long, requires = "of")]
        follow: bool,
    },
    /// Opens another channel (unordered, ics20-1) between two ports, `wasm.ADDRESS` or `transfer`
    Open {
        #[command(flatten)]
        home: Home,
        /// Port on the first chain
        port_a: String,
        /// Port on the second chain
        port_b: String,
    },
    /// Runs the commands of docs/operations.md and docs/upgrade.md, each on a new net, and compares what they print
    Docs {
        #[command(flatten)]
        net: NetOptions,
        #[command(flatten)]
        docs: DocsOptions,
    },
    /// Runs the steps of `causeway demo` as real transactions, and checks the invariants after each step
    Demo(DemoOptions),
    /// Takes over a cw20-ics20 by a governance proposal while packets are in flight, and checks the invariants after each
    /// step
    Takeover(DemoOptions),
    /// Tells how users bring their packets themselves when no relayer runs, with `causeway bring`, and checks balances and invariants
    Bring(DemoOptions),
}

/// Options of `cargo xtask localnet demo`, `takeover` and `bring`.
#[derive(Args, Default)]
pub struct DemoOptions {
    #[command(flatten)]
    home: Home,
    #[command(flatten)]
    net: NetOptions,
}

#[derive(Args, Default)]
struct Home {
    /// Folder with the state of the net [default: target/localnet of the repository]
    #[arg(long, value_name = "FOLDER")]
    home: Option<PathBuf>,
}

impl Home {
    fn path(&self) -> Result<PathBuf> {
        let root = fs::canonicalize(root())?;
        let given = self.home.as_deref();
        Ok(given.map_or_else(|| Ok(root.join("target/localnet")), std::path::absolute)?)
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum ProcessName {
    A,
    B,
    Relayer,
}

/// Runs the command that was asked for.
pub fn run(options: &Options) -> Result<()> {
    match &options.command {
        Command::Up { home, net } => up(home, net),
        Command::Down { home, clean } => down(home, *clean),
        Command::Status { home } => {
            print!("{}", summary::status(&Net::load(&home.path()?)?)?);
            Ok(())
        }
        Command::Logs {
            home,
            of,
            lines,
            follow,
        } => logs(home, *of, *lines, *follow),
        Command::Open { home, port_a, port_b } => open(home, port_a, port_b),
        Command::Docs { net, docs: options } => docs(net, *options),
        Command::Demo(options) => demo(options),
        Command::Takeover(options) => takeover(options),
        Command::Bring(options) => bring(options),
    }
}

fn up(home: &Home, options: &NetOptions) -> Result<()> {
    let net = start_net(home, options)?;
    process::leave_running();
    print!("{}", summary::summary(&net));
    Ok(())
}

/// Starts the net. If that fails, everything that was started is stopped.
fn start_net(home: &Home, options: &NetOptions) -> Result<Net> {
    let begin = Instant::now();
    let net = up::up(&home.path()?, options);
    match &net {
        Ok(_) => progress(format!("up after {:.1} s", begin.elapsed().as_secs_f32())),
        Err(_) => stop_started(),
    }
    net
}

fn down(home: &Home, clean: bool) -> Result<()> {
    let home = home.path()?;
    net::stop(&home)?;
    if clean {
        net::remove(&home)?;
    }
    progress(match clean {
        true => format!("stopped, and {} removed", home.display()),
        false => "stopped; `cargo xtask localnet up` goes on from here".into(),
    });
    Ok(())
}

fn logs(home: &Home, of: Option<ProcessName>, lines: usize, follow: bool) -> Result<()> {
    let all = net::processes(&home.path()?);
    let chosen = all.iter().filter(|process| match of {
        None => true,
        Some(ProcessName::A) => process.name == "a",
        Some(ProcessName::B) => process.name == "b",
        Some(ProcessName::Relayer) => process.name == "relayer",
    });
    for process in chosen {
        let log = process.log();
        if !log.is_file() {
            bail!("{} is not there: no net was started", log.display());
        }
        if follow {
            return program::run(
                Program::new("tail")
                    .args(["-n", &lines.to_string(), "-F"])
                    .arg(log),
            );
        }
        println!("== {}", log.display());
        let text = fs::read(&log)?;
        println!("{}", process::tail(&String::from_utf8_lossy(&text), lines));
    }
    Ok(())
}

fn open(home: &Home, port_a: &str, port_b: &str) -> Result<()> {
    let link = relayer::channel(&Net::load(&home.path()?)?, port_a, port_b)?;
    println!("{} {}", link.a.channel, link.b.channel);
    Ok(())
}

/// Runs the commands of docs/operations.md on a new net in the default folder, because the commands expect it there. The
/// folder must be free.
pub fn docs(net: &NetOptions, options: DocsOptions) -> Result<()> {
    let home = Home::default();
    let path = home.path()?;
    if Net::load(&path).is_ok() {
        bail!("the pages begin with a new net: run `cargo xtask localnet down --clean` first");
    }
    let hermes = options.hermes()?;
    crate::wasm::build_peers()?;
    for page in docs::PAGES {
        if options.leaves_out(page) {
            continue;
        }
        let result = start_net(&home, net).and_then(|net| docs::run(&net, page, options, hermes.as_ref()));
        stop_started();
        net::stop(&path)?;
        net::remove(&path)?;
        result?;
    }
    Ok(())
}

/// Runs the demo of the pair.
pub fn demo(options: &DemoOptions) -> Result<()> {
    on_a_net(options, "the demo", demo::tell)
}

/// Runs the demo of a takeover.
pub fn takeover(options: &DemoOptions) -> Result<()> {
    on_a_net(options, "the takeover", takeover::tell)
}

/// Runs the story of packets that their users bring.
pub fn bring(options: &DemoOptions) -> Result<()> {
    on_a_net(options, "the story", bring::tell)
}

/// Runs a demo on the net that is up, or on a new net. A new net is removed if the demo succeeds.
fn on_a_net(options: &DemoOptions, what: &str, tell: fn(&Net) -> Result<()>) -> Result<()> {
    let begin = Instant::now();
    let home = options.home.path()?;
    let before = Net::load(&home).ok();
    let was_up = before.as_ref().is_some_and(Net::is_up);
    let net = start_net(&options.home, &options.net)?;
    if was_up {
        process::leave_running();
    }
    let result = tell(&net);
    if !was_up {
        stop_started();
        net::stop(&home)?;
    }
    if before.is_none() && result.is_ok() {
        net::remove(&home)?;
    }
    progress(format!(
        "{what} took {:.1} s in all",
        begin.elapsed().as_secs_f32()
    ));
    result
}
