//! The commands that serve nothing: check, init, schema.

use std::fs;

use super::program::{folder, run, shown};

const GOOD: &str = "summary = \"Good.\"\nlogin-id = \"20000000-0000-4000-8000-0000000000a1\"\n";
const OTHER: &str = "summary = \"Other.\"\nlogin-id = \"20000000-0000-4000-8000-0000000000a2\"\n";
const LONG: &str = "[[step]]\non = \"data\"\nfor = \"40m\"\nreply = \"pending\"\n";

#[test]
fn a_good_scenario() {
    let (_folder, path) = folder(&[("good.toml", GOOD), ("notes.txt", "a file beside it")]);
    insta::assert_snapshot!(shown(&["check", &format!("{path}/good.toml")], &path), @"
    exit 0
    --- stdout
    1 scenario checked: nothing is wrong
    --- stderr
    ");
}

#[test]
fn every_mistake_of_every_file() {
    let (_folder, path) = folder(&[
        ("one.toml", &format!("{GOOD}[[step]]\non = \"data\"\nfor = \"25 min\"\n")),
        ("two.toml", &format!("{GOOD}extends = \"three\"\n")),
        ("three.toml", &format!("{OTHER}extends = \"two\"\n")),
        ("four.toml", &format!("{OTHER}fixtures.accounts = \"sed\"\n")),
        ("five.toml", "summary = \"Five.\"\nlogin-id = \"10000000-0000-4000-8000-000000000002\"\n"),
    ]);
    insta::assert_snapshot!(shown(&["check", &path], &path), @r#"
    exit 2
    --- stdout
    error: `25 min` is not a duration
     --> [..]/one.toml:5:7
      |
    5 | for = "25 min"
      |       ^^^^^^^^
      |
      = help: did you mean "25m"?

    error: these scenarios extend each other: three -> two -> three
     --> [..]/three.toml:3:11
      |
    3 | extends = "two"
      |           ^^^^^
      |
      = help: remove `extends` from one of them

    error: these scenarios extend each other: two -> three -> two
     --> [..]/two.toml:3:11
      |
    3 | extends = "three"
      |           ^^^^^^^
      |
      = help: remove `extends` from one of them

    error: the scenario `two-polls` has this LoginId already
     --> [..]/five.toml:2:12
      |
    2 | login-id = "10000000-0000-4000-8000-000000000002"
      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: give each scenario a login of its own

    error: there is no fixture `accounts/sed`
     --> [..]/four.toml:3:21
      |
    3 | fixtures.accounts = "sed"
      |                     ^^^^^
      |
      = help: did you mean `seed`?

    5 scenarios checked: 5 mistakes
    --- stderr
    "#);
}

#[test]
fn warnings_pass_unless_they_are_denied() {
    let (_folder, path) = folder(&[("long.toml", &format!("{GOOD}{LONG}"))]);
    insta::assert_snapshot!(shown(&["check", &path], &path), @r#"
    exit 0
    --- stdout
    warning: this step outlasts the session
     --> [..]/long.toml:3:1
      |
    3 | [[step]]
      | ^^^^^^^^
      |
      = help: the session ends 1800 s after its first data call, and a client polls every 10 s; session.processing = "unlimited" removes this limit

    1 scenario checked: 1 warning
    --- stderr
    "#);
    assert_eq!(run(&["check", "--deny-warnings", &path]).status.code(), Some(2));
}

#[test]
fn warnings_come_from_the_extended_scenario_too() {
    let (_folder, path) = folder(&[
        ("base.toml", &format!("{OTHER}session.processing = \"unlimited\"\n{LONG}")),
        ("child.toml", &format!("{GOOD}extends = \"base\"\nsession.processing = \"30m\"\n")),
    ]);
    insta::assert_snapshot!(shown(&["check", &path], &path), @r#"
    exit 0
    --- stdout
    warning: this step outlasts the session
     --> [..]/child.toml:3:11
      |
    3 | extends = "base"
      |           ^^^^^^
      |
      = help: the session ends 1800 s after its first data call, and a client polls every 10 s; session.processing = "unlimited" removes this limit

    2 scenarios checked: 1 warning
    --- stderr
    "#);
}

#[test]
fn fixtures_that_nothing_uses() {
    let seed = include_str!("../../../fixtures/accounts/seed.json");
    let (_fixtures, fixtures) =
        folder(&[("accounts/used.json", seed), ("accounts/unused.json", seed)]);
    let (_folder, path) =
        folder(&[("uses.toml", &format!("{GOOD}fixtures.accounts = \"used\"\n"))]);
    insta::assert_snapshot!(shown(&["check", "--fixtures", &fixtures, &path], &fixtures), @"
    exit 0
    --- stdout
    warning: no scenario uses this fixture
    --> [..]/accounts/unused.json

    1 scenario checked: 1 warning
    --- stderr
    ");
}

#[test]
fn files_that_are_no_scenarios() {
    let (_folder, path) =
        folder(&[("a/x.toml", GOOD), ("b/x.toml", OTHER), ("story.yaml", "summary: x\n")]);
    let files = ["a/x.toml", "b/x.toml", "story.yaml", "gone.toml"];
    let files = files.map(|file| format!("{path}/{file}"));
    let [a, b, yaml, gone] = files.each_ref().map(|file| &**file);
    insta::assert_snapshot!(shown(&["check", a, b, yaml, gone, a], &path), @"
    exit 2
    --- stdout
    error: not a *.toml file
    --> [..]/story.yaml

    error: cannot read this file: No such file or directory (os error 2)
    --> [..]/gone.toml

    error: [..]/a/x.toml has the same name
    --> [..]/b/x.toml
     = help: the name of the file is that of the scenario

    1 scenario checked: 3 mistakes
    --- stderr
    ");
}

#[test]
fn a_scenario_of_ten_megabytes() {
    let (_folder, path) =
        folder(&[("eight.toml", &"#".repeat(8 << 20)), ("ten.toml", &"#".repeat(10_000_000))]);
    let files = ["eight", "ten"].map(|name| format!("{path}/{name}.toml"));
    insta::assert_snapshot!(shown(&["check", &files[0], &files[1]], &path), @"
    exit 2
    --- stdout
    error: larger than 8 MiB; a scenario has at most 1 MiB
    --> [..]/ten.toml

    error: a scenario of 8 MiB; at most 1 MiB are allowed
    --> [..]/eight.toml
     = help: large bodies belong in a fixture

    1 scenario checked: 2 mistakes
    --- stderr
    ");
}

#[test]
fn the_first_scenario_is_good_and_never_overwritten() {
    let (_folder, path) = folder(&[]);
    insta::assert_snapshot!(shown(&["init", &path], &path), @"
    exit 0
    --- stdout
    wrote [..]/scenarios/my-first-scenario.toml
    wrote [..]/scenarios/.scenario.schema.json

    Next:
      flinks-mock check [..]/scenarios
      flinks-mock serve --scenarios [..]/scenarios --scenario my-first-scenario
    --- stderr
    ");
    let scenarios = format!("{path}/scenarios");
    let checked = run(&["check", "--deny-warnings", &scenarios]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));

    let scenario = format!("{scenarios}/my-first-scenario.toml");
    let text = fs::read_to_string(&scenario).unwrap();
    let (first, _) = text.split_once('\n').unwrap();
    let schema = format!("{scenarios}/{}", first.strip_prefix("#:schema ./").unwrap());
    assert_eq!(fs::read_to_string(&schema).unwrap(), flinks_contract::scenario::SCHEMA);

    fs::write(&scenario, "mine").unwrap();
    fs::remove_file(&schema).unwrap();
    insta::assert_snapshot!(shown(&["init", &path], &path), @"
    exit 0
    --- stdout
    kept, as it exists already: [..]/scenarios/my-first-scenario.toml
    wrote [..]/scenarios/.scenario.schema.json

    Next:
      flinks-mock check [..]/scenarios
      flinks-mock serve --scenarios [..]/scenarios --scenario my-first-scenario
    --- stderr
    ");
    assert_eq!(fs::read_to_string(&scenario).unwrap(), "mine");
}

/// What stands behind a `#` can be switched on.
#[test]
fn the_first_scenario_is_good_without_its_last_comments() {
    let (_folder, path) = folder(&[]);
    run(&["init", &path]);
    let scenario = format!("{path}/scenarios/my-first-scenario.toml");
    let text = fs::read_to_string(&scenario).unwrap();
    let (before, fault) = text.split_once("# [[fault]]").unwrap();
    let fault = fault.replace("\n# ", "\n");
    fs::write(&scenario, format!("{before}[[fault]]{fault}")).unwrap();

    assert_eq!(run(&["check", "--deny-warnings", &scenario]).status.code(), Some(0));
}

#[test]
fn a_folder_that_cannot_be_written() {
    let (_folder, path) = folder(&[("scenarios", "a file")]);
    let output = run(&["init", &path]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with(&format!("error: cannot write to {path}/scenarios: ")), "{said}");
}

#[test]
fn the_schema() {
    let output = run(&["schema", "scenario"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), flinks_contract::scenario::SCHEMA);
    let report = String::from_utf8(run(&["schema", "report"]).stdout).unwrap();
    assert_eq!(report, flinks_report::json::SCHEMA);
    assert_eq!(run(&["schema", "fixture"]).status.code(), Some(2));
}

/// Thirty copies of the whole body into itself would take a thousand million times its size.
#[test]
fn a_patch_that_grows_without_end() {
    let bomb: Vec<_> =
        (0..30).map(|n| format!(r#"{{"op":"copy","from":"","path":"/x{n}"}}"#)).collect();
    let text = format!(
        "summary = \"A bomb.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\
         [[step]]\non = \"accounts\"\npatch = '[{}]'\n",
        bomb.join(",")
    );
    let (_folder, path) = folder(&[("bomb.toml", &text)]);

    let output = run(&["check", &path]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the patch does not fit the body"), "{said}");
    assert!(said.contains("its copies come to more than 8 MiB"), "{said}");
}
