use causeway_audit::{check, Findings, Invariant, Snapshot};

use crate::pair::{logged_pair, pair};

const SNAPSHOTS: &str = include_str!("../snapshots.json");
const FINDINGS: &str = include_str!("../findings.json");

#[test]
fn snapshots_are_written_and_read_in_the_committed_form() {
    let read: Vec<Snapshot> = serde_json::from_str(SNAPSHOTS).unwrap();
    let [hub, _] = pair();
    let [logged, zone] = logged_pair();
    assert_eq!(read, [hub, zone.clone()]);
    let mut written = serde_json::to_string_pretty(&read).unwrap();
    written.push('\n');
    assert_eq!(written, SNAPSHOTS);
    let both = [logged, zone];
    let again: Vec<Snapshot> = serde_json::from_str(&serde_json::to_string(&both).unwrap()).unwrap();
    assert_eq!(again, both);
}

#[test]
fn findings_are_written_and_read_in_the_committed_form() {
    let snapshots: Vec<Snapshot> = serde_json::from_str(SNAPSHOTS).unwrap();
    let found = check(&snapshots);
    let mut written = serde_json::to_string_pretty(&found).unwrap();
    written.push('\n');
    assert_eq!(written, FINDINGS);
    assert_eq!(serde_json::from_str::<Findings>(FINDINGS).unwrap(), found);
}

#[test]
fn a_field_that_is_not_known_is_refused() {
    let unknown = SNAPSHOTS.replacen("\"chain\"", "\"chian\"", 1);
    assert!(serde_json::from_str::<Vec<Snapshot>>(&unknown).is_err());
}

#[test]
fn invariants_have_the_numbers_and_names_of_the_readme() {
    let readme = include_str!("../../../../README.md");
    for invariant in Invariant::ALL {
        let row = format!("| {} | {} |", invariant.number(), invariant.name());
        assert!(readme.contains(&row), "{row}");
        assert_eq!(serde_json::to_value(invariant).unwrap(), invariant.number());
    }
}
