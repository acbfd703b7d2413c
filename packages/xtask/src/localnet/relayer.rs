//! The relayer: @confio/relayer, with the code in tests/localnet/relayer.

use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

use super::chain::{Chain, FEE_DENOM};
use super::net::Net;
use super::node::MNEMONIC;
use super::process::READY;
use super::{binaries, chain};
use crate::run::{at, program, Failure, Outcome};

/// What it says when it begins.
const RELAYING: &str = "relaying";

/// A channel, and what it runs on.
#[derive(Default, Serialize, Deserialize)]
pub struct Link {
    /// On the first chain.
    pub a: End,
    /// On the second chain.
    pub b: End,
}

/// One end of it.
#[derive(Default, Serialize, Deserialize)]
pub struct End {
    /// Light client of the other chain.
    pub client: String,
    /// Connection.
    pub connection: String,
    /// `wasm.<contract>`.
    pub port: String,
    /// Channel.
    pub channel: String,
}

/// Installs it, and writes what it has to know.
pub fn prepare(net: &Net) -> Outcome {
    binaries::relayer_modules()?;
    let settings = json!({ "a": access(&net.a), "b": access(&net.b), "blockMs": net.block_ms });
    let path = net.home.join("relayer.json");
    at(&path, fs::write(&path, settings.to_string()))
}

fn access(chain: &Chain) -> Value {
    json!({
        "rpc": chain.rpc(),
        "prefix": chain.prefix,
        "gasPrice": format!("0.01{FEE_DENOM}"),
        "mnemonic": MNEMONIC,
    })
}

fn node(net: &Net, command: &str) -> Outcome<Command> {
    let mut node = program("node");
    node.arg(binaries::relayer_source().join("relay.js"))
        .arg(net.home.join("relayer.json"))
        .arg(command)
        .env("NODE_PATH", binaries::relayer_modules()?);
    Ok(node)
}

/// New clients, a connection, and an unordered channel `ics20-1` between the contracts.
pub fn open(net: &Net) -> Outcome<Link> {
    let ports = net.chains().map(|chain| format!("wasm.{}", chain.transfer));
    let link = chain::answer(node(net, "open")?.args(ports))?;
    let path = net.home.join("link.json");
    at(&path, fs::write(&path, link.to_string()))?;
    serde_json::from_value(link).map_err(|error| Failure(format!("the relayer's answer: {error}")))
}

/// One more channel on the net's connection, between any two ports. The relayer that runs relays it too.
pub fn channel(net: &Net, port_a: &str, port_b: &str) -> Outcome<Link> {
    let mut node = node(net, "channel")?;
    let opened = chain::answer(node.arg(net.home.join("link.json")).args([port_a, port_b]))?;
    serde_json::from_value(opened).map_err(|error| Failure(format!("the relayer's answer: {error}")))
}

/// Starts it, and waits until it relays.
pub fn start(net: &Net) -> Outcome {
    let process = net.relayer();
    let count = || {
        let log = fs::read_to_string(process.log()).unwrap_or_default();
        log.lines().filter(|line| *line == RELAYING).count()
    };
    let before = count();
    process.start(node(net, "watch")?.arg(net.home.join("link.json")))?;
    process.await_ready(READY, || (count() > before).then_some(()))
}
