//! A node: its genesis, its settings, and its blocks.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use anyhow::{bail, Context, Result};
use fs_err as fs;
use serde_json::{json, Value};

use super::chain::{answer, text, Chain, FEE_DENOM};
use super::complaint::complaint;
use super::process::{Background, READY};
use crate::program;

/// The mnemonic of all keys. It is public, so that addresses are the same on every net; the tokens on a net have no value.
pub const MNEMONIC: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
/// The accounts of the mnemonic, in the order of their numbers. The relayer's number is 0, because relayer programs use it
/// by default.
pub const KEYS: [&str; 5] = ["relayer", "validator", "operator", "alice", "bob"];
/// Amount of the fee coin that each account has.
const FEES: &str = "1000000000000";
/// Amount of the chain's coin that `alice` and `bob` have.
const COINS: &str = "1000000";
/// Amount of the fee coin that the validator stakes.
const STAKE: &str = "1000000000";

/// Makes the genesis, the keys, and the command that users type.
pub fn init(chain: &Chain) -> Result<()> {
    let home = chain.home();
    fs::create_dir_all(&home)?;
    shim(chain)?;
    chain.ask(&[
        "init",
        &chain.name,
        "--chain-id",
        &chain.id(),
        "--default-denom",
        FEE_DENOM,
    ])?;
    let mut accounts = vec![];
    for (number, key) in KEYS.iter().enumerate() {
        let mut coins = vec![json!({ "denom": FEE_DENOM, "amount": FEES })];
        if ["alice", "bob"].contains(key) {
            coins.push(json!({ "denom": chain.denom(), "amount": COINS }));
        }
        accounts.push(json!({ "address": recover(chain, key, number)?, "coins": coins }));
    }
    let file = home.join("accounts.json");
    fs::write(&file, Value::from(accounts).to_string())?;
    silent(
        chain,
        &["genesis", "bulk-add-genesis-account", &file.to_string_lossy()],
    )?;
    short_votes(chain)?;
    silent(
        chain,
        &["genesis", "gentx", "validator", &format!("{STAKE}{FEE_DENOM}")],
    )?;
    silent(chain, &["genesis", "collect-gentxs"])
}

fn recover(chain: &Chain, key: &str, number: usize) -> Result<String> {
    let script = r#"printf '%s\n' "$1" | "$2" keys add "$3" --recover --account "$4""#;
    let mut shell = Command::new("sh");
    shell
        .args(["-c", script, "sh", MNEMONIC])
        .arg(&chain.binary)
        .args([key, &number.to_string()])
        .envs(chain.environment())
        .env("WASMD_OUTPUT", "json");
    text(&answer(&mut shell)?, "/address")
}

/// Sets the voting periods of proposals to seconds.
fn short_votes(chain: &Chain) -> Result<()> {
    let path = chain.home().join("config/genesis.json");
    let text = fs::read_to_string(&path)?;
    let mut genesis: Value = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let Some(params) = genesis
        .pointer_mut("/app_state/gov/params")
        .and_then(Value::as_object_mut)
    else {
        bail!("{} has no gov params", path.display());
    };
    params.insert("voting_period".into(), "10s".into());
    params.insert("expedited_voting_period".into(), "5s".into());
    params.insert(
        "min_deposit".into(),
        json!([{ "denom": FEE_DENOM, "amount": "1000" }]),
    );
    params.insert(
        "expedited_min_deposit".into(),
        json!([{ "denom": FEE_DENOM, "amount": "5000" }]),
    );
    Ok(fs::write(&path, genesis.to_string())?)
}

/// Runs a command of wasmd without showing its output.
fn silent(chain: &Chain, args: &[&str]) -> Result<()> {
    let ended = program::capture(chain.wasmd().args(args))?;
    if !ended.status.success() {
        let errors = String::from_utf8_lossy(&ended.stderr);
        bail!("wasmd {}\n{}", args.join(" "), complaint(&errors));
    }
    Ok(())
}

/// Writes the command `<prefix>d`, which takes the place of the chain's own command line.
fn shim(chain: &Chain) -> Result<()> {
    let path = chain.shim();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let quote = causeway::message::quote;
    let mut script = format!(
        "#!/bin/sh\n# wasmd with node, chain id and keys of {}\n",
        chain.id()
    );
    for (name, value) in chain.environment() {
        script.push_str(&format!("export {name}={}\n", quote(&value)));
    }
    script.push_str(&format!(
        "exec {} \"$@\"\n",
        quote(&chain.binary.to_string_lossy())
    ));
    fs::write(&path, script)?;
    Ok(fs::set_permissions(&path, Permissions::from_mode(0o755))?)
}

/// Starts the node. It listens only on the loopback interface.
pub fn start(chain: &Chain, block_ms: u64, process: &Background) -> Result<()> {
    let p2p = chain.port;
    let mut node = chain.wasmd();
    node.arg("start").arg("--home").arg(chain.home());
    for (option, value) in [
        ("--p2p.laddr", format!("tcp://127.0.0.1:{p2p}")),
        ("--rpc.laddr", chain.rpc().replace("http:", "tcp:")),
        ("--grpc.address", chain.grpc()),
        ("--rpc.pprof_laddr", String::new()),
        ("--minimum-gas-prices", format!("0.01{FEE_DENOM}")),
        ("--log_level", "warn".into()),
    ] {
        node.args([option, &value]);
    }
    node.args(["--p2p.pex=false", "--log_no_color"]);
    node.env("WASMD_CONSENSUS_TIMEOUT_COMMIT", format!("{block_ms}ms"));
    node.env("WASMD_CONSENSUS_TIMEOUT_PROPOSE", "1s");
    process.start(&mut node)
}

/// Waits for the first block, or for the next one.
pub fn await_blocks(chain: &Chain, process: &Background) -> Result<()> {
    process.await_ready(READY, || chain.height()).map(|_| ())
}
