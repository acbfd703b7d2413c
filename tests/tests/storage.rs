//! Compares every item that the transfer contract stores, as raw keys and values, with `tests/golden/storage.txt`. A
//! difference is a change of the storage layout, which contracts that already run have to survive.
//!
//! `CAUSEWAY_BLESS=1 cargo test -p causeway-tests --test storage --test wire` writes the golden files anew.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_multi_test::Asset;
use causeway_tests::golden::{self, Names};
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{install_token, packet_data, Scene};
use causeway_transfer::contract::CONTRACT_VERSION;
use causeway_transfer::in_flight;
use causeway_transfer::msg::{AllowMsg, Direction, ExecuteMsg, SetLimitMsg};
use causeway_transfer::relay::held::Held;
use causeway_transfer::state::{VoucherCode, REFUSED, SETTLED};
use cosmwasm_std::{Addr, HexBinary};
use ibc_multi_test::ChannelState;

/// Names of the maps, with the number of parts of their keys.
const MAPS: [(&str, usize); 15] = [
    ("allow_list", 1),
    ("tracked", 1),
    ("channel_info", 1),
    ("channel_state", 2),
    ("claims", 2),
    ("delayed", 2),
    ("first_own", 1),
    ("in_flight", 3),
    ("limited", 2),
    ("mint_policy", 2),
    ("refused", 3),
    ("settled", 2),
    ("voucher_denoms", 1),
    ("vouchers", 1),
    ("wind_down", 1),
];
const ITEMS: [&str; 10] = [
    "admin",
    "contract_info",
    "guardian",
    "ics20_config",
    "pause",
    "pause_clock",
    "pending_admin",
    "predecessor",
    "schema",
    "voucher_code",
];

struct Story {
    scene: Scene,
    /// A token on the allow list that is tracked.
    tracked: Addr,
    names: Names,
}

impl Story {
    fn execute(&mut self, message: &ExecuteMsg) {
        let home = self.scene.home;
        let transfer = self.scene.world.deployment(home).transfer.clone();
        let owner = self.scene.world.net[home].addr("owner");
        let result = self.scene.world.net[home].execute(&owner, &transfer, message, &[]);
        result.unwrap();
    }

    /// Gives a name to the voucher's address, which depends on the checksum of its code.
    fn name_what_depends_on_code(&mut self, voucher: &Asset) {
        let chain = &self.scene.world.net[self.scene.home];
        let voucher = voucher.to_string().replace("cw20:", "");
        let bytes = chain.api().addr_canonicalize(&voucher).unwrap();
        let transfer = &self.scene.world.deployment(self.scene.home).transfer;
        let code: VoucherCode = chain.read_json(transfer, b"voucher_code").unwrap();
        self.names.add_unlisted("voucher", voucher);
        self.names
            .add_unlisted("bytes of voucher", HexBinary::from(bytes.as_slice()));
        self.names.add_unlisted("checksum", code.checksum);
    }

    fn write(&mut self, key: &[u8], value: &str) {
        let transfer = self.scene.world.deployment(self.scene.home).transfer.clone();
        self.scene.world.net[self.scene.home].set_contract_key(&transfer, key, value.as_bytes());
    }

    /// Sets all settings.
    fn settings(&mut self) {
        let chain = &self.scene.world.net[self.scene.home];
        let (guardian, next) = (chain.addr("guardian"), chain.addr("next admin"));
        self.names.add("guardian", &guardian);
        self.names.add("next admin", &next);
        self.execute(&ExecuteMsg::UpdateConfig {
            default_timeout: Some(3_600),
            default_gas_limit: Some(500_000),
            min_timeout: Some(60),
            max_timeout: Some(2_592_000),
            guardian: Some(guardian.into()),
        });
        self.execute(&ExecuteMsg::UpdateAdmin { admin: next.into() });
        self.execute(&ExecuteMsg::Allow(AllowMsg {
            contract: self.tracked.to_string(),
            gas_limit: Some(700_000),
            verify: Some(true),
        }));
    }

    /// Makes claims on a coin and on a token: refunds that cannot be paid.
    fn claims(&mut self) {
        let scene = &mut self.scene;
        let (home, alice) = (scene.home, scene.alice.clone());
        let sent = [scene.coin(), scene.cw20()].map(|asset| scene.send_in_vain(asset, 30));
        scene.arm("transfer", Deed::Fail("paused".into()));
        scene.world.net[home].set_blocked(&alice, true);
        for id in sent {
            scene.world.deliver(id).unwrap();
        }
        scene.world.net[home].set_blocked(&alice, false);
        scene.disarm("transfer");
    }

