//! I2: what the contract holds covers its escrow over all channels and its claims.

use std::collections::BTreeMap;

use cosmwasm_std::{Int512, Uint256};

use crate::findings::{Figures, Finding, Findings, Invariant, Surplus, Verdict};
use crate::flows::add;
use crate::snapshot::Snapshot;

/// What a contract owes of one asset, and what it holds.
#[derive(Default)]
struct Balance {
    held: Option<Uint256>,
    escrowed: Uint256,
    claimed: Uint256,
}

/// Checks every asset that follows the CW20 standard, and notes what is held beyond what is owed.
pub fn check(home: &Snapshot, findings: &mut Findings) {
    for (denom, balance) in balances(home) {
        let owed = add(balance.escrowed, balance.claimed);
        if let Some(held) = balance.held.filter(|held| *held != owed) {
            let (held, owed) = (Int512::from(held), Int512::from(owed));
            findings.surplus.push(Surplus {
                chain: home.chain.clone(),
                denom: denom.into(),
                surplus: held.saturating_sub(owed),
            });
        }
        if owed.is_zero() {
            continue;
        }
        let (verdict, text) = match balance.held {
            None => (
                Verdict::Undecided,
                format!("owes {owed}, but the token does not tell what the contract holds"),
            ),
            Some(held) if held < owed => (Verdict::Broken, format!("holds {held}, but owes {owed}")),
            Some(held) => (Verdict::Held, format!("holds {held} and owes {owed}")),
        };
        findings.findings.push(Finding {
            invariant: Invariant::Solvency,
            chain: home.chain.clone(),
            channel: None,
            denom: Some(denom.into()),
            verdict,
            text,
            figures: Some(Figures::Solvency {
                held: balance.held,
                escrowed: balance.escrowed,
                claimed: balance.claimed,
            }),
        });
    }
}

fn balances(home: &Snapshot) -> BTreeMap<&str, Balance> {
    let mut balances: BTreeMap<&str, Balance> = BTreeMap::new();
    for line in &home.escrow {
        let balance = balances.entry(&line.denom).or_default();
        balance.escrowed = add(balance.escrowed, line.outstanding);
    }
    for claim in &home.claims {
        let balance = balances.entry(&claim.denom).or_default();
        balance.claimed = add(balance.claimed, claim.held);
    }
    for holding in &home.holdings {
        balances.entry(&holding.denom).or_default().held = holding.held;
    }
    balances.retain(|denom, _| !home.nonstandard.iter().any(|token| token == denom));
    balances
}
