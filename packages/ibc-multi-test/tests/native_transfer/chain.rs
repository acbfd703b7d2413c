//! A chain that consists of storage, an in-memory bank and the transfer module.

use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Binary, Coin, Event, Storage, Uint256};
use cw_multi_test::MockApiBech32;
use ibc_multi_test::transfer::error::{INSUFFICIENT_FUNDS, PANIC};
use ibc_multi_test::transfer::{store, Ack, Coins, Keeper, MsgTransfer, Refusal, Route, Sent, TransferError};

/// Fee collector of every chain with the prefix `cosmos`: the blocked account of the recordings.
pub const BLOCKED: &str = "cosmos17xpfvakm2amg962yls6f84z3kell8c5lserqta";
pub const ALICE: &str = "cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4";
pub const BOB: &str = "cosmos1uztu45x40wyukf62az8n3mv0wc58wdcvg8xxzn";
/// A denom that is disabled for sends in the bank.
pub const FROZEN: &str = "frozen";

pub struct Bank;

fn balance_key(of: &Addr, denom: &str) -> Vec<u8> {
    format!("bank/{of}/{denom}").into_bytes()
}

fn read(storage: &dyn Storage, key: &[u8]) -> Uint256 {
    storage
        .get(key)
        .map_or(Uint256::zero(), |b| Uint256::from_be_bytes(b.try_into().unwrap()))
}

fn add(storage: &mut dyn Storage, key: &[u8], amount: Uint256) -> Result<(), TransferError> {
    let sum = read(storage, key)
        .checked_add(amount)
        .map_err(|_| PANIC.wrap("Int overflow"))?;
    storage.set(key, &sum.to_be_bytes());
    Ok(())
}

fn sub(storage: &mut dyn Storage, key: &[u8], coin: &Coin) -> Result<(), TransferError> {
    let has = read(storage, key);
    let rest = has.checked_sub(coin.amount).map_err(|_| {
        INSUFFICIENT_FUNDS.wrap(format!(
            "spendable balance {has}{} is smaller than {coin}",
            coin.denom
        ))
    })?;
    storage.set(key, &rest.to_be_bytes());
    Ok(())
}

fn supply_key(denom: &str) -> Vec<u8> {
    format!("supply/{denom}").into_bytes()
}

/// An event of the SDK's `x/bank`: type, and role and account of its first attribute.
fn event(ty: &str, role: &str, account: &Addr, coin: &Coin) -> Event {
    Event::new(ty)
        .add_attribute(role, account)
        .add_attribute("amount", coin.to_string())
}

impl Coins for Bank {
    fn send(
        &self,
        storage: &mut dyn Storage,
        from: &Addr,
        to: &Addr,
        coin: &Coin,
    ) -> Result<Vec<Event>, TransferError> {
        sub(storage, &balance_key(from, &coin.denom), coin)?;
        add(storage, &balance_key(to, &coin.denom), coin.amount)?;
        Ok(vec![
            event("coin_spent", "spender", from, coin),
            event("coin_received", "receiver", to, coin),
            Event::new("transfer")
                .add_attribute("recipient", to)
                .add_attribute("sender", from)
                .add_attribute("amount", coin.to_string()),
            Event::new("message").add_attribute("sender", from),
        ])
    }

    fn mint(&self, storage: &mut dyn Storage, to: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        add(storage, &supply_key(&coin.denom), coin.amount)?;
        add(storage, &balance_key(to, &coin.denom), coin.amount)?;
        Ok(vec![
            event("coin_received", "receiver", to, coin),
            event("coinbase", "minter", to, coin),
        ])
    }

    fn burn(&self, storage: &mut dyn Storage, from: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        sub(storage, &balance_key(from, &coin.denom), coin)?;
        sub(storage, &supply_key(&coin.denom), coin)?;
        Ok(vec![
            event("coin_spent", "spender", from, coin),
            event("burn", "burner", from, coin),
        ])
    }

    fn balance(&self, storage: &dyn Storage, of: &Addr, denom: &str) -> Uint256 {
        read(storage, &balance_key(of, denom))
    }

    fn is_blocked(&self, storage: &dyn Storage, account: &Addr) -> bool {
        account.as_str() == BLOCKED || storage.get(format!("blocked/{account}").as_bytes()).is_some()
    }

