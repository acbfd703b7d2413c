//! What the net runs: wasmd from the Go module proxy, with an address prefix of its own; the relayer from npm.

use std::fs;
use std::path::{Path, PathBuf};

use super::process;
use crate::cache;
use crate::run::{at, fail, program, root, say, succeeds, Outcome};

/// Of tests/wasmd/go.mod, for `wasmd version`.
const MODULE: &str = "github.com/CosmWasm/wasmd";
/// Version of the crate `ibc-relayer-cli`.
const HERMES: &str = "1.10.5";
/// Files that say what the relayer is made of.
const RELAYER: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// wasmd for addresses that begin with `prefix`; built once for each go.sum.
pub fn wasmd(prefix: &str) -> Outcome<PathBuf> {
    let module = root().join("tests/wasmd");
    let read = |name: &str| at(&module.join(name), fs::read_to_string(module.join(name)));
    let (manifest, sums) = (read("go.mod")?, read("go.sum")?);
    let folder = cache::folder(&format!("wasmd-{}", cache::key(&[&manifest, &sums])))?.join(prefix);
    let binary = folder.join("wasmd");
    if binary.is_file() {
        return Ok(binary);
    }
    let Some(version) = manifest.lines().find_map(|line| line.trim().strip_prefix(MODULE)) else {
        return fail(format!("tests/wasmd/go.mod does not require {MODULE}"));
    };
    let version = version.trim().trim_start_matches('v');
    say(format!(
        "building wasmd {version} with the address prefix {prefix}"
    ));
    at(&folder, fs::create_dir_all(&folder))?;
    let unfinished = folder.join("wasmd.part");
    build(&module, version, prefix, &unfinished)?;
    at(&binary, fs::rename(&unfinished, &binary))?;
    Ok(binary)
}

fn build(module: &Path, version: &str, prefix: &str, to: &Path) -> Outcome {
    let about = "github.com/cosmos/cosmos-sdk/version";
    // -checklinkname: a dependency of wasmd reaches into Go's runtime
    let flags = format!(
        "-checklinkname=0 -X {about}.Name=wasm -X {about}.AppName=wasmd -X {about}.Version={version} \
         -X {MODULE}/app.Bech32Prefix={prefix}"
    );
    process::run(
        program("go")
            .args(["build", "-tags", "netgo", "-ldflags", &flags, "-o"])
            .arg(to)
            .arg(format!("{MODULE}/cmd/wasmd"))
            .current_dir(module)
            .env("CGO_ENABLED", "1"),
    )
}

/// Folder with Hermes from the registry of crates, built once.
pub fn hermes() -> Outcome<PathBuf> {
    let root = cache::folder(&format!("hermes-{HERMES}"))?;
    let folder = root.join("bin");
    if !folder.join("hermes").is_file() {
        say(format!("building Hermes {HERMES}, for about ten minutes"));
        process::run(
            program("cargo")
                .args([
                    "install",
                    "--quiet",
                    "--locked",
                    "--bin",
                    "hermes",
                    "--version",
                    HERMES,
                ])
                .args(["ibc-relayer-cli", "--root"])
                .arg(&root),
        )?;
    }
    Ok(folder)
}

/// The relayer's modules, installed once for each lock file.
pub fn relayer_modules() -> Outcome<PathBuf> {
    let source = relayer_source();
    if !succeeds(program("node").arg("--version")) {
        return fail("the relayer needs Node.js 20 or newer: `node` does not run");
    }
    let mut texts = vec![];
    for name in RELAYER {
        texts.push(at(&source.join(name), fs::read_to_string(source.join(name)))?);
    }
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let folder = cache::folder(&format!("relayer-{}", cache::key(&texts)))?;
    let (modules, done) = (folder.join("node_modules"), folder.join("installed"));
    if done.is_file() {
        return Ok(modules);
    }
    say("installing the relayer by npm");
    for name in RELAYER {
        at(&source, fs::copy(source.join(name), folder.join(name)))?;
    }
    let mut npm = program("npm");
    npm.args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
    process::run(npm.current_dir(&folder))?;
    at(&done, fs::write(&done, ""))?;
    Ok(modules)
}

/// Folder of the relayer's own code.
pub fn relayer_source() -> PathBuf {
    root().join("tests/localnet/relayer")
}
