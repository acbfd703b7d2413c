//! Causeway's invariants, checked on snapshots of the chains at both ends of its channels.
//!
//! A [`Snapshot`] is what one chain says at one moment about one contract: its books, its vouchers, what it holds, and
//! what IBC core knows of its packets. It can come from a simulated world or from a node, and is plain JSON.
//! [`check`] compares the snapshots and reads nothing else. What the snapshots do not tell is reported as undecided or as
//! not checked, never as held.
//!
//! ```
//! use causeway_audit::{check, Invariant, Snapshot, Verdict};
//!
//! let empty = Snapshot { chain: "hub-1".into(), port: "wasm.hub1contract".into(), ..Snapshot::default() };
//! let findings = check(&[empty]);
//! assert_eq!(findings.verdict(Invariant::Solvency), Some(Verdict::Held));
//! // how packets ended stands in a packet log, and this snapshot has none
//! assert_eq!(findings.verdict(Invariant::NeverStuck), None);
//! ```

mod conservation;
mod findings;
mod flows;
mod isolation;
mod log;
mod metrics;
mod packets;
mod snapshot;
mod solvency;

pub use self::findings::{Figures, Finding, Findings, Invariant, NotChecked, Stranded, Surplus, Verdict};
pub use self::log::{Ended, Ending, FailedSettlement, PacketLog, Received, Sent, Trace, TransferData};
pub use self::metrics::prometheus;
pub use self::snapshot::{
    Channel, Claim, Destination, Endpoint, Escrow, Holding, InFlight, Snapshot, Voucher,
};

/// Checks every invariant that these snapshots can tell something about.
///
/// Channels are audited where both ends are among the snapshots. What concerns one chain alone is checked for each.
pub fn check(snapshots: &[Snapshot]) -> Findings {
    let mut findings = Findings::default();
    for home in snapshots {
        conservation::check(home, snapshots, &mut findings);
    }
    for home in snapshots {
        solvency::check(home, &mut findings);
    }
    for home in snapshots {
        isolation::check(home, &mut findings);
    }
    for home in snapshots {
        packets::one_ending(home, snapshots, &mut findings);
    }
    for home in snapshots {
        packets::never_stuck(home, &mut findings);
        packets::no_trace(home, &mut findings);
        findings.stranded.extend(packets::stranded(home));
    }
    findings
}
