//! Held packets on a chain that runs, and what releases them.
//!
//! No relayer releases them, and whoever comes home may own no coins for gas there: so anyone may.

use causeway_transfer::msg::{
    DelayedResponse, ExecuteMsg, HeldInfo, HeldState, PacketId, PausesResponse, QueryMsg,
};
use cosmwasm_std::Uint64;

use crate::live::{seconds, Live};
use crate::status::pages;
use crate::Error;

/// What a release waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It is due at this time, in seconds since 1970.
    NotDue(u64),
    /// Transfers homeward are paused until then, in seconds since 1970.
    Paused(u64),
    /// Its channel is closed, and there is nothing to do but to answer.
    Closed,
}

/// A packet that is held, and why a release of it would be refused now.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The packet as the contract shows it.
    pub packet: HeldInfo,
    /// `None`: it can be released.
    pub obstacle: Option<Obstacle>,
}

impl Held {
    /// The message that releases it.
    pub fn message(&self) -> ExecuteMsg {
        ExecuteMsg::Release {
            channel: self.packet.channel.clone(),
            sequence: self.packet.sequence,
        }
    }

    /// What the message does.
    pub fn deed(&self) -> &'static str {
        match self.packet.state {
            HeldState::Held => "pays it",
            HeldState::Paid => "writes its acknowledgement",
            HeldState::Refused => "refuses it, so that its sender is refunded",
        }
    }
}

/// All packets that a contract holds, by channel and sequence.
///
/// # Errors
/// A query without an answer.
pub fn all(live: &Live) -> Result<Vec<Held>, Error> {
    let packets = pages(|last: Option<&HeldInfo>, limit| {
        let start_after = last.map(|last| PacketId {
            channel: last.channel.clone(),
            sequence: last.sequence,
        });
        let page: DelayedResponse = live.query(&QueryMsg::Delayed {
            channel: None,
            sequence: None,
            start_after,
            limit,
        })?;
        Ok::<_, Error>(page.packets)
    })?;
    with_obstacles(live, packets)
}

/// One packet.
///
/// # Errors
/// It is not held, or a query has no answer.
pub fn one(live: &Live, channel: &str, sequence: u64) -> Result<Held, Error> {
    let packet = look(live, channel, sequence)?.into_iter().collect();
    let held = with_obstacles(live, packet)?.pop();
    held.ok_or_else(|| {
        Error::usage(format!("{channel} #{sequence} is not held")).with_hint(
            "it may have been released, or it has not arrived: `causeway status` on the chain that sent it tells",
        )
    })
}

/// Whether a packet is still held in the state in which it was seen. It is not once its release is in a block.
///
/// # Errors
/// A query without an answer.
pub fn is_unchanged(live: &Live, seen: &HeldInfo) -> Result<bool, Error> {
    Ok(look(live, &seen.channel, seen.sequence)?.is_some_and(|found| found == *seen))
}

fn look(live: &Live, channel: &str, sequence: u64) -> Result<Option<HeldInfo>, Error> {
    let answer: DelayedResponse = live.query(&QueryMsg::Delayed {
        channel: Some(channel.into()),
        sequence: Some(sequence),
        start_after: None,
        limit: None,
    })?;
    Ok(answer.packets.into_iter().next())
}

/// The contract compares with its chain's clock, which is the time of the last block.
fn with_obstacles(live: &Live, packets: Vec<HeldInfo>) -> Result<Vec<Held>, Error> {
    if packets.is_empty() {
        return Ok(vec![]);
    }
    let header = live.node.signed_header(None)?.header;
    let now = header.as_ref().and_then(seconds).ok_or_else(|| Error::NoAnswer {
        question: format!("commit at {}", live.node.url),
        why: "the header has no time".into(),
    })?;
    let pauses: PausesResponse = live.query(&QueryMsg::Pauses {})?;
    let paused = pauses.homeward.map(|pause| pause.until);
    let held = packets.into_iter().map(|packet| {
        let obstacle = match packet.state {
            HeldState::Held => of_payment(&packet, paused, now),
            HeldState::Paid | HeldState::Refused => {
                (!live.node.is_open(&live.port(), &packet.channel)?).then_some(Obstacle::Closed)
            }
        };
        Ok(Held { packet, obstacle })
    });
    held.collect()
}

fn of_payment(packet: &HeldInfo, paused: Option<Uint64>, now: u64) -> Option<Obstacle> {
    if now < packet.due.u64() {
        return Some(Obstacle::NotDue(packet.due.u64()));
    }
    paused
        .map(|until| until.u64())
        .filter(|until| now < *until)
        .map(Obstacle::Paused)
}
