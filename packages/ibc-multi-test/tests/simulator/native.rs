//! The native transfer module as a port: connected to another module, connected to a contract, and called by a contract.
use crate::actor::actor;
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

struct Native {
    net: Network,
    a: ChainKey,
    b: ChainKey,
    alice: Addr,
    bob: Addr,
}

fn native() -> Native {
    let (mut net, a, b) = chain_pair();
    let (alice, bob) = (net[a].addr("alice"), net[b].addr("bob"));
    net[a].fund(&alice, &[coin(100, "usrc")]).unwrap();
    Native {
        net,
        a,
        b,
        alice,
        bob,
    }
}
fn amount(n: u128) -> Uint256 {
    Uint256::from(n)
}

impl Native {
    fn open(&mut self) -> Channel {
        self.net
            .open_channel((self.a, TRANSFER_PORT), (self.b, TRANSFER_PORT), "ics20-1")
            .unwrap()
    }
    fn send(&mut self, channel: &Channel, n: u128, receiver: &str) -> PacketId {
        let timeout = self.net[self.b].block().time.plus_seconds(60).nanos();
        let sent = self.net[self.a].transfer(
            &self.alice,
            &channel.a.channel,
            &coin(n, "usrc"),
            receiver,
            timeout,
            "",
        );
        sent.unwrap().packet().unwrap()
    }
}

#[test]
fn a_coin_goes_out_and_home_between_two_modules() {
    let mut n = native();
    let channel = n.open();
    let bob = n.bob.to_string();
    let id = n.send(&channel, 40, &bob);
    n.net.deliver(id).unwrap();
    let escrow = n.net[n.a].escrow_address(&channel.a.channel).unwrap();
    let voucher = n.net[n.b].voucher_denoms()[0].ibc_denom();
    assert_eq!(n.net[n.a].balance(&escrow, "usrc"), amount(40));
    assert_eq!(n.net[n.b].balance(&n.bob, &voucher), amount(40));
    let (timeout, alice) = (
        n.net[n.a].block().time.plus_seconds(60).nanos(),
        n.alice.to_string(),
    );
    let home = n.net[n.b].transfer(
        &n.bob,
        &channel.b.channel,
        &coin(40, voucher.clone()),
        &alice,
        timeout,
        "",
    );
    n.net.deliver(home.unwrap().packets[0]).unwrap();
    assert_eq!(n.net[n.a].balance(&n.alice, "usrc"), amount(100));
    assert_eq!(n.net[n.b].supply(&voucher), amount(0));
}

#[test]
fn a_refused_receive_leaves_no_trace_and_is_refunded() {
    let mut n = native();
    let channel = n.open();
    let id = n.send(&channel, 40, "not-an-address");
    let before = n.net[n.b].dump_bank();
    let res = n.net.recv(id).unwrap();
    assert_eq!(n.net[n.b].dump_bank(), before);
    assert!(n.net[n.b].voucher_denoms().is_empty());
    assert!(res
        .events
        .iter()
        .any(|e| e.ty == "ibccallbackerror-fungible_token_packet"));
    let ack = br#"{"error":"ABCI code: 5: error handling packet: see events for details"}"#;
    assert_eq!(n.net.packet(id).ack.as_deref(), Some(ack.as_slice()));
    n.net.ack(id).unwrap();
    assert_eq!(n.net[n.a].balance(&n.alice, "usrc"), amount(100));
}

#[test]
fn a_timeout_is_refunded() {
    let mut n = native();
    let channel = n.open();
    let bob = n.bob.to_string();
    let id = n.send(&channel, 40, &bob);
    n.net.expire(id).unwrap();
    n.net.relay_all();
    assert_eq!(n.net[n.a].balance(&n.alice, "usrc"), amount(100));
    assert_eq!(n.net.packet(id).endings, [Ending::TimedOut]);
}

#[test]
fn the_native_module_refuses_other_versions_ordered_channels_and_close_init() {
    let mut n = native();
    let contract = install(&mut n.net, n.b, actor());
    let ends = || ((n.a, TRANSFER_PORT), (n.b, &contract));
    let (a, b) = ends();
    let refused = Handshake::new(a, b, "v1").run(&mut n.net).unwrap_err();
    assert_eq!((refused.codespace.as_str(), refused.code), ("transfer", 4));
    let refused = Handshake::new(a, b, "ics20-1")
        .ordered()
        .run(&mut n.net)
        .unwrap_err();
    assert_eq!((refused.codespace.as_str(), refused.code), ("channel", 6));
    // an empty proposal means ics20-1
    let channel = n.net.open_channel(a, b, "").unwrap();
    assert_eq!(n.net.channel_end(&channel.b).unwrap().channel.version, "ics20-1");
    let refused = n.net.close_init(&channel.a).unwrap_err();
    assert_eq!((refused.codespace.as_str(), refused.code), ("ibc", 8));
    // the contract may close its end, and the module follows
    n.net.close_init(&channel.b).unwrap();
    n.net.close_confirm(&channel.a).unwrap();
}

