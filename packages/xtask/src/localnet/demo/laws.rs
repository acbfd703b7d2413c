//! I1 to I4 between two chains: each returns what is wrong, in words. The other two cannot be seen from queries.

use std::collections::{BTreeMap, BTreeSet};

use causeway::live::{Ended, Ending, PacketLog};
use cosmwasm_std::Uint256;

use super::books::{Books, CONTRACT};

/// What the logs of both chains say about one asset on one channel of its home.
#[derive(Default)]
struct Flow {
    /// Into escrow.
    escrowed: Uint256,
    /// Out of escrow: returned, or refunded.
    released: Uint256,
    /// Sent either way and not received, or refused and not yet refunded.
    in_flight: Uint256,
}

/// All that is wrong on either chain.
pub fn broken(a: &Books, b: &Books) -> Vec<(&'static str, Vec<String>)> {
    let both = |law: fn(&Books, &Books) -> Vec<String>| [law(a, b), law(b, a)].concat();
    vec![
        ("I1", both(conservation)),
        ("I2", both(|home, _| solvency(home))),
        ("I3", both(isolation)),
        ("I4", both(one_ending)),
    ]
}

/// Channels of `home` whose other end is the contract of `away`.
fn channels<'a>(home: &'a Books, away: &'a Books) -> impl Iterator<Item = (&'a str, &'a str)> {
    let ends = home.channels.iter().filter(|(_, (port, _))| *port == away.port);
    ends.map(|(channel, (_, other))| (channel.as_str(), other.as_str()))
}

/// By local denom of `home`, on one of its channels.
fn flows(home: &Books, away: &Books, channel: &str, other: &str) -> BTreeMap<String, Flow> {
    let mut flows: BTreeMap<String, Flow> = BTreeMap::new();
    let back = format!("{}/{other}/", away.port);
    let foreign = format!("{}/{channel}/", home.port);
    for packet in home.log.sent.iter().filter(|packet| packet.channel == channel) {
        if packet.denom.starts_with(&foreign) {
            continue; // a voucher of theirs: their escrow, not ours
        }
        let flow = flows.entry(home.denom(&packet.denom)).or_default();
        let amount = packet.amount.parse().unwrap_or_default();
        let state = State::of(&home.log, &away.log, channel, other, packet.sequence);
        add(&mut flow.escrowed, amount, true);
        add(&mut flow.released, amount, state == State::Refunded);
        add(&mut flow.in_flight, amount, state == State::InFlight);
    }
    for packet in away.log.sent.iter().filter(|packet| packet.channel == other) {
        let Some(path) = packet.denom.strip_prefix(&back) else {
            continue;
        };
        let flow = flows.entry(home.denom(path)).or_default();
        let amount = packet.amount.parse().unwrap_or_default();
        let state = State::of(&away.log, &home.log, other, channel, packet.sequence);
        add(&mut flow.released, amount, state == State::Delivered);
        add(&mut flow.in_flight, amount, state == State::InFlight);
    }
    flows
}

fn add(sum: &mut Uint256, amount: Uint256, when: bool) {
    if when {
        *sum = sum.saturating_add(amount);
    }
}

#[derive(PartialEq)]
enum State {
    Delivered,
    Refunded,
    InFlight,
}

impl State {
    fn of(from: &PacketLog, to: &PacketLog, source: &str, dest: &str, sequence: u64) -> Self {
        let mut received = to.received.iter();
        let delivered = received.any(|one| one.channel == dest && one.sequence == sequence && one.success);
        match (delivered, from.ending(source, sequence)) {
            (true, _) => Self::Delivered,
            (false, None) => Self::InFlight,
            (false, Some(_)) => Self::Refunded,
        }
    }
}

