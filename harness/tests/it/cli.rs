//! The program as scripts see it.

use std::io::{self, BufRead, BufReader, PipeWriter};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;

use crate::support::{
    CUSTOMER_ID, assert_each_says, assert_says, clean, command, harness, mock, write,
};

const LOGIN: &str = "10000000-0000-4000-8000-000000000041";

#[test]
fn exit_codes() {
    let at_h = ["--target", "http://h"];
    assert_each_says(
        "run",
        &[
            (&[], 0, "PASS  48 checks passed"),
            (&["--scenario", "data-after-25-minutes"], 0, "flow accounts 154 requests"),
            (&["--scenario", "never-ready"], 3, "INCONCLUSIVE"),
            (&["--rules", "FLK-FLOW-005"], 3, "nothing was tested: none of the rules"),
            (&["--scenario", "never-ready", "--rules", "FLK-FLOW-005"], 3, "INCONCLUSIVE"),
            (&["--scenario", "never-ready", "--fail-on", "should"], 1, "FAIL FLK-FLOW-004"),
            (&["--rules", "FLK-TNX"], 2, "did you mean `FLK-TXN`?"),
            (&["--skip-rules", "FLK"], 2, "leave no rule"),
            (&["--baseline", "no-such-file"], 2, "no-such-file"),
            (&["-q", "-v"], 2, "cannot be used with"),
            (&["--scenario", "authorize-new-account"], 3, "COULD NOT TEST"),
            (&["--target", "http://127.0.0.1:1"], 3, "cannot connect to http://127.0.0.1:1: "),
            (&["--login-id", LOGIN], 3, "401 NEW_ACCOUNT"),
            (&["--login-id", "10000000-0000-4000-8000-0000000000ff"], 3, "401 INVALID_LOGIN"),
            (
                &["--target", "127.0.0.1:8780"],
                2,
                "invalid value '[hidden]' for '--target <URL>': it must begin with http:// or \
                 https://, as in http://127.0.0.1:8780",
            ),
            (&["--target", "http://h/v3/x/BankingServices"], 2, "only up to /v3"),
            (&["--scenario", "never-redy"], 2, "did you mean `never-ready`?"),
            (
                &["--target", "http://127.0.0.1:1", "--scenario", "never-redy"],
                2,
                "did you mean `never-ready`?",
            ),
            (&["--scenario", "two-polls", "--login-id", LOGIN], 2, "cannot be used with"),
            (&["--speed", "180"], 2, "needs --target or FLINKS_BASE_URL"),
            (&["--report", "junti=a"], 2, "did you mean junit?"),
            (&["--report", "text=a", "--report", "json=./a"], 2, "two reports go to ./a"),
            (&["--report", "text=/dev/null/a"], 2, "error: /dev/null/a was not written"),
            (&["--timeout", "0s"], 2, "expected a time longer than zero"),
            (&["--customer-id", "a/b"], 2, "one segment of a path"),
            (&["--help"], 0, "flinks-harness run --scenario data-after-25-minutes"),
            (&["--help"], 0, "\n    3  inconclusive: the data was never seen"),
            (&["--help"], 0, "the first of 130, 143, 129, 4, 1, 2, 124, 5, 3, 0 wins"),
            (&["--help"], 0, "[env: FLINKS_HARNESS_RULES]"),
            (&["--help"], 0, "Rules and reports:\n      --ledger <FILE>"),
            (&["--help"], 0, "sarif, text, and ndjson for the run itself"),
            (&["--scenarios", "no-such-folder"], 2, "--> no-such-folder"),
            (&[at_h[0], at_h[1], "--scenarios", "x"], 2, "--scenarios is for the mock in"),
            (&[at_h[0], at_h[1], "--fixtures", "x"], 2, "--fixtures is for the mock in"),
            (
                &[at_h[0], at_h[1], "--allow-invalid-fixtures"],
                2,
                "--allow-invalid-fixtures is for the mock in",
            ),
        ],
    );
    assert_says(&mut command(&[]), 2, "Usage: flinks-harness");
    assert_says(&mut command(&["--help"]), 0, "    3  inconclusive: ");
}

