//! The differences between the voucher and cw20-base, and migrations to the voucher. Everything else is compared with
//! cw20-base by random calls.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests"
)]

use causeway_cw20::{Cw20Coin, MinterResponse};
use causeway_voucher::contract::{execute, instantiate, migrate, query};
use causeway_voucher::msg::{ExecuteMsg, InstantiateMarketingInfo, InstantiateMsg, MigrateMsg, QueryMsg};
use causeway_voucher::state::{BALANCES, MARKETING_INFO, TOKEN_INFO};
use causeway_voucher::ContractError;
use cosmwasm_schema::QueryResponses;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{coins, from_json, Addr, Empty, Order, OwnedDeps, Response, StdResult, Storage, Uint128};
use cw2::{get_contract_version, set_contract_version};

type Chain = OwnedDeps<MockStorage, MockApi, MockQuerier, Empty>;

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn coin(name: &str, amount: u128) -> Cw20Coin {
    Cw20Coin {
        address: addr(name).into(),
        amount: amount.into(),
    }
}

/// A token whose minter is `minter`.
fn token(initial_balances: Vec<Cw20Coin>) -> InstantiateMsg {
    InstantiateMsg {
        name: "uatom (channel-0)".to_string(),
        symbol: "UATOM".to_string(),
        decimals: 0,
        initial_balances,
        mint: Some(MinterResponse {
            minter: addr("minter").into(),
            cap: None,
        }),
        marketing: None,
    }
}

fn create(chain: &mut Chain, msg: InstantiateMsg) -> Result<Response, ContractError> {
    instantiate(
        chain.as_mut(),
        mock_env(),
        message_info(&addr("creator"), &[]),
        msg,
    )
}

fn call(chain: &mut Chain, sender: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
    execute(chain.as_mut(), mock_env(), message_info(&addr(sender), &[]), msg)
}

fn mint(recipient: &str, amount: u128) -> ExecuteMsg {
    ExecuteMsg::Mint {
        recipient: addr(recipient).into(),
        amount: amount.into(),
    }
}

fn balance(chain: &Chain, name: &str) -> u128 {
    BALANCES
        .may_load(&chain.storage, &addr(name))
        .unwrap()
        .unwrap_or_default()
        .u128()
}

fn supply(chain: &Chain) -> u128 {
    TOKEN_INFO.load(&chain.storage).unwrap().total_supply.u128()
}

fn entries(chain: &Chain) -> Vec<(Vec<u8>, Vec<u8>)> {
    chain.storage.range(None, None, Order::Ascending).collect()
}

#[test]
fn the_supply_can_be_all_that_128_bits_hold() {
    let mut chain = mock_dependencies();
    create(
        &mut chain,
        token(vec![coin("ann", u128::MAX - 2), coin("bob", 1)]),
    )
    .unwrap();
    call(&mut chain, "minter", mint("ann", 1)).unwrap();
    assert_eq!(
        (supply(&chain), balance(&chain, "ann")),
        (u128::MAX, u128::MAX - 1)
    );

    let all = ExecuteMsg::Transfer {
        recipient: addr("bob").into(),
        amount: (u128::MAX - 1).into(),
    };
    call(&mut chain, "ann", all).unwrap();
    assert_eq!((balance(&chain, "ann"), balance(&chain, "bob")), (0, u128::MAX));

    call(&mut chain, "bob", ExecuteMsg::Burn { amount: Uint128::MAX }).unwrap();
    assert_eq!((supply(&chain), balance(&chain, "bob")), (0, 0));
}

#[test]
fn a_supply_beyond_128_bits_is_an_error_that_leaves_no_trace() {
    let mut chain = mock_dependencies();
    let err = create(&mut chain, token(vec![coin("ann", u128::MAX), coin("bob", 1)])).unwrap_err();
    assert!(matches!(err, ContractError::Overflow), "{err}");

    let mut chain = mock_dependencies();
    create(&mut chain, token(vec![coin("ann", u128::MAX)])).unwrap();
    let before = entries(&chain);
    for (recipient, amount) in [("ann", 1), ("bob", 1), ("bob", u128::MAX)] {
        let err = call(&mut chain, "minter", mint(recipient, amount)).unwrap_err();
        assert!(matches!(err, ContractError::Overflow), "{err}");
        assert_eq!(entries(&chain), before);
    }
}

