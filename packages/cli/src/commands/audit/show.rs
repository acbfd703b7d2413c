//! What an audit found, as text.

use causeway::live::Provenance;
use causeway_audit::{Findings, Invariant, Verdict};

use super::Audit;

/// One line: the chains with their heights, and the verdicts.
pub fn line(audit: &Audit) -> String {
    let chains = audit.snapshots.iter().map(|snapshot| match snapshot.height {
        Some(height) => format!("{} at {height}", snapshot.chain),
        None => snapshot.chain.clone(),
    });
    let checked = Invariant::ALL.into_iter();
    let verdicts = checked.filter_map(|invariant| {
        let found = audit.findings.verdict(invariant)?;
        Some(format!("{} {}", invariant.number(), verdict(found)))
    });
    let joined = |parts: Vec<String>| parts.join(", ");
    format!("{}: {}", joined(chains.collect()), joined(verdicts.collect()))
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Held => "held",
        Verdict::Broken => "BROKEN",
        Verdict::Undecided => "cannot be decided",
    }
}

/// All that was read and found.
pub fn report(audit: &Audit) -> String {
    let Audit {
        snapshots,
        findings,
        proofs,
    } = audit;
    let mut out = String::new();
    for snapshot in snapshots {
        let height = snapshot.height.map(|height| format!(" at height {height}"));
        let (chain, port, height) = (&snapshot.chain, &snapshot.port, height.unwrap_or_default());
        out.push_str(&format!("{chain} {port}{height}\n"));
    }
    out.push_str(&proofs.iter().map(proved).collect::<String>());
    for invariant in Invariant::ALL {
        out.push_str(&format!("{invariant}: {}\n", word(findings, invariant)));
        for finding in findings.of(invariant) {
            let mark = match finding.verdict {
                Verdict::Held => "ok",
                Verdict::Broken => "BROKEN",
                Verdict::Undecided => "undecided",
            };
            let about = [&finding.channel, &finding.denom].into_iter().flatten();
            let about: String = about.map(|part| format!(" {part}")).collect();
            out.push_str(&format!(
                "  {mark:9} {}{about}: {}\n",
                finding.chain, finding.text
            ));
        }
    }
    for one in &findings.surplus {
        let (chain, denom, surplus) = (&one.chain, &one.denom, one.surplus);
        out.push_str(&format!("surplus: {chain} {denom}: {surplus}\n"));
    }
    for one in &findings.stranded {
        let (chain, record, text) = (&one.chain, &one.record, &one.text);
        out.push_str(&format!(
            "stranded: {chain} {} #{}, {} {} of {}: {text}\n",
            record.channel, record.sequence, record.amount, record.denom, record.sender
        ));
    }
    out
}

/// The verdict on one invariant, as one word.
fn word(findings: &Findings, invariant: Invariant) -> String {
    match findings.verdict(invariant) {
        Some(found) => verdict(found).into(),
        None => {
            let mut skipped = findings.not_checked.iter();
            let skipped = skipped.find(|one| one.invariant == invariant);
            let why = skipped.map(|one| format!(", {}", one.why));
            format!("not checked{}", why.unwrap_or_default())
        }
    }
}

/// What a snapshot was proved with, and what of it is not proved.
fn proved(provenance: &Provenance) -> String {
    let Provenance {
        chain,
        client,
        client_chain,
        proofs,
        not_proved,
        ..
    } = provenance;
    let mut out = format!(
        "proved: {chain} by {proofs} proofs up to the app hash that {client} on {client_chain} holds\n"
    );
    for denom in not_proved {
        out.push_str(&format!(
            "not proved: {chain} {denom}: what this token says that the contract holds\n"
        ));
    }
    out
}
