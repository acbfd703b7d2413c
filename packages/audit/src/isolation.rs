//! I3: a channel releases at most what was escrowed through it, and the books say what is left.

use std::collections::BTreeMap;

use cosmwasm_std::Uint256;

use crate::findings::{Figures, Finding, Findings, Invariant, Verdict};
use crate::flows::{add, End};
use crate::log::{Ending, PacketLog};
use crate::snapshot::Snapshot;

/// Checks every channel of `home`. It is judged from the home chain's own log, so that it holds whatever the other chain claims.
pub fn check(home: &Snapshot, findings: &mut Findings) {
    let Some(log) = &home.packets else {
        return findings.skip(
            Invariant::Isolation,
            &home.chain,
            "the snapshot has no packet log",
        );
    };
    for channel in &home.channels {
        let end = End {
            snapshot: home,
            channel,
        };
        findings.findings.extend(unreadable(&end, log));
        for (denom, (escrowed, released)) in escrow_flows(&end, log) {
            findings.findings.push(judge(&end, denom, escrowed, released));
        }
    }
}

/// Compares what went through a channel with what its escrow holds of a denom.
fn judge(end: &End, denom: String, escrowed: Uint256, released: Uint256) -> Finding {
    let (home, channel) = (end.snapshot, end.channel);
    let outstanding = home.outstanding(&channel.id, &denom);
    let (verdict, text) = match escrowed.checked_sub(released) {
        Err(_) => (
            Verdict::Broken,
            format!("{escrowed} came in, but {released} went out"),
        ),
        Ok(left) if left != outstanding => (
            Verdict::Broken,
            format!("the packets leave {left}, but the books say {outstanding}"),
        ),
        Ok(left) => (
            Verdict::Held,
            format!("{escrowed} came in, {released} went out, and the books say {left}"),
        ),
    };
    Finding {
        invariant: Invariant::Isolation,
        chain: home.chain.clone(),
        channel: Some(channel.id.clone()),
        denom: Some(denom),
        verdict,
        text,
        figures: Some(Figures::Isolation {
            escrowed,
            released,
            outstanding,
        }),
    }
}

/// Accepted packets whose data says nothing about value.
fn unreadable<'a>(end: &'a End, log: &'a PacketLog) -> impl Iterator<Item = Finding> + 'a {
    let accepted = log
        .received
        .iter()
        .filter(|packet| packet.channel == end.channel.id && packet.success && packet.data.is_none());
    accepted.map(|packet| Finding {
        invariant: Invariant::Isolation,
        chain: end.snapshot.chain.clone(),
        channel: Some(end.channel.id.clone()),
        denom: None,
        verdict: Verdict::Broken,
        text: format!(
            "packet {} was accepted and is no ICS-20 transfer",
            packet.sequence
        ),
        figures: None,
    })
}

/// What went into escrow and out of it, by local denom.
fn escrow_flows(end: &End, log: &PacketLog) -> BTreeMap<String, (Uint256, Uint256)> {
    let (home, channel) = (end.snapshot, end.channel);
    let mut flows: BTreeMap<String, (Uint256, Uint256)> = BTreeMap::new();
    for line in home.escrow.iter().filter(|line| line.channel == channel.id) {
        flows.entry(line.denom.clone()).or_default();
    }
    for packet in log.sent.iter().filter(|packet| packet.channel == channel.id) {
        let Some(data) = packet.data.as_ref().filter(|data| !end.is_foreign(&data.denom)) else {
            continue;
        };
        let (escrowed, released) = flows.entry(home.local_denom(&data.denom)).or_default();
        *escrowed = add(*escrowed, data.amount);
        let mut endings = log.endings(&packet.channel, packet.sequence);
        if endings.any(|ending| ending != Ending::Success) {
            *released = add(*released, data.amount);
        }
    }
    let origin = format!("{}/{}/", channel.counterparty.port, channel.counterparty.channel);
    for packet in log
        .received
        .iter()
        .filter(|one| one.channel == channel.id && one.success)
    {
        let Some(data) = &packet.data else { continue };
        if let Some(path) = data.denom.strip_prefix(&origin) {
            let (_, released) = flows.entry(home.local_denom(path)).or_default();
            *released = add(*released, data.amount);
        }
    }
    flows
}
