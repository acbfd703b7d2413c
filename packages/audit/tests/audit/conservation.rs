use causeway_audit::{Claim, Endpoint, Figures, Invariant, Snapshot, Verdict, Voucher};
use cosmwasm_std::Uint256;

use crate::pair::{after, amount, hold, logged_pair, pair, received, texts, VOUCHER};

fn conservation(pair: [Snapshot; 2], change: impl FnOnce(&mut Snapshot, &mut Snapshot)) -> (Verdict, String) {
    let findings = after(pair, change);
    let found: Vec<_> = findings.of(Invariant::Conservation).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].verdict, found[0].to_string())
}

#[test]
fn a_pair_with_packets_under_way_conserves_with_and_without_a_packet_log() {
    for pair in [pair(), logged_pair()] {
        let (verdict, text) = conservation(pair, |_, _| ());
        assert_eq!(verdict, Verdict::Held);
        assert_eq!(
            text,
            "I1: hub-1 channel-0 uhub: escrow 95 = vouchers 60 + in flight 35 + claims to mint 0"
        );
    }
}

#[test]
fn vouchers_out_of_nothing_break_conservation() {
    for pair in [pair(), logged_pair()] {
        let (verdict, text) = conservation(pair, |_, zone| zone.vouchers[0].supply = Some(amount(61)));
        assert_eq!(verdict, Verdict::Broken);
        assert_eq!(
            text,
            "I1: hub-1 channel-0 uhub: escrow 95, but vouchers 61 + in flight 35 + claims to mint 0"
        );
    }
}

#[test]
fn a_voucher_without_any_escrow_breaks_conservation() {
    let (verdict, text) = conservation(pair(), |hub, _| {
        hub.escrow.clear();
        hub.in_flight.clear();
    });
    assert_eq!(verdict, Verdict::Broken);
    assert!(text.contains("escrow 0, but vouchers 60"), "{text}");
}

#[test]
fn a_voucher_that_another_account_may_mint_breaks_conservation() {
    let (verdict, text) = conservation(pair(), |_, zone| {
        zone.vouchers[0].minter = Some("zone1eve".into())
    });
    assert_eq!(verdict, Verdict::Broken);
    assert!(
        text.ends_with("the voucher may be minted by zone1eve, not by the contract alone"),
        "{text}"
    );
}

#[test]
fn a_claim_to_be_minted_counts_like_a_voucher() {
    let burned = |_: &mut Snapshot, zone: &mut Snapshot| {
        zone.vouchers[0].supply = Some(amount(52));
        zone.claims.push(Claim {
            owner: "zone1bob".into(),
            denom: VOUCHER.into(),
            held: Uint256::zero(),
            to_mint: amount(8),
        });
    };
    let (verdict, text) = conservation(pair(), burned);
    assert_eq!(verdict, Verdict::Held);
    assert!(
        text.ends_with("vouchers 52 + in flight 35 + claims to mint 8"),
        "{text}"
    );
}

#[test]
fn vouchers_that_their_holders_burned_leave_an_excess_and_break_nothing() {
    let findings = after(pair(), |_, zone| zone.vouchers[0].supply = Some(amount(50)));
    let finding = findings.of(Invariant::Conservation).next().unwrap();
    assert_eq!(finding.verdict, Verdict::Held);
    let Some(Figures::Conservation { excess, .. }) = &finding.figures else {
        panic!("{finding:?}")
    };
    assert_eq!(*excess, amount(10));
}

#[test]
fn an_accepted_packet_is_no_longer_in_flight_though_its_record_stands() {
    let accepted = |hub: &mut Snapshot, zone: &mut Snapshot| {
        hub.in_flight[0].destination = Some(causeway_audit::Destination::Accepted);
        zone.vouchers[0].supply = Some(amount(80));
    };
    assert_eq!(conservation(pair(), accepted).0, Verdict::Held);
    let logged = |_: &mut Snapshot, zone: &mut Snapshot| {
        let log = zone.packets.as_mut().unwrap();
        log.received
            .push(received("channel-1", 2, true, ("hub1alice", "uhub", 20)));
        zone.vouchers[0].supply = Some(amount(80));
    };
    assert_eq!(conservation(logged_pair(), logged).0, Verdict::Held);
}

