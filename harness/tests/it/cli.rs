//! The program as scripts see it.

use std::io::{self, BufRead, BufReader, PipeWriter};
use std::process::{Command, Output, Stdio};

use crate::proxy::{Call, Edit, Proxy};
use crate::support::{CUSTOMER_ID, mock};

/// Arguments, exit code, and words of stdout or stderr.
#[test]
fn exit_codes() {
    let table: &[(&[&str], i32, &str)] = &[
        (&["run"], 0, "PASS  48 checks passed"),
        (&["run", "--scenario", "data-after-25-minutes"], 0, "flow accounts     154 requests"),
        (&["run", "--scenario", "never-ready"], 3, "INCONCLUSIVE"),
        (&["run", "--rules", "FLK-FLOW-005"], 3, "nothing was tested: none of the rules"),
        (&["run", "--scenario", "never-ready", "--rules", "FLK-FLOW-005"], 3, "INCONCLUSIVE"),
        (&["run", "--scenario", "never-ready", "--fail-on", "should"], 1, "FAIL FLK-FLOW-004"),
        (&["run", "--rules", "FLK-TNX"], 2, "did you mean `FLK-TXN`?"),
        (&["run", "--skip-rules", "FLK"], 2, "leave no rule"),
        (&["run", "--baseline", "no-such-file"], 2, "no-such-file"),
        (&["run", "-q", "-v"], 2, "cannot be used with"),
        (&["run", "--scenario", "authorize-new-account"], 3, "COULD NOT TEST"),
        (&["run", "--target", "http://127.0.0.1:1"], 3, "cannot connect to http://127.0.0.1:1: "),
        (&["run", "--login-id", "10000000-0000-4000-8000-000000000041"], 3, "401 NEW_ACCOUNT"),
        (&["run", "--login-id", "10000000-0000-4000-8000-0000000000ff"], 3, "401 INVALID_LOGIN"),
        (&[], 2, "Usage: flinks-harness"),
        (&["run", "--target", "127.0.0.1:8780"], 2, "must begin with http:// or https://"),
        (&["run", "--target", "http://h/v3/x/BankingServices"], 2, "only up to /v3"),
        (&["run", "--scenario", "never-redy"], 2, "did you mean `never-ready`?"),
        (
            &["run", "--target", "http://127.0.0.1:1", "--scenario", "never-redy"],
            2,
            "did you mean `never-ready`?",
        ),
        (&["run", "--scenario", "two-polls", "--login-id", LOGIN], 2, "cannot be used with"),
        (&["run", "--speed", "180"], 2, "needs --target or FLINKS_BASE_URL"),
        (&["run", "--report", "junti=a"], 2, "did you mean junit?"),
        (&["run", "--report", "text=a", "--report", "json=./a"], 2, "two reports go to ./a"),
        (&["run", "--report", "text=/dev/null/a"], 2, "error: /dev/null/a was not written"),
        (&["run", "--timeout", "0"], 2, "a number of seconds above 0"),
        (&["run", "--customer-id", "a/b"], 2, "one segment of a path"),
        (&["--help"], 0, "    3  inconclusive: "),
        (&["run", "--help"], 0, "flinks-harness run --scenario data-after-25-minutes"),
        (&["run", "--help"], 0, "\n    3  inconclusive: the data was never seen"),
        (&["run", "--help"], 0, "the first of 130, 143, 129, 4, 1, 2, 124, 5, 3, 0 wins"),
        (&["run", "--help"], 0, "[env: FLINKS_HARNESS_RULES]"),
        (&["run", "--scenarios", "no-such-folder"], 2, "--> no-such-folder"),
        (&["run", "--target", "http://h", "--scenarios", "x"], 2, "--scenarios is for the mock in"),
        (&["run", "--target", "http://h", "--fixtures", "x"], 2, "--fixtures is for the mock in"),
        (
            &["run", "--target", "http://h", "--allow-invalid-fixtures"],
            2,
            "--allow-invalid-fixtures is for the mock in",
        ),
    ];
    for (args, code, words) in table {
        let output = harness(args);
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.code(), Some(*code), "{args:?}\n{said}");
        assert!(said.contains(words), "{args:?}\n{said}");
    }
}

