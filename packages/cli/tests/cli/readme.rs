//! The commands in the READMEs print what the READMEs show.

use std::fs;
use std::process::Command;

use causeway::scenario::Scenario;

const READMES: [&str; 2] = [
    include_str!("../../README.md"),
    include_str!("../../../../README.md"),
];

fn blocks(language: &str) -> Vec<&'static str> {
    let open = format!("```{language}\n");
    READMES
        .iter()
        .flat_map(|readme| readme.split(&open).skip(1))
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

#[test]
fn commands_print_what_the_readme_says() {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_causeway"))
        .parent()
        .unwrap();
    let folder = std::env::temp_dir().join(format!("causeway-readme-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut count = 0;
    for block in blocks("console") {
        for command in block.split("$ ").skip(1) {
            let (line, expected) = command.split_once('\n').unwrap();
            let line = line.replace(
                "scenarios/",
                &format!("{}/scenarios/", env!("CARGO_MANIFEST_DIR")),
            );
            let output = Command::new("sh")
                .args(["-c", &format!("exec 2>&1; {line}")])
                .env("PATH", &path)
                .current_dir(&folder)
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{line}");
            count += 1;
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{count} commands of the READMEs");
    assert_eq!(count, 10);
}

#[test]
fn the_scenario_in_the_readme_runs() {
    let text = blocks("toml");
    let report = Scenario::parse(text[0]).unwrap().play().unwrap();
    assert!(report.ok);
}
