#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
//! The story of `causeway demo`: its document and its text; and that each invariant, once broken, is seen.

use std::collections::BTreeSet;
use std::process::ExitCode;

use causeway::demo::{self, Demo, Report};
use causeway::diagram;
use causeway_multi_test::{Asset, Deployment, Send, World};
use causeway_tests::code;
use causeway_transfer::asset::Leg;
use causeway_transfer::in_flight;
use causeway_transfer::state::{ChannelState, CHANNEL_STATE, IN_FLIGHT, VOUCHERS};
use cosmwasm_std::{coin, to_json_vec, Addr, Uint256};
use ibc_multi_test::{ChainKey, Channel, End, PacketId};
use serde_json::{json, Value};

/// Names of the invariants in the JSON document, from I1 to I6.
const NAMES: [&str; 6] = [
    "conservation",
    "solvency",
    "isolation",
    "one_ending",
    "never_stuck",
    "no_trace",
];

fn demo_report() -> Report {
    Demo::with_code(code::CAUSEWAY).and_then(Demo::run).unwrap()
}

fn is(code: ExitCode, expected: ExitCode) -> bool {
    format!("{code:?}") == format!("{expected:?}") // ExitCode has no PartialEq
}

#[test]
fn the_document_has_steps_invariants_and_a_verdict() {
    let report = demo_report();
    let document = json!(report);
    let keys: BTreeSet<_> = document.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["invariants", "ok", "steps"].map(String::from).into());
    assert_eq!(document["ok"], true);
    assert_eq!(
        document["invariants"],
        Value::Object(NAMES.iter().map(|name| (name.to_string(), true.into())).collect())
    );
    for step in document["steps"].as_array().unwrap() {
        assert!(!step["title"].as_str().unwrap().is_empty());
        assert_eq!(step["invariants"], document["invariants"], "{}", step["title"]);
        assert!(
            !step["arrows"].as_array().unwrap().is_empty(),
            "{}",
            step["title"]
        );
        for line in step["holdings"].as_array().unwrap() {
            assert!(line["chain"].is_string() && line["holder"].is_string() && line["holdings"].is_array());
        }
    }
    assert!(is(report.exit_code(), ExitCode::SUCCESS));
}

#[test]
fn the_text_has_a_title_per_step_and_a_verdict() {
    let report = demo_report();
    let arrows: Vec<_> = report.steps.iter().flat_map(|step| step.arrows.clone()).collect();
    let chains = ["hub", "zone", "isle"];
    let text = demo::render(&report) + &diagram::text(&chains, &arrows) + &demo::verdict(&report);
    assert!(!text.contains("BROKEN"));
    assert!(text.ends_with("All six invariants held after each of 8 steps.\n"));
    for (number, step) in (1..).zip(&report.steps) {
        assert!(text.contains(&format!("{number}. {} -> ", step.title)));
    }
}

#[test]
fn the_diagram_reads_as_mermaid() {
    let report = demo_report();
    let arrows: Vec<_> = report.steps.into_iter().flat_map(|step| step.arrows).collect();
    let drawn = diagram::mermaid(&["hub", "zone", "isle"], &arrows);
    let mut lines = drawn.lines();
    assert_eq!(lines.next(), Some("sequenceDiagram"));
    for name in ["hub", "zone", "isle"] {
        assert_eq!(lines.next(), Some(format!("    participant {name}").as_str()));
    }
    let drawn: Vec<_> = lines.collect();
    assert_eq!(drawn.len(), arrows.len());
    for (line, arrow) in drawn.iter().zip(&arrows) {
        assert_eq!(
            *line,
            format!("    {}->>{}: {}", arrow.from, arrow.to, arrow.label)
        );
    }
}

/// The world of the demo after its first steps: a coin and a token were sent, and some vouchers were sent home.
struct Sabotage {
    demo: Demo,
    hub: ChainKey,
    zone: ChainKey,
    channel: Channel,
    alice: Addr,
    bob: Addr,
}

