//! Shows the status of transfers, using only queries: those of the transfer contract, and those of IBC core on both
//! chains.

use std::fmt;

use causeway_ics20::SUCCESS_ACK;
use causeway_transfer::msg::{
    ChannelInfo, ClaimId, ClaimInfo, ClaimsResponse, InFlightResponse, ListChannelsResponse, PacketInfo,
    QueryMsg, SenderPacketId,
};
use ibc_multi_test::proto::{Height, Packet};
use ibc_multi_test::{ChainKey, End};
use serde::de::DeserializeOwned;
use serde::Serialize;
use sha2::{Digest, Sha256};

use causeway_multi_test::Error;
use causeway_multi_test::World;

/// The queries on the chain of one transfer contract.
pub trait Queries {
    /// Error of a query.
    type Error;
    /// A query of the contract.
    ///
    /// # Errors
    /// When the chain does not answer, or the answer cannot be read.
    fn contract<T: DeserializeOwned>(&self, query: &QueryMsg) -> Result<T, Self::Error>;
    /// A query of IBC core on this chain: the sequence of the next packet on a channel of the contract.
    ///
    /// # Errors
    /// When the chain does not answer, or the answer cannot be read.
    fn next_sequence(&self, channel: &str) -> Result<u64, Self::Error>;
    /// A query of IBC core on the other chain: the sha256 of a packet's acknowledgement, once it is written.
    ///
    /// # Errors
    /// When the chain does not answer, or the answer cannot be read.
    fn ack_hash(&self, channel: &str, sequence: u64) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// The status of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The packet was sent, and the other chain has not answered yet.
    InFlight,
    /// The other chain has answered, and the acknowledgement is not relayed yet.
    Answered,
    /// The packet was delivered, and the receiver has the tokens.
    Delivered,
    /// The other chain rejected the packet, and the sender was refunded or has a claim.
    RefundedOnError,
    /// The packet timed out, and the sender was refunded or has a claim.
    RefundedOnTimeout,
    /// The refund could not be paid, and is open as a claim.
    Claimable,
    /// The refund could not be paid at first, and was claimed later.
    Claimed,
    /// The packet is not settled; the other chain could not be queried.
    Unsettled,
    /// The packet is settled; it is not known how.
    Settled,
    /// No such packet was ever sent.
    NeverSent,
    /// The node knows no such packet of this sender.
    NotSeen,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InFlight => "in flight: the other chain has not answered yet",
            Self::Answered => {
                "in flight: the other chain has answered, its acknowledgement is on its way back"
            }
            Self::Delivered => "settled: the receiver has it",
            Self::RefundedOnError => {
                "settled: the other chain refused it, the sender has it back or a claim on it"
            }
            Self::RefundedOnTimeout => "settled: its time passed, the sender has it back or a claim on it",
            Self::Claimable => "settled: the refund could not be paid and waits as a claim",
            Self::Claimed => "settled: the refund could not be paid at first and was claimed later",
            Self::Unsettled => "in flight: not settled on this side",
            Self::Settled => "settled: this node does not know how",
            Self::NotSeen => "not seen: this sender sent no such packet, or the node has forgotten it",
            Self::NeverSent => "never sent: the channel has not come to this sequence",
        })
    }
}

/// A transfer that was sent from this chain, and its status.
#[derive(Clone, Debug, Serialize)]
pub struct Transfer {
    /// Id of the channel at the contract's end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// The status of the transfer.
    pub place: Place,
    /// The in-flight record of the contract; `None` once the packet is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<PacketInfo>,
    /// The data of the transaction that sent the packet, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
}

impl Transfer {
    /// Whether it is still on the way although its time has passed: nobody relays it. `now` is in seconds since 1970.
    pub fn is_overdue(&self, now: u64) -> bool {
        let timeout = self.sent.as_ref().map_or(0, |sent| sent.timeout);
        let is_past = timeout != 0 && now >= timeout.div_ceil(1_000_000_000);
        is_past && matches!(self.place, Place::InFlight | Place::Answered | Place::Unsettled)
    }
}

/// The data of a send, as in its packet.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// Denom path on this chain, as in the packet.
    pub denom: String,
    /// Amount in base units, as in the packet.
    pub amount: String,
    /// Address of the receiver on the other chain.
    pub receiver: String,
    /// When it can no longer be received, in nanoseconds since 1970; 0: never.
    pub timeout: u64,
    /// Hash of the transaction.
    pub tx: String,
}

/// The transfers and claims of one contract.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The transfers, in the order of channel and sequence.
    pub transfers: Vec<Transfer>,
    /// The open claims.
    pub claims: Vec<ClaimInfo>,
}

/// Collects every transfer and every claim of a contract.
///
/// # Errors
/// When a query has no answer.
pub fn all<Q: Queries>(queries: &Q) -> Result<Status, Q::Error> {
    let records = records(queries)?;
    let mut transfers = vec![];
    for channel in channels(queries)? {
        for sequence in 1..queries.next_sequence(&channel.id)? {
            transfers.push(locate(queries, &records, &channel.id, sequence)?);
        }
    }
    Ok(Status {
        transfers,
        claims: claims(queries)?,
    })
}

/// The status of one transfer, by the channel and sequence in the response of the transaction that sent it.
///
/// # Errors
/// When a query has no answer.
pub fn one<Q: Queries>(queries: &Q, channel: &str, sequence: u64) -> Result<Transfer, Q::Error> {
    match sequence > 0 && sequence < queries.next_sequence(channel)? {
        true => locate(queries, &records(queries)?, channel, sequence),
        false => Ok(Transfer {
            channel: channel.into(),
            sequence,
            place: Place::NeverSent,
            record: None,
            sent: None,
        }),
    }
}

