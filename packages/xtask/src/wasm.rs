//! `cargo xtask wasm`: builds the Wasm files that go on a chain.

mod build;
mod check;
mod checksums;
mod sizes;
mod snapshot;
mod tools;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Result};
use fs_err as fs;

use self::build::Builder;
use crate::{cache, program, progress, root};

/// The crate types are not in the manifests, for two reasons: cargo gives a library that is both types one file name
/// whatever its features, so that builds for tests and for the command line would overwrite each other; and it optimises
/// across crates (LTO) only if there is one type.
const CRATE_TYPE: &[&str] = &["--lib", "--crate-type", "cdylib"];
/// The standard library is built together with the contract, because rustup's build has instructions that VMs reject, and
/// without names for backtraces, which a contract never prints.
const BUILD_STD: &[&str] = &[
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size,backtrace-trace-only",
];
/// Compiler flags besides the target's instructions: a panic contains its text, but not its location.
const FLAGS: &[&str] = &["-Zlocation-detail=none"];

/// Options of `cargo xtask wasm`.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Also builds cw20-ics20 2.0.0 and 0.13.4 and cw20-base 2.0.0 from the published crates, with the same flags, into
    /// artifacts/peers
    #[arg(long)]
    peers: bool,
    /// Also builds the hostile contracts of tests/contracts, into artifacts/test
    #[arg(long)]
    test_contracts: bool,
    /// Builds a second time in another folder, and compares the bytes
    #[arg(long)]
    twice: bool,
    /// Writes docs/wasm-size.txt and docs/checksums.txt instead of comparing with them
    #[arg(long)]
    bless: bool,
    /// Lists what the bytes are made of
    #[arg(long)]
    sizes: bool,
    /// Only checks a Wasm file, which may have been built elsewhere
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

