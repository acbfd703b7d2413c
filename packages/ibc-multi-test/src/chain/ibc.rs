//! The functions of a chain that read and set its channels, counters and native transfer module.
use super::{Chain, TxResponse};
use crate::error::{TxError, TxResult};
use crate::ibc::store::{self, ChannelEnd, Counter};
use crate::ibc::{native_error, TRANSFER_PORT};
use crate::proto::{self, Packet};
use crate::transfer;
use cosmwasm_std::{Addr, Coin, Storage};

impl Chain {
    /// A channel end, as the chain stores it.
    pub fn channel(&self, port: &str, channel: &str) -> Option<ChannelEnd> {
        self.read(|s| store::channel(s, port, channel)).ok()
    }
    /// Stores a channel end without a handshake, for example one whose counterparty chain is not simulated, or one that
    /// existed before a contract's state begins. The port is not called.
    pub fn place_channel(&mut self, end: &ChannelEnd) -> TxResult<()> {
        self.write(|s| store::set_channel(s, end))
    }
    /// Sets the number of the next channel that is opened on this chain: its id is `channel-<number>`.
    pub fn set_next_channel_id(&mut self, number: u64) {
        self.app
            .init_modules(|_, _, s| store::set_next_channel_id(s, number));
    }
    /// The sequence of the next packet that is sent on a channel.
    pub fn next_sequence(&self, port: &str, channel: &str) -> u64 {
        self.read(|s| store::next(s, Counter::Send, port, channel))
    }
    /// Sets the sequence of the next packet, as if packets had been sent on the channel by something other than its port.
    pub fn set_next_sequence(&mut self, port: &str, channel: &str, sequence: u64) {
        let set = |s: &mut dyn Storage| store::set_next(s, Counter::Send, port, channel, sequence);
        self.app.init_modules(|_, _, s| set(s));
    }
    /// The commitment that is stored for a packet; there is one while the packet is in flight.
    pub fn commitment(&self, packet: &Packet) -> Option<Vec<u8>> {
        self.read(|s| s.get(&store::commitment_key(packet)))
    }
    /// The hash that is stored for a packet's acknowledgement.
    pub fn ack_commitment(&self, packet: &Packet) -> Option<Vec<u8>> {
        self.read(|s| s.get(&store::ack_key(packet)))
    }

    /// Sends a coin with the native module, over a channel of its port. `timeout` is in nanoseconds.
    pub fn transfer(
        &mut self,
        sender: &Addr,
        channel: &str,
        coin: &Coin,
        receiver: &str,
        timeout: u64,
        memo: &str,
    ) -> TxResult<TxResponse> {
        let mut msg = proto::MsgTransfer::new(sender, channel, coin, receiver);
        msg.timeout_timestamp = timeout;
        msg.memo = memo.into();
        self.tx(sender, vec![proto::to_any(proto::TRANSFER, &msg)])
    }
    /// The account in which the native module escrows what was sent over a channel.
    pub fn escrow_address(&self, channel: &str) -> TxResult<Addr> {
        let address = transfer::store::escrow_address(self.api(), TRANSFER_PORT, channel);
        address.map_err(|e| TxError::of(&native_error(e)))
    }
    /// The denom of every voucher that the native module has received.
    pub fn voucher_denoms(&self) -> Vec<transfer::Denom> {
        self.read(transfer::store::denoms)
    }
}
