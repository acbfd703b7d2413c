//! Checks `tests/CASES.md`: every case id of the project is listed, every test that a row names exists, and its source
//! contains the id.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TABLE: &str = include_str!("../CASES.md");
/// Pages that name tests; `.ci/cases` checks that each of them passed.
const PAGES: [&str; 2] = [
    include_str!("../../docs/security.md"),
    include_str!("../../docs/tokens.md"),
];
/// Every id that must be in the table.
const IDS: &str = include_str!("../vectors/case-ids.txt");

struct Row {
    id: String,
    kind: String,
    /// File and name of the tests that are written as `file::name`.
    tests: Vec<(String, String)>,
    /// Tests of the simulator, which contain no ids and are written as `file`: name.
    named: Vec<(String, String)>,
    /// Other files that the row names.
    files: Vec<String>,
    /// Text of the last column.
    text: String,
}

fn rows(table: &str) -> Vec<Row> {
    let lines = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| id |"));
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [id, _, kind, text] = cells[..] else {
        panic!("not four columns: {line}");
    };
    let (mut tests, mut named, mut files) = (vec![], vec![], vec![]);
    let parts: Vec<_> = text.split('`').chain([""]).collect();
    for pair in parts[1..].chunks_exact(2) {
        let (quoted, after) = (pair[0], pair[1]);
        match quoted.split_once("::") {
            Some((file, name)) => tests.push((file.into(), name.into())),
            None if quoted.contains('/') && quoted.ends_with(".rs") => {
                files.push(quoted.into());
                named.extend(name_after(after).map(|name| (quoted.into(), name.into())));
            }
            None => {}
        }
    }
    Row {
        id: id.into(),
        kind: kind.into(),
        tests,
        named,
        files,
        text: text.into(),
    }
}

/// Reads `: name_of_a_test` at the beginning of a text.
fn name_after(text: &str) -> Option<&str> {
    let word = text.strip_prefix(": ")?;
    let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let word = &word[..end.unwrap_or(word.len())];
    word.contains('_').then_some(word)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn is_start(line: &str, name: &str) -> bool {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.starts_with(&format!("fn {name}(")) || line.starts_with(&format!("const {name}:"))
}

/// The lines of a test, or of a table of cases, with its attributes and comments.
fn item<'a>(source: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let lines: Vec<_> = source.lines().collect();
    let start = lines.iter().position(|line| is_start(line, name))?;
    let above = lines[..start].iter().rev();
    let above = above
        .take_while(|line| line.starts_with("///") || line.starts_with("#["))
        .count();
    let length = lines[start..]
        .iter()
        .position(|line| matches!(*line, "}" | "];"))?;
    let item = &lines[start - above..=start + length];
    let is_test = item.contains(&"#[test]") || lines[start].contains("const ");
    is_test.then(|| item.to_vec())
}

/// Whether a text contains an id as `SND-02`, in a range `SND-01..03`, or in a name as `snd_02` or `snd_01_to_03`.
fn says(text: &str, id: &str) -> bool {
    let (group, number) = id.split_once('-').unwrap();
    let name = format!("{}_", group.to_lowercase());
    in_form(text, &format!("{group}-"), "..", number) || in_form(text, &name, "_to_", number)
}

fn in_form(text: &str, group: &str, to: &str, number: &str) -> bool {
    let starts = text.match_indices(group).filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| !c.is_ascii_alphanumeric())
    });
    let mut ranges = starts.filter_map(|(at, _)| {
        let rest = &text[at + group.len()..];
        let first = rest.get(..2)?;
        let last = rest[2..].strip_prefix(to).and_then(|rest| rest.get(..2));
        Some(first..=last.unwrap_or(first))
    });
    ranges.any(|range| range.contains(&number))
}

/// What is wrong with a row.
fn faults(row: &Row) -> Vec<String> {
    let mut faults = vec![];
    let id = &row.id;
    if !["C", "A", "K", "N"].contains(&row.kind.as_str()) {
        faults.push(format!("{id}: {} is no kind", row.kind));
    }
    for file in &row.files {
        if !root().join(file).is_file() {
            faults.push(format!("{id}: there is no {file}"));
        }
    }
    for (file, name) in &row.named {
        let source = std::fs::read_to_string(root().join(file));
        if source.is_ok_and(|source| item(&source, name).is_none()) {
            faults.push(format!("{id}: there is no test {name} in {file}"));
        }
    }
    for (file, name) in &row.tests {
        let Ok(source) = std::fs::read_to_string(root().join(file)) else {
            faults.push(format!("{id}: there is no {file}"));
            continue;
        };
        match item(&source, name) {
            None => faults.push(format!("{id}: there is no test {name} in {file}")),
            Some(lines) if !says(&lines.join("\n"), id) => {
                faults.push(format!("{id}: {file}::{name} does not name it"));
            }
            Some(_) => {}
        }
    }
    faults
}

