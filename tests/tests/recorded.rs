#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
//! What real chains wrote when cw20-ics20 2.0.0 ran on them: every recorded packet and acknowledgement that touches a
//! contract end, byte for byte, at the addresses and on the channels of the record. Each ends as it ended there, or
//! differs for a reason that a table names; a difference that is not in the table fails, and so does one that does not
//! occur.
//!
//! Three replays: the predecessor itself, which shows that the stage is right; Causeway in its place; Causeway after
//! the predecessor sent everything and its state was taken over.

use std::collections::{BTreeMap, BTreeSet};

use base64::{engine::general_purpose::STANDARD, Engine};
use causeway::books::token_balance;
use causeway::contracts::voucher_code;
use causeway::world::Asset;
use causeway_tests::std2;
use causeway_transfer::contract as transfer;
use causeway_transfer::state::{ChannelState, Predecessor, CHANNEL_STATE, PREDECESSOR, VOUCHERS};
use causeway_transfer::ContractError;
use cosmwasm_std::{
    from_json, Addr, Coin, DepsMut, Empty, Env, HexBinary, MigrateInfo, Response, Timestamp, Uint256, WasmMsg,
};
use cw_multi_test::ContractWrapper;
use ibc_multi_test::proto::{Height, Packet};
use ibc_multi_test::{foreign_recv_msg, ibc_contract, ChainKey, Code, ErrorKind, Network, PacketId};
use serde::Deserialize;
use serde_json::{json, Value};

const PACKETS: &str = include_str!("../vectors/recorded/packets.json");
const HISTORY: &str = include_str!("../vectors/recorded/state/history-ics20.json");
const SETTLED: &str = include_str!("../vectors/recorded/state/settled-ics20.json");

/// Ids of the recorded chains, and their accounts.
const CHAINS: [&str; 2] = ["testchain1-1", "testchain2-1"];
const SENDERS: [&str; 2] = [
    "cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4",
    "cosmos1adnchyl6pxdp75xx5qgd59683nn7dx9ydcu93q",
];
const SENDER_B: &str = "cosmos1uztu45x40wyukf62az8n3mv0wc58wdcvg8xxzn";
const BLOCKED: &str = "cosmos17xpfvakm2amg962yls6f84z3kell8c5lserqta";
const GOVERNANCE: &str = "cosmos1dfl8vkvzwpnewzct8d0dx9q488nd8e7dda6wh5";
/// Tokens T, T2 and T3 of chain A with their gas limits, and the token of chain B.
const TOKENS: [(&str, Option<u64>); 3] = [
    (
        "cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr",
        Some(200_000),
    ),
    (T2, Some(5_000)),
    (
        "cosmos1yyca08xqdgvjz0psg56z67ejh9xms6l436u8y58m82npdqqhmmtq8xrd4s",
        None,
    ),
];
const T2: &str = "cosmos1suhgf5svhu4usrurvxzlgn54ksxmn8gljarjtxqnapv8kjnp4nrs2zhgh2";
const TOKEN_B: &str = "cosmos1wug8sewp6cedgkmrmvhl3lf3tulagm9hnvy8p0rppz9yjw0g4wtqdxfzff";
/// The contracts of the packets named nc- and cn-, h-, and cc-.
const PAIRED_WITH_NATIVE: &str = "cosmos1hulx7cgvpfcvg83wk5h96sedqgn72n026w6nl47uht554xhvj9nsflkg3p";
const WITH_HISTORY: &str = "cosmos1aakfpghcanxtc45gpqlx8j3rq0zcpyf49qmhm9mdjrfx036h4z5sremuew";
const PAIR_A: &str = "cosmos18v47nqmhvejx3vc498pantg8vr435xa0rt6x0m6kzhp6yuqmcp8sly9g09";
const PAIR_B: &str = "cosmos1qg5ega6dykkxc307y25pecuufrjkxkaggkkxh7nad0vhyhtuhw3s6ufdm4";
/// Seconds.
const DEFAULT_TIMEOUT: u64 = 3_600;
const SECOND: u64 = 1_000_000_000;

