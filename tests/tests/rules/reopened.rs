//! A chain may force a channel closed and open it again, as Terra did in 2022.

use serde_json::json;

use crate::place::{Origin, Place, WEALTH};

fn status(place: &Place) -> String {
    let answer = place.query(&json!({"channel_status": {"id": place.channel.a.channel}}));
    answer["status"].as_str().unwrap().to_string()
}

/// A coin and a token that were sent before, and a coin and a token that were never sent.
fn denoms(place: &Place) -> [String; 4] {
    let [one, two] = &place.tokens;
    [
        "uhub".into(),
        format!("cw20:{one}"),
        "uosmo".into(),
        format!("cw20:{two}"),
    ]
}

fn every_denom_behaves_alike(origin: Origin) {
    let mut place = Place::new(origin);
    let bob = place.bob.to_string();
    let denoms = denoms(&place);
    let mut in_flight = vec![];
    for denom in &denoms[..2] {
        let delivered = place.send(denom, &bob);
        place.net.deliver(delivered).unwrap();
        in_flight.push(place.send(denom, &bob));
    }
    place.take_over();
    assert_eq!(status(&place), "open");

    place.close();
    assert_eq!(status(&place), "closed");
    let before = place.storage();
    let channel = place.channel.a.channel.clone();
    let refusals = denoms.clone().map(|denom| {
        let refused = place.try_send(&denom, &channel, 600, &bob).unwrap_err();
        (refused.codespace, refused.code)
    });
    assert_eq!(
        refusals,
        [("channel", 5); 4].map(|(space, code)| (space.to_string(), code))
    );
    assert!(place.storage() == before);
    // Refunds still work.
    place.net.timeout_on_close(in_flight[0]).unwrap();
    assert_eq!(place.alice_holds(&denoms[0]), WEALTH - 100);

    place.open_again();
    assert_eq!(status(&place), "open");
    place.net.deliver(in_flight[1]).unwrap();
    for (denom, kept) in denoms.iter().zip([100, 200, 0, 0]) {
        let delivered = place.send(denom, &bob);
        place.net.deliver(delivered).unwrap();
        assert_eq!(place.alice_holds(denom), WEALTH - kept - 100, "{denom}");
        let refused = place.send(denom, "nobody");
        place.net.deliver(refused).unwrap();
        let late = place.send(denom, &bob);
        place.net.expire(late).unwrap();
        place.net.timeout(late).unwrap();
        assert_eq!(place.alice_holds(denom), WEALTH - kept - 100, "{denom}: refunded");
        let now = place.net[place.zone].block();
        place.net[place.hub].set_block(now);
    }
}

#[test]
fn on_a_channel_that_is_open_again_every_denom_is_sent_and_refunded_alike() {
    every_denom_behaves_alike(Origin::Born);
}

#[test]
fn takeover_of_a_channel_that_is_open_again_sends_and_refunds_every_denom_alike() {
    every_denom_behaves_alike(Origin::TakenOver);
}
