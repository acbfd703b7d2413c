//! `causeway bring`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use causeway::bring::{Bring, Brought, Choice, Deed, Fee};
use causeway::live::{Live, Node};
use causeway::Error;
use clap::{Args, ValueEnum};

use super::{note, Outcome};

const EXAMPLES: &str = "Examples:\n  \
    causeway bring --node http://127.0.0.1:26657 --node http://127.0.0.1:26757 --contract osmo1.. --sender osmo1.. > bring.json\n  \
    causeway bring --node .. --node .. --contract .. --sender .. --sequence 7 --refund\n  \
    causeway bring --node .. --node .. --contract .. --sender .. --gas-prices 0.025uosmo --binary osmosisd --binary junod --print command\n\n\
    The transaction is for the chain that lacks something: a packet goes to its destination, an acknowledgement or a timeout to\n\
    its source. The chain checks it against its light client, so no node has to be trusted.";

/// Brings one packet where no relayer does: writes the unsigned transaction for it.
///
/// Finds out what the packet waits for: to be received, its acknowledgement, or its timeout. The transaction has the header that
/// the light client lacks, and the message with its proof. Sign and send it with the chain's own command line.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct BringArgs {
    /// RPC address of a node, twice: of the contract's chain, then of the chain at the other end of the channel.
    #[arg(long, value_name = "URL", required = true)]
    node: Vec<String>,
    /// The transfer contract that sent the packet.
    #[arg(long, value_name = "ADDRESS")]
    contract: String,
    /// The account that sent it.
    #[arg(long, value_name = "ADDRESS")]
    sender: String,
    /// Its channel; needed only where two channels have the same sequence on the way.
    #[arg(long, value_name = "ID")]
    channel: Option<String>,
    /// Its sequence; needed where the sender has several packets on the way.
    #[arg(long, value_name = "NUMBER")]
    sequence: Option<u64>,
    /// Takes the tokens back: brings nothing but the timeout, also where the packet could still be received.
    #[arg(long)]
    refund: bool,
    /// The account that signs, on the chain that the transaction is for [default: the packet's receiver where the packet is
    /// brought, else its sender].
    #[arg(long, value_name = "ADDRESS")]
    signer: Option<String>,
    /// Gas limit [default: 1.4 times what the chain says].
    #[arg(long, value_name = "NUMBER")]
    gas: Option<u64>,
    /// Price of a unit of gas, as 0.025uatom; without it the transaction offers no fee.
    #[arg(long, value_name = "PRICE")]
    gas_prices: Option<String>,
    /// What is printed: the transaction, or the lines that sign and send it (the transaction is then written to --output).
    #[arg(long, value_name = "WHAT", default_value = "json")]
    print: Print,
    /// File for the transaction [default: standard output; with --print command: bring.json].
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The chain's own command line, for the printed lines; twice where the chains have different ones, in the order of --node.
    #[arg(long, value_name = "NAME", default_value = "wasmd")]
    binary: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Print {
    /// The transaction, as JSON.
    Json,
    /// The command lines.
    Command,
}

/// Runs `bring`.
pub fn run(args: &BringArgs) -> Outcome {
    let [source, destination] = args.node.as_slice() else {
        return Err(
            Error::usage(format!("--node is given {} times", args.node.len())).with_hint(
                "give it twice: a node of the contract's chain, then one of the chain at the other end",
            ),
        );
    };
    let bring = Bring {
        source: Live::new(Node::new(source), &args.contract, None)?,
        destination: Node::new(destination),
    };
    let choice = Choice {
        sender: args.sender.clone(),
        channel: args.channel.clone(),
        sequence: args.sequence,
        refund: args.refund,
    };
    let price = args.gas_prices.as_deref().map(Fee::price_of).transpose();
    let fee = Fee {
        gas: args.gas,
        price: price.map_err(super::blame)?,
    };
    let brought = bring.transaction(&choice, args.signer.as_deref(), &fee)?;
    tell(&brought);
    write(args, &brought)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(brought: &Brought) {
    let Brought {
        deed,
        packet,
        chain,
        signer,
        tx,
    } = brought;
    note(&format!(
        "the {} of {} #{}, for {chain}, to be signed by {signer}; gas {}",
        deed.name(),
        packet.source_channel,
        packet.sequence,
        tx.gas
    ));
}

fn write(args: &BringArgs, brought: &Brought) -> Result<(), Error> {
    let text = format!("{:#}\n", brought.tx.document);
    let to_file = |file: &Path| fs::write(file, &text).map_err(|why| Error::file(file, &why));
    match (args.print, &args.output) {
        (Print::Json, None) => print!("{text}"),
        (Print::Json, Some(file)) => to_file(file)?,
        (Print::Command, file) => {
            let file = file.clone().unwrap_or_else(|| "bring.json".into());
            to_file(&file)?;
            print!("{}", lines(args, brought, &file));
        }
    }
    Ok(())
}

/// What signs the transaction, and what sends it.
fn lines(args: &BringArgs, brought: &Brought, file: &Path) -> String {
    let is_receive = brought.deed == Deed::Receive;
    let of_target = |both: &[String]| match is_receive {
        true => both.last().cloned().unwrap_or_default(),
        false => both.first().cloned().unwrap_or_default(),
    };
    let (program, node) = (of_target(&args.binary), of_target(&args.node));
    let [sign, send] = brought.lines(&program, &node, file);
    format!("{sign}\n{send}\n")
}
