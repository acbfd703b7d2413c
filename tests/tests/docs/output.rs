//! Compares the output that the README shows with what the demo prints.

use causeway::demo::{self, Demo};

use crate::markdown;

#[test]
fn the_readme_shows_real_output() {
    let printed = demo::render(&Demo::new().and_then(Demo::run).unwrap());
    let blocks = markdown::blocks(include_str!("../../../README.md"));
    let shown: Vec<_> = blocks.iter().filter(|block| block.mark == "text demo").collect();
    assert_eq!(shown.len(), 1, "one block of the demo's output");
    assert!(
        printed.contains(&shown[0].text),
        "the README shows\n{}\nbut the demo prints\n{printed}",
        shown[0].text
    );
}
