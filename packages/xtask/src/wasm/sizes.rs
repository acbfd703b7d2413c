//! Lists what the bytes of a Wasm file are made of.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload, TypeRef};

const SHOWN: usize = 40;

/// Lists the sections, then the code by crate, then the largest functions. The module must have its `name` section.
pub fn list(wasm: &[u8]) -> Result<String> {
    let (mut sections, mut functions) = (Vec::new(), Vec::new());
    let (mut names, mut imports) = (BTreeMap::new(), 0u32);
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section() {
            sections.push((section(id), range.end.saturating_sub(range.start)));
        }
        match payload {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports = imports.saturating_add(u32::from(matches!(import?.ty, TypeRef::Func(_))));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                functions.push(range.end.saturating_sub(range.start));
            }
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(section) = custom.as_known() {
                    names.extend(function_names(section)?);
                }
            }
            _ => {}
        }
    }
    let named = (imports..)
        .zip(functions)
        .map(|(index, size)| (names.remove(&index).unwrap_or_default(), size));
    Ok(text(&sections, named.collect()))
}

/// Demangled names of functions, by index.
fn function_names(section: NameSectionReader) -> Result<BTreeMap<u32, String>> {
    let mut names = BTreeMap::new();
    for part in section {
        if let Name::Function(map) = part? {
            for naming in map {
                let naming = naming?;
                let name = format!("{:#}", rustc_demangle::demangle(naming.name));
                names.insert(naming.index, name);
            }
        }
    }
    Ok(names)
}

fn text(sections: &[(&str, u64)], mut functions: Vec<(String, u64)>) -> String {
    let mut text = String::from("sections\n");
    for (name, size) in sections {
        let _ = writeln!(text, "{size:>9} {name}");
    }
    let mut crates = BTreeMap::<&str, (u64, u64)>::new();
    for (name, size) in &functions {
        let (bytes, count) = crates.entry(origin(name)).or_default();
        *bytes = bytes.saturating_add(*size);
        *count = count.saturating_add(1);
    }
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
    text.push_str("code by crate (a generic function counts for the crate of its code)\n");
    for (name, (bytes, count)) in crates {
        let _ = writeln!(text, "{bytes:>9} {name} ({count} functions)");
    }
    functions.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    text.push_str("largest functions\n");
    for (name, size) in functions.iter().take(SHOWN) {
        let _ = writeln!(text, "{size:>9} {name}");
    }
    text
}

/// The crate that a function's name begins with. Exports have names without a crate.
fn origin(name: &str) -> &str {
    let path = name.trim_start_matches(['<', '&', '[', '(']);
    match path.split_once("::") {
        Some((first, _)) => first.rsplit([' ', '<']).next().unwrap_or(first),
        None => "exports and the like",
    }
}

fn section(id: u8) -> &'static str {
    match id {
        0 => "custom",
        1 => "types",
        2 => "imports",
        3 => "functions",
        4 => "tables",
        5 => "memories",
        6 => "globals",
        7 => "exports",
        9 => "elements",
        10 => "code",
        11 => "data",
        _ => "other",
    }
}
