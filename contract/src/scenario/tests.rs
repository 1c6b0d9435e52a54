use super::*;

const HEAD: &str = "summary = \"A story.\"\nlogin-id = \"10000000-0000-4000-8000-0000000000ff\"\n";

fn parse(rest: &str) -> Result<Scenario, Vec<Diagnostic>> {
    Scenario::parse("scenarios/a-story.toml", &format!("{HEAD}{rest}").into())
}

fn problem(rest: &str) -> String {
    let problems: Vec<_> = parse(rest).unwrap_err().iter().map(ToString::to_string).collect();
    problems.join("\n")
}

#[test]
fn a_story_without_steps_is_complete() {
    let scenario = parse("").unwrap();

    assert_eq!(scenario.name, "a-story");
    assert_eq!(scenario.login.institution, "FlinksCapital");
    assert_eq!(scenario.fixtures.accounts.get_ref(), "seed");
    assert_eq!(scenario.session.idle, Limit::After(Duration::from_secs(480)));
    assert_eq!(scenario.session.processing, Limit::After(Duration::from_secs(1_800)));
    assert_eq!(scenario.session.ended.0.name, "SESSION_NONEXISTENT");
}

#[test]
fn every_key_is_read() {
    let scenario = parse(
        r#"
        username = "test_pending"
        institution = "Bank"
        last-refresh = "0001-01-01T00:00:00"
        fixtures = { accounts = "empty" }
        session = { idle = "90s", processing = "unlimited", ended = "SESSION_EXPIRED" }
        [[step]]
        on = "data"
        times = 2
        delay = "250ms"
        reply = "pending"
        [[step]]
        on = "accounts"
        for = "25m"
        reply.error = "RETRY_LATER"
        status = 503
        message = "later"
        "#,
    )
    .unwrap();

    assert_eq!(scenario.login.username.as_deref(), Some("test_pending"));
    assert_eq!(scenario.login.last_refresh, "0001-01-01T00:00:00");
    assert_eq!(scenario.session.idle, Limit::After(Duration::from_secs(90)));
    assert_eq!(scenario.session.processing, Limit::Unlimited);
    assert_eq!(scenario.session.ended.0.name, "SESSION_EXPIRED");
    let [first, second] = &*scenario.steps else { panic!("two steps") };
    assert_eq!((first.on, first.times.unwrap().get()), (On::Data, 2));
    assert_eq!(first.delay, Delay::Fixed(Duration::from_millis(250)));
    assert_eq!(second.lasts, Some(Duration::from_secs(1_500)));
    assert!(matches!(second.reply, Reply::Error(CodeName(code)) if code.name == "RETRY_LATER"));
    assert_eq!((second.status, second.message.as_deref()), (Some(503), Some("later")));
}

#[test]
fn an_unknown_key_is_pointed_at() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\ntims = 2\nreply = \"pending\"\n"), @"
    error: unknown field `tims`
     --> scenarios/a-story.toml:5:1
      |
    5 | tims = 2
      | ^^^^
      |
      = help: did you mean `times`?
    ");
}

#[test]
fn an_unknown_code_is_pointed_at() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\nreply.error = \"RETRY_LATTER\"\n"), @r#"
    error: there is no code `RETRY_LATTER`; did you mean `RETRY_LATER`?
     --> scenarios/a-story.toml:5:1
      |
    5 | reply.error = "RETRY_LATTER"
      | ^^^^^
    "#);
}

#[test]
fn a_wrong_unit_is_pointed_at() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\nfor = \"25 min\"\nreply = \"pending\"\n"), @r#"
    error: `25 min` is not a duration: expected a whole number and a unit, such as "250ms", "10s", "25m" or "1h"
     --> scenarios/a-story.toml:5:7
      |
    5 | for = "25 min"
      |       ^^^^^^^^
    "#);
}

#[test]
fn an_unknown_reply_is_pointed_at() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\nreply = \"pendng\"\n"), @r#"
    error: unknown variant `pendng`
     --> scenarios/a-story.toml:5:9
      |
    5 | reply = "pendng"
      |         ^^^^^^^^
      |
      = help: did you mean `pending`?
    "#);
}

#[test]
fn steps_that_contradict_themselves_are_refused() {
    #[rustfmt::skip]
    let table = [
        ("on = \"data\"\ntimes = 1\nfor = \"1s\"\nreply = \"pending\"", "a step has `times` or `for`, not both"),
        ("on = \"data\"\nstatus = 500\nreply = \"pending\"", "`status` and `message` belong to an error"),
        ("on = \"authorize\"\nreply = \"pending\"", "Authorize has no pending answer"),
        ("on = \"data\"\nreply = \"dispatched\"", "Investments is never dispatched"),
        ("on = \"data\"\nreply.fixture = \"seed\"", "one fixture cannot answer both accounts and investments"),
        ("on = \"data\"\nreply.error = \"RETRY_LATER\"\nstatus = 99", "99 is not a status an answer can have"),
        ("on = \"data\"\ntimes = 0\nreply = \"pending\"", "0 times: expected a whole number from 1"),
        ("on = \"data\"\nreply.error = \"RETRY_LATER\"\nreply.status = 503", "`status` and `message` are keys of the step"),
        ("on = \"data\"\nreply = { error = \"RETRY_LATER\", status = 503 }", "a reply is one thing"),
        ("on = \"data\"\nfor = \"0s\"\nreply = \"pending\"", "expected more than zero"),
        ("on = \"data\"\nfor = \"9999h\"\nreply = \"pending\"", "`9999h` is longer than a week"),
        ("on = \"data\"\nfor = \"99999999999999999999s\"\nreply = \"pending\"", "is not a duration"),
        ("on = \"data\"\nreply.error = \"OPERATION_PENDING\"", "`OPERATION_PENDING` is no error"),
        ("on = \"data\"", "missing field `reply`"),
    ];
    for (step, expected) in table {
        let shown = problem(&format!("[[step]]\n{step}\n"));
        assert!(shown.contains(expected), "{step}\n{shown}");
        assert!(shown.contains("scenarios/a-story.toml:"), "{shown}");
    }
}

#[test]
fn the_head_is_checked() {
    #[rustfmt::skip]
    let table = [
        ("x.toml", "summary = \"\"\nlogin-id = \"10000000-0000-4000-8000-0000000000ff\"", "the summary is one sentence"),
        ("x.toml", "summary = \"s\"\nlogin-id = \"12\"", "`12` is not a GUID"),
        ("x.toml", &format!("{HEAD}last-refresh = \"yesterday\""), "`yesterday` is not a time as Flinks writes it"),
        ("x.toml", &format!("{HEAD}last-refresh = \"2019-05-09T13:47:46.52279011\""), "is not a time as Flinks writes it"),
        ("x.toml", &format!("{HEAD}session.idle = \"0s\""), "expected more than zero"),
        ("x.toml", "summary = \"s\"", "missing field `login-id`"),
        ("Two Polls.toml", HEAD, "the name of a scenario is"),
        ("x.toml", "summary = ", "x.toml:1:"),
    ];
    for (path, text, expected) in table {
        let problems = Scenario::parse(path, &text.into()).unwrap_err();
        let shown: String = problems.iter().map(ToString::to_string).collect();
        assert!(shown.contains(expected), "{text}\n{shown}");
    }
}
