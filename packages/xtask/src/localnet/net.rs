//! Both chains and their relayer: how they were wished for, how they come up, and what of it is kept.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::process::{wait_for, Background, READY};
use super::{binaries, node, pair, relayer};
use crate::run::{at, fail, say, Failure, Outcome};
use crate::wasm;

/// Says that a folder is a net's: only such a one is ever removed.
const MARK: &str = ".causeway-localnet";
/// What a net is, once it is complete.
const STATE: &str = "localnet.json";

/// How a new net is to be.
#[derive(Args, Default)]
pub struct Wishes {
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

/// A net with the pair on it.
#[derive(Serialize, Deserialize)]
pub struct Net {
    /// Its folder.
    pub home: PathBuf,
    /// Milliseconds between blocks.
    pub block_ms: u64,
    /// The first chain.
    pub a: Chain,
    /// The second chain.
    pub b: Chain,
    /// The channel, clients and connections.
    pub link: relayer::Link,
}

impl Net {
    /// Of a folder.
    ///
    /// # Errors
    /// There is none, or it was never completed.
    pub fn load(home: &Path) -> Outcome<Self> {
        let Ok(text) = fs::read_to_string(home.join(STATE)) else {
            return fail(format!(
                "there is no net in {}: run `cargo xtask localnet up`",
                home.display()
            ));
        };
        serde_json::from_str(&text).map_err(|error| {
            Failure(format!(
                "{} is of another version ({error}): run `cargo xtask localnet down --clean`",
                home.join(STATE).display()
            ))
        })
    }

    fn save(&self) -> Outcome {
        let path = self.home.join(STATE);
        let text = serde_json::to_string_pretty(self).map_err(|error| Failure(error.to_string()))?;
        at(&path, fs::write(&path, text))
    }

    /// All that belongs to it runs.
    pub fn is_up(&self) -> bool {
        processes(&self.home)
            .iter()
            .all(|process| process.pid().is_some())
    }

    /// Both chains.
    pub fn chains(&self) -> [&Chain; 2] {
        [&self.a, &self.b]
    }

    /// The channel at the end of a chain.
    pub fn channel(&self, chain: &Chain) -> &str {
        match chain.name == self.a.name {
            true => &self.link.a.channel,
            false => &self.link.b.channel,
        }
    }

    /// The process of a chain's node.
    pub fn node(&self, chain: &Chain) -> Background {
        let name = if chain.name == self.a.name { "a" } else { "b" };
        Background::new(name, &self.home)
    }

