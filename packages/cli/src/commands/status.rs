//! The command `causeway status`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use causeway::holdings;
use causeway::scenario::Scenario;
use causeway::status::{self, Simulated, Status, Transfer};
use causeway::Error;
use causeway_multi_test::World;
use clap::{ArgGroup, Args};
use ibc_multi_test::ChainKey;
use serde_json::{json, Map, Value};

pub use super::live::refine;
use super::live::{self, LiveArgs};
use super::run::read;
use super::Outcome;

const EXAMPLES: &str = "Examples:\n  \
    causeway status --node http://127.0.0.1:26657 --contract osmo1.. --sender osmo1..\n  \
    causeway status --node .. --contract .. --sender .. --counterparty-node http://127.0.0.1:26757\n  \
    causeway status pending.toml\n  \
    causeway status pending.toml --chain hub --channel channel-0 --sequence 2";

/// Shows the status of transfers, using only queries: in flight, waiting as a claim, or settled.
///
/// With --node it shows the transfers of one sender on a running chain, over the node's JSON-RPC. With a scenario it plays
/// the scenario and then uses the queries that real chains have too: those of the transfer contract, and those of IBC core
/// on both sides.
#[derive(Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("whom").required(true).args(["file", "node"])))]
pub struct StatusArgs {
    /// The scenario, as a TOML file.
    file: Option<PathBuf>,
    /// Plays only this number of steps.
    #[arg(long, value_name = "STEPS", requires = "file")]
    after: Option<usize>,
    /// Shows only this chain of the scenario.
    #[arg(long, value_name = "NAME", requires = "file")]
    chain: Option<String>,
    #[command(flatten)]
    live: LiveArgs,
    /// Shows only the transfer on this channel with this sequence; in a scenario, on this channel of the chain.
    #[arg(long, value_name = "ID", requires = "sequence")]
    channel: Option<String>,
    /// Sequence of the packet, as in the response of the transaction that sent it.
    #[arg(long, value_name = "NUMBER", requires = "channel")]
    sequence: Option<u64>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Runs the command `status`.
pub fn run(args: &StatusArgs) -> Outcome {
    match &args.file {
        Some(file) => of_scenario(args, file),
        None => live::run(&args.live, args.channel.as_deref().zip(args.sequence), args.json),
    }
}

fn of_scenario(args: &StatusArgs, file: &Path) -> Outcome {
    if args.channel.is_some() && args.chain.is_none() {
        return Err(Error::usage("--channel: say which chain's: --chain NAME"));
    }
    let world = play(args, file)?;
    let chains = chosen(&world, args.chain.as_deref())?;
    let mut document = Map::new();
    for chain in chains {
        let queries = Simulated { world: &world, chain };
        let status = match (&args.channel, args.sequence) {
            (Some(channel), Some(sequence)) => {
                status::one(&queries, channel, sequence).map(|transfer| Status {
                    transfers: vec![transfer],
                    claims: vec![],
                })
            }
            _ => status::all(&queries),
        };
        let status = status.map_err(|error| Error::usage(format!("{}: {error}", world.name(chain))))?;
        match args.json {
            true => drop(document.insert(world.name(chain).into(), json!(status))),
            false => print!("{}", show(&world, chain, &status)),
        }
    }
    if args.json {
        println!("{:#}", Value::Object(document));
    }
    Ok(ExitCode::SUCCESS)
}

fn play(args: &StatusArgs, file: &Path) -> Result<World, Error> {
    let (name, text) = (file.display().to_string(), read(file)?);
    let staged = Scenario::parse(&text).and_then(Scenario::stage);
    let (mut player, mut world) = staged.map_err(|error| error.in_file(&name, &text))?;
    for _ in 0..args.after.unwrap_or(usize::MAX) {
        let more = player.step(&mut world, &mut || {});
        if !more.map_err(|error| error.in_file(&name, &text))? {
            break;
        }
    }
    Ok(world)
}

fn chosen(world: &World, name: Option<&str>) -> Result<Vec<ChainKey>, Error> {
    let all = world.deployments.iter();
    let chosen: Vec<_> = all
        .filter(|(_, deployment)| name.is_none_or(|name| deployment.name == name))
        .collect();
    match chosen.is_empty() {
        false => Ok(chosen.into_iter().map(|(chain, _)| *chain).collect()),
        true => {
            let known: Vec<_> = world
                .deployments
                .values()
                .map(|deployment| deployment.name.as_str())
                .collect();
            Err(Error::usage(format!(
                "--chain: there is no chain `{}`",
                name.unwrap_or_default()
            ))
            .with_hint(format!("known: {}", known.join(", "))))
        }
    }
}

fn show(world: &World, chain: ChainKey, status: &Status) -> String {
    let mut out = format!("{}\n", world.name(chain));
    let who = |address: &str| {
        let mut known = world.accounts.iter();
        let found = known.find(|((at, account), _)| *at == chain && account.as_str() == address);
        found.map_or_else(|| address.to_string(), |(_, name)| name.clone())
    };
    for Transfer {
        channel,
        sequence,
        place,
        record,
        ..
    } in &status.transfers
    {
        let what = record.as_ref().map(|record| {
            format!(
                " ({} {} of {})",
                record.amount,
                holdings::asset_name(world, chain, &record.denom),
                who(&record.sender)
            )
        });
        out.push_str(&format!(
            "  {channel} #{sequence}{}: {place}\n",
            what.unwrap_or_default()
        ));
    }
    for claim in &status.claims {
        let amount = claim.held.saturating_add(claim.to_mint);
        let name = holdings::asset_name(world, chain, &claim.denom);
        out.push_str(&format!(
            "  claim: {amount} {name} wait for {}; anyone may send {{\"claim\":{{\"denom\":\"{}\",\"owner\":\"{}\"}}}}\n",
            who(&claim.owner),
            claim.denom,
            claim.owner
        ));
    }
    if status.transfers.is_empty() && status.claims.is_empty() {
        out.push_str("  no transfers\n");
    }
    out
}
