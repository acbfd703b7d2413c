//! ibc-go's acknowledgement envelope, as its codec reads and writes it (`04-channel/types/acknowledgement.go`, gogoproto's
//! `jsonpb`).
use super::base64;
use super::json::{quote, Reader};

/// The result of decoding an acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// Neither of the two members: `{}` or `null`.
    Unset,
    /// A result. `None` if the member is `null`, which Go writes differently from empty bytes.
    Result(Option<Vec<u8>>),
    Error(String),
}

impl Envelope {
    /// Decodes an acknowledgement; `None` if the codec returns an error. Bytes after the first value are ignored, and of a
    /// repeated key the last one counts.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let raw = Reader::new(&text).value()?;
        if raw == "null" {
            return Some(Self::Unset);
        }
        let members = Reader::new(raw).object()?;
        if members.iter().any(|(key, _)| key != "result" && key != "error") {
            return None;
        }
        let last = |name| members.iter().rev().find(|(key, _)| key == name);
        let mut envelope = Self::Unset;
        if let Some((_, raw)) = last("result") {
            envelope = Self::Result(bytes_of(raw)?);
        }
        if let Some((_, raw)) = last("error") {
            envelope = Self::Error(text_of(raw)?);
        }
        Some(envelope)
    }

    /// Encodes the acknowledgement as the codec does.
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = match self {
            Self::Unset => "{}".into(),
            Self::Result(None) => "{\"result\":null}".into(),
            Self::Result(Some(bytes)) => format!("{{\"result\":\"{}\"}}", base64::encode(bytes)),
            Self::Error(text) => format!("{{\"error\":{}}}", quote(text)),
        };
        text.into_bytes()
    }
}

/// Decodes bytes as Go does: from base64, `null`, or a list of numbers, in which `null` is a zero.
fn bytes_of(raw: &str) -> Option<Option<Vec<u8>>> {
    if raw == "null" {
        return Some(None);
    }
    if let Some(list) = raw.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let list = list.trim();
        let items = list.split(',').filter(|_| !list.is_empty());
        let byte = |item: &str| match item.trim() {
            "null" => Some(0),
            number => number.parse().ok(),
        };
        return items.map(byte).collect::<Option<Vec<u8>>>().map(Some);
    }
    base64::decode(&Reader::new(raw).string()?).map(Some)
}

fn text_of(raw: &str) -> Option<String> {
    match raw {
        "null" => Some(String::new()),
        _ => Reader::new(raw).string(),
    }
}

pub(crate) fn error_ack(text: &str) -> Vec<u8> {
    Envelope::Error(text.into()).to_bytes()
}

