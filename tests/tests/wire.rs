//! Compares the packet data, the acknowledgement and the events of one packet of each kind with `tests/golden/wire.txt`.
//! A difference is visible to other chains, relayers and indexers.
//!
//! `CAUSEWAY_BLESS=1 cargo test -p causeway-tests --test storage --test wire` writes the golden files anew.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::fmt::Write;

use causeway_multi_test::{Asset, Send};
use causeway_tests::golden::{self, Names};
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::{packet_data, Scene};
use causeway_transfer::msg::{Direction, ExecuteMsg};
use cosmwasm_std::Binary;
use ibc_multi_test::{End, PacketId, TxResponse};

/// The ways in which a packet is settled.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Acknowledged,
    TimedOut,
}

struct Script {
    scene: Scene,
    names: Names,
    text: String,
}

impl Script {
    fn new() -> Self {
        let scene = Scene::new();
        let mut names = Names::default();
        let (home, away) = (scene.home, scene.away);
        for (name, address) in [
            ("alice", &scene.alice),
            ("bob", &scene.bob),
            ("token", &scene.token),
            ("transfer at home", &scene.world.deployment(home).transfer),
            ("transfer away", &scene.world.deployment(away).transfer),
        ] {
            names.add(name, address);
        }
        Self {
            scene,
            names,
            text: String::new(),
        }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").unwrap();
    }

    /// Writes the events that the contracts emitted in a transaction.
    fn events(&mut self, step: &str, response: &TxResponse) {
        self.line(&format!("{step}:"));
        for event in &response.events {
            if !event.ty.starts_with("wasm") {
                continue;
            }
            let said = event.attributes.iter().filter(|said| !said.key.starts_with('_'));
            let said: Vec<_> = said.map(|said| format!("{}={}", said.key, said.value)).collect();
            let by = event
                .attributes
                .iter()
                .find(|said| said.key == "_contract_address");
            let by = by.map(|by| by.value.clone()).unwrap_or_default();
            self.line(&format!("    {by}: {}", said.join(", ")));
        }
    }

    fn packet(&mut self, id: PacketId) {
        let packet = self.scene.world.net.packet(id).packet.clone();
        let data = String::from_utf8(packet.data.to_vec()).unwrap();
        self.line(&format!(
            "packet {} from {}/{} to {}/{}:\n    {data}",
            packet.sequence,
            packet.source_port,
            packet.source_channel,
            packet.destination_port,
            packet.destination_channel
        ));
    }

    /// Writes all steps of a packet under a title.
    fn tell(&mut self, title: &str, send: Send, end: Ending) -> PacketId {
        self.line(&format!("\n== {title}"));
        let sent = self.scene.world.try_send(send).unwrap();
        let id = sent.packet().unwrap();
        self.events("send", &sent);
        self.packet(id);
        self.settle(id, end);
        id
    }

    fn settle(&mut self, id: PacketId, end: Ending) {
        if end == Ending::TimedOut {
            let response = self.scene.world.expire(id).unwrap();
            return self.events("timeout", &response);
        }
        let response = self.scene.world.recv(id).unwrap();
        self.events("receive", &response);
        let ack = self.scene.ack_text(id);
        self.line(&format!("acknowledgement:\n    {ack}"));
        let response = self.scene.world.ack(id).unwrap();
        self.events("acknowledge", &response);
        self.scene.check();
    }

    /// Gives a name to a voucher.
    fn voucher(&mut self, name: &str, end: &End, path: &str) -> Asset {
        let voucher = self.scene.world.voucher_at(end, path).unwrap();
        self.names
            .add_unlisted(name, voucher.to_string().replace("cw20:", ""));
        voucher
    }
}

/// Coins, tokens and vouchers that are sent out and home and delivered.
fn delivered(script: &mut Script) {
    let (ours, theirs) = (script.scene.channel.a.clone(), script.scene.channel.b.clone());
    let second = script.scene.second.a.clone();
    let (alice, bob) = (script.scene.alice.clone(), script.scene.bob.clone());
    let (coin, cw20) = (script.scene.coin(), script.scene.cw20());
    let ok = Ending::Acknowledged;

    script.tell(
        "a coin goes out: the first of its kind",
        Send::new(&ours, &alice, coin.clone(), 100u128, &bob),
        ok,
    );
    let mut memo = Send::new(&ours, &alice, coin, 50u128, &bob);
    memo.memo = Some("what \"for\" <&>".into());
    script.tell("a coin goes out: known, with a memo", memo, ok);
    let voucher = script.voucher("voucher of uhome", &theirs, Scene::COIN);
    script.tell(
        "a coin comes home",
        Send::new(&theirs, &bob, voucher, 30u128, &alice),
        ok,
    );

    let path = cw20.to_string();
    script.tell(
        "a cw20 token goes out",
        Send::new(&ours, &alice, cw20, 100u128, &bob),
        ok,
    );
    let voucher = script.voucher("voucher of token", &theirs, &path);
    script.tell(
        "a cw20 token comes home",
        Send::new(&theirs, &bob, voucher, 30u128, &alice),
        ok,
    );

    let coin = Asset::Native("uaway".into());
    script.tell(
        "a coin of the other chain arrives",
        Send::new(&theirs, &bob, coin, 100u128, &alice),
        ok,
    );
    let voucher = script.voucher("voucher of uaway", &ours, "uaway");
    let onward = Send::new(&second, &alice, voucher.clone(), 40u128, &bob);
    script.tell("its voucher goes on over another channel", onward, ok);
    script.tell(
        "its voucher goes home",
        Send::new(&ours, &alice, voucher, 10u128, &bob),
        ok,
    );
}