#[test]
fn the_report_goes_to_files_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join("new").join(name).display().to_string();
    let flags = [format!("junit={}", path("a.xml")), format!("html={}", path("a.html"))];
    let output = harness(&["run", "--report", &flags[0], "--report", &flags[1]]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    assert!(read("a.xml").contains("FLK-ENV-001"));
    assert!(read("a.html").contains("FLK-ENV-001"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_breaks_the_contract_is_exit_code_1() {
    let mock = mock("two-polls").await;
    let edit = Edit::Set("/HttpStatusCode", 202.into());
    let proxy = Proxy::start(&mock.url(), Call("GetAccountsDetailAsync", 2), edit).await;
    let output = at(&proxy.url).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("\nFAIL FLK-ENV-001 MUST "), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_target_with_a_prefix_and_v3_is_exit_code_0() {
    let mock = mock("two-polls").await;
    let output = at(&format!("{}/some/gateway/v3/", mock.url())).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("at speed 200   exit 0\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_gives_what_the_flags_do_not() {
    let mock = mock("two-polls").await;
    let mut command = command(&["run"]);
    command
        .env("FLINKS_BASE_URL", mock.url())
        .env("FLINKS_CUSTOMER_ID", "acme")
        .env("FLINKS_LOGIN_ID", "10000000-0000-4000-8000-000000000041");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{said}");
    for words in [&*mock.url(), "customer  $FLINKS_CUSTOMER_ID", "401 NEW_ACCOUNT"] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn colour_is_what_was_asked_for() {
    let with = harness(&["run", "--color", "always"]).stdout;
    let without = harness(&["run"]).stdout;
    assert!(with.contains(&0x1b));
    assert!(!without.contains(&0x1b));
}

#[test]
fn the_report_is_on_stdout_and_the_progress_on_stderr() {
    let output = harness(&["run"]);
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.starts_with("flinks-harness: accounts, then investments\n"), "{out}");
    assert!(out.lines().last().unwrap().starts_with("PASS"), "{out}");
    assert!(err.starts_with("accounts · POST Authorize · 200\n"), "{err}");
}

#[test]
fn verbose_shows_each_poll() {
    let output = harness(&["run", "--scenario", "data-after-25-minutes", "-v"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("202 OPERATION_PENDING").count(), 150, "{said}");
}

/// The variables may be there for a mock on this machine, the one that is tested.
#[test]
fn files_of_a_mock_in_the_environment_do_not_keep_a_target_from_being_tested() {
    let mut command = command(&["run", "--target", "http://127.0.0.1:1"]);
    command.env("FLINKS_MOCK_SCENARIOS", "x").env("FLINKS_MOCK_FIXTURES", "x");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A pipe that nobody reads any more, as with `| head -1`.
#[test]
fn a_closed_pipe_changes_no_exit_code() {
    for (args, code) in EVERY_KIND_OF_OUTPUT {
        let status = command(args).stdout(closed_pipe()).stderr(closed_pipe()).status().unwrap();
        assert_eq!(status.code(), Some(*code), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn no_stdout_and_no_stderr_change_no_exit_code() {
    for (args, code) in EVERY_KIND_OF_OUTPUT {
        let mut shell = Command::new("sh");
        shell.args(["-c", r#"exec "$@" >&- 2>&-"#, "sh", env!("CARGO_BIN_EXE_flinks-harness")]);
        assert_eq!(clean(shell.args(*args)).status().unwrap().code(), Some(*code), "{args:?}");
    }
}

/// Report and progress, an error of ours, an error of clap's, help.
const EVERY_KIND_OF_OUTPUT: &[(&[&str], i32)] = &[
    (&["run"], 0),
    (&["run", "--scenario", "never-ready", "-v"], 3),
    (&["run", "--scenario", "never-redy"], 2),
    (&["run", "--no-such-flag"], 2),
    (&["run", "--help"], 0),
];

fn closed_pipe() -> PipeWriter {
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    writer
}

/// The first line of the progress says that the run has begun; 30 min of a real clock are ahead.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_the_run_with_its_report() {
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let mock = mock("never-ready").await;
        let mut command = command(&["run", "--target", &mock.url()]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let run = move || {
            let mut child = command.spawn().expect("the program starts");
            let mut line = String::new();
            let progress = child.stderr.take().expect("a pipe");
            let mut progress = BufReader::new(progress);
            progress.read_line(&mut line).expect("a line of progress");
            let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(kill.expect("there is a kill").success());
            let told = io::read_to_string(progress).expect("progress is text");
            (child.wait_with_output().expect("the program ends"), told)
        };
        let (output, told) = tokio::task::spawn_blocking(run).await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("stopping after the request in flight; once more"), "{told}");
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains("\nINTERRUPTED  "), "{said}");
        assert!(said.ends_with(&format!("exit {code}\n")), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_no_pass() {
    for (scenario, code) in [("two-polls", 2), ("never-ready", 2)] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command(&["run", "--scenario", scenario]).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains("error: the report cannot be written: No space left"), "{said}");
    }
}

/// A pass fits on one screen, and `-v` has the rest.
#[test]
fn a_pass_is_short() {
    for columns in ["80", "120"] {
        let output = command(&["run"]).env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.lines().count() <= 24, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80 || columns == "120"), "{text}");
        assert!(text.contains("\npass FLK-TXN   9 checks\n"), "{text}");
        assert!(text.contains("\nskip 1 check  no first data call was refused\n"), "{text}");
    }
    let verbose = harness(&["run", "-v"]).stdout;
    assert!(String::from_utf8_lossy(&verbose).contains("\npass FLK-TXN-006  MUST "));
}

#[test]
fn the_report_is_as_wide_as_columns_says() {
    let widest = |columns: Option<&str>| {
        let mut command = command(&["run", "--scenario", "ready-at-once", "-v"]);
        columns.map(|columns| command.env("COLUMNS", columns));
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let checks = text.lines().filter(|line| line.starts_with("pass "));
        checks.map(|line| line.chars().count()).max().unwrap()
    };
    assert_eq!(widest(Some("80")), 80);
    let all = widest(None);
    assert!((100..=120).contains(&all), "{all}");
    assert_eq!(widest(Some("wide")), all);
    assert_eq!(widest(Some("1000")), all);
}

/// The mock's clock stands still, so that no session ends on a slow machine; ours has 9 s of real
/// time for its 30 min.
async fn at(url: &str) -> Output {
    let mut command = command(&["run", "--target", url, "--speed", "200"]);
    command.args(["--customer-id", CUSTOMER_ID]);
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    output.expect("the task ends").expect("the program starts")
}

pub(crate) fn harness(args: &[&str]) -> Output {
    command(args).output().expect("the program starts")
}

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-harness"));
    clean(command.args(args));
    command
}

/// Without what the caller's environment may have for it.
fn clean(command: &mut Command) -> &mut Command {
    for name in [
        "CLICOLOR_FORCE",
        "COLUMNS",
        "FLINKS_API_KEY",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "FLINKS_HARNESS_BASELINE",
        "FLINKS_HARNESS_COLOR",
        "FLINKS_HARNESS_FAIL_ON",
        "FLINKS_HARNESS_GITHUB",
        "FLINKS_HARNESS_REPORT",
        "FLINKS_HARNESS_RULES",
        "FLINKS_HARNESS_SKIP_RULES",
        "FLINKS_BASE_URL",
        "FLINKS_CUSTOMER_ID",
        "FLINKS_LOGIN_ID",
        "FLINKS_MOCK_FIXTURES",
        "FLINKS_MOCK_SCENARIOS",
        "FLINKS_SECRET_KEY",
        "FLINKS_WEALTH_BASE_URL",
        "FLINKS_WEALTH_CUSTOMER_ID",
    ] {
        command.env_remove(name);
    }
    command
}

const LOGIN: &str = "10000000-0000-4000-8000-000000000041";

#[test]
fn a_typed_scenario_wins_over_a_login_of_the_environment() {
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_flinks-harness"));
        command.env_remove("FLINKS_BASE_URL").args(["run", "--scenario", "ready-at-once"]);
        command.env("FLINKS_LOGIN_ID", "10000000-0000-4000-8000-000000000041");
        command.args(args).output().unwrap()
    };
    let played = run(&[]);
    assert_eq!(played.status.code(), Some(0), "{played:?}");

    let both = run(&["--login-id", "10000000-0000-4000-8000-000000000041"]);
    assert_eq!(both.status.code(), Some(2), "{both:?}");
    let stderr = String::from_utf8(both.stderr).unwrap();
    assert!(stderr.contains("both choose the login"), "{stderr}");
}
