//! Snapshots of chains that run, for [`causeway_audit::check`].

use std::collections::BTreeSet;

use causeway_audit as audit;
use causeway_audit::{Snapshot, TransferData};
use causeway_multi_test::books::Books;
use causeway_transfer::asset::CW20_PREFIX;
use causeway_transfer::state::{CHANNEL_INFO, FIRST_OWN, PREDECESSOR, VOUCHERS};
use causeway_transfer::takeover::CW20_ICS20;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Order, StdError, Storage};
use ibc_multi_test::Bech32Api;

use super::packets::{self, PacketLog};
use super::source::{Issued, Source};
use super::{name_of, Live, CONTRACT_INFO};
use crate::message::prefix_of;
use crate::Error;

/// How often the chains are read until they stand still.
const ATTEMPTS: usize = 5;

/// What is read beside the contracts' state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The packet log, from the nodes' indexes of transactions, which must reach back to the contracts' beginning.
    pub history: bool,
    /// Times of the blocks, and when the oldest packet in flight was sent on each channel, as far as the nodes' indexes of
    /// transactions tell.
    pub times: bool,
}

impl Reading {
    /// The block's time, and when the oldest packet in flight of each channel was sent. Sequences count up, so it is the one with
    /// the lowest.
    ///
    /// # Errors
    /// The node does not answer.
    pub(super) fn add_times(self, live: &Live, snapshot: &mut Snapshot) -> Result<(), Error> {
        let Some(height) = snapshot.height.filter(|_| self.times) else {
            return Ok(());
        };
        snapshot.time = Some(live.node.block_time(height)?);
        for channel in &snapshot.channels {
            let records = snapshot.in_flight.iter_mut();
            let of_channel = records.filter(|record| record.channel == channel.id);
            let Some(oldest) = of_channel.min_by_key(|record| record.sequence) else {
                continue;
            };
            let height = live
                .node
                .height_of_sending(&snapshot.port, &channel.id, oldest.sequence)?;
            oldest.sent_at = height.map(|height| live.node.block_time(height)).transpose()?;
        }
        Ok(())
    }
}

/// The state of contracts at the ends of one another's channels, at one moment.
///
/// Nothing can stop several chains at once, so the first is read again after the others: while it has changed, all are
/// read again.
///
/// # Errors
/// A node does not answer, a contract's storage is not Causeway's, or the chains do not stand still.
pub fn snapshots(ends: &[Live], reading: Reading) -> Result<Vec<Snapshot>, Error> {
    let Some((first, _)) = ends.split_first() else {
        return Ok(vec![]);
    };
    let mut before = Pinned::now(first, reading)?;
    for _ in 0..ATTEMPTS {
        let mut all = vec![before];
        for live in ends.iter().skip(1) {
            all.push(Pinned::now(live, reading)?);
        }
        let again = Pinned::now(first, reading)?;
        let stands_still = all.first().is_some_and(|before| before.is_same(&again));
        if ends.len() == 1 || stands_still {
            let all = all.into_iter().map(|pinned| (pinned.live.node, pinned.snapshot));
            let all = with_destinations(all.collect())?;
            return Ok(all.into_iter().map(|(_, snapshot)| snapshot).collect());
        }
        before = again;
    }
    Err(Error::Moving(
        ends.iter()
            .map(|live| live.node.url.clone())
            .collect::<Vec<_>>()
            .join(" and "),
    ))
}

/// One chain at one height.
struct Pinned {
    live: Live,
    snapshot: Snapshot,
}

impl Pinned {
    fn now(live: &Live, reading: Reading) -> Result<Self, Error> {
        let height = live.node.last_height()?;
        let live = Live {
            node: live.node.at(height),
            ..live.clone()
        };
        let mut snapshot = read(&live, &live.node)?;
        snapshot.height = Some(height);
        if reading.history {
            snapshot.packets = Some(log_of(&live)?);
        }
        reading.add_times(&live, &mut snapshot)?;
        Ok(Self { live, snapshot })
    }

    fn is_same(&self, later: &Self) -> bool {
        let later = Snapshot {
            height: self.snapshot.height,
            time: self.snapshot.time,
            ..later.snapshot.clone()
        };
        self.snapshot == later
    }
}

/// Asks each record's other chain, at the height of its snapshot, what it has done with the packet.
pub(super) fn with_destinations<S: Source>(all: Vec<(S, Snapshot)>) -> Result<Vec<(S, Snapshot)>, Error> {
    let mut answers = vec![];
    for (index, (_, snapshot)) in all.iter().enumerate() {
        for channel in &snapshot.channels {
            let end = &channel.counterparty;
            let other = all.iter().find(|(_, other)| other.port == end.port);
            let records = snapshot.in_flight.iter();
            let sequences: Vec<u64> = records
                .filter(|record| record.channel == channel.id)
                .map(|record| record.sequence)
                .collect();
            if let Some((source, _)) = other {
                let found = source.destinations(&end.port, &end.channel, &sequences)?;
                answers.push((index, channel.id.clone(), found));
            }
        }
    }
    let mut all = all;
    for (index, channel, found) in answers {
        let records = all.get_mut(index).into_iter();
        for record in records.flat_map(|(_, snapshot)| &mut snapshot.in_flight) {
            if record.channel == channel {
                record.destination = found.get(&record.sequence).copied();
            }
        }
    }
    Ok(all)
}