#[test]
fn the_report_goes_to_files_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join("new").join(name).display().to_string();
    let flags = [format!("junit={}", path("a.xml")), format!("html={}", path("a.html"))];
    let args = ["run", "--report", &flags[0], "--report", &flags[1]];
    assert_says(&mut command(&args), 0, "PASS");
    for name in ["a.xml", "a.html"] {
        assert!(std::fs::read_to_string(path(name)).unwrap().contains("FLK-ENV-001"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_target_with_a_prefix_and_v3_is_exit_code_0() {
    let mock = mock("two-polls").await;
    let mut command = at(&format!("{}/some/gateway/v3/", mock.url()));
    assert_says(&mut command, 0, "at speed 200   exit 0\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_gives_what_the_flags_do_not() {
    let mock = mock("two-polls").await;
    let mut command = command(&["run"]);
    command
        .env("FLINKS_BASE_URL", mock.url())
        .env("FLINKS_CUSTOMER_ID", "acme")
        .env("FLINKS_LOGIN_ID", LOGIN);
    let said = assert_says(&mut command, 3, &mock.url());
    for words in ["customer  $FLINKS_CUSTOMER_ID", "401 NEW_ACCOUNT"] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn colour_is_what_was_asked_for() {
    assert!(harness(&["run", "--color", "always"]).stdout.contains(&0x1b));
    assert!(!harness(&["run"]).stdout.contains(&0x1b));
}

#[test]
fn the_report_is_on_stdout_and_the_progress_on_stderr() {
    let Output { stdout, stderr, .. } = harness(&["run"]);
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
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
    assert_says(&mut command, 3, "cannot connect");
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
        let output = tokio::task::block_in_place(|| signalled(&mut command, signal));
        let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        assert!(err.contains("stopping after the request in flight; once more"), "{err}");
        assert_eq!(output.status.code(), Some(code), "{out}");
        assert!(out.contains("\nINTERRUPTED  "), "{out}");
        assert!(out.ends_with(&format!("exit {code}\n")), "{out}");
    }
}

/// Sends a signal after the first line of progress.
#[cfg(unix)]
pub(crate) fn signalled(command: &mut Command, signal: &str) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut progress = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut stderr = String::new();
    progress.read_line(&mut stderr).expect("a line of progress");
    kill(&child, signal);
    stderr += &io::read_to_string(progress).expect("progress is text");
    let output = child.wait_with_output().expect("the program ends");
    Output { stderr: stderr.into_bytes(), ..output }
}

#[cfg(unix)]
fn kill(child: &Child, signal: &str) {
    let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.expect("there is a kill").success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_no_pass() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    for args in [&["checks"][..], &["scenarios"], &["schema", "trace"], &["completions", "zsh"]] {
        let output = command(args).stdout(full()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("error: stdout cannot be written: No space left"), "{said}");
    }
    for scenario in ["two-polls", "never-ready"] {
        let full = full();
        let output = command(&["run", "--scenario", scenario]).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("error: the report cannot be written: No space left"), "{said}");
    }
}

/// A pass fits on one screen, and `-v` has the rest.
#[test]
fn a_pass_is_short() {
    for columns in ["80", "120"] {
        let output = command(&["run"]).env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.lines().count() <= 15, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80 || columns == "120"), "{text}");
        assert!(text.contains("FLK-TXN 9"), "{text}");
        assert!(text.contains("\nskip 1 check: no first data call was refused\n"), "{text}");
    }
    assert_says(&mut command(&["run", "-v"]), 0, "\npass FLK-TXN-006  SHOULD ");
}

#[test]
fn the_report_is_as_wide_as_columns_says() {
    let widest = |columns: Option<&str>| {
        let mut command = command(&["run", "--scenario", "ready-at-once", "-v"]);
        columns.map(|columns| command.env("COLUMNS", columns));
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let folded = text.lines().filter(|line| line.starts_with(&" ".repeat(12)));
        folded.map(|line| line.chars().count()).max().unwrap()
    };
    let narrow = widest(Some("80"));
    assert!((60..=80).contains(&narrow), "{narrow}");
    let all = widest(None);
    assert!((100..=120).contains(&all), "{all}");
    assert_eq!(widest(Some("wide")), all);
    assert!(widest(Some("1000")) > all);
}

/// The mock's clock stands still, so that no session ends on a slow machine; ours has 9 s of real
/// time for its 30 min.
fn at(url: &str) -> Command {
    command(&["run", "--target", url, "--speed", "200", "--customer-id", CUSTOMER_ID])
}