/// I1: escrow = vouchers on the other side + what is in flight + claims still to be minted.
fn conservation(home: &Books, away: &Books) -> Vec<String> {
    let mut broken = vec![];
    for (channel, other) in channels(home, away) {
        let mut flows = flows(home, away, channel, other);
        for line in home.records.escrow.iter().filter(|line| line.channel == channel) {
            flows.entry(line.denom.clone()).or_default(); // also what no packet speaks of
        }
        for (denom, flow) in flows {
            let escrow = home.records.outstanding(channel, &denom);
            let path = format!("{}/{other}/{}", away.port, home.path(&denom));
            let voucher = away.voucher(&path);
            let supply = voucher
                .and_then(|voucher| away.supply.get(voucher))
                .copied()
                .unwrap_or_default();
            let claims = away
                .records
                .claims
                .iter()
                .filter(|claim| claim.denom == away.denom(&path));
            let to_mint = claims.fold(Uint256::zero(), |sum, claim| sum.saturating_add(claim.to_mint));
            let owed = supply.saturating_add(flow.in_flight).saturating_add(to_mint);
            if escrow != owed {
                broken.push(format!(
                    "I1: {} {channel} {}: escrow {escrow}, but vouchers {supply} + in flight {} + claims to mint {to_mint}",
                    home.chain,
                    home.name(&denom),
                    flow.in_flight
                ));
            }
        }
    }
    broken
}

/// I2: the contract holds at least its escrow and the claims.
fn solvency(books: &Books) -> Vec<String> {
    let mut owed: BTreeMap<&str, Uint256> = BTreeMap::new();
    let escrow = books
        .records
        .escrow
        .iter()
        .map(|line| (line.denom.as_str(), line.outstanding));
    let claims = books
        .records
        .claims
        .iter()
        .map(|claim| (claim.denom.as_str(), claim.held));
    for (denom, amount) in escrow.chain(claims) {
        let sum = owed.entry(denom).or_default();
        *sum = sum.saturating_add(amount);
    }
    let held = |denom: &str| {
        books
            .holdings
            .get(&(CONTRACT.into(), denom.into()))
            .copied()
            .unwrap_or_default()
    };
    let short = owed.into_iter().filter(|(denom, owed)| held(denom) < *owed);
    short
        .map(|(denom, owed)| {
            format!(
                "I2: {} holds {} {}, but owes {owed}",
                books.chain,
                held(denom),
                books.name(denom)
            )
        })
        .collect()
}

/// I3: a channel releases at most what came in through it, and the books say what is left.
fn isolation(home: &Books, away: &Books) -> Vec<String> {
    let mut broken = vec![];
    for (channel, other) in channels(home, away) {
        for (denom, flow) in flows(home, away, channel, other) {
            let at = format!("I3: {} {channel} {}", home.chain, home.name(&denom));
            let (escrowed, released) = (flow.escrowed, flow.released);
            let Ok(left) = escrowed.checked_sub(released) else {
                broken.push(format!("{at}: {escrowed} came in, but {released} went out"));
                continue;
            };
            let escrow = home.records.outstanding(channel, &denom);
            if escrow != left {
                broken.push(format!(
                    "{at}: the packets leave {left}, but the books say {escrow}"
                ));
            }
        }
    }
    broken
}

