//! Acknowledgements. Source: `modules/core/04-channel/types/acknowledgement.go`.

use cosmwasm_std::Binary;

use super::error::{TransferError, INVALID_TYPE, UNKNOWN_REQUEST};
use crate::go::ack::{is_canonical, Envelope};

/// A channel acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ack {
    /// `{"result":"<base64>"}`: a success, whatever the bytes of the result are.
    Result(Binary),
    /// `{"error":"<text>"}`: the packet was rejected, and the sender is refunded.
    Error(String),
}

impl Ack {
    /// The success acknowledgement of ICS-20, the single byte 1.
    pub fn success() -> Self {
        Self::Result(Binary::from([1]))
    }

    /// `NewErrorAcknowledgement`: only the code of the error, so that all nodes write the same bytes.
    pub fn error(error: &TransferError) -> Self {
        Self::Error(format!(
            "ABCI code: {}: error handling packet: see events for details",
            error.kind.code
        ))
    }

    /// The canonical bytes, with Go's escapes.
    pub fn to_bytes(&self) -> Binary {
        let envelope = match self {
            Self::Result(result) => Envelope::Result(Some(result.to_vec())),
            Self::Error(error) => Envelope::Error(error.clone()),
        };
        envelope.to_bytes().into()
    }

    /// Reads an acknowledgement. Bytes that ibc-go would write differently are rejected, and the packet stays pending.
    ///
    /// # Errors
    /// `ibc/4` if it is not an acknowledgement, `ibc/12` if it has neither member or both, or is not canonical.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TransferError> {
        let envelope = Envelope::decode(bytes)
            .ok_or_else(|| UNKNOWN_REQUEST.wrap("cannot unmarshal ICS-20 transfer packet acknowledgement"))?;
        if !is_canonical(bytes) {
            return Err(INVALID_TYPE.wrap("acknowledgement did not marshal to expected bytes"));
        }
        match envelope {
            Envelope::Result(result) => Ok(Self::Result(result.unwrap_or_default().into())),
            Envelope::Error(error) => Ok(Self::Error(error)),
            Envelope::Unset => Err(INVALID_TYPE.wrap("expected a result or an error")),
        }
    }

    /// The protobuf text form that ibc-go puts into events.
    pub(super) fn to_proto_text(&self) -> String {
        match self {
            Self::Result(result) => format!("result:\"{}\" ", proto_escape(result)),
            Self::Error(error) => format!("error:\"{}\" ", proto_escape(error.as_bytes())),
        }
    }
}

fn proto_escape(bytes: &[u8]) -> String {
    let escape = |b: &u8| match b {
        b'\n' => "\\n".to_string(),
        b'\r' => "\\r".to_string(),
        b'\t' => "\\t".to_string(),
        b'"' => "\\\"".to_string(),
        b'\\' => "\\\\".to_string(),
        0x20..=0x7e => char::from(*b).to_string(),
        _ => format!("\\{b:03o}"),
    };
    bytes.iter().map(escape).collect()
}
