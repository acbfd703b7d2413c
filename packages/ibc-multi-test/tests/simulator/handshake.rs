//! Channels are opened in four steps, and a step that does not fit is rejected.
use crate::actor::{actor, plain_actor, strict_actor, Ask, Exec};
use crate::world::*;
use cosmwasm_std::IbcOrder::{Ordered, Unordered};
use cosmwasm_std::*;
use ibc_multi_test::*;

struct Ends {
    net: Network,
    a: (ChainKey, Addr),
    b: (ChainKey, Addr),
}

fn ends(code_a: Code, code_b: Code) -> Ends {
    let (mut net, a, b) = chain_pair();
    let (ca, cb) = (install(&mut net, a, code_a), install(&mut net, b, code_b));
    Ends {
        net,
        a: (a, ca),
        b: (b, cb),
    }
}

impl Ends {
    fn handshake(&self, version: &str) -> Handshake {
        Handshake::new((self.a.0, &self.a.1), (self.b.0, &self.b.1), version)
    }
    fn state(&self, end: &End) -> Option<ChannelState> {
        self.net.channel_end(end).map(|e| e.state)
    }
    fn log(&self, (chain, contract): &(ChainKey, Addr)) -> Vec<String> {
        self.net[*chain].read_json(contract, b"log").unwrap_or_default()
    }
    fn on(&mut self, (chain, contract): (ChainKey, Addr), entry: &str, answer: crate::actor::Answer) {
        let user = self.net[chain].addr("user");
        self.net[chain]
            .execute(&user, &contract, &on(entry, answer), &[])
            .unwrap();
    }
}

#[test]
fn states_go_from_init_and_tryopen_to_open() {
    let mut e = ends(actor(), actor());
    e.net[e.b.0].set_next_channel_id(7);
    let mut hs = e.handshake("v1");
    hs.open_init(&mut e.net).unwrap();
    assert_eq!(hs.channel().a.channel, "channel-0");
    assert_eq!(e.state(&hs.channel().a), Some(ChannelState::Init));
    hs.open_try(&mut e.net).unwrap();
    assert_eq!(hs.channel().b.channel, "channel-7"); // ids are counted per chain
    assert_eq!(e.state(&hs.channel().b), Some(ChannelState::TryOpen));
    hs.open_ack(&mut e.net).unwrap();
    assert_eq!(e.state(&hs.channel().a), Some(ChannelState::Open));
    assert_eq!(e.state(&hs.channel().b), Some(ChannelState::TryOpen));
    hs.open_confirm(&mut e.net).unwrap();
    assert_eq!(e.state(&hs.channel().b), Some(ChannelState::Open));
    assert_eq!(
        e.log(&e.a),
        ["open Unordered v1 None", "connect v1 channel-7 Some(\"v1\")"]
    );
    assert_eq!(
        e.log(&e.b),
        ["open Unordered v1 Some(\"v1\")", "connect v1 channel-0 None"]
    );
}

#[test]
fn a_second_channel_gets_the_next_id_and_steps_cannot_be_taken_twice() {
    let mut e = ends(actor(), actor());
    e.handshake("v1").run(&mut e.net).unwrap();
    let second = e.handshake("v1").run(&mut e.net).unwrap();
    assert_eq!(
        (second.a.channel.as_str(), second.b.channel.as_str()),
        ("channel-1", "channel-1")
    );
    let mut hs = e.handshake("v1");
    assert_eq!(hs.open_try(&mut e.net).unwrap_err().kind, ErrorKind::Relayer);
    hs.open_init(&mut e.net).unwrap();
    hs.open_try(&mut e.net).unwrap();
    hs.open_ack(&mut e.net).unwrap();
    assert_eq!(hs.open_ack(&mut e.net).unwrap_err().code, 5);
    hs.open_confirm(&mut e.net).unwrap();
    assert_eq!(hs.open_confirm(&mut e.net).unwrap_err().code, 5);
}

#[test]
fn a_contract_may_answer_with_another_version() {
    // (a answers, b answers, a's version, b's version at the end)
    let cases = [
        (None, None, "v1"),
        (Some("v2"), None, "v2"),
        (None, Some("v3"), "v3"),
        (Some("v2"), Some("v3"), "v3"),
    ];
    for (a, b, agreed) in cases {
        let mut e = ends(actor(), actor());
        let (at_a, at_b) = (e.a.clone(), e.b.clone());
        a.into_iter()
            .for_each(|v: &str| e.on(at_a.clone(), "open", acking(v.as_bytes())));
        b.into_iter()
            .for_each(|v: &str| e.on(at_b.clone(), "open", acking(v.as_bytes())));
        let channel = e.handshake("v1").run(&mut e.net).unwrap();
        for end in [&channel.a, &channel.b] {
            assert_eq!(e.net.channel_end(end).unwrap().channel.version, agreed);
        }
    }
    // nothing proposed and nothing answered
    let mut e = ends(actor(), actor());
    let error = e.handshake("").open_init(&mut e.net).unwrap_err();
    assert_eq!((error.codespace.as_str(), error.code), ("wasm", 12));
}

