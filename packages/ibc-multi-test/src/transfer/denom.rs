//! Denoms: the base denom and the hops of its path. Source: `modules/apps/transfer/types/denom.go`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{TransferError, INVALID_DENOM};
use super::host;
use crate::go::json;

/// One hop of a denom path: port and channel of the end that received the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Port on the receiving chain.
    pub port_id: String,
    /// Channel on the receiving chain; on IBC v2 a client id.
    pub channel_id: String,
}

impl Hop {
    /// A hop over this port and channel.
    pub fn new(port: &str, channel: &str) -> Self {
        Self {
            port_id: port.to_string(),
            channel_id: channel.to_string(),
        }
    }

    /// Checks both identifiers.
    ///
    /// # Errors
    /// `host/2`
    pub fn validate(&self) -> Result<(), TransferError> {
        let port = host::validate_port(&self.port_id);
        port.map_err(|e| e.wrap(format!("invalid hop source port ID {}", self.port_id)))?;
        let channel = host::validate_channel(&self.channel_id);
        channel.map_err(|e| e.wrap(format!("invalid hop source channel ID {}", self.channel_id)))
    }
}

/// A base denom and its trace, the latest hop first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denom {
    /// The denom on the token's source chain.
    pub base: String,
    /// The hops, the latest first. Empty for a token of this chain.
    pub trace: Vec<Hop>,
}

impl Denom {
    /// A token of this chain, whatever its name looks like.
    pub fn native(base: &str) -> Self {
        Self {
            base: base.to_string(),
            trace: vec![],
        }
    }

    /// `ExtractDenomFromPath`: pairs of segments are hops as long as the second segment has the form of a channel or
    /// client id; the rest is the base denom, including its slashes. A path of two segments has no hop.
    pub fn from_path(path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').collect();
        let mut rest = segments.as_slice();
        let mut trace = Vec::new();
        if segments.len() > 2 {
            while let [port, channel, after @ ..] = rest {
                if !host::is_hop_id(channel) {
                    break;
                }
                trace.push(Hop::new(port, channel));
                rest = after;
            }
        }
        Self {
            base: rest.join("/"),
            trace,
        }
    }

    /// The full path `port/channel/.../base`, as in a packet.
    pub fn path(&self) -> String {
        let hops = self
            .trace
            .iter()
            .map(|hop| format!("{}/{}/", hop.port_id, hop.channel_id));
        hops.chain([self.base.clone()]).collect()
    }

    /// The sha256 of the path, in upper-case hex.
    pub fn hash(&self) -> String {
        hex::encode_upper(Sha256::digest(self.path()))
    }

    /// The name in the bank: `ibc/<hash>`, or the base denom for a token of this chain.
    pub fn ibc_denom(&self) -> String {
        if self.trace.is_empty() {
            self.base.clone()
        } else {
            format!("ibc/{}", self.hash())
        }
    }

    /// Whether the latest hop was over this port and channel.
    pub fn has_prefix(&self, port: &str, channel: &str) -> bool {
        self.trace
            .first()
            .is_some_and(|hop| hop.port_id == port && hop.channel_id == channel)
    }

    /// The denom without its latest hop: the name that a token which returns has on the chain that it returns to.
    pub fn without_latest_hop(mut self) -> Self {
        self.trace = self.trace.into_iter().skip(1).collect();
        self
    }

    /// The denom with one more hop.
    pub fn with_hop(mut self, hop: Hop) -> Self {
        self.trace.insert(0, hop);
        self
    }

    /// Checks the base denom and the hops.
    ///
    /// # Errors
    /// `transfer/3` for a blank base, `host/2` for a hop.
    pub fn validate(&self) -> Result<(), TransferError> {
        if self.base.trim().is_empty() {
            return Err(INVALID_DENOM.wrap("base denomination cannot be blank"));
        }
        let checked = self.trace.iter().try_for_each(Hop::validate);
        checked.map_err(|e| e.wrap("invalid trace"))
    }

    /// The JSON that Go writes into events; an empty trace is `null`.
    pub(super) fn to_go_json(&self) -> String {
        let hop = |hop: &Hop| {
            let (port, channel) = (json::quote(&hop.port_id), json::quote(&hop.channel_id));
            format!("{{\"port_id\":{port},\"channel_id\":{channel}}}")
        };
        let trace = match self.trace.as_slice() {
            [] => "null".to_string(),
            hops => format!("[{}]", hops.iter().map(hop).collect::<Vec<_>>().join(",")),
        };
        format!("{{\"base\":{},\"trace\":{trace}}}", json::quote(&self.base))
    }
}

/// Whether the bank of the SDK allows this denom: `[a-zA-Z][a-zA-Z0-9/:._-]{2,127}`.
pub fn is_sdk_denom(denom: &str) -> bool {
    (3..=128).contains(&denom.len())
        && denom.starts_with(|c: char| c.is_ascii_alphabetic())
        && denom
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/:._-".contains(c))
}

/// `validateIBCDenom`: a denom of the bank must either not begin with `ibc`, or be `ibc/` and 32 bytes of hex.
///
/// # Errors
/// `transfer/3`
pub fn validate_ibc_denom(denom: &str) -> Result<(), TransferError> {
    if !is_sdk_denom(denom) {
        return Err(INVALID_DENOM.wrap(format!("invalid denom: {denom}")));
    }
    if denom == "ibc" {
        return Err(INVALID_DENOM
            .wrap("denomination should be prefixed with the format 'ibc/{hash(trace + \"/\" + ibc)}'"));
    }
    match denom.strip_prefix("ibc/") {
        Some(hash) => parse_hash(hash).map(|_| ()),
        None => Ok(()),
    }
}

/// The hash of an `ibc/<hash>` denom as it is stored, in upper-case hex. Lower case is accepted.
///
/// # Errors
/// `transfer/3` unless it is 32 bytes of hex.
pub(super) fn parse_hash(hash: &str) -> Result<String, TransferError> {
    match hex::decode(hash) {
        Ok(bytes) if bytes.len() == 32 => Ok(hash.to_uppercase()),
        _ => Err(INVALID_DENOM.wrap(format!("invalid denom trace hash {hash}"))),
    }
}
