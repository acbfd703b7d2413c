//! Texts about a net: its addresses, and its state.

use std::fmt::Write;

use anyhow::Result;
use causeway::message::{quote, Kind};
use serde_json::{json, Value};

use super::chain::{quoted_path, text, Chain};
use super::net::Net;
use super::node::KEYS;
use super::pair::signed;

/// All addresses and endpoints of the net, and a command to begin with.
pub fn summary(net: &Net) -> String {
    let mut out = String::new();
    for chain in net.chains() {
        let _ = writeln!(out, "\n{} (command `{}`)", chain.id(), chain.command());
        let mut line = |what: &str, value: &str| {
            let _ = writeln!(out, "  {what:<9} {value}");
        };
        line("rpc", &chain.rpc());
        line("grpc", &chain.grpc());
        line("contract", &chain.transfer);
        line(
            "codes",
            &format!("{} transfer, {} voucher", chain.transfer_code, chain.voucher_code),
        );
        line("channel", net.channel(chain));
        for key in KEYS {
            line(key, &chain.address(key).unwrap_or_default());
        }
    }
    out.push_str(&example(net));
    let _ = writeln!(
        out,
        "\n`cargo xtask localnet demo` tells the whole story on it, `status` and `logs` show how it is, `down --clean` \
         removes {}",
        quote(&net.home.display().to_string())
    );
    out
}

/// Commands that send a coin on the net and ask where it is.
fn example(net: &Net) -> String {
    let message = json!({ "transfer": {
        "channel": net.channel(&net.a),
        "remote_address": net.b.address("bob").unwrap_or_default(),
    } });
    let coins = [cosmwasm_std::coin(1000, net.a.denom())];
    let target = causeway::message::Target {
        contract: net.a.transfer.clone(),
        ..signed(&net.a, "alice")
    };
    format!(
        "\nfor example\n  export PATH={}:$PATH\n  {}\n  causeway status --binary {} --node {} --contract {} --sender {}\n",
        quoted_path(&net.home.join("bin")),
        target.line(Kind::Execute, &message.to_string(), &coins),
        net.a.command(),
        net.a.rpc(),
        net.a.transfer,
        net.a.address("alice").unwrap_or_default(),
    )
}

/// Heights, the state of the relayer, the channel, and packets in flight.
pub fn status(net: &Net) -> Result<String> {
    let mut out = String::new();
    for chain in net.chains() {
        let Some(height) = chain.height() else {
            let _ = writeln!(out, "{}: down (no answer at {})", chain.id(), chain.rpc());
            continue;
        };
        let _ = writeln!(
            out,
            "{}: height {height}, {} {}, {} in flight",
            chain.id(),
            net.channel(chain),
            channel_state(net, chain)?,
            in_flight(chain)?
        );
    }
    let _ = match net.relayer().pid() {
        Some(pid) => writeln!(out, "relayer: process {pid}"),
        None => writeln!(out, "relayer: down"),
    };
    Ok(out)
}

fn channel_state(net: &Net, chain: &Chain) -> Result<String> {
    let port = format!("wasm.{}", chain.transfer);
    let end = chain.ask(&["query", "ibc", "channel", "end", &port, net.channel(chain)])?;
    let state = text(&end, "/channel/state")?;
    Ok(state.trim_start_matches("STATE_").to_lowercase())
}

/// The in-flight records of the contract. At most 100 are counted.
fn in_flight(chain: &Chain) -> Result<String> {
    let question = json!({ "list_in_flight": { "limit": 100 } }).to_string();
    let answer = chain.ask(&[
        "query",
        "wasm",
        "contract-state",
        "smart",
        &chain.transfer,
        &question,
    ])?;
    let packets = answer.pointer("/data/packets").and_then(Value::as_array);
    Ok(match packets.map_or(0, Vec::len) {
        100 => "100 or more".into(),
        count => count.to_string(),
    })
}
