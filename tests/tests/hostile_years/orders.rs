//! What an operator and a guardian may order, and who they are at present.

use causeway_transfer::msg::{AllowMsg, Direction, ExecuteMsg, MigrateMsg, SetLimitMsg};
use causeway_transfer::policy::clock::PauseClock;
use cosmwasm_std::{to_json_binary, Addr, WasmMsg};
use ibc_multi_test::{ChainKey, End};

use causeway_multi_test::Asset;
use causeway_tests::hostile::Scene;

use crate::year::{Hostile, Year, WEEK};

/// A chain of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The source chain of the tokens.
    Home,
    /// The chain of the vouchers.
    Away,
}

/// The operator and the guardian of a chain.
#[derive(Clone)]
pub struct Crew {
    pub chain: ChainKey,
    pub end: End,
    pub transfer: Addr,
    pub is_hostile: bool,
    /// `None`: the operator has renounced.
    pub operator: Option<Addr>,
    pub guardian: Option<Addr>,
}

impl Crew {
    pub fn of(scene: &Scene, side: Side, hostile: Hostile) -> Self {
        let (chain, end, others) = match side {
            Side::Home => (scene.home, scene.channel.a.clone(), Hostile::Away),
            Side::Away => (scene.away, scene.channel.b.clone(), Hostile::Home),
        };
        Self {
            chain,
            end,
            transfer: scene.world.deployment(chain).transfer.clone(),
            is_hostile: hostile != others,
            operator: Some(scene.world.net[chain].addr("owner")),
            guardian: None,
        }
    }
}

impl Year {
    pub fn crew(&self, side: Side) -> &Crew {
        match side {
            Side::Home => &self.crews[0],
            Side::Away => &self.crews[1],
        }
    }

    pub fn crew_mut(&mut self, side: Side) -> &mut Crew {
        match side {
            Side::Home => &mut self.crews[0],
            Side::Away => &mut self.crews[1],
        }
    }

    /// An account sends a message to the contract. The refusal is logged.
    pub fn execute(&mut self, side: Side, who: &Addr, message: &ExecuteMsg) -> bool {
        let crew = self.crew(side).clone();
        let done = self.scene.world.net[crew.chain].execute(who, &crew.transfer, message, &[]);
        match done {
            Ok(_) => self.note(format!("{side:?}: {who}: {message:?}")),
            Err(ref error) => self.note(format!("{side:?}: {message:?} refused: {}", error.text)),
        }
        done.is_ok()
    }

    /// The operator sends a message, if there is one.
    pub fn order(&mut self, side: Side, message: &ExecuteMsg) -> bool {
        let operator = self.crew(side).operator.clone();
        operator.is_some_and(|operator| self.execute(side, &operator, message))
    }

    /// Pauses for as long as is wanted, or else for as long as the last pause leaves of its week.
    pub fn pause(&mut self, side: Side, direction: Option<Direction>, wanted: u64) -> bool {
        let crew = self.crew(side).clone();
        let by_guardian = crew.operator.is_none() || (crew.guardian.is_some() && self.random.percent(40));
        let Some(who) = (if by_guardian { crew.guardian } else { crew.operator }) else {
            return false;
        };
        let clock: Option<PauseClock> =
            self.scene.world.net[crew.chain].read_json(&crew.transfer, b"pause_clock");
        let block = self.scene.world.net[crew.chain].block();
        let left = clock
            .and_then(|clock| clock.homeward)
            .map(|last| (last.begin + WEEK).saturating_sub(block.time.seconds()));
        let lengths = [Some(wanted), left.filter(|left| *left > 0 && *left < wanted)];
        for seconds in lengths.into_iter().flatten() {
            let message = ExecuteMsg::Pause {
                direction,
                seconds: Some(seconds),
            };
            if self.execute(side, &who, &message) {
                self.happened(if by_guardian {
                    "pause: guardian"
                } else {
                    "pause: operator"
                });
                return true;
            }
        }
        self.happened("pause: refused");
        false
    }

    /// Ends what may be ended.
    pub fn unpause(&mut self, side: Side, direction: Option<Direction>) {
        let crew = self.crew(side).clone();
        if let Some(who) = crew.operator.or(crew.guardian)
            && self.execute(side, &who, &ExecuteMsg::Unpause { direction })
        {
            self.happened("unpause: hostile");
        }
    }