/// How something ends here that ended otherwise there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    /// Sent there, refused here.
    SendRefused,
    /// The same value, but without the empty memo.
    EmptyMemoOmitted,
    /// Taken here and there, with another acknowledgement.
    SuccessBytes,
    /// Refused here and there, with another text.
    ErrorText,
    /// Refused there, taken here.
    Taken,
    /// Taken there, refused here.
    Refused,
    /// Lost there, paid here.
    RefundPaid,
}
use Difference::*;

/// What differs, why, what is said here about it, and for which packets.
type Row = (Difference, &'static str, &'static str, &'static [&'static str]);
type Differences = BTreeMap<String, BTreeSet<(Difference, String)>>;

const SUCCESSES: Row = (
    SuccessBytes,
    "defect 4: success ack was MQ==",
    r#"{"result":"AQ=="}"#,
    &[
        "nc-return-bank",
        "nc-return-bank-1",
        "nc-return-bank-memo",
        "nc-return-bank-memo-unicode",
        "nc-return-bank-memo-json",
        "nc-return-bank-u64max",
        "nc-return-slash",
        "nc-return-ibc-voucher",
        "nc-return-cw20",
        "nc-return-cw20-memo-json",
        "nc-return-lookalike-cw20",
        "h-06",
        "h-07",
        "h-08",
        "h-17",
        "h-f6",
    ],
);
const BAD_RECEIVER: Row = (
    ErrorText,
    "defects 5 and 7: an Err with a fixed text, before the books are touched",
    r#"{"error":"receiver is not an address of this chain"}"#,
    &["nc-bad-receiver", "nc-bad-receiver-cw20"],
);
const BLOCKED_RECEIVER: Row = (
    ErrorText,
    "defect 5: the payment fails without a reply, and the host writes the acknowledgement",
    r#"{"error":"ABCI error: sdk/4: error handling packet: see events for details"}"#,
    &["nc-blocked-receiver"],
);
const OVERDRAWN: Row = (
    ErrorText,
    "defects 5 and 7: an Err with a fixed text",
    r#"{"error":"insufficient escrow on this channel"}"#,
    &[
        "nc-overdraw",
        "nc-overdraw-2^64",
        "nc-overdraw-u128max",
        "nc-never-sent-cw20",
    ],
);
const WIDE: Row = (
    ErrorText,
    "defect 2: an amount above 2^128-1 is read, and refused by the books",
    r#"{"error":"insufficient escrow on this channel"}"#,
    &["nc-overdraw-2^128"],
);
const FOREIGN: &[&str] = &[
    "nc-foreign",
    "nc-foreign-memo",
    "nc-foreign-slash",
    "nc-foreign-hop",
    "h-18",
    "cc-bank",
    "cc-bank-memo",
    "cc-cw20",
    "cc-slash",
    "cc-reverse-bank",
    "cc-reverse-cw20",
];
const GAS: Row = (
    Taken,
    "section 10: a gas limit of 5000 is taken as 100000, so that the payment is made",
    r#"{"result":"AQ=="}"#,
    &["h-15"],
);
const LOST: Row = (
    RefundPaid,
    "defect 1: a failed refund was swallowed; section 10: its gas limit of 5000 is taken as 100000",
    "",
    &["h-14", "h-f7"],
);

