//! Compatibility with the JSON of cw20-ics20 2.0.0: this contract reads its messages and its storage, and answers its
//! queries with the same JSON.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_transfer::contract::{execute, migrate, query};
use causeway_transfer::{msg, state};
use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{coins, from_json, to_json_vec, Addr, Coin, OwnedDeps, Storage, Uint256};
use cosmwasm_std_2 as std2;
use cw20_ics20_peer::{amount::Amount, msg as old, state as old_state};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};

const FRESH: &str = include_str!("../../../tests/vectors/recorded/state/fresh-ics20.json");
const HISTORY: &str = include_str!("../../../tests/vectors/recorded/state/history-ics20.json");
const SETTLED: &str = include_str!("../../../tests/vectors/recorded/state/settled-ics20.json");

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn every_message_of_the_predecessor_reads_as_ours() {
    let transfer = |timeout, memo| old::TransferMsg {
        channel: "channel-0".into(),
        remote_address: "remote".into(),
        timeout,
        memo,
    };
    let allow = |gas_limit| old::AllowMsg {
        contract: "token".into(),
        gas_limit,
    };
    let init = old::InitMsg {
        default_timeout: 3600,
        gov_contract: "gov".into(),
        allowlist: vec![allow(Some(5)), allow(None)],
        default_gas_limit: Some(7),
    };
    let ours: msg::InstantiateMsg = from_json(text(&init)).unwrap();
    assert_eq!((ours.default_timeout, ours.gov_contract.as_str()), (3600, "gov"));
    assert_eq!(
        (
            ours.allowlist[0].gas_limit,
            ours.allowlist.len(),
            ours.default_gas_limit
        ),
        (Some(5), 2, Some(7))
    );

    let receive = cw20_peer::Cw20ReceiveMsg {
        sender: "sender".into(),
        amount: std2::Uint128::MAX,
        msg: std2::to_json_binary(&transfer(None, None)).unwrap(),
    };
    let messages = [
        old::ExecuteMsg::Receive(receive),
        old::ExecuteMsg::Transfer(transfer(Some(60), Some("memo".into()))),
        old::ExecuteMsg::Transfer(transfer(None, None)),
        old::ExecuteMsg::Allow(allow(Some(1))),
        old::ExecuteMsg::UpdateAdmin {
            admin: "admin".into(),
        },
    ];
    for message in messages {
        let ours: msg::ExecuteMsg = from_json(text(&message)).unwrap();
        assert_eq!(
            without_null(serde_json::to_value(&ours).unwrap()),
            without_null(serde_json::to_value(&message).unwrap())
        );
    }
    let queries = [
        old::QueryMsg::Port {},
        old::QueryMsg::ListChannels {},
        old::QueryMsg::Channel {
            id: "channel-0".into(),
        },
        old::QueryMsg::Config {},
        old::QueryMsg::Admin {},
        old::QueryMsg::Allowed {
            contract: "token".into(),
        },
        old::QueryMsg::ListAllowed {
            start_after: Some("token".into()),
            limit: Some(3),
        },
    ];
    for message in queries {
        let ours: msg::QueryMsg = from_json(text(&message)).unwrap();
        assert_eq!(
            without_null(serde_json::to_value(&ours).unwrap()),
            without_null(serde_json::to_value(&message).unwrap())
        );
    }
}

/// An absent option and a null option are equal.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, v)| !v.is_null())
            .map(|(k, v)| (k, without_null(v)))
            .collect(),
        Value::Array(list) => list.into_iter().map(without_null).collect(),
        other => other,
    }
}

/// The predecessor's types ignore unknown fields, so what they read is written again and compared.
fn same_when_read_by<T: DeserializeOwned + Serialize>(ours: &Value) -> bool {
    let theirs: T = serde_json::from_value(ours.clone()).unwrap();
    serde_json::to_value(&theirs).unwrap() == *ours
}

#[test]
fn every_kept_answer_has_exactly_the_predecessors_fields() {
    for deps in [load(HISTORY), taken_over(HISTORY)] {
        keeps_the_fields(&deps);
    }
}