/// The change, the proposed version, and the step, code and text of the error.
type Case = (
    fn(Handshake) -> Handshake,
    &'static str,
    (i32, &'static str, &'static str),
);

#[test]
fn a_contract_refuses_what_a_hostile_chain_claims() {
    // step, claim, refused by
    let steps = [
        Handshake::open_init,
        Handshake::open_try,
        Handshake::open_ack,
        Handshake::open_confirm,
    ];
    let refused = |change: fn(Handshake) -> Handshake, version: &str| {
        let mut e = ends(strict_actor(), strict_actor());
        let mut hs = change(e.handshake(version));
        let failed = (1..).zip(steps).find_map(|(number, step)| {
            let error = step(&mut hs, &mut e.net).err()?;
            Some((number, format!("{}/{}", error.codespace, error.code), error.text))
        });
        failed.unwrap()
    };
    let cases: [Case; 9] = [
        (|h| h, "v2", (1, "wasm/5", "not v1: v2")),
        (|h| h.ordered(), "v1", (1, "wasm/5", "only unordered channels")),
        (
            |h| h.false_end_in_try(Unordered, "v2"),
            "v1",
            (2, "wasm/5", "not v1: v2"),
        ),
        (
            |h| h.false_end_in_try(Ordered, "v1"),
            "v1",
            (2, "wasm/5", "only unordered channels"),
        ),
        (
            |h| h.false_end_in_ack(Unordered, "v2"),
            "v1",
            (3, "wasm/5", "not v1: v2"),
        ),
        // Core requires that the other end has this end's order and version.
        (
            |h| h.false_end_in_ack(Ordered, "v1"),
            "v1",
            (3, "commitment/2", "invalid proof"),
        ),
        (
            |h| h.false_end_in_ack(Ordered, "v2"),
            "v1",
            (3, "commitment/2", "invalid proof"),
        ),
        (
            |h| h.false_end_in_confirm(Ordered, "v1"),
            "v1",
            (4, "commitment/2", "invalid proof"),
        ),
        (
            |h| h.false_end_in_confirm(Unordered, "v2"),
            "v1",
            (4, "commitment/2", "invalid proof"),
        ),
    ];
    for (change, version, (step, code, text)) in cases {
        assert_eq!(
            refused(change, version),
            (step, code.to_string(), text.to_string())
        );
    }
    let mut e = ends(strict_actor(), strict_actor());
    e.handshake("v1").run(&mut e.net).unwrap();
}

#[test]
fn a_relayer_that_alters_a_message_is_refused() {
    let mut e = ends(actor(), actor());
    let mut hs = e.handshake("v1");
    hs.open_init(&mut e.net).unwrap();
    // true proof of version v1, message says v2
    let relayer = e.net[e.b.0].relayer();
    let honest = hs.open_try_msg(&e.net).unwrap();
    let mut altered = honest.clone();
    altered.counterparty_version = "v2".into();
    let mut reordered = honest.clone();
    reordered.channel.ordering = 2;
    let mut renamed = honest.clone();
    renamed.channel.counterparty.channel_id = "channel-9".into();
    let mut disordered = honest.clone();
    disordered.channel.ordering = 3;
    let mut hopping = honest.clone();
    hopping.channel.connection_hops.push("connection-0".into());
    let mut unconnected = honest.clone();
    unconnected.channel.connection_hops = vec!["connection-9".into()];
    for (msg, code) in [
        (disordered, ("channel", 6)),
        (hopping, ("channel", 15)),
        (unconnected, ("connection", 3)),
    ] {
        let any = proto::to_any(proto::OPEN_TRY, &msg);
        let error = e.net[e.b.0].tx(&relayer, vec![any]).unwrap_err();
        assert_eq!((error.codespace.as_str(), error.code), code);
    }
    for msg in [altered, reordered, renamed] {
        let any = proto::to_any(proto::OPEN_TRY, &msg);
        let error = e.net[e.b.0].tx(&relayer, vec![any]).unwrap_err();
        assert_eq!((error.codespace.as_str(), error.code), ("commitment", 2));
    }
    let any = proto::to_any(proto::OPEN_TRY, &honest);
    e.net[e.b.0].tx(&relayer, vec![any]).unwrap();
}

