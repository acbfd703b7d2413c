//! Pauses: who may begin and end them, what they refuse, and what they never touch.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use common::{addr, settings, transfer_msg, Suite, FAILURE, SUCCESS};
use cosmwasm_std::coin;
use serde_json::{json, Value};

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;
const BURN_PAUSED: &str =
    "transfers back to the source chain of a token are paused: the query pauses shows until when";
const OUTWARD_PAUSED: &str =
    "transfers away from the source chain of a token are paused here: send again when the pause has ended";

fn suite() -> Suite {
    let mut with_guardian = settings();
    with_guardian["guardian"] = json!(addr("guardian"));
    Suite::with(with_guardian)
}

fn act(suite: &mut Suite, who: &str, message: Value) -> Result<(), String> {
    let done = suite.execute(&addr(who), &[], message);
    done.map(|_| ()).map_err(|error| error.to_string())
}

fn until(seconds: u64) -> Value {
    json!({ "until": seconds.to_string() })
}

fn pauses(suite: &Suite) -> Value {
    suite.ask(json!({"pauses": {}})).unwrap()
}

#[test]
fn only_the_admin_and_the_guardian_may_pause() {
    let mut suite = suite();
    let refused = act(&mut suite, "alice", json!({"pause": {}})).unwrap_err();
    assert_eq!(refused, "only the admin or the guardian may pause");
    for who in ["admin", "guardian"] {
        let mut suite = self::suite();
        act(&mut suite, who, json!({"pause": {}})).unwrap();
        let end = suite.now() + WEEK;
        assert_eq!(
            pauses(&suite),
            json!({"outward": until(end), "homeward": until(end)})
        );
    }
}

#[test]
fn a_pause_of_one_direction_leaves_the_other_and_ends_by_itself() {
    let mut suite = suite();
    act(
        &mut suite,
        "guardian",
        json!({"pause": {"direction": "homeward", "seconds": 60}}),
    )
    .unwrap();
    assert_eq!(
        pauses(&suite),
        json!({"outward": null, "homeward": until(suite.now() + 60)})
    );
    suite.wait(60);
    assert_eq!(pauses(&suite), json!({"outward": null, "homeward": null}));
}

#[test]
fn a_pause_outward_refuses_escrow_and_mint_and_lets_everything_home() {
    let mut suite = suite();
    let voucher = suite.voucher("channel-0", "uosmo");
    let sent = suite.sent_coin(100, "uatom", "channel-0");
    let failing = suite.sent_coin(50, "uatom", "channel-0");
    let late = suite.sent_coin(25, "uatom", "channel-0");
    act(
        &mut suite,
        "admin",
        json!({"pause": {"direction": "outward", "seconds": 3153600000u64}}),
    )
    .unwrap();

    let refused = suite.send_coin("alice", coin(1, "uatom"), transfer_msg("channel-0"));
    assert_eq!(refused.unwrap_err().to_string(), OUTWARD_PAUSED);
    // a voucher that goes onward over another channel is escrowed
    let refused = suite.send_token(&voucher, "alice", 1, transfer_msg("channel-1"));
    assert_eq!(refused.unwrap_err().to_string(), OUTWARD_PAUSED);
    for denom in ["uosmo", "unew"] {
        let refused = suite.receive("channel-0", denom, 5, addr("alice").as_str());
        assert_eq!(refused.unwrap_err().to_string(), OUTWARD_PAUSED);
    }

    suite
        .send_token(&voucher, "alice", 1, transfer_msg("channel-0"))
        .unwrap();
    let home = suite.receive(
        "channel-0",
        "transfer/channel-10/uatom",
        40,
        addr("alice").as_str(),
    );
    assert_eq!(home.unwrap().acknowledgement.unwrap().as_slice(), SUCCESS);
    suite.ack(&sent, SUCCESS).unwrap();
    suite.ack(&failing, FAILURE).unwrap();
    suite.timeout(&late).unwrap();
}

