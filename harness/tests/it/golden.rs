//! What people read of failures of every kind: in 80 and 120 columns, plain and in colour.
//!
//! `INSTA_UPDATE=always cargo test -p flinks-harness golden` writes the files anew.

use flinks_harness::{Setup, judge};
use flinks_report::Report;
use flinks_report::terminal::{self, Look};
use serde_json::json;

use crate::proxy::Edit::{
    self, ContentType, Copy, Drop, FirstSession, Nothing, Rename, Set, Status, Swap, Text,
};
use crate::proxy::{Call, proxy};
use crate::support::{mock, picture, record, run_scenario, setup};

/// A name, the scenario, the reply that is changed, how, and the rule whose block is kept. Without a
/// rule it is the end of the report.
type Kind = (&'static str, &'static str, Call, Edit, Option<&'static str>);

const DETAIL: &str = "GetAccountsDetail";
const ASYNC: &str = "GetAccountsDetailAsync";

#[rustfmt::skip]
fn kinds() -> Vec<Kind> {
    let other = || json!("9022abc2-8a2e-4b06-a06e-c3e5449c4d10");
    let data = Call(ASYNC, 2);
    vec![
        ("statuses_disagree", Set("/HttpStatusCode", json!(202)), data, "FLK-ENV-001"),
        ("an_html_page", ContentType("text/html; charset=utf-8"), Call(ASYNC, 1), "FLK-ENV-002"),
        ("a_cut_body", Text(|text| text[..200].to_owned()), data, "FLK-ENV-002"),
        ("an_unknown_code", Set("/FlinksCode", json!("INVALID_REQ")), PROBE, "FLK-INV-001"),
        ("a_member_renamed", Rename("/Accounts/0/Title", "title"), data, "FLK-SCH-003"),
        ("a_number_as_text", Set("/Accounts/0/OverdraftLimit", json!("0")), data, "FLK-SCH-003"),
        ("another_login", Set("/Login/Id", other()), Call("Authorize", 1), "FLK-AUT-001"),
        ("one_request_id_twice", FirstSession("/RequestId"), SECOND, "FLK-AUT-002"),
        ("a_203", Status(203), Call(DETAIL, 1), "FLK-FLOW-001"),
        ("another_pending_body", Set("/Links", json!([])), Call(ASYNC, 1), "FLK-FLOW-002"),
        ("a_200_that_changes", Set("/Accounts/0/Title", json!("X")), Call(ASYNC, 3), "FLK-FLOW-003"),
        ("a_member_too_many", Set("/Accounts", json!([])), Call(DETAIL, 1), "FLK-PEN-001"),
        ("another_session", FirstSession("/RequestId"), Call("Investments", 2), "FLK-ID-001"),
        ("two_sides", Set("/Accounts/0/Transactions/0/Credit", json!(5)), data, "FLK-TXN-001"),
        ("an_id_twice", Copy("/Accounts/0/Transactions/0/Id", "/Accounts/1/Transactions/1/Id"), data, "FLK-TXN-004"),
        ("a_cent_too_much", Text(|text| text.replacen("49993.96", "49993.97", 1)), data, "FLK-TXN-006"),
        ("sides_swapped", Swap("/Accounts/0/Transactions/0/Debit", "/Accounts/0/Transactions/0/Credit"), data, "FLK-TXN-006"),
        ("another_balance", Set("/Accounts/0/Balance/Current", json!(1)), data, "FLK-TXN-007"),
        ("a_probe_accepted", Set("/FlinksCode", json!("INVALID_LOGIN")), PROBE, "FLK-INV-001"),
    ]
    .into_iter()
    .map(|(name, edit, call, rule)| (name, "two-polls", call, edit, Some(rule)))
    .chain([
        ("a_poll_that_ran_out", "never-ready", NOWHERE, Nothing, Some("FLK-FLOW-004")),
        ("the_end_after_a_poll_that_ran_out", "never-ready", NOWHERE, Nothing, None),
        ("the_end_after_no_answer", "two-polls", Call("Authorize", 1), Drop, None),
        ("the_end_after_a_refusal", "authorize-new-account", NOWHERE, Nothing, None),
    ])
    .collect()
}

const PROBE: Call = Call("Investments", 5);
const SECOND: Call = Call("Authorize", 2);
const NOWHERE: Call = Call("nowhere", 1);

#[tokio::test]
async fn failures_as_they_are_shown() {
    for (row, (name, scenario, call, edit, rule)) in kinds().into_iter().enumerate() {
        let report = tampered(row, scenario, call, edit).await;
        let looks = [(80, false), (80, true), (120, false), (120, true)];
        let pictures = looks.map(|(width, colour)| {
            let shown = part(&report, width, colour, rule);
            let title = if colour { ", colour" } else { "" };
            format!("--- {width} columns{title}\n{}", shown.replace('\u{1b}', "␛"))
        });
        settings().bind(|| insta::assert_snapshot!(name, pictures.join("\n")));
        for width in [80, 100, 120] {
            fits(name, &part(&report, width, false, rule), width);
        }
    }
}

/// The whole of what is printed where all is well, and where a poll ran out.
#[tokio::test]
async fn whole_reports() {
    for scenario in ["two-polls", "never-ready"] {
        let shown = picture(&run_scenario(scenario).await);
        settings().bind(|| insta::assert_snapshot!(format!("report_of_{scenario}"), shown));
    }
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// A block has 14 lines. Only a command may be longer than a line: cut it does not run.
fn fits(name: &str, shown: &str, width: usize) {
    assert!(shown.lines().count() <= 14, "{name} at {width}: more than 14 lines\n{shown}");
    for line in shown.lines().filter(|line| line.chars().count() > width) {
        let is_command =
            ["  repeat ", "  replay ", "  curl "].iter().any(|name| line.starts_with(name));
        assert!(is_command, "{name} at {width}: too wide: {line}\n{shown}");
    }
}

/// The block of a rule, or the end of the report.
fn part(report: &Report, width: usize, colour: bool, rule: Option<&str>) -> String {
    let picture = terminal::render(report, Look { width, colour, verbose: false });
    let mut blocks = picture.split("\n\n");
    let block = match rule {
        None => blocks.last(),
        Some(rule) => blocks.find(|block| {
            let title = block.lines().next().unwrap_or_default();
            title.contains(rule) && (title.contains("FAIL") || title.contains("WARN"))
        }),
    };
    block.unwrap_or_else(|| panic!("no block of {rule:?} in\n{picture}")).to_owned()
}

/// A run as the program makes it, against a server with an address that stays.
async fn tampered(row: usize, scenario: &str, call: Call, edit: Edit) -> Report {
    let mock = mock(scenario).await;
    let customer_id = format!("43387ca6-0391-4c82-857d-{row:012}");
    let proxy = proxy(&mock.url(), call, edit).await;
    let plain = setup(&proxy.url, mock.clock(&customer_id), &customer_id);
    let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut head = plain.head.clone();
    head.facts = vec![
        fact("target", "https://toolbox-api.example"),
        fact("repeat", &format!("flinks-harness run --scenario {scenario}")),
        fact("run file", "out/run.ndjson"),
    ];
    let setup = Setup { head, ..plain };
    judge(&record(&setup).await)
}
