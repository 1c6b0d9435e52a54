//! CLI-SEQ.

use flinks_report::Outcome;

use super::story::{assert_said, broken, findings, outcome};

/// Each story with the rules that it breaks, of all rules.
#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str)] = &[
        ("data before Authorize", &["CLI-SEQ-001"],
         "0 Detail a -> 400 SESSION_NONEXISTENT; 1 Authorize A -> 200; 2 Detail A -> 200; end 3"),
        ("data without an id before Authorize", &["CLI-SEQ-001"],
         "0 Detail body={} -> 401 INVALID_REQUEST; 1 Authorize A -> 200; 2 Detail A -> 200; end 3"),
        ("data although Authorize was refused", &["CLI-SEQ-001"], "
            0 Authorize -> 401 RETRY_LATER
            10 Authorize -> 401 RETRY_LATER repeats=1
            20 Detail a -> 400 SESSION_NONEXISTENT
            end 21"),
        ("an Authorize whose answer was lost gave a RequestId all the same", &[],
         "0 Authorize A -> 200 lost; 1 Detail A -> 200; end 2"),
        ("Async without the POST", &["CLI-SEQ-002"],
         "open A; 10 Async A -> pending; 20 Async A -> 200; end 21"),
        ("Async on a strict mock, which does not know the session yet", &["CLI-SEQ-002"],
         "open A; 10 Async a -> 400 SESSION_NONEXISTENT; end 21"),
        ("Async after a 202 that was cut", &[],
         "open A; 1 Detail A -> pending lost; 11 Async A -> 200; end 21"),
        ("POST on Async", &["CLI-SEQ-003"], "
            open A
            1 Detail A -> pending
            11 POST Async A -> pending
            21 POST Async A -> 200
            end 21"),
        ("GET on Investments, refused", &["CLI-SEQ-003"],
         "open A; 1 GET - path=/v3/ada/Investments -> 405 INVALID_REQUEST; end 2"),
        ("POST on Async, refused by a strict mock", &["CLI-SEQ-003"], "
            open A
            1 Detail A -> pending
            11 POST - path=/v3/ada/BankingServices/GetAccountsDetailAsync/aaaaaaaa-0000-4000-8000-000000000001 -> 405 INVALID_REQUEST
            end 21"),
        ("POST on SetScheduledRefresh", &["CLI-SEQ-003"], "
            0 POST - path=/v3/ada/BankingServices/SetScheduledRefresh -> 405 INVALID_REQUEST
            1 Authorize A -> 200
            2 Detail A -> 200
            end 21"),
        ("a status whose path ends with a slash, and a session of AuthorizeMultiple", &[], "
            0 GET GetWealthNightlyRefreshStatus path=/v3/ada/BankingServices/GetWealthNightlyRefreshStatus/ -> 200
            0 AuthorizeMultiple - -> 200
            1 Detail A -> 200
            end 21"),
        ("the method of Token is documented nowhere", &[], "
            0 GET - path=/v3/ada/BankingServices/Token -> 405 INVALID_REQUEST
            1 Authorize A -> 200
            2 Detail A -> 200
            end 21"),
        ("POST on DeleteCard", &["CLI-SEQ-003"], "
            0 POST - path=/v3/ada/BankingServices/DeleteCard/7 -> 405 INVALID_REQUEST
            1 Authorize A -> 200
            2 Detail A -> 200
            end 3"),
        ("POST on Institutions, which is not served", &["CLI-SEQ-003"], "
            0 POST - path=/v3/ada/BankingServices/Institutions -> 501 METHOD_NOT_AVAILABLE
            1 Authorize A -> 200
            2 Detail A -> 200
            end 3"),
        ("no MostRecentCached", &["CLI-SEQ-007"],
         r#"0 Authorize A body={"LoginId":"l"} -> 200; 1 Detail A -> 200; end 3"#),
        ("MostRecentCached false", &["CLI-SEQ-007"], r#"
            0 Authorize A body={"LoginId":"l","MostRecentCached":"false","Save":false} -> 200
            1 Detail A -> 200
            end 3"#),
        ("MostRecentCached as text", &[], r#"
            0 Authorize A body={"loginId":"l","mostRecentCached":"True"} -> 200
            1 Detail A -> 200
            end 3"#),
        ("a refresh on purpose, and a first login", &[], r#"
            0 Authorize A body={"LoginId":"l","MostRecentCached":false,"Save":true} -> 200
            1 Detail A -> 200
            2 Authorize B body={"LoginId":"l","MostRecentCached":false,"directRefresh":"true"} -> 200
            3 Detail B -> 200
            4 Authorize C body={"Institution":"FlinksCapital","Username":"u","Password":"[redacted]"} -> 200
            5 Detail C -> 200
            end 6"#),
        ("the POST again, and never Async", &["CLI-SEQ-004"],
         "open A; 1 Detail A -> pending; 11 Detail A -> pending; 21 Detail A -> 200; end 21"),
        ("the POST again after its answer was lost", &[],
         "open A; 1 Detail A -> 202 lost; 11 Detail A -> pending; 21 Async A -> 200; end 21"),
        ("the POST again before its answer", &["CLI-POLL-003"], "
            open A
            1 Detail A -> pending due=15 took=15
            11 Detail A -> pending due=5 took=5
            26 Async A -> 200
            end 27"),
        ("a member more in the second Investments", &["CLI-SEQ-005"], r#"
            open A
            1 Investments A -> pending
            11 Investments A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","LoginId":"11111111-0000-4000-8000-000000000002","MostRecentCached":true,"Page":2} -> 200
            end 21"#),
        ("the same members in another order, case and type", &[], r#"
            open A
            1 Investments A -> pending
            11 Investments A body={"mostRecentCached":"true","loginId":"11111111-0000-4000-8000-000000000002","requestId":"AAAAAAAA-0000-4000-8000-000000000001","x":null} -> 200
            end 21"#),
        ("a correction after an error", &[], r#"
            open A
            1 Investments A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","LoginId":"11111111-0000-4000-8000-000000000002"} -> 401 RETRY_LATER
            11 Investments A -> 200
            end 21"#),
        ("a path that nobody documents", &["CLI-SEQ-006"], "
            open A
            1 Detail A -> 200
            2 GET - path=/v3/ada/AccountsDetail -> 404 INVALID_REQUEST
            end 21"),
        ("documented and not served, probes, preflights", &[], "
            0 GET - path=/ -> 404 INVALID_REQUEST
            0 OPTIONS - path=/v3/ada/x -> 404 INVALID_REQUEST
            0 GET - path=/favicon.ico -> 404 INVALID_REQUEST
            0 GET - path=/openapi.json -> 200
            0 GET - path=/v3/ada/insight/login/7/attributes/8/GetAllAttributes -> 501 METHOD_NOT_AVAILABLE
            0 GET - path=/v3/ada/categorization/login/7/requestid/8 -> 501 METHOD_NOT_AVAILABLE
            0 Token -> 200
            1 Authorize A -> 200
            2 Detail A -> 200
            end 21"),
    ];
    for (name, expected, story) in table {
        assert_eq!(broken(story), *expected, "{name}");
    }
}

/// The mock takes them all.
#[test]
fn spellings() {
    let table = [
        ("/v3/ada/BankingServices/Authorize", true),
        ("/v3/ada/BankingServices/Authorize?x=1", true),
        ("/a/prefix/v3/ada/BankingServices/Authorize", true),
        ("/v3/ada/BankingServices/Authorize/", false),
        ("/v3/ada/BankingServices/Authorize%20", false),
        ("/v3/ada/BankingServices/authorize", false),
        ("/v3/ada/bankingservices/Authorize", false),
        ("/V3/ada/BankingServices/Authorize", false),
        ("//v3/ada/BankingServices/Authorize", false),
        ("/v3//ada/BankingServices/Authorize", false),
        ("/v3/ada/BankingServices//Authorize", false),
    ];
    for (path, is_documented) in table {
        let story = format!("0 Authorize A path={path} -> 200; 1 Detail A -> 200; end 2");
        let expected = if is_documented { vec![] } else { vec!["CLI-SEQ-006".to_owned()] };
        assert_eq!(broken(&story), expected, "{path}");
    }
}

#[test]
fn what_is_said() {
    #[rustfmt::skip]
    let table = [
        ("CLI-SEQ-001", "0 Detail a -> 400 SESSION_NONEXISTENT; 1 Detail a -> 400 SESSION_NONEXISTENT",
         "POST GetAccountsDetail, t+00:00.000",
         "a data call after an Authorize that gave a RequestId", "no Authorize came before it"),
        ("CLI-SEQ-001", "0 Authorize -> 401 INVALID_LOGIN; 1 Detail a -> 400 SESSION_NONEXISTENT",
         "POST GetAccountsDetail, t+00:01.000",
         "a data call after an Authorize that gave a RequestId", "Authorize had given none: 401 INVALID_LOGIN"),
        ("CLI-SEQ-002", "open A; 1 Detail A -> 401 RETRY_LATER; 2 Async A -> 200",
         "session aaaaaaaa, GET GetAccountsDetailAsync, t+00:02.000",
         "GetAccountsDetailAsync after a 202 of GetAccountsDetail", "GetAccountsDetail was answered 401 RETRY_LATER"),
        ("CLI-SEQ-005", r#"
            open A
            1 Investments A body={"RequestId":"r","LoginId":"l","MostRecentCached":true} -> pending
            11 Investments A body={"RequestId":"r","loginId":"m","Page":1} -> 200"#,
         "session aaaaaaaa, POST Investments, t+00:11.000",
         "the members of the call before: LoginId, MostRecentCached, RequestId",
         "MostRecentCached is gone, loginId is \"m\" instead of \"l\", Page is new"),
        ("CLI-SEQ-006", "0 GET - path=/v3/ada/Detail -> 404 INVALID_REQUEST",
         "GET /v3/{customerId}/Detail, t+00:00.000",
         "a documented path: /v3/{customerId}/BankingServices/..", "GET /v3/{customerId}/Detail"),
        ("CLI-SEQ-006", "0 POST Authorize path=/v3/ada/BankingServices/Authorize%20 -> 200",
         "POST Authorize, t+00:00.000",
         "a documented path, such as /v3/{customerId}/BankingServices/Authorize",
         "POST /v3/{customerId}/BankingServices/Authorize%20"),
    ];
    for (rule, story, at, expected, actual) in table {
        assert_said(story, rule, [expected, actual, ""]);
        assert_eq!(findings(story, rule)[0].at, at, "{story}");
    }
}

/// One finding for a defect, however often it shows.
#[test]
fn calls_with_one_defect_are_one_finding() {
    let story = "open A; 1 Detail A -> pending; 11 POST Async A -> pending; 21 Async A -> pending; \
                 31 POST Async A -> 200; 32 Authorize B -> 200; 33 Detail B -> pending; \
                 43 POST Async B -> 200";
    let found = findings(story, "CLI-SEQ-003");
    let events: Vec<&[u64]> = found.iter().map(|found| found.events.as_slice()).collect();
    assert_eq!(events, [&[3, 5][..], &[8]]);
    assert_eq!(found[0].details[0].value, "2 of 3: t+00:11.000, t+00:31.000");
    let Outcome::Failed { places, .. } = outcome(story, "CLI-SEQ-003") else {
        panic!("not broken")
    };
    assert_eq!(places, 8);
}

/// What the journal had to drop may have been the Authorize.
#[test]
fn a_journal_without_its_beginning_proves_no_order() {
    let story = "1 Async A -> pending; 11 Async b -> 400 SESSION_NONEXISTENT";
    let mut trace = super::story::trace(story);
    for (dropped, expected) in [(0, true), (7, false)] {
        trace.dropped = dropped;
        let run = super::judge(&trace);
        for rule in ["CLI-SEQ-001", "CLI-SEQ-002", "CLI-ID-001"] {
            let check = run.checks.iter().find(|check| check.rule.id == rule).unwrap();
            let reason = "the 7 calls before the first of the journal are gone".to_owned();
            let is_broken = matches!(check.outcome, Outcome::Failed { .. });
            assert_eq!(is_broken, expected, "{rule}");
            assert!(is_broken || check.outcome == Outcome::Inconclusive { reason }, "{rule}");
        }
    }
}

#[test]
fn of_many_calls_the_first_and_the_last_are_named() {
    let polls: String = (2..=5).map(|n| format!("; {n}1 POST Async A -> pending")).collect();
    let story = format!("open A; 11 Detail A -> pending{polls}");
    let found = &findings(&story, "CLI-SEQ-003")[0];
    let all = "4 of 4: t+00:21.000, t+00:31.000, t+00:41.000, t+00:51.000";
    assert_eq!(found.details[0].value, all);
    let found = &findings(&format!("{story}; 61 POST Async A -> 200"), "CLI-SEQ-003")[0];
    assert_eq!(found.details[0].value, "5 of 5: t+00:21.000 to t+01:01.000");
}
