//! The state of one chain after one block, read by proofs.

use std::cell::Cell;

use super::verify::{verify, Entry, Found};
use crate::live::{LightClient, Node, Proven};
use crate::Error;

/// What proofs of a chain's state are compared with: the newest header that another chain's light client has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// The light client.
    pub client: LightClient,
    /// Id of the chain that the light client is on.
    pub chain: String,
    /// App hash of the client's newest header: of the state one block before it.
    pub app_hash: Vec<u8>,
}

impl Anchor {
    /// Height of the block whose state is proved.
    pub fn height(&self) -> u64 {
        self.client.latest.revision_height.saturating_sub(1)
    }
}

/// The state of one chain after one block. Nothing is believed that is not proved.
#[derive(Debug)]
pub struct State {
    node: Node,
    anchor: Anchor,
    proofs: Cell<u64>,
}

impl State {
    /// Of a node's chain, up to this anchor.
    pub fn new(node: &Node, anchor: Anchor) -> Self {
        Self {
            node: node.clone(),
            anchor,
            proofs: Cell::new(0),
        }
    }

    /// What its proofs are compared with.
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// A node of the chain.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// How many proofs were verified.
    pub fn proofs(&self) -> u64 {
        self.proofs.get()
    }

    /// The value of a key; `None`: it is proved that the key is not there.
    ///
    /// # Errors
    /// The node does not answer, or its proof is not believed.
    pub fn value(&self, store: &str, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(match self.find(store, key)? {
            Found::Value(value) => Some(value),
            Found::Absent(_) => None,
        })
    }

    /// All keys of a store that begin with `prefix`, without it, and their values.
    ///
    /// The keys are not asked for. It is proved that the key just behind each one is absent, and such a proof carries the key that
    /// comes next: so none can be left out.
    ///
    /// # Errors
    /// The node does not answer, or a proof is not believed.
    pub fn range(&self, store: &str, prefix: &[u8]) -> Result<Vec<Entry>, Error> {
        let (mut entries, mut at) = (vec![], prefix.to_vec());
        loop {
            let (key, value) = match self.find(store, &at)? {
                Found::Value(value) => (at, value),
                Found::Absent(Some(next)) => next,
                Found::Absent(None) => return Ok(entries),
            };
            let Some(rest) = key.strip_prefix(prefix) else {
                return Ok(entries);
            };
            entries.push((rest.to_vec(), value));
            // the first key that can come behind this one
            at = [key.as_slice(), &[0]].concat();
        }
    }

    fn find(&self, store: &str, key: &[u8]) -> Result<Found, Error> {
        let height = self.anchor.height();
        let answer: Proven = self.node.prove(store, key, height)?;
        self.proofs.set(self.proofs.get().saturating_add(1));
        verify(&self.anchor.app_hash, store, key, &answer).map_err(|why| Error::NotProved {
            node: self.node.url.clone(),
            what: format!(
                "{} of store {store} at height {height}",
                cosmwasm_std::HexBinary::from(key).to_hex()
            ),
            why: why.to_string(),
        })
    }
}
