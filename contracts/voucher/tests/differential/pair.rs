//! The voucher and cw20-base next to each other, with the same block time.

use std::panic::{catch_unwind, AssertUnwindSafe};

use cosmwasm_std as std3;
use cosmwasm_std_2 as std2;
use cw20_base_peer as peer;
use serde_json::Value;

use crate::store::Store;

/// The outcome of a call on both codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Accepted,
    Refused,
    /// cw20-base panicked, and the voucher returned an error.
    PeerPanicked,
    /// cw20-base accepted a transfer to the minter or to the token itself, and the voucher rejected it.
    OnlyHere,
}

pub struct Pair {
    pub ours: Store,
    pub theirs: Store,
    pub height: u64,
    pub nanos: u64,
    /// The last error of the voucher.
    pub refusal: String,
}

/// The address of the token.
pub fn contract() -> String {
    std3::testing::MockApi::default().addr_make("voucher").into()
}

fn is_refused_only_here(refusal: &str) -> bool {
    use causeway_voucher::ContractError::{RecipientIsMinter, RecipientIsToken};
    [RecipientIsMinter, RecipientIsToken]
        .iter()
        .any(|error| error.to_string() == refusal)
}

impl Pair {
    pub fn new(height: u64, nanos: u64) -> Self {
        Self {
            ours: Store::default(),
            theirs: Store::default(),
            height,
            nanos,
            refusal: String::new(),
        }
    }

    pub fn instantiate(&mut self, sender: &str, json: &str) -> Outcome {
        let (env2, env3) = self.envs();
        let ours = |deps: std3::DepsMut| {
            let msg = std3::from_json(json).map_err(|e| e.to_string())?;
            let info = info3(sender);
            causeway_voucher::contract::instantiate(deps, env3, info, msg).map_err(|e| e.to_string())
        };
        let theirs = |deps: std2::DepsMut| {
            let msg = std2::from_json(json).map_err(|e| e.to_string())?;
            peer::contract::instantiate(deps, env2, info2(sender), msg).map_err(|e| e.to_string())
        };
        self.both(json, ours, theirs)
    }

    pub fn execute(&mut self, sender: &str, json: &str) -> Outcome {
        let (env2, env3) = self.envs();
        let ours = |deps: std3::DepsMut| {
            let msg = std3::from_json(json).map_err(|e| e.to_string())?;
            causeway_voucher::contract::execute(deps, env3, info3(sender), msg).map_err(|e| e.to_string())
        };
        let theirs = |deps: std2::DepsMut| {
            let msg = std2::from_json(json).map_err(|e| e.to_string())?;
            peer::contract::execute(deps, env2, info2(sender), msg).map_err(|e| e.to_string())
        };
        self.both(json, ours, theirs)
    }

    /// From here on the voucher runs on the storage that cw20-base has written.
    pub fn migrate(&mut self) {
        self.ours = self.theirs.clone();
        let env = self.envs().1;
        let querier = std3::testing::MockQuerier::default();
        let deps = std3::DepsMut {
            storage: &mut self.ours,
            api: &std3::testing::MockApi::default(),
            querier: std3::QuerierWrapper::new(&querier),
        };
        causeway_voucher::contract::migrate(deps, env, causeway_voucher::msg::MigrateMsg {}).unwrap();
        self.compare_storage("the migration");
    }

