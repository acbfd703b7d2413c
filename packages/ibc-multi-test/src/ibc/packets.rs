//! Sending and receiving of packets, and writing of acknowledgements (ibc-go `04-channel/keeper/packet.go`, wasmd
//! `x/wasm/ibc.go`).
use super::core::{module_event, relay_response, Core, Host};
use super::exchange::{as_error_event, Outgoing, Received};
use super::native;
use super::ports::PortOwner;
use super::store::{
    ack_key, async_key, commitment_key, is_received, next, open_channel, receipt_key, set_next, ChannelEnd,
    Counter,
};
use crate::clock::height_of;
use crate::codes::{ibc, sdk, wasm};
use crate::contract::IbcEntry;
use crate::error::{ErrorKind, TxError};
use crate::overlay::{commit, Overlay};
use crate::packet::sha256;
use crate::proof::{commitment_path, Statement};
use crate::proto::{Height, MsgIbcSendResponse, MsgRecvPacket, Packet, DONE, NOOP};
use cosmwasm_std::{Addr, Binary, Event, IbcPacketReceiveMsg, StdError, StdResult, Storage};
use cw_multi_test::AppResponse;
use prost::Message;

impl Core {
    /// Stores the commitment of a packet. The data of the response is wasmd's `MsgIBCSendResponse`.
    pub(crate) fn send(
        &self,
        s: &mut dyn Storage,
        port: &str,
        channel: &str,
        out: Outgoing,
    ) -> StdResult<(u64, AppResponse)> {
        let end = open_channel(s, port, channel)?;
        let sequence = next(s, Counter::Send, port, channel);
        let counterparty = &end.channel.counterparty_endpoint;
        let p = Packet {
            sequence,
            source_port: port.into(),
            source_channel: channel.into(),
            destination_port: counterparty.port_id.clone(),
            destination_channel: counterparty.channel_id.clone(),
            data: out.data,
            timeout_height: out.timeout_height,
            timeout_timestamp: out.timeout_timestamp,
        };
        self.check_new(&p, &end.counterparty_chain)?;
        set_next(s, Counter::Send, port, channel, sequence.saturating_add(1));
        s.set(&commitment_key(&p), &p.commitment());
        let event = p.event("send_packet", None, end.is_ordered(), &end.channel.connection_id);
        let data = MsgIbcSendResponse { sequence }.encode_to_vec();
        let res = AppResponse {
            events: vec![event, module_event()],
            data: Some(data.into()),
        };
        Ok((sequence, res))
    }

