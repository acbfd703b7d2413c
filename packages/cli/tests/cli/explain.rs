//! Against what real chains wrote (`tests/vectors/recorded/`).

use base64::prelude::{Engine, BASE64_STANDARD};
use causeway::world::World;
use causeway_transfer::msg::{QueryMsg, SettingsResponse};
use cosmwasm_std::HexBinary;
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
        let bytes = BASE64_STANDARD.decode(base64).unwrap();
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
        (["ack", "{}"], "the packet stays pending"),
        (
            ["ack", r#"{"result":"AQ==","error":"x"}"#],
            "neither a result nor an error",
        ),
        (
            ["ack", r#"{"error":"a<b"}"#],
            "ibc-go would write this text with escapes",
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
        (vec!["packet", "{}", "--source", "a/b"], "--dest"),
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

/// The simulated chain creates the voucher; the command line has named its address before.
#[test]
fn a_vouchers_address_is_known_before_it_exists() {
    let mut world = World::new();
    let (hub, zone) = (world.add_chain("hub").unwrap(), world.add_chain("zone").unwrap());
    let channel = world.open(hub, zone).unwrap();
    let alice = world.account(hub, "alice", &[(10, "gamm/pool/1")]).unwrap();
    let bob = world.account(zone, "bob", &[]).unwrap();
    let transfer = world.site(zone).transfer.clone();
    let settings: SettingsResponse = world.net[zone].query(&transfer, &QueryMsg::Settings {}).unwrap();
    let checksum = settings.voucher_checksum.unwrap().to_hex();
    let path = format!("{}/{}/gamm/pool/1", channel.b.port, channel.b.channel);
    let foretold = causeway(&["denom", &path, "--checksum", &checksum, "--json"])
        .ok()
        .json();

    let asset = causeway::world::Asset::Native("gamm/pool/1".into());
    let packet = world
        .send(causeway::world::Send::new(&channel.a, &alice, asset, 4u128, &bob))
        .unwrap();
    world.deliver(packet).unwrap();
    let voucher = world.voucher_at(&channel.b, "gamm/pool/1").unwrap();
    assert_eq!(
        voucher.to_string(),
        format!("cw20:{}", text(&foretold, "voucher_address"))
    );
    let causeway::world::Asset::Cw20(address) = voucher else {
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
