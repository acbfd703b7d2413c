use std::process::Command;

use causeway::message::{canonical, fields, variants, Contract, Field, Kind, Shape};
use cosmwasm_std::Binary;
use serde_json::{json, Value};

use crate::{causeway, recorded};

const CONTRACT: &str = "cosmos1ejpjr43ht3y56pplm5pxpusmcrk9rkkvna4tklusnnwdxpqm0zls82k3wx";
const TOKEN: &str = "cosmos183rfa8tvtp6ax7jr7dfaf7ywv870sykxdmhrg46xtfqtpkjp20sq9922ga";
const ALICE: &str = "cosmos190vqdjtlpcq27xslcveglfmr4ynfwg7gqmchsn";
const BOB: &str = "osmo1sxmr0k8u6trd5c6eu6trzyapzux7090ye88atp";

/// Runs `msg transfer` of 1000 uatom to bob, with changes: option and value alternate.
fn transfer(changes: &[&str]) -> crate::Ran {
    let mut options = vec![
        ("--contract", CONTRACT),
        ("--channel", "channel-0"),
        ("--receiver", BOB),
    ];
    options.push(("--amount", "1000uatom"));
    for pair in changes.chunks(2) {
        options.retain(|(name, _)| *name != pair[0]);
        options.push((pair[0], pair[1]));
    }
    let mut args = vec!["msg".to_string(), "transfer".into()];
    args.extend(options.iter().map(|(name, value)| format!("{name}={value}")));
    causeway(&args)
}

#[test]
fn a_send_of_a_coin_has_its_exact_json() {
    let ran = transfer(&["--timeout", "600", "--memo", "hi"]).ok();
    assert_eq!(
        ran.out,
        format!("{{\"transfer\":{{\"channel\":\"channel-0\",\"remote_address\":\"{BOB}\",\"timeout\":600,\"memo\":\"hi\"}}}}\n")
    );
    assert_eq!(
        ran.err,
        format!("note: goes to {CONTRACT} with 1000uatom attached\n")
    );
}

#[test]
fn a_send_of_a_token_carries_the_message_as_base64() {
    let ran = transfer(&["--amount", "1000", "--token", TOKEN]).ok();
    let message: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&message["send"]["contract"], &message["send"]["amount"]),
        (&json!(CONTRACT), &json!("1000"))
    );
    let hook = Binary::from_base64(message["send"]["msg"].as_str().unwrap()).unwrap();
    let hook = String::from_utf8(hook.to_vec()).unwrap();
    assert_eq!(
        hook,
        format!("{{\"channel\":\"channel-0\",\"remote_address\":\"{BOB}\"}}")
    );
    assert_eq!(
        ran.err,
        format!("note: goes to the token {TOKEN}; its msg is the base64 of {hook}\n")
    );
}

