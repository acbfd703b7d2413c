//! A test breaks an invariant on purpose, from outside, between two steps. `tests/tests/demo.rs` does this for each of
//! the six.

use causeway::demo::Demo;

fn failure() -> String {
    format!("{:?}", std::process::ExitCode::FAILURE)
}

#[test]
fn a_sound_world_ends_with_success() {
    let mut demo = Demo::new().unwrap();
    demo.tell(2).unwrap();
    let report = demo.report();
    assert!(report.ok);
    assert_ne!(format!("{:?}", report.exit_code()), failure());
}

#[test]
fn a_step_that_breaks_an_invariant_says_so_in_its_marks() {
    let mut demo = Demo::new().unwrap();
    demo.tell(1).unwrap();
    let hub = *demo.world.deployments.keys().next().unwrap();
    let contract = demo.world.deployment(hub).transfer.clone();
    // the books of channel-0 on uhub: one base unit less in escrow than the packets say
    let books = demo.world.net[hub].dump_contract(&contract);
    let (key, value) = books
        .iter()
        .find(|(key, _)| String::from_utf8_lossy(key).contains("channel_state"))
        .unwrap();
    let text = String::from_utf8(value.clone()).unwrap();
    let forged = text.replacen("\"outstanding\":\"1000\"", "\"outstanding\":\"999\"", 1);
    assert_ne!(forged, text);
    demo.world.net[hub].set_contract_key(&contract, key, forged.as_bytes());
    demo.tell(1).unwrap();
    let report = demo.report();
    assert!(!report.invariants.conservation && !report.invariants.isolation);
    let shown = causeway::demo::render(&report);
    assert!(shown.contains("I1 BROKEN  I2 ok  I3 BROKEN"), "{shown}");
    assert_eq!(format!("{:?}", report.exit_code()), failure());
}