/// All that the contract's storage, the bank, the tokens and IBC core say.
pub(super) fn read(live: &Live, source: &impl Source) -> Result<Snapshot, Error> {
    let storage = source.storage(&live.contract)?;
    let unreadable = |error: StdError| Error::NoAnswer {
        question: format!("storage of {}", live.contract),
        why: error.to_string(),
    };
    let api = Bech32Api::new(prefix_of(&live.contract).unwrap_or_default()).map_err(unreadable)?;
    let books = Books::from_storage(&api, &storage).map_err(unreadable)?;
    let mut snapshot = Snapshot {
        chain: live.node.chain_id()?,
        contract: Some(live.contract.clone()),
        port: live.port(),
        ..books.snapshot()
    };
    read_channels(live, source, &storage, &mut snapshot)?;
    read_vouchers(live, source, &storage, &mut snapshot)?;
    read_holdings(live, source, &mut snapshot)?;
    Ok(snapshot)
}

fn read_channels(
    live: &Live,
    source: &impl Source,
    storage: &MockStorage,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    let unreadable = |error: StdError| Error::NoAnswer {
        question: format!("channels of {}", live.contract),
        why: error.to_string(),
    };
    let is_predecessor = storage
        .get(CONTRACT_INFO)
        .and_then(|info| name_of(&info))
        .as_deref()
        == Some(CW20_ICS20);
    let taken_over = is_predecessor || PREDECESSOR.may_load(storage).map_err(unreadable)?.is_some();
    for entry in CHANNEL_INFO.range(storage, None, None, Order::Ascending) {
        let (id, info) = entry.map_err(unreadable)?;
        let commitments = source.commitments(&snapshot.port, &id)?;
        let first_own = FIRST_OWN.may_load(storage, &id).map_err(unreadable)?;
        // nothing was sent since a takeover, or there was none yet: all that is in flight is the predecessor's
        let after_all = || {
            commitments
                .iter()
                .max()
                .copied()
                .unwrap_or_default()
                .saturating_add(1)
        };
        snapshot.channels.push(audit::Channel {
            open: Some(source.is_open(&snapshot.port, &id)?),
            counterparty: audit::Endpoint {
                port: info.counterparty_endpoint.port_id,
                channel: info.counterparty_endpoint.channel_id,
            },
            records_from: taken_over.then(|| first_own.unwrap_or_else(after_all)),
            commitments: Some(commitments),
            id,
        });
    }
    Ok(())
}

fn read_vouchers(
    live: &Live,
    source: &impl Source,
    storage: &MockStorage,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    for entry in VOUCHERS.range(storage, None, None, Order::Ascending) {
        let (path, voucher) = entry.map_err(|error| Error::NoAnswer {
            question: format!("vouchers of {}", live.contract),
            why: error.to_string(),
        })?;
        let voucher = voucher.as_str();
        let Issued { supply, minter } = source.issued(voucher)?;
        snapshot.vouchers.push(audit::Voucher {
            path,
            denom: format!("{CW20_PREFIX}{voucher}"),
            supply,
            minter,
        });
    }
    Ok(())
}

/// All bank coins of the contract, and the tokens that it owes.
fn read_holdings(live: &Live, source: &impl Source, snapshot: &mut Snapshot) -> Result<(), Error> {
    for (denom, held) in source.balances(&live.contract)? {
        let held = Some(held);
        snapshot.holdings.push(audit::Holding { denom, held });
    }
    let escrowed = snapshot.escrow.iter().map(|line| &line.denom);
    let claimed = snapshot.claims.iter().map(|claim| &claim.denom);
    let owed: BTreeSet<String> = escrowed.chain(claimed).cloned().collect();
    let known: BTreeSet<String> = snapshot.holdings.iter().map(|one| one.denom.clone()).collect();
    let ours: BTreeSet<String> = snapshot.vouchers.iter().map(|one| one.denom.clone()).collect();
    let is_ours = |denom: &String| ours.contains(denom);
    for denom in owed.difference(&known) {
        let held = match denom.strip_prefix(CW20_PREFIX) {
            Some(token) if is_ours(denom) => source.voucher_balance(token, &live.contract)?,
            // only the token itself can tell
            Some(token) => live.node.token_balance(token, &live.contract)?,
            // the bank lists no denom of which an account has nothing
            None => Some(Default::default()),
        };
        let denom = denom.clone();
        snapshot.holdings.push(audit::Holding { denom, held });
    }
    Ok(())
}

/// The port's packets as the audit reads them. Transactions that fail are not in it.
fn log_of(live: &Live) -> Result<audit::PacketLog, Error> {
    let log = PacketLog::of_port(&live.node, &live.port())?;
    let sent = log.sent.into_iter().map(|packet| audit::Sent {
        channel: packet.channel,
        sequence: packet.sequence,
        data: packet.amount.parse().ok().map(|amount| TransferData {
            denom: packet.denom,
            amount,
            sender: packet.sender,
        }),
    });
    let ended = log.ended.into_iter().map(|packet| audit::Ended {
        channel: packet.channel,
        sequence: packet.sequence,
        ending: match packet.ending {
            packets::Ending::Success => audit::Ending::Success,
            packets::Ending::Error => audit::Ending::Error,
            packets::Ending::Timeout => audit::Ending::Timeout,
        },
    });
    Ok(audit::PacketLog {
        sent: sent.collect(),
        received: log.received,
        ended: ended.collect(),
        failed_settlements: None,
        traces: None,
    })
}
