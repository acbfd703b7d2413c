//! Reads fenced blocks, tables and code spans from Markdown files.

use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block of a Markdown file.
pub struct Block {
    /// The text after the opening fence: a language and, for JSON, the schema.
    pub mark: String,
    /// The line number of the opening fence.
    pub line: usize,
    pub text: String,
}

/// A page of the documentation.
pub struct Page {
    pub name: String,
    pub text: String,
}

/// README.md, docs/*.md and packages/*/README.md.
pub fn pages() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let in_docs = entries(&root.join("docs"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "md"));
    let of_packages = entries(&root.join("packages"))
        .into_iter()
        .map(|package| package.join("README.md"))
        .filter(|path| path.exists());
    let paths = [root.join("README.md")]
        .into_iter()
        .chain(in_docs)
        .chain(of_packages);
    paths
        .map(|path| Page {
            text: fs::read_to_string(&path).unwrap(),
            name: path.strip_prefix(&root).unwrap().display().to_string(),
        })
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![];
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        if let Some(mark) = line.strip_prefix("```") {
            open = !open;
            if open {
                let (mark, line) = (mark.to_string(), index + 1);
                blocks.push(Block {
                    mark,
                    line,
                    text: String::new(),
                });
            }
        } else if open {
            let block = blocks.last_mut().unwrap();
            block.text.extend([line, "\n"]);
        }
    }
    assert!(!open, "a block does not end");
    blocks
}

/// Code spans outside of blocks, with their line numbers.
pub fn spans(text: &str) -> Vec<(usize, &str)> {
    let mut spans = vec![];
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            open = !open;
        } else if !open {
            let inside = line.split('`').skip(1).step_by(2);
            spans.extend(inside.map(|span| (index + 1, span)));
        }
    }
    spans
}

/// The section under a heading, up to the next heading of the same level.
pub fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let (level, _) = heading.split_once(' ').unwrap();
    let start = text
        .find(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no section {heading}"));
    let body = &text[start + heading.len() + 2..];
    let end = body.find(&format!("\n{level} ")).unwrap_or(body.len());
    &body[..end]
}

/// The cells of all table rows, without headings and rules.
pub fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<_> = text.lines().collect();
    let is_rule = |line: &str| line.starts_with("|-");
    let body = lines.iter().enumerate().filter(|(index, line)| {
        let heads = lines.get(index + 1).is_some_and(|next| is_rule(next));
        line.starts_with('|') && !is_rule(line) && !heads
    });
    body.map(|(_, line)| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}
