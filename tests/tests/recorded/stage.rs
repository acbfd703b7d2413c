//! The recorded chains with their contracts, tokens and channels, at the recorded addresses.

use std::collections::BTreeMap;

use causeway_tests::code;
use cosmwasm_std::{Addr, Timestamp, WasmMsg};
use ibc_multi_test::{ChainKey, Network, PacketId, TxResponse, TxResult};
use serde_json::{json, Value};

use crate::record::{End, Record};
use crate::table::{Difference, Differences};

/// Chain ids of the recorded chains.
pub const CHAINS: [&str; 2] = ["testchain1-1", "testchain2-1"];
pub const SENDERS: [&str; 2] = [
    "cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4",
    "cosmos1adnchyl6pxdp75xx5qgd59683nn7dx9ydcu93q",
];
pub const SENDER_B: &str = "cosmos1uztu45x40wyukf62az8n3mv0wc58wdcvg8xxzn";
pub const BLOCKED: &str = "cosmos17xpfvakm2amg962yls6f84z3kell8c5lserqta";
pub const GOVERNANCE: &str = "cosmos1dfl8vkvzwpnewzct8d0dx9q488nd8e7dda6wh5";
/// Tokens T, T2 and T3 of chain A with their gas limits, and the token of chain B.
pub const TOKENS: [(&str, Option<u64>); 3] = [
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
pub const T2: &str = "cosmos1suhgf5svhu4usrurvxzlgn54ksxmn8gljarjtxqnapv8kjnp4nrs2zhgh2";
pub const TOKEN_B: &str = "cosmos1wug8sewp6cedgkmrmvhl3lf3tulagm9hnvy8p0rppz9yjw0g4wtqdxfzff";
/// The contracts of the packets named nc- and cn-, h-, and cc-.
pub const PAIRED_WITH_NATIVE: &str = "cosmos1hulx7cgvpfcvg83wk5h96sedqgn72n026w6nl47uht554xhvj9nsflkg3p";
pub const WITH_HISTORY: &str = "cosmos1aakfpghcanxtc45gpqlx8j3rq0zcpyf49qmhm9mdjrfx036h4z5sremuew";
pub const PAIR_A: &str = "cosmos18v47nqmhvejx3vc498pantg8vr435xa0rt6x0m6kzhp6yuqmcp8sly9g09";
pub const PAIR_B: &str = "cosmos1qg5ega6dykkxc307y25pecuufrjkxkaggkkxh7nad0vhyhtuhw3s6ufdm4";
/// Default timeout of the contracts, in seconds.
pub const DEFAULT_TIMEOUT: u64 = 3_600;
pub const SECOND: u64 = 1_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Replay {
    Predecessor,
    Causeway,
    Successor,
}

/// The recorded chains with their contracts, tokens and channels.
pub struct Stage {
    pub replay: Replay,
    pub net: Network,
    pub chains: [ChainKey; 2],
    pub sent: BTreeMap<String, PacketId>,
    pub differences: Differences,
}

impl Stage {
    pub fn new(replay: Replay) -> Self {
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

    pub fn token(&mut self, chain: ChainKey, address: &str, holders: &[&str]) {
        let code = self.net[chain].store_code(code::cw20_base());
        let balances: Vec<Value> = holders
            .iter()
            .map(|holder| json!({"address": holder, "amount": "1000000000000000000000000000000"}))
            .collect();
        let message = json!({"name": "Token", "symbol": "TKN", "decimals": 6, "initial_balances": balances});
        self.instantiate(chain, code, address, &message);
    }

    pub fn contract(&mut self, chain: ChainKey, address: &str, tokens: &[(&str, Option<u64>)]) {
        let allowlist: Vec<Value> = tokens
            .iter()
            .map(|(token, gas_limit)| json!({"contract": token, "gas_limit": gas_limit}))
            .collect();
        let mut message = json!({
            "default_timeout": DEFAULT_TIMEOUT, "gov_contract": GOVERNANCE, "allowlist": allowlist, "default_gas_limit": null
        });
        let code = match self.replay {
            Replay::Predecessor | Replay::Successor => self.net[chain].store_code(code::cw20_ics20()),
            Replay::Causeway => {
                message["voucher_code_id"] = json!(self.net[chain].store_code((code::CAUSEWAY.voucher)()));
                message["min_timeout"] = json!(1);
                self.net[chain].store_code((code::CAUSEWAY.transfer)())
            }
        };
        self.instantiate(chain, code, address, &message);
    }

    pub fn instantiate(&mut self, chain: ChainKey, code: u64, address: &str, message: &Value) {
        let owner = Addr::unchecked(GOVERNANCE);
        self.net[chain].plan_addresses([Addr::unchecked(address)]);
        let at = self.net[chain].instantiate(code, &owner, message, "recorded", Some(&owner));
        assert_eq!(at.unwrap().as_str(), address);
    }

    pub fn channel(&mut self, contract: &str, port: &str, ids: [u64; 2]) {
        let [a, b] = self.chains;
        self.net[a].set_next_channel_id(ids[0]);
        self.net[b].set_next_channel_id(ids[1]);
        let contract = Addr::unchecked(contract);
        self.net
            .open_channel((a, &contract), (b, port), "ics20-1")
            .unwrap();
    }

    /// Migrates each contract in place to Causeway.
    pub fn take_over(&mut self) {
        let [a, b] = self.chains;
        for (chain, contract) in [
            (a, PAIRED_WITH_NATIVE),
            (a, WITH_HISTORY),
            (a, PAIR_A),
            (b, PAIR_B),
        ] {
            let code = self.net[chain].store_code((code::CAUSEWAY.transfer)());
            self.migrate(chain, contract, code, &json!({})).unwrap();
        }
    }

    pub fn migrate(
        &mut self,
        chain: ChainKey,
        contract: &str,
        code: u64,
        message: &Value,
    ) -> TxResult<TxResponse> {
        let migrate = WasmMsg::Migrate {
            contract_addr: contract.into(),
            new_code_id: code,
            msg: message.to_string().into_bytes().into(),
        };
        self.net[chain].tx(&Addr::unchecked(GOVERNANCE), vec![migrate.into()])
    }

    pub fn chain(&self, end: &End) -> ChainKey {
        self.chains[usize::from(end.chain == "B")]
    }

    pub fn set_time(&mut self, chain: ChainKey, nanos: u64) {
        let mut block = self.net[chain].block();
        block.time = Timestamp::from_nanos(nanos);
        self.net[chain].set_block(block);
    }

    pub fn differs(&mut self, record: &Record, how: Difference, said: &str) {
        self.differences
            .entry(record.name.clone())
            .or_default()
            .insert((how, said.to_string()));
    }
}
