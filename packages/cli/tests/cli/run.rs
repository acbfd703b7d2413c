use std::fs;

use crate::{causeway, scenario, Scratch};

/// Two chains, two accounts, one channel.
const WORLD: &str = r#"chain = [{ name = "hub" }, { name = "zone" }]
account = [{ name = "alice", chain = "hub", holds = ["1000 uhub"] }, { name = "bob", chain = "zone" }]
channel = [{ name = "near", from = "hub", to = "zone" }]
"#;

fn with_step(actions: &str) -> String {
    format!("{WORLD}[[step]]\ntitle = \"x\"\ndo = [{actions}]\n")
}

#[test]
fn every_example_runs_and_keeps_the_invariants() {
    let mut names: Vec<_> = fs::read_dir(scenario(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(names.len() >= 4, "{names:?}");
    for path in &names {
        let ran = causeway(&["run", path.to_str().unwrap(), "--json"]).ok();
        assert_eq!(ran.json()["ok"], true, "{path:?}");
        assert_eq!(ran.err, "", "no progress bar without a terminal");
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("# "), "{path:?} says first what it is for");
        let stated = text.matches("\noutcome = ").count();
        assert_eq!(
            stated,
            text.matches("[[step]]").count(),
            "{path:?}: each step states its outcome"
        );
    }
    println!("{} scenarios", names.len());
}

#[test]
fn the_demo_is_a_scenario_like_any_other() {
    let example = causeway(&["run", "--example"]).ok().out;
    let file = Scratch::new("example.toml", &example);
    assert_eq!(causeway(&["run", file.path()]).ok().out, include_str!("demo.txt"));
}

#[test]
fn errors_point_to_line_and_column() {
    let send = |inside: &str| with_step(&format!("{{ send = {{ {inside} }} }}"));
    // name, scenario, place, what is said
    let cases: Vec<(&str, String, &str, &str)> = vec![
        (
            "syntax",
            "chain = [\n{ name = hub }]".into(),
            ":2:10",
            "string values must be quoted",
        ),
        ("no chain at all", String::new(), "", "there is no chain"),
        ("no step", WORLD.into(), "", "there is no step"),
        (
            "unknown chain",
            WORLD.replace("to = \"zone\"", "to = \"zon\""),
            ":3:48",
            "there is no chain `zon`",
        ),
        (
            "unknown key",
            WORLD.replace("from = ", "form = "),
            ":3:29",
            "unknown field `form`",
        ),
        (
            "two of one name",
            WORLD.replace("\"bob\"", "\"alice\""),
            ":2:79",
            "a second account is called `alice`",
        ),
        (
            "a prefix that is none",
            WORLD.replace("\"zone\"", "\"Zone\""),
            ":1:37",
            "lower-case letters and digits",
        ),
        (
            "a channel to itself",
            WORLD.replace("to = \"zone\"", "to = \"hub\""),
            ":3:48",
            "joins two chains",
        ),
        (
            "no amount",
            WORLD.replace("1000 uhub", "uhub"),
            ":2:54",
            "`uhub` is no amount",
        ),
        (
            "unknown action",
            with_step("{ sned = {} }"),
            ":6:9",
            "unknown variant `sned`, expected one of `send`, `deliver`",
        ),
        (
            "unknown account",
            send(r#"coin = "1 uhub", from = "alice", to = "bobb", over = "near""#),
            ":6:56",
            "there is no account `bobb`",
        ),
        (
            "receiver on the wrong chain",
            send(r#"coin = "1 uhub", from = "alice", to = "alice", over = "near""#),
            ":6:56",
            "`alice` is on hub, but near leads to zone",
        ),
        (
            "no receiver",
            send(r#"coin = "1 uhub", from = "alice", over = "near""#),
            ":6:25",
            "this send has no receiver",
        ),
        (
            "a voucher that is not there yet",
            send(r#"coin = "1 near/uhub", from = "bob", to = "alice", over = "near""#),
            ":6:25",
            "there is no voucher `near/uhub` on zone yet",
        ),
        (
            "more than there is",
            send(r#"coin = "1001 uhub", from = "alice", to = "bob", over = "near""#),
            ":6:25",
            "insufficient funds",
        ),
        (
            "a packet of no name",
            with_step("{ deliver = \"p\" }"),
            ":6:19",
            "no packet was sent as `p` before",
        ),
        (
            "another outcome",
            send(r#"coin = "1 uhub", from = "alice", to = "bob", over = "near""#)
                .replace("title = \"x\"", "title = \"x\"\noutcome = \"returned\""),
            ":6:11",
            "the step ended as `delivered`, not as `returned`",
        ),
        (
            "a refusal that does not come",
            send(r#"coin = "1 uhub", from = "alice", to = "bob", over = "near", fails = "x""#),
            ":6:86",
            "it was not refused",
        ),
        (
            "a refusal of any kind that does not come",
            send(r#"coin = "1 uhub", from = "alice", to = "bob", over = "near", fails = true"#),
            ":6:86",
            "it was not refused",
        ),
        (
            "a refusal for another reason",
            send(r#"coin = "1 uhub", from = "alice", to_address = " ", over = "near", fails = "funds""#),
            ":6:92",
            "it was refused otherwise: receiver is blank",
        ),
        (
            "a refusal that is neither a text nor true",
            send(r#"coin = "1 uhub", from = "alice", to = "bob", over = "near", fails = 5"#),
            ":6:86",
            "expected `true`, or a text that the refusal contains",
        ),
    ];
    for (name, text, place, said) in &cases {
        let file = Scratch::new("wrong.toml", text);
        let ran = causeway(&["run", file.path()]);
        assert_eq!(ran.code, 2, "{name}: {}{}", ran.out, ran.err);
        assert!(ran.err.starts_with("error: "), "{name}: {}", ran.err);
        assert!(ran.err.contains(said), "{name}: {}", ran.err);
        let place = if place.is_empty() {
            String::new()
        } else {
            format!("{}{place}\n", file.path())
        };
        assert!(ran.err.contains(&place), "{name}: {place} is not in {}", ran.err);
        assert_eq!(ran.out, "", "{name}");
    }
    println!("{} wrong scenarios", cases.len());
}

#[test]
fn a_step_may_expect_a_refusal_of_any_kind() {
    let told = |fails: &str| {
        let send = format!(
            "{{ send = {{ coin = \"1 uhub\", from = \"alice\", to_address = \" \", over = \"near\", fails = {fails} }} }}"
        );
        let text = with_step(&send).replace("title = \"x\"", "title = \"x\"\noutcome = \"not_sent\"");
        let file = Scratch::new(&format!("fails-{}.toml", fails.len()), &text);
        causeway(&["run", file.path()])
    };
    for fails in ["true", "\"blank\""] {
        let ran = told(fails).ok();
        assert!(ran.out.contains("1. x -> not sent"), "{}", ran.out);
        assert!(ran.out.ends_with("held after the step.\n"), "{}", ran.out);
    }
    let ran = told("false");
    assert_eq!(ran.code, 2, "`false` is as good as nothing");
    assert!(ran.err.contains("receiver is blank"), "{}", ran.err);
}

#[test]
fn an_error_underlines_its_place_and_lists_the_known_names() {
    let file = Scratch::new("hint.toml", &WORLD.replace("to = \"zone\"", "to = \"zon\""));
    let expected = format!(
        "error: there is no chain `zon`\n --> {}:3:48\n  |\n\
         3 | channel = [{{ name = \"near\", from = \"hub\", to = \"zon\" }}]\n  |{}^^^^^\nhint: known: hub, zone\n",
        file.path(),
        " ".repeat(48)
    );
    assert_eq!(causeway(&["run", file.path()]).err, expected);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let ran = causeway(&["run", "nowhere.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("error: nowhere.toml: ") && ran.err.contains("hint: "),
        "{}",
        ran.err
    );
}

#[test]
fn the_report_is_one_page_that_loads_nothing() {
    let page = Scratch::new("report.html", "");
    let ran = causeway(&["run", &scenario("demo.toml"), "--report", page.path()]).ok();
    assert_eq!(
        ran.out,
        include_str!("demo.txt"),
        "the text is printed all the same"
    );
    let html = fs::read_to_string(page.path()).unwrap();
    for loads in ["http:", "https:", "src=", "<link", "<script", "@import", "url(h"] {
        assert!(!html.contains(loads), "{loads}");
    }
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"));
    // sequence diagram, one arrow for each of the story's
    let arrows = causeway(&["demo", "--json"]).json()["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["arrows"].as_array().unwrap().len())
        .sum::<usize>();
    assert_eq!(html.matches("marker-end=").count(), arrows);
    for chart in [
        "alice on hub",
        "escrow on hub",
        "vouchers that exist on zone",
        "claim of alice on hub",
    ] {
        assert!(
            html.contains(&format!("<figcaption>{chart}</figcaption>")),
            "{chart}"
        );
    }
    assert_eq!(
        html.matches("<td class=\"mark ok\">").count(),
        8 * 6,
        "each invariant after each step"
    );
    for tag in ["table", "svg", "figure", "details", "div", "g", "ul", "main"] {
        let (open, close) = (
            html.matches(&format!("<{tag}>")).count(),
            html.matches(&format!("<{tag} ")).count(),
        );
        assert_eq!(open + close, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    // alice's coins: at first, after the first step
    assert!(html.contains("<title>0. at first: 10000 uhub</title>"));
    assert!(html.contains("<title>1. a bank coin goes out: 9000 uhub</title>"));
}

#[test]
fn an_account_may_have_the_name_of_any_other_line_and_is_drawn() {
    for name in ["in flight", "vouchers", "escrow channel-0", "claim of bob"] {
        let page = Scratch::new("names.html", "");
        let text = with_step(r#"{ send = { coin = "1 uhub", from = "alice", to = "bob", over = "near" } }"#)
            .replace("\"alice\"", &format!("{name:?}"));
        let file = Scratch::new("names.toml", &text);
        causeway(&["run", file.path(), "--report", page.path()]).ok();
        let html = fs::read_to_string(page.path()).unwrap();
        let point = "<title>0. at first: 1000 uhub</title>";
        let drawn = html.split("<figure>").any(|chart| {
            chart.contains(&format!("<figcaption>{name} on hub</figcaption>")) && chart.contains(point)
        });
        assert!(drawn, "{name}");
    }
}

#[test]
fn names_in_a_scenario_cannot_become_markup() {
    let page = Scratch::new("markup.html", "");
    let text = with_step(r#"{ send = { coin = "1 uhub", from = "alice", to = "bob", over = "near" } }"#)
        .replace("title = \"x\"", "title = \"<script>alert(1)</script>\"")
        .replace("\"alice\"", "'al\"ice<b>'");
    let file = Scratch::new("markup.toml", &text);
    causeway(&["run", file.path(), "--report", page.path()]).ok();
    let html = fs::read_to_string(page.path()).unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
    // an account's name also stands in an attribute
    assert!(html.contains("aria-label=\"al&quot;ice&lt;b&gt; on hub\"") && !html.contains("al\"ice"));
}
