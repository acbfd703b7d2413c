//! Three chains: the hub with a real cw20-ics20, the zone with ibc-go's `transfer` module, and the moon with Causeway.

use std::collections::BTreeMap;

use causeway_tests::code;
use causeway_transfer::asset::Asset;
use causeway_transfer::state::VOUCHERS;
use cosmwasm_std::{coin, Addr, Record, Uint128, WasmMsg};
use ibc_multi_test::transfer::Denom;
use ibc_multi_test::{
    ChainKey, Channel, ChannelState, End, Network, PacketId, TxResponse, TxResult, TRANSFER_PORT,
};
use serde_json::{json, Value};

use causeway_tests::random::Random;

/// What every account has of every coin and token of its chain at first.
pub const WEALTH: u128 = 1_000_000;
/// Coins of the hub. The last reads like a cw20 token and is none.
pub const COINS: [&str; 3] = ["uhub", "uosmo", ODD];
pub const ODD: &str = "cw20:odd";

/// What a token is to the contract, and what it may do.
#[derive(Clone, Debug)]
pub struct Token {
    pub address: Addr,
    /// On the allow list, with this gas limit.
    pub listed: Option<Option<u64>>,
    pub is_hostile: bool,
}

pub struct Stage {
    pub net: Network,
    pub hub: ChainKey,
    pub zone: ChainKey,
    pub moon: ChainKey,
    /// On the hub; its code changes.
    pub contract: Addr,
    /// Its Wasm admin and its operator.
    pub governance: Addr,
    pub moon_contract: Addr,
    /// End `a` is the hub's.
    pub channels: Vec<Channel>,
    pub tokens: Vec<Token>,
    pub default_gas_limit: Option<u64>,
    users: BTreeMap<ChainKey, [Addr; 2]>,
    pub new_code: u64,
    pub voucher_code: u64,
}

impl Stage {
    pub fn new(random: &mut Random) -> Self {
        let mut net = Network::new();
        let hub = net.add_chain("hub-1", "hub");
        let zone = net.add_chain("zone-1", "zone");
        let moon = net.add_chain("moon-1", "moon");
        // so that two ends are never taken for each other
        net[zone].set_next_channel_id(20);
        net[moon].set_next_channel_id(40);
        let governance = net[hub].addr("governance");
        for (chain, coins) in [(hub, &COINS[..]), (zone, &["uzone"]), (moon, &["umoon"])] {
            for user in users(&net, chain) {
                let coins: Vec<_> = coins.iter().map(|denom| coin(WEALTH, *denom)).collect();
                net[chain].fund(&user, &coins).unwrap();
            }
        }
        let default_gas_limit = random.pick(&[None, None, Some(400_000), Some(5_000)]).unwrap();
        let tokens = tokens(&mut net, hub, random, default_gas_limit);
        let contract = predecessor(&mut net, hub, &tokens, default_gas_limit);
        let moon_contract = successor(&mut net, moon);
        let new_code = net[hub].store_code((code::CAUSEWAY.transfer)());
        let voucher_code = net[hub].store_code((code::CAUSEWAY.voucher)());
        let users = [hub, zone, moon].map(|chain| (chain, users(&net, chain)));
        let users = BTreeMap::from(users);
        let mut stage = Self {
            net,
            hub,
            zone,
            moon,
            contract,
            governance,
            moon_contract,
            channels: vec![],
            tokens,
            default_gas_limit,
            users,
            new_code,
            voucher_code,
        };
        stage.open(false);
        stage.open(true);
        if random.percent(50) {
            stage.open(random.percent(50));
        }
        stage
    }

    /// One more channel, to the moon or to the zone.
    pub fn open(&mut self, to_moon: bool) {
        let here = (self.hub, &self.contract);
        let opened = match to_moon {
            true => self
                .net
                .open_channel(here, (self.moon, &self.moon_contract), "ics20-1"),
            false => self.net.open_channel(here, (self.zone, TRANSFER_PORT), "ics20-1"),
        };
        self.channels.push(opened.unwrap());
    }

