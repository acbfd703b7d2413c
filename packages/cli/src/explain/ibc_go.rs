//! What ibc-go's own code does with the same bytes, where it differs from Causeway. `tests/vectors/ibc-go/` contains the
//! answers of ibc-go itself.

use causeway_ics20::{Denom, Error, MAX_MEMO_LEN};
use cosmwasm_std::{Binary, Uint256};
use serde_json::{Deserializer, Value};

use super::go_json::{base64, quote, Member, Members};

/// An acknowledgement as ibc-go's core reads it (`modules/core/04-channel/keeper/packet.go`, AcknowledgePacket).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Envelope {
    /// IBC core does not recognise an acknowledgement of ICS-4 and passes the bytes to the module or contract that sent
    /// the packet.
    Foreign,
    /// The JSON that IBC core would write for it. Bytes that differ from it are rejected.
    Known(String),
    /// It has a result and an error. IBC core reads one of them and writes only that, so the bytes are rejected in any
    /// case.
    Both,
}

/// Reads an acknowledgement as IBC core does.
pub(super) fn envelope(bytes: &[u8]) -> Envelope {
    let text = String::from_utf8_lossy(bytes);
    // The codec ignores what follows the first value.
    let mut values = Deserializer::from_str(&text).into_iter::<Option<Members>>();
    let Some(Ok(members)) = values.next() else {
        return Envelope::Foreign;
    };
    let (mut result, mut error) = (None, None);
    for (key, value) in members.map(|Members(members)| members).unwrap_or_default() {
        match key.as_str() {
            "result" => result = Some(written_result(value.get())),
            "error" => error = Some(written_error(Member::of(&value))),
            _ => return Envelope::Foreign,
        }
    }
    match (result, error) {
        (None, None) => Envelope::Known("{}".into()),
        (Some(Some(result)), None) => Envelope::Known(format!("{{\"result\":{result}}}")),
        (None, Some(Some(error))) => Envelope::Known(format!("{{\"error\":{error}}}")),
        (Some(Some(_)), Some(Some(_))) => Envelope::Both,
        _ => Envelope::Foreign,
    }
}

/// Reads base64, or a list of numbers, which Go accepts as bytes too.
fn written_result(raw: &str) -> Option<String> {
    let bytes = match serde_json::from_str::<Value>(raw) {
        Ok(Value::Null) => return Some("null".into()),
        Ok(Value::Array(_)) => {
            let numbers: Vec<Option<u8>> = serde_json::from_str(raw).ok()?;
            numbers.into_iter().map(Option::unwrap_or_default).collect()
        }
        Ok(Value::String(text)) => base64(&text)?,
        _ => return None,
    };
    Some(quote(&Binary::from(bytes).to_base64()))
}

fn written_error(error: Member) -> Option<String> {
    match error {
        Member::Null => Some(quote("")),
        Member::Text(text) => Some(quote(&text)),
        Member::Other(_) => None,
    }
}

/// A packet as ibc-go's `transfer` module reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packet {
    pub denom: String,
    pub amount: Uint256,
    pub sender: String,
    pub receiver: String,
    pub memo: String,
}

/// Reads a packet's data and checks it, as ibc-go v9 and later do on receipt (`modules/apps/transfer/types/packet.go`).
/// The module also checks that the receiver is an address of its chain, which cannot be done here.
///
/// # Errors
/// Why the module answers with an error acknowledgement.
pub(super) fn packet(bytes: &[u8]) -> Result<Packet, String> {
    let text = String::from_utf8_lossy(bytes);
    let members: Members = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let (mut packet, mut amount) = (Packet::default(), String::new());
    for (key, value) in members.0 {
        let field = match field(&key) {
            Some("denom") => &mut packet.denom,
            Some("amount") => &mut amount,
            Some("sender") => &mut packet.sender,
            Some("receiver") => &mut packet.receiver,
            Some("memo") => &mut packet.memo,
            _ => return Err(format!("it knows no field `{key}`")),
        };
        match Member::of(&value) {
            Member::Null => {}
            Member::Text(text) => *field = text,
            Member::Other(raw) => return Err(format!("`{key}` must be a string, but is {raw}")),
        }
    }
    packet.amount = parse_amount(&amount)
        .ok_or_else(|| format!("`{amount}` is no positive integer of at most 256 bits"))?;
    check(&packet).map_err(|error| error.to_string())?;
    Ok(packet)
}

/// The field that a key names. Go does not distinguish upper and lower case.
pub(super) fn field(key: &str) -> Option<&'static str> {
    // Go's case folding treats these two characters as k and s.
    let key = key.replace('\u{212A}', "k").replace('\u{17F}', "s");
    let mut known = ["denom", "amount", "sender", "receiver", "memo"].into_iter();
    known.find(|name| name.eq_ignore_ascii_case(&key))
}

fn check(packet: &Packet) -> Result<(), Error> {
    if packet.sender.trim().is_empty() {
        return Err(Error::BlankSender);
    }
    if packet.receiver.trim().is_empty() {
        return Err(Error::BlankReceiver);
    }
    Denom::parse(&packet.denom).validate()?;
    match packet.memo.len() > MAX_MEMO_LEN {
        true => Err(Error::MemoTooLong),
        false => Ok(()),
    }
}

/// Reads an amount above zero as Go's `big.Int.SetString` does with base 0: with a sign, a prefix for the base (`0x`,
/// `0o`, `0b`, or `0` alone for octal), and single underscores between digits.
pub(super) fn parse_amount(text: &str) -> Option<Uint256> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let lower = digits.to_ascii_lowercase();
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2), ("0", 8)]
        .into_iter()
        .find_map(|(prefix, radix)| Some((lower.strip_prefix(prefix)?, radix)));
    let (digits, radix) = match prefixed {
        // An underscore may stand between the prefix and the digits.
        Some((rest, radix)) => (rest.strip_prefix('_').unwrap_or(rest), radix),
        None => (lower.as_str(), 10),
    };
    let mut amount = Uint256::zero();
    for group in digits.split('_') {
        if group.is_empty() {
            return None;
        }
        for digit in group.chars() {
            let digit = digit.to_digit(radix)?;
            amount = amount.checked_mul(radix.into()).ok()?;
            amount = amount.checked_add(digit.into()).ok()?;
        }
    }
    (!amount.is_zero()).then_some(amount)
}
