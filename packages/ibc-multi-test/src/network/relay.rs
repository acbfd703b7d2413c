//! The relayer: it hands out messages with proofs, and submits them in transactions of its own. Contracts
//! may emit the same messages.
use super::{ChainKey, End, Network};
use crate::chain::TxResponse;
use crate::error::{TxError, TxResult};
use crate::ibc::{self, ChannelState, Counter};
use crate::log::{PacketId, PacketRecord};
use crate::packet::sha256;
use crate::proof::{ack_path, channel_path, commitment_path, next_recv_path, receipt_path, Statement};
use crate::proto::{
    self, MsgAcknowledgement, MsgChannelCloseConfirm, MsgChannelCloseInit, MsgRecvPacket, MsgTimeout,
    MsgTimeoutOnClose, Packet,
};
use cosmwasm_std::{Addr, CosmosMsg};

/// A message about a packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relay {
    /// MsgRecvPacket
    Recv,
    /// MsgAcknowledgement
    Ack,
    /// MsgTimeout
    Timeout,
    /// MsgTimeoutOnClose
    TimeoutOnClose,
}

/// One transaction of [`Network::relay_all`].
#[derive(Clone, Debug)]
pub struct Step {
    /// The packet.
    pub packet: PacketId,
    /// What was relayed.
    pub relay: Relay,
    /// How it went. After an error the packet stays as it was.
    pub result: TxResult<TxResponse>,
}

impl Network {
    // ---- messages, for the relayer and for contracts alike ----

    /// MsgRecvPacket with its proof. It stays valid, even when the packet has ended.
    pub fn recv_msg(&self, id: PacketId, signer: &Addr) -> CosmosMsg {
        let record = self.packet(id);
        let (height, nanos) = record.committed;
        let p = &record.packet;
        let sent = Statement {
            chain: &record.from,
            path: &commitment_path(p),
            value: &p.commitment(),
        };
        let msg = MsgRecvPacket {
            packet: p.clone(),
            proof_commitment: sent.prove(height, nanos),
            proof_height: height,
            signer: signer.to_string(),
        };
        proto::to_any(proto::RECV, &msg)
    }

    /// MsgAcknowledgement with its proof.
    ///
    /// # Errors
    /// `Relayer` while there is no acknowledgement.
    pub fn ack_msg(&self, id: PacketId, signer: &Addr) -> TxResult<CosmosMsg> {
        let record = self.packet(id);
        let ack = record.ack.as_ref();
        let ack = ack.ok_or_else(|| TxError::relayer("there is no acknowledgement to prove"))?;
        let (height, nanos) = self.now(self.simulated(&record.to)?);
        let stored = Statement {
            chain: &record.to,
            path: &ack_path(&record.packet),
            value: &sha256(&[ack]),
        };
        let msg = MsgAcknowledgement {
            packet: record.packet.clone(),
            acknowledgement: ack.clone(),
            proof_acked: stored.prove(height, nanos),
            proof_height: height,
            signer: signer.to_string(),
        };
        Ok(proto::to_any(proto::ACK, &msg))
    }

    /// MsgTimeout with its proof of now: the chain takes it only if the timeout has passed over there.
    ///
    /// # Errors
    /// `Relayer` if the packet was received: there is no such proof.
    pub fn timeout_msg(&self, id: PacketId, signer: &Addr) -> TxResult<CosmosMsg> {
        let record = self.packet(id);
        let (height, _) = self.now(self.simulated(&record.to)?);
        let (proof_unreceived, next_sequence_recv) = self.prove_unreceived(&record)?;
        let msg = MsgTimeout {
            packet: record.packet.clone(),
            proof_unreceived,
            proof_height: height,
            next_sequence_recv,
            signer: signer.to_string(),
        };
        Ok(proto::to_any(proto::TIMEOUT, &msg))
    }

