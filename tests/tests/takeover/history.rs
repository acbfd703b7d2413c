//! One random history: its steps, and what the model expects of each.

use std::collections::BTreeMap;

use causeway_tests::hostile::token::{Deed, Order};
use causeway_tests::random::Random;
use cosmwasm_std::{Addr, CosmosMsg};
use ibc_multi_test::ChainKey;
use serde_json::json;

use crate::model::{Model, Sent};
use crate::stage::{Stage, COINS, WEALTH};

pub struct History {
    pub stage: Stage,
    pub model: Model,
    pub random: Random,
    pub packets: Vec<Sent>,
    /// What was done, for the report and for every failure.
    pub counts: BTreeMap<String, u64>,
    pub at: String,
}

type Step = (&'static str, fn(&mut History));

/// What can happen before the takeover, and after it; the more often named, the likelier.
const BEFORE: &[Step] = &[
    ("send", History::send_out),
    ("send", History::send_out),
    ("send", History::send_out),
    ("send back", History::send_in),
    ("send back", History::send_in),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("pass", History::pass),
    ("close or open", History::close_or_open),
    ("trouble", History::trouble),
    ("false return", History::false_return),
    ("replay", History::replay),
];
const AFTER: &[Step] = &[
    ("send", History::send_out),
    ("send", History::send_out),
    ("send", History::send_out),
    ("send back", History::send_in),
    ("send back", History::send_in),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("relay", History::relay_any),
    ("pass", History::pass),
    ("close or open", History::close_or_open),
    ("trouble", History::trouble),
    ("false return", History::false_return),
    ("replay", History::replay),
    ("core forgets", History::core_forgets),
    ("core forgets", History::core_forgets),
    ("claim", History::claim),
    ("settle", History::settle),
    ("assign", History::assign),
    ("allow", History::allow),
    ("open", History::open),
];

impl History {
    pub fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let stage = Stage::new(&mut random);
        let mut model = Model::default();
        for (chain, coins) in [
            (stage.hub, &COINS[..]),
            (stage.zone, &["uzone"]),
            (stage.moon, &["umoon"]),
        ] {
            for user in stage.users(chain) {
                for coin in coins {
                    *model.balance(chain, &user, coin) = WEALTH;
                }
            }
        }
        for user in stage.users(stage.hub) {
            for token in &stage.tokens {
                *model.balance(stage.hub, &user, &format!("cw20:{}", token.address)) = WEALTH;
            }
        }
        Self {
            stage,
            model,
            random,
            packets: vec![],
            counts: BTreeMap::new(),
            at: format!("seed {seed}"),
        }
    }

    /// Traffic under cw20-ics20, the takeover, traffic under Causeway, and the end of it all.
    pub fn run(&mut self) {
        let (before, after) = (8 + self.random.below(16), 8 + self.random.below(16));
        self.steps(before, BEFORE, "before");
        self.take_over();
        self.check();
        self.steps(after, AFTER, "after");
        self.finish();
    }

    fn steps(&mut self, count: u64, from: &[Step], phase: &str) {
        let seed = self.at.split(',').next().unwrap_or_default().to_string();
        for step in 0..count {
            let (name, done) = self.random.pick(from).unwrap();
            self.at = format!("{seed}, step {step} {phase}: {name}");
            done(self);
            self.check();
        }
    }

    pub fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    pub fn user(&mut self, chain: ChainKey) -> Addr {
        let users = self.stage.users(chain);
        self.random.pick(&users).unwrap()
    }

    /// What must be refused, and change nothing: the text of the refusal.
    #[track_caller]
    pub fn refused(
        &mut self,
        deed: impl FnOnce(&mut Stage) -> ibc_multi_test::TxResult<ibc_multi_test::TxResponse>,
    ) -> String {
        let before = self.stage.storage();
        let refused = deed(&mut self.stage);
        assert!(refused.is_err(), "{}: went through", self.at);
        assert!(self.stage.storage() == before, "{}: left a trace", self.at);
        refused.unwrap_err().text
    }

    fn close_or_open(&mut self) {
        let channel = self.random.index(self.stage.channels.len());
        if !self.stage.is_open(channel) {
            self.stage.open_again(channel);
        } else if self.random.percent(50) {
            self.stage.close(channel, self.model.is_new);
        }
    }

    /// A user is put on the bank's list of blocked accounts, the hostile token refuses transfers; or they are mended.
    fn trouble(&mut self) {
        let user = self.user(self.stage.hub);
        if self.random.percent(30) {
            let blocked = self.random.percent(60);
            self.block(&user, blocked);
            return;
        }
        let armed = self.random.percent(60);
        self.arm(armed);
    }

    pub fn block(&mut self, user: &Addr, blocked: bool) {
        self.stage.net[self.stage.hub].set_blocked(user, blocked);
        match blocked {
            true => self.model.blocked.insert(user.clone()),
            false => self.model.blocked.remove(user),
        };
    }

    pub fn arm(&mut self, armed: bool) {
        let hostile = self.stage.tokens.iter().filter(|token| token.is_hostile);
        for token in hostile.map(|token| token.address.clone()).collect::<Vec<_>>() {
            let order = Order::Arm {
                call: "transfer".into(),
                deed: armed.then(|| Deed::Fail("no".into())),
            };
            let master = self.stage.governance.clone();
            let hub = self.stage.hub;
            self.stage.net[hub].execute(&master, &token, &order, &[]).unwrap();
            match armed {
                true => self.model.armed.insert(token),
                false => self.model.armed.remove(&token),
            };
        }
    }

    fn allow(&mut self) {
        let index = self.random.index(self.stage.tokens.len());
        let token = self.stage.tokens[index].address.clone();
        let gas_limit = self.random.pick(&[None, Some(5_000), Some(900_000)]).unwrap();
        let verify = self.random.pick(&[None, Some(true), Some(false)]).unwrap();
        let message = json!({"allow": {"contract": token, "gas_limit": gas_limit, "verify": verify}});
        let Stage {
            hub,
            governance,
            contract,
            ..
        } = &self.stage;
        let (hub, governance, contract) = (*hub, governance.clone(), contract.clone());
        self.stage.net[hub]
            .execute(&governance, &contract, &message, &[])
            .unwrap();
        self.stage.tokens[index].listed = Some(gas_limit);
        match verify {
            Some(true) => {
                let held = *self.model.balance(hub, &contract, &format!("cw20:{token}"));
                self.model.tracked.entry(token).or_insert(held);
            }
            Some(false) => {
                self.model.tracked.remove(&token);
            }
            None => {}
        }
    }

    fn open(&mut self) {
        if self.stage.channels.len() < 5 {
            let to_moon = self.random.percent(50);
            self.stage.open(to_moon);
            let channel = self.stage.channels.last().unwrap().a.channel.clone();
            self.model.first_own.insert(channel, 1);
        }
    }

    /// Anybody claims for an owner.
    fn claim(&mut self) {
        let claims: Vec<_> = self.model.claims.keys().cloned().collect();
        if let Some((owner, path)) = self.random.pick(&claims) {
            self.claim_for(&owner, &path);
        }
    }

    pub fn claim_for(&mut self, owner: &Addr, path: &str) {
        let hub = self.stage.hub;
        let asset = self.stage.asset(hub, path).unwrap();
        let caller = self.user(hub);
        let message = json!({"claim": {"denom": asset.to_string(), "owner": owner}});
        let contract = self.stage.contract.clone();
        let message: CosmosMsg = cosmwasm_std::wasm_execute(&contract, &message, vec![])
            .unwrap()
            .into();
        let key = (owner.clone(), path.to_string());
        let claim = self.model.claims[&key];
        if claim.held > 0 && !self.can_pay(path, owner) {
            self.refused(|stage| stage.net[hub].tx(&caller, vec![message]));
            self.count("claim: cannot be paid yet");
            return;
        }
        let paid = self.stage.net[hub].tx(&caller, vec![message]);
        paid.unwrap_or_else(|error| panic!("{}: {error}", self.at));
        self.model.claims.remove(&key);
        self.pay_out(path, owner, claim.held);
        *self.model.balance(hub, owner, path) += claim.to_mint;
        self.count("claim: paid");
    }
}