    /// The relayer's process.
    pub fn relayer(&self) -> Background {
        Background::new("relayer", &self.home)
    }
}

/// The relayer first, so that it meets no chain that has gone.
pub fn processes(home: &Path) -> [Background; 3] {
    ["relayer", "a", "b"].map(|name| Background::new(name, home))
}

/// Goes on with the net of this folder, or makes one.
pub fn up(home: &Path, wishes: &Wishes) -> Outcome<Net> {
    match home.join(STATE).is_file() {
        true => again(Net::load(home)?, wishes),
        false => fresh(home, wishes),
    }
}

fn again(net: Net, wishes: &Wishes) -> Outcome<Net> {
    let differs = wishes.prefix_a.as_ref().is_some_and(|it| *it != net.a.prefix)
        || wishes.prefix_b.as_ref().is_some_and(|it| *it != net.b.prefix)
        || wishes.port_a.is_some_and(|it| it != net.a.port)
        || wishes.port_b.is_some_and(|it| it != net.b.port)
        || wishes.block_time.is_some_and(|it| it != net.block_ms);
    if differs {
        return fail(format!(
            "the net in {} was made with other options: run `cargo xtask localnet down --clean` first",
            net.home.display()
        ));
    }
    for chain in net.chains() {
        if net.node(chain).pid().is_none() {
            // removed by a build of other sources, or never there: the folder of builds is only a cache
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

fn fresh(home: &Path, wishes: &Wishes) -> Outcome<Net> {
    clear(home)?;
    wasm::ensure_ours()?;
    let chain = |name: &str, prefix: &Option<String>, port: Option<u16>| -> Outcome<Chain> {
        let (default_prefix, default_port) = if name == "a" {
            ("hub", 26600)
        } else {
            ("zone", 26700)
        };
        let prefix = prefix.clone().unwrap_or(default_prefix.into());
        Ok(Chain {
            name: name.into(),
            binary: binaries::wasmd(&prefix)?,
            prefix,
            port: port.unwrap_or(default_port),
            net: home.to_path_buf(),
            ..Chain::default()
        })
    };
    let a = chain("a", &wishes.prefix_a, wishes.port_a)?;
    let b = chain("b", &wishes.prefix_b, wishes.port_b)?;
    if a.prefix == b.prefix {
        return fail("--prefix-a and --prefix-b are the same: nobody could tell the chains apart");
    }
    let mut net = Net {
        home: home.to_path_buf(),
        block_ms: wishes.block_time.unwrap_or(200),
        a,
        b,
        link: relayer::Link::default(),
    };
    relayer::prepare(&net)?;
    start_nodes(&net)?;
    say("storing and instantiating the pair");
    let (a, b) = both(&net.a, &net.b, pair::deploy)?;
    (net.a, net.b) = (a, b);
    say("opening a channel");
    net.link = relayer::open(&net)?;
    relayer::start(&net)?;
    net.save()?;
    Ok(net)
}

fn start_nodes(net: &Net) -> Outcome {
    for chain in net.chains() {
        let last = chain.port.saturating_add(2);
        if let Some(taken) = (chain.port..=last).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_err())
        {
            return fail(format!(
                "port {taken} is taken: is another net up? `--port-{}` names others",
                chain.name
            ));
        }
    }
    say(format!("starting {} and {}", net.a.id(), net.b.id()));
    both(&net.a, &net.b, |chain| {
        node::init(chain)?;
        let process = net.node(chain);
        node::start(chain, net.block_ms, &process)?;
        node::await_blocks(chain, &process)
    })?;
    Ok(())
}

/// The same on both chains, at the same time.
fn both<T: Send>(a: &Chain, b: &Chain, deed: impl Fn(&Chain) -> Outcome<T> + Sync) -> Outcome<(T, T)> {
    thread::scope(|scope| {
        let beside = scope.spawn(|| deed(b));
        let first = deed(a);
        let second = beside.join().unwrap_or_else(|_| fail("a thread stopped"));
        Ok((first?, second?))
    })
}

/// Ends all processes of a folder's net.
pub fn stop(home: &Path) -> Outcome {
    processes(home).iter().try_for_each(Background::stop)
}

/// An empty folder with the mark. What an interrupted `up` left goes; what is no net's is not touched.
fn clear(home: &Path) -> Outcome {
    if home.exists() {
        let is_empty = at(home, fs::read_dir(home))?.next().is_none();
        if !is_empty {
            stop(home)?;
            remove(home)?;
        }
    }
    at(home, fs::create_dir_all(home))?;
    at(home, fs::write(home.join(MARK), ""))
}

/// Removes a net's folder.
pub fn remove(home: &Path) -> Outcome {
    if !home.exists() {
        return Ok(());
    }
    if !home.join(MARK).is_file() {
        return fail(format!("{} is not the folder of a net: it stays", home.display()));
    }
    // a node that was killed may still be writing
    let removed = wait_for(READY, || fs::remove_dir_all(home).ok());
    removed.map_or_else(|| at(home, fs::remove_dir_all(home)), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("causeway-net-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn only_the_folder_of_a_net_is_removed() {
        let home = folder("own");
        fs::write(home.join("thesis.txt"), "years of work").unwrap();
        let Failure(text) = remove(&home).unwrap_err();
        assert!(text.contains("is not the folder of a net"), "{text}");
        assert!(clear(&home).is_err());
        assert!(home.join("thesis.txt").is_file());

        fs::remove_file(home.join("thesis.txt")).unwrap();
        clear(&home).unwrap();
        fs::write(home.join("a.log"), "").unwrap();
        remove(&home).unwrap();
        assert!(!home.exists());
    }

    #[test]
    fn a_net_that_was_never_completed_is_none() {
        let home = folder("half");
        clear(&home).unwrap();
        let Failure(text) = Net::load(&home).err().unwrap();
        assert!(text.ends_with("run `cargo xtask localnet up`"), "{text}");
        remove(&home).unwrap();
    }
}
