use causeway_audit::{check, prometheus, Destination, Snapshot};

use crate::pair::{amount, pair, VOUCHER};

/// Seconds since 1970 at which the pair is audited.
const NOW: u64 = 1_000;

fn samples(change: impl FnOnce(&mut Snapshot, &mut Snapshot)) -> Vec<String> {
    let mut pair = pair();
    let [hub, zone] = &mut pair;
    change(hub, zone);
    let text = prometheus(&pair, &check(&pair), NOW);
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    samples.map(String::from).collect()
}

#[test]
fn every_number_of_an_audit_is_a_sample() {
    let all = samples(|hub, zone| {
        hub.time = Some(990);
        hub.in_flight[0].sent_at = Some(400);
        hub.in_flight[1].sent_at = Some(700);
        zone.in_flight[0].destination = Some(Destination::Held);
        hub.holdings[0].held = Some(amount(105));
    });
    let voucher = format!("causeway_vouchers{{chain=\"zone-1\",denom=\"{VOUCHER}\",path=\"wasm.zone1contract/channel-1/uhub\"}} 60");
    let returning =
        format!("causeway_in_flight{{chain=\"zone-1\",channel=\"channel-1\",denom=\"{VOUCHER}\"}} 10");
    let expected = [
        r#"causeway_holdings{chain="hub-1",denom="uhub"} 105"#,
        r#"causeway_escrow{chain="hub-1",channel="channel-0",denom="uhub"} 95"#,
        &voucher,
        r#"causeway_claims{chain="hub-1",denom="uhub"} 7"#,
        r#"causeway_in_flight{chain="hub-1",channel="channel-0",denom="uhub"} 25"#,
        &returning,
        r#"causeway_in_flight_packets{chain="hub-1",channel="channel-0"} 2"#,
        r#"causeway_in_flight_packets{chain="zone-1",channel="channel-1"} 1"#,
        r#"causeway_held_packets{chain="hub-1",channel="channel-0"} 0"#,
        r#"causeway_held_packets{chain="zone-1",channel="channel-1"} 1"#,
        r#"causeway_oldest_in_flight_seconds{chain="hub-1",channel="channel-0"} 600"#,
        r#"causeway_surplus{chain="hub-1",denom="uhub"} 3"#,
        r#"causeway_stranded_packets{chain="hub-1"} 0"#,
        r#"causeway_stranded_packets{chain="zone-1"} 0"#,
        r#"causeway_seconds_since_block{chain="hub-1"} 10"#,
        r#"causeway_verdict{invariant="I1",name="conservation"} 0"#,
        r#"causeway_verdict{invariant="I2",name="solvency"} 0"#,
        r#"causeway_verdict{invariant="I4",name="one ending"} 0"#,
        "causeway_audit_timestamp_seconds 1000",
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_packet_that_the_other_chain_accepted_moves_nothing_but_is_not_settled() {
    let all = samples(|hub, _| hub.in_flight[0].destination = Some(Destination::Accepted));
    for sample in [
        r#"causeway_in_flight{chain="hub-1",channel="channel-0",denom="uhub"} 5"#,
        r#"causeway_in_flight_packets{chain="hub-1",channel="channel-0"} 2"#,
    ] {
        assert!(all.iter().any(|one| one == sample), "{all:#?}");
    }
}

#[test]
fn a_broken_invariant_is_2_and_an_undecided_one_is_1() {
    let verdict =
        |number, name, value| format!("causeway_verdict{{invariant=\"{number}\",name=\"{name}\"}} {value}");
    let all = samples(|hub, zone| {
        hub.holdings[0].held = Some(amount(101));
        zone.vouchers[0].supply = None;
    });
    assert!(all.contains(&verdict("I1", "conservation", 1)), "{all:#?}");
    assert!(all.contains(&verdict("I2", "solvency", 2)), "{all:#?}");
    assert!(all.contains(&r#"causeway_surplus{chain="hub-1",denom="uhub"} -1"#.to_string()));
}

#[test]
fn what_a_token_does_not_tell_has_no_sample_and_a_label_is_escaped() {
    let all = samples(|hub, _| {
        hub.holdings[0].held = None;
        hub.claims[0].denom = "a\"b\\c\nd".into();
    });
    assert!(
        !all.iter().any(|one| one.starts_with("causeway_holdings")),
        "{all:#?}"
    );
    let claim = r#"causeway_claims{chain="hub-1",denom="a\"b\\c\nd"} 7"#.to_string();
    assert!(all.contains(&claim), "{all:#?}");
}

#[test]
fn every_metric_has_a_help_text_and_is_a_gauge() {
    let pair = pair();
    let text = prometheus(&pair, &check(&pair), NOW);
    let named = |line: &str| line.split(['{', ' ']).next().map(String::from);
    for sample in text.lines().filter(|line| !line.starts_with('#')) {
        let name = named(sample).unwrap();
        assert!(text.contains(&format!("# HELP {name} ")), "{name}");
        assert!(text.contains(&format!("# TYPE {name} gauge\n")), "{name}");
    }
}
