//! `causeway preflight`.

use std::path::PathBuf;
use std::process::ExitCode;

use causeway::live::Node;
use causeway::preflight::{changes, check, Change, Code, Report, State, Verdict, Wish};
use causeway::Error;
use clap::{ArgGroup, Args};
use serde_json::json;

use super::options::ChainArgs;
use super::Outcome;

const EXAMPLES: &str = "Examples:\n  \
    causeway preflight --node http://127.0.0.1:26657 --contract osmo1..\n  \
    causeway preflight --node .. --contract .. --code 41 --voucher-code 40 --binary osmosisd\n  \
    causeway preflight --node .. --contract .. --dump before.json\n  \
    causeway preflight --state before.json\n  \
    causeway preflight --node .. --contract .. --since before.json\n\n\
    Exit code: 0 if nothing stops the migration, 1 if something does, 2 if the command could not be carried out.";

/// Says what an operator must know before a cw20-ics20 is migrated to Causeway, or Causeway to a later version.
///
/// Reads the contract from outside and says of each thing `fine`, `look` (know it, and perhaps act) or `stop` (do not migrate
/// before it is understood): version and code, who may migrate, what a migration of a copy of the state changes, what is
/// held and owed, denoms, gas limits, packets in flight, lists, the checksum of the new code, and the message to type.
#[derive(Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("source").required(true).args(["node", "state"])))]
pub struct PreflightArgs {
    #[command(flatten)]
    chain: ChainArgs,
    /// The contract that shall be migrated.
    #[arg(long, value_name = "ADDRESS", requires = "node")]
    contract: Option<String>,
    /// Looks at a state that `--dump` wrote, instead of asking a node.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["node", "contract"])]
    state: Option<PathBuf>,
    /// Id of the stored code to migrate to: its checksum is compared with the releases.
    #[arg(long, value_name = "ID", requires = "node")]
    code: Option<u64>,
    /// Id of the stored code of vouchers to mint from now on.
    #[arg(long, value_name = "ID", requires = "node")]
    voucher_code: Option<u64>,
    /// Also writes everything that was read to a file.
    #[arg(long, value_name = "FILE", requires = "node")]
    dump: Option<PathBuf>,
    /// Also names each entry of the storage that is not as in this dump.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Runs `preflight`.
pub fn run(args: &PreflightArgs) -> Outcome {
    let (state, wish) = match &args.state {
        Some(file) => (State::read(file)?, wish(args, None)?),
        None => ask(args)?,
    };
    if let Some(file) = &args.dump {
        state.write(file)?;
    }
    let changed = args.since.as_ref().map(|file| {
        let before = State::read(file)?;
        Ok::<_, Error>(changes(&before.storage, &state.storage))
    });
    let changed = changed.transpose()?;
    let report = check(&state, &wish);
    match args.json {
        true => println!("{:#}", document(&state, &report, changed.as_deref())),
        false => print!("{}", show(&state, &report, changed.as_deref())),
    }
    Ok(match report.verdict() {
        Verdict::Stop => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    })
}

fn ask(args: &PreflightArgs) -> Result<(State, Wish), Error> {
    let url = args.chain.node.as_deref().unwrap_or_default();
    let contract = args.contract.as_deref().ok_or_else(|| {
        Error::usage("--contract is missing")
            .with_hint("--contract takes the address of the contract that shall be migrated")
    })?;
    let node = Node::new(url);
    if let Some(id) = &args.chain.chain_id {
        node.check_chain(id)?;
    }
    Ok((State::ask(&node, contract)?, wish(args, Some(&node))?))
}

fn wish(args: &PreflightArgs, node: Option<&Node>) -> Result<Wish, Error> {
    let code = |id: Option<u64>| {
        let stored = id.zip(node).map(|(id, node)| {
            let checksum = node.code_checksum(id)?;
            Ok::<_, Error>(Code { id, checksum })
        });
        stored.transpose()
    };
    Ok(Wish {
        code: code(args.code)?,
        voucher_code: code(args.voucher_code)?,
        program: args.chain.binary.clone(),
    })
}

fn document(state: &State, report: &Report, changed: Option<&[Change]>) -> serde_json::Value {
    json!({
        "chain": state.chain_id,
        "contract": state.contract.address,
        "height": state.block_height,
        "verdict": report.verdict(),
        "lines": report.lines,
        "message": report.message,
        "commands": report.commands,
        "changed": changed,
    })
}

fn show(state: &State, report: &Report, changed: Option<&[Change]>) -> String {
    let (chain, address, height) = (&state.chain_id, &state.contract.address, state.block_height);
    let mut out = format!("{chain} {address} at height {height}\n");
    for line in &report.lines {
        out.push_str(&format!("{} {}: {}\n", word(line.verdict), line.topic, line.text));
    }
    for command in &report.commands {
        out.push_str(&format!("type: {command}\n"));
    }
    for change in changed.unwrap_or_default() {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
        let (before, after) = (value(&change.before), value(&change.after));
        out.push_str(&format!("changed: {}: {before} -> {after}\n", change.entry));
    }
    if changed.is_some_and(<[Change]>::is_empty) {
        out.push_str("changed: no entry\n");
    }
    out
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fine => "fine",
        Verdict::Look => "look",
        Verdict::Stop => "stop",
    }
}
