//! Held packets: what is held, who may release it and when, and what a release does that cannot pay.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod common;

use causeway_transfer::payload::RELEASE_REPLY;
use causeway_transfer::relay::release::{REFUSED_ACK, UNPAID_ACK};
use causeway_transfer::ContractError;
use common::{addr, attribute, call_of, cw20, our_port, settings, transfer_msg, Suite, SUCCESS};
use cosmwasm_std::{
    coin, coins, BankMsg, CosmosMsg, IbcMsg, IbcReceiveResponse, ReplyOn, Response, SubMsgResult,
};
use serde_json::{json, Value};

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;

/// 100 uatom are in escrow on `channel-0`.
fn suite() -> Suite {
    let mut with_guardian = settings();
    with_guardian["guardian"] = json!(addr("guardian"));
    let mut suite = Suite::with(with_guardian);
    suite.sent_coin(100, "uatom", "channel-0");
    suite
}

fn act(suite: &mut Suite, who: &str, message: Value) -> Result<Response, String> {
    let done = suite.execute(&addr(who), &[], message);
    done.map_err(|error| error.to_string())
}

fn pause(suite: &mut Suite, seconds: u64) {
    let message = json!({"pause": {"direction": "homeward", "seconds": seconds}});
    act(suite, "admin", message).unwrap();
}

fn data(amount: u64, receiver: &str) -> Vec<u8> {
    let packet = json!({
        "denom": "transfer/channel-10/uatom", "amount": amount.to_string(), "sender": "osmo1sender", "receiver": receiver,
    });
    packet.to_string().into_bytes()
}

/// A return of uatom for bob.
fn arrive(suite: &mut Suite, sequence: u64, amount: u64) -> Result<IbcReceiveResponse, ContractError> {
    suite.receive_numbered("channel-0", sequence, &data(amount, addr("bob").as_str()))
}

/// One that is held.
fn hold(suite: &mut Suite, sequence: u64, amount: u64) {
    pause(suite, 60);
    let held = arrive(suite, sequence, amount).unwrap();
    assert_eq!(held.acknowledgement, None);
    suite.wait(60);
}

fn release(suite: &mut Suite, who: &str, sequence: u64) -> Result<Response, String> {
    let message = json!({"release": {"channel": "channel-0", "sequence": sequence}});
    act(suite, who, message)
}

fn delayed(suite: &Suite) -> Value {
    suite.ask(json!({"delayed": {}})).unwrap()["packets"].clone()
}

fn states(suite: &Suite) -> Vec<(u64, String)> {
    let packets = delayed(suite);
    let shown = packets.as_array().unwrap().iter();
    shown
        .map(|packet| {
            let state = packet["state"].as_str().unwrap();
            (packet["sequence"].as_u64().unwrap(), state.to_string())
        })
        .collect()
}

fn state(sequence: u64, state: &str) -> (u64, String) {
    (sequence, state.to_string())
}

/// The acknowledgement that a response writes.
fn written(response: &Response, sequence: u64) -> Vec<u8> {
    let acks: Vec<_> = response
        .messages
        .iter()
        .filter_map(|message| match &message.msg {
            CosmosMsg::Ibc(IbcMsg::WriteAcknowledgement {
                channel_id,
                packet_sequence,
                ack,
            }) => {
                assert_eq!(channel_id, "channel-0");
                assert_eq!(*packet_sequence, sequence);
                assert_eq!(message.reply_on, ReplyOn::Never);
                Some(ack.data.to_vec())
            }
            _ => None,
        })
        .collect();
    assert_eq!(acks.len(), 1, "{response:?}");
    acks[0].clone()
}

