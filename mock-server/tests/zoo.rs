//! Every rule has a client that breaks it and no other; the reference client breaks none.
//!
//! The clients are one program, `examples/zoo`, started by `flinks-mock run` as a user's would be. Time
//! is the mock's, moved by the client itself, so that a story of 30 minutes takes no time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use flinks_contract::rule::client::CLIENT_RULES;
use serde::Deserialize;
use serde_json::Value;

/// One entry of `clients.toml`.
#[derive(Debug, Deserialize)]
struct Client {
    breaks: String,
    #[serde(rename = "in")]
    scenario: String,
}

/// What `flinks-mock run` says of a client in one scenario.
#[derive(Debug, Eq, PartialEq)]
struct Judged {
    scenario: String,
    /// Ids of the rules that failed, or that stayed open with a `?` behind. The verdict, where no rule says
    /// why it is not a pass.
    broken: Vec<String>,
    passed: BTreeSet<String>,
}

#[test]
fn each_broken_client_breaks_its_rule_and_no_other() {
    let clients = clients();
    let all: Vec<&str> = CLIENT_RULES.iter().map(|client| client.rule.id).collect();
    let broken: Vec<&str> = clients.iter().map(|client| &*client.breaks).collect();
    assert_eq!(broken, all, "one client for each rule, in the order of the catalogue");

    let wrong = in_parallel(&clients, |client| {
        let judged = judge(&[&client.scenario], &[&client.breaks]);
        let broken = judged.into_iter().flat_map(|judged| judged.broken).collect::<Vec<_>>();
        (broken != [&*client.breaks]).then(|| format!("{client:?} broke {broken:?}"))
    });
    assert_eq!(wrong, [""; 0]);
}

/// The control: what the broken clients are accused of is not the scenario's doing. And each rule is
/// reached in the scenario that it names.
#[test]
fn the_reference_client_keeps_every_rule_in_every_scenario() {
    let judged = judge(&["*"], &[]);
    assert_eq!(judged.len(), flinks_mock::builtin_scenarios().len());
    let broken: Vec<&Judged> = judged.iter().filter(|judged| !judged.broken.is_empty()).collect();
    assert_eq!(broken, [&NOTHING; 0]);

    let reached = |scenario: &str, rule: &str| {
        let one = judged.iter().find(|one| one.scenario == scenario);
        one.is_some_and(|one| one.passed.contains(rule))
    };
    let broken = clients();
    let broken = broken.iter().map(|client| (&*client.scenario, &*client.breaks));
    let named = CLIENT_RULES.iter().map(|client| (client.scenario, client.rule.id));
    for pairs in [broken.collect::<Vec<_>>(), named.collect()] {
        let missed = pairs.into_iter().filter(|(scenario, rule)| !reached(scenario, rule));
        let missed: Vec<&str> = missed.map(|(_, rule)| rule).collect();
        assert_eq!(missed, REACHED_BY_BREAKING);
    }
}

/// Rules that a client does not come to in that scenario without breaking them: it would have to repeat
/// a call that brings the data at once, or to poll five sessions.
const REACHED_BY_BREAKING: &[&str] = &["CLI-POLL-003", "CLI-POLL-008"];

const NOTHING: Judged =
    Judged { scenario: String::new(), broken: Vec::new(), passed: BTreeSet::new() };

fn judge(scenarios: &[&str], zoo: &[&str]) -> Vec<Judged> {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    command.args(["run", "--clock", "manual", "--quiet", "--report"]);
    command.arg(format!("json={}", report.display()));
    for scenario in scenarios {
        command.args(["--scenario", scenario]);
    }
    command.arg("--").arg(program()).args(zoo).stdin(Stdio::null());
    let output = command.output().expect("the program starts");
    read(&report).unwrap_or_else(|| panic!("no report: {output:?}"))
}

fn read(report: &Path) -> Option<Vec<Judged>> {
    let report: Value = serde_json::from_slice(&std::fs::read(report).ok()?).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let runs = report["runs"].as_array()?.iter();
    runs.map(|run| {
        let mut judged =
            Judged { scenario: text(&run["name"])?, broken: Vec::new(), passed: BTreeSet::new() };
        for check in run["checks"].as_array()? {
            let id = text(&check["rule"]["id"])?;
            match check["outcome"]["kind"].as_str()? {
                "passed" => drop(judged.passed.insert(id)),
                "failed" => judged.broken.push(id),
                "inconclusive" => judged.broken.push(format!("{id}?")),
                _ => {}
            }
        }
        let verdict = text(&run["verdict"]["kind"])?;
        if judged.broken.is_empty() && verdict != "pass" {
            judged.broken.push(verdict);
        }
        Some(judged)
    })
    .collect()
}

/// As many at a time as there are processors; what was wrong, in the order of the items.
fn in_parallel<T: Sync>(items: &[T], check: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let workers = thread::available_parallelism().map_or(2, |count| count.get());
    let share = items.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let check = &check;
        let workers = items.chunks(share);
        let workers =
            workers.map(|share| scope.spawn(move || share.iter().filter_map(check).collect()));
        let workers: Vec<thread::ScopedJoinHandle<'_, Vec<String>>> = workers.collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a check that does not panic"))
            .collect()
    })
}

fn clients() -> Vec<Client> {
    #[derive(Deserialize)]
    struct Clients {
        client: Vec<Client>,
    }
    let clients: Clients =
        toml::from_str(include_str!("../examples/zoo/clients.toml")).expect("the table of clients");
    clients.client
}

/// Cargo builds the examples with the tests, beside them.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let profile = test.parent().and_then(Path::parent).expect("the folder of the profile");
    let program = profile.join("examples").join(format!("zoo{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is not built: cargo build --example zoo", program.display());
    program
}
