//! The storage entries that each call reads and writes. Accesses are most of what a call costs, so each entry is read and
//! written at most once.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;

use causeway_cw20::Logo;
use causeway_voucher::contract::{execute, instantiate};
use causeway_voucher::msg::ExecuteMsg;
use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Order, QuerierWrapper, Record, Storage, Uint128};
use serde_json::json;

/// A storage that records each access as `get`, `set` or `remove`, with the entry.
#[derive(Default)]
struct Noted {
    storage: MockStorage,
    accesses: RefCell<Vec<String>>,
}

impl Noted {
    fn note(&self, how: &str, key: &[u8]) {
        self.accesses
            .borrow_mut()
            .push(format!("{how} {}", readable(key)));
    }
}

impl Storage for Noted {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.note("get", key);
        self.storage.get(key)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        self.note("range", start.unwrap_or_default());
        self.storage.range(start, end, order)
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.note("set", key);
        self.storage.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.note("remove", key);
        self.storage.remove(key);
    }
}

const NAMES: [&str; 4] = ["minter", "ann", "bob", "cat"];

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// The key with names for addresses, and without the lengths before its parts.
fn readable(key: &[u8]) -> String {
    let mut text: String = key.iter().map(|byte| char::from(*byte)).collect();
    for name in NAMES {
        let address = addr(name);
        let length = char::from(u8::try_from(address.as_str().len()).unwrap());
        text = text.replace(&format!("\0{length}{address}"), &format!(":{name}"));
        text = text.replace(address.as_str(), &format!(":{name}"));
    }
    text.replace(char::is_control, "")
}

/// The accesses of one call in order, on a token of which ann holds 100 and bob may spend 50.
fn accesses(sender: &str, msg: ExecuteMsg) -> Vec<String> {
    let mut storage = Noted::default();
    let (api, querier) = (MockApi::default(), MockQuerier::default());
    let (ann, minter) = (addr("ann"), addr("minter"));
    let token = json!({
        "name": "uatom", "symbol": "UATOM", "decimals": 0,
        "initial_balances": [{"address": ann, "amount": "100"}],
        "mint": {"minter": minter, "cap": "1000"},
        "marketing": {"marketing": minter},
    });
    let token = from_json(token.to_string()).unwrap();
    let mut deps = DepsMut {
        storage: &mut storage,
        api: &api,
        querier: QuerierWrapper::new(&querier),
    };
    instantiate(deps.branch(), mock_env(), message_info(&minter, &[]), token).unwrap();
    let allow = ExecuteMsg::IncreaseAllowance {
        spender: addr("bob").into(),
        amount: Uint128::new(50),
        expires: None,
    };
    execute(deps, mock_env(), message_info(&ann, &[]), allow).unwrap();

    storage.accesses.borrow_mut().clear();
    let deps = DepsMut {
        storage: &mut storage,
        api: &api,
        querier: QuerierWrapper::new(&querier),
    };
    execute(deps, mock_env(), message_info(&addr(sender), &[]), msg).unwrap();
    storage.accesses.into_inner()
}

#[test]
fn mint_burn_and_transfer_touch_what_they_change() {
    let amount = Uint128::new(10);
    assert_eq!(
        accesses(
            "minter",
            ExecuteMsg::Mint {
                recipient: addr("cat").into(),
                amount
            }
        ),
        [
            "get token_info",
            "get balance:cat",
            "set token_info",
            "set balance:cat"
        ]
    );
    assert_eq!(
        accesses("ann", ExecuteMsg::Burn { amount }),
        [
            "get balance:ann",
            "get token_info",
            "set balance:ann",
            "set token_info"
        ]
    );
    assert_eq!(
        accesses(
            "ann",
            ExecuteMsg::Transfer {
                recipient: addr("cat").into(),
                amount
            }
        ),
        [
            "get token_info",
            "get balance:ann",
            "get balance:cat",
            "set balance:ann",
            "set balance:cat"
        ]
    );
    assert_eq!(
        accesses(
            "ann",
            ExecuteMsg::Send {
                contract: addr("cat").into(),
                amount,
                msg: Binary::default()
            }
        ),
        [
            "get balance:ann",
            "get balance:cat",
            "set balance:ann",
            "set balance:cat"
        ]
    );
    assert_eq!(
        accesses(
            "ann",
            ExecuteMsg::Transfer {
                recipient: addr("ann").into(),
                amount
            }
        ),
        ["get token_info", "get balance:ann", "set balance:ann"]
    );
}

#[test]
fn allowances_are_read_once_and_written_for_both_sides() {
    let (owner, amount) = (addr("ann").to_string(), Uint128::new(10));
    let allowance = [
        "get allowance:ann:bob",
        "set allowance:ann:bob",
        "set allowance_spender:bob:ann",
    ];
    let with = |more: [&'static str; 4]| [&allowance[..], &more[..]].concat();
    assert_eq!(
        accesses(
            "bob",
            ExecuteMsg::BurnFrom {
                owner: owner.clone(),
                amount
            }
        ),
        with([
            "get balance:ann",
            "get token_info",
            "set balance:ann",
            "set token_info"
        ])
    );
    let moved = with([
        "get balance:ann",
        "get balance:cat",
        "set balance:ann",
        "set balance:cat",
    ]);
    let recipient = addr("cat").to_string();
    assert_eq!(
        accesses(
            "bob",
            ExecuteMsg::TransferFrom {
                owner: owner.clone(),
                recipient,
                amount
            }
        ),
        [&["get token_info"], moved.as_slice()].concat()
    );
    let (contract, msg) = (addr("cat").to_string(), Binary::default());
    assert_eq!(
        accesses(
            "bob",
            ExecuteMsg::SendFrom {
                owner,
                contract,
                amount,
                msg
            }
        ),
        moved
    );

    let spender = addr("bob").to_string();
    let more = ExecuteMsg::IncreaseAllowance {
        spender: spender.clone(),
        amount,
        expires: None,
    };
    assert_eq!(accesses("ann", more), allowance);
    let less = ExecuteMsg::DecreaseAllowance {
        spender: spender.clone(),
        amount,
        expires: None,
    };
    assert_eq!(accesses("ann", less), allowance);
    let none = ExecuteMsg::DecreaseAllowance {
        spender,
        amount: Uint128::MAX,
        expires: None,
    };
    assert_eq!(
        accesses("ann", none),
        [
            "get allowance:ann:bob",
            "remove allowance:ann:bob",
            "remove allowance_spender:bob:ann"
        ]
    );
}

#[test]
fn messages_of_minter_and_marketing_account_touch_only_their_own_entries() {
    assert_eq!(
        accesses("minter", ExecuteMsg::UpdateMinter { new_minter: None }),
        ["get token_info", "set token_info"]
    );
    let about = ExecuteMsg::UpdateMarketing {
        project: Some("p".into()),
        description: None,
        marketing: None,
    };
    assert_eq!(
        accesses("minter", about),
        ["get marketing_info", "set marketing_info"]
    );
    assert_eq!(
        accesses("minter", ExecuteMsg::UploadLogo(Logo::Url("u".into()))),
        ["get marketing_info", "set logo", "set marketing_info"]
    );
}