const OF_PREDECESSOR: &[Row] = &[(
    ErrorText,
    "the simulator words a bech32 error otherwise than the VM",
    r#"{"error":"Generic error: kind: Other, error: Invalid input: execute wasm contract failed"}"#,
    &["nc-bad-receiver-cw20"],
)];
const OF_CAUSEWAY: &[Row] = &[
    SUCCESSES,
    BAD_RECEIVER,
    BLOCKED_RECEIVER,
    OVERDRAWN,
    WIDE,
    GAS,
    LOST,
    (
        Taken,
        "section 7, voucher_code_id: foreign tokens are minted",
        r#"{"result":"AQ=="}"#,
        FOREIGN,
    ),
    (
        SendRefused,
        "defect 6: a bank denom cw20:<addr> was taken for the token",
        "bank denom cw20:cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr reads like a cw20 token and is refused: execute wasm contract failed",
        &["cn-lookalike-cw20"],
    ),
    (
        SendRefused,
        "section 6, send: a bank denom that reads like a voucher of ours",
        "bank denom wasm.cosmos1hulx7cgvpfcvg83wk5h96sedqgn72n026w6nl47uht554xhvj9nsflkg3p/channel-9/udst reads like a voucher of this contract and is refused: execute wasm contract failed",
        &["cn-lookalike-home"],
    ),
    (
        SendRefused,
        "section 6, send: a blank receiver",
        "receiver is blank: execute wasm contract failed",
        &["cn-bad-receiver-empty"],
    ),
    (SendRefused, "defect 13: no bounds on timeouts", "timeout of 0 s is out of bounds: give 1 to 2592000 seconds: execute wasm contract failed", &["cn-timeout-0"]),
    (
        SendRefused,
        "section 4: unknown fields are refused",
        "kind: Serialization, error: unknown field `time_out`, expected one of `channel`, `remote_address`, `timeout`, `memo` at line 1 column 110: execute wasm contract failed",
        &["cn-bank-unknown-field"],
    ),
    (
        EmptyMemoOmitted,
        "the predecessor wrote an empty memo that it was given; ibc-go omits it, and so do we",
        "",
        &["cn-bank-memo-empty"],
    ),
];
const OF_SUCCESSOR: &[Row] = &[
    SUCCESSES,
    BAD_RECEIVER,
    BLOCKED_RECEIVER,
    OVERDRAWN,
    WIDE,
    GAS,
    LOST,
    (
        ErrorText,
        "section 7, no voucher_code_id: foreign tokens are refused, with another text",
        r#"{"error":"foreign tokens are refused: this contract has no voucher code"}"#,
        FOREIGN,
    ),
];

#[derive(Deserialize)]
struct End {
    kind: String,
    chain: String,
    port: String,
    channel: String,
}

