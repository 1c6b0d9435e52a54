//! What the program says without serving anything: check, explain, init, rules, schema, and a `serve` that
//! refuses to start.

use std::fs;

use flinks_contract::rule::client::CLIENT_RULES;
use serde_json::Value;

use crate::support::OWN;
use crate::support::program::{Seen, folder, program, run};

/// The commands, run in `folder`, and what is seen of them.
fn transcript(folder: &str, commands: &[&str]) -> String {
    let shown = commands.iter().map(|args| {
        let mut command = program(&args.split(' ').collect::<Vec<_>>());
        let seen = Seen::of(command.current_dir(folder));
        format!("$ flinks-mock {args}\n{}", seen.shown(folder))
    });
    shown.collect::<Vec<_>>().join("\n")
}

const OTHER: &str = "summary = \"Other.\"\nlogin-id = \"20000000-0000-4000-8000-0000000000a2\"\n";
/// The LoginId of a built-in scenario.
const TAKEN: &str = "summary = \"Five.\"\nlogin-id = \"10000000-0000-4000-8000-000000000002\"\n";
const LONG: &str = "[[step]]\non = \"data\"\nfor = \"40m\"\nreply = \"pending\"\n";
const SEED: &str = include_str!("../../../fixtures/accounts/seed.json");

#[cfg(target_os = "linux")]
#[test]
fn a_text_that_cannot_be_printed_is_an_error_and_a_reader_may_leave() {
    for args in
        ["docs", "docs run", "completions bash", "check", "rules", "schema trace", "scenarios"]
    {
        let (_folder, path) = folder(&[("good.toml", OWN)]);
        let mut args: Vec<_> = args.split(' ').collect();
        args.extend((args == ["check"]).then_some(&*path));
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let seen = program(&args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&seen.stderr);
        assert_eq!(seen.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.starts_with("error: stdout cannot be written: No space left"), "{said}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let seen = program(&args).stdout(writer).output().unwrap();
        assert_eq!((seen.status.code(), &*seen.stderr), (Some(0), &b""[..]), "{args:?}");
    }
}

#[test]
fn check_shows_every_mistake_and_every_warning() {
    let (_folder, path) = folder(&[
        ("good.toml", OWN),
        ("notes/good.toml", OWN),
        ("notes/notes.txt", "a file beside it"),
        ("mistakes/one.toml", &format!("{OWN}[[step]]\non = \"data\"\nfor = \"25 min\"\n")),
        ("mistakes/two.toml", &format!("{OWN}extends = \"three\"\n")),
        ("mistakes/three.toml", &format!("{OTHER}extends = \"two\"\n")),
        ("mistakes/four.toml", &format!("{OTHER}fixtures.accounts = \"sed\"\n")),
        ("mistakes/five.toml", TAKEN),
        ("long/long.toml", &format!("{OWN}{LONG}")),
        ("extended/base.toml", &format!("{OTHER}session.processing = \"unlimited\"\n{LONG}")),
        (
            "extended/child.toml",
            &format!("{OWN}extends = \"base\"\nsession.processing = \"30m\"\n"),
        ),
        ("fixtures/accounts/used.json", SEED),
        ("fixtures/accounts/unused.json", SEED),
        ("uses.toml", &format!("{OWN}fixtures.accounts = \"used\"\n")),
        ("b/good.toml", OTHER),
        ("story.yaml", "summary: x\n"),
        ("eight.toml", &"#".repeat(8 << 20)),
        ("ten.toml", &"#".repeat(10_000_000)),
        ("escape.toml", &OWN.replace("Own.", "\\u001b[2J")),
    ]);
    let commands = [
        "check notes/good.toml",
        "check nowhere",
        "check mistakes",
        "check long",
        "check --deny-warnings long",
        "check extended",
        "check --fixtures fixtures uses.toml",
        "check good.toml b/good.toml story.yaml gone.toml good.toml",
        "check eight.toml ten.toml",
        "explain two-pols",
        "explain mistakes/one.toml",
        "explain none.toml",
    ];
    insta::assert_snapshot!(transcript(&path, &commands));
    let drawn = run(&["explain", &format!("{path}/escape.toml"), "--seed", "7"]).out;
    assert!(drawn.starts_with("escape\n  \\u{1b}[2J\n\nWho plays it"), "{drawn}");
}

/// Thirty copies of the whole body into itself would take a thousand million times its size.
#[test]
fn a_patch_that_grows_without_end() {
    let bomb: Vec<_> =
        (0..30).map(|n| format!(r#"{{"op":"copy","from":"","path":"/x{n}"}}"#)).collect();
    let step = format!("[[step]]\non = \"accounts\"\npatch = '[{}]'\n", bomb.join(","));
    let (_folder, path) = folder(&[("bomb.toml", &format!("{OWN}{step}"))]);

    let seen = run(&["check", &path]);
    assert_eq!(seen.code, Some(2), "{seen:?}");
    assert!(seen.out.contains("the patch does not fit the body"), "{seen:?}");
    assert!(seen.out.contains("its copies come to more than 8 MiB"), "{seen:?}");
}

#[test]
fn a_server_with_a_mistake_is_not_started() {
    let departs = "{\n  \"HttpStatusCode\": 202,\n  \"Acounts\": [],\n  \"Login\": {\n    \"Username\": 5\n  },\n  \"Institution\": \"{{Institution}}\",\n  \"RequestId\": \"{{RequestId}}\"\n}\n";
    let (_folder, path) = folder(&[
        ("mistakes/first.toml", &format!("{TAKEN}[fixtures]\naccounts = \"sed\"\n")),
        ("mistakes/second.toml", &format!("{OTHER}[[step]]\non = \"data\"\ntime = 2\n")),
        ("yaml/third.yaml", "summary: x\n"),
        ("no-json/accounts/seed.json", "{\n  \"HttpStatusCode\": 200,\n}\n"),
        ("place/accounts/seed.json", "{\n  \"RequestId\": \"{{RequestID}}\"\n}\n"),
        ("departs/accounts/seed.json", departs),
        ("deep/accounts/deep/er.json", "{}"),
        ("misspelt/acounts/seed.json", "{}"),
        ("large/big.toml", &"#".repeat((8 << 20) + 1)),
        ("ca.pem", "of somebody else"),
        ("file/scenarios", "a file"),
    ]);
    fs::write(format!("{path}/large/bytes.toml"), b"summary = \"\xff\"").unwrap();
    let commands = [
        "serve --scenario two-pols",
        "serve --sceanrio x",
        "serve --port 8890",
        "serve --listen example.com:80",
        "serve --scenarios file/scenarios",
        "serve --scenarios yaml",
        "serve --scenarios mistakes",
        "serve --scenarios missing",
        "serve --scenarios large",
        "serve --fixtures no-json",
        "serve --fixtures place",
        "scenarios --fixtures departs",
        "serve --fixtures deep",
        "serve --fixtures misspelt",
        "serve --tls 127.0.0.1:0",
        "serve --proxy 127.0.0.1:0",
        "serve --listen 127.0.0.1:0 --admin off --tls 127.0.0.1:0 --tls-ca ca.pem",
        "init file",
    ];
    insta::assert_snapshot!(transcript(&path, &commands));
    let departs = format!("{path}/departs");
    let allowed = run(&["scenarios", "--fixtures", &departs, "--allow-invalid-fixtures"]);
    assert_eq!(allowed.code, Some(0), "{allowed:?}");
    let ca = fs::read_to_string(format!("{path}/ca.pem")).unwrap();
    assert_eq!(ca, "of somebody else", "a file that is no certificate of a mock is left alone");
}

#[test]
fn a_port_that_is_taken() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    insta::assert_snapshot!(run(&["serve", "--listen", &address]).shown(&address), @"
    exit 2
    --- stdout
    --- stderr
    error: cannot listen on [..]
      because: Address already in use (os error 98)
      help: another program has that port; --listen 127.0.0.1:0 takes a free one
    ");
}

#[test]
fn flags_with_a_wrong_value_say_what_is_right() {
    #[rustfmt::skip]
    let table = [
        (&["serve", "--listen", "87800"][..], "expected an address of this machine and a port, such as 127.0.0.1:8780"),
        (&["serve", "--speed", "0"], "expected a whole number from 1 to 1000000"),
        (&["serve", "--speed", "2000000"], "expected a whole number from 1 to 1000000"),
        (&["serve", "--speed", "2", "--clock", "auto"], "the argument '--speed <N>' cannot be used with '--clock <MODE>'"),
        (&["serve", "--clock", "fast"], "possible values: real, auto, manual"),
        (&["serve", "--seed", "x"], "invalid digit found in string"),
        (&["rules", "--all", "CLI-POLL-002"], "'--all' cannot be used with '[ID]'"),
        (&["rules", "--", "CLI-POL-002"], "error: there is no rule \"CLI-POL-002\"\n  help: did you mean CLI-POLL-002?"),
        (&["rules", "--", "cli-pol"], "did you mean CLI-POLL?"),
        (&["rules", "--", "CLI-POLL-02"], "did you mean CLI-POLL-002?"),
        (&["rules", "--", "CLI-POLL-0"], "did you mean CLI-POLL-001?"),
        (&["rules", "--", "POLL-GAP"], "`flinks-mock rules --all` lists them all"),
        (&["rules", "--", ""], "`flinks-mock rules --all` lists them all"),
        (&["rules", "--", "-"], "`flinks-mock rules --all` lists them all"),
        (&["schema", "fixture"], "invalid value 'fixture'"),
        (&[], "Usage: flinks-mock <COMMAND>"),
    ];
    for (args, expected) in table {
        let seen = run(args);
        assert_eq!((seen.code, &*seen.out), (Some(2), ""), "{args:?}");
        assert!(seen.err.contains(expected), "{args:?}: {}", seen.err);
    }
}

#[test]
fn an_own_scenario_stands_beside_the_built_in_ones_and_may_replace_one() {
    let (_folder, path) =
        folder(&[("mine.toml", OWN), ("two-polls.toml", &OWN.replace("01\"", "02\""))]);
    let listed = run(&["scenarios", "--scenarios", &path]).out;
    assert!(listed.contains("20000000-0000-4000-8000-000000000001  Own."), "{listed}");
    assert!(listed.contains("20000000-0000-4000-8000-000000000002  Own."), "{listed}");
    assert!(listed.contains("never-ready"), "{listed}");
    assert!(!listed.contains("10000000-0000-4000-8000-000000000002"), "{listed}");
}

#[test]
fn the_first_scenario_is_good_and_never_overwritten() {
    let (_folder, path) = folder(&[]);
    let first = transcript(&path, &["init .", "check --deny-warnings scenarios"]);
    let scenario = format!("{path}/scenarios/my-first-scenario.toml");
    let text = fs::read_to_string(&scenario).unwrap();
    let (line, _) = text.split_once('\n').unwrap();
    let schema = format!("{path}/scenarios/{}", line.strip_prefix("#:schema ./").unwrap());
    assert_eq!(fs::read_to_string(&schema).unwrap(), flinks_contract::scenario::SCHEMA);

    // What stands behind a `#` can be switched on.
    let (before, fault) = text.split_once("# [[fault]]").unwrap();
    fs::write(&scenario, format!("{before}[[fault]]{}", fault.replace("\n# ", "\n"))).unwrap();
    assert_eq!(run(&["check", "--deny-warnings", &scenario]).code, Some(0));

    fs::write(&scenario, "mine").unwrap();
    fs::remove_file(&schema).unwrap();
    let second = transcript(&path, &["init ."]);
    let both = format!("{first}\n{second}");
    insta::assert_snapshot!(both);
    assert_eq!(fs::read_to_string(&scenario).unwrap(), "mine");
}

#[test]
fn the_schemas() {
    let schema = |name| run(&["schema", name]).out;
    assert_eq!(schema("scenario"), flinks_contract::scenario::SCHEMA);
    assert_eq!(schema("report"), flinks_report::json::SCHEMA);
}

#[test]
fn rules_are_listed_and_explained() {
    let (_folder, path) = folder(&[]);
    let commands = [
        "rules CLI-POLL-002",
        "rules cli-sec-001",
        "rules flk-pen-001",
        "rules cli-mfa",
        "rules CLI-HTTP-",
        "rules cli-num-001 --format json",
    ];
    insta::assert_snapshot!(transcript(&path, &commands));
    let ids = |text: &str| {
        let words = text.split_whitespace().filter(|word| word.starts_with("CLI-"));
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let all: Vec<_> = CLIENT_RULES.iter().map(|client| client.rule.id.to_owned()).collect();
    let listed = run(&["rules"]).out;
    assert_eq!(ids(&listed), all);
    assert!(!listed.contains("FLK-"), "{listed}");
    let with_servers = run(&["rules", "--all"]).out;
    assert_eq!(ids(&with_servers), all);
    let server = "\nServers: Envelope\n  FLK-ENV-001   MUST    HttpStatusCode";
    assert!(with_servers.contains(server), "{with_servers}");

    let count = |args: &[&str]| {
        let seen = run(&[&["rules", "--format", "json"], args].concat());
        let catalogue: Value = serde_json::from_str(&seen.out).unwrap();
        catalogue["rules"].as_array().unwrap().len()
    };
    assert_eq!(count(&[]), all.len());
    assert_eq!(count(&["--all"]), all.len() + count(&["FLK"]));
    assert_eq!(count(&["cli-poll"]), all.iter().filter(|id| id.starts_with("CLI-POLL-")).count());

    // In a pipe as here, and not on a terminal.
    let explained = all.iter().map(|id| run(&["rules", id]).out).collect::<String>();
    let long: Vec<_> =
        listed.lines().chain(explained.lines()).filter(|line| line.chars().count() > 100).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn the_program_carries_its_pages_and_what_packages_install() {
    let (_folder, path) = folder(&[]);
    let (whole, short) = (run(&["docs", "docs/run.md"]), run(&["docs", "run"]));
    assert!(short.out.starts_with("# `flinks-mock run`: judge a client\n"), "{short:?}");
    assert_eq!(whole.out, short.out);
    assert!(
        run(&["docs"]).out.contains("\n  clients             Clients with a hard-coded host\n")
    );
    let wrong = run(&["docs", "clinets"]);
    assert_eq!((wrong.code, wrong.err.contains("did you mean `clients`?")), (Some(2), true));

    assert!(run(&["completions", "bash"]).out.contains("flinks__mock__subcmd__run"));
    assert_eq!(run(&["man", &path]).code, Some(0));
    let page = fs::read_to_string(format!("{path}/flinks-mock-run.1")).unwrap();
    assert!(page.contains("report whether it keeps the protocol"), "{page}");
}

#[tokio::test]
async fn the_openapi_document_is_served_and_printed() {
    let mock = crate::support::Mock::start().await;
    let served = mock.send("GET", "/openapi.json", "").await;
    assert_eq!((served.status, &served.json()["openapi"]), (200, &serde_json::json!("3.1.0")));
    let printed: serde_json::Value = serde_json::from_str(&run(&["openapi"]).out).unwrap();
    assert_eq!(printed, served.json());
    for method in ["POST", "HEAD"] {
        let refused = mock.send(method, "/openapi.json", "").await;
        assert_eq!(refused.status, 405, "{method}");
        assert_eq!(refused.headers["allow"], "GET", "{method}");
    }
    assert_eq!(mock.send("POST", "/openapi.jso", "").await.status, 404);
}
