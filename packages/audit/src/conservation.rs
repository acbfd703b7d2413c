//! I1: per channel and asset, escrow on the home side is vouchers on the other side, what is in flight in either
//! direction, and claims still to be minted.

use std::collections::BTreeSet;

use cosmwasm_std::Uint256;

use crate::findings::{Figures, Finding, Findings, Invariant, Verdict};
use crate::flows::{add, End, InFlightAmount};
use crate::snapshot::{Snapshot, Voucher};

/// Checks every channel of `home` for the assets that are at home there.
pub fn check(home: &Snapshot, snapshots: &[Snapshot], findings: &mut Findings) {
    for channel in &home.channels {
        let here = End {
            snapshot: home,
            channel,
        };
        let finding = |denom: String, verdict, text, figures| Finding {
            invariant: Invariant::Conservation,
            chain: home.chain.clone(),
            channel: Some(channel.id.clone()),
            denom: Some(denom),
            verdict,
            text,
            figures,
        };
        let Some((away, end)) = home.counterparty(channel, snapshots) else {
            let lines = home.escrow.iter().filter(|line| line.channel == channel.id);
            for line in lines.filter(|line| !line.outstanding.is_zero()) {
                let text = format!(
                    "escrow {}, but there is no snapshot of the other end, {} {}",
                    line.outstanding, channel.counterparty.port, channel.counterparty.channel
                );
                let finding = finding(line.denom.clone(), Verdict::Undecided, text, None);
                findings.findings.push(finding);
            }
            continue;
        };
        let there = End {
            snapshot: away,
            channel: end,
        };
        for denom in denoms(&here, &there) {
            let (verdict, text, figures) = Terms::of(&here, &there, &denom).judge();
            findings
                .findings
                .push(finding(denom, verdict, text, Some(figures)));
        }
    }
}

/// Local denoms at home here that either end knows of.
fn denoms(here: &End, there: &End) -> BTreeSet<String> {
    let mut denoms = BTreeSet::new();
    let home = here.snapshot;
    let escrow = home.escrow.iter().filter(|line| line.channel == here.channel.id);
    denoms.extend(escrow.map(|line| line.denom.clone()));
    let vouchers = there.snapshot.vouchers.iter();
    let paths = vouchers.filter_map(|voucher| voucher.path.strip_prefix(&there.arrived("")));
    denoms.extend(paths.map(|path| home.local_denom(path)));
    let records = home.in_flight.iter().filter(|one| one.channel == here.channel.id);
    denoms.extend(records.map(|record| record.denom.clone()));
    let sent = home.packets.iter().flat_map(|log| &log.sent);
    let sent = sent.filter(|packet| packet.channel == here.channel.id);
    let sent = sent.filter_map(|packet| packet.data.as_ref());
    denoms.extend(sent.map(|data| home.local_denom(&data.denom)));
    denoms.retain(|denom| !here.is_foreign(&home.path(denom)));
    denoms
}

/// Both sides of the equation.
struct Terms<'a> {
    escrow: Uint256,
    voucher: Option<&'a Voucher>,
    /// Who ought to mint the voucher; `None`: it is no contract.
    contract: Option<&'a str>,
    in_flight: InFlightAmount,
    to_mint: Uint256,
}

impl<'a> Terms<'a> {
    fn of(here: &End, there: &'a End, denom: &str) -> Self {
        let path = there.arrived(&here.snapshot.path(denom));
        let voucher = there.snapshot.voucher(&path);
        let foreign = voucher.map_or(path.as_str(), |voucher| &voucher.denom);
        let claims = there.snapshot.claims.iter();
        let to_mint = claims.filter(|claim| claim.denom == foreign);
        Self {
            escrow: here.snapshot.outstanding(&here.channel.id, denom),
            voucher,
            contract: there.snapshot.contract.as_deref(),
            in_flight: here.in_flight(denom, there).and(there.in_flight(foreign, here)),
            to_mint: to_mint.fold(Uint256::zero(), |sum, claim| add(sum, claim.to_mint)),
        }
    }

    fn judge(&self) -> (Verdict, String, Figures) {
        let supply = self
            .voucher
            .map_or(Some(Uint256::zero()), |voucher| voucher.supply);
        let vouchers = supply.unwrap_or_default();
        let minted = add(vouchers, self.to_mint);
        let (escrow, most) = (self.escrow, add(minted, self.in_flight.most));
        let figures = Figures::Conservation {
            escrow,
            vouchers,
            in_flight_least: self.in_flight.least,
            in_flight_most: self.in_flight.most,
            to_mint: self.to_mint,
            excess: escrow.saturating_sub(most),
        };
        let sides = |link| self.sides(vouchers, link);
        let undecided = |text| (Verdict::Undecided, text);
        let (verdict, text) = if let Some(minter) = self.stranger() {
            let text = format!("the voucher may be minted by {minter}, not by the contract alone");
            (Verdict::Broken, text)
        } else if escrow < add(minted, self.in_flight.least) {
            (Verdict::Broken, sides(", but"))
        } else if supply.is_none() {
            undecided(format!(
                "escrow {escrow}, but the voucher does not tell its supply"
            ))
        } else if self.in_flight.unrecorded != Some(0) {
            undecided(unrecorded_text(self.in_flight.unrecorded, &sides(", and")))
        } else if escrow < most {
            let why = "the other chain was not asked which packets in flight it has accepted";
            undecided(format!("{}: {why}", sides(", and")))
        } else if escrow > most {
            let why = "holders have burned vouchers of their own";
            (Verdict::Held, format!("{}: {why}", sides(", more than")))
        } else {
            (Verdict::Held, sides(" ="))
        };
        (verdict, text, figures)
    }

    /// The equation in words, with what links its sides.
    fn sides(&self, vouchers: Uint256, link: &str) -> String {
        let InFlightAmount { least, most, .. } = self.in_flight;
        let in_flight = match least == most {
            true => least.to_string(),
            false => format!("{least} to {most}"),
        };
        format!(
            "escrow {}{link} vouchers {vouchers} + in flight {in_flight} + claims to mint {}",
            self.escrow, self.to_mint
        )
    }

    /// Who may mint the voucher and is not the contract.
    fn stranger(&self) -> Option<&str> {
        let minter = self.voucher?.minter.as_deref()?;
        let contract = self.contract?;
        (minter != contract).then_some(minter)
    }
}

fn unrecorded_text(unrecorded: Option<usize>, sides: &str) -> String {
    match unrecorded {
        Some(count) => format!(
            "{sides}: {count} packets from before the takeover are in flight, and no record tells their amounts"
        ),
        None => format!(
            "{sides}: IBC core was not asked whether packets from before the takeover are in flight"
        ),
    }
}