/// Whether the codec would write the acknowledgement as it is, or cannot read it. ibc-go's core rejects an acknowledgement
/// that it would write differently (`04-channel/keeper/packet.go`, AcknowledgePacket). What the codec cannot read is
/// passed to the port unchanged.
pub(crate) fn is_canonical(ack: &[u8]) -> bool {
    Envelope::decode(ack).is_none_or(|envelope| envelope.to_bytes() == ack)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Acknowledgements and what the codec of ibc-go v10.5.0 (Go 1.26) writes after it has read them.
    const READ: [(&str, &str); 34] = [
        (r#"{"result":"AQ=="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":""}"#, r#"{"result":""}"#),
        (r#"{"result":null}"#, r#"{"result":null}"#),
        (r#"{"error":"x"}"#, r#"{"error":"x"}"#),
        (r#"{"error":""}"#, r#"{"error":""}"#),
        (r#"{"error":"\u003c"}"#, r#"{"error":"\u003c"}"#),
        ("{}", "{}"),
        // read, and written otherwise
        (r#"{"result":"AR=="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":"AQ=\n="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":"A\u0051=="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":[1]}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":[]}"#, r#"{"result":""}"#),
        (r#"{"result":[null]}"#, r#"{"result":"AA=="}"#),
        (r#"{"result":[0]}"#, r#"{"result":"AA=="}"#),
        (r#"{"error":null}"#, r#"{"error":""}"#),
        (r#"{"error":"<"}"#, r#"{"error":"\u003c"}"#),
        (r#"{"error":"\u00e9"}"#, r#"{"error":"é"}"#),
        (r#"{"error":"\/"}"#, r#"{"error":"/"}"#),
        (r#"{"error":"\ud800"}"#, "{\"error\":\"\u{fffd}\"}"),
        ("null", "{}"),
        ("null ", "{}"),
        ("nullx", "{}"),
        ("{}x", "{}"),
        (r#"{"result":"AQ=="} "#, r#"{"result":"AQ=="}"#),
        (r#" {"result":"AQ=="}"#, r#"{"result":"AQ=="}"#),
        ("{\"result\":\"AQ==\"}\n", r#"{"result":"AQ=="}"#),
        (r#"{ "result":"AQ=="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":"AQ=="}x"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":"AQ=="}{"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":"AQ==","error":"x"}"#, r#"{"error":"x"}"#),
        (r#"{"result":5,"result":"AQ=="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"result":"AQ==","result":"AQ=="}"#, r#"{"result":"AQ=="}"#),
        (r#"{"res\u0075lt":"AQ=="}"#, r#"{"result":"AQ=="}"#),
        (
            r#"{"result":{"a":[1,{"b":-2.5e3}]},"result":"AQ=="}"#,
            r#"{"result":"AQ=="}"#,
        ),
    ];

    /// What the codec returns an error for.
    const NOT_READ: [&str; 25] = [
        "",
        " ",
        "[]",
        "1",
        "\"x\"",
        "nul",
        "{",
        r#"{"result":"AQ"}"#,
        r#"{"result":"AQ== "}"#,
        r#"{"result":[256]}"#,
        r#"{"result":[1.0]}"#,
        r#"{"result":[01]}"#,
        r#"{"result":[-0]}"#,
        r#"{"result":["1"]}"#,
        r#"{"result":[[1]]}"#,
        r#"{"result":1}"#,
        r#"{"result":true}"#,
        r#"{"error":1}"#,
        r#"{"result":"A","error":"x"}"#,
        r#"{"result":"AQ==","extra":1}"#,
        r#"{"Result":"AQ=="}"#,
        r#"{"result":"AQ==","result":5}"#,
        r#"{"result":{"a":[1]},"error":"x"}"#,
        r#"{"x":{"a":[1]},"x":2}"#,
        r#"{"result":"AQ==",}"#,
    ];

    fn written(ack: &[u8]) -> Option<String> {
        let bytes = Envelope::decode(ack)?.to_bytes();
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn acknowledgements_are_read_and_written_as_by_ibc_go() {
        for (ack, want) in READ {
            assert_eq!(written(ack.as_bytes()).as_deref(), Some(want), "{ack}");
            assert_eq!(is_canonical(ack.as_bytes()), ack == want, "{ack}");
        }
        // an invalid byte of UTF-8
        let ack = b"{\"error\":\"\xff\"}";
        assert_eq!(written(ack).as_deref(), Some("{\"error\":\"\u{fffd}\"}"));
        assert!(!is_canonical(ack));
    }

    #[test]
    fn what_the_codec_cannot_read_is_passed_to_the_port() {
        for ack in NOT_READ {
            assert_eq!(written(ack.as_bytes()), None, "{ack}");
            assert!(is_canonical(ack.as_bytes()), "{ack}");
        }
    }

    #[test]
    fn values_nest_ten_thousand_deep_and_no_deeper() {
        let nested = |depth: usize| {
            let list = "[".repeat(depth) + &"]".repeat(depth);
            format!("{{\"result\":{list},\"result\":\"AQ==\"}}")
        };
        assert!(Envelope::decode(nested(9_999).as_bytes()).is_some());
        assert!(Envelope::decode(nested(10_001).as_bytes()).is_none());
    }
}
