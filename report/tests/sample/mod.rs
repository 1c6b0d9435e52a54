//! Reports that the tests of all formats render: one with everything in it, one in which each text
//! is hostile, and large ones.

#![allow(dead_code, reason = "each test program uses some of them")]

use std::time::Duration;

use flinks_report::{
    Anchor, Check, Coverage, Covered, Event, Fact, Finding, Mark, Outcome, Place, Report, Rule,
    Run, Shown, Stale, Strength, Tool, Unit, Unproven, Verdict, Wire,
};
use serde_json::json;

/// Four scenarios in which each outcome occurs, with coverage, a stale expectation and an anchor.
pub(crate) fn matrix() -> Report {
    Report {
        tool: tool(),
        title: "flinks-mock run: npm test".to_owned(),
        facts: vec![
            fact("scenarios", "two-polls, data-after-25-minutes, retry-later, stuck-in-202"),
            fact("clock", "180 times real; intervals below 250 ms are not measured"),
            fact("seed", "42"),
        ],
        runs: vec![two_polls(), gives_up(), retry_later(), never_stops()],
        coverage: Some(coverage()),
        stale: vec![Stale {
            place: "expected.toml:12".to_owned(),
            entry: "CLI-SEQ-003 in two-polls".to_owned(),
            reason: "the rule holds now: remove the entry".to_owned(),
        }],
        unproven: vec![
            Unproven {
                what: "fields never seen other than null".to_owned(),
                items: vec![
                    "/Accounts/*/Nickname".to_owned(),
                    "/Accounts/*/Transactions/*/Code".to_owned(),
                ],
                why: Some("no fixture of these scenarios has a value there".to_owned()),
            },
            Unproven {
                what: "nothing is said of TLS: the target was asked in plain HTTP".to_owned(),
                items: Vec::new(),
                why: None,
            },
        ],
        verdict: Verdict::Fail,
        effort: "207 requests, 5 sessions, 56:18".to_owned(),
        anchor: Some(Anchor { file: "tests/bank client.test.js".to_owned(), line: 14 }),
    }
}

/// A single run without a request: the client could not be started.
pub(crate) fn empty(verdict: Verdict) -> Report {
    let run = Run {
        name: "two-polls".to_owned(),
        facts: Vec::new(),
        timeline: Vec::new(),
        checks: Vec::new(),
        verdict,
        effort: "0 requests".to_owned(),
    };
    Report::new(tool(), "flinks-mock run: npm test".to_owned(), Vec::new(), vec![run])
}

/// `evil` wherever a text can be, in each outcome and each kind of value.
pub(crate) fn hostile(evil: &str) -> Report {
    let text = || evil.to_owned();
    let finding = |place| Finding {
        expected: Shown::words(evil),
        actual: Shown::Json { text: text(), kind: "string".into() },
        arithmetic: Some(text()),
        off_by: Some(text()),
        note: Some(text()),
        details: vec![fact(evil, evil)],
        commands: vec![fact(evil, evil)],
        ..finding(evil, place, 1)
    };
    let findings = || {
        vec![
            finding(Place::Outside(text())),
            finding(Place::Body { pointer: text(), human: Some(text()) }),
        ]
    };
    let outcomes = [
        Outcome::Passed { places: 1 },
        Outcome::Failed { findings: findings(), places: 2 },
        Outcome::Failed { findings: findings(), places: 2 },
        Outcome::Expected { findings: findings(), places: 2, reason: text() },
        Outcome::Inconclusive { reason: text() },
        Outcome::NotReached { reason: text() },
    ];
    let checks = outcomes.into_iter().enumerate().map(|(number, outcome)| Check {
        rule: Rule {
            // Ids tell rules apart, so they stay different.
            id: format!("{evil}{number}"),
            sentence: text(),
            strength: if number == 2 { Strength::Drift } else { Strength::Must },
            source: text(),
            more: Some(text()),
        },
        unit: Unit { one: "place", many: "places" },
        outcome,
    });
    let events =
        [Mark::Broken, Mark::Warned, Mark::Plain].into_iter().zip(1..).map(|(mark, number)| {
            Event {
                number,
                part: text(),
                at: Duration::from_secs(number),
                took: Some(Duration::from_millis(40)),
                call: text(),
                answer: text(),
                note: Some(text()),
                mark,
                wire: Some(Wire { request: text(), reply: text(), has_body: true }),
            }
        });
    let run = Run {
        name: text(),
        facts: vec![fact(evil, evil)],
        timeline: events.collect(),
        checks: checks.collect(),
        verdict: Verdict::CommandFailed { reason: text() },
        effort: text(),
    }
    .with_fingerprints();
    Report {
        tool: Tool { name: text(), version: text() },
        title: text(),
        facts: vec![fact(evil, evil)],
        runs: vec![run],
        coverage: Some(Coverage {
            what: text(),
            items: vec![
                Covered { group: text(), name: text(), runs: vec![text()] },
                Covered { group: text(), name: text(), runs: Vec::new() },
            ],
            least: Some(50),
        }),
        stale: vec![Stale { place: text(), entry: text(), reason: text() }],
        unproven: vec![Unproven { what: text(), items: vec![text()], why: Some(text()) }],
        verdict: Verdict::HarnessFault { reason: text() },
        effort: text(),
        anchor: Some(Anchor { file: text(), line: 1 }),
    }
}

