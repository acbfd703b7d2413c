//! The bank: balances, supplies, blocked addresses, disabled denoms, and its events.
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

fn one_chain() -> (Network, ChainKey, Addr, Addr) {
    let mut net = Network::new();
    let a = net.add_chain("solo-1", "solo");
    let (alice, bob) = (net[a].addr("alice"), net[a].addr("bob"));
    net[a]
        .fund(&alice, &[coin(100, "b/with/slashes"), coin(50, "usrc")])
        .unwrap();
    (net, a, alice, bob)
}
fn send(to: &Addr, coins: &[Coin]) -> CosmosMsg {
    BankMsg::Send {
        to_address: to.to_string(),
        amount: coins.to_vec(),
    }
    .into()
}

#[test]
fn coins_move_and_the_supply_stays() {
    let (mut net, a, alice, bob) = one_chain();
    let both = [coin(10, "usrc"), coin(1, "b/with/slashes"), coin(5, "usrc")];
    let res = net[a].tx(&alice, vec![send(&bob, &both)]).unwrap();
    let types: Vec<_> = res.events.iter().map(|e| e.ty.as_str()).collect();
    assert_eq!(types, ["coin_spent", "coin_received", "transfer", "message"]);
    assert_eq!(
        res.attribute("transfer", "amount"),
        Some("1b/with/slashes,15usrc")
    ); // sorted and summed
    assert_eq!(
        net[a].balances(&bob),
        [coin(1, "b/with/slashes"), coin(15, "usrc")]
    );
    assert_eq!(net[a].balance(&alice, "usrc"), Uint256::from(35u128));
    assert_eq!(net[a].supply("usrc"), Uint256::from(50u128));
    assert_eq!(net[a].all_balances().len(), 4);
    // an account that is emptied leaves nothing behind
    net[a]
        .tx(
            &alice,
            vec![send(&bob, &[coin(35, "usrc"), coin(99, "b/with/slashes")])],
        )
        .unwrap();
    assert_eq!(net[a].balances(&alice), []);
    assert!(net[a].all_balances().iter().all(|(who, _)| *who == bob));
}

#[test]
fn burning_takes_from_the_supply() {
    let (mut net, a, alice, _) = one_chain();
    let burn = BankMsg::Burn {
        amount: vec![coin(20, "usrc")],
    };
    let res = net[a].tx(&alice, vec![burn.into()]).unwrap();
    assert_eq!(res.attribute("burn", "amount"), Some("20usrc"));
    assert_eq!(net[a].supply("usrc"), Uint256::from(30u128));
    net[a].burn(&alice, &[coin(30, "usrc")]).unwrap(); // from outside
    assert_eq!(net[a].supply("usrc"), Uint256::zero());
    net[a].burn(&alice, &[coin(1, "usrc")]).unwrap_err();
}

#[test]
fn amounts_go_up_to_256_bits() {
    let (mut net, a, _, bob) = one_chain();
    let most = Coin::new(Uint256::MAX, "uhuge");
    net[a].fund(&bob, std::slice::from_ref(&most)).unwrap();
    assert_eq!(net[a].balances(&bob), [most]);
    net[a].fund(&bob, &[coin(1, "uhuge")]).unwrap_err();
}

#[test]
fn sends_are_refused_as_the_sdk_refuses_them() {
    let (mut net, a, alice, bob) = one_chain();
    let module = net[a].addr("module");
    net[a].set_blocked(&module, true);
    net[a].set_send_enabled("b/with/slashes", false);
    let nobody = Addr::unchecked("cosmos1nobody");
    let cases = [
        (&bob, coin(51, "usrc"), ("sdk", 5)),
        (&nobody, coin(1, "usrc"), ("sdk", 7)),
        (&bob, coin(0, "usrc"), ("sdk", 10)),
        (&module, coin(1, "usrc"), ("sdk", 4)),
        (&bob, coin(1, "b/with/slashes"), ("bank", 5)),
    ];
    for (to, amount, code) in cases {
        let before = net[a].dump_bank();
        let e = net[a].tx(&alice, vec![send(to, &[amount])]).unwrap_err();
        assert_eq!((e.codespace.as_str(), e.code), code);
        assert_eq!(net[a].dump_bank(), before);
    }
    net[a].set_blocked(&module, false);
    net[a].set_send_enabled("b/with/slashes", true);
    net[a]
        .tx(&alice, vec![send(&module, &[coin(1, "b/with/slashes")])])
        .unwrap();
}

#[test]
fn contracts_can_query_the_bank() {
    let (mut net, a, alice, _) = one_chain();
    let querier = net[a].querier();
    assert_eq!(querier.query_balance(&alice, "usrc").unwrap(), coin(50, "usrc"));
    assert_eq!(querier.query_supply("usrc").unwrap(), coin(50, "usrc"));
    querier.query_denom_metadata("usrc").unwrap_err();
    let metadata = DenomMetadata {
        description: "".into(),
        denom_units: vec![],
        base: "usrc".into(),
        display: "src".into(),
        name: "Source".into(),
        symbol: "SRC".into(),
        uri: "".into(),
        uri_hash: "".into(),
    };
    net[a].set_denom_metadata(&metadata).unwrap();
    assert_eq!(net[a].querier().query_denom_metadata("usrc").unwrap(), metadata);
}

#[test]
fn funds_of_a_call_move_before_it_with_their_events() {
    let mut w = world();
    let user = w.user_a.clone();
    w.net[w.a].fund(&user, &[coin(9, "usrc")]).unwrap();
    let before = w.net[w.a].balance(&w.ca, "usrc");
    let res = w.net[w.a]
        .execute(&user, &w.ca, &on("x", answer()), &[coin(9, "usrc")])
        .unwrap();
    let types: Vec<_> = res.events.iter().map(|e| e.ty.as_str()).collect();
    assert_eq!(types, ["coin_spent", "coin_received", "transfer", "execute"]);
    let after = w.net[w.a].balance(&w.ca, "usrc");
    assert_eq!(after - before, Uint256::from(9u128));
    // in a sub-message, too
    let paid = wasm_execute(&w.ta, &crate::actor::Exec::Call {}, vec![coin(2, "usrc")]).unwrap();
    let res = w.do_a(vec![SubMsg::new(paid)]).unwrap();
    let types: Vec<_> = res.events.iter().map(|e| e.ty.as_str()).collect();
    assert_eq!(
        types,
        ["execute", "coin_spent", "coin_received", "transfer", "execute"]
    );
    let e = w.net[w.a]
        .execute(&user, &w.ca, &on("x", answer()), &[coin(9, "usrc")])
        .unwrap_err();
    assert_eq!((e.codespace.as_str(), e.code), ("sdk", 5));
}
