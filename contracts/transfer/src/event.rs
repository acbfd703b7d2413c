//! Events and their attributes, under cw20-ics20's names where it has them.
//!
//! [`EVENTS`] lists them all: `schema/events.json` is written from it. Debug builds, and so all tests, check each event with
//! an action against it.

use std::fmt::Display;

use cosmwasm_std::{Attribute, Uint256};

/// Longest text from outside the contract in an event, in bytes.
const MAX_TEXT: usize = 256;

/// An event of this contract.
pub struct EventInfo {
    /// The event's type as the chain shows it.
    pub kind: &'static str,
    /// The value of its first attribute, `action`. `None`: it has no such attribute.
    pub action: Option<&'static str>,
    /// When it is emitted.
    pub when: &'static str,
    /// Its attributes after `action`, in order.
    pub attributes: &'static [AttributeInfo],
}

/// An attribute of an event. One with a blank value is left out.
pub struct AttributeInfo {
    /// Its key.
    pub key: &'static str,
    /// The values that it can have. Empty: any.
    pub values: &'static [&'static str],
    /// When the event has it. `None`: always.
    pub when: Option<&'static str>,
}

impl AttributeInfo {
    const fn any(key: &'static str) -> Self {
        Self::of(key, &[])
    }

    const fn of(key: &'static str, values: &'static [&'static str]) -> Self {
        Self {
            key,
            values,
            when: None,
        }
    }

    const fn when(self, when: &'static str) -> Self {
        Self {
            when: Some(when),
            ..self
        }
    }
}

const SENDER: AttributeInfo = AttributeInfo::any("sender");
const RECEIVER: AttributeInfo = AttributeInfo::any("receiver");
const OWNER: AttributeInfo = AttributeInfo::any("owner");
const DENOM: AttributeInfo = AttributeInfo::any("denom");
const AMOUNT: AttributeInfo = AttributeInfo::any("amount");
const CHANNEL: AttributeInfo = AttributeInfo::any("channel");
const SEQUENCE: AttributeInfo = AttributeInfo::any("sequence");
const CLAIMED: AttributeInfo = AttributeInfo::of("effect", &[Effect::Claim.as_str()]);

const fn event(action: &'static str, when: &'static str, attributes: &'static [AttributeInfo]) -> EventInfo {
    EventInfo {
        kind: "wasm",
        action: Some(action),
        when,
        attributes,
    }
}

/// All events of this contract.
pub const EVENTS: &[EventInfo] = &[
    event(
        "transfer",
        "a send was accepted",
        &[
            SENDER,
            RECEIVER,
            DENOM,
            AMOUNT,
            AttributeInfo::of("effect", &[Effect::Escrow.as_str(), Effect::Burn.as_str()]),
        ],
    ),
    event(
        "sent",
        "the host has sent the packet of a send",
        &[CHANNEL, SEQUENCE],
    ),
    event(
        "receive",
        "a packet was received, and paid out or held",
        &[
            SENDER,
            RECEIVER,
            DENOM,
            AMOUNT,
            AttributeInfo::of("success", &["true"]).when("if it was paid out"),
            CHANNEL,
            SEQUENCE,
            AttributeInfo::of(
                "effect",
                &[
                    Effect::Unescrow.as_str(),
                    Effect::Mint.as_str(),
                    Effect::Hold.as_str(),
                ],
            ),
            AttributeInfo::any("due").when("if it is held: when it may be released, in seconds since 1970"),
        ],
    ),
    event(
        "release",
        "a held packet was paid, or answered with an error; or one that had been paid before was answered",
        &[
            SENDER.when(RELEASED),
            RECEIVER.when(RELEASED),
            DENOM.when(RELEASED),
            AMOUNT.when(RELEASED),
            CHANNEL,
            SEQUENCE,
            AttributeInfo::of("effect", &[Effect::Unescrow.as_str(), Effect::Refuse.as_str()]).when(RELEASED),
        ],
    ),
    event(
        "acknowledge",
        "a packet of this contract was acknowledged or timed out",
        &[
            SENDER,
            RECEIVER,
            DENOM,
            AMOUNT,
            AttributeInfo::of("success", &["true", "false"]),
            CHANNEL,
            SEQUENCE,
            AttributeInfo::any("error").when(FAILED),
            AttributeInfo::of("effect", &[Effect::Refund.as_str()]).when(FAILED),
        ],
    ),
    event(
        "refund_failed",
        "a refund could not be paid and became a claim",
        &[OWNER, DENOM, AMOUNT, AttributeInfo::any("error"), CLAIMED],
    ),
    event(
        "claim",
        "a claim was paid",
        &[SENDER, RECEIVER, DENOM, AMOUNT, CLAIMED],
    ),
    event("close", "a channel was closed", &[CHANNEL]),
    event(
        "allow",
        "a token was listed, or its listing changed",
        &[AttributeInfo::any("contract"), AttributeInfo::any("gas_limit")],
    ),
    event(
        "propose_admin",
        "an admin was proposed",
        &[AttributeInfo::any("proposed")],
    ),
    event(
        "accept_admin",
        "the proposed admin took the role",
        &[AttributeInfo::any("admin")],
    ),
    event("renounce_admin", "the admin gave up the role", &[]),
    event("update_config", "settings were changed", &[]),
    event(
        "pause",
        "directions were paused",
        &[
            AttributeInfo::of("by", &["operator", "guardian"]),
            AttributeInfo::any("outward").when(PAUSED),
            AttributeInfo::any("homeward").when(PAUSED),
        ],
    ),
    event(
        "set_limit",
        "a limit was set, changed or lifted",
        &[
            CHANNEL,
            DENOM,
            AttributeInfo::of("direction", &["outward", "homeward"]),
            AMOUNT.when("unless it was lifted"),
        ],
    ),
    event(
        "deny",
        "a token was denied on a channel, or admitted again",
        &[CHANNEL, DENOM, AttributeInfo::of("denied", &["true", "false"])],
    ),
    event(
        "wind_down",
        "a channel was wound down, or opened outward again",
        &[CHANNEL, AttributeInfo::of("on", &["true", "false"])],
    ),
    event(
        "unpause",
        "pauses were ended, or cleared after their end",
        &[
            AttributeInfo::any("outward").when(UNPAUSED),
            AttributeInfo::any("homeward").when(UNPAUSED),
        ],
    ),
    event(
        "migrate",
        "the contract was migrated",
        &[
            AttributeInfo::any("from"),
            AttributeInfo::any("to"),
            AttributeInfo::any("outward").when(MIGRATION_PAUSED),
            AttributeInfo::any("homeward").when(MIGRATION_PAUSED),
            AttributeInfo::any("refused").when("after a migration with `refuse`: the ranges"),
            AttributeInfo::any("channels_read").when(ASSIGNED),
            AttributeInfo::any("claims_read").when(ASSIGNED),
        ],
    ),
    EventInfo {
        kind: "wasm-stranded",
        action: None,
        when: "a migration made a claim",
        attributes: &[OWNER, CHANNEL, SEQUENCE, DENOM, AMOUNT, CLAIMED],
    },
];

const FAILED: &str = "after an error acknowledgement or a timeout";
const RELEASED: &str = "unless it had been paid before";
const PAUSED: &str = "if it was paused: the end of the pause, in seconds since 1970";
const UNPAUSED: &str = "if a pause of it was ended: the time, in seconds since 1970";
const MIGRATION_PAUSED: &str =
    "after a migration with `pause` of it: the end of the pause, in seconds since 1970";
const ASSIGNED: &str = "after a migration with `assign`";

/// Whether [`EVENTS`] has an event with this action and these attributes, some of which may be absent, in this order.
fn is_listed(attributes: &[Attribute]) -> bool {
    let Some((action, rest)) = attributes.split_first() else {
        return false;
    };
    let mut events = EVENTS.iter();
    let event = events.find(|event| action.key == "action" && event.action == Some(action.value.as_str()));
    event.is_some_and(|event| {
        let mut listed = event.attributes.iter();
        rest.iter().all(|attribute| {
            let info = listed.find(|info| info.key == attribute.key);
            info.is_some_and(|info| info.values.is_empty() || info.values.contains(&attribute.value.as_str()))
        })
    })
}

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
    /// A return waits to be released.
    Hold,
    /// A held packet was answered with an error.
    Refuse,
    /// A failed refund became a claim, or a claim was paid.
    Claim,
}

