//! Golden files: expected results in `tests/golden`, in a form that people can read.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "scaffolding of tests: what fails here fails the test"
)]

use std::fmt::Write;
use std::path::Path;

/// Environment variable that makes the tests write the files anew.
const BLESS: &str = "CAUSEWAY_BLESS";

/// Compares with `tests/golden/<name>`, or writes it when `CAUSEWAY_BLESS` is set.
#[track_caller]
pub fn check(name: &str, text: &str) {
    check_at(&format!("tests/golden/{name}"), text);
}

/// Like [`check`], for any file of the repository.
#[track_caller]
pub fn check_at(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if std::env::var_os(BLESS).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some(difference) = difference(&written, text) {
        panic!("{file} differs ({BLESS}=1 writes it anew)\n{difference}");
    }
}

/// The first line that differs.
fn difference(written: &str, now: &str) -> Option<String> {
    let (mut before, mut after) = (written.lines(), now.lines());
    for number in 1.. {
        let (before, after) = (before.next(), after.next());
        if before.is_none() && after.is_none() {
            break;
        }
        if before != after {
            let end = "(end of file)";
            let (before, after) = (before.unwrap_or(end), after.unwrap_or(end));
            return Some(format!("line {number}\n  was {before}\n  now {after}"));
        }
    }
    None
}

/// Replaces long texts, such as addresses, by names such as `<alice>`. A legend lists the texts.
#[derive(Default)]
pub struct Names {
    pairs: Vec<(String, String)>,
    /// The pairs that are not in the legend.
    unlisted: Vec<String>,
}

impl Names {
    /// Adds a name for a text.
    pub fn add(&mut self, name: &str, text: impl ToString) {
        let pair = (format!("<{name}>"), text.to_string());
        if !self.pairs.contains(&pair) {
            self.pairs.push(pair);
        }
    }

    /// Adds a name for a text that is not listed in the legend, because it depends on the contracts' code.
    pub fn add_unlisted(&mut self, name: &str, text: impl ToString) {
        self.add(name, text);
        self.unlisted.push(format!("<{name}>"));
    }

    /// Replaces the texts by their names.
    pub fn apply(&self, text: &str) -> String {
        let pairs = self.pairs.iter();
        pairs.fold(text.into(), |text: String, (name, long)| text.replace(long, name))
    }

    /// The legend, one line for each name.
    pub fn legend(&self) -> String {
        let listed = self
            .pairs
            .iter()
            .filter(|(name, _)| !self.unlisted.contains(name));
        listed.fold(String::new(), |mut text, (name, long)| {
            writeln!(text, "# {name} is {long}").unwrap();
            text
        })
    }
}
