//! Checks a contract's Wasm file before anyone stores it: its size and its entry points. The other checks of a chain are
//! run by the VM itself, in tests/vm.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::{bail, Context, Result};
use wasmparser::{Parser, Payload};

/// Highest size of a code, in bytes: `MaxWasmSize` in wasmd's `x/wasm/types/validation.go`.
const MAX_SIZE: usize = 800 * 1024;
/// Exports that every contract must have.
pub const CONTRACT: &[&str] = &["instantiate", "execute", "query"];
/// Exports that a contract with a port must have.
pub const IBC: &[&str] = &[
    "ibc_channel_open",
    "ibc_channel_connect",
    "ibc_channel_close",
    "ibc_packet_receive",
    "ibc_packet_ack",
    "ibc_packet_timeout",
];

/// The exports of a module, and its number of imports.
#[derive(Debug)]
pub struct Report {
    exports: BTreeSet<String>,
    imports: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.exports.iter();
        let capabilities: Vec<_> = names.filter_map(|name| name.strip_prefix("requires_")).collect();
        write!(
            f,
            "requires {}; {} imports, {} exports",
            capabilities.join(", "),
            self.imports,
            self.exports.len()
        )
    }
}

/// Checks the size, and that `required` are among the exports.
///
/// # Errors
/// When a chain, or a caller of the contract, would miss something.
pub fn check(wasm: &[u8], required: &[&str]) -> Result<Report> {
    if wasm.len() > MAX_SIZE {
        bail!(
            "{} bytes are more than the {MAX_SIZE} that wasmd stores: see `cargo xtask wasm --sizes`",
            wasm.len()
        );
    }
    let mut report = Report {
        exports: BTreeSet::new(),
        imports: 0,
    };
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("this is not a Wasm module")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    import?;
                    report.imports = report.imports.saturating_add(1);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    report.exports.insert(export?.name.to_string());
                }
            }
            _ => {}
        }
    }
    let missing = required.iter().filter(|name| !report.exports.contains(**name));
    let missing: Vec<_> = missing.copied().collect();
    if !missing.is_empty() {
        bail!("the contract lacks the exports {}", missing.join(", "));
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that exports a function with a name of four letters.
    fn module(name: [u8; 4]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x08\x01\x04".to_vec();
        wasm.extend(name);
        wasm.extend(b"\0\0\x0a\x04\x01\x02\0\x0b");
        wasm
    }

    #[test]
    fn a_contract_without_an_entry_point_is_refused() {
        check(&module(*b"sudo"), &["sudo"]).unwrap();
        let error = check(&module(*b"sudo"), &["sudo", "query"]).unwrap_err();
        assert_eq!(error.to_string(), "the contract lacks the exports query");
    }

    #[test]
    fn a_file_that_wasmd_does_not_store_is_refused() {
        let error = check(&vec![0; MAX_SIZE + 1], &[]).unwrap_err().to_string();
        assert!(
            error.starts_with("819201 bytes are more than the 819200"),
            "{error}"
        );
        let error = check(b"no module", &[]).unwrap_err().to_string();
        assert_eq!(error, "this is not a Wasm module");
    }
}
