//! A node's JSON-RPC, as CometBFT serves it.

use std::time::Duration;

use cosmwasm_std::Binary;
use serde::de::DeserializeOwned;
use serde::Deserialize;
use serde_json::{json, Value};

use super::proto::Message;
use crate::Error;

/// Until a node must have answered.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes that an answer may have; a page of transactions has some megabytes.
const LONGEST_ANSWER: u64 = 256 << 20;

/// A node of a chain, asked over HTTP.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its RPC address, as `http://127.0.0.1:26657`.
    pub url: String,
    /// The block whose state is asked for; `None`: the last one.
    height: Option<u64>,
    agent: ureq::Agent,
}

/// What an application answers to a query.
#[derive(Deserialize)]
struct AbciResponse {
    #[serde(default)]
    code: u32,
    #[serde(default)]
    codespace: String,
    #[serde(default)]
    log: String,
    value: Option<Binary>,
}

/// A query that the application refused.
pub struct Refusal {
    /// Number of the error within its codespace.
    pub code: u32,
    /// The module that defines the error.
    pub codespace: String,
    /// The error in words.
    pub log: String,
}

impl Node {
    /// A node at an address; nothing is asked yet.
    pub fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            // a node answers errors with status 500 and JSON
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            url: url.into(),
            height: None,
            agent: config.into(),
        }
    }

    /// The same node, asked for the state after one block.
    pub fn at(&self, height: u64) -> Self {
        Self {
            height: Some(height),
            ..self.clone()
        }
    }

    /// One call.
    ///
    /// # Errors
    /// The node does not answer, answers something else than JSON-RPC, or answers with an error.
    pub(crate) fn call<T: DeserializeOwned>(&self, method: &str, params: &Value) -> Result<T, Error> {
        let question = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let unreachable = |error: ureq::Error| Error::Unreachable {
            node: self.url.clone(),
            why: error.to_string(),
        };
        let request = self.agent.post(&self.url).content_type("application/json");
        let mut response = request.send(question.to_string()).map_err(unreachable)?;
        let status = response.status();
        let body = response.body_mut().with_config().limit(LONGEST_ANSWER);
        let body = body.read_to_vec().map_err(unreachable)?;
        let Ok(Reply { result, error }) = serde_json::from_slice(&body) else {
            return Err(Error::NotANode {
                node: self.url.clone(),
                status: status.as_u16(),
            });
        };
        if let Some(error) = error {
            return Err(self.refused(method, &error));
        }
        serde_json::from_value(result).map_err(|error| self.no_answer(method, error))
    }

    fn refused(&self, method: &str, error: &RpcError) -> Error {
        let why = error.data.as_deref().unwrap_or(&error.message);
        match why.contains("indexing is disabled") {
            true => Error::NoIndex(self.url.clone()),
            false => self.no_answer(method, why),
        }
    }

    fn no_answer(&self, question: &str, why: impl ToString) -> Error {
        Error::NoAnswer {
            question: format!("{question} at {}", self.url),
            why: why.to_string(),
        }
    }

    /// A query of the application, which may refuse it.
    ///
    /// # Errors
    /// The node does not answer, or not in protobuf of this type.
    pub(crate) fn try_query<R: Message + Default>(
        &self,
        path: &str,
        request: &impl Message,
    ) -> Result<Result<R, Refusal>, Error> {
        let params = json!({
            "path": path,
            "data": hex(&request.encode_to_vec()),
            "height": self.height.unwrap_or_default().to_string(),
            "prove": false,
        });
        let answer: AbciAnswer = self.call("abci_query", &params)?;
        let AbciResponse {
            code,
            codespace,
            log,
            value,
        } = answer.response;
        if code != 0 {
            return Ok(Err(Refusal { code, codespace, log }));
        }
        let bytes = value.unwrap_or_default();
        let decoded = R::decode(bytes.as_slice()).map_err(|error| self.no_answer(path, error))?;
        Ok(Ok(decoded))
    }

    /// A query of the application.
    ///
    /// # Errors
    /// The node does not answer, or the application refuses.
    pub(crate) fn query<R: Message + Default>(&self, path: &str, request: &impl Message) -> Result<R, Error> {
        self.try_query(path, request)?
            .map_err(|refusal| self.no_answer(path, refusal.log))
    }

    /// Id of the node's chain.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn chain_id(&self) -> Result<String, Error> {
        let status: Status = self.call("status", &json!({}))?;
        Ok(status.node_info.network)
    }

    /// Height of the last block whose state can be asked for.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn last_height(&self) -> Result<u64, Error> {
        let info: AbciInfo = self.call("abci_info", &json!({}))?;
        let height = info.response.last_block_height;
        height.parse().map_err(|error| self.no_answer("abci_info", error))
    }

    /// Refuses a node of another chain.
    ///
    /// # Errors
    /// It is, or it does not answer.
    pub fn check_chain(&self, expected: &str) -> Result<(), Error> {
        match self.chain_id()? {
            id if id == expected => Ok(()),
            id => Err(Error::OtherChain {
                node: self.url.clone(),
                id,
                expected: expected.into(),
            }),
        }
    }
}

#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    result: Value,
    error: Option<RpcError>,
}

#[derive(Deserialize)]
struct RpcError {
    message: String,
    data: Option<String>,
}

#[derive(Deserialize)]
struct AbciAnswer {
    response: AbciResponse,
}

#[derive(Deserialize)]
struct Status {
    node_info: NodeInfo,
}

#[derive(Deserialize)]
struct NodeInfo {
    network: String,
}

#[derive(Deserialize)]
struct AbciInfo {
    response: LastBlock,
}

#[derive(Deserialize)]
struct LastBlock {
    last_block_height: String,
}

fn hex(bytes: &[u8]) -> String {
    cosmwasm_std::HexBinary::from(bytes).to_hex()
}
