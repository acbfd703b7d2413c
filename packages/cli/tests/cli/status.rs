use causeway::status::{self, Place, Simulated};
use causeway_multi_test::{Asset, Send, World};

use crate::{causeway, scenario};

/// A list of the contract has at most 100 entries.
#[test]
fn transfers_on_the_last_of_101_channels_are_found() {
    let mut world = World::new();
    let (hub, zone) = (world.add_chain("hub").unwrap(), world.add_chain("zone").unwrap());
    let channels: Vec<_> = (0..101).map(|_| world.open(hub, zone).unwrap()).collect();
    let last = channels
        .into_iter()
        .max_by_key(|channel| channel.a.channel.clone())
        .unwrap();
    let alice = world.account(hub, "alice", &[(100, "uhub")]).unwrap();
    let uhub = Asset::Native("uhub".into());
    world
        .send(Send::new(&last.a, &alice, uhub, 10u128, "bob"))
        .unwrap();
    let all = status::all(&Simulated {
        world: &world,
        chain: hub,
    })
    .unwrap();
    let found: Vec<_> = all
        .transfers
        .iter()
        .map(|it| (it.channel.as_str(), it.place))
        .collect();
    assert_eq!(found, [("channel-99", Place::InFlight)]);
}

#[test]
fn each_transfer_of_a_scenario_has_its_status() {
    let out = causeway(&["status", &scenario("pending.toml"), "--json"])
        .ok()
        .json();
    let hub = &out["hub"];
    let places: Vec<_> = hub["transfers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|transfer| &transfer["place"])
        .collect();
    assert_eq!(
        places,
        ["delivered", "refunded_on_timeout", "answered", "in_flight"]
    );
    assert_eq!(hub["transfers"][3]["record"]["amount"], "40");
    assert_eq!(
        hub["transfers"][0].get("record"),
        None,
        "nothing is left of what is settled"
    );
    assert_eq!(hub["claims"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&hub["claims"][0]["denom"], &hub["claims"][0]["held"]),
        (&"uhub".into(), &"20".into())
    );
    assert_eq!(out["zone"]["transfers"].as_array().unwrap().len(), 0);
}

#[test]
fn the_status_of_a_transfer_changes_as_the_scenario_goes_on() {
    let after = |steps: &str| {
        let out = causeway(&["status", &scenario("pending.toml"), "--after", steps, "--json"])
            .ok()
            .json();
        let hub = &out["hub"];
        (
            hub["transfers"].as_array().unwrap().len(),
            hub["claims"].as_array().unwrap().len(),
        )
    };
    assert_eq!(
        [after("0"), after("1"), after("2"), after("4")],
        [(0, 0), (1, 0), (2, 1), (4, 1)]
    );
}

#[test]
fn the_status_of_one_transfer_is_a_sentence() {
    let one = |sequence: &str| {
        let args = ["--chain", "hub", "--channel", "channel-0", "--sequence", sequence];
        causeway(&[&["status", &scenario("pending.toml")][..], &args].concat())
            .ok()
            .out
    };
    assert_eq!(one("1"), "hub\n  channel-0 #1: settled: the receiver has it\n");
    assert_eq!(
        one("4"),
        "hub\n  channel-0 #4 (40 uhub of alice): in flight: the other chain has not answered yet\n"
    );
    assert_eq!(
        one("5"),
        "hub\n  channel-0 #5: never sent: the channel has not come to this sequence\n"
    );
}

#[test]
fn a_transfer_that_was_refused_is_told_from_one_that_timed_out() {
    let out = causeway(&["status", &scenario("demo.toml"), "--json"])
        .ok()
        .json();
    let hub = out["hub"]["transfers"].as_array().unwrap();
    let place = |sequence: u64| {
        let found = hub
            .iter()
            .find(|transfer| transfer["channel"] == "channel-0" && transfer["sequence"] == sequence);
        &found.unwrap()["place"]
    };
    assert_eq!([place(3), place(4)], ["refunded_on_error", "refunded_on_timeout"]);
}

#[test]
fn an_unknown_chain_is_refused_by_name() {
    let ran = causeway(&["status", &scenario("pending.toml"), "--chain", "hubb"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: --chain: there is no chain `hubb`\nhint: known: hub, zone\n"
        )
    );
}
