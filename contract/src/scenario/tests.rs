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
