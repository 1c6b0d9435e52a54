//! CLI-ERR, and what is left to other rules.

use flinks_report::Outcome;

use super::story::{assert_open, broken, findings, outcome};

/// Each story with the rules it breaks. Its name says what a client does.
#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &str, &[&str])] = &[
        ("keeps polling after SESSION_NONEXISTENT", "
            ask A
            10.1 Async A -> 400 SESSION_NONEXISTENT
            20.1 Async A -> 400 SESSION_NONEXISTENT
            30.1 Async A -> 400 SESSION_NONEXISTENT
            end 31
        ", &["CLI-ERR-001"]),
        ("polls at once after SESSION_EXPIRED, past 30 min", "
            ask A
            1800.1 Async A -> 401 SESSION_EXPIRED
            1900.1 Async A -> 401 SESSION_EXPIRED
            end 2000
        ", &["CLI-POLL-001", "CLI-POLL-009", "CLI-ERR-001"]),
        ("authorizes anew after SESSION_NONEXISTENT", "
            ask A
            10.1 Async A -> 400 SESSION_NONEXISTENT
            10.2 Authorize B -> 200 repeats=1
            10.3 Detail B -> 200
            end 31
        ", &[]),
        ("gives up at SESSION_NONEXISTENT",
         "ask A; 10.1 Async A -> 400 SESSION_NONEXISTENT; end 31", &["CLI-ERR-008"]),
        ("has another login beside a lost session", "
            open A
            0.1 Detail A -> 400 SESSION_NONEXISTENT
            10.2 Authorize B login=2 -> 200
            10.3 Detail B -> 200
            end 31
        ", &["CLI-ERR-008"]),
        ("loses two sessions", "
            open A
            0.1 Detail A -> 400 SESSION_NONEXISTENT
            10.2 Authorize B -> 200
            10.3 Detail B -> 400 SESSION_NONEXISTENT
            end 31
        ", &[]),
        ("stops at SESSION_EXPIRED after 30 min",
         "ask A; 1800.1 Async A -> 401 SESSION_EXPIRED; end 1801", &["CLI-POLL-001", "CLI-POLL-009"]),
        ("gives up while the session loads",
         "open A; 0.1 Detail A -> 401 UNAUTHORIZED; end 1", &["CLI-ERR-009"]),
        ("tries again while the session loads", "
            open A
            0.1 Detail A -> 401 UNAUTHORIZED
            10.1 Detail A -> 401 UNAUTHORIZED
            end 11
        ", &[]),
        ("has its accounts, and is refused its investments",
         "open A; 0.1 Detail A -> 200; 0.2 Investments A -> 401 UNAUTHORIZED; end 1", &[]),
        ("was never let in",
         "0.0 Authorize A -> 401 UNAUTHORIZED; 0.1 Detail A -> 401 UNAUTHORIZED; end 1", &[]),
        ("puts a wrong request right", r#"
            open A
            0.1 Detail A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","DaysOfTransactions":"Days1"} -> 401 INVALID_REQUEST
            0.2 Detail A -> 200
            end 1
        "#, &[]),
        ("repeats a wrong request", "
            open A
            0.1 Detail A -> 401 INVALID_REQUEST
            0.2 Detail A -> 401 INVALID_REQUEST
            end 1
        ", &["CLI-ERR-001"]),
        ("stops at CARD_IN_USE",
         "open A; 0.1 Detail A -> 400 CARD_IN_USE; end 1", &["CLI-ERR-002"]),
        ("comes back after CARD_IN_USE",
         "open A; 0.1 Detail A -> 400 CARD_IN_USE; 10.2 Detail A -> 200; end 11", &[]),
        ("authorizes anew after CARD_IN_USE", "
            open A
            0.1 Detail A -> 400 CARD_IN_USE
            10.2 Authorize B -> 200 repeats=1
            10.3 Detail B -> 200
            end 11
        ", &[]),
        ("comes back twice after AGGREGATION_ERROR", "
            open A
            0.1 Detail A -> 500 AGGREGATION_ERROR
            10.2 Detail A -> 500 AGGREGATION_ERROR
            end 11
        ", &[]),
        ("stops at RETRY_LATER of Authorize",
         "0.0 Authorize -> 401 RETRY_LATER; end 1", &["CLI-ERR-002"]),
        ("comes back after RETRY_LATER of Authorize", "
            0.0 Authorize -> 401 RETRY_LATER
            10.0 Authorize -> 401 RETRY_LATER repeats=1
            end 11
        ", &[]),
        ("comes back with another token", "
            0.0 Authorize -> 401 RETRY_LATER
            9.0 Token -> 200
            10.0 Authorize A -> 200
            10.1 Detail A -> 200
            end 11
        ", &[]),
        ("asks for another password after RETRY_LATER", r#"
            0.0 Authorize body={"Institution":"FlinksCapital","Username":"u","Password":"[redacted]"} -> 401 RETRY_LATER
            10.0 Authorize A body={"Institution":"FlinksCapital","Username":"u","Password":"[redacted]"} -> 200
            10.1 Detail A -> 200
            end 11
        "#, &["CLI-ERR-002"]),
        ("asks for the same password after RETRY_LATER", r#"
            0.0 Authorize body={"Institution":"FlinksCapital","Username":"u","Password":"[redacted]"} -> 401 RETRY_LATER
            10.0 Authorize A body={"Institution":"FlinksCapital","Username":"u","Password":"[redacted]"} -> 200 repeats=1
            10.1 Detail A -> 200
            end 11
        "#, &[]),
        ("asks for a user name after RETRY_LATER of a LoginId", r#"
            0.0 Authorize -> 401 RETRY_LATER
            10.0 Authorize A body={"Institution":"FlinksCapital","Username":"u","Password":"[redacted]"} -> 200
            10.1 Detail A -> 200
            end 11
        "#, &["CLI-ERR-002"]),
        ("has another login beside RETRY_LATER", "
            0.0 Authorize login=1 -> 401 RETRY_LATER
            0.1 Authorize A login=2 -> 200
            0.2 Detail A -> 200
            10.0 Authorize B login=1 -> 200 repeats=1
            10.1 Detail B -> 200
            end 11
        ", &[]),
        ("stops at a 502", "ask A; 10.1 Async A -> 502; end 11", &["CLI-ERR-003"]),
        ("stops at a reset", "open A; 0.1 Detail A -> pending lost; end 11", &["CLI-ERR-003"]),
        ("stops at what it cannot read",
         r#"ask A; 10.1 Async A -> 200 analysis={"unreadable":true}; end 11"#, &["CLI-ERR-003"]),
        ("takes JSON under another content type", r#"
            ask A
            10.1 Async A -> 200 analysis={"unreadable":true,"mislabelled":true}
            end 11
        "#, &[]),
        ("survives a 502 and a reset", "
            ask A
            10.1 Async A -> 502
            20.1 Async A -> pending lost
            30.1 Async A -> 200
            end 31
        ", &[]),
        ("survives a 502 with a new session", "
            ask A
            10.1 Async A -> 502
            20.1 Authorize B -> 200 repeats=1
            20.2 Detail B -> 200
            end 31
        ", &[]),
        ("stops at a 404 of its own making", "open A; 0.1 Detail A -> 404; end 1", &[]),
        ("takes 202 under status 200 for data",
         "open A; 0.1 Detail A -> 200 OPERATION_PENDING; end 1", &["CLI-ERR-004"]),
        ("reads HttpStatusCode, and gives up later", "
            open A
            0.1 Detail A -> 200 OPERATION_PENDING
            10.1 Async A -> 200 OPERATION_PENDING
            end 11
        ", &["CLI-POLL-001"]),
        ("repeats a wrong password", "
            0.0 Authorize -> 401 INVALID_PASSWORD
            0.1 Authorize -> 401 INVALID_PASSWORD repeats=1
            0.2 Authorize -> 401 INVALID_PASSWORD repeats=2
            end 1
        ", &["CLI-ERR-005"]),
        ("repeats a wrong LoginId with a new token", "
            0.0 Authorize -> 401 INVALID_LOGIN
            0.1 Token -> 200
            0.2 Authorize -> 401 INVALID_LOGIN
            end 1
        ", &["CLI-ERR-005"]),
        ("stops at a wrong password", "0.0 Authorize -> 401 INVALID_PASSWORD; end 1", &[]),
        ("asks for another password", r#"
            0.0 Authorize body={"Username":"u","Password":"[redacted]"} -> 401 INVALID_PASSWORD
            9.0 Authorize A body={"Username":"u","Password":"[redacted]"} -> 200
            9.1 Detail A -> 200
            end 11
        "#, &[]),
        ("does not wait after a 429",
         "open A; 0.1 Detail A -> 429; 0.2 Detail A -> 200; end 1", &["CLI-ERR-006"]),
        ("does not wait after TOO_MANY_REQUESTS", "
            open A
            0.1 Detail A -> 401 TOO_MANY_REQUESTS
            0.2 Detail A -> 200
            end 1
        ", &["CLI-ERR-006"]),
        ("does not wait after RETRY_LATER of Authorize", "
            0.0 Authorize -> 401 RETRY_LATER
            1.0 Authorize A -> 200 repeats=1
            1.1 Detail A -> 200
            end 2
        ", &["CLI-ERR-006"]),
        ("waits 10 s after a 503",
         "open A; 0.1 Detail A -> 503; 9.85 Detail A -> 200; end 20", &[]),
        ("waits 10 s where Retry-After says 30", "
            open A
            0.1 Detail A -> 429 retry-after=30
            10.1 Detail A -> 200
            end 20
        ", &["CLI-ERR-006"]),
        ("waits 2 s where Retry-After says 2",
         "open A; 0.1 Detail A -> 429 retry-after=2; 2.1 Detail A -> 200; end 20", &[]),
        ("does not wait after a 502",
         "open A; 0.1 Detail A -> 502; 0.2 Detail A -> 200; end 1", &[]),
        ("sends a refused token again", "
            0.0 Authorize -> 401 ACCESS_DENIED
            0.1 Authorize -> 401 ACCESS_DENIED repeats=1
            end 1
        ", &["CLI-ERR-007"]),
        ("sends a token again that UNAUTHORIZED refused", "
            0.0 Authorize -> 401 UNAUTHORIZED
            0.1 Authorize -> 401 UNAUTHORIZED repeats=1
            0.2 Authorize -> 401 UNAUTHORIZED repeats=2
            end 1
        ", &["CLI-ERR-007"]),
        ("makes a new token", "
            0.0 Authorize -> 401 ACCESS_DENIED
            0.1 Token -> 200
            0.2 Authorize A -> 200
            0.3 Detail A -> 200
            end 1
        ", &[]),
        ("makes a new token for open banking", "
            0.0 Authorize -> 401 ACCESS_DENIED
            0.1 AccessToken -> 200
            0.2 Authorize -> 401 ACCESS_DENIED repeats=1
            end 1
        ", &[]),
        ("makes a new token that stands where the mock does not look", "
            0.0 Authorize -> 401 ACCESS_DENIED
            0.1 Token -> 200
            0.2 Authorize -> 401 ACCESS_DENIED repeats=1
            end 1
        ", &[]),
    ];
    for (name, story, expected) in table {
        assert_eq!(broken(story), *expected, "a client that {name}");
    }
}

#[test]
fn a_success_ends_the_chain_of_repeats() {
    let story = "0 Authorize -> 401 DISABLED_LOGIN; 100 Authorize A -> 200 repeats=1; \
                 100.1 Detail A -> 200; 200 Authorize B -> 200 repeats=2; 200.1 Detail B -> 200; end 201";
    assert_eq!(findings(story, "CLI-ERR-005")[0].events, [2]);
}

#[test]
fn what_stays_open() {
    let auto =
        "the auto clock hides the client's own waits; a real, scaled or manual one shows them";
    let going = "the client may still be polling when the journal ends";
    let stalled = "the machine stood still from t+00:00.050 to t+00:00.150: how long the client waited is not sure";
    let early = "open A; 0.1 Detail A -> 429; 0.2 Detail A -> 200";
    #[rustfmt::skip]
    let table: &[(&str, &str, &str)] = &[
        (&format!("clock auto; {early}"), "CLI-ERR-006", auto),
        (&format!("{early}; stall 0.05 0.15"), "CLI-ERR-006", stalled),
        ("0.0 Authorize -> 401 RETRY_LATER", "CLI-ERR-002", going),
        ("open A; 0.1 Detail A -> 400 CARD_IN_USE", "CLI-ERR-002", going),
        ("open A; 0.1 Detail A -> 400 SESSION_NONEXISTENT", "CLI-ERR-008", going),
        ("open A; 0.1 Detail A -> 502", "CLI-ERR-003", going),
        ("open A; 0.1 Detail A -> 200 OPERATION_PENDING", "CLI-ERR-004", going),
    ];
    for (story, rule, reason) in table {
        assert_open(story, rule, reason);
    }
}

#[test]
fn places() {
    let story = "
        0.0 Authorize -> 401 ACCESS_DENIED; 0.1 Token -> 200
        0.2 Authorize -> 401 RETRY_LATER; 10.3 Authorize A -> 200 repeats=3
        10.4 Detail A -> 200 OPERATION_PENDING; 20.5 Async A -> 502; 30.6 Async A -> 503
        40.7 Async A -> 400 SESSION_NONEXISTENT; 41 Authorize login=2 -> 401 INVALID_LOGIN
        50 Authorize B -> 200; 50.1 Detail B -> 200; end 51
    ";
    #[rustfmt::skip]
    let table = [
        ("CLI-ERR-001", 1),
        ("CLI-ERR-002", 1),
        ("CLI-ERR-003", 2),
        ("CLI-ERR-004", 1),
        ("CLI-ERR-005", 1),
        ("CLI-ERR-006", 2),
        ("CLI-ERR-007", 1),
        ("CLI-ERR-008", 1),
    ];
    for (rule, places) in table {
        assert_eq!(outcome(story, rule), Outcome::Passed { places }, "{rule}");
    }
}
