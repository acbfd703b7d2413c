//! The command `causeway audit`.

mod show;
mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use causeway::live::{proved_snapshots, snapshots, Live, Node, Provenance, Reading};
use causeway::Error;
use causeway_audit::{check, prometheus, Findings, Snapshot, Verdict};
use clap::Args;
use serde_json::{json, Value};

use super::Outcome;

const EXAMPLES: &str = "Examples:\n  \
    causeway audit --node http://127.0.0.1:26657 --contract osmo1.. --node http://127.0.0.1:26757 --contract juno1..\n  \
    causeway audit --history --node .. --contract .. --node .. --contract ..\n  \
    causeway audit --node .. --contract .. --node .. --contract .. --json > audit.json\n  \
    causeway audit --prove --node .. --contract .. --node .. --contract ..\n  \
    causeway audit --snapshots audit.json\n  \
    causeway audit --watch 60 --prometheus causeway.prom --node .. --contract .. --node .. --contract ..\n\n\
    Exit code: 0 if everything that was compared holds, 1 if an invariant is broken, 2 if something could not be\n\
    decided or the command could not be carried out. With --watch: 1 as soon as an invariant is broken, 2 after three\n\
    audits in a row that could not be made or decided; until then it goes on.";

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
    /// Believes nothing that is not proved: the books, the supply of vouchers, the bank's balances and core's records come with ICS-23
    /// proofs up to the app hash that the other chain's light client holds, and nothing is left out. Who lies must then control
    /// both nodes. What other cw20 tokens say that the contract holds is not proved. Takes exactly two ends.
    #[arg(long, conflicts_with_all = ["history", "snapshots"])]
    prove: bool,
    /// Audits the snapshots in a file that `--json` printed, and asks no nodes.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["node", "contract"])]
    snapshots: Option<PathBuf>,
    /// Repeats the audit, with so many seconds between, until there is something to act on: see the exit codes.
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        default_missing_value = "60",
        value_parser = clap::value_parser!(u64).range(1..),
        conflicts_with = "snapshots"
    )]
    watch: Option<u64>,
    /// Also writes the numbers and verdicts to this file, in the text format that Prometheus' node exporter reads (its
    /// textfile collector); `-` prints them in the place of the report. The file is replaced as a whole.
    #[arg(long, value_name = "FILE", conflicts_with = "snapshots")]
    prometheus: Option<PathBuf>,
    /// Prints one JSON document with the snapshots and the findings. With --watch one line for each audit.
    #[arg(long)]
    json: bool,
}

/// What an audit read and found.
struct Audit {
    snapshots: Vec<Snapshot>,
    /// What each snapshot was proved with; none: nothing was proved.
    proofs: Vec<Provenance>,
    findings: Findings,
}

/// Runs the command `audit`.
pub fn run(args: &AuditArgs) -> Outcome {
    if let Some(seconds) = args.watch {
        return watch::watch(args, seconds);
    }
    let audit = match &args.snapshots {
        Some(file) => Audit::of(read(file)?, vec![]),
        None => ask(args)?,
    };
    let is_printed = audit.write_metrics(args)?;
    match args.json {
        true => println!("{:#}", audit.document()),
        false if is_printed => {}
        false => print!("{}", show::report(&audit)),
    }
    Ok(audit.exit_code())
}

impl Audit {
    fn of(snapshots: Vec<Snapshot>, proofs: Vec<Provenance>) -> Self {
        Self {
            findings: check(&snapshots),
            snapshots,
            proofs,
        }
    }

    fn document(&self) -> Value {
        let mut document = json!({ "snapshots": self.snapshots, "findings": self.findings });
        if let (Some(fields), false) = (document.as_object_mut(), self.proofs.is_empty()) {
            fields.insert("proofs".into(), json!(self.proofs));
        }
        document
    }

    fn exit_code(&self) -> ExitCode {
        match self.findings.gravest() {
            Verdict::Held => ExitCode::SUCCESS,
            Verdict::Broken => ExitCode::from(1),
            Verdict::Undecided => ExitCode::from(2),
        }
    }

    /// Writes the metrics where that is asked for; true: to standard output.
    fn write_metrics(&self, args: &AuditArgs) -> Result<bool, Error> {
        let Some(file) = &args.prometheus else {
            return Ok(false);
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let text = prometheus(&self.snapshots, &self.findings, now.as_secs());
        if file.as_os_str() == "-" {
            if args.json {
                return Err(
                    Error::usage("--prometheus - and --json print on the same standard output")
                        .with_hint("give --prometheus the name of a file"),
                );
            }
            print!("{text}");
            return Ok(true);
        }
        // who reads the file while it is written sees the old one
        let unfinished = file.with_extension("part");
        fs::write(&unfinished, text).map_err(|why| Error::file(&unfinished, &why))?;
        fs::rename(&unfinished, file).map_err(|why| Error::file(file, &why))?;
        Ok(false)
    }
}

fn ask(args: &AuditArgs) -> Result<Audit, Error> {
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
    let reading = Reading {
        history: args.history,
        times: args.prometheus.is_some(),
    };
    let ends = ends.collect::<Result<Vec<_>, _>>()?;
    if !args.prove {
        return Ok(Audit::of(snapshots(&ends, reading)?, vec![]));
    }
    let (snapshots, proofs) = proved_snapshots(&ends, reading)?.into_iter().unzip();
    Ok(Audit::of(snapshots, proofs))
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
