#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "scaffolding of tests: what fails here fails the test"
)]

use crate::code;
use causeway_cw20::{Cw20Coin, MinterResponse};
use causeway_multi_test::books::Books;
use causeway_multi_test::{Asset, Error, Send, Setup, World};
use causeway_transfer::msg::ExecuteMsg;
use causeway_voucher::msg::InstantiateMsg;
use cosmwasm_std::{Addr, CosmosMsg, Empty, Uint128, Uint256};
use ibc_multi_test::{ChainKey, Channel, PacketId, TxResponse};
use serde::Serialize;

use super::{puppet, token};

/// Two chains with two channels. Alice on `home` sends to Bob on `away` over the first or the second channel.
pub struct Scene {
    /// Both chains with their contracts.
    pub world: World,
    /// The source chain of the tokens.
    pub home: ChainKey,
    /// The other chain.
    pub away: ChainKey,
    /// The first channel; its end `a` is on `home`.
    pub channel: Channel,
    /// The second channel, between the same contracts.
    pub second: Channel,
    /// A user of the chain `home`, with 1,000,000 of each of its assets.
    pub alice: Addr,
    /// A user of the chain `away`, with 1,000,000 of its coin.
    pub bob: Addr,
    /// A hostile cw20 on `home`, which is on the allow list and not armed.
    pub token: Addr,
    /// A puppet on `home`, with the same balances as Alice.
    pub puppet: Addr,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// The balance of everybody in each asset at the beginning.
    pub const WEALTH: u128 = 1_000_000;
    /// The bank coin of `home`.
    pub const COIN: &'static str = "uhome";

    /// A scene in which nothing has been sent.
    pub fn new() -> Self {
        Self::with_vouchers_at_home(Setup::default())
    }

    /// Like [`Scene::new`], with other settings of the contract on `home`.
    pub fn with_vouchers_at_home(setup: Setup) -> Self {
        let mut world = code::world();
        let home = world.add_chain_with("home", setup).unwrap();
        let away = world.add_chain("away").unwrap();
        world.net[away].set_next_channel_id(7); // so that the two ends are never taken for each other
        let channel = world.open(home, away).unwrap();
        let second = world.open(home, away).unwrap();
        let alice = world
            .account(home, "alice", &[(Self::WEALTH, Self::COIN)])
            .unwrap();
        let bob = world.account(away, "bob", &[(Self::WEALTH, "uaway")]).unwrap();
        let puppet = install_puppet(&mut world, home);
        let coins = [cosmwasm_std::coin(Self::WEALTH, Self::COIN)];
        world.net[home].fund(&puppet, &coins).unwrap();
        let token = install_token(
            &mut world,
            home,
            &[(&alice, Self::WEALTH), (&puppet, Self::WEALTH)],
        );
        world.allow(home, &token, None).unwrap();
        Self {
            world,
            home,
            away,
            channel,
            second,
            alice,
            bob,
            token,
            puppet,
        }
    }

    /// Like [`Scene::new`], but the hostile token may use the highest gas that any token may.
    pub fn with_room_for_reentry() -> Self {
        let mut scene = Self::new();
        let (home, token) = (scene.home, scene.token.clone());
        scene.world.allow(home, &token, Some(2_000_000)).unwrap();
        scene
    }

    /// The bank coin of `home`.
    pub fn coin(&self) -> Asset {
        Asset::Native(Self::COIN.into())
    }

    /// The hostile cw20 as an asset.
    pub fn cw20(&self) -> Asset {
        Asset::Cw20(self.token.clone())
    }

    /// Alice sends to Bob.
    pub fn send(&mut self, asset: Asset, amount: u128) -> PacketId {
        let bob = self.bob.to_string();
        self.send_to(asset, amount, &bob)
    }

    /// Alice sends to a text that is no address, so that `away` will reject the packet.
    pub fn send_in_vain(&mut self, asset: Asset, amount: u128) -> PacketId {
        self.send_to(asset, amount, "nobody")
    }

