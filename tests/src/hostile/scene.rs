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

/// Alice at `home` sends to Bob at `away`, over the first or the second channel between the two.
pub struct Scene {
    /// Both chains with their contracts.
    pub world: World,
    /// Where the tokens are at home.
    pub home: ChainKey,
    /// The other chain.
    pub away: ChainKey,
    /// The first channel; its end `a` is at home.
    pub channel: Channel,
    /// Another one between the same contracts.
    pub second: Channel,
    /// At home, with 1,000,000 of all there is.
    pub alice: Addr,
    /// A user of the chain `away`, with 1,000,000 of its coin.
    pub bob: Addr,
    /// A hostile cw20 at home, on the allow list, not armed yet.
    pub token: Addr,
    /// An account at home that is a contract, with as much as Alice.
    pub puppet: Addr,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// How much everybody begins with.
    pub const WEALTH: u128 = 1_000_000;
    /// The bank coin at home.
    pub const COIN: &'static str = "uhome";

    /// Nothing has been sent.
    pub fn new() -> Self {
        Self::with_vouchers_at_home(Setup::default())
    }

    /// [`Scene::new`] with another set-up of the contract at home.
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

    /// [`Scene::new`], where the hostile token may spend all the gas that any token may.
    pub fn with_room_for_reentry() -> Self {
        let mut scene = Self::new();
        let (home, token) = (scene.home, scene.token.clone());
        scene.world.allow(home, &token, Some(2_000_000)).unwrap();
        scene
    }

    /// The bank coin at home.
    pub fn coin(&self) -> Asset {
        Asset::Native(Self::COIN.into())
    }

    /// The hostile cw20.
    pub fn cw20(&self) -> Asset {
        Asset::Cw20(self.token.clone())
    }

    /// Alice sends to Bob.
    pub fn send(&mut self, asset: Asset, amount: u128) -> PacketId {
        let bob = self.bob.to_string();
        self.send_to(asset, amount, &bob)
    }

    /// Alice sends to nobody: away, it will be refused.
    pub fn send_in_vain(&mut self, asset: Asset, amount: u128) -> PacketId {
        self.send_to(asset, amount, "nobody")
    }

    /// Alice sends to whomever.
    pub fn send_to(&mut self, asset: Asset, amount: u128, receiver: &str) -> PacketId {
        self.world
            .send(Send::new(&self.channel.a, &self.alice, asset, amount, receiver))
            .unwrap()
    }

    /// Bob sends away's coin to Alice, and it arrives: what she then holds.
    pub fn voucher_for_alice(&mut self, amount: u128) -> Asset {
        let asset = Asset::Native("uaway".into());
        let send = Send::new(&self.channel.b, &self.bob, asset, amount, &self.alice);
        let packet = self.world.send(send).unwrap();
        self.world.deliver(packet).unwrap();
        self.world.voucher_at(&self.channel.a, "uaway").unwrap()
    }

    /// Bob sends back what he holds of Alice's asset; not relayed.
    pub fn send_back(&mut self, path: &str, amount: u128) -> PacketId {
        let voucher = self.world.voucher_at(&self.channel.b, path).unwrap();
        let send = Send::new(&self.channel.b, &self.bob, voucher, amount, &self.alice);
        self.world.send(send).unwrap()
    }

    /// Tells the hostile token what to do on a call from now on.
    pub fn arm(&mut self, call: &str, deed: token::Deed) {
        let token = self.token.clone();
        self.arm_at(&token, call, deed);
    }

    /// [`Scene::arm`] for another hostile token at home.
    pub fn arm_at(&mut self, token: &Addr, call: &str, deed: token::Deed) {
        let order = token::Order::Arm {
            call: call.into(),
            deed: Some(deed),
        };
        self.order(token, &order).unwrap();
    }

    /// The hostile token keeps its word again.
    pub fn disarm(&mut self, call: &str) {
        let order = token::Order::Arm {
            call: call.into(),
            deed: None,
        };
        let token = self.token.clone();
        self.order(&token, &order).unwrap();
    }

    /// Tells a hostile contract at home something.
    pub fn order(&mut self, contract: &Addr, order: &impl Serialize) -> Result<TxResponse, Error> {
        let master = self.world.net[self.home].addr("master");
        self.world.net[self.home].execute(&master, contract, order, &[])
    }

    /// The puppet emits messages in one transaction.
    pub fn pull(&mut self, order: &puppet::Order) -> Result<TxResponse, Error> {
        let puppet = self.puppet.clone();
        self.order(&puppet, order)
    }

    /// How the messages that the hostile token emitted ended.
    pub fn reentries(&self) -> Vec<String> {
        self.reentries_of(&self.token)
    }

    /// [`Scene::reentries`] of another hostile token at home.
    pub fn reentries_of(&self, token: &Addr) -> Vec<String> {
        let log = self.world.net[self.home].read_json(token, token::LOG_KEY);
        log.unwrap_or_default()
    }

    /// Core at home forgets that it has settled a packet of the first channel: it commits to the very same once more.
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

    /// What Alice holds of an asset.
    pub fn alice_holds(&self, asset: &Asset) -> u128 {
        self.holds(self.home, &self.alice, asset)
    }

    /// What an account holds of an asset.
    pub fn holds(&self, chain: ChainKey, account: &Addr, asset: &Asset) -> u128 {
        small(self.world.balance(chain, account, asset))
    }

    /// The books of the contract at home, from its raw storage.
    pub fn books(&self) -> Books {
        self.world.books(self.home).unwrap()
    }

    /// In escrow on the first channel.
    pub fn escrow(&self, asset: &Asset) -> u128 {
        let books = self.books();
        small(books.outstanding(&self.channel.a.channel, &asset.to_string()))
    }

    /// In escrow on the second channel.
    pub fn escrow_of_second(&self, asset: &Asset) -> u128 {
        let books = self.books();
        small(books.outstanding(&self.second.a.channel, &asset.to_string()))
    }

    /// Open claims at home: owner, denom, and what is held and to be minted.
    pub fn claims(&self) -> Vec<(Addr, String, u128, u128)> {
        let claims = self.books().claims.into_iter();
        claims
            .map(|claim| (claim.owner, claim.denom, small(claim.held), small(claim.to_mint)))
            .collect()
    }

    /// A claim, as a message that a contract may emit.
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

    /// Claims as `caller`.
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

    /// All six invariants hold, or the test fails.
    #[track_caller]
    pub fn check(&self) {
        self.world.check().require().unwrap();
    }

    /// What an acknowledgement says.
    pub fn ack_text(&self, id: PacketId) -> String {
        let ack = self.world.net.packet(id).ack.clone().unwrap_or_default();
        String::from_utf8(ack).unwrap()
    }

    /// The packet ended in a claim: it is settled, and its value is kept for its sender.
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

/// A hostile token on a chain of a world, with its first holders; its minter is `master`.
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

/// A puppet on a chain of a world.
pub fn install_puppet(world: &mut World, chain: ChainKey) -> Addr {
    let code = world.net[chain].store_code(code::puppet());
    let master = world.net[chain].addr("master");
    world.net[chain]
        .instantiate(code, &master, &Empty {}, "puppet", None)
        .unwrap()
}
