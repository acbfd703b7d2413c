//! The arguments of `causeway msg`, generated from the schemas of the contracts.

use causeway::message::{fields, variants, Contract, Field, Kind, Shape};
use clap::builder::PossibleValuesParser;
use clap::{Arg, Args, Command, ValueEnum};

use crate::commands::options::{kebab, ChainArgs};

const ABOUT: &str = "Prints the exact JSON of a message or query, or the command line that sends it";
const LONG_ABOUT: &str =
    "Prints the exact JSON of any message or query of the transfer contract and of its vouchers, \
    after asking the contract's own code whether it would take it.\n\n\
    With --print command: the complete command line, quoted for a shell.";
const EXAMPLES: &str = "Examples:\n  \
    causeway msg transfer --contract cosmos1.. --channel channel-0 --receiver osmo1.. --amount 1000uatom\n  \
    causeway msg transfer --contract cosmos1.. --channel channel-0 --receiver osmo1.. --amount 1000 --token cosmos1..\n  \
    causeway msg query in-flight --sender cosmos1.. --contract cosmos1.. --print command\n  \
    causeway msg execute claim --denom uatom\n  \
    causeway msg voucher execute increase-allowance --spender cosmos1.. --amount 5";

/// The command `msg` with all its subcommands.
pub fn command() -> Command {
    let voucher = Command::new("voucher")
        .about("Messages of a voucher, or of any cw20 token")
        .subcommand_required(true)
        .subcommands([
            group(Contract::Voucher, Kind::Execute),
            group(Contract::Voucher, Kind::Query),
            single(Contract::Voucher, Kind::Instantiate),
        ]);
    let command = Command::new("msg")
        .about(ABOUT)
        .long_about(LONG_ABOUT)
        .after_help(EXAMPLES)
        .subcommand_required(true);
    common(command).subcommands([
        transfer_command(),
        group(Contract::Transfer, Kind::Execute),
        group(Contract::Transfer, Kind::Query),
        single(Contract::Transfer, Kind::Instantiate),
        single(Contract::Transfer, Kind::Migrate),
        voucher,
    ])
}

/// The form in which a message is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// The exact JSON of the message
    Json,
    /// The complete command line that sends it, quoted for a shell
    Command,
}

/// Options of every message and query.
#[derive(Args, Debug)]
pub struct CommonArgs {
    /// What to print
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "json",
        help_heading = "Output"
    )]
    pub print: Print,
    /// Print one JSON document with contract, message, funds and command line
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    #[command(flatten)]
    pub chain: ChainArgs,
    /// Address of the contract that the message is sent to
    #[arg(long, global = true, value_name = "ADDRESS", help_heading = "Where it goes")]
    pub contract: Option<String>,
    /// Key or address that signs the transaction
    #[arg(long, global = true, value_name = "KEY", help_heading = "Where it goes")]
    pub from: Option<String>,
    /// Code id to instantiate or to migrate to
    #[arg(long, global = true, value_name = "ID", help_heading = "Where it goes")]
    pub code: Option<u64>,
    /// Label of the new contract
    #[arg(long, global = true, value_name = "TEXT", help_heading = "Where it goes")]
    pub label: Option<String>,
    /// Address that may migrate the new contract; nobody if it is not given
    #[arg(long, global = true, value_name = "ADDRESS", help_heading = "Where it goes")]
    pub wasm_admin: Option<String>,
    /// Address prefix of this chain, for messages that contain no address
    #[arg(long, global = true, value_name = "PREFIX", help_heading = "Where it goes")]
    pub prefix: Option<String>,
}

fn common(command: Command) -> Command {
    CommonArgs::augment_args(command).next_help_heading(None)
}

/// The option for a field of a message, written with hyphens. If a field has the same name as an option of every message,
/// the name of the message is put in front: `--allow-contract` is the field `contract` of `allow`.
pub fn option_of(message: &str, field: &str) -> String {
    let taken = common(Command::new("msg"));
    let option = kebab(field);
    let is_taken = taken
        .get_arguments()
        .any(|arg| arg.get_long() == Some(option.as_str()));
    match is_taken {
        true => format!("{}-{option}", kebab(message)),
        false => option,
    }
}

fn transfer_command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("transfer")
        .about("A send: a bank coin, or with --token a cw20 token, whose `send` then carries the message as base64")
        .args([
            option("channel", "ID", "Channel of this chain to send over").required(true),
            option("receiver", "ADDRESS", "Who gets it, on the other chain")
                .visible_alias("remote-address")
                .alias("remote_address")
                .required(true),
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
        let fields = variant.fields.iter();
        let command = Command::new(kebab(&variant.name)).about(variant.description);
        command
            .aliases(snake(&kebab(&variant.name)))
            .args(fields.map(|field| argument(&variant.name, field)))
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
    let fields = fields(contract, kind);
    Command::new(name)
        .about(about)
        .args(fields.iter().map(|field| argument(name, field)))
}

/// The option as the JSON of the message spells it, if that is different. It becomes a hidden alias.
fn snake(option: &str) -> Option<String> {
    option.contains('-').then(|| option.replace('-', "_"))
}

fn argument(message: &str, field: &Field) -> Arg {
    let value = match field.shape {
        Shape::Text => "TEXT",
        Shape::Bytes => "JSON|BASE64",
        Shape::Number => "NUMBER",
        Shape::Flag => "BOOL",
        Shape::Json => "JSON",
    };
    let option = option_of(message, &field.name);
    let arg = Arg::new(option.clone())
        .long(option.clone())
        .aliases(snake(&option))
        .value_name(value)
        .help(field.description.clone())
        .required(field.required);
    let arg = match field.name.as_str() {
        "remote_address" => arg.visible_alias("receiver"),
        _ => arg,
    };
    match field.shape {
        Shape::Flag => arg.value_parser(PossibleValuesParser::new(["true", "false"])),
        _ => arg,
    }
}
