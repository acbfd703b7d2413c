//! Attributes of all events, under cw20-ics20's names where it has them.

use std::fmt::Display;

use cosmwasm_std::{Attribute, Uint256};

/// Longest foreign text in an event, in bytes.
const MAX_TEXT: usize = 256;

/// What became of the value.
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
    /// As it stands in the attribute `effect`.
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
pub struct Movement<'a> {
    /// On the sending chain.
    pub sender: &'a str,
    /// On the receiving chain.
    pub receiver: &'a str,
    /// As on the wire; the local one on receipt.
    pub denom: &'a str,
    /// Base units.
    pub amount: Uint256,
}

/// Attributes of one event. Blank values are left out: some hosts refuse them, which an acknowledgement must survive.
pub struct Attributes(Vec<Attribute>);

impl Attributes {
    /// Begins with the action.
    pub fn action(action: &str) -> Self {
        Self(vec![Attribute::new("action", action)])
    }

    /// Adds one.
    pub fn with(mut self, key: &str, value: impl Display) -> Self {
        let value = value.to_string();
        if !value.trim().is_empty() {
            self.0.push(Attribute::new(key, value));
        }
        self
    }

    /// Adds a movement.
    pub fn with_movement(self, movement: &Movement) -> Self {
        self.with("sender", movement.sender)
            .with("receiver", movement.receiver)
            .with("denom", movement.denom)
            .with("amount", movement.amount)
    }

    /// Adds what names a packet.
    pub fn with_packet(self, channel: &str, sequence: u64) -> Self {
        self.with("channel", channel).with("sequence", sequence)
    }

    /// Adds what became of the value.
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
