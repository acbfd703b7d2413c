//! Light clients: which one stands behind a channel, and what it knows.

use ibc_proto::ibc::core::client::v1::Height;
use ibc_proto::ibc::lightclients::tendermint::v1::ClientState;

use super::proto::{self, Message};
use super::rpc::Node;
use crate::Error;

/// A light client on the chain of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct LightClient {
    /// Its id, as `07-tendermint-0`.
    pub id: String,
    /// Id of the chain that it follows.
    pub chain: String,
    /// The newest header that it has.
    pub latest: Height,
}

impl Node {
    /// The light client behind a channel.
    ///
    /// # Errors
    /// The node does not answer, core does not know the channel, or the client is none of a CometBFT chain.
    pub fn light_client(&self, port: &str, channel: &str) -> Result<LightClient, Error> {
        let missing = |what: &str| Error::NoAnswer {
            question: format!("{port} {channel} at {}", self.url),
            why: format!("core answers without {what}"),
        };
        let request = proto::ChannelRequest {
            port_id: port.into(),
            channel_id: channel.into(),
        };
        let answer: proto::ChannelResponse = self.query(proto::CHANNEL, &request)?;
        let hops = answer.channel.map(|channel| channel.connection_hops);
        let hop = hops.and_then(|hops| hops.into_iter().next());
        let request = proto::ConnectionRequest {
            connection_id: hop.ok_or_else(|| missing("a connection"))?,
        };
        let answer: proto::ConnectionResponse = self.query(proto::CONNECTION, &request)?;
        let connection = answer.connection.ok_or_else(|| missing("a client"))?;
        self.client(&connection.client_id)
    }

    /// What a light client knows.
    ///
    /// # Errors
    /// The node does not answer, or the client is none of a CometBFT chain.
    pub(crate) fn client(&self, id: &str) -> Result<LightClient, Error> {
        let unreadable = |why: String| Error::NoAnswer {
            question: format!("light client {id} at {}", self.url),
            why,
        };
        let request = proto::ClientStateRequest { client_id: id.into() };
        let answer: proto::ClientStateResponse = self.query(proto::CLIENT_STATE, &request)?;
        let state = answer.client_state.unwrap_or_default();
        if state.type_url != "/ibc.lightclients.tendermint.v1.ClientState" {
            return Err(unreadable(format!(
                "`{}` is not a client of a CometBFT chain",
                state.type_url
            )));
        }
        let state =
            ClientState::decode(state.value.as_slice()).map_err(|error| unreadable(error.to_string()))?;
        let latest = state.latest_height.unwrap_or_default();
        Ok(LightClient {
            id: id.into(),
            chain: state.chain_id,
            latest,
        })
    }

    /// Whether a light client takes headers: `Active`, `Expired` or `Frozen`, as ibc-go says it.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn client_status(&self, id: &str) -> Result<String, Error> {
        let request = proto::ClientStatusRequest { client_id: id.into() };
        let answer: proto::ClientStatusResponse = self.query(proto::CLIENT_STATUS, &request)?;
        Ok(answer.status)
    }
}
