//! What a chain checks when a code is stored, after cosmwasm-vm 3.0.10's `src/compatibility.rs` and `src/config.rs`.

use std::collections::BTreeSet;
use std::fmt;

use wasmparser::{
    CompositeInnerType, Export, FuncType, Import, Parser, Payload, TypeRef, Validator, WasmFeatures,
};

use crate::run::{fail, Outcome};

/// wasmd `x/wasm/types/validation.go`, MaxWasmSize.
pub const MAX_SIZE: usize = 800 * 1024;
/// wasmd v0.61 `x/wasm/keeper/capabilities.go`.
const CAPABILITIES: [&str; 11] = [
    "iterator",
    "staking",
    "stargate",
    "cosmwasm_1_1",
    "cosmwasm_1_2",
    "cosmwasm_1_3",
    "cosmwasm_1_4",
    "cosmwasm_2_0",
    "cosmwasm_2_1",
    "cosmwasm_2_2",
    "ibc2",
];
const IMPORTS: [&str; 24] = [
    "abort",
    "db_read",
    "db_write",
    "db_remove",
    "db_scan",
    "db_next",
    "db_next_key",
    "db_next_value",
    "addr_validate",
    "addr_canonicalize",
    "addr_humanize",
    "bls12_381_aggregate_g1",
    "bls12_381_aggregate_g2",
    "bls12_381_pairing_equality",
    "bls12_381_hash_to_g1",
    "bls12_381_hash_to_g2",
    "secp256k1_verify",
    "secp256k1_recover_pubkey",
    "secp256r1_verify",
    "secp256r1_recover_pubkey",
    "ed25519_verify",
    "ed25519_batch_verify",
    "debug",
    "query_chain",
];
/// Every contract's exports.
pub const CONTRACT: &[&str] = &[
    "interface_version_8",
    "allocate",
    "deallocate",
    "instantiate",
    "execute",
    "query",
];
/// Exports of a contract that has a port.
pub const IBC: &[&str] = &[
    "ibc_channel_open",
    "ibc_channel_connect",
    "ibc_channel_close",
    "ibc_packet_receive",
    "ibc_packet_ack",
    "ibc_packet_timeout",
];
const MAX_MEMORY_PAGES: u64 = 512;
const MAX_TABLE: u64 = 2_500;
const MAX_PARAMETERS: usize = 100;
const MAX_PARAMETERS_IN_ALL: usize = 10_000;
const MAX_LOCALS: u64 = 100;
const MAX_LOCALS_IN_ALL: u64 = 10_000;

/// What a module needs and offers.
#[derive(Default)]
pub struct Report {
    exports: BTreeSet<String>,
    imports: BTreeSet<String>,
    faults: Vec<String>,
    types: Vec<FuncType>,
    parameters: usize,
    locals: u64,
    float_operators: usize,
}

impl Report {
    /// Capabilities that the chain must have.
    pub fn capabilities(&self) -> impl Iterator<Item = &str> {
        self.exports
            .iter()
            .filter_map(|name| name.strip_prefix("requires_"))
    }

