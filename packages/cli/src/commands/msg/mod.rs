//! `causeway msg`: the exact JSON of a message. All but `transfer` is made from the contracts' schemas, so that no
//! message can be missing.

mod args;

use std::process::ExitCode;

use causeway::message::{
    canonical, check, fields, local_prefix, prefix_of, read_amount, receiver_notes, variants, Asset,
    Contract, Field, Kind, Refusal, Target, UserSend,
};
use causeway_transfer::msg::TransferMsg;
use clap::ArgMatches;
use cosmwasm_std::Coin;
use serde_json::{json, Map, Value};

pub use self::args::command;
use super::{blame, note, Failure, Outcome};

/// A message, ready to be shown.
struct Ready {
    kind: Kind,
    contract: String,
    message: String,
    funds: Vec<Coin>,
    hook: Option<String>,
    notes: Vec<String>,
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
            "notes": ready.notes,
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
    ready.notes.iter().for_each(|text| note(text));
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
    let (amount, asset) = read_amount(&text("amount").unwrap_or_default(), text("token"))?;
    let send = UserSend {
        contract: text("at").ok_or_else(|| Refusal::of("at", "say which contract sends: --at ADDRESS"))?,
        asset,
        amount,
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
        notes: receiver_notes(&send.transfer.remote_address, &send.contract),
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
        .or_else(|| prefix_of(&at).map(String::from))
        .or_else(|| local_prefix(&message))
        .unwrap_or_else(|| "cosmos".into());
    let mut notes = vec![];
    if contract == Contract::Transfer && kind == Kind::Execute && message.get("transfer").is_some() {
        notes.push("attach exactly one coin; `causeway msg transfer` writes the whole send".into());
    }
    let text = canonical(contract, kind, &message).map_err(blame)?;
    check(contract, kind, &message, &prefix).map_err(blame)?;
    let ready = Ready {
        kind,
        contract: at,
        message: text,
        funds: vec![],
        hook: None,
        notes,
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
