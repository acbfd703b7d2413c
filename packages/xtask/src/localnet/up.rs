//! Starts a net: a new one, or one that was stopped.

use std::net::TcpListener;
use std::path::Path;
use std::thread;

use anyhow::{bail, Result};
use clap::Args;

use super::chain::Chain;
use super::net::{clear, Link, Net};
use super::{binaries, node, pair, relayer};
use crate::{progress, wasm};

/// Options of a new net. If there is a net already, they must agree with it.
#[derive(Args, Default)]
pub struct NetOptions {
    /// Prefix of the first chain's addresses; the chain is called PREFIX-1 and its coin uPREFIX [default: hub]
    #[arg(long, value_name = "PREFIX")]
    prefix_a: Option<String>,
    /// Prefix of the second chain's addresses [default: zone]
    #[arg(long, value_name = "PREFIX")]
    prefix_b: Option<String>,
    /// First of the three ports of the first chain: p2p, RPC, gRPC [default: 26600]
    #[arg(long, value_name = "PORT")]
    port_a: Option<u16>,
    /// First of the three ports of the second chain [default: 26700]
    #[arg(long, value_name = "PORT")]
    port_b: Option<u16>,
    /// Milliseconds between blocks [default: 200]
    #[arg(long, value_name = "MILLISECONDS")]
    block_time: Option<u64>,
}

/// Starts the net of this folder again, or makes a new one.
pub fn up(home: &Path, options: &NetOptions) -> Result<Net> {
    match Net::is_complete(home) {
        true => again(Net::load(home)?, options),
        false => fresh(home, options),
    }
}

fn again(net: Net, options: &NetOptions) -> Result<Net> {
    let differs = options.prefix_a.as_ref().is_some_and(|it| *it != net.a.prefix)
        || options.prefix_b.as_ref().is_some_and(|it| *it != net.b.prefix)
        || options.port_a.is_some_and(|it| it != net.a.port)
        || options.port_b.is_some_and(|it| it != net.b.port)
        || options.block_time.is_some_and(|it| it != net.block_ms);
    if differs {
        bail!(
            "the net in {} was made with other options: run `cargo xtask localnet down --clean` first",
            net.home.display()
        );
    }
    for chain in net.chains() {
        if net.node(chain).pid().is_none() {
            // The binary may have been removed, because the folder of builds is only a cache.
            binaries::wasmd(&chain.prefix)?;
            node::start(chain, net.block_ms, &net.node(chain))?;
        }
    }
    for chain in net.chains() {
        node::await_blocks(chain, &net.node(chain))?;
    }
    if net.relayer().pid().is_none() {
        relayer::start(&net)?;
    }
    Ok(net)
}

fn fresh(home: &Path, options: &NetOptions) -> Result<Net> {
    clear(home)?;
    wasm::ensure_ours()?;
    let a = chain(
        home,
        "a",
        options.prefix_a.as_deref().unwrap_or("hub"),
        options.port_a.unwrap_or(26600),
    )?;
    let b = chain(
        home,
        "b",
        options.prefix_b.as_deref().unwrap_or("zone"),
        options.port_b.unwrap_or(26700),
    )?;
    if a.prefix == b.prefix {
        bail!(
            "both chains have the prefix {}: --prefix-a and --prefix-b must differ",
            a.prefix
        );
    }
    let mut net = Net {
        home: home.to_path_buf(),
        block_ms: options.block_time.unwrap_or(200),
        a,
        b,
        link: Link::default(),
    };
    relayer::prepare(&net)?;
    start_nodes(&net)?;
    progress("storing and instantiating the contracts");
    let (a, b) = both(&net.a, &net.b, pair::deploy)?;
    (net.a, net.b) = (a, b);
    progress("opening a channel");
    net.link = relayer::open(&net)?;
    relayer::start(&net)?;
    net.save()?;
    Ok(net)
}

fn chain(home: &Path, name: &str, prefix: &str, port: u16) -> Result<Chain> {
    Ok(Chain {
        name: name.into(),
        binary: binaries::wasmd(prefix)?,
        prefix: prefix.into(),
        port,
        net: home.to_path_buf(),
        ..Chain::default()
    })
}

fn start_nodes(net: &Net) -> Result<()> {
    for chain in net.chains() {
        let last = chain.port.saturating_add(2);
        if let Some(taken) = (chain.port..=last).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_err())
        {
            bail!(
                "port {taken} is taken: is another net up? `--port-{}` names others",
                chain.name
            );
        }
    }
    progress(format!("starting {} and {}", net.a.id(), net.b.id()));
    both(&net.a, &net.b, |chain| {
        node::init(chain)?;
        let process = net.node(chain);
        node::start(chain, net.block_ms, &process)?;
        node::await_blocks(chain, &process)
    })?;
    Ok(())
}

/// Does the same on both chains at the same time.
fn both<T: Send>(a: &Chain, b: &Chain, action: impl Fn(&Chain) -> Result<T> + Sync) -> Result<(T, T)> {
    thread::scope(|scope| {
        let beside = scope.spawn(|| action(b));
        let first = action(a);
        let second = beside.join().unwrap_or_else(|_| bail!("a thread stopped"));
        Ok((first?, second?))
    })
}