#[derive(Deserialize)]
struct Record {
    name: String,
    from: End,
    to: End,
    sequence: u64,
    sent_with: Value,
    data_base64: String,
    timeout_height: Option<RecordedHeight>,
    timeout_timestamp: String,
    commitment_hex: HexBinary,
    ack_base64: Option<String>,
    after_dump: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct RecordedHeight {
    revision_number: u64,
    revision_height: u64,
}

/// What both kinds of packets say.
#[derive(Deserialize)]
struct Parcel {
    denom: String,
    amount: Uint256,
    sender: String,
    receiver: String,
}

impl End {
    fn is_contract(&self) -> bool {
        self.kind == "cw20-ics20"
    }
    fn contract(&self) -> Addr {
        Addr::unchecked(self.port.strip_prefix("wasm.").unwrap())
    }
}

impl Record {
    fn data(&self) -> Vec<u8> {
        STANDARD.decode(&self.data_base64).unwrap()
    }
    fn parcel(&self) -> Parcel {
        serde_json::from_slice(&self.data()).unwrap()
    }
    fn ack(&self) -> Option<Vec<u8>> {
        self.ack_base64.as_ref().map(|ack| STANDARD.decode(ack).unwrap())
    }
    fn is_left(&self) -> bool {
        self.after_dump.as_deref() == Some("left")
    }
    fn is_in_flight_at_dump(&self) -> bool {
        self.after_dump.is_some()
    }
    /// Nanoseconds; zero: none.
    fn timeout(&self) -> u64 {
        self.timeout_timestamp.parse().unwrap()
    }
    /// When its contract was asked to send it, in nanoseconds.
    fn sent_at(&self) -> u64 {
        let transfer = match self.sent_with["msg"].as_object().unwrap().iter().next().unwrap() {
            (kind, message) if kind == "transfer" => message.clone(),
            (_, message) => from_json(STANDARD.decode(message["msg"].as_str().unwrap()).unwrap()).unwrap(),
        };
        self.timeout() - transfer["timeout"].as_u64().unwrap_or(DEFAULT_TIMEOUT) * SECOND
    }
    fn packet(&self) -> Packet {
        let height = self.timeout_height.as_ref();
        Packet {
            sequence: self.sequence,
            source_port: self.from.port.clone(),
            source_channel: self.from.channel.clone(),
            destination_port: self.to.port.clone(),
            destination_channel: self.to.channel.clone(),
            data: self.data(),
            timeout_height: height.map_or(Height::default(), |height| Height {
                revision_number: height.revision_number,
                revision_height: height.revision_height,
            }),
            timeout_timestamp: self.timeout(),
        }
    }
}

fn is_success(ack: &[u8]) -> bool {
    let ack: Value = serde_json::from_slice(ack).unwrap();
    ack.get("result").is_some()
}

/// All packets, and those with a contract end.
fn records() -> (usize, Vec<Record>) {
    let all: Vec<Record> = serde_json::from_str(PACKETS).unwrap();
    let count = all.len();
    let touching = all
        .into_iter()
        .filter(|record| record.from.is_contract() || record.to.is_contract());
    (count, touching.collect())
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Replay {
    Predecessor,
    Causeway,
    Successor,
}

/// The recorded chains with their contracts, tokens and channels.
struct Stage {
    replay: Replay,
    net: Network,
    chains: [ChainKey; 2],
    sent: BTreeMap<String, PacketId>,
    differences: Differences,
}

impl Stage {
    fn new(replay: Replay) -> Self {
        let mut net = Network::new();
        let chains = CHAINS.map(|id| net.add_chain(id, "cosmos"));
        let mut stage = Self {
            replay,
            net,
            chains,
            sent: BTreeMap::new(),
            differences: BTreeMap::new(),
        };
        let [a, b] = chains;
        for (token, _) in TOKENS {
            stage.token(a, token, &SENDERS);
        }
        stage.token(b, TOKEN_B, &[SENDER_B]);
        let allowance =
            json!({"increase_allowance": {"spender": SENDERS[1], "amount": "5000", "expires": null}});
        let (owner, token) = (Addr::unchecked(SENDERS[0]), Addr::unchecked(TOKENS[0].0));
        stage.net[a].execute(&owner, &token, &allowance, &[]).unwrap();
        for contract in [PAIRED_WITH_NATIVE, WITH_HISTORY, PAIR_A] {
            stage.contract(a, contract, &TOKENS);
        }
        stage.contract(b, PAIR_B, &[(TOKEN_B, None)]);
        stage.net[a].set_blocked(&Addr::unchecked(BLOCKED), true);
        stage.channel(WITH_HISTORY, "transfer", [5, 6]);
        stage.channel(WITH_HISTORY, "transfer", [8, 7]);
        stage.channel(PAIRED_WITH_NATIVE, "transfer", [9, 10]);
        stage.channel(PAIR_A, &format!("wasm.{PAIR_B}"), [11, 12]);
        stage
    }

    fn token(&mut self, chain: ChainKey, address: &str, holders: &[&str]) {
        let code = self.net[chain].store_code(std2::cw20_base());
        let balances: Vec<Value> = holders
            .iter()
            .map(|holder| json!({"address": holder, "amount": "1000000000000000000000000000000"}))
            .collect();
        let message = json!({"name": "Token", "symbol": "TKN", "decimals": 6, "initial_balances": balances});
        self.instantiate(chain, code, address, &message);
    }

    fn contract(&mut self, chain: ChainKey, address: &str, tokens: &[(&str, Option<u64>)]) {
        let allowlist: Vec<Value> = tokens
            .iter()
            .map(|(token, gas_limit)| json!({"contract": token, "gas_limit": gas_limit}))
            .collect();
        let mut message = json!({
            "default_timeout": DEFAULT_TIMEOUT, "gov_contract": GOVERNANCE, "allowlist": allowlist, "default_gas_limit": null
        });
        let code = match self.replay {
            Replay::Predecessor | Replay::Successor => self.net[chain].store_code(std2::cw20_ics20()),
            Replay::Causeway => {
                message["voucher_code_id"] = json!(self.net[chain].store_code(voucher_code()));
                message["min_timeout"] = json!(1);
                self.net[chain].store_code(causeway_code())
            }
        };
        self.instantiate(chain, code, address, &message);
    }

    fn instantiate(&mut self, chain: ChainKey, code: u64, address: &str, message: &Value) {
        let owner = Addr::unchecked(GOVERNANCE);
        self.net[chain].plan_addresses([Addr::unchecked(address)]);
        let at = self.net[chain].instantiate(code, &owner, message, "recorded", Some(&owner));
        assert_eq!(at.unwrap().as_str(), address);
    }

    fn channel(&mut self, contract: &str, port: &str, ids: [u64; 2]) {
        let [a, b] = self.chains;
        self.net[a].set_next_channel_id(ids[0]);
        self.net[b].set_next_channel_id(ids[1]);
        let contract = Addr::unchecked(contract);
        self.net
            .open_channel((a, &contract), (b, port), "ics20-1")
            .unwrap();
    }

    /// What the migration from the predecessor will write, once it is there; the code is exchanged by a real one.
    fn take_over(&mut self) {
        let [a, b] = self.chains;
        for (chain, contract) in [
            (a, PAIRED_WITH_NATIVE),
            (a, WITH_HISTORY),
            (a, PAIR_A),
            (b, PAIR_B),
        ] {
            let new_code_id = self.net[chain].store_code(causeway_code());
            let migrate = WasmMsg::Migrate {
                contract_addr: contract.into(),
                new_code_id,
                msg: b"{}".into(),
            };
            let owner = Addr::unchecked(GOVERNANCE);
            self.net[chain].tx(&owner, vec![migrate.into()]).unwrap();
        }
    }

    fn chain(&self, end: &End) -> ChainKey {
        self.chains[usize::from(end.chain == "B")]
    }

    fn set_time(&mut self, chain: ChainKey, nanos: u64) {
        let mut block = self.net[chain].block();
        block.time = Timestamp::from_nanos(nanos);
        self.net[chain].set_block(block);
    }

    fn differs(&mut self, record: &Record, how: Difference, said: &str) {
        self.differences
            .entry(record.name.clone())
            .or_default()
            .insert((how, said.to_string()));
    }

    /// The same message as there, at the same time.
    fn send(&mut self, record: &Record) {
        let (from, to) = (self.chain(&record.from), self.chain(&record.to));
        self.set_time(from, record.sent_at());
        self.set_time(to, record.sent_at() - 10 * SECOND);
        self.net[from].set_next_sequence(&record.from.port, &record.from.channel, record.sequence);
        let with = &record.sent_with;
        let text = |key: &str| Addr::unchecked(with[key].as_str().unwrap());
        let (sender, called) = (text("sender"), text("execute"));
        let funds: Vec<Coin> = serde_json::from_value(with["funds"].clone()).unwrap();
        self.net[from].fund(&sender, &funds).unwrap();
        match self.net[from].execute(&sender, &called, &with["msg"], &funds) {
            Ok(response) => {
                let id = response.packet().unwrap();
                self.compare_sent(record, id);
                self.sent.insert(record.name.clone(), id);
            }
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::Contract, "{}: {error}", record.name);
                self.differs(record, SendRefused, &error.text);
            }
        }
    }

