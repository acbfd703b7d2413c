//! The chains that are measured: a contract, a cw20 token, and a native module at the other end.

use causeway_tests::code;
use causeway_tests::meter::{costs_of, Cost};
use cosmwasm_std::{coin, coins, to_json_binary, Addr};
use ibc_multi_test::transfer::Denom;
use ibc_multi_test::{ChainKey, Channel, Code, Network, PacketId, TRANSFER_PORT};
use serde_json::{json, Value};

/// The contract that is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Who {
    Causeway,
    Predecessor,
}

/// Sequence of the packets that are measured.
const SEQUENCE: u64 = 20_001;

/// A name within stored bytes, and how its end is written for another number.
type Name = (Vec<u8>, fn(u64) -> Vec<u8>);

fn renamed(bytes: &[u8], names: &[Name], number: u64) -> Vec<u8> {
    names.iter().fold(bytes.to_vec(), |bytes, (name, numbered)| {
        let Some(at) = bytes.windows(name.len()).position(|part| part == name) else {
            return bytes;
        };
        let (end, number) = (at + name.len(), numbered(number));
        [&bytes[..end - number.len()], &number, &bytes[end..]].concat()
    })
}

/// The local denom of the asset that is sent: a bank denom, or `cw20:<address>`.
pub type Asset = String;

pub struct Stage {
    pub who: Who,
    pub net: Network,
    pub here: ChainKey,
    pub there: ChainKey,
    pub channel: Channel,
    pub contract: Addr,
    pub code: u64,
    /// A token with the code of cw20-base 2.0.0.
    pub token: Addr,
    /// A token that fails when a test orders it.
    pub unreliable: Addr,
    pub alice: Addr,
    /// An account that the bank does not pay.
    pub blocked: Addr,
    pub bob: Addr,
    /// The costs of every operation, in order.
    pub costs: Vec<(String, Vec<Cost>)>,
}

impl Stage {
    pub const WEALTH: u128 = 1_000_000_000;

    pub fn new(who: Who, code: Code) -> Self {
        let mut net = Network::new();
        let (here, there) = (net.add_chain("here-1", "here"), net.add_chain("there-1", "there"));
        let names = ["alice", "blocked", "owner"];
        let [alice, blocked, owner] = names.map(|name| net[here].addr(name));
        let bob = net[there].addr("bob");
        net[here].set_blocked(&blocked, true);
        let [token, unreliable] = [code::cw20_base(), code::hostile_token()].map(|code| {
            let code = net[here].store_code(code);
            let holder = json!({"address": alice, "amount": Self::WEALTH.to_string()});
            let message =
                json!({"name": "Token", "symbol": "TKN", "decimals": 6, "initial_balances": [holder]});
            net[here]
                .instantiate(code, &owner, &message, "token", None)
                .unwrap()
        });
        let allowlist = [&token, &unreliable].map(|token| json!({"contract": token, "gas_limit": 300_000}));
        let mut message = json!({"default_timeout": 600, "gov_contract": owner, "allowlist": allowlist, "default_gas_limit": null});
        if who == Who::Causeway {
            message["voucher_code_id"] = json!(net[here].store_code((code::CAUSEWAY.voucher)()));
        }
        let code = net[here].store_code(code);
        let (contract, instantiate) = costs_of(|| {
            net[here]
                .instantiate(code, &owner, &message, "transfer", Some(&owner))
                .unwrap()
        });
        let channel = net
            .open_channel((here, &contract), (there, TRANSFER_PORT), "ics20-1")
            .unwrap();
        Self {
            who,
            net,
            here,
            there,
            channel,
            contract,
            code,
            token,
            unreliable,
            alice,
            blocked,
            bob,
            costs: vec![("instantiate".into(), instantiate)],
        }
    }

    /// Records the cost of a step.
    pub fn measure<T>(&mut self, operation: &str, f: impl FnOnce(&mut Self) -> T) -> T {
        let (done, costs) = costs_of(|| f(self));
        self.costs.push((operation.into(), costs));
        done
    }

    /// Adds this number of packets in flight and denoms, and of claims and vouchers if there are any. The contract writes
    /// the first of each; the others are copies with other names.
    pub fn fill(&mut self, items: u64) {
        let before = self.net[self.here].dump_contract(&self.contract);
        let names = self.first_items();
        let mut written = self.net[self.here].dump_contract(&self.contract);
        written.retain(|record| !before.contains(record));
        let mut copied = 0;
        for number in 2..=items {
            for (key, value) in &written {
                let (other, value) = (renamed(key, &names, number), renamed(value, &names, number));
                if other != *key {
                    self.net[self.here].set_contract_key(&self.contract, &other, &value);
                    copied += 1;
                }
            }
        }
        let now = self.net[self.here].dump_contract(&self.contract).len();
        assert_eq!(
            now,
            before.len() + written.len() + copied,
            "no copy hides another"
        );
        let kinds = if self.who == Who::Causeway { 5 } else { 1 };
        assert!(
            copied as u64 >= kinds * (items - 1),
            "{copied} copies of {written:?}"
        );
        // All names have the same number of digits, whether there are few or many.
        for end in [self.channel.a.clone(), self.channel.b.clone()] {
            self.net[end.chain].set_next_sequence(&end.port, &end.channel, SEQUENCE);
        }
    }

