//! Two chains with a channel between them. Each has an actor at its end of the channel, and a second actor in the place
//! of a token.
use crate::actor::{actor, plain_actor, Answer, Exec, Fail};
use cosmwasm_std::*;
use ibc_multi_test::*;

pub struct World {
    pub net: Network,
    pub a: ChainKey,
    pub b: ChainKey,
    pub ca: Addr,
    pub cb: Addr,
    pub ta: Addr,
    pub tb: Addr,
    pub user_a: Addr,
    pub user_b: Addr,
    pub channel: Channel,
}

pub const OK: &[u8] = br#"{"result":"MQ=="}"#;

pub fn answer() -> Answer {
    Answer::default()
}
pub fn acking(ack: &[u8]) -> Answer {
    Answer {
        data: Some(ack.into()),
        ..answer()
    }
}
pub fn failing(fail: Fail) -> Answer {
    Answer {
        fail: Some(fail),
        ..answer()
    }
}
pub fn err(text: &str) -> Answer {
    failing(Fail::Err(text.into()))
}
pub fn sending(msgs: Vec<SubMsg>) -> Answer {
    Answer { msgs, ..answer() }
}
impl Answer {
    pub fn and_ack(mut self, ack: &[u8]) -> Self {
        self.data = Some(ack.into());
        self
    }
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }
}

pub fn call(contract: &Addr) -> CosmosMsg {
    wasm_execute(contract, &Exec::Call {}, vec![]).unwrap().into()
}
pub fn send_packet(channel: &str, data: &[u8], timeout: IbcTimeout) -> CosmosMsg {
    let msg = IbcMsg::SendPacket {
        channel_id: channel.into(),
        data: data.into(),
        timeout,
    };
    msg.into()
}
pub fn pay(to: &str, amount: u128) -> CosmosMsg {
    let msg = BankMsg::Send {
        to_address: to.into(),
        amount: vec![coin(amount, "usrc")],
    };
    msg.into()
}

pub fn chain_pair() -> (Network, ChainKey, ChainKey) {
    let mut net = Network::new();
    let (a, b) = (
        net.add_chain("chain-a", "cosmos"),
        net.add_chain("chain-b", "juno"),
    );
    (net, a, b)
}
pub fn install(net: &mut Network, chain: ChainKey, code: Code) -> Addr {
    let owner = net[chain].addr("owner");
    let id = net[chain].store_code(code);
    net[chain]
        .instantiate(id, &owner, &Empty {}, "actor", None)
        .unwrap()
}

pub fn world() -> World {
    World::new(false)
}

impl World {
    pub fn new(ordered: bool) -> Self {
        let (mut net, a, b) = chain_pair();
        let (ca, ta) = (install(&mut net, a, actor()), install(&mut net, a, plain_actor()));
        let (cb, tb) = (install(&mut net, b, actor()), install(&mut net, b, plain_actor()));
        net[a].fund(&ca, &[coin(1_000_000, "usrc")]).unwrap();
        net[b].fund(&cb, &[coin(1_000_000, "usrc")]).unwrap();
        let handshake = Handshake::new((a, &ca), (b, &cb), "v1");
        let handshake = if ordered { handshake.ordered() } else { handshake };
        let channel = handshake.run(&mut net).unwrap();
        let (user_a, user_b) = (net[a].addr("user"), net[b].addr("user"));
        let mut w = World {
            net,
            a,
            b,
            ca,
            cb,
            ta,
            tb,
            user_a,
            user_b,
            channel,
        };
        w.b_on("receive", acking(OK));
        w
    }

    pub fn run_a(&mut self, msg: &Exec) -> TxResult<TxResponse> {
        self.net[self.a].execute(&self.user_a, &self.ca, msg, &[])
    }
    pub fn run_b(&mut self, msg: &Exec) -> TxResult<TxResponse> {
        self.net[self.b].execute(&self.user_b, &self.cb, msg, &[])
    }
    pub fn do_a(&mut self, msgs: Vec<SubMsg>) -> TxResult<TxResponse> {
        self.run_a(&Exec::Do(sending(msgs)))
    }
    pub fn do_b(&mut self, msgs: Vec<SubMsg>) -> TxResult<TxResponse> {
        self.run_b(&Exec::Do(sending(msgs)))
    }
    pub fn a_on(&mut self, entry: &str, answer: Answer) {
        self.run_a(&on(entry, answer)).unwrap();
    }
    pub fn b_on(&mut self, entry: &str, answer: Answer) {
        self.run_b(&on(entry, answer)).unwrap();
    }
    pub fn ta_on(&mut self, entry: &str, answer: Answer) {
        self.net[self.a]
            .execute(&self.user_a, &self.ta, &on(entry, answer), &[])
            .unwrap();
    }
    pub fn tb_on(&mut self, entry: &str, answer: Answer) {
        self.net[self.b]
            .execute(&self.user_b, &self.tb, &on(entry, answer), &[])
            .unwrap();
    }

    pub fn in_seconds(&self, seconds: u64) -> IbcTimeout {
        self.net[self.b].block().time.plus_seconds(seconds).into()
    }
    pub fn packet_msg(&self, data: &str) -> SubMsg {
        let msg = send_packet(&self.channel.a.channel, data.as_bytes(), self.in_seconds(60));
        SubMsg::new(msg)
    }
    pub fn send(&mut self, data: &str) -> PacketId {
        let msg = self.packet_msg(data);
        self.do_a(vec![msg]).unwrap().packet().unwrap()
    }

    pub fn log(&self, chain: ChainKey, contract: &Addr) -> Vec<String> {
        self.net[chain].read_json(contract, b"log").unwrap_or_default()
    }
    pub fn log_a(&self) -> Vec<String> {
        tail(self.log(self.a, &self.ca))
    }
    pub fn log_b(&self) -> Vec<String> {
        tail(self.log(self.b, &self.cb))
    }
    pub fn calls(&self, token: &Addr) -> usize {
        let log = self.log(self.a, token);
        log.iter().filter(|l| *l == "call").count()
    }
    pub fn reply_a(&self) -> serde_json::Value {
        self.net[self.a].read_json(&self.ca, b"last-reply").unwrap()
    }
    pub fn is_pending(&self, id: PacketId) -> bool {
        let record = self.net.packet(id);
        let stored = self.net[self.a].commitment(&record.packet).is_some();
        assert_eq!(stored, record.is_pending(), "log and chain disagree");
        stored
    }
    pub fn is_received(&self, id: PacketId) -> bool {
        self.net.packet(id).received > 0
    }
    pub fn ack(&self, id: PacketId) -> Option<String> {
        let ack = self.net.packet(id).ack.clone();
        ack.map(|bytes| String::from_utf8(bytes).unwrap())
    }
}

pub fn on(entry: &str, answer: Answer) -> Exec {
    Exec::On {
        entry: entry.into(),
        answer,
    }
}

/// The log without the lines of the handshake.
fn tail(log: Vec<String>) -> Vec<String> {
    let is_handshake = |l: &String| l.starts_with("open") || l.starts_with("connect");
    log.into_iter().filter(|l| !is_handshake(l)).collect()
}