/// That a response pays so much to bob, and answers with success.
fn pays_bob(response: &Response, sequence: u64, amount: u128) {
    assert_eq!(response.messages.len(), 2);
    let payment = &response.messages[0];
    let expected = BankMsg::Send {
        to_address: addr("bob").into(),
        amount: coins(amount, "uatom"),
    };
    assert_eq!(payment.msg, expected.into());
    assert_eq!(
        (payment.reply_on.clone(), payment.gas_limit),
        (ReplyOn::Never, Some(2_000_000))
    );
    assert_eq!(written(response, sequence), SUCCESS);
    assert_eq!(attribute(&response.attributes, "action"), Some("release"));
    assert_eq!(attribute(&response.attributes, "effect"), Some("unescrow"));
}

/// A call of itself, as a late release makes it.
fn calls_itself(response: &Response, sequence: u64) {
    assert_eq!(response.messages.len(), 1);
    let call = &response.messages[0];
    let expected = json!({"release": {"channel": "channel-0", "sequence": sequence}});
    assert_eq!(call_of(call), (addr("us").to_string(), expected));
    assert_eq!(
        (call.id, call.reply_on.clone(), call.gas_limit),
        (RELEASE_REPLY, ReplyOn::Error, None)
    );
}

fn fails(suite: &mut Suite, outer: &Response) -> Response {
    let reason = SubMsgResult::Err("the token's own text".into());
    let payload = outer.messages[0].payload.clone();
    suite.reply(RELEASE_REPLY, payload, reason).unwrap()
}

#[test]
fn a_return_during_a_homeward_pause_is_held_without_an_acknowledgement() {
    let mut suite = suite();
    pause(&mut suite, WEEK);
    let before = suite.deps.storage.entries.clone();
    let held = arrive(&mut suite, 7, 30).unwrap();
    assert_eq!((held.acknowledgement, held.messages.len()), (None, 0));
    let due = (suite.now() + DAY).to_string();
    let said: Vec<_> = held.attributes.iter().map(|said| said.key.as_str()).collect();
    let expected = [
        "action", "sender", "receiver", "denom", "amount", "channel", "sequence", "effect", "due",
    ];
    assert_eq!(said, expected);
    assert_eq!(attribute(&held.attributes, "effect"), Some("hold"));
    assert_eq!(attribute(&held.attributes, "due"), Some(due.as_str()));
    // books untouched: one entry more is all
    let mut after = suite.deps.storage.entries.clone();
    after.retain(|key, value| before.get(key) != Some(value));
    assert_eq!(after.len(), 1);
    let value = after.into_values().next().unwrap();
    assert!(
        value.ends_with(&data(30, addr("bob").as_str())),
        "the data as it came"
    );
    assert_eq!(
        delayed(&suite),
        json!([{
            "channel": "channel-0", "sequence": 7, "sender": "osmo1sender", "receiver": addr("bob"),
            "denom": "uatom", "amount": "30", "due": due, "state": "held",
        }])
    );
}

#[test]
fn a_return_during_a_pause_is_checked_like_any_other() {
    let mut suite = suite();
    pause(&mut suite, WEEK);
    let us = addr("us");
    for (amount, receiver, text) in [
        (
            101,
            addr("bob").to_string(),
            "insufficient escrow on this channel",
        ),
        (5, us.to_string(), "receiver is the transfer contract"),
        (5, "nobody".into(), "receiver is not an address of this chain"),
    ] {
        let refused = suite.receive_numbered("channel-0", 7, &data(amount, &receiver));
        assert_eq!(refused.unwrap_err().to_string(), text);
    }
    assert_eq!(delayed(&suite), json!([]));
}

#[test]
fn data_above_64_kib_is_refused_when_it_would_have_to_wait() {
    let mut suite = suite();
    // white space, because the memo has a bound of its own
    let padded = |length: usize| {
        let mut bytes = data(5, addr("bob").as_str());
        bytes.resize(length, b' ');
        bytes
    };
    pause(&mut suite, WEEK);
    let refused = suite.receive_numbered("channel-0", 7, &padded(65_537));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the packet has to wait and is too long for that: send it again with a shorter memo"
    );
    let held = suite.receive_numbered("channel-0", 7, &padded(65_536)).unwrap();
    assert_eq!(held.acknowledgement, None);
    suite.wait(WEEK);
    let paid = suite.receive_numbered("channel-0", 8, &padded(65_537)).unwrap();
    assert!(
        paid.acknowledgement.is_some(),
        "what is paid at once may be longer"
    );
}

