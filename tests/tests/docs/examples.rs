//! Validates every JSON document in the docs against the schemas.
//!
//! A fenced block of JSON names its schema after the fence: ` ```json transfer/execute `. It may contain several
//! documents. JSON in other places (command lines, output, running text) must be one of [`QUOTED`]. Shapes in running
//! text, such as `claim {denom, owner?}`, must be those of a message.

use std::collections::BTreeMap;

use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use serde_json::{Deserializer, Value};

use crate::markdown::{blocks, pages, spans, Page};
use crate::schemas::Schemas;

/// Schemas of JSON that may be quoted without naming the schema: all of them reject unknown fields, and no two have the
/// same keys.
const QUOTED: [&str; 11] = [
    "transfer/instantiate",
    "transfer/execute",
    "transfer/migrate",
    "transfer/query",
    "transfer/data",
    "transfer/body",
    "voucher/instantiate",
    "voucher/execute",
    "voucher/query",
    "ibc/acknowledgement",
    "ibc/packet",
];

/// Pages whose output comes from a chain and is shortened by jq. `cargo xtask localnet docs` compares it with the output
/// of a chain.
const OF_A_CHAIN: [&str; 2] = ["docs/operations.md", "docs/upgrade.md"];

#[derive(Default)]
struct Tally {
    by_schema: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn check(&mut self, schemas: &Schemas, at: &str, candidates: &[&str], document: &Value) {
        let refusals: Vec<_> = candidates
            .iter()
            .map_while(|name| {
                let refusal = schemas.refusal(name, document);
                if refusal.is_none() {
                    *self.by_schema.entry(name.to_string()).or_default() += 1;
                }
                refusal
            })
            .collect();
        if refusals.len() == candidates.len() {
            return self.wrong.push(format!("{at}: {}", refusals.join("\n  ")));
        }
        for call in ["send", "receive"] {
            if let Some(inner) = document[call]["msg"].as_str() {
                let body = STANDARD.decode(inner).unwrap();
                let body = serde_json::from_slice(&body).unwrap();
                self.check(schemas, at, &["transfer/body"], &body);
            }
        }
    }

    fn block(&mut self, schemas: &Schemas, at: &str, mark: &str, text: &str) {
        let Some(json) = mark.strip_prefix("json") else {
            return self.quoted(schemas, at, text);
        };
        let mut documents = 0;
        for document in Deserializer::from_str(text).into_iter::<Value>() {
            match document {
                Ok(document) => self.check(schemas, at, &[json.trim()], &document),
                Err(error) => return self.wrong.push(format!("{at}: {error}")),
            }
            documents += 1;
        }
        if documents == 0 {
            self.wrong.push(format!("{at}: no JSON in a block of JSON"));
        }
    }

    /// Finds JSON objects within other text. Inside quotes a shell writes `'` as `'\''`.
    fn quoted(&mut self, schemas: &Schemas, at: &str, text: &str) {
        let text = text.replace(r"'\''", "'");
        let mut rest = text.as_str();
        while let Some(start) = rest.find("{\"") {
            rest = &rest[start..];
            let mut stream = Deserializer::from_str(rest).into_iter::<Value>();
            match stream.next() {
                Some(Ok(document)) => self.check(schemas, at, &QUOTED, &document),
                _ => self
                    .wrong
                    .push(format!("{at}: no JSON: {}", rest.lines().next().unwrap())),
            }
            rest = &rest[stream.byte_offset().max(1)..];
        }
    }
}

fn commands(console: &str) -> String {
    let typed = console.lines().filter(|line| line.starts_with("$ "));
    typed.map(|line| format!("{line}\n")).collect()
}

fn tally(schemas: &Schemas, pages: &[Page]) -> Tally {
    let mut tally = Tally::default();
    for page in pages {
        for block in blocks(&page.text) {
            let at = format!("{}:{}", page.name, block.line);
            let of_a_chain = OF_A_CHAIN.contains(&page.name.as_str()) && block.mark.starts_with("console");
            let text = if of_a_chain {
                commands(&block.text)
            } else {
                block.text
            };
            tally.block(schemas, &at, &block.mark, &text);
        }
        for (line, span) in spans(&page.text) {
            tally.quoted(schemas, &format!("{}:{line}", page.name), span);
        }
    }
    tally
}

