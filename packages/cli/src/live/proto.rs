//! The queries of wasmd, of the SDK and of IBC core that are asked: their paths, and the protobuf messages under the names that
//! they have here. Core's queries about packets name the port and the channel of the chain that is asked.

pub use cosmos_sdk_proto::cosmos::auth::v1beta1::{
    QueryAccountInfoRequest as AccountInfoRequest, QueryAccountInfoResponse as AccountInfoResponse,
};
pub use cosmos_sdk_proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest as BalancesRequest, QueryAllBalancesResponse as BalancesResponse,
};
pub use cosmos_sdk_proto::cosmos::base::query::v1beta1::{PageRequest, PageResponse};
pub use cosmos_sdk_proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
pub use cosmos_sdk_proto::cosmwasm::wasm::v1::{
    QueryAllContractStateRequest as AllStateRequest, QueryAllContractStateResponse as AllStateResponse,
    QueryRawContractStateRequest as RawStateRequest, QueryRawContractStateResponse as RawStateResponse,
    QuerySmartContractStateRequest as SmartStateRequest,
    QuerySmartContractStateResponse as SmartStateResponse,
};
pub use cosmos_sdk_proto::prost::Message;
pub use ibc_proto::ibc::core::channel::v1::{
    QueryChannelRequest as ChannelRequest, QueryChannelResponse as ChannelResponse,
    QueryPacketAcknowledgementsRequest as AcknowledgementsRequest,
    QueryPacketAcknowledgementsResponse as AcknowledgementsResponse,
    QueryPacketCommitmentsRequest as CommitmentsRequest,
    QueryPacketCommitmentsResponse as CommitmentsResponse,
    QueryUnreceivedPacketsRequest as UnreceivedRequest, QueryUnreceivedPacketsResponse as UnreceivedResponse,
};
pub use ibc_proto::ibc::core::client::v1::{
    QueryClientStateRequest as ClientStateRequest, QueryClientStateResponse as ClientStateResponse,
    QueryClientStatusRequest as ClientStatusRequest, QueryClientStatusResponse as ClientStatusResponse,
};
pub use ibc_proto::ibc::core::client::v1::{
    QueryConsensusStateRequest as ConsensusStateRequest,
    QueryConsensusStateResponse as ConsensusStateResponse,
};
pub use ibc_proto::ibc::core::connection::v1::{
    QueryConnectionRequest as ConnectionRequest, QueryConnectionResponse as ConnectionResponse,
};

pub const RAW_STATE: &str = "/cosmwasm.wasm.v1.Query/RawContractState";
pub const SMART_STATE: &str = "/cosmwasm.wasm.v1.Query/SmartContractState";
pub const ALL_STATE: &str = "/cosmwasm.wasm.v1.Query/AllContractState";
pub const ALL_BALANCES: &str = "/cosmos.bank.v1beta1.Query/AllBalances";
pub const CHANNEL: &str = "/ibc.core.channel.v1.Query/Channel";
pub const COMMITMENTS: &str = "/ibc.core.channel.v1.Query/PacketCommitments";
pub const ACKNOWLEDGEMENTS: &str = "/ibc.core.channel.v1.Query/PacketAcknowledgements";
pub const UNRECEIVED: &str = "/ibc.core.channel.v1.Query/UnreceivedPackets";
pub const CONNECTION: &str = "/ibc.core.connection.v1.Query/Connection";
pub const CLIENT_STATE: &str = "/ibc.core.client.v1.Query/ClientState";
pub const CLIENT_STATUS: &str = "/ibc.core.client.v1.Query/ClientStatus";
pub const ACCOUNT_INFO: &str = "/cosmos.auth.v1beta1.Query/AccountInfo";
pub const SIMULATE: &str = "/cosmos.tx.v1beta1.Service/Simulate";
pub const CONSENSUS_STATE: &str = "/ibc.core.client.v1.Query/ConsensusState";
