use flinks_contract::endpoint::Endpoint;
use flinks_trace::{Header, Probe, Purpose, Role};
use serde_json::{Value, json};

use super::*;
use crate::sample::{self, DATA, both, find, with_accounts};

fn diff(left: &HarnessRun, right: &HarnessRun, again: &HarnessRun) -> Diff {
    Diff::of(["left".to_owned(), "right".to_owned()], left, right, again)
}

/// Kind, place, left and right of what is not the same.
fn found(diff: &Diff) -> Vec<(&'static str, String, String, String)> {
    let rows = diff.endpoints.iter().flat_map(|endpoint| &endpoint.rows);
    rows.filter(|row| row.kind != Kind::Same)
        .map(|row| {
            let place = format!("{} {}", row.answer, row.place);
            (row.kind.into(), place, row.left.clone(), row.right.clone())
        })
        .collect()
}

#[test]
fn a_record_is_like_itself() {
    let record = both();
    let diff = diff(&record, &record, &record);
    assert_eq!(found(&diff), []);
    assert_eq!(diff.score.to_string(), "100.0 %");
    let names: Vec<&str> = diff.endpoints.iter().map(|endpoint| endpoint.name).collect();
    assert_eq!(names, ["Authorize", "GetAccountsDetail", "Investments"]);
}

/// A change of the right side, and its rows.
#[test]
fn what_differs() {
    type Expected = (&'static str, &'static str, &'static str, &'static str);
    type Edit = fn(&mut Value);
    let table: [(Edit, &[Expected]); 7] = [
        (
            |body| body["Institution"] = json!("Other"),
            &[("value", "200 /Institution", "\"FlinksCapital\"", "\"Other\"")],
        ),
        (
            |body| body["Institution"] = Value::Null,
            &[("shape", "200 /Institution", "string", "null")],
        ),
        (
            |body| body["Accounts"][0]["Holder"] = Value::Null,
            &[
                ("shape", "200 /Accounts/*/Holder", "object", "null"),
                ("unseen", "200 /Accounts/*/Holder/Address", "object", "nothing to hold it"),
                ("unseen", "200 /Accounts/*/Holder/Address/City", "string", "nothing to hold it"),
            ],
        ),
        (
            |body| drop(body["Accounts"][0].as_object_mut().unwrap().remove("Category")),
            &[("only left", "200 /Accounts/*/Category", "string", "absent")],
        ),
        (
            |body| body["Accounts"][0]["Region"] = json!("x"),
            &[("only right", "200 /Accounts/*/Region", "absent", "string")],
        ),
        (
            |body| {
                drop(body["Accounts"][0]["Transactions"][1].as_object_mut().unwrap().remove("Id"));
            },
            &[("shape", "200 /Accounts/*/Transactions/*/Id", "string", "string, in some only")],
        ),
        (
            |body| body["Accounts"] = json!([]),
            &[("value", "200 /Accounts", "1 elements", "0 elements")],
        ),
    ];
    let left = both();
    for (edit, expected) in table {
        let right = with_accounts(edit);
        let diff = diff(&left, &right, &right);
        let found = found(&diff);
        for (kind, place, one, other) in expected {
            let row = (*kind, (*place).to_owned(), (*one).to_owned(), (*other).to_owned());
            assert!(found.contains(&row), "{row:?}\n{found:#?}");
        }
        let told = found.iter().filter(|(kind, ..)| !["unseen"].contains(kind)).count();
        let wanted = expected.iter().filter(|(kind, ..)| *kind != "unseen").count();
        assert_eq!(told, wanted, "{found:#?}");
        let whole = expected.iter().all(|(kind, ..)| matches!(*kind, "value" | "unseen"));
        assert_eq!(diff.score.to_string() == "100.0 %", whole, "{found:#?}");
    }
}

/// What two runs of the right side do not agree on says nothing about the left one.
#[test]
fn what_differs_between_two_runs_of_one_side_is_noise() {
    let left = both();
    let one = with_accounts(|body| {
        body["RequestId"] = json!("a");
        body["Tag"] = json!("x");
        body["Institution"] = json!("Other");
    });
    let two = with_accounts(|body| {
        body["RequestId"] = json!("b");
        body["Institution"] = json!("Other");
    });
    let expected = [
        ("value", "/Institution", "\"FlinksCapital\"", "\"Other\""),
        ("noise", "/RequestId", "\"1243c283-e0ca-4fda-a5e4-343068430190\"", "\"a\""),
        ("noise", "/Tag", "absent", "string"),
    ];
    let expected = expected.map(|(kind, place, left, right)| {
        (kind, format!("200 {place}"), left.to_owned(), right.to_owned())
    });
    assert_eq!(found(&diff(&left, &one, &two)), expected);
}