#[test]
fn an_allowance_beyond_128_bits_is_an_error_that_leaves_no_trace() {
    let mut chain = mock_dependencies();
    create(&mut chain, token(vec![])).unwrap();
    let allow = |amount: Uint128| ExecuteMsg::IncreaseAllowance {
        spender: addr("bob").into(),
        amount,
        expires: None,
    };
    call(&mut chain, "ann", allow(Uint128::MAX)).unwrap();
    let before = entries(&chain);
    let err = call(&mut chain, "ann", allow(Uint128::one())).unwrap_err();
    assert!(matches!(err, ContractError::Overflow), "{err}");
    assert_eq!(entries(&chain), before);
}

#[test]
fn bank_coins_are_refused() {
    let mut chain = mock_dependencies();
    let info = message_info(&addr("ann"), &coins(1, "stake"));
    let err = instantiate(chain.as_mut(), mock_env(), info.clone(), token(vec![])).unwrap_err();
    assert!(matches!(err, ContractError::Payment(_)), "{err}");
    create(&mut chain, token(vec![coin("ann", 5)])).unwrap();
    let burn = ExecuteMsg::Burn {
        amount: Uint128::one(),
    };
    let err = execute(chain.as_mut(), mock_env(), info, burn).unwrap_err();
    assert!(matches!(err, ContractError::Payment(_)), "{err}");
    assert_eq!(supply(&chain), 5);
}

