//! Compares lists in the docs with the code.

use std::collections::BTreeSet;

use causeway_ics20::{Acknowledgement, Error};
use causeway_transfer::relay::release::{REFUSED_ACK, UNPAID_ACK};
use causeway_transfer::ContractError;

use crate::markdown::{rows, section};

const PROTOCOL: &str = include_str!("../../../docs/protocol.md");

/// The test `rcv_61_to_63` of the contract checks that the list of its own errors is complete.
#[test]
fn the_texts_of_error_acknowledgements_are_all_listed() {
    let own = [
        ContractError::NoSuchChannel,
        ContractError::InsufficientEscrow,
        ContractError::ForeignTokensRefused,
        ContractError::VoucherAsToken,
        ContractError::InvalidReceiver,
        ContractError::ReceiverIsContract,
        ContractError::AmountTooLarge,
        ContractError::Overflow,
        ContractError::OutwardPaused,
        ContractError::ChannelWoundDown,
        ContractError::TokenDenied,
        ContractError::AboveLimit,
        ContractError::TooLongToHold,
        ContractError::Internal,
    ];
    let own = own.into_iter().map(|error| {
        let text = error.to_string();
        assert_eq!(error.for_acknowledgement().to_string(), text);
        text
    });
    let late = [REFUSED_ACK, UNPAID_ACK].map(|ack| match Acknowledgement::parse(ack) {
        Ok(Acknowledgement::Error(text)) => text,
        other => panic!("no error acknowledgement: {other:?}"),
    });
    let protocol = Error::ALL.iter().map(Error::to_string);
    let told: BTreeSet<String> = protocol.chain(own).chain(late).collect();
    let listed: Vec<String> = rows(section(PROTOCOL, "### In an error acknowledgement"))
        .iter()
        .map(|row| row[0].trim_matches(['|', ' ', '`']).to_string())
        .collect();
    println!("{} texts of error acknowledgements", listed.len());
    assert_eq!(listed.len(), told.len(), "{listed:#?}");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), told);
}
