//! The queries of wasmd, of the bank and of IBC core that are asked, with their field numbers
//! (`cosmwasm/wasm/v1/query.proto`, `cosmos/bank/v1beta1/query.proto`, `ibc/core/channel/v1/query.proto`).
//!
//! They are written by hand: a dozen messages do not pay for the crates that have all of the SDK's.

use ibc_multi_test::proto::Channel;
use prost::Message;

pub const RAW_STATE: &str = "/cosmwasm.wasm.v1.Query/RawContractState";
pub const SMART_STATE: &str = "/cosmwasm.wasm.v1.Query/SmartContractState";
pub const ALL_STATE: &str = "/cosmwasm.wasm.v1.Query/AllContractState";
pub const ALL_BALANCES: &str = "/cosmos.bank.v1beta1.Query/AllBalances";
pub const CHANNEL: &str = "/ibc.core.channel.v1.Query/Channel";
pub const COMMITMENTS: &str = "/ibc.core.channel.v1.Query/PacketCommitments";
pub const ACKNOWLEDGEMENTS: &str = "/ibc.core.channel.v1.Query/PacketAcknowledgements";
pub const UNRECEIVED: &str = "/ibc.core.channel.v1.Query/UnreceivedPackets";

#[derive(Clone, PartialEq, Message)]
pub struct PageRequest {
    #[prost(bytes = "vec", tag = "1")]
    pub key: Vec<u8>,
    #[prost(uint64, tag = "3")]
    pub limit: u64,
}

#[derive(Clone, PartialEq, Message)]
pub struct PageResponse {
    #[prost(bytes = "vec", tag = "1")]
    pub next_key: Vec<u8>,
}

/// Request of [`RAW_STATE`] and [`SMART_STATE`].
#[derive(Clone, PartialEq, Message)]
pub struct ContractQuery {
    #[prost(string, tag = "1")]
    pub address: String,
    /// A storage key, or the contract's own query as JSON.
    #[prost(bytes = "vec", tag = "2")]
    pub query_data: Vec<u8>,
}

/// Answer to [`RAW_STATE`] and [`SMART_STATE`].
#[derive(Clone, PartialEq, Message)]
pub struct ContractAnswer {
    /// The stored value, empty if there is none; or the contract's answer as JSON.
    #[prost(bytes = "vec", tag = "1")]
    pub data: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct AllStateRequest {
    #[prost(string, tag = "1")]
    pub address: String,
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<PageRequest>,
}

#[derive(Clone, PartialEq, Message)]
pub struct AllStateResponse {
    #[prost(message, repeated, tag = "1")]
    pub models: Vec<Model>,
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<PageResponse>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Model {
    #[prost(bytes = "vec", tag = "1")]
    pub key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct BalancesRequest {
    #[prost(string, tag = "1")]
    pub address: String,
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<PageRequest>,
}

#[derive(Clone, PartialEq, Message)]
pub struct BalancesResponse {
    #[prost(message, repeated, tag = "1")]
    pub balances: Vec<Coin>,
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<PageResponse>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Coin {
    #[prost(string, tag = "1")]
    pub denom: String,
    #[prost(string, tag = "2")]
    pub amount: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct ChannelRequest {
    #[prost(string, tag = "1")]
    pub port_id: String,
    #[prost(string, tag = "2")]
    pub channel_id: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct ChannelResponse {
    #[prost(message, optional, tag = "1")]
    pub channel: Option<Channel>,
}

#[derive(Clone, PartialEq, Message)]
pub struct CommitmentsRequest {
    #[prost(string, tag = "1")]
    pub port_id: String,
    #[prost(string, tag = "2")]
    pub channel_id: String,
    #[prost(message, optional, tag = "3")]
    pub pagination: Option<PageRequest>,
}

#[derive(Clone, PartialEq, Message)]
pub struct CommitmentsResponse {
    #[prost(message, repeated, tag = "1")]
    pub commitments: Vec<PacketState>,
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<PageResponse>,
}

#[derive(Clone, PartialEq, Message)]
pub struct AcknowledgementsRequest {
    #[prost(string, tag = "1")]
    pub port_id: String,
    #[prost(string, tag = "2")]
    pub channel_id: String,
    /// Only these.
    #[prost(uint64, repeated, tag = "4")]
    pub packet_commitment_sequences: Vec<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub struct AcknowledgementsResponse {
    #[prost(message, repeated, tag = "1")]
    pub acknowledgements: Vec<PacketState>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PacketState {
    #[prost(uint64, tag = "3")]
    pub sequence: u64,
    /// The commitment, or sha256 of the acknowledgement.
    #[prost(bytes = "vec", tag = "4")]
    pub data: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct UnreceivedRequest {
    #[prost(string, tag = "1")]
    pub port_id: String,
    #[prost(string, tag = "2")]
    pub channel_id: String,
    #[prost(uint64, repeated, tag = "3")]
    pub packet_commitment_sequences: Vec<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub struct UnreceivedResponse {
    #[prost(uint64, repeated, tag = "1")]
    pub sequences: Vec<u64>,
}
