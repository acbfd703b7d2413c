//! The example is a program that runs, and the README shows it unchanged.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../examples/my_contract.rs"]
mod my_contract;

#[test]
fn the_example_contract_sends_is_refunded_and_claims() {
    my_contract::main().unwrap();
}

#[test]
fn the_readme_shows_the_example_as_it_is() {
    let readme = include_str!("../README.md");
    let (_, block) = readme.split_once("```rust\n").unwrap();
    let (shown, _) = block.split_once("```").unwrap();
    assert_eq!(shown, include_str!("../examples/my_contract.rs"));
}
