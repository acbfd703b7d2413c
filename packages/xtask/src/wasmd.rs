//! `cargo xtask test-wasmd`: runs the tests on two wasmd chains in one process, see tests/wasmd.

use std::path::{self, Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{bail, Result};
use fs_err as fs;

use crate::{program, progress, root, wasm};

/// The wasmd of tests/wasmd/go.mod. Tests that compare exact figures with committed files (tests/wasmd/golden) run only on
/// it.
const DEFAULT_HOST: &str = "0.61.14";
/// Every wasmd that the tests run on, the oldest first. All except the default have a module file in tests/wasmd/hosts.
const HOSTS: [&str; 5] = ["0.53.3", "0.54.9", "0.60.8", DEFAULT_HOST, "0.70.3"];
/// The versions that CI runs: the oldest that is supported, and the one of the gas tables.
const IN_CI: [&str; 2] = ["0.53.3", DEFAULT_HOST];
const ALL: &str = "all";

/// Options of `cargo xtask test-wasmd`.
#[derive(clap::Args, Default)]
pub struct Options {
    /// The wasmd to run the tests on, or `all`; may be given several times [default: 0.61.14]
    #[arg(long = "host", value_name = "VERSION")]
    hosts: Vec<String>,
    /// Writes docs/gas.md and tests/golden/drop-in.txt instead of comparing with them
    #[arg(long)]
    bless: bool,
    /// Runs only tests whose name matches
    #[arg(long, value_name = "PATTERN")]
    run: Option<String>,
    /// Writes every gas consumption of every measured transaction, with its store key, into this folder
    #[arg(long, value_name = "FOLDER")]
    trace: Option<PathBuf>,
}

impl Options {
    /// All tests, on these versions of wasmd.
    pub fn on(hosts: &[&str]) -> Self {
        Self {
            hosts: hosts.iter().map(ToString::to_string).collect(),
            ..Self::default()
        }
    }
}

/// The versions of wasmd that CI does not run the tests on.
pub fn not_in_ci() -> Vec<&'static str> {
    HOSTS.into_iter().filter(|host| !IN_CI.contains(host)).collect()
}

/// Builds what the tests need, runs them on each host that is asked for, and prints on which hosts they ran.
pub fn run(options: &Options) -> Result<()> {
    let hosts = chosen(&options.hosts)?;
    if (options.bless || options.trace.is_some()) && !hosts.contains(&DEFAULT_HOST) {
        bail!("--bless and --trace are for wasmd {DEFAULT_HOST} alone: add --host {DEFAULT_HOST}");
    }
    wasm::ensure()?;
    let mut failures = Vec::new();
    let mut report = Vec::new();
    for host in HOSTS {
        if !hosts.contains(&host) {
            report.push(format!("wasmd {host}: not run"));
            continue;
        }
        let start = Instant::now();
        let outcome = test(host, options);
        let result = if outcome.is_ok() { "passed" } else { "FAILED" };
        report.push(format!(
            "wasmd {host}: {result} in {} s",
            start.elapsed().as_secs()
        ));
        if let Err(error) = outcome {
            failures.push(format!("wasmd {host}: {error}"));
        }
    }
    progress(report.join("\n"));
    match failures.is_empty() {
        true => Ok(()),
        false => bail!(failures.join("\n")),
    }
}

/// The hosts that are asked for; the default if none is.
fn chosen(names: &[String]) -> Result<Vec<&'static str>> {
    if names.is_empty() {
        return Ok(vec![DEFAULT_HOST]);
    }
    let mut hosts = Vec::new();
    for name in names {
        match HOSTS.iter().find(|host| *host == name) {
            Some(host) => hosts.push(*host),
            None if name == ALL => hosts.extend(HOSTS),
            None => {
                bail!(
                    "no tests run on wasmd {name}: --host takes {} or {ALL}",
                    HOSTS.join(", ")
                )
            }
        }
    }
    Ok(hosts)
}

/// Runs all tests that exist for a host.
fn test(host: &str, options: &Options) -> Result<()> {
    let module = root().join("tests/wasmd");
    let modfile = modfile(host);
    let path = module.join(&modfile);
    let required = format!("github.com/CosmWasm/wasmd v{host}\n");
    if !fs::read_to_string(&path)?.contains(&required) {
        bail!("{} does not require wasmd {host}", path.display());
    }
    progress(format!("tests on wasmd {host}"));
    go_test(&module, &[&format!("-modfile={modfile}")], options)?;
    match host {
        DEFAULT_HOST => go_test(&module.join("golden"), &[], options),
        _ => Ok(()),
    }
}

/// The module file for the host, as a path from tests/wasmd.
fn modfile(host: &str) -> String {
    match host {
        DEFAULT_HOST => "go.mod".into(),
        _ => format!("hosts/{host}.mod"),
    }
}

fn go_test(folder: &Path, flags: &[&str], options: &Options) -> Result<()> {
    let mut go = Command::new("go");
    // -checklinkname: a dependency of wasmd uses private symbols of Go's runtime
    go.args([
        "test",
        "-tags",
        "netgo",
        "-ldflags=-checklinkname=0",
        "-count=1",
        "-timeout=30m",
        "-v",
    ]);
    go.args(flags);
    if let Some(pattern) = &options.run {
        go.args(["-run", pattern]);
    }
    if options.bless {
        go.env("BLESS", "1");
    }
    if let Some(folder) = &options.trace {
        go.env("TRACE", path::absolute(folder)?);
    }
    go.arg(".").current_dir(folder).env("CGO_ENABLED", "1");
    program::lines(&mut go, |line| {
        if !is_noise(line) {
            println!("{line}");
        }
    })
}

/// Whether a line is noise: every chain prints its genesis, and every test prints when it begins, waits and goes on.
fn is_noise(line: &str) -> bool {
    ["{\"", "=== RUN", "=== PAUSE", "=== CONT"]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_host_the_default_runs() {
        assert_eq!(chosen(&[]).unwrap(), [DEFAULT_HOST]);
    }

    #[test]
    fn a_host_is_named_by_its_version() {
        assert_eq!(
            chosen(&["0.53.3".into(), "0.70.3".into()]).unwrap(),
            ["0.53.3", "0.70.3"]
        );
        assert_eq!(chosen(&[ALL.into()]).unwrap(), HOSTS);
    }

    #[test]
    fn an_unknown_host_is_refused_with_those_that_there_are() {
        let error = chosen(&["0.29.0".into()]).unwrap_err().to_string();
        assert!(error.contains("0.29.0") && error.contains("0.53.3"), "{error}");
    }

    #[test]
    fn every_host_has_a_module_file_that_requires_it() {
        for host in HOSTS {
            let path = root().join("tests/wasmd").join(modfile(host));
            let text = fs::read_to_string(&path).unwrap();
            assert!(
                text.contains(&format!("github.com/CosmWasm/wasmd v{host}\n")),
                "{host}"
            );
        }
    }
}
