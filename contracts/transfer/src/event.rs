//! The attributes of all events. They have the names of cw20-ics20 where it has such an attribute.

use std::fmt::Display;

use cosmwasm_std::{Attribute, Uint256};

/// Longest text from outside the contract in an event, in bytes.
const MAX_TEXT: usize = 256;

/// Effect of the call on the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The tokens were put into escrow.
    Escrow,
    /// The tokens were released from escrow.
    Unescrow,
    /// Vouchers were minted.
    Mint,
    /// Vouchers were burned.
    Burn,
    /// The sender was refunded.
    Refund,
    /// A failed refund became a claim, or a claim was paid.
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

/// The attributes that describe a transfer of tokens.
pub struct TransferAttributes<'a> {
    /// Address on the sending chain.
    pub sender: &'a str,
    /// Address on the receiving chain.
    pub receiver: &'a str,
    /// The denom path as in the packet; on receipt the path on this chain.
    pub denom: &'a str,
    /// Amount in base units.
    pub amount: Uint256,
}

/// Attributes of one event. Blank values are left out, because some hosts reject them, and a settlement must not fail for
/// an attribute.
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

    /// Adds sender, receiver, denom and amount.
    pub fn with_transfer(self, transfer: &TransferAttributes) -> Self {
        self.with("sender", transfer.sender)
            .with("receiver", transfer.receiver)
            .with("denom", transfer.denom)
            .with("amount", transfer.amount)
    }

    /// Adds channel and sequence of a packet.
    pub fn with_packet(self, channel: &str, sequence: u64) -> Self {
        self.with("channel", channel).with("sequence", sequence)
    }

    /// Adds the effect on the tokens.
    pub fn with_effect(self, effect: Effect) -> Self {
        self.with("effect", effect.as_str())
    }

    /// Adds an error text from outside the contract, cut at 256 bytes.
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
