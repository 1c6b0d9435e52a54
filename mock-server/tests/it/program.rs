//! The program: what it prints, how it refuses to start, how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

fn flinks_mock(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    command.args(args);
    command
}

pub(crate) fn run(args: &[&str]) -> Output {
    flinks_mock(args).output().unwrap()
}

/// Everything a person sees of a run that ends by itself, with `hide` as `[..]`.
pub(crate) fn shown(args: &[&str], hide: &str) -> String {
    let output = run(args);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(hide, "[..]");
    let code = output.status.code().unwrap();
    format!("exit {code}\n--- stdout\n{}--- stderr\n{}", text(&output.stdout), text(&output.stderr))
}

pub(crate) fn folder(files: &[(&str, &str)]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

fn serve(args: &[&str]) -> (Child, String) {
    let mut child = flinks_mock(&["serve", "--listen", "127.0.0.1:0"])
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    (child, first)
}

#[cfg(unix)]
/// Sends SIGTERM; gives the exit code and all of stderr.
fn terminate(mut child: Child) -> (Option<i32>, String) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let status = child.wait().unwrap();
    let mut stderr = String::new();
    child.stderr.unwrap().read_to_string(&mut stderr).unwrap();
    (status.code(), stderr)
}

#[cfg(unix)]
#[test]
fn the_first_line_is_the_address_and_sigterm_ends_it_well() {
    let (child, first) = serve(&[]);
    let port = first.trim_end().strip_prefix("http://127.0.0.1:").unwrap();
    assert!(port.parse::<u16>().unwrap() > 0, "{first}");

    assert_eq!(terminate(child), (Some(0), "stopped\n".to_owned()));
}

#[cfg(unix)]
#[tokio::test]
async fn requests_are_told_on_stderr_unless_quiet() {
    for (flags, expected) in [
        (
            &["--clock", "auto"][..],
            "t+00:00.000  401 INVALID_REQUEST       POST /v3/ada/BankingServices/Authorize  LoginId is required; without it, Username, Password and Institution are\nstopped\n",
        ),
        (&["--clock", "auto", "--quiet"], "stopped\n"),
    ] {
        let (child, first) = serve(flags);
        let url = format!("{}/v3/ada/BankingServices/Authorize", first.trim_end());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        assert_eq!(client.post(&url).send().await.unwrap().status(), 401);

        let (_, stderr) = terminate(child);
        assert_eq!(stderr, expected);
    }
}

#[test]
fn a_port_that_is_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    insta::assert_snapshot!(shown(&["serve", "--listen", &address], &address), @"
    exit 2
    --- stdout
    --- stderr
    error: cannot listen on [..]
      because: Address already in use (os error 98)
      help: another program has that port; --listen 127.0.0.1:0 takes a free one
    ");
}