    /// Sets or lifts a limit for an asset of the source chain.
    pub fn limit(&mut self, side: Side, direction: Direction, asset: &Asset, amount: Option<u128>) {
        let message = ExecuteMsg::SetLimit(SetLimitMsg {
            channel: self.crew(side).end.channel.clone(),
            denom: self.local_denom(side, asset),
            direction,
            amount: amount.map(Into::into),
        });
        if self.order(side, &message) {
            self.happened(match amount {
                None => "limit: none",
                Some(0) => "limit: 0",
                Some(_) => "limit: above 0",
            });
        }
    }

    /// The limit of an honest operator of the source chain.
    pub fn honest_limit(&mut self, asset: &Asset, amount: u128) {
        self.limit(Side::Home, Direction::Homeward, asset, Some(amount));
    }

    pub fn deny(&mut self, side: Side, asset: &Asset, denied: bool) {
        let message = ExecuteMsg::Deny {
            channel: self.crew(side).end.channel.clone(),
            denom: self.local_denom(side, asset),
            denied,
        };
        if self.order(side, &message) {
            self.happened("deny");
        }
    }

    pub fn wind_down(&mut self, side: Side, on: bool) {
        let channel = self.crew(side).end.channel.clone();
        if self.order(side, &ExecuteMsg::WindDown { channel, on }) {
            self.happened("wind down");
        }
    }

    /// Gas limits and timeouts.
    pub fn configure(&mut self, side: Side, gas: Option<u64>, timeout: Option<u64>) {
        let message = ExecuteMsg::UpdateConfig {
            default_timeout: timeout,
            default_gas_limit: gas,
            min_timeout: timeout,
            max_timeout: None,
            guardian: None,
        };
        if self.order(side, &message) {
            self.happened("settings");
        }
    }

    /// The lowest gas limit for the expensive token.
    pub fn starve(&mut self, gas_limit: Option<u64>) {
        let Asset::Cw20(token) = self.assets[1].clone() else {
            return;
        };
        let message = ExecuteMsg::Allow(AllowMsg {
            contract: token.to_string(),
            gas_limit,
            verify: None,
        });
        if self.order(Side::Home, &message) && gas_limit.is_some() {
            self.happened("lowest gas limit for the token");
        }
    }

    /// The admin is handed over to another account of the same people.
    pub fn hand_over(&mut self, side: Side) {
        let chain = self.crew(side).chain;
        let heir = self.scene.world.net[chain].addr(["owner", "heir"][self.random.index(2)]);
        let proposal = ExecuteMsg::UpdateAdmin {
            admin: heir.to_string(),
        };
        if self.order(side, &proposal) && self.execute(side, &heir, &ExecuteMsg::AcceptAdmin {}) {
            self.crew_mut(side).operator = Some(heir);
            self.happened("hand-over of the admin");
        }
    }

    /// Names a guardian, or removes him.
    pub fn change_guardian(&mut self, side: Side, name: Option<&str>) {
        let chain = self.crew(side).chain;
        let guardian = name.map(|name| self.scene.world.net[chain].addr(name));
        let message = ExecuteMsg::UpdateConfig {
            default_timeout: None,
            default_gas_limit: None,
            min_timeout: None,
            max_timeout: None,
            guardian: Some(guardian.as_ref().map_or(String::new(), Addr::to_string)),
        };
        if self.order(side, &message) {
            self.crew_mut(side).guardian = guardian;
            self.happened("change of the guardian");
        }
    }

    /// Removes the operator, and with him the guardian.
    pub fn renounce(&mut self, side: Side) {
        if self.order(side, &ExecuteMsg::RenounceAdmin {}) {
            let crew = self.crew_mut(side);
            crew.operator = None;
            crew.guardian = None;
            self.happened("renounced");
        }
    }

    /// Governance is deceived, and names the same people again.
    pub fn name_operator(&mut self, side: Side) {
        let crew = self.crew(side).clone();
        let chain = &mut self.scene.world.net[crew.chain];
        let (governance, heir) = (chain.addr("owner"), chain.addr("heir"));
        let code = chain.store_code((causeway_tests::code::CAUSEWAY.transfer)());
        let message = MigrateMsg {
            admin: Some(heir.to_string()),
            ..MigrateMsg::default()
        };
        let message = WasmMsg::Migrate {
            contract_addr: crew.transfer.to_string(),
            new_code_id: code,
            msg: to_json_binary(&message).unwrap(),
        };
        chain.tx(&governance, vec![message.into()]).unwrap();
        self.crew_mut(side).operator = Some(heir);
        self.happened("operator named by governance");
    }

    /// The local denom of an asset of the source chain.
    fn local_denom(&self, side: Side, asset: &Asset) -> String {
        match side {
            Side::Home => asset.to_string(),
            Side::Away => self.voucher(asset).to_string(),
        }
    }
}
