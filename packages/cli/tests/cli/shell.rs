use crate::causeway;

#[test]
fn the_help_says_what_each_command_does() {
    let out = causeway(&["--help"]).ok().out;
    for command in [
        "demo",
        "run",
        "status",
        "preflight",
        "msg",
        "explain",
        "completions",
    ] {
        let line = out
            .lines()
            .find(|line| line.trim_start().starts_with(&format!("{command} ")));
        let line = line.unwrap_or_else(|| panic!("{command} is not in {out}"));
        assert!(line.trim().len() > command.len() + 20, "{line}");
        let own = causeway(&[command, "--help"]).ok().out;
        assert!(own.contains("Usage: causeway") && own.len() > 200, "{own}");
    }
    assert!(!out.contains("_"), "{out}");
}

#[test]
fn completions_know_messages_and_fields() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let out = causeway(&["completions", shell]).ok().out;
        for word in ["run", "in-flight"] {
            assert!(out.contains(word), "{shell}: {word}");
        }
        // fish is given commands only, three levels deep
        let deep = ["remote-address", "increase-allowance"].map(|word| out.contains(word));
        assert!(deep == [true, true] || shell == "fish", "{shell}");
    }
}

#[test]
fn there_are_no_colours_without_a_terminal() {
    for args in [
        &["ack", "x y"][..],
        &["run", "nowhere.toml"],
        &["--help"],
        &["nonsense"],
    ] {
        let ran = causeway(args);
        assert!(!format!("{}{}", ran.out, ran.err).contains('\u{1b}'), "{args:?}");
    }
}

#[test]
fn a_command_that_does_not_exist_is_an_error_with_a_suggestion() {
    let ran = causeway(&["rum"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("similar subcommand exists: 'run'"),
        "{}",
        ran.err
    );
}