/// `runs` runs of `events` requests each, every tenth one broken and shown by a finding.
pub(crate) fn large(runs: usize, events: u64) -> Report {
    let run = |number: usize| {
        let timeline: Vec<Event> = (1..=events)
            .map(|n| Event {
                mark: if n % 10 == 0 { Mark::Broken } else { Mark::Plain },
                wire: Some(Wire {
                    request: format!("{}{}", ASYNC, "x".repeat(3_000)),
                    reply: PENDING.to_owned(),
                    has_body: true,
                }),
                ..event("session 1, 1243c283", n, n * 10_000, POLL, "202 OPERATION_PENDING")
            })
            .collect();
        let findings: Vec<Finding> = (1..=events).filter(|n| n % 10 == 0).map(early).collect();
        let checks = vec![
            check(3, passed(1)),
            check(5, Outcome::Failed { findings, places: events as usize }),
        ];
        judged(&format!("scenario-{number:02}"), timeline, checks, Verdict::Fail)
    };
    Report { runs: (1..=runs).map(run).collect(), coverage: None, ..matrix() }
}

fn two_polls() -> Run {
    let part = "session 1, 1243c283";
    let timeline = vec![
        authorized(part, 1, 0),
        event(part, 2, 120, DETAIL, "202 OPERATION_PENDING"),
        event(part, 3, 10_180, POLL, "202 OPERATION_PENDING"),
        event(part, 4, 20_240, POLL, "202 OPERATION_PENDING"),
        event(part, 5, 30_300, POLL, "200"),
    ];
    let drift = Outcome::Failed { findings: vec![new_field()], places: 40 };
    judged("two-polls", timeline, checks(vec![(3, passed(1)), (9, drift)]), Verdict::Pass)
}

fn new_field() -> Finding {
    let place = Place::Body { pointer: "/Accounts/0/Nickname".to_owned(), human: None };
    Finding {
        expected: Shown::words("no such field"),
        actual: Shown::json(&json!("Daily")),
        details: vec![fact("first", "seen on 2026-11-19")],
        commands: vec![
            fact("replay", "flinks-harness replay run-7f3a --rules FLK-FLD-NEW"),
            fact(
                "curl",
                "curl -sS -X POST \"$FLINKS_BASE_URL/v3/$FLINKS_CUSTOMER_ID/BankingServices/Authorize\" \
                 -H 'Content-Type: application/json' -d '{\"LoginId\": \"{{LOGIN_ID}}\"}'",
            ),
        ],
        ..finding("session 1, GET GetAccountsDetailAsync, poll 3, t+00:30.3", place, 5)
    }
}