#[test]
fn a_stranger_releases_from_one_day_after_arrival_and_not_before() {
    let mut suite = suite();
    hold(&mut suite, 7, 30);
    suite.wait(DAY - 61);
    let early = release(&mut suite, "stranger", 7).unwrap_err();
    let due = suite.now() + 1;
    assert_eq!(
        early,
        format!("the packet is held until {due} (seconds since 1970): release it then")
    );
    suite.wait(1);
    let paid = release(&mut suite, "stranger", 7).unwrap();
    pays_bob(&paid, 7, 30);
    assert_eq!(suite.books("channel-0", "uatom"), (70, 100));
    assert_eq!(delayed(&suite), json!([]));

    let again = release(&mut suite, "stranger", 7).unwrap_err();
    assert_eq!(
        again,
        "no packet with sequence 7 is held on channel-0: the query delayed shows those that are"
    );
}

#[test]
fn nothing_is_released_while_homeward_is_paused() {
    let mut suite = suite();
    hold(&mut suite, 7, 30);
    suite.wait(DAY);
    pause(&mut suite, DAY);
    let refused = release(&mut suite, "stranger", 7).unwrap_err();
    assert_eq!(
        refused,
        "transfers back to the source chain of a token are paused: the query pauses shows until when"
    );
    suite.wait(DAY);
    pays_bob(&release(&mut suite, "stranger", 7).unwrap(), 7, 30);
}

#[test]
fn a_release_that_cannot_pay_changes_nothing_before_it_has_been_due_for_a_week() {
    let mut suite = suite();
    hold(&mut suite, 7, 80);
    // the books no longer cover it
    arrive(&mut suite, 8, 60).unwrap();
    suite.wait(DAY + WEEK - 61);
    let refused = release(&mut suite, "stranger", 7).unwrap_err();
    assert_eq!(refused, "insufficient escrow on this channel");
    assert_eq!(states(&suite), [state(7, "held")]);
    // a payment that fails is a plain message: the host reverts the whole call
    let mut suite = self::suite();
    hold(&mut suite, 7, 80);
    suite.wait(DAY + WEEK - 61);
    pays_bob(&release(&mut suite, "stranger", 7).unwrap(), 7, 80);
}

#[test]
fn after_a_week_a_release_that_cannot_pay_answers_with_an_error() {
    let mut suite = suite();
    hold(&mut suite, 7, 80);
    suite.wait(DAY + WEEK - 60);
    let outer = release(&mut suite, "stranger", 7).unwrap();
    calls_itself(&outer, 7);
    assert_eq!(
        states(&suite),
        [state(7, "held")],
        "the caller has stored nothing"
    );
    let refused = fails(&mut suite, &outer);
    assert_eq!(written(&refused, 7), UNPAID_ACK);
    assert_eq!(refused.messages.len(), 1);
    assert_eq!(attribute(&refused.attributes, "effect"), Some("refuse"));
    assert_eq!(
        attribute(&refused.attributes, "error"),
        None,
        "the token's text is not kept"
    );
    assert_eq!(suite.books("channel-0", "uatom"), (100, 100));
    assert_eq!(delayed(&suite), json!([]));
}

