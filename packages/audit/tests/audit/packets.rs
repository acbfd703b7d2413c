use causeway_audit::{
    Destination, Ending, Escrow, FailedSettlement, Invariant, PacketLog, Snapshot, Trace, Verdict,
};

use crate::pair::{after, amount, broken, ended, hold, logged_pair, pair, received, sent, VOUCHER_PATH};

fn log(snapshot: &mut Snapshot) -> &mut PacketLog {
    snapshot.packets.as_mut().unwrap()
}

#[test]
fn a_pair_with_packets_under_way_breaks_nothing() {
    assert!(hold(&after(logged_pair(), |_, _| ()), &Invariant::ALL));
}

#[test]
fn without_a_packet_log_only_the_first_two_and_the_records_are_checked() {
    let findings = after(pair(), |_, _| ());
    use Invariant::{Conservation, Isolation, NeverStuck, NoTrace, OneEnding, Solvency};
    assert!(hold(&findings, &[Conservation, Solvency, OneEnding]));
    for unseen in [Isolation, NeverStuck, NoTrace] {
        assert_eq!(findings.verdict(unseen), None, "{unseen}");
    }
    let findings = after(pair(), |hub, _| hub.channels[0].commitments = None);
    assert!(hold(&findings, &[Conservation, Solvency]));
    assert_eq!(findings.of(OneEnding).count(), 1);
    assert_eq!(findings.verdict(OneEnding), None);
}

#[test]
fn more_out_of_a_channel_than_went_in_breaks_isolation() {
    let forged = |hub: &mut Snapshot, zone: &mut Snapshot| {
        let back = ("zone1bob", VOUCHER_PATH, 96);
        log(zone).sent.push(sent("channel-1", 3, back));
        log(hub).received.push(received("channel-0", 3, true, back));
        log(zone).ended.push(ended("channel-1", 3, Ending::Success));
    };
    assert_eq!(
        broken(forged),
        ["I3: hub-1 channel-0 uhub: 132 came in, but 133 went out"]
    );
}

#[test]
fn isolation_is_judged_without_the_other_chain() {
    let [mut hub, _] = logged_pair();
    log(&mut hub)
        .received
        .push(received("channel-0", 9, true, ("x", VOUCHER_PATH, 96)));
    let findings = causeway_audit::check(&[hub]);
    assert_eq!(findings.verdict(Invariant::Isolation), Some(Verdict::Broken));
}

#[test]
fn books_that_packets_do_not_explain_break_isolation() {
    let changed = |hub: &mut Snapshot, zone: &mut Snapshot| {
        hub.escrow[0].outstanding = amount(94);
        zone.vouchers[0].supply = Some(amount(59));
    };
    assert_eq!(
        broken(changed),
        ["I3: hub-1 channel-0 uhub: the packets leave 95, but the books say 94"]
    );
    let invented = |hub: &mut Snapshot, _: &mut Snapshot| {
        hub.escrow.push(Escrow {
            channel: "channel-0".into(),
            denom: "uother".into(),
            outstanding: amount(1),
        });
    };
    let broken = broken(invented);
    assert_eq!(
        broken,
        ["I3: hub-1 channel-0 uother: the packets leave 0, but the books say 1"]
    );
}

#[test]
fn a_packet_that_ends_twice_breaks_one_ending() {
    let broken = broken(|hub, _| log(hub).ended.push(ended("channel-0", 1, Ending::Success)));
    assert_eq!(
        broken,
        ["I4: hub-1 channel-0: packet 1 was received 1 times and ended [Success, Success]"]
    );
}

#[test]
fn a_packet_that_is_received_twice_breaks_one_ending() {
    let again = |_: &mut Snapshot, zone: &mut Snapshot| {
        let again = log(zone).received[1].clone();
        log(zone).received.push(again);
    };
    assert_eq!(
        broken(again),
        ["I4: hub-1 channel-0: packet 3 was received 2 times and ended []"]
    );
    let [mut hub, _] = logged_pair();
    let again = log(&mut hub).received[0].clone();
    log(&mut hub).received.push(again);
    let findings = causeway_audit::check(&[hub]);
    assert_eq!(findings.verdict(Invariant::OneEnding), Some(Verdict::Broken));
}

#[test]
fn a_packet_that_was_received_and_timed_out_breaks_one_ending() {
    let late = |hub: &mut Snapshot, _: &mut Snapshot| log(hub).ended[0].ending = Ending::Timeout;
    let broken = broken(late);
    assert!(
        broken.contains(&"I4: hub-1 channel-0: packet 1 was received 1 times and ended [Timeout]".into()),
        "{broken:?}"
    );
}

#[test]
fn a_record_that_is_missing_or_was_kept_breaks_one_ending() {
    let broken_records = |change: fn(&mut Snapshot)| {
        let findings = after(pair(), |hub, _| change(hub));
        findings.verdict(Invariant::OneEnding) == Some(Verdict::Broken)
    };
    assert!(broken_records(|hub| drop(hub.in_flight.pop())));
    assert!(broken_records(|hub| hub.channels[0].commitments = Some(vec![2])));
    assert_eq!(
        broken(|hub, _| hub.in_flight[0].amount = amount(21)),
        [
            "I4: hub-1 channel-0: the records are 2 (21 uhub of hub1alice), 3 (5 uhub of hub1alice), \
          but the packets in flight are 2 (20 uhub of hub1alice), 3 (5 uhub of hub1alice)"
        ]
    );
    let twice = broken(|hub, _| {
        let again = hub.in_flight[0].clone();
        hub.in_flight.push(again);
    });
    assert!(
        twice.iter().any(|text| text.contains("packet 2 has two records")),
        "{twice:?}"
    );
}