impl Sabotage {
    fn new() -> Self {
        let mut demo = Demo::with_code(code::CAUSEWAY).unwrap();
        demo.tell(3).unwrap();
        let (hub, zone) = (key(&demo.world, "hub"), key(&demo.world, "zone"));
        let end = |chain, channel: &str| End {
            chain,
            port: format!("wasm.{}", demo.world.deployment(chain).transfer),
            channel: channel.into(),
        };
        let channel = Channel {
            a: end(hub, "channel-0"),
            b: end(zone, "channel-0"),
        };
        let (alice, bob) = (
            demo.world.net[hub].addr("alice"),
            demo.world.net[zone].addr("bob"),
        );
        assert!(demo.world.check().ok());
        Self {
            demo,
            hub,
            zone,
            channel,
            alice,
            bob,
        }
    }

    fn world(&mut self) -> &mut World {
        &mut self.demo.world
    }

    fn send(&mut self, amount: u128) -> PacketId {
        let Self {
            channel,
            alice,
            bob,
            demo,
            ..
        } = self;
        let uhub = Asset::Native("uhub".into());
        demo.world
            .send(Send::new(&channel.a, alice, uhub, amount, &*bob))
            .unwrap()
    }

    fn voucher(&self) -> Addr {
        match self.demo.world.voucher_at(&self.channel.b, "uhub").unwrap() {
            Asset::Cw20(voucher) => voucher,
            Asset::Native(denom) => panic!("{denom} is no token"),
        }
    }

    /// Replaces an in-flight record of a packet of Alice in the contract on hub; `key` is the key in the map.
    fn record(&mut self, key: (&[u8], &str, u64), asset: Option<(Asset, u128)>) {
        let hub = self.hub;
        let transfer = self.world().deployment(hub).transfer.clone();
        let chain = &mut self.demo.world.net[hub];
        let key = IN_FLIGHT.key(key);
        match asset {
            Some((asset, amount)) => {
                let leg = Leg {
                    path: asset.to_string(),
                    amount: amount.into(),
                    asset,
                };
                let value = in_flight::encode(chain.api(), &leg).unwrap();
                chain.set_contract_key(&transfer, &key, &value);
            }
            None => chain.remove_contract_key(&transfer, &key),
        }
    }

    fn canonical(&self, who: &Addr) -> Vec<u8> {
        let api = self.demo.world.net[self.hub].api();
        api.addr_canonicalize(who.as_str()).unwrap().to_vec()
    }

    /// Requires that exactly these invariants are violated, and that the process reports it.
    fn breaks(self, names: &[&str]) -> String {
        let report = self.demo.report();
        let document = json!(report);
        let broken: Vec<_> = NAMES
            .into_iter()
            .filter(|name| document["invariants"][name] == false)
            .collect();
        assert_eq!(broken, names, "{}", demo::verdict(&report));
        assert_eq!((report.ok, &document["ok"]), (false, &json!(false)));
        assert!(is(report.exit_code(), ExitCode::FAILURE));
        let verdict = demo::verdict(&report);
        assert!(!verdict.is_empty() && verdict.lines().all(|line| line.starts_with("BROKEN ")));
        println!("{verdict}");
        let told = format!("Broken: {}", report.invariants.broken.join("; "));
        assert!(causeway::page::html(&report).contains(&escaped(&told)), "{told}");
        verdict
    }
}

/// The text as an HTML page shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

fn key(world: &World, name: &str) -> ChainKey {
    let found = world
        .deployments
        .iter()
        .find(|(_, deployment)| deployment.name == name);
    *found.unwrap().0
}

