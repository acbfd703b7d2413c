//! Messages about packets with their proofs, for the relayer and for contracts.
use super::{ChainKey, Network};
use crate::error::{TxError, TxResult};
use crate::ibc::store::{self, Counter};
use crate::log::{PacketId, PacketRecord};
use crate::packet::sha256;
use crate::proof::{ack_path, channel_path, commitment_path, next_recv_path, receipt_path, Statement};
use crate::proto::{self, MsgAcknowledgement, MsgRecvPacket, MsgTimeout, MsgTimeoutOnClose};
use cosmwasm_std::{Addr, CosmosMsg};

impl Network {
    /// MsgRecvPacket with its proof. The proof stays valid, even when the packet is settled.
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
    /// An error of kind `Relayer` while there is no acknowledgement.
    pub fn ack_msg(&self, id: PacketId, signer: &Addr) -> TxResult<CosmosMsg> {
        let ack = self.packet(id).ack.clone();
        let ack = ack.ok_or_else(|| TxError::relayer("there is no acknowledgement to prove"))?;
        self.forged_ack_msg(id, &ack, signer)
    }

    /// MsgAcknowledgement with any bytes, which the receiving port need not have written. Neither chain is changed.
    pub fn forged_ack_msg(&self, id: PacketId, ack: &[u8], signer: &Addr) -> TxResult<CosmosMsg> {
        let record = self.packet(id);
        let (height, nanos) = self.now(self.simulated(&record.to)?);
        let stored = Statement {
            chain: &record.to,
            path: &ack_path(&record.packet),
            value: &sha256(&[ack]),
        };
        let msg = MsgAcknowledgement {
            packet: record.packet.clone(),
            acknowledgement: ack.to_vec(),
            proof_acked: stored.prove(height, nanos),
            proof_height: height,
            signer: signer.to_string(),
        };
        Ok(proto::to_any(proto::ACK, &msg))
    }

    /// MsgTimeout with a proof at the current block. The chain accepts it only if the timeout has passed on the other
    /// chain.
    ///
    /// # Errors
    /// An error of kind `Relayer` if the packet was received, because there is no such proof.
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

    /// MsgTimeoutOnClose with proofs at the current block. The chain accepts it only if the other end is closed.
    ///
    /// # Errors
    /// An error of kind `Relayer` if the packet was received, because there is no such proof.
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

    /// The proof that the packet was not received, and the next sequence of the receiving end.
    fn prove_unreceived(&self, record: &PacketRecord) -> TxResult<(Vec<u8>, u64)> {
        let p = &record.packet;
        let to = self.simulated(&record.to)?;
        let (port, channel) = (&p.destination_port, &p.destination_channel);
        let end = self[to].channel(port, channel);
        let end = end.ok_or_else(|| TxError::relayer("the other end has no such channel"))?;
        if self[to].read(|s| store::is_received(s, &end, p)) {
            return Err(TxError::relayer("the packet was received"));
        }
        let next = self[to].read(|s| store::next(s, Counter::Recv, port, channel));
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

    /// The proof of a channel end as it is stored, or that there is none.
    pub(super) fn prove_channel(&self, chain: ChainKey, port: &str, channel: &str) -> Vec<u8> {
        let end = self[chain].channel(port, channel);
        let value = end.map(|e| e.proof_value()).unwrap_or_default();
        self.prove_channel_value(chain, port, channel, &value)
    }
    pub(super) fn prove_channel_value(
        &self,
        chain: ChainKey,
        port: &str,
        channel: &str,
        value: &[u8],
    ) -> Vec<u8> {
        let (height, nanos) = self.now(chain);
        let statement = Statement {
            chain: self[chain].id(),
            path: &channel_path(port, channel),
            value,
        };
        statement.prove(height, nanos)
    }
}