#[test]
fn called_by_itself_a_late_release_pays_and_answers_or_fails() {
    let mut suite = suite();
    hold(&mut suite, 7, 80);
    arrive(&mut suite, 8, 60).unwrap();
    suite.wait(DAY + WEEK);
    let outer = release(&mut suite, "stranger", 7).unwrap();
    calls_itself(&outer, 7);
    let inner = release(&mut suite, "us", 7).unwrap_err();
    assert_eq!(inner, "insufficient escrow on this channel");

    let mut suite = self::suite();
    hold(&mut suite, 7, 80);
    suite.wait(DAY + WEEK);
    calls_itself(&release(&mut suite, "stranger", 7).unwrap(), 7);
    pays_bob(&release(&mut suite, "us", 7).unwrap(), 7, 80);
    assert_eq!(delayed(&suite), json!([]));
}

#[test]
fn the_late_error_waits_for_the_last_day_of_the_rest() {
    let mut suite = suite();
    hold(&mut suite, 7, 80);
    arrive(&mut suite, 8, 60).unwrap();
    suite.wait(7 * DAY);
    pause(&mut suite, 4 * DAY); // it rests for four days
    suite.wait(4 * DAY);
    suite.wait(3 * DAY - 1);
    let plain = release(&mut suite, "stranger", 7).unwrap_err();
    assert_eq!(plain, "insufficient escrow on this channel");
    suite.wait(1);
    calls_itself(&release(&mut suite, "stranger", 7).unwrap(), 7);
    // the admin pauses again at the end of the rest: no error while it is paused, nor right after
    suite.wait(DAY);
    pause(&mut suite, DAY);
    release(&mut suite, "stranger", 7).unwrap_err();
    suite.wait(DAY);
    let plain = release(&mut suite, "stranger", 7).unwrap_err();
    assert_eq!(plain, "insufficient escrow on this channel");
}

#[test]
fn on_a_closed_channel_a_return_is_paid_without_an_acknowledgement_and_answered_when_it_is_open_again() {
    let mut suite = suite();
    hold(&mut suite, 7, 30);
    suite.wait(DAY);
    suite.core_says("channel-0", false);
    let paid = release(&mut suite, "stranger", 7).unwrap();
    assert_eq!(paid.messages.len(), 1, "no acknowledgement can be written");
    assert_eq!(attribute(&paid.attributes, "effect"), Some("unescrow"));
    assert_eq!(suite.books("channel-0", "uatom"), (70, 100));
    assert_eq!(states(&suite), [state(7, "paid")]);

    let again = release(&mut suite, "stranger", 7).unwrap_err();
    assert!(again.starts_with("channel-0 is closed"), "{again}");
    // a range says nothing about what was paid
    let range = json!({"refuse": [{"channel": "channel-0", "first": 1, "last": 9}]});
    suite.migrate(range).unwrap();
    assert_eq!(states(&suite), [state(7, "paid")]);

    suite.core_says("channel-0", true);
    pause(&mut suite, DAY); // the answer moves nothing, so a pause does not matter
    let answered = release(&mut suite, "stranger", 7).unwrap();
    assert_eq!(answered.messages.len(), 1);
    assert_eq!(written(&answered, 7), SUCCESS);
    assert_eq!(attribute(&answered.attributes, "effect"), None);
    assert_eq!(suite.books("channel-0", "uatom"), (70, 100));
    assert_eq!(delayed(&suite), json!([]));
}

#[test]
fn on_a_closed_channel_a_payment_that_fails_changes_nothing_however_late() {
    let mut suite = suite();
    hold(&mut suite, 7, 80);
    arrive(&mut suite, 8, 60).unwrap();
    suite.core_says("channel-0", false);
    suite.wait(400 * DAY);
    let refused = release(&mut suite, "stranger", 7).unwrap_err();
    assert_eq!(refused, "insufficient escrow on this channel");
    assert_eq!(states(&suite), [state(7, "held")]);
}