#[test]
fn conservation_is_an_interval_while_the_other_chain_was_not_asked() {
    let unasked = |hub: &mut Snapshot, zone: &mut Snapshot| {
        for record in hub.in_flight.iter_mut().chain(&mut zone.in_flight) {
            record.destination = None;
        }
        // the packet of 20 was accepted, or 20 vouchers came out of nothing
        zone.vouchers[0].supply = Some(amount(80));
    };
    let (verdict, text) = conservation(pair(), unasked);
    assert_eq!(verdict, Verdict::Undecided);
    assert_eq!(
        text,
        "I1: hub-1 channel-0 uhub: escrow 95, and vouchers 80 + in flight 0 to 35 + claims to mint 0: \
         the other chain was not asked which packets in flight it has accepted"
    );
    // outside the interval it is broken whatever the other chain would say
    let (verdict, _) = conservation(pair(), |hub, zone| {
        unasked(hub, zone);
        zone.vouchers[0].supply = Some(amount(96));
    });
    assert_eq!(verdict, Verdict::Broken);
}

#[test]
fn a_packet_from_before_a_takeover_leaves_conservation_undecided() {
    let taken_over = |hub: &mut Snapshot, _: &mut Snapshot| {
        hub.channels[0].records_from = Some(3);
        hub.in_flight.remove(0);
    };
    let (verdict, text) = conservation(pair(), taken_over);
    assert_eq!(verdict, Verdict::Undecided);
    assert!(
        text.ends_with("1 packets from before the takeover are in flight, and no record tells their amounts"),
        "{text}"
    );
    let settled = |hub: &mut Snapshot, _: &mut Snapshot| {
        hub.channels[0].records_from = Some(2);
    };
    assert_eq!(conservation(pair(), settled).0, Verdict::Held);
}

#[test]
fn conservation_is_undecided_without_the_other_end_or_the_supply() {
    let [hub, _] = pair();
    let findings = causeway_audit::check(&[hub]);
    assert_eq!(
        texts(&findings, Verdict::Undecided),
        ["I1: hub-1 channel-0 uhub: escrow 95, but there is no snapshot of the other end, wasm.zone1contract channel-1"]
    );
    let (verdict, _) = conservation(pair(), |_, zone| zone.vouchers[0].supply = None);
    assert_eq!(verdict, Verdict::Undecided);
}

#[test]
fn a_channel_that_does_not_name_this_end_is_not_its_other_end() {
    let findings = after(pair(), |_, zone| {
        zone.channels[0].counterparty.channel = "channel-7".into()
    });
    assert_eq!(
        findings.verdict(Invariant::Conservation),
        Some(Verdict::Undecided)
    );
    assert!(hold(&after(pair(), |_, _| ()), &[Invariant::Conservation]));
}

#[test]
fn a_channel_of_a_chain_with_itself_conserves() {
    let [mut hub, _] = pair();
    let port = hub.port.clone();
    let end = |channel: &str| Endpoint {
        port: port.clone(),
        channel: channel.into(),
    };
    hub.channels[0].counterparty = end("channel-1");
    let mut other = hub.channels[0].clone();
    (other.id, other.counterparty, other.commitments) = ("channel-1".into(), end("channel-0"), Some(vec![]));
    hub.channels.push(other);
    // 95 in escrow, of which 25 are in flight on the way out
    hub.vouchers = vec![Voucher {
        path: format!("{port}/channel-1/uhub"),
        denom: "cw20:hub1voucher".into(),
        supply: Some(amount(70)),
        minter: hub.contract.clone(),
    }];
    let verdict =
        |hub: &Snapshot| causeway_audit::check(std::slice::from_ref(hub)).verdict(Invariant::Conservation);
    assert_eq!(verdict(&hub), Some(Verdict::Held));
    hub.vouchers[0].supply = Some(amount(71));
    assert_eq!(verdict(&hub), Some(Verdict::Broken));
}
