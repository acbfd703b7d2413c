//! What is wrong in a scenario, and where.

use std::fmt;
use std::ops::Range;

/// An error with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Bytes of the text; none: the file as a whole.
    pub span: Option<Range<usize>>,
}

impl Diagnostic {
    /// At a place.
    pub fn at(span: Range<usize>, what: impl fmt::Display) -> Self {
        Self {
            what: what.to_string(),
            hint: None,
            span: Some(span),
        }
    }

    /// About the file as a whole.
    pub fn whole(what: impl fmt::Display) -> Self {
        Self {
            what: what.to_string(),
            hint: None,
            span: None,
        }
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Line and column, from 1; columns are characters.
    pub fn position(&self, text: &str) -> Option<(usize, usize)> {
        let before = text.get(..self.span.as_ref()?.start)?;
        let line = before.matches('\n').count().saturating_add(1);
        let begin = before.rsplit('\n').next().unwrap_or_default();
        Some((line, begin.chars().count().saturating_add(1)))
    }

    /// For people: what, the place in `name`, the line with the place underlined.
    pub fn render(&self, name: &str, text: &str) -> String {
        let mut out = format!("{}\n", self.what);
        if let (Some((line, column)), Some(span)) = (self.position(text), &self.span) {
            let shown = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let digits = line.to_string();
            let margin = " ".repeat(digits.len());
            let marked = text.get(span.clone()).unwrap_or_default();
            let marked = marked.lines().next().unwrap_or_default().chars().count();
            let left = shown.chars().count().saturating_add(1).saturating_sub(column);
            let marks = "^".repeat(marked.min(left).max(1));
            let indent = " ".repeat(column.saturating_sub(1));
            out.push_str(&format!(
                "{margin}--> {name}:{line}:{column}\n{margin} |\n{digits} | {shown}\n{margin} | {indent}{marks}\n"
            ));
        }
        if let Some(hint) = &self.hint {
            out.push_str(&format!("hint: {hint}\n"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_by_line_column_and_underline() {
        let text = "a = 1\nname = \"zön\" # b\n";
        let start = text.find("\"z").unwrap();
        let error = Diagnostic::at(start..start + 6, "no such chain").hint("name one");
        assert_eq!(error.position(text), Some((2, 8)));
        assert_eq!(
            error.render("x.toml", text),
            "no such chain\n --> x.toml:2:8\n  |\n2 | name = \"zön\" # b\n  |        ^^^^^\nhint: name one\n"
        );
    }
}