fn locate<Q: Queries>(
    queries: &Q,
    records: &[PacketInfo],
    channel: &str,
    sequence: u64,
) -> Result<Transfer, Q::Error> {
    let record = records
        .iter()
        .find(|record| record.channel == channel && record.sequence == sequence)
        .cloned();
    let answer = queries.ack_hash(channel, sequence)?;
    let is_success = answer.as_deref() == Some(Sha256::digest(SUCCESS_ACK).as_ref());
    let place = match (&record, answer) {
        (Some(_), None) => Place::InFlight,
        (Some(_), Some(_)) => Place::Answered,
        (None, Some(_)) if is_success => Place::Delivered,
        (None, Some(_)) => Place::RefundedOnError,
        (None, None) => Place::RefundedOnTimeout,
    };
    Ok(Transfer {
        channel: channel.into(),
        sequence,
        place,
        record,
        sent: None,
    })
}

/// Number of entries in one page of a query.
const PAGE: u32 = 100;

/// Reads all pages of a list. `ask` gets the last entry of the page before, and the number of entries to return at most.
///
/// # Errors
/// When a query has no answer.
pub(crate) fn pages<T, E>(
    mut ask: impl FnMut(Option<&T>, Option<u32>) -> Result<Vec<T>, E>,
) -> Result<Vec<T>, E> {
    let mut all = vec![];
    loop {
        let page = ask(all.last(), Some(PAGE))?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

fn channels<Q: Queries>(queries: &Q) -> Result<Vec<ChannelInfo>, Q::Error> {
    pages(|last: Option<&ChannelInfo>, limit| {
        let start_after = last.map(|last| last.id.clone());
        let page = QueryMsg::ListChannels { start_after, limit };
        let page: ListChannelsResponse = queries.contract(&page)?;
        Ok(page.channels)
    })
}

fn records<Q: Queries>(queries: &Q) -> Result<Vec<PacketInfo>, Q::Error> {
    pages(|last: Option<&PacketInfo>, limit| {
        let start_after = last.map(|last| SenderPacketId {
            sender: last.sender.clone(),
            channel: last.channel.clone(),
            sequence: last.sequence,
        });
        let page = QueryMsg::ListInFlight { start_after, limit };
        let page: InFlightResponse = queries.contract(&page)?;
        Ok(page.packets)
    })
}

fn claims<Q: Queries>(queries: &Q) -> Result<Vec<ClaimInfo>, Q::Error> {
    pages(|last: Option<&ClaimInfo>, limit| {
        let start_after = last.map(|last| ClaimId {
            owner: last.owner.clone(),
            denom: last.denom.clone(),
        });
        let page = QueryMsg::ListClaims { start_after, limit };
        let page: ClaimsResponse = queries.contract(&page)?;
        Ok(page.claims)
    })
}

/// A simulated chain, for its queries.
pub struct Simulated<'a> {
    /// The world that the chain is part of.
    pub world: &'a World,
    /// The chain that is queried.
    pub chain: ChainKey,
}

impl Queries for Simulated<'_> {
    type Error = Error;

    fn contract<T: DeserializeOwned>(&self, query: &QueryMsg) -> Result<T, Error> {
        let transfer = &self.world.deployment(self.chain).transfer;
        self.world.net[self.chain].query(transfer, query)
    }

    fn next_sequence(&self, channel: &str) -> Result<u64, Error> {
        let port = self.port();
        Ok(self.world.net[self.chain].next_sequence(&port, channel))
    }

    fn ack_hash(&self, channel: &str, sequence: u64) -> Result<Option<Vec<u8>>, Error> {
        let end = End {
            chain: self.chain,
            port: self.port(),
            channel: channel.into(),
        };
        let Some(stored) = self.world.net.channel_end(&end) else {
            return Ok(None);
        };
        let there = stored.channel.counterparty_endpoint;
        let packet = Packet {
            sequence,
            source_port: end.port,
            source_channel: end.channel,
            destination_port: there.port_id,
            destination_channel: there.channel_id,
            data: vec![],
            timeout_height: Height::default(),
            timeout_timestamp: 0,
        };
        let other = self.world.net.by_id(&stored.counterparty_chain);
        Ok(other.and_then(|other| self.world.net[other].ack_commitment(&packet)))
    }
}

impl Simulated<'_> {
    fn port(&self) -> String {
        ibc_multi_test::contract_port(&self.world.deployment(self.chain).transfer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(place: Place, timeout: u64) -> Transfer {
        Transfer {
            channel: "channel-0".into(),
            sequence: 1,
            place,
            record: None,
            sent: Some(Sent {
                denom: "uatom".into(),
                amount: "1".into(),
                receiver: "bob".into(),
                timeout,
                tx: String::new(),
            }),
        }
    }

    #[test]
    fn a_transfer_is_overdue_when_its_time_has_passed_and_it_is_not_settled() {
        let nanos = 10_000_000_001;
        for place in [Place::InFlight, Place::Answered, Place::Unsettled] {
            let transfer = transfer(place, nanos);
            assert!(!transfer.is_overdue(10));
            assert!(transfer.is_overdue(11));
        }
        assert!(!transfer(Place::RefundedOnTimeout, nanos).is_overdue(11));
        assert!(!transfer(Place::InFlight, 0).is_overdue(u64::MAX));
    }
}