#[test]
fn every_json_in_the_docs_validates() {
    let schemas = Schemas::read();
    let Tally { by_schema, wrong } = tally(&schemas, &pages());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} examples: {by_schema:?}", by_schema.values().sum::<usize>());
    for name in schemas.names().filter(|name| name.starts_with("transfer/")) {
        assert!(by_schema.contains_key(name), "no example of {name}");
    }
}

#[test]
fn an_example_with_a_misspelt_field_is_found() {
    let schemas = Schemas::read();
    for text in [
        "```json transfer/execute\n{\"transfer\":{\"channel\":\"channel-0\",\"remote_adress\":\"a\"}}\n```",
        "```json transfer/claims\n{\"claims\":[{\"owner\":\"a\",\"denom\":\"b\",\"held\":\"1\"}]}\n```",
        "```json transfer/execute\n{\"transfer\":{\"channel\":\"channel-0\",\"remote_address\":\"a\",\"timeout\":\"1\"}}\n```",
        "```json\n{\"accept_admin\":{}}\n```",
        "```json transfer/exekute\n{\"accept_admin\":{}}\n```",
        "```json transfer/execute\n```",
        "```console\n$ x '{\"in_flight\":{\"sendr\":\"a\"}}'\n```",
        // eyJjaGFubmVsIjoiYyJ9 is {"channel":"c"}
        "```json voucher/execute\n{\"send\":{\"contract\":\"a\",\"amount\":\"1\",\"msg\":\"eyJjaGFubmVsIjoiYyJ9\"}}\n```",
        "as `{\"resolt\":\"AQ==\"}` says",
        "`{\"result\":<text>}`",
    ] {
        let page = Page { name: "page".into(), text: text.into() };
        assert_eq!(tally(&schemas, &[page]).wrong.len(), 1, "{text}");
    }
}

/// The fields of the object in a message's schema, and whether it is a variant with this name.
fn fields<'a>(schemas: &'a Schemas, name: &'a str) -> impl Iterator<Item = &'a Value> + 'a {
    let parts = [
        "transfer/execute",
        "transfer/query",
        "transfer/instantiate",
        "transfer/migrate",
    ];
    parts.into_iter().filter_map(move |part| {
        let schema = schemas.schema(part);
        let found = match part.strip_prefix("transfer/") {
            Some(own) if own == name => Some(schema),
            _ => schema["oneOf"]
                .as_array()
                .into_iter()
                .flatten()
                .find_map(|variant| variant["properties"].get(name)),
        }?;
        let reference = found.get("$ref").or_else(|| found["allOf"][0].get("$ref"));
        Some(match reference {
            Some(reference) => schema.pointer(&reference.as_str().unwrap()[1..]).unwrap(),
            None => found,
        })
    })
}

/// In a shape such as `claim {denom, owner?}`, every field must be listed, with `?` exactly if it is optional. `..` stands
/// for other fields.
#[test]
fn every_shape_in_the_docs_is_that_of_a_message() {
    let schemas = Schemas::read();
    let mut count = 0;
    for page in pages() {
        for (line, span) in spans(&page.text) {
            let Some((name, rest)) = span.split_once(" {") else {
                continue;
            };
            let Some(list) = rest.strip_suffix('}') else {
                continue;
            };
            if !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') || list.contains('"') {
                continue;
            }
            let at = format!("{}:{line}: {span}", page.name);
            let message = fields(&schemas, name)
                .next()
                .unwrap_or_else(|| panic!("{at}: no such message"));
            let required = message["required"].as_array().cloned().unwrap_or_default();
            for field in list
                .split(", ")
                .filter(|field| !field.is_empty() && *field != "..")
            {
                let bare = field.trim_end_matches('?');
                assert!(message["properties"].get(bare).is_some(), "{at}: no field {bare}");
                assert_eq!(required.contains(&bare.into()), bare == field, "{at}: {field}");
            }
            let all =
                list.contains("..") || required.iter().all(|name| list.contains(name.as_str().unwrap()));
            assert!(all, "{at}: a field is missing of {required:?}");
            count += 1;
        }
    }
    println!("{count} shapes of messages");
    assert!(count > 15, "{count}");
}
