use crate::causeway;

#[test]
fn without_a_command_the_demo_runs() {
    let ran = causeway::<&str>(&[]).ok();
    assert_eq!(
        ran.out,
        include_str!("demo.txt"),
        "README shows parts of this text"
    );
    assert_eq!(ran.err, "");
    assert_eq!(causeway(&["demo"]).out, ran.out);
}

#[test]
fn the_demo_as_json_has_its_outcomes_and_invariants() {
    let document = causeway(&["demo", "--json"]).ok().json();
    let outcomes: Vec<_> = document["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["outcome"])
        .collect();
    assert_eq!(
        outcomes,
        [
            "delivered",
            "delivered",
            "returned",
            "refunded_on_error",
            "refunded_on_timeout",
            "claimed",
            "returned",
            "returned"
        ]
    );
    for name in [
        "conservation",
        "solvency",
        "isolation",
        "one_ending",
        "never_stuck",
        "no_trace",
    ] {
        assert_eq!(document["invariants"][name], true, "{name}");
    }
    assert_eq!(document["ok"], true);
    let keys: Vec<_> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["invariants", "ok", "steps"]);
}

#[test]
fn the_diagram_can_be_mermaid() {
    let out = causeway(&["demo", "--diagram", "mermaid"]).ok().out;
    assert!(
        out.contains("sequenceDiagram\n    participant hub\n    participant zone\n    participant isle\n")
    );
    assert!(out.contains("    hub->>zone: 1000 uhub\n    zone->>hub: ack\n"));
}
