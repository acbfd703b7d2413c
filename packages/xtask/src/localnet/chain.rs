//! A chain of the net, and its command line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{anyhow, bail, Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::complaint::complaint;
use super::process::wait_for;
use crate::program;

/// Denom of the fees. It is not used otherwise, so that the balances in the demo stay round numbers.
pub const FEE_DENOM: &str = "stake";
/// How long to wait for a transaction to be included in a block.
const INCLUSION: Duration = Duration::from_secs(60);

/// A chain with one validator.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Chain {
    /// Name of the chain in the net: `a` or `b`.
    pub name: String,
    /// Prefix of the chain's addresses. The chain id is `<prefix>-1`, and the denom of its coin is `u<prefix>`.
    pub prefix: String,
    /// First of three ports of the node: p2p, RPC, gRPC.
    pub port: u16,
    /// Path of wasmd, built with this prefix.
    pub binary: PathBuf,
    /// Folder of the net.
    pub net: PathBuf,
    /// Code id of the transfer contract.
    pub transfer_code: u64,
    /// Code id of the vouchers.
    pub voucher_code: u64,
    /// Address of the transfer contract.
    pub transfer: String,
}

impl Chain {
    /// Chain id of the chain.
    pub fn id(&self) -> String {
        format!("{}-1", self.prefix)
    }

    /// Denom of the chain's coin.
    pub fn denom(&self) -> String {
        format!("u{}", self.prefix)
    }

    /// Folder that wasmd treats as the user's home. Whatever its options, it reads and writes `.wasmd` in it.
    fn user(&self) -> PathBuf {
        self.net.join(&self.name)
    }

    /// Folder with the data of the node.
    pub fn home(&self) -> PathBuf {
        self.user().join(".wasmd")
    }

    /// Path of the command that users of the net type: wasmd with node, chain id and keys already set.
    pub fn shim(&self) -> PathBuf {
        self.net.join("bin").join(format!("{}d", self.prefix))
    }

    /// Name of this command on PATH.
    pub fn command(&self) -> String {
        format!("{}d", self.prefix)
    }

    /// RPC address of the node.
    pub fn rpc(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.saturating_add(1))
    }

    /// gRPC address of the node, without a scheme.
    pub fn grpc(&self) -> String {
        format!("127.0.0.1:{}", self.port.saturating_add(2))
    }

    /// Environment in which wasmd finds node and keys without options.
    pub fn environment(&self) -> [(&'static str, String); 6] {
        [
            ("HOME", self.user().display().to_string()),
            ("WASMD_NODE", self.rpc()),
            ("WASMD_CHAIN_ID", self.id()),
            ("WASMD_KEYRING_BACKEND", "test".into()),
            ("WASMD_GAS_PRICES", format!("0.01{FEE_DENOM}")),
            ("WASMD_YES", "true".into()),
        ]
    }

    /// wasmd in this environment, with JSON as its output.
    pub fn wasmd(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.envs(self.environment()).env("WASMD_OUTPUT", "json");
        command
    }

    /// Runs wasmd and parses its JSON.
    pub fn ask<S: AsRef<str>>(&self, args: &[S]) -> Result<Value> {
        let args = args.iter().map(AsRef::as_ref);
        answer(self.wasmd().args(args))
    }

    /// Height of the last block; `None` while the node does not answer.
    pub fn height(&self) -> Option<u64> {
        let status = program::capture(self.wasmd().arg("status")).ok()?;
        let status: Value = serde_json::from_slice(&status.stdout).ok()?;
        let height = status.pointer("/sync_info/latest_block_height")?.as_str()?;
        height.parse().ok().filter(|height| *height > 0)
    }

    /// Address of a key.
    pub fn address(&self, key: &str) -> Result<String> {
        text(&self.ask(&["keys", "show", key])?, "/address")
    }

    /// Runs a command line unchanged in a shell that has the net's commands on PATH, and waits until the transaction is in
    /// a block.
    pub fn transact(&self, line: &str) -> Result<Value> {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .env("PATH", self.path()?)
            .env("WASMD_OUTPUT", "json");
        let sent = answer(&mut shell)?;
        successful(&sent)
            .and_then(|()| included(&[self], &text(&sent, "/txhash")?))
            .with_context(|| line.to_string())
    }

    fn path(&self) -> Result<String> {
        let own = self.net.join("bin");
        let rest = std::env::var("PATH").unwrap_or_default();
        Ok(format!("{}:{rest}", own.display()))
    }
}

/// Waits until one of these chains has included the transaction in a block, and returns it.
///
/// # Errors
/// When none of them has included it within a minute, or it failed there.
pub fn included(chains: &[&Chain], hash: &str) -> Result<Value> {
    // `query wait-tx` misses a block that is made while it starts
    let find = || {
        let mut answers = chains.iter().map(|chain| chain.ask(&["query", "tx", hash]));
        answers.find_map(Result::ok)
    };
    let ids: Vec<_> = chains.iter().map(|chain| chain.id()).collect();
    let tx =
        wait_for(INCLUSION, find).ok_or_else(|| anyhow!("{hash} is in no block of {}", ids.join(" or ")))?;
    successful(&tx).map(|()| tx)
}

/// Fails with the log of the transaction if it did not succeed.
fn successful(tx: &Value) -> Result<()> {
    if tx.get("code") != Some(&Value::from(0)) {
        bail!("{}", text(tx, "/raw_log")?);
    }
    Ok(())
}

/// Runs a program that prints JSON. If it fails, its error output is part of the error.
pub fn answer(command: &mut Command) -> Result<Value> {
    let name = command.get_program().to_string_lossy().into_owned();
    let ended = program::capture(command)?;
    let (out, errors) = (
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr),
    );
    if !ended.status.success() {
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        bail!("{name} {}\n{}", args.join(" "), complaint(&errors));
    }
    // Some commands print their result on standard error.
    let text = if out.trim().is_empty() { &errors } else { &out };
    serde_json::from_str(text.trim()).map_err(|error| anyhow!("{name} printed no JSON ({error}): {text}"))
}

/// A string in a JSON value.
pub fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer);
    let found = found.ok_or_else(|| anyhow!("there is no {pointer} in {value}"))?;
    Ok(found.as_str().map_or_else(|| found.to_string(), str::to_string))
}

/// The value of an attribute in an event of a transaction.
pub fn attribute(tx: &Value, event: &str, key: &str) -> Result<String> {
    let events = tx.get("events").and_then(Value::as_array).into_iter().flatten();
    let named = events.filter(|one| one.get("type").and_then(Value::as_str) == Some(event));
    let attributes = named.flat_map(|one| {
        one.get("attributes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    });
    let found = attributes
        .filter(|one| one.get("key").and_then(Value::as_str) == Some(key))
        .find_map(|one| one.get("value").and_then(Value::as_str));
    found.map_or_else(
        || bail!("the transaction has no event {event} with {key}"),
        |value| Ok(value.to_string()),
    )
}

/// A path, quoted for a shell if necessary.
pub fn quoted_path(path: &Path) -> String {
    let path = path.display().to_string();
    causeway::message::quote(&path)
}