    /// MsgTimeoutOnClose with its proofs of now: the chain takes it only if the other end is closed.
    ///
    /// # Errors
    /// `Relayer` if the packet was received: there is no such proof.
    pub fn timeout_on_close_msg(&self, id: PacketId, signer: &Addr) -> TxResult<CosmosMsg> {
        let record = self.packet(id);
        let to = self.simulated(&record.to)?;
        let (proof_unreceived, next_sequence_recv) = self.prove_unreceived(&record)?;
        let p = &record.packet;
        let msg = MsgTimeoutOnClose {
            packet: p.clone(),
            proof_unreceived,
            proof_close: self.prove_channel(to, &p.destination_port, &p.destination_channel),
            proof_height: self.now(to).0,
            next_sequence_recv,
            signer: signer.to_string(),
        };
        Ok(proto::to_any(proto::TIMEOUT_ON_CLOSE, &msg))
    }

    /// Proof, and the receiving end's next sequence.
    fn prove_unreceived(&self, record: &PacketRecord) -> TxResult<(Vec<u8>, u64)> {
        let p = &record.packet;
        let to = self.simulated(&record.to)?;
        let (port, channel) = (&p.destination_port, &p.destination_channel);
        let end = self[to].channel(port, channel);
        let end = end.ok_or_else(|| TxError::relayer("the other end has no such channel"))?;
        if self[to].read(|s| ibc::is_received(s, &end, p)) {
            return Err(TxError::relayer("the packet was received"));
        }
        let next = self[to].read(|s| ibc::next(s, Counter::Recv, port, channel));
        let (path, value) = match end.is_ordered() {
            true => (next_recv_path(p), next.to_be_bytes().to_vec()),
            false => (receipt_path(p), vec![]),
        };
        let (height, nanos) = self.now(to);
        let statement = Statement {
            chain: &record.to,
            path: &path,
            value: &value,
        };
        Ok((statement.prove(height, nanos), next))
    }

    /// Proof of a channel end as it is; of none if there is none.
    pub(super) fn prove_channel(&self, chain: ChainKey, port: &str, channel: &str) -> Vec<u8> {
        let end = self[chain].channel(port, channel);
        let claim = end.map(|e| e.claim()).unwrap_or_default();
        self.prove_claim(chain, port, channel, &claim)
    }
    pub(super) fn prove_claim(&self, chain: ChainKey, port: &str, channel: &str, claim: &[u8]) -> Vec<u8> {
        let (height, nanos) = self.now(chain);
        let statement = Statement {
            chain: self[chain].id(),
            path: &channel_path(port, channel),
            value: claim,
        };
        statement.prove(height, nanos)
    }

    // ---- relaying ----

    /// Delivers a packet. Delivered before: a no-op.
    pub fn recv(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let to = self.destination(id)?;
        let msg = self.recv_msg(id, &self[to].relayer());
        self.submit(to, msg)
    }
    /// Brings the acknowledgement back. Brought before: a no-op.
    pub fn ack(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let from = self.source(id)?;
        let msg = self.ack_msg(id, &self[from].relayer())?;
        self.submit(from, msg)
    }
    /// Delivers a packet and brings the acknowledgement back; the latter's response.
    pub fn deliver(&mut self, id: PacketId) -> TxResult<TxResponse> {
        self.recv(id)?;
        self.ack(id)
    }
    /// Tells the sender that the timeout has passed.
    pub fn timeout(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let from = self.source(id)?;
        let msg = self.timeout_msg(id, &self[from].relayer())?;
        self.submit(from, msg)
    }
    /// Tells the sender that the other end is closed.
    pub fn timeout_on_close(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let from = self.source(id)?;
        let msg = self.timeout_on_close_msg(id, &self[from].relayer())?;
        self.submit(from, msg)
    }
    /// Submits a message signed by the chain's relayer.
    pub fn submit(&mut self, chain: ChainKey, msg: CosmosMsg) -> TxResult<TxResponse> {
        let relayer = self[chain].relayer();
        self[chain].tx(&relayer, vec![msg])
    }

    /// The receiving chain's clock goes on until the packet can only time out.
    pub fn expire(&mut self, id: PacketId) -> TxResult<()> {
        let to = self.destination(id)?;
        let p = self.packet(id).packet.clone();
        let mut block = self[to].block();
        block.height = block.height.max(p.timeout_height.revision_height);
        let time = block.time.nanos().max(p.timeout_timestamp);
        block.time = cosmwasm_std::Timestamp::from_nanos(time);
        self[to].set_block(block);
        Ok(())
    }