/// I4: every packet ends at most once; the contract's record and core's commitment exist until then and not after.
fn one_ending(home: &Books, away: &Books) -> Vec<String> {
    let mut broken = vec![];
    let mut open = BTreeSet::new();
    for packet in &home.log.sent {
        let (channel, sequence) = (&packet.channel, packet.sequence);
        let endings: Vec<&Ended> = home
            .log
            .ended
            .iter()
            .filter(|one| one.channel == *channel && one.sequence == sequence)
            .collect();
        if endings.is_empty() {
            open.insert((channel.clone(), sequence));
        }
        let other = home
            .channels
            .iter()
            .find(|(id, _)| id == channel)
            .map(|(_, (_, other))| other.as_str());
        let received: Vec<_> = away
            .log
            .received
            .iter()
            .filter(|one| Some(one.channel.as_str()) == other && one.sequence == sequence)
            .collect();
        let late = endings.iter().any(|one| one.ending == Ending::Timeout) && !received.is_empty();
        if endings.len() > 1 || received.len() > 1 || late {
            broken.push(format!(
                "I4: {} {channel} #{sequence} was received {} times and ended {endings:?}",
                home.chain,
                received.len()
            ));
        }
    }
    let records = home.records.in_flight.iter();
    let records = records.map(|record| (record.channel.clone(), record.sequence));
    for (what, known) in [
        ("records", records.collect::<BTreeSet<_>>()),
        ("commitments", home.commitments.iter().cloned().collect()),
    ] {
        if known != open {
            broken.push(format!(
                "I4: {}: {what} {known:?}, but {open:?} are in flight",
                home.chain
            ));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use causeway::live::{Received, SentPacket};
    use causeway_multi_test::books::{Books as Records, Claim, Escrow, InFlight};
    use cosmwasm_std::Addr;

    use super::*;

    fn record(sequence: u64) -> InFlight {
        InFlight {
            channel: "channel-0".into(),
            sequence,
            sender: "alice".into(),
            denom: "uhub".into(),
            amount: Uint256::one(),
        }
    }

    fn books(chain: &str, other: &str) -> Books {
        Books {
            chain: chain.into(),
            port: format!("wasm.{chain}"),
            channels: vec![("channel-0".into(), (format!("wasm.{other}"), "channel-0".into()))],
            records: Records {
                escrow: vec![],
                claims: vec![],
                in_flight: vec![],
                vouchers: vec![],
            },
            commitments: vec![],
            supply: BTreeMap::new(),
            names: BTreeMap::new(),
            holdings: BTreeMap::new(),
            log: PacketLog::default(),
        }
    }

    fn sent(sequence: u64, denom: &str, amount: u64) -> SentPacket {
        SentPacket {
            channel: "channel-0".into(),
            sequence,
            denom: denom.into(),
            amount: amount.to_string(),
            sender: "alice".into(),
            receiver: "bob".into(),
            timeout: 0,
            tx: String::new(),
        }
    }

    fn received(sequence: u64, success: bool) -> Received {
        Received {
            channel: "channel-0".into(),
            sequence,
            success,
        }
    }

    fn ended(sequence: u64, ending: Ending) -> Ended {
        Ended {
            channel: "channel-0".into(),
            sequence,
            ending,
            claim: None,
        }
    }

    /// 100 uhub went out and arrived, 30 of them came home; 20 are on their way out, 10 on their way home; 5 were refused
    /// and are not refunded yet, 7 timed out into a claim.
    fn pair() -> [Books; 2] {
        let (mut hub, mut zone) = (books("hub", "zone"), books("zone", "hub"));
        let voucher = "wasm.zone/channel-0/uhub";
        hub.log.sent = vec![
            sent(1, "uhub", 100),
            sent(2, "uhub", 20),
            sent(3, "uhub", 5),
            sent(4, "uhub", 7),
        ];
        zone.log.received = vec![received(1, true), received(3, false)];
        hub.log.ended = vec![ended(1, Ending::Success), ended(4, Ending::Timeout)];
        zone.log.sent = vec![sent(1, voucher, 30), sent(2, voucher, 10)];
        hub.log.received = vec![received(1, true)];
        zone.log.ended = vec![ended(1, Ending::Success)];

        for (books, sequences) in [(&mut hub, vec![2, 3]), (&mut zone, vec![2])] {
            books.records.in_flight = sequences.iter().map(|sequence| record(*sequence)).collect();
            books.commitments = sequences
                .into_iter()
                .map(|sequence| ("channel-0".into(), sequence))
                .collect();
        }
        hub.records.escrow = vec![Escrow {
            channel: "channel-0".into(),
            denom: "uhub".into(),
            outstanding: Uint256::from(95u128),
        }];
        hub.records.claims = vec![Claim {
            owner: Addr::unchecked("alice"),
            denom: "uhub".into(),
            held: Uint256::from(7u128),
            to_mint: Uint256::zero(),
        }];
        hub.holdings
            .insert((CONTRACT.into(), "uhub".into()), Uint256::from(102u128));
        zone.records.vouchers = vec![(voucher.into(), Addr::unchecked("zone1voucher"))];
        zone.supply.insert("zone1voucher".into(), Uint256::from(60u128));
        [hub, zone]
    }

    /// What is wrong after this was done to the pair.
    fn after(deed: impl FnOnce(&mut Books, &mut Books)) -> Vec<String> {
        let [mut hub, mut zone] = pair();
        deed(&mut hub, &mut zone);
        broken(&hub, &zone)
            .into_iter()
            .flat_map(|(_, broken)| broken)
            .collect()
    }

    #[test]
    fn a_pair_in_the_middle_of_things_breaks_nothing() {
        assert_eq!(after(|_, _| ()), Vec::<String>::new());
    }

    #[test]
    fn vouchers_out_of_nothing_break_conservation() {
        let one_more = |_: &mut Books, zone: &mut Books| {
            zone.supply.insert("zone1voucher".into(), Uint256::from(61u128));
        };
        assert_eq!(
            after(one_more),
            ["I1: hub channel-0 uhub: escrow 95, but vouchers 61 + in flight 35 + claims to mint 0"]
        );
    }

    #[test]
    fn a_voucher_to_be_minted_again_counts_as_one() {
        let burned = |_: &mut Books, zone: &mut Books| {
            zone.supply.insert("zone1voucher".into(), Uint256::from(52u128));
            zone.records.claims.push(Claim {
                owner: Addr::unchecked("bob"),
                denom: "cw20:zone1voucher".into(),
                held: Uint256::zero(),
                to_mint: Uint256::from(8u128),
            });
        };
        assert_eq!(after(burned), Vec::<String>::new());
    }

    #[test]
    fn a_contract_that_holds_less_than_escrow_and_claims_is_insolvent() {
        let robbed = |hub: &mut Books, _: &mut Books| {
            hub.holdings
                .insert((CONTRACT.into(), "uhub".into()), Uint256::from(101u128));
        };
        assert_eq!(after(robbed), ["I2: hub holds 101 uhub, but owes 102"]);
    }

    #[test]
    fn more_out_of_a_channel_than_went_in_breaks_isolation() {
        let forged = |hub: &mut Books, zone: &mut Books| {
            zone.log.sent.push(sent(3, "wasm.zone/channel-0/uhub", 96));
            hub.log.received.push(received(3, true));
            zone.log.ended.push(ended(3, Ending::Success));
        };
        assert_eq!(
            after(forged),
            ["I3: hub channel-0 uhub: 132 came in, but 133 went out"]
        );
    }

    #[test]
    fn books_that_packets_do_not_explain_break_isolation() {
        let cooked = |hub: &mut Books, zone: &mut Books| {
            hub.records.escrow[0].outstanding = Uint256::from(94u128);
            zone.supply.insert("zone1voucher".into(), Uint256::from(59u128));
        };
        assert_eq!(
            after(cooked),
            ["I3: hub channel-0 uhub: the packets leave 95, but the books say 94"]
        );
    }

    #[test]
    fn a_packet_ends_once() {
        let twice = |hub: &mut Books, _: &mut Books| hub.log.ended.push(ended(1, Ending::Error));
        let [first] = after(twice).try_into().unwrap();
        assert!(
            first.starts_with("I4: hub channel-0 #1 was received 1 times and ended ["),
            "{first}"
        );
        let late = |hub: &mut Books, _: &mut Books| hub.log.ended[0].ending = Ending::Timeout;
        assert!(after(late)[0].starts_with("I4: hub channel-0 #1"));
    }

    #[test]
    fn records_and_commitments_are_there_until_a_packet_ends() {
        let forgotten = |hub: &mut Books, _: &mut Books| drop(hub.records.in_flight.pop());
        assert_eq!(
            after(forgotten),
            [
                r#"I4: hub: records {("channel-0", 2)}, but {("channel-0", 2), ("channel-0", 3)} are in flight"#
            ]
        );
        let kept = |_: &mut Books, zone: &mut Books| zone.commitments.push(("channel-0".into(), 1));
        assert_eq!(
            after(kept),
            [
                r#"I4: zone: commitments {("channel-0", 1), ("channel-0", 2)}, but {("channel-0", 2)} are in flight"#
            ]
        );
    }
}
