//! The JSON of every message and answer is that of the published crate `cw20` 2.0.0.
#![allow(clippy::unwrap_used, clippy::panic, clippy::unreachable, reason = "tests")]

use std::collections::BTreeSet;
use std::fmt::Debug;

use causeway_cw20 as ours;
use cw20_peer as theirs;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};

/// Both crates read the text. What they write must be equal byte for byte, have the same content as the text, and be read
/// by the other crate.
fn agree<O, T>(json: &Value) -> T
where
    O: Serialize + DeserializeOwned + PartialEq + Debug,
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let text = json.to_string();
    let our: O = serde_json::from_str(&text).unwrap_or_else(|e| panic!("ours refuses {text}: {e}"));
    let their: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("theirs refuses {text}: {e}"));
    let our_text = serde_json::to_string(&our).unwrap();
    let their_text = serde_json::to_string(&their).unwrap();
    assert_eq!(our_text, their_text);
    assert_eq!(
        without_nulls(serde_json::from_str(&our_text).unwrap()),
        without_nulls(json.clone())
    );
    assert_eq!(serde_json::from_str::<T>(&our_text).unwrap(), their);
    assert_eq!(serde_json::from_str::<O>(&their_text).unwrap(), our);
    their
}

fn without_nulls(json: Value) -> Value {
    match json {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The value itself, and with each of its optional fields null, and with each of them absent.
fn with_and_without(json: Value, optional: &[&str]) -> Vec<Value> {
    let mut all = vec![json.clone()];
    for field in optional {
        for absent in [false, true] {
            let mut other = json.clone();
            let fields = match other.as_object_mut().unwrap().values_mut().next() {
                Some(Value::Object(inner)) if inner.contains_key(*field) => inner,
                _ => other.as_object_mut().unwrap(),
            };
            let slot = fields
                .get_mut(*field)
                .unwrap_or_else(|| panic!("{field} is not in {json}"));
            match absent {
                true => drop(fields.remove(*field)),
                false => *slot = Value::Null,
            }
            all.push(other);
        }
    }
    all
}

fn expirations() -> [Value; 5] {
    [
        json!({"never": {}}),
        json!({"at_height": 0}),
        json!({"at_height": 18_446_744_073_709_551_615_u64}),
        json!({"at_time": "0"}),
        json!({"at_time": "18446744073709551615"}),
    ]
}

const MAX: &str = "340282366920938463463374607431768211455";

fn execute_messages() -> Vec<Value> {
    let mut all = vec![
        json!({"transfer": {"recipient": "bob", "amount": "0"}}),
        json!({"transfer": {"recipient": "", "amount": MAX}}),
        json!({"burn": {"amount": "1"}}),
        json!({"send": {"contract": "dex", "amount": "7", "msg": "eyJhIjoxfQ=="}}),
        json!({"send": {"contract": "dex", "amount": "7", "msg": ""}}),
        json!({"transfer_from": {"owner": "ann", "recipient": "bob", "amount": "5"}}),
        json!({"send_from": {"owner": "ann", "contract": "dex", "amount": "5", "msg": "AAE="}}),
        json!({"burn_from": {"owner": "ann", "amount": "5"}}),
        json!({"mint": {"recipient": "bob", "amount": "5"}}),
        json!({"upload_logo": {"url": "https://example.com/\u{e9}\"\\.png"}}),
        json!({"upload_logo": {"embedded": {"svg": "PD94bWwgPz4="}}}),
        json!({"upload_logo": {"embedded": {"png": "iVBORw0KGgo="}}}),
    ];
    for expires in expirations() {
        for name in ["increase_allowance", "decrease_allowance"] {
            let msg = json!({name: {"spender": "bob", "amount": "5", "expires": expires}});
            all.extend(with_and_without(msg, &["expires"]));
        }
    }
    all.extend(with_and_without(
        json!({"update_minter": {"new_minter": "bob"}}),
        &["new_minter"],
    ));
    all.extend(with_and_without(
        json!({"update_marketing": {"project": "p", "description": "\u{1}\n\u{1f600}", "marketing": ""}}),
        &["project", "description", "marketing"],
    ));
    all.push(json!({"update_marketing": {}}));
    all
}

fn execute_variant(msg: &theirs::Cw20ExecuteMsg) -> &'static str {
    use theirs::Cw20ExecuteMsg as Msg;
    match msg {
        Msg::Transfer { .. } => "transfer",
        Msg::Burn { .. } => "burn",
        Msg::Send { .. } => "send",
        Msg::IncreaseAllowance { .. } => "increase_allowance",
        Msg::DecreaseAllowance { .. } => "decrease_allowance",
        Msg::TransferFrom { .. } => "transfer_from",
        Msg::SendFrom { .. } => "send_from",
        Msg::BurnFrom { .. } => "burn_from",
        Msg::Mint { .. } => "mint",
        Msg::UpdateMinter { .. } => "update_minter",
        Msg::UpdateMarketing { .. } => "update_marketing",
        Msg::UploadLogo(_) => "upload_logo",
    }
}

fn query_messages() -> Vec<Value> {
    let page = json!({"owner": "ann", "start_after": "bob", "limit": 4_294_967_295_u32});
    let accounts = json!({"start_after": "bob", "limit": 0});
    [
        vec![
            json!({"balance": {"address": "ann"}}),
            json!({"token_info": {}}),
            json!({"allowance": {"owner": "ann", "spender": "bob"}}),
            json!({"minter": {}}),
            json!({"marketing_info": {}}),
            json!({"download_logo": {}}),
            json!({"all_accounts": {}}),
        ],
        with_and_without(json!({"all_allowances": page}), &["start_after", "limit"]),
        with_and_without(json!({"all_accounts": accounts}), &["start_after", "limit"]),
    ]
    .concat()
}

fn query_variant(msg: &theirs::Cw20QueryMsg) -> &'static str {
    use theirs::Cw20QueryMsg as Msg;
    match msg {
        Msg::Balance { .. } => "balance",
        Msg::TokenInfo {} => "token_info",
        Msg::Allowance { .. } => "allowance",
        Msg::Minter {} => "minter",
        Msg::MarketingInfo {} => "marketing_info",
        Msg::DownloadLogo {} => "download_logo",
        Msg::AllAllowances { .. } => "all_allowances",
        Msg::AllAccounts { .. } => "all_accounts",
    }
}

