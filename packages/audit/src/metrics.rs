//! Snapshots and findings in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Display;

use cosmwasm_std::Uint256;

use crate::findings::{Findings, Invariant, Verdict};
use crate::flows::add;
use crate::snapshot::{Destination, InFlight, Snapshot};

/// One metric: its name, its help text, and its samples.
struct Metric {
    name: &'static str,
    help: &'static str,
    samples: String,
}

/// Labels by name, in the order in which they are written.
type Labels<'a> = &'a [(&'a str, &'a str)];

impl Metric {
    fn new(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            help,
            samples: String::new(),
        }
    }

    fn add(&mut self, labels: Labels, value: impl Display) {
        let labels: Vec<_> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let labels = match labels.is_empty() {
            true => String::new(),
            false => format!("{{{}}}", labels.join(",")),
        };
        self.samples.push_str(&format!("{}{labels} {value}\n", self.name));
    }

    /// Nothing where there are no samples.
    fn text(&self) -> String {
        let Self { name, help, samples } = self;
        match samples.is_empty() {
            true => String::new(),
            false => format!("# HELP {name} {help}\n# TYPE {name} gauge\n{samples}"),
        }
    }
}

/// A label's value as the format wants it.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// All that an audit read and found, in the text format of Prometheus (version 0.0.4), every metric a gauge.
///
/// `now` is the time of the audit in seconds since 1970. Amounts are in base units. What is not known has no sample: a
/// balance that a token does not tell, or the age of a packet whose sending no index has.
pub fn prometheus(snapshots: &[Snapshot], findings: &Findings, now: u64) -> String {
    let metrics = [
        books(snapshots),
        packets(snapshots, now),
        audit(snapshots, findings, now),
    ];
    metrics.iter().flatten().map(Metric::text).collect()
}

fn books(snapshots: &[Snapshot]) -> Vec<Metric> {
    let mut holdings = Metric::new("causeway_holdings", "What the contract holds of an asset.");
    let mut escrow = Metric::new("causeway_escrow", "What the books say is in escrow.");
    let mut vouchers = Metric::new(
        "causeway_vouchers",
        "Supply of a voucher that the contract mints.",
    );
    let mut claims = Metric::new("causeway_claims", "Refunds that wait to be claimed.");
    for snapshot in snapshots {
        let chain = ("chain", snapshot.chain.as_str());
        for holding in &snapshot.holdings {
            if let Some(held) = holding.held {
                holdings.add(&[chain, ("denom", &holding.denom)], held);
            }
        }
        for line in &snapshot.escrow {
            let labels = [chain, ("channel", &line.channel), ("denom", &line.denom)];
            escrow.add(&labels, line.outstanding);
        }
        for voucher in &snapshot.vouchers {
            if let Some(supply) = voucher.supply {
                let labels = [chain, ("denom", &voucher.denom), ("path", &voucher.path)];
                vouchers.add(&labels, supply);
            }
        }
        let mut sums: BTreeMap<&str, Uint256> = BTreeMap::new();
        for claim in &snapshot.claims {
            let sum = sums.entry(&claim.denom).or_default();
            *sum = add(*sum, add(claim.held, claim.to_mint));
        }
        for (denom, sum) in sums {
            claims.add(&[chain, ("denom", denom)], sum);
        }
    }
    vec![holdings, escrow, vouchers, claims]
}

fn packets(snapshots: &[Snapshot], now: u64) -> Vec<Metric> {
    let mut amounts = Metric::new(
        "causeway_in_flight",
        "Amount in packets that are sent and that the other chain has not accepted.",
    );
    let mut counts = Metric::new(
        "causeway_in_flight_packets",
        "Packets that are sent and not settled.",
    );
    let mut held = Metric::new(
        "causeway_held_packets",
        "Packets that the other chain has received and not answered.",
    );
    let mut oldest = Metric::new(
        "causeway_oldest_in_flight_seconds",
        "Seconds since the oldest packet was sent that is not settled.",
    );
    for snapshot in snapshots {
        let chain = ("chain", snapshot.chain.as_str());
        let mut sums: BTreeMap<(&str, &str), Uint256> = BTreeMap::new();
        for record in &snapshot.in_flight {
            let sum = sums.entry((&record.channel, &record.denom)).or_default();
            if record.destination != Some(Destination::Accepted) {
                *sum = add(*sum, record.amount);
            }
        }
        for ((channel, denom), sum) in sums {
            amounts.add(&[chain, ("channel", channel), ("denom", denom)], sum);
        }
        for channel in &snapshot.channels {
            let labels = [chain, ("channel", channel.id.as_str())];
            let records = || snapshot.in_flight.iter().filter(|one| one.channel == channel.id);
            let is_held = |record: &&InFlight| record.destination == Some(Destination::Held);
            counts.add(&labels, records().count());
            held.add(&labels, records().filter(is_held).count());
            if let Some(sent) = records().filter_map(|record| record.sent_at).min() {
                oldest.add(&labels, now.saturating_sub(sent));
            }
        }
    }
    vec![amounts, counts, held, oldest]
}

fn audit(snapshots: &[Snapshot], findings: &Findings, now: u64) -> Vec<Metric> {
    let mut surplus = Metric::new(
        "causeway_surplus",
        "What the contract holds beyond what it owes; below zero it is a deficit.",
    );
    for one in &findings.surplus {
        surplus.add(&[("chain", &one.chain), ("denom", &one.denom)], one.surplus);
    }
    let mut stranded = Metric::new(
        "causeway_stranded_packets",
        "Packets that the protocol may have stranded.",
    );
    let mut block = Metric::new(
        "causeway_seconds_since_block",
        "Seconds between the block that was read and the audit.",
    );
    for snapshot in snapshots {
        let chain = ("chain", snapshot.chain.as_str());
        let here = findings.stranded.iter().filter(|one| one.chain == snapshot.chain);
        stranded.add(&[chain], here.count());
        if let Some(time) = snapshot.time {
            block.add(&[chain], now.saturating_sub(time));
        }
    }
    let mut verdict = Metric::new(
        "causeway_verdict",
        "Of an invariant: 0 held, 1 undecided, 2 broken; without a sample: not checked.",
    );
    for invariant in Invariant::ALL {
        if let Some(found) = findings.verdict(invariant) {
            let labels = [("invariant", invariant.number()), ("name", invariant.name())];
            verdict.add(&labels, number(found));
        }
    }
    let mut time = Metric::new(
        "causeway_audit_timestamp_seconds",
        "When the audit was made, in seconds since 1970.",
    );
    time.add(&[], now);
    vec![surplus, stranded, block, verdict, time]
}

fn number(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Held => 0,
        Verdict::Undecided => 1,
        Verdict::Broken => 2,
    }
}
