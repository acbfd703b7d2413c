//! Events of recorded transactions: their types, attributes and order are those that the chains wrote. The events of the
//! transaction itself (`tx`, `message` with `action`) and `msg_index` are left out on both sides.
use crate::actor::{actor, plain_actor, Answer, Exec};
use crate::recorded::{bytes, packet, recorded, text};
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::proto::Packet;
use ibc_multi_test::*;
use serde_json::Value;
use std::collections::BTreeMap;

type Plain = (String, Vec<(String, String)>);

fn of_chain(tx: &Value) -> Vec<Plain> {
    let is_tx = |e: &Plain| e.0 == "tx" || (e.0 == "message" && e.1.iter().any(|(k, _)| k == "action"));
    let events = tx["events"].as_array().unwrap().iter().map(|e| {
        let attributes = e["attributes"].as_array().unwrap().iter();
        let attributes = attributes.map(|a| (text(&a["key"]).to_string(), text(&a["value"]).to_string()));
        (
            text(&e["type"]).to_string(),
            attributes.filter(|(k, _)| k != "msg_index").collect(),
        )
    });
    events.filter(|e| !is_tx(e)).collect()
}
fn of_simulator(res: &TxResponse) -> Vec<Plain> {
    let plain = |e: &Event| {
        let attributes = e.attributes.iter().map(|a| (a.key.clone(), a.value.clone()));
        (e.ty.clone(), attributes.collect())
    };
    res.events.iter().map(plain).collect()
}
fn get<'a>(event: &'a Plain, key: &str) -> &'a str {
    let found = event.1.iter().find(|(k, _)| k == key);
    found.map(|(_, v)| v.as_str()).unwrap_or_default()
}
fn coin_of(text: &str) -> Coin {
    let cut = text.find(|c: char| !c.is_ascii_digit()).unwrap();
    Coin::new(text[..cut].parse::<u128>().unwrap(), &text[cut..])
}

/// Both chains with the channel of a recorded packet; contracts are actors at their recorded addresses.
struct Stage {
    net: Network,
    chains: BTreeMap<&'static str, ChainKey>,
    p: Packet,
}

const IDS: [(&str, &str); 2] = [("A", "testchain1-1"), ("B", "testchain2-1")];

fn stage(p: &Packet, from: &str) -> Stage {
    let mut net = Network::new();
    let mut chains = BTreeMap::new();
    for (name, id) in IDS {
        let key = net.add_chain(id, "cosmos");
        let mut block = net[key].block();
        block.time = Timestamp::from_seconds(1_577_900_000);
        block.height = 100;
        net[key].set_block(block);
        chains.insert(name, key);
    }
    let other = if from == "A" { "B" } else { "A" };
    let source = (from, &p.source_port, &p.source_channel);
    let destination = (other, &p.destination_port, &p.destination_channel);
    for (own, theirs) in [(source, destination), (destination, source)] {
        if let Some(contract) = own.1.strip_prefix("wasm.") {
            at(&mut net, chains[own.0], contract, actor());
        }
        let end = |(_, port, channel): (&str, &String, &String)| IbcEndpoint {
            port_id: port.clone(),
            channel_id: channel.clone(),
        };
        let channel = IbcChannel::new(
            end(own),
            end(theirs),
            IbcOrder::Unordered,
            "ics20-1",
            "connection-0",
        );
        let placed = ChannelEnd {
            state: ChannelState::Open,
            channel,
            counterparty_chain: net[chains[theirs.0]].id().into(),
        };
        net[chains[own.0]].place_channel(&placed).unwrap();
    }
    net[chains[from]].set_next_sequence(&p.source_port, &p.source_channel, p.sequence);
    Stage {
        net,
        chains,
        p: p.clone(),
    }
}

fn at(net: &mut Network, chain: ChainKey, address: &str, code: Code) -> Addr {
    if net[chain].querier().query_wasm_contract_info(address).is_ok() {
        return Addr::unchecked(address);
    }
    net[chain].plan_addresses([Addr::unchecked(address)]);
    install(net, chain, code)
}

/// The responses that the contract must have given, derived from its recorded events.
struct Script {
    answer: Answer,
    tokens: Vec<(String, Answer)>,
    spent: Vec<(String, Coin)>,
    replied: bool,
}

fn attributes_of(event: &Plain) -> Vec<(String, String)> {
    let own = event.1.iter().filter(|(k, _)| k != "_contract_address");
    own.cloned().collect()
}