#[test]
fn a_scenario_that_is_not_there() {
    insta::assert_snapshot!(shown(&["serve", "--scenario", "two-pols"], "//"), @"
    exit 2
    --- stdout
    --- stderr
    error: there is no scenario `two-pols`
      help: did you mean `two-polls`?
    ");
}

#[test]
fn a_flag_that_is_not_there() {
    insta::assert_snapshot!(shown(&["serve", "--sceanrio", "x"], "//"), @"
    exit 2
    --- stdout
    --- stderr
    error: unexpected argument '--sceanrio' found

      tip: a similar argument exists: '--scenario'

    Usage: flinks-mock serve --scenario <NAME>

    For more information, try '--help'.
    ");
}

#[test]
fn every_mistake_of_every_scenario_is_shown_at_once() {
    let (_folder, path) = folder(&[
        (
            "first.toml",
            "summary = \"One.\"\nlogin-id = \"10000000-0000-4000-8000-000000000002\"\n[fixtures]\naccounts = \"sed\"\n",
        ),
        (
            "second.toml",
            "summary = \"Two.\"\nlogin-id = \"10000000-0000-4000-8000-0000000000f2\"\n[[step]]\non = \"data\"\ntime = 2\nreply = \"pending\"\n",
        ),
        ("third.yaml", "summary: x\n"),
    ]);
    insta::assert_snapshot!(shown(&["serve", "--scenarios", &path], &path), @"
    exit 2
    --- stdout
    --- stderr
    error: not a *.toml file; move it elsewhere or rename it
    --> [..]/third.yaml

    1 mistake found; nothing was started
    ");
    fs::remove_file(format!("{path}/third.yaml")).unwrap();
    insta::assert_snapshot!(shown(&["serve", "--scenarios", &path], &path), @r#"
    exit 2
    --- stdout
    --- stderr
    error: unknown field `time`
     --> [..]/second.toml:5:1
      |
    5 | time = 2
      | ^^^^
      |
      = help: did you mean `times`?

    error: the scenario `two-polls` has this LoginId already
     --> [..]/first.toml:2:12
      |
    2 | login-id = "10000000-0000-4000-8000-000000000002"
      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: give each scenario a login of its own

    error: there is no fixture `accounts/sed`
     --> [..]/first.toml:4:12
      |
    4 | accounts = "sed"
      |            ^^^^^
      |
      = help: did you mean `seed`?

    3 mistakes found; nothing was started
    "#);
}

#[test]
fn a_fixture_that_is_no_json() {
    let (_folder, path) = folder(&[("accounts/seed.json", "{\n  \"HttpStatusCode\": 200,\n}\n")]);
    insta::assert_snapshot!(shown(&["serve", "--fixtures", &path], &path), @"
    exit 2
    --- stdout
    --- stderr
    error: not valid JSON
     --> [..]/accounts/seed.json:3:1
      |
    3 | }
      | ^ trailing comma

    1 mistake found; nothing was started
    ");
}

#[test]
fn a_fixture_with_an_unknown_place() {
    let text = "{\n  \"RequestId\": \"{{RequestID}}\"\n}\n";
    let (_folder, path) = folder(&[("accounts/seed.json", text)]);
    insta::assert_snapshot!(shown(&["serve", "--fixtures", &path], &path), @r#"
    exit 2
    --- stdout
    --- stderr
    error: unknown place `{{RequestID}}`
     --> [..]/accounts/seed.json:2:17
      |
    2 |   "RequestId": "{{RequestID}}"
      |                 ^^^^^^^^^^^^^
      |
      = help: did you mean `RequestId`?

    1 mistake found; nothing was started
    "#);
}

#[test]
fn a_fixture_that_departs_from_its_schema() {
    let text = "{\n  \"HttpStatusCode\": 202,\n  \"Acounts\": [],\n  \"Login\": {\n    \"Username\": 5\n  },\n  \"Institution\": \"{{Institution}}\",\n  \"RequestId\": \"{{RequestId}}\"\n}\n";
    let (_folder, path) = folder(&[("accounts/seed.json", text)]);
    insta::assert_snapshot!(shown(&["scenarios", "--fixtures", &path], &path), @r#"
    exit 2
    --- stdout
    --- stderr
    error: /Accounts is missing
     --> [..]/accounts/seed.json:3:14
      |
    3 |   "Acounts": [],
      |              ^^
      |
      = help: did you mean `Accounts` instead of `Acounts`?

    error: /HttpStatusCode: expected integer 200, found 202 integer
     --> [..]/accounts/seed.json:2:21
      |
    2 |   "HttpStatusCode": 202,
      |                     ^^^

    error: /Login/Id is missing
     --> [..]/accounts/seed.json:4:12
      |
    4 |   "Login": {
      |            ^

    error: /Login/IsScheduledRefresh is missing
     --> [..]/accounts/seed.json:4:12
      |
    4 |   "Login": {
      |            ^

    error: /Login/LastRefresh is missing
     --> [..]/accounts/seed.json:4:12
      |
    4 |   "Login": {
      |            ^

    error: /Login/Type is missing
     --> [..]/accounts/seed.json:4:12
      |
    4 |   "Login": {
      |            ^

    error: /Login/Username: expected a string, found 5 integer
     --> [..]/accounts/seed.json:5:17
      |
    5 |     "Username": 5
      |                 ^

    error: this is not a 200 of GetAccountsDetail
    --> [..]/accounts/seed.json
     = help: to serve it as it is, start with --allow-invalid-fixtures

    8 mistakes found; nothing was started
    "#);
    assert!(run(&["scenarios", "--fixtures", &path, "--allow-invalid-fixtures"]).status.success());
}

#[test]
fn folders_that_cannot_be_used() {
    let (_folder, path) = folder(&[("accounts/deep/er.json", "{}")]);
    insta::assert_snapshot!(shown(&["serve", "--fixtures", &path], &path), @"
    exit 2
    --- stdout
    --- stderr
    error: no folder is expected here
    --> [..]/accounts/deep

    1 mistake found; nothing was started
    ");
    let (_misspelt, misspelt) = folder(&[("acounts/seed.json", "{}")]);
    insta::assert_snapshot!(shown(&["serve", "--fixtures", &misspelt], &misspelt), @"
    exit 2
    --- stdout
    --- stderr
    error: there is no kind of fixture `acounts`
    --> [..]/acounts/seed.json
     = help: did you mean `accounts`?

    1 mistake found; nothing was started
    ");
    let missing = format!("{path}/missing");
    insta::assert_snapshot!(shown(&["serve", "--scenarios", &missing], &path), @"
    exit 2
    --- stdout
    --- stderr
    error: cannot read this folder: No such file or directory (os error 2)
    --> [..]/missing

    1 mistake found; nothing was started
    ");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let (_outside, secret) = folder(&[("secret.json", "{}")]);
    let (_folder, path) = folder(&[("accounts/empty.json", "{}")]);
    std::os::unix::fs::symlink(format!("{secret}/secret.json"), format!("{path}/accounts/x.json"))
        .unwrap();

    let shown = shown(&["serve", "--fixtures", &path], &path);
    assert!(shown.contains("[..]/accounts/x.json"), "{shown}");
    assert!(shown.contains("the link leads out of the folder"), "{shown}");
}

#[test]
fn a_file_that_is_too_large_or_not_text_is_refused() {
    let (_folder, path) = folder(&[("big.toml", &"#".repeat((8 << 20) + 1))]);
    fs::write(format!("{path}/bytes.toml"), b"summary = \"\xff\"").unwrap();

    let shown = shown(&["serve", "--scenarios", &path], &path);
    assert!(shown.contains("larger than 8 MiB; a scenario has at most 1 MiB"), "{shown}");
    assert!(shown.contains("not UTF-8: byte 12 is wrong"), "{shown}");
}

#[test]
fn an_own_scenario_stands_beside_the_built_in_ones_and_may_replace_one() {
    let own = "summary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
    let (_folder, path) =
        folder(&[("mine.toml", own), ("two-polls.toml", &own.replace("01\"", "02\""))]);

    let listed = String::from_utf8(run(&["scenarios", "--scenarios", &path]).stdout).unwrap();
    assert!(listed.contains("20000000-0000-4000-8000-000000000001  Mine."), "{listed}");
    assert!(listed.contains("20000000-0000-4000-8000-000000000002  Mine."), "{listed}");
    assert!(listed.contains("never-ready"), "{listed}");
    assert!(!listed.contains("10000000-0000-4000-8000-000000000002"), "{listed}");
}

#[test]
fn flags_with_a_wrong_value_say_what_is_right() {
    #[rustfmt::skip]
    let table = [
        (&["serve", "--listen", "8780"][..], "expected an address of this machine and a port, such as 127.0.0.1:8780"),
        (&["serve", "--speed", "0"], "expected a whole number from 1 to 1000000"),
        (&["serve", "--speed", "2000000"], "expected a whole number from 1 to 1000000"),
        (&["serve", "--speed", "2", "--clock", "auto"], "the argument '--speed <N>' cannot be used with '--clock <MODE>'"),
        (&["serve", "--clock", "fast"], "possible values: real, auto, manual"),
        (&["serve", "--seed", "x"], "invalid digit found in string"),
        (&[], "Usage: flinks-mock <COMMAND>"),
    ];
    for (args, expected) in table {
        let shown = shown(args, "//");
        assert!(shown.starts_with("exit 2\n"), "{shown}");
        assert!(shown.contains(expected), "{shown}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_client_that_is_pointed_at_the_wrong_thing_is_told_of() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let (child, first) = serve(&["--clock", "auto"]);
    let address = first.trim_end().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    stream.write_all(b"\x16\x03\x01\x02\x00\x01\x00").await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    let url = format!("http://{address}/v3/ada/BankingServices/Authorize");
    let body = r#"{"LoginId":"00000000-0000-4000-8000-000000000000"}"#;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.post(&url).body(body).send().await.unwrap();

    let (_, stderr) = terminate(child);
    assert!(stderr.contains("this port serves plain HTTP/1.1, not TLS"), "{stderr}");
    assert!(stderr.contains("note: no scenario has this LoginId"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn an_address_for_everybody_is_told_as_one_that_can_be_called() {
    let mut child = flinks_mock(&["serve", "--listen", "0.0.0.0:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("http://127.0.0.1:"), "{first}");

    let (_, stderr) = terminate(child);
    assert!(stderr.contains("is open to other machines, without access control"), "{stderr}");
}
