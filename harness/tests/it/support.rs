//! Runs against an address, and the program as scripts see it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use flinks_harness::{CancellationToken, Head, Progress, Setup, Site, Target, judge, run};
use flinks_mock::FlinksMock;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_report::terminal::{self, Look};
use flinks_report::{Outcome, Report};
use flinks_trace::HarnessRun;

pub(crate) const CUSTOMER_ID: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";
pub(crate) const LOGIN_ID: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

pub(crate) async fn mock(scenario: &str) -> FlinksMock {
    let builder = FlinksMock::builder().scenario(scenario).clock(ClockMode::Auto);
    builder.start().await.expect("the built-in scenarios start")
}

/// A run against `url` on `clock`.
pub(crate) fn setup(url: &str, clock: Clock, customer_id: &str) -> Setup {
    let head = Head {
        name: "two-polls".to_owned(),
        mode: ClockMode::Auto,
        login_id: LOGIN_ID.to_owned(),
        ..Head::default()
    };
    let target = Target::parse(url).expect("the address of a test server");
    let site = Site { target, customer_id: customer_id.to_owned() };
    let mut setup = Setup::new(head, site, clock);
    setup.timeout = Duration::from_secs(30);
    setup.privacy.shows_values = true;
    setup
}

pub(crate) async fn record(setup: &Setup) -> HarnessRun {
    run(setup, &mut Progress::silent(), CancellationToken::default()).await
}

/// Runs to the end.
pub(crate) async fn run_at(url: &str, clock: Clock, customer_id: &str) -> Report {
    judge(&record(&setup(url, clock, customer_id)).await)
}

pub(crate) async fn run_scenario(name: &str) -> Report {
    let mock = mock(name).await;
    run_at(&mock.url(), mock.clock(CUSTOMER_ID), CUSTOMER_ID).await
}

/// Rule and place of each finding, of MUSTs and SHOULDs alike.
pub(crate) fn findings(report: &Report) -> Vec<(String, String)> {
    let broken = report.runs[0].checks.iter().flat_map(|check| match &check.outcome {
        Outcome::Failed { findings, .. } => findings.iter().map(|one| (check, one)).collect(),
        _ => Vec::new(),
    });
    broken.map(|(check, one)| (check.rule.id.clone(), one.place.name().to_owned())).collect()
}

/// The report as it is printed, without colour, as wide as in the log of a CI system.
pub(crate) fn picture(report: &Report) -> String {
    terminal::render(report, Look { width: 120, colour: false, verbose: false })
}

/// The program with these arguments, and without what the caller's environment may have for it.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-harness"));
    clean(command.args(args));
    command
}

pub(crate) fn clean(command: &mut Command) -> &mut Command {
    let ours = |name: &str| {
        name.starts_with("FLINKS_") || name.starts_with("GITHUB_") || name == "CLICOLOR_FORCE"
    };
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(ours) {
            command.env_remove(name);
        }
    }
    command.env_remove("COLUMNS")
}

/// Runs the program. A server of the test answers meanwhile.
pub(crate) fn output(command: &mut Command) -> Output {
    let mut run = || command.output().expect("the program starts");
    match tokio::runtime::Handle::try_current() {
        Ok(_) => tokio::task::block_in_place(run),
        Err(_) => run(),
    }
}

pub(crate) fn harness(args: &[&str]) -> Output {
    output(&mut command(args))
}

/// All that was printed.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// Runs a command to this exit code, and looks for words in what it prints, which is returned.
pub(crate) fn assert_says(command: &mut Command, code: i32, words: &str) -> String {
    let output = output(command);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{command:?}\n{said}");
    assert!(said.contains(words), "{command:?}: no {words:?}\n{said}");
    said
}

/// The same for each row: arguments after `name`, exit code and words.
pub(crate) fn assert_each_says(name: &str, table: &[(&[&str], i32, &str)]) {
    for (args, code, words) in table {
        assert_says(command(&[name]).args(*args), *code, words);
    }
}

/// Writes a file and the folders around it; the path as text.
pub(crate) fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a fresh folder");
    fs::write(&path, text).expect("a fresh file");
    path.display().to_string()
}

/// The accounts that the built-in scenarios have.
pub(crate) fn seed_accounts() -> String {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/accounts/seed.json");
    fs::read_to_string(seed).expect("a built-in fixture")
}

/// Makes a file the user's alone, where a system has such modes.
pub(crate) fn make_private(path: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a file of the test");
    }
    #[cfg(not(unix))]
    let _ = path;
}
