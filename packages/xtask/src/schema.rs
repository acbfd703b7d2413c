//! JSON schemas of what goes in and out: the contracts' messages, packet and acknowledgement.

use std::fs;
use std::path::PathBuf;

use causeway_ics20::schema::AcknowledgementEnvelope;
use causeway_ics20::PacketData;
use causeway_transfer::msg as transfer;
use causeway_voucher::msg as voucher;
use clap::Args;
use cosmwasm_schema::generate_api;
use cosmwasm_schema::schemars::{schema_for, JsonSchema};

use crate::run::{at, fail, root, Failure, Outcome};

/// Options of `cargo xtask schema`.
#[derive(Args)]
pub struct Options {
    /// Writes nothing and fails on a difference.
    #[arg(long)]
    check: bool,
}

/// Writes or checks `schema/`.
///
/// # Errors
/// With `--check`, names the files that differ.
pub fn run(options: &Options) -> Outcome {
    let folder = root().join("schema");
    let mut stale: Vec<PathBuf> = vec![];
    for (name, text) in files()? {
        let path = folder.join(name);
        if !options.check {
            at(&path, fs::create_dir_all(path.parent().unwrap_or(&folder)))?;
            at(&path, fs::write(&path, text))?;
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            stale.push(path);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = stale.iter().map(|path| path.display().to_string()).collect();
    fail(format!(
        "{} differ from the code: run `cargo xtask schema`",
        names.join(", ")
    ))
}

fn files() -> Outcome<[(&'static str, String); 4]> {
    let transfer = generate_api! {
        name: "causeway-transfer",
        instantiate: transfer::InstantiateMsg,
        execute: transfer::ExecuteMsg,
        query: transfer::QueryMsg,
        migrate: transfer::MigrateMsg,
    };
    let voucher = generate_api! {
        name: "causeway-voucher",
        instantiate: voucher::InstantiateMsg,
        execute: voucher::ExecuteMsg,
        query: voucher::QueryMsg,
        migrate: voucher::MigrateMsg,
    };
    let unwritable = |error: &dyn std::fmt::Display| Failure(format!("a schema cannot be written: {error}"));
    Ok([
        (
            "causeway-transfer.json",
            lines(
                transfer
                    .render()
                    .to_string()
                    .map_err(|error| unwritable(&error))?,
            ),
        ),
        (
            "causeway-voucher.json",
            lines(voucher.render().to_string().map_err(|error| unwritable(&error))?),
        ),
        (
            "ibc/packet.json",
            schema_of::<PacketData>().map_err(|error| unwritable(&error))?,
        ),
        (
            "ibc/acknowledgement.json",
            schema_of::<AcknowledgementEnvelope>().map_err(|error| unwritable(&error))?,
        ),
    ])
}

fn schema_of<T: JsonSchema>() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&schema_for!(T)).map(lines)
}

fn lines(mut text: String) -> String {
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_are_those_of_the_code() {
        run(&Options { check: true }).unwrap();
    }

    #[test]
    fn every_field_is_described() {
        for (name, text) in files().unwrap() {
            let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
            let mut missing = vec![];
            undescribed(&schema, name, &mut missing);
            assert!(missing.is_empty(), "{missing:#?}");
        }
    }

    /// cosmwasm-std describes these as a whole.
    const UPSTREAM: [&str; 2] = ["/definitions/Coin", "/definitions/IbcEndpoint"];

    /// Fields without a description of their own, nor of what they refer to alone.
    fn undescribed(schema: &serde_json::Value, at: &str, missing: &mut Vec<String>) {
        match schema {
            serde_json::Value::Object(map) => {
                for (name, field) in map
                    .get("properties")
                    .and_then(|p| p.as_object())
                    .into_iter()
                    .flatten()
                {
                    let variant = map
                        .get("required")
                        .is_some_and(|r| r == &serde_json::json!([name]))
                        && map.get("description").is_some();
                    let upstream = UPSTREAM.iter().any(|ty| at.ends_with(ty));
                    if field.get("description").is_none() && !variant && !upstream {
                        missing.push(format!("{at}/{name}"));
                    }
                }
                map.iter()
                    .for_each(|(key, value)| undescribed(value, &format!("{at}/{key}"), missing));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| undescribed(value, at, missing)),
            _ => {}
        }
    }
}