    /// ValidateBasic, and the check of the timeout against the light client's height and time.
    fn check_new(&self, p: &Packet, counterparty_chain: &str) -> StdResult<()> {
        if p.timeout_timestamp == 0 && p.timeout_height == Height::default() {
            let text = "packet timeout height and packet timeout timestamp cannot both be 0";
            return Err(ibc::INVALID_PACKET.wrap(text));
        }
        if p.data.is_empty() {
            return Err(ibc::INVALID_PACKET.wrap("packet data bytes cannot be empty"));
        }
        match self.clocks.get(counterparty_chain) {
            Some((height, nanos)) if p.is_elapsed(height, nanos) => {
                Err(ibc::TIMEOUT_ELAPSED.wrap("invalid packet timeout"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn recv(&self, h: &dyn Host, s: &mut dyn Storage, m: MsgRecvPacket) -> StdResult<AppResponse> {
        let p = m.packet;
        let end = open_channel(s, &p.destination_port, &p.destination_channel)?;
        let from = &end.channel.counterparty_endpoint;
        if from.port_id != p.source_port || from.channel_id != p.source_channel {
            return Err(ibc::INVALID_PACKET.wrap("packet is not from the channel's counterparty"));
        }
        if p.is_elapsed(height_of(h.block()), h.block().time.nanos()) {
            return Err(ibc::TIMEOUT_ELAPSED.wrap("packet timeout elapsed"));
        }
        let sent = Statement {
            chain: &end.counterparty_chain,
            path: &commitment_path(&p),
            value: &p.commitment(),
        };
        sent.verify(&m.proof_commitment, m.proof_height)?;
        if is_received(s, &end, &p) {
            return Ok(relay_response(vec![], NOOP));
        }
        // The receipt is written before the call, so a second delivery from inside the call is a no-op.
        set_received(s, &end, &p)?;

        let got = self.call_receiver(h, s, &p, Addr::unchecked(m.signer))?;
        let (ordered, connection) = (end.is_ordered(), &end.channel.connection_id);
        let mut events = vec![p.event("recv_packet", None, ordered, connection), module_event()];
        events.extend(got.events);
        match got.ack {
            Some(ack) => events.extend(write_ack(s, &p, &ack)?),
            None => {
                let key = async_key(&p.destination_port, &p.destination_channel, p.sequence);
                s.set(&key, &p.encode_to_vec());
            }
        }
        Ok(relay_response(events, DONE))
    }

    /// The port's response. The changes of a port that rejects are dropped, and a fatal error is returned.
    fn call_receiver(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        p: &Packet,
        relayer: Addr,
    ) -> StdResult<Received> {
        let mut branch = Overlay::new(s);
        let (received, is_kept) = match PortOwner::of(&p.destination_port)? {
            PortOwner::Transfer => native::receive(h, &mut branch, p)?,
            PortOwner::Contract(contract) => {
                let msg = IbcPacketReceiveMsg::new(p.to_std(), relayer);
                let entry = IbcEntry::PacketReceive(msg);
                match self.call_port(h, &mut branch, &p.destination_port, entry) {
                    Ok(res) => (accepted(contract, res), true),
                    Err(e) => (refused(contract, e)?, false),
                }
            }
        };
        let changes = branch.into_changes();
        if is_kept {
            commit(changes, s);
        }
        Ok(received)
    }

    /// `IbcMsg::WriteAcknowledgement`: once, for a packet for which the contract returned no acknowledgement.
    pub(super) fn write_async_ack(
        &self,
        s: &mut dyn Storage,
        port: &str,
        channel: &str,
        sequence: u64,
        ack: &[u8],
    ) -> StdResult<AppResponse> {
        let key = async_key(port, channel, sequence);
        let raw = s.get(&key).ok_or_else(|| wasm::INVALID.wrap("packet"))?;
        let p = decode::<Packet>(&raw)?;
        s.remove(&key);
        Ok(AppResponse {
            events: write_ack(s, &p, ack)?,
            data: None,
        })
    }
}

fn received_event(contract: &str) -> Event {
    Event::new("ibc_packet_received")
        .add_attribute("module", "wasm")
        .add_attribute("_contract_address", contract)
}

fn accepted(contract: &str, res: AppResponse) -> Received {
    let mut events = res.events;
    events.push(received_event(contract).add_attribute("success", "true"));
    Received {
        events,
        ack: res.data.map(Binary::into),
    }
}

/// wasmd's response for a contract that failed: an error acknowledgement, and one error event of ibc-go. Running out of
/// gas and traps abort the transaction instead.
fn refused(contract: &str, e: StdError) -> StdResult<Received> {
    let error = TxError::of(&e);
    if error.is_fatal() {
        return Err(e);
    }
    let mut event = received_event(contract).add_attribute("success", "false");
    if error.kind != ErrorKind::Refused {
        event = event.add_attribute("error", &error.text);
    }
    Ok(Received {
        events: vec![as_error_event(event)],
        ack: Some(error.ack()),
    })
}

/// Stores the receipt, or on an ordered channel the next sequence.
fn set_received(s: &mut dyn Storage, end: &ChannelEnd, p: &Packet) -> StdResult<()> {
    if !end.is_ordered() {
        s.set(&receipt_key(p), b"\x01");
        return Ok(());
    }
    let (port, channel) = (&p.destination_port, &p.destination_channel);
    let expected = next(s, Counter::Recv, port, channel);
    if p.sequence != expected {
        let text = format!(
            "packet sequence ≠ next receive sequence ({} ≠ {expected})",
            p.sequence
        );
        return Err(ibc::PACKET_SEQUENCE_OUT_OF_ORDER.wrap(text));
    }
    set_next(s, Counter::Recv, port, channel, expected.saturating_add(1));
    Ok(())
}

/// Stores the hash of the acknowledgement. Its bytes are in the event, where relayers read them.
pub(super) fn write_ack(s: &mut dyn Storage, p: &Packet, ack: &[u8]) -> StdResult<Vec<Event>> {
    let end = open_channel(s, &p.destination_port, &p.destination_channel)?;
    if s.get(&ack_key(p)).is_some() {
        return Err(ibc::ACKNOWLEDGEMENT_EXISTS.error());
    }
    if ack.is_empty() {
        return Err(ibc::INVALID_ACKNOWLEDGEMENT.wrap("acknowledgement cannot be empty"));
    }
    s.set(&ack_key(p), &sha256(&[ack]));
    let event = p.event(
        "write_acknowledgement",
        Some(ack),
        end.is_ordered(),
        &end.channel.connection_id,
    );
    Ok(vec![event, module_event()])
}

pub(super) fn decode<M: Message + Default>(bytes: &[u8]) -> StdResult<M> {
    M::decode(bytes).map_err(|e| sdk::TX_DECODE.wrap(e))
}
