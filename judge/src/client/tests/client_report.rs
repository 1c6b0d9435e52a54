//! CLI-TOL and CLI-NUM.

use flinks_report::{Outcome, Shown};

use super::story::{assert_said, broken, findings, outcome};

const DATA: &str = r#""data":{"accounts":2,"transactions":61,"balances":"1234.50","debits":"0.10","credits":"99999999999999.99","characters":1204}"#;

/// A client that reports `members` of plain data.
fn said(members: &str) -> String {
    said_of("", members)
}

fn said_of(unusual: &str, members: &str) -> String {
    format!(
        "0 POST Authorize A -> 200
         1 POST Detail A -> 200 analysis={{\"unusual\":[{unusual}],{DATA}}}
         2 POST Report A body={{\"requestId\":\"aaaaaaaa-0000-4000-8000-000000000001\"{members}}} -> 204
         end 3"
    )
}

const NEW: &str = r#""/Accounts/0/New is new","/Accounts/1/New is new""#;

#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], String)] = &[
        ("all of it", &[], said_of(NEW, r#","accounts":2,"transactions":61,"balances":1234.5,"debits":0.1,"credits":"99999999999999.99","characters":1204"#)),
        ("nothing", &[], said("")),
        ("fewer accounts of unusual data", &["CLI-TOL-001"], said_of(NEW, r#","accounts":0"#)),
        ("fewer transactions of unusual data", &["CLI-TOL-001"], said_of(NEW, r#","accounts":2,"transactions":60"#)),
        ("fewer accounts of plain data", &[], said(r#","accounts":0"#)),
        ("fewer characters", &["CLI-TOL-002"], said(r#","characters":1200"#)),
        ("a float", &["CLI-NUM-001"], said(r#","debits":0.10000000000000001"#)),
        ("cents gone", &["CLI-NUM-001"], said(r#","balances":"1234""#)),
        ("a sum that a float cannot hold", &["CLI-NUM-001"], said(r#","credits":100000000000000"#)),
        ("no number", &["CLI-NUM-001"], said(r#","credits":null,"debits":"much""#)),
        ("a crash at unusual data", &["CLI-TOL-001"], format!(
         "open A; 1 Detail A -> 200 analysis={{\"unusual\":[{NEW}]}}; end 3 exit=1")),
        ("a crash at plain data", &[], format!(
         "open A; 1 Detail A -> 200 analysis={{{DATA}}}; end 3 exit=1")),
        ("a crash after more calls", &[], format!("
            open A
            1 Detail A -> 200 analysis={{\"unusual\":[{NEW}]}}
            2 Investments A -> 200
            end 3 exit=1")),
        ("no crash", &[], format!(
         "open A; 1 Detail A -> 200 analysis={{\"unusual\":[{NEW}]}}; end 3")),
    ];
    for (name, expected, story) in table {
        assert_eq!(broken(story), *expected, "{name}");
    }
}

#[test]
fn what_is_said() {
    #[rustfmt::skip]
    let table = [
        ("CLI-TOL-001", said_of(NEW, r#","accounts":0"#), "2 accounts", "0 accounts", "", ""),
        ("CLI-TOL-002", said(r#","characters":1200"#), "1204 characters in all descriptions", "1200 characters", "",
         "fewer than were sent: was text cut, or were signs left out?"),
        ("CLI-TOL-002", said(r#","characters":1300"#), "1204 characters in all descriptions", "1300 characters", "",
         "more than were sent: was UTF-8 read as another encoding, or were bytes counted?"),
        ("CLI-NUM-001", said(r#","balances":1234.4999999999998"#), "1234.50", "1234.4999999999998", "-0.0000000000002",
         "less than half a cent: amounts were added as binary floats"),
        ("CLI-NUM-001", said(r#","balances":"1234""#), "1234.50", "1234", "-0.5", "less than a dollar: were cents cut or rounded?"),
        ("CLI-NUM-001", said(r#","balances":123450"#), "1234.50", "123450", "122215.5", ""),
    ];
    for (rule, story, expected, actual, off_by, note) in table {
        assert_said(&story, rule, [expected, actual, note]);
        let found = findings(&story, rule).remove(0);
        assert_eq!(found.off_by.unwrap_or_default(), off_by, "{story}");
    }
    let crash =
        format!("0 POST Authorize A -> 200 analysis={{\"unusual\":[{NEW}]}}\n end 3 signal=11");
    let found = &findings(&crash, "CLI-TOL-001")[0];
    let how = "the command was ended by signal 11 right after it";
    assert_eq!(found.actual, Shown::words(how));
    assert_eq!(found.details[0].value, "/Accounts/0/New is new, and 1 more");
}

#[test]
fn what_was_missing() {
    let whole = said(r#","accounts":2"#);
    let silent: String = whole
        .lines()
        .filter(|line| !line.contains("Report"))
        .map(|line| format!("{line}\n"))
        .collect();
    let unchecked = whole.replace(DATA, "\"prompts\":[]");
    let early = whole.replace("1 POST Detail A -> 200", "1 POST Detail A -> 202 OPERATION_PENDING");
    let silence = "the client did not report what it read (see docs/judge.md)";
    let gone = "the journal does not say what was in the accounts";
    let too_early = "the client reported before it had the accounts";
    #[rustfmt::skip]
    let table = [
        (&silent, [silence; 3]),
        (&unchecked, [gone; 3]),
        (&early, [too_early; 3]),
        (&whole, ["nothing in the accounts was unusual", "the client's report has no characters", "the client's report has no balances"]),
        (&said_of(NEW, ""), ["the client's report has no accounts", "the client's report has no characters", "the client's report has no balances"]),
    ];
    for (story, reasons) in table {
        for (rule, reason) in ["CLI-TOL-001", "CLI-TOL-002", "CLI-NUM-001"].into_iter().zip(reasons)
        {
            let reason = reason.to_owned();
            assert_eq!(outcome(story, rule), Outcome::NotReached { reason }, "{rule} {story}");
        }
    }
}

/// Its RequestId is the client's own, and proves no session.
#[test]
fn a_word_opens_no_session() {
    let story = "
        0 POST Authorize A -> 200
        1 POST Report B body={\"requestId\":\"bbbbbbbb-0000-4000-8000-000000000001\"} -> 204
        2 GET Async b -> 400 SESSION_NONEXISTENT
        end 3";
    assert_eq!(broken(story), ["CLI-ID-001"]);
}
