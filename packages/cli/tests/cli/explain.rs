//! `causeway explain`, compared with bytes that real chains wrote (`tests/vectors/recorded/`).

use causeway_multi_test::World;
use causeway_transfer::msg::{QueryMsg, SettingsResponse};
use cosmwasm_std::{Binary, HexBinary};
use serde_json::Value;

use crate::{causeway, recorded};

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}"))
}

#[test]
fn denoms_are_split_and_hashed_as_ibc_go_does() {
    let denoms = recorded("denoms.json");
    let denoms = denoms.as_array().unwrap();
    for denom in denoms {
        let out = causeway(&["denom", text(denom, "path"), "--json"]).json();
        assert_eq!(out["base"], denom["base"]);
        assert_eq!(out["ibc_denom"], denom["ibc_denom"]);
        let hops = denom["trace"].as_array().unwrap();
        let trace: Vec<String> = hops
            .iter()
            .map(|hop| format!("{}/{}", text(hop, "port"), text(hop, "channel")))
            .collect();
        assert_eq!(out["trace"], Value::from(trace));
    }
    println!("{} denoms", denoms.len());
    assert!(denoms.len() > 10);
}

#[test]
fn packets_are_read_from_hex_base64_and_json_alike() {
    let packets = recorded("packets.json");
    let mut refused = 0;
    for packet in packets.as_array().unwrap() {
        let base64 = text(packet, "data_base64");
        let bytes = Binary::from_base64(base64).unwrap();
        let hex = format!("0x{}", HexBinary::from(bytes.as_slice()).to_hex());
        let forms = [base64, &hex, std::str::from_utf8(&bytes).unwrap()]
            .map(|form| causeway(&["packet", form, "--json"]));
        assert!(
            forms[1..].iter().all(|form| form.out == forms[0].out),
            "{}",
            packet["name"]
        );
        let out = forms[0].json();
        let wire: Value = serde_json::from_slice(&bytes).unwrap();
        refused += usize::from(out["valid"] == false);
        if out["valid"] == true {
            for key in ["denom", "amount", "sender", "receiver"] {
                assert_eq!(out[key], wire[key], "{}", packet["name"]);
            }
        }
    }
    println!(
        "{} packets, {refused} of them refused",
        packets.as_array().unwrap().len()
    );
    assert!(refused < 5);
}

#[test]
fn acknowledgements_end_as_they_ended() {
    let packets = recorded("packets.json");
    let mut seen = [0, 0];
    for packet in packets.as_array().unwrap() {
        let Some(ack) = packet["ack_text"].as_str() else {
            continue;
        };
        let out = causeway(&["ack", ack, "--json"]).json();
        let refunded = ack.contains("\"error\"");
        assert_eq!(
            out["outcome"],
            if refunded { "error" } else { "success" },
            "{}",
            packet["name"]
        );
        assert_eq!(
            out["sha256"], packet["ack_commitment_hex"],
            "core stores this hash"
        );
        seen[usize::from(refunded)] += 1;
    }
    println!("{seen:?} acknowledgements of success and of errors");
    assert!(seen[0] > 20 && seen[1] > 5);
}

