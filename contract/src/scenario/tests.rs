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
fn keys_go_where_they_belong() {
    let scenario = parse(
        "username = \"test_pending\"\ninstitution = \"Bank\"\nlast-refresh = \"0001-01-01T00:00:00\"\n\
         session = { idle = \"90s\", processing = \"unlimited\" }\n\
         [[step]]\non = \"data\"\ntimes = 2\ndelay = \"250ms\"\nreply = \"pending\"\n\
         [[step]]\non = \"accounts\"\nfor = \"25m\"\nreply.error = \"RETRY_LATER\"\nstatus = 503\nmessage = \"later\"\n",
    )
    .unwrap();
    let Login { username, institution, last_refresh, .. } = scenario.login;
    let login = (username.as_deref(), &*institution, &*last_refresh);
    assert_eq!(login, (Some("test_pending"), "Bank", "0001-01-01T00:00:00"));
    let Session { idle, processing, .. } = scenario.session;
    assert_eq!((idle, processing), (Limit::After(Duration::from_secs(90)), Limit::Unlimited));
    let [first, second] = &*scenario.steps else { panic!("two steps") };
    let delay = Delay::Fixed(Duration::from_millis(250));
    assert_eq!(
        (first.on, first.times.map(NonZeroU32::get), first.delay),
        (On::Data, Some(2), delay)
    );
    let of_error = (second.lasts, second.status, second.message.as_deref());
    assert_eq!(of_error, (Some(Duration::from_secs(1_500)), Some(503), Some("later")));
}
