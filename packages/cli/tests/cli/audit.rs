//! `causeway audit`, with nodes that repeat what real ones answered: 1000 uhub delivered, 100 uhub in flight in two packets,
//! and a claim of 75 tokens.

use std::fs;

use crate::live::{CONTRACT, HUB, ZONE, ZONE_CONTRACT};
use crate::node::Recorded;
use crate::{causeway, Ran};

fn audit(answers: &Recorded, more: &[&str]) -> Ran {
    let (hub, zone) = (answers.serve(HUB), answers.serve(ZONE));
    let args = [
        "audit",
        "--node",
        &hub,
        "--contract",
        CONTRACT,
        "--node",
        &zone,
        "--contract",
        ZONE_CONTRACT,
    ];
    causeway(&[&args, more].concat())
}

fn invariants(ran: &Ran) -> Vec<&str> {
    ran.out.lines().filter(|line| line.starts_with('I')).collect()
}

const UNSEEN: [&str; 2] = [
    "I5 never stuck: not checked, the snapshot does not tell which acknowledgements and timeouts failed",
    "I6 no trace: not checked, the snapshot does not tell whether refused packets changed the state",
];

#[test]
fn two_nodes_are_audited_and_everything_holds() {
    let ran = audit(&Recorded::read(&["audit.jsonl"]), &[]).ok();
    let told = invariants(&ran);
    assert_eq!(
        told[..4],
        [
            "I1 conservation: held",
            "I2 solvency: held",
            "I3 isolation: not checked, the snapshot has no packet log",
            "I4 one ending: held",
        ]
    );
    assert_eq!(told[4..], UNSEEN);
    assert!(
        ran.out.contains(
            "  ok        hub-1 channel-0 uhub: escrow 1100 = vouchers 1000 + in flight 100 + claims to mint 0\n"
        ),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(": holds 75 and owes 75\n"), "{}", ran.out);
}

#[test]
fn the_packets_history_decides_isolation_too() {
    let ran = audit(&Recorded::read(&["history.jsonl"]), &["--history"]).ok();
    let told = invariants(&ran);
    assert_eq!(told[2..4], ["I3 isolation: held", "I4 one ending: held"]);
    assert!(
        ran.out
            .contains("hub-1 channel-0 uhub: 1450 came in, 350 went out, and the books say 1100\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_broken_invariant_is_exit_code_1_and_a_silent_token_is_exit_code_2() {
    // the bank says that the contract holds nothing
    let mut answers = Recorded::read(&["audit.jsonl"]);
    answers.change(HUB, "/cosmos.bank.v1beta1.Query/AllBalances", |response| {
        response["value"] = serde_json::Value::Null;
    });
    let ran = audit(&answers, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("I2 solvency: BROKEN\n"), "{}", ran.out);
    assert!(
        ran.out
            .contains("  BROKEN    hub-1 uhub: holds 0, but owes 1100\n"),
        "{}",
        ran.out
    );
    let mut answers = Recorded::read(&["audit.jsonl"]);
    answers.change(HUB, "/cosmwasm.wasm.v1.Query/SmartContractState", |response| {
        response["code"] = 5.into();
    });
    let ran = audit(&answers, &[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.contains("I2 solvency: cannot be decided\n"),
        "{}",
        ran.out
    );
}

#[test]
fn one_end_alone_leaves_conservation_undecided() {
    let hub = Recorded::read(&["audit.jsonl"]).serve(HUB);
    let ran = causeway(&["audit", "--node", &hub, "--contract", CONTRACT]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.contains("I1 conservation: cannot be decided\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("there is no snapshot of the other end"),
        "{}",
        ran.out
    );
}

#[test]
fn the_document_can_be_audited_again() {
    let ran = audit(&Recorded::read(&["audit.jsonl"]), &["--json"]).ok();
    let document = ran.json();
    assert_eq!(document["snapshots"][1]["chain"], "zone-1");
    assert_eq!(
        document["snapshots"][0]["in_flight"][0]["destination"],
        "not_received"
    );
    assert_eq!(document["findings"]["findings"][0]["verdict"], "held");
    let file = std::env::temp_dir().join(format!("causeway-audit-{}.json", std::process::id()));
    fs::write(&file, &ran.out).unwrap();
    let again = causeway(&["audit", "--snapshots", file.to_str().unwrap(), "--json"]).ok();
    assert_eq!(again.out, ran.out);
    let broken = ran.out.replace("\"1000\"", "\"1001\"");
    fs::write(&file, broken).unwrap();
    assert_eq!(
        causeway(&["audit", "--snapshots", file.to_str().unwrap()]).code,
        1
    );
    fs::write(&file, "{}").unwrap();
    let ran = causeway(&["audit", "--snapshots", file.to_str().unwrap()]);
    fs::remove_file(&file).unwrap();
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("hint: --snapshots takes a document that `causeway audit --json` printed"),
        "{}",
        ran.err
    );
}

#[test]
fn each_contract_needs_a_node() {
    for args in [
        &["audit"][..],
        &["audit", "--node", HUB],
        &["audit", "--contract", CONTRACT],
        &["audit", "--node", HUB, "--contract", CONTRACT, "--snapshots", "x"],
        &["audit", "--node", HUB, "--node", ZONE, "--contract", CONTRACT],
    ] {
        assert_eq!(causeway(args).code, 2, "{args:?}");
    }
}