#[test]
fn answers_that_one_side_never_gave() {
    let whole = both();
    let mut short = both();
    short.trace.exchanges.retain(|exchange| exchange.status != 202);
    let never = |kind, left: &str, right: &str| {
        (kind, "202 answer".to_owned(), left.to_owned(), right.to_owned())
    };
    let only_left = never("only left", "came", "never");
    assert_eq!(found(&diff(&whole, &short, &short)), [only_left.clone(), only_left]);
    let only_right = never("only right", "never", "came");
    assert_eq!(found(&diff(&short, &whole, &whole)), [only_right.clone(), only_right]);
    let noise = never("noise", "came", "never");
    assert_eq!(found(&diff(&whole, &short, &whole)), [noise.clone(), noise]);
}

/// A server on a real clock is not asked for a session that ended 30 min ago.
#[test]
fn calls_that_one_run_did_not_send_are_left_out() {
    let whole = both();
    let mut short = both();
    short.trace.exchanges.retain(|one| one.role() != Some(Role::Probe(Probe::UsedUpRequestId)));
    let without = (&short, &whole, &whole);
    for (left, right, again) in [without, (&whole, &short, &short), (&whole, &whole, &short)] {
        let diff = diff(left, right, again);
        assert_eq!(found(&diff), []);
        let rows = diff.endpoints.iter().flat_map(|endpoint| &endpoint.rows);
        let answers: BTreeSet<&str> = rows.map(|row| &*row.answer).collect();
        assert!(answers.contains("400, POST with an unknown RequestId"), "{answers:?}");
        assert!(answers.contains("405, by GET"), "{answers:?}");
        assert!(!answers.contains("400, POST with a used-up RequestId"), "{answers:?}");
    }
}

#[test]
fn tokens_of_a_side_that_has_a_key_are_left_out() {
    let mut right = both();
    let (part, role) = (Part::Accounts, Role::Token);
    right.trace.exchanges[0].endpoint = Some(Endpoint::GenerateAuthorizeToken);
    right.trace.exchanges[0].purpose = Some(Purpose { part, role });
    let diff = diff(&both(), &right, &right);
    assert!(diff.endpoints.iter().all(|one| one.name != "GenerateAuthorizeToken"));
}

#[test]
fn headers_and_bodies_that_are_no_json() {
    let mut left = both();
    find(&mut left, Role::First).reply_headers.push(Header::new("retry-after", "7"));
    let mut right = both();
    find(&mut right, DATA).reply_headers = sample::content_type("text/html");
    for role in [DATA, Role::Again, Role::Back] {
        find(&mut right, role).set_reply_body("no".to_owned());
    }
    let found = found(&diff(&left, &right, &right));
    let row = |place: &str, left: &str, right: &str| {
        ("shape", format!("200 {place}"), left.to_owned(), right.to_owned())
    };
    assert!(found.contains(&row("content-type", "application/json", "text/html")), "{found:#?}");
    assert!(found.contains(&row("", "object", "no JSON")), "{found:#?}");
    let [place, one, other] = ["202 retry-after", "there", "absent"].map(str::to_owned);
    let row = ("only left", place, one, other);
    assert!(found.contains(&row), "{found:#?}");
}

#[test]
fn the_picture_at_80_columns() {
    let right = with_accounts(|body| {
        body["Institution"] = json!("A bank with a rather long name, and a second half");
        body["Accounts"][0]["Holder"] = Value::Null;
        body["\u{1b}[2J"] = json!(1);
    });
    let diff = diff(&both(), &right, &right);
    let look = flinks_report::terminal::Look { width: 80, colour: false, verbose: false };
    let out = render(&diff, look);
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    insta::assert_snapshot!(out);
}

#[test]
fn a_hundred_percent_is_all_of_it() {
    let table = [
        (0, 0, "nothing to compare"),
        (3, 0, "100.0 %"),
        (0, 3, "0.0 %"),
        (2, 1, "66.6 %"),
        (9_999, 1, "99.9 %"),
    ];
    for (alike, apart, expected) in table {
        let kinds = [vec![Kind::Same; alike], vec![Kind::Shape; apart]].concat();
        assert_eq!(Score::of(kinds.into_iter()).to_string(), expected);
    }
}
