//! What a mistake looks like: title, place with a caret, and what to do.

use super::problem;

#[test]
fn an_unknown_key() {
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
fn an_unknown_code() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\nreply.error = \"RETRY_LATTER\"\n"), @r#"
    error: there is no code `RETRY_LATTER`
     --> scenarios/a-story.toml:5:15
      |
    5 | reply.error = "RETRY_LATTER"
      |               ^^^^^^^^^^^^^^
      |
      = help: did you mean `RETRY_LATER`?
    "#);
}

#[test]
fn an_unknown_reply() {
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
fn a_unit_with_a_space() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\nfor = \"25 min\"\nreply = \"pending\"\n"), @r#"
    error: `25 min` is not a duration
     --> scenarios/a-story.toml:5:7
      |
    5 | for = "25 min"
      |       ^^^^^^^^
      |
      = help: did you mean "25m"?
    "#);
}

#[test]
fn a_unit_spelt_out() {
    insta::assert_snapshot!(problem("[session]\nidle = \"10sec\"\n"), @r#"
    error: `10sec` is not a duration
     --> scenarios/a-story.toml:4:8
      |
    4 | idle = "10sec"
      |        ^^^^^^^
      |
      = help: did you mean "10s"?
    "#);
}

#[test]
fn no_unit() {
    insta::assert_snapshot!(problem("[[step]]\non = \"data\"\ndelay = 10\nreply = \"pending\"\n"), @r#"
    error: 10 of what? A duration has a unit
     --> scenarios/a-story.toml:5:9
      |
    5 | delay = 10
      |         ^^
      |
      = help: expected one of "10ms", "10s", "10m", "10h"
    "#);
}

#[test]
fn a_patch_that_is_no_json() {
    let step = "[[step]]\non = \"accounts\"\npatch = '''\n[\n  { \"op\": \"remove\" \"path\": \"/Links\" },\n]'''\n";
    insta::assert_snapshot!(problem(step), @r#"
    error: a patch is JSON
     --> scenarios/a-story.toml:7:20
      |
    7 |   { "op": "remove" "path": "/Links" },
      |                    ^
      |
      = help: expected `,` or `}`
    "#);
}

#[test]
fn a_patch_with_an_unknown_operation() {
    let step = "[[step]]\non = \"accounts\"\npatch = '[{ \"op\": \"test\", \"path\": \"\", \"value\": 1 }, { \"op\": \"delete\", \"path\": \"/Links\" }]'\n";
    insta::assert_snapshot!(problem(step), @r#"
    error: there is no operation `delete`
     --> scenarios/a-story.toml:5:53
      |
    5 | patch = '[{ "op": "test", "path": "", "value": 1 }, { "op": "delete", "path": "/Links" }]'
      |                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: known here: `add`, `remove`, `replace`, `move`, `copy`, `test`
    "#);
}

#[test]
fn a_patch_with_escapes_is_shown_whole() {
    let step = "[[step]]\non = \"accounts\"\npatch = \"[{ \\\"op\\\": \\\"remove\\\" }]\"\n";
    insta::assert_snapshot!(problem(step), @r#"
    error: `path` is missing
     --> scenarios/a-story.toml:5:9
      |
    5 | patch = "[{ \"op\": \"remove\" }]"
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `remove` needs path
    "#);
}

#[test]
fn a_challenge_of_a_data_call() {
    let step = "[[step]]\non = \"data\"\n[[step.reply.challenge.ask]]\nprompt = \"Shape?\"\nanswer = \"Triangle\"\n";
    insta::assert_snapshot!(problem(step), @r#"
    error: only Authorize asks security questions
     --> scenarios/a-story.toml:5:14
      |
    5 | [[step.reply.challenge.ask]]
      |              ^^^^^^^^^
      |
      = help: use on = "authorize"
    "#);
}

#[test]
fn a_framing_header() {
    let step = "[[step]]\non = \"data\"\nheaders = { Content-Length = \"5\", X-Mood = \"sad\" }\n";
    insta::assert_snapshot!(problem(step), @r#"
    error: `Content-Length` is set by the server
     --> scenarios/a-story.toml:5:13
      |
    5 | headers = { Content-Length = "5", X-Mood = "sad" }
      |             ^^^^^^^^^^^^^^
      |
      = help: use fault.wrong-length = 10
    "#);
}

#[test]
fn every_mistake_of_a_file_is_shown() {
    let text = "customers = [\"ada\", \"ada\"]\n[[step]]\non = \"data\"\ndelay = { uniform = { min = \"3s\", max = \"2s\" } }\n[[fault]]\non = \"data\"\nplay = \"reset\"\nfrom = \"10s\"\nuntil = \"5s\"\n";
    insta::assert_snapshot!(problem(text), @r#"
    error: the customer `ada` is here twice
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
    "#);
}

#[test]
fn a_value_of_several_lines_is_shown_by_its_first() {
    let step = "[[step]]\non = \"data\"\nreply = [\n  \"pending\",\n  \"pending\",\n]\n";
    insta::assert_snapshot!(problem(step), @"
    error: wanted string or table
     --> scenarios/a-story.toml:5:9
      |
    5 | reply = [
      |         ^
    ");
}
