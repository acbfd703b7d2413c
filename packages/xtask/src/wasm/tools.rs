//! What a build needs beside cargo, installed when it is missing: the standard library's source and wasm-opt.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::run::{at, fail, output, program, root, run, say, succeeds, Outcome};

const SUITE: &str = "trixie-backports";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Where cargo's `-Zbuild-std` looks for the library.
pub fn rust_src() -> Outcome<PathBuf> {
    let sysroot = PathBuf::from(output(program("rustc").args(["--print", "sysroot"]))?);
    let source = sysroot.join("lib/rustlib/src/rust");
    if source.join("library/std/src/lib.rs").is_file() {
        return Ok(source);
    }
    say("the standard library's source is missing; trying `rustup component add rust-src`");
    if succeeds(program("rustup").args(["component", "add", "rust-src"]))
        && source.join("library/std/src/lib.rs").is_file()
    {
        return Ok(source);
    }
    say(format!(
        "rustup cannot give it; trying Debian's package rust-src ({SUITE})"
    ));
    match from_debian(&source) {
        Ok(()) => Ok(source),
        Err(error) => fail(format!(
            "{error}\nThe source of the standard library could not be installed. Either make `rustup component add \
             rust-src` work, or unpack `library/` of the same Rust version into {}",
            source.display()
        )),
    }
}

/// Takes the package of the very version of rustc from the machine's own Debian mirror, with an apt state of its own, so
/// that the machine's sources and lists stay as they are.
fn from_debian(source: &Path) -> Outcome {
    let version = rustc_version()?;
    let folder = cache::folder(&format!("rust-src-{version}"))?;
    for name in ["lists/partial", "cache/archives/partial", "unpacked"] {
        at(&folder, fs::create_dir_all(folder.join(name)))?;
    }
    let sites =
        output(program("apt-get").args(["indextargets", "--format", "$(SITE)", "Created-By: Packages"]))?;
    let Some(mirror) = sites
        .lines()
        .find(|site| site.trim_end_matches('/').ends_with("/debian"))
    else {
        return fail("apt knows no Debian mirror");
    };
    let signed = if Path::new(KEYRING).is_file() {
        format!("[signed-by={KEYRING}] ")
    } else {
        String::new()
    };
    let list = folder.join("sources.list");
    at(
        &list,
        fs::write(&list, format!("deb {signed}{mirror} {SUITE} main\n")),
    )?;
    run(apt("apt-get", &folder).args(["-qq", "update"]))?;
    let offers = output(apt("apt-cache", &folder).args(["madison", "rust-src"]))?;
    let offered = offers
        .split('|')
        .map(str::trim)
        .find(|word| word.starts_with(&format!("{version}+")));
    let Some(package) = offered else {
        return fail(format!("{SUITE} has no rust-src {version}"));
    };
    run(apt("apt-get", &folder)
        .args(["-qq", "download", &format!("rust-src={package}")])
        .current_dir(&folder))?;
    unpack(&folder, source)?;
    say(format!("installed rust-src {package}"));
    Ok(())
}

fn unpack(folder: &Path, source: &Path) -> Outcome {
    let script = r#"dpkg -x rust-src_*.deb unpacked && mkdir -p "$1" && cp -a unpacked/usr/src/rustc-*/library "$1/" &&
        { [ -f "$1/library/Cargo.lock" ] || cp unpacked/usr/src/rustc-*/Cargo.lock "$1/library/"; } && rm -rf unpacked"#;
    run(program("sh")
        .args(["-ec", script, "sh"])
        .arg(source)
        .current_dir(folder))
}

fn apt(name: &str, folder: &Path) -> Command {
    let mut command = program(name);
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

/// `1.95.0`.
pub fn rustc_version() -> Outcome<String> {
    let text = output(program("rustc").arg("--version"))?;
    let version = text.split_whitespace().nth(1);
    version
        .map(String::from)
        .ok_or(crate::run::Failure(format!("`rustc --version` says {text:?}")))
}

/// The wasm-opt of the lock file beside this crate, by npm. `WASM_OPT` names another one.
pub fn wasm_opt() -> Outcome<PathBuf> {
    if let Some(path) = env::var_os("WASM_OPT") {
        return Ok(path.into());
    }
    let npm = root().join("packages/xtask/npm");
    let lock = npm.join("package-lock.json");
    let text = at(&lock, fs::read_to_string(&lock))?;
    let folder = cache::folder(&format!("binaryen-{}", cache::key(&[&text])))?;
    let path = folder.join("node_modules/.bin/wasm-opt");
    if path.is_file() {
        return Ok(path);
    }
    say("installing binaryen by npm");
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        let (from, to) = (npm.join(name), folder.join(name));
        at(&from, fs::copy(&from, &to))?;
    }
    run(program("npm")
        .args(["ci", "--silent", "--no-audit", "--no-fund"])
        .current_dir(&folder))?;
    Ok(path)
}
