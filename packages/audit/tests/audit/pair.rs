//! Two chains with packets under way: 100 uhub were sent and arrived, and 30 of them came home; 20 are on their way out
//! and 10 on their way home; 5 were rejected and are not refunded yet; and 7 timed out into a claim.

use causeway_audit::{
    check, Channel, Claim, Destination, Ended, Ending, Endpoint, Escrow, Findings, Holding, InFlight,
    Invariant, PacketLog, Received, Sent, Snapshot, TransferData, Verdict, Voucher,
};
use cosmwasm_std::Uint256;

pub const VOUCHER_PATH: &str = "wasm.zone1contract/channel-1/uhub";
pub const VOUCHER: &str = "cw20:zone1voucher";

pub fn amount(number: u64) -> Uint256 {
    Uint256::from(number)
}

fn end(chain: &str, channel: &str) -> Endpoint {
    Endpoint {
        port: format!("wasm.{chain}1contract"),
        channel: channel.into(),
    }
}

fn chain(name: &str, channel: &str, counterparty: Endpoint, commitments: &[u64]) -> Snapshot {
    Snapshot {
        chain: format!("{name}-1"),
        contract: Some(format!("{name}1contract")),
        port: format!("wasm.{name}1contract"),
        channels: vec![Channel {
            id: channel.into(),
            counterparty,
            open: Some(true),
            commitments: Some(commitments.to_vec()),
            records_from: None,
        }],
        ..Snapshot::default()
    }
}

pub fn record(channel: &str, sequence: u64, what: (&str, &str, u64), destination: Destination) -> InFlight {
    let (sender, denom, number) = what;
    InFlight {
        channel: channel.into(),
        sequence,
        sender: sender.into(),
        denom: denom.into(),
        amount: amount(number),
        destination: Some(destination),
        sent_at: None,
    }
}

fn data(what: (&str, &str, u64)) -> Option<TransferData> {
    let (sender, denom, number) = what;
    Some(TransferData {
        denom: denom.into(),
        amount: amount(number),
        sender: sender.into(),
    })
}

pub fn sent(channel: &str, sequence: u64, what: (&str, &str, u64)) -> Sent {
    Sent {
        channel: channel.into(),
        sequence,
        data: data(what),
    }
}

pub fn received(channel: &str, sequence: u64, success: bool, what: (&str, &str, u64)) -> Received {
    Received {
        channel: channel.into(),
        sequence,
        success,
        data: data(what),
    }
}

pub fn ended(channel: &str, sequence: u64, ending: Ending) -> Ended {
    Ended {
        channel: channel.into(),
        sequence,
        ending,
    }
}

/// Without packet logs, as nodes answer.
pub fn pair() -> [Snapshot; 2] {
    let mut hub = chain("hub", "channel-0", end("zone", "channel-1"), &[2, 3]);
    let mut zone = chain("zone", "channel-1", end("hub", "channel-0"), &[2]);
    hub.escrow = vec![Escrow {
        channel: "channel-0".into(),
        denom: "uhub".into(),
        outstanding: amount(95),
    }];
    hub.claims = vec![Claim {
        owner: "hub1alice".into(),
        denom: "uhub".into(),
        held: amount(7),
        to_mint: amount(0),
    }];
    hub.holdings = vec![Holding {
        denom: "uhub".into(),
        held: Some(amount(102)),
    }];
    hub.in_flight = vec![
        record(
            "channel-0",
            2,
            ("hub1alice", "uhub", 20),
            Destination::NotReceived,
        ),
        record("channel-0", 3, ("hub1alice", "uhub", 5), Destination::Refused),
    ];
    zone.vouchers = vec![Voucher {
        path: VOUCHER_PATH.into(),
        denom: VOUCHER.into(),
        supply: Some(amount(60)),
        minter: Some("zone1contract".into()),
    }];
    zone.in_flight = vec![record(
        "channel-1",
        2,
        ("zone1bob", VOUCHER, 10),
        Destination::NotReceived,
    )];
    [hub, zone]
}

/// The same with what happened to each packet.
pub fn logged_pair() -> [Snapshot; 2] {
    let [mut hub, mut zone] = pair();
    let out = |number| ("hub1alice", "uhub", number);
    let back = |number| ("zone1bob", VOUCHER_PATH, number);
    hub.packets = Some(PacketLog {
        sent: vec![
            sent("channel-0", 1, out(100)),
            sent("channel-0", 2, out(20)),
            sent("channel-0", 3, out(5)),
            sent("channel-0", 4, out(7)),
        ],
        received: vec![received("channel-0", 1, true, back(30))],
        ended: vec![
            ended("channel-0", 1, Ending::Success),
            ended("channel-0", 4, Ending::Timeout),
        ],
        failed_settlements: Some(vec![]),
        traces: Some(vec![]),
    });
    zone.packets = Some(PacketLog {
        sent: vec![sent("channel-1", 1, back(30)), sent("channel-1", 2, back(10))],
        received: vec![
            received("channel-1", 1, true, out(100)),
            received("channel-1", 3, false, out(5)),
        ],
        ended: vec![ended("channel-1", 1, Ending::Success)],
        failed_settlements: Some(vec![]),
        traces: Some(vec![]),
    });
    [hub, zone]
}

/// What the audit says after this was done to a pair.
pub fn after(mut pair: [Snapshot; 2], change: impl FnOnce(&mut Snapshot, &mut Snapshot)) -> Findings {
    let [hub, zone] = &mut pair;
    change(hub, zone);
    check(&pair)
}

/// What is broken or undecided, in words.
pub fn texts(findings: &Findings, verdict: Verdict) -> Vec<String> {
    let findings = findings.findings.iter();
    findings
        .filter(|finding| finding.verdict == verdict)
        .map(ToString::to_string)
        .collect()
}

/// What is broken after this was done to the pair with logs.
pub fn broken(change: impl FnOnce(&mut Snapshot, &mut Snapshot)) -> Vec<String> {
    texts(&after(logged_pair(), change), Verdict::Broken)
}

/// Whether all of this held.
pub fn hold(findings: &Findings, invariants: &[Invariant]) -> bool {
    let mut verdicts = invariants.iter().map(|one| findings.verdict(*one));
    verdicts.all(|verdict| verdict == Some(Verdict::Held))
}