    pub fn users(&self, chain: ChainKey) -> [Addr; 2] {
        self.users[&chain].clone()
    }

    /// The other chain forces its end closed, as by an upgrade. The contract is told, but not cw20-ics20: it panics.
    pub fn close(&mut self, channel: usize, is_told: bool) {
        let Channel { a, b } = self.channels[channel].clone();
        self.place(&b, ChannelState::Closed);
        match is_told {
            true => drop(self.net.close_confirm(&a).unwrap()),
            false => self.place(&a, ChannelState::Closed),
        }
    }

    /// Both chains force their ends open; no contract is told.
    pub fn open_again(&mut self, channel: usize) {
        let Channel { a, b } = self.channels[channel].clone();
        self.place(&a, ChannelState::Open);
        self.place(&b, ChannelState::Open);
    }

    fn place(&mut self, end: &End, state: ChannelState) {
        let mut stored = self.net.channel_end(end).unwrap();
        stored.state = state;
        self.net[end.chain].place_channel(&stored).unwrap();
    }

    pub fn is_open(&self, channel: usize) -> bool {
        let end = self.net.channel_end(&self.channels[channel].a).unwrap();
        end.state == ChannelState::Open
    }

    /// Governance migrates the contract to this code.
    pub fn migrate(&mut self, message: &Value) -> TxResult<TxResponse> {
        let migrate = WasmMsg::Migrate {
            contract_addr: self.contract.to_string(),
            new_code_id: self.new_code,
            msg: message.to_string().into_bytes().into(),
        };
        self.net[self.hub].tx(&self.governance, vec![migrate.into()])
    }

    /// Lets the packet's time pass, on all chains.
    pub fn pass(&mut self, id: PacketId) {
        self.net.expire(id).unwrap();
        let chains = [self.hub, self.zone, self.moon];
        let latest = chains.map(|chain| self.net[chain].block().time).into_iter().max();
        for chain in chains {
            let mut block = self.net[chain].block();
            block.time = latest.unwrap();
            self.net[chain].set_block(block);
        }
    }

    /// All that the contract of the hub has stored.
    pub fn storage(&self) -> Vec<Record> {
        self.net[self.hub].dump_contract(&self.contract)
    }

    /// The asset that a path stands for on a chain: a voucher if it begins with the chain's own port.
    pub fn asset(&self, chain: ChainKey, path: &str) -> Option<Asset> {
        if chain == self.zone {
            return Some(Asset::Native(Denom::from_path(path).ibc_denom()));
        }
        let contract = self.transfer(chain);
        if path.starts_with(&format!("wasm.{contract}/")) {
            let voucher: Option<Addr> = self.net[chain].read_json(contract, &VOUCHERS.key(path));
            return voucher.map(Asset::Cw20);
        }
        let tokens = self.tokens.iter().filter(|_| chain == self.hub);
        let token = path.strip_prefix("cw20:").and_then(|address| {
            tokens
                .map(|token| &token.address)
                .find(|token| token.as_str() == address)
        });
        Some(token.map_or_else(|| Asset::Native(path.into()), |token| Asset::Cw20(token.clone())))
    }

    fn transfer(&self, chain: ChainKey) -> &Addr {
        match chain == self.hub {
            true => &self.contract,
            false => &self.moon_contract,
        }
    }

    /// What an account holds of what a path stands for.
    pub fn balance(&self, chain: ChainKey, account: &Addr, path: &str) -> u128 {
        match self.asset(chain, path) {
            None => 0,
            Some(Asset::Native(denom)) => small(self.net[chain].balance(account, &denom).to_string()),
            Some(Asset::Cw20(token)) => self.held(chain, &token, account),
        }
    }

    fn held(&self, chain: ChainKey, token: &Addr, account: &Addr) -> u128 {
        let mut key = b"\x00\x07balance".to_vec();
        key.extend_from_slice(account.as_bytes());
        let held: Option<Uint128> = self.net[chain].read_json(token, &key);
        held.unwrap_or_default().u128()
    }