/// A client that gives up after 6 polls of 3 s, and asks a second time by POST.
fn gives_up() -> Run {
    let part = "session 1, 9f0e77aa";
    let mut timeline =
        vec![authorized(part, 1, 0), event(part, 2, 150, DETAIL, "202 OPERATION_PENDING")];
    timeline.extend((3..=8).map(|number| Event {
        mark: Mark::Broken,
        ..event(part, number, 190 + (number - 2) * 3_040, POLL, "202 OPERATION_PENDING")
    }));
    let second = "session 2, 5d5d0c1f";
    timeline.push(authorized(second, 9, 21_000));
    timeline.push(event(second, 10, 21_100, DETAIL, "202 OPERATION_PENDING"));
    timeline.push(Event {
        mark: Mark::Warned,
        took: Some(Duration::from_millis(9_000)),
        ..event(second, 11, 21_200, POLL, "202 OPERATION_PENDING")
    });
    timeline.push(Event {
        took: None,
        ..event(second, 12, 24_300, POLL, "reset: the connection was cut")
    });
    let outside = |label: &str| Place::Outside(label.to_owned());
    let interval = Finding {
        expected: Shown::words("at least 10 s after the previous answer (250 ms early is taken)"),
        actual: Shown::words("3.00 s"),
        off_by: Some("7.00 s early".to_owned()),
        details: vec![
            fact("gaps", "3.00, 3.00, 3.00, 3.00, 3.00, 3.00 s (6 of 6 too short)"),
            fact("looks like", "a fixed 3 s poll"),
            fact("effect", "at this rate a wait of 30 min costs 600 requests instead of 181"),
            fact("control", "two-polls passed, so the client works otherwise"),
        ],
        events: vec![3, 4, 5, 6, 7, 8],
        ..finding("session 1, GET GetAccountsDetailAsync, poll 1, t+00:03.2", outside("time"), 3)
    };
    let gives_up = Finding {
        expected: Shown::json(&json!(150)),
        actual: Shown::json(&json!(6)),
        arithmetic: Some("25 min / 10 s".to_owned()),
        off_by: Some("144 polls".to_owned()),
        note: Some("the data would have come at t+25:00.0".to_owned()),
        ..finding("session 1, after poll 6, t+00:18.4", outside("polls"), 8)
    };
    let outcomes = vec![
        (3, passed(2)),
        (4, Outcome::Failed { findings: vec![gives_up], places: 2 }),
        (5, Outcome::Failed { findings: vec![interval], places: 6 }),
        (6, Outcome::Failed { findings: vec![overlap()], places: 1 }),
    ];
    let mut run = judged("data-after-25-minutes", timeline, checks(outcomes), Verdict::Fail);
    run.facts.push(fact("command", "ended with exit code 1: \"no data after 6 tries\""));
    run
}

fn overlap() -> Finding {
    let place = Place::Body {
        pointer: "/Accounts/0/Transactions/17/Balance".to_owned(),
        human: Some("\"Chequing CAD\" ...4821".to_owned()),
    };
    Finding {
        expected: Shown::json(&json!("12.50")),
        actual: Shown::json(&json!(12.5)),
        events: vec![11, 12],
        ..finding("session 2, GET GetAccountsDetailAsync, poll 1, t+00:21.2", place, 11)
    }
}

fn retry_later() -> Run {
    let part = "session 1, 77b3e210";
    let timeline = vec![
        event(part, 1, 0, "POST Authorize", "401 RETRY_LATER"),
        Event {
            note: Some("the same input, 2.0 s later".to_owned()),
            ..event(part, 2, 2_040, "POST Authorize", "401 RETRY_LATER")
        },
    ];
    let at = "session 1, POST Authorize, t+00:02.0".to_owned();
    let expected = Outcome::Expected {
        findings: vec![Finding { at, ..early(2) }],
        places: 1,
        reason: "issue 311, until 2027-01-31".to_owned(),
    };
    judged("retry-later", timeline, checks(vec![(7, expected)]), Verdict::Pass)
}

/// 181 polls are the most; this client goes on.
fn never_stops() -> Run {
    let part = "session 1, c0ffee00";
    let mut timeline =
        vec![authorized(part, 1, 0), event(part, 2, 100, DETAIL, "202 OPERATION_PENDING")];
    timeline.extend((3..=185).map(|number| Event {
        mark: if number > 183 { Mark::Broken } else { Mark::Plain },
        ..event(part, number, (number - 2) * 10_040, POLL, "202 OPERATION_PENDING")
    }));
    let outcomes = vec![
        (4, passed(1)),
        (
            5,
            Outcome::Inconclusive {
                reason: "the machine stood still for 3.2 s at t+01:10.0".to_owned(),
            },
        ),
        (8, Outcome::Failed { findings: vec![early(184), early(185)], places: 183 }),
    ];
    judged("stuck-in-202", timeline, checks(outcomes), Verdict::Fail)
}

/// All rules. The first three hold, and the others are not reached, unless an outcome is given.
fn checks(mut outcomes: Vec<(usize, Outcome)>) -> Vec<Check> {
    (0..RULES.len())
        .map(|number| match outcomes.iter().position(|(named, _)| *named == number) {
            Some(at) => check(number, outcomes.swap_remove(at).1),
            None if number < 3 => check(number, passed(1)),
            None => check(number, not_reached()),
        })
        .collect()
}

/// A check of the rule with this place in [`RULES`].
pub(crate) fn check(number: usize, outcome: Outcome) -> Check {
    let (id, strength, sentence) = RULES[number];
    Check {
        rule: Rule {
            id: id.to_owned(),
            sentence: sentence.to_owned(),
            strength,
            source: "Flinks guide 'Make API calls' (current docs, seed)".to_owned(),
            more: Some(format!("flinks-mock rules {id}")),
        },
        unit: Unit { one: "place", many: "places" },
        outcome,
    }
}

