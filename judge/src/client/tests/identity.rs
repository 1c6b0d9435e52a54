//! CLI-ID.

use flinks_report::{Outcome, Shown};
use flinks_trace::CustomerId;

use super::story::{assert_said, broken, findings, outcome, trace};
use crate::client::judge;

#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str)] = &[
        ("an id that nobody was given", &["CLI-ID-001"],
         "open A; 1 Detail b -> 400 SESSION_NONEXISTENT; end 2"),
        ("no id at all", &["CLI-ID-001"], "open A; 1 Detail body={} -> 401 INVALID_REQUEST; end 2"),
        ("the answer to a challenge under another id", &["CLI-ID-001"], r#"
            0 Authorize A -> 203
            1 Authorize body={"RequestId":"x","SecurityResponses":{"Where?":["[redacted]"]}} -> 400 SESSION_NONEXISTENT
            end 2"#),
        ("a body that cannot be read names nobody", &[], "
            open A
            1 Detail body=[redacted: 20 bytes that are not JSON] -> 401 INVALID_REQUEST
            end 2"),
        ("in capitals, and over by now", &["CLI-ERR-008"], "
            open A
            1 Detail A -> pending
            11 Async id=AAAAAAAA-0000-4000-8000-000000000001 -> 400 SESSION_NONEXISTENT
            end 12"),
        ("a new Authorize for every poll", &["CLI-ID-004"], "
            open A
            1 Detail A -> pending
            11 Authorize B -> 200 repeats=1
            12 Detail B -> pending
            22 Authorize C -> 200 repeats=3
            23 Detail C -> 200
            end 24"),
        ("a new Authorize in place of a lost poll", &["CLI-ID-004"], "
            open A
            1 Detail A -> pending
            11 Async A -> 200 lost
            21 Authorize B -> 200 repeats=1
            22 Detail B -> 200
            end 23"),
        ("two Authorizes for one retrieval", &["CLI-ID-004"],
         "open A; 1 Authorize B -> 200 repeats=1; 2 Detail B -> 200; end 3"),
        ("a lost Authorize is no session to go on with", &[],
         "0 Authorize A -> 200 lost; 10 Authorize B -> 200 repeats=1; 11 Detail B -> 200; end 12"),
        ("the first Authorize asked for something else", &[], r#"
            0 Authorize A body={"LoginId":"11111111-0000-4000-8000-000000000002","MostRecentCached":true,"Tag":"x"} -> 200
            1 Authorize B body={"LoginId":"11111111-0000-4000-8000-000000000002","MostRecentCached":true} -> 200
            2 Detail B -> 200
            end 3"#),
        ("nothing was retrieved at all", &[], "open A; 1 Authorize B -> 200 repeats=1; end 2"),
        ("two sessions of one login side by side", &[], "
            open A
            1 Detail A -> pending
            2 Authorize B -> 200 repeats=1
            3 Detail B -> pending
            11 Async A -> 200
            13 Async B -> 200
            end 24"),
        ("a new Authorize after an error", &[], "
            open A
            1 Detail A -> pending
            11 Async A -> 401 SESSION_EXPIRED
            12 Authorize B -> 200 repeats=1
            13 Detail B -> 200
            end 24"),
        ("under another customer", &["CLI-ID-003"], "
            open A
            1 Detail A -> 200
            1 Authorize B customer=bob -> 200
            2 Detail a customer=bob -> 400 SESSION_NONEXISTENT
            3 Detail B customer=bob -> 200
            end 24"),
        ("under another customer that never authorized", &["CLI-ID-003"],
         "open A; 1 Detail a customer=bob -> 400 SESSION_NONEXISTENT; 2 Detail A -> 200; end 24"),
        ("the LoginId of another session", &["CLI-ID-002"], "
            open A
            0 Authorize B login=2 -> 200
            1 Investments a login=2 -> 401 INVALID_LOGIN
            2 Investments B login=2 -> 200
            3 Investments A -> 200
            end 24"),
    ];
    for (name, expected, story) in table {
        assert_eq!(broken(story), *expected, "{name}");
    }
}

/// The first one was still polled after the second was opened.
#[test]
fn a_session_beside_another_takes_nobodys_place() {
    let story = "open A; 1 Detail A -> pending; 2 Authorize B -> 200; 11 Async A -> pending; \
                 12 Detail B -> 200; end 13";
    assert_eq!(broken(story), ["CLI-POLL-001"]);
}

/// A client may give one up and go on with another login, or when its time is over.
#[test]
fn not_every_second_session_takes_the_place_of_the_first() {
    let table = [("11", "1", true), ("11", "2", false), ("1791", "1", false), ("1790", "1", true)];
    for (at, login, expected) in table {
        let story = format!(
            "open A; 1 Detail A -> pending; {at} Authorize B login={login} -> 200; \
             {at} Detail B -> 200"
        );
        assert_eq!(!findings(&story, "CLI-ID-004").is_empty(), expected, "{at}, {login}");
    }
}

#[test]
fn what_is_said() {
    let given = "aaaaaaaa-0000-4000-8000-000000000001";
    let near = "aaaaaaaa-0000-4000-8000-000000000007";
    let altered = format!("open A; 1 Detail id={near} -> 400 SESSION_NONEXISTENT");
    #[rustfmt::skip]
    let table = [
        ("CLI-ID-001", &*altered, "POST GetAccountsDetail, t+00:01.000",
         [&*format!("the RequestId of Authorize: {given}"), near, &format!("{given} was given: was it changed on the way?")]),
        ("CLI-ID-002", "open A; 0 Authorize B login=2 -> 200; 1 Investments a login=2 -> 401 INVALID_LOGIN",
         "POST Investments, t+00:01.000, RequestId aaaaaaaa-0000-4000-8000-000000000001",
         ["LoginId 11111111-0000-4000-8000-000000000002, for which this RequestId was given",
          "LoginId 22222222-0000-4000-8000-000000000002",
          "that is the LoginId of session 2: do sessions share a variable?"]),
        ("CLI-ID-003", "open A; 2 Async a customer=bob -> 400 SESSION_NONEXISTENT",
         "GET GetAccountsDetailAsync, t+00:02.000",
         ["under customer ada, who was given this RequestId", "under customer bob", ""]),
    ];
    for (rule, story, at, said) in table {
        assert_said(story, rule, said);
        assert_eq!(findings(story, rule)[0].at, at);
    }
    let story = "open A; 1 Detail A -> pending; 11 Authorize B -> 200; 12 Detail B -> pending; \
                 22 Authorize C -> 200; 23 Detail C -> 200";
    let found = findings(story, "CLI-ID-004");
    let actual = "a new Authorize 2 times, each time for a poll or a few";
    assert_eq!((found.len(), &found[0].actual), (1, &Shown::words(actual)));
    assert_eq!(found[0].details[0].value, "3 sessions of one login");
    assert_eq!(found[0].events, [3, 5]);
}

/// Sessions of before a reset stay the customer's own, and nobody knows how they would have ended.
#[test]
fn a_reset_in_a_run_accuses_nobody() {
    let table = [
        ("CLI-ID-003", "2 Async a -> 400 SESSION_NONEXISTENT"),
        ("CLI-POLL-001", "2 Authorize B -> 200; 3 Detail B -> 200"),
    ];
    for (rule, after) in table {
        let story = format!(
            "0 Authorize A customer=old -> 200; 1 Detail A customer=old -> pending; {after}; end 31"
        );
        assert!(matches!(outcome(&story, rule), Outcome::Failed { .. }), "{rule}");

        let mut trace = trace(&story);
        let apart = trace.resets.note(&CustomerId::parse("ada"), 0);
        for call in trace.exchanges.iter_mut().filter(|call| call.customer == "old") {
            call.customer = apart.clone();
        }
        let mut checks = judge(&trace).checks.into_iter();
        let outcome = checks.find(|check| check.rule.id == rule).unwrap().outcome;
        assert!(!matches!(outcome, Outcome::Failed { .. }), "{rule}: {outcome:?}");
    }
}