fn script(events: &[Plain]) -> Script {
    let mut s = Script {
        answer: answer(),
        tokens: vec![],
        spent: vec![],
        replied: false,
    };
    let mut called = false;
    for event in events {
        match event.0.as_str() {
            "wasm" if called => {
                let token = get(event, "_contract_address").to_string();
                let mut told = answer();
                // the chain sorts them: hand them over in another order
                told.attributes = attributes_of(event).into_iter().rev().collect();
                s.answer.msgs.push(SubMsg::new(call(&Addr::unchecked(&token))));
                s.tokens.push((token, told));
            }
            "wasm" => s.answer.attributes = attributes_of(event),
            "execute" => called = true,
            "coin_spent" => s
                .spent
                .push((get(event, "spender").into(), coin_of(get(event, "amount")))),
            "transfer" => s.answer.msgs.push(SubMsg::new(BankMsg::Send {
                to_address: get(event, "recipient").into(),
                amount: vec![coin_of(get(event, "amount"))],
            })),
            "reply" => {
                s.replied = true;
                s.answer.msgs.push(SubMsg::reply_on_error(pay("nobody", 1), 2));
            }
            _ => {}
        }
    }
    s
}

impl Stage {
    fn fund(&mut self, chain: ChainKey, spent: &[(String, Coin)]) {
        for (who, coin) in spent {
            let who = Addr::unchecked(who);
            self.net[chain].fund(&who, std::slice::from_ref(coin)).unwrap();
        }
    }
    /// Sets the response of an entry point of the contract (and its tokens).
    fn teach(
        &mut self,
        chain: ChainKey,
        contract: &str,
        entry: &str,
        events: &[Plain],
        ack: Option<Vec<u8>>,
    ) {
        let mut s = script(events);
        self.fund(chain, &s.spent.clone());
        if s.replied {
            let late = acking(&ack.clone().unwrap_or_default());
            self.tell(chain, contract, "reply/2", late);
        }
        s.answer.data = ack.map(Binary::from);
        self.tell(chain, contract, entry, s.answer);
        for (token, told) in s.tokens {
            at(&mut self.net, chain, &token, plain_actor());
            self.tell(chain, &token, "call", told);
        }
    }
    fn tell(&mut self, chain: ChainKey, contract: &str, entry: &str, answer: Answer) {
        let user = self.net[chain].addr("user");
        let contract = Addr::unchecked(contract);
        self.net[chain]
            .execute(&user, &contract, &on(entry, answer), &[])
            .unwrap();
    }

    fn packet_msg(&self) -> SubMsg {
        let p = &self.p;
        let timeout = match p.timeout_timestamp {
            0 => IbcTimeout::with_block(IbcTimeoutBlock {
                revision: p.timeout_height.revision_number,
                height: p.timeout_height.revision_height,
            }),
            nanos => Timestamp::from_nanos(nanos).into(),
        };
        SubMsg::new(send_packet(&p.source_channel, &p.data, timeout))
    }

    /// The contract sends the packet; it is called with coins, or by a token.
    fn send_by_contract(&mut self, chain: ChainKey, contract: &str, events: &[Plain]) -> TxResponse {
        let wasm: Vec<_> = events.iter().filter(|e| e.0 == "wasm").collect();
        let own = *wasm.last().unwrap();
        let mut told = sending(vec![self.packet_msg()]);
        told.attributes = attributes_of(own);
        let contract = Addr::unchecked(contract);
        if let [token, _] = wasm[..] {
            told.attributes.reverse();
            let called = wasm_execute(&contract, &Exec::Do(told), vec![]).unwrap();
            let mut by_token = sending(vec![SubMsg::new(called)]);
            by_token.attributes = attributes_of(token);
            let at = at(
                &mut self.net,
                chain,
                get(token, "_contract_address"),
                plain_actor(),
            );
            let user = Addr::unchecked(get(token, "from"));
            return self.net[chain]
                .execute(&user, &at, &Exec::Do(by_token), &[])
                .unwrap();
        }
        let paid = events.iter().find(|e| e.0 == "coin_spent").unwrap();
        let (user, coin) = (
            Addr::unchecked(get(paid, "spender")),
            coin_of(get(paid, "amount")),
        );
        self.net[chain].fund(&user, std::slice::from_ref(&coin)).unwrap();
        self.net[chain]
            .execute(&user, &contract, &Exec::Do(told), &[coin])
            .unwrap()
    }
}

