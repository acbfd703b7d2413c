//! Writes the JSON schemas of the contracts' messages, the packet and the acknowledgement, and the list of events.

mod events;

use std::path::PathBuf;

use anyhow::{bail, Context, Result};
use causeway_ics20::schema::AcknowledgementEnvelope;
use causeway_ics20::{PacketData, MAX_MEMO_LEN, MAX_RECEIVER_LEN, MAX_SENDER_LEN, MAX_WIRE_DENOM_LEN};
use causeway_transfer::msg as transfer;
use causeway_voucher::msg as voucher;
use clap::Args;
use cosmwasm_schema::schemars::schema::{RootSchema, Schema};
use cosmwasm_schema::schemars::schema_for;
use cosmwasm_schema::{generate_api, Api};
use fs_err as fs;

use crate::root;

/// Options of `cargo xtask schema`.
#[derive(Args)]
pub struct Options {
    /// Write nothing, and fail if a file differs
    #[arg(long)]
    check: bool,
}

/// Writes or checks `schema/`.
///
/// # Errors
/// With `--check`, when a file differs; the error names the files.
pub fn run(options: &Options) -> Result<()> {
    let folder = root().join("schema");
    let mut stale: Vec<PathBuf> = vec![];
    for (name, text) in files()? {
        let path = folder.join(name);
        if !options.check {
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(&path, text)?;
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            stale.push(path);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = stale.iter().map(|path| path.display().to_string()).collect();
    bail!(
        "{} differ from the code: run `cargo xtask schema`",
        names.join(", ")
    )
}

fn files() -> Result<[(&'static str, String); 6]> {
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
    let mut packet = schema_for!(PacketData);
    limit_lengths(&mut packet);
    Ok([
        ("causeway-transfer.json", api(transfer)?),
        (
            "causeway-transfer-data.json",
            written(schema_for!(transfer::TransferResponse))?,
        ),
        ("causeway-voucher.json", api(voucher)?),
        ("events.json", lines(events::json()?)),
        ("ibc/packet.json", written(packet)?),
        (
            "ibc/acknowledgement.json",
            written(schema_for!(AcknowledgementEnvelope))?,
        ),
    ])
}

fn api(mut api: Api) -> Result<String> {
    let messages = [
        &mut api.instantiate,
        &mut api.execute,
        &mut api.query,
        &mut api.migrate,
    ];
    let messages = messages.into_iter().flatten();
    messages
        .chain(api.responses.iter_mut().flat_map(|answers| answers.values_mut()))
        .for_each(describe);
    let text = api.render().to_string().context("a schema cannot be written")?;
    Ok(lines(text))
}

fn written(mut schema: RootSchema) -> Result<String> {
    describe(&mut schema);
    Ok(lines(serde_json::to_string_pretty(&schema)?))
}

/// Descriptions of cosmwasm-std's types as JSON, because their own documentation is about Rust.
const TYPES: [(&str, &str); 9] = [
    ("Addr", "An address of this chain."),
    ("Binary", "Bytes, as base64 text."),
    ("Coin", "An amount of a bank coin."),
    ("HexBinary", "Bytes, as hexadecimal text."),
    ("IbcEndpoint", "One end of a channel."),
    (
        "Timestamp",
        "Nanoseconds since 1970, UTC: a decimal number in a string.",
    ),
    ("Uint128", "A decimal number in a string, at most 2^128-1."),
    ("Uint256", "A decimal number in a string, at most 2^256-1."),
    ("Uint64", "A decimal number in a string, at most 2^64-1."),
];

/// Descriptions of the fields of these types.
const FIELDS: [(&str, &str, &str); 4] = [
    ("Coin", "amount", "Base units."),
    ("Coin", "denom", "The bank denom."),
    ("IbcEndpoint", "channel_id", "The channel's id on that chain."),
    ("IbcEndpoint", "port_id", "The port on that chain."),
];

fn describe(root: &mut RootSchema) {
    for (name, text) in TYPES {
        if let Some(Schema::Object(ty)) = root.definitions.get_mut(name) {
            ty.metadata().description = Some(text.into());
        }
    }
    for (name, field, text) in FIELDS {
        let Some(Schema::Object(ty)) = root.definitions.get_mut(name) else {
            continue;
        };
        if let Some(Schema::Object(field)) = ty.object().properties.get_mut(field) {
            // Other keywords beside `$ref` are ignored.
            if let Some(reference) = field.reference.take() {
                field.subschemas().all_of = Some(vec![Schema::new_ref(reference)]);
            }
            field.metadata().description = Some(text.into());
        }
    }
}

/// Adds length limits. JSON Schema counts characters and the protocol counts bytes, so the limits here are not stricter.
fn limit_lengths(packet: &mut RootSchema) {
    let limits = [
        ("denom", MAX_WIRE_DENOM_LEN),
        ("sender", MAX_SENDER_LEN),
        ("receiver", MAX_RECEIVER_LEN),
        ("memo", MAX_MEMO_LEN),
    ];
    for (name, limit) in limits {
        if let Some(Schema::Object(field)) = packet.schema.object().properties.get_mut(name) {
            field.string().max_length = u32::try_from(limit).ok();
        }
    }
}

fn lines(mut text: String) -> String {
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_schemas_are_those_of_the_code() {
        run(&Options { check: true }).unwrap();
    }

    /// A field: its path, its name, and its schema.
    type Field<'a> = (String, &'a str, &'a Value);

    fn fields() -> Vec<(String, String, Value)> {
        let mut all = vec![];
        for (name, text) in files().unwrap() {
            let schema = serde_json::from_str(&text).unwrap();
            let mut found = vec![];
            collect(&schema, name, &mut found);
            all.extend(
                found
                    .into_iter()
                    .map(|(at, name, field)| (at, name.to_string(), field.clone())),
            );
        }
        all
    }

    fn collect<'a>(schema: &'a Value, at: &str, found: &mut Vec<Field<'a>>) {
        match schema {
            Value::Object(map) => {
                let fields = map.get("properties").and_then(Value::as_object);
                // The description of a variant is beside its only field.
                let variant = map.contains_key("description")
                    && map
                        .get("required")
                        .is_some_and(|names| names.as_array().unwrap().len() == 1);
                for (name, field) in fields.into_iter().flatten() {
                    let own = field.get("description").is_some() || !variant;
                    found.push((format!("{at}/{name}"), name, if own { field } else { schema }));
                }
                map.iter()
                    .for_each(|(key, value)| collect(value, &format!("{at}/{key}"), found));
            }
            Value::Array(list) => list.iter().for_each(|value| collect(value, at, found)),
            _ => {}
        }
    }

    fn described(field: &Value) -> &str {
        field["description"].as_str().unwrap_or_default()
    }

    #[test]
    fn every_field_is_described() {
        let fields = fields();
        let missing: Vec<_> = fields
            .iter()
            .filter(|(_, _, field)| described(field).is_empty())
            .map(|(at, ..)| at)
            .collect();
        println!("{} fields", fields.len());
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn every_number_has_a_unit_and_every_binary_a_form() {
        let mut count = 0;
        for (at, name, field) in fields() {
            let refers = |ty: &str| {
                let direct = [
                    &field["$ref"],
                    &field["allOf"][0]["$ref"],
                    &field["anyOf"][0]["$ref"],
                ];
                direct.contains(&&Value::from(format!("#/definitions/{ty}")))
            };
            let unit = match name.as_str() {
                _ if refers("Uint128") || refers("Uint256") => "base units",
                _ if refers("Binary") => "base64",
                _ if refers("HexBinary") => "hex",
                name if name.contains("timeout") => "seconds",
                name if name.contains("gas") => "sdk gas",
                "limit" => "entries",
                _ => continue,
            };
            let text = described(&field);
            assert!(
                text.to_lowercase().contains(unit),
                "{at} does not say {unit}: {text}"
            );
            count += 1;
        }
        println!("{count} fields with a unit");
        assert!(count >= 50, "{count}");
    }

    #[test]
    fn the_limits_of_a_packet_are_written_out() {
        let mut limited = vec![];
        for (at, name, field) in fields() {
            let Some(limit) = field["maxLength"].as_u64() else {
                continue;
            };
            let thousands = format!("{},{:03} bytes", limit / 1000, limit % 1000);
            assert!(at.starts_with("ibc/packet.json"));
            assert!(described(&field).contains(&thousands), "{name}: {thousands}");
            limited.push(name);
        }
        assert_eq!(limited, ["denom", "memo", "receiver", "sender"]);
    }
}
