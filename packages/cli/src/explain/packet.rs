//! The data of a packet.

use causeway_ics20::{on_receive, on_send, Denom, PacketData, Receive, Send, Settlement};
use cosmwasm_std::HexBinary;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Explanation;

/// Both ends of the channel: port and channel of the sender, and of the receiver.
#[derive(Clone, Debug)]
pub struct Route {
    /// On the chain that sends.
    pub source: (String, String),
    /// On the chain that receives.
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
    match PacketData::decode(data) {
        Ok(packet) => decoded(&mut out, &packet, data, route),
        Err(error) => refused(&mut out, error, data),
    }
    out
}

fn decoded(out: &mut Explanation, packet: &PacketData, data: &[u8], route: Option<&Route>) {
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
    out.remark("a receiver takes it: well-formed JSON, nothing missing, blank or too long");
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
        Send::Burn => out.remark("the sender's chain burned vouchers: the token goes home"),
        Send::Escrow => out.remark("the sender's chain put it into escrow: the token goes further from home"),
    }
    match on_receive(&packet.denom, port, channel, dest_port, dest_channel) {
        Ok(Receive::Unescrow(home)) => out.remark(format!(
            "the receiver's chain releases {home} from this channel's escrow"
        )),
        Ok(Receive::Mint(path)) => {
            out.remark(format!("the receiver's chain mints vouchers of {path}"));
            out.fact("voucher path", path);
        }
        Err(error) => out.wrong(format!(
            "the receiver's chain answers with an error, and the sender is refunded: {error}"
        )),
    }
}

fn refused(out: &mut Explanation, error: causeway_ics20::Error, data: &[u8]) {
    out.wrong(format!(
        "a receiver answers with an error acknowledgement: {error}"
    ));
    match serde_json::from_slice::<Value>(data) {
        Err(syntax) => out.remark(format!("no JSON: {syntax}")),
        Ok(Value::Object(fields)) => fields_at_fault(out, &fields),
        Ok(_) => out.remark("JSON, but no object"),
    }
    match Settlement::decode(data) {
        Ok(settlement) => {
            out.fact("denom", settlement.denom);
            out.fact("amount", settlement.amount.to_string());
            out.fact("sender", settlement.sender);
            out.remark("as a packet that this contract sent it could still be refunded: denom, amount and sender can be read");
        }
        Err(error) => out.remark(format!("nor could it be refunded: {error}")),
    }
}

fn fields_at_fault(out: &mut Explanation, fields: &serde_json::Map<String, Value>) {
    for name in ["denom", "amount", "sender", "receiver"] {
        match fields.get(name) {
            None => out.remark(format!("`{name}` is missing")),
            Some(Value::String(_)) => {}
            Some(other) => out.remark(format!("`{name}` must be a string, but is {other}")),
        }
    }
    for name in fields.keys() {
        if !["denom", "amount", "sender", "receiver", "memo"].contains(&name.as_str()) {
            out.remark(format!("`{name}` is no field of ICS-20 (version ics20-1)"));
        }
    }
}