    fn compare_sent(&mut self, record: &Record, id: PacketId) {
        let packet = self.net.packet(id).packet.clone();
        if self.replay != Replay::Causeway {
            assert_eq!(packet, record.packet(), "{}", record.name);
            return;
        }
        let mut there: Value = serde_json::from_slice(&record.data()).unwrap();
        let here: Value = serde_json::from_slice(&packet.data).unwrap();
        if here != there && there["memo"] == "" {
            there.as_object_mut().unwrap().remove("memo");
            self.differs(record, EmptyMemoOmitted, "");
        }
        assert_eq!(here, there, "{}", record.name);
        let data = record.data();
        assert_eq!(Packet { data, ..packet }, record.packet(), "{}", record.name);
    }

    /// The recorded acknowledgement, or the timeout: what it pays, and to whom.
    fn settle(&mut self, record: &Record) {
        let Some(id) = self.sent.get(&record.name).copied() else {
            return;
        };
        let chain = self.chain(&record.from);
        let Parcel {
            denom,
            amount,
            sender,
            ..
        } = record.parcel();
        let asset = Asset::parse(self.net[chain].api(), &denom);
        let before = self.holdings(&record.from, &denom, &asset, &sender);
        match record.ack() {
            Some(ack) => self.net.forge_ack(id, &ack),
            None => self.net.expire(id).and_then(|()| self.net.timeout(id)),
        }
        .unwrap_or_else(|error| panic!("{}: {error}", record.name));
        let after = self.holdings(&record.from, &denom, &asset, &sender);
        let (paid, released) = (after.0 - before.0, before.1 - after.1);
        let refund = match record.ack() {
            Some(ack) if is_success(&ack) => Uint256::zero(),
            _ => amount,
        };
        assert_eq!(released, refund, "{}: released", record.name);
        let is_lost = record.note.as_ref().is_some_and(|note| note.contains("lost"));
        match is_lost && paid.is_zero() {
            true => {}
            false => {
                assert_eq!(paid, refund, "{}: paid", record.name);
                if is_lost {
                    self.differs(record, RefundPaid, "");
                }
            }
        }
    }