fn keeps_the_fields(deps: &Deps) {
    let ask = |message: Value| -> Value {
        let message: msg::QueryMsg = serde_json::from_value(message).unwrap();
        serde_json::from_slice(&query(deps.as_ref(), at(HISTORY), message).unwrap()).unwrap()
    };
    let token = "cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr";
    let channel = ask(json!({"channel": {"id": "channel-5"}}));
    assert!(same_when_read_by::<old::PortResponse>(&ask(json!({"port": {}}))));
    assert!(same_when_read_by::<old::ListChannelsResponse>(&ask(
        json!({"list_channels": {}})
    )));
    assert!(same_when_read_by::<old::ChannelResponse>(&channel));
    assert!(same_when_read_by::<old::ConfigResponse>(&ask(
        json!({"config": {}})
    )));
    assert!(same_when_read_by::<cw_controllers_peer::AdminResponse>(&ask(
        json!({"admin": {}})
    )));
    assert!(same_when_read_by::<old::AllowedResponse>(&ask(
        json!({"allowed": {"contract": token}})
    )));
    assert!(same_when_read_by::<old::ListAllowedResponse>(&ask(
        json!({"list_allowed": {}})
    )));

    // This shows that an additional field would be found.
    let wider = |mut answer: Value, at: &str, field: &str| {
        let place = answer.pointer_mut(at).unwrap();
        assert!(place.get(field).is_none());
        place[field] = json!("more");
        answer
    };
    let config = ask(json!({"config": {}}));
    let allowed = ask(json!({"allowed": {"contract": token}}));
    assert!(!same_when_read_by::<old::ChannelResponse>(&wider(
        channel, "/info", "status"
    )));
    assert!(!same_when_read_by::<old::ConfigResponse>(&wider(
        config,
        "",
        "min_timeout"
    )));
    assert!(!same_when_read_by::<old::AllowedResponse>(&wider(
        allowed, "", "verify"
    )));
}

#[test]
fn a_live_predecessors_storage_answers_as_it_did() {
    let mut asked = 0;
    for recorded in [FRESH, HISTORY, SETTLED] {
        // as it lies, and after a takeover
        for deps in [load(recorded), taken_over(recorded)] {
            let moment: Value = serde_json::from_str(recorded).unwrap();
            for entry in moment["queries"].as_array().unwrap() {
                let message: msg::QueryMsg = serde_json::from_value(entry["query"].clone()).unwrap();
                let answer = query(deps.as_ref(), at(recorded), message).unwrap();
                let answer: Value = serde_json::from_slice(&answer).unwrap();
                let was: Value = serde_json::from_str(entry["response_text"].as_str().unwrap()).unwrap();
                assert_eq!(answer, was, "{}", entry["query"]);
                asked += 1;
            }
        }
    }
    println!("{asked} recorded queries answered alike");
    assert!(asked >= 50);
}

#[test]
fn every_stored_item_of_the_predecessor_reads_in_ours() {
    let mut read = 0;
    for recorded in [FRESH, HISTORY, SETTLED] {
        for (key, value) in storage_of(recorded) {
            let key = String::from_utf8_lossy(&key).into_owned();
            if key == "reply_args" {
                continue;
            }
            match key.trim_start_matches(|c: char| c.is_control()) {
                "admin" => assert!(keeps::<Option<Addr>>(&value)),
                "contract_info" => assert!(keeps::<cw2::ContractVersion>(&value)),
                "ics20_config" => assert!(keeps::<state::Config>(&value)),
                k if k.starts_with("allow_list") => assert!(keeps::<state::AllowInfo>(&value)),
                k if k.starts_with("channel_info") => assert!(keeps::<state::ChannelInfo>(&value)),
                k if k.starts_with("channel_state") => assert!(keeps::<state::ChannelState>(&value)),
                other => panic!("unknown item {other}"),
            }
            read += 1;
        }
    }
    println!("{read} stored items read and written alike");
    assert!(read >= 30);

    let max = old_state::ChannelState {
        outstanding: std2::Uint128::MAX,
        total_sent: std2::Uint128::MAX,
    };
    let ours: state::ChannelState = from_json(text(&max)).unwrap();
    assert_eq!(ours.outstanding, Uint256::from(u128::MAX));
    assert!(keeps::<state::ChannelState>(text(&max).as_bytes()));
}

/// Whether reading and writing keeps the bytes.
fn keeps<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> bool {
    to_json_vec(&from_json::<T>(bytes).unwrap()).unwrap() == bytes
}

#[test]
fn amounts_are_written_as_the_predecessor_writes_them() {
    let native = msg::Amount::Native(Coin::new(u128::MAX, "usrc"));
    assert_eq!(text(&native), text(&Amount::native(u128::MAX, "usrc")));
    let cw20 = msg::Amount::Cw20(msg::Cw20Amount {
        address: "token".into(),
        amount: u128::MAX.into(),
    });
    assert_eq!(text(&cw20), text(&Amount::cw20(u128::MAX, "token")));
}

