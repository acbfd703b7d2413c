//! JSON as Go's `encoding/json` reads and writes it.

use std::fmt::Write;

/// One member of an object: its key, and its value unless it is `null`.
pub(crate) type Member = (String, Option<String>);

/// Reads an object whose values are strings or `null`. Members stay in order, and repeated keys are kept. Invalid UTF-8
/// becomes U+FFFD, as in Go. The result is `None` for anything else, also if bytes follow.
pub(crate) fn decode_object(bytes: &[u8]) -> Option<Vec<Member>> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::new(&text);
    let members = reader.object()?.into_iter().map(|(key, raw)| {
        let value = match raw {
            "null" => None,
            _ => Some(Reader::new(raw).string()?),
        };
        Some((key, value))
    });
    let members = members.collect::<Option<_>>()?;
    reader.skip_whitespace();
    reader.rest.is_empty().then_some(members)
}

/// Writes a string as `json.Marshal` does (Go 1.22 and later: `\b` and `\f` have short forms), HTML characters escaped.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Highest depth of nested values that Go accepts.
const MAX_DEPTH: usize = 10_000;

/// Reads values from the front of a text. All functions return `None` for a syntax error or a value of another type.
pub(crate) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    fn skip_whitespace(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, token: &str) -> Option<()> {
        self.skip_whitespace();
        self.rest = self.rest.strip_prefix(token)?;
        Some(())
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// The members of an object in order, with repeated keys: each key, and its value as it is written.
    pub fn object(&mut self) -> Option<Vec<(String, &'a str)>> {
        self.take("{")?;
        let mut members = Vec::new();
        if self.take("}").is_some() {
            return Some(members);
        }
        loop {
            let key = self.key()?;
            members.push((key, self.value()?));
            if self.take(",").is_none() {
                self.take("}")?;
                return Some(members);
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        let key = self.string()?;
        self.take(":")?;
        Some(key)
    }

    /// The next value as it is written.
    pub fn value(&mut self) -> Option<&'a str> {
        self.skip_whitespace();
        let start = self.rest;
        let mut open = Vec::new();
        loop {
            self.begin_value(&mut open)?;
            // Closes all values that end at this position.
            while let Some(close) = open.last().copied() {
                if self.take(",").is_some() {
                    if close == "}" {
                        self.key()?;
                    }
                    break;
                }
                self.take(close)?;
                open.pop();
            }
            if open.is_empty() {
                let length = start.len().checked_sub(self.rest.len())?;
                return start.get(..length);
            }
        }
    }

    /// Reads to the end of a value without parts, or to the first part of the innermost value.
    fn begin_value(&mut self, open: &mut Vec<&'static str>) -> Option<()> {
        loop {
            let close = match () {
                () if self.take("{").is_some() => "}",
                () if self.take("[").is_some() => "]",
                () if self.rest.starts_with('"') => return self.string().map(drop),
                () => return self.literal(),
            };
            if self.take(close).is_some() {
                return Some(());
            }
            open.push(close);
            if open.len() > MAX_DEPTH {
                return None;
            }
            if close == "}" {
                self.key()?;
            }
        }
    }

    fn literal(&mut self) -> Option<()> {
        let words = ["null", "true", "false"];
        match words.into_iter().find_map(|word| self.rest.strip_prefix(word)) {
            Some(rest) => self.rest = rest,
            None => self.number()?,
        }
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        self.rest = self.rest.strip_prefix('-').unwrap_or(self.rest);
        match self.rest.strip_prefix('0') {
            Some(rest) => self.rest = rest,
            None => self.digits()?,
        }
        if let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            self.digits()?;
        }
        if let Some(rest) = self.rest.strip_prefix(['e', 'E']) {
            self.rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
            self.digits()?;
        }
        Some(())
    }

    /// Reads digits, at least one.
    fn digits(&mut self) -> Option<()> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let some = rest.len() < self.rest.len();
        self.rest = rest;
        some.then_some(())
    }

    pub fn string(&mut self) -> Option<String> {
        self.take("\"")?;
        let mut out = String::new();
        loop {
            match self.next()? {
                '"' => return Some(out),
                '\\' => out.push(self.escape()?),
                c if c < ' ' => return None,
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.hex4()?;
                char::from_u32(unit).unwrap_or_else(|| self.low_surrogate(unit))
            }
            _ => return None,
        })
    }

    /// Joins a high surrogate with the escape that follows it. An unpaired surrogate becomes U+FFFD.
    fn low_surrogate(&mut self, high: u32) -> char {
        let before = self.rest;
        let joined = self.rest.strip_prefix("\\u").and_then(|rest| {
            self.rest = rest;
            let low = u16::try_from(self.hex4()?).ok()?;
            let high = u16::try_from(high).ok()?;
            char::decode_utf16([high, low]).next()?.ok()
        });
        if joined.is_none() {
            self.rest = before;
        }
        joined.unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok()
    }
}
