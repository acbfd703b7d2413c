//! `causeway msg`: the exact JSON of a message. All but `transfer` is made from the contracts' schemas, so that no
//! message can be missing.

use std::process::ExitCode;

use causeway::message::{
    canonical, check, fields, local_prefix, variants, Asset, Contract, Field, Kind, Refusal, Shape, Target,
    UserSend,
};
use causeway_transfer::msg::TransferMsg;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use cosmwasm_std::{Coin, Uint256};
use serde_json::{json, Map, Value};

use super::{blame, note, Failure, Outcome};

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
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(help)
            .global(true)
            .help_heading("Where it goes")
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
            .global(true)
            .help_heading("Output")
    };
    vec![
        flag("wasmd", "Print the complete command line, quoted for a shell"),
        flag(
            "json",
            "Print one JSON document: contract, message, funds, command line",
        ),
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

/// A message, ready to be shown.
struct Ready {
    kind: Kind,
    contract: String,
    message: String,
    funds: Vec<Coin>,
    hook: Option<String>,
}

/// Runs `msg`.
pub fn run(matches: &ArgMatches) -> Outcome {
    let (leaf, ready) = ready(matches)?;
    let target = target(leaf, &ready);
    if leaf.get_flag("json") {
        let document = json!({
            "contract": ready.contract,
            "message": serde_json::from_str::<Value>(&ready.message).unwrap_or_default(),
            "funds": ready.funds,
            "hook": ready.hook.as_deref().and_then(|hook| serde_json::from_str::<Value>(hook).ok()),
            "command": wasmd_line(&target, &ready, leaf).ok(),
        });
        println!("{document:#}");
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(hook) = &ready.hook {
        note(&format!(
            "goes to the token {}; its msg is the base64 of {hook}",
            ready.contract
        ));
    } else if let [coin] = ready.funds.as_slice() {
        note(&format!("goes to {} with {coin} attached", ready.contract));
    }
    match leaf.get_flag("wasmd") {
        true => println!("{}", wasmd_line(&target, &ready, leaf)?),
        false => println!("{}", ready.message),
    }
    Ok(ExitCode::SUCCESS)
}

fn ready(matches: &ArgMatches) -> Result<(&ArgMatches, Ready), Failure> {
    match matches.subcommand() {
        Some(("transfer", leaf)) => Ok((leaf, send(leaf).map_err(blame)?)),
        Some(("voucher", below)) => made(below, Contract::Voucher),
        _ => made(matches, Contract::Transfer),
    }
}

fn send(args: &ArgMatches) -> Result<Ready, Refusal> {
    let text = |name: &str| args.get_one::<String>(name).cloned();
    let number = |name: &str| args.get_one::<u64>(name).copied();
    let amount = text("amount").unwrap_or_default();
    let (digits, denom) = amount.split_at(amount.find(|c: char| !c.is_ascii_digit()).unwrap_or(amount.len()));
    let asset = match (text("token"), denom) {
        (None, "") => {
            return Err(Refusal::of(
                "amount",
                format!("`{amount}` names no denom: write {amount}uatom, or give --token"),
            ))
        }
        (None, denom) => Asset::Coin(denom.into()),
        (Some(token), "") => Asset::Token(token),
        (Some(_), _) => {
            return Err(Refusal::of(
                "amount",
                format!("`{amount}` is not a number: with --token it stands alone"),
            ))
        }
    };
    let contract = text("at").ok_or_else(|| Refusal::of("at", "say which contract sends: --at ADDRESS"))?;
    let send = UserSend {
        contract: contract.clone(),
        asset,
        amount: digits.parse::<Uint256>().map_err(|_| {
            Refusal::of(
                "amount",
                format!("`{amount}` does not begin with a whole number up to 2^256-1"),
            )
        })?,
        transfer: TransferMsg {
            channel: text("channel").unwrap_or_default(),
            remote_address: text("receiver").unwrap_or_default(),
            timeout: number("timeout"),
            memo: text("memo"),
        },
        bounds: (
            number("min-timeout").unwrap_or_default(),
            number("max-timeout").unwrap_or(u64::MAX),
        ),
    };
    send.check()?;
    let hook = matches!(send.asset, Asset::Token(_))
        .then(|| send.hook())
        .transpose()?;
    Ok(Ready {
        kind: Kind::Execute,
        contract: send.called().into(),
        message: send.message()?,
        funds: send.funds(),
        hook: hook.map(|hook| String::from_utf8_lossy(&hook).into_owned()),
    })
}

fn made(matches: &ArgMatches, contract: Contract) -> Result<(&ArgMatches, Ready), Failure> {
    let (leaf, kind, message) = match matches.subcommand() {
        Some(("execute", group)) => one_of(group, contract, Kind::Execute)?,
        Some(("query", group)) => one_of(group, contract, Kind::Query)?,
        Some(("migrate", leaf)) => (leaf, Kind::Migrate, whole(leaf, contract, Kind::Migrate)?),
        Some((_, leaf)) => (leaf, Kind::Instantiate, whole(leaf, contract, Kind::Instantiate)?),
        None => return Err(Failure::new("no message was named").hint("see `causeway msg --help`")),
    };
    let at = leaf.get_one::<String>("at").cloned().unwrap_or_default();
    let prefix = leaf
        .get_one::<String>("prefix")
        .cloned()
        .or_else(|| at.rsplit_once('1').map(|(prefix, _)| prefix.to_string()))
        .or_else(|| local_prefix(&message))
        .unwrap_or_else(|| "cosmos".into());
    let text = canonical(contract, kind, &message).map_err(blame)?;
    check(contract, kind, &message, &prefix).map_err(blame)?;
    let ready = Ready {
        kind,
        contract: at,
        message: text,
        funds: vec![],
        hook: None,
    };
    Ok((leaf, ready))
}

fn one_of(group: &ArgMatches, contract: Contract, kind: Kind) -> Result<(&ArgMatches, Kind, Value), Failure> {
    let known = variants(contract, kind);
    let chosen = group.subcommand().and_then(|(name, leaf)| {
        let variant = known.iter().find(|variant| variant.name == name)?;
        Some((variant, leaf))
    });
    let Some((variant, leaf)) = chosen else {
        return Err(Failure::new("no message was named"));
    };
    let content = object(leaf, &variant.fields).map_err(blame)?;
    Ok((leaf, kind, json!({ variant.name.as_str(): content })))
}

fn whole(leaf: &ArgMatches, contract: Contract, kind: Kind) -> Result<Value, Failure> {
    object(leaf, &fields(contract, kind)).map_err(blame)
}

fn object(args: &ArgMatches, fields: &[Field]) -> Result<Value, Refusal> {
    let mut object = Map::new();
    for field in fields {
        if let Some(given) = args.get_one::<String>(&field.name) {
            let value = field.read(given)?;
            if field.name == "value" {
                return Ok(value);
            }
            object.insert(field.name.clone(), value);
        }
    }
    Ok(object.into())
}

fn target(args: &ArgMatches, ready: &Ready) -> Target {
    let text = |name: &str| args.get_one::<String>(name).cloned();
    Target {
        program: text("program").unwrap_or_default(),
        contract: ready.contract.clone(),
        code: args.get_one::<u64>("code").copied(),
        label: text("label"),
        admin: text("wasm-admin"),
        from: text("from"),
        chain_id: text("chain-id"),
        node: text("node"),
    }
}

fn wasmd_line(target: &Target, ready: &Ready, args: &ArgMatches) -> Result<String, Failure> {
    let missing = |option: &str, why: &str| Failure::new(format!("--{option} is missing: {why}"));
    if ready.kind != Kind::Instantiate && ready.contract.is_empty() {
        return Err(missing("at", "the command line names the contract"));
    }
    if matches!(ready.kind, Kind::Instantiate | Kind::Migrate) && args.get_one::<u64>("code").is_none() {
        return Err(missing("code", "the command line names the code id"));
    }
    if ready.kind != Kind::Query && target.from.is_none() {
        return Err(missing("from", "a transaction needs someone who signs"));
    }
    Ok(target.line(ready.kind, &ready.message, &ready.funds))
}