#[test]
fn packets_of_a_predecessor_need_no_record() {
    let findings = after(logged_pair(), |hub, _| {
        hub.channels[0].records_from = Some(3);
        hub.in_flight.remove(0);
    });
    assert_eq!(findings.verdict(Invariant::OneEnding), Some(Verdict::Held));
}

#[test]
fn one_broken_chain_outweighs_a_chain_that_could_not_be_checked() {
    let findings = after(logged_pair(), |hub, zone| {
        zone.packets = None;
        hub.escrow[0].outstanding = amount(94);
    });
    assert_eq!(findings.verdict(Invariant::Isolation), Some(Verdict::Broken));
}

#[test]
fn an_accepted_packet_that_is_no_transfer_breaks_isolation() {
    let broken = broken(|hub, _| {
        let mut packet = received("channel-0", 9, true, ("", "", 0));
        packet.data = None;
        log(hub).received.push(packet);
    });
    assert_eq!(
        broken,
        ["I3: hub-1 channel-0: packet 9 was accepted and is no ICS-20 transfer"]
    );
}

#[test]
fn a_closed_channel_may_keep_the_commitment_of_a_packet_that_a_migration_settled() {
    let settled = |hub: &mut Snapshot, _: &mut Snapshot| {
        hub.channels[0].open = Some(false);
        hub.in_flight.pop();
    };
    let findings = after(pair(), settled);
    assert_eq!(findings.verdict(Invariant::OneEnding), Some(Verdict::Held));
    let findings = after(pair(), |hub, zone| {
        settled(hub, zone);
        hub.channels[0].commitments = Some(vec![3]);
    });
    assert_eq!(findings.verdict(Invariant::OneEnding), Some(Verdict::Broken));
}

#[test]
fn a_settlement_that_failed_breaks_never_stuck() {
    let stuck = |hub: &mut Snapshot, _: &mut Snapshot| {
        log(hub).failed_settlements = Some(vec![FailedSettlement {
            channel: "channel-0".into(),
            sequence: 2,
            error: "out of gas".into(),
        }]);
    };
    assert_eq!(
        broken(stuck),
        ["I5: hub-1 channel-0: packet 2 could not be settled: out of gas"]
    );
}

#[test]
fn a_refused_packet_that_changed_the_state_breaks_no_trace() {
    let traced = |_: &mut Snapshot, zone: &mut Snapshot| {
        log(zone).traces = Some(vec![Trace {
            channel: "channel-1".into(),
            sequence: 3,
        }]);
    };
    assert_eq!(
        broken(traced),
        ["I6: zone-1 channel-1: packet 3 was refused and changed the state"]
    );
}

#[test]
fn only_what_the_other_chain_refused_may_be_settled_on_a_closed_channel() {
    assert_eq!(after(pair(), |_, _| ()).stranded, []);
    let findings = after(pair(), |hub, _| {
        hub.channels[0].open = Some(false);
        let mut records = hub.in_flight.clone();
        for (record, destination) in records.iter_mut().zip([Destination::Held, Destination::Accepted]) {
            record.destination = Some(destination);
            record.sequence += 10;
        }
        hub.in_flight.extend(records);
        hub.in_flight.push(causeway_audit::InFlight {
            sequence: 20,
            destination: None,
            ..hub.in_flight[0].clone()
        });
    });
    let may_settle: Vec<_> = findings
        .stranded
        .iter()
        .map(|one| {
            (
                one.record.sequence,
                one.text.contains("a migration may settle it"),
            )
        })
        .collect();
    assert_eq!(
        may_settle,
        [(2, false), (3, true), (12, false), (13, false), (20, false)]
    );
}

fn stranded(change: impl FnOnce(&mut Snapshot, &mut Snapshot)) -> Vec<(u64, String)> {
    let stranded = after(pair(), change).stranded.into_iter();
    stranded.map(|one| (one.record.sequence, one.text)).collect()
}

#[test]
fn a_packet_whose_acknowledgement_nobody_can_read_is_stranded() {
    let found = stranded(|hub, _| hub.in_flight[1].destination = Some(Destination::Unreadable));
    assert_eq!(
        found,
        [(
            3,
            "the other chain has answered with what is no acknowledgement by ICS-4, so that no relayer can settle it: a \
             migration may settle it"
                .to_string()
        )]
    );
}

#[test]
fn a_packet_whose_refund_the_escrow_of_its_channel_does_not_cover_is_stranded() {
    let escrow = |hub: &mut Snapshot, left| hub.escrow[0].outstanding = amount(left);
    assert_eq!(stranded(|hub, _| escrow(hub, 20)), []);
    let found = stranded(|hub, _| escrow(hub, 19));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, 2);
    assert!(
        found[0]
            .1
            .starts_with("the escrow of this channel, 19, does not cover its refund"),
        "{found:?}"
    );
    // what the other chain has accepted is not refunded, and a burn is refunded by a mint
    let accepted = |hub: &mut Snapshot, zone: &mut Snapshot| {
        escrow(hub, 19);
        hub.in_flight[0].destination = Some(Destination::Accepted);
        zone.escrow.clear();
    };
    assert_eq!(stranded(accepted), []);
}