#[test]
fn every_case_has_its_test_or_its_reason() {
    let rows = rows(TABLE);
    let faults: Vec<_> = rows.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let mut seen = BTreeSet::new();
    for row in &rows {
        assert!(seen.insert(row.id.as_str()), "{} stands twice", row.id);
    }
    let required: BTreeSet<_> = IDS.lines().collect();
    let unknown: Vec<_> = seen.difference(&required).collect();
    assert!(unknown.is_empty(), "not in the list of ids: {unknown:?}");

    let answered = |row: &&Row| !row.text.is_empty();
    let answered: BTreeSet<_> = rows.iter().filter(answered).map(|row| row.id.as_str()).collect();
    let missing: Vec<_> = required.difference(&answered).collect();
    for kind in ["C", "A", "K", "N"] {
        let of_kind = rows.iter().filter(|row| row.kind == kind);
        let (covered, reason): (Vec<_>, Vec<_>) = of_kind.partition(|row| !row.tests.is_empty());
        println!("{kind}: {} covered, {} with reason", covered.len(), reason.len());
    }
    let covered = rows.iter().filter(|row| !row.tests.is_empty()).count();
    let reason = answered.len() - covered;
    println!(
        "{covered} covered, {reason} with reason, {} missing",
        missing.len()
    );
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn a_case_without_its_test_is_found() {
    let here = "tests/tests/cases.rs";
    for (id, cell, fault) in [
        (
            "ZZZ-01",
            format!("`{here}::a_case_without_its_test_is_found`"),
            None,
        ),
        (
            concat!("ZZZ", "-02"),
            format!("`{here}::a_case_without_its_test_is_found`"),
            Some("does not name it"),
        ),
        (
            "ZZZ-01",
            format!("`{here}::no_such_test`"),
            Some("there is no test"),
        ),
        ("ZZZ-01", format!("`{here}::faults`"), Some("there is no test")),
        (
            "ZZZ-01",
            "`tests/tests/gone.rs::any`".into(),
            Some("there is no tests"),
        ),
        (
            "ZZZ-01",
            "see `tests/tests/gone.rs`".into(),
            Some("there is no tests"),
        ),
        (
            "ZZZ-01",
            format!("see `{here}`: no_such_test; and more"),
            Some("there is no test no_such_test"),
        ),
        (
            "ZZZ-01",
            format!("`{here}`: a_case_without_its_test_is_found."),
            None,
        ),
        ("ZZZ-01", "a reason".into(), None),
    ] {
        let row = row(&format!("| {id} | what | C | {cell} |"));
        let found = faults(&row);
        match fault {
            None => assert!(found.is_empty(), "{found:?}"),
            Some(text) => assert!(found.len() == 1 && found[0].contains(text), "{found:?}"),
        }
    }
}

#[test]
fn every_test_that_a_page_on_security_names_exists() {
    let mut named = 0;
    for quoted in PAGES.iter().flat_map(|page| page.split('`')) {
        let Some((file, name)) = quoted.split_once(".rs::") else {
            continue;
        };
        let source = std::fs::read_to_string(root().join(format!("{file}.rs")));
        let is_there = source.is_ok_and(|source| item(&source, name).is_some());
        assert!(is_there, "there is no test {quoted}");
        named += 1;
    }
    assert!(named > 50, "the pages name {named} tests");
}

#[test]
fn ids_are_found_in_every_form() {
    for (text, id, found) in [
        ("(\"SND-02\", x)", "SND-02", true),
        ("SND-01..03", "SND-02", true),
        ("SND-01..03", "SND-04", false),
        ("fn snd_02_of_something(", "SND-02", true),
        ("fn snd_01_to_03_of(", "SND-03", true),
        ("fn snd_01_to_03_of(", "SND-04", false),
        ("FSND-02", "SND-02", false),
        ("SND-2", "SND-02", false),
    ] {
        assert_eq!(says(text, id), found, "{text} {id}");
    }
}