    /// Alice sends to any receiver.
    pub fn send_to(&mut self, asset: Asset, amount: u128, receiver: &str) -> PacketId {
        self.world
            .send(Send::new(&self.channel.a, &self.alice, asset, amount, receiver))
            .unwrap()
    }

    /// Bob sends the coin of `away` to Alice, and the packet is delivered. Returns her voucher.
    pub fn voucher_for_alice(&mut self, amount: u128) -> Asset {
        let asset = Asset::Native("uaway".into());
        let send = Send::new(&self.channel.b, &self.bob, asset, amount, &self.alice);
        let packet = self.world.send(send).unwrap();
        self.world.deliver(packet).unwrap();
        self.world.voucher_at(&self.channel.a, "uaway").unwrap()
    }

    /// Bob sends back his voucher of Alice's asset. The packet is not relayed.
    pub fn send_back(&mut self, path: &str, amount: u128) -> PacketId {
        let voucher = self.world.voucher_at(&self.channel.b, path).unwrap();
        let send = Send::new(&self.channel.b, &self.bob, voucher, amount, &self.alice);
        self.world.send(send).unwrap()
    }

    /// Sets what the hostile token does in a call from now on.
    pub fn arm(&mut self, call: &str, deed: token::Deed) {
        let token = self.token.clone();
        self.arm_at(&token, call, deed);
    }

    /// Like [`Scene::arm`], for another hostile token on `home`.
    pub fn arm_at(&mut self, token: &Addr, call: &str, deed: token::Deed) {
        let order = token::Order::Arm {
            call: call.into(),
            deed: Some(deed),
        };
        self.order(token, &order).unwrap();
    }

    /// Makes the hostile token follow the standard again in a call.
    pub fn disarm(&mut self, call: &str) {
        let order = token::Order::Arm {
            call: call.into(),
            deed: None,
        };
        let token = self.token.clone();
        self.order(&token, &order).unwrap();
    }

    /// Sends an order to a hostile contract on `home`.
    pub fn order(&mut self, contract: &Addr, order: &impl Serialize) -> Result<TxResponse, Error> {
        let master = self.world.net[self.home].addr("master");
        self.world.net[self.home].execute(&master, contract, order, &[])
    }

    /// Makes the puppet emit messages in one transaction.
    pub fn pull(&mut self, order: &puppet::Order) -> Result<TxResponse, Error> {
        let puppet = self.puppet.clone();
        self.order(&puppet, order)
    }

    /// The results of the messages that the hostile token emitted.
    pub fn reentries(&self) -> Vec<String> {
        self.reentries_of(&self.token)
    }

    /// Like [`Scene::reentries`], for another hostile token on `home`.
    pub fn reentries_of(&self, token: &Addr) -> Vec<String> {
        let log = self.world.net[self.home].read_json(token, token::LOG_KEY);
        log.unwrap_or_default()
    }

    /// Makes IBC core on `home` forget that a packet of the first channel is settled: it stores the commitment again.
    pub fn commit_again(&mut self, id: PacketId) -> PacketId {
        let packet = self.world.net.packet(id).packet.clone();
        let end = self.channel.a.clone();
        let next = self.world.net[self.home].next_sequence(&end.port, &end.channel);
        self.world.net[self.home].set_next_sequence(&end.port, &end.channel, packet.sequence);
        let again = self
            .world
            .net
            .forge_packet(&end, &packet.data, packet.timeout_timestamp)
            .unwrap();
        self.world.net[self.home].set_next_sequence(&end.port, &end.channel, next);
        again
    }

    /// Alice's balance of an asset.
    pub fn alice_holds(&self, asset: &Asset) -> u128 {
        self.holds(self.home, &self.alice, asset)
    }

    /// The balance of an account in an asset.
    pub fn holds(&self, chain: ChainKey, account: &Addr, asset: &Asset) -> u128 {
        small(self.world.balance(chain, account, asset))
    }

