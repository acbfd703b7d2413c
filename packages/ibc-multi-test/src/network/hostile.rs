//! The actions of a hostile chain. A light client accepts whatever the validators of its chain have signed, whether or not
//! it is true.
use super::{End, Network};
use crate::clock::revision_of;
use crate::error::{TxError, TxResult};
use crate::ibc::store::{self, ChannelEnd};
use crate::log::PacketId;
use crate::proof::{commitment_path, Statement};
use crate::proto::{self, Height, MsgRecvPacket, Packet};
use cosmwasm_std::{Addr, CosmosMsg};

impl Network {
    /// The chain of `from` commits to a packet that its port never sent, with the next sequence of the channel. `timeout`
    /// is in nanoseconds. The packet is recorded in the log and can be relayed like any other.
    pub fn forge_packet(&mut self, from: &End, data: &[u8], timeout: u64) -> TxResult<PacketId> {
        let end = self.channel_end(from);
        let end = end.ok_or_else(|| TxError::relayer("no such channel"))?;
        let sequence = self[from.chain].next_sequence(&from.port, &from.channel);
        let packet = packet_of(&end, sequence, data, timeout);
        self[from.chain].set_next_sequence(&from.port, &from.channel, sequence.saturating_add(1));
        self[from.chain].write(|s| {
            s.set(&store::commitment_key(&packet), &packet.commitment());
            Ok(())
        })?;
        let now = self.now(from.chain);
        let chain = self[from.chain].shared_id();
        Ok(self
            .log
            .borrow_mut()
            .sent(&chain, &end.counterparty_chain, packet, now))
    }

    /// Relays an acknowledgement that the receiving chain never wrote, with a proof. It submits the message of
    /// [`Network::forged_ack_msg`] in a transaction of the relayer.
    pub fn forge_ack(&mut self, id: PacketId, ack: &[u8]) -> TxResult<crate::TxResponse> {
        let from = self.source(id)?;
        let msg = self.forged_ack_msg(id, ack, &self[from].relayer())?;
        self.submit(from, msg)
    }
}

/// MsgRecvPacket for a packet of a chain that is not simulated, such as a recorded packet.
pub fn foreign_recv_msg(chain_id: &str, packet: &Packet, signer: &Addr) -> CosmosMsg {
    let height = Height {
        revision_number: revision_of(chain_id),
        revision_height: 1,
    };
    let sent = Statement {
        chain: chain_id,
        path: &commitment_path(packet),
        value: &packet.commitment(),
    };
    let msg = MsgRecvPacket {
        packet: packet.clone(),
        proof_commitment: sent.prove(height, 0),
        proof_height: height,
        signer: signer.to_string(),
    };
    proto::to_any(proto::RECV, &msg)
}

fn packet_of(end: &ChannelEnd, sequence: u64, data: &[u8], timeout: u64) -> Packet {
    let (own, other) = (&end.channel.endpoint, &end.channel.counterparty_endpoint);
    Packet {
        sequence,
        source_port: own.port_id.clone(),
        source_channel: own.channel_id.clone(),
        destination_port: other.port_id.clone(),
        destination_channel: other.channel_id.clone(),
        data: data.to_vec(),
        timeout_height: Height::default(),
        timeout_timestamp: timeout,
    }
}
