//! The actions of the relayer.

use cosmwasm_std::Record;
use ibc_multi_test::{Chain, ChainKey, ErrorKind, PacketId, TxResponse, TRANSFER_PORT};

use super::World;
use crate::books;
use crate::Error;

impl World {
    /// Relays a packet to its receiver. It records a violation of I6 if a packet that is rejected changes any other state.
    pub fn recv(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        let to = self.destination(id);
        let before = to.map(|to| app_state(&self.net[to]));
        let response = self.net.recv(id)?;
        if let (Some(to), Some(before), true) = (to, before, self.is_refused(id))
            && app_state(&self.net[to]) != before
        {
            self.refusal_side_effects.push(id);
        }
        Ok(response)
    }

    /// Relays the acknowledgement of a packet. A failure is recorded, see [`never_stuck`](crate::Invariants::never_stuck).
    pub fn ack(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        let result = self.net.ack(id);
        self.record_if_failed(id, result)
    }

    /// Relays the timeout of a packet. A failure is recorded, see [`never_stuck`](crate::Invariants::never_stuck).
    pub fn timeout(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        let result = self.net.timeout(id);
        self.record_if_failed(id, result)
    }

    /// Relays a packet and its acknowledgement.
    pub fn deliver(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        self.recv(id)?;
        self.ack(id)
    }

    /// Advances all chains past the packet's timeout, and relays the timeout.
    pub fn expire(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        self.advance_past_timeout(id)?;
        self.timeout(id)
    }

    /// Advances all chains until the packet can only time out.
    pub fn advance_past_timeout(&mut self, id: PacketId) -> Result<(), Error> {
        self.net.expire(id)?;
        let times = self.deployments.keys().map(|chain| self.net[*chain].block().time);
        let Some(latest) = times.max() else { return Ok(()) };
        for chain in self.deployments.keys() {
            let mut block = self.net[*chain].block();
            block.time = latest;
            self.net[*chain].set_block(block);
        }
        Ok(())
    }

    fn record_if_failed(
        &mut self,
        id: PacketId,
        result: Result<TxResponse, Error>,
    ) -> Result<TxResponse, Error> {
        if let Err(error) = &result {
            let ours = self.net.packet(id).packet.source_port != TRANSFER_PORT;
            if ours && error.kind != ErrorKind::Relayer {
                self.failed_settlements.push((id, error.clone()));
            }
        }
        result
    }

    /// Whether the packet has an error acknowledgement.
    pub fn is_refused(&self, id: PacketId) -> bool {
        self.net
            .packet(id)
            .ack
            .as_ref()
            .is_some_and(|ack| !books::is_success(ack))
    }

    fn destination(&self, id: PacketId) -> Option<ChainKey> {
        let to = self.net.packet(id).to.clone();
        self.net.by_id(&to)
    }
}

/// The state that a rejected packet must not change: everything except IBC core's own.
fn app_state(chain: &Chain) -> Vec<Record> {
    chain
        .dump()
        .into_iter()
        .filter(|(key, _)| !key.starts_with(b"ibc/"))
        .collect()
}