/// Compares with messages that cw20-ics20 accepted on a real chain.
#[test]
fn recorded_sends_are_printed_as_they_were_sent() {
    let packets = recorded("packets.json");
    let mut seen = [0, 0];
    for packet in packets.as_array().unwrap() {
        let sent = &packet["sent_with"];
        let (Some(called), Some(fields)) = (sent["execute"].as_str(), sent["msg"].as_object()) else {
            continue;
        };
        let (inner, amount, token) = match fields.get("send") {
            Some(send) => {
                let hook = Binary::from_base64(send["msg"].as_str().unwrap()).unwrap();
                let hook: Value = serde_json::from_slice(&hook).unwrap();
                (hook, send["amount"].as_str().unwrap().to_string(), Some(called))
            }
            None if fields.contains_key("transfer") => {
                let coin = &sent["funds"][0];
                let amount = format!(
                    "{}{}",
                    coin["amount"].as_str().unwrap(),
                    coin["denom"].as_str().unwrap()
                );
                (fields["transfer"].clone(), amount, None)
            }
            None => continue,
        };
        let contract = packet["from"]["port"]
            .as_str()
            .unwrap()
            .strip_prefix("wasm.")
            .unwrap();
        let known = ["channel", "remote_address", "timeout", "memo"];
        if inner
            .as_object()
            .unwrap()
            .keys()
            .any(|key| !known.contains(&key.as_str()))
        {
            continue; // cn-bank-unknown-field: ours refuses what it does not know
        }
        let mut args: Vec<String> = [
            "msg",
            "transfer",
            "--contract",
            contract,
            "--amount",
            &amount,
            "--min-timeout",
            "0",
        ]
        .map(String::from)
        .into();
        let mut option = |name: &str, value: &Value| match value {
            Value::Null => {}
            Value::String(text) => args.push(format!("--{name}={text}")),
            other => args.push(format!("--{name}={other}")),
        };
        option("channel", &inner["channel"]);
        option("receiver", &inner["remote_address"]);
        option("timeout", &inner["timeout"]);
        option("memo", &inner["memo"]);
        option("token", &json!(token));
        let ran = causeway(&args);
        let blank = inner["remote_address"].as_str().unwrap().trim().is_empty();
        let never = inner["timeout"] == 0;
        let own = amount.contains("cw20:") || amount.contains("wasm.");
        if blank || never || own {
            assert_eq!(
                ran.code, 2,
                "{}: the predecessor let it out, and should not have",
                packet["name"]
            );
            seen[1] += 1;
            continue;
        }
        let printed: Value = ran.ok().json();
        match token {
            None => assert_eq!(printed["transfer"], inner, "{}", packet["name"]),
            Some(_) => {
                let hook = Binary::from_base64(printed["send"]["msg"].as_str().unwrap()).unwrap();
                assert_eq!(
                    serde_json::from_slice::<Value>(&hook).unwrap(),
                    inner,
                    "{}",
                    packet["name"]
                );
                assert_eq!(printed["send"]["amount"], sent["msg"]["send"]["amount"]);
            }
        }
        seen[0] += 1;
    }
    println!("{seen:?} recorded sends printed and refused");
    assert!(seen[0] > 20 && seen[1] >= 2, "{seen:?}");
}

