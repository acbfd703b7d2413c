//! `causeway release`.

use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use causeway::live::{Live, Node};
use causeway::message::{Kind, Target};
use causeway::release::{self, Held, Obstacle};
use causeway::Error;
use clap::Args;
use serde_json::json;

use super::options::ChainArgs;
use super::{note, Outcome};

const EXAMPLES: &str = "Examples:\n  \
    causeway release channel-0 7 --node http://127.0.0.1:26657 --contract osmo1..\n  \
    causeway release --due --node .. --contract .. --from keeper | sh\n  \
    causeway release --due --send --watch --node .. --contract .. --from keeper --binary osmosisd\n\n\
    Prints the lines that release what can be released; with --send they are carried out. With --watch it goes on until the\n\
    node does not answer three times in a row: exit code 2.";

/// Looks in a row without an answer of the node, until watching ends.
const ATTEMPTS: u32 = 3;
/// How often it is asked whether a release that was sent is in a block, once a second.
const PATIENCE: u32 = 30;

/// Releases returns that were held: pays and acknowledges them.
///
/// A return that arrives during a homeward pause, or does not fit a limit, is held. From a day later on anyone may release it, and no
/// relayer does. So may one that a migration has refused: its sender is then refunded.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ReleaseArgs {
    /// Channel of the packet at the contract's end.
    #[arg(
        value_name = "CHANNEL",
        requires = "sequence",
        required_unless_present = "due"
    )]
    channel: Option<String>,
    /// Its sequence.
    #[arg(value_name = "SEQUENCE")]
    sequence: Option<u64>,
    /// Releases every packet that can be released now.
    #[arg(long, conflicts_with = "channel")]
    due: bool,
    /// Carries the lines out, one after the other, instead of printing them; a line that fails does not stop the next one.
    #[arg(long, requires = "from")]
    send: bool,
    /// Looks again and again, with so many seconds between.
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        default_missing_value = "60",
        value_parser = clap::value_parser!(u64).range(1..),
        requires_all = ["due", "send"]
    )]
    watch: Option<u64>,
    /// Address of the transfer contract.
    #[arg(long, value_name = "ADDRESS", requires = "node")]
    contract: String,
    /// Key or address that signs and pays the fee.
    #[arg(long, value_name = "KEY")]
    from: Option<String>,
    /// Price of a unit of gas, as 0.025uatom.
    #[arg(long, value_name = "PRICE")]
    gas_prices: Option<String>,
    #[command(flatten)]
    chain: ChainArgs,
}

/// Runs `release`.
pub fn run(args: &ReleaseArgs) -> Outcome {
    if let Some(seconds) = args.watch {
        return watch(args, seconds);
    }
    let live = connect(args)?;
    if let (Some(channel), Some(sequence)) = (&args.channel, args.sequence) {
        let held = release::one(&live, channel, sequence)?;
        if let Some(obstacle) = &held.obstacle {
            return Err(refusal(&held, obstacle));
        }
        release_it(args, &live, &held)?;
        return Ok(ExitCode::SUCCESS);
    }
    let failed = release_all(args, &live)?;
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn connect(args: &ReleaseArgs) -> Result<Live, Error> {
    let node = Node::new(args.chain.node.as_deref().unwrap_or_default());
    if let Some(id) = &args.chain.chain_id {
        node.check_chain(id)?;
    }
    Live::new(node, &args.contract, None)
}

/// Goes on until the node did not answer [`ATTEMPTS`] times in a row.
fn watch(args: &ReleaseArgs, seconds: u64) -> Outcome {
    let mut failed = 0_u32;
    loop {
        match connect(args).and_then(|live| release_all(args, &live)) {
            Ok(_) => failed = 0,
            Err(error) => {
                failed = failed.saturating_add(1);
                if failed >= ATTEMPTS {
                    return Err(error);
                }
                note(&error.to_string());
            }
        }
        thread::sleep(Duration::from_secs(seconds));
    }
}

/// Releases what can be. Returns how many releases failed.
fn release_all(args: &ReleaseArgs, live: &Live) -> Result<usize, Error> {
    let (ready, waiting): (Vec<_>, Vec<_>) = release::all(live)?
        .into_iter()
        .partition(|held| held.obstacle.is_none());
    if ready.is_empty() {
        note(&format!(
            "nothing can be released; {} packets are held",
            waiting.len()
        ));
    }
    let mut failed = 0_usize;
    for held in &ready {
        if let Err(error) = release_it(args, live, held) {
            note(&error.to_string());
            failed = failed.saturating_add(1);
        }
    }
    Ok(failed)
}

fn release_it(args: &ReleaseArgs, live: &Live, held: &Held) -> Result<(), Error> {
    let packet = &held.packet;
    note(&format!(
        "{} #{} ({} {} to {}): a release {}",
        packet.channel,
        packet.sequence,
        packet.amount,
        packet.denom,
        packet.receiver,
        held.deed()
    ));
    let line = line(args, held);
    if !args.send {
        println!("{line}");
        return Ok(());
    }
    send(&line)?;
    for _ in 0..PATIENCE {
        if !release::is_unchanged(live, packet)? {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(1));
    }
    Err(Error::usage(format!(
        "{} #{} is still held {PATIENCE} seconds after its release was sent",
        packet.channel, packet.sequence
    ))
    .with_hint("look at the transaction with the chain's own command line"))
}

fn line(args: &ReleaseArgs, held: &Held) -> String {
    let target = Target {
        program: args.chain.binary.clone(),
        contract: args.contract.clone(),
        from: Some(args.from.clone().unwrap_or_else(|| "KEY".into())),
        chain_id: args.chain.chain_id.clone(),
        node: args.chain.node.clone(),
        ..Target::default()
    };
    let line = target.line(Kind::Execute, &json!(held.message()).to_string(), &[]);
    match &args.gas_prices {
        Some(price) => format!("{line} --gas-prices {} --yes", causeway::message::quote(price)),
        None => format!("{line} --yes"),
    }
}

/// Has a shell carry the line out, so that what is sent is what is printed without `--send`.
fn send(line: &str) -> Result<(), Error> {
    let output = Command::new("sh").args(["-c", line]).output();
    let output = output.map_err(|why| Error::usage(format!("no shell can be started: {why}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::usage(format!("`{line}` failed: {}", said.trim())))
}

fn refusal(held: &Held, obstacle: &Obstacle) -> Error {
    let (channel, sequence) = (&held.packet.channel, held.packet.sequence);
    let (why, advice) = match obstacle {
        Obstacle::NotDue(due) => (
            format!("cannot be released before {due} (seconds since 1970)"),
            "release it then, or have `causeway release --due --send --watch` do it",
        ),
        Obstacle::Paused(until) => (
            format!(
                "cannot be released while transfers homeward are paused, until {until} (seconds since 1970)"
            ),
            "release it then, or have `causeway release --due --send --watch` do it",
        ),
        Obstacle::Closed => (
            "cannot be answered while its channel is closed".into(),
            "nothing is lost: release it when the channel is open again",
        ),
    };
    Error::usage(format!("{channel} #{sequence} {why}")).with_hint(advice)
}
