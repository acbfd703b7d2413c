//! The settlement of a packet by acknowledgement or timeout (ibc-go `04-channel/keeper/{packet,timeout}.go`). The
//! commitment is deleted before the port is called, so a second settlement from inside that call is a no-op.
use super::core::{module_event, relay_response, Core, Host};
use super::handshake::counterparty_end;
use super::store::{
    channel, commitment_key, connection, expect_state, next, set_channel, set_next, ChannelEnd, ChannelState,
    Counter,
};
use crate::codes::ibc;
use crate::contract::IbcEntry;
use crate::go::ack::is_canonical;
use crate::packet::sha256;
use crate::proof::{ack_path, channel_path, nanos_of, next_recv_path, receipt_path, Statement};
use crate::proto::{Height, MsgAcknowledgement, MsgTimeout, MsgTimeoutOnClose, Packet, DONE, NOOP};
use cosmwasm_std::{Addr, IbcAcknowledgement, IbcPacketAckMsg, IbcPacketTimeoutMsg, StdResult, Storage};
use cw_multi_test::AppResponse;

/// The commitment that is stored for the packet's sequence.
enum Commitment {
    Gone,
    This,
}

fn commitment(s: &dyn Storage, p: &Packet) -> StdResult<Commitment> {
    match s.get(&commitment_key(p)) {
        None => Ok(Commitment::Gone),
        Some(stored) if stored == p.commitment() => Ok(Commitment::This),
        Some(_) => Err(ibc::INVALID_PACKET.wrap("packet commitment bytes are not equal")),
    }
}

fn source_end(s: &dyn Storage, p: &Packet) -> StdResult<ChannelEnd> {
    let end = channel(s, &p.source_port, &p.source_channel)?;
    let to = &end.channel.counterparty_endpoint;
    if to.port_id != p.destination_port || to.channel_id != p.destination_channel {
        return Err(ibc::INVALID_PACKET.wrap("packet is not for the channel's counterparty"));
    }
    Ok(end)
}

impl Core {
    pub(super) fn acknowledge(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: MsgAcknowledgement,
    ) -> StdResult<AppResponse> {
        let p = m.packet;
        let end = source_end(s, &p)?;
        expect_state(&end, ChannelState::Open)?;
        if let Commitment::Gone = commitment(s, &p)? {
            return Ok(relay_response(vec![], NOOP));
        }
        if !is_canonical(&m.acknowledgement) {
            let text = "acknowledgement did not marshal to expected bytes";
            return Err(ibc::INVALID_ACKNOWLEDGEMENT.wrap(text));
        }
        let acked = Statement {
            chain: &end.counterparty_chain,
            path: &ack_path(&p),
            value: &sha256(&[&m.acknowledgement]),
        };
        acked.verify(&m.proof_acked, m.proof_height)?;
        if end.is_ordered() {
            let expected = next(s, Counter::Ack, &p.source_port, &p.source_channel);
            if p.sequence != expected {
                let text = "packet sequence ≠ next ack sequence";
                return Err(ibc::PACKET_SEQUENCE_OUT_OF_ORDER.wrap(text));
            }
            let following = expected.saturating_add(1);
            set_next(s, Counter::Ack, &p.source_port, &p.source_channel, following);
        }
        let ack = IbcAcknowledgement::new(m.acknowledgement);
        let msg = IbcPacketAckMsg::new(ack, p.to_std(), Addr::unchecked(m.signer));
        self.settle(h, s, &p, "acknowledge_packet", &end, IbcEntry::PacketAck(msg))
    }

    pub(super) fn time_out(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: MsgTimeout,
    ) -> StdResult<AppResponse> {
        let p = m.packet;
        let end = source_end(s, &p)?;
        if !p.is_elapsed(m.proof_height, nanos_of(&m.proof_unreceived)) {
            return Err(ibc::TIMEOUT_NOT_REACHED.wrap("packet timeout not reached"));
        }
        if let Commitment::Gone = commitment(s, &p)? {
            return Ok(relay_response(vec![], NOOP));
        }
        let absence = Absence {
            proof: &m.proof_unreceived,
            height: m.proof_height,
            next_sequence_recv: m.next_sequence_recv,
        };
        self.settle_timeout(h, s, &p, end, absence, m.signer)
    }

    pub(super) fn time_out_on_close(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: MsgTimeoutOnClose,
    ) -> StdResult<AppResponse> {
        let p = m.packet;
        let end = source_end(s, &p)?;
        if let Commitment::Gone = commitment(s, &p)? {
            return Ok(relay_response(vec![], NOOP));
        }
        let connection = connection(s, &end.channel.connection_id)?;
        let closed = Statement {
            chain: &end.counterparty_chain,
            path: &channel_path(&p.destination_port, &p.destination_channel),
            value: &counterparty_end(&end, ChannelState::Closed, &connection).proof_value(),
        };
        closed.verify(&m.proof_close, m.proof_height)?;
        let absence = Absence {
            proof: &m.proof_unreceived,
            height: m.proof_height,
            next_sequence_recv: m.next_sequence_recv,
        };
        self.settle_timeout(h, s, &p, end, absence, m.signer)
    }

    /// Verifies that the packet was not received, and settles it. A timeout closes an ordered channel.
    fn settle_timeout(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        p: &Packet,
        mut end: ChannelEnd,
        absence: Absence,
        relayer: String,
    ) -> StdResult<AppResponse> {
        absence.verify(&end, p)?;
        let mut events = vec![];
        if end.is_ordered() {
            end.state = ChannelState::Closed;
            set_channel(s, &end)?;
            events.extend([end.event("channel_close"), module_event()]);
        }
        let msg = IbcPacketTimeoutMsg::new(p.to_std(), Addr::unchecked(relayer));
        let mut res = self.settle(h, s, p, "timeout_packet", &end, IbcEntry::PacketTimeout(msg))?;
        res.events.splice(0..0, events);
        Ok(res)
    }

    /// Calls the port. If it fails, everything is reverted and the packet stays pending.
    fn settle(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        p: &Packet,
        event: &str,
        end: &ChannelEnd,
        entry: IbcEntry,
    ) -> StdResult<AppResponse> {
        s.remove(&commitment_key(p));
        let event = p.event(event, None, end.is_ordered(), &end.channel.connection_id);
        let res = self.call_port(h, s, &p.source_port, entry)?;
        let mut events = vec![event, module_event()];
        events.extend(res.events);
        Ok(relay_response(events, DONE))
    }
}

/// The proof that the other chain has no receipt, or on an ordered channel that its next sequence is not past the
/// packet's.
struct Absence<'a> {
    proof: &'a [u8],
    height: Height,
    next_sequence_recv: u64,
}

impl Absence<'_> {
    fn verify(&self, end: &ChannelEnd, p: &Packet) -> StdResult<()> {
        let (path, value) = match end.is_ordered() {
            false => (receipt_path(p), vec![]),
            true if self.next_sequence_recv > p.sequence => {
                return Err(ibc::PACKET_RECEIVED.error());
            }
            true => (next_recv_path(p), self.next_sequence_recv.to_be_bytes().to_vec()),
        };
        let stated = Statement {
            chain: &end.counterparty_chain,
            path: &path,
            value: &value,
        };
        stated.verify(self.proof, self.height).map(|_| ())
    }
}
