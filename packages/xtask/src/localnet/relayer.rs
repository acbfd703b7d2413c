//! The relayer: @confio/relayer, with the code in tests/localnet/relayer.

use std::process::Command;

use anyhow::{Context, Result};
use fs_err as fs;
use serde_json::{json, Value};

use super::chain::{Chain, FEE_DENOM};
use super::net::{Link, Net};
use super::node::MNEMONIC;
use super::process::READY;
use super::{binaries, chain};

/// Text that the relayer prints when it begins.
const RELAYING: &str = "relaying";

/// Installs the relayer and writes its configuration.
pub fn prepare(net: &Net) -> Result<()> {
    binaries::relayer_modules()?;
    let settings = json!({ "a": access(&net.a), "b": access(&net.b), "blockMs": net.block_ms });
    let path = net.home.join("relayer.json");
    Ok(fs::write(&path, settings.to_string())?)
}

fn access(chain: &Chain) -> Value {
    json!({
        "rpc": chain.rpc(),
        "prefix": chain.prefix,
        "gasPrice": format!("0.01{FEE_DENOM}"),
        "mnemonic": MNEMONIC,
    })
}

fn node(net: &Net, command: &str) -> Result<Command> {
    let mut node = Command::new("node");
    node.arg(binaries::relayer_source().join("relay.js"))
        .arg(net.home.join("relayer.json"))
        .arg(command)
        .env("NODE_PATH", binaries::relayer_modules()?);
    Ok(node)
}

/// Makes new clients, a connection, and an unordered channel `ics20-1` between the contracts.
pub fn open(net: &Net) -> Result<Link> {
    let ports = net.chains().map(|chain| format!("wasm.{}", chain.transfer));
    let link = chain::answer(node(net, "open")?.args(ports))?;
    let path = net.home.join("link.json");
    fs::write(&path, link.to_string())?;
    serde_json::from_value(link).context("the relayer answered what is no channel")
}

/// Opens another channel on the net's connection, between any two ports. A running relayer relays it too.
pub fn channel(net: &Net, port_a: &str, port_b: &str) -> Result<Link> {
    let mut node = node(net, "channel")?;
    let opened = chain::answer(node.arg(net.home.join("link.json")).args([port_a, port_b]))?;
    serde_json::from_value(opened).context("the relayer answered what is no channel")
}

/// Starts the relayer and waits until it relays.
pub fn start(net: &Net) -> Result<()> {
    let process = net.relayer();
    let count = || {
        let log = fs::read_to_string(process.log()).unwrap_or_default();
        log.lines().filter(|line| *line == RELAYING).count()
    };
    let before = count();
    process.start(node(net, "watch")?.arg(net.home.join("link.json")))?;
    process.await_ready(READY, || (count() > before).then_some(()))
}
