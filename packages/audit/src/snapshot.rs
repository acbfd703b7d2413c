//! What one chain says about one contract at one moment, as plain data.

use cosmwasm_std::Uint256;
use serde::{Deserialize, Serialize};

use crate::log::PacketLog;

/// The state of one chain's transfer contract (or native `transfer` module). All amounts are in base units.
///
/// A *local denom* is a bank denom or `cw20:<address>`. A *denom path* is the name on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Chain id.
    pub chain: String,
    /// Height of the block whose state this is; absent where the source has no blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// Time of that block, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<u64>,
    /// Address of the contract; absent: the port is the chain's own `transfer` module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// IBC port, `wasm.<address>` for a contract.
    pub port: String,
    /// The contract's channels.
    pub channels: Vec<Channel>,
    /// The books: what is in escrow by channel and local denom.
    pub escrow: Vec<Escrow>,
    /// Tokens that this contract mints.
    pub vouchers: Vec<Voucher>,
    /// What the contract holds.
    pub holdings: Vec<Holding>,
    /// Refunds that could not be paid and wait for their owners.
    pub claims: Vec<Claim>,
    /// Records of packets that were sent and are not settled.
    pub in_flight: Vec<InFlight>,
    /// Local denoms of tokens that are known not to follow the CW20 standard (a fee on transfer, balances that change by
    /// themselves): solvency is not demanded of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nonstandard: Vec<String>,
    /// What happened to every packet of this port since it exists; absent where the source does not know all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packets: Option<PacketLog>,
}

/// A port and a channel of one chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// IBC port.
    pub port: String,
    /// Channel id.
    pub channel: String,
}

/// A channel of the contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Channel id on this chain.
    pub id: String,
    /// The other end.
    pub counterparty: Endpoint,
    /// Whether IBC core says that it is open; null: core was not asked.
    pub open: Option<bool>,
    /// Sequences that IBC core still has a commitment for; null: core was not asked.
    pub commitments: Option<Vec<u64>>,
    /// The first sequence that has an in-flight record: those below were sent by a predecessor that kept none. Absent:
    /// every packet of this channel has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records_from: Option<u64>,
}

/// One line of the books.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escrow {
    /// Channel id on this chain.
    pub channel: String,
    /// Local denom.
    pub denom: String,
    /// What the books say is in escrow.
    pub outstanding: Uint256,
}

/// A token that the contract mints for a token of another chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    /// Denom path, `<port>/<channel>/..`.
    pub path: String,
    /// Local denom: `cw20:<address>`, or `ibc/<hash>` for the native module.
    pub denom: String,
    /// All that exists of it; null: the token did not tell.
    pub supply: Option<Uint256>,
    /// Who may mint it; null: nobody, or the token did not tell.
    pub minter: Option<String>,
}

/// What the contract holds of one asset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// Local denom.
    pub denom: String,
    /// The contract's balance; null: the token did not tell.
    pub held: Option<Uint256>,
}

/// A refund that could not be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The account that it is paid to.
    pub owner: String,
    /// Local denom.
    pub denom: String,
    /// What the contract holds for it.
    pub held: Uint256,
    /// What is minted again when it is claimed.
    pub to_mint: Uint256,
}

/// The record of a packet that was sent and is not settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InFlight {
    /// Channel id on this chain.
    pub channel: String,
    /// Sequence on that channel.
    pub sequence: u64,
    /// The account that sent it, on this chain.
    pub sender: String,
    /// Local denom.
    pub denom: String,
    /// Amount that was sent.
    pub amount: Uint256,
    /// What the other chain's IBC core has done with it; null: it was not asked.
    pub destination: Option<Destination>,
    /// Time of the block that has its sending, in seconds since 1970; absent: the node's index of transactions does not
    /// have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<u64>,
}

/// What the receiving chain has done with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// It has not received the packet.
    NotReceived,
    /// It has received the packet and written no acknowledgement yet.
    Held,
    /// It has written a success acknowledgement.
    Accepted,
    /// It has written an acknowledgement that is no success.
    Refused,
    /// It has written what is no acknowledgement by ICS-4: neither a result nor an error. The sender's contract cannot
    /// settle the packet.
    Unreadable,
}

impl Snapshot {
    /// The channel with this id.
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// In escrow by the books; zero where they have no line.
    pub fn outstanding(&self, channel: &str, denom: &str) -> Uint256 {
        let mut lines = self.escrow.iter();
        let line = lines.find(|line| line.channel == channel && line.denom == denom);
        line.map(|line| line.outstanding).unwrap_or_default()
    }

    /// The voucher of a denom path.
    pub fn voucher(&self, path: &str) -> Option<&Voucher> {
        self.vouchers.iter().find(|voucher| voucher.path == path)
    }

    /// The local denom of a path that arrived with this chain's own prefix removed, or that left from here.
    pub fn local_denom(&self, path: &str) -> String {
        self.voucher(path)
            .map_or_else(|| path.to_string(), |voucher| voucher.denom.clone())
    }

    /// The path under which a local denom is sent: a voucher's own, else the denom itself.
    pub fn path(&self, denom: &str) -> String {
        let mut vouchers = self.vouchers.iter();
        let voucher = vouchers.find(|voucher| voucher.denom == denom);
        voucher.map_or(denom, |voucher| &voucher.path).to_string()
    }

    /// The snapshot and the channel at the other end. Both ends must name each other. Contracts of two chains may have one
    /// port name, so this chain itself is looked at last; a chain may have a channel with itself.
    pub(crate) fn counterparty<'a>(
        &self,
        channel: &Channel,
        snapshots: &'a [Snapshot],
    ) -> Option<(&'a Snapshot, &'a Channel)> {
        let here = Endpoint {
            port: self.port.clone(),
            channel: channel.id.clone(),
        };
        let (own, others): (Vec<_>, Vec<_>) = snapshots
            .iter()
            .filter(|other| other.port == channel.counterparty.port)
            .partition(|other| other.chain == self.chain);
        let mut ends = others
            .into_iter()
            .chain(own)
            .filter_map(|other| Some((other, other.channel(&channel.counterparty.channel)?)));
        ends.find(|(other, end)| {
            let is_same = other.chain == self.chain && end.id == channel.id;
            end.counterparty == here && !is_same
        })
    }
}

impl Channel {
    /// Sequences in flight that a predecessor sent, so that no record says what they move; `None`: core was not asked.
    pub(crate) fn unrecorded(&self) -> Option<usize> {
        let Some(first) = self.records_from else {
            return Some(0);
        };
        let commitments = self.commitments.as_ref()?.iter();
        Some(commitments.filter(|sequence| **sequence < first).count())
    }
}