#[test]
fn unknown_fields_are_refused() {
    fn refused<T: serde::de::DeserializeOwned>(json: &str) {
        let known: StdResult<T> = from_json(json.replace(r#","x":1"#, ""));
        assert!(known.is_ok(), "{json} is wrong in itself");
        let unknown: StdResult<T> = from_json(json);
        assert!(unknown.is_err(), "{json} was accepted");
    }
    refused::<ExecuteMsg>(r#"{"burn":{"amount":"1","x":1}}"#);
    refused::<QueryMsg>(r#"{"all_accounts":{"limit":1,"x":1}}"#);
    let token = |inside: &str| {
        format!(r#"{{"name":"uatom","symbol":"UATOM","decimals":0,"initial_balances":[]{inside}}}"#)
    };
    refused::<InstantiateMsg>(&token(r#","x":1"#));
    refused::<InstantiateMsg>(&token(r#","mint":{"minter":"ann","x":1}"#));
    refused::<InstantiateMsg>(&token(r#","marketing":{"project":"p","x":1}"#));
}

#[test]
fn control_characters_are_read_as_either_code_writes_them() {
    let mut chain = mock_dependencies();
    let about = InstantiateMarketingInfo {
        project: Some("\u{1f}".to_string()),
        description: None,
        marketing: None,
        logo: None,
    };
    create(
        &mut chain,
        InstantiateMsg {
            marketing: Some(about),
            ..token(vec![])
        },
    )
    .unwrap();
    let ours = String::from_utf8(chain.storage.get(b"marketing_info").unwrap()).unwrap();
    assert!(ours.contains(r#""\u001f""#), "{ours}");
    let written = MARKETING_INFO.load(&chain.storage).unwrap();
    let theirs = ours.replace(r"\u001f", r"\u001F");
    chain.storage.set(b"marketing_info", theirs.as_bytes());
    assert_eq!(MARKETING_INFO.load(&chain.storage).unwrap(), written);
}

#[test]
fn a_token_of_our_own_migrates_to_the_same_or_a_newer_version() {
    let mut chain = mock_dependencies();
    create(&mut chain, token(vec![coin("ann", 5)])).unwrap();
    let created = entries(&chain);
    let version = get_contract_version(&chain.storage).unwrap();
    assert_eq!(version.contract, "crates.io:causeway-voucher");
    assert_eq!(version.version, env!("CARGO_PKG_VERSION"));

    migrate(chain.as_mut(), mock_env(), MigrateMsg {}).unwrap();
    assert_eq!(entries(&chain), created);
    set_contract_version(&mut chain.storage, version.contract.clone(), "0.0.1").unwrap();
    migrate(chain.as_mut(), mock_env(), MigrateMsg {}).unwrap();
    assert_eq!(entries(&chain), created);
}

#[test]
fn a_cw20_base_migrates_with_every_entry_but_its_name_kept() {
    for old in ["0.14.0", "0.16.0", "1.1.2", "2.0.0"] {
        let mut chain = mock_dependencies();
        create(&mut chain, token(vec![coin("ann", 5)])).unwrap();
        let created = entries(&chain);
        set_contract_version(&mut chain.storage, "crates.io:cw20-base", old).unwrap();
        migrate(chain.as_mut(), mock_env(), MigrateMsg {}).unwrap();
        assert_eq!(entries(&chain), created, "from {old}");
    }
}

#[test]
fn other_codes_and_newer_versions_do_not_migrate() {
    let refused = [
        ("crates.io:causeway-voucher", "99.0.0", "newer version"),
        ("crates.io:cw20-base", "2.0.1", "newer version"),
        ("crates.io:cw20-base", "0.13.4", "older than 0.14.0"),
        ("crates.io:cw20-base", "two", "Semver"),
        ("crates.io:cw20-ics20", "2.0.0", "Cannot migrate"),
    ];
    for (code, version, why) in refused {
        let mut chain = mock_dependencies();
        create(&mut chain, token(vec![])).unwrap();
        set_contract_version(&mut chain.storage, code, version).unwrap();
        let err = migrate(chain.as_mut(), mock_env(), MigrateMsg {})
            .unwrap_err()
            .to_string();
        assert!(err.contains(why), "{code} {version}: {err}");
    }
    let mut nothing = mock_dependencies();
    assert!(migrate(nothing.as_mut(), mock_env(), MigrateMsg {}).is_err());
}

#[test]
fn every_query_has_a_schema_of_its_answer() {
    assert_eq!(QueryMsg::response_schemas().len(), 9);
}

#[test]
fn a_burn_needs_no_minter() {
    let mut chain = mock_dependencies();
    create(
        &mut chain,
        InstantiateMsg {
            mint: None,
            ..token(vec![coin("ann", 5)])
        },
    )
    .unwrap();
    call(
        &mut chain,
        "ann",
        ExecuteMsg::Burn {
            amount: Uint128::new(2),
        },
    )
    .unwrap();
    let err = call(&mut chain, "minter", mint("ann", 1)).unwrap_err();
    assert!(matches!(err, ContractError::Unauthorized), "{err}");
    let answer = query(chain.as_ref(), mock_env(), QueryMsg::Minter {}).unwrap();
    assert_eq!(answer.as_slice(), b"null");
    assert_eq!((supply(&chain), balance(&chain, "ann")), (3, 3));
}

#[test]
fn marketing_information_that_says_nothing_any_more_is_removed() {
    let mut chain = mock_dependencies();
    let about = InstantiateMarketingInfo {
        project: Some("p".to_string()),
        description: None,
        marketing: Some(addr("ann").into()),
        logo: None,
    };
    create(
        &mut chain,
        InstantiateMsg {
            marketing: Some(about),
            ..token(vec![])
        },
    )
    .unwrap();
    let blank = Some(" ".to_string());
    let clear = ExecuteMsg::UpdateMarketing {
        project: blank.clone(),
        description: None,
        marketing: blank,
    };
    call(&mut chain, "ann", clear).unwrap();
    assert_eq!(chain.storage.get(b"marketing_info"), None);
}

/// Nobody could move these tokens again. `send` still works, because it is how vouchers go home.
#[test]
fn a_transfer_to_the_minter_or_to_the_token_itself_is_refused_and_changes_nothing() {
    let mut chain = mock_dependencies();
    create(&mut chain, token(vec![coin("ann", 100)])).unwrap();
    let allowance = ExecuteMsg::IncreaseAllowance {
        spender: addr("bob").into(),
        amount: 50_u128.into(),
        expires: None,
    };
    call(&mut chain, "ann", allowance).unwrap();
    let before = entries(&chain);
    let itself = mock_env().contract.address;
    for (recipient, reason) in [
        (addr("minter"), ContractError::RecipientIsMinter.to_string()),
        (itself, ContractError::RecipientIsToken.to_string()),
    ] {
        let direct = ExecuteMsg::Transfer {
            recipient: recipient.to_string(),
            amount: 5_u128.into(),
        };
        let by_spender = ExecuteMsg::TransferFrom {
            owner: addr("ann").into(),
            recipient: recipient.to_string(),
            amount: 5_u128.into(),
        };
        for (sender, transfer) in [("ann", direct), ("bob", by_spender)] {
            let refused = call(&mut chain, sender, transfer).unwrap_err();
            assert_eq!(refused.to_string(), reason);
            assert_eq!(entries(&chain), before);
        }
    }
    let send = ExecuteMsg::Send {
        contract: addr("minter").into(),
        amount: 5_u128.into(),
        msg: b"{}".into(),
    };
    call(&mut chain, "ann", send).unwrap();
    assert_eq!((balance(&chain, "ann"), balance(&chain, "minter")), (95, 5));
}
