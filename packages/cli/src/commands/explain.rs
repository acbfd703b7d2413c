//! The commands `causeway explain denom`, `packet` and `ack`.

use std::io::Read;
use std::process::ExitCode;

use causeway::explain::{self, Explanation, Route, Voucher};
use causeway::message::is_channel;
use causeway::Error;
use causeway_ics20::Hop;
use clap::{Args, Subcommand};

use super::{blame, Outcome};

/// What the command explains.
#[derive(Subcommand)]
pub enum Explain {
    Denom(DenomArgs),
    Packet(PacketArgs),
    Ack(AckArgs),
}

/// Runs the command `explain`.
pub fn run(what: &Explain) -> Outcome {
    match what {
        Explain::Denom(args) => denom(args),
        Explain::Packet(args) => packet(args),
        Explain::Ack(args) => ack(args),
    }
}

/// Explains a denom path: its hops, its base denom, and the voucher that it names.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  causeway explain denom transfer/channel-0/uatom\n  causeway explain denom wasm.cosmos1../channel-0/uosmo --checksum 5a6f.."
)]
pub struct DenomArgs {
    /// Denom path on the chain that holds the token: port/channel/../base denom.
    path: String,
    /// Address of the transfer contract whose voucher it is [default: the contract in the path's first port].
    #[arg(long, value_name = "ADDRESS")]
    contract: Option<String>,
    /// sha256 of the voucher's code, in hex. With it the address of the voucher is printed, even if the voucher does not
    /// exist yet.
    #[arg(long, value_name = "HEX")]
    checksum: Option<String>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Decodes the data of a packet, and says what the receiving chain does with it.
#[derive(Args)]
#[command(
    after_help = "Example:\n  causeway explain packet '{\"denom\":\"uatom\",\"amount\":\"5\",\"sender\":\"cosmos1..\",\"receiver\":\"osmo1..\"}' \\\n      --source transfer/channel-0 --dest transfer/channel-7"
)]
pub struct PacketArgs {
    /// The packet data: JSON (also inside a JSON string), hex, base64, or a list of numbers; `-` reads standard input.
    #[arg(value_name = "JSON|HEX|BASE64|NUMBERS")]
    data: String,
    /// Port and channel on the sending chain.
    #[arg(long, value_name = "PORT/CHANNEL", requires = "dest")]
    source: Option<String>,
    /// Port and channel on the receiving chain.
    #[arg(long, value_name = "PORT/CHANNEL", requires = "source")]
    dest: Option<String>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Decodes an acknowledgement, and says what the sending chain does with it.
#[derive(Args)]
#[command(after_help = "Example:\n  causeway explain ack '{\"result\":\"AQ==\"}'")]
pub struct AckArgs {
    /// The acknowledgement: JSON (also inside a JSON string), hex, base64, or a list of numbers; `-` reads standard input.
    #[arg(value_name = "JSON|HEX|BASE64|NUMBERS")]
    ack: String,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Runs the command `explain denom`.
fn denom(args: &DenomArgs) -> Outcome {
    let voucher = Voucher {
        contract: args.contract.clone(),
        checksum: args.checksum.clone(),
    };
    let explanation = explain::denom(&args.path, &voucher).map_err(blame)?;
    show(&explanation, args.json)
}

/// Runs the command `explain packet`.
fn packet(args: &PacketArgs) -> Outcome {
    let end =
        |name: &str, text: &Option<String>| text.as_deref().map(|text| split_end(name, text)).transpose();
    let (source, dest) = (end("source", &args.source)?, end("dest", &args.dest)?);
    let route = source.zip(dest).map(|(source, dest)| Route { source, dest });
    show(&explain::packet(&input(&args.data)?, route.as_ref()), args.json)
}

/// Runs the command `explain ack`.
fn ack(args: &AckArgs) -> Outcome {
    show(&explain::ack(&input(&args.ack)?), args.json)
}

/// Prints the explanation. The exit code is 1 if the chain would reject what is explained.
fn show(explanation: &Explanation, json: bool) -> Outcome {
    match json {
        true => println!("{:#}", explanation.json()),
        false => print!("{}", explanation.text()),
    }
    Ok(match explanation.valid {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn input(argument: &str) -> Result<Vec<u8>, Error> {
    let mut text = argument.to_string();
    if argument == "-" {
        text.clear();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| Error::usage(format!("standard input: {error}")))?;
    }
    explain::bytes(&text).map_err(|error| {
        Error::usage(error).with_hint(
            "give the JSON itself in single quotes, or the bytes as hex, base64 or a list of numbers",
        )
    })
}

fn split_end(name: &str, text: &str) -> Result<(String, String), Error> {
    let refuse = |why: &str| {
        let what = format!("--{name}: `{text}` is not PORT/CHANNEL: {why}");
        Err(Error::usage(what).with_hint("such as transfer/channel-0, or wasm.cosmos1../channel-0"))
    };
    let Some((port, channel)) = text.split_once('/') else {
        return refuse("there is no slash");
    };
    if !is_channel(channel) {
        return refuse("a channel is `channel-` and a number");
    }
    let hop = Hop {
        port: port.into(),
        channel: channel.into(),
    };
    if hop.validate().is_err() {
        return refuse("a port has 2 to 128 letters, digits and . _ + - # [ ] < >");
    }
    Ok((hop.port, hop.channel))
}
