//! Attributes of all events, under cw20-ics20's names where it has them.

use std::fmt::Display;

use cosmwasm_std::{Attribute, Uint256};

/// Longest foreign text in an event, in bytes.
const MAX_TEXT: usize = 256;

/// Effect of the call on the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Kept here while its voucher lives on the other chain.
    Escrow,
    /// Released from escrow.
    Unescrow,
    /// Created as a voucher.
    Mint,
    /// A voucher destroyed.
    Burn,
    /// Given back to the sender.
    Refund,
    /// Kept for the owner to claim, or claimed.
    Claim,
}

impl Effect {
    /// The value of the attribute `effect`.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Escrow => "escrow",
            Effect::Unescrow => "unescrow",
            Effect::Mint => "mint",
            Effect::Burn => "burn",
            Effect::Refund => "refund",
            Effect::Claim => "claim",
        }
    }
}

/// Who, to whom, what.
pub struct TransferAttributes<'a> {
    /// On the sending chain.
    pub sender: &'a str,
    /// On the receiving chain.
    pub receiver: &'a str,
    /// As on the wire; the local one on receipt.
    pub denom: &'a str,
    /// Amount in base units.
    pub amount: Uint256,
}

/// Attributes of one event. Blank values are left out: some hosts refuse them, which an acknowledgement must survive.
pub struct Attributes(Vec<Attribute>);

impl Attributes {
    /// Begins an event with its attribute `action`.
    pub fn action(action: &str) -> Self {
        Self(vec![Attribute::new("action", action)])
    }

    /// Adds one attribute.
    pub fn with(mut self, key: &str, value: impl Display) -> Self {
        let value = value.to_string();
        if !value.trim().is_empty() {
            self.0.push(Attribute::new(key, value));
        }
        self
    }

    /// Adds who sends what to whom.
    pub fn with_transfer(self, transfer: &TransferAttributes) -> Self {
        self.with("sender", transfer.sender)
            .with("receiver", transfer.receiver)
            .with("denom", transfer.denom)
            .with("amount", transfer.amount)
    }

    /// Adds what names a packet.
    pub fn with_packet(self, channel: &str, sequence: u64) -> Self {
        self.with("channel", channel).with("sequence", sequence)
    }

    /// Adds the effect on the tokens.
    pub fn with_effect(self, effect: Effect) -> Self {
        self.with("effect", effect.as_str())
    }

    /// Adds a text from outside, cut at 256 bytes.
    pub fn with_error(self, text: &str) -> Self {
        let end = text.floor_char_boundary(MAX_TEXT);
        self.with("error", text.get(..end).unwrap_or_default())
    }
}

impl From<Attributes> for Vec<Attribute> {
    fn from(attributes: Attributes) -> Self {
        attributes.0
    }
}

impl IntoIterator for Attributes {
    type Item = Attribute;
    type IntoIter = std::vec::IntoIter<Attribute>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_texts_are_cut_and_blank_ones_left_out() {
        let text = "é".repeat(200);
        let attributes: Vec<_> = Attributes::action("acknowledge")
            .with_error(&text)
            .with("receiver", " ")
            .into();
        assert_eq!(attributes.len(), 2);
        assert_eq!(attributes[1].value, "é".repeat(128));
    }
}
