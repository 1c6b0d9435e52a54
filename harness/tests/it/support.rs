//! A run against an address, and what to read off its report.

use std::time::Duration;

use flinks_harness::{CancellationToken, Head, Progress, Setup, Site, Target, judge, run};
use flinks_mock::FlinksMock;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_report::terminal::{self, Look};
use flinks_report::{Outcome, Place, Report};

pub(crate) const CUSTOMER_ID: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";
pub(crate) const LOGIN_ID: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

pub(crate) async fn mock(scenario: &str) -> FlinksMock {
    let builder = FlinksMock::builder().scenario(scenario).clock(ClockMode::Auto);
    builder.start().await.expect("the built-in scenarios start")
}

/// A run against `url` on `clock`.
pub(crate) fn setup(url: &str, clock: Clock, customer_id: &str) -> Setup {
    let head = Head {
        name: "two-polls".to_owned(),
        mode: ClockMode::Auto,
        login_id: LOGIN_ID.to_owned(),
        ..Head::default()
    };
    let target = Target::parse(url).expect("the address of a test server");
    let site = Site { target, customer_id: customer_id.to_owned() };
    let mut setup = Setup::new(head, site, clock);
    setup.timeout = Duration::from_secs(30);
    setup.privacy.shows_values = true;
    setup
}

/// Runs to the end.
pub(crate) async fn run_at(url: &str, clock: Clock, customer_id: &str) -> Report {
    let setup = setup(url, clock, customer_id);
    judge(&run(&setup, &mut Progress::silent(), CancellationToken::default()).await)
}

pub(crate) async fn run_scenario(name: &str) -> Report {
    let mock = mock(name).await;
    run_at(&mock.url(), mock.clock(CUSTOMER_ID), CUSTOMER_ID).await
}

/// Rule and place of each finding, of MUSTs and SHOULDs alike.
pub(crate) fn findings(report: &Report) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for check in &report.runs[0].checks {
        let Outcome::Failed { findings, .. } = &check.outcome else { continue };
        for finding in findings {
            let place = match &finding.place {
                Place::Body { pointer, .. } => pointer.clone(),
                Place::Outside(words) => words.clone(),
            };
            all.push((check.rule.id.clone(), place));
        }
    }
    all
}

/// The report as it is printed, without colour, as wide as in the log of a CI system.
pub(crate) fn picture(report: &Report) -> String {
    let mut out = Vec::new();
    let look = Look { width: 120, colour: false, verbose: false };
    terminal::render(report, look, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("the picture is text")
}
