use std::sync::Arc;

use flinks_contract::fixture::{Fixture, Kind, Waived};
use flinks_contract::scenario::{LONGEST_TEXT, MOST_STEPS, Scenario};
use flinks_trace::{Ending, Exchange, Header, Outcome, Probe};
use serde_json::json;

use super::*;
use crate::sample::{self, DATA, both, find, find_in, with_accounts};

fn of(record: &HarnessRun) -> Result<Recording, String> {
    Recording::of(record, "slow-bank", "2026-11-21")
}

fn recording(record: &HarnessRun) -> Recording {
    let recording = of(record).unwrap();
    for (path, text) in &recording.files {
        let text: Arc<str> = (&**text).into();
        if path.starts_with("scenarios/") {
            Scenario::parse(path, &text).unwrap();
        } else {
            Fixture::parse(path, &text, Kind::Accounts, Waived { schema: true, adopt: false })
                .unwrap();
        }
    }
    recording
}

/// The scenario from its first step on.
fn steps(record: &HarnessRun) -> String {
    let recording = recording(record);
    let (_, text) = recording.files.last().unwrap();
    text.split_once("\n[[step]]\n").map(|(_, steps)| steps.to_owned()).unwrap_or_default()
}

#[test]
fn the_sample_as_files() {
    let recording = recording(&both());
    let paths: Vec<&str> = recording.files.iter().map(|(path, _)| &**path).collect();
    assert_eq!(
        paths,
        [
            "fixtures/authorize/slow-bank.json",
            "fixtures/accounts/slow-bank.json",
            "fixtures/investments/slow-bank.json",
            "scenarios/slow-bank.toml",
        ]
    );
    assert!(!recording.lenient);
    let (_, scenario) = &recording.files[3];
    assert!(scenario.starts_with("# Recorded on 2026-11-21 by flinks-harness "), "{scenario}");
    let summary = "summary = \"Recorded: accounts after 2 of 202, investments after 1 of 202.\"";
    assert!(scenario.contains(summary), "{scenario}");
    assert!(scenario.contains("\naccounts = \"slow-bank\"\n"), "{scenario}");
    let all: String = recording.files.iter().map(|(_, text)| &**text).collect();
    for id in [sample::REQUEST_ID, sample::OTHER_REQUEST_ID, sample::LOGIN_ID] {
        assert!(!all.contains(id), "{id}");
    }
    assert!(all.contains("\"{{RequestId}}\"") && all.contains("\"{{LoginId}}\""));
}

/// What an answer is changed into, and a line of its step.
#[test]
fn answers_as_steps() {
    type Edit = fn(&mut Exchange);
    fn reply(exchange: &mut Exchange, status: u16, body: Value) {
        sample::reply(exchange, status, &body);
    }
    fn refused(exchange: &mut Exchange, status: u16, code: &str, message: &str) {
        let body = json!({ "HttpStatusCode": status, "FlinksCode": code, "Message": message });
        reply(exchange, status, body);
    }
    let table: [(Edit, &str); 9] = [
        (|one| refused(one, 401, "SESSION_EXPIRED", "Gone"), "reply.error = \"SESSION_EXPIRED\""),
        (|one| refused(one, 401, "SESSION_EXPIRED", "Gone"), "message = \"Gone\""),
        (|one| refused(one, 599, "SESSION_EXPIRED", "Gone"), "http-status = 599"),
        (|one| refused(one, 401, "NOBODY_KNOWS", "x"), "\"FlinksCode\": \"NOBODY_KNOWS\""),
        (|one| reply(one, 202, json!({ "FlinksCode": "OPERATION_DISPATCHED" })), "\"dispatched\""),
        (|one| reply(one, 200, json!({ "Accounts": [] })), "reply.fixture = \"slow-bank-2\""),
        (
            |one| {
                one.status = 503;
                one.set_reply_body("<h1>\"'''\\".to_owned());
                one.reply_headers.push(Header::new("retry-after", "7"));
            },
            "body = \"<h1>\\\"'''\\\\\" }\nheaders = { Retry-After = \"7\" }",
        ),
        (|one| sample::lose(one, "reset"), "fault = \"close\""),
        (
            |one| {
                let at = one.arrived.plus(std::time::Duration::from_secs(210));
                one.outcome = Some(Outcome::Sent { at });
            },
            "\"210s\"",
        ),
    ];
    for (edit, line) in table {
        let mut record = both();
        edit(find(&mut record, Role::Back));
        let steps = steps(&record);
        let last = steps.rsplit("\n[[step]]\n").find(|step| step.contains("\"accounts\"")).unwrap();
        assert!(last.contains(line), "{line}\n{steps}");
        assert!(!last.contains("times = "), "{steps}");
    }
}

