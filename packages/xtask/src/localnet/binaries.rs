//! The programs of the net: wasmd from the Go module proxy, built with another address prefix, and the relayer from npm.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Result};
use fs_err as fs;

use crate::program::succeeds;
use crate::{cache, npm, program, progress, root};

/// Go module of wasmd, as in tests/wasmd/go.mod.
const MODULE: &str = "github.com/CosmWasm/wasmd";
/// Version of the crate `ibc-relayer-cli`.
const HERMES: &str = "1.10.5";

/// The binary of wasmd for addresses that begin with `prefix`. It is built once for each go.sum.
pub fn wasmd(prefix: &str) -> Result<PathBuf> {
    let module = root().join("tests/wasmd");
    let read = |name: &str| fs::read_to_string(module.join(name));
    let (manifest, sums) = (read("go.mod")?, read("go.sum")?);
    let folder = cache::folder(&format!("wasmd-{}", cache::key(&[&manifest, &sums])))?.join(prefix);
    let binary = folder.join("wasmd");
    if binary.is_file() {
        return Ok(binary);
    }
    let Some(version) = manifest.lines().find_map(|line| line.trim().strip_prefix(MODULE)) else {
        bail!("tests/wasmd/go.mod does not require {MODULE}");
    };
    let version = version.trim().trim_start_matches('v');
    progress(format!(
        "building wasmd {version} with the address prefix {prefix}"
    ));
    fs::create_dir_all(&folder)?;
    let unfinished = folder.join("wasmd.part");
    build(&module, version, prefix, &unfinished)?;
    fs::rename(&unfinished, &binary)?;
    Ok(binary)
}

fn build(module: &Path, version: &str, prefix: &str, to: &Path) -> Result<()> {
    let about = "github.com/cosmos/cosmos-sdk/version";
    // -checklinkname: a dependency of wasmd uses private symbols of Go's runtime
    let flags = format!(
        "-checklinkname=0 -X {about}.Name=wasm -X {about}.AppName=wasmd -X {about}.Version={version} \
         -X {MODULE}/app.Bech32Prefix={prefix}"
    );
    program::run(
        Command::new("go")
            .args(["build", "-tags", "netgo", "-ldflags", &flags, "-o"])
            .arg(to)
            .arg(format!("{MODULE}/cmd/wasmd"))
            .current_dir(module)
            .env("CGO_ENABLED", "1"),
    )
}

/// Folder with Hermes, which cargo builds once.
pub fn hermes() -> Result<PathBuf> {
    let root = cache::folder(&format!("hermes-{HERMES}"))?;
    let folder = root.join("bin");
    if !folder.join("hermes").is_file() {
        progress(format!("building Hermes {HERMES}, for about ten minutes"));
        program::run(
            Command::new("cargo")
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

/// The npm modules of the relayer, installed once for each lock file.
pub fn relayer_modules() -> Result<PathBuf> {
    let source = relayer_source();
    if !succeeds(Command::new("node").arg("--version")) {
        bail!("the relayer needs Node.js 20 or newer: `node` does not run");
    }
    npm::modules(&source, "relayer")
}

/// Folder with the source code of the relayer.
pub fn relayer_source() -> PathBuf {
    root().join("tests/localnet/relayer")
}
