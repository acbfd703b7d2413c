//! Explains an acknowledgement.

use causeway_ics20::{Acknowledgement, Error, SUCCESS_ACK};
use cosmwasm_std::HexBinary;
use sha2::{Digest, Sha256};

use super::ibc_go::{envelope, Envelope};
use super::Explanation;

/// Error codes that chains write into redacted errors: codespace, code, meaning (Cosmos SDK `types/errors`, wasmd
/// `x/wasm/types/errors.go`, ibc-go `modules/apps/transfer/types/errors.go`).
const CODES: &[(&str, u32, &str)] = &[
    ("sdk", 4, "unauthorized, such as a blocked receiver"),
    ("sdk", 5, "insufficient funds"),
    ("sdk", 7, "invalid address"),
    ("sdk", 11, "out of gas"),
    ("sdk", 18, "invalid request"),
    ("wasm", 5, "a contract that was called failed"),
    ("wasm", 22, "no such contract"),
];

/// Explains an acknowledgement as the sending chain treats it: first IBC core, then the contract.
pub fn explain(bytes: &[u8]) -> Explanation {
    let mut out = Explanation::new();
    out.fact("bytes", bytes.len());
    out.fact(
        "sha256",
        HexBinary::from(<[u8; 32]>::from(Sha256::digest(bytes))).to_hex(),
    );
    let envelope = envelope(bytes);
    match &envelope {
        Envelope::Known(own) if own.as_bytes() != bytes => {
            refused_by_core(&mut out, bytes);
            out.fact("ibc-go writes", own.clone());
        }
        Envelope::Both => refused_by_core(&mut out, bytes),
        _ => told_to_contract(&mut out, bytes, &envelope),
    }
    out
}

/// Adds why IBC core rejects these bytes (ibc-go `modules/core/04-channel/keeper/packet.go`, AcknowledgePacket).
fn refused_by_core(out: &mut Explanation, bytes: &[u8]) {
    out.fact("outcome", "refused by core");
    out.wrong(
        "ibc-go's core (7.10, 8.7, 10.1 and later) reads these bytes as an acknowledgement, but would write it otherwise, \
         and refuses what differs from its own spelling: no relayer can bring it, and neither the contract nor a transfer \
         module ever sees it",
    );
    out.remark("the packet stays pending: it was received, so it cannot time out either");
    if bytes.ends_with(b"\n") {
        out.remark(
            "the bytes end with a newline; if a shell put it there, ask again without it (`printf %s` instead of `echo`)",
        );
    }
}

/// Explains bytes that IBC core passes to the contract, or to the `transfer` module, that sent the packet.
fn told_to_contract(out: &mut Explanation, bytes: &[u8], envelope: &Envelope) {
    match Acknowledgement::parse(bytes) {
        Ok(Acknowledgement::Success) => {
            out.fact("outcome", "success");
            out.remark("the receiver has the tokens; the in-flight record is deleted");
            if bytes != SUCCESS_ACK {
                out.remark("not `{\"result\":\"AQ==\"}`, which ibc-go and Causeway write; any result is success nonetheless");
            }
            if *envelope == Envelope::Foreign {
                out.remark(
                    "ibc-go's own transfer module cannot read it: a packet that was sent by it stays pending",
                );
            }
        }
        Ok(Acknowledgement::Error(text)) => {
            out.fact("outcome", "error");
            out.fact("error", text.clone());
            out.remark("nothing happened on the receiver's chain; the sender is refunded, or gets a claim");
            out.remark(source_of(&text));
        }
        Err(error) => {
            out.fact("outcome", "undecodable");
            out.wrong(format!(
                "{error}: the contract refuses it, as refunding could pay twice, and the packet stays pending"
            ));
        }
    }
}

/// Says which part of the receiving chain wrote an error text.
fn source_of(text: &str) -> String {
    if Error::ALL.iter().any(|error| error.to_string() == text) {
        return "the text is Causeway's: the packet broke a rule of ICS-20".into();
    }
    let redacted = text
        .strip_prefix("ABCI error: ")
        .and_then(|rest| rest.split_once(':'));
    if let Some((code, _)) = redacted {
        return format!(
            "the receiver's chain redacted the reason to codespace/code {code}{}",
            meaning(code)
        );
    }
    let redacted = text
        .strip_prefix("ABCI code: ")
        .and_then(|rest| rest.split_once(':'));
    if let Some((code, _)) = redacted {
        return format!("ibc-go redacted the reason to a code without its codespace: {code} (see the receiving transaction's events)");
    }
    "the text was chosen by the other chain and proves nothing".into()
}

fn meaning(code: &str) -> String {
    let known = code.split_once('/').and_then(|(space, number)| {
        let number: u32 = number.parse().ok()?;
        CODES
            .iter()
            .find(|(codespace, code, _)| *codespace == space && *code == number)
    });
    known
        .map(|(_, _, meaning)| format!(": {meaning}"))
        .unwrap_or_default()
}
