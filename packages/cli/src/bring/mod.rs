//! A relayer for one packet: what must be brought where, and the unsigned transaction that does it.
//!
//! Whoever has a node of each chain can bring a packet, its acknowledgement or its timeout. Nobody has to be trusted: the
//! chain that gets the transaction checks the header against its light client, and the proof against the header.

mod message;
mod packet;
mod tx;

pub use self::packet::{Deed, Pending};
pub use self::tx::{Fee, UnsignedTx};

use std::path::Path;

use ibc_proto::ibc::core::channel::v1::Packet;

use crate::live::{LightClient, Live, Node};
use crate::message::quote;
use crate::Error;

/// The two chains of a packet: where it was sent, and where it goes.
pub struct Bring {
    /// The transfer contract that sent it.
    pub source: Live,
    /// A node of the chain at the other end.
    pub destination: Node,
}

/// Which packet is brought, and how.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The account that sent the packet, on the contract's chain.
    pub sender: String,
    /// Its channel; `None`: whichever.
    pub channel: Option<String>,
    /// Its sequence; `None`: the only one that is on the way.
    pub sequence: Option<u64>,
    /// Only as a timeout, which gives the tokens back: never as a packet to be received.
    pub refund: bool,
}

/// A transaction that brings a packet, an acknowledgement or a timeout.
pub struct Brought {
    /// What it does.
    pub deed: Deed,
    /// The packet.
    pub packet: Packet,
    /// Id of the chain that it is for.
    pub chain: String,
    /// Who signs it.
    pub signer: String,
    /// The transaction.
    pub tx: UnsignedTx,
}

impl Brought {
    /// The lines that sign the transaction and send it. `program` is the chain's own command line, `node` one of its nodes, and
    /// `file` has the transaction.
    pub fn lines(&self, program: &str, node: &str, file: &Path) -> [String; 2] {
        let signed = quote(&file.with_extension("signed.json").to_string_lossy());
        let (file, node) = (quote(&file.to_string_lossy()), quote(node));
        let (signer, chain) = (quote(&self.signer), quote(&self.chain));
        [
            format!(
                "{program} tx sign {file} --from {signer} --chain-id {chain} --node {node} --output-document {signed}"
            ),
            format!("{program} tx broadcast {signed} --node {node}"),
        ]
    }
}

impl Bring {
    /// Finds the packet, and writes the transaction for it. `signer` signs; `None`: the packet's receiver where the packet is
    /// brought, else its sender.
    ///
    /// # Errors
    /// Nothing is to be brought, or not yet, or the light client takes no header, or a node is another chain's; the text says
    /// what to do.
    pub fn transaction(&self, choice: &Choice, signer: Option<&str>, fee: &Fee) -> Result<Brought, Error> {
        let record = self.choose(choice)?;
        let source = (&self.source.node, self.source.port(), &record.channel);
        let client = source.0.light_client(&source.1, source.2)?;
        self.check_destination(&client, &record.channel)?;
        let Pending { packet, deed } = self.pending(&record, choice)?;
        let (target, proven, client) = match &deed {
            Deed::Receive => {
                let (port, channel) = (&packet.destination_port, &packet.destination_channel);
                let client = self.destination.light_client(port, channel)?;
                (&self.destination, &self.source.node, client)
            }
            Deed::Timeout | Deed::Acknowledge(_) => (&self.source.node, &self.destination, client),
        };
        check_client(target, &client)?;
        let signer = signer.map_or_else(
            || packet::default_signer(&deed, &packet, &record),
            |given| Ok(given.into()),
        )?;
        let messages = message::messages(proven, &client, &packet, &deed, &signer)?;
        let tx = UnsignedTx::new(target, messages, &signer, fee)?;
        Ok(Brought {
            chain: target.chain_id()?,
            deed,
            packet,
            signer,
            tx,
        })
    }

    /// The second node must be one of the chain that the channel leads to.
    fn check_destination(&self, client: &LightClient, channel: &str) -> Result<(), Error> {
        let found = self.destination.chain_id()?;
        match found == client.chain {
            true => Ok(()),
            false => Err(Error::usage(format!(
                "{} is a node of {found}, but {channel} of the contract leads to {}",
                self.destination.url, client.chain
            ))
            .with_hint(format!("give a node of {} as the second --node", client.chain))),
        }
    }
}

/// A client that has expired or is frozen takes no header.
pub(crate) fn check_client(target: &Node, client: &LightClient) -> Result<(), Error> {
    let status = target.client_status(&client.id)?;
    if status == "Active" {
        return Ok(());
    }
    let chain = target.chain_id()?;
    Err(Error::usage(format!(
        "{} on {chain}, the light client of {}, is {}: it takes no header, so nothing can be proved to {chain}",
        client.id,
        client.chain,
        status.to_lowercase()
    ))
    .with_hint(format!(
        "the governance of {chain} can recover it (`tx ibc client recover-client`); the packet keeps until then"
    )))
}
