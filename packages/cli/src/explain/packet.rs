//! Explains the data of a packet.

use std::collections::BTreeSet;

use causeway_ics20::{
    on_receive, on_send, parse_amount, Denom, Error, PacketData, ReceiveAction, SendAction, SentPacketData,
};
use cosmwasm_std::HexBinary;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::go_json::{Member, Members};
use super::ibc_go::{self, Packet};
use super::Explanation;

/// Both ends of a channel: port and channel of the sender, and of the receiver.
#[derive(Clone, Debug)]
pub struct Route {
    /// Port and channel on the sending chain.
    pub source: (String, String),
    /// Port and channel on the receiving chain.
    pub dest: (String, String),
}

/// Explains a packet's data.
pub fn explain(data: &[u8], route: Option<&Route>) -> Explanation {
    let mut out = Explanation::new();
    out.fact("bytes", data.len());
    out.fact(
        "sha256",
        HexBinary::from(<[u8; 32]>::from(Sha256::digest(data))).to_hex(),
    );
    match (PacketData::decode(data), ibc_go::packet(data)) {
        (Ok(packet), there) => decoded(&mut out, &packet, there.err(), data, route),
        (Err(error), there) => refused(&mut out, error, there.ok(), data),
    }
    out
}

/// Explains a packet that Causeway can read. `refused_by_ibc_go` is why ibc-go rejects it, which checks denoms without
/// regard to the channel.
fn decoded(
    out: &mut Explanation,
    packet: &PacketData,
    refused_by_ibc_go: Option<String>,
    data: &[u8],
    route: Option<&Route>,
) {
    let denom = Denom::parse(&packet.denom);
    out.fact("denom", packet.denom.clone());
    out.fact("base", denom.base());
    out.fact(
        "trace",
        denom.trace().iter().map(ToString::to_string).collect::<Vec<_>>(),
    );
    out.fact("amount", packet.amount.to_string());
    out.fact("sender", packet.sender.clone());
    out.fact("receiver", packet.receiver.clone());
    out.fact("memo", packet.memo.clone());
    match refused_by_ibc_go {
        None => out.remark("a receiver takes it: well-formed JSON, nothing missing, blank or too long"),
        Some(why) => out.wrong(format!(
            "ibc-go's transfer module answers with an error acknowledgement: {why}"
        )),
    }
    if packet.encode().is_ok_and(|own| own.as_slice() != data) {
        out.remark("written in another order or spelling than Causeway's: the commitment is over the bytes as they are");
    }
    if serde_json::from_str::<Value>(&packet.memo).is_ok_and(|memo| memo.is_object()) {
        out.remark(
            "the memo is JSON: a chain with packet forwarding or hooks may act on it; Causeway does not",
        );
    }
    match route {
        Some(route) => moved(out, packet, route),
        None => out.remark("whether it is escrowed or burned, minted or unescrowed depends on the channel: give --source and --dest"),
    }
}

fn moved(out: &mut Explanation, packet: &PacketData, route: &Route) {
    let ((port, channel), (dest_port, dest_channel)) = (&route.source, &route.dest);
    match on_send(&packet.denom, port, channel) {
        SendAction::Burn => out.remark("the sender's chain burned vouchers: the token goes home"),
        SendAction::Escrow => {
            out.remark("the sender's chain put it into escrow: the token goes further from home")
        }
    }
    match on_receive(&packet.denom, port, channel, dest_port, dest_channel) {
        Ok(ReceiveAction::Unescrow(home)) => out.remark(format!(
            "the receiver's chain releases {home} from this channel's escrow"
        )),
        Ok(ReceiveAction::Mint(path)) => {
            out.remark(format!("the receiver's chain mints vouchers of {path}"));
            out.fact("voucher path", path);
        }
        Err(error) => out.wrong(format!(
            "the receiver's chain answers with an error, and the sender is refunded: {error}"
        )),
    }
}

/// Explains a packet that Causeway rejects. `there` is the packet as ibc-go's `transfer` module reads it.
fn refused(out: &mut Explanation, error: Error, there: Option<Packet>, data: &[u8]) {
    match there {
        None => out.wrong(format!(
            "a receiver answers with an error acknowledgement: {error}"
        )),
        Some(packet) => {
            out.fact("ibc-go reads denom", packet.denom);
            out.fact("ibc-go reads amount", packet.amount.to_string());
            out.fact("ibc-go reads sender", packet.sender);
            out.fact("ibc-go reads receiver", packet.receiver);
            out.fact("ibc-go reads memo", packet.memo);
            out.wrong(format!(
                "Causeway answers with an error acknowledgement: {error}; ibc-go's transfer module takes it"
            ));
        }
    }
    reasons(out, data);
    match SentPacketData::decode(data) {
        Ok(settlement) => {
            out.fact("denom", settlement.denom);
            out.fact("amount", settlement.amount.to_string());
            out.fact("sender", settlement.sender);
            out.remark("as a packet that this contract sent it could still be refunded: denom, amount and sender can be read");
        }
        Err(error) => out.remark(format!("nor could it be refunded: {error}")),
    }
}

/// Adds which parts of the JSON Causeway rejects.
fn reasons(out: &mut Explanation, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let members: Vec<(String, Member)> = match serde_json::from_str::<Members>(&text) {
        Ok(Members(members)) => members
            .iter()
            .map(|(key, value)| (key.clone(), Member::of(value)))
            .collect(),
        Err(_) if serde_json::from_str::<Value>(&text).is_ok() => return out.remark("JSON, but no object"),
        Err(syntax) => return out.remark(format!("no JSON: {syntax}")),
    };
    if let Err(syntax) = serde_json::from_slice::<Value>(data) {
        out.remark(format!(
            "ibc-go reads it as JSON, with U+FFFD for what is no text; Causeway does not: {syntax}"
        ));
    }
    for name in ["denom", "amount", "sender", "receiver"] {
        if !members.iter().any(|(key, _)| key == name) {
            out.remark(format!("`{name}` is missing"));
        }
    }
    let mut seen = BTreeSet::new();
    for (key, value) in &members {
        if !seen.insert(key) {
            out.remark(format!("`{key}` is there twice: ibc-go takes the last one"));
        }
        reason(out, key, value);
    }
}

/// Adds why Causeway rejects one member.
fn reason(out: &mut Explanation, key: &str, value: &Member) {
    match ibc_go::field(key) {
        Some(known) if known == key => {}
        Some(known) => out.remark(format!(
            "`{key}` is no field: ICS-20 writes `{known}` (ibc-go does not tell capital letters from small ones)"
        )),
        None => out.remark(format!("`{key}` is no field of ICS-20 (version ics20-1)")),
    }
    match value {
        Member::Text(amount) if key == "amount" => spelled_amount(out, amount),
        Member::Null if key != "memo" => out.remark(format!("`{key}` must be a string, but is null")),
        Member::Other(raw) => out.remark(format!("`{key}` must be a string, but is {raw}")),
        Member::Text(_) | Member::Null => {}
    }
}

/// Explains an amount that only ibc-go accepts.
fn spelled_amount(out: &mut Explanation, amount: &str) {
    if let (Err(_), Some(read)) = (parse_amount(amount), ibc_go::parse_amount(amount)) {
        out.remark(format!(
            "`amount` is `{amount}`: Causeway takes decimal digits alone, without a zero in front; ibc-go reads {read}"
        ));
    }
}
