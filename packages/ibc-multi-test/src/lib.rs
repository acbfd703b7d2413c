#![doc = include_str!("../README.md")]
mod address;
mod bank;
mod chain;
mod clock;
mod codes;
mod contract;
mod depth;
mod error;
pub mod gas;
mod go;
mod ibc;
mod log;
mod network;
mod overlay;
mod packet;
mod proof;
pub mod proto;
pub mod transfer;

pub use address::Bech32Api;
pub use chain::{Chain, TxResponse};
pub use contract::{ibc_contract, trap, Code, IbcEntryPoints};
pub use depth::CallDepth;
pub use error::{ErrorKind, TxError, TxResult};
pub use ibc::{contract_port, ChannelEnd, ChannelState, TRANSFER_PORT};
pub use log::{Ending, PacketId, PacketRecord};
pub use network::{
    foreign_recv_msg, ChainKey, Channel, Connection, End, FalseEnd, Handshake, Network, Port, Relay, Step,
};
