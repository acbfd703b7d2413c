//! Contracts as a chain stores them: cw-multi-test's `Contract`, together with the six IBC entry points.
mod backend;
mod functions;
mod replies;
mod wrapper;

pub use functions::ibc_contract;
pub(crate) use wrapper::HostContract;

use cosmwasm_std::{
    DepsMut, Empty, Env, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
};
use cw_multi_test::Contract;
use serde::{Deserialize, Serialize};

/// The six IBC entry points of a contract. [`ibc_contract`] makes them from functions. Implement this trait for contracts
/// that run elsewhere, such as in a VM.
///
/// `Err` is an error that the contract itself returned. An implementation reports spent gas with [`crate::gas::consume`],
/// and a trap with [`trap`].
pub trait IbcEntryPoints {
    /// First or second step of a handshake: the contract accepts or rejects the channel, and may name the version.
    fn ibc_channel_open(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcChannelOpenMsg,
    ) -> Result<Option<Ibc3ChannelOpenResponse>, String>;
    /// Third or fourth step of a handshake.
    fn ibc_channel_connect(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcChannelConnectMsg,
    ) -> Result<IbcBasicResponse, String>;
    /// The channel is about to be closed from this end, or its other end is closed.
    fn ibc_channel_close(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcChannelCloseMsg,
    ) -> Result<IbcBasicResponse, String>;
    /// A packet was received.
    fn ibc_packet_receive(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcPacketReceiveMsg,
    ) -> Result<IbcReceiveResponse, String>;
    /// A packet was acknowledged.
    fn ibc_packet_ack(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcPacketAckMsg,
    ) -> Result<IbcBasicResponse, String>;
    /// A packet timed out.
    fn ibc_packet_timeout(
        &self,
        deps: DepsMut,
        env: Env,
        msg: IbcPacketTimeoutMsg,
    ) -> Result<IbcBasicResponse, String>;
}

/// Stops the running entry point as a trap of the VM does. A native panic counts as one too.
pub fn trap(why: impl Into<String>) -> ! {
    // This avoids the panic hook and its printed trace, which `panic!` would cause.
    std::panic::resume_unwind(Box::new(why.into()))
}

/// Code of a contract, for [`crate::Chain::store_code`].
pub struct Code {
    pub(crate) base: Box<dyn Contract<Empty>>,
    pub(crate) ibc: Option<Box<dyn IbcEntryPoints>>,
}

impl Code {
    /// Code of a contract without IBC.
    pub fn new(base: Box<dyn Contract<Empty>>) -> Self {
        Self { base, ibc: None }
    }
    /// Adds the IBC entry points.
    pub fn with_ibc(mut self, entry_points: impl IbcEntryPoints + 'static) -> Self {
        self.ibc = Some(Box::new(entry_points));
        self
    }
}

/// An IBC entry point of a contract, with its message.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IbcEntry {
    ChannelOpen(IbcChannelOpenMsg),
    ChannelConnect(IbcChannelConnectMsg),
    ChannelClose(IbcChannelCloseMsg),
    PacketReceive(IbcPacketReceiveMsg),
    PacketAck(IbcPacketAckMsg),
    PacketTimeout(IbcPacketTimeoutMsg),
}

/// The message of the call of `sudo` that carries an IBC entry point. No contract can send it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Envelope {
    #[serde(rename = "__ibc_entry")]
    pub entry: IbcEntry,
}