#[test]
fn events_of_packets_between_contracts_and_anyone_are_those_recorded() {
    let packets: BTreeMap<String, Value> = recorded("packets.json")
        .into_iter()
        .map(|r| (text(&r["name"]).to_string(), r))
        .collect();
    let txs = recorded("events.json");
    let mut compared = 0;
    for tx in &txs {
        let (name, step) = (text(&tx["name"]), text(&tx["step"]));
        let Some(row) = packets.get(name) else { continue };
        let p = packet(row);
        let here = text(&tx["chain"]);
        let from = match step {
            "recv" if here == "A" => "B",
            "recv" => "A",
            _ => here,
        };
        let port = if step == "recv" {
            &p.destination_port
        } else {
            &p.source_port
        };
        let Some(contract) = port.strip_prefix("wasm.") else {
            continue;
        };
        let want = of_chain(tx);
        let mut st = stage(&p, from);
        let chain = st.chains[here];
        let ack = Some(bytes(&row["ack_base64"])).filter(|a| !a.is_empty());
        let res = if step == "recv" {
            st.teach(chain, contract, "receive", &want, ack);
            let relayer = st.net[chain].relayer();
            let other = IDS.iter().find(|(n, _)| *n == from).unwrap().1;
            st.net
                .submit(chain, foreign_recv_msg(other, &p, &relayer))
                .unwrap()
        } else {
            let sent = txs
                .iter()
                .find(|t| t["name"] == tx["name"] && t["step"] == "send")
                .unwrap();
            let sent = st.send_by_contract(chain, contract, &of_chain(sent));
            let id = sent.packet().unwrap();
            match step {
                "send" => sent,
                "ack" => {
                    st.teach(chain, contract, "ack", &want, None);
                    st.net.forge_ack(id, &ack.unwrap()).unwrap()
                }
                "timeout" => {
                    st.teach(chain, contract, "timeout", &want, None);
                    st.net.expire(id).unwrap();
                    st.net.timeout(id).unwrap()
                }
                other => panic!("{other}"),
            }
        };
        assert_eq!(of_simulator(&res), want, "{name} {step}");
        compared += 1;
    }
    println!("{compared} transactions of contracts");
    assert_eq!(compared, 25);
}

#[test]
fn events_of_packets_between_native_modules_are_those_recorded() {
    let packets = recorded("packets.json");
    let row = |name: &str| packets.iter().find(|r| text(&r["name"]) == name).unwrap();
    let first = packet(row("nn-simple"));
    let mut st = stage(&first, "A");
    let mut compared = 0;
    let lives = [
        "nn-simple",
        "nn-return",
        "nn-bad-receiver",
        "nn-timeout-timestamp",
        "nn-twice",
    ];
    for tx in recorded("events.json") {
        let (name, step) = (text(&tx["name"]), text(&tx["step"]));
        if !lives.contains(&name) {
            continue;
        }
        let (p, chain) = (packet(row(name)), st.chains[text(&tx["chain"])]);
        let want = of_chain(&tx);
        let source = End {
            chain,
            port: p.source_port.clone(),
            channel: p.source_channel.clone(),
        };
        let find = |net: &Network, chain| {
            let source = End {
                chain,
                ..source.clone()
            };
            net.find_packet(&source, p.sequence).unwrap()
        };
        let other = st.chains[if text(&tx["chain"]) == "A" { "B" } else { "A" }];
        let res = match step {
            "send" => {
                st.net[chain].set_next_sequence(&p.source_port, &p.source_channel, p.sequence);
                let spent = want.iter().find(|e| e.0 == "coin_spent").unwrap();
                let (sender, coin) = (
                    Addr::unchecked(get(spent, "spender")),
                    coin_of(get(spent, "amount")),
                );
                if !coin.denom.starts_with("ibc/") {
                    st.net[chain].fund(&sender, std::slice::from_ref(&coin)).unwrap();
                }
                let out = want.iter().find(|e| e.0 == "ibc_transfer").unwrap();
                let (receiver, memo) = (get(out, "receiver"), get(out, "memo"));
                st.net[chain]
                    .transfer(
                        &sender,
                        &p.source_channel,
                        &coin,
                        receiver,
                        p.timeout_timestamp,
                        memo,
                    )
                    .unwrap()
            }
            "recv" | "recv again" => st.net.recv(find(&st.net, other)).unwrap(),
            "ack" | "ack again" => st.net.ack(find(&st.net, chain)).unwrap(),
            "timeout" => {
                let id = find(&st.net, chain);
                let before = st.net[other].block();
                st.net.expire(id).unwrap();
                let res = st.net.timeout(id).unwrap();
                st.net[other].set_block(before);
                res
            }
            other => panic!("{other}"),
        };
        assert_eq!(of_simulator(&res), want, "{name} {step}");
        compared += 1;
    }
    println!("{compared} transactions of native modules");
    assert_eq!(compared, 16);
}

