//! No pass for a client that has not been through the story.

use flinks_report::{Check, Outcome, Verdict};

use super::story::{run, trace};
use crate::client::{Accepted, judge_by};

/// Nothing but what is missing keeps these from passing: no rule is looked at.
fn reason(story: &str) -> String {
    let run = judge_by(&trace(story), Accepted::default(), |_| None);
    run.verdict.reason().unwrap_or("passes").to_owned()
}

#[test]
fn what_is_missing_is_said() {
    let stopped = "session aaaaaaaa: the last reply was";
    let pending = "202 OPERATION_PENDING and the client stopped asking after t+00";
    #[rustfmt::skip]
    let table: &[(&str, String)] = &[
        ("", "no request reached the mock; docs/clients.md says how it gets there".to_owned()),
        ("0 GET - customer= path=/ -> 404; end 1", "no Authorize reached the mock, only 1 other request".to_owned()),
        ("0 Token -> 200; 1 Detail a -> 401 SESSION_NONEXISTENT; end 2",
         "no Authorize reached the mock, only 2 other requests".to_owned()),
        ("open A; end 1", "session aaaaaaaa was never asked for its data".to_owned()),
        ("open A", "session aaaaaaaa was never asked for its data".to_owned()),
        ("open A; 1 Categorization A -> 202 OPERATION_PENDING; end 2", "session aaaaaaaa was never asked for its data".to_owned()),
        ("0 Authorize A -> 203; end 1", "the challenge of session aaaaaaaa was never answered".to_owned()),
        ("0 Authorize A -> 200 lost; end 1",
         "session aaaaaaaa: the last reply did not arrive whole and the client stopped asking after t+00:00.000".to_owned()),
        ("ask A; end 1", format!("{stopped} {pending}:00.100")),
        ("ask A", format!("{stopped} 202 OPERATION_PENDING and the journal ends after t+00:00.100")),
        ("ask A; 10.1 Async A -> pending; 20.1 Async A -> pending; end 21", format!("{stopped} {pending}:20.100")),
        ("open A; 1 Detail A -> 500 AGGREGATION_ERROR; end 2",
         format!("{stopped} 500 AGGREGATION_ERROR and the client stopped asking after t+00:01.000")),
        ("open A; 1 Detail A -> 200 analysis={\"unreadable\":true}; end 2",
         format!("{stopped} 200 and the client stopped asking after t+00:01.000")),
        ("open A; 1 Detail A -> 401 SESSION_EXPIRED; end 2",
         format!("{stopped} 401 SESSION_EXPIRED and the client stopped asking after t+00:01.000")),
        ("0 Authorize -> 401 UNAUTHORIZED; end 2",
         "Authorize: the last reply was 401 UNAUTHORIZED and the client stopped asking after t+00:00.000".to_owned()),
        ("0 Authorize -> 401 INVALID_REQUEST scripted=false; end 2",
         "Authorize: the last reply was 401 INVALID_REQUEST and the client stopped asking after t+00:00.000".to_owned()),
        // In an older file nothing says who asked for the refusal.
        ("0 Authorize -> 401 INVALID_REQUEST why=rule; end 2",
         "Authorize: the last reply was 401 INVALID_REQUEST and the client stopped asking after t+00:00.000".to_owned()),
        // The data of one login is not that of another.
        ("open A; 1 Detail A -> 200; 2 Authorize B login=2 -> 200; end 3",
         "session bbbbbbbb was never asked for its data".to_owned()),
        // A new session after a lost one, which was not asked.
        ("ask A; 10 Async A -> 401 SESSION_EXPIRED; 11 Authorize B -> 200; end 12",
         "session bbbbbbbb was never asked for its data".to_owned()),
    ];
    for (story, expected) in table {
        assert_eq!(reason(story), *expected, "{story}");
    }
}

#[test]
fn data_or_a_right_end_is_enough() {
    for story in [
        "open A; 1 Detail A -> 200; end 2",
        "ask A; 10 Async A -> 200; end 11",
        "open A; 1 Investments A -> 200; end 2",
        "open A; 1 Detail A -> 200 analysis={\"mislabelled\":true,\"unreadable\":true}; end 2",
        // What came once stays seen, whatever is tried before and after.
        "open A; 1 Authorize B -> 200; 2 Detail B -> 200; end 3",
        "open A; 1 Detail A -> 200; 2 Authorize B -> 200; end 3",
        "0 Authorize A -> 200 lost; 1 Authorize B -> 200; 2 Detail B -> 200; end 3",
        // The user has to act, or nobody can.
        "0 Authorize -> 401 INVALID_LOGIN; end 1",
        "0 Authorize -> 401 INVALID_LOGIN scripted=true why=step; end 1",
        "ask A; 10 Async A -> 401 DISABLED_LOGIN; end 11",
        // Refused again after another try.
        "0 Authorize -> 401 RETRY_LATER; 60 Authorize -> 401 RETRY_LATER; end 61",
        "0 Authorize -> 401 UNAUTHORIZED; 1 Authorize -> 401 UNAUTHORIZED; end 2",
        "open A; 1 Detail A -> 500 AGGREGATION_ERROR; 61 Detail A -> 500 AGGREGATION_ERROR; end 62",
        "ask A; 9 Async A -> 401 SESSION_EXPIRED; 10 Authorize B -> 200; 11 Detail B -> 401 SESSION_EXPIRED; end 12",
        // 30 minutes, and what the client takes from elsewhere.
        "ask A; 1795 Async A -> pending; end 1800",
        "ask A; 1799 Async A -> 401 SESSION_EXPIRED; end 1800",
        "ask A; 1 Report A body={\"RequestId\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"webhooks\":true} -> 204; end 2",
    ] {
        assert_eq!(reason(story), "passes", "{story}");
    }
}

/// A client that stops at the first 202, which breaks CLI-POLL-001; and one that goes astray, which
/// breaks CLI-SEQ-003.
#[test]
fn a_failure_that_is_expected_explains_what_is_missing() {
    let expect = |rule: &'static str| {
        move |mut check: Check| {
            if let Outcome::Failed { findings, places } = &check.outcome
                && check.rule.id == rule
            {
                let (findings, places) = (findings.clone(), *places);
                check.outcome = Outcome::Expected { findings, places, reason: String::new() };
            }
            Some(check)
        }
    };
    let stops = "ask A; end 1";
    let charset = "0 Authorize A header=content-type:text/plain -> 200; end 1";
    for (story, rule, expected) in [
        (stops, "CLI-POLL-001", "PASS"),
        (charset, "CLI-HTTP-001", "INCONCLUSIVE"),
        (stops, "CLI-HTTP-001", "FAIL"),
    ] {
        let run = judge_by(&trace(story), Accepted::default(), expect(rule));
        assert_eq!(run.verdict.word(), expected, "{story} {rule}");
    }
}

#[test]
fn what_the_user_accepts_passes_and_what_is_open_does_not() {
    let accepted = Accepted { failed_command: true, unplayed: true };
    for (story, expected) in [
        ("", Verdict::Pass),
        ("open A; end 1 exit=7", Verdict::Pass),
        ("open A; 1 GET Detail A -> 405; end 2", Verdict::Fail),
    ] {
        assert_eq!(judge_by(&trace(story), accepted, Some).verdict, expected, "{story}");
    }
    let open = judge_by(&trace("ask A"), accepted, Some).verdict;
    assert_eq!(open.word(), "INCONCLUSIVE");
    assert_eq!(run("open A; end 1 exit=7").verdict.word(), "COMMAND FAILED");
}