#[test]
fn a_redacted_error_is_explained() {
    for (ack, said) in [
        (
            r#"{"error":"ABCI error: sdk/7: error handling packet: see events for details"}"#,
            "sdk/7: invalid address",
        ),
        (
            r#"{"error":"ABCI code: 5: error handling packet: see events for details"}"#,
            "without its codespace: 5",
        ),
        (r#"{"error":"receiver is blank"}"#, "the text is Causeway's"),
        (r#"{"error":"so there"}"#, "chosen by the other chain"),
        (r#"{"result":"MQ=="}"#, "any result is success"),
    ] {
        let ran = causeway(&["ack", ack]).ok();
        assert!(ran.out.contains(said), "{}", ran.out);
    }
}

#[test]
fn what_a_chain_would_refuse_ends_with_exit_code_1() {
    for (args, said) in [
        (
            ["ack", "{}"],
            "refunding could pay twice, and the packet stays pending",
        ),
        (
            ["ack", r#"{"result":"AQ==","error":"x"}"#],
            "ibc-go's core (7.10, 8.7, 10.1 and later) reads these bytes as an acknowledgement",
        ),
        (
            ["ack", r#"{"error":"a<b"}"#],
            r#"ibc-go writes  {"error":"a\u003cb"}"#,
        ),
        (["denom", "transfer/channel-0/"], "base denom is blank"),
        (
            [
                "packet",
                r#"{"denom":"u","amount":5,"sender":"a","receiver":"b"}"#,
            ],
            "`amount` must be a string, but is 5",
        ),
        (
            ["packet", r#"{"denom":"u","amount":"5","sender":"a"}"#],
            "`receiver` is missing",
        ),
        (
            [
                "packet",
                r#"{"denom":"u","amount":"5","sender":"a","receiver":" "}"#,
            ],
            "it could still be refunded",
        ),
        (["packet", "{"], "no JSON: "),
    ] {
        let ran = causeway(&args);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.err);
        assert!(ran.out.contains(said), "{args:?}: {}", ran.out);
    }
}

#[test]
fn what_is_no_input_ends_with_exit_code_2() {
    for (args, said) in [
        (vec!["packet", "7b7dg"], "hex stops at character 5 (`g`)"),
        (
            vec!["denom", "wasm.cosmos1x/channel-0/u"],
            "`cosmos1x` is not a bech32 address",
        ),
        (
            vec!["packet", "{}", "--source", "transfer", "--dest", "a/b"],
            "`transfer` is not PORT/CHANNEL",
        ),
        (vec!["packet", "{}", "--source", "transfer/channel-0"], "--dest"),
        (
            vec![
                "packet",
                "{}",
                "--source",
                "transfer/channel-0",
                "--dest",
                "transfer/0",
            ],
            "--dest: `transfer/0` is not PORT/CHANNEL: a channel is `channel-` and a number",
        ),
        (
            vec![
                "packet",
                "{}",
                "--source",
                "a b/channel-0",
                "--dest",
                "transfer/channel-7",
            ],
            "--source: `a b/channel-0` is not PORT/CHANNEL: a port has 2 to 128 letters",
        ),
        (
            vec!["packet", "[1,300]"],
            "numbers from 0 to 255, but this one has `300`",
        ),
        (
            vec!["packet", "\"x"],
            "begins with a quote, but is no JSON string",
        ),
    ] {
        let ran = causeway(&args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn the_way_of_a_packet_depends_on_its_channel() {
    let packet = |denom: &str| {
        let data = format!(r#"{{"denom":"{denom}","amount":"5","sender":"a","receiver":"b"}}"#);
        let ends = ["--source", "transfer/channel-0", "--dest", "transfer/channel-7"];
        causeway(&[&["packet", data.as_str()][..], &ends].concat())
            .ok()
            .out
    };
    let out = packet("uatom");
    assert!(
        out.contains("into escrow") && out.contains("mints vouchers of transfer/channel-7/uatom"),
        "{out}"
    );
    let home = packet("transfer/channel-0/uosmo");
    assert!(
        home.contains("burned vouchers") && home.contains("releases uosmo from this channel's escrow"),
        "{home}"
    );
}

/// The command line names the address of a voucher before the simulated chain creates it.
#[test]
fn a_vouchers_address_is_known_before_it_exists() {
    let mut world = World::new();
    let (hub, zone) = (world.add_chain("hub").unwrap(), world.add_chain("zone").unwrap());
    let channel = world.open(hub, zone).unwrap();
    let alice = world.account(hub, "alice", &[(10, "gamm/pool/1")]).unwrap();
    let bob = world.account(zone, "bob", &[]).unwrap();
    let transfer = world.deployment(zone).transfer.clone();
    let settings: SettingsResponse = world.net[zone].query(&transfer, &QueryMsg::Settings {}).unwrap();
    let checksum = settings.voucher_checksum.unwrap().to_hex();
    let path = format!("{}/{}/gamm/pool/1", channel.b.port, channel.b.channel);
    let foretold = causeway(&["denom", &path, "--checksum", &checksum, "--json"])
        .ok()
        .json();

    let asset = causeway_multi_test::Asset::Native("gamm/pool/1".into());
    let packet = world
        .send(causeway_multi_test::Send::new(
            &channel.a, &alice, asset, 4u128, &bob,
        ))
        .unwrap();
    world.deliver(packet).unwrap();
    let voucher = world.voucher_at(&channel.b, "gamm/pool/1").unwrap();
    assert_eq!(
        voucher.to_string(),
        format!("cw20:{}", text(&foretold, "voucher_address"))
    );
    let causeway_multi_test::Asset::Cw20(address) = voucher else {
        panic!("a voucher is a cw20 token")
    };
    let info: Value = world.net[zone].read_json(&address, b"token_info").unwrap();
    assert_eq!(info["name"], foretold["voucher_name"]);
    assert_eq!(info["symbol"], foretold["voucher_symbol"]);
    let label = world.net[zone]
        .querier()
        .query_wasm_contract_info(&address)
        .map(|info| info.creator);
    assert_eq!(label.unwrap(), transfer, "the contract created it");
}

/// The recorded answers of ibc-go itself (`tests/vectors/ibc-go/`).
fn ibc_go(name: &str) -> Vec<(Vec<u8>, Value)> {
    let path = format!("{}/../../tests/vectors/ibc-go/{name}", env!("CARGO_MANIFEST_DIR"));
    let rows: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    rows.into_iter()
        .map(|row| (Binary::from_base64(text(&row, "base64")).unwrap().to_vec(), row))
        .collect()
}

#[test]
fn an_acknowledgement_that_ibc_gos_core_refuses_is_told_from_one_that_it_passes_on() {
    let rows = ibc_go("acks.json");
    let mut refused = 0;
    for (bytes, row) in &rows {
        let out = causeway::explain::ack(bytes);
        let document = out.json();
        let by_core = row["core"] == "refused";
        assert_eq!(document["outcome"] == "refused by core", by_core, "{row}");
        assert_eq!(document["ibc-go_writes"], row["writes"], "{row}");
        assert!(!by_core || !out.valid, "{row}");
        assert!(!by_core || out.text().contains("stays pending"), "{row}");
        refused += usize::from(by_core);
    }
    println!(
        "{} acknowledgements, {refused} of them refused by ibc-go's core",
        rows.len()
    );
    assert!(rows.len() > 80 && refused > 35);
}

#[test]
fn a_packet_that_only_causeway_refuses_is_told_from_one_that_ibc_go_refuses_too() {
    let rows = ibc_go("packets.json");
    let mut only_causeway = 0;
    for (bytes, row) in &rows {
        let out = causeway::explain::packet(bytes, None);
        let (document, shown) = (out.json(), out.text());
        let ibc_go_takes_it = row["error"].is_null();
        let by_causeway = shown.contains("Causeway answers with an error acknowledgement");
        let taken = document["valid"] == true;
        assert_eq!(taken || by_causeway, ibc_go_takes_it, "{row}: {shown}");
        if by_causeway {
            for field in ["denom", "amount", "sender", "receiver"] {
                assert_eq!(document[format!("ibc-go_reads_{field}")], row[field], "{row}");
            }
            only_causeway += 1;
        }
    }
    println!(
        "{} packets, {only_causeway} of them refused by Causeway alone",
        rows.len()
    );
    assert!(only_causeway > 20);
}

#[test]
fn the_bytes_of_an_acknowledgement_are_hashed_as_they_are_given() {
    let hash = |ack: &str| causeway(&["ack", ack, "--json"]).json()["sha256"].clone();
    // sha256sum of the same bytes
    assert_eq!(
        hash("{\"result\":\"AQ==\"}"),
        "08f7557ed51826fe18d84512bf24ec75001edbaf2123a477df72a0a9f3640a7c"
    );
    assert_eq!(
        hash("{\"result\":\"AQ==\"}\n"),
        "1c05bb79dc453cbd8192e9ef1d1a0352e97ea042f45285a6fdd67c864d1a38bd"
    );
    let ran = causeway(&["ack", "{\"result\":\"AQ==\"}\n"]);
    assert_eq!(ran.code, 1);
    for said in [
        "bytes          18",
        "the bytes end with a newline",
        "it cannot time out either",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}

#[test]
fn a_result_that_only_causeway_can_read_stays_pending_where_the_transfer_module_sent_it() {
    let ran = causeway(&["ack", r#"{"result":"AQ"}"#]).ok();
    assert!(
        ran.out.contains("ibc-go's own transfer module cannot read it"),
        "{}",
        ran.out
    );
    let canonical = causeway(&["ack", r#"{"result":"MQ=="}"#]).ok();
    assert!(!canonical.out.contains("transfer module"), "{}", canonical.out);
}

#[test]
fn bytes_are_read_as_logs_and_tools_write_them() {
    let json = r#"{"denom":"uatom","amount":"5","sender":"a","receiver":"b"}"#;
    let expected = causeway(&["packet", json]).ok().out;
    let hex = HexBinary::from(json.as_bytes()).to_hex();
    let list: Vec<String> = json.bytes().map(|byte| byte.to_string()).collect();
    let base64 = Binary::from(json.as_bytes()).to_base64();
    for form in [
        format!("[{}]", list.join(",")),
        format!("[{}]", list.join(" ")),
        Value::from(json).to_string(),
        json.replace('"', "\\\""),
        format!("0x{hex}"),
        format!("0X{}", hex.to_uppercase()),
        format!(" {hex}\n"),
        base64.clone(),
        base64.trim_end_matches('=').to_string(),
        Value::from(base64).to_string(),
    ] {
        let ran = causeway(&["packet", &form]);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (0, expected.as_str()),
            "{form}: {}",
            ran.err
        );
    }
}

#[test]
fn a_packet_that_only_causeway_refuses_says_why() {
    let packet = |more: &str| format!("{{\"denom\":\"u\",\"sender\":\"a\",{more}}}");
    let far = format!("\"amount\":\"5\",\"receiver\":\"{}\"", "r".repeat(2049));
    for (more, reasons) in [
        (
            r#""amount":"0x10","receiver":"b""#,
            vec![
                "Causeway answers with an error acknowledgement: amount must be",
                "ibc-go's transfer module takes it",
                "`amount` is `0x10`",
                "ibc-go reads 16",
            ],
        ),
        (
            r#""amount":"010","receiver":"b""#,
            vec!["`amount` is `010`", "ibc-go reads 8"],
        ),
        (
            r#""amount":"5","receiver":"b","denom":"v""#,
            vec![
                "`denom` is there twice: ibc-go takes the last one",
                "ibc-go reads denom     v",
            ],
        ),
        (
            r#""Amount":"5","receiver":"b""#,
            vec![
                "`Amount` is no field: ICS-20 writes `amount`",
                "`amount` is missing",
            ],
        ),
        (
            &far,
            vec!["Causeway answers", "receiver is longer than 2048 bytes"],
        ),
        (
            r#""amount":"5","receiver":"b","memo":"\ud800""#,
            vec!["Causeway answers", "with U+FFFD for what is no text"],
        ),
        (
            r#""amount":"5","receiver":"b","memo":{"wasm":{}}"#,
            vec![
                "a receiver answers with an error acknowledgement",
                "`memo` must be a string, but is {\"wasm\":{}}",
            ],
        ),
    ] {
        let ran = causeway(&["packet", &packet(more)]);
        assert_eq!(ran.code, 1, "{more}");
        for reason in reasons {
            assert!(ran.out.contains(reason), "{reason} is not in\n{}", ran.out);
        }
    }
}

#[test]
fn a_denom_that_ibc_go_refuses_is_refused_before_the_channel_is_known() {
    let data = r#"{"denom":"transfer/channel-0/","amount":"5","sender":"a","receiver":"b"}"#;
    let ran = causeway(&["packet", data]);
    assert_eq!(ran.code, 1);
    let said = "ibc-go's transfer module answers with an error acknowledgement: base denom is blank";
    assert!(
        ran.out.contains(said) && !ran.out.contains("a receiver takes it"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_typed_instead_of_a_denom_path_gets_a_hint() {
    const HASH: &str = "27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2";
    let token = "cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr";
    let small = HASH.to_lowercase();
    let cases = [
        (
            format!("ibc/{HASH}"),
            vec![
                "this is no path".into(),
                format!("query ibc-transfer denom ibc/{HASH}"),
            ],
        ),
        (HASH.into(), vec![format!("that chain writes it ibc/{HASH}")]),
        (
            format!("ibc/{small}"),
            vec![format!("that chain writes it ibc/{HASH}")],
        ),
        (
            "transfer/channel-0".into(),
            vec!["a hop without a base denom: write what the token is called at home behind it".into()],
        ),
        (" uatom".into(), vec!["there is a blank at one end".into()]),
        (
            "transfer/channel-0/uatom ".into(),
            vec!["there is a blank at one end".into()],
        ),
        (
            format!("cw20:{token}:GOLD"),
            vec![format!("leave out `:GOLD`, and it is cw20:{token}")],
        ),
        (
            format!("transfer/channel-0/cw20:{token}:GOLD"),
            vec![format!("leave out `:GOLD`, and it is cw20:{token}")],
        ),
        (
            "cw20:gold".into(),
            vec!["`gold` behind `cw20:` is no address".into()],
        ),
        (
            format!("transfer/channel-0/ibc/{}", small.trim_end_matches('2')),
            vec!["a hash is 64 hex digits in capital letters".into()],
        ),
    ];
    for (path, hints) in &cases {
        let ran = causeway(&["denom", path]);
        assert_eq!(ran.code, 1, "{path}: {}", ran.out);
        assert!(!ran.out.contains("at home on the chain"), "{path}: {}", ran.out);
        for hint in hints {
            assert!(ran.out.contains(hint), "{path}: {hint} is not in\n{}", ran.out);
        }
    }
    for path in ["uatom".into(), format!("cw20:{token}"), "factory/a/b".into()] {
        let out = causeway(&["denom", &path]).ok().out;
        assert!(out.contains("at home on the chain"), "{out}");
    }
}

#[test]
fn what_is_explained_has_a_short_form() {
    for args in [
        ["denom", "transfer/channel-0/uatom"],
        ["ack", "{\"result\":\"AQ==\"}"],
        ["packet", "{}"],
    ] {
        let long = causeway(&[&["explain"][..], &args].concat());
        let short = causeway(&args);
        assert_eq!((long.code, long.out), (short.code, short.out), "{args:?}");
        let help = causeway(&["explain", "--help"]).ok().out;
        assert!(help.contains(&format!("\n  {} ", args[0])), "{help}");
    }
}
