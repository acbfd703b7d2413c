//! `causeway status`.

use std::path::PathBuf;
use std::process::ExitCode;

use causeway::scenario::Scenario;
use causeway::status::{self, Simulated, Status, Transfer};
use causeway::table;
use causeway::world::World;
use clap::Args;
use ibc_multi_test::ChainKey;
use serde_json::{json, Map, Value};

use super::run::{read, wrong};
use super::{Failure, Outcome};

/// Says where transfers are, from queries alone: in flight, waiting as a claim, or settled.
///
/// Plays a scenario and asks its chains as anyone could ask real ones: the transfer contract, and IBC core on both sides.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  causeway status pending.toml\n  causeway status pending.toml --chain hub --channel channel-0 --sequence 2"
)]
pub struct StatusArgs {
    /// The scenario, a TOML file.
    file: PathBuf,
    /// Plays only the first steps.
    #[arg(long, value_name = "STEPS")]
    after: Option<usize>,
    /// Only this chain.
    #[arg(long, value_name = "NAME")]
    chain: Option<String>,
    /// Only the transfer on this channel of the chain with this sequence.
    #[arg(long, value_name = "ID", requires = "chain", requires = "sequence")]
    channel: Option<String>,
    /// As the transaction that sent it answered.
    #[arg(long, value_name = "NUMBER", requires = "channel")]
    sequence: Option<u64>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Runs `status`.
pub fn run(args: &StatusArgs) -> Outcome {
    let world = play(args)?;
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
        let status = status.map_err(|error| Failure::new(format!("{}: {error}", world.name(chain))))?;
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

fn play(args: &StatusArgs) -> Result<World, Failure> {
    let (name, text) = (args.file.display().to_string(), read(&args.file)?);
    let staged = Scenario::parse(&text).and_then(Scenario::stage);
    let (mut player, mut world) = staged.map_err(|error| wrong(&name, &text, &error))?;
    for _ in 0..args.after.unwrap_or(usize::MAX) {
        let more = player.step(&mut world, &mut || {});
        if !more.map_err(|error| wrong(&name, &text, &error))? {
            break;
        }
    }
    Ok(world)
}

fn chosen(world: &World, name: Option<&str>) -> Result<Vec<ChainKey>, Failure> {
    let all = world.sites.iter();
    let chosen: Vec<_> = all
        .filter(|(_, site)| name.is_none_or(|name| site.name == name))
        .collect();
    match chosen.is_empty() {
        false => Ok(chosen.into_iter().map(|(chain, _)| *chain).collect()),
        true => {
            let known: Vec<_> = world.sites.values().map(|site| site.name).collect();
            Err(Failure::new(format!(
                "--chain: there is no chain `{}`",
                name.unwrap_or_default()
            ))
            .hint(format!("known: {}", known.join(", "))))
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
    } in &status.transfers
    {
        let what = record.as_ref().map(|record| {
            format!(
                " ({} {} of {})",
                record.amount,
                table::name(world, chain, &record.denom),
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
        let name = table::name(world, chain, &claim.denom);
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
