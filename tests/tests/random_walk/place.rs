//! The chains of a walk: two or three, with channels, accounts and tokens, and one more chain that lies to one of them.

use std::collections::{BTreeMap, BTreeSet};

use causeway_multi_test::{Asset, Error, Send, Setup, Vouchers, World};
use causeway_tests::code;
use causeway_tests::hostile::token::{armed_key, Deed};
use causeway_tests::hostile::{install_token, install_trap, Counterparty};
use causeway_tests::random::Random;
use cosmwasm_std::{Addr, Uint256};
use ibc_multi_test::{ChainKey, Channel, End, PacketId, Port, TxResponse, TRANSFER_PORT};

const WEALTH: u128 = 1_000_000;

pub struct Place {
    pub world: World,
    pub random: Random,
    pub chains: Vec<ChainKey>,
    /// Every end with its other end, in both directions.
    pub ends: Vec<(End, End)>,
    pub users: BTreeMap<ChainKey, Vec<Addr>>,
    /// The hostile cw20 of each chain.
    pub tokens: BTreeMap<ChainKey, Addr>,
    /// The hostile counterparty of the first chain. Nobody sends to it any more.
    pub liar: Counterparty,
    /// For each chain, a packet that traps wherever it is relayed.
    pub traps: BTreeMap<ChainKey, PacketId>,
    /// Accounts that cannot receive bank coins at the moment.
    pub blocked: BTreeSet<(ChainKey, Addr)>,
    /// Position in the walk: chains, seed and step. Every failure names it.
    pub at: String,
    pub counts: BTreeMap<&'static str, u64>,
    /// The supply of each bank coin, which must not change.
    supply: Vec<(ChainKey, String, Uint256)>,
}

impl Place {
    pub fn new(seed: u64, size: usize) -> Self {
        let mut world = code::world();
        let hostile = || Setup {
            vouchers: Vouchers::Custom(code::hostile_token()),
            default_gas_limit: None,
        };
        let untrusting = Setup {
            default_gas_limit: Some(400_000),
            ..Setup::default()
        };
        let mut chains = vec![
            world.add_chain_with("hub", hostile()).unwrap(),
            world.add_chain_with("zone", untrusting).unwrap(),
        ];
        if size > 2 {
            chains.push(world.add_chain_with("moon", hostile()).unwrap());
        }
        let (hub, zone) = (chains[0], chains[1]);
        let pair = |(a, b): (usize, usize)| Some((*chains.get(a)?, *chains.get(b)?));
        let mut channels = vec![];
        for (a, b) in [(0, 1), (1, 2), (2, 0), (0, 1), (1, 1)]
            .into_iter()
            .filter_map(pair)
        {
            channels.push(world.open(a, b).unwrap());
        }
        for (a, b) in [(0, 1), (2, 0)].into_iter().filter_map(pair) {
            channels.push(world.open_to_native(a, b).unwrap());
        }
        let native = Port::from((zone, TRANSFER_PORT));
        let other = Port::from((hub, &world.deployment(hub).transfer.clone()));
        channels.push(world.net.open_channel(native, other, "ics20-1").unwrap());
        let ends = channels
            .into_iter()
            .flat_map(|Channel { a, b }| [(a.clone(), b.clone()), (b, a)])
            .collect();
        let liar_chain = world.add_chain("liar").unwrap();
        let (mut users, mut tokens, mut supply) = (BTreeMap::new(), BTreeMap::new(), vec![]);
        for chain in &chains {
            let denom = format!("u{}", world.name(*chain));
            let coins = [(WEALTH, denom.as_str())];
            let names = ["alice", "bob", "carol"];
            let here = names.map(|name| world.account(*chain, name, &coins).unwrap());
            let holders = here.iter().map(|user| (user, WEALTH)).collect::<Vec<_>>();
            let token = install_token(&mut world, *chain, &holders);
            // On zone the token is not on the list, so it is tracked.
            if *chain != zone {
                world.allow(*chain, &token, Some(2_000_000)).unwrap();
            }
            supply.push((*chain, denom.clone(), world.net[*chain].supply(&denom)));
            for denom in look_alikes(&world, *chain, &token) {
                let coins = [cosmwasm_std::coin(WEALTH, &denom)];
                world.net[*chain].fund(&here[0], &coins).unwrap();
                supply.push((*chain, denom, WEALTH.into()));
            }
            users.insert(*chain, here.to_vec());
            tokens.insert(*chain, token);
        }
        let liar = liar(&mut world, liar_chain, (hub, &users[&hub][0]), &tokens[&hub]);
        let traps = chains
            .iter()
            .map(|chain| (*chain, install_trap(&mut world, *chain, liar_chain)))
            .collect();
        Self {
            world,
            random: Random(seed),
            chains,
            ends,
            users,
            tokens,
            liar,
            traps,
            blocked: BTreeSet::new(),
            at: format!("{size} chains, seed {seed}"),
            counts: BTreeMap::new(),
            supply,
        }
    }

