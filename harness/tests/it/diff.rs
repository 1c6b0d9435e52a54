//! `diff` as scripts see it.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::cli::harness;
use crate::stub::Stub;
use crate::support::mock;

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
    let args = ["diff", "--left", &left.url, "--right", &right.url, "-q"].map(str::to_owned);
    let play = move || harness(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let output = tokio::task::spawn_blocking(play).await.expect("the program is started");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
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
    let flags = ["--scenario", "ready-at-once", "--format", "json"];
    // The first session of a mock has the ids of the one in this process.
    against(&mock.url(), &flags).await;
    let output = against(&mock.url(), &flags).await;
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
    let output = against(&mock.url(), &["--speed", "1000"]).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let row = said.lines().find(|line| line.contains(" /Accounts/*/Holder ")).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words[..3], ["shape", "200", "/Accounts/*/Holder"], "{row}");
}

#[test]
fn what_cannot_be_compared() {
    let table: [(&[&str], i32, &str); 5] = [
        (&["diff"], 2, "--right <SIDE>"),
        (&["diff", "--right", "moc"], 2, "must begin with http:// or https://"),
        (&["diff", "--right", "http://127.0.0.1:1"], 3, "error: nothing to compare: right: cannot"),
        (&["diff", "--right", "mock", "--target", "http://h"], 2, "unexpected argument '--target'"),
        (&["diff", "--right", "mock", "--report", "text=a"], 2, "unexpected argument '--report'"),
    ];
    for (args, code, words) in table {
        let output = harness(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{said}");
        assert!(said.contains(words), "{args:?}\n{said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

/// A mock in this process as the left side.
async fn against(url: &str, more: &[&str]) -> std::process::Output {
    let url = url.to_owned();
    let more: Vec<String> = more.iter().map(|&flag| flag.to_owned()).collect();
    let play = move || {
        let mut args = vec!["diff", "--right", &url];
        args.extend(more.iter().map(String::as_str));
        harness(&args)
    };
    tokio::task::spawn_blocking(play).await.expect("the program is started")
}

/// The places of one kind.
fn kinds(diff: &Value, kind: &str) -> Vec<String> {
    let endpoints = diff["endpoints"].as_array().expect("a diff has endpoints");
    let mut places: Vec<String> = endpoints
        .iter()
        .flat_map(|endpoint| endpoint["rows"].as_array().expect("an endpoint has rows"))
        .filter(|row| row["kind"] == kind)
        .map(|row| {
            format!(
                "{} {}",
                row["answer"].as_str().expect("text"),
                row["place"].as_str().expect("text")
            )
        })
        .collect();
    places.sort();
    places
}