    /// Sends a packet of each kind of asset on both channels, and leaves them in flight.
    fn in_flight(&mut self, voucher: &Asset) {
        let scene = &mut self.scene;
        let tracked = Asset::Cw20(self.tracked.clone());
        for asset in [scene.coin(), scene.cw20(), tracked, voucher.clone()] {
            scene.send(asset, 100);
        }
        std::mem::swap(&mut scene.channel, &mut scene.second);
        scene.send(voucher.clone(), 40);
        std::mem::swap(&mut scene.channel, &mut scene.second);
    }

    /// Of an escrow and of a mint, with a packet in flight under one; a denial; a channel that is wound down.
    fn limits(&mut self, voucher: &Asset) {
        for (denom, direction, amount) in [
            ("uhome".to_string(), Direction::Outward, 1_000u128),
            ("uhome".into(), Direction::Homeward, 20),
            (voucher.to_string(), Direction::Outward, 50),
        ] {
            self.execute(&ExecuteMsg::SetLimit(SetLimitMsg {
                channel: "channel-0".into(),
                denom,
                direction,
                amount: Some(amount.into()),
            }));
        }
        let coin = self.scene.coin();
        self.scene.send(coin, 7);
        self.execute(&ExecuteMsg::Deny {
            channel: "channel-0".into(),
            denom: voucher.to_string(),
            denied: true,
        });
        self.execute(&ExecuteMsg::Deny {
            channel: "channel-0".into(),
            denom: format!("cw20:{}", self.tracked),
            denied: true,
        });
        self.execute(&ExecuteMsg::WindDown {
            channel: "channel-1".into(),
            on: true,
        });
    }

    /// A return that arrives during the pause, and a range of refused ones.
    fn held(&mut self) {
        let theirs = self.scene.channel.b.clone();
        let denom = format!("{}/{}/uhome", theirs.port, theirs.channel);
        let data = packet_data(&denom, "3", self.scene.alice.as_str());
        let world = &mut self.scene.world;
        let held = world.net.forge_packet(&theirs, &data, u64::MAX).unwrap();
        world.recv(held).unwrap();
        let refused = REFUSED.key(("channel-0", 50, 40)).to_vec();
        self.write(&refused, "1700000000");
    }

    /// Both directions, as the admin and as the guardian.
    fn pauses(&mut self) {
        self.execute(&ExecuteMsg::Pause {
            direction: Some(Direction::Homeward),
            seconds: Some(86_400),
        });
        let home = self.scene.home;
        let transfer = self.scene.world.deployment(home).transfer.clone();
        let guardian = self.scene.world.net[home].addr("guardian");
        let pause = ExecuteMsg::Pause {
            direction: Some(Direction::Outward),
            seconds: None,
        };
        let paused = self.scene.world.net[home].execute(&guardian, &transfer, &pause, &[]);
        paused.unwrap();
    }

    fn closed_channel(&mut self) {
        let scene = &mut self.scene;
        let third = scene.world.open(scene.home, scene.away).unwrap();
        let mut end = scene.world.net.channel_end(&third.b).unwrap();
        end.state = ChannelState::Closed;
        scene.world.net[scene.away].place_channel(&end).unwrap();
        scene.world.net.close_confirm(&third.a).unwrap();
    }
}

