//! An invalid send is rejected before anything is stored or paid.

use cosmwasm_std::Addr;
use ibc_multi_test::ErrorKind;
use serde_json::json;

use crate::place::{Origin, Place, WEALTH};

/// Without the limit, the id would become a storage key: it would trap from 64 KiB on, and the error text below would be a
/// page long.
#[test]
fn a_send_over_a_channel_id_of_any_length_is_an_ordinary_error_that_shows_its_beginning() {
    for origin in [Origin::Born, Origin::TakenOver] {
        let mut place = Place::new(origin);
        place.take_over();
        let denoms = ["uhub".to_string(), format!("cw20:{}", place.tokens[0])];
        let (before, bob) = (place.storage(), place.bob.to_string());
        for length in [0, 1, 64, 65, 66, 1_000, 65_535, 70_000, 200_000] {
            let channel = "c".repeat(length);
            for denom in &denoms {
                let refused = place.try_send(denom, &channel, 600, &bob).unwrap_err();
                assert_eq!(refused.kind, ErrorKind::Contract, "{length}: {refused}");
                let shown = "c".repeat(length.min(64));
                let expected = format!("there is no channel {shown} here");
                assert!(refused.text.contains(&expected), "{length}: {}", refused.text);
                assert!(!refused.text.contains(&"c".repeat(65)), "{length}");
            }
        }
        assert!(place.storage() == before);
        assert_eq!(place.alice_holds("uhub"), WEALTH);
    }
}

/// Bounds apply only when tokens are escrowed, and a contract after a takeover has none. What remains is the rule that a
/// packet must expire.
#[test]
fn a_timeout_that_is_no_time_is_refused_outward_without_bounds_and_homeward() {
    let mut place = Place::new(Origin::TakenOver);
    place.take_over();
    let (channel, bob) = (place.channel.a.channel.clone(), place.bob.to_string());
    let voucher = voucher_for_alice(&mut place);
    let before = place.storage();
    for denom in [
        "uhub".to_string(),
        format!("cw20:{}", place.tokens[0]),
        format!("cw20:{voucher}"),
    ] {
        for timeout in [0, u64::MAX / 1_000_000_000, u64::MAX] {
            let refused = place.try_send(&denom, &channel, timeout, &bob).unwrap_err();
            assert!(
                refused.text.contains("timeout must be above zero"),
                "{denom} {timeout}: {refused}"
            );
        }
    }
    assert!(place.storage() == before);
    let sent = place.try_send(&format!("cw20:{voucher}"), &channel, 1, &bob);
    assert_eq!(sent.unwrap().packets.len(), 1);
}

fn voucher_for_alice(place: &mut Place) -> Addr {
    let timeout = place.net[place.zone].block().time.plus_seconds(600).nanos();
    let (bob, alice) = (place.bob.clone(), place.alice.to_string());
    let coin = cosmwasm_std::coin(500, "uzone");
    let channel = place.channel.b.channel.clone();
    let sent = place.net[place.zone].transfer(&bob, &channel, &coin, &alice, timeout, "");
    place.net.deliver(sent.unwrap().packet().unwrap()).unwrap();
    let path = format!("{}/{}/uzone", place.channel.a.port, place.channel.a.channel);
    let answer = place.query(&json!({"voucher": {"denom": path}}));
    assert_eq!(answer["exists"], json!(true));
    Addr::unchecked(answer["address"].as_str().unwrap())
}
