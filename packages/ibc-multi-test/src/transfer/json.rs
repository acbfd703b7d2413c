//! JSON as Go's `encoding/json` reads and writes it, for flat objects of strings.

use crate::go_json::escape;

/// One member of an object: its key, and its value unless that was `null`.
pub(super) type Member = (String, Option<String>);

/// Reads an object whose values are strings or `null`; members stay in order, duplicates too.
/// Invalid UTF-8 becomes U+FFFD, as in Go. Anything else, trailing bytes included, is `None`.
pub(super) fn decode_object(bytes: &[u8]) -> Option<Vec<Member>> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader { rest: &text };
    let members = reader.object()?;
    reader.skip_whitespace();
    reader.rest.is_empty().then_some(members)
}

/// Writes a string as `json.Marshal` does (Go 1.22 and later), HTML characters escaped.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", escape(text))
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
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

    fn object(&mut self) -> Option<Vec<Member>> {
        self.take("{")?;
        let mut members = Vec::new();
        if self.take("}").is_some() {
            return Some(members);
        }
        loop {
            let key = self.string()?;
            self.take(":")?;
            let value = match self.take("null") {
                Some(()) => None,
                None => Some(self.string()?),
            };
            members.push((key, value));
            if self.take(",").is_none() {
                self.take("}")?;
                return Some(members);
            }
        }
    }

    fn string(&mut self) -> Option<String> {
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

    /// Joins a high surrogate with the escape that follows; a lone one becomes U+FFFD.
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
