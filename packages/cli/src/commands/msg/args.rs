//! The arguments of `causeway msg`, made from the contracts' schemas.

use causeway::message::{fields, variants, Contract, Field, Kind, Shape};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command};

const ABOUT: &str = "Prints the exact JSON of a message or query, or the command line that sends it";
const LONG_ABOUT: &str =
    "Prints the exact JSON of any message or query of the transfer contract and of its vouchers, \
    after asking the contract's own code whether it would take it.\n\n\
    With --wasmd: the complete command line, quoted for a shell.";
const EXAMPLES: &str = "Examples:\n  \
    causeway msg transfer --at cosmos1.. --channel channel-0 --receiver osmo1.. --amount 1000uatom\n  \
    causeway msg transfer --at cosmos1.. --channel channel-0 --receiver osmo1.. --amount 1000 --token cosmos1..\n  \
    causeway msg query in_flight --sender cosmos1.. --at cosmos1.. --wasmd\n  \
    causeway msg execute claim --denom uatom\n  \
    causeway msg voucher execute increase_allowance --spender cosmos1.. --amount 5";

/// `msg` with all that is below it.
pub fn command() -> Command {
    let voucher = Command::new("voucher")
        .about("Messages of a voucher, or of any cw20 token")
        .subcommand_required(true)
        .subcommands([
            group(Contract::Voucher, Kind::Execute),
            group(Contract::Voucher, Kind::Query),
            single(Contract::Voucher, Kind::Instantiate),
        ]);
    Command::new("msg")
        .about(ABOUT)
        .long_about(LONG_ABOUT)
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .args(common_args())
        .subcommands([
            transfer_command(),
            group(Contract::Transfer, Kind::Execute),
            group(Contract::Transfer, Kind::Query),
            single(Contract::Transfer, Kind::Instantiate),
            single(Contract::Transfer, Kind::Migrate),
            voucher,
        ])
}

fn common_args() -> Vec<Arg> {
    [output_args(), place_args()].concat()
}

fn output_args() -> Vec<Arg> {
    let flag = |name: &'static str, help: &'static str| {
        let flag = Arg::new(name).long(name).action(ArgAction::SetTrue);
        flag.help(help).global(true).help_heading("Output")
    };
    vec![
        flag("wasmd", "Print the complete command line, quoted for a shell"),
        flag(
            "json",
            "Print one JSON document: contract, message, funds, command line",
        ),
    ]
}

fn place_args() -> Vec<Arg> {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        let option = Arg::new(name).long(name).value_name(value).help(help);
        option.global(true).help_heading("Where it goes")
    };
    vec![
        option("at", "ADDRESS", "The contract that gets the message"),
        option("from", "KEY", "Key or address that signs"),
        option("chain-id", "ID", "Chain id"),
        option("node", "URL", "RPC address of a node"),
        option("program", "NAME", "The chain's command line").default_value("wasmd"),
        option("code", "ID", "Code id, to instantiate or migrate to").value_parser(clap::value_parser!(u64)),
        option("label", "TEXT", "Label of a new contract"),
        option(
            "wasm-admin",
            "ADDRESS",
            "Who may migrate a new contract; nobody if it is not given",
        ),
        option(
            "prefix",
            "PREFIX",
            "Prefix of this chain's addresses, where no address tells",
        ),
    ]
}

fn transfer_command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("transfer")
        .about("A send: a bank coin, or with --token a cw20 token, whose `send` then carries the message as base64")
        .args([
            option("channel", "ID", "Channel of this chain to send over").required(true),
            option("receiver", "ADDRESS", "Who gets it, on the other chain").required(true),
            option("amount", "AMOUNT", "Base units and denom, as 1000uatom; with --token only the number")
                .required(true),
            option("token", "ADDRESS", "The cw20 token to send"),
            option("timeout", "SECONDS", "How long the packet lives; the contract's default if it is not given")
                .value_parser(clap::value_parser!(u64)),
            option("memo", "TEXT", "Carried along, at most 32768 bytes"),
            option("min-timeout", "SECONDS", "The contract's own bound (query `settings`); 0 for vouchers on their way home")
                .default_value("60")
                .value_parser(clap::value_parser!(u64)),
            option("max-timeout", "SECONDS", "The contract's own bound (query `settings`)")
                .default_value("2592000")
                .value_parser(clap::value_parser!(u64)),
        ])
}

fn group(contract: Contract, kind: Kind) -> Command {
    let (name, about) = match kind {
        Kind::Query => ("query", "A question"),
        _ => ("execute", "A message that changes something"),
    };
    let each = variants(contract, kind).into_iter().map(|variant| {
        let spelled = variant.name.replace('_', "-");
        let command = Command::new(variant.name.clone());
        let command = match spelled == variant.name {
            true => command,
            false => command.alias(spelled),
        };
        command
            .about(variant.description)
            .args(variant.fields.iter().map(argument))
    });
    Command::new(name)
        .about(about)
        .subcommand_required(true)
        .subcommands(each)
}

fn single(contract: Contract, kind: Kind) -> Command {
    let (name, about) = match kind {
        Kind::Migrate => ("migrate", "The message of a migration"),
        _ => ("instantiate", "The message that creates the contract"),
    };
    Command::new(name)
        .about(about)
        .args(fields(contract, kind).iter().map(argument))
}

fn argument(field: &Field) -> Arg {
    let value = match field.shape {
        Shape::Text => "TEXT",
        Shape::Bytes => "JSON|BASE64",
        Shape::Number => "NUMBER",
        Shape::Flag => "BOOL",
        Shape::Json => "JSON",
    };
    let arg = Arg::new(field.name.clone())
        .long(field.name.clone())
        .value_name(value)
        .help(field.description.clone())
        .required(field.required);
    let spelled = field.name.replace('_', "-");
    let arg = match spelled == field.name {
        true => arg,
        false => arg.alias(spelled),
    };
    match field.shape {
        Shape::Flag => arg.value_parser(PossibleValuesParser::new(["true", "false"])),
        _ => arg,
    }
}
