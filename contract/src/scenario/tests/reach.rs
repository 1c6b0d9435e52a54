use super::*;

fn warnings(rest: &str) -> String {
    let warnings = parse(rest).unwrap().warnings();
    warnings.iter().map(|warning| format!("{warning}\n")).collect()
}

fn step(on: &str, keys: &str) -> String {
    format!("[[step]]\non = \"{on}\"\n{keys}\nreply = \"pending\"\n")
}

#[test]
fn a_step_that_outlasts_the_session_hides_the_next() {
    let steps = step("data", "for = \"40m\"") + &step("accounts", "times = 2");
    insta::assert_snapshot!(warnings(&steps), @r#"
    warning: this step outlasts the session
     --> scenarios/a-story.toml:3:1
      |
    3 | [[step]]
      | ^^^^^^^^
      |
      = help: the session ends 1800 s after its first data call, and a client polls every 10 s; session.processing = "unlimited" removes this limit
    warning: this step is never reached
     --> scenarios/a-story.toml:7:1
      |
    7 | [[step]]
      | ^^^^^^^^
      |
      = help: the session ends 1800 s after its first data call, and a client polls every 10 s; session.processing = "unlimited" removes this limit
    "#);
}

/// Each row: the head, the steps of `accounts`, how many warnings.
#[test]
fn steps() {
    let long = "session.processing = \"unlimited\"\n";
    #[rustfmt::skip]
    let table: [(&str, &[&str], usize); 10] = [
        ("", &["for = \"30m\""], 0),
        ("", &["for = \"1801s\""], 1),
        ("", &["for = \"29m\"", ""], 0),
        ("", &["for = \"30m\"", ""], 1),
        ("", &["for = \"15m\"", "for = \"15m\"", "", ""], 2),
        ("", &["times = 179", ""], 0),
        ("", &["times = 180", ""], 1),
        ("", &["times = 500"], 0),
        (long, &["for = \"40m\"", "times = 500", ""], 0),
        ("session.processing = \"1m\"\n", &["times = 6", ""], 1),
    ];
    for (head, keys, expected) in table {
        let steps: String = keys.iter().map(|keys| step("accounts", keys)).collect();
        let scenario = parse(&format!("{head}{steps}")).unwrap();
        assert_eq!(scenario.warnings().len(), expected, "{head} {keys:?}");
    }
}

#[test]
fn endpoints_do_not_hide_each_other() {
    let steps = step("accounts", "for = \"30m\"") + &step("investments", "times = 1");
    assert_eq!(warnings(&steps), "");
    // A login outlives its sessions.
    let authorize = "[[step]]\non = \"authorize\"\nfor = \"40m\"\n".repeat(2);
    assert_eq!(warnings(&authorize), "");
}

/// Each row: two faults, how many of them never strike.
#[test]
fn faults() {
    #[rustfmt::skip]
    let table = [
        ("on = \"data\"", "on = \"data\"", 1),
        ("on = \"data\"", "on = \"accounts\"", 1),
        ("on = \"data\"", "on = \"authorize\"", 0),
        ("on = \"accounts\"", "on = \"data\"", 0),
        ("on = \"data\"\nfirst = 2", "on = \"data\"", 0),
        ("on = \"data\"\nprobability = 0.5", "on = \"data\"", 0),
        ("on = \"data\"\nprobability = 0.0", "on = \"data\"", 1),
        ("on = \"data\"\nfrom = \"1s\"", "on = \"data\"", 0),
        ("on = \"data\"\nuntil = \"9s\"", "on = \"data\"", 0),
        ("on = \"data\"\nfrom = \"1s\"\nuntil = \"9s\"", "on = \"data\"\nfrom = \"2s\"\nuntil = \"9s\"", 1),
    ];
    for (first, second, expected) in table {
        let rules =
            format!("[[fault]]\nplay = \"reset\"\n{first}\n[[fault]]\nplay = \"hang\"\n{second}\n");
        assert_eq!(parse(&rules).unwrap().warnings().len(), expected, "{rules}");
    }
    insta::assert_snapshot!(warnings("[[fault]]\non = \"data\"\nplay = \"reset\"\nprobability = 0.0\n"), @"
    warning: this fault is never triggered
     --> scenarios/a-story.toml:3:1
      |
    3 | [[fault]]
      | ^^^^^^^^^
      |
      = help: its probability is 0
    ");
}

#[test]
fn a_multiple_choice_has_choices() {
    let question = |kind: &str, choices: &str| {
        format!(
            "[[step]]\non = \"authorize\"\nreply.challenge.ask = [{{ type = \"{kind}\", prompt = \"City?\", answer = \"Montreal\"{choices} }}]\n"
        )
    };
    insta::assert_snapshot!(warnings(&question("multiple-choice", "")), @r#"
    warning: a multiple-choice question without choices
     --> scenarios/a-story.toml:3:1
      |
    3 | [[step]]
      | ^^^^^^^^
      |
      = help: such as choices = ["Montreal", "Toronto"]
    "#);
    assert_eq!(warnings(&question("multiple-choice", ", choices = [\"Montreal\"]")), "");
    assert_eq!(warnings(&question("question-and-answer", "")), "");
}
