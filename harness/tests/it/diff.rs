//! `diff` as scripts see it.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::stub::Stub;
use crate::support::{assert_each_says, assert_says, command, harness, mock};

#[test]
fn a_mock_is_like_itself_without_any_noise() {
    let scenarios = [
        "two-polls",
        "ready-at-once",
        "error-during-poll",
        "nulls-where-allowed",
        "never-ready",
        "authorize-invalid-login",
        "maintenance-page",
        "data-changes",
        "investments-retired",
        "flaky-network",
    ];
    std::thread::scope(|threads| {
        for half in scenarios.chunks(5) {
            threads.spawn(move || half.iter().for_each(|name| like_itself(name)));
        }
    });
}

fn like_itself(scenario: &str) {
    let flags = ["--scenario", scenario, "--format", "json", "-q"];
    let output = harness(&[&["diff", "--right", "mock"][..], &flags].concat());
    assert_eq!(output.status.code(), Some(0), "{scenario}\n{output:?}");
    let diff: Value = serde_json::from_slice(&output.stdout).expect("a diff is JSON");
    assert_eq!(diff["score"]["permille"], 1000, "{scenario}");
    assert!(diff["score"]["alike"].as_u64().is_some_and(|alike| alike > 3), "{scenario}");
    for kind in ["noise", "value", "shape", "only left", "only right", "unseen"] {
        assert_eq!(kinds(&diff, kind), [""; 0], "{scenario}: {kind}");
    }
}

/// Neither side is asked a second time before the other was asked once.
#[tokio::test(flavor = "multi_thread")]
async fn both_sides_are_asked_in_lockstep() {
    let asked = Arc::new(Mutex::new(String::new()));
    let side = async |letter: char| {
        let mock = mock("ready-at-once").await;
        let asked = Arc::clone(&asked);
        let note = move |_, _: &_| {
            asked.lock().expect("nobody panics").push(letter);
            None
        };
        let stub = Stub::start(&mock.url(), note).await;
        (mock, stub)
    };
    let ((_left, left), (_right, right)) = (side('l').await, side('r').await);
    let args = ["diff", "--left", &left.url, "--right", &right.url, "-q"];
    assert_says(&mut command(&args), 0, "fidelity");
    let asked = asked.lock().expect("nobody panics").clone();
    let of_left = asked.matches('l').count();
    assert_eq!(asked.len(), 3 * of_left, "{asked}");
    let (together, again) = asked.split_at(2 * of_left);
    assert_eq!(again, "r".repeat(of_left));
    for pair in together.as_bytes().chunks(2) {
        assert!(matches!(pair, b"lr" | b"rl"), "{asked}");
    }
}

/// Another server gives out other RequestIds in each of its runs: that is no difference.
#[tokio::test(flavor = "multi_thread")]
async fn ids_of_two_runs_are_noise() {
    let mock = mock("two-polls").await;
    let url = mock.url();
    let args = ["diff", "--right", &url, "--scenario", "ready-at-once", "--format", "json"];
    // The first session of a mock has the ids of the one in this process.
    harness(&args);
    let output = harness(&args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let diff: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(diff["score"]["permille"], 1000);
    let in_a_message = "400, POST with another customer's RequestId /Message";
    let id = "200 /RequestId";
    assert_eq!(kinds(&diff, "noise"), [id, id, id, "200, by POST /RequestId", in_a_message]);
    assert_eq!(kinds(&diff, "value"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_shape_is_exit_code_1() {
    let mock = mock("holder-null").await;
    let mut command = command(&["diff", "--right", &mock.url(), "--speed", "1000"]);
    let said = assert_says(&mut command, 1, " /Accounts/*/Holder ");
    let row = said.lines().find(|line| line.contains(" /Accounts/*/Holder ")).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words[..3], ["shape", "200", "/Accounts/*/Holder"], "{row}");
}

#[test]
fn what_cannot_be_compared() {
    let nobody = "http://127.0.0.1:1";
    assert_each_says(
        "diff",
        &[
            (&[], 2, "--right <SIDE>"),
            (&["--right", "moc"], 2, "must begin with http:// or https://"),
            (&["--right", nobody], 3, "error: nothing to compare: right: cannot"),
            (&["--right", "mock", "--target", "http://h"], 2, "unexpected argument '--target'"),
            (&["--right", "mock", "--report", "text=a"], 2, "unexpected argument '--report'"),
        ],
    );
    assert!(harness(&["diff", "--right", nobody]).stdout.is_empty());
}

/// The places of one kind.
fn kinds(diff: &Value, kind: &str) -> Vec<String> {
    let endpoints = diff["endpoints"].as_array().expect("a diff has endpoints");
    let mut places: Vec<String> = endpoints
        .iter()
        .flat_map(|endpoint| endpoint["rows"].as_array().expect("an endpoint has rows"))
        .filter(|row| row["kind"] == kind)
        .map(|row| ["answer", "place"].map(|name| row[name].as_str().expect("text")).join(" "))
        .collect();
    places.sort();
    places
}
