//! The parts of a net, and the folder with its state.

use std::path::{Path, PathBuf};

use anyhow::{bail, Context, Result};
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::process::{wait_for, Background, READY};

/// A file that marks the folder of a net: only a folder with it is ever removed.
const MARK: &str = ".causeway-localnet";
/// The file with the [`Net`], written once the net is complete.
const STATE: &str = "localnet.json";

/// The net's channel, with its connection and clients.
#[derive(Default, Serialize, Deserialize)]
pub struct Link {
    /// The end on the first chain.
    pub a: ChannelEnd,
    /// The end on the second chain.
    pub b: ChannelEnd,
}

/// One end of a channel.
#[derive(Default, Serialize, Deserialize)]
pub struct ChannelEnd {
    /// Id of the light client of the other chain.
    pub client: String,
    /// Id of the connection.
    pub connection: String,
    /// Port of the contract, `wasm.<contract>`.
    pub port: String,
    /// Id of the channel.
    pub channel: String,
}

/// A net with the contracts on it.
#[derive(Serialize, Deserialize)]
pub struct Net {
    /// Folder with the state of the net.
    pub home: PathBuf,
    /// Milliseconds between blocks.
    pub block_ms: u64,
    /// The first chain.
    pub a: Chain,
    /// The second chain.
    pub b: Chain,
    /// The channel, clients and connections.
    pub link: Link,
}

impl Net {
    /// Reads the net of a folder.
    ///
    /// # Errors
    /// When there is no net, or it was never completed.
    pub fn load(home: &Path) -> Result<Self> {
        let Ok(text) = fs::read_to_string(home.join(STATE)) else {
            bail!(
                "there is no net in {}: run `cargo xtask localnet up`",
                home.display()
            );
        };
        serde_json::from_str(&text).with_context(|| {
            format!(
                "{} was written by another version: run `cargo xtask localnet down --clean`",
                home.join(STATE).display()
            )
        })
    }

    /// Whether the net of a folder was completed once, so that it can be loaded.
    pub fn is_complete(home: &Path) -> bool {
        home.join(STATE).is_file()
    }

    /// Writes the net into its folder, which makes it complete.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self) -> Result<()> {
        Ok(fs::write(
            self.home.join(STATE),
            serde_json::to_string_pretty(self)?,
        )?)
    }

    /// Whether both nodes and the relayer run.
    pub fn is_up(&self) -> bool {
        processes(&self.home)
            .iter()
            .all(|process| process.pid().is_some())
    }

    /// Both chains of the net.
    pub fn chains(&self) -> [&Chain; 2] {
        [&self.a, &self.b]
    }

    /// Id of the net's channel at the end of a chain.
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

/// The processes of a net. The relayer is the first, so that it is stopped before the chains.
pub fn processes(home: &Path) -> [Background; 3] {
    ["relayer", "a", "b"].map(|name| Background::new(name, home))
}

/// Stops all processes of the net in a folder.
pub fn stop(home: &Path) -> Result<()> {
    processes(home).iter().try_for_each(Background::stop)
}

/// Makes an empty folder with the mark. The remains of an interrupted `up` are removed; a folder with anything else is an
/// error.
pub fn clear(home: &Path) -> Result<()> {
    if home.exists() {
        let is_empty = fs::read_dir(home)?.next().is_none();
        if !is_empty {
            stop(home)?;
            remove(home)?;
        }
    }
    fs::create_dir_all(home)?;
    Ok(fs::write(home.join(MARK), "")?)
}

/// Removes the folder of a net.
pub fn remove(home: &Path) -> Result<()> {
    if !home.exists() {
        return Ok(());
    }
    if !home.join(MARK).is_file() {
        bail!("{} is not the folder of a net: it stays", home.display());
    }
    // A node that was killed may still be writing.
    let removed = wait_for(READY, || fs::remove_dir_all(home).ok());
    Ok(removed.map_or_else(|| fs::remove_dir_all(home), Ok)?)
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
        let text = remove(&home).unwrap_err().to_string();
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
        let text = Net::load(&home).err().unwrap().to_string();
        assert!(text.ends_with("run `cargo xtask localnet up`"), "{text}");
        remove(&home).unwrap();
    }
}