#[test]
fn events_of_refused_receives_are_those_recorded() {
    let txs = recorded("host_acks_events.json");
    let acks = recorded("host_acks.json");
    let mut compared = 0;
    for tx in txs.iter().filter(|t| text(&t["step"]) == "recv") {
        let name = text(&tx["name"]);
        let want = of_chain(tx);
        let event = want.iter().find(|e| e.0 == "recv_packet").unwrap();
        let mut wire = Event::new("recv_packet");
        wire.attributes = event.1.iter().map(|(k, v)| attr(k, v)).collect();
        let p = packet_of(&wire);
        let mut st = stage(&p, "B");
        let chain = st.chains["A"];
        let contract = p.destination_port.trim_start_matches("wasm.").to_string();
        let row = acks.iter().find(|h| text(&h["name"]) == name).unwrap();
        let refusal = match text(&row["contract_error"]) {
            "" => {
                // the blocked address of the recording
                let data: Value = serde_json::from_slice(&p.data).unwrap();
                let blocked = Addr::unchecked(text(&data["receiver"]));
                st.net[chain].set_blocked(&blocked, true);
                sending(vec![SubMsg::new(pay(blocked.as_str(), 1))])
            }
            error => err(error),
        };
        st.tell(chain, &contract, "receive", refusal.and_ack(OK));
        let relayer = st.net[chain].relayer();
        let res = st
            .net
            .submit(chain, foreign_recv_msg("testchain2-1", &p, &relayer))
            .unwrap();
        assert_eq!(of_simulator(&res), want, "{name}");
        compared += 1;
    }
    assert_eq!(compared, 2);
}

fn packet_of(e: &Event) -> Packet {
    let get = |key: &str| e.attributes.iter().find(|a| a.key == key).unwrap().value.clone();
    let data = get("packet_data_hex");
    let digits = data.as_bytes().chunks(2);
    Packet {
        sequence: get("packet_sequence").parse().unwrap(),
        source_port: get("packet_src_port"),
        source_channel: get("packet_src_channel"),
        destination_port: get("packet_dst_port"),
        destination_channel: get("packet_dst_channel"),
        data: digits
            .map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap())
            .collect(),
        timeout_height: proto::Height::default(),
        timeout_timestamp: get("packet_timeout_timestamp").parse().unwrap(),
    }
}

#[test]
fn events_of_handshakes_are_those_recorded() {
    let txs = recorded("events.json");
    let mut compared = 0;
    for name in ["c1", "c2"] {
        let steps: Vec<_> = txs.iter().filter(|t| text(&t["name"]) == name).collect();
        let mut net = Network::new();
        let keys: BTreeMap<&str, ChainKey> = IDS.map(|(n, id)| (n, net.add_chain(id, "cosmos"))).into();
        // the recorded channel ids, and the contract at its address
        for step in &steps[..2] {
            let event = &of_chain(step)[0];
            let id: u64 = get(event, "channel_id")
                .trim_start_matches("channel-")
                .parse()
                .unwrap();
            let chain = keys[text(&step["chain"])];
            net[chain].set_next_channel_id(id);
            if let Some(contract) = get(event, "port_id").strip_prefix("wasm.") {
                at(&mut net, chain, contract, actor());
            }
        }
        let port = |i: usize| {
            (
                keys[text(&steps[i]["chain"])],
                get(&of_chain(steps[i])[0], "port_id").to_string(),
            )
        };
        let ((a, port_a), (b, port_b)) = (port(0), port(1));
        let mut hs = Handshake::new((a, port_a.as_str()), (b, port_b.as_str()), "ics20-1");
        let take = [
            Handshake::open_init,
            Handshake::open_try,
            Handshake::open_ack,
            Handshake::open_confirm,
        ];
        for (take, want) in take.iter().zip(&steps) {
            let res = take(&mut hs, &mut net).unwrap();
            assert_eq!(of_simulator(&res), of_chain(want), "{name} {}", want["step"]);
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
}
