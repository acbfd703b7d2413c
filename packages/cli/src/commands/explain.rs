//! `causeway explain denom`, `packet`, `ack`.

use std::io::Read;
use std::process::ExitCode;

use causeway::explain::{self, Explanation, Route, Voucher};
use causeway::message::is_channel;
use causeway_ics20::Hop;
use clap::{Args, Subcommand};

use super::{blame, Failure, Outcome};

/// What is explained.
#[derive(Subcommand)]
pub enum Explain {
    Denom(DenomArgs),
    Packet(PacketArgs),
    Ack(AckArgs),
}

/// Runs `explain`.
pub fn run(what: &Explain) -> Outcome {
    match what {
        Explain::Denom(args) => denom(args),
        Explain::Packet(args) => packet(args),
        Explain::Ack(args) => ack(args),
    }
}

/// Explains a denom path: its hops, its base denom, the voucher that it names.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  causeway explain denom transfer/channel-0/uatom\n  causeway explain denom wasm.cosmos1../channel-0/uosmo --checksum 5a6f.."
)]
pub struct DenomArgs {
    /// Path on the chain that holds the token: port/channel/../base denom.
    path: String,
    /// Transfer contract whose voucher it is [default: the one that the first port names].
    #[arg(long, value_name = "ADDRESS")]
    contract: Option<String>,
    /// sha256 of the voucher's code, in hex: gives the voucher's address before it exists.
    #[arg(long, value_name = "HEX")]
    checksum: Option<String>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Decodes a packet's data and says what becomes of it.
#[derive(Args)]
#[command(
    after_help = "Example:\n  causeway explain packet '{\"denom\":\"uatom\",\"amount\":\"5\",\"sender\":\"cosmos1..\",\"receiver\":\"osmo1..\"}' \\\n      --source transfer/channel-0 --dest transfer/channel-7"
)]
pub struct PacketArgs {
    /// The data: JSON (also within a JSON string), hex, base64, a list of numbers; `-` reads standard input.
    #[arg(value_name = "JSON|HEX|BASE64|NUMBERS")]
    data: String,
    /// Port and channel on the chain that sends.
    #[arg(long, value_name = "PORT/CHANNEL", requires = "dest")]
    source: Option<String>,
    /// Port and channel on the chain that receives.
    #[arg(long, value_name = "PORT/CHANNEL", requires = "source")]
    dest: Option<String>,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Decodes an acknowledgement and says what the sender's chain makes of it.
#[derive(Args)]
#[command(after_help = "Example:\n  causeway explain ack '{\"result\":\"AQ==\"}'")]
pub struct AckArgs {
    /// The acknowledgement: JSON as it is (also within a JSON string), hex, base64, a list of numbers; `-` reads standard
    /// input.
    #[arg(value_name = "JSON|HEX|BASE64|NUMBERS")]
    ack: String,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
}

/// Runs `explain denom`.
fn denom(args: &DenomArgs) -> Outcome {
    let voucher = Voucher {
        contract: args.contract.clone(),
        checksum: args.checksum.clone(),
    };
    let explanation = explain::denom(&args.path, &voucher).map_err(blame)?;
    show(&explanation, args.json)
}

/// Runs `explain packet`.
fn packet(args: &PacketArgs) -> Outcome {
    let end =
        |name: &str, text: &Option<String>| text.as_deref().map(|text| split_end(name, text)).transpose();
    let (source, dest) = (end("source", &args.source)?, end("dest", &args.dest)?);
    let route = source.zip(dest).map(|(source, dest)| Route { source, dest });
    show(&explain::packet(&input(&args.data)?, route.as_ref()), args.json)
}

/// Runs `explain ack`.
fn ack(args: &AckArgs) -> Outcome {
    show(&explain::ack(&input(&args.ack)?), args.json)
}

/// Exit code 1 for what the chain would refuse.
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

fn input(argument: &str) -> Result<Vec<u8>, Failure> {
    let mut text = argument.to_string();
    if argument == "-" {
        text.clear();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| Failure::new(format!("standard input: {error}")))?;
    }
    explain::bytes(&text).map_err(|error| {
        Failure::new(error)
            .hint("give the JSON itself in single quotes, or the bytes as hex, base64 or a list of numbers")
    })
}

fn split_end(name: &str, text: &str) -> Result<(String, String), Failure> {
    let refuse = |why: &str| {
        let what = format!("--{name}: `{text}` is not PORT/CHANNEL: {why}");
        Err(Failure::new(what).hint("such as transfer/channel-0, or wasm.cosmos1../channel-0"))
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