#[test]
fn a_migration_refuses_ranges_of_what_has_arrived() {
    let mut suite = suite();
    pause(&mut suite, WEEK);
    for sequence in [5, 6, 7, 8] {
        arrive(&mut suite, sequence, 10).unwrap();
    }
    suite.wait(1);
    let ranges = json!([
        {"channel": "channel-0", "first": 6, "last": 7},
        {"channel": "channel-0", "first": 1, "last": 6},
        {"channel": "channel-1", "first": 8, "last": 8},
    ]);
    suite.migrate(json!({ "refuse": ranges })).unwrap();
    let expected = [
        state(5, "refused"),
        state(6, "refused"),
        state(7, "refused"),
        state(8, "held"),
    ];
    assert_eq!(states(&suite), expected);

    // due or not, paused or not
    let refused = release(&mut suite, "stranger", 6).unwrap();
    assert_eq!(written(&refused, 6), REFUSED_ACK);
    assert_eq!(refused.messages.len(), 1);
    assert_eq!(attribute(&refused.attributes, "effect"), Some("refuse"));
    assert_eq!(suite.books("channel-0", "uatom"), (100, 100));
    let early = release(&mut suite, "stranger", 8).unwrap_err();
    assert!(early.starts_with("the packet is held until"), "{early}");

    // what arrives later is not refused by an older mark
    suite.wait(1);
    arrive(&mut suite, 2, 10).unwrap();
    assert_eq!(states(&suite)[0], state(2, "held"));
    // until the same range is refused again: the later time counts
    let again = json!({"refuse": [{"channel": "channel-0", "first": 1, "last": 6}]});
    suite.migrate(again).unwrap();
    assert_eq!(states(&suite)[0], state(2, "refused"));
}

#[test]
fn a_refused_packet_stays_on_a_closed_channel_and_is_answered_when_it_is_open_again() {
    let mut suite = suite();
    hold(&mut suite, 7, 30);
    suite
        .migrate(json!({"refuse": [{"channel": "channel-0", "first": 7, "last": 7}]}))
        .unwrap();
    suite.core_says("channel-0", false);
    let refused = release(&mut suite, "stranger", 7).unwrap_err();
    assert!(refused.starts_with("channel-0 is closed"), "{refused}");
    assert_eq!(states(&suite), [state(7, "refused")]);
    suite.core_says("channel-0", true);
    let answered = release(&mut suite, "stranger", 7).unwrap();
    assert_eq!(written(&answered, 7), REFUSED_ACK);
}

#[test]
fn a_range_that_is_empty_or_of_an_unknown_channel_refuses_the_migration() {
    let mut suite = suite();
    for (channel, first, last, text) in [
        (
            "channel-0",
            7,
            6,
            "the range of sequences 7 to 6 is empty: give the lower one first",
        ),
        (
            "channel-9",
            1,
            2,
            "there is no channel channel-9 here: the query list_channels shows those that are open",
        ),
    ] {
        let message = json!({"refuse": [{"channel": channel, "first": first, "last": last}]});
        assert_eq!(suite.migrate(message).unwrap_err().to_string(), text);
    }
}

#[test]
fn a_held_token_is_released_from_the_tracked_amount_too() {
    let mut suite = suite();
    let token = addr("token");
    suite.sent_token(&token, 50, "channel-0");
    pause(&mut suite, 60);
    let packet = json!({
        "denom": format!("transfer/channel-10/{}", cw20(&token)), "amount": "20", "sender": "osmo1sender",
        "receiver": addr("bob"),
    });
    suite
        .receive_numbered("channel-0", 9, packet.to_string().as_bytes())
        .unwrap();
    suite.holds(&token, 50);
    let track = json!({"allow": {"contract": token, "verify": true}});
    act(&mut suite, "admin", track).unwrap();
    suite.wait(DAY);
    let paid = release(&mut suite, "stranger", 9).unwrap();
    let transfer = json!({"transfer": {"recipient": addr("bob"), "amount": "20"}});
    assert_eq!(call_of(&paid.messages[0]), (token.to_string(), transfer));
    assert_eq!(
        suite.ask(json!({"tracked": {"contract": token}})).unwrap(),
        json!({"tracked": "30"})
    );
    assert_eq!(suite.books("channel-0", &cw20(&token)), (30, 50));
}