#[test]
fn an_error_in_connect_leaves_the_channel_as_it_was() {
    let mut e = ends(actor(), actor());
    let (at_a, at_b) = (e.a.clone(), e.b.clone());
    e.on(at_a.clone(), "connect", err("no"));
    e.on(at_b.clone(), "connect", err("no"));
    let mut hs = e.handshake("v1");
    hs.open_init(&mut e.net).unwrap();
    hs.open_try(&mut e.net).unwrap();
    assert_eq!(hs.open_ack(&mut e.net).unwrap_err().text, "no");
    assert_eq!(e.state(&hs.channel().a), Some(ChannelState::Init));
    e.on(at_a, "connect", answer());
    hs.open_ack(&mut e.net).unwrap();
    assert_eq!(hs.open_confirm(&mut e.net).unwrap_err().text, "no");
    assert_eq!(e.state(&hs.channel().b), Some(ChannelState::TryOpen));
    // packets cannot be received before the last step
    let channel = hs.channel();
    let send = send_packet(
        &channel.a.channel,
        b"x",
        e.net[e.b.0].block().time.plus_seconds(9).into(),
    );
    let user = e.net[e.a.0].addr("user");
    let send = Exec::Do(sending(vec![SubMsg::new(send)]));
    let sent = e.net[e.a.0].execute(&user, &e.a.1, &send, &[]).unwrap();
    assert_eq!(e.net.recv(sent.packets[0]).unwrap_err().code, 5);
    e.on(at_b.clone(), "connect", answer());
    hs.open_confirm(&mut e.net).unwrap();
    e.on(at_b, "receive", acking(OK));
    e.net.recv(sent.packets[0]).unwrap();
}

#[test]
fn a_port_without_an_owner_or_without_ibc_is_refused() {
    let mut e = ends(actor(), plain_actor());
    let mut hs = e.handshake("v1");
    hs.open_init(&mut e.net).unwrap();
    assert_eq!(hs.open_try(&mut e.net).unwrap_err().text, "no IBC entry points");
    let mut hs = Handshake::new((e.a.0, "nobody"), (e.b.0, TRANSFER_PORT), "v1");
    let error = hs.open_init(&mut e.net).unwrap_err();
    assert_eq!((error.codespace.as_str(), error.code), ("port", 4));
}

#[test]
fn a_contract_learns_its_port_and_its_open_channels() {
    let mut e = ends(actor(), actor());
    let (chain, contract) = e.a.clone();
    let mut hs = e.handshake("v1");
    hs.open_init(&mut e.net).unwrap();
    let ask = Ask::Channel {
        id: "channel-0".into(),
        port: None,
    };
    let got: Option<IbcChannel> = e.net[chain].query(&contract, &ask).unwrap();
    assert_eq!(got, None); // not open yet
    hs.open_try(&mut e.net).unwrap();
    hs.open_ack(&mut e.net).unwrap();
    let got: Option<IbcChannel> = e.net[chain].query(&contract, &ask).unwrap();
    assert_eq!(got.unwrap().counterparty_endpoint.port_id, contract_port(&e.b.1));
    let other = Ask::Channel {
        id: "channel-0".into(),
        port: Some("wasm.other".into()),
    };
    let got: Option<IbcChannel> = e.net[chain].query(&contract, &other).unwrap();
    assert_eq!(got, None);
    let port: String = e.net[chain].query(&contract, &Ask::Port {}).unwrap();
    assert_eq!(port, contract_port(&contract));
}

#[test]
fn both_ends_of_a_channel_can_be_the_same_contract() {
    let mut net = Network::new();
    let a = net.add_chain("solo-1", "solo");
    let contract = install(&mut net, a, actor());
    let channel = net.open_channel((a, &contract), (a, &contract), "v1").unwrap();
    assert_eq!(
        (channel.a.channel.as_str(), channel.b.channel.as_str()),
        ("channel-0", "channel-1")
    );
    let user = net[a].addr("user");
    net[a]
        .execute(&user, &contract, &on("receive", acking(OK)), &[])
        .unwrap();
    let timeout = net[a].block().time.plus_seconds(60);
    for from in [&channel.a, &channel.b] {
        let send = SubMsg::new(send_packet(&from.channel, b"x", timeout.into()));
        let sent = net[a]
            .execute(&user, &contract, &Exec::Do(sending(vec![send])), &[])
            .unwrap();
        let id = sent.packet().unwrap();
        net.deliver(id).unwrap();
        assert_eq!(net.packet(id).endings, [Ending::Acknowledged]);
    }
    let log: Vec<String> = net[a].read_json(&contract, b"log").unwrap();
    assert_eq!(log.iter().filter(|l| l.starts_with("receive 1")).count(), 2);
}