fn storage_of(recorded: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let moment: Value = serde_json::from_str(recorded).unwrap();
    let entries = moment["storage"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let key = cosmwasm_std::HexBinary::from_hex(entry["key_hex"].as_str().unwrap()).unwrap();
            let value = cosmwasm_std::Binary::from_base64(entry["value_base64"].as_str().unwrap()).unwrap();
            (key.into(), value.into())
        })
        .collect()
}

/// Every token on the predecessor's allow list may still be sent, with or without a gas limit; a coin too; and every message
/// that it took is carried out.
#[test]
fn every_message_of_the_predecessor_works_on_a_state_that_was_taken_over() {
    let mut deps = taken_over(HISTORY);
    let api = MockApi::default().with_prefix("cosmos");
    let alice = api.addr_make("alice");
    let admin: Option<Addr> = state::ADMIN.load(&deps.storage).unwrap();
    let admin = admin.unwrap();
    let transfer = |channel: &str| old::TransferMsg {
        channel: channel.into(),
        remote_address: "remote".into(),
        timeout: None,
        memo: None,
    };
    let mut call = |sender: &Addr, funds: &[Coin], message: &old::ExecuteMsg| {
        let message: msg::ExecuteMsg = from_json(text(message)).unwrap();
        execute(deps.as_mut(), at(HISTORY), message_info(sender, funds), message)
    };
    for channel in ["channel-5", "channel-8"] {
        let send = old::ExecuteMsg::Transfer(transfer(channel));
        let sent = call(&alice, &coins(5, "usrc"), &send).unwrap();
        assert_eq!(sent.messages.len(), 1, "{channel}");
    }
    let other = api.addr_make("other");
    let receive = |amount: u128| {
        old::ExecuteMsg::Receive(cw20_peer::Cw20ReceiveMsg {
            sender: api.addr_make("alice").into(),
            amount: amount.into(),
            msg: std2::to_json_binary(&transfer("channel-5")).unwrap(),
        })
    };
    let tokens = [
        "cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr",
        "cosmos1suhgf5svhu4usrurvxzlgn54ksxmn8gljarjtxqnapv8kjnp4nrs2zhgh2",
        "cosmos1yyca08xqdgvjz0psg56z67ejh9xms6l436u8y58m82npdqqhmmtq8xrd4s",
    ];
    for token in tokens {
        let sent = call(&Addr::unchecked(token), &[], &receive(5)).unwrap();
        assert_eq!(sent.messages.len(), 1, "{token}");
    }
    assert!(call(&other, &[], &receive(5)).is_err(), "it was not on the list");
    let allow = old::ExecuteMsg::Allow(old::AllowMsg {
        contract: other.to_string(),
        gas_limit: None,
    });
    assert!(call(&alice, &[], &allow).is_err(), "alice is not the admin");
    call(&admin, &[], &allow).unwrap();
    let update = old::ExecuteMsg::UpdateAdmin {
        admin: alice.to_string(),
    };
    call(&admin, &[], &update).unwrap();

    let books = |deps: &Deps, denom: &str| {
        let books = state::CHANNEL_STATE
            .load(&deps.storage, ("channel-5", denom))
            .unwrap();
        books.outstanding
    };
    let before = load(HISTORY);
    for denom in tokens
        .map(|token| format!("cw20:{token}"))
        .iter()
        .map(String::as_str)
        .chain(["usrc"])
    {
        let more = books(&deps, denom).checked_sub(books(&before, denom)).unwrap();
        assert_eq!(more, Uint256::from(5u128), "{denom}");
    }
    assert!(state::ALLOW_LIST.has(&deps.storage, &other));
}

type Deps = OwnedDeps<MockStorage, MockApi, MockQuerier>;

/// The same state after a migration.
fn taken_over(recorded: &str) -> Deps {
    let mut deps = load(recorded);
    migrate(deps.as_mut(), at(recorded), msg::MigrateMsg::default()).unwrap();
    assert!(state::PREDECESSOR.exists(&deps.storage));
    deps
}

fn load(recorded: &str) -> Deps {
    let mut storage = MockStorage::new();
    storage_of(recorded)
        .iter()
        .for_each(|(key, value)| storage.set(key, value));
    OwnedDeps {
        storage,
        api: MockApi::default().with_prefix("cosmos"),
        querier: MockQuerier::default(),
        custom_query_type: Default::default(),
    }
}

fn at(recorded: &str) -> cosmwasm_std::Env {
    let moment: Value = serde_json::from_str(recorded).unwrap();
    let mut env = mock_env();
    env.contract.address = Addr::unchecked(moment["contract"]["address"].as_str().unwrap());
    env
}