fn told() -> Story {
    let mut scene = Scene::new();
    let (home, alice) = (scene.home, scene.alice.clone());
    let tracked = install_token(&mut scene.world, home, &[(&alice, Scene::WEALTH)]);
    let mut names = Names::default();
    names.add("version", format!(r#""version":"{CONTRACT_VERSION}""#));
    for (name, address) in [
        ("alice", scene.alice.clone()),
        ("token", scene.token.clone()),
        ("tracked", tracked.clone()),
        ("owner", scene.world.net[home].addr("owner")),
        ("transfer at home", scene.world.deployment(home).transfer.clone()),
        (
            "transfer away",
            scene.world.deployment(scene.away).transfer.clone(),
        ),
    ] {
        names.add(name, address);
    }
    let mut story = Story {
        scene,
        tracked,
        names,
    };
    let predecessor = r#"{"contract":"crates.io:cw20-ics20","version":"2.0.0"}"#;
    story.write(b"predecessor", predecessor);
    story.settings();
    let voucher = story.scene.voucher_for_alice(500);
    story.name_what_depends_on_code(&voucher);
    let settled = SETTLED.key(("channel-1", 7)).to_vec();
    story.write(&settled, "{}");
    story.claims();
    story.in_flight(&voucher);
    story.closed_channel();
    story.limits(&voucher);
    story.pauses();
    story.scene.check();
    story.held(); // forged, so the audit would find it
    story
}

/// A key in readable form: the map with the parts, or the item.
fn key(scene: &Scene, bytes: &[u8]) -> String {
    if let Some(item) = ITEMS.iter().find(|item| item.as_bytes() == bytes) {
        return item.to_string();
    }
    let Some((namespace, rest)) = segment(bytes) else {
        panic!(
            "an item that is not listed above: {}",
            String::from_utf8_lossy(bytes)
        );
    };
    let namespace = std::str::from_utf8(namespace).unwrap();
    let (_, parts) = *MAPS
        .iter()
        .find(|(map, _)| *map == namespace)
        .expect("a map that is listed above");
    let (mut words, mut rest) = (vec![], rest);
    for _ in 1..parts {
        let (part, more) = segment(rest).unwrap();
        words.push(match (namespace, <[u8; 8]>::try_from(part)) {
            ("refused", Ok(number)) => u64::from_be_bytes(number).to_string(),
            _ => word(scene, part),
        });
        rest = more;
    }
    let last = match namespace {
        "in_flight" | "settled" | "delayed" | "limited" | "refused" => {
            u64::from_be_bytes(rest.try_into().unwrap()).to_string()
        }
        _ => word(scene, rest),
    };
    words.push(last);
    format!("{namespace}[{}]", words.join(", "))
}

/// A part of a key, which has its length in two bytes before it, and the rest.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u16::from_be_bytes(bytes.get(..2)?.try_into().unwrap());
    bytes[2..].split_at_checked(length.into())
}

/// The part as text, or the address of canonical bytes.
fn word(scene: &Scene, bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.chars().all(|c| c.is_ascii_graphic()) => text.into(),
        _ => {
            let address = scene.world.net[scene.home].api().addr_humanize(&bytes.into());
            format!("bytes of {}", address.unwrap())
        }
    }
}

fn value(scene: &Scene, key: &str, bytes: &[u8]) -> String {
    if key.starts_with("delayed") {
        let held = Held::decode(bytes).unwrap();
        let meaning = format!(
            "due {}, paid: {}, {}",
            held.due,
            held.is_paid,
            String::from_utf8(held.data.to_vec()).unwrap()
        );
        return format!("0x{} ({meaning})", HexBinary::from(&bytes[..10]));
    }
    if !key.starts_with("in_flight") {
        return std::str::from_utf8(bytes).unwrap().into();
    }
    let (asset, amount) = in_flight::decode(scene.world.net[scene.home].api(), bytes).unwrap();
    format!("0x{} ({amount} of {asset})", HexBinary::from(bytes))
}

#[test]
fn the_layout_is_as_written_down() {
    let story = told();
    let scene = &story.scene;
    let transfer = &scene.world.deployment(scene.home).transfer;
    let mut seen = std::collections::BTreeSet::new();
    let mut lines = vec![];
    for (raw, stored) in scene.world.net[scene.home].dump_contract(transfer) {
        let key = key(scene, &raw);
        seen.insert(key.split('[').next().unwrap().to_string());
        let line = format!("{key} = {}", value(scene, &key, &stored));
        lines.push(story.names.apply(&line));
    }
    let listed = MAPS.iter().map(|(map, _)| *map).chain(ITEMS);
    let unseen: Vec<_> = listed.filter(|name| !seen.contains(*name)).collect();
    assert!(unseen.is_empty(), "the scenario leaves out {unseen:?}");

    let head = "# The transfer contract's raw storage after a fixed scenario, in the order of keys.\n\
        # name = value, or map[parts of the key] = value. Values are the stored bytes; those of in_flight, and the\n\
        # first ten of delayed, are hex, with their meaning behind them.\n#\n";
    let text = format!("{head}{}\n{}\n", story.names.legend(), lines.join("\n"));
    println!("{} entries of {} items", lines.len(), seen.len());
    golden::check("storage.txt", &text);
}