    /// [`Network::relay_all`] leaves this packet alone from now on.
    pub fn withhold(&mut self, id: PacketId) {
        self.log.borrow_mut().withheld.insert(id);
    }
    /// [`Network::relay_all`] takes this packet again.
    pub fn release(&mut self, id: PacketId) {
        self.log.borrow_mut().withheld.remove(&id);
    }

    /// Relays until nothing is left to do: packets, the acknowledgements and timeouts that follow, and
    /// the packets that these send. What fails is tried once; errors are found in the steps.
    pub fn relay_all(&mut self) -> Vec<Step> {
        let mut steps: Vec<Step> = vec![];
        let mut failed = vec![];
        loop {
            let before = steps.len();
            for id in self.pending() {
                while let Some(relay) = self.due(id).filter(|_| !failed.contains(&id)) {
                    let result = self.relay(id, relay);
                    if result.is_err() {
                        failed.push(id);
                    }
                    steps.push(Step {
                        packet: id,
                        relay,
                        result,
                    });
                }
            }
            if steps.len() == before {
                return steps;
            }
        }
    }

    /// Relays one message.
    pub fn relay(&mut self, id: PacketId, relay: Relay) -> TxResult<TxResponse> {
        match relay {
            Relay::Recv => self.recv(id),
            Relay::Ack => self.ack(id),
            Relay::Timeout => self.timeout(id),
            Relay::TimeoutOnClose => self.timeout_on_close(id),
        }
    }

    /// What a packet waits for; `None` if it ended, is withheld, or its acknowledgement is still to be written.
    pub fn due(&self, id: PacketId) -> Option<Relay> {
        let record = self.packet(id);
        if !record.is_pending() || self.log.borrow().withheld.contains(&id) {
            return None;
        }
        if record.received > 0 {
            return record.ack.as_ref().map(|_| Relay::Ack);
        }
        let to = self.by_id(&record.to)?;
        let (height, nanos) = self.now(to);
        Some(self.due_unreceived(to, &record.packet, record.packet.is_elapsed(height, nanos)))
    }
    fn due_unreceived(&self, to: ChainKey, p: &Packet, elapsed: bool) -> Relay {
        let end = self[to].channel(&p.destination_port, &p.destination_channel);
        match end.map(|e| e.state) {
            _ if elapsed => Relay::Timeout,
            Some(ChannelState::Closed) => Relay::TimeoutOnClose,
            _ => Relay::Recv,
        }
    }

    pub(super) fn source(&self, id: PacketId) -> TxResult<ChainKey> {
        self.simulated(&self.packet(id).from)
    }
    fn destination(&self, id: PacketId) -> TxResult<ChainKey> {
        self.simulated(&self.packet(id).to)
    }

    // ---- closing ----

    /// MsgChannelCloseInit from outside: the port is asked, and may refuse.
    pub fn close_init(&mut self, end: &End) -> TxResult<TxResponse> {
        let msg = MsgChannelCloseInit {
            port_id: end.port.clone(),
            channel_id: end.channel.clone(),
            signer: self[end.chain].relayer().to_string(),
        };
        self.submit(end.chain, proto::to_any(proto::CLOSE_INIT, &msg))
    }

    /// MsgChannelCloseConfirm: closes `end`, whose other end must be closed already.
    pub fn close_confirm(&mut self, end: &End) -> TxResult<TxResponse> {
        let stored = self.channel_end(end);
        let stored = stored.ok_or_else(|| TxError::relayer("no such channel"))?;
        let other = self.simulated(&stored.counterparty_chain)?;
        let at = &stored.channel.counterparty_endpoint;
        let msg = MsgChannelCloseConfirm {
            port_id: end.port.clone(),
            channel_id: end.channel.clone(),
            proof_init: self.prove_channel(other, &at.port_id, &at.channel_id),
            proof_height: self.now(other).0,
            signer: self[end.chain].relayer().to_string(),
        };
        self.submit(end.chain, proto::to_any(proto::CLOSE_CONFIRM, &msg))
    }
}
