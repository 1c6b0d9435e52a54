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
      = help: expected one of `add`, `remove`, `replace`, `move`, `copy`, `test`
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
fn every_mistake_of_a_file_is_shown() {
    let text = "customers = [\"ada\", \"ada\"]\n[[step]]\non = \"data\"\ndelay = { uniform = { min = \"3s\", max = \"2s\" } }\n[[fault]]\non = \"data\"\nplay = \"reset\"\nfrom = \"10s\"\nuntil = \"5s\"\n";
    insta::assert_snapshot!(problem(text), @r#"
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