    /// All that exists of what a path stands for.
    pub fn supply(&self, chain: ChainKey, path: &str) -> u128 {
        match self.asset(chain, path) {
            None => 0,
            Some(Asset::Native(denom)) => small(self.net[chain].supply(&denom).to_string()),
            Some(Asset::Cw20(token)) => {
                let info: Option<Value> = self.net[chain].read_json(&token, b"token_info");
                info.map_or(0, |info| {
                    small(info["total_supply"].as_str().unwrap().to_string())
                })
            }
        }
    }

    /// What the other end of a channel holds of its own coin for this channel.
    pub fn escrowed_abroad(&self, end: &End, denom: &str) -> u128 {
        if end.port == TRANSFER_PORT {
            let account = self.net[end.chain].escrow_address(&end.channel).unwrap();
            return small(self.net[end.chain].balance(&account, denom).to_string());
        }
        let key = causeway_transfer::state::CHANNEL_STATE.key((&end.channel, denom));
        let books: Option<Value> = self.net[end.chain].read_json(&self.moon_contract, &key);
        books.map_or(0, |books| {
            small(books["outstanding"].as_str().unwrap().to_string())
        })
    }
}

fn small(amount: String) -> u128 {
    amount.parse().unwrap()
}

fn users(net: &Network, chain: ChainKey) -> [Addr; 2] {
    ["alice", "bob"].map(|name| net[chain].addr(name))
}

/// Two stock tokens, one of them with a limit under which cw20-ics20 loses refunds now and then; one off the list if the
/// contract takes such; and a hostile one.
fn tokens(net: &mut Network, hub: ChainKey, random: &mut Random, default: Option<u64>) -> Vec<Token> {
    let stock = net[hub].store_code(code::cw20_base());
    let hostile = net[hub].store_code(code::hostile_token());
    let limit = random
        .pick(&[None, Some(5_000), Some(5_000), Some(200_000)])
        .unwrap();
    let mut makes = vec![
        (stock, Some(None)),
        (stock, Some(limit)),
        (hostile, Some(Some(500_000))),
    ];
    if default.is_some() {
        makes.push((stock, None));
    }
    let owner = net[hub].addr("owner");
    let balances: Vec<Value> = users(net, hub)
        .iter()
        .map(|user| json!({"address": user, "amount": WEALTH.to_string()}))
        .collect();
    let message = json!({"name": "Token", "symbol": "TKN", "decimals": 6, "initial_balances": balances});
    let make = |(code, listed)| Token {
        address: net[hub]
            .instantiate(code, &owner, &message, "token", None)
            .unwrap(),
        listed,
        is_hostile: code == hostile,
    };
    makes.into_iter().map(make).collect()
}

fn predecessor(net: &mut Network, hub: ChainKey, tokens: &[Token], default: Option<u64>) -> Addr {
    let governance = net[hub].addr("governance");
    let listed = tokens
        .iter()
        .filter_map(|token| Some((&token.address, token.listed?)));
    let allowlist: Vec<Value> = listed
        .map(|(contract, gas_limit)| json!({"contract": contract, "gas_limit": gas_limit}))
        .collect();
    let message = json!({
        "default_timeout": 3_600, "gov_contract": governance, "allowlist": allowlist, "default_gas_limit": default,
    });
    let code = net[hub].store_code(code::cw20_ics20());
    net[hub]
        .instantiate(code, &governance, &message, "cw20-ics20", Some(&governance))
        .unwrap()
}

fn successor(net: &mut Network, moon: ChainKey) -> Addr {
    let owner = net[moon].addr("owner");
    let voucher = net[moon].store_code((code::CAUSEWAY.voucher)());
    let code = net[moon].store_code((code::CAUSEWAY.transfer)());
    let message = json!({
        "default_timeout": 3_600, "gov_contract": owner, "allowlist": [], "voucher_code_id": voucher,
    });
    net[moon]
        .instantiate(code, &owner, &message, "causeway", Some(&owner))
        .unwrap()
}