/// Packets that are rejected or time out, and a claim.
fn undelivered(script: &mut Script) {
    let ours = script.scene.channel.a.clone();
    let (alice, bob) = (script.scene.alice.clone(), script.scene.bob.clone());
    let voucher = script.voucher("voucher of uaway", &ours, "uaway");
    for (asset, what) in [
        (script.scene.coin(), "a coin"),
        (script.scene.cw20(), "a cw20 token"),
        (voucher, "a voucher"),
    ] {
        let send = Send::new(&ours, &alice, asset.clone(), 7u128, "nobody");
        script.tell(&format!("{what} is refused"), send, Ending::Acknowledged);
        let send = Send::new(&ours, &alice, asset, 7u128, &bob);
        script.tell(&format!("{what} times out"), send, Ending::TimedOut);
    }
    script.scene.arm("transfer", Deed::Fail("paused".into()));
    let cw20 = script.scene.cw20();
    let send = Send::new(&ours, &alice, cw20.clone(), 7u128, "nobody");
    script.tell("a refund that fails becomes a claim", send, Ending::Acknowledged);
    script.scene.disarm("transfer");
    let home = script.scene.home;
    let anybody = script.scene.world.net[home].addr("anybody");
    script.line("\n== the claim is paid");
    let paid = script.scene.claim(&anybody, &cw20, Some(&alice), None).unwrap();
    script.events("claim", &paid);
}

/// Packets that a hostile chain sends, and their acknowledgements.
fn refused(script: &mut Script) {
    let theirs = script.scene.channel.b.clone();
    let alice = script.scene.alice.to_string();
    let hop = format!("{}/{}/", theirs.port, theirs.channel);
    for (title, data) in [
        ("no packet data", Binary::from(b"not JSON")),
        ("zero", packet_data("uaway", "0", &alice)),
        (
            "more than is in escrow",
            packet_data(&format!("{hop}uhome"), "1000", &alice),
        ),
        ("blank denom", packet_data(" ", "1", &alice)),
        (
            "more than a token can hold",
            packet_data("uaway", "340282366920938463463374607431768211456", &alice),
        ),
    ] {
        script.line(&format!("\n== refused: {title}"));
        let id = script
            .scene
            .world
            .net
            .forge_packet(&theirs, &data, u64::MAX)
            .unwrap();
        script.packet(id);
        script.scene.world.recv(id).unwrap();
        let ack = script.scene.ack_text(id);
        script.line(&format!("acknowledgement:\n    {ack}"));
    }
}

/// Returns that arrive during a homeward pause, and what becomes of them a day later.
fn held(script: &mut Script) {
    let (home, theirs) = (script.scene.home, script.scene.channel.b.clone());
    let (owner, transfer) = (
        script.scene.world.net[home].addr("owner"),
        script.scene.world.deployment(home).transfer.clone(),
    );
    let pause = ExecuteMsg::Pause {
        direction: Some(Direction::Homeward),
        seconds: Some(60),
    };
    script.scene.world.net[home]
        .execute(&owner, &transfer, &pause, &[])
        .unwrap();
    let voucher = script.scene.world.voucher_at(&theirs, Scene::COIN).unwrap();
    let (alice, bob) = (script.scene.alice.clone(), script.scene.bob.clone());
    script.line("\n== a coin comes home during a pause");
    let send = Send::new(&theirs, &bob, voucher, 20u128, &alice);
    let sent = script.scene.world.try_send(send).unwrap();
    let id = sent.packet().unwrap();
    script.events("send", &sent);
    script.packet(id);
    let response = script.scene.world.recv(id).unwrap();
    script.events("receive", &response);
    script.line("acknowledgement:\n    none");

    for chain in [home, script.scene.away] {
        script.scene.world.net[chain].advance(1, 86_400);
    }
    let release = ExecuteMsg::Release {
        channel: script.scene.channel.a.channel.clone(),
        sequence: script.scene.world.net.packet(id).packet.sequence,
    };
    let anybody = script.scene.world.net[home].addr("anybody");
    let released = script.scene.world.net[home].execute(&anybody, &transfer, &release, &[]);
    script.events("release", &released.unwrap());
    let ack = script.scene.ack_text(id);
    script.line(&format!("acknowledgement:\n    {ack}"));
    let response = script.scene.world.ack(id).unwrap();
    script.events("acknowledge", &response);
    script.scene.check();
}

#[test]
fn packets_acknowledgements_and_events_are_as_written_down() {
    let mut script = Script::new();
    delivered(&mut script);
    undelivered(&mut script);
    held(&mut script);
    refused(&mut script);
    let head = "# One packet of each kind: its data, its acknowledgement, and what the contracts say in each transaction.\n\
        # An indented line of a transaction is one event: who: key=value, ..\n#\n";
    let body = script.names.apply(&script.text);
    let text = format!("{head}{}{body}", script.names.legend());
    assert!(text.is_ascii());
    println!("{} packets", text.matches("\npacket ").count());
    golden::check("wire.txt", &text);
}