#[test]
fn a_send_that_the_contract_would_refuse_is_not_printed() {
    let long = "x".repeat(32_769);
    let far = "o".repeat(2_049);
    let own = format!("5wasm.{CONTRACT}/channel-0/uatom");
    let deep = format!("5{}uatom", "transfer/channel-0/".repeat(60));
    let cases: Vec<(Vec<&str>, &str)> = vec![
        (vec!["--receiver", " "], "--receiver: receiver is blank"),
        (
            vec!["--receiver", &far],
            "--receiver: receiver is longer than 2048 bytes",
        ),
        (vec!["--memo", &long], "--memo: memo is longer than 32768 bytes"),
        (
            vec!["--timeout", "0"],
            "--timeout: timeout of 0 s is out of bounds: give 60 to 2592000 seconds",
        ),
        (
            vec!["--timeout", "59"],
            "--timeout: timeout of 59 s is out of bounds",
        ),
        (
            vec!["--timeout", "2592001"],
            "--timeout: timeout of 2592001 s is out of bounds",
        ),
        (
            vec![
                "--timeout",
                "18446744073709551615",
                "--max-timeout",
                "18446744073709551615",
            ],
            "--timeout: timeout must be above zero and end before the year 2554",
        ),
        (
            vec!["--channel", "chanel-0"],
            "--channel: there is no channel chanel-0",
        ),
        (
            vec!["--channel", "channel-00"],
            "--channel: there is no channel channel-00",
        ),
        (
            vec!["--amount", "0uatom"],
            "--amount: send some tokens: the amount is zero",
        ),
        (
            vec!["--amount", "uatom"],
            "--amount: `uatom` does not begin with a whole number",
        ),
        (
            vec!["--amount", "-5uatom"],
            "--amount: `-5uatom` does not begin with a whole number",
        ),
        (
            vec!["--amount", "12"],
            "--amount: `12` names no denom: write 12uatom, or give --token",
        ),
        (
            vec!["--amount", "5u atom"],
            "--amount: no bank can hold the denom `u atom`",
        ),
        (
            vec!["--amount", "5cw20:x"],
            "--amount: `cw20:x` is a cw20 token, not a bank coin: write --amount 5 --token x",
        ),
        (
            vec!["--amount", &own],
            "reads like a voucher of this contract and is refused",
        ),
        (vec!["--amount", &deep], "--amount: no bank can hold the denom"),
        (
            vec!["--amount", "5transfer/channel-0"],
            "--amount: base denom is blank",
        ),
        (
            vec![
                "--amount",
                "340282366920938463463374607431768211456",
                "--token",
                TOKEN,
            ],
            "--amount: a cw20 token holds at most 2^128-1",
        ),
        (
            vec!["--amount", "0", "--token", TOKEN],
            "--amount: send some tokens: the amount is zero",
        ),
        (
            vec!["--amount", "5uatom", "--token", TOKEN],
            "--amount: `5uatom` is not a number: with --token it stands alone",
        ),
        (
            vec!["--amount", "5", "--token", "cosmos1abc"],
            "--token: `cosmos1abc` is not a bech32 address",
        ),
        (
            vec!["--contract", "cosmos1x"],
            "--contract: `cosmos1x` is not a bech32 address",
        ),
    ];
    for (changes, said) in &cases {
        let ran = transfer(changes);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{said}: {}", ran.err);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    println!("{} refusals", cases.len());
}

#[test]
fn queries_and_other_messages_are_checked_before_they_are_printed() {
    for (args, said) in [
        (
            vec!["query", "in-flight", "--sender", ALICE, "--sequence", "3"],
            "--sequence: a sequence names a packet only together with its channel",
        ),
        (
            vec!["migrate", "--vouchers", "[\"alice\"]"],
            "--vouchers: `alice` is not a bech32 address",
        ),
        (
            vec!["query", "claims", "--owner", "alice"],
            "--owner: `alice` is not a bech32 address",
        ),
        (
            vec!["query", "claims", "--owner", BOB, "--contract", CONTRACT],
            "is not of this chain, whose addresses begin with cosmos1",
        ),
        (
            vec!["query", "channel", "--id", "channel-0", "--limit", "many"],
            "--limit: `many` is not a whole number",
        ),
        (
            vec!["execute", "update-config", "--min-timeout", "601"],
            "bounds must admit timeouts of 600 to 86400 seconds",
        ),
        (
            vec!["execute", "update-config", "--default-timeout", "0"],
            "--default-timeout: default timeout of 0 s is out of bounds: give 600 to 86400 seconds",
        ),
        (
            vec!["execute", "allow", "--allow-contract", TOKEN, "--verify", "maybe"],
            "invalid value 'maybe'",
        ),
        (
            vec![
                "instantiate",
                "--default-timeout",
                "0",
                "--gov-contract",
                ALICE,
                "--allowlist",
                "[]",
            ],
            "--default-timeout: default timeout of 0 s",
        ),
        (
            vec![
                "instantiate",
                "--default-timeout",
                "600",
                "--gov-contract",
                ALICE,
                "--allowlist",
                "{}",
            ],
            "the message is refused: ",
        ),
        (
            vec![
                "voucher",
                "execute",
                "send",
                "--send-contract",
                CONTRACT,
                "--amount",
                "5",
                "--msg",
                "{",
            ],
            "--msg: `{` is not JSON",
        ),
        (
            vec![
                "voucher",
                "execute",
                "send",
                "--send-contract",
                CONTRACT,
                "--amount",
                "-5",
                "--msg",
                "{}",
            ],
            "--amount",
        ),
        (
            vec![
                "voucher",
                "instantiate",
                "--name",
                "x",
                "--symbol",
                "XXX",
                "--decimals",
                "0",
                "--initial-balances",
                "[]",
            ],
            "--name: name must have 3 to 50 bytes",
        ),
        (
            vec![
                "voucher",
                "instantiate",
                "--name",
                "Gold",
                "--symbol",
                "XXX",
                "--decimals",
                "0",
                "--initial-balances",
                "[]",
                "--mint",
                "{\"minter\":\"alice\"}",
            ],
            "error: minter: `alice` is not a bech32 address",
        ),
        (
            vec![
                "voucher",
                "execute",
                "upload-logo",
                "--value",
                "{\"embedded\":{\"png\":\"AAAA\"}}",
            ],
            "--value: logo is no PNG",
        ),
    ] {
        let ran = causeway(&[&["msg"][..], &args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn each_way_to_misspell_an_amount_has_its_own_sentence() {
    const HASH: &str = "27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2";
    let small = format!("5ibc/{}", HASH.to_lowercase());
    let capital = format!("5IBC/{HASH}");
    let cut = format!("5ibc/{}", HASH.trim_start_matches('2'));
    let right = format!("write 5ibc/{HASH}");
    for (amount, said) in [
        (
            "1.5uatom",
            "`1.5uatom` has a decimal point: amounts are whole base units",
        ),
        ("1,000uatom", "`1,000uatom` has a comma: write 1000uatom"),
        ("1,000,000 uatom", "has a comma: write 1000000uatom"),
        ("1_000uatom", "has an underscore: write 1000uatom"),
        ("1000 uatom", "`1000 uatom` has a blank: write 1000uatom"),
        (" 1000uatom", "has a blank: write 1000uatom"),
        (
            "5uatom,7uosmo",
            "`5uatom,7uosmo` is more than one coin: a transfer takes exactly one",
        ),
        ("1e18x", "`1e18x` has an exponent: write all digits"),
        (&small, &right),
        (&capital, &right),
        (&cut, "reads like ibc/HASH, but a hash is 64 hex digits"),
        (
            "5cw20:gold",
            "`cw20:gold` is a cw20 token, not a bank coin: write --amount 5 --token gold",
        ),
    ] {
        let ran = transfer(&["--amount", amount]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{amount}");
        assert!(
            ran.err.starts_with("error: --amount: ") && ran.err.contains(said),
            "{}",
            ran.err
        );
    }
    let ibc = format!("5ibc/{HASH}");
    for amount in [ibc.as_str(), "5eth", "5factory/a/1.5", "5e18"] {
        let ran = transfer(&["--amount", amount]);
        assert_eq!(ran.code == 0, amount != "5e18", "{amount}: {}", ran.err);
    }
    let named = format!("cw20:{TOKEN}");
    let ran = transfer(&["--amount", "5", "--token", &named]);
    let said =
        format!("error: --token: `{named}` is a denom; give the token's address alone: --token {TOKEN}\n");
    assert_eq!((ran.code, ran.err), (2, said));
}

#[test]
fn a_doubtful_receiver_is_noted_and_not_refused() {
    let swapped = BOB.replace("sxmr", "sxrm");
    let mixed = BOB.replace("sxmr", "sXmr");
    let capital = BOB.to_uppercase();
    let blank = format!("{BOB} ");
    for (receiver, said) in [
        (
            ALICE,
            "note: the receiver is an address of this chain (prefix cosmos)",
        ),
        (&swapped, "reads like a bech32 address, but its checksum is wrong"),
        (&mixed, "mixes capital and small letters"),
        (&capital, "the receiver is in capital letters"),
        (&blank, "has a blank in it"),
    ] {
        let ran = transfer(&["--receiver", receiver]).ok();
        assert_eq!(ran.err.matches("note: the receiver").count(), 1, "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
        assert!(
            ran.out.contains(receiver),
            "it is printed as it was given: {}",
            ran.out
        );
    }
    for receiver in [
        BOB,
        "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B",
        "anyone",
        "id-1",
    ] {
        let ran = transfer(&["--receiver", receiver]).ok();
        assert!(!ran.err.contains("note: the receiver"), "{}", ran.err);
    }
}

/// A valid value for a field.
fn example(field: &Field) -> String {
    let name = field.name.as_str();
    match (field.shape, name) {
        (Shape::Flag, _) => "true".into(),
        (Shape::Number, "decimals") => "6".into(),
        (Shape::Number, _) => "700".into(),
        (Shape::Bytes, _) => "{\"channel\":\"channel-0\",\"remote_address\":\"x\"}".into(),
        (Shape::Json, "expires") => "{\"at_height\":12345678}".into(),
        (Shape::Json, "value") => "{\"url\":\"x\"}".into(),
        (Shape::Json, "initial_balances" | "allowlist") => "[]".into(),
        (Shape::Json, _) => panic!("no example for {name}"),
        (Shape::Text, "amount") => "5".into(),
        (Shape::Text, "name") => "Gold".into(),
        (Shape::Text, "symbol") => "GLD".into(),
        (Shape::Text, "direction") => "outward".into(),
        (Shape::Text, "channel" | "id") => "channel-0".into(),
        (Shape::Text, "denom" | "remote_address") => "uatom".into(),
        (Shape::Text, _) => ALICE.into(),
    }
}

/// The option of a field. `--contract` without the message's name is the contract that gets the message.
fn option(message: &str, field: &Field) -> String {
    let name = match field.name.as_str() {
        "contract" => format!("{message}_contract"),
        name => name.into(),
    };
    format!("--{}", name.replace('_', "-"))
}

/// The command line is generated from the schemas, so no message can be missing. Here each is run with its required
/// fields.
#[test]
fn every_message_and_query_of_both_contracts_is_printed() {
    let groups = [
        (Contract::Transfer, Kind::Execute, vec!["msg", "execute"]),
        (Contract::Transfer, Kind::Query, vec!["msg", "query"]),
        (
            Contract::Voucher,
            Kind::Execute,
            vec!["msg", "voucher", "execute"],
        ),
        (Contract::Voucher, Kind::Query, vec!["msg", "voucher", "query"]),
    ];
    let mut count = 0;
    for (contract, kind, path) in groups {
        for variant in variants(contract, kind) {
            assert!(!variant.description.is_empty(), "{}", variant.name);
            let mut args: Vec<String> = path.iter().map(ToString::to_string).collect();
            args.push(variant.name.replace('_', "-"));
            for field in &variant.fields {
                assert!(
                    !field.description.is_empty(),
                    "{} of {}",
                    field.name,
                    variant.name
                );
                if field.required {
                    args.extend([option(&variant.name, field), example(field)]);
                }
            }
            let out = causeway(&args).ok().out;
            let printed: Value = serde_json::from_str(&out).unwrap();
            assert!(printed.get(&variant.name).is_some(), "{out}");
            assert_eq!(
                canonical(contract, kind, &printed).unwrap(),
                out.trim_end(),
                "it is read back as it is"
            );
            count += 1;
        }
    }
    for (contract, path) in [
        (Contract::Transfer, vec!["msg"]),
        (Contract::Voucher, vec!["msg", "voucher"]),
    ] {
        let mut args: Vec<String> = path.iter().map(ToString::to_string).collect();
        args.push("instantiate".into());
        for field in fields(contract, Kind::Instantiate)
            .iter()
            .filter(|field| field.required)
        {
            args.extend([option("instantiate", field), example(field)]);
        }
        causeway(&args).ok();
        count += 1;
    }
    causeway(&["msg", "migrate"]).ok();
    println!("{} messages and queries", count + 1);
    assert!(count > 35, "{count}");
}

#[test]
fn names_are_typed_with_hyphens_or_as_the_message_has_them() {
    let printed = |args: &[&str]| causeway(&[&["msg"][..], args].concat()).ok().out;
    let sender = ["--sender", ALICE];
    assert_eq!(
        printed(&[&["query", "in-flight"][..], &sender].concat()),
        printed(&[&["query", "in_flight"][..], &sender].concat())
    );
    assert_eq!(
        printed(&["execute", "update-config", "--default-timeout", "700"]),
        printed(&["execute", "update_config", "--default_timeout", "700"])
    );
    let send = |option: &str| printed(&["execute", "transfer", "--channel", "channel-0", option, BOB]);
    assert_eq!(send("--receiver"), send("--remote-address"));
    assert_eq!(send("--receiver"), send("--remote_address"));
    let whole = |option: &str| {
        let args = [
            "transfer",
            "--contract",
            CONTRACT,
            "--channel",
            "channel-0",
            "--amount",
            "5uatom",
        ];
        printed(&[&args[..], &[option, BOB]].concat())
    };
    assert_eq!(whole("--receiver"), send("--receiver"));
    assert_eq!(whole("--receiver"), whole("--remote-address"));
    for part in [
        &["msg", "execute", "update-config"][..],
        &["msg", "transfer"],
        &["msg", "query"],
    ] {
        let help = causeway(&[part, &["--help"]].concat()).ok().out;
        let options = help.split_whitespace().filter(|word| word.starts_with("--"));
        let spelt: Vec<_> = options.filter(|option| option.contains('_')).collect();
        assert!(spelt.is_empty(), "{spelt:?}");
    }
}

#[test]
fn fields_keep_the_order_of_their_declaration_and_what_is_not_given_is_left_out() {
    let list = format!(r#"[{{"gas_limit":null,"contract":"{TOKEN}"}}]"#);
    let args = [
        "msg",
        "instantiate",
        "--allowlist",
        &list,
        "--gov-contract",
        ALICE,
        "--default-timeout",
        "600",
    ];
    let expected = format!(
        "{{\"default_timeout\":600,\"gov_contract\":\"{ALICE}\",\"allowlist\":[{{\"contract\":\"{TOKEN}\"}}]}}\n"
    );
    assert_eq!(causeway(&args).ok().out, expected);
}

#[test]
fn the_contract_that_gets_a_message_is_told_from_one_that_it_names() {
    let args = [
        "msg",
        "execute",
        "allow",
        "--contract",
        CONTRACT,
        "--allow-contract",
        TOKEN,
        "--from",
        "k",
    ];
    let out = causeway(&[&args[..], &["--print", "command"]].concat()).ok().out;
    let expected =
        format!("wasmd tx wasm execute {CONTRACT} '{{\"allow\":{{\"contract\":\"{TOKEN}\"}}}}' --from k ");
    assert!(out.starts_with(&expected), "{out}");
    let ran = causeway(&["msg", "execute", "allow", "--allow-contract", "gold"]);
    assert!(
        ran.err
            .starts_with("error: --allow-contract: `gold` is not a bech32"),
        "{}",
        ran.err
    );
    let list = r#"[{"contract":"gold"}]"#;
    let ran = causeway(&[
        "msg",
        "instantiate",
        "--default-timeout",
        "600",
        "--gov-contract",
        ALICE,
        "--allowlist",
        list,
    ]);
    assert!(
        ran.err.starts_with("error: contract: `gold` is not a bech32"),
        "{}",
        ran.err
    );
}

#[test]
fn the_options_of_a_chain_are_the_same_wherever_there_are_any() {
    for command in [
        &["msg"][..],
        &["msg", "transfer"],
        &["msg", "query", "port"],
        &["status"],
    ] {
        let help = causeway(&[command, &["--help"]].concat()).ok().out;
        for option in [
            "--contract <ADDRESS>",
            "--binary <NAME>",
            "--chain-id <ID>",
            "--node <URL>",
            "--json",
        ] {
            assert!(help.contains(option), "{command:?}: {option} is not in\n{help}");
        }
    }
    let out = causeway(&[
        "msg",
        "execute",
        "accept-admin",
        "--contract",
        CONTRACT,
        "--from",
        "k",
        "--binary",
        "osmosisd",
        "--chain-id",
        "osmosis-1",
        "--node",
        "tcp://x:1",
        "--print",
        "command",
    ]);
    let expected = format!(
        "osmosisd tx wasm execute {CONTRACT} '{{\"accept_admin\":{{}}}}' --from k --chain-id osmosis-1 --node tcp://x:1 \
         --gas auto --gas-adjustment 1.4\n"
    );
    assert_eq!(out.ok().out, expected);
}

/// Splits a command line into words as a shell does.
fn words(line: &str) -> Vec<String> {
    let script = format!("wasmd() {{ printf '%s\\n' \"$@\"; }}\n{line}");
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    assert!(output.status.success(), "{line}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(String::from)
        .collect()
}

#[test]
fn a_command_line_survives_the_shell() {
    let memo = r#"it's "quoted" $HOME `x` \ ü"#;
    let plain = transfer(&["--memo", memo]).ok().out;
    let mut args = vec![
        "msg",
        "transfer",
        "--contract",
        CONTRACT,
        "--channel",
        "channel-0",
        "--receiver",
        BOB,
    ];
    args.extend([
        "--amount",
        "1000uatom",
        "--memo",
        memo,
        "--from",
        "my key",
        "--chain-id",
        "c-1",
        "--print",
        "command",
    ]);
    let line = causeway(&args).ok().out;
    let expected = [
        "tx",
        "wasm",
        "execute",
        CONTRACT,
        plain.trim_end(),
        "--amount",
        "1000uatom",
        "--from",
        "my key",
    ];
    assert_eq!(words(&line)[..9], expected);
    assert_eq!(
        words(&line)[9..],
        ["--chain-id", "c-1", "--gas", "auto", "--gas-adjustment", "1.4"]
    );
}

#[test]
fn a_query_becomes_a_query_line() {
    let out = causeway(&[
        "msg",
        "query",
        "in-flight",
        "--sender",
        ALICE,
        "--contract",
        CONTRACT,
        "--print",
        "command",
    ])
    .ok()
    .out;
    let expected = format!(
        "wasmd query wasm contract-state smart {CONTRACT} '{{\"in_flight\":{{\"sender\":\"{ALICE}\"}}}}' --output json\n"
    );
    assert_eq!(out, expected);
}

#[test]
fn a_line_that_would_not_be_complete_says_what_is_missing() {
    for (args, said) in [
        (
            vec!["query", "port", "--print", "command"],
            "--contract is missing",
        ),
        (
            vec![
                "execute",
                "accept-admin",
                "--contract",
                CONTRACT,
                "--print",
                "command",
            ],
            "--from is missing",
        ),
        (
            vec![
                "migrate",
                "--contract",
                CONTRACT,
                "--from",
                "k",
                "--print",
                "command",
            ],
            "--code is missing",
        ),
    ] {
        let ran = causeway(&[&["msg"][..], &args].concat());
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn the_json_document_has_the_message_and_the_command() {
    let args = [
        "msg",
        "transfer",
        "--contract",
        CONTRACT,
        "--channel",
        "channel-0",
        "--receiver",
        BOB,
    ];
    let rest = ["--amount", "7", "--token", TOKEN, "--from", "k", "--json"];
    let out = causeway(&[&args[..], &rest].concat()).ok().json();
    assert_eq!(out["contract"], TOKEN);
    assert_eq!(
        out["hook"],
        json!({"channel": "channel-0", "remote_address": BOB})
    );
    assert_eq!(out["funds"], json!([]));
    assert!(out["command"]
        .as_str()
        .unwrap()
        .starts_with("wasmd tx wasm execute "));
}