    /// Queries both. The answers must be equal byte for byte.
    pub fn query(&mut self, json: &str) -> Outcome {
        let (env2, env3) = self.envs();
        let (api2, querier2) = (
            std2::testing::MockApi::default(),
            std2::testing::MockQuerier::default(),
        );
        let (api3, querier3) = (
            std3::testing::MockApi::default(),
            std3::testing::MockQuerier::default(),
        );
        let deps2 = std2::Deps {
            storage: &self.theirs,
            api: &api2,
            querier: std2::QuerierWrapper::new(&querier2),
        };
        let deps3 = std3::Deps {
            storage: &self.ours,
            api: &api3,
            querier: std3::QuerierWrapper::new(&querier3),
        };
        let ours = std3::from_json(json)
            .map_err(|e| e.to_string())
            .and_then(|msg| causeway_voucher::contract::query(deps3, env3, msg).map_err(|e| e.to_string()));
        let theirs = std2::from_json(json)
            .map_err(|e| e.to_string())
            .and_then(|msg| peer::contract::query(deps2, env2, msg).map_err(|e| e.to_string()));
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                assert_eq!(
                    text(ours.as_slice()),
                    text(theirs.as_slice()),
                    "answers to {json}"
                );
                Outcome::Accepted
            }
            (Err(ours), Err(_)) => {
                self.refusal = ours;
                Outcome::Refused
            }
            (ours, theirs) => panic!("{json}: ours {ours:?}, theirs {theirs:?}"),
        }
    }

    /// Runs a call on both as a host does: the changes of a call that fails are reverted. Then everything must be equal.
    fn both(
        &mut self,
        json: &str,
        ours: impl FnOnce(std3::DepsMut) -> Result<std3::Response, String>,
        theirs: impl FnOnce(std2::DepsMut) -> Result<std2::Response, String>,
    ) -> Outcome {
        let before = (self.ours.clone(), self.theirs.clone());
        let ours = ours(std3::DepsMut {
            storage: &mut self.ours,
            api: &std3::testing::MockApi::default(),
            querier: std3::QuerierWrapper::new(&std3::testing::MockQuerier::default()),
        });
        let theirs = catch_unwind(AssertUnwindSafe(|| {
            theirs(std2::DepsMut {
                storage: &mut self.theirs,
                api: &std2::testing::MockApi::default(),
                querier: std2::QuerierWrapper::new(&std2::testing::MockQuerier::default()),
            })
        }));
        let outcome = match (ours, theirs) {
            (Ok(ours), Ok(Ok(theirs))) => {
                assert_eq!(to_json(&ours), to_json(&theirs), "responses to {json}");
                Outcome::Accepted
            }
            (Err(ours), theirs) if !matches!(theirs, Ok(Ok(_))) => {
                self.refusal = ours;
                if theirs.is_err() {
                    Outcome::PeerPanicked
                } else {
                    Outcome::Refused
                }
            }
            (Err(ours), _) if is_refused_only_here(&ours) => {
                self.refusal = ours;
                Outcome::OnlyHere
            }
            (ours, theirs) => panic!("{json}: ours {ours:?}, theirs {theirs:?}"),
        };
        if outcome != Outcome::Accepted {
            (self.ours, self.theirs) = before;
        }
        self.compare_storage(json);
        outcome
    }

    /// Compares every entry except `contract_info`, byte for byte.
    fn compare_storage(&self, after: &str) {
        if entries(&self.ours).eq(entries(&self.theirs)) {
            return;
        }
        let readable = |store| {
            entries(store)
                .map(|(k, v)| (text(k), text(v)))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            readable(&self.ours),
            readable(&self.theirs),
            "storage after {after}"
        );
    }

    fn envs(&self) -> (std2::Env, std3::Env) {
        let env2 = std2::Env {
            block: std2::BlockInfo {
                height: self.height,
                time: std2::Timestamp::from_nanos(self.nanos),
                chain_id: "chain-1".to_string(),
            },
            transaction: None,
            contract: std2::ContractInfo {
                address: std2::Addr::unchecked(contract()),
            },
        };
        let mut env3 = std3::testing::mock_env();
        env3.block.height = self.height;
        env3.block.time = std3::Timestamp::from_nanos(self.nanos);
        env3.contract.address = std3::Addr::unchecked(contract());
        (env2, env3)
    }
}

fn info2(sender: &str) -> std2::MessageInfo {
    std2::MessageInfo {
        sender: std2::Addr::unchecked(sender),
        funds: vec![],
    }
}

fn info3(sender: &str) -> std3::MessageInfo {
    std3::MessageInfo {
        sender: std3::Addr::unchecked(sender),
        funds: vec![],
    }
}

fn entries(store: &Store) -> impl Iterator<Item = (&Vec<u8>, &Vec<u8>)> {
    store
        .0
        .iter()
        .filter(|(key, _)| key.as_slice() != b"contract_info")
}

fn to_json(response: &impl serde::Serialize) -> Value {
    serde_json::to_value(response).expect("a response is JSON")
}

/// A text for bytes. It is injective, unlike a lossy conversion, because keys contain length bytes.
fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}
