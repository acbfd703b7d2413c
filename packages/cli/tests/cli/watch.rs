//! `causeway audit --watch` and `--prometheus`, and the alert rules on what is written, with nodes that repeat what real ones
//! answered: 1000 uhub delivered, 100 uhub in flight in two packets.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use serde_json::Value;
use yaml_rust2::YamlLoader;

use crate::audit::between;
use crate::live::{HUB, ZONE};
use crate::node::{no_index, Recorded};
use crate::Scratch;

const BALANCES: &str = "/cosmos.bank.v1beta1.Query/AllBalances";

/// A node of hub-1 whose bank says that the contract holds nothing, from the `nth` time on that it is asked.
fn robbed(answers: &Recorded, nth: usize) -> String {
    let asked = Arc::new(AtomicUsize::new(1));
    answers.serve_changed(HUB, move |question, result| {
        if question["params"]["path"] == BALANCES && asked.fetch_add(1, Ordering::Relaxed) >= nth {
            result["response"]["value"] = Value::Null;
        }
    })
}

#[test]
fn watching_goes_on_while_all_is_well_and_ends_with_1_when_an_invariant_breaks() {
    let answers = Recorded::read(&["times.jsonl"]);
    // each audit reads the first chain twice
    let (hub, zone) = (robbed(&answers, 5), answers.serve(ZONE));
    let ran = between(&hub, &zone, &["--watch", "1"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let well = ran.out.lines().take(2);
    for line in well {
        assert_eq!(line, "hub-1 at 621, zone-1 at 619: I1 held, I2 held, I4 held");
    }
    assert!(ran.out.contains("I2 solvency: BROKEN\n"), "{}", ran.out);
    assert!(
        ran.out.contains("hub-1 uhub: holds 0, but owes 1100\n"),
        "{}",
        ran.out
    );
}

#[test]
fn watching_ends_with_2_after_three_audits_in_a_row_that_were_not_made() {
    let ran = between("http://127.0.0.1:9", "http://127.0.0.1:9", &["--watch", "1"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let told = |start: &str| ran.err.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((told("note: "), told("error: ")), (2, 1), "{}", ran.err);
}

#[test]
fn with_json_watching_prints_one_document_a_line() {
    let answers = Recorded::read(&["times.jsonl"]);
    let (hub, zone) = (robbed(&answers, 3), answers.serve(ZONE));
    let ran = between(&hub, &zone, &["--watch", "1", "--json"]);
    let documents: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["snapshots"][0]["chain"], "hub-1");
}

fn metrics() -> String {
    let answers = Recorded::read(&["times.jsonl"]);
    let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
    let file = Scratch::new("metrics.prom", "");
    between(&hub, &zone, &["--prometheus", file.path()]).ok();
    std::fs::read_to_string(file.path()).unwrap()
}

#[test]
fn the_metrics_are_written_to_a_file_or_printed() {
    let written = metrics();
    for sample in [
        "causeway_escrow{chain=\"hub-1\",channel=\"channel-0\",denom=\"uhub\"} 1100\n",
        "causeway_in_flight{chain=\"hub-1\",channel=\"channel-0\",denom=\"uhub\"} 100\n",
        "causeway_in_flight_packets{chain=\"hub-1\",channel=\"channel-0\"} 2\n",
        "causeway_verdict{invariant=\"I1\",name=\"conservation\"} 0\n",
        "causeway_oldest_in_flight_seconds{chain=\"hub-1\",channel=\"channel-0\"} ",
        "causeway_seconds_since_block{chain=\"zone-1\"} ",
    ] {
        assert!(written.contains(sample), "{sample}\n{written}");
    }
    let answers = Recorded::read(&["times.jsonl"]);
    let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
    let ran = between(&hub, &zone, &["--prometheus", "-"]).ok();
    assert!(ran.out.starts_with("# HELP causeway_holdings "), "{}", ran.out);
    let ran = between(&hub, &zone, &["--prometheus", "-", "--json"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn a_node_without_an_index_tells_no_age_of_packets_and_all_else() {
    let answers = Recorded::read(&["times.jsonl"]);
    let without = answers.serve_with(HUB, no_index);
    let ran = between(&without, &answers.serve(ZONE), &["--prometheus", "-"]).ok();
    assert!(
        !ran.out.contains("causeway_oldest_in_flight_seconds"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("causeway_in_flight_packets"), "{}", ran.out);
}

/// All words of a text that name a metric.
fn named(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c| !is_part(c));
    words.filter(|word| word.starts_with("causeway_")).collect()
}

#[test]
fn the_alert_rules_are_rules_and_name_only_metrics_that_are_written() {
    let text = include_str!("../../../../docs/alerts.yml");
    let documents = YamlLoader::load_from_str(text).unwrap();
    let rules = documents[0]["groups"][0]["rules"].as_vec().unwrap();
    // an asset without surplus or deficit has no sample
    let written = format!("{}\n# TYPE causeway_surplus gauge", metrics());
    let written: BTreeSet<&str> = named(&written);
    assert!(rules.len() > 5);
    for rule in rules {
        let name = rule["alert"].as_str().unwrap();
        let expression = rule["expr"].as_str().unwrap();
        let metrics = named(expression);
        assert!(!metrics.is_empty(), "{name}");
        assert!(metrics.is_subset(&written), "{name}: {expression}");
        assert!(rule["labels"]["severity"].as_str().is_some(), "{name}");
        assert!(rule["annotations"]["summary"].as_str().is_some(), "{name}");
    }
}
