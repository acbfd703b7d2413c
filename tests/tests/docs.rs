//! What the docs show is what the commands print.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use causeway::demo::{self, Demo};

#[test]
fn the_readme_shows_real_output() {
    let readme = include_str!("../../README.md");
    let shown = readme.split("```text\n").nth(1).expect("a block of output");
    let shown = shown.split("```").next().unwrap();
    let printed = demo::render(&Demo::new().and_then(Demo::run).unwrap());
    assert!(
        printed.contains(shown),
        "the README shows\n{shown}\nbut the demo prints\n{printed}"
    );
}