    fn fault(&mut self, text: impl Into<String>) {
        self.faults.push(text.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let capabilities: Vec<_> = self.capabilities().collect();
        write!(
            f,
            "requires {}; {} imports, {} exports, {} float operators",
            capabilities.join(", "),
            self.imports.len(),
            self.exports.len(),
            self.float_operators
        )
    }
}

/// Checks bytes as a chain would, and that `required` are among the exports.
pub fn check(wasm: &[u8], required: &[&str]) -> Outcome<Report> {
    let mut report = Report::default();
    if wasm.len() > MAX_SIZE {
        report.fault(format!("{} bytes are more than wasmd's {MAX_SIZE}", wasm.len()));
    }
    let features = WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::FLOATS
        | WasmFeatures::REFERENCE_TYPES; // no bulk memory, no SIMD, no threads
    Validator::new_with_features(features).validate_all(wasm)?;
    for payload in Parser::new(0).parse_all(wasm) {
        read(&mut report, payload?)?;
    }
    interface(&mut report, required);
    if report.parameters > MAX_PARAMETERS_IN_ALL {
        let parameters = report.parameters;
        report.fault(format!(
            "{parameters} parameters in all, more than {MAX_PARAMETERS_IN_ALL}"
        ));
    }
    if report.locals > MAX_LOCALS_IN_ALL {
        let locals = report.locals;
        report.fault(format!("{locals} locals in all, more than {MAX_LOCALS_IN_ALL}"));
    }
    if report.faults.is_empty() {
        return Ok(report);
    }
    fail(format!(
        "a chain would refuse this code:\n  {}",
        report.faults.join("\n  ")
    ))
}

fn interface(report: &mut Report, required: &[&str]) {
    let missing: Vec<_> = required
        .iter()
        .filter(|name| !report.exports.contains(**name))
        .collect();
    let versions = report
        .exports
        .iter()
        .filter(|name| name.starts_with("interface_version_"))
        .count();
    let unknown: Vec<_> = report
        .capabilities()
        .filter(|name| !CAPABILITIES.contains(name))
        .collect();
    let foreign: Vec<_> = report
        .imports
        .iter()
        .filter(|name| !IMPORTS.iter().any(|known| **name == format!("env.{known}")))
        .collect();
    let faults = [
        (!missing.is_empty()).then(|| format!("exports are missing: {missing:?}")),
        (versions != 1).then(|| format!("{versions} exports interface_version_*")),
        (!unknown.is_empty()).then(|| format!("capabilities that wasmd does not offer: {unknown:?}")),
        (!foreign.is_empty()).then(|| format!("imports that the VM does not offer: {foreign:?}")),
    ];
    report.faults.extend(faults.into_iter().flatten());
}

fn read(report: &mut Report, payload: Payload) -> Outcome {
    match payload {
        Payload::TypeSection(types) => {
            for kind in types {
                for kind in kind?.into_types() {
                    if let CompositeInnerType::Func(function) = kind.composite_type.inner {
                        report.types.push(function);
                    }
                }
            }
        }
        Payload::ImportSection(imports) => {
            for import in imports.into_imports() {
                imported(report, import?);
            }
        }
        Payload::ExportSection(exports) => {
            let names = exports.into_iter().collect::<Result<Vec<Export>, _>>()?;
            report
                .exports
                .extend(names.iter().map(|export| export.name.to_string()));
        }
        Payload::FunctionSection(functions) => {
            for function in functions {
                let index = function?;
                signature(report, index);
            }
        }
        Payload::TableSection(tables) => {
            if tables.count() > 1 {
                report.fault("more than one table");
            }
            for table in tables {
                match table?.ty.maximum {
                    Some(maximum) if maximum <= MAX_TABLE => {}
                    Some(maximum) => {
                        report.fault(format!("a table of {maximum} entries, more than {MAX_TABLE}"))
                    }
                    None => report.fault("a table without bound"),
                }
            }
        }
        Payload::MemorySection(memories) => {
            if memories.count() != 1 {
                report.fault("not exactly one memory");
            }
            for memory in memories {
                let memory = memory?;
                if memory.initial > MAX_MEMORY_PAGES || memory.maximum.is_some() {
                    report.fault("memory too large, or with a maximum");
                }
            }
        }
        Payload::CodeSectionEntry(body) => code(report, &body)?,
        _ => {}
    }
    Ok(())
}

fn imported(report: &mut Report, import: Import) {
    report
        .imports
        .insert(format!("{}.{}", import.module, import.name));
    if !matches!(import.ty, TypeRef::Func(_)) {
        report.fault(format!("import {} is no function", import.name));
    }
}

fn signature(report: &mut Report, index: u32) {
    let found = usize::try_from(index)
        .ok()
        .and_then(|index| report.types.get(index));
    let (parameters, results) = found.map_or((0, 0), |kind| (kind.params().len(), kind.results().len()));
    report.parameters = report.parameters.saturating_add(parameters);
    if parameters > MAX_PARAMETERS || results > 1 {
        report.fault(format!(
            "a function with {parameters} parameters and {results} results"
        ));
    }
}

fn code(report: &mut Report, body: &wasmparser::FunctionBody) -> Outcome {
    let mut locals: u64 = 0;
    for local in body.get_locals_reader()? {
        locals = locals.saturating_add(local?.0.into());
    }
    report.locals = report.locals.saturating_add(locals);
    if locals > MAX_LOCALS {
        report.fault(format!("a function with {locals} locals, more than {MAX_LOCALS}"));
    }
    for operator in body.get_operators_reader()? {
        let name = format!("{:?}", operator?);
        if name.starts_with("F32") || name.starts_with("F64") {
            report.float_operators = report.float_operators.saturating_add(1);
        }
    }
    Ok(())
}
