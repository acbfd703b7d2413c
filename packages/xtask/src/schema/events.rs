//! Writes `schema/events.json`, the events of the transfer contract.

use anyhow::Result;
use causeway_transfer::event::{AttributeInfo, EventInfo, EVENTS};
use serde::Serialize;

const DESCRIPTION: &str =
    "Events of the contract. A chain puts the attribute `_contract_address` before those that are listed. An attribute whose \
     value is blank is left out.";

#[derive(Serialize)]
struct File {
    contract: &'static str,
    description: &'static str,
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Event {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    when: &'static str,
    attributes: Vec<Attribute>,
}

#[derive(Serialize)]
struct Attribute {
    key: &'static str,
    present: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    values: &'static [&'static str],
}

/// The content of the file.
pub fn json() -> Result<String> {
    let file = File {
        contract: "causeway-transfer",
        description: DESCRIPTION,
        events: EVENTS.iter().map(event).collect(),
    };
    Ok(serde_json::to_string_pretty(&file)?)
}

fn event(event: &EventInfo) -> Event {
    Event {
        kind: event.kind,
        action: event.action,
        when: event.when,
        attributes: event.attributes.iter().map(attribute).collect(),
    }
}

fn attribute(attribute: &AttributeInfo) -> Attribute {
    Attribute {
        key: attribute.key,
        present: attribute.when.unwrap_or("always"),
        values: attribute.values,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::root;

    fn keys(event: &EventInfo) -> Vec<&str> {
        event.attributes.iter().map(|attribute| attribute.key).collect()
    }

    /// The texts between backticks, split into words.
    fn quoted(text: &str) -> Vec<&str> {
        text.split('`')
            .skip(1)
            .step_by(2)
            .flat_map(str::split_whitespace)
            .collect()
    }

    #[test]
    fn the_table_of_the_protocol_lists_the_events_of_the_contract() {
        let text = fs_err::read_to_string(root().join("docs/protocol.md")).unwrap();
        let (_, section) = text.split_once("\n## Events\n").unwrap();
        let (section, _) = section.split_once("\n## ").unwrap();
        let every_key: BTreeSet<_> = EVENTS.iter().flat_map(keys).collect();
        let mut shown = vec![];
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            let words = quoted(cells[2]);
            let attributes: Vec<_> = words
                .iter()
                .filter(|word| every_key.contains(*word))
                .copied()
                .collect();
            shown.extend(
                quoted(cells[1])
                    .into_iter()
                    .map(|action| (action, attributes.clone())),
            );
        }
        let stranded = EVENTS.iter().find(|event| event.action.is_none()).unwrap();
        let listed = EVENTS.iter().filter_map(|event| {
            let mut attributes = keys(event);
            let action = event.action?;
            if action == "migrate" {
                attributes.extend(keys(stranded)); // in the same row
            }
            Some((action, attributes))
        });
        assert_eq!(shown, listed.collect::<Vec<_>>());
    }

    /// `tests/golden/wire.txt` has a packet of every kind, and so every event about packets. Debug builds check the other
    /// direction.
    #[test]
    fn every_listed_attribute_of_a_packets_event_is_really_emitted() {
        let text = fs_err::read_to_string(root().join("tests/golden/wire.txt")).unwrap();
        let mut emitted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("<transfer "))
        {
            let Some((_, event)) = line.split_once(">: action=") else {
                continue;
            };
            let (action, attributes) = event.split_once(", ").unwrap_or((event, ""));
            let attributes = attributes
                .split(", ")
                .filter_map(|one| Some(one.split_once('=')?.0));
            emitted.entry(action).or_default().extend(attributes);
        }
        let of_packets = [
            "transfer",
            "sent",
            "receive",
            "release",
            "acknowledge",
            "refund_failed",
            "claim",
        ];
        for action in of_packets {
            let event = EVENTS.iter().find(|event| event.action == Some(action)).unwrap();
            assert_eq!(emitted[action], keys(event).into_iter().collect(), "{action}");
        }
    }
}
