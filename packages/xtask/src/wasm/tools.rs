//! The tools that a build needs besides cargo, which are installed if they are missing: the source of the standard library
//! and wasm-opt.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context, Result};
use fs_err as fs;

use crate::program::{output, run, succeeds};
use crate::{cache, npm, progress, root};

const SUITE: &str = "trixie-backports";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Folder in which cargo's `-Zbuild-std` looks for the standard library.
pub fn rust_src() -> Result<PathBuf> {
    let sysroot = PathBuf::from(output(Command::new("rustc").args(["--print", "sysroot"]))?);
    let source = sysroot.join("lib/rustlib/src/rust");
    if source.join("library/std/src/lib.rs").is_file() {
        return Ok(source);
    }
    progress("the standard library's source is missing; trying `rustup component add rust-src`");
    if succeeds(Command::new("rustup").args(["component", "add", "rust-src"]))
        && source.join("library/std/src/lib.rs").is_file()
    {
        return Ok(source);
    }
    progress(format!(
        "rustup cannot give it; trying Debian's package rust-src ({SUITE})"
    ));
    match from_debian(&source) {
        Ok(()) => Ok(source),
        Err(error) => bail!("{error:#}\nThe source of the standard library could not be installed. Either make `rustup component add \
             rust-src` work, or unpack `library/` of the same Rust version into {}",
            source.display()),
    }
}

/// Installs the Debian package of exactly this version of rustc, from the mirror that the machine uses. It has an apt
/// state of its own, so the machine's sources and lists do not change.
fn from_debian(source: &Path) -> Result<()> {
    let version = rustc_version()?;
    let folder = cache::folder(&format!("rust-src-{version}"))?;
    for name in ["lists/partial", "cache/archives/partial", "unpacked"] {
        fs::create_dir_all(folder.join(name))?;
    }
    let list = folder.join("sources.list");
    fs::write(&list, source_line()?)?;
    run(apt("apt-get", &folder).args(["-qq", "update"]))?;
    let offers = output(apt("apt-cache", &folder).args(["madison", "rust-src"]))?;
    let offered = offers
        .split('|')
        .map(str::trim)
        .find(|word| word.starts_with(&format!("{version}+")));
    let Some(package) = offered else {
        bail!("{SUITE} has no rust-src {version}");
    };
    run(apt("apt-get", &folder)
        .args(["-qq", "download", &format!("rust-src={package}")])
        .current_dir(&folder))?;
    unpack(&folder, source)?;
    progress(format!("installed rust-src {package}"));
    Ok(())
}

/// The line of `sources.list` for [`SUITE`] on the machine's own Debian mirror.
fn source_line() -> Result<String> {
    let sites = output(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(SITE)",
        "Created-By: Packages",
    ]))?;
    let Some(mirror) = sites
        .lines()
        .find(|site| site.trim_end_matches('/').ends_with("/debian"))
    else {
        bail!("apt knows no Debian mirror");
    };
    let signed = if Path::new(KEYRING).is_file() {
        format!("[signed-by={KEYRING}] ")
    } else {
        String::new()
    };
    Ok(format!("deb {signed}{mirror} {SUITE} main\n"))
}

fn unpack(folder: &Path, source: &Path) -> Result<()> {
    let script = r#"dpkg -x rust-src_*.deb unpacked && mkdir -p "$1" && cp -a unpacked/usr/src/rustc-*/library "$1/" &&
        { [ -f "$1/library/Cargo.lock" ] || cp unpacked/usr/src/rustc-*/Cargo.lock "$1/library/"; } && rm -rf unpacked"#;
    run(Command::new("sh")
        .args(["-ec", script, "sh"])
        .arg(source)
        .current_dir(folder))
}

fn apt(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(name);
    for (option, place) in [
        ("Dir::Etc::sourcelist", folder.join("sources.list")),
        ("Dir::Etc::sourceparts", PathBuf::from("-")),
        ("Dir::State::lists", folder.join("lists")),
        ("Dir::Cache", folder.join("cache")),
    ] {
        command.arg("-o").arg(format!("{option}={}", place.display()));
    }
    command.args(["-o", "Acquire::Languages=none", "-o", "APT::Sandbox::User=root"]);
    command
}

/// The version of rustc, such as `1.95.0`.
pub fn rustc_version() -> Result<String> {
    let text = output(Command::new("rustc").arg("--version"))?;
    let version = text.split_whitespace().nth(1);
    version
        .map(String::from)
        .with_context(|| format!("`rustc --version` prints {text:?}, without a version"))
}

/// Path of wasm-opt, installed by npm from the lock file next to this crate. The environment variable `WASM_OPT` names
/// another one.
pub fn wasm_opt() -> Result<PathBuf> {
    if let Some(path) = env::var_os("WASM_OPT") {
        return Ok(path.into());
    }
    Ok(npm::modules(&root().join("packages/xtask/npm"), "binaryen")?.join(".bin/wasm-opt"))
}
