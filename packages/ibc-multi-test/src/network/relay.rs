//! The relayer, which submits messages in transactions of its own.
use super::{ChainKey, End, Network};
use crate::chain::TxResponse;
use crate::error::{TxError, TxResult};
use crate::ibc::ChannelState;
use crate::log::PacketId;
use crate::proto::{self, MsgChannelCloseConfirm, MsgChannelCloseInit, Packet};
use cosmwasm_std::CosmosMsg;

/// A kind of message about a packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relay {
    /// MsgRecvPacket, to the receiving chain.
    Recv,
    /// MsgAcknowledgement, to the sending chain.
    Ack,
    /// MsgTimeout, to the sending chain.
    Timeout,
    /// MsgTimeoutOnClose, to the sending chain.
    TimeoutOnClose,
}

/// One transaction of [`Network::relay_all`].
#[derive(Clone, Debug)]
pub struct Step {
    /// The packet that was relayed.
    pub packet: PacketId,
    /// The kind of message.
    pub relay: Relay,
    /// The result of the transaction. After an error the packet is unchanged.
    pub result: TxResult<TxResponse>,
}

impl Network {
    /// Submits MsgRecvPacket. If the packet was received before, the message is a no-op.
    pub fn recv(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let to = self.destination(id)?;
        let msg = self.recv_msg(id, &self[to].relayer());
        self.submit(to, msg)
    }
    /// Submits MsgAcknowledgement. If the packet is settled, the message is a no-op.
    pub fn ack(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let from = self.source(id)?;
        let msg = self.ack_msg(id, &self[from].relayer())?;
        self.submit(from, msg)
    }
    /// Calls [`Network::recv`] and [`Network::ack`], and returns the response of the latter.
    pub fn deliver(&mut self, id: PacketId) -> TxResult<TxResponse> {
        self.recv(id)?;
        self.ack(id)
    }
    /// Submits MsgTimeout, with a proof that the packet was not received.
    pub fn timeout(&mut self, id: PacketId) -> TxResult<TxResponse> {
        let from = self.source(id)?;
        let msg = self.timeout_msg(id, &self[from].relayer())?;
        self.submit(from, msg)
    }
    /// Submits MsgTimeoutOnClose, with proofs that the other end is closed and the packet was not received.
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

    /// Advances the receiving chain's block until the packet can only time out.
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

    /// Excludes this packet from [`Network::relay_all`] from now on.
    pub fn withhold(&mut self, id: PacketId) {
        self.log.borrow_mut().withheld.insert(id);
    }
    /// Includes a packet in [`Network::relay_all`] again, after [`Network::withhold`].
    pub fn release(&mut self, id: PacketId) {
        self.log.borrow_mut().withheld.remove(&id);
    }

    /// Relays until nothing is left to relay: packets, the acknowledgements and timeouts that follow, and the packets that
    /// these cause. A message that fails is tried once; its error is in the returned steps.
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

    /// The message that a packet waits for; `None` if it is settled, is withheld, or has no acknowledgement yet.
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

    /// MsgChannelCloseInit, sent by the relayer. The port is called, and may reject it.
    pub fn close_init(&mut self, end: &End) -> TxResult<TxResponse> {
        let msg = MsgChannelCloseInit {
            port_id: end.port.clone(),
            channel_id: end.channel.clone(),
            signer: self[end.chain].relayer().to_string(),
        };
        self.submit(end.chain, proto::to_any(proto::CLOSE_INIT, &msg))
    }

    /// MsgChannelCloseConfirm. It closes `end`, whose other end must be closed already.
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
