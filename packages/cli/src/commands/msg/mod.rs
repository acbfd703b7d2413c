//! The command `causeway msg`: prints the exact JSON of a message. All messages except `transfer` are generated from the
//! schemas of the contracts, so that no message can be missing.

mod args;

use std::process::ExitCode;

use causeway::message::{
    canonical, check, fields, local_prefix, prefix_of, read_amount, receiver_notes, variants, Asset,
    Contract, Field, Kind, Target, UserSend,
};
use causeway::Error;
use causeway_transfer::msg::TransferMsg;
use clap::{ArgMatches, FromArgMatches};
use cosmwasm_std::Coin;
use serde_json::{json, Map, Value};

pub use self::args::command;
use self::args::{option_of, CommonArgs, Print};
use super::options::kebab;
use super::{blame, note, Outcome};

/// A checked message with all that is needed to print it.
struct Ready {
    kind: Kind,
    contract: String,
    message: String,
    funds: Vec<Coin>,
    hook: Option<String>,
    notes: Vec<String>,
}

/// Runs the command `msg`.
pub fn run(matches: &ArgMatches) -> Outcome {
    let (leaf, ready) = ready(matches)?;
    let args = CommonArgs::from_arg_matches(leaf).unwrap_or_else(|error| error.exit());
    if args.json {
        let document = json!({
            "contract": ready.contract,
            "message": serde_json::from_str::<Value>(&ready.message).unwrap_or_default(),
            "funds": ready.funds,
            "hook": ready.hook.as_deref().and_then(|hook| serde_json::from_str::<Value>(hook).ok()),
            "command": command_line(&args, &ready).ok(),
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
    match args.print {
        Print::Command => println!("{}", command_line(&args, &ready)?),
        Print::Json => println!("{}", ready.message),
    }
    Ok(ExitCode::SUCCESS)
}

fn ready(matches: &ArgMatches) -> Result<(&ArgMatches, Ready), Error> {
    match matches.subcommand() {
        Some(("transfer", leaf)) => Ok((leaf, send(leaf).map_err(blame_send)?)),
        Some(("voucher", below)) => made(below, Contract::Voucher),
        _ => made(matches, Contract::Transfer),
    }
}

/// Renames the field `remote_address` in an error, because `msg transfer` calls it `--receiver`.
fn blame_send(error: Error) -> Error {
    blame(match error {
        Error::Argument { field, text } if field == "remote_address" => Error::argument("receiver", text),
        other => other,
    })
}

fn send(args: &ArgMatches) -> Result<Ready, Error> {
    let text = |name: &str| args.get_one::<String>(name).cloned();
    let number = |name: &str| args.get_one::<u64>(name).copied();
    let (amount, asset) = read_amount(&text("amount").unwrap_or_default(), text("token"))?;
    let send = UserSend {
        contract: text("contract")
            .ok_or_else(|| Error::argument("contract", "say which contract sends: --contract ADDRESS"))?,
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

/// A message or query that was built from its schema.
struct Made<'a> {
    leaf: &'a ArgMatches,
    kind: Kind,
    /// Name as in JSON; for a message that is not an enum, its kind.
    name: String,
    fields: Vec<Field>,
}

impl<'a> Made<'a> {
    fn new(matches: &'a ArgMatches, contract: Contract) -> Result<Self, Error> {
        let (kind, leaf) = match matches.subcommand() {
            Some(("execute", group)) => (Kind::Execute, group),
            Some(("query", group)) => (Kind::Query, group),
            Some(("migrate", leaf)) => (Kind::Migrate, leaf),
            Some((_, leaf)) => (Kind::Instantiate, leaf),
            None => return Err(Error::usage("no message was named").with_hint("see `causeway msg --help`")),
        };
        if matches!(kind, Kind::Migrate | Kind::Instantiate) {
            let name = if kind == Kind::Migrate {
                "migrate"
            } else {
                "instantiate"
            };
            return Ok(Self {
                leaf,
                kind,
                name: name.into(),
                fields: fields(contract, kind),
            });
        }
        let chosen = leaf.subcommand().and_then(|(name, leaf)| {
            let mut known = variants(contract, kind).into_iter();
            let variant = known.find(|variant| kebab(&variant.name) == name)?;
            Some(Self {
                leaf,
                kind,
                name: variant.name,
                fields: variant.fields,
            })
        });
        chosen.ok_or_else(|| Error::usage("no message was named"))
    }

    fn message(&self) -> Result<Value, Error> {
        let content = self.content()?;
        Ok(match self.kind {
            Kind::Migrate | Kind::Instantiate => content,
            Kind::Execute | Kind::Query => json!({ self.name.as_str(): content }),
        })
    }

    fn content(&self) -> Result<Value, Error> {
        let mut object = Map::new();
        for field in &self.fields {
            let option = option_of(&self.name, &field.name);
            if let Some(given) = self.leaf.get_one::<String>(&option) {
                let value = field.read(given)?;
                if field.name == "value" {
                    return Ok(value);
                }
                object.insert(field.name.clone(), value);
            }
        }
        Ok(object.into())
    }

    /// Names the option of the field that is rejected. A field inside a JSON argument has no option.
    fn blame(&self, error: Error) -> Error {
        match error {
            Error::Argument { field, text } if self.fields.iter().any(|own| own.name == field) => {
                blame(Error::argument(&option_of(&self.name, &field), text))
            }
            other => other,
        }
    }
}

fn made(matches: &ArgMatches, contract: Contract) -> Result<(&ArgMatches, Ready), Error> {
    let made = Made::new(matches, contract)?;
    let kind = made.kind;
    let message = made.message().map_err(|error| made.blame(error))?;
    let option = |name: &str| made.leaf.get_one::<String>(name).cloned();
    let called = option("contract").unwrap_or_default();
    let prefix = option("prefix")
        .or_else(|| prefix_of(&called).map(String::from))
        .or_else(|| local_prefix(&message))
        .unwrap_or_else(|| "cosmos".into());
    let mut notes = vec![];
    if contract == Contract::Transfer && kind == Kind::Execute && made.name == "transfer" {
        notes.push("attach exactly one coin; `causeway msg transfer` writes the whole send".into());
    }
    let checked = canonical(contract, kind, &message).and_then(|text| {
        check(contract, kind, &message, &prefix)?;
        Ok(text)
    });
    let ready = Ready {
        kind,
        contract: called,
        message: checked.map_err(|error| made.blame(error))?,
        funds: vec![],
        hook: None,
        notes,
    };
    Ok((made.leaf, ready))
}

fn command_line(args: &CommonArgs, ready: &Ready) -> Result<String, Error> {
    let missing = |option: &str, why: &str| Error::usage(format!("--{option} is missing: {why}"));
    if ready.kind != Kind::Instantiate && ready.contract.is_empty() {
        return Err(missing("contract", "the command line names the contract"));
    }
    if matches!(ready.kind, Kind::Instantiate | Kind::Migrate) && args.code.is_none() {
        return Err(missing("code", "the command line names the code id"));
    }
    if ready.kind != Kind::Query && args.from.is_none() {
        return Err(missing("from", "a transaction needs someone who signs"));
    }
    let target = Target {
        program: args.chain.binary.clone(),
        contract: ready.contract.clone(),
        code: args.code,
        label: args.label.clone(),
        admin: args.wasm_admin.clone(),
        from: args.from.clone(),
        chain_id: args.chain.chain_id.clone(),
        node: args.chain.node.clone(),
    };
    Ok(target.line(ready.kind, &ready.message, &ready.funds))
}
