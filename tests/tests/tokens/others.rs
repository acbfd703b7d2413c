//! All that is not the token's own, and the traffic of everybody else.

use std::collections::{BTreeMap, BTreeSet};

use causeway_multi_test::{Asset, Send};
use causeway_tests::hostile::{install_token, Scene};
use causeway_transfer::msg::{AllowMsg, ExecuteMsg};
use cosmwasm_std::{coin, Addr};
use ibc_multi_test::{ChainKey, Channel, PacketId};

/// Alice's assets at home, each of another kind, and a claim of Carol's on one of them.
pub struct Others {
    /// A coin, a listed token, a tracked one and a voucher.
    pub assets: [Asset; 4],
    carol: Addr,
    pending: Vec<PacketId>,
}

/// State by the place where it stands.
pub type State = BTreeMap<String, String>;

impl Others {
    /// Everybody has something on its way, and Carol waits for a claim.
    pub fn set_out(scene: &mut Scene) -> Self {
        let home = scene.home;
        let alice = scene.alice.clone();
        let tracked = install_token(&mut scene.world, home, &[(&alice, Scene::WEALTH)]);
        allow(scene, &tracked, Some(true));
        let voucher = scene.voucher_for_alice(10_000);
        let carol = scene.world.net[home].addr("carol");
        scene.world.net[home]
            .fund(&carol, &[coin(20, Scene::COIN)])
            .unwrap();
        scene.world.net[home].set_blocked(&carol, true);
        let first = scene.channel.a.clone();
        let vain = Send::new(&first, &carol, scene.coin(), 20u128, "nobody");
        let vain = scene.world.send(vain).unwrap();
        scene.world.deliver(vain).unwrap();
        let assets = [scene.coin(), scene.cw20(), Asset::Cw20(tracked), voucher];
        let pending = assets.clone().map(|asset| scene.send_in_vain(asset, 7));
        for id in pending {
            scene.world.recv(id).unwrap();
        }
        Self {
            assets,
            carol,
            pending: pending.to_vec(),
        }
    }

    /// A packet of Alice's that was refused and is not settled yet.
    pub fn unsettled(&self) -> PacketId {
        self.pending[0]
    }

    /// Each asset goes out and home over both channels, is refused, and times out; nothing of it fails.
    pub fn trade(&mut self, scene: &mut Scene) {
        for asset in &self.assets {
            for channel in [scene.channel.clone(), scene.second.clone()] {
                round_trip(scene, asset, &channel);
                let before = scene.alice_holds(asset);
                let vain = send(scene, &channel, asset, 5, "nobody");
                scene.world.deliver(vain).unwrap();
                let bob = scene.bob.to_string();
                let late = send(scene, &channel, asset, 6, &bob);
                scene.world.expire(late).unwrap();
                assert_eq!(scene.alice_holds(asset), before);
            }
        }
        scene.check();
    }

    /// What was refused is refunded, and Carol has her claim.
    pub fn settle(&mut self, scene: &mut Scene) {
        for id in std::mem::take(&mut self.pending) {
            scene.world.ack(id).unwrap();
        }
        let (home, carol, coin) = (scene.home, self.carol.clone(), scene.coin());
        scene.world.net[home].set_blocked(&carol, false);
        scene.claim(&carol, &coin, None, None).unwrap();
        assert_eq!(scene.holds(home, &carol, &coin), 20);
        scene.check();
    }