/// A contract to build.
#[derive(Clone, Copy)]
struct Contract {
    package: &'static str,
    artifact: &'static str,
    exports: &'static [&'static [&'static str]],
    /// For the contracts of this repository it is a compromise between bytes and gas (docs/wasm.md).
    opt_level: &'static str,
}

const OURS: [Contract; 2] = [
    Contract {
        package: "causeway-transfer",
        artifact: "causeway_transfer",
        exports: &[check::CONTRACT, check::IBC, &["migrate", "reply"]],
        opt_level: "z",
    },
    Contract {
        package: "causeway-voucher",
        artifact: "causeway_voucher",
        exports: &[check::CONTRACT, &["migrate"]],
        opt_level: "z",
    },
];
const PEERS: [Contract; 2] = [
    Contract {
        package: "cw20-ics20",
        artifact: "cw20_ics20",
        exports: &[check::CONTRACT, check::IBC, &["migrate", "reply"]],
        opt_level: "3",
    },
    Contract {
        package: "cw20-base",
        artifact: "cw20_base",
        exports: &[check::CONTRACT, &["migrate"]],
        opt_level: "3",
    },
];
/// The oldest release of cw20-ics20 that can be taken over and that can be built, in tests/peers/older.
const OLDER_PEERS: [Contract; 1] = [Contract {
    artifact: "cw20_ics20-0.13.4",
    ..PEERS[0]
}];
/// Contracts for tests. They are not optimised, because they never go on a real chain.
const OF_TESTS: [Contract; 2] = [
    Contract {
        package: "hostile-token",
        artifact: "hostile_token",
        exports: &[check::CONTRACT, &["reply"]],
        opt_level: "s",
    },
    Contract {
        package: "puppet",
        artifact: "puppet",
        exports: &[check::CONTRACT, check::IBC, &["reply"]],
        opt_level: "s",
    },
];

/// Folder with the Wasm files.
pub fn artifacts() -> PathBuf {
    root().join("artifacts")
}

/// Builds the contracts that the options ask for.
pub fn run(options: &Options) -> Result<()> {
    if let Some(path) = &options.check {
        let report = check::check(&fs::read(path)?, &[])?;
        progress(format!("{}: {report}", path.display()));
        return Ok(());
    }
    if options.peers {
        build_peers()?;
    }
    if options.test_contracts {
        build_test_contracts()?;
    }
    let (sums, sizes) = build_ours()?;
    if options.sizes {
        list_sizes()?;
    }
    snapshot::compare(&sizes, options.bless)?;
    checksums::compare(&sums, options.bless)?;
    if options.twice {
        build_elsewhere(&sums)?;
    }
    Ok(())
}

/// Builds the contracts of this repository. Returns their checksums in the form of sha256sum, and their names with sizes
/// in bytes.
fn build_ours() -> Result<(String, Vec<(&'static str, usize)>)> {
    let root = root();
    let builder = Builder::new(root.clone(), root.join("target/wasm"))?;
    let (mut sums, mut sizes) = (String::new(), Vec::new());
    for contract in &OURS {
        let wasm = builder.build(contract.package, contract.opt_level)?;
        inspect(contract, &wasm)?;
        let _ = writeln!(sums, "{}  {}.wasm", cache::sha256(&wasm), contract.artifact);
        sizes.push((contract.artifact, wasm.len()));
        write(&artifacts().join(format!("{}.wasm", contract.artifact)), &wasm)?;
    }
    write(&artifacts().join("checksums.txt"), sums.as_bytes())?;
    progress(format!("artifacts/checksums.txt\n{}", sums.trim_end()));
    Ok((sums, sizes))
}

fn list_sizes() -> Result<()> {
    let root = root();
    let builder = Builder::new(root.clone(), root.join("target/wasm"))?;
    for contract in &OURS {
        let named = builder.named(contract.package, contract.opt_level)?;
        println!("{}\n{}", contract.package, sizes::list(&named)?);
    }
    Ok(())
}

/// Builds the same sources in another folder, which must give the same bytes.
fn build_elsewhere(expected: &str) -> Result<()> {
    let copy = cache::folder("elsewhere/a folder with another name")?;
    fs::remove_dir_all(&copy)?;
    fs::create_dir_all(&copy)?;
    let archive = r#"git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - | tar -x -C "$1""#;
    program::run(
        Command::new("sh")
            .args(["-ec", archive, "sh"])
            .arg(&copy)
            .current_dir(root()),
    )?;
    let builder = Builder::new(copy.clone(), copy.join("target"))?;
    let mut sums = String::new();
    for contract in &OURS {
        let wasm = builder.build(contract.package, contract.opt_level)?;
        let _ = writeln!(sums, "{}  {}.wasm", cache::sha256(&wasm), contract.artifact);
    }
    if sums != expected {
        bail!("two builds differ, so nobody can verify what is on a chain.\nhere:\n{expected}elsewhere ({}):\n{sums}\
             Look for a path in the bytes (`strings`), or for a build script.",
            copy.display());
    }
    progress("a second build in another folder has the same bytes");
    Ok(fs::remove_dir_all(&copy)?)
}

/// Builds the predecessor and the stock token from the published crates.
pub fn build_peers() -> Result<()> {
    build_peers_of("tests/peers", &PEERS)?;
    build_peers_of("tests/peers/older", &OLDER_PEERS)
}

/// Builds the published crates of a folder, once for each lock file and compiler.
fn build_peers_of(folder: &str, peers: &[Contract]) -> Result<()> {
    let source = root().join(folder);
    let opt_levels: String = peers.iter().map(|peer| peer.opt_level).collect();
    let mut texts = vec![
        tools::rustc_version()?,
        format!("{CRATE_TYPE:?}{BUILD_STD:?}{FLAGS:?}{opt_levels}"),
    ];
    for name in ["Cargo.toml", "Cargo.lock"] {
        let path = source.join(name);
        texts.push(fs::read_to_string(&path)?);
    }
    let key = cache::key(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let kept = cache::folder(&format!("peers-{key}"))?;
    let mut builder = None;
    for contract in peers {
        let name = format!("{}.wasm", contract.artifact);
        let path = kept.join(&name);
        if !path.is_file() {
            let builder = match &mut builder {
                Some(builder) => builder,
                none => none.insert(Builder::new(source.clone(), kept.join("target"))?),
            };
            write(&path, &builder.build(contract.package, contract.opt_level)?)?;
        }
        let wasm = fs::read(&path)?;
        inspect(contract, &wasm)?;
        write(&artifacts().join("peers").join(&name), &wasm)?;
    }
    Ok(())
}

/// Builds the hostile contracts, for tests on real chains and in the VM.
pub fn build_test_contracts() -> Result<()> {
    let root = root();
    let builder = Builder::new(root.clone(), root.join("target/wasm"))?;
    for contract in &OF_TESTS {
        let wasm = builder.draft(contract.package, contract.opt_level)?;
        inspect(contract, &wasm)?;
        write(
            &artifacts()
                .join("test")
                .join(format!("{}.wasm", contract.artifact)),
            &wasm,
        )?;
    }
    Ok(())
}

fn inspect(contract: &Contract, wasm: &[u8]) -> Result<()> {
    let report = check::check(wasm, &contract.exports.concat())?;
    progress(format!("{}: {} bytes; {report}", contract.artifact, wasm.len()));
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

/// Builds all contracts that tests need. Files that exist and are up to date are not built again.
pub fn ensure() -> Result<()> {
    build_peers()?;
    build_test_contracts()?;
    ensure_ours()
}

/// Builds the contracts of this repository. Files that exist and are up to date are not built again.
pub fn ensure_ours() -> Result<()> {
    build_ours().map(|_| ())
}