    /// Makes the first item of each kind. Returns the names that are changed in copies.
    fn first_items(&mut self) -> Vec<Name> {
        let text = |number| format!("{number:05}").into_bytes();
        let (alice, blocked, bob) = (self.alice.clone(), self.blocked.clone(), self.bob.clone());
        let id = self.send(&alice, "ubook00000", 1, bob.as_str());
        let mut names: Vec<Name> = vec![(b"ubook00000".to_vec(), text)];
        if self.who == Who::Causeway {
            let sequence = self.net.packet(id).packet.sequence.to_be_bytes();
            let key = [self.channel.a.channel.as_bytes(), &sequence].concat();
            names.push((key, |number| number.to_be_bytes().to_vec()));
            let id = self.send(&blocked, "ubook00000", 1, "nobody");
            self.net.deliver(id).unwrap();
            let id = self.arrival("uaway00000", 1, alice.as_str());
            let minted = self.net.recv(id).unwrap();
            let voucher = minted.attribute("instantiate", "_contract_address").unwrap();
            names.push((b"uaway00000".to_vec(), text));
            names.push((voucher.as_bytes().to_vec(), text));
        }
        names
    }

    /// Sends from the measured contract.
    pub fn send(&mut self, sender: &Addr, asset: &str, amount: u128, receiver: &str) -> PacketId {
        let message = json!({"channel": self.channel.a.channel, "remote_address": receiver, "timeout": 600, "memo": null});
        let (contract, chain) = (self.contract.clone(), &mut self.net[self.here]);
        let sent = match asset.strip_prefix("cw20:") {
            Some(token) => {
                let message = to_json_binary(&message).unwrap();
                let amount = amount.to_string();
                let call = json!({"send": {"contract": contract, "amount": amount, "msg": message}});
                chain.execute(sender, &Addr::unchecked(token), &call, &[])
            }
            None => {
                let funds = coins(amount, asset);
                chain.fund(sender, &funds).unwrap();
                chain.execute(sender, &contract, &json!({"transfer": message}), &funds)
            }
        };
        sent.unwrap().packet().unwrap()
    }

    /// Sends an asset of the other chain from there.
    pub fn arrival(&mut self, denom: &str, amount: u128, receiver: &str) -> PacketId {
        let bob = self.bob.clone();
        self.net[self.there].fund(&bob, &coins(amount, denom)).unwrap();
        self.send_from_there(denom, amount, receiver)
    }

    /// Sends an asset of this chain home from the other chain.
    pub fn way_home(&mut self, asset: &str, amount: u128, receiver: &str) -> PacketId {
        let path = format!("{TRANSFER_PORT}/{}/{asset}", self.channel.b.channel);
        let denom = Denom::from_path(&path).ibc_denom();
        self.send_from_there(&denom, amount, receiver)
    }

    fn send_from_there(&mut self, denom: &str, amount: u128, receiver: &str) -> PacketId {
        let (bob, channel) = (self.bob.clone(), self.channel.b.channel.clone());
        let chain = &mut self.net[self.there];
        let timeout = chain.block().time.plus_seconds(600).nanos();
        let sent = chain.transfer(&bob, &channel, &coin(amount, denom), receiver, timeout, "");
        sent.unwrap().packet().unwrap()
    }

    /// Relays a packet that must not be rejected, and its acknowledgement.
    pub fn deliver(&mut self, id: PacketId) {
        self.net.deliver(id).unwrap();
        assert!(!self.is_refused(id), "{:?}", self.net.packet(id).ack);
    }

    /// Advances both chains until the packet can only time out.
    pub fn expire(&mut self, id: PacketId) {
        self.net.expire(id).unwrap();
        let late = self.net[self.there].block();
        self.net[self.here].set_block(late);
    }

    pub fn is_refused(&self, id: PacketId) -> bool {
        let ack = self.net.packet(id).ack.clone().unwrap_or_default();
        ack.starts_with(b"{\"error\"")
    }

    /// Executes a contract on this chain.
    pub fn execute(&mut self, sender: &Addr, contract: &Addr, message: &Value) {
        self.net[self.here]
            .execute(sender, contract, message, &[])
            .unwrap();
    }
}
