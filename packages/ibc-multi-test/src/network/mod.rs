//! Several chains, their connections and channels, and the relayer.
mod handshake;
mod hostile;
mod messages;
mod relay;

pub use handshake::{FalseEnd, Handshake};
pub use hostile::foreign_recv_msg;
pub use relay::{Relay, Step};

use crate::chain::Chain;
use crate::clock::{height_of, Clocks};
use crate::error::{TxError, TxResult};
use crate::ibc::contract_port;
use crate::ibc::store::{self, ChannelEnd, ConnectionEnd};
use crate::log::{Log, PacketId, PacketRecord};
use crate::proto::Height;
use cosmwasm_std::Addr;
use std::cell::{Ref, RefCell};
use std::ops::{Index, IndexMut};
use std::rc::Rc;

/// Identifies a chain in its [`Network`]: `net[key]` is the [`Chain`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ChainKey(usize);

/// A port on a chain. Made from `(chain, &contract)` or `(chain, "port")`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Port {
    /// The chain that the port is on.
    pub chain: ChainKey,
    /// Name of the port.
    pub id: String,
}

impl From<(ChainKey, &Addr)> for Port {
    fn from((chain, contract): (ChainKey, &Addr)) -> Self {
        Self {
            chain,
            id: contract_port(contract),
        }
    }
}
impl From<(ChainKey, &str)> for Port {
    fn from((chain, id): (ChainKey, &str)) -> Self {
        Self { chain, id: id.into() }
    }
}

/// One end of a channel.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct End {
    /// The chain that this end is on.
    pub chain: ChainKey,
    /// Port that the end belongs to.
    pub port: String,
    /// Id of the channel at this end.
    pub channel: String,
}

/// A channel, with its two ends.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Channel {
    /// The end that opened the channel.
    pub a: End,
    /// The other end.
    pub b: End,
}

/// A connection between two chains, or of a chain with itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// One chain, and the id of the connection on it.
    pub a: (ChainKey, String),
    /// The other chain, and the id of the connection on it.
    pub b: (ChainKey, String),
}

/// Connection id of a chain with itself, as in ibc-go.
const LOCALHOST: &str = "connection-localhost";

/// A set of chains in one process.
#[derive(Default)]
pub struct Network {
    chains: Vec<Chain>,
    connections: Vec<Connection>,
    clocks: Rc<Clocks>,
    log: Rc<RefCell<Log>>,
}

impl Index<ChainKey> for Network {
    type Output = Chain;
    #[allow(
        clippy::indexing_slicing,
        reason = "a key of another network is the caller's mistake"
    )]
    fn index(&self, key: ChainKey) -> &Chain {
        &self.chains[key.0]
    }
}
impl IndexMut<ChainKey> for Network {
    #[allow(
        clippy::indexing_slicing,
        reason = "a key of another network is the caller's mistake"
    )]
    fn index_mut(&mut self, key: ChainKey) -> &mut Chain {
        &mut self.chains[key.0]
    }
}

impl Network {
    /// A network without chains.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a chain. It begins at the block of cosmwasm-std's `mock_env`, with an empty bank. In timeout heights, a chain
    /// id like `name-1` has revision 1, and one without a number revision 0.
    ///
    /// # Panics
    /// When the prefix is not valid in bech32.
    pub fn add_chain(&mut self, chain_id: &str, bech32_prefix: &str) -> ChainKey {
        let chain = Chain::new(
            chain_id,
            bech32_prefix,
            Rc::clone(&self.clocks),
            Rc::clone(&self.log),
        );
        self.chains.push(chain);
        ChainKey(self.chains.len().saturating_sub(1))
    }

    /// All chains with their keys, in the order in which they were added.
    pub fn chains(&self) -> impl Iterator<Item = (ChainKey, &Chain)> {
        self.chains.iter().enumerate().map(|(i, c)| (ChainKey(i), c))
    }
    /// The chain with this chain id.
    pub fn by_id(&self, chain_id: &str) -> Option<ChainKey> {
        self.chains()
            .find(|(_, c)| c.id() == chain_id)
            .map(|(key, _)| key)
    }

