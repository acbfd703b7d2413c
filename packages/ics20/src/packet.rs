use cosmwasm_std::{from_json, to_json_vec, Binary, Uint256};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::denom::{check_outward, is_blank};
use crate::{parse_amount, Error, MAX_DENOM_LEN, MAX_WIRE_DENOM_LEN};

/// The longest memo, in bytes (ibc-go, `modules/apps/transfer/types/msgs.go`).
pub const MAX_MEMO_LEN: usize = 32768;
/// The longest receiver, in bytes (ibc-go, `modules/apps/transfer/types/msgs.go`).
pub const MAX_RECEIVER_LEN: usize = 2048;
/// The longest sender, in bytes. This limit is not ibc-go's; it exists because the sender becomes part of storage
/// keys.
pub const MAX_SENDER_LEN: usize = 2048;

/// The data of a transfer's packet (FungibleTokenPacketData in ICS-20).
#[derive(Serialize, Debug, PartialEq, Eq, Clone)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct PacketData {
    /// The full denom path on the sending chain. At most 1,218 bytes, and at most 1,024 bytes after the receiving chain
    /// has added a hop to it or removed one.
    pub denom: String,
    /// Amount in base units, above zero, at most 2^256-1, without leading zeros.
    pub amount: Uint256,
    /// The sender's address on the sending chain, as that chain reports it. Its form is not checked, because it depends
    /// on that chain. At most 2,048 bytes.
    pub sender: String,
    /// The receiver's address on the receiving chain. Its form is not checked by this crate. At most 2,048 bytes.
    pub receiver: String,
    /// Text for the receiving chain; empty when the packet has none. At most 32,768 bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub memo: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    denom: String,
    amount: String,
    sender: String,
    receiver: String,
    memo: Option<String>,
}

impl PacketData {
    /// Reads a packet that was received. The keys may be in any order, and none may be missing, unknown or
    /// repeated; only `memo` may be absent or null.
    ///
    /// The hops of the denom are not checked here but by [`on_receive`](crate::on_receive), because the denom of a
    /// token that comes home is compared as text with the denom that was sent, and not parsed.
    ///
    /// # Errors
    /// [`Error::UndecodablePacket`], [`Error::InvalidAmount`], and the errors for blank or too long fields
    pub fn decode(bytes: &[u8]) -> Result<PacketData, Error> {
        let wire: Wire = read_object(bytes)?;
        let packet = PacketData {
            amount: parse_amount(&wire.amount)?,
            denom: wire.denom,
            sender: wire.sender,
            receiver: wire.receiver,
            memo: wire.memo.unwrap_or_default(),
        };
        packet.check_fields()?;
        check_length(&packet.denom, MAX_WIRE_DENOM_LEN, Error::DenomTooLong)?;
        Ok(packet)
    }

    /// Checks a packet that is to be sent: the rules of ibc-go's ValidateBasic, the limits of this crate, and that
    /// the denom can be sent home again.
    ///
    /// # Errors
    /// [`Error::InvalidAmount`], [`Error::BlankDenom`], [`Error::InvalidHop`], and the errors for blank or too
    /// long fields
    pub fn validate(&self) -> Result<(), Error> {
        if self.amount.is_zero() {
            return Err(Error::InvalidAmount);
        }
        self.check_fields()?;
        check_length(&self.denom, MAX_DENOM_LEN, Error::DenomTooLong)?;
        check_outward(&self.denom)
    }

    /// Writes the packet as ibc-go since v9 does: denom, amount, sender, receiver, memo; no `memo` when it is
    /// empty.
    ///
    /// # Errors
    /// [`Error::UnencodablePacket`]
    pub fn encode(&self) -> Result<Binary, Error> {
        to_json_vec(self)
            .map(Binary::new)
            .map_err(|_| Error::UnencodablePacket)
    }

    fn check_fields(&self) -> Result<(), Error> {
        check_length(&self.sender, MAX_SENDER_LEN, Error::SenderTooLong)?;
        check_length(&self.receiver, MAX_RECEIVER_LEN, Error::ReceiverTooLong)?;
        check_length(&self.memo, MAX_MEMO_LEN, Error::MemoTooLong)?;
        check_not_blank(&self.denom, Error::BlankDenom)?;
        check_not_blank(&self.sender, Error::BlankSender)?;
        check_not_blank(&self.receiver, Error::BlankReceiver)
    }
}

/// The fields of a sent packet that a refund needs.
///
/// IBC core has compared the bytes with the packet's commitment, so they were sent by this contract, or by its
/// predecessor under other rules. Content that [`PacketData`] rejects (a blank receiver, a long memo, keys of later
/// versions) is therefore accepted, so that the sender can be refunded.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct SentPacketData {
    /// The full denom path on this chain.
    pub denom: String,
    /// Amount in base units, above zero.
    pub amount: Uint256,
    /// The sender's address on this chain.
    pub sender: String,
    /// The receiver, which is only shown in events; empty when it is missing.
    pub receiver: String,
}

#[derive(Deserialize)]
struct SentPacketWire {
    denom: String,
    amount: String,
    sender: String,
    #[serde(default)]
    receiver: String,
}

impl SentPacketData {
    /// Reads `denom`, `amount`, `sender` and, if present, `receiver`, and ignores the rest.
    ///
    /// # Errors
    /// [`Error::UndecodablePacket`], [`Error::InvalidAmount`]; [`Error::DenomTooLong`] and
    /// [`Error::SenderTooLong`] for values that are too long for a storage key
    pub fn decode(bytes: &[u8]) -> Result<SentPacketData, Error> {
        let wire: SentPacketWire = read_object(bytes)?;
        check_length(&wire.denom, MAX_DENOM_LEN, Error::DenomTooLong)?;
        check_length(&wire.sender, MAX_SENDER_LEN, Error::SenderTooLong)?;
        Ok(SentPacketData {
            denom: wire.denom,
            amount: parse_amount(&wire.amount)?,
            sender: wire.sender,
            receiver: wire.receiver,
        })
    }
}

/// Rejects JSON that is not an object, because serde would also read `["uatom","1",..]` as a struct.
fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Error::UndecodablePacket);
    }
    from_json(bytes).map_err(|_| Error::UndecodablePacket)
}

fn check_length(text: &str, max: usize, error: Error) -> Result<(), Error> {
    if text.len() > max {
        return Err(error);
    }
    Ok(())
}

fn check_not_blank(text: &str, error: Error) -> Result<(), Error> {
    if is_blank(text) {
        return Err(error);
    }
    Ok(())
}