    /// The books of the contract on `home`, from its raw storage.
    pub fn books(&self) -> Books {
        self.world.books(self.home).unwrap()
    }

    /// The amount in escrow on the first channel.
    pub fn escrow(&self, asset: &Asset) -> u128 {
        let books = self.books();
        small(books.outstanding(&self.channel.a.channel, &asset.to_string()))
    }

    /// The amount in escrow on the second channel.
    pub fn escrow_of_second(&self, asset: &Asset) -> u128 {
        let books = self.books();
        small(books.outstanding(&self.second.a.channel, &asset.to_string()))
    }

    /// The open claims on `home`: owner, denom, amount held, and amount to be minted.
    pub fn claims(&self) -> Vec<(Addr, String, u128, u128)> {
        let claims = self.books().claims.into_iter();
        claims
            .map(|claim| (claim.owner, claim.denom, small(claim.held), small(claim.to_mint)))
            .collect()
    }

    /// The message that pays a claim, which a contract may emit.
    pub fn claim_message(&self, asset: &Asset, owner: Option<&Addr>, recipient: Option<&Addr>) -> CosmosMsg {
        let message = ExecuteMsg::Claim {
            denom: asset.to_string(),
            owner: owner.map(Addr::to_string),
            recipient: recipient.map(Addr::to_string),
        };
        let transfer = &self.world.deployment(self.home).transfer;
        cosmwasm_std::wasm_execute(transfer, &message, vec![])
            .unwrap()
            .into()
    }

    /// Pays a claim in a transaction of `caller`.
    pub fn claim(
        &mut self,
        caller: &Addr,
        asset: &Asset,
        owner: Option<&Addr>,
        recipient: Option<&Addr>,
    ) -> Result<TxResponse, Error> {
        let message = self.claim_message(asset, owner, recipient);
        self.world.net[self.home].tx(caller, vec![message])
    }

    /// Requires that all six invariants hold.
    #[track_caller]
    pub fn check(&self) {
        self.world.check().require().unwrap();
    }

    /// The acknowledgement of a packet as text.
    pub fn ack_text(&self, id: PacketId) -> String {
        let ack = self.world.net.packet(id).ack.clone().unwrap_or_default();
        String::from_utf8(ack).unwrap()
    }

    /// Requires that the packet is settled and that its sender has a claim.
    #[track_caller]
    pub fn assert_claimed(&self, id: PacketId, asset: &Asset, held: u128, to_mint: u128) {
        assert!(!self.world.net.packet(id).is_pending());
        let claim = (self.alice.clone(), asset.to_string(), held, to_mint);
        assert_eq!(self.claims(), [claim]);
    }
}

fn small(amount: Uint256) -> u128 {
    Uint128::try_from(amount).unwrap().u128()
}

/// Installs a hostile token on a chain, with its first holders. Its minter is `master`.
pub fn install_token(world: &mut World, chain: ChainKey, holders: &[(&Addr, u128)]) -> Addr {
    let code = world.net[chain].store_code(code::hostile_token());
    let master = world.net[chain].addr("master");
    let holders = holders.iter().map(|(holder, amount)| Cw20Coin {
        address: holder.to_string(),
        amount: Uint128::new(*amount),
    });
    let message = InstantiateMsg {
        name: "Hostile".into(),
        symbol: "HOST".into(),
        decimals: 6,
        initial_balances: holders.collect(),
        mint: Some(MinterResponse {
            minter: master.to_string(),
            cap: None,
        }),
        marketing: None,
    };
    world.net[chain]
        .instantiate(code, &master, &message, "hostile", None)
        .unwrap()
}

/// Installs a puppet on a chain.
pub fn install_puppet(world: &mut World, chain: ChainKey) -> Addr {
    let code = world.net[chain].store_code(code::puppet());
    let master = world.net[chain].addr("master");
    world.net[chain]
        .instantiate(code, &master, &Empty {}, "puppet", None)
        .unwrap()
}
