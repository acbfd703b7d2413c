//! `causeway audit --watch`.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use causeway::Error;
use causeway_audit::Verdict;

use super::{ask, show, Audit, AuditArgs};
use crate::commands::{note, Outcome};

/// Audits in a row that could not be made or decided, until that is an alert: a node may be restarted meanwhile.
const ATTEMPTS: u32 = 3;

/// Repeats the audit until an invariant is broken, or [`ATTEMPTS`] in a row had no result.
pub fn watch(args: &AuditArgs, seconds: u64) -> Outcome {
    let mut failed = 0_u32;
    loop {
        let audit = ask(args);
        let is_last = failed.saturating_add(1) >= ATTEMPTS;
        match round(args, audit) {
            Ok(Verdict::Broken) => return Ok(ExitCode::from(1)),
            Ok(Verdict::Undecided) if is_last => return Ok(ExitCode::from(2)),
            Err(error) if is_last => return Err(error),
            Ok(Verdict::Held) => failed = 0,
            Ok(Verdict::Undecided) => failed = failed.saturating_add(1),
            Err(error) => {
                note(&error.to_string());
                failed = failed.saturating_add(1);
            }
        }
        thread::sleep(Duration::from_secs(seconds));
    }
}

/// Tells one audit: in one line if all is well, else as a whole.
fn round(args: &AuditArgs, audit: Result<Audit, Error>) -> Result<Verdict, Error> {
    let audit = audit?;
    let is_printed = audit.write_metrics(args)?;
    let verdict = audit.findings.gravest();
    match (args.json, verdict) {
        (true, _) => println!("{}", audit.document()),
        (false, _) if is_printed => {}
        (false, Verdict::Held) => println!("{}", show::line(&audit)),
        (false, _) => print!("{}", show::report(&audit)),
    }
    Ok(verdict)
}
