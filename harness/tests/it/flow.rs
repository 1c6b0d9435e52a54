//! The flow against the mock's scenarios.

use std::time::Duration;

use flinks_report::{Event, Report, Verdict};

use crate::proxy::{Call, Edit, proxy};
use crate::support::{CUSTOMER_ID, findings, mock, picture, run_at, run_scenario};

#[tokio::test]
async fn data_after_25_minutes_is_polled_every_10_s() {
    let report = run_scenario("data-after-25-minutes").await;
    let calls = data_calls(&report, "accounts");
    let (last, pending) = calls.split_last().unwrap();
    assert_eq!(calls.len(), 151);
    assert_eq!((last.at, &*last.answer), (Duration::from_secs(25 * 60), "200"));
    for (number, call) in (0..).zip(pending) {
        assert_eq!(call.at, Duration::from_secs(number * 10), "call {number}");
        assert_eq!(call.answer, "202 OPERATION_PENDING", "call {number}");
    }
    assert_eq!(report.exit_code(), 0);
}

#[tokio::test]
async fn at_most_181_calls_and_the_last_at_30_minutes() {
    let report = run_scenario("never-ready").await;
    for part in ["accounts", "investments"] {
        let calls = data_calls(&report, part);
        assert_eq!(calls.len(), 181, "{part}");
        assert_eq!(calls[180].at - calls[0].at, Duration::from_secs(30 * 60), "{part}");
    }
    assert_eq!(findings(&report).len(), 2);
    assert!(matches!(report.verdict, Verdict::Inconclusive { .. }));
}

/// Scenario, exit code, and a line that the verdict's reason begins with.
#[tokio::test]
async fn how_scenarios_end() {
    let table = [
        ("two-polls", 0, ""),
        ("ready-at-once", 0, ""),
        ("still-loading", 0, ""),
        ("dispatched-after-210-seconds", 0, ""),
        ("investments-slower", 0, ""),
        ("never-ready", 3, "accounts were still pending 30 min after the first data call"),
        ("never-ready-session-expires", 3, "accounts ended with 401 SESSION_EXPIRED"),
        ("error-during-poll", 3, "accounts ended with 500 AGGREGATION_ERROR"),
        ("authorize-new-account", 3, "accounts: Authorize answered 401 NEW_ACCOUNT"),
        ("authorize-aggregation-error", 3, "accounts: Authorize answered 500 AGGREGATION_ERROR"),
    ];
    for (scenario, code, reason) in table {
        let report = run_scenario(scenario).await;
        let given = report.verdict.reason().unwrap_or_default();
        assert_eq!(report.exit_code(), code, "{scenario}: {:?}", findings(&report));
        assert!(given.starts_with(reason), "{scenario}: {given}");
    }
}

#[tokio::test]
async fn a_session_that_is_still_loading_is_asked_again_after_10_s() {
    let report = run_scenario("still-loading").await;
    let calls = data_calls(&report, "accounts");
    let answers: Vec<_> = calls.iter().map(|call| (call.at.as_secs(), &*call.answer)).collect();
    let expected = [(0, "401 UNAUTHORIZED"), (10, "202 OPERATION_PENDING"), (20, "200")];
    assert_eq!(answers, expected);
}

/// A dropped connection in a poll, of the accounts and of the investments.
#[tokio::test]
async fn a_poll_that_was_dropped_is_sent_again() {
    for call in [Call("GetAccountsDetailAsync", 1), Call("Investments", 2)] {
        let mock = mock("two-polls").await;
        let proxy = proxy(&mock.url(), call, Edit::Drop).await;
        let report = run_at(&proxy.url, mock.clock(CUSTOMER_ID), CUSTOMER_ID).await;
        assert_eq!(report.exit_code(), 0, "{call:?}\n{}", picture(&report));
        assert!(report.effort.contains(", 1 of them failed and repeated, "), "{}", report.effort);
        let dropped =
            report.runs[0].timeline.iter().filter(|event| event.answer.starts_with("no HTTP"));
        assert_eq!(dropped.count(), 1, "{call:?}");
    }
}

#[tokio::test]
async fn a_bank_that_fails_for_good_is_asked_3_times_more() {
    let report = run_scenario("error-during-poll").await;
    let calls = data_calls(&report, "accounts");
    let failed = calls.iter().filter(|call| call.answer == "500 AGGREGATION_ERROR").count();
    assert_eq!((report.exit_code(), failed), (3, 4));
    assert!(report.effort.contains(", 3 of them failed and repeated, "), "{}", report.effort);
}

/// Without the repeat of the 200, and without the call after the other session.
fn data_calls<'a>(report: &'a Report, part: &str) -> Vec<&'a Event> {
    let of_part = report.runs[0].timeline.iter().filter(|event| event.part == part);
    of_part
        .filter(|event| !event.call.ends_with("Authorize"))
        .filter(|event| {
            let note = event.note.as_deref().unwrap_or_default();
            !note.starts_with("once more") && !note.starts_with("back in")
        })
        .collect()
}
