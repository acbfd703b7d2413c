//! The command `causeway status --node`.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use causeway::live::{Live, Node};
use causeway::message::{quote, Kind, Target};
use causeway::status::{Place, Status, Transfer};
use causeway::Error;
use clap::Args;
use serde_json::json;

use super::options::ChainArgs;
use super::Outcome;

/// Options that name the chain, the contract and the sender.
#[derive(Args)]
#[command(next_help_heading = "The chain")]
pub struct LiveArgs {
    #[command(flatten)]
    chain: ChainArgs,
    /// Address of the transfer contract.
    #[arg(long, value_name = "ADDRESS", requires = "node")]
    contract: Option<String>,
    /// Address that sent the transfers, on the contract's chain.
    #[arg(long, value_name = "ADDRESS", requires = "node")]
    sender: Option<String>,
    /// RPC address of a node of the other chain. With it, transfers that the other chain has received are told from those
    /// that still wait for the relayer.
    #[arg(long, value_name = "URL", requires = "node")]
    counterparty_node: Option<String>,
}

/// Adds the requirements of this command to options that it shares with other commands.
pub fn refine(status: clap::Command) -> clap::Command {
    status
        .mut_arg("node", |node| node.requires("contract").requires("sender"))
        .mut_arg("chain_id", |id| id.requires("node"))
        .mut_arg("binary", |binary| binary.requires("node"))
}

/// Runs the command `status --node`. `only` selects one transfer by channel and sequence.
pub fn run(args: &LiveArgs, only: Option<(&str, u64)>, as_json: bool) -> Outcome {
    let mut status = ask(args)?;
    if let Some((channel, sequence)) = only {
        keep_only(&mut status, channel, sequence);
    }
    match as_json {
        true => println!("{:#}", json!(status)),
        false => print!("{}", show(&status, args)),
    }
    Ok(ExitCode::SUCCESS)
}

fn ask(args: &LiveArgs) -> Result<Status, Error> {
    let node = |url: &String| Node::new(url);
    let of = |arg: &Option<String>| arg.clone().unwrap_or_default();
    let here = node(&of(&args.chain.node));
    if let Some(id) = &args.chain.chain_id {
        here.check_chain(id)?;
    }
    let there = args.counterparty_node.as_ref().map(node);
    Live::new(here, &of(&args.contract), there)?.of_sender(&of(&args.sender))
}

fn keep_only(status: &mut Status, channel: &str, sequence: u64) {
    status
        .transfers
        .retain(|transfer| transfer.channel == channel && transfer.sequence == sequence);
    status.claims.clear();
    if status.transfers.is_empty() {
        status.transfers.push(Transfer {
            channel: channel.into(),
            sequence,
            place: Place::NotSeen,
            record: None,
            sent: None,
        });
    }
}

fn show(status: &Status, args: &LiveArgs) -> String {
    let mut out = String::new();
    for transfer in &status.transfers {
        let what = match (&transfer.record, &transfer.sent) {
            (_, Some(sent)) => format!(" ({} {} to {})", sent.amount, sent.denom, sent.receiver),
            (Some(record), None) => format!(" ({} {})", record.amount, record.denom),
            (None, None) => String::new(),
        };
        out.push_str(&format!(
            "{} #{}{what}: {}\n",
            transfer.channel, transfer.sequence, transfer.place
        ));
        if transfer.is_overdue(now()) {
            let line = bring_line(transfer, args);
            out.push_str(&format!(
                "  overdue: nobody relays it; anyone can bring it:\n  {line}\n"
            ));
        }
    }
    for claim in &status.claims {
        let amount = claim.held.saturating_add(claim.to_mint);
        let message = json!({ "claim": { "denom": claim.denom, "owner": claim.owner } });
        let target = Target {
            program: args.chain.binary.clone(),
            contract: args.contract.clone().unwrap_or_default(),
            from: Some("KEY".into()),
            chain_id: args.chain.chain_id.clone(),
            node: args.chain.node.clone(),
            ..Target::default()
        };
        let line = target.line(Kind::Execute, &message.to_string(), &[]);
        out.push_str(&format!(
            "claim: {amount} {}; anyone may pay it:\n  {line}\n",
            claim.denom
        ));
    }
    if out.is_empty() {
        out.push_str("no transfers\n");
    }
    out
}

/// The command that writes the transaction for a packet that nobody relays.
fn bring_line(transfer: &Transfer, args: &LiveArgs) -> String {
    let given = |arg: &Option<String>, unknown: &str| quote(arg.as_deref().unwrap_or(unknown));
    format!(
        "causeway bring --node {} --node {} --contract {} --sender {} --channel {} --sequence {}",
        given(&args.chain.node, "URL"),
        given(&args.counterparty_node, "URL_OF_THE_OTHER_CHAIN"),
        given(&args.contract, "ADDRESS"),
        given(&args.sender, "ADDRESS"),
        transfer.channel,
        transfer.sequence
    )
}

/// Seconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_secs()
}