/// Somebody mints vouchers without escrow.
#[test]
fn broken_conservation_is_seen() {
    let mut sabotage = Sabotage::new();
    let (zone, voucher, bob) = (sabotage.zone, sabotage.voucher(), sabotage.bob.clone());
    let minter = sabotage.world().deployment(zone).transfer.clone();
    let mint = json!({"mint": {"recipient": bob, "amount": "7"}});
    sabotage.world().net[zone]
        .execute(&minter, &voucher, &mint, &[])
        .unwrap();
    sabotage.breaks(&["conservation"]);
}

/// Escrowed coins leave the contract.
#[test]
fn broken_solvency_is_seen() {
    let mut sabotage = Sabotage::new();
    let (hub, alice) = (sabotage.hub, sabotage.alice.clone());
    let transfer = sabotage.world().deployment(hub).transfer.clone();
    let steal = cosmwasm_std::BankMsg::Send {
        to_address: alice.into(),
        amount: vec![coin(1, "uhub")],
    };
    sabotage.world().net[hub]
        .tx(&transfer, vec![steal.into()])
        .unwrap();
    let verdict = sabotage.breaks(&["solvency"]);
    assert_eq!(verdict, "BROKEN I2: hub-1 uhub: holds 599, but owes 600\n");
}

/// The books lose what was escrowed over the channel, together with the vouchers for it.
#[test]
fn broken_isolation_is_seen() {
    let mut sabotage = Sabotage::new();
    let (hub, zone, bob) = (sabotage.hub, sabotage.zone, sabotage.bob.clone());
    let transfer = sabotage.world().deployment(hub).transfer.clone();
    let books = sabotage.world().books(hub).unwrap();
    let state = ChannelState {
        outstanding: books.outstanding("channel-0", "uhub") - Uint256::from(5u128),
        total_sent: 1_000u128.into(),
        ..ChannelState::default()
    };
    let entry = CHANNEL_STATE.key(("channel-0", "uhub"));
    sabotage.world().net[hub].set_contract_key(&transfer, &entry, &to_json_vec(&state).unwrap());
    let (voucher, burn) = (sabotage.voucher(), json!({"burn": {"amount": "5"}}));
    sabotage.world().net[zone]
        .execute(&bob, &voucher, &burn, &[])
        .unwrap();
    sabotage
        .world()
        .donations
        .push((hub, Asset::Native("uhub".into())));
    sabotage.breaks(&["isolation"]);
}

/// A refund pays too little.
#[test]
fn what_is_kept_back_is_seen() {
    let mut sabotage = Sabotage::new();
    let hub = sabotage.hub;
    let transfer = sabotage.world().deployment(hub).transfer.clone();
    sabotage.world().net[hub]
        .fund(&transfer, &[coin(1, "uhub")])
        .unwrap();
    sabotage.breaks(&["conservation"]);
}

/// An entry of the escrow ledger has lost its name, so nobody knows which asset it is.
#[test]
fn escrow_without_an_asset_is_seen() {
    let mut sabotage = Sabotage::new();
    let (zone, bob) = (sabotage.zone, sabotage.bob.clone());
    let (near, voucher) = (sabotage.channel.b.clone(), Asset::Cw20(sabotage.voucher()));
    let far = End {
        channel: "channel-1".into(),
        ..near.clone()
    };
    let onward = Send::new(&far, &bob, voucher, 300u128, "nobody");
    sabotage.world().send(onward).unwrap();
    assert!(sabotage.world().check().ok());
    let path = format!("{}/{}/uhub", near.port, near.channel);
    let transfer = sabotage.world().deployment(zone).transfer.clone();
    sabotage.world().net[zone].remove_contract_key(&transfer, &VOUCHERS.key(&path));
    let verdict = sabotage.breaks(&["conservation", "isolation", "one_ending"]);
    let i1 = format!("I1: zone-1 channel-1 {path}: escrow 0, but vouchers 0 + in flight 300");
    let i3 = format!("I3: zone-1 channel-1 {path}: the packets leave 300, but the books say 0");
    assert!(verdict.contains(&i1) && verdict.contains(&i3), "{verdict}");
}