    /// Height (with its revision) and time (nanoseconds) of a chain.
    pub fn now(&self, chain: ChainKey) -> (Height, u64) {
        let block = self[chain].block();
        (height_of(&block), block.time.nanos())
    }

    /// Makes a new connection. Its ids are counted on each chain. The connection of a chain with itself is
    /// `connection-localhost`.
    pub fn connect(&mut self, a: ChainKey, b: ChainKey) -> TxResult<Connection> {
        let (id_a, id_b) = if a == b {
            (LOCALHOST.to_string(), LOCALHOST.to_string())
        } else {
            (self.new_connection_id(a)?, self.new_connection_id(b)?)
        };
        for (at, own, other, theirs) in [(a, &id_a, b, &id_b), (b, &id_b, a, &id_a)] {
            let end = ConnectionEnd {
                chain: self[other].id().into(),
                counterparty_connection: theirs.clone(),
            };
            self[at].write(|s| store::set_connection(s, own, &end))?;
        }
        let connection = Connection {
            a: (a, id_a),
            b: (b, id_b),
        };
        self.connections.push(connection.clone());
        Ok(connection)
    }
    fn new_connection_id(&mut self, chain: ChainKey) -> TxResult<String> {
        self[chain].write(|s| Ok(store::new_connection_id(s)))
    }

    /// The first connection between two chains, seen from `a`. It is made if there is none.
    pub fn connection(&mut self, a: ChainKey, b: ChainKey) -> TxResult<Connection> {
        let known = self.connections.iter().find_map(|c| match (c.a.0, c.b.0) {
            (x, y) if (x, y) == (a, b) => Some(c.clone()),
            (x, y) if (x, y) == (b, a) => Some(Connection {
                a: c.b.clone(),
                b: c.a.clone(),
            }),
            _ => None,
        });
        known.map_or_else(|| self.connect(a, b), Ok)
    }

    /// Opens an unordered channel by a handshake of four transactions, over the first connection of the chains.
    /// [`Handshake`] does the same step by step, for ordered channels, or with altered messages.
    pub fn open_channel(
        &mut self,
        a: impl Into<Port>,
        b: impl Into<Port>,
        version: &str,
    ) -> TxResult<Channel> {
        Handshake::new(a, b, version).run(self)
    }

    /// A channel end, as its chain stores it.
    pub fn channel_end(&self, end: &End) -> Option<ChannelEnd> {
        self[end.chain].channel(&end.port, &end.channel)
    }

    // ---- the packet log ----

    /// What has happened to a packet so far. Panics if the id is of another network.
    pub fn packet(&self, id: PacketId) -> Ref<'_, PacketRecord> {
        #[allow(
            clippy::expect_used,
            reason = "an id of another network is the caller's mistake"
        )]
        Ref::map(self.log.borrow(), |log| {
            log.get(id).expect("a packet of this network")
        })
    }
    /// Every packet that was ever sent, oldest first.
    pub fn packets(&self) -> Vec<(PacketId, PacketRecord)> {
        let log = self.log.borrow();
        log.all().map(|(id, r)| (id, r.clone())).collect()
    }
    /// The packets that are not settled, oldest first, including those that are withheld.
    pub fn pending(&self) -> Vec<PacketId> {
        self.log.borrow().pending.iter().copied().collect()
    }
    /// The packet that was sent from this end with this sequence.
    pub fn find_packet(&self, from: &End, sequence: u64) -> Option<PacketId> {
        let chain = self[from.chain].id();
        self.log.borrow().find(chain, &from.port, &from.channel, sequence)
    }

    /// The chain with this chain id, or an error if it is not simulated.
    fn simulated(&self, chain_id: &str) -> TxResult<ChainKey> {
        let key = self.by_id(chain_id);
        key.ok_or_else(|| TxError::relayer(format!("chain {chain_id} is not simulated")))
    }
}
