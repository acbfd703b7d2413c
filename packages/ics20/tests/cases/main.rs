//! The conformance cases of ICS-20 that pure functions decide, one test for each row. The ids are those of the project's
//! case list, which takes its rows from the test suites of ibc-go, wasmd, ibc-rs and cw20-ics20.
//!
//! `cargo test -p causeway-ics20 --test cases -- DEN-05` runs the rows of one id.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod ack;
mod channel;
mod denom;
mod packet;
mod vectors;
mod zone;

use std::collections::BTreeSet;
use std::process::ExitCode;

use causeway_ics20::{on_receive, Error, PacketData, ReceiveAction};
use libtest_mimic::{Arguments, Failed, Trial};

/// An id and the check of its row.
type Case = (&'static str, fn());

/// The tables of cases, by file.
const TABLES: &[(&str, &[Case])] = &[
    ("vectors", vectors::CASES),
    ("packet", packet::CASES),
    ("denom", denom::CASES),
    ("channel", channel::CASES),
    ("zone", zone::CASES),
    ("ack", ack::CASES),
];

fn rows() -> impl Iterator<Item = (&'static str, Case)> {
    TABLES
        .iter()
        .flat_map(|(file, rows)| rows.iter().map(|row| (*file, *row)))
}

fn main() -> ExitCode {
    let all = ("no_row_is_missing_or_doubled", || {
        no_row_is_missing_or_doubled();
        Ok(())
    });
    let mut trials: Vec<Trial> = rows().map(trial).collect();
    trials.push(Trial::test(all.0, all.1));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Prints the id of a row after its check, as `tests/CASES.md` names it.
fn trial((file, (id, check)): (&'static str, Case)) -> Trial {
    let run = move || -> Result<(), Failed> {
        check();
        let id = id.split(':').next().unwrap_or(id);
        println!("case {id} packages/ics20/tests/cases/{file}.rs::CASES");
        Ok(())
    };
    Trial::test(id, run)
}

fn no_row_is_missing_or_doubled() {
    let mut ids = BTreeSet::new();
    for (_, (id, _)) in rows() {
        assert!(ids.insert(id.to_string()), "{id} stands twice");
    }
    for (group, numbers) in REQUIRED {
        for number in *numbers {
            let id = format!("{group}-{number:02}");
            assert!(ids.contains(&id), "{id} is missing");
        }
    }
    println!("{} ids", ids.len());
}

/// Rows that a contract must reproduce (`C` in the list) and that need no state.
const REQUIRED: &[(&str, &[u8])] = &[
    ("VEC", &[1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 23]),
    ("PKT", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("PKT", &[20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]),
    (
        "PKT",
        &[40, 41, 42, 48, 51, 54, 57, 60, 61, 62, 63, 64, 65, 70, 71, 72, 77],
    ),
    (
        "PKT",
        &[80, 81, 82, 83, 84, 85, 86, 87, 90, 91, 92, 93, 94, 95, 97, 98],
    ),
    (
        "DEN",
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20],
    ),
    (
        "DEN",
        &[
            50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 67, 68,
        ],
    ),
    (
        "DEN",
        &[70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86],
    ),
    ("DEN", &[90, 91, 92, 93, 94, 96]),
    ("CH", &[1, 3, 4, 6, 8, 10, 11, 12, 14, 16, 17, 21, 24, 31]),
    ("SND", &[1, 2, 3, 4, 12, 33, 44, 46, 47, 48, 49]),
    ("RCV", &[1, 2, 4, 10, 11, 13, 15, 20, 21, 61, 62, 63]),
    ("ACK", &[1, 2, 3, 10, 11, 13, 14, 16, 30, 31, 32, 33, 39]),
    ("TMO", &[1, 2, 7, 12]),
];

/// The channel ends of the packets here.
const SOURCE: (&str, &str) = ("transfer", "channel-100");
const DEST: (&str, &str) = ("wasm.cosmos1contract", "channel-9");

/// Both steps of a receive.
fn receive(bytes: &[u8]) -> Result<(PacketData, ReceiveAction), Error> {
    let packet = PacketData::decode(bytes)?;
    let decision = on_receive(&packet.denom, SOURCE.0, SOURCE.1, DEST.0, DEST.1)?;
    Ok((packet, decision))
}

/// A good packet with one field changed.
fn with(key: &str, value: &str) -> Vec<u8> {
    let mut packet = serde_json::json!({
        "denom": "transfer/gaiachannel/atom", "amount": "100", "sender": "sender", "receiver": "receiver"
    });
    packet[key] = value.into();
    packet.to_string().into_bytes()
}

/// Requires that the packet is accepted on receipt and for sending.
fn accepts(bytes: &[u8]) -> PacketData {
    let (packet, _) = receive(bytes).expect("the packet is good");
    packet.validate().expect("the packet may be sent");
    packet
}

/// Requires that the packet is rejected on receipt, and for sending if it can be expressed there.
fn refuses(bytes: &[u8], error: Error) {
    assert_eq!(receive(bytes), Err(error));
    if let Ok(packet) = PacketData::decode(bytes) {
        assert_eq!(packet.validate(), Err(error));
    }
}

/// A packet to be sent.
fn outgoing(denom: &str) -> PacketData {
    PacketData {
        denom: denom.into(),
        amount: 100u128.into(),
        sender: "sender".into(),
        receiver: "receiver".into(),
        memo: String::new(),
    }
}