    /// The bank, all tokens and vouchers but `token` and its own vouchers, and the contracts' state but what is about them;
    /// of packets in flight all but the sequence, for a refused send uses none.
    pub fn state(&self, scene: &Scene, token: &Addr) -> State {
        let mut state = State::new();
        for chain in [scene.home, scene.away] {
            let transfer = scene.world.deployment(chain).transfer.clone();
            let own = own_names(scene, chain, token);
            let is_own = |text: &str| own.iter().any(|name| text.contains(name.as_str()));
            let name = scene.world.name(chain);
            for (key, value) in scene.world.net[chain].dump_bank() {
                state.insert(format!("{name} bank {}", text(&key)), text(&value));
            }
            for contract in tokens_in_books(scene, chain) {
                if is_own(contract.as_str()) {
                    continue;
                }
                for (key, value) in scene.world.net[chain].dump_contract(&contract) {
                    state.insert(format!("{name} {contract} {}", text(&key)), text(&value));
                }
            }
            for (key, value) in scene.world.net[chain].dump_contract(&transfer) {
                let (key, value) = (text(&key), text(&value));
                if !key.contains("in_flight") && !is_own(&key) && !is_own(&value) {
                    state.insert(format!("{name} transfer {key}"), value);
                }
            }
            for record in scene.world.books(chain).unwrap().in_flight {
                if !is_own(&record.denom) {
                    let key = format!("{name} in flight {} {}", record.channel, record.sender);
                    state.insert(key, format!("{} {}", record.amount, record.denom));
                }
            }
        }
        for asset in &self.assets {
            let denom = asset.to_string();
            assert!(state
                .keys()
                .any(|key| key.contains("channel_state") && key.contains(&denom)));
        }
        state
    }
}

/// Puts a token on the allow list; `verify` as in the message.
pub fn allow(scene: &mut Scene, token: &Addr, verify: Option<bool>) {
    let message = ExecuteMsg::Allow(AllowMsg {
        contract: token.to_string(),
        gas_limit: None,
        verify,
    });
    let home = scene.home;
    let owner = scene.world.net[home].addr("owner");
    let transfer = scene.world.deployment(home).transfer.clone();
    scene.world.net[home]
        .execute(&owner, &transfer, &message, &[])
        .unwrap();
}

/// Names under which a token stands: its address, and those of its vouchers.
fn own_names(scene: &Scene, chain: ChainKey, token: &Addr) -> BTreeSet<String> {
    let vouchers = scene.world.books(chain).unwrap().vouchers.into_iter();
    let own = vouchers.filter(|(path, _)| path.contains(token.as_str()));
    own.map(|(_, voucher)| voucher.to_string())
        .chain([token.to_string()])
        .collect()
}

/// All cw20 tokens that a chain's contract has books or vouchers of.
fn tokens_in_books(scene: &Scene, chain: ChainKey) -> BTreeSet<Addr> {
    let books = scene.world.books(chain).unwrap();
    let api = scene.world.net[chain].api();
    let escrow = books.escrow.iter().map(|line| Asset::parse(api, &line.denom));
    let tokens = escrow.filter_map(|asset| match asset {
        Asset::Cw20(token) => Some(token),
        Asset::Native(_) => None,
    });
    let vouchers = books.vouchers.iter().map(|(_, voucher)| voucher.clone());
    tokens.chain(vouchers).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn send(scene: &mut Scene, channel: &Channel, asset: &Asset, amount: u128, receiver: &str) -> PacketId {
    let send = Send::new(&channel.a, &scene.alice, asset.clone(), amount, receiver);
    scene.world.send(send).unwrap()
}

/// Alice sends to Bob, who sends back.
fn round_trip(scene: &mut Scene, asset: &Asset, channel: &Channel) {
    let (alice, bob) = (scene.alice.clone(), scene.bob.clone());
    let before = scene.alice_holds(asset);
    let out = send(scene, channel, asset, 40, bob.as_str());
    scene.world.deliver(out).unwrap();
    let abroad = abroad(scene, asset, channel);
    let back = Send::new(&channel.b, &bob, abroad, 40u128, alice.as_str());
    let back = scene.world.send(back).unwrap();
    scene.world.deliver(back).unwrap();
    assert!(!scene.world.is_refused(out) && !scene.world.is_refused(back));
    assert_eq!(scene.alice_holds(asset), before);
}

/// What Bob gets of an asset of Alice's.
fn abroad(scene: &Scene, asset: &Asset, channel: &Channel) -> Asset {
    let books = scene.books();
    let path = books.vouchers.iter().find_map(|(path, voucher)| {
        let is_it = matches!(asset, Asset::Cw20(token) if token == voucher);
        is_it.then(|| path.clone())
    });
    let path = path.unwrap_or_else(|| asset.to_string());
    let hop = format!("{}/{}/", channel.a.port, channel.a.channel);
    match path.strip_prefix(&hop) {
        Some(home) => Asset::Native(home.into()),
        None => scene.world.voucher_at(&channel.b, &path).unwrap(),
    }
}
