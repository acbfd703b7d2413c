//! Builds one contract from source to the bytes that go on a chain.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Result};
use fs_err as fs;

use super::tools;
use crate::program::{output, run};
use crate::{cache, progress};

const TARGET: &str = "wasm32-unknown-unknown";

/// A cargo workspace with contracts, and the folder for its builds.
pub struct Builder {
    /// Folder with the workspace's Cargo.toml.
    pub root: PathBuf,
    target: PathBuf,
    wasm_opt: PathBuf,
    flags: String,
}

impl Builder {
    /// Finds the tools for builds, or installs them.
    pub fn new(root: PathBuf, target: PathBuf) -> Result<Self> {
        let source = tools::rust_src()?;
        let wasm_opt = tools::wasm_opt()?;
        let root = fs::canonicalize(&root)?;
        let flags = flags(&source, &root)?;
        Ok(Self {
            root,
            target,
            wasm_opt,
            flags,
        })
    }

    /// Builds one contract, with the bytes that go on a chain.
    pub fn build(&self, package: &str, opt_level: &str) -> Result<Vec<u8>> {
        let raw = self.compile(package, opt_level)?;
        let options = [
            "-Os",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ];
        self.optimise(&raw, "opt", &options)
    }

    /// Builds one contract like [`build`](Self::build), but keeps the names of its functions.
    pub fn named(&self, package: &str, opt_level: &str) -> Result<Vec<u8>> {
        let raw = self.compile(package, opt_level)?;
        self.optimise(&raw, "named", &["-Os", "--debuginfo"])
    }

    /// Builds one contract, and strips it without optimising it.
    pub fn draft(&self, package: &str, opt_level: &str) -> Result<Vec<u8>> {
        let raw = self.compile(package, opt_level)?;
        self.optimise(&raw, "draft", &["--strip-debug", "--strip-target-features"])
    }

    /// Compiles one contract alone, in a target folder of its own, so that features of other crates have no effect on it.
    fn compile(&self, package: &str, opt_level: &str) -> Result<PathBuf> {
        let target = self.target.join(package);
        progress(format!("{package} in {}", self.root.display()));
        run(Command::new("cargo")
            .current_dir(&self.root)
            .args(["rustc", "--quiet", "--locked", "--release"])
            .args(["--package", package])
            .args(super::CRATE_TYPE)
            .args(["--target", TARGET])
            .args(super::BUILD_STD)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_ENCODED_RUSTFLAGS", &self.flags)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
            .env_remove("RUSTFLAGS")
            .env("RUSTC_BOOTSTRAP", "1"))?; // -Zbuild-std on a stable compiler
        Ok(target
            .join(TARGET)
            .join("release")
            .join(package.replace('-', "_"))
            .with_extension("wasm"))
    }

    fn optimise(&self, raw: &Path, kind: &str, options: &[&str]) -> Result<Vec<u8>> {
        let how = cache::key(&[&options.concat(), &self.wasm_opt.to_string_lossy()]);
        let optimised = raw.with_extension(format!("{kind}-{how}.wasm"));
        let since = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
        if since(&optimised) >= since(raw) {
            return Ok(fs::read(&optimised)?);
        }
        // under its name only when it is whole, because a file that is there is taken as it is
        let begun = optimised.with_extension("part");
        run(Command::new(&self.wasm_opt)
            .args(options)
            .arg(raw)
            .arg("-o")
            .arg(&begun))?;
        fs::rename(&begun, &optimised)?;
        Ok(fs::read(&optimised)?)
    }
}

/// The flags of the compiler: only instructions that every VM in use supports, and no paths of this machine in the bytes.
fn flags(source: &Path, root: &Path) -> Result<String> {
    let mut flags = vec!["-Ctarget-cpu=mvp".to_string()];
    flags.extend(super::FLAGS.iter().map(|flag| flag.to_string()));
    let mut remap =
        |from: &Path, to: &str| flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    remap(root, "/causeway");
    remap(source, "/rust");
    for registry in registries(root)? {
        remap(&registry, "/crates");
    }
    Ok(flags.join("\u{1f}"))
}

/// The folders with cargo's unpacked crates, one for each registry or mirror.
fn registries(root: &Path) -> Result<Vec<PathBuf>> {
    let home = match (env::var_os("CARGO_HOME"), env::var_os("HOME")) {
        (Some(cargo), _) => PathBuf::from(cargo),
        (None, Some(home)) => Path::new(&home).join(".cargo"),
        (None, None) => bail!("neither CARGO_HOME nor HOME is set"),
    };
    let fetch = ["fetch", "--quiet", "--locked"]; // so that the folders are there
    output(Command::new("cargo").args(fetch).current_dir(root))?;
    let folder = home.join("registry/src");
    let mut found = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect::<Vec<_>>();
    found.sort();
    Ok(found)
}
