//! What a mistake looks like: title, place with a caret, and what to do.

use super::{Scenario, parse, problem};

/// An unknown key; a unit with a space; a patch that is no JSON, one with an unknown operation, and one
/// with escapes, which is shown whole; every mistake of a file; a value of several lines, shown by its
/// first.
#[test]
fn pictures() {
    #[rustfmt::skip]
    let files = [
        "[[step]]\non = \"data\"\ntims = 2\nreply = \"pending\"\n",
        "[[step]]\non = \"data\"\nfor = \"25 min\"\nreply = \"pending\"\n",
        "[[step]]\non = \"accounts\"\npatch = '''\n[\n  { \"op\": \"remove\" \"path\": \"/Links\" },\n]'''\n",
        "[[step]]\non = \"accounts\"\npatch = '[{ \"op\": \"test\", \"path\": \"\", \"value\": 1 }, { \"op\": \"delete\", \"path\": \"/Links\" }]'\n",
        "[[step]]\non = \"accounts\"\npatch = \"[{ \\\"op\\\": \\\"remove\\\" }]\"\n",
        "customers = [\"ada\", \"ada\"]\n[[step]]\non = \"data\"\ndelay = { uniform = { min = \"3s\", max = \"2s\" } }\n[[fault]]\non = \"data\"\nplay = \"reset\"\nfrom = \"10s\"\nuntil = \"5s\"\n",
        "[[step]]\non = \"data\"\nreply = [\n  \"pending\",\n  \"pending\",\n]\n",
    ];
    insta::assert_snapshot!(files.map(problem).join("\n"), @r#"
    error: unknown field `tims`
     --> scenarios/a-story.toml:5:1
      |
    5 | tims = 2
      | ^^^^
      |
      = help: did you mean `times`?
    error: `25 min` is not a duration
     --> scenarios/a-story.toml:5:7
      |
    5 | for = "25 min"
      |       ^^^^^^^^
      |
      = help: did you mean "25m"?
    error: a patch is JSON
     --> scenarios/a-story.toml:7:20
      |
    7 |   { "op": "remove" "path": "/Links" },
      |                    ^
      |
      = help: expected `,` or `}`
    error: there is no operation `delete`
     --> scenarios/a-story.toml:5:53
      |
    5 | patch = '[{ "op": "test", "path": "", "value": 1 }, { "op": "delete", "path": "/Links" }]'
      |                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: expected one of `add`, `remove`, `replace`, `move`, `copy`, `test`
    error: `path` is missing
     --> scenarios/a-story.toml:5:9
      |
    5 | patch = "[{ \"op\": \"remove\" }]"
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `remove` needs path
    error: the customer `ada` appears twice
     --> scenarios/a-story.toml:3:21
      |
    3 | customers = ["ada", "ada"]
      |                     ^^^^^
      |
      = help: remove one
    error: `min` is more than `max`
     --> scenarios/a-story.toml:6:29
      |
    6 | delay = { uniform = { min = "3s", max = "2s" } }
      |                             ^^^^
      |
      = help: expected min <= max
    error: this window ends before it begins
      --> scenarios/a-story.toml:11:9
       |
    11 | until = "5s"
       |         ^^^^
       |
       = help: expected from < until
    error: wanted string or table
     --> scenarios/a-story.toml:5:9
      |
    5 | reply = [
      |         ^
    "#);
}

/// One at a time would cost a run each. A key that is wrong is not missing as well, and a step of which
/// a part could not be read is not judged by the rest.
#[test]
fn all_mistakes_of_a_file() {
    let file = "[[step]]\non = \"GetAccountsDetail\"\nreply = \"challenge\"\nstatus = 404\n\
                [[step]]\nreply = \"pendign\"\ntims = 2\n\
                [[step]]\non = \"investments\"\nreply = \"dispatched\"\n\
                [[step]]\non = \"data\"\nreply = \"raw\"\nstatus = 404\n\
                [fault]\non = \"data\"\nplay = \"reset\"\n";
    insta::assert_snapshot!(problem(file), @r#"
    error: unknown value `GetAccountsDetail`
     --> scenarios/a-story.toml:4:6
      |
    4 | on = "GetAccountsDetail"
      |      ^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `accounts`?
    error: `challenge` needs a value
     --> scenarios/a-story.toml:5:9
      |
    5 | reply = "challenge"
      |         ^^^^^^^^^^^
      |
      = help: such as reply.challenge.ask = [{ prompt = "What city were you born in?", answer = "Montreal" }]
    error: missing field `on`
     --> scenarios/a-story.toml:7:1
      |
    7 | [[step]]
      | ^^^^^^^^
    error: unknown value `pendign`
     --> scenarios/a-story.toml:8:9
      |
    8 | reply = "pendign"
      |         ^^^^^^^^^
      |
      = help: did you mean `pending`?
    error: unknown field `tims`
     --> scenarios/a-story.toml:9:1
      |
    9 | tims = 2
      | ^^^^
      |
      = help: did you mean `times`?
    error: Investments is never dispatched
      --> scenarios/a-story.toml:12:9
       |
    12 | reply = "dispatched"
       |         ^^^^^^^^^^^^
       |
       = help: use on = "accounts"
    error: `raw` needs a value
      --> scenarios/a-story.toml:15:9
       |
    15 | reply = "raw"
       |         ^^^^^
       |
       = help: such as reply.raw = { status = 502, body = "Bad Gateway" }
    error: there can be several of `fault`
      --> scenarios/a-story.toml:17:1
       |
    17 | [fault]
       | ^^^^^^^
       |
       = help: write [[fault]]
    "#);
}

#[test]
fn a_file_is_read_again_twenty_times_at_most() {
    let steps = "[[step]]\non = \"data\"\ntims = 1\n".repeat(30);
    assert_eq!(parse(&steps).unwrap_err().len(), 20);
}

#[test]
fn a_file_that_is_not_toml() {
    let json = Scenario::parse("a.toml", &"\n{\"summary\": 1}".into()).unwrap_err();
    insta::assert_snapshot!(json[0], @r#"
    error: this is JSON; a scenario is TOML
    --> a.toml
     = help: `flinks-mock init` writes a first scenario, with comments
    "#);
}