    /// The recorded packet: what is acknowledged, what it pays, and to whom.
    fn receive(&mut self, record: &Record) {
        let chain = self.chain(&record.to);
        let Parcel {
            denom,
            amount,
            receiver,
            ..
        } = record.parcel();
        let prefix = format!("{}/{}/", record.from.port, record.from.channel);
        let home = denom.strip_prefix(&prefix);
        let local = home.map_or_else(
            || format!("{}/{}/{denom}", record.to.port, record.to.channel),
            String::from,
        );
        let before = self.paid_and_booked(&record.to, &local, home.is_some(), &receiver);
        let state = self.state(chain);
        let here = self.relay(record);
        let after = self.paid_and_booked(&record.to, &local, home.is_some(), &receiver);
        let (paid, released) = (after.0 - before.0, before.1 - after.1);
        let there = record.ack();
        let taken = |ack: &Option<Vec<u8>>| ack.as_ref().map(|ack| is_success(ack));
        if taken(&here) == Some(true) {
            assert_eq!(paid, amount, "{}: paid", record.name);
            let owed = if home.is_some() { amount } else { Uint256::zero() };
            assert_eq!(released, owed, "{}: released", record.name);
        } else if self.replay == Replay::Predecessor {
            assert_eq!((paid, released), Default::default(), "{}", record.name);
        } else {
            assert!(self.state(chain) == state, "{}: left a trace", record.name);
        }
        let how = match (taken(&there), taken(&here)) {
            _ if here == there => return,
            (Some(true), Some(true)) => SuccessBytes,
            (Some(false), Some(false)) => ErrorText,
            (Some(false), Some(true)) => Taken,
            (Some(true), Some(false)) => Refused,
            _ => panic!("{}: {there:?} there, {here:?} here", record.name),
        };
        self.differs(record, how, &String::from_utf8(here.unwrap_or_default()).unwrap());
    }

