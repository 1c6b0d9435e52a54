//! `flinks-mock explain`: a story before it is run.

use std::fs;
use std::process::Command;

/// Everything a person sees, with the folder of the test as `[..]`.
fn explain(args: &[&str], folder: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    let output = command.arg("explain").args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(folder, "[..]");
    let code = output.status.code().unwrap();
    format!("exit {code}\n{}--- stderr\n{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_name_that_is_not_there() {
    insta::assert_snapshot!(explain(&["two-pols"], "/no-folder"), @"
    exit 2
    --- stderr
    error: there is no scenario `two-pols`
      help: did you mean `two-polls`?
    ");
}

#[test]
fn a_file_is_drawn_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let root = folder.path().to_str().unwrap();
    let head = "summary = \"\\u001b[2J\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
    fs::write(path("own.toml"), head).unwrap();
    let step = "[[step]]\non = \"data\"\nfor = \"10 min\"\n";
    fs::write(path("bad.toml"), format!("{head}{step}")).unwrap();

    let drawn = explain(&[&path("own.toml"), "--seed", "7"], root);
    assert!(drawn.starts_with("exit 0\nown\n  \\u{1b}[2J\n\nWho plays it"), "{drawn}");
    insta::assert_snapshot!(explain(&[&path("bad.toml")], root), @r#"
    exit 2
    --- stderr
    error: `10 min` is not a duration
     --> [..]/bad.toml:5:7
      |
    5 | for = "10 min"
      |       ^^^^^^^^
      |
      = help: did you mean "10m"?

    1 mistake found; nothing was started
    "#);
    insta::assert_snapshot!(explain(&[&path("none.toml")], root), @"
    exit 2
    --- stderr
    error: cannot read this file: No such file or directory (os error 2)
    --> [..]/none.toml

    1 mistake found; nothing was started
    ");
}
