//! Events of the transfer module, by type and in the order of the chain. The events of the bank come from
//! [`Coins`](super::Coins). Source: `modules/apps/transfer/internal/events/events.go`.

use cosmwasm_std::Event;

use super::ack::Ack;
use super::denom::Denom;
use super::error::TransferError;
use super::packet::PacketData;

pub(super) fn transfer_sent(packet: &PacketData) -> Vec<Event> {
    vec![with_packet(Event::new("ibc_transfer"), packet), module()]
}

pub(super) fn voucher_denom(denom: &Denom) -> Event {
    Event::new("denomination")
        .add_attribute("denom_hash", denom.hash())
        .add_attribute("denom", denom.to_go_json())
}

pub(super) fn packet_received(packet: &PacketData, outcome: Result<(), &TransferError>) -> Vec<Event> {
    let event = with_packet(Event::new("fungible_token_packet"), packet);
    let event = event.add_attribute("success", outcome.is_ok().to_string());
    let event = match outcome {
        Ok(()) => event,
        Err(error) => event.add_attribute("error", error.to_string()),
    };
    vec![event, module()]
}

pub(super) fn packet_acknowledged(packet: &PacketData, ack: &Ack) -> Vec<Event> {
    let event = with_packet(Event::new("fungible_token_packet"), packet);
    let second = Event::new("fungible_token_packet");
    let second = match ack {
        Ack::Result(result) => second.add_attribute("success", String::from_utf8_lossy(result)),
        Ack::Error(error) => second.add_attribute("error", error),
    };
    vec![
        event.add_attribute("acknowledgement", ack.to_proto_text()),
        module(),
        second,
    ]
}

pub(super) fn packet_timed_out(packet: &PacketData) -> Vec<Event> {
    let denom = packet.parsed_denom().to_go_json();
    let refund = format!(
        "{{\"denom\":{denom},\"amount\":{}}}",
        crate::go::json::quote(&packet.amount)
    );
    let event = Event::new("timeout")
        .add_attribute("receiver", &packet.sender)
        .add_attribute("refund_tokens", refund)
        .add_attribute("memo", &packet.memo);
    vec![event, module()]
}

fn with_packet(event: Event, packet: &PacketData) -> Event {
    event
        .add_attribute("sender", &packet.sender)
        .add_attribute("receiver", &packet.receiver)
        .add_attribute("denom", &packet.denom)
        .add_attribute("amount", &packet.amount)
        .add_attribute("memo", &packet.memo)
}

fn module() -> Event {
    Event::new("message").add_attribute("module", "transfer")
}
