//! One chain of the net, and its command line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{anyhow, bail, Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::complaint::complaint;
use super::process::wait_for;
use crate::program;

/// What fees are paid with, so that the balances of the story stay round.
pub const FEE_DENOM: &str = "stake";
/// Until a transaction must be in a block.
const INCLUSION: Duration = Duration::from_secs(60);

/// A chain with one validator.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Chain {
    /// `a` or `b`.
    pub name: String,
    /// Of its addresses; it names the chain `<prefix>-1` and its coin `u<prefix>` too.
    pub prefix: String,
    /// First of three ports: p2p, RPC, gRPC.
    pub port: u16,
    /// wasmd with this prefix.
    pub binary: PathBuf,
    /// Folder of the net.
    pub net: PathBuf,
    /// Code of the transfer contract.
    pub transfer_code: u64,
    /// Code of its vouchers.
    pub voucher_code: u64,
    /// The transfer contract.
    pub transfer: String,
}

impl Chain {
    /// Chain id.
    pub fn id(&self) -> String {
        format!("{}-1", self.prefix)
    }

    /// Its coin.
    pub fn denom(&self) -> String {
        format!("u{}", self.prefix)
    }

    /// Folder that wasmd takes for the user's: with any options it reads and writes `.wasmd` in it.
    fn user(&self) -> PathBuf {
        self.net.join(&self.name)
    }

    /// Folder of the node.
    pub fn home(&self) -> PathBuf {
        self.user().join(".wasmd")
    }

    /// The command line as users of the net type it: wasmd that knows its node, chain id and keys.
    pub fn shim(&self) -> PathBuf {
        self.net.join("bin").join(format!("{}d", self.prefix))
    }

    /// Its name on PATH.
    pub fn command(&self) -> String {
        format!("{}d", self.prefix)
    }

    /// RPC address.
    pub fn rpc(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.saturating_add(1))
    }

    /// gRPC address, without a scheme.
    pub fn grpc(&self) -> String {
        format!("127.0.0.1:{}", self.port.saturating_add(2))
    }

    /// Environment in which wasmd needs no options to find node and keys.
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

    /// wasmd in that environment; it answers in JSON.
    pub fn wasmd(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.envs(self.environment()).env("WASMD_OUTPUT", "json");
        command
    }

    /// Runs wasmd and reads its JSON.
    pub fn ask<S: AsRef<str>>(&self, args: &[S]) -> Result<Value> {
        let args = args.iter().map(AsRef::as_ref);
        answer(self.wasmd().args(args))
    }

    /// Height of the last block; none while the node does not answer.
    pub fn height(&self) -> Option<u64> {
        let status = program::capture(self.wasmd().arg("status")).ok()?;
        let status: Value = serde_json::from_slice(&status.stdout).ok()?;
        let height = status.pointer("/sync_info/latest_block_height")?.as_str()?;
        height.parse().ok().filter(|height| *height > 0)
    }

    /// Address of one of its keys.
    pub fn address(&self, key: &str) -> Result<String> {
        text(&self.ask(&["keys", "show", key])?, "/address")
    }

    /// Runs a command line as it stands, in a shell that knows the net's commands, and waits for the block.
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

/// Waits until one of these chains has the transaction in a block, and returns it.
///
/// # Errors
/// None of them has it within a minute, or it failed there.
pub fn included(chains: &[&Chain], hash: &str) -> Result<Value> {
    // `query wait-tx` misses a block that comes while it looks
    let find = || {
        let mut answers = chains.iter().map(|chain| chain.ask(&["query", "tx", hash]));
        answers.find_map(Result::ok)
    };
    let ids: Vec<_> = chains.iter().map(|chain| chain.id()).collect();
    let tx =
        wait_for(INCLUSION, find).ok_or_else(|| anyhow!("{hash} is in no block of {}", ids.join(" or ")))?;
    successful(&tx).map(|()| tx)
}

/// Fails with the log of a transaction that did not succeed.
fn successful(tx: &Value) -> Result<()> {
    if tx.get("code") != Some(&Value::from(0)) {
        bail!("{}", text(tx, "/raw_log")?);
    }
    Ok(())
}

/// Runs a program that prints JSON; what it complains of is part of the fault.
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
    // some commands print what they have to say on standard error
    let text = if out.trim().is_empty() { &errors } else { &out };
    serde_json::from_str(text.trim()).map_err(|error| anyhow!("{name} printed no JSON ({error}): {text}"))
}

/// A text in an answer.
pub fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer);
    let found = found.ok_or_else(|| anyhow!("there is no {pointer} in {value}"))?;
    Ok(found.as_str().map_or_else(|| found.to_string(), str::to_string))
}

/// An attribute of a transaction's event.
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

/// Folder and file name in words that a shell takes.
pub fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    causeway::message::quote(&path)
}