#[test]
fn execute_messages_agree() {
    let messages = execute_messages();
    let seen: BTreeSet<_> = messages
        .iter()
        .map(|json| execute_variant(&agree::<ours::Cw20ExecuteMsg, theirs::Cw20ExecuteMsg>(json)))
        .collect();
    println!("{} execute messages, {} variants", messages.len(), seen.len());
    assert_eq!(seen.len(), 12);
}

#[test]
fn query_messages_agree() {
    let messages = query_messages();
    let seen: BTreeSet<_> = messages
        .iter()
        .map(|json| query_variant(&agree::<ours::Cw20QueryMsg, theirs::Cw20QueryMsg>(json)))
        .collect();
    println!("{} query messages, {} variants", messages.len(), seen.len());
    assert_eq!(seen.len(), 8);
}

#[test]
fn answers_agree() {
    agree::<ours::BalanceResponse, theirs::BalanceResponse>(&json!({"balance": MAX}));
    agree::<ours::TokenInfoResponse, theirs::TokenInfoResponse>(
        &json!({"name": "Atom", "symbol": "ATOM", "decimals": 255, "total_supply": "0"}),
    );
    for json in with_and_without(json!({"minter": "ann", "cap": MAX}), &["cap"]) {
        agree::<ours::MinterResponse, theirs::MinterResponse>(&json);
        agree::<Option<ours::MinterResponse>, Option<theirs::MinterResponse>>(&json);
    }
    agree::<Option<ours::MinterResponse>, Option<theirs::MinterResponse>>(&Value::Null);
    agree::<ours::AllAccountsResponse, theirs::AllAccountsResponse>(&json!({"accounts": []}));
    agree::<ours::AllAccountsResponse, theirs::AllAccountsResponse>(&json!({"accounts": ["ann", "bob"]}));
    agree::<ours::Cw20Coin, theirs::Cw20Coin>(&json!({"address": "ann", "amount": "3"}));
}

#[test]
fn allowance_answers_agree() {
    for expires in expirations() {
        agree::<ours::Expiration, theirs::Expiration>(&expires);
        let left = json!({"allowance": "9", "expires": expires});
        agree::<ours::AllowanceResponse, theirs::AllowanceResponse>(&left);
        let given = json!({"spender": "bob", "allowance": "9", "expires": expires});
        agree::<ours::AllowanceInfo, theirs::AllowanceInfo>(&given);
        agree::<ours::AllAllowancesResponse, theirs::AllAllowancesResponse>(&json!({"allowances": [given]}));
        let got = json!({"owner": "ann", "allowance": "9", "expires": expires});
        agree::<ours::SpenderAllowanceInfo, theirs::SpenderAllowanceInfo>(&got);
        agree::<ours::AllSpenderAllowancesResponse, theirs::AllSpenderAllowancesResponse>(
            &json!({"allowances": [got]}),
        );
    }
}

#[test]
fn marketing_answers_agree() {
    for logo in [json!("embedded"), json!({"url": "https://example.com"})] {
        agree::<ours::LogoInfo, theirs::LogoInfo>(&logo);
        let full = json!({"project": "p", "description": "d", "logo": logo, "marketing": "ann"});
        for json in with_and_without(full, &["project", "description", "logo", "marketing"]) {
            agree::<ours::MarketingInfoResponse, theirs::MarketingInfoResponse>(&json);
        }
    }
    for logo in [json!({"svg": "AA=="}), json!({"png": ""})] {
        agree::<ours::EmbeddedLogo, theirs::EmbeddedLogo>(&logo);
        agree::<ours::Logo, theirs::Logo>(&json!({ "embedded": logo }));
    }
    agree::<ours::Logo, theirs::Logo>(&json!({"url": ""}));
    agree::<ours::DownloadLogoResponse, theirs::DownloadLogoResponse>(
        &json!({"mime_type": "image/png", "data": "AA=="}),
    );
}

