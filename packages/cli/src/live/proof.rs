//! Values with the Merkle proofs that a node gives for them. Nothing is verified here.

use cosmwasm_std::{Binary, HexBinary};
use serde::Deserialize;
use serde_json::json;

use super::rpc::Node;
use crate::Error;

/// A key of a store, what is there, and the proof of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proven {
    /// The value; `None`: the key is not there.
    pub value: Option<Vec<u8>>,
    /// ICS-23 commitment proofs in protobuf: from the key to the store's root, and from there to the app hash.
    pub steps: Vec<Vec<u8>>,
}

impl Node {
    /// A value as it was after block `height`, with its proof: the header of the next block has the app hash.
    ///
    /// # Errors
    /// The node does not answer, or does not have the state of that block any more.
    pub fn prove(&self, store: &str, key: &[u8], height: u64) -> Result<Proven, Error> {
        let params = json!({
            "path": format!("/store/{store}/key"),
            "data": HexBinary::from(key).to_hex(),
            "height": height.to_string(),
            "prove": true,
        });
        let Answer { response } = self.call("abci_query", &params)?;
        if response.code != 0 {
            return Err(Error::NoState {
                node: self.url.clone(),
                height,
                why: response.log,
            });
        }
        let steps = response.proof.unwrap_or_default().ops;
        Ok(Proven {
            value: response.value.map(Vec::from).filter(|value| !value.is_empty()),
            steps: steps.into_iter().map(|step| step.data.into()).collect(),
        })
    }
}

#[derive(Deserialize)]
struct Answer {
    response: Response,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    code: u32,
    #[serde(default)]
    log: String,
    value: Option<Binary>,
    #[serde(rename = "proofOps")]
    proof: Option<Steps>,
}

#[derive(Default, Deserialize)]
struct Steps {
    ops: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    data: Binary,
}