/// There is a record of a packet that nobody sent.
#[test]
fn broken_one_ending_is_seen() {
    let mut sabotage = Sabotage::new();
    let uhub = Asset::Native("uhub".into());
    sabotage.record((b"somebody", "channel-0", 77), Some((uhub, 7)));
    sabotage.breaks(&["one_ending"]);
}

/// A packet in flight has exactly one record, which contains its sender, asset and amount.
#[test]
fn records_that_are_missing_doubled_or_false_are_seen() {
    for falsehood in [
        "none",
        "no record",
        "another sender too",
        "another amount",
        "another asset",
    ] {
        let mut sabotage = Sabotage::new();
        let id = sabotage.send(10);
        let sequence = sabotage.world().net.packet(id).packet.sequence;
        let alice = sabotage.canonical(&sabotage.alice);
        let key = (alice.as_slice(), "channel-0", sequence);
        let uhub = Asset::Native("uhub".into());
        match falsehood {
            "none" => {
                sabotage.record(key, Some((uhub, 10))); // as the contract wrote it
                assert!(sabotage.world().check().ok());
                continue;
            }
            "no record" => sabotage.record(key, None),
            "another sender too" => sabotage.record((b"somebody", "channel-0", sequence), Some((uhub, 10))),
            "another amount" => sabotage.record(key, Some((uhub, 11))),
            _ => sabotage.record(key, Some((Asset::Native("ugold".into()), 10))),
        }
        sabotage.breaks(&["one_ending"]);
    }
}

/// The books do not cover the refund of an acknowledgement.
#[test]
fn broken_never_stuck_is_seen() {
    let mut sabotage = Sabotage::new();
    let hub = sabotage.hub;
    let transfer = sabotage.world().deployment(hub).transfer.clone();
    let id = sabotage.send(10);
    let entry = CHANNEL_STATE.key(("channel-0", "uhub"));
    let emptied = to_json_vec(&ChannelState::default()).unwrap();
    let before = sabotage.world().net[hub]
        .read_json::<ChannelState>(&transfer, &entry)
        .unwrap();
    sabotage.world().net[hub].set_contract_key(&transfer, &entry, &emptied);
    sabotage.world().expire(id).unwrap_err();
    sabotage.world().net[hub].set_contract_key(&transfer, &entry, &to_json_vec(&before).unwrap());
    sabotage.breaks(&["never_stuck"]);
}

/// A chain with cw20-ics20 is added. When it rejects a packet after it was about to pay, a temporary item remains.
#[test]
fn broken_no_trace_is_seen() {
    let mut sabotage = Sabotage::new();
    let (hub, alice) = (sabotage.hub, sabotage.alice.clone());
    let world = sabotage.world();
    let old = world.net.add_chain("old-1", "old");
    let dave = world.net[old].addr("dave");
    world.net[old].fund(&dave, &[coin(100, "uold")]).unwrap();
    let token_code = world.net[old].store_code(code::cw20_base());
    let code = world.net[old].store_code(code::cw20_ics20());
    let message = json!({"default_timeout": 600, "gov_contract": dave, "allowlist": []});
    let transfer = world.net[old]
        .instantiate(code, &dave, &message, "cw20-ics20", None)
        .unwrap();
    world.deployments.insert(
        old,
        Deployment {
            name: "old".into(),
            transfer,
            token_code,
        },
    );

    let Channel { a, b } = world.open(old, hub).unwrap();
    let uold = Asset::Native("uold".into());
    let id = world.send(Send::new(&a, &dave, uold, 100u128, &alice)).unwrap();
    world.deliver(id).unwrap();
    let voucher = world.voucher_at(&b, "uold").unwrap();
    assert!(world.check().ok());
    let id = world
        .send(Send::new(&b, &alice, voucher, 60u128, "nobody"))
        .unwrap();
    world.deliver(id).unwrap();
    assert!(world.is_refused(id));
    sabotage.breaks(&["no_trace"]);
}