    /// In time, if it was in time there. The acknowledgement; `None` if core refuses it as too late.
    fn relay(&mut self, record: &Record) -> Option<Vec<u8>> {
        let (chain, packet) = (self.chain(&record.to), record.packet());
        assert_eq!(packet.commitment(), record.commitment_hex, "{}", record.name);
        let late = record.ack().is_none();
        if packet.timeout_timestamp > 0 {
            self.set_time(chain, packet.timeout_timestamp - if late { 0 } else { SECOND });
        }
        let mut block = self.net[chain].block();
        block.height = packet.timeout_height.revision_height.max(1);
        self.net[chain].set_block(block);
        let from = CHAINS[usize::from(record.from.chain == "B")];
        let message = foreign_recv_msg(from, &packet, &self.net[chain].relayer());
        match self.net.submit(chain, message) {
            Ok(response) => {
                let ack = response.attribute("write_acknowledgement", "packet_ack_hex");
                Some(HexBinary::from_hex(ack.unwrap()).unwrap().into())
            }
            Err(error) => {
                assert_eq!((error.codespace.as_str(), error.code), ("channel", 40), "{error}");
                assert!(late, "{}: {error}", record.name);
                None
            }
        }
    }

    fn paid_and_booked(&self, end: &End, local: &str, home: bool, receiver: &str) -> (Uint256, Uint256) {
        let chain = &self.net[self.chain(end)];
        let asset = match home {
            true => Some(Asset::parse(chain.api(), local)),
            false => chain
                .read_json(&end.contract(), &VOUCHERS.key(local))
                .map(Asset::Cw20),
        };
        asset.map_or(Default::default(), |asset| {
            self.holdings(end, local, &asset, receiver)
        })
    }

    /// What an account holds, and what the contract's books say is in escrow.
    fn holdings(&self, end: &End, denom: &str, asset: &Asset, account: &str) -> (Uint256, Uint256) {
        let chain = &self.net[self.chain(end)];
        let account = Addr::unchecked(account);
        let held = match asset {
            Asset::Native(denom) => chain.balance(&account, denom),
            Asset::Cw20(token) => token_balance(chain, token, &account),
        };
        let key = CHANNEL_STATE.key((&end.channel, denom));
        let books: Option<ChannelState> = chain.read_json(&end.contract(), &key);
        (held, books.unwrap_or_default().outstanding)
    }

    /// All that a refused packet may not change.
    fn state(&self, chain: ChainKey) -> Vec<(Vec<u8>, Vec<u8>)> {
        let dump = self.net[chain].dump().into_iter();
        dump.filter(|(key, _)| !key.starts_with(b"ibc/")).collect()
    }

    fn end(&mut self, record: &Record) {
        if record.is_left() {
            return;
        }
        if record.to.is_contract() {
            self.receive(record);
        }
        if record.from.is_contract() {
            self.settle(record);
        }
    }

    /// Everything in its order. `at_dump` sees the moment of the record named "history".
    fn play(&mut self, records: &[Record], at_dump: impl FnOnce(&Self)) {
        let sent = |record: &&Record| record.from.is_contract();
        if self.replay == Replay::Successor {
            records.iter().filter(sent).for_each(|record| self.send(record));
            at_dump(self);
            self.take_over();
            records.iter().for_each(|record| self.end(record));
            return;
        }
        let (in_flight, settled): (Vec<_>, Vec<_>) =
            records.iter().partition(|record| record.is_in_flight_at_dump());
        for record in settled {
            if record.from.is_contract() {
                self.send(record);
            }
            self.end(record);
        }
        for record in in_flight.iter().filter(|record| record.from.is_contract()) {
            self.send(record);
        }
        at_dump(self);
        in_flight.iter().for_each(|record| self.end(record));
    }

    fn storage(&self, contract: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let records = self.net[self.chains[0]].dump_contract(&Addr::unchecked(contract));
        records.into_iter().collect()
    }
}

/// Causeway, with a stand-in for the migration: it writes down whose state it is.
fn causeway_code() -> Code {
    let base = ContractWrapper::new(transfer::execute, transfer::instantiate, transfer::query)
        .with_reply(transfer::reply)
        .with_migrate(take_over);
    ibc_contract(
        Box::new(base),
        transfer::ibc_channel_open,
        transfer::ibc_channel_connect,
        transfer::ibc_channel_close,
        transfer::ibc_packet_receive,
        transfer::ibc_packet_ack,
        transfer::ibc_packet_timeout,
    )
}

