//! The command `causeway audit`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use causeway::live::{snapshots, Live, Node};
use causeway::Error;
use causeway_audit::{check, Findings, Invariant, Snapshot, Verdict};
use clap::Args;
use serde_json::json;

use super::Outcome;

const EXAMPLES: &str = "Examples:\n  \
    causeway audit --node http://127.0.0.1:26657 --contract osmo1.. --node http://127.0.0.1:26757 --contract juno1..\n  \
    causeway audit --history --node .. --contract .. --node .. --contract ..\n  \
    causeway audit --node .. --contract .. --node .. --contract .. --json > audit.json\n  \
    causeway audit --snapshots audit.json\n\n\
    Exit code: 0 if everything that was compared holds, 1 if an invariant is broken, 2 if something could not be\n\
    decided or the command could not be carried out.";

/// Checks the invariants of transfer contracts on running chains, from outside.
///
/// For each contract it reads the raw storage, the balances that the bank and the tokens report, the supply of its
/// vouchers, and what IBC core on both chains knows of its packets, and compares them: I1 conservation, I2 solvency, and
/// of I4 that in-flight records match the packet commitments of IBC core. With --history it also checks I3 and all of I4.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct AuditArgs {
    /// RPC address of a node. Give it once for each contract, in the same order.
    #[arg(long, value_name = "URL", required_unless_present = "snapshots")]
    node: Vec<String>,
    /// Address of a transfer contract on the chain of the node in the same position: the first with the first, the second
    /// with the second.
    #[arg(long, value_name = "ADDRESS", required_unless_present = "snapshots")]
    contract: Vec<String>,
    /// Reads every packet that was ever sent and received from the nodes' transaction indexes, which must reach back to
    /// the instantiation of the contracts.
    #[arg(long, conflicts_with = "snapshots")]
    history: bool,
    /// Audits the snapshots in a file that `--json` printed, and asks no nodes.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["node", "contract"])]
    snapshots: Option<PathBuf>,
    /// Prints one JSON document with the snapshots and the findings.
    #[arg(long)]
    json: bool,
}

/// Runs the command `audit`.
pub fn run(args: &AuditArgs) -> Outcome {
    let snapshots = match &args.snapshots {
        Some(file) => read(file)?,
        None => ask(args)?,
    };
    let findings = check(&snapshots);
    match args.json {
        true => println!("{:#}", json!({ "snapshots": snapshots, "findings": findings })),
        false => print!("{}", show(&snapshots, &findings)),
    }
    Ok(match findings.gravest() {
        Verdict::Held => ExitCode::SUCCESS,
        Verdict::Broken => ExitCode::from(1),
        Verdict::Undecided => ExitCode::from(2),
    })
}

fn ask(args: &AuditArgs) -> Result<Vec<Snapshot>, Error> {
    let (nodes, contracts) = (args.node.len(), args.contract.len());
    if nodes != contracts {
        return Err(
            Error::usage(format!("{nodes} times --node, but {contracts} times --contract")).with_hint(
                "give each contract the node of its own chain: --node A --contract X --node B --contract Y",
            ),
        );
    }
    let ends = args.node.iter().zip(&args.contract);
    let ends = ends.map(|(url, contract)| Live::new(Node::new(url), contract, None));
    snapshots(&ends.collect::<Result<Vec<_>, _>>()?, args.history)
}

/// Reads the snapshots of a document that `--json` printed.
fn read(file: &Path) -> Result<Vec<Snapshot>, Error> {
    #[derive(serde::Deserialize)]
    struct Document {
        snapshots: Vec<Snapshot>,
    }
    let text = fs::read_to_string(file).map_err(|why| Error::file(file, &why))?;
    let document: Document = serde_json::from_str(&text).map_err(|why| {
        Error::usage(format!("{}: {why}", file.display()))
            .with_hint("--snapshots takes a document that `causeway audit --json` printed")
    })?;
    Ok(document.snapshots)
}

fn show(snapshots: &[Snapshot], findings: &Findings) -> String {
    let mut out = String::new();
    for snapshot in snapshots {
        let height = snapshot.height.map(|height| format!(" at height {height}"));
        let (chain, port, height) = (&snapshot.chain, &snapshot.port, height.unwrap_or_default());
        out.push_str(&format!("{chain} {port}{height}\n"));
    }
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
            "on a closed channel: {chain} {} #{}, {} {} of {}: {text}\n",
            record.channel, record.sequence, record.amount, record.denom, record.sender
        ));
    }
    out
}

/// The verdict on one invariant, as one word.
fn word(findings: &Findings, invariant: Invariant) -> String {
    match findings.verdict(invariant) {
        Some(Verdict::Held) => "held".into(),
        Some(Verdict::Broken) => "BROKEN".into(),
        Some(Verdict::Undecided) => "cannot be decided".into(),
        None => {
            let mut skipped = findings.not_checked.iter();
            let skipped = skipped.find(|one| one.invariant == invariant);
            let why = skipped.map(|one| format!(", {}", one.why));
            format!("not checked{}", why.unwrap_or_default())
        }
    }
}
