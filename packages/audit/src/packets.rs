//! I4 to I6, which packets tell, and the packets that the protocol may have stranded.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::Uint256;

use crate::findings::{Finding, Findings, Invariant, Stranded, Verdict};
use crate::flows::End;
use crate::log::{Ending, PacketLog};
use crate::snapshot::{Channel, Destination, InFlight, Snapshot};

fn finding(
    invariant: Invariant,
    chain: &str,
    channel: Option<&str>,
    wrong: Option<String>,
    held: &str,
) -> Finding {
    Finding {
        invariant,
        chain: chain.into(),
        channel: channel.map(String::from),
        denom: None,
        verdict: match wrong {
            Some(_) => Verdict::Broken,
            None => Verdict::Held,
        },
        text: wrong.unwrap_or_else(|| held.into()),
        figures: None,
    }
}

/// I4: every packet ends at most once, is received at most once, and has its record and its commitment until it ends.
pub fn one_ending(home: &Snapshot, snapshots: &[Snapshot], findings: &mut Findings) {
    let mut asked = home.packets.is_some();
    for channel in &home.channels {
        let mut wrong = vec![];
        if let Some(log) = &home.packets {
            wrong.extend(repeated(home, channel, log, snapshots));
            wrong.extend(records_against_log(home, channel, log));
        }
        if let Some(commitments) = &channel.commitments {
            asked = true;
            wrong.extend(records_against_commitments(home, channel, commitments));
        }
        if wrong.is_empty() && home.packets.is_none() && channel.commitments.is_none() {
            continue;
        }
        let held = match &home.packets {
            Some(_) => "every packet ended at most once, and exactly those in flight have a record",
            None => {
                "exactly the packets that IBC core has a commitment for have a record; how others ended is not known"
            }
        };
        let wrong = (!wrong.is_empty()).then(|| wrong.join("; "));
        findings.findings.push(finding(
            Invariant::OneEnding,
            &home.chain,
            Some(&channel.id),
            wrong,
            held,
        ));
    }
    if !asked && !home.channels.is_empty() {
        findings.skip(
            Invariant::OneEnding,
            &home.chain,
            "the snapshot has neither a packet log nor IBC core's commitments",
        );
    }
}

/// Packets that ended or were received more than once, or that timed out although they were received.
fn repeated(home: &Snapshot, channel: &Channel, log: &PacketLog, snapshots: &[Snapshot]) -> Vec<String> {
    let mut wrong = vec![];
    let there = home.counterparty(channel, snapshots);
    let there = there.and_then(|(away, end)| Some((away.packets.as_ref()?, end)));
    for packet in log.sent.iter().filter(|packet| packet.channel == channel.id) {
        let endings: Vec<Ending> = log.endings(&channel.id, packet.sequence).collect();
        let received = there.map_or(0, |(log, end)| log.times_received(&end.id, packet.sequence));
        let late = received > 0 && endings.contains(&Ending::Timeout);
        if endings.len() > 1 || received > 1 || late {
            wrong.push(format!(
                "packet {} was received {received} times and ended {endings:?}",
                packet.sequence
            ));
        }
    }
    // of a chain that is not audited: what it sent is known from what arrived
    let mut seen = BTreeSet::new();
    for packet in log.received.iter().filter(|packet| packet.channel == channel.id) {
        if !seen.insert(packet.sequence) && there.is_none() {
            wrong.push(format!("packet {} was received twice", packet.sequence));
        }
    }
    wrong
}

/// Records must be those of the packets that have not ended, with what these move.
fn records_against_log(home: &Snapshot, channel: &Channel, log: &PacketLog) -> Vec<String> {
    let mut wrong = vec![];
    let mut open = BTreeMap::new();
    let recorded = channel.records_from.unwrap_or_default();
    let packets = log.open().filter(|packet| packet.channel == channel.id);
    for packet in packets.filter(|packet| packet.sequence >= recorded) {
        match &packet.data {
            Some(data) => {
                let expected = (data.sender.clone(), home.local_denom(&data.denom), data.amount);
                open.insert(packet.sequence, expected);
            }
            None => wrong.push(format!("packet {} is no transfer", packet.sequence)),
        }
    }
    let mut known = BTreeMap::new();
    for record in records(home, channel) {
        let content = (record.sender.clone(), record.denom.clone(), record.amount);
        if known.insert(record.sequence, content).is_some() {
            wrong.push(format!("packet {} has two records", record.sequence));
        }
    }
    if known != open {
        wrong.push(format!(
            "the records are {}, but the packets in flight are {}",
            listed(&known),
            listed(&open)
        ));
    }
    wrong
}

fn listed(packets: &BTreeMap<u64, (String, String, Uint256)>) -> String {
    let packets = packets.iter();
    let named = packets
        .map(|(sequence, (sender, denom, amount))| format!("{sequence} ({amount} {denom} of {sender})"));
    match named.collect::<Vec<_>>() {
        named if named.is_empty() => "none".into(),
        named => named.join(", "),
    }
}

