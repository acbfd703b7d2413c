//! `FungibleTokenPacketData` of version `ics20-1`. Source: `modules/apps/transfer/types/packet.go`.

use cosmwasm_std::{Binary, Uint256};

use super::amount::positive_amount;
use super::denom::Denom;
use super::error::{TransferError, INVALID_ADDRESS, INVALID_MEMO, INVALID_TYPE};
use crate::go::json;

/// Longest memo, in bytes.
pub const MAX_MEMO_LENGTH: usize = 32_768;

/// The data of a transfer's packet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PacketData {
    /// Full denom path on the sending chain.
    pub denom: String,
    /// Amount in base units, as text.
    pub amount: String,
    /// Address of the sender on the sending chain.
    pub sender: String,
    /// Address of the receiver on the receiving chain.
    pub receiver: String,
    /// Memo; it is not written when it is empty.
    pub memo: String,
}

impl PacketData {
    /// The JSON that ibc-go writes: denom, amount, sender, receiver, memo, with Go's escapes.
    pub fn to_bytes(&self) -> Binary {
        let mut members = vec![
            ("denom", &self.denom),
            ("amount", &self.amount),
            ("sender", &self.sender),
            ("receiver", &self.receiver),
        ];
        if !self.memo.is_empty() {
            members.push(("memo", &self.memo));
        }
        let members: Vec<_> = members
            .iter()
            .map(|(key, value)| format!("\"{key}\":{}", json::quote(value)))
            .collect();
        Binary::from(format!("{{{}}}", members.join(",")).into_bytes())
    }

    /// Reads JSON as Go does with `DisallowUnknownFields`: keys in upper or lower case, of a repeated key the last one
    /// counts, and `null` leaves the field unchanged. Nothing is validated.
    ///
    /// # Errors
    /// `ibc/12`
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TransferError> {
        let refused =
            |why: &str| INVALID_TYPE.wrap(format!("cannot unmarshal ICS20-V1 transfer packet data: {why}"));
        let members = json::decode_object(bytes).ok_or_else(|| refused("not an object of strings"))?;
        let mut packet = Self::default();
        for (key, value) in members {
            let field = match fold(&key).as_str() {
                "denom" => &mut packet.denom,
                "amount" => &mut packet.amount,
                "sender" => &mut packet.sender,
                "receiver" => &mut packet.receiver,
                "memo" => &mut packet.memo,
                _ => return Err(refused(&format!("json: unknown field {}", json::quote(&key)))),
            };
            if let Some(value) = value {
                *field = value;
            }
        }
        Ok(packet)
    }

    /// `UnmarshalPacketData`: reads and validates. It is used for receive, acknowledgement and timeout.
    ///
    /// # Errors
    /// Those of [`from_bytes`](Self::from_bytes) and [`validate`](Self::validate).
    pub fn unmarshal(bytes: &[u8]) -> Result<Self, TransferError> {
        let packet = Self::from_bytes(bytes)?;
        packet.validate().map_err(|e| e.wrap("invalid packet data"))?;
        Ok(packet)
    }

    /// `ValidateBasic`. The length of the memo is checked only on receipt, see [`validate_memo`](Self::validate_memo).
    ///
    /// # Errors
    /// `transfer/5`, `ibc/5`, `transfer/3` or `host/2`, in this order.
    pub fn validate(&self) -> Result<(), TransferError> {
        positive_amount(&self.amount)?;
        if self.sender.trim().is_empty() {
            return Err(INVALID_ADDRESS.wrap("sender address cannot be blank"));
        }
        if self.receiver.trim().is_empty() {
            return Err(INVALID_ADDRESS.wrap("receiver address cannot be blank"));
        }
        self.parsed_denom().validate()
    }

    /// Checks the length of the memo, which may have up to [`MAX_MEMO_LENGTH`] bytes.
    ///
    /// # Errors
    /// `transfer/11`
    pub fn validate_memo(&self) -> Result<(), TransferError> {
        if self.memo.len() > MAX_MEMO_LENGTH {
            return Err(INVALID_MEMO.wrap(format!("memo must not exceed {MAX_MEMO_LENGTH} bytes")));
        }
        Ok(())
    }

    /// The amount as a number.
    ///
    /// # Errors
    /// `transfer/5`
    pub fn parsed_amount(&self) -> Result<Uint256, TransferError> {
        positive_amount(&self.amount)
    }

    /// The denom as ibc-go splits it.
    pub fn parsed_denom(&self) -> Denom {
        Denom::from_path(&self.denom)
    }
}

/// Go compares keys by Unicode simple folding, in which two non-ASCII letters are equal to ASCII letters.
fn fold(key: &str) -> String {
    key.replace('\u{17f}', "s")
        .replace('\u{212a}', "k")
        .to_ascii_lowercase()
}