#[test]
fn a_pause_homeward_refuses_burns_alone() {
    let mut suite = suite();
    let voucher = suite.voucher("channel-0", "uosmo");
    act(
        &mut suite,
        "guardian",
        json!({"pause": {"direction": "homeward"}}),
    )
    .unwrap();

    let refused = suite.send_token(&voucher, "alice", 1, transfer_msg("channel-0"));
    assert_eq!(refused.unwrap_err().to_string(), BURN_PAUSED);
    suite
        .send_coin("alice", coin(1, "uatom"), transfer_msg("channel-0"))
        .unwrap();
    suite
        .send_token(&voucher, "alice", 1, transfer_msg("channel-1"))
        .unwrap();
    suite
        .receive("channel-0", "uosmo", 5, addr("alice").as_str())
        .unwrap();

    suite.wait(WEEK);
    suite
        .send_token(&voucher, "alice", 1, transfer_msg("channel-0"))
        .unwrap();
}

#[test]
fn a_refused_call_changes_nothing_and_says_what_can_be_paused() {
    let mut suite = suite();
    let begun = suite.now();
    act(&mut suite, "admin", json!({"pause": {"direction": "homeward"}})).unwrap();
    suite.wait(WEEK);
    let before = suite.deps.storage.entries.clone();
    let both = act(&mut suite, "admin", json!({"pause": {}})).unwrap_err();
    assert_eq!(
        both,
        format!(
            "homeward cannot be paused for 604800 s from now: it rests after its last pause until {}; outward alone \
             can be paused. Times are seconds since 1970",
            begun + 2 * WEEK
        )
    );
    let too_long = json!({"pause": {"direction": "outward", "seconds": WEEK + 1}});
    assert_eq!(
        act(&mut suite, "guardian", too_long).unwrap_err(),
        "outward cannot be paused for 604801 s from now: give at most 604800 seconds. Times are seconds since 1970"
    );
    let none = act(&mut suite, "admin", json!({"pause": {"seconds": 0}})).unwrap_err();
    assert_eq!(none, "seconds must be at least 1");
    assert_eq!(suite.deps.storage.entries, before);
}

#[test]
fn each_may_end_what_is_his_and_anyone_clears_what_has_ended() {
    let mut suite = suite();
    act(&mut suite, "guardian", json!({"pause": {"direction": "outward"}})).unwrap();
    act(
        &mut suite,
        "admin",
        json!({"pause": {"direction": "homeward", "seconds": DAY}}),
    )
    .unwrap();
    let homeward = until(suite.now() + DAY);

    for message in [
        json!({"unpause": {}}),
        json!({"unpause": {"direction": "outward"}}),
    ] {
        let refused = act(&mut suite, "alice", message).unwrap_err();
        assert!(refused.ends_with("and is not yours to end"), "{refused}");
    }
    // without a direction the guardian ends what it may
    act(&mut suite, "guardian", json!({"unpause": {}})).unwrap();
    assert_eq!(pauses(&suite), json!({"outward": null, "homeward": homeward}));
    let refused = act(&mut suite, "guardian", json!({"unpause": {}})).unwrap_err();
    assert!(
        refused.starts_with("a pause by the operator stands homeward until"),
        "{refused}"
    );

    suite.wait(DAY);
    act(&mut suite, "alice", json!({"unpause": {}})).unwrap();
    assert!(!suite.deps.storage.entries.contains_key(b"pause".as_slice()));
    assert!(suite.deps.storage.entries.contains_key(b"pause_clock".as_slice()));
    // nothing stands: there is nothing to refuse
    act(&mut suite, "alice", json!({"unpause": {}})).unwrap();
}

