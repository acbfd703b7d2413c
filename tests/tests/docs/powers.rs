//! Each message has a row that says who may send it and what it cannot do to users' money.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::markdown::{rows, section};
use crate::schemas::Schemas;

const PROTOCOL: &str = include_str!("../../../docs/protocol.md");

/// The names in the first cells of a table of the section, which is known by its first heading cell.
fn listed(table: &str) -> Vec<String> {
    let section = section(PROTOCOL, "## Who may do what");
    let begin = section.find(&format!("| {table} |")).unwrap();
    let table: String = section[begin..]
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| format!("{line}\n"))
        .collect();
    let rows = rows(&table);
    for row in &rows {
        assert!(row.iter().all(|cell| !cell.trim().is_empty()), "{row:?}");
    }
    rows.iter()
        .map(|row| row[0].trim_matches(['|', ' ', '`']).to_string())
        .collect()
}

fn same(listed: Vec<String>, known: BTreeSet<String>) {
    assert_eq!(listed.len(), known.len(), "{listed:#?}");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), known);
}

#[test]
fn every_message_has_a_row_that_says_what_it_cannot_do() {
    let schemas = Schemas::read();
    let variants = schemas.schema("transfer/execute")["oneOf"].as_array().unwrap();
    let names = variants.iter().map(|variant| {
        let name = variant["required"][0].as_str();
        name.unwrap().to_string()
    });
    same(listed("execute"), names.collect());
    let fields = schemas.schema("transfer/migrate")["properties"].as_object();
    let fields = fields
        .unwrap()
        .iter()
        .map(|(name, _): (&String, &Value)| name.clone());
    same(listed("migrate"), fields.collect());
}