#[test]
fn a_contract_gets_the_modules_packet() {
    let mut n = native();
    let contract = install(&mut n.net, n.b, actor());
    let channel = n
        .net
        .open_channel((n.a, TRANSFER_PORT), (n.b, &contract), "ics20-1")
        .unwrap();
    let id = n.send(&channel, 7, "whoever");
    let data = String::from_utf8(n.net.packet(id).packet.data.clone()).unwrap();
    let alice = &n.alice;
    let want = format!(r#"{{"denom":"usrc","amount":"7","sender":"{alice}","receiver":"whoever"}}"#);
    assert_eq!(data, want);
    let user = n.net[n.b].addr("user");
    n.net[n.b]
        .execute(&user, &contract, &on("receive", err("no")), &[])
        .unwrap();
    n.net.deliver(id).unwrap();
    assert_eq!(n.net[n.a].balance(&n.alice, "usrc"), amount(100)); // refunded
}

#[test]
fn a_contract_sends_by_the_module() {
    let mut w = world();
    let channel = w
        .net
        .open_channel((w.a, TRANSFER_PORT), (w.b, TRANSFER_PORT), "ics20-1")
        .unwrap();
    let transfer = IbcMsg::Transfer {
        channel_id: channel.a.channel.clone(),
        to_address: w.user_b.to_string(),
        amount: coin(9, "usrc"),
        timeout: w.in_seconds(60),
        memo: Some("hello".into()),
    };
    let res = w.do_a(vec![SubMsg::reply_always(transfer, 1)]).unwrap();
    let id = res.packet().unwrap();
    let data = String::from_utf8(w.net.packet(id).packet.data.clone()).unwrap();
    assert!(
        data.contains(&format!("\"sender\":\"{}\"", w.ca)) && data.contains("hello"),
        "{data}"
    );
    let response = &w.reply_a()["result"]["ok"]["msg_responses"][0];
    assert_eq!(
        response["type_url"],
        "/ibc.applications.transfer.v1.MsgTransferResponse"
    );
    assert_eq!(response["value"], "CAE=");
    w.net.deliver(id).unwrap();
    let voucher = w.net[w.b].voucher_denoms()[0].ibc_denom();
    assert_eq!(w.net[w.b].balance(&w.user_b, &voucher), amount(9));
}

#[test]
fn only_the_signer_can_send() {
    let mut n = native();
    let channel = n.open();
    let coin = coin(1, "usrc");
    let mut msg = proto::MsgTransfer::new(&n.alice, &channel.a.channel, &coin, n.bob.as_str());
    msg.timeout_timestamp = u64::MAX;
    let thief = n.net[n.a].addr("thief");
    let any = proto::to_any(proto::TRANSFER, &msg);
    assert_eq!(n.net[n.a].tx(&thief, vec![any.clone()]).unwrap_err().code, 4);
    let alice = n.alice.clone();
    n.net[n.a].tx(&alice, vec![any]).unwrap();
}

#[test]
fn a_coin_crosses_three_chains_and_unwinds() {
    let mut n = native();
    let c = n.net.add_chain("chain-c", "osmo");
    let carol = n.net[c].addr("carol");
    let near = n.open();
    let far = n
        .net
        .open_channel((n.b, TRANSFER_PORT), (c, TRANSFER_PORT), "ics20-1")
        .unwrap();
    // b's second channel, over its second connection; c's first of both
    assert_eq!(
        (far.a.channel.as_str(), far.b.channel.as_str()),
        ("channel-1", "channel-0")
    );
    let connection = |end| n.net.channel_end(end).unwrap().channel.connection_id;
    assert_eq!(
        (connection(&far.a), connection(&far.b)),
        ("connection-1".into(), "connection-0".into())
    );

    let (bob, timeout) = (n.bob.to_string(), u64::MAX);
    let id = n.send(&near, 40, &bob);
    n.net.deliver(id).unwrap();
    let at_b = n.net[n.b].voucher_denoms()[0].ibc_denom();
    let on = n.net[n.b].transfer(
        &n.bob,
        "channel-1",
        &coin(40, at_b.clone()),
        carol.as_str(),
        timeout,
        "",
    );
    n.net.deliver(on.unwrap().packets[0]).unwrap();
    let at_c = n.net[c].voucher_denoms()[0].clone();
    assert_eq!(at_c.path(), "transfer/channel-0/transfer/channel-0/usrc");
    assert_eq!(n.net[c].balance(&carol, &at_c.ibc_denom()), amount(40));

    let back = n.net[c].transfer(
        &carol,
        "channel-0",
        &coin(40, at_c.ibc_denom()),
        &bob,
        timeout,
        "",
    );
    n.net.deliver(back.unwrap().packets[0]).unwrap();
    let alice = n.alice.to_string();
    let home = n.net[n.b].transfer(&n.bob, "channel-0", &coin(40, at_b.clone()), &alice, timeout, "");
    n.net.deliver(home.unwrap().packets[0]).unwrap();
    assert_eq!(n.net[n.a].balance(&n.alice, "usrc"), amount(100));
    assert_eq!(
        (n.net[n.b].supply(&at_b), n.net[c].supply(&at_c.ibc_denom())),
        (amount(0), amount(0))
    );
}