impl Effect {
    /// The value of the attribute `effect`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Effect::Escrow => "escrow",
            Effect::Unescrow => "unescrow",
            Effect::Mint => "mint",
            Effect::Burn => "burn",
            Effect::Refund => "refund",
            Effect::Hold => "hold",
            Effect::Refuse => "refuse",
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
        debug_assert!(is_listed(&attributes.0), "not in EVENTS: {:?}", attributes.0);
        attributes.0
    }
}

impl IntoIterator for Attributes {
    type Item = Attribute;
    type IntoIter = std::vec::IntoIter<Attribute>;

    fn into_iter(self) -> Self::IntoIter {
        Vec::from(self).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stranded::Claimed;

    fn listed(attributes: &[(&str, &str)]) -> bool {
        let attributes: Vec<_> = attributes
            .iter()
            .map(|(key, value)| Attribute::new(*key, *value))
            .collect();
        is_listed(&attributes)
    }

    #[test]
    fn an_event_with_another_attribute_value_or_order_is_not_listed() {
        assert!(listed(&[
            ("action", "sent"),
            ("channel", "channel-0"),
            ("sequence", "1")
        ]));
        assert!(listed(&[("action", "sent"), ("sequence", "1")]));
        assert!(!listed(&[
            ("action", "sent"),
            ("sequence", "1"),
            ("channel", "channel-0")
        ]));
        assert!(!listed(&[("action", "sent"), ("amount", "1")]));
        assert!(!listed(&[("action", "claim"), ("effect", "mint")]));
        assert!(!listed(&[("action", "no_such_action")]));
        assert!(!listed(&[]));
    }

    #[test]
    fn the_event_of_a_stranded_packet_has_the_listed_attributes() {
        let claimed = Claimed {
            owner: "alice".into(),
            channel: "channel-0".into(),
            sequence: 1,
            denom: "uhub".into(),
            amount: Uint256::one(),
        };
        let event = claimed.to_event();
        let stranded = EVENTS
            .iter()
            .find(|info| info.kind == format!("wasm-{}", event.ty));
        let listed = stranded.unwrap().attributes.iter().map(|info| info.key);
        assert!(listed.eq(event.attributes.iter().map(|attribute| attribute.key.as_str())));
    }

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
