//! `cargo xtask localnet`: two wasmd chains and a relayer on this machine, with the pair on them.

mod binaries;
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

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, Subcommand, ValueEnum};

pub use self::docs::Options as DocsOptions;
use self::net::Net;
pub use self::net::Wishes;
use crate::run::{at, fail, program, root, say, Outcome};

/// Options of `cargo xtask localnet`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds what is missing, starts both nodes and the relayer, puts the pair on them and opens a channel
    Up {
        #[command(flatten)]
        home: Home,
        #[command(flatten)]
        wishes: Wishes,
    },
    /// Stops all of it; `up` goes on from there
    Down {
        #[command(flatten)]
        home: Home,
        /// Also remove the folder with its state
        #[arg(long)]
        clean: bool,
    },
    /// Shows heights, the relayer, the channel, and what is in flight
    Status {
        #[command(flatten)]
        home: Home,
    },
    /// Shows what the nodes or the relayer print
    Logs {
        #[command(flatten)]
        home: Home,
        /// Whose; all of them if it is not given
        of: Option<Whose>,
        /// How many lines of each
        #[arg(long, default_value_t = 30)]
        lines: usize,
        /// Go on showing what is added
        #[arg(long, requires = "of")]
        follow: bool,
    },
    /// Opens one more channel (unordered, ics20-1) between two ports, `wasm.ADDRESS` or `transfer`
    Open {
        #[command(flatten)]
        home: Home,
        /// On the first chain
        port_a: String,
        /// On the second chain
        port_b: String,
    },
    /// Runs the commands of docs/operations.md on a net of their own, and compares what they print
    Docs {
        #[command(flatten)]
        wishes: Wishes,
        #[command(flatten)]
        options: DocsOptions,
    },
    /// Tells the story of `causeway demo` with real transactions, and checks the invariants after each step
    Demo(DemoOptions),
}

/// Options of `cargo xtask localnet demo`.
#[derive(Args, Default)]
pub struct DemoOptions {
    #[command(flatten)]
    home: Home,
    #[command(flatten)]
    wishes: Wishes,
}

#[derive(Args, Default)]
struct Home {
    /// Folder with the state of the net [default: target/localnet of the repository]
    #[arg(long, value_name = "FOLDER")]
    home: Option<PathBuf>,
}

impl Home {
    fn path(&self) -> Outcome<PathBuf> {
        let root = at(&root(), root().canonicalize())?;
        let given = self.home.as_deref();
        let home = given.map_or_else(|| Ok(root.join("target/localnet")), std::path::absolute);
        at(&root, home)
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Whose {
    A,
    B,
    Relayer,
}

/// Does what is asked for.
pub fn run(options: &Options) -> Outcome {
    match &options.command {
        Command::Up { home, wishes } => up(home, wishes),
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
        Command::Docs { wishes, options } => docs(wishes, *options),
        Command::Demo(options) => demo(options),
    }
}

fn up(home: &Home, wishes: &Wishes) -> Outcome {
    process::end_together()?;
    let net = raise(home, wishes)?;
    process::leave_running();
    print!("{}", summary::summary(&net));
    Ok(())
}

/// Ends what was started when something goes wrong.
fn raise(home: &Home, wishes: &Wishes) -> Outcome<Net> {
    let begin = Instant::now();
    let raised = net::up(&home.path()?, wishes);
    match &raised {
        Ok(_) => say(format!("up after {:.1} s", begin.elapsed().as_secs_f32())),
        Err(_) => process::stop_started(),
    }
    raised
}

fn down(home: &Home, clean: bool) -> Outcome {
    let home = home.path()?;
    net::stop(&home)?;
    if clean {
        net::remove(&home)?;
    }
    say(match clean {
        true => format!("stopped, and {} removed", home.display()),
        false => "stopped; `cargo xtask localnet up` goes on from here".into(),
    });
    Ok(())
}

fn logs(home: &Home, of: Option<Whose>, lines: usize, follow: bool) -> Outcome {
    let all = net::processes(&home.path()?);
    let chosen = all.iter().filter(|process| match of {
        None => true,
        Some(Whose::A) => process.name == "a",
        Some(Whose::B) => process.name == "b",
        Some(Whose::Relayer) => process.name == "relayer",
    });
    for process in chosen {
        let log = process.log();
        if !log.is_file() {
            return fail(format!("{} is not there: no net was started", log.display()));
        }
        if follow {
            return crate::run::run(program("tail").args(["-n", &lines.to_string(), "-F"]).arg(log));
        }
        println!("== {}", log.display());
        let text = at(&log, fs::read(&log))?;
        println!("{}", process::tail(&String::from_utf8_lossy(&text), lines));
    }
    Ok(())
}

fn open(home: &Home, port_a: &str, port_b: &str) -> Outcome {
    let link = relayer::channel(&Net::load(&home.path()?)?, port_a, port_b)?;
    println!("{} {}", link.a.channel, link.b.channel);
    Ok(())
}

/// In the usual folder, which must be free: that is where the commands look.
pub fn docs(wishes: &Wishes, options: DocsOptions) -> Outcome {
    process::end_together()?;
    let home = Home::default();
    let path = home.path()?;
    if Net::load(&path).is_ok() {
        return fail(
            "docs/operations.md begins with a new net: run `cargo xtask localnet down --clean` first",
        );
    }
    let hermes = options.hermes()?;
    let told = raise(&home, wishes).and_then(|net| docs::run(&net, options, hermes));
    process::stop_started();
    net::stop(&path)?;
    net::remove(&path)?;
    told
}

/// On the net that is up, or on one that is raised for it. One that was made for it goes when all went well.
pub fn demo(options: &DemoOptions) -> Outcome {
    process::end_together()?;
    let begin = Instant::now();
    let home = options.home.path()?;
    let before = Net::load(&home).ok();
    let was_up = before.as_ref().is_some_and(Net::is_up);
    let net = raise(&options.home, &options.wishes)?;
    if was_up {
        process::leave_running();
    }
    let told = demo::tell(&net);
    if !was_up {
        process::stop_started();
        net::stop(&home)?;
    }
    if before.is_none() && told.is_ok() {
        net::remove(&home)?;
    }
    say(format!(
        "the demo took {:.1} s in all",
        begin.elapsed().as_secs_f32()
    ));
    told
}