    /// Whether the packet is forged by the hostile chain. Such packets are received, and never acknowledged.
    pub fn is_forged(&self, id: PacketId) -> bool {
        *self.world.net.packet(id).from == *self.world.net[self.liar.end.chain].id()
    }

    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Counts the effects of a transaction on tokens, including those of re-entry.
    pub fn count_effects(&mut self, response: &TxResponse) {
        let attributes = response.events.iter().flat_map(|event| &event.attributes);
        let said: Vec<_> = attributes
            .filter_map(|said| match (said.key.as_str(), said.value.as_str()) {
                ("effect", "escrow") => Some("effect: escrow"),
                ("effect", "unescrow") => Some("effect: unescrow"),
                ("effect", "mint") => Some("effect: mint"),
                ("effect", "burn") => Some("effect: burn"),
                ("effect", "refund") => Some("effect: refund"),
                ("effect", "claim") => Some("effect: claim"),
                ("action", "refund_failed") => Some("ending: claimed"),
                _ => None,
            })
            .collect();
        for what in said {
            self.count(what);
        }
    }

    /// The assets that an account holds with their amounts, including vouchers.
    pub fn holdings(&self, chain: ChainKey, user: &Addr) -> Vec<(Asset, Uint256)> {
        let coins = self.world.net[chain].balances(user).into_iter();
        let coins = coins.map(|coin| (Asset::Native(coin.denom), coin.amount));
        let tokens = self.cw20s(chain).into_iter().map(|token| {
            let asset = Asset::Cw20(token);
            let held = self.world.balance(chain, user, &asset);
            (asset, held)
        });
        coins.chain(tokens).filter(|(_, held)| !held.is_zero()).collect()
    }

    /// The assets that an end can send home: its vouchers.
    pub fn homeward(&self, end: &End) -> Vec<Asset> {
        let prefix = format!("{}/{}/", end.port, end.channel);
        if end.port == TRANSFER_PORT {
            let denoms = self.world.net[end.chain].voucher_denoms().into_iter();
            let ours = denoms.filter(|denom| denom.path().starts_with(&prefix));
            return ours.map(|denom| Asset::Native(denom.ibc_denom())).collect();
        }
        let vouchers = self.world.books(end.chain).unwrap().vouchers;
        let ours = vouchers.into_iter().filter(|(path, _)| path.starts_with(&prefix));
        ours.map(|(_, voucher)| Asset::Cw20(voucher)).collect()
    }

    /// The hostile token and all vouchers of a chain.
    pub fn cw20s(&self, chain: ChainKey) -> Vec<Addr> {
        let vouchers = self.world.books(chain).unwrap().vouchers;
        let vouchers = vouchers.into_iter().map(|(_, voucher)| voucher);
        std::iter::once(self.tokens[&chain].clone())
            .chain(vouchers)
            .collect()
    }

    /// The tokens of a chain that can be armed.
    pub fn hostile_cw20s(&self, chain: ChainKey) -> Vec<Addr> {
        match self.world.name(chain) {
            "zone" => vec![self.tokens[&chain].clone()],
            _ => self.cw20s(chain),
        }
    }

    /// Whether a token emits messages of its own inside the calls that pay it out or mint it. Such a token can block its
    /// own packets by a trap.
    pub fn emits(&self, chain: ChainKey, asset: &Asset) -> bool {
        let Asset::Cw20(token) = asset else { return false };
        ["transfer", "mint"].iter().any(|call| {
            let deed: Option<Deed> = self.world.net[chain].read_json(token, &armed_key(call));
            matches!(
                deed,
                Some(Deed::Emit(_) | Deed::EmitFirst(_) | Deed::EmitOrFail(_))
            )
        })
    }

    /// Requires that all six invariants hold, and that the supply of each bank coin is unchanged.
    pub fn require(&self) {
        let broken = self.world.check().broken;
        assert!(broken.is_empty(), "{}: {broken:#?}", self.at);
        for (chain, denom, amount) in &self.supply {
            let supply = self.world.net[*chain].supply(denom);
            assert_eq!(supply, *amount, "{}: {denom}", self.at);
        }
    }

    /// Requires that something succeeds.
    #[track_caller]
    pub fn must<T>(&self, what: &str, result: Result<T, Error>) -> T {
        result.unwrap_or_else(|error| panic!("{}: {what}: {error}", self.at))
    }
}

/// Bank coins whose names read like the chain's cw20 token, and like a voucher of its transfer contract.
fn look_alikes(world: &World, chain: ChainKey, token: &Addr) -> [String; 2] {
    let port = ibc_multi_test::contract_port(&world.deployment(chain).transfer);
    [format!("cw20:{token}"), format!("{port}/channel-0/uzone")]
}

/// A chain that holds coins and tokens of a user before it becomes hostile.
fn liar(world: &mut World, chain: ChainKey, (hub, user): (ChainKey, &Addr), token: &Addr) -> Counterparty {
    let channel = world.open(hub, chain).unwrap();
    let mallory = world.net[chain].addr("mallory");
    for asset in [Asset::Native("uhub".into()), Asset::Cw20(token.clone())] {
        let send = Send::new(&channel.a, user, asset, 5_000u128, &mallory);
        let id = world.send(send).unwrap();
        world.deliver(id).unwrap();
    }
    Counterparty::seize(world, &channel)
}