#[test]
fn what_a_scenario_cannot_tell() {
    let refused = |record: &HarnessRun| of(record).unwrap_err();
    let silence = refused(&HarnessRun::new(sample::head()));
    assert_eq!(silence, "no request was answered, so there is nothing to record");
    type Edit = fn(&mut Exchange);
    let long: Edit = |one| one.set_reply_body("x".repeat(LONGEST_TEXT + 1));
    let longer: Edit = |one| sample::body(one)["Message"] = Value::from("x".repeat(LONGEST_TEXT));
    let table: [(Role, Edit, &str); 3] = [
        (DATA, |one| one.status = 600, "HTTP status 600 cannot be played"),
        (DATA, long, "a body of 64 KiB cannot be played unless it is a fixture"),
        (Role::Poll(1), longer, "a body of 64 KiB cannot be played unless it is a fixture"),
    ];
    for (role, edit, words) in table {
        let mut record = both();
        edit(find(&mut record, role));
        assert!(refused(&record).starts_with(words), "{}", refused(&record));
    }
    let mut record = both();
    let template = find(&mut record, Role::Poll(1)).clone();
    for number in 0..=MOST_STEPS {
        let mut poll = template.clone();
        sample::body(&mut poll)["Message"] = Value::from(number);
        record.push(poll);
    }
    assert!(refused(&record).ends_with("cannot be played: a scenario takes 1000"));
}

#[test]
fn what_is_not_in_it_is_said() {
    let mut record = both();
    sample::lose(find(&mut record, Role::Poll(1)), "reset");
    assert_eq!(
        recording(&record).notes,
        [
            "1 call of accounts without an answer: played as a closed connection",
            "not in it: 12 calls beside the flow, such as the wrong ones on purpose; the mock answers them by itself",
        ]
    );
}

#[test]
fn a_body_of_a_wrong_shape_makes_it_lenient() {
    let mut record = both();
    sample::body(find(&mut record, DATA))["Institution"] = Value::Null;
    assert!(recording(&record).lenient);
}

#[test]
fn a_deadline_is_no_end_of_the_session() {
    let mut record = both();
    record.endings[0].1 = Ending::Deadline;
    let (_, text) = recording(&record).files.pop().unwrap();
    assert!(text.contains("\n[session]\nprocessing = \"unlimited\"\n"), "{text}");
}

#[test]
fn rules_that_come_out_otherwise() {
    let before = both();
    assert_eq!(changes(&before, &both()), [""; 0]);

    let after = with_accounts(|body| {
        let debit = serde_json::from_str("12.09").unwrap();
        body["Accounts"][0]["Transactions"][0]["Debit"] = debit;
    });
    assert_eq!(
        changes(&before, &after),
        ["FLK-TXN-006  was kept, is broken at /Accounts/0/Transactions/0/Balance"]
    );
    // Broken before and after, and elsewhere.
    let elsewhere = with_accounts(|body| body["Accounts"][0]["Id"] = Value::from("x"));
    let other = with_accounts(|body| body["Accounts"][0]["Title"] = Value::from(1));
    assert_eq!(
        changes(&elsewhere, &other),
        ["FLK-SCH-003  was broken at /Accounts/0/Id, is broken at /Accounts/0/Title"]
    );
    // The probes are the mock's own.
    let mut probes = both();
    let part = Part::Probes;
    find_in(&mut probes, part, Role::Probe(Probe::ALL[0])).status = 500;
    assert_eq!(changes(&before, &probes), [""; 0]);
}

/// A server that breaks its sessions is recorded with it.
#[test]
fn the_look_back_is_a_step_of_its_own() {
    let mut record = both();
    sample::body(find(&mut record, Role::Back))["Institution"] = json!("Other");
    let steps = steps(&record);
    let accounts: Vec<&str> =
        steps.split("\n[[step]]\n").filter(|step| step.contains("\"accounts\"")).collect();
    let expected = [
        "on = \"accounts\"\ntimes = 2\nreply = \"pending\"",
        "on = \"accounts\"\ntimes = 2\nreply = \"normal\"",
        "on = \"accounts\"\nreply.fixture = \"slow-bank-2\"",
    ];
    assert_eq!(accounts.len(), 3, "{steps}");
    for (step, expected) in accounts.iter().zip(expected) {
        assert!(step.starts_with(expected), "{step}");
    }
}