/// IBC core has a commitment until a packet is acknowledged or timed out. A closed channel may keep the commitment of a
/// packet that a migration has settled.
fn records_against_commitments(home: &Snapshot, channel: &Channel, commitments: &[u64]) -> Option<String> {
    let first = channel.records_from.unwrap_or_default();
    let recorded: BTreeSet<u64> = records(home, channel).map(|record| record.sequence).collect();
    let committed: BTreeSet<u64> = commitments.iter().copied().filter(|one| *one >= first).collect();
    let agree = match channel.open {
        Some(false) => recorded.is_subset(&committed),
        _ => recorded == committed,
    };
    (!agree).then(|| {
        format!("there are records of packets {recorded:?}, but IBC core has commitments for {committed:?}")
    })
}

fn records<'a>(home: &'a Snapshot, channel: &'a Channel) -> impl Iterator<Item = &'a InFlight> {
    home.in_flight
        .iter()
        .filter(|record| record.channel == channel.id)
}

/// I5: no acknowledgement or timeout of a packet of this contract failed.
pub fn never_stuck(home: &Snapshot, findings: &mut Findings) {
    let log = home.packets.as_ref();
    let Some(failed) = log.and_then(|log| log.failed_settlements.as_ref()) else {
        let why = "the snapshot does not tell which acknowledgements and timeouts failed";
        return findings.skip(Invariant::NeverStuck, &home.chain, why);
    };
    let failed = failed.iter().map(|one| {
        let (channel, sequence, error) = (&one.channel, one.sequence, &one.error);
        (
            channel,
            format!("packet {sequence} could not be settled: {error}"),
        )
    });
    let held = "every acknowledgement and timeout was settled";
    report(home, Invariant::NeverStuck, failed.collect(), held, findings);
}

/// I6: a receive that was refused changed nothing.
pub fn no_trace(home: &Snapshot, findings: &mut Findings) {
    let log = home.packets.as_ref();
    let Some(traces) = log.and_then(|log| log.traces.as_ref()) else {
        let why = "the snapshot does not tell whether refused packets changed the state";
        return findings.skip(Invariant::NoTrace, &home.chain, why);
    };
    let traces = traces.iter().map(|trace| {
        let sequence = trace.sequence;
        (
            &trace.channel,
            format!("packet {sequence} was refused and changed the state"),
        )
    });
    let held = "every refused packet changed nothing";
    report(home, Invariant::NoTrace, traces.collect(), held, findings);
}

fn report(
    home: &Snapshot,
    invariant: Invariant,
    wrong: Vec<(&String, String)>,
    held: &str,
    findings: &mut Findings,
) {
    if wrong.is_empty() {
        findings
            .findings
            .push(finding(invariant, &home.chain, None, None, held));
    }
    for (channel, text) in wrong {
        findings
            .findings
            .push(finding(invariant, &home.chain, Some(channel), Some(text), held));
    }
}

/// Packets that the protocol may have stranded, and why.
pub fn stranded(home: &Snapshot) -> impl Iterator<Item = Stranded> + '_ {
    home.in_flight.iter().filter_map(|record| {
        let channel = home.channel(&record.channel)?;
        let text = match channel.open {
            Some(false) => format!("the channel is closed: {}", on_closed_channel(record.destination)),
            _ if record.destination == Some(Destination::Unreadable) => UNREADABLE.into(),
            _ => uncovered(home, channel, record)?,
        };
        Some(Stranded {
            chain: home.chain.clone(),
            record: record.clone(),
            text,
        })
    })
}

const UNREADABLE: &str = "the other chain has answered with what is no acknowledgement by ICS-4, so that no relayer can settle it: a \
     migration may settle it";

/// What is to be done about a record on a closed channel: no acknowledgement can come back over such a channel.
fn on_closed_channel(destination: Option<Destination>) -> &'static str {
    match destination {
        Some(Destination::NotReceived) => {
            "the other chain has not received it: a relayer can bring the timeout, which refunds it"
        }
        Some(Destination::Held) => "the other chain has received it and not answered: it is held there, or was paid after the channel closed; \
             it must not be settled",
        Some(Destination::Accepted) => "the other chain has paid it: it is delivered and must not be settled",
        Some(Destination::Refused) => {
            "the other chain has refused it and its acknowledgement cannot come back: a migration may settle it"
        }
        Some(Destination::Unreadable) => UNREADABLE,
        None => "the other chain was not asked what it has done with it: ask before it is settled",
    }
}

/// A refund is paid from the channel's own escrow (I3). Forged returns may have taken it.
fn uncovered(home: &Snapshot, channel: &Channel, record: &InFlight) -> Option<String> {
    let end = End {
        snapshot: home,
        channel,
    };
    let is_burned = end.is_foreign(&home.path(&record.denom));
    if is_burned || record.destination == Some(Destination::Accepted) {
        return None;
    }
    let escrow = home.outstanding(&channel.id, &record.denom);
    (escrow < record.amount).then(|| {
        format!(
            "the escrow of this channel, {escrow}, does not cover its refund, because the other chain has returned more than \
             it was sent: the packet stays pending until the escrow covers it"
        )
    })
}