#[test]
fn the_operator_ends_both_ways_and_neither_ends_a_migrations() {
    let mut suite = suite();
    act(&mut suite, "guardian", json!({"pause": {}})).unwrap();
    act(&mut suite, "admin", json!({"unpause": {}})).unwrap();
    assert_eq!(pauses(&suite), json!({"outward": null, "homeward": null}));

    suite.migrate(json!({"pause": {"seconds": 90 * DAY}})).unwrap();
    let end = until(suite.now() + 90 * DAY);
    assert_eq!(pauses(&suite), json!({"outward": end, "homeward": end}));
    for who in ["guardian", "admin"] {
        let refused = act(&mut suite, who, json!({"unpause": {}})).unwrap_err();
        assert!(
            refused.starts_with("a pause by the migration stands"),
            "{refused}"
        );
        let longer = json!({"pause": {"direction": "outward", "seconds": WEEK}});
        act(&mut suite, who, longer).unwrap_err();
    }
    suite
        .migrate(json!({"pause": {"direction": "homeward", "seconds": 0}}))
        .unwrap();
    assert_eq!(pauses(&suite), json!({"outward": end, "homeward": null}));
    // nothing to end is no fault
    suite.migrate(json!({"pause": {"seconds": 0}})).unwrap();
    suite.migrate(json!({"pause": {"seconds": 0}})).unwrap();
    assert_eq!(pauses(&suite), json!({"outward": null, "homeward": null}));
}

#[test]
fn a_dry_run_shows_the_pauses_and_makes_none() {
    let mut suite = suite();
    let shown = suite
        .migrate(json!({"pause": {"direction": "outward", "seconds": 60}, "dry_run": true}))
        .unwrap_err()
        .to_string();
    let end = suite.now() + 60;
    assert!(
        shown.contains(&format!(r#""pauses":[["outward",{end}]]"#)),
        "{shown}"
    );
    assert_eq!(pauses(&suite), json!({"outward": null, "homeward": null}));
}

#[test]
fn the_clock_outlives_every_change_of_guardian_and_operator() {
    let mut suite = suite();
    let begun = suite.now();
    act(&mut suite, "guardian", json!({"pause": {}})).unwrap();
    act(
        &mut suite,
        "admin",
        json!({"update_admin": {"admin": addr("bob")}}),
    )
    .unwrap();
    act(&mut suite, "bob", json!({"accept_admin": {}})).unwrap();
    act(
        &mut suite,
        "bob",
        json!({"update_config": {"guardian": addr("carol")}}),
    )
    .unwrap();
    suite.wait(WEEK);
    act(&mut suite, "bob", json!({"unpause": {}})).unwrap();
    for (who, direction) in [("bob", "homeward"), ("carol", "homeward"), ("carol", "outward")] {
        let refused = act(&mut suite, who, json!({"pause": {"direction": direction}})).unwrap_err();
        let end = format!("until {}", begun + 2 * WEEK);
        assert!(refused.contains(&end), "{who} {direction}: {refused}");
    }
}

#[test]
fn the_role_is_given_up_only_while_nothing_is_paused() {
    for direction in ["outward", "homeward"] {
        let mut suite = suite();
        act(
            &mut suite,
            "guardian",
            json!({"pause": {"direction": direction, "seconds": 9}}),
        )
        .unwrap();
        let refused = act(&mut suite, "admin", json!({"renounce_admin": {}})).unwrap_err();
        assert!(
            refused.starts_with(&format!("{direction} is paused")),
            "{refused}"
        );
        suite.wait(9);
        act(&mut suite, "admin", json!({"renounce_admin": {}})).unwrap();
        let refused = act(&mut suite, "guardian", json!({"pause": {}})).unwrap_err();
        assert_eq!(refused, "only the admin or the guardian may pause");
    }
}

#[test]
fn lost_refunds_are_assigned_in_a_migration_that_pauses_nothing() {
    let mut suite = suite();
    let assign = json!([{"channel": "channel-0", "sequence": 1, "data": "e30="}]);
    let both = json!({"pause": {"seconds": 60}, "assign": assign});
    let refused = suite.migrate(both).unwrap_err().to_string();
    assert!(refused.contains("in a migration of its own"), "{refused}");
}