#[test]
fn defaults_agree() {
    fn same<O: Serialize + Default, T: Serialize + Default>() {
        let ours = serde_json::to_string(&O::default()).unwrap();
        assert_eq!(ours, serde_json::to_string(&T::default()).unwrap());
    }
    same::<ours::AllowanceResponse, theirs::AllowanceResponse>();
    same::<ours::MarketingInfoResponse, theirs::MarketingInfoResponse>();
    same::<ours::AllAllowancesResponse, theirs::AllAllowancesResponse>();
    same::<ours::AllSpenderAllowancesResponse, theirs::AllSpenderAllowancesResponse>();
    same::<ours::AllAccountsResponse, theirs::AllAccountsResponse>();
}

#[test]
fn the_receive_hook_agrees() {
    for msg in ["", "eyJhIjoxfQ=="] {
        let json = json!({"sender": "ann", "amount": MAX, "msg": msg});
        let their = agree::<ours::Cw20ReceiveMsg, theirs::Cw20ReceiveMsg>(&json);
        let our: ours::Cw20ReceiveMsg = serde_json::from_value(json.clone()).unwrap();
        let our_bytes = our.clone().into_json_binary().unwrap();
        assert_eq!(
            our_bytes.as_slice(),
            their.clone().into_json_binary().unwrap().as_slice()
        );
        assert_eq!(
            serde_json::from_slice::<Value>(&our_bytes).unwrap(),
            json!({ "receive": json })
        );
        assert_eq!(
            serde_json::to_value(our.into_cosmos_msg("dex").unwrap()).unwrap(),
            serde_json::to_value(their.into_cosmos_msg("dex").unwrap()).unwrap(),
        );
    }
}

#[test]
fn both_refuse_what_is_no_message() {
    let refused = [
        json!({"transfer": {"recipient": "bob"}}),
        json!({"transfer": {"recipient": "bob", "amount": 1}}),
        json!({"transfer": {"recipient": "bob", "amount": "-1"}}),
        json!({"transfer": {"recipient": "bob", "amount": "340282366920938463463374607431768211456"}}),
        json!({"transfer": {"recipient": null, "amount": "1"}}),
        json!({"Transfer": {"recipient": "bob", "amount": "1"}}),
        json!({"send": {"contract": "dex", "amount": "1", "msg": "no base64"}}),
        json!({"send": {"contract": "dex", "amount": "1"}}),
        json!({"increase_allowance": {"spender": "bob", "amount": "1", "expires": {"at_block": 1}}}),
        json!({"increase_allowance": {"spender": "bob", "amount": "1", "expires": {"at_time": 1}}}),
        json!({"upload_logo": {"embedded": {"jpg": "AA=="}}}),
        json!({"balance": {"address": "bob"}}),
        json!({"mint": {}, "burn": {}}),
        json!({}),
        json!("burn"),
        json!(null),
    ];
    for json in refused {
        let text = json.to_string();
        assert!(
            serde_json::from_str::<theirs::Cw20ExecuteMsg>(&text).is_err(),
            "theirs takes {text}"
        );
        assert!(
            serde_json::from_str::<ours::Cw20ExecuteMsg>(&text).is_err(),
            "ours takes {text}"
        );
    }
}

#[test]
fn unknown_fields_are_refused_in_what_people_write() {
    for mut json in execute_messages().into_iter().chain(query_messages()) {
        let Some(Value::Object(fields)) = json.as_object_mut().unwrap().values_mut().next() else {
            unreachable!("each message has an object inside")
        };
        fields.insert("timeuot".to_string(), json!(1));
        let text = json.to_string();
        assert!(
            serde_json::from_str::<ours::Cw20ExecuteMsg>(&text).is_err(),
            "{text}"
        );
        assert!(
            serde_json::from_str::<ours::Cw20QueryMsg>(&text).is_err(),
            "{text}"
        );
    }
    let coin = r#"{"address":"ann","amount":"3","denom":"x"}"#;
    assert!(serde_json::from_str::<ours::Cw20Coin>(coin).is_err());
    assert!(serde_json::from_str::<ours::MinterResponse>(r#"{"minter":"ann","kap":"3"}"#).is_err());
}

#[test]
fn unknown_fields_pass_in_what_contracts_write() {
    fn passes<T: DeserializeOwned>(mut json: Value) {
        json.as_object_mut().unwrap().insert("more".to_string(), json!(1));
        serde_json::from_value::<T>(json).unwrap();
    }
    passes::<ours::BalanceResponse>(json!({"balance": "1"}));
    passes::<ours::TokenInfoResponse>(
        json!({"name": "Atom", "symbol": "ATOM", "decimals": 6, "total_supply": "0"}),
    );
    passes::<ours::AllowanceResponse>(json!({"allowance": "1", "expires": {"never": {}}}));
    passes::<ours::Cw20ReceiveMsg>(json!({"sender": "ann", "amount": "1", "msg": ""}));
}