pub(crate) fn passed(places: usize) -> Outcome {
    Outcome::Passed { places }
}

pub(crate) fn not_reached() -> Outcome {
    Outcome::NotReached { reason: "the scenario never asks a question".to_owned() }
}

fn judged(name: &str, timeline: Vec<Event>, checks: Vec<Check>, verdict: Verdict) -> Run {
    Run {
        name: name.to_owned(),
        facts: vec![fact("customer", "a9e7a2b4-0000-4000-8000-000000000001")],
        effort: format!("{} requests", timeline.len()),
        timeline,
        checks,
        verdict,
    }
    .with_fingerprints()
}

/// A finding with nothing in it yet but its place.
pub(crate) fn finding(at: &str, place: Place, event: u64) -> Finding {
    Finding::new(at.to_owned(), place, Shown::words("nothing"), Shown::words("a request"), event)
}

fn early(number: u64) -> Finding {
    let at = format!("session 1, GET GetAccountsDetailAsync, request {number}");
    Finding {
        expected: Shown::words("no request"),
        actual: Shown::words(format!("request {number}")),
        ..finding(&at, Place::Outside("time".to_owned()), number)
    }
}

fn authorized(part: &str, number: u64, at: u64) -> Event {
    event(part, number, at, "POST Authorize", "200")
}

/// Sent `at` milliseconds after the start, answered 40 ms later.
pub(crate) fn event(part: &str, number: u64, at: u64, call: &str, answer: &str) -> Event {
    Event {
        number,
        part: part.to_owned(),
        at: Duration::from_millis(at),
        took: Some(Duration::from_millis(40)),
        call: call.to_owned(),
        answer: answer.to_owned(),
        note: None,
        mark: Mark::Plain,
        wire: Some(Wire { request: ASYNC.to_owned(), reply: PENDING.to_owned(), has_body: true }),
    }
}

pub(crate) fn fact(name: &str, value: &str) -> Fact {
    Fact::new(name, value)
}

fn tool() -> Tool {
    Tool { name: "flinks-mock".to_owned(), version: "0.1.0".to_owned() }
}

fn coverage() -> Coverage {
    let item = |group: &str, name: &str, runs: &[&str]| Covered {
        group: group.to_owned(),
        name: name.to_owned(),
        runs: runs.iter().map(|run| (*run).to_owned()).collect(),
    };
    let all = ["two-polls", "data-after-25-minutes", "stuck-in-202"];
    Coverage {
        what: "documented states and codes".to_owned(),
        items: vec![
            item("Authorize", "200", &all),
            item("Authorize", "203 challenge", &[]),
            item("Authorize", "401 RETRY_LATER", &["retry-later"]),
            item("GetAccountsDetailAsync", "200", &["two-polls"]),
            item("GetAccountsDetailAsync", "202 OPERATION_PENDING", &all),
            item("GetAccountsDetailAsync", "202 OPERATION_DISPATCHED", &[]),
        ],
        least: Some(80),
    }
}

const RULES: [(&str, Strength, &str); 10] = [
    ("CLI-SEQ-001", Strength::Must, "Authorize comes before any data call"),
    ("CLI-SEQ-002", Strength::Must, "Async is called only after a 202 of GetAccountsDetail"),
    ("CLI-SEQ-003", Strength::Must, "each endpoint is called with its method"),
    ("CLI-ID-001", Strength::Must, "one RequestId is carried through the flow"),
    ("CLI-POLL-001", Strength::Must, "a 202 is polled until data, an error or 30 min"),
    ("CLI-POLL-002", Strength::Must, "10 s pass between an answer and the next poll"),
    ("CLI-POLL-003", Strength::Should, "one poll at a time"),
    ("CLI-ERR-002", Strength::Must, "RETRY_LATER is repeated later, with the same input"),
    ("CLI-POLL-004", Strength::Must, "polling ends at 30 min, after at most 181 calls"),
    ("FLK-FLD-NEW", Strength::Drift, "no field is there that was not there before"),
];

pub(crate) const DETAIL: &str = "POST GetAccountsDetail";
pub(crate) const POLL: &str = "GET GetAccountsDetailAsync";

const ASYNC: &str = "GET /v3/a9e7a2b4/BankingServices/GetAccountsDetailAsync/1243c283 HTTP/1.1\n\
    host: sandbox.flinks.io\nuser-agent: acme-node/1.4\naccept: application/json\n\n";
const PENDING: &str = "HTTP/1.1 202\ncontent-type: application/json\n\n\
    {\"FlinksCode\":\"OPERATION_PENDING\",\"HttpStatusCode\":202}";