fn take_over(deps: DepsMut, _: Env, _: Empty, _: MigrateInfo) -> Result<Response, ContractError> {
    let stored = deps.storage.get(b"contract_info").unwrap();
    let predecessor: Predecessor = from_json(stored)?;
    assert_eq!(predecessor.contract, "crates.io:cw20-ics20");
    PREDECESSOR.save(deps.storage, &predecessor)?;
    Ok(Response::new())
}

/// The storage of a state file.
fn recorded_storage(file: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let file: Value = serde_json::from_str(file).unwrap();
    let entries = file["storage"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let key = HexBinary::from_hex(entry["key_hex"].as_str().unwrap()).unwrap();
            let value = STANDARD.decode(entry["value_base64"].as_str().unwrap()).unwrap();
            (key.into(), value)
        })
        .collect()
}

/// Escrow by channel and denom: the part of a storage key behind the map's name.
fn escrow(storage: &BTreeMap<Vec<u8>, Vec<u8>>) -> BTreeMap<String, ChannelState> {
    let entries = storage.iter().filter_map(|(key, value)| {
        let name = key.strip_prefix(b"\x00\x0dchannel_state\x00\x09")?;
        Some((
            String::from_utf8(name.to_vec()).unwrap(),
            from_json(value).unwrap(),
        ))
    });
    entries.collect()
}

/// Compares what differed with what should have.
fn check(replay: Replay, table: &[Row], records: &[Record], stage: &Stage, all: usize) {
    let mut expected = Differences::new();
    for (how, _, said, names) in table {
        for name in *names {
            let differences = expected.entry(name.to_string()).or_default();
            differences.insert((*how, said.to_string()));
        }
    }
    for (n, d) in &stage.differences {
        if expected.get(n) != Some(d) {
            println!("{n} {d:?}");
        }
    }
    assert!(stage.differences == expected, "{replay:?}");
    println!(
        "{replay:?}: {} of {} packets: {} end as recorded, {} differ for these reasons; {} are native to native, replayed with the module itself",
        records.len(),
        all,
        records.len() - expected.len(),
        expected.len(),
        all - records.len(),
    );
    for (how, reason, _, names) in table {
        println!("  {how:?} ({reason}): {}", names.join(" "));
    }
}

/// The gas limit of T2 lets its return h-15 through here, so that 100 less are in escrow.
fn escrow_with_h_15() -> BTreeMap<String, ChannelState> {
    let mut escrow = escrow(&recorded_storage(SETTLED));
    let state = escrow.get_mut(&format!("channel-5cw20:{T2}")).unwrap();
    state.outstanding -= Uint256::from(100u128);
    escrow
}

#[test]
fn the_predecessor_does_here_what_it_did_there() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Predecessor);
    stage.play(&records, |stage| {
        assert_eq!(stage.storage(WITH_HISTORY), recorded_storage(HISTORY));
    });
    assert_eq!(stage.storage(WITH_HISTORY), recorded_storage(SETTLED));
    check(Replay::Predecessor, OF_PREDECESSOR, &records, &stage, all);
}

#[test]
fn causeway_in_its_place() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Causeway);
    stage.play(&records, |_| {});
    assert_eq!(escrow(&stage.storage(WITH_HISTORY)), escrow_with_h_15());
    check(Replay::Causeway, OF_CAUSEWAY, &records, &stage, all);
    assert_eq!((all, records.len()), (110, 81));
}

#[test]
fn causeway_settles_what_the_predecessor_sent() {
    let (all, records) = records();
    let mut stage = Stage::new(Replay::Successor);
    stage.play(&records, |_| {});
    assert_eq!(escrow(&stage.storage(WITH_HISTORY)), escrow_with_h_15());
    check(Replay::Successor, OF_SUCCESSOR, &records, &stage, all);
}
