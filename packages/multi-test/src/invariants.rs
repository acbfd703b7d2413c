//! The six invariants of a world, as [`causeway_audit`] finds them on its [snapshots](World::snapshots).

use std::collections::BTreeSet;

use causeway_audit::{check, Figures, Finding, Findings, Invariant, Snapshot, Verdict};
use cosmwasm_std::{StdError, StdResult, Uint256};
use ibc_multi_test::{contract_port, ChainKey, TRANSFER_PORT};
use serde::Serialize;

use crate::World;

/// Which of the six invariants hold, and what is wrong with the others.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Invariants {
    /// I1: per channel and asset, escrow = vouchers + in flight + claims to be minted.
    pub conservation: bool,
    /// I2: the contract holds at least its escrow and claims.
    pub solvency: bool,
    /// I3: a channel releases at most what came in through it.
    pub isolation: bool,
    /// I4: every packet is settled at most once, and its in-flight record exists until then and not after.
    pub one_ending: bool,
    /// I5: no acknowledgement or timeout of a packet of the contract failed.
    pub never_stuck: bool,
    /// I6: a receive that was answered with an error changed nothing.
    pub no_trace: bool,
    /// What is wrong, as texts for people.
    #[serde(skip)]
    pub broken: Vec<String>,
}

impl Invariants {
    /// Whether all six hold.
    pub fn ok(&self) -> bool {
        self.by_name().iter().all(|(_, holds)| *holds)
    }

    /// The name of each invariant and whether it holds, from I1 to I6.
    pub fn by_name(&self) -> [(&'static str, bool); 6] {
        [
            ("I1 conservation", self.conservation),
            ("I2 solvency", self.solvency),
            ("I3 isolation", self.isolation),
            ("I4 one ending", self.one_ending),
            ("I5 never stuck", self.never_stuck),
            ("I6 no trace", self.no_trace),
        ]
    }

    /// The invariants that hold in both, and all that is wrong in either.
    pub fn and(mut self, other: &Invariants) -> Self {
        self.conservation &= other.conservation;
        self.solvency &= other.solvency;
        self.isolation &= other.isolation;
        self.one_ending &= other.one_ending;
        self.never_stuck &= other.never_stuck;
        self.no_trace &= other.no_trace;
        self.broken.extend(other.broken.iter().cloned());
        self
    }

    /// Fails if an invariant does not hold.
    ///
    /// # Errors
    /// When an invariant is violated; the error lists all that is wrong.
    pub fn require(&self) -> StdResult<()> {
        if self.ok() {
            return Ok(());
        }
        Err(StdError::msg(self.broken.join("; ")))
    }

    fn of(findings: &[Finding]) -> Self {
        let wrong: BTreeSet<Invariant> = findings.iter().map(|one| one.invariant).collect();
        let holds = |invariant| !wrong.contains(&invariant);
        Self {
            conservation: holds(Invariant::Conservation),
            solvency: holds(Invariant::Solvency),
            isolation: holds(Invariant::Isolation),
            one_ending: holds(Invariant::OneEnding),
            never_stuck: holds(Invariant::NeverStuck),
            no_trace: holds(Invariant::NoTrace),
            broken: findings.iter().map(Finding::to_string).collect(),
        }
    }

    /// The result when the state cannot be read: no invariant holds.
    fn unreadable(error: &StdError) -> Self {
        Self {
            broken: vec![format!("unreadable state: {error}")],
            ..Self::default()
        }
    }
}

impl World {
    /// Checks the six invariants. [`causeway_audit`] allows what it cannot rule out on running chains: that holders burn
    /// their own vouchers, and that a contract holds more than it owes. In a world neither happens unless the test does
    /// it. So here, escrow without vouchers violates conservation (I1), and so do tokens in the contract that it owes to
    /// nobody and that are not a [donation](World::donations).
    pub fn check(&self) -> Invariants {
        match self.snapshots() {
            Ok(snapshots) => Invariants::of(&self.wrong(snapshots)),
            Err(error) => Invariants::unreadable(&error),
        }
    }

    fn wrong(&self, snapshots: Vec<Snapshot>) -> Vec<Finding> {
        let (hostile, honest): (Vec<_>, Vec<_>) = snapshots
            .into_iter()
            .partition(|snapshot| self.is_hostile(&snapshot.chain));
        let findings = check(&honest);
        let mut wrong: Vec<Finding> = findings
            .findings
            .iter()
            .filter_map(|one| self.strictly(one))
            .collect();
        wrong.extend(self.kept_back(&findings));
        // A contract must be solvent even if its own chain lies to others.
        let of_hostile = check(&hostile);
        wrong.extend(self.kept_back(&of_hostile));
        let solvency = of_hostile.of(Invariant::Solvency);
        wrong.extend(solvency.filter(|one| one.verdict == Verdict::Broken).cloned());
        wrong
    }

    fn is_hostile(&self, chain_id: &str) -> bool {
        let key = self.net.by_id(chain_id);
        key.is_some_and(|key: ChainKey| self.hostile_chains.contains(&key))
    }

    /// The findings of tokens that the contract holds, although nobody donated them and it owes them to nobody.
    fn kept_back<'a>(&'a self, findings: &'a Findings) -> impl Iterator<Item = Finding> + 'a {
        let surplus = findings.surplus.iter().filter(|one| !one.surplus.is_negative());
        let kept = surplus.filter(|one| {
            let mut donations = self.donations.iter();
            !donations.any(|(chain, asset)| {
                self.net.by_id(&one.chain) == Some(*chain) && asset.to_string() == one.denom
            })
        });
        kept.map(|one| Finding {
            invariant: Invariant::Conservation,
            chain: one.chain.clone(),
            channel: None,
            denom: Some(one.denom.clone()),
            verdict: Verdict::Broken,
            text: format!("holds {} more than it owes", one.surplus),
            figures: None,
        })
    }

    /// The finding as violated, if it is a violation in a world, though it may hold or be undecided on running chains.
    fn strictly(&self, finding: &Finding) -> Option<Finding> {
        let excess = match finding.figures {
            Some(Figures::Conservation { excess, .. }) => excess,
            _ => Uint256::zero(),
        };
        let is_broken = match finding.verdict {
            Verdict::Broken => true,
            Verdict::Undecided => !self.leads_to_hostile(finding),
            Verdict::Held => !excess.is_zero(),
        };
        is_broken.then(|| Finding {
            verdict: Verdict::Broken,
            ..finding.clone()
        })
    }

    /// Whether the other end of the channel is on a hostile chain, whose snapshot is not audited.
    fn leads_to_hostile(&self, finding: &Finding) -> bool {
        let chain = self.net.by_id(&finding.chain).zip(finding.channel.as_ref());
        let stored = chain.and_then(|(chain, channel)| {
            let contract = contract_port(&self.deployments.get(&chain)?.transfer);
            let ports = [contract.as_str(), TRANSFER_PORT];
            ports
                .iter()
                .find_map(|port| self.net[chain].channel(port, channel))
        });
        stored.is_some_and(|stored| self.is_hostile(&stored.counterparty_chain))
    }
}