    fn is_send_enabled(&self, _: &dyn Storage, denom: &str) -> bool {
        denom != FROZEN
    }
}

pub struct Chain {
    pub api: MockApiBech32,
    pub storage: MockStorage,
}

impl Chain {
    pub fn new() -> Self {
        Self {
            api: MockApiBech32::new("cosmos"),
            storage: MockStorage::new(),
        }
    }

    pub fn with_coins(mut self, of: &str, amount: &str, denoms: &[&str]) -> Self {
        for denom in denoms {
            self.print(of, amount, denom);
        }
        self
    }

    /// Mints coins without escrow, as genesis or a hostile chain does.
    pub fn print(&mut self, of: &str, amount: &str, denom: &str) {
        let coin = Coin {
            denom: denom.to_string(),
            amount: amount.parse().unwrap(),
        };
        Bank.mint(&mut self.storage, &Addr::unchecked(of), &coin).unwrap();
    }

    pub fn block(&mut self, account: &str) {
        self.storage.set(format!("blocked/{account}").as_bytes(), b"1");
    }

    pub fn balance(&self, of: &str, denom: &str) -> u128 {
        let balance = Bank.balance(&self.storage, &Addr::unchecked(of), denom);
        balance.to_string().parse().unwrap()
    }

    pub fn supply(&self, denom: &str) -> String {
        read(&self.storage, &supply_key(denom)).to_string()
    }

    pub fn escrowed(&self, denom: &str) -> u128 {
        store::total_escrow(&self.storage, denom)
            .to_string()
            .parse()
            .unwrap()
    }

    /// Runs a call of the keeper. The changes of a call that fails are dropped, as core does.
    fn call<T, E>(&mut self, run: impl FnOnce(&mut Keeper<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut scratch = copy(&self.storage);
        let result = run(&mut Keeper {
            api: &self.api,
            storage: &mut scratch,
            coins: &Bank,
        });
        if result.is_ok() {
            self.storage = scratch;
        }
        result
    }

    pub fn send(&mut self, msg: &MsgTransfer) -> Result<Sent, TransferError> {
        self.call(|keeper| keeper.send(msg))
    }

    pub fn receive(&mut self, route: Route<'_>, packet: &[u8]) -> Result<Vec<Event>, Refusal> {
        self.call(|keeper| keeper.receive(route, packet))
    }

    /// Receives a packet over transfer/channel-0 on both chains.
    pub fn receive_on_0(&mut self, packet: &[u8]) -> Result<Vec<Event>, Refusal> {
        self.receive(CHANNEL_0, packet)
    }

    pub fn acknowledge(
        &mut self,
        channel: &str,
        packet: &[u8],
        ack: &[u8],
    ) -> Result<Vec<Event>, TransferError> {
        self.call(|keeper| keeper.acknowledge("transfer", channel, packet, ack))
    }

    pub fn timeout(&mut self, channel: &str, packet: &[u8]) -> Result<Vec<Event>, TransferError> {
        self.call(|keeper| keeper.timeout("transfer", channel, packet))
    }
}

pub const CHANNEL_0: Route<'static> = Route {
    source_port: "transfer",
    source_channel: "channel-0",
    dest_port: "transfer",
    dest_channel: "channel-0",
};

/// The acknowledgement of a receive; `None` after a panic.
pub fn ack_of(received: &Result<Vec<Event>, Refusal>) -> Option<Binary> {
    match received {
        Ok(_) => Some(Ack::success().to_bytes()),
        Err(refusal) => refusal.ack(),
    }
}

fn copy(storage: &MockStorage) -> MockStorage {
    let mut copy = MockStorage::new();
    for (key, value) in storage.range(None, None, cosmwasm_std::Order::Ascending) {
        copy.set(&key, &value);
    }
    copy
}

pub fn transfer(amount: &str, denom: &str, channel: &str) -> MsgTransfer {
    MsgTransfer {
        source_port: "transfer".to_string(),
        source_channel: channel.to_string(),
        token: Coin {
            denom: denom.to_string(),
            amount: amount.parse().unwrap(),
        },
        sender: ALICE.to_string(),
        receiver: BOB.to_string(),
        memo: String::new(),
    }
}
