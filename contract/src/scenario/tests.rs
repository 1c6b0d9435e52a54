mod extends;
mod pictures;
mod reach;

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