#[test]
fn a_held_voucher_of_another_channel_is_released_as_that_voucher() {
    let mut suite = suite();
    let voucher = suite.voucher("channel-1", "uosmo");
    suite.sent_token(&voucher, 50, "channel-0");
    pause(&mut suite, 60);
    let path = format!("transfer/channel-10/{}/channel-1/uosmo", our_port());
    let packet = json!({"denom": path, "amount": "20", "sender": "osmo1sender", "receiver": addr("bob")});
    suite
        .receive_numbered("channel-0", 9, packet.to_string().as_bytes())
        .unwrap();
    assert_eq!(delayed(&suite)[0]["denom"], json!(cw20(&voucher)));
    suite.wait(DAY);
    let paid = release(&mut suite, "stranger", 9).unwrap();
    assert_eq!(call_of(&paid.messages[0]).0, voucher.to_string());
    assert_eq!(paid.messages[0].gas_limit, None);
}

#[test]
fn held_packets_are_listed_by_channel_and_sequence() {
    let mut suite = suite();
    suite.sent_coin(100, "uatom", "channel-1");
    pause(&mut suite, WEEK);
    for sequence in [3, 300, 2] {
        arrive(&mut suite, sequence, 1).unwrap();
    }
    let other = String::from_utf8(data(1, addr("bob").as_str())).unwrap();
    let other = other.replace("channel-10", "channel-11");
    suite.receive_numbered("channel-1", 5, other.as_bytes()).unwrap();
    let ask = |message: Value| {
        let packets = suite.ask(json!({ "delayed": message })).unwrap()["packets"].clone();
        let packets = packets.as_array().unwrap().clone();
        packets
            .iter()
            .map(|packet| {
                (
                    packet["channel"].as_str().unwrap().to_string(),
                    packet["sequence"].as_u64().unwrap(),
                )
            })
            .collect::<Vec<_>>()
    };
    let on = |channel: &str, sequence: u64| (channel.to_string(), sequence);
    let all = [
        on("channel-0", 2),
        on("channel-0", 3),
        on("channel-0", 300),
        on("channel-1", 5),
    ];
    assert_eq!(ask(json!({})), all);
    assert_eq!(ask(json!({"limit": 2})), all[..2]);
    let after = json!({"channel": "channel-0", "sequence": 3});
    assert_eq!(ask(json!({ "start_after": after })), all[2..]);
    assert_eq!(
        ask(json!({"channel": "channel-0", "start_after": after})),
        all[2..3]
    );
    assert_eq!(ask(json!({"channel": "channel-1", "sequence": 5})), all[3..]);
    assert_eq!(ask(json!({"channel": "channel-1", "sequence": 6})), []);
    suite.ask(json!({"delayed": {"sequence": 5}})).unwrap_err();
    suite
        .ask(json!({"delayed": {"channel": "channel-1", "start_after": after}}))
        .unwrap_err();
}

#[test]
fn held_packets_stay_due_when_the_role_is_given_up() {
    let mut suite = suite();
    hold(&mut suite, 7, 30);
    act(&mut suite, "admin", json!({"renounce_admin": {}})).unwrap();
    suite.wait(DAY);
    pays_bob(&release(&mut suite, "stranger", 7).unwrap(), 7, 30);
}

#[test]
fn no_coins_come_with_a_release() {
    let mut suite = suite();
    hold(&mut suite, 7, 30);
    suite.wait(DAY);
    let message = json!({"release": {"channel": "channel-0", "sequence": 7}});
    let refused = suite.execute(&addr("bob"), &[coin(1, "uatom")], message);
    assert_eq!(
        refused.unwrap_err().to_string(),
        "no coins may be attached to this message"
    );
    suite
        .send_coin("alice", coin(1, "uatom"), transfer_msg("channel-0"))
        .unwrap();
}