#[test]
fn a_typed_scenario_wins_over_a_login_of_the_environment() {
    let mut run = command(&["run", "--scenario", "ready-at-once"]);
    run.env("FLINKS_LOGIN_ID", LOGIN);
    assert_says(&mut run, 0, "PASS");
    assert_says(run.args(["--login-id", LOGIN]), 2, "both choose the login");
}

/// The file of keys in the documents is one that the program takes, apart from its values.
#[cfg(unix)]
#[test]
fn the_credentials_of_the_docs_are_taken() {
    let docs = include_str!("../../../docs/harness.md");
    let toml = docs.split("```toml\n").find(|block| block.starts_with("# keys.toml")).unwrap();
    let (toml, _) = toml.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "keys.toml", toml);
    crate::support::make_private(&path);
    let args = ["run", "--target", "toolbox", "--dry-run", "--credentials", &path];
    assert_says(&mut command(&args), 0, "nothing was sent");
}

/// Asked in the middle of a wait of 10 s, which is not waited for.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn sigusr1_asks_what_goes_on() {
    let mock = mock("never-ready").await;
    let mut command = command(&["run", "--target", &mock.url()]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let run = move || {
        let mut child = command.spawn().expect("the program starts");
        let progress = BufReader::new(child.stderr.take().expect("a pipe"));
        let (lines, told) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            progress.lines().map_while(Result::ok).for_each(|line| drop(lines.send(line)));
        });
        let first_poll = told.iter().find(|line| line.contains("call 1 of 181"));
        let first_poll = first_poll.expect("the first data call is told");
        kill(&child, "-USR1");
        let answer = told.recv().expect("the signal does not end the program");
        kill(&child, "-TERM");
        let ended = child.wait_with_output().expect("the program ends");
        reader.join().expect("the reader ends");
        (first_poll, answer, ended.status.code())
    };
    let (first_poll, answer, code) = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(answer.starts_with(&first_poll), "{answer}");
    assert_eq!(code, Some(143));
}

/// One after the other, into one report; the worst verdict decides.
#[test]
fn several_scenarios_are_several_runs() {
    let several = ["--scenario", "slow-b*", "--scenario", "slow-drip", "--scenario", "slow-body"];
    let said = assert_says(command(&["run"]).args(several), 0, "flinks-harness: 2 runs\n");
    assert!(said.contains("2 runs, "), "{said}");
    let files = ["--scenario", "ready-at-once", "--scenario", "pending-transaction"];
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let wanted = format!("json={}", report.display());
    assert_says(command(&["run", "--report", &wanted]).args(files), 1, "broken: FLK-TXN-002");
    let report: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    let names = report["runs"].as_array().unwrap().iter().map(|run| &run["name"]);
    assert_eq!(names.collect::<Vec<_>>(), ["ready-at-once", "pending-transaction"]);
    let repeat = report["runs"][1]["facts"].as_array().unwrap().iter();
    let mut repeat = repeat.filter(|fact| fact["name"] == "repeat");
    let again = "flinks-harness run --scenario pending-transaction";
    assert_eq!(repeat.next().unwrap()["value"], again);
}

#[test]
fn what_is_for_one_run_is_refused_with_several() {
    let two = ["--scenario", "two-polls", "--scenario", "never-ready"];
    let table: [(&str, &[&str], i32, &str); 6] = [
        ("run", &["--ledger", "a.toml"], 2, "error: --ledger is for one run"),
        ("run", &["--report", "ndjson=a"], 2, "error: --report ndjson is for one run"),
        ("run", &["--login-id", LOGIN], 2, "both choose the login"),
        ("run", &["--scenario", "two-pols"], 2, "did you mean `two-polls`?"),
        ("run", &["--dry-run"], 0, "nothing was sent\nflinks-harness run: what would be sent"),
        ("record", &["--out", "a", "--name", "b"], 2, "`record` plays one scenario or LoginId"),
    ];
    for (name, args, code, words) in table {
        assert_says(command(&[name]).args(two).args(args), code, words);
    }
}

#[test]
fn the_scenarios_are_listed_with_those_of_a_pattern_first() {
    let said = assert_says(&mut command(&["scenarios"]), 0, "--scenario '*' plays these:\n\n");
    let (all, by_name) = said.split_once("\nThese are played when their names are given").unwrap();
    assert!(all.contains("\ntwo-polls ") && !all.contains("\nnever-ready "), "{all}");
    assert!(by_name.contains("\nnever-ready ") && !by_name.contains("\ntwo-polls "), "{by_name}");
}
